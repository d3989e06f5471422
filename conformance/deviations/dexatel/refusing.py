"""What is refused, and how: mistakes with errors."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from werkzeug.wrappers import Response

from conformance.deviations.deviation import wrap
from conformance.deviations.dexatel.ways import (
    AROUND,
    ENVELOPE,
    FAULTS,
    LIVES_ON,
    forgives,
    hides,
    recodes,
    renames,
    restates,
    shows,
)
from conformance.reference.dexatel import Dexatel
from conformance.reference.dexatel.api import CHANNELS
from conformance.reference.dexatel.drafts import Draft, Template
from conformance.reference.dexatel.faults import FAULTS as NUMBERED
from conformance.reference.dexatel.faults import Refusal

READ = ("GET", "HEAD")

STATUSES = (
    "cancel.deleted-reads-404",
    "error.body-malformed.own-code",
    "error.data-missing.own-code",
    "error.message-id-malformed.status",
    "error.message-unknown.status",
    "error.send-refused.status",
    "http.unsupported-media-type.refused-415",
)
"""What is told by the HTTP status of a refusal."""


# -- the envelope -------------------------------------------------------------


def envelopes(service: Dexatel, shape: Callable[[dict[str, Any]], object]) -> None:
    """Put the one error of a refusal into an envelope of another shape."""

    def json(original: Callable[..., Response], status: int, document: object) -> Response:
        if status >= 400 and isinstance(document, dict):
            document = shape(document["errors"][0])
        return original(status, document)

    wrap(service, "json", json)


@FAULTS.deviation(breaks=["error.shape"], collateral=ENVELOPE)
def answers_a_bare_error(service: Dexatel) -> None:
    """Answers a refusal with an error object and no array around it."""
    envelopes(service, lambda error: error)


@FAULTS.deviation(breaks=["error.shape"], collateral=ENVELOPE)
def answers_one_error_without_an_array(service: Dexatel) -> None:
    """Answers a refusal with an object in `errors`."""
    envelopes(service, lambda error: {"errors": error})


@FAULTS.deviation(breaks=["error.shape"], collateral=ENVELOPE)
def answers_no_error_at_all(service: Dexatel) -> None:
    """Answers a refusal with an empty array in `errors`."""
    envelopes(service, lambda _: {"errors": []})


@FAULTS.deviation(breaks=["error.shape"], collateral=ENVELOPE)
def answers_errors_in_strings(service: Dexatel) -> None:
    """Answers a refusal with the texts of the errors."""
    envelopes(service, lambda error: {"errors": [error["message"]]})


@FAULTS.deviation(breaks=["error.code-given"], collateral=ENVELOPE)
def answers_codes_in_strings(service: Dexatel) -> None:
    """Writes the code of an error as a string."""
    shows(service, "error", code=str)


@FAULTS.deviation(breaks=["error.code-given"], collateral=ENVELOPE)
def answers_without_codes(service: Dexatel) -> None:
    """Leaves the code out of an error."""
    hides(service, "error", "code")


@FAULTS.deviation(breaks=["error.message-given"], collateral=ENVELOPE)
def answers_without_messages(service: Dexatel) -> None:
    """Has `title` and `detail` instead of `message` in an error."""
    renames(service, "error", "message", "detail")


@FAULTS.deviation(breaks=["error.message-given"], collateral=ENVELOPE)
def answers_messages_in_arrays(service: Dexatel) -> None:
    """Has several messages in an error."""
    shows(service, "error", message=lambda value: [value])


@FAULTS.deviation(breaks=["error.timestamp-given"])
def answers_without_time(service: Dexatel) -> None:
    """Leaves the time out of an error."""
    hides(service, "error", "timestamp")


@FAULTS.deviation(breaks=["error.timestamp-given"])
def answers_with_time_in_seconds(service: Dexatel) -> None:
    """Writes the time of an error as a number."""
    shows(service, "error", timestamp=lambda _: 1700000000)


@FAULTS.deviation(breaks=["error.path-given"])
def answers_without_path(service: Dexatel) -> None:
    """Leaves the path out of an error."""
    hides(service, "error", "path")


@FAULTS.deviation(breaks=["error.method-given"])
def answers_without_method(service: Dexatel) -> None:
    """Leaves the method out of an error."""
    hides(service, "error", "method")


@FAULTS.deviation(breaks=["error.status-given"], collateral=["error.status-agrees"])
def answers_the_status_in_a_string(service: Dexatel) -> None:
    """Writes the status of an error as a string."""
    shows(service, "error", status=str)


@FAULTS.deviation(breaks=["error.status-agrees"])
def answers_400_in_every_envelope(service: Dexatel) -> None:
    """Has the status 400 in every error, whatever the status of the answer."""
    shows(service, "error", status=lambda _: 400)


# -- the status ---------------------------------------------------------------


@FAULTS.deviation(
    breaks=["http.caller-fault-is-4xx"],
    collateral=[
        "account.answered",
        "verifications.answered",
        *(f"{kind}.answered" for kind in AROUND),
        "auth.refused-with-401",
        "cancel.answers-204",
        "error.body-malformed",
        "error.data-missing",
        "error.recipient-empty",
        "error.recipient-no-string",
        "http.body-ignored",
        "http.head-like-get",
        "http.method-refused",
        "http.method-refused-405",
        "http.status-documented",
        "http.unknown-path-refused",
        "http.unknown-path-refused-404",
        "list.answers-200",
        "list.entries-array",
        "list.page-size-refused",
        "list.page-token-refused",
        "list.pagination-given",
        "read.answers-200",
        "read.id-any-case",
        "read.shape",
        "send.accepted",
        "send.answer-wrapped",
        *LIVES_ON,
        *ENVELOPE,
        *STATUSES,
    ],
)
def refuses_with_200(service: Dexatel) -> None:
    """Answers refusals with 200 and the error envelope."""
    restates(service, 200, *NUMBERED)


@FAULTS.deviation(breaks=["error.send-refused.status"])
def refuses_a_create_with_422(service: Dexatel) -> None:
    """Answers 422 to a create that is at fault."""
    restates(service, 422, *range(1503, 1524))


@FAULTS.deviation(breaks=["error.send-refused.status"])
def finds_no_sender_with_404(service: Dexatel) -> None:
    """Answers 404 to a create whose sender or template there is not."""
    restates(service, 404, 1505, 1513)


@FAULTS.deviation(breaks=["error.message-unknown.status"], collateral=["cancel.deleted-reads-404"])
def calls_an_unknown_message_gone(service: Dexatel) -> None:
    """Answers 410 for a message that there is not."""
    restates(service, 410, 1501)


@FAULTS.deviation(breaks=["error.message-id-malformed.status"])
def does_not_find_a_malformed_id(service: Dexatel) -> None:
    """Answers 404 for what is no UUID."""
    restates(service, 404, 1502)


# -- ids ----------------------------------------------------------------------


@FAULTS.deviation(
    breaks=["error.message-unknown"],
    collateral=[
        "cancel.deleted-is-gone",
        "cancel.unsent.is-lasting",
        "error.message-unknown.status",
    ],
)
def reads_nothing_without_its_code(service: Dexatel) -> None:
    """Refuses to read an unknown message with the code for 404 in general."""
    recodes(service, 1501, 404, on=READ)


@FAULTS.deviation(
    breaks=["error.message-unknown"],
    collateral=[
        "cancel.deleted-is-gone",
        "cancel.deleted-reads-404",
        "cancel.queued.stops-delivery",
        "cancel.twice.is-harmless",
        "cancel.unsent.is-lasting",
        "error.message-unknown.status",
        "read.answers-200",
        "read.shape",
    ],
)
def reads_an_unknown_message_as_empty(service: Dexatel) -> None:
    """Answers 200 and an empty object for a message that there is not."""
    forgives(service, "read_message", 1501, lambda *_, **__: service.json(200, {}))


@FAULTS.deviation(
    breaks=["error.message-id-malformed"], collateral=["error.message-id-malformed.status"]
)
def takes_a_malformed_id_for_unknown(service: Dexatel) -> None:
    """Refuses to read what is no UUID as if there were no such message."""
    recodes(service, 1502, 1501, on=READ)


# -- another code -------------------------------------------------------------


@FAULTS.deviation(breaks=["error.sender-missing"], collateral=["error.sender-empty"])
def calls_a_missing_sender_unknown(service: Dexatel) -> None:
    """Refuses a create without sender as if there were none of that name."""
    recodes(service, 1503, 1505)


@FAULTS.deviation(breaks=["error.sender-empty"], collateral=["error.sender-malformed.own-code"])
def takes_an_empty_sender_for_an_unknown_one(service: Dexatel) -> None:
    """Refuses an empty or null sender as if there were none of that name."""

    def sender_of(original: Callable[[dict[str, Any]], str], data: dict[str, Any]) -> str:
        if "from" in data and not data["from"]:
            raise Refusal(1505)
        return original(data)

    wrap(service, "sender_of", sender_of)


@FAULTS.deviation(breaks=["error.sender-malformed"], collateral=["error.sender-malformed.own-code"])
def calls_a_malformed_sender_missing(service: Dexatel) -> None:
    """Refuses a sender of a wrong form as if it were missing."""
    recodes(service, 1504, 1503)


@FAULTS.deviation(breaks=["error.sender-malformed.own-code"])
def calls_a_malformed_sender_unknown(service: Dexatel) -> None:
    """Refuses a sender of a wrong form as if there were none of that name."""
    recodes(service, 1504, 1505)


@FAULTS.deviation(breaks=["error.sender-unknown"], collateral=["error.sender-unknown.own-code"])
def calls_an_unknown_sender_missing(service: Dexatel) -> None:
    """Refuses a sender that there is not as if it were missing."""
    recodes(service, 1505, 1503)


@FAULTS.deviation(breaks=["error.sender-unknown.own-code"])
def calls_an_unknown_sender_malformed(service: Dexatel) -> None:
    """Refuses a sender that there is not as one of a wrong form."""
    recodes(service, 1505, 1504)


@FAULTS.deviation(
    breaks=["error.recipients-missing"],
)
def calls_missing_recipients_invalid(service: Dexatel) -> None:
    """Refuses a create without recipients as if they were no numbers."""
    recodes(service, 1506, 1523)


@FAULTS.deviation(breaks=["error.recipients-empty"])
def calls_no_recipients_too_many(service: Dexatel) -> None:
    """Refuses an empty array of recipients as too long."""

    def recipients_of(
        original: Callable[[dict[str, Any]], tuple[str, ...]], data: dict[str, Any]
    ) -> tuple[str, ...]:
        if data.get("to") == []:
            raise Refusal(1507)
        return original(data)

    wrap(service, "recipients_of", recipients_of)


@FAULTS.deviation(breaks=["error.recipients-no-array"])
def counts_the_letters_of_a_recipient(service: Dexatel) -> None:
    """Takes a bare string for an array of its letters, which are too many."""

    def recipients_of(
        original: Callable[[dict[str, Any]], tuple[str, ...]], data: dict[str, Any]
    ) -> tuple[str, ...]:
        if isinstance(recipients := data.get("to"), str):
            data = {**data, "to": list(recipients)}
        return original(data)

    wrap(service, "recipients_of", recipients_of)


@FAULTS.deviation(breaks=["error.recipients-too-many"])
def calls_many_recipients_invalid(service: Dexatel) -> None:
    """Refuses eleven recipients as if they were no numbers."""
    recodes(service, 1507, 1523)


@FAULTS.deviation(
    breaks=["error.recipient-invalid", "error.recipient-invalid.any-place"],
    collateral=["error.recipient-empty.own-code", "error.recipients-empty"],
)
def calls_invalid_recipients_missing(service: Dexatel) -> None:
    """Refuses recipients that are no numbers as if there were none."""
    recodes(service, 1523, 1506)


@FAULTS.deviation(breaks=["error.recipient-empty.own-code"])
def calls_an_empty_recipient_missing(service: Dexatel) -> None:
    """Refuses a recipient that is empty or no string as if there were none."""

    def recipient(original: Callable[[object], str], value: object) -> str:
        if not isinstance(value, str) or not value:
            raise Refusal(1506)
        return original(value)

    wrap(service, "recipient", recipient)


@FAULTS.deviation(breaks=["error.content-missing"], collateral=["error.text-empty"])
def calls_missing_content_invalid(service: Dexatel) -> None:
    """Refuses a create without content as if its text were of a wrong type."""
    recodes(service, 1516, 1509)


@FAULTS.deviation(breaks=["error.text-empty"])
def calls_an_empty_text_invalid(service: Dexatel) -> None:
    """Refuses an empty text as one of a wrong type."""
    recodes(service, 1508, 1509)


@FAULTS.deviation(breaks=["error.text-malformed"], collateral=["error.text-malformed.own-code"])
def calls_a_malformed_text_missing_content(service: Dexatel) -> None:
    """Refuses a text that is no string as if there were no content."""
    recodes(service, 1509, 1516)


@FAULTS.deviation(breaks=["error.text-malformed.own-code"])
def calls_a_malformed_text_missing(service: Dexatel) -> None:
    """Refuses a text that is no string as if it were missing."""
    recodes(service, 1509, 1508)


@FAULTS.deviation(breaks=["error.text-too-long.whatsapp", "error.text-too-long.viber"])
def calls_a_long_text_invalid(service: Dexatel) -> None:
    """Refuses a text that is too long as one of a wrong type."""
    recodes(service, 1510, 1509)


@FAULTS.deviation(breaks=["error.text-too-long.sms"])
def calls_a_long_sms_invalid(service: Dexatel) -> None:
    """Refuses an SMS of more than 1000 characters or nine parts as one of a wrong type."""

    def check_length(original: Callable[[str, str], None], text: str, channel: str) -> None:
        if channel == "SMS" and (len(text) > 1000 or service.segments(text) > 9):
            raise Refusal(1509)
        original(text, channel)

    wrap(service, "check_length", check_length)


@FAULTS.deviation(breaks=["error.template-malformed"])
def calls_a_malformed_template_unknown(service: Dexatel) -> None:
    """Refuses a template that is no UUID as if there were none of that id."""
    recodes(service, 1512, 1513)


@FAULTS.deviation(breaks=["error.template-unknown"], collateral=["error.template-unknown.own-code"])
def calls_an_unknown_template_missing_content(service: Dexatel) -> None:
    """Refuses a template that there is not as if there were no content."""
    recodes(service, 1513, 1516)


@FAULTS.deviation(breaks=["error.template-unknown.own-code"])
def calls_an_unknown_template_malformed(service: Dexatel) -> None:
    """Refuses a template that there is not as if its id were no UUID."""
    recodes(service, 1513, 1512)


@FAULTS.deviation(breaks=["error.variables-missing"])
def calls_missing_variables_a_bad_template(service: Dexatel) -> None:
    """Refuses a template without its variables as if its id were no UUID."""
    recodes(service, 1514, 1512)


@FAULTS.deviation(breaks=["error.channel-unknown"])
def calls_an_unknown_channel_a_bad_request(service: Dexatel) -> None:
    """Refuses an unknown channel without its code."""
    recodes(service, 1515, 400)


@FAULTS.deviation(breaks=["error.button-unsupported.whatsapp"])
def has_the_code_of_sms_on_whatsapp(service: Dexatel) -> None:
    """Refuses a button on WhatsApp with the code for SMS."""
    recodes(service, 1517, 1519)


@FAULTS.deviation(breaks=["error.button-unsupported.sms"])
def has_the_code_of_images_for_buttons(service: Dexatel) -> None:
    """Refuses a button on SMS with the code for images."""
    recodes(service, 1519, 1518)


@FAULTS.deviation(breaks=["error.image-unsupported.sms"])
def has_the_code_of_buttons_for_images(service: Dexatel) -> None:
    """Refuses an image on SMS with the code for buttons."""
    recodes(service, 1518, 1519)


@FAULTS.deviation(breaks=["error.button-missing"])
def calls_a_missing_button_missing_text(service: Dexatel) -> None:
    """Refuses a Viber image with text and no button with the code for a missing text."""
    recodes(service, 1520, 1508)


@FAULTS.deviation(breaks=["error.schedule-malformed"])
def calls_a_malformed_schedule_past(service: Dexatel) -> None:
    """Refuses a schedule that is no date as one that has passed."""
    recodes(service, 1521, 1522)


@FAULTS.deviation(breaks=["error.schedule-past"])
def calls_a_past_schedule_malformed(service: Dexatel) -> None:
    """Refuses a schedule that has passed as one that is no date."""
    recodes(service, 1522, 1521)


@FAULTS.deviation(breaks=["error.body-malformed.own-code"])
def takes_a_malformed_body_for_an_empty_one(service: Dexatel) -> None:
    """Refuses a body that is no JSON as one without data."""
    recodes(service, 1005, 1007)


@FAULTS.deviation(breaks=["error.body-malformed.own-code"])
def calls_a_malformed_body_unprocessable(service: Dexatel) -> None:
    """Answers 422 to a body that is no JSON."""
    restates(service, 422, 1005)


@FAULTS.deviation(breaks=["error.data-missing.own-code"])
def misses_the_sender_of_missing_data(service: Dexatel) -> None:
    """Refuses a body without data as if its sender were missing."""
    recodes(service, 1007, 1503)


KEYPAD = str.maketrans("abcdefghijklmnopqrstuvwxyz", "22233344455566677778889999")
"""The keys of a telephone (ITU-T E.161)."""


# -- not refused --------------------------------------------------------------

TAKEN = (
    "error.send-refused.status",
    "error.without-effect",
    "http.caller-fault-is-4xx",
    "send.refused-leaves-nothing",
)
"""What follows once a create at fault is accepted."""


def supplies(service: Dexatel, **members: Callable[[Any], Any]) -> None:
    """Make the members of a create good before they are looked at; a missing one is None."""

    def draft(original: Callable[[dict[str, Any]], Draft], data: dict[str, Any]) -> Draft:
        changed = {name: change(data.get(name)) for name, change in members.items()}
        return original({**data, **changed})

    wrap(service, "draft", draft)


@FAULTS.deviation(
    breaks=["error.sender-missing"],
    collateral=["error.sender-malformed", "error.sender-empty", "send.sender-echoed", *TAKEN],
)
def has_a_sender_for_those_without(service: Dexatel) -> None:
    """Sends from the account's first sender when none is given."""
    supplies(service, **{"from": lambda value: value or "Conform"})


@FAULTS.deviation(
    breaks=["error.sender-malformed"],
    collateral=["error.sender-malformed.own-code", "send.sender-echoed", *TAKEN],
)
def takes_any_type_of_sender(service: Dexatel) -> None:
    """Sends from the account's first sender when what is given could be none."""
    forgives(service, "sender_of", 1504, lambda *_: "Conform")


@FAULTS.deviation(
    breaks=["error.sender-unknown"],
    collateral=["error.sender-malformed", "error.sender-unknown.own-code", *TAKEN],
)
def sends_from_anybody(service: Dexatel) -> None:
    """Sends from senders that the account does not have."""
    forgives(
        service, "sender_id", 1505, lambda _sender, channel: service.sender_id("Conform", channel)
    )


@FAULTS.deviation(
    breaks=["error.recipients-missing"],
    collateral=["error.recipients-empty", "send.answer-wrapped", *TAKEN],
)
def sends_to_nobody(service: Dexatel) -> None:
    """Takes a create without recipients and answers with no message."""

    def recipients_of(
        original: Callable[[dict[str, Any]], tuple[str, ...]], data: dict[str, Any]
    ) -> tuple[str, ...]:
        return original(data) if data.get("to") else ()

    wrap(service, "recipients_of", recipients_of)


@FAULTS.deviation(breaks=["error.recipients-empty"], collateral=["send.answer-wrapped", *TAKEN])
def sends_to_an_empty_list(service: Dexatel) -> None:
    """Takes an empty array of recipients and answers with no message."""

    def recipients_of(
        original: Callable[[dict[str, Any]], tuple[str, ...]], data: dict[str, Any]
    ) -> tuple[str, ...]:
        return () if data.get("to") == [] else original(data)

    wrap(service, "recipients_of", recipients_of)


@FAULTS.deviation(breaks=["error.recipients-too-many"], collateral=TAKEN)
def sends_to_eleven(service: Dexatel) -> None:
    """Takes as many recipients as are given."""
    service.max_recipients = 1000


@FAULTS.deviation(breaks=["error.recipients-too-many"], collateral=TAKEN)
def leaves_the_eleventh_out(service: Dexatel) -> None:
    """Sends to the first ten of more recipients."""
    supplies(service, to=lambda value: value[:10] if isinstance(value, list) else value)


@FAULTS.deviation(
    breaks=["error.recipient-invalid"],
    collateral=["error.recipient-invalid.any-place", "send.recipient-echoed", *TAKEN],
)
def dials_letters(service: Dexatel) -> None:
    """Takes the letters of a recipient for the digits of their keys."""

    def recipient(original: Callable[[object], str], value: object) -> str:
        if isinstance(value, str) and value.isascii():
            value = "".join(filter(str.isdecimal, value.lower().translate(KEYPAD)))
        return original(value)

    wrap(service, "recipient", recipient)


@FAULTS.deviation(
    breaks=["error.recipient-invalid.any-place"],
    collateral=[
        "error.recipient-empty",
        "error.recipient-empty.own-code",
        "error.recipient-no-string",
        *TAKEN,
    ],
)
def looks_at_the_first_recipient(service: Dexatel) -> None:
    """Looks at the first recipient, and sends to the others whatever they are."""

    def recipients_of(
        original: Callable[[dict[str, Any]], tuple[str, ...]], data: dict[str, Any]
    ) -> tuple[str, ...]:
        recipients = data.get("to")
        if not isinstance(recipients, list) or not 1 < len(recipients) <= 10:
            return original(data)
        return (*original({**data, "to": recipients[:1]}), *map(str, recipients[1:]))

    wrap(service, "recipients_of", recipients_of)


@FAULTS.deviation(
    breaks=["error.recipient-invalid.any-place"],
    collateral=[
        "error.recipient-invalid",
        "error.recipient-empty",
        "send.entry-per-recipient",
        *TAKEN,
    ],
)
def leaves_bad_recipients_out(service: Dexatel) -> None:
    """Sends to the good recipients of a create and says nothing of the others."""

    def recipients_of(
        original: Callable[[dict[str, Any]], tuple[str, ...]], data: dict[str, Any]
    ) -> tuple[str, ...]:
        recipients = data.get("to")
        if isinstance(recipients, list):
            good = [number for number in recipients if str(number).isdecimal()]
            data = {**data, "to": good or recipients}
        return original(data)

    wrap(service, "recipients_of", recipients_of)


@FAULTS.deviation(
    breaks=["error.recipient-empty"],
    collateral=["error.recipient-empty.own-code", *TAKEN],
)
def sends_to_an_empty_recipient(service: Dexatel) -> None:
    """Takes an empty recipient."""

    def recipient(original: Callable[[object], str], value: object) -> str:
        return "" if value == "" else original(value)

    wrap(service, "recipient", recipient)


@FAULTS.deviation(
    breaks=["error.recipient-no-string"],
    collateral=["error.recipient-empty.own-code", *TAKEN],
)
def takes_recipients_of_any_type(service: Dexatel) -> None:
    """Takes a recipient that is no string, as whatever it looks like."""

    def recipient(original: Callable[[object], str], value: object) -> str:
        return original(value) if isinstance(value, str) else str(value)

    wrap(service, "recipient", recipient)


@FAULTS.deviation(breaks=["error.content-missing"], collateral=TAKEN)
def sends_nothing_at_all(service: Dexatel) -> None:
    """Takes a create without text, image and template."""
    forgives(service, "check_content", 1516, lambda *_: None)


@FAULTS.deviation(breaks=["error.text-empty"], collateral=TAKEN)
def sends_an_empty_text(service: Dexatel) -> None:
    """Takes an empty text."""
    forgives(service, "text_of", 1508, lambda _: "")


@FAULTS.deviation(
    breaks=["error.text-malformed"], collateral=["error.text-malformed.own-code", *TAKEN]
)
def sends_what_a_value_looks_like(service: Dexatel) -> None:
    """Takes a text of any type, and sends what it is written as."""

    def text_of(
        original: Callable[[dict[str, Any]], str | None], data: dict[str, Any]
    ) -> str | None:
        text = data.get("text")
        return original(data) if isinstance(text, str | None) else str(text)

    wrap(service, "text_of", text_of)


@FAULTS.deviation(breaks=["error.template-malformed"], collateral=TAKEN)
def takes_a_malformed_template(service: Dexatel) -> None:
    """Sends the id of a template that is no UUID as a text."""
    forgives(
        service,
        "template_of",
        1512,
        lambda data, _channel: Template(str(data["template"]), "Template"),
    )


@FAULTS.deviation(
    breaks=["error.template-unknown"],
    collateral=["error.template-unknown.own-code", *TAKEN],
)
def takes_an_unknown_template(service: Dexatel) -> None:
    """Sends the id of a template that there is not as a text."""
    forgives(
        service,
        "template_of",
        1513,
        lambda data, _channel: Template(str(data["template"]), "Template"),
    )


@FAULTS.deviation(breaks=["error.variables-missing"], collateral=TAKEN)
def sends_placeholders(service: Dexatel) -> None:
    """Sends the placeholders of a template as they are when there are no variables."""
    forgives(service, "rendered", 1514, lambda template, _data: template.text)


@FAULTS.deviation(breaks=["error.channel-unknown"], collateral=["send.channel-echoed", *TAKEN])
def sends_sms_on_unknown_channels(service: Dexatel) -> None:
    """Takes SMS for a channel that it does not know."""
    supplies(service, channel=lambda value: value if value in CHANNELS else "SMS")


@FAULTS.deviation(
    breaks=["error.channel-unknown"],
    collateral=["message.channel.enumerated", "send.channel-echoed", *TAKEN],
)
def knows_the_newer_channels(service: Dexatel) -> None:
    """Takes every channel for one that it knows."""

    def channel_of(original: Callable[[dict[str, Any]], str], data: dict[str, Any]) -> str:
        channel = data.get("channel")
        return channel if isinstance(channel, str) and channel.isupper() else original(data)

    wrap(service, "channel_of", channel_of)
    wrap(
        service,
        "sender_id",
        lambda original, sender, channel: original(
            sender, channel if channel in CHANNELS else "SMS"
        ),
    )
    wrap(
        service,
        "too_long",
        lambda original, text, channel: channel in CHANNELS and original(text, channel),
    )


@FAULTS.deviation(breaks=["error.button-unsupported.whatsapp"], collateral=TAKEN)
def takes_buttons_on_whatsapp(service: Dexatel) -> None:
    """Takes a button on WhatsApp."""
    forgives(service, "check_media", 1517, lambda *_: None)


@FAULTS.deviation(breaks=["error.button-unsupported.sms"], collateral=TAKEN)
def takes_buttons_on_sms(service: Dexatel) -> None:
    """Takes a button on SMS."""
    forgives(service, "check_media", 1519, lambda *_: None)


@FAULTS.deviation(breaks=["error.image-unsupported.sms"], collateral=TAKEN)
def takes_images_on_sms(service: Dexatel) -> None:
    """Takes an image on SMS."""
    forgives(service, "check_media", 1518, lambda *_: None)


@FAULTS.deviation(breaks=["error.button-missing"], collateral=TAKEN)
def takes_viber_images_without_button(service: Dexatel) -> None:
    """Takes a Viber image with text and no button."""
    forgives(service, "check_content", 1520, lambda *_: None)


@FAULTS.deviation(breaks=["error.schedule-malformed"], collateral=TAKEN)
def sends_at_once_what_has_no_date(service: Dexatel) -> None:
    """Sends at once when the schedule is no date."""
    forgives(service, "schedule_of", 1521, lambda _: None)


@FAULTS.deviation(breaks=["error.schedule-past"], collateral=TAKEN)
def sends_at_once_what_is_overdue(service: Dexatel) -> None:
    """Sends at once when the schedule has passed."""
    forgives(service, "schedule_of", 1522, lambda _: None)


@FAULTS.deviation(breaks=["error.schedule-past"], collateral=TAKEN)
def looks_at_the_year_of_a_schedule(service: Dexatel) -> None:
    """Refuses a schedule only when its year has passed."""

    def instead(data: dict[str, Any]) -> datetime | None:
        due = service.moment(data["schedule"])
        if due.year < service.clock.now().year - 1:
            raise Refusal(1522)
        return None

    forgives(service, "schedule_of", 1522, instead)


@FAULTS.deviation(
    breaks=["error.body-malformed"],
    collateral=[
        "error.body-malformed.own-code",
        "http.caller-fault-is-4xx",
        "send.accepted",
        "send.answer-wrapped",
    ],
)
def accepts_what_it_cannot_read(service: Dexatel) -> None:
    """Answers 200 and no message to a body that is no JSON."""
    forgives(service, "create_message", 1005, lambda *_, **__: service.json(200, {"data": []}))


@FAULTS.deviation(breaks=["error.data-missing"], collateral=["error.data-missing.own-code", *TAKEN])
def takes_members_without_data(service: Dexatel) -> None:
    """Takes the members of a create without `data` around them."""

    def document(original: Callable[[bytes], Any], body: bytes) -> Any:
        read = original(body)
        if isinstance(read, dict) and read and "data" not in read:
            return {"data": read}
        return read

    wrap(service, "document", document)
