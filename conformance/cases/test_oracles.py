"""What has to hold between answers, whatever each of them says: texts beside similar ones."""

from __future__ import annotations

import itertools

from conformance import sms
from conformance.cases.test_clickatell_segments import within_limit
from conformance.errors import BlockedError, UnsupportedError
from conformance.generate import texts
from conformance.generate.texts import ALPHABETS, Run
from conformance.providers.clickatell import MOST_PARTS
from conformance.run.declare import each, themes
from conformance.verdict import Prover, expect
from conformance.wire.gateway import Gateway

FEWEST = 2
"""Runs of texts for an alphabet at least."""


def looked_at(about: str) -> list[str]:
    """The themes that texts of an alphabet show something about."""
    fewer = ["segments.other-alphabet-never-fewer"] if sms.is_gsm7(ALPHABETS[about]) else []
    return ["segments.grow-one-by-one", *fewer]


@themes(changes=True)
@each("about", ALPHABETS, themes=looked_at)
def test_a_text_and_one_beside_it(gateway: Gateway, prove: Prover, about: str) -> None:
    """One character more is one part more at most; one of another alphabet saves no part."""
    if not gateway.examples:
        raise UnsupportedError("no generated texts are wanted (--max-examples)")
    wanted = max(FEWEST, gateway.examples // 2) if not gateway.live else 1
    for run in texts.runs(gateway.seed, wanted):
        if run.about == about:
            look_at(gateway, prove, run)


def look_at(gateway: Gateway, prove: Prover, run: Run) -> None:
    """Hold the numbers of parts of one run against each other."""
    counted = [parts(gateway, text) for text in run.texts]
    for shorter, longer in itertools.pairwise(counted):
        with prove("segments.grow-one-by-one"):
            units = sms.count(run.texts[0]).units
            more = f"the parts that a character adds to some {units} units {run.about}"
            expect(more, longer - shorter).is_in(0, 1)
    if sms.is_gsm7(run.texts[-1]):
        mixed = parts(gateway, run.mixed)
        with prove("segments.other-alphabet-never-fewer"):
            units = sms.count(run.texts[-1]).units
            expect(f"the parts of {units} septets, one of another alphabet", mixed).is_between(
                counted[-1], MOST_PARTS
            )


def parts(gateway: Gateway, text: str) -> int:
    """In how many parts the target counts a text.

    Where no read tells, it is the smallest number of parts that the text is accepted in.

    Raises:
        BlockedError: when nothing tells.
        UnsupportedError: when the target does not claim what would tell.
    """
    if gateway.provider != "clickatell":
        told = gateway.look(gateway.send(text)).segments
        if not isinstance(told, int) or isinstance(told, bool):
            raise BlockedError("the number of parts of a message is not told")
        return told
    if "concat" not in gateway.features or not (sms.is_gsm7(text) or "unicode" in gateway.features):
        raise UnsupportedError("parts cannot be counted without maxMessageParts and unicode")
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
