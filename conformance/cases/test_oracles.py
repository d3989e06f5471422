"""What has to hold between answers: texts are what was sent, and counted like those beside them."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Mapping, Sequence

from conformance import sms
from conformance.cases import test_segments as segments
from conformance.cases import test_texts
from conformance.cases.drawn import wanted
from conformance.errors import BlockedError
from conformance.generate import scripts, texts
from conformance.generate.texts import ALPHABETS, Run
from conformance.run.declare import each, generated
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


@generated(stating="message.segments.given")
@each("about", ALPHABETS, themes=looked_at)
def test_a_text_and_one_beside_it(gateway: Gateway, prove: Prover, about: str) -> None:
    """Its parts are counted; one character more is one more at most, a foreign one saves none."""
    look_at(gateway, prove, about, parts)


def look_at(gateway: Gateway, prove: Prover, about: str, count: Count) -> None:
    """Hold the numbers of parts of texts of one alphabet against each other.

    Raises:
        UnsupportedError: when nothing generated is wanted.
    """
    for run in texts.runs(about, gateway.seed, wanted(gateway, FEWEST)):
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


@generated("text.survives", "send.accepted", "http.no-server-error")
def test_a_text_of_any_script(gateway: Gateway, prove: Prover) -> None:
    """Whatever characters a text is made of, it is read as it was sent."""
    for place, text in enumerate(scripts.mixed(gateway.seed, wanted(gateway, FEWEST))):
        test_texts.send_and_compare(gateway, prove, sms.Text(f"mixed-{place}", text, ""))


@generated("text.odd-accepted-or-refused", "http.no-server-error")
def test_a_text_that_is_hardly_one(gateway: Gateway, prove: Prover) -> None:
    """Control characters and blanks alone are refused as a text, or read as they were sent."""
    wanted(gateway)
    for place, text in enumerate(scripts.odd(gateway.seed)):
        test_texts.send_and_compare(gateway, prove, sms.Text(f"odd-{place}", text, ""))


CHOSEN: Mapping[str, tuple[Callable[[int], Iterator[str]], Sequence[str]]] = {
    "in GSM-7": (
        scripts.encodable,
        ("encoding.gsm7-when-possible", *segments.COUNTS[sms.Encoding.GSM7]),
    ),
    "nearly in GSM-7": (
        scripts.nearly_encodable,
        ("encoding.ucs2-otherwise", "segments.ucs2.concatenated"),
    ),
    "with pairs": (
        scripts.straddling,
        (*segments.CHOICES.values(), "segments.pairs-stay-whole"),
    ),
    "with escapes": (
        scripts.costly,
        (*segments.CHOICES.values(), "segments.extension-counts-two"),
    ),
}
"""How texts are drawn whose encodings and parts are counted, and the themes that they decide."""


@generated(stating=segments.TOLD)
@each("kind", CHOSEN, themes=lambda kind: CHOSEN[kind][1])
def test_a_text_in_its_encoding(gateway: Gateway, prove: Prover, kind: str) -> None:
    """A text is in GSM-7 exactly when it can be, and in as many parts as it takes there."""
    wanted(gateway)
    for place, text in enumerate(CHOSEN[kind][0](gateway.seed)):
        vector = sms.Vector(f"drawn-{place}", f"a text {kind}", text, sms.count(text))
        segments.send_and_count(gateway, prove, vector)
