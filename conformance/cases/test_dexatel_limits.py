"""Dexatel's limits: how many recipients and how long a text, and one more than that."""

from __future__ import annotations

from dataclasses import dataclass

from conformance.cases.dexatel import accepted, expect_accepted, expect_refusal, listed_ids
from conformance.run.declare import each, themes
from conformance.verdict import Prover, expect
from conformance.wire.gateway import Gateway

LETTERS = {"gsm-7": "a", "ucs-2": "ж", "astral": "🙂"}
"""A character of each kind: one septet, one code unit, two code units."""


@dataclass(frozen=True)
class Channel:
    """A channel with a limit for its texts, in code points."""

    name: str
    limit: int
    accepts: str
    refuses: str

    @property
    def feature(self) -> str:
        """What a target claims that has it."""
        return self.name.lower()


WHATSAPP = Channel("WHATSAPP", 1024, "send.maximum-text-whatsapp", "error.text-too-long.whatsapp")
VIBER = Channel("VIBER", 1000, "send.maximum-text-viber", "error.text-too-long.viber")


@themes(provider="dexatel")
@each(
    "case",
    [(channel, kind) for channel in (WHATSAPP, VIBER) for kind in LETTERS],
    id=lambda case: f"{case[0].feature}-{case[1]}",
    themes=lambda case: (case[0].accepts, case[0].refuses),
)
def test_the_longest_text(gateway: Gateway, prove: Prover, case: tuple[Channel, str]) -> None:
    """A text of exactly the channel's limit is accepted, and one character more is not."""
    channel, kind = case
    accepted(gateway, gateway.draft(channel=channel.name))
    text = LETTERS[kind] * channel.limit

    reply = gateway.call(gateway.draft(text, channel=channel.name))
    with prove(channel.accepts):
        expect_accepted(gateway, reply)

    reply = gateway.call(gateway.draft(text + LETTERS[kind], channel=channel.name))
    with prove(channel.refuses):
        expect_refusal(gateway, reply, "1510")


@themes("segments.long-is-split", provider="dexatel")
@each("text", {"gsm-7": "a" * 161, "ucs-2": "ж" * 71}.items(), id=lambda text: text[0])
def test_an_sms_beyond_one_part(gateway: Gateway, prove: Prover, text: tuple[str, str]) -> None:
    """An SMS that does not fit into one part is accepted, and has more."""
    draft = gateway.draft(text[1])

    reply = gateway.call(draft)

    with prove("segments.long-is-split"):
        expect_accepted(gateway, reply)
    [message] = gateway.dialect.sent(reply, draft)
    parts = gateway.look(message).segments
    expect("whether the number of parts is told", parts).differs_from(None)
    with prove("segments.long-is-split"):
        expect("the number of its parts", parts).is_between(2, float("inf"))


@themes("send.long-sms-accepted", provider="dexatel")
@each("text", {"1000-characters": "a" * 1000, "nine-parts": "ж" * 603}.items(), id=lambda t: t[0])
def test_a_long_sms(gateway: Gateway, prove: Prover, text: tuple[str, str]) -> None:
    """An SMS of up to 1000 characters in up to nine parts is accepted."""
    reply = gateway.call(gateway.draft(text[1]))

    with prove("send.long-sms-accepted"):
        expect_accepted(gateway, reply)


@themes("error.text-too-long.sms", provider="dexatel")
@each("text", {"1001-characters": "a" * 1001, "ten-parts": "ж" * 604}.items(), id=lambda t: t[0])
def test_a_longer_sms(gateway: Gateway, prove: Prover, text: tuple[str, str]) -> None:
    """A longer SMS is accepted, or refused as too long."""
    accepted(gateway, gateway.draft())

    reply = gateway.call(gateway.draft(text[1]))

    with prove("error.text-too-long.sms"):
        if not reply.accepted:
            expect_refusal(gateway, reply, "1510")


@themes(
    "send.maximum-recipients-accepted",
    "send.entry-per-recipient",
    "error.recipients-too-many",
    "error.without-effect",
    provider="dexatel",
    alone=True,
)
def test_the_most_recipients(gateway: Gateway, prove: Prover) -> None:
    """Ten recipients are accepted and eleven are not."""
    recipients = gateway.several(11)
    draft = gateway.draft(to=recipients[:10])

    reply = gateway.call(draft)
    with prove("send.maximum-recipients-accepted"):
        expect_accepted(gateway, reply)
    made = gateway.dialect.sent(reply, draft)
    with prove("send.entry-per-recipient"):
        expect("the messages for ten recipients", len(made)).equals(10)

    listing = "list" in gateway.features
    before = listed_ids(gateway, recipients[9]) if listing else set()
    reply = gateway.call(draft.having("/data/to/10", recipients[10]))
    with prove("error.recipients-too-many"):
        expect_refusal(gateway, reply, "1507")
    expect("the status of the create for eleven", reply.status).is_between(400, 499)
    with prove("error.without-effect"):
        expect("the ids in the answer", gateway.dialect.created(reply)).equals([])
    left = listed_ids(gateway, recipients[9]) - before
    with prove("error.without-effect"):
        expect("the messages that are left to the tenth", left).equals(set())
