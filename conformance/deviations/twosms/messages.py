"""Faults in sending, viewing and updating messages."""

from __future__ import annotations

import contextlib
import json
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any

from werkzeug.wrappers import Request, Response

from conformance.deviations.deviation import wrap
from conformance.deviations.twosms.faults import (
    FAULTS,
    NAMED,
    SHOWN,
    after,
    always,
    edit_detail,
    renamed,
    status,
    waives,
)
from conformance.reference.twosms import TwoSms
from conformance.reference.twosms.account import Kind, Message, Recipient
from conformance.reference.twosms.binding import Model
from conformance.reference.twosms.framework import RefusedError
from conformance.reference.twosms.viewing import VIEW

SENT = "SmsTransaction"
STANDARD = (
    "segments.gsm7.single",
    "segments.provider-part-length",
    "standard.accepted",
    "standard.counts-recipients",
    "standard.details-are-texts",
    "standard.id",
)
"""Themes about sending standard messages with version 1."""

Changes = dict[str, Any]
Look = Callable[[Message, Recipient], bool]


def edit_content(service: TwoSms, change: Callable[[str], str]) -> None:
    """Keep another text than the one that was sent."""

    def around(
        original: Callable[..., Message],
        kind: Kind,
        content: str,
        contacts: Mapping[str, Any],
        **details: Any,
    ) -> Message:
        return original(kind, change(content), contacts, **details)

    wrap(service, "compose", around)


def edit_transaction(service: TwoSms, kind: Kind, change: Callable[[Any], Any]) -> None:
    """Tell something else of messages of one kind that have been sent."""

    def around(original: Callable[[Message], Any], message: Message) -> Any:
        told = original(message)
        return change(told) if message.kind is kind else told

    wrap(service, "transaction", around)


def edit_standard(service: TwoSms, change: Callable[[Any], Any]) -> None:
    """Tell something else of messages that have been sent with version 1."""

    def around(original: Callable[[Request], Response], request: Request) -> Response:
        response = original(request)
        document = response.get_json()
        document["ResponseData"]["Detail"] = change(document["ResponseData"]["Detail"])
        response.set_data(json.dumps(document))
        return response

    wrap(service, "send_standard", around)


# -- sending -------------------------------------------------------------------------------------


@FAULTS.deviation(
    breaks=["send.accepted"],
    collateral=["http.status-documented", "schedule.accepted", *SHOWN, *NAMED],
)
def creates_messages_with_201(service: TwoSms) -> None:
    """Answers a send with 201."""
    after(service, "send", status(201))


@FAULTS.deviation(
    breaks=["send.accepted"],
    collateral=["schedule.accepted", "send.id-format", "send.id.standard-not-empty", *STANDARD],
)
def spells_the_id_of_a_message_otherwise(service: TwoSms) -> None:
    """Answers `MessageId`, as the reports have it."""
    edit_detail(service, SENT, renamed("MessageID", "MessageId"))


@FAULTS.deviation(breaks=["send.id-format"], collateral=["list.finds-sent", "view.names-message"])
def writes_ids_without_hyphens(service: TwoSms) -> None:
    """Tells the id of an advanced message as 32 digits."""
    edit_transaction(
        service,
        Kind.ADVANCED,
        lambda told: told | {"MessageID": told["MessageID"].replace("-", "")},
    )


@FAULTS.deviation(
    breaks=["send.id.standard-not-empty"],
    collateral=["expire.standard-never-expired", "send.accepted", *STANDARD],
)
def gives_standard_messages_no_id(service: TwoSms) -> None:
    """Tells an empty id for a standard message."""
    edit_transaction(service, Kind.STANDARD, lambda told: told | {"MessageID": ""})


@FAULTS.deviation(breaks=["send.equal-sends-differ"])
def takes_equal_sends_for_one(service: TwoSms) -> None:
    """Takes a send for a repetition when it equals an earlier one."""

    def likeness(message: Message) -> tuple[object, ...]:
        numbers = tuple(recipient.destination for recipient in message.recipients)
        return (message.kind, message.content, numbers, message.expiry, message.reads)

    def around(original: Callable[..., Message], *arguments: Any, **details: Any) -> Message:
        message = original(*arguments, **details)
        for known in service.messages.values():
            if likeness(known) == likeness(message) and service.gone_out(known):
                return known
        return message

    wrap(service, "compose", around)


@FAULTS.deviation(breaks=["send.refused-leaves-nothing"], collateral=["isolation.others-untouched"])
def sends_what_it_refuses(service: TwoSms) -> None:
    """Sends to the good recipients of a request and then refuses it for another reason."""

    def around(original: Callable[[Request], Response], request: Request) -> Response:
        try:
            return original(request)
        except RefusedError:
            with contextlib.suppress(AttributeError, KeyError, RecursionError, TypeError):
                order: Any = request.get_json(silent=True, force=True)
                quick = order["Contacts"]["QuickRecipients"]
                good = [Recipient(name) for name in quick if service.reachable(name, 2)]
                reference = order.get("Options", {}).get("Reference")
                content, now = order.get("Content", ""), service.clock.now()
                service.submit(Message(Kind.ADVANCED, content, good, now, reference=reference))
            raise

    wrap(service, "send", around)


@FAULTS.deviation(breaks=["error.recipients-missing"])
def sends_to_nobody(service: TwoSms) -> None:
    """Accepts a send without recipients."""
    for root in ("Message", "StandardMessage"):
        waives(service, root, Contacts={})

    def around(
        original: Callable[[Mapping[str, Any]], list[Recipient]], contacts: Mapping[str, Any]
    ) -> list[Recipient]:
        return original(contacts) if any(contacts.values()) else []

    wrap(service, "recipients", around)


@FAULTS.deviation(breaks=["send.options-required"])
def sends_without_options(service: TwoSms) -> None:
    """Takes missing options for empty ones."""
    waives(service, "Message", Options={})


@FAULTS.deviation(breaks=["send.type-required"])
def takes_the_first_type(service: TwoSms) -> None:
    """Takes a missing type for 0."""
    waives(service, "Message", Type=0)


# -- texts ---------------------------------------------------------------------------------------


@FAULTS.deviation(breaks=["text.survives"], collateral=["text.odd-accepted-or-refused"])
def composes_accents(service: TwoSms) -> None:
    """Normalises every text to composed characters."""
    edit_content(service, lambda text: unicodedata.normalize("NFC", text))


@FAULTS.deviation(
    breaks=["text.survives"], collateral=["read.returns-message", "text.odd-accepted-or-refused"]
)
def loses_characters_beyond_the_first_plane(service: TwoSms) -> None:
    """Replaces every character that takes two UTF-16 code units."""
    edit_content(
        service, lambda text: "".join(char if char <= "\uffff" else "\ufffd" for char in text)
    )


@FAULTS.deviation(
    breaks=["text.survives"], collateral=["read.returns-message", "text.odd-accepted-or-refused"]
)
def keeps_latin_letters_only(service: TwoSms) -> None:
    """Keeps texts in an encoding that has no more than Western European letters."""
    edit_content(service, lambda text: text.encode("cp1252", "replace").decode("cp1252"))


@FAULTS.deviation(
    breaks=["text.survives"],
    collateral=[
        "read.returns-message",
        "segments.provider-part-length",
        "text.odd-accepted-or-refused",
    ],
)
def cuts_long_texts(service: TwoSms) -> None:
    """Keeps the first 160 characters."""
    edit_content(service, lambda text: text[:160])


@FAULTS.deviation(
    breaks=["text.survives"],
    collateral=[
        "segments.gsm7.single",
        "segments.provider-part-length",
        "text.odd-accepted-or-refused",
    ],
)
def escapes_texts_twice(service: TwoSms) -> None:
    """Shows texts with their ampersands escaped for HTML."""
    edit_content(service, lambda text: text.replace("&", "&amp;").replace("<", "&lt;"))


@FAULTS.deviation(breaks=["text.odd-accepted-or-refused"], collateral=["text.survives"])
def trims_texts(service: TwoSms) -> None:
    """Accepts blank texts, and cuts blanks off at both ends."""
    edit_content(service, str.strip)


# -- standard messages (version 1) ---------------------------------------------------------------


@FAULTS.deviation(breaks=["standard.accepted"], collateral=["http.status-documented", *STANDARD])
def creates_standard_messages_with_201(service: TwoSms) -> None:
    """Answers a send with version 1 with 201."""
    after(service, "send_standard", status(201))


@FAULTS.deviation(breaks=["standard.id"], collateral=["http.no-server-error", "standard.accepted"])
def gives_no_id_with_version_1(service: TwoSms) -> None:
    """Tells an empty id in the answer of version 1."""
    edit_standard(service, lambda told: told | {"MessageID": ""})


@FAULTS.deviation(
    breaks=["standard.details-are-texts"], collateral=["http.no-server-error", *STANDARD]
)
def counts_in_numbers(service: TwoSms) -> None:
    """Writes the counts of version 1 as numbers."""
    edit_standard(
        service,
        lambda told: {
            name: int(held) if name.startswith("NoOf") else held for name, held in told.items()
        },
    )


@FAULTS.deviation(breaks=["error.content-missing"])
def sends_a_default_text(service: TwoSms) -> None:
    """Sends a text of its own when there is none."""
    waives(service, "StandardMessage", Content="Hello")


@FAULTS.deviation(breaks=["error.sender-missing"])
def sends_in_its_own_name(service: TwoSms) -> None:
    """Puts its own name where there is no sender."""
    waives(service, "StandardMessage", Sender="2sms")


@FAULTS.deviation(breaks=["standard.reference-required"])
def needs_no_reference(service: TwoSms) -> None:
    """Sends without a reference."""
    waives(service, "StandardMessage", Reference="")


@FAULTS.deviation(breaks=["standard.options-required"])
def needs_no_message_options(service: TwoSms) -> None:
    """Sends without options."""
    waives(service, "StandardMessage", MessageOptions={})


def parts_of(service: TwoSms, single: int, part: int) -> None:
    """Count parts by other lengths."""

    def around(original: Callable[[str], int], text: str) -> int:
        del original
        return 1 if len(text) <= single else -(-len(text) // part)

    wrap(service, "parts", around)


@FAULTS.deviation(breaks=["segments.provider-part-length"])
def counts_parts_of_153(service: TwoSms) -> None:
    """Counts parts as the standard has them and not as the provider prices them."""
    parts_of(service, 160, 153)


@FAULTS.deviation(breaks=["segments.provider-part-length"])
def counts_parts_of_160(service: TwoSms) -> None:
    """Counts every part as if it were the only one."""
    parts_of(service, 160, 160)


@FAULTS.deviation(breaks=["segments.gsm7.single"], collateral=["segments.provider-part-length"])
def counts_single_parts_of_145(service: TwoSms) -> None:
    """Gives a single part no more room than one of several."""
    parts_of(service, 145, 145)


@FAULTS.deviation(breaks=["segments.gsm7.single"], collateral=["segments.provider-part-length"])
def counts_one_part_too_many_at_160(service: TwoSms) -> None:
    """Takes 160 characters for more than one part holds."""
    parts_of(service, 159, 145)


# -- updating ------------------------------------------------------------------------------------


@FAULTS.deviation(
    breaks=["update.accepted"], collateral=["update.content-shown", "update.expired-refused"]
)
def updates_whole_messages_only(service: TwoSms) -> None:
    """Refuses an update that does not repeat the rest of the message."""

    def around(original: Callable[..., bool], message: Message, changes: Changes) -> bool:
        return original(message, changes) and {"Content", "ExpiryDate"} <= changes.keys()

    wrap(service, "changeable", around)


@FAULTS.deviation(breaks=["update.content-shown"])
def passes_over_new_content(service: TwoSms) -> None:
    """Accepts an update of the content and keeps the old one."""

    def around(original: Callable[..., None], message: Message, changes: Changes) -> None:
        original(message, {name: new for name, new in changes.items() if name != "Content"})

    wrap(service, "apply", around)


def ever_expired(service: TwoSms, message: Message) -> bool:
    """Whether the message has expired or been expired."""
    return message.cancelled is None and service.expired(message)


@FAULTS.deviation(
    breaks=["update.expired-refused"],
    collateral=[*NAMED, "error.without-effect", "expire.twice.counts-zero"],
)
def updates_expired_messages(service: TwoSms) -> None:
    """Accepts an update of an expired message, which stays expired."""

    def around(original: Callable[..., bool], message: Message, changes: Changes) -> bool:
        return original(message, changes) or ever_expired(service, message)

    wrap(service, "changeable", around)


@FAULTS.deviation(
    breaks=["update.expired-refused", "update.does-not-revive"],
    collateral=[*NAMED, "expire.twice.counts-zero"],
)
def revives_messages_with_an_update(service: TwoSms) -> None:
    """Accepts an update of an expired message and shows it again."""

    def around(original: Callable[..., bool], message: Message, changes: Changes) -> bool:
        if ever_expired(service, message):
            message.expired = message.expiry = None
        return original(message, changes)

    wrap(service, "changeable", around)


@FAULTS.deviation(
    breaks=["update.does-not-revive"],
    collateral=["expire.is-lasting", "expire.twice.counts-zero", "expire.unviewable"],
)
def revives_messages_with_a_refused_update(service: TwoSms) -> None:
    """Refuses an update of an expired message and revives it all the same."""

    def around(original: Callable[..., bool], message: Message, changes: Changes) -> bool:
        accepted = original(message, changes)
        if not accepted:
            message.expired = None
        return accepted

    wrap(service, "changeable", around)


# -- viewing -------------------------------------------------------------------------------------


@FAULTS.deviation(breaks=["read.returns-message"], collateral=["error.without-effect", *SHOWN])
def shows_the_message_before(service: TwoSms) -> None:
    """Shows the text of the message that was sent before the one that is asked for."""

    def around(
        original: Callable[..., dict[str, Any]], message: Message, recipient: Recipient
    ) -> dict[str, Any]:
        known = list(service.messages.values())
        before = known[max(0, known.index(message) - 1)]
        return original(message, recipient) | {"Message": before.content}

    wrap(service, "message_view", around)


@FAULTS.deviation(breaks=["read.returns-message"], collateral=SHOWN)
def calls_the_text_content(service: TwoSms) -> None:
    """Writes the text as `Content`, as it was sent."""
    after(service, "message_view", renamed("Message", "Content"))


@FAULTS.deviation(breaks=["view.names-message"])
def names_another_message_in_a_view(service: TwoSms) -> None:
    """Writes an id of the view itself in place of that of the message."""
    after(service, "message_view", lambda view: view | {"MessageId": "4711"})


@FAULTS.deviation(breaks=["view.member-types"])
def counts_reads_in_numbers(service: TwoSms) -> None:
    """Writes `ReadsRemaining` as a number."""

    def change(view: dict[str, Any]) -> dict[str, Any]:
        return view | {"ReadsRemaining": int(view.get("ReadsRemaining", -1))}

    after(service, "message_view", change)


@FAULTS.deviation(breaks=["view.past-expiry-hidden"])
def shows_messages_past_their_date(service: TwoSms) -> None:
    """Shows a message whose expiry date has passed."""

    def around(original: Look, message: Message, recipient: Recipient) -> bool:
        date, message.expiry = message.expiry, None
        try:
            return original(message, recipient)
        finally:
            message.expiry = date

    wrap(service, "viewable", around)


@FAULTS.deviation(breaks=["view.read-out-hidden"])
def does_not_count_reads(service: TwoSms) -> None:
    """Shows a message as often as anybody asks."""
    always(service, "use_read", None)


@FAULTS.deviation(breaks=["view.read-out-hidden"])
def allows_one_read_more(service: TwoSms) -> None:
    """Shows a message once more than its reads allow."""

    def around(original: Look, message: Message, recipient: Recipient) -> bool:
        del original
        return message.reads is not None and len(recipient.reads) > message.reads

    wrap(service, "used_up", around)


@FAULTS.deviation(breaks=["view.contact-required"])
def shows_messages_to_anybody(service: TwoSms) -> None:
    """Shows a message to whoever does not say who is looking."""

    def query(original: Callable[..., Any], request: Request, model: Model) -> Any:
        if model is VIEW and "contactId" not in request.args:
            return {"contactId": ""}
        return original(request, model)

    def addressee(
        original: Callable[[Message, str], Recipient], message: Message, contact: str
    ) -> Recipient:
        return original(message, contact) if contact else message.recipients[0]

    wrap(service, "query", query)
    wrap(service, "addressee", addressee)
