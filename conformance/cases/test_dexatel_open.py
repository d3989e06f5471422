"""What Dexatel's documents leave open: each question is asked, and the answer is recorded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from conformance.cases.dexatel import (
    BUTTON,
    PICTURE,
    accepted,
    from_template,
    later,
    read_back,
    tried,
)
from conformance.providers import Draft, Reply
from conformance.run.declare import each, themes
from conformance.verdict import Prover
from conformance.wire.gateway import Gateway


@dataclass(frozen=True)
class Question:
    """A create of which the documents do not say whether it is accepted.

    Attributes:
        draft: the create.
        plain: one like it that has to be accepted for the question to make sense.
    """

    theme: str
    draft: Callable[[Gateway], Draft]
    plain: Callable[[Gateway], Draft] = Gateway.draft


def on_whatsapp(gateway: Gateway) -> Draft:
    """A text on WhatsApp."""
    return gateway.draft(channel="WHATSAPP")


def on_viber(gateway: Gateway) -> Draft:
    """A text on Viber."""
    return gateway.draft(channel="VIBER")


def in_iso_8601(gateway: Gateway) -> Draft:
    """A create for later, whose time has a T and a Z."""
    written = later(gateway).strftime("%Y-%m-%dT%H:%M:%SZ")
    return gateway.draft().having("/data/schedule", written)


QUESTIONS = (
    Question(
        "send.duplicate-recipients",
        lambda gateway: gateway.draft(to=[gateway.recipient, gateway.recipient]),
    ),
    Question(
        "send.recipient-plus-prefix", lambda gateway: gateway.draft(to=[f"+{gateway.recipient}"])
    ),
    Question("send.channel-missing", lambda gateway: gateway.draft().without("/data/channel")),
    Question(
        "send.channel-lower-case", lambda gateway: gateway.draft().having("/data/channel", "sms")
    ),
    Question(
        "send.unknown-member", lambda gateway: gateway.draft().having("/data/flavour", "vanilla")
    ),
    Question(
        "send.image-on-whatsapp",
        lambda gateway: on_whatsapp(gateway).having("/data/image", PICTURE),
        on_whatsapp,
    ),
    Question(
        "send.image-alone",
        lambda gateway: on_viber(gateway).having("/data/image", PICTURE).without("/data/text"),
        on_viber,
    ),
    Question(
        "send.button-without-image",
        lambda gateway: on_viber(gateway).having("/data/button", BUTTON),
        on_viber,
    ),
    Question(
        "send.template-beside-text",
        lambda gateway: from_template(gateway).having("/data/text", gateway.text()),
        from_template,
    ),
    Question(
        "error.variable-too-long",
        lambda gateway: from_template(gateway).having("/data/variables/0", "a" * 71),
        from_template,
    ),
    Question("schedule.iso-8601", in_iso_8601, lambda gateway: gateway.draft(due=later(gateway))),
)


@themes(provider="dexatel")
@each("question", QUESTIONS, id=lambda one: one.theme, themes=lambda one: [one.theme])
def test_an_open_question(gateway: Gateway, prove: Prover, question: Question) -> None:
    """The documents do not say whether this is accepted; the target does."""
    accepted(gateway, question.plain(gateway))

    reply = tried(gateway, question.draft(gateway))

    prove.observe(question.theme, told(gateway, reply))


def told(gateway: Gateway, reply: Reply) -> str:
    """An answer to a create in a few words."""
    made = len(gateway.dialect.created(reply))
    codes = ", ".join(sorted(gateway.dialect.codes(reply)))
    if reply.accepted:
        return f"accepted with {reply.status}, {made} message{'s' if made != 1 else ''}"
    return f"refused with {reply.status} and {codes}" if codes else f"refused with {reply.status}"


@themes("message.segments.other-channels", provider="dexatel")
def test_parts_of_a_viber_message(gateway: Gateway, prove: Prover) -> None:
    """A message on Viber may or may not tell a number of parts."""
    [message] = accepted(gateway, on_viber(gateway))

    shown = read_back(gateway, message)

    parts = shown.get("segments", shown.get("segments_count"))
    prove.observe("message.segments.other-channels", f"tells {parts or 'no number of'} parts")


@themes("send.template-rendered", provider="dexatel")
def test_the_text_of_a_template(gateway: Gateway, prove: Prover) -> None:
    """The text of a message from a template may or may not be the one with variables filled in."""
    [message] = accepted(gateway, from_template(gateway))

    text = read_back(gateway, message).get("text")

    has = "with" if "4711" in str(text) else "without"
    prove.observe("send.template-rendered", f"shows a text {has} the variable's value")
