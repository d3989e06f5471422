"""2sms's standard messages (version 1): what they require, and how their parts are counted."""

from __future__ import annotations

from conformance.cases.numbers import decimal
from conformance.cases.twosms import done, expect_refusal, standard
from conformance.run.declare import each, themes
from conformance.verdict import Prover, expect
from conformance.wire.gateway import Gateway

DETAIL = "/ResponseData/Detail"


@themes("standard.accepted", "standard.id", "standard.details-are-texts", provider="twosms")
def test_a_standard_message(gateway: Gateway, prove: Prover) -> None:
    """A standard message with all that it requires is taken, and every detail told as a text."""
    reply = gateway.call(standard(gateway))

    with prove("standard.accepted"):
        expect(f"the status of {reply.asked}", reply.status).equals(200)
        reply.at(f"{DETAIL}/MessageID")
    if not reply.accepted:
        return
    with prove("standard.id"):
        expect("MessageID", reply.at(f"{DETAIL}/MessageID")).matches(".+")
    with prove("standard.details-are-texts"):
        for name in ("NoOfContacts", "NoOfQuickRecipients", "NoOfSMS", "NoOfEmails"):
            expect(name, reply.get(f"{DETAIL}/{name}", "")).is_a(str)


@themes("standard.counts-recipients", provider="twosms")
def test_a_standard_message_to_three(gateway: Gateway, prove: Prover) -> None:
    """What NoOfQuickRecipients tells of three recipients."""
    reply = done(gateway, standard(gateway, to=gateway.several(3)))

    counted = reply.get(f"{DETAIL}/NoOfQuickRecipients")
    prove.observe("standard.counts-recipients", f"{counted} for three recipients")


REQUIRED = {
    "Contacts": "error.recipients-missing",
    "Content": "error.content-missing",
    "MessageOptions": "standard.options-required",
    "Reference": "standard.reference-required",
    "Sender": "error.sender-missing",
}


@themes(provider="twosms", feature="standardmessages")
@each("member", REQUIRED, themes=lambda member: (REQUIRED[member], "error.shape"))
def test_a_required_member_is_missing(gateway: Gateway, prove: Prover, member: str) -> None:
    """A standard message without a required member is refused."""
    draft = standard(gateway)
    done(gateway, draft)

    reply = gateway.call(draft.without(f"/{member}"))

    with prove(REQUIRED[member]):
        expect_refusal(reply)


PARTS = {
    1: (1, 145, 146, 153, 160),
    2: (161, 290),
    3: (291, 306, 435),
    4: (436,),
}
"""Lengths in characters of the basic alphabet, by the number of parts that they take."""


@themes(provider="twosms")
@each(
    "length",
    [(length, parts) for parts, lengths in PARTS.items() for length in lengths],
    id=lambda length: str(length[0]),
    themes=lambda length: (
        "segments.gsm7.single" if length[1] == 1 else "segments.provider-part-length",
    ),
)
def test_a_text_of_a_length(gateway: Gateway, prove: Prover, length: tuple[int, int]) -> None:
    """A text of so many characters takes so many parts."""
    characters, parts = length
    single = gateway.pack.limits["single_part_characters"]

    reply = done(gateway, standard(gateway, "a" * characters))

    counted = reply.at(f"{DETAIL}/NoOfSMS")
    theme = "segments.gsm7.single" if characters <= single else "segments.provider-part-length"
    with prove(theme):
        number = decimal(f"NoOfSMS of {characters} characters", counted)
        expect(f"NoOfSMS of {characters} characters", float(number)).equals(parts)
