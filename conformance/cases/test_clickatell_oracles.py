"""Texts beside similar ones at Clickatell, whose parts only maxMessageParts shows."""

from __future__ import annotations

from conformance import sms
from conformance.cases import test_oracles as oracles
from conformance.cases.test_clickatell_segments import within_limit
from conformance.errors import UnsupportedError
from conformance.generate.texts import ALPHABETS
from conformance.providers.clickatell import MOST_PARTS
from conformance.run.declare import each, themes
from conformance.verdict import Prover
from conformance.wire.gateway import Gateway


@themes(provider="clickatell", feature="concat", changes=True)
@each("about", ALPHABETS, themes=oracles.looked_at)
def test_a_text_and_one_beside_it(gateway: Gateway, prove: Prover, about: str) -> None:
    """Its parts are counted; one character more is one more at most, a foreign one saves none."""
    oracles.look_at(gateway, prove, about, parts)


def parts(gateway: Gateway, text: str) -> int:
    """The smallest number of parts that a text is accepted in.

    Raises:
        UnsupportedError: when the target takes no text outside of GSM-7 in UCS-2.
    """
    if "unicode" not in gateway.features and not sms.is_gsm7(text):
        raise UnsupportedError("texts outside of GSM-7 cannot be counted without unicode")
    number = sms.count(text).segments
    if fits(gateway, text, number):
        while number > 1 and fits(gateway, text, number - 1):
            number -= 1
        return number
    while number < MOST_PARTS and not fits(gateway, text, number):
        number += 1
    return number


def fits(gateway: Gateway, text: str, most: int) -> bool:
    """Whether a text is accepted in so many parts."""
    return within_limit(gateway, gateway.call(gateway.draft(text, maxMessageParts=most)))
