"""What a message looks like: mistakes in showing it."""

from __future__ import annotations

import unicodedata
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from werkzeug.wrappers import Request, Response

from conformance.deviations.deviation import wrap
from conformance.deviations.dexatel.ways import (
    COUNTS,
    FAULTS,
    VANISHES,
    edits,
    hides,
    renames,
    shows,
)
from conformance.reference.dexatel import Dexatel
from conformance.reference.dexatel.faults import Refusal
from conformance.reference.dexatel.messages import Message
from conformance.reference.network import Place

ALWAYS_READ = (
    "cancel.any-state-accepted",
    "isolation.others-untouched",
    "isolation.siblings-untouched",
    "list.agrees-with-read",
    "read.agrees-with-send",
    "read.repeatable",
    "read.returns-message",
    "schedule.every-recipient",
    "text.survives",
)
"""What cannot be shown once reads go wrong."""


# -- reading as such ----------------------------------------------------------


@FAULTS.deviation(breaks=["read.answers-200", "http.status-documented"])
def reads_with_203(service: Dexatel) -> None:
    """Answers a read with the status of a proxy that has changed something."""

    def read_message(
        original: Callable[..., Response], request: Request, message_id: str
    ) -> Response:
        response = original(request, message_id)
        response.status_code = 203
        return response

    wrap(service, "read_message", read_message)


@FAULTS.deviation(
    breaks=["read.shape"],
    collateral=[
        "message.encoding.given",
        "message.segments.given",
        "schedule.accepted",
        "schedule.delivers-when-due",
        "text.odd-accepted-or-refused",
        *ALWAYS_READ,
    ],
)
def reads_under_message(service: Dexatel) -> None:
    """Answers a read with the message under `message`."""
    edits(service, "read_message", lambda document: {"message": document})


@FAULTS.deviation(
    breaks=["read.shape"],
    collateral=["message.encoding.given", "message.segments.given", *ALWAYS_READ],
)
def reads_an_array(service: Dexatel) -> None:
    """Answers a read with an array of one message."""
    edits(service, "read_message", lambda document: {"data": [document]})


@FAULTS.deviation(
    breaks=["read.shape"], collateral=["read.returns-message", *ALWAYS_READ, *VANISHES]
)
def reads_without_the_id(service: Dexatel) -> None:
    """Answers a read without the id of the message."""
    hides(service, "detail", "id")


@FAULTS.deviation(
    breaks=["read.answers-200"], collateral=["text.odd-accepted-or-refused", *ALWAYS_READ]
)
def knows_messages_only_once_sent(service: Dexatel) -> None:
    """Answers 404 for a message that is still enroute."""

    def read_message(
        original: Callable[..., Response], request: Request, message_id: str
    ) -> Response:
        if service.status(service.find(message_id)) == "enroute":
            raise Refusal(1501)
        return original(request, message_id)

    wrap(service, "read_message", read_message)


@FAULTS.deviation(breaks=["read.returns-message"], collateral=ALWAYS_READ)
def reads_the_newest_message(service: Dexatel) -> None:
    """Answers every read with the newest message."""

    def read_message(
        original: Callable[..., Response], request: Request, message_id: str
    ) -> Response:
        service.find(message_id)
        return original(request, list(service.messages)[-1])

    wrap(service, "read_message", read_message)


@FAULTS.deviation(
    breaks=["read.returns-message"],
    collateral=["list.finds-sent", "list.pages-complete", *ALWAYS_READ],
)
def shows_an_id_of_the_operator(service: Dexatel) -> None:
    """Reads a message with an id that is not the one it is found by."""
    shows(service, "detail", id=lambda value: str(uuid.uuid5(uuid.NAMESPACE_OID, value)))


@FAULTS.deviation(breaks=["read.agrees-with-send"], collateral=["list.filter-sender"])
def reads_the_senders_id(service: Dexatel) -> None:
    """Shows the id of the sender in the `from` of a message that is read."""

    def detail(
        original: Callable[..., dict[str, Any]], message: Message, request: Request
    ) -> dict[str, Any]:
        return {**original(message, request), "from": message.draft.sender_id}

    wrap(service, "detail", detail)


@FAULTS.deviation(
    breaks=["read.agrees-with-send"],
    collateral=[
        "read.returns-message",
        "isolation.siblings-untouched",
        "list.filter-recipient",
        "list.filter-recipient-prefix",
        "list.finds-sent",
    ],
)
def reads_the_first_recipient_in_all(service: Dexatel) -> None:
    """Reads every message of a create with the first recipient's number."""

    def detail(
        original: Callable[..., dict[str, Any]], message: Message, request: Request
    ) -> dict[str, Any]:
        return {**original(message, request), "to": message.draft.recipients[0]}

    wrap(service, "detail", detail)


@FAULTS.deviation(
    breaks=["read.agrees-with-send"],
    collateral=["list.filter-channel", "message.encoding.given", "message.segments.given"],
)
def reads_every_channel_as_sms(service: Dexatel) -> None:
    """Shows SMS as the channel of every message that is read."""
    shows(service, "detail", channel=lambda _: "SMS")


@FAULTS.deviation(
    breaks=["read.repeatable"], collateral=["cancel.queued.stops-delivery", "list.agrees-with-read"]
)
def a_read_moves_the_message_on(service: Dexatel) -> None:
    """Brings a message two seconds nearer to its delivery whenever it is read."""

    def read_message(
        original: Callable[..., Response], request: Request, message_id: str
    ) -> Response:
        response = original(request, message_id)
        message = service.find(message_id)
        if service.network.place(message.transmission) is not Place.SCHEDULED:
            message.transmission.due -= timedelta(seconds=2)
        return response

    wrap(service, "read_message", read_message)


@FAULTS.deviation(
    breaks=["read.repeatable"],
    collateral=["schedule.delivers-when-due", *ALWAYS_READ, *VANISHES],
)
def can_be_read_once(service: Dexatel) -> None:
    """Forgets a message after its first read."""

    def read_message(
        original: Callable[..., Response], request: Request, message_id: str
    ) -> Response:
        response = original(request, message_id)
        service.forget(service.find(message_id))
        return response

    wrap(service, "read_message", read_message)


@FAULTS.deviation(breaks=["read.id-any-case"])
def finds_ids_in_small_letters_only(service: Dexatel) -> None:
    """Does not know a message by its id in capitals."""

    def identifier(original: Callable[..., str], text: str, malformed: int) -> str:
        original(text, malformed)
        return text

    wrap(service, "identifier", identifier)


# -- the text -----------------------------------------------------------------


def rewrites(service: Dexatel, change: Callable[[str], str]) -> None:
    """Show texts otherwise than they were sent."""

    def shown_text(original: Callable[[Message], str | None], message: Message) -> str | None:
        text = original(message)
        return None if text is None else change(text)

    wrap(service, "shown_text", shown_text)


@FAULTS.deviation(breaks=["text.survives"], collateral=["text.odd-accepted-or-refused"])
def trims_texts(service: Dexatel) -> None:
    """Shows a text without the blanks around it."""
    rewrites(service, str.strip)


@FAULTS.deviation(breaks=["text.survives"])
def composes_texts(service: Dexatel) -> None:
    """Shows a text in Unicode's composed form."""
    rewrites(service, lambda text: unicodedata.normalize("NFC", text))


@FAULTS.deviation(breaks=["text.survives"], collateral=["text.odd-accepted-or-refused"])
def shows_160_characters(service: Dexatel) -> None:
    """Shows the beginning of a long text."""
    rewrites(service, lambda text: text[:160])


@FAULTS.deviation(breaks=["text.survives"])
def escapes_texts_for_html(service: Dexatel) -> None:
    """Shows an ampersand and angle brackets as HTML writes them."""
    rewrites(
        service,
        lambda text: text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"),
    )


@FAULTS.deviation(breaks=["text.survives"], collateral=["text.odd-accepted-or-refused"])
def asks_for_what_latin_1_lacks(service: Dexatel) -> None:
    """Shows a question mark for every character outside Latin-1."""
    rewrites(service, lambda text: text.encode("latin-1", "replace").decode("latin-1"))


@FAULTS.deviation(breaks=["text.survives"], collateral=["text.odd-accepted-or-refused"])
def drops_what_utf8mb3_lacks(service: Dexatel) -> None:
    """Shows nothing for a character outside the basic multilingual plane."""
    rewrites(service, lambda text: "".join(letter for letter in text if letter <= "\uffff"))


@FAULTS.deviation(breaks=["text.survives"], collateral=["text.odd-accepted-or-refused"])
def reads_utf_8_as_latin_1(service: Dexatel) -> None:
    """Shows every octet of a text's UTF-8 as a character."""
    rewrites(service, lambda text: text.encode().decode("latin-1"))


@FAULTS.deviation(breaks=["text.survives"], collateral=["text.odd-accepted-or-refused"])
def turns_line_feeds_into_line_ends(service: Dexatel) -> None:
    """Shows a line feed as carriage return and line feed."""
    rewrites(service, lambda text: text.replace("\r\n", "\n").replace("\n", "\r\n"))


QUOTES = str.maketrans("\u201c\u201d\u2018\u2019\u2013\u2014", "\"\"''--")


@FAULTS.deviation(breaks=["text.survives"])
def straightens_quotes(service: Dexatel) -> None:
    """Shows straight quotes and a hyphen for the typographic ones."""
    rewrites(service, lambda text: text.translate(QUOTES))


@FAULTS.deviation(breaks=["text.odd-accepted-or-refused"], collateral=["text.survives"])
def drops_control_characters(service: Dexatel) -> None:
    """Takes a text with control characters and shows it without them."""
    rewrites(service, lambda text: "".join(c for c in text if c in "\r\n" or c >= " "))


@FAULTS.deviation(breaks=["text.odd-accepted-or-refused"], collateral=["text.survives"])
def ends_texts_at_nul(service: Dexatel) -> None:
    """Takes a text with NUL and shows what comes before it."""
    rewrites(service, lambda text: text.partition("\0")[0])


@FAULTS.deviation(breaks=["text.odd-accepted-or-refused"])
def misses_content_in_blanks(service: Dexatel) -> None:
    """Refuses a text of blanks as if its recipients were wrong."""

    def text_of(original: Callable[..., str | None], data: dict[str, Any]) -> str | None:
        text = original(data)
        if text is not None and not text.strip():
            raise Refusal(1523)
        return text

    wrap(service, "text_of", text_of)


# -- the members' types -------------------------------------------------------


@FAULTS.deviation(breaks=["message.id.type"], collateral=["read.shape", *ALWAYS_READ, *VANISHES])
def reads_a_number_for_an_id(service: Dexatel) -> None:
    """Shows the id of a message that is read as a number."""
    shows(service, "detail", id=lambda value: uuid.UUID(value).int % 10**9)


@FAULTS.deviation(breaks=["message.account-id.type"])
def numbers_the_account(service: Dexatel) -> None:
    """Shows the id of the account as a number."""
    shows(service, "basics", account_id=lambda _: 4711)


@FAULTS.deviation(breaks=["message.account-id.constant"])
def gives_every_message_an_account(service: Dexatel) -> None:
    """Shows the id of each message as that of its account."""

    def basics(original: Callable[[Message], dict[str, Any]], message: Message) -> dict[str, Any]:
        return {**original(message), "account_id": message.id}

    wrap(service, "basics", basics)


@FAULTS.deviation(
    breaks=["message.from.type"], collateral=["list.filter-sender", "read.agrees-with-send"]
)
def shows_the_sender_as_an_object(service: Dexatel) -> None:
    """Shows the sender's resource in `from`."""
    shows(service, "detail", **{"from": lambda value: {"name": value}})


@FAULTS.deviation(
    breaks=["message.to.type"],
    collateral=[
        "isolation.siblings-untouched",
        "list.filter-recipient",
        "list.filter-recipient-prefix",
        "list.finds-sent",
        "message.to.is-string",
        "read.agrees-with-send",
        "send.recipient-echoed",
        "send.recipient-order",
    ],
)
def shows_the_recipient_as_a_number(service: Dexatel) -> None:
    """Shows the recipient as a JSON number."""
    shows(service, "basics", to=int)


@FAULTS.deviation(breaks=["message.to.is-string"])
def shows_the_recipient_in_an_array(service: Dexatel) -> None:
    """Shows the recipient in an array of one."""
    shows(service, "basics", to=lambda value: [value])


@FAULTS.deviation(
    breaks=["message.channel.enumerated"],
    collateral=["list.filter-channel", "read.agrees-with-send"],
)
def reads_the_channel_in_small_letters(service: Dexatel) -> None:
    """Shows the channel of a message that is read as sms, viber or whatsapp."""
    shows(service, "detail", channel=str.lower)


STATES = (
    "cancel.queued.stops-delivery",
    "isolation.others-untouched",
    "isolation.siblings-untouched",
    "list.filter-state",
    "schedule.accepted",
    "schedule.delivers-when-due",
    "schedule.every-recipient",
    "send.state-given",
    "state.final-stays",
    "state.forward-only",
)
"""What is told by a message's status."""


@FAULTS.deviation(breaks=["message.state.enumerated"], collateral=STATES)
def reads_states_in_capitals(service: Dexatel) -> None:
    """Shows the status of a message that is read as the webhook's table spells it."""
    shows(service, "detail", status=str.upper)


@FAULTS.deviation(breaks=["message.state.enumerated"], collateral=STATES)
def reads_the_states_of_the_old_interface(service: Dexatel) -> None:
    """Shows `pending` where a message that is read is enroute."""
    shows(service, "detail", status=lambda value: value.replace("enroute", "pending"))


@FAULTS.deviation(
    breaks=["message.text.type"],
    collateral=[
        "list.agrees-with-read",
        "read.returns-message",
        "text.odd-accepted-or-refused",
        "text.survives",
    ],
)
def shows_the_text_as_an_object(service: Dexatel) -> None:
    """Shows the text in an object with its language."""
    shows(service, "detail", text=lambda value: {"body": value, "language": "en"})


@FAULTS.deviation(breaks=["message.image.type"], collateral=["message.image.shown"])
def shows_the_image_as_an_object(service: Dexatel) -> None:
    """Shows the image in an object with its type."""
    shows(service, "basics", image=lambda value: {"url": value, "type": "image/png"})


@FAULTS.deviation(breaks=["message.caption.type"], collateral=["message.caption.shown"])
def shows_the_caption_in_an_array(service: Dexatel) -> None:
    """Shows the caption of an image in an array."""
    shows(service, "basics", caption=lambda value: [value])


@FAULTS.deviation(breaks=["message.button.type"], collateral=["message.button.shown"])
def shows_the_button_in_an_array(service: Dexatel) -> None:
    """Shows the button as one of several."""
    shows(service, "basics", button=lambda value: [value])


@FAULTS.deviation(breaks=["message.button-caption.type"], collateral=["message.button.shown"])
def shows_the_buttons_caption_as_an_object(service: Dexatel) -> None:
    """Shows the caption of a button with its language."""
    shows(service, "basics", button=lambda value: {**value, "caption": {"en": value["caption"]}})


@FAULTS.deviation(breaks=["message.button-url.type"], collateral=["message.button.shown"])
def shows_the_buttons_url_in_an_array(service: Dexatel) -> None:
    """Shows the address of a button in an array."""
    shows(service, "basics", button=lambda value: {**value, "url": [value["url"]]})


@FAULTS.deviation(
    breaks=["message.schedule.type"],
    collateral=["schedule.documented-format", "schedule.echoed", "schedule.every-recipient"],
)
def shows_the_schedule_as_a_number(service: Dexatel) -> None:
    """Shows the due time in seconds since 1970."""
    shows(service, "basics", schedule=lambda value: int(service.moment(value).timestamp()))


@FAULTS.deviation(breaks=["message.template-id.type"], collateral=["message.template-id.given"])
def shows_the_template_as_an_object(service: Dexatel) -> None:
    """Shows the template's resource in `template_id`."""
    shows(service, "basics", template_id=lambda value: {"id": value})


@FAULTS.deviation(breaks=["message.segments.type"], collateral=["message.segments.given", *COUNTS])
def shows_the_parts_as_a_string(service: Dexatel) -> None:
    """Shows the number of parts as a string."""
    shows(service, "detail", segments=str)


@FAULTS.deviation(breaks=["message.segments.type"], collateral=["send.segments-given"])
def answers_the_parts_as_a_string(service: Dexatel) -> None:
    """Shows the number of parts of a new message as a string."""
    shows(service, "receipt", segments_count=str)


@FAULTS.deviation(
    breaks=["message.encoding.enumerated"],
    collateral=[
        "encoding.gsm7-when-possible",
        "encoding.ucs2-otherwise",
    ],
)
def spells_encodings_without_hyphen(service: Dexatel) -> None:
    """Shows the encoding as GSM7 or UCS2."""
    shows(service, "count", encoding=lambda value: value.replace("-", ""))


@FAULTS.deviation(breaks=["message.sender.type"])
def shows_the_senders_name_for_the_sender(service: Dexatel) -> None:
    """Shows `sender` as a string."""
    shows(service, "detail", sender=lambda value: value["name"])


@FAULTS.deviation(breaks=["message.sender-id.type"], collateral=["list.filter-sender-id"])
def numbers_the_sender(service: Dexatel) -> None:
    """Shows the id of the sender as a number."""
    shows(service, "detail", sender=lambda value: {**value, "id": 4711})


@FAULTS.deviation(breaks=["message.sender-name.type"])
def shows_the_senders_name_as_an_object(service: Dexatel) -> None:
    """Shows the name of the sender with its language."""
    shows(service, "detail", sender=lambda value: {**value, "name": {"en": value["name"]}})


@FAULTS.deviation(
    breaks=["message.direction.type"],
    collateral=["list.filter-direction", "message.direction.outbound"],
)
def numbers_the_direction(service: Dexatel) -> None:
    """Shows the direction as a number."""
    shows(service, "detail", direction=lambda _: 1)


@FAULTS.deviation(breaks=["message.direction.outbound"], collateral=["list.filter-direction"])
def takes_its_messages_for_inbound(service: Dexatel) -> None:
    """Shows MO as the direction of what was sent."""
    shows(service, "detail", direction=lambda _: "MO")


@FAULTS.deviation(breaks=["message.source.type"])
def shows_the_source_as_an_object(service: Dexatel) -> None:
    """Shows the source as an object."""
    shows(service, "detail", source=lambda value: {"name": value})


@FAULTS.deviation(breaks=["message.country.type"], collateral=["list.filter-country"])
def shows_the_country_as_a_number(service: Dexatel) -> None:
    """Shows the country by its calling code."""
    shows(service, "detail", country=lambda _: 1)


@FAULTS.deviation(breaks=["message.links.type"], collateral=["message.links-self.names-message"])
def shows_links_in_an_array(service: Dexatel) -> None:
    """Shows the links as an array of addresses."""
    shows(service, "detail", links=lambda value: list(value.values()))


def links_with_href(service: Dexatel, name: str) -> None:
    """Show one link as an object with `href`."""
    shows(service, "links", **{name: lambda value: {"href": value}})


@FAULTS.deviation(
    breaks=["message.links-self.type"], collateral=["message.links-self.names-message"]
)
def shows_the_link_to_itself_as_an_object(service: Dexatel) -> None:
    """Shows the link to the message as an object."""
    links_with_href(service, "self")


@FAULTS.deviation(breaks=["message.links-account.type"])
def shows_the_link_to_the_account_as_an_object(service: Dexatel) -> None:
    """Shows the link to the account as an object."""
    links_with_href(service, "account")


@FAULTS.deviation(
    breaks=["message.links-template.type"], collateral=["message.links-template.names-template"]
)
def shows_the_link_to_the_template_as_an_object(service: Dexatel) -> None:
    """Shows the link to the template as an object."""
    links_with_href(service, "template")


@FAULTS.deviation(breaks=["message.links-self.names-message"])
def links_to_the_list_for_itself(service: Dexatel) -> None:
    """Shows the list's address as that of the message."""
    shows(service, "links", self=lambda value: value.rpartition("/")[0])


@FAULTS.deviation(breaks=["message.links-template.names-template"])
def links_to_the_list_for_the_template(service: Dexatel) -> None:
    """Shows the address of all templates as that of the message's."""
    shows(service, "links", template=lambda value: value.rpartition("/")[0])


# -- dates --------------------------------------------------------------------

DATE_ORDER = ("message.update-date.not-before-creation",)


@FAULTS.deviation(
    breaks=["message.create-date.format"],
    collateral=["message.create-date.utc", "read.repeatable", *DATE_ORDER],
)
def writes_the_creation_in_iso_8601(service: Dexatel) -> None:
    """Writes the date of creation with T and Z."""
    shows(service, "basics", create_date=lambda value: value.replace(" ", "T") + "Z")


@FAULTS.deviation(
    breaks=["message.create-date.format"], collateral=["message.create-date.utc", *DATE_ORDER]
)
def writes_the_creation_as_misprinted(service: Dexatel) -> None:
    """Writes the date of creation without its first hyphen, as the pages print the pattern."""
    shows(service, "basics", create_date=lambda value: value.replace("-", "", 1))


@FAULTS.deviation(
    breaks=["message.update-date.format"], collateral=["message.update-date.utc", *DATE_ORDER]
)
def writes_the_update_with_milliseconds(service: Dexatel) -> None:
    """Writes the date of the last change with milliseconds."""
    shows(service, "basics", update_date="{}.000".format)


def shifted(service: Dexatel, hours: int) -> Callable[[str], str]:
    """A date of the API so many hours later."""
    return lambda value: service.date(service.moment(value) + timedelta(hours=hours))


@FAULTS.deviation(
    breaks=["message.create-date.utc"],
    collateral=["list.filter-created-from", "list.filter-created-until", *DATE_ORDER],
)
def tells_the_creation_in_local_time(service: Dexatel) -> None:
    """Shows the date of creation as clocks in New York have it."""
    shows(service, "basics", create_date=shifted(service, -5))


@FAULTS.deviation(breaks=["message.update-date.utc"], collateral=DATE_ORDER)
def tells_the_update_in_local_time(service: Dexatel) -> None:
    """Shows the date of the last change as clocks in Yerevan have it."""
    shows(service, "basics", update_date=shifted(service, 4))


@FAULTS.deviation(breaks=["message.update-date.utc"])
def never_updates_the_update(service: Dexatel) -> None:
    """Shows the date of creation as that of the last change."""
    wrap(service, "updated", lambda _original, message: message.created)


@FAULTS.deviation(
    breaks=["message.update-date.not-before-creation"], collateral=["message.update-date.utc"]
)
def updates_at_midnight(service: Dexatel) -> None:
    """Shows the day of the last change and not its time."""
    shows(service, "basics", update_date=lambda value: f"{value[:10]} 00:00:00")


# -- what is there ------------------------------------------------------------


@FAULTS.deviation(breaks=["message.segments.given"], collateral=["message.segments.named", *COUNTS])
def reads_without_the_parts(service: Dexatel) -> None:
    """Reads an SMS without its number of parts."""
    hides(service, "detail", "segments")


@FAULTS.deviation(breaks=["message.segments.named"])
def calls_the_parts_segments_count(service: Dexatel) -> None:
    """Reads an SMS with its number of parts under the newer name."""
    renames(service, "detail", "segments", "segments_count")


@FAULTS.deviation(breaks=["message.encoding.given"])
def reads_without_the_encoding(service: Dexatel) -> None:
    """Reads an SMS without its encoding."""
    hides(service, "detail", "encoding")


@FAULTS.deviation(breaks=["message.template-id.given"])
def calls_the_template_template(service: Dexatel) -> None:
    """Names the template of a message that is read as the request does."""
    renames(service, "detail", "template_id", "template")


@FAULTS.deviation(breaks=["message.image.shown"])
def reads_without_the_image(service: Dexatel) -> None:
    """Reads a message without its image."""
    hides(service, "detail", "image")


@FAULTS.deviation(breaks=["message.caption.shown"])
def reads_without_the_caption(service: Dexatel) -> None:
    """Reads a message without the caption of its image."""
    hides(service, "detail", "caption")


@FAULTS.deviation(breaks=["message.button.shown"])
def reads_without_the_buttons_address(service: Dexatel) -> None:
    """Reads a message with the caption of its button only."""
    shows(service, "detail", button=lambda value: {"caption": value["caption"]})


@FAULTS.deviation(breaks=["message.absent-members-omitted"])
def writes_null_for_what_is_not_there(service: Dexatel) -> None:
    """Shows null for every member without a value."""
    names = ("text", "image", "caption", "button", "schedule", "template_id")
    edits(
        service,
        "read_message",
        lambda document: {**dict.fromkeys(names), **document},
    )


# -- states -------------------------------------------------------------------


@FAULTS.deviation(breaks=["state.forward-only"], collateral=STATES)
def is_sent_before_it_is_enroute(service: Dexatel) -> None:
    """Shows a message as sent first and as enroute after that."""
    swapped = {"enroute": "sent", "sent": "enroute"}

    def status(original: Callable[[Message], str], message: Message) -> str:
        return swapped.get(original(message), original(message))

    wrap(service, "status", status)


@FAULTS.deviation(breaks=["state.final-stays"], collateral=["state.forward-only"])
def takes_a_delivery_back(service: Dexatel) -> None:
    """Shows a message as failed a minute after it was delivered."""

    def status(original: Callable[[Message], str], message: Message) -> str:
        late = service.clock.now() > service.updated(message) + timedelta(minutes=1)
        return "failed" if late and original(message) == "delivered" else original(message)

    wrap(service, "status", status)


@FAULTS.deviation(
    breaks=["state.received-is-inbound"],
    collateral=["cancel.delivered.is-harmless", "cancel.any-state-accepted", *STATES],
)
def calls_a_delivered_message_received(service: Dexatel) -> None:
    """Shows `received` for a message that has reached its handset."""

    def status(original: Callable[[Message], str], message: Message) -> str:
        return original(message).replace("delivered", "received")

    wrap(service, "status", status)
