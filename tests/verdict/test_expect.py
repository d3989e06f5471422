"""Expectations hold exactly when they say, and say what there was instead when they do not."""

from __future__ import annotations

from collections.abc import Callable
from types import NoneType
from typing import Any

import pytest

from conformance.errors import UnmetError
from conformance.providers import State
from conformance.shown import shown
from conformance.verdict import expect
from conformance.verdict.expect import Expectation

Check = Callable[[Expectation], None]


HOLDS: list[tuple[Any, Check]] = [
    (1, lambda it: it.equals(1)),
    (1.0, lambda it: it.equals(1)),
    ("1", lambda it: it.equals("1")),
    (True, lambda it: it.equals(value=True)),
    (None, lambda it: it.equals(None)),
    ([1], lambda it: it.equals([1])),
    (201, lambda it: it.is_in(200, 201)),
    (1, lambda it: it.differs_from(2)),
    (2, lambda it: it.is_between(2, 2)),
    (1, lambda it: it.is_a(int)),
    (True, lambda it: it.is_a(bool)),
    ("ab", lambda it: it.matches("a.")),
    ([1, 2], lambda it: it.includes(2)),
    ({"a"}, lambda it: it.includes_any("b", "a")),
    ([1], lambda it: it.excludes(2)),
    ([1], lambda it: it.is_true("something")),
]
FAILS: list[tuple[Any, Check, str]] = [
    (True, lambda it: it.equals(1), "1"),
    ("1", lambda it: it.equals(1), "1"),
    (1, lambda it: it.equals("1"), '"1"'),
    (0, lambda it: it.equals(value=False), "false"),
    (None, lambda it: it.equals(""), '""'),
    (True, lambda it: it.is_in(0, 1), "0 or 1"),
    (202, lambda it: it.is_in(200, 201), "200 or 201"),
    (1, lambda it: it.differs_from(1), "anything but 1"),
    (None, lambda it: it.differs_from(None), "to be there"),
    (1, lambda it: it.is_a(dict, NoneType), "an object or nothing"),
    (3, lambda it: it.is_between(1, 2), "from 1 to 2"),
    (True, lambda it: it.is_between(0, 1), "from 0 to 1"),
    ("1", lambda it: it.is_between(0, 1), "from 0 to 1"),
    (None, lambda it: it.is_between(0, 1), "from 0 to 1"),
    (float("nan"), lambda it: it.is_between(0, 1), "from 0 to 1"),
    (True, lambda it: it.is_a(int), "an integer"),
    ("1", lambda it: it.is_a(int, float), "an integer or a number"),
    ("abc", lambda it: it.matches("ab"), "text like ab"),
    ("ab\n", lambda it: it.matches("ab"), "text like ab"),
    (12, lambda it: it.matches(".*"), "text like .*"),
    ([1], lambda it: it.includes(2), "2 among them"),
    (None, lambda it: it.includes(2), "2 among them"),
    ([], lambda it: it.includes_any(1, 2), "1 or 2 among them"),
    ([1], lambda it: it.excludes(1), "not 1 among them"),
    (None, lambda it: it.excludes(1), "not 1 among them"),
    ([], lambda it: it.is_true("some of them"), "some of them"),
]


@pytest.mark.parametrize(("value", "check"), HOLDS)
def test_what_holds(value: Any, check: Check) -> None:
    """Nothing happens when the value is as expected."""
    check(expect("it", value))


@pytest.mark.parametrize(("value", "check", "phrase"), FAILS)
def test_what_does_not_hold(value: Any, check: Check, phrase: str) -> None:
    """What was expected and what there was is told, also of a value of the wrong type."""
    with pytest.raises(UnmetError) as raised:
        check(expect("it", value))

    assert raised.value.expected == f"it: {phrase}"
    assert raised.value.observed == ("nothing" if value is None else shown(value))


def test_long_values_are_shortened() -> None:
    """A message shows a long value by its beginning and its end, and how long it is."""
    with pytest.raises(UnmetError) as raised:
        expect("it", ["a" * 1000 + "z"]).equals("b")

    assert raised.value.observed.startswith('["aaa')
    assert raised.value.observed.endswith('aaz"] (1005 characters)')
    assert len(raised.value.observed) < 250


def unmet(observed: Any, check: Check) -> tuple[str, str]:
    """What is told of an expectation that is not met."""
    with pytest.raises(UnmetError) as raised:
        check(expect("it", observed))
    return raised.value.expected, raised.value.observed


def test_values_are_shown_as_json_writes_them() -> None:
    """A reader of a report need not know how the suite is written."""
    member = {"a": None, "b": [True, 1.5], "c": 'say "x"'}

    assert unmet(member, lambda it: it.equals({})) == (
        "it: {}",
        r'{"a": null, "b": [true, 1.5], "c": "say \"x\""}',
    )
    assert unmet({"b", "a"}, lambda it: it.equals(set())) == ("it: []", '["a", "b"]')
    assert unmet(b"ab", lambda it: it.equals(b"")) == ('it: ""', '"ab"')
    assert unmet(State.SENT, lambda it: it.equals(State.GONE)) == ("it: gone", "sent")
    assert unmet(("a", None), lambda it: it.equals(1))[1] == '["a", null]'
    assert unmet({(1, 2): 3}, lambda it: it.equals(1))[1] == "{(1, 2): 3}"


def test_texts_that_differ_look_different() -> None:
    """What cannot be seen, and what joins the character before it, is written as an escape."""
    assert unmet("e\u0301", lambda it: it.equals("\u00e9")) == ('it: "é"', r'"e\u0301"')
    assert unmet("a\u2028\u200b\x7f", lambda it: it.equals("a")) == (
        'it: "a"',
        r'"a\u2028\u200b\u007f"',
    )
    assert unmet("😀\ud83d", lambda it: it.equals("?"))[1] == r'"😀\ud83d"'


def test_long_texts_are_told_from_where_they_differ() -> None:
    """The beginning that they share says nothing, and one that was cut off ends there."""
    whole = "a" * 500 + "b"

    assert unmet("a" * 160, lambda it: it.equals(whole))[1] == (
        "160 characters, after 160 of them nothing"
    )
    assert unmet("a" * 500 + "c", lambda it: it.equals(whole)) == (
        'it: 501 characters, after 500 of them "b"',
        '501 characters, after 500 of them "c"',
    )
    assert unmet(whole, lambda it: it.equals("b"))[0] == 'it: 1 characters, after 0 of them "b"'


def test_of_many_members_only_what_matters_is_told() -> None:
    """Which of many is there and should not be, or that none of them is what was looked for."""
    many = [str(number) for number in range(9)]

    assert unmet(many, lambda it: it.excludes("4")) == ('it: not "4" among them', '"4" among 9')
    assert unmet(many, lambda it: it.includes("x"))[1] == "9 others"
    assert unmet(set(many), lambda it: it.includes_any("x", "y"))[1] == "9 others"
    assert unmet("a text of its own", lambda it: it.includes("z"))[1] == '"a text of its own"'


def test_bounds_are_told_in_few_digits() -> None:
    """A bound has no more digits than what it bounds, and none where there is no bound."""
    assert unmet(1, lambda it: it.is_between(2, float("inf")))[0] == "it: at least 2"
    assert unmet(0, lambda it: it.is_between(0.1 + 0.2, 9.5))[0] == "it: from 0.3 to 9.5"
    assert unmet(1, lambda it: it.is_between(2, 2))[0] == "it: 2"
