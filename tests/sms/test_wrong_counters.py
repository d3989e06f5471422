"""The vectors find wrong counters: each of these breaks one rule and keeps all the others."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from conformance.sms import is_gsm7, load_vectors
from conformance.sms.alphabet import SEPTETS
from conformance.sms.segments import code_units


def as_they_are(costs: list[int], _text: str) -> list[int]:
    """What may not be cut: a character."""
    return costs


def unit_by_unit(costs: list[int], _text: str) -> list[int]:
    """Let a border fall anywhere, even into a pair."""
    return [1] * sum(costs)


def accents_kept(costs: list[int], text: str) -> list[int]:
    """Keep a letter and its combining marks in one part."""
    kept: list[int] = []
    for cost, character in zip(costs, text, strict=True):
        if kept and unicodedata.combining(character):
            kept[-1] += cost
        else:
            kept.append(cost)
    return kept


@dataclass(frozen=True)
class Rules:
    """A counter as the rules that it follows; the defaults are the right ones.

    Limits are of GSM-7 and of UCS-2, in this order.
    """

    gsm7: Callable[[str], bool] = is_gsm7
    septets: Callable[[str], int] = lambda character: SEPTETS.get(character, 1)
    units: Callable[[str], int] = code_units
    whole: Callable[[list[int], str], list[int]] = as_they_are
    single: tuple[int, int] = (160, 70)
    first: tuple[int, int] = (153, 67)
    later: tuple[int, int] = (153, 67)

    def segments(self, text: str) -> int:
        """The number of parts by these rules."""
        ucs2 = not self.gsm7(text)
        cost = self.units if ucs2 else self.septets
        costs = self.whole([cost(character) for character in text], text)
        if sum(costs) <= self.single[ucs2]:
            return 1
        parts, room = 1, self.first[ucs2]
        for units in costs:
            if units > room:
                parts, room = parts + 1, self.later[ucs2]
            room -= units
        return parts


# What breaks a rule, the themes that state this rule, and the vectors that catch it, by the number
# of parts alone. Vectors of other themes may catch it as well.
WRONG: dict[str, tuple[Rules, dict[str, str]]] = {
    "takes whatever is not ASCII for UCS-2": (
        Rules(gsm7=lambda text: text.isascii() and is_gsm7(text)),
        {"encoding.gsm7-when-possible": "euro-80 gsm-158-euro gsm-153-euro greek-caps-160"},
    ),
    "takes every character for GSM-7": (
        Rules(gsm7=lambda _: True),
        {"encoding.ucs2-otherwise": "apostrophe-160 mixed-71 emoji-158"},
    ),
    "reserves the header in a single part": (
        Rules(single=(153, 67)),
        {
            "segments.gsm7.single": "gsm-159 gsm-160 pipe-80 crlf-80 ff-80 at",
            "segments.ucs2.single": "ucs2-69 ucs2-70 han-70 arabic-70 mixed-70 emoji-34 emoji-35"
            " emoji-single-border",
        },
    ),
    "reserves no header in several parts": (
        Rules(first=(160, 70), later=(160, 70)),
        {
            "segments.gsm7.concatenated": "gsm-307 gsm-460 gsm-5355 gsm-5356 gsm-39015",
            "segments.ucs2.concatenated": "ucs2-135 ucs2-202 ucs2-2345 ucs2-2346"
            " emoji-straddle-second",
        },
    ),
    "reserves no header in the first part": (
        Rules(first=(160, 70)),
        {
            "segments.gsm7.concatenated": "gsm-307 gsm-460 gsm-5356",
            "segments.ucs2.concatenated": "ucs2-135 ucs2-202 ucs2-2346 emoji-straddle-second",
        },
    ),
    "counts an extension character as one septet": (
        Rules(septets=lambda _: 1),
        {
            "segments.extension-counts-two": "euro-81 gsm-159-euro euro-straddle-152"
            " euro-fits-151 euro-straddle-307 euro-straddle-second brace-152"
        },
    ),
    "counts an extension character as two units inside UCS-2": (
        Rules(units=lambda character: max(code_units(character), SEPTETS.get(character, 1))),
        {"segments.extension-counts-two": "ext-in-ucs2-70"},
    ),
    "counts a surrogate pair as one unit": (
        Rules(units=lambda _: 1),
        {
            "segments.ucs2.concatenated": "emoji-36 emoji-66 emoji-over-single emoji-straddle-66"
            " emoji-fits-65 emoji-no-straddle-134 emoji-straddle-second"
        },
    ),
    "cuts pairs": (
        Rules(whole=unit_by_unit),
        {
            "segments.pairs-stay-whole": "euro-straddle-306 brace-153 emoji-67"
            " emoji-straddle-134 cluster-border-zwj"
        },
    ),
    "keeps accents with their letters": (
        Rules(whole=accents_kept),
        {"segments.ucs2.concatenated": "cluster-border-combining"},
    ),
}


def caught(rules: Rules) -> dict[str, list[str]]:
    """The vectors that the rules miscount, by theme."""
    found: dict[str, list[str]] = {}
    for vector in load_vectors():
        if rules.segments(vector.text) != vector.expected.segments:
            found.setdefault(vector.theme, []).append(vector.id)
    return found


def test_the_right_rules_are_not_blamed() -> None:
    """What the wrong counters are varied from is right."""
    assert caught(Rules()) == {}


@pytest.mark.parametrize("fault", WRONG)
def test_a_wrong_counter_is_caught_by_the_theme_that_it_breaks(fault: str) -> None:
    """A fault shows in a vector that decides the broken rule, even where only counts are told."""
    rules, expected = WRONG[fault]

    found = caught(rules)

    assert {theme: " ".join(found.get(theme, [])) for theme in expected} == expected


def test_every_theme_is_decided_by_a_count() -> None:
    """No theme needs a target that tells the encoding."""
    assert {theme for _, expected in WRONG.values() for theme in expected} == {
        vector.theme for vector in load_vectors()
    }


def test_cutting_pairs_is_blamed_on_nothing_else() -> None:
    """A target that divides instead of filling breaks the rule on pairs and no other."""
    rules, _ = WRONG["cuts pairs"]

    assert list(caught(rules)) == ["segments.pairs-stay-whole"]
