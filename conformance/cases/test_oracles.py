"""What has to hold between answers, whatever each of them says: texts beside similar ones."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable

from conformance import sms
from conformance.errors import BlockedError, UnsupportedError
from conformance.generate import texts
from conformance.generate.texts import ALPHABETS, Run
from conformance.run.declare import each, themes
from conformance.verdict import Prover, expect
from conformance.wire.gateway import Gateway

FEWEST = 3
"""Runs of texts for an alphabet at least."""

COUNTED = {
    "of letters": ("segments.gsm7.single", "segments.gsm7.concatenated"),
    "of GSM-7": ("segments.extension-counts-two",),
    "of another alphabet": ("segments.ucs2.single", "segments.ucs2.concatenated"),
    "of emoji": ("segments.ucs2.single", "segments.ucs2.concatenated"),
}
"""What the texts of an alphabet are sure to decide, around the border of one part alone."""

Count = Callable[[Gateway, str], int]
"""In how many parts a target counts a text."""


def looked_at(about: str) -> list[str]:
    """The themes that texts of an alphabet show something about."""
    fewer = ["segments.other-alphabet-never-fewer"] if sms.is_gsm7(ALPHABETS[about]) else []
    return ["segments.grow-one-by-one", *fewer, *COUNTED[about]]


@themes(stating="message.segments.given", changes=True)
@each("about", ALPHABETS, themes=looked_at)
def test_a_text_and_one_beside_it(gateway: Gateway, prove: Prover, about: str) -> None:
    """Its parts are counted; one character more is one more at most, a foreign one saves none."""
    look_at(gateway, prove, about, parts)


def look_at(gateway: Gateway, prove: Prover, about: str, count: Count) -> None:
    """Hold the numbers of parts of texts of one alphabet against each other.

    Raises:
        UnsupportedError: when nothing generated is wanted.
    """
    if not gateway.examples:
        raise UnsupportedError("no generated texts are wanted (--max-examples)")
    wanted = max(FEWEST, gateway.examples // 2) if not gateway.live else 1
    for run in texts.runs(about, gateway.seed, wanted):
        compare(gateway, prove, run, count)


def compare(gateway: Gateway, prove: Prover, run: Run, count: Count) -> None:
    """Hold the numbers of parts of one run against each other, and against the right ones."""
    counted = [count(gateway, text) for text in run.texts]
    for text, number in zip(run.texts, counted, strict=True):
        theme, right = sms.decided_theme(text), sms.count(text)
        if theme in COUNTED[run.about]:
            with prove(theme):
                expect(f"the parts of {right.units} units {run.about}", number).equals(
                    right.segments
                )
    for shorter, longer in itertools.pairwise(counted):
        with prove("segments.grow-one-by-one"):
            units = sms.count(run.texts[0]).units
            more = f"the parts that a character adds to some {units} units {run.about}"
            expect(more, longer - shorter).is_in(0, 1)
    if sms.is_gsm7(run.texts[-1]):
        mixed = count(gateway, run.mixed)
        with prove("segments.other-alphabet-never-fewer"):
            units = sms.count(run.texts[-1]).units
            replaced = f"the parts of {units} septets, one of them of another alphabet"
            expect(replaced, mixed).is_between(counted[-1], math.inf)


def parts(gateway: Gateway, text: str) -> int:
    """In how many parts a read says that a text is sent.

    Raises:
        BlockedError: when it says nothing.
    """
    told = gateway.look(gateway.send(text)).segments
    if not isinstance(told, int) or isinstance(told, bool):
        raise BlockedError("the number of parts of a message is not told")
    return told
