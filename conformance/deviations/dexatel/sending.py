"""What a create answers, and what it takes: mistakes in accepting messages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from conformance.deviations.deviation import wrap
from conformance.deviations.dexatel.ways import (
    COUNTS,
    FAULTS,
    altered,
    always,
    edits,
    edits_entries,
    hides,
    renames,
    shows,
)
from conformance.reference.dexatel import Dexatel
from conformance.reference.dexatel.drafts import Draft
from conformance.reference.dexatel.faults import Refusal
from conformance.reference.dexatel.messages import Message

ANSWERED = (
    "send.channel-echoed",
    "send.entry-per-recipient",
    "send.id-format",
    "send.one-id-per-recipient",
    "send.recipient-echoed",
    "send.recipient-order",
    "send.sender-echoed",
    "send.state-given",
)
"""What the answer of a create is looked at for."""

UNWRAPPED = ("schedule.accepted", "send.accepted", "send.members-given", *ANSWERED)
"""What cannot be found once the messages of an answer are elsewhere."""

WITHOUT_DATA = (
    "http.charset-accepted",
    "segments.long-is-split",
    "send.long-sms-accepted",
    "send.maximum-recipients-accepted",
    "send.template-as-content",
    *UNWRAPPED,
)
"""The same, and what an answer without anything under `data` is not taken for."""

WHO_IS_WHO = (
    "cancel.any-state-accepted",
    "cancel.queued.stops-delivery",
    "isolation.others-untouched",
    "isolation.siblings-untouched",
    "list.agrees-with-read",
    "list.finds-sent",
    "read.agrees-with-send",
    "read.returns-message",
    "schedule.every-recipient",
)
"""What goes wrong once a message is taken for another."""


# -- the answer as a whole ----------------------------------------------------


@FAULTS.deviation(breaks=["send.answers-201"])
def answers_a_create_with_200(service: Dexatel) -> None:
    """Answers a create with 200."""
    service.created_status = 200


@FAULTS.deviation(
    breaks=["send.accepted"],
    collateral=["http.status-documented", "schedule.accepted", "send.answers-201"],
)
def answers_a_create_with_202(service: Dexatel) -> None:
    """Answers a create with 202, as if it were only queued."""
    service.created_status = 202


@FAULTS.deviation(
    breaks=["send.answer-wrapped"],
    collateral=WITHOUT_DATA,
)
def answers_a_bare_array(service: Dexatel) -> None:
    """Answers a create with the messages and no `data` around them."""
    edits(service, "create_message", lambda document: document["data"])


@FAULTS.deviation(breaks=["send.answer-wrapped"], collateral=UNWRAPPED)
def answers_one_message_without_an_array(service: Dexatel) -> None:
    """Answers a create for one recipient with an object under `data`."""

    def unpacked(document: Any) -> Any:
        first, *others = document["data"]
        return document if others else {"data": first}

    edits(service, "create_message", unpacked)


@FAULTS.deviation(
    breaks=["send.answer-wrapped"],
    collateral=WITHOUT_DATA,
)
def answers_under_messages(service: Dexatel) -> None:
    """Answers a create with the messages under `messages`."""
    edits(service, "create_message", lambda document: {"messages": document["data"]})


# -- one message for every recipient ------------------------------------------


@FAULTS.deviation(
    breaks=["send.entry-per-recipient"],
    collateral=[*ANSWERED, *WHO_IS_WHO, "send.maximum-recipients-accepted"],
)
def answers_for_the_first_recipient_only(service: Dexatel) -> None:
    """Sends to everybody and tells of the first."""
    edits_entries(service, lambda entries: entries[:1])


@FAULTS.deviation(
    breaks=["send.entry-per-recipient"],
    collateral=[*ANSWERED, *WHO_IS_WHO, "message.to.is-string", "message.to.type"],
)
def makes_one_message_for_all(service: Dexatel) -> None:
    """Answers with one message whose `to` has all recipients."""

    def joined(entries: list[Any]) -> list[Any]:
        if len(entries) == 1:
            return entries
        return [{**entries[0], "to": [entry["to"] for entry in entries]}]

    edits_entries(service, joined)


@FAULTS.deviation(
    breaks=["send.entry-per-recipient"],
    collateral=["send.maximum-recipients-accepted", *ANSWERED],
)
def forgets_the_tenth_recipient(service: Dexatel) -> None:
    """Sends to nine of ten recipients."""

    def accept(original: Callable[[Draft], list[Message]], draft: Draft) -> list[Message]:
        return original(draft)[:9]

    wrap(service, "accept", accept)


@FAULTS.deviation(breaks=["send.one-id-per-recipient"], collateral=[*ANSWERED, *WHO_IS_WHO])
def gives_all_recipients_one_id(service: Dexatel) -> None:
    """Answers with the first message's id for every recipient of a create."""
    edits_entries(service, lambda entries: [{**entry, "id": entries[0]["id"]} for entry in entries])


@FAULTS.deviation(
    breaks=["send.equal-sends-differ"], collateral=["send.one-id-per-recipient", *WHO_IS_WHO]
)
def takes_an_equal_send_for_a_retry(service: Dexatel) -> None:
    """Answers a create that equals the one before it with the messages of that one."""
    before: list[tuple[Draft, list[Message]]] = []

    def accept(original: Callable[[Draft], list[Message]], draft: Draft) -> list[Message]:
        if before and before[0][0] == draft and before[0][1][0].id in service.messages:
            return before[0][1]
        before[:] = [(draft, original(draft))]
        return before[0][1]

    wrap(service, "accept", accept)


@FAULTS.deviation(
    breaks=["send.id-format"],
    collateral=["isolation.account.cancel", "isolation.account.read", "message.id.type"],
)
def counts_messages_for_ids(service: Dexatel) -> None:
    """Numbers its messages instead of giving them UUIDs."""

    def submit(original: Callable[..., Message], draft: Draft, recipient: str) -> Message:
        message = original(draft, recipient)
        del service.messages[message.id]
        message.id = str(message.serial)
        service.messages[message.id] = message
        return message

    def identifier(original: Callable[..., str], text: str, malformed: int) -> str:
        return text if text.isdecimal() else original(text, malformed)

    wrap(service, "submit", submit)
    wrap(service, "identifier", identifier)


@FAULTS.deviation(
    breaks=["send.id-format"], collateral=["isolation.account.cancel", "isolation.account.read"]
)
def writes_ids_without_hyphens(service: Dexatel) -> None:
    """Writes the id of a new message as 32 digits, and finds it by them."""

    def identifier(original: Callable[..., str], text: str, malformed: int) -> str:
        if len(text) == 32:
            parts = (text[:8], text[8:12], text[12:16], text[16:20], text[20:])
            text = "-".join(parts)
        return original(text, malformed)

    shows(service, "basics", id=lambda value: value.replace("-", ""))
    wrap(service, "identifier", identifier)


@FAULTS.deviation(
    breaks=["send.recipient-order"], collateral=["send.recipient-echoed", *WHO_IS_WHO]
)
def answers_in_reverse(service: Dexatel) -> None:
    """Answers a create with the last recipient first."""
    edits_entries(service, lambda entries: entries[::-1])


@FAULTS.deviation(
    breaks=["send.recipient-order"], collateral=["send.recipient-echoed", *WHO_IS_WHO]
)
def sorts_the_recipients(service: Dexatel) -> None:
    """Answers a create in the order of the numbers."""
    edits_entries(service, lambda entries: sorted(entries, key=lambda entry: str(entry["to"])))


# -- the entries --------------------------------------------------------------


@FAULTS.deviation(
    breaks=["send.recipient-echoed"], collateral=["send.recipient-order", *WHO_IS_WHO]
)
def names_the_first_recipient_in_all(service: Dexatel) -> None:
    """Shows the first recipient as that of every message of a create."""
    edits_entries(service, lambda entries: [{**entry, "to": entries[0]["to"]} for entry in entries])


@FAULTS.deviation(
    breaks=["send.recipient-echoed"],
    collateral=["message.to.is-string", "message.to.type", "send.recipient-order"],
)
def names_all_recipients_in_each(service: Dexatel) -> None:
    """Shows all recipients of a create in each of its messages."""

    def echoed(entries: list[Any]) -> list[Any]:
        recipients = [entry["to"] for entry in entries]
        return [{**entry, "to": recipients} for entry in entries] if entries[1:] else entries

    edits_entries(service, echoed)


@FAULTS.deviation(
    breaks=["send.members-given"],
    collateral=["send.recipient-echoed", "send.recipient-order"],
)
def omits_the_recipient(service: Dexatel) -> None:
    """Answers a create without saying for whom each message is."""
    hides(service, "receipt", "to")


@FAULTS.deviation(breaks=["send.sender-echoed"])
def answers_with_the_senders_id(service: Dexatel) -> None:
    """Shows the id of the sender in the `from` of a new message."""

    def receipt(original: Callable[[Message], dict[str, Any]], message: Message) -> dict[str, Any]:
        return {**original(message), "from": message.draft.sender_id}

    wrap(service, "receipt", receipt)


@FAULTS.deviation(breaks=["send.sender-echoed"])
def answers_with_the_sender_in_capitals(service: Dexatel) -> None:
    """Writes the sender of a new message in capitals."""
    shows(service, "receipt", **{"from": str.upper})


@FAULTS.deviation(
    breaks=["send.channel-echoed"], collateral=["send.encoding-given", "send.segments-given"]
)
def calls_every_channel_sms(service: Dexatel) -> None:
    """Shows SMS as the channel of every new message."""
    shows(service, "receipt", channel=lambda _: "SMS")


@FAULTS.deviation(breaks=["send.members-given"], collateral=["send.channel-echoed"])
def omits_the_channel(service: Dexatel) -> None:
    """Answers a create without the channel."""
    hides(service, "receipt", "channel")


@FAULTS.deviation(breaks=["send.state-given"], collateral=["message.state.enumerated"])
def answers_with_a_state_of_its_own(service: Dexatel) -> None:
    """Shows `queued` as the status of a new message."""
    shows(service, "receipt", status=lambda _: "queued")


@FAULTS.deviation(breaks=["send.members-given"], collateral=["send.state-given"])
def answers_without_a_state(service: Dexatel) -> None:
    """Answers a create without a status."""
    hides(service, "receipt", "status")


@FAULTS.deviation(breaks=["send.encoding-given"])
def answers_without_the_encoding(service: Dexatel) -> None:
    """Answers a create without the encoding."""
    hides(service, "receipt", "encoding")


@FAULTS.deviation(breaks=["send.segments-given"])
def answers_without_the_parts(service: Dexatel) -> None:
    """Answers a create without the number of parts."""
    hides(service, "receipt", "segments_count")


@FAULTS.deviation(breaks=["send.segments-given"])
def calls_the_parts_of_a_new_message_segments(service: Dexatel) -> None:
    """Answers a create with the number of parts under the name that reading has for it."""
    renames(service, "receipt", "segments_count", "segments")


# -- what is accepted ---------------------------------------------------------


@FAULTS.deviation(breaks=["send.maximum-recipients-accepted"], collateral=["send.accepted"])
def refuses_the_tenth_recipient(service: Dexatel) -> None:
    """Takes nine recipients at most."""
    service.max_recipients = 9


@FAULTS.deviation(breaks=["send.long-sms-accepted"], collateral=COUNTS)
def takes_three_parts_at_most(service: Dexatel) -> None:
    """Refuses an SMS of more than three parts."""
    limits(service, "SMS", lambda text: service.segments(text) > 3)


@FAULTS.deviation(breaks=["send.long-sms-accepted"], collateral=COUNTS)
def takes_918_characters_at_most(service: Dexatel) -> None:
    """Refuses an SMS of more than six parts' characters."""
    limits(service, "SMS", lambda text: len(text) > 918)


@FAULTS.deviation(
    breaks=["segments.long-is-split", "send.long-sms-accepted"],
    collateral=["schedule.accepted", "send.accepted", *COUNTS],
)
def takes_one_part_only(service: Dexatel) -> None:
    """Refuses an SMS that does not fit into one part."""
    limits(service, "SMS", lambda text: service.segments(text) > 1)


@FAULTS.deviation(breaks=["send.maximum-text-whatsapp"])
def takes_1000_characters_on_whatsapp(service: Dexatel) -> None:
    """Has Viber's limit for WhatsApp too."""
    limits(service, "WHATSAPP", lambda text: len(text) > 1000)


@FAULTS.deviation(breaks=["send.maximum-text-whatsapp"])
def measures_whatsapp_in_octets(service: Dexatel) -> None:
    """Limits a WhatsApp text to 1024 octets of UTF-8."""
    limits(service, "WHATSAPP", lambda text: len(text.encode()) > 1024)


@FAULTS.deviation(breaks=["send.maximum-text-whatsapp", "send.maximum-text-viber"])
def measures_texts_in_code_units(service: Dexatel) -> None:
    """Limits texts by UTF-16 code units, of which some characters take two."""
    limits(service, "WHATSAPP", lambda text: len(text.encode("utf-16-le")) > 2 * 1024)
    limits(service, "VIBER", lambda text: len(text.encode("utf-16-le")) > 2 * 1000)


@FAULTS.deviation(breaks=["send.maximum-text-viber"])
def takes_999_characters_on_viber(service: Dexatel) -> None:
    """Refuses a Viber text of exactly the limit."""
    limits(service, "VIBER", lambda text: len(text) >= 1000)


@FAULTS.deviation(breaks=["send.maximum-text-viber"])
def measures_viber_in_octets(service: Dexatel) -> None:
    """Limits a Viber text to 1000 octets of UTF-8."""
    limits(service, "VIBER", lambda text: len(text.encode()) > 1000)


@FAULTS.deviation(breaks=["error.text-too-long.whatsapp"])
def takes_1025_characters_on_whatsapp(service: Dexatel) -> None:
    """Takes one character too many on WhatsApp."""
    limits(service, "WHATSAPP", lambda text: len(text) > 1025)


@FAULTS.deviation(breaks=["error.text-too-long.viber"])
def has_the_limit_of_whatsapp_for_viber(service: Dexatel) -> None:
    """Takes 1024 characters on Viber."""
    limits(service, "VIBER", lambda text: len(text) > 1024)


@FAULTS.deviation(breaks=["error.text-too-long.whatsapp", "error.text-too-long.viber"])
def takes_texts_of_any_length(service: Dexatel) -> None:
    """Has no limit on any channel."""
    always(service, "too_long", value=False)


@FAULTS.deviation(breaks=["error.text-too-long.viber"])
def cuts_long_texts_on_viber(service: Dexatel) -> None:
    """Sends the first 1000 characters of a longer Viber text."""

    def draft(original: Callable[..., Draft], data: dict[str, Any]) -> Draft:
        if data.get("channel") == "VIBER":
            data = altered(data, {"text": lambda text: text[:1000]})
        return original(data)

    wrap(service, "draft", draft)


@FAULTS.deviation(
    breaks=["send.template-as-content"],
    collateral=["send.accepted", "verifications.create-answers-201"],
)
def wants_a_text_beside_a_template(service: Dexatel) -> None:
    """Refuses a message that has a template and no text."""

    def check_content(original: Callable[..., None], data: dict[str, Any], channel: str) -> None:
        original({**data, "template": None}, channel)

    wrap(service, "check_content", check_content)


def limits(service: Dexatel, channel: str, too_long: Callable[[str], bool]) -> None:
    """Give a channel another limit."""

    def limited(original: Callable[..., bool], text: str, on: str) -> bool:
        return too_long(text) if on == channel else original(text, on)

    wrap(service, "too_long", limited)


# -- refused, but sent --------------------------------------------------------


def sends_anyway(service: Dexatel, *codes: int) -> None:
    """Send to the good recipients of a create that is then refused with one of these codes."""

    def draft(original: Callable[..., Draft], data: dict[str, Any]) -> Draft:
        try:
            return original(data)
        except Refusal as refusal:
            if refusal.code in codes:
                spare(service, data)
            raise

    wrap(service, "draft", draft)


def spare(service: Dexatel, data: dict[str, Any]) -> None:
    """Send what a refused create has, to whichever of its recipients is one."""
    wanted = data["to"] if isinstance(data.get("to"), list) else []
    recipients = tuple(n for n in wanted if isinstance(n, str) and n.isdecimal())
    service.accept(
        Draft("Conform", service.sender_id("Conform", "SMS"), recipients, "SMS", "Refused")
    )


@FAULTS.deviation(breaks=["send.refused-leaves-nothing"], collateral=["error.without-effect"])
def sends_to_the_good_recipients(service: Dexatel) -> None:
    """Refuses a create for one bad recipient, after it has sent to the good ones."""
    sends_anyway(service, 1523)


@FAULTS.deviation(breaks=["error.without-effect"], collateral=["send.refused-leaves-nothing"])
def sends_what_it_refuses(service: Dexatel) -> None:
    """Leaves a message behind whenever a create is refused."""
    sends_anyway(service, *range(1503, 1524))


@FAULTS.deviation(breaks=["error.without-effect"])
def sends_to_ten_of_eleven(service: Dexatel) -> None:
    """Refuses eleven recipients, after it has sent to them."""
    sends_anyway(service, 1507)
