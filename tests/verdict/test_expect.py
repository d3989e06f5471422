"""Expectations hold exactly when they say, and say what there was instead when they do not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from conformance.errors import UnmetError
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
    (1, lambda it: it.equals("1"), "'1'"),
    (0, lambda it: it.equals(value=False), "False"),
    (None, lambda it: it.equals(""), "''"),
    (True, lambda it: it.is_in(0, 1), "0 or 1"),
    (202, lambda it: it.is_in(200, 201), "200 or 201"),
    (1, lambda it: it.differs_from(1), "anything but 1"),
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
    assert raised.value.observed == repr(value)


def test_long_values_are_shortened() -> None:
    """A message shows a long value by its beginning and its end, and how long it is."""
    with pytest.raises(UnmetError) as raised:
        expect("it", "a" * 1000 + "z").equals("b")

    assert raised.value.observed.startswith("'aaa")
    assert raised.value.observed.endswith("aaz' (1003 characters)")
    assert len(raised.value.observed) < 250
