"""The suite's count of segments keeps the standard's rules on any text."""

from __future__ import annotations

import math

import pytest
import smsutil
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.sms import Encoding, Segmentation, count, parts_of_145
from conformance.sms.alphabet import BASIC, EXTENSION

ASTRAL = "😀𐍈👨\U0010ffff"
BEYOND = "я漢áç`\t\0\u0301\u200d\xa0\uffff"
KINDS = (BASIC, EXTENSION, BEYOND, ASTRAL)


def texts(*kinds: str) -> st.SearchStrategy[str]:
    """Texts in runs, so that borders fall in many places and short examples remain short."""
    characters = st.sampled_from(kinds).flatmap(st.sampled_from)
    runs = st.tuples(characters, st.integers(1, 170)).map(lambda run: run[0] * run[1])
    return st.lists(runs, max_size=8).map("".join)


GSM7_TEXTS = texts(BASIC, EXTENSION)
ANY_TEXTS = st.one_of(GSM7_TEXTS, texts(*KINDS))

unhurried = settings(deadline=None)


def by_smsutil(text: str) -> Segmentation:
    """What smsutil says, apart from its two known faults: ESC and the empty text."""
    if smsutil.is_valid_gsm(text):
        return Segmentation(
            Encoding.GSM7, tuple(part.bytes for part in smsutil.gsm_split(text).parts)
        )
    return Segmentation(
        Encoding.UCS2, tuple(part.bytes // 2 for part in smsutil.unicode_split(text).parts)
    )


@unhurried
@given(ANY_TEXTS.filter(bool))
def test_agrees_with_smsutil(text: str) -> None:
    """Encoding and every part are those of an independent library."""
    assert count(text) == by_smsutil(text)


@unhurried
@given(ANY_TEXTS)
def test_the_parts_add_up(text: str) -> None:
    """No unit is lost or counted twice."""
    travels = count(text)

    assert travels.units == sum(travels.parts)
    if travels.encoding is Encoding.UCS2:
        assert travels.units == len(text.encode("utf-16-le")) // 2
    else:
        assert travels.units == len(text) + sum(map(text.count, EXTENSION))


@unhurried
@given(ANY_TEXTS)
def test_no_part_holds_too_much_or_needlessly_little(text: str) -> None:
    """Each part but the last is full, or short of it by half a pair."""
    travels = count(text)
    limit = travels.encoding.single if travels.segments == 1 else travels.encoding.concatenated

    assert max(travels.parts) <= limit
    assert all(limit - part in {0, 1} for part in travels.parts[:-1])
    assert travels.segments == 1 or travels.units > travels.encoding.single


@unhurried
@given(st.data())
def test_one_more_character_is_at_most_one_more_part(data: st.DataObject) -> None:
    """Within one encoding a text that grows never needs fewer parts, nor two more at once."""
    text, kinds = data.draw(
        st.one_of(
            st.tuples(GSM7_TEXTS, st.just(KINDS[:2])),
            st.tuples(texts(*KINDS).map("я".__add__), st.just(KINDS)),
        )
    )
    character = data.draw(st.sampled_from("".join(kinds)))
    before, after = count(text), count(text + character)

    assert before.encoding is after.encoding
    assert after.segments - before.segments in {0, 1}


@unhurried
@given(ANY_TEXTS)
def test_cutting_pairs_never_needs_more_parts(text: str) -> None:
    """Division is a lower bound, and it is the count wherever no pair is in the way."""
    travels = count(text)

    assert travels.naive <= travels.segments
    assert travels.straddles or travels.naive == travels.segments
    if travels.segments > 1:
        assert travels.naive == math.ceil(travels.units / travels.encoding.concatenated)


def test_a_pair_in_the_way_may_cost_no_part() -> None:
    """A pair can straddle a border and the number of parts stay what division says."""
    travels = count("€" * 81)

    assert travels.parts == (152, 10)
    assert travels.straddles
    assert travels.naive == travels.segments


@pytest.mark.parametrize("text", ["", "€", "a" * 161, "€" * 80, "a" * 151 + "€" + "a" * 9])
def test_nothing_in_the_way(text: str) -> None:
    """A pair straddles no border where there is none, or where it ends right at it."""
    assert not count(text).straddles


@pytest.mark.parametrize("code", [0xD83D, 0xDE00])
def test_a_lone_surrogate_is_one_unit(code: int) -> None:
    """A text that is no valid Unicode is counted, never an error."""
    half = chr(code)

    assert count(half * 70) == Segmentation(Encoding.UCS2, (70,))
    assert count("я" * 70 + half).parts == (67, 4)


def test_two_halves_are_a_pair() -> None:
    """A pair held as two surrogates is kept whole like the character that it encodes."""
    assert count("я" * 66 + "\ud83d\ude00" + "я" * 66) == count("я" * 66 + "😀" + "я" * 66)


@pytest.mark.parametrize(
    ("length", "parts"),
    [(0, 1), (1, 1), (145, 1), (160, 1), (161, 2), (290, 2), (291, 3), (435, 3), (436, 4)],
)
def test_the_tariff_of_145(length: int, parts: int) -> None:
    """2sms charges one up to 160 characters, then one for every 145 begun."""
    assert parts_of_145("a" * length) == parts
