"""A recipient value is read as the least careful provider would read it."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.sms import digits_of, reaches

NUMBER = "12025550100"

ASCII, ARABIC, DEVANAGARI, FULL_WIDTH, BOLD = "0", "\u0660", "\u0966", "\uff10", "\U0001d7ce"
"""The zero of each script."""


def spelled(number: str, zero: str) -> str:
    """The number in the digits of another script."""
    return "".join(chr(ord(zero) + int(digit)) for digit in number)


@pytest.mark.parametrize(
    "value",
    [
        NUMBER,
        f"+{NUMBER}",
        "+1 (202) 555-0100",
        "1.202.555.0100",
        "tel:+1-202-555-0100",
        f"\u202a{NUMBER}\u202c",
        f" {NUMBER}\r\n",
        f"{NUMBER}\0",
        "1202555x0100",
        "1\ud8002025550100",
        spelled(NUMBER, ARABIC),
        spelled(NUMBER, DEVANAGARI),
        spelled(NUMBER, FULL_WIDTH),
        spelled(NUMBER, BOLD),
        "①②⓪②⑤⑤⑤⓪①⓪⓪",
        "¹²⁰²⁵⁵⁵⁰¹⁰⁰",
        int(NUMBER),
        -int(NUMBER),
    ],
)
def test_one_number_in_many_spellings(value: object) -> None:
    """Whatever surrounds the digits, and whatever script they are of, the number is the same."""
    assert digits_of(value) == NUMBER
    assert reaches(value) == {NUMBER}


@pytest.mark.parametrize(
    "value", ["", " ", "+", "nobody", "номер", "\0", "\ud800", "Ⅻ", None, True, math.nan]
)
def test_no_number(value: object) -> None:
    """Where no digits are left, nobody is reached."""
    assert digits_of(value) == ""
    assert reaches(value) == frozenset()


@pytest.mark.parametrize(
    "value",
    [
        f"{NUMBER}0",
        f"00{NUMBER}",
        f"{NUMBER},12025550101",
        f"{NUMBER};ext=7",
        "&#49;2025550100",
        "%312025550100",
        "\\u00312025550100",
        "2025550100",
        f"½{NUMBER}",
    ],
)
def test_another_number(value: str) -> None:
    """A digit more or less, or a second number, is never taken for the first."""
    assert digits_of(value) != NUMBER
    assert not reaches(value) <= {NUMBER}


@pytest.mark.parametrize(
    "value",
    [
        "①" + spelled("2025550100", ASCII),
        "①" + spelled("2025550100", ARABIC),
        spelled("1", ARABIC) + spelled("2025550100", ASCII),
        spelled("1", ARABIC) + spelled("2025550100", FULL_WIDTH),
    ],
)
def test_digits_that_not_every_provider_knows(value: str) -> None:
    """Where providers would dial different numbers, all of them count."""
    assert digits_of(value) == NUMBER
    assert reaches(value) >= {NUMBER, "2025550100"}


@pytest.mark.parametrize(
    ("value", "numbers"),
    [
        (1202555010.0, {NUMBER, "1202555010"}),
        (12025550100.0, {"120255501000", NUMBER}),
        (1.5e300, {"15300", str(int(1.5e300))}),
        (math.inf, set()),
    ],
)
def test_a_number_with_a_fraction(value: float, numbers: set[str]) -> None:
    """The point may be dropped, or all that follows it."""
    assert reaches(value) == numbers


@settings(deadline=None)
@given(st.text(st.sampled_from("01+ x①½❶Ⅻ\0\ud800\u0301\u0661\uff12😀")))
def test_what_is_reached_is_digits_in_order(value: str) -> None:
    """Every reading is in ASCII digits, and a part of the one that knows most digits."""
    everything = digits_of(value)

    for number in reaches(value):
        rest = iter(everything)
        assert number.isascii()
        assert number.isdigit()
        assert all(digit in rest for digit in number)
    assert (everything == "") == (not reaches(value))
