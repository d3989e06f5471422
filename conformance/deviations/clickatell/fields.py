"""Faults in the fields of a send: texts, recipients, options, the client's own ids."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from werkzeug.wrappers import Request

from conformance.deviations.clickatell.errors import (
    REFUSED_RECIPIENTS,
    read_otherwise,
    refusing,
    where_refused,
)
from conformance.deviations.clickatell.faults import (
    COUNTED,
    FAULTS,
    LET_THROUGH,
    alter,
    edit,
    instead,
    recode,
    restatus,
)
from conformance.deviations.deviation import wrap
from conformance.reference.clickatell.errors import Refusal, bad_parameter
from conformance.reference.clickatell.formats import JSON

Document = dict[str, Any]

# -- text and recipients -----------------------------------------------------------------------


@FAULTS.deviation(
    breaks=["error.content-missing"],
    collateral=[
        *LET_THROUGH,
        "error.content-missing.status",
        "error.body-not-a-message",
        "error.without-effect",
    ],
)
def a_missing_text_is_blank(service: Any) -> None:
    """Sends a blank where there is no text."""
    read_otherwise(service, "text", lambda fields: "text" not in fields, lambda: " ")


@FAULTS.deviation(
    breaks=["error.text-empty"],
    collateral=[*LET_THROUGH, "error.empty-as-missing", "error.content-missing.status"],
)
def an_empty_text_is_sent(service: Any) -> None:
    """Sends an empty text as any other."""
    read_otherwise(service, "text", lambda fields: fields.get("text") == "", lambda: " ")


@FAULTS.deviation(
    breaks=["error.content-missing", "error.empty-as-missing", "error.code-listed"],
    collateral=["error.body-not-a-message", "error.xml-not-a-message"],
)
def a_missing_text_has_the_old_code(service: Any) -> None:
    """Refuses a message without a text with the code that the older HTTP API has for it."""

    def recover(*_args: Any, **_kwargs: Any) -> Any:
        refusal = Refusal("101")
        refusal.code = "107"
        raise refusal

    where_refused(service.drafts, "101", "text", recover)


@FAULTS.deviation(breaks=["error.empty-as-missing"])
def what_is_empty_is_malformed(service: Any) -> None:
    """Takes an empty text or an empty array of recipients for a malformed body."""
    read_otherwise(service, "text", lambda fields: fields.get("text") == "", refusing("100"))
    read_otherwise(service, "recipients", lambda fields: fields.get("to") == [], refusing("100"))


@FAULTS.deviation(
    breaks=["error.recipients-missing", "error.recipients-empty"],
    collateral=[
        "xml.send.shape",
        *LET_THROUGH,
        "error.empty-as-missing",
        "error.content-missing.status",
        "send.answer-wrapped",
    ],
)
def nobody_is_a_recipient(service: Any) -> None:
    """Accepts a message to nobody."""
    read_otherwise(service, "recipients", lambda fields: not fields.get("to"), tuple)
    alter(
        service, "send", lambda answer: answer if answer[1]["data"]["message"] else (202, answer[1])
    )


@FAULTS.deviation(breaks=["error.content-missing.status", "http.status-listed"])
def missing_fields_are_unprocessable(service: Any) -> None:
    """Answers a missing or bad field with 422."""
    restatus(service, "101", 422)


@FAULTS.deviation(
    breaks=["error.recipient-invalid"],
    collateral=[
        "xml.send.shape",
        "error.recipient-empty",
        "send.recipient-echoed",
        *REFUSED_RECIPIENTS,
        *LET_THROUGH,
    ],
)
def anything_is_a_number(service: Any) -> None:
    """Takes every recipient for a number."""
    where_refused(service, "105", "check_recipient", lambda _recipient: None)


@FAULTS.deviation(
    breaks=["error.recipient-invalid"], collateral=[*REFUSED_RECIPIENTS, *LET_THROUGH]
)
def a_number_begins_with_a_digit(service: Any) -> None:
    """Looks at the first character of a recipient only."""

    def recover(recipient: str) -> None:
        if not recipient[:1].isdigit():
            raise Refusal("105")

    where_refused(service, "105", "check_recipient", recover)


@FAULTS.deviation(
    breaks=["error.recipient-invalid.any-place"],
    collateral=["error.too-many-parts", *REFUSED_RECIPIENTS, *LET_THROUGH],
)
def the_first_recipient_speaks_for_all(service: Any) -> None:
    """Looks at the first of several recipients only."""

    def around(original: Callable[..., Any], recipient: str, draft: Any, parts: int) -> Any:
        if recipient != draft.to[0]:
            return service.accept(recipient, draft, parts)
        return original(recipient, draft, parts)

    wrap(service, "submit", around)


@FAULTS.deviation(
    breaks=["error.recipient-empty"],
    collateral=[
        "error.recipient-invalid",
        "xml.send.shape",
        "send.recipient-echoed",
        *LET_THROUGH,
        "error.without-effect",
    ],
)
def an_empty_recipient_is_a_number(service: Any) -> None:
    """Accepts a message to an empty number."""

    def recover(recipient: str) -> None:
        if recipient:
            raise Refusal("105")

    where_refused(service, "105", "check_recipient", recover)


@FAULTS.deviation(
    breaks=["error.recipient-invalid"], collateral=["error.recipient-invalid.any-place"]
)
def a_bad_number_has_no_route(service: Any) -> None:
    """Gives a bad number the code of one without a route."""
    recode(service, "105", "114")


@FAULTS.deviation(breaks=["send.only-recipient-refused.status"])
def a_bad_number_is_gone(service: Any) -> None:
    """Answers a bad number with 410."""
    restatus(service, "105", 410)


# -- the other fields --------------------------------------------------------------------------


@FAULTS.deviation(
    breaks=["error.sender-malformed", "error.sender-unknown"], collateral=[*LET_THROUGH]
)
def anybody_is_a_sender(service: Any) -> None:
    """Does not look at the source address."""
    instead(service.drafts, "check_sender", None)


@FAULTS.deviation(breaks=["error.sender-unknown"], collateral=[*LET_THROUGH])
def every_name_is_registered(service: Any) -> None:
    """Takes every well-formed source address."""
    where_refused(service.drafts, "123", "check_sender", lambda _fields: None)


@FAULTS.deviation(
    breaks=["error.too-many-parts"],
    collateral=[
        "text.survives",
        "text.odd-accepted-or-refused",
        *COUNTED,
        *LET_THROUGH,
        "error.too-many-parts.status",
        "charge.refused-costs-nothing",
        "error.without-effect",
    ],
)
def any_length_is_sent(service: Any) -> None:
    """Does not look at maxMessageParts."""
    instead(service, "check_parts", None)


@FAULTS.deviation(
    breaks=["error.too-many-parts"],
    collateral=[
        "text.survives",
        *LET_THROUGH,
        "error.too-many-parts.status",
        "charge.refused-costs-nothing",
        *COUNTED,
    ],
)
def one_part_more_is_sent(service: Any) -> None:
    """Allows one part more than maxMessageParts."""
    wrap(service, "check_parts", lambda original, draft, parts: original(draft, parts - 1))


@FAULTS.deviation(breaks=["error.too-many-parts"])
def too_long_is_a_bad_parameter(service: Any) -> None:
    """Gives a text of too many parts the code of a bad parameter."""
    recode(service, "113", "101")


@FAULTS.deviation(breaks=["error.too-many-parts.status", "http.status-listed"])
def too_long_is_too_large(service: Any) -> None:
    """Answers a text of too many parts with 413."""
    restatus(service, "113", 413)


@FAULTS.deviation(
    breaks=["segments.maximum-accepted"],
    collateral=["segments.pairs-stay-whole", *COUNTED],
)
def the_maximum_is_one_too_many(service: Any) -> None:
    """Refuses a text that needs exactly as many parts as it may have, if that is more than one."""
    wrap(
        service,
        "check_parts",
        lambda original, draft, parts: original(draft, parts + (parts > 1)),
    )


@FAULTS.deviation(
    breaks=["segments.maximum-accepted"],
    collateral=["schedule.accepted", "segments.pairs-stay-whole", "send.accepted", *COUNTED],
)
def three_parts_at_most(service: Any) -> None:
    """Knows maxMessageParts from 1 to 3, as the table of features shows them."""

    def check(limit: int) -> None:
        if limit > 3:
            raise bad_parameter("maxMessageParts")

    edit(service.drafts, "max_parts", check)


@FAULTS.deviation(
    breaks=[
        "error.unicode-data.not-hex",
        "error.unicode-data.odd-length",
        "segments.ucs2.single",
        "segments.ucs2.concatenated",
    ],
    collateral=[*LET_THROUGH, "error.unicode-data.status", *COUNTED],
)
def unicode_is_not_known(service: Any) -> None:
    """Sends the hex digits themselves."""
    wrap(
        service.drafts,
        "flag",
        lambda original, fields, name: name != "unicode" and original(fields, name),
    )


@FAULTS.deviation(
    breaks=["unicode.hex-accepted"],
    collateral=[
        "send.accepted",
        "encoding.ucs2-otherwise",
        "unicode.hex-any-case",
        "error.unicode-data.not-hex",
        "error.unicode-data.odd-length",
        *COUNTED,
    ],
)
def unicode_is_a_bad_parameter(service: Any) -> None:
    """Refuses every message with unicode 1."""
    refuse_values(service, "unicode", one_of([1]))


@FAULTS.deviation(
    breaks=["unicode.hex-any-case"], collateral=["send.accepted", "unicode.hex-accepted", *COUNTED]
)
def hex_is_in_capitals(service: Any) -> None:
    """Knows hex digits in upper case only."""

    def around(original: Callable[[str], str], text: str) -> str:
        if text != text.upper():
            raise Refusal("116")
        return original(text)

    wrap(service.drafts, "decoded", around)


@FAULTS.deviation(
    breaks=["error.unicode-data.odd-length"],
    collateral=["unicode.hex-accepted", *LET_THROUGH, "error.unicode-data.status"],
)
def odd_hex_is_filled_up(service: Any) -> None:
    """Puts a zero before hex digits that do not make whole characters."""
    wrap(
        service.drafts,
        "decoded",
        lambda original, text: original("0" * (-len(text) % 4) + text),
    )


@FAULTS.deviation(
    breaks=["error.unicode-data.not-hex"],
    collateral=["error.unicode-data.odd-length", *LET_THROUGH, "error.unicode-data.status"],
)
def what_is_no_hex_is_text(service: Any) -> None:
    """Sends a text that is not hex as it is."""
    where_refused(service.drafts, "116", "decoded", lambda text: text)


@FAULTS.deviation(breaks=["error.unicode-data.status", "http.status-listed"])
def bad_hex_is_unprocessable(service: Any) -> None:
    """Answers bad hex with 422."""
    restatus(service, "116", 422)


@FAULTS.deviation(breaks=["error.unicode-data.not-hex", "error.unicode-data.odd-length"])
def bad_hex_is_a_bad_parameter(service: Any) -> None:
    """Gives bad hex the code of a bad parameter."""
    recode(service, "116", "101")


@FAULTS.deviation(
    breaks=["error.client-id-space"], collateral=[*LET_THROUGH, "error.client-id-space.status"]
)
def client_ids_may_have_spaces(service: Any) -> None:
    """Takes a space in clientMessageId."""
    where_refused(service.drafts, "120", "client_id", lambda fields: fields["clientMessageId"])


@FAULTS.deviation(breaks=["error.client-id-space"])
def a_space_is_a_bad_parameter(service: Any) -> None:
    """Gives a space in clientMessageId the code of a bad parameter."""
    recode(service, "120", "101")


@FAULTS.deviation(breaks=["error.client-id-space.status", "http.status-listed"])
def a_space_is_unprocessable(service: Any) -> None:
    """Answers a space in clientMessageId with 422."""
    restatus(service, "120", 422)


@FAULTS.deviation(breaks=["error.recipients-too-many"], collateral=[*LET_THROUGH])
def any_number_of_recipients(service: Any) -> None:
    """Sets no limit to the recipients of a send."""
    instead(service.drafts, "most_recipients", 100_000)


@FAULTS.deviation(breaks=["error.schedule-refused.code"])
def a_bad_schedule_has_the_old_code(service: Any) -> None:
    """Refuses a delivery time with the code that meant it in older lists."""
    where_refused(service.drafts, "101", "due", refusing("120"))


# -- options -----------------------------------------------------------------------------------

NUMERIC = (
    "mo",
    "callback",
    "maxMessageParts",
    "userPriorityQueue",
    "escalate",
    "validityPeriod",
    "unicode",
    "binary",
)


@FAULTS.deviation(breaks=["send.flags-as-text"], collateral=["segments.maximum-accepted"])
def digits_are_no_numbers(service: Any) -> None:
    """Refuses numbers and flags that come as JSON strings."""

    def around(original: Callable[..., Document], request: Request) -> Document:
        fields = original(request)
        if request.mimetype == JSON.media_type:
            for name in NUMERIC:
                if isinstance(fields.get(name), str):
                    raise bad_parameter(name)
        return fields

    wrap(service, "fields", around)


def refuse_values(service: Any, name: str, which: Callable[[Any], bool]) -> None:
    """Refuse some values of a field; in XML they come as texts."""

    def around(original: Callable[..., Any], fields: Document) -> Any:
        if name in fields and which(fields[name]):
            raise bad_parameter(name)
        return original(fields)

    wrap(service.drafts, "read", around)


def one_of(values: Iterable[int]) -> Callable[[Any], bool]:
    """Whether a value is one of these, as a number or in digits."""
    spelt = {str(value) for value in values}
    return lambda value: str(value) in spelt


@FAULTS.deviation(breaks=["send.option.mobile-originated"])
def replies_are_a_matter_of_words(service: Any) -> None:
    """Wants `mo` as yes or no."""
    refuse_values(service, "mo", one_of([0, 1]))


@FAULTS.deviation(breaks=["send.option.callback"])
def callbacks_are_no_sums(service: Any) -> None:
    """Knows the callbacks 0, 1, 2 and 4 and not their sums."""
    refuse_values(service, "callback", one_of([3, 5, 6, 7]))


@FAULTS.deviation(breaks=["send.option.priority"])
def priorities_count_from_zero(service: Any) -> None:
    """Knows the priorities 0, 1 and 2."""
    refuse_values(service, "userPriorityQueue", one_of([3]))


@FAULTS.deviation(breaks=["send.option.escalate"])
def escalate_is_a_bad_parameter(service: Any) -> None:
    """Has no dearer route, and says so."""
    refuse_values(service, "escalate", one_of([1]))


@FAULTS.deviation(breaks=["send.option.validity"], collateral=["validity.counts-from-due-time"])
def validity_is_a_time(service: Any) -> None:
    """Wants the end of the validity instead of its minutes."""
    refuse_values(service, "validityPeriod", lambda value: str(value).isdigit())


@FAULTS.deviation(breaks=["send.option.sender"])
def no_sender_is_registered(service: Any) -> None:
    """Has lost its list of registered senders."""
    read_otherwise(
        service, "check_sender", lambda fields: bool(fields.get("from")), refusing("123")
    )


# -- the client's own id -----------------------------------------------------------------------

BY_CLIENT_ID = (
    "error.without-effect",
    "read.by-client-id",
    "error.client-id-space",
    "charge.refused-costs-nothing",
)


@FAULTS.deviation(
    breaks=["client-id.accepted"],
    collateral=[
        "xml.send.request",
        "error.recipient-in-entry",
        "error.recipient-invalid",
        "send.only-recipient-refused",
        "client-id.longest",
        *BY_CLIENT_ID,
    ],
)
def client_ids_are_numbers(service: Any) -> None:
    """Takes only digits for a client's own id."""
    refuse_values(service, "clientMessageId", lambda value: not str(value).isdigit())


@FAULTS.deviation(
    breaks=["client-id.longest"], collateral=[*BY_CLIENT_ID, "error.recipient-invalid"]
)
def client_ids_have_31_characters(service: Any) -> None:
    """Keeps clientMessageId in a field with room for an end mark."""
    refuse_values(service, "clientMessageId", lambda value: len(str(value)) > 31)


@FAULTS.deviation(
    breaks=["read.by-client-id"], collateral=["error.without-effect", "http.head-like-get"]
)
def client_ids_find_nothing(service: Any) -> None:
    """Forgets the client's own ids."""
    wrap(service, "find_by_client_id", refusing("161"))


@FAULTS.deviation(breaks=["read.by-client-id"], collateral=["read.client-id-unknown"])
def client_ids_find_the_first_message(service: Any) -> None:
    """Does not look at the client's own id, and reads the account's first message."""

    def around(original: Callable[..., Any], client_id: str) -> Any:
        original(client_id)
        return next(iter(service.messages.values()))

    wrap(service, "find_by_client_id", around)


@FAULTS.deviation(
    breaks=["read.client-id-unknown"],
    collateral=[
        "error.schedule-malformed",
        "error.schedule-past",
        "error.schedule-too-far",
        *LET_THROUGH,
        "error.without-effect",
    ],
)
def unknown_client_ids_find_the_last_message(service: Any) -> None:
    """Reads the account's last message where the client's own id is unknown."""

    def around(original: Callable[..., Any], client_id: str) -> Any:
        try:
            return original(client_id)
        except Refusal:
            if not service.messages:
                raise
            return list(service.messages.values())[-1]

    wrap(service, "find_by_client_id", around)
