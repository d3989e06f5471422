"""Texts beside similar ones at Clickatell, whose parts only maxMessageParts shows."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from conformance import sms
from conformance.cases import test_oracles as oracles
from conformance.cases.drawn import wanted
from conformance.cases.test_clickatell_segments import decided, see_counted, within_limit
from conformance.errors import UnsupportedError
from conformance.generate import scripts, sends
from conformance.generate.texts import ALPHABETS
from conformance.providers.clickatell import MOST_PARTS
from conformance.run.declare import each, generated
from conformance.shown import shown
from conformance.verdict import Prover
from conformance.wire.gateway import Gateway


@generated(provider="clickatell", feature="concat")
@each("about", ALPHABETS, themes=oracles.looked_at)
def test_a_text_and_one_beside_it(gateway: Gateway, prove: Prover, about: str) -> None:
    """Its parts are counted; one character more is one more at most, a foreign one saves none."""
    oracles.look_at(gateway, prove, about, parts)


DRAWN: dict[str, Callable[[int], Iterator[str]]] = {
    "encoding.gsm7-when-possible": scripts.encodable,
    "encoding.ucs2-otherwise": scripts.nearly_encodable,
    "segments.pairs-stay-whole": scripts.straddling,
    "segments.extension-counts-two": scripts.costly,
    "text.odd-accepted-or-refused": sends.odd_texts,
}
"""Texts whose number of parts decides a theme."""


@generated(provider="clickatell", feature="concat")
@each("theme", DRAWN, themes=lambda theme: [theme])
def test_a_text_that_one_rule_decides(gateway: Gateway, prove: Prover, theme: str) -> None:
    """A text whose number of parts is what it is by one rule is counted by that rule."""
    most = wanted(gateway, 3)
    drawn = DRAWN[theme](gateway.seed)
    vectors = [sms.Vector(f"the text {shown(text)}", "", text, sms.count(text)) for text in drawn]
    deciding = [vector for vector in vectors if decided(vector) == theme]
    if not deciding:
        raise UnsupportedError(f"no text was drawn that decides {theme}")
    for vector in deciding[:most]:
        see_counted(gateway, prove, vector)


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
