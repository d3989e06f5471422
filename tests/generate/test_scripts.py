"""Generated texts of many scripts."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from conformance import sms
from conformance.generate import scripts

SEEDS = range(60)

DECIDED = {
    "encodable": (scripts.encodable, {"encoding.gsm7-when-possible"}),
    "nearly encodable": (scripts.nearly_encodable, {"encoding.ucs2-otherwise"}),
    "straddling": (scripts.straddling, {"segments.pairs-stay-whole"}),
    "costly": (scripts.costly, {"segments.extension-counts-two"}),
}


def test_a_seed_draws_the_same_texts() -> None:
    """A report's texts can be drawn again, and another seed draws others."""
    assert [*scripts.mixed(7, 3)] == [*scripts.mixed(7, 3)]
    assert [*scripts.mixed(7, 3)] != [*scripts.mixed(8, 3)]


def test_a_mixed_text_is_none_that_may_be_refused() -> None:
    """Every target has to take a drawn text of several scripts as it is."""
    drawn = [text for seed in SEEDS for text in scripts.mixed(seed, 3)]

    assert not any(sms.Text("", text, "").odd for text in drawn)
    assert max(map(len, drawn)) <= 1000
    assert max(sms.count(text).segments for text in drawn) <= 9


def test_the_first_mixed_text_has_something_of_every_script() -> None:
    """What only one script shows is shown whatever the seed is."""
    for seed in SEEDS:
        first = next(scripts.mixed(seed, 1))
        assert all(any(one in first for one in script) for script in scripts.SCRIPTS.values())
        assert first.strip() != first


def test_odd_texts_are_those_that_may_be_refused() -> None:
    """One has control characters, one has NUL, and one is blank."""
    for seed in SEEDS:
        controls, nul, blank = scripts.odd(seed)
        assert all(sms.Text("", text, "").odd for text in (controls, nul, blank))
        assert "\0" in nul
        assert "\0" not in controls
        assert not blank.strip()


@pytest.mark.parametrize("kind", DECIDED)
def test_texts_decide_what_they_are_drawn_for(kind: str) -> None:
    """The number of parts or the encoding is wrong wherever that rule is not followed."""
    drawn: Callable[[int], Iterator[str]]
    drawn, themes = DECIDED[kind]
    for seed in SEEDS:
        texts = [*drawn(seed)]
        assert {sms.decided_theme(text) for text in texts} == themes
        assert all(len(text) <= 1000 and sms.count(text).segments <= 9 for text in texts)


def test_an_encodable_text_has_one_part_or_several() -> None:
    """Both are shown, whatever the seed is."""
    for seed in SEEDS:
        short, long = scripts.encodable(seed)
        assert sms.count(short).segments == 1
        assert sms.count(long).segments > 1


def test_a_nearly_encodable_text_lacks_one_character() -> None:
    """Each group of characters that are mistaken for encodable ones has its text."""
    for seed in SEEDS:
        texts = [*scripts.nearly_encodable(seed)]
        assert all(sum(not sms.is_gsm7(one) for one in text) == 1 for text in texts)
        assert all(
            any(one in text for one in group)
            for text, group in zip(texts, scripts.NEARLY, strict=False)
        )
        assert not sms.is_gsm7(texts[-1][160:])
