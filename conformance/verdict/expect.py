"""Expectations: what the documents say of one observed value, told in words when it is not so.

    expect("the status", reply.status).is_in(200, 201)
    expect("the text read back", view.text).equals(text)

A plain `assert` in a case does the same with fewer words in the report.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping
from types import NoneType
from typing import Any

from conformance.errors import UnmetError
from conformance.shown import LONGEST, shown

KINDS: Mapping[type, str] = {
    bool: "true or false",
    dict: "an object",
    float: "a number",
    int: "an integer",
    list: "an array",
    Mapping: "an object",
    NoneType: "nothing",
    str: "a text",
}
"""What a reader of a report calls the types of values."""

FEW = 5
"""So many members of a collection are shown; of more it is told how many there are."""


class Expectation:
    """One observed value and its name."""

    def __init__(self, what: str, observed: Any) -> None:
        self._what = what
        self._observed = observed

    def equals(self, value: Any) -> None:
        """The observed value is this one, and of its type: 1 is neither "1" nor True."""
        same = self._observed == value and _kind(self._observed) is _kind(value)
        if not same and _are_long_texts(value, self._observed):
            raise UnmetError(*_from_where_they_differ(self._what, value, self._observed))
        self._unless(same, _told(value))

    def is_in(self, *values: Any) -> None:
        """The observed value is one of these."""
        same = any(self._observed == one and _kind(self._observed) is _kind(one) for one in values)
        self._unless(same, " or ".join(_told(one) for one in values))

    def differs_from(self, value: Any) -> None:
        """The observed value is another one."""
        phrase = "to be there" if value is None else f"anything but {_told(value)}"
        self._unless(self._observed != value, phrase)

    def is_between(self, least: float, most: float) -> None:
        """The observed number is within these bounds, both included."""
        number = isinstance(self._observed, int | float) and not isinstance(self._observed, bool)
        self._unless(number and least <= self._observed <= most, _bounds(least, most))

    def is_a(self, *kinds: type) -> None:
        """The observed value is of one of these types; a boolean is no number."""
        fits = isinstance(self._observed, kinds) and (
            bool in kinds or not isinstance(self._observed, bool)
        )
        self._unless(fits, " or ".join(KINDS.get(kind, kind.__name__) for kind in kinds))

    def matches(self, pattern: str) -> None:
        """The observed text matches the pattern as a whole."""
        fits = isinstance(self._observed, str) and re.fullmatch(pattern, self._observed)
        self._unless(bool(fits), f"text like {pattern}")

    def includes(self, member: Any) -> None:
        """The observed collection has this member."""
        fits = isinstance(self._observed, Collection) and member in self._observed
        self._unless(fits, f"{_told(member)} among them", self._others())

    def includes_any(self, *members: Any) -> None:
        """The observed collection has at least one of these members."""
        fits = isinstance(self._observed, Collection) and any(
            one in self._observed for one in members
        )
        wanted = " or ".join(_told(one) for one in members)
        self._unless(fits, f"{wanted} among them", self._others())

    def excludes(self, member: Any) -> None:
        """The observed collection does not have this member."""
        fits = isinstance(self._observed, Collection) and member not in self._observed
        found = self._observed
        many = isinstance(found, Collection) and len(found) > FEW
        observed = f"{_told(member)} among {len(found)}" if many else ""
        self._unless(fits, f"not {_told(member)} among them", observed)

    def is_true(self, phrase: str) -> None:
        """The observed value counts as true; the phrase says what that means."""
        self._unless(bool(self._observed), phrase)

    def _others(self) -> str:
        """Of many members, which are not what was looked for, only how many there are."""
        found = self._observed
        many = isinstance(found, Collection) and not isinstance(found, str) and len(found) > FEW
        return f"{len(found)} others" if many else ""

    def _unless(self, met: bool, phrase: str, observed: str = "") -> None:  # noqa: FBT001 - one private switch
        if not met:
            raise UnmetError(f"{self._what}: {phrase}", observed or _told(self._observed))


def expect(what: str, observed: Any) -> Expectation:
    """Begin an expectation about an observed value.

    Args:
        what: the value's name, as a noun phrase for the report.
    """
    return Expectation(what, observed)


def _kind(value: Any) -> type:
    """The type that matters for comparison: integers and floats are both numbers."""
    if isinstance(value, bool):
        return bool
    return float if isinstance(value, int | float) else type(value)


def _told(value: Any) -> str:
    """The value as a report shows it; a member that is null and one that is missing are alike."""
    return "nothing" if value is None else shown(value)


def _bounds(least: float, most: float) -> str:
    """A range, in as many digits as credits and seconds have."""
    if least == most:
        return f"{least:.12g}"
    if math.isinf(most):
        return f"at least {least:.12g}"
    return f"from {least:.12g} to {most:.12g}"


def _are_long_texts(*values: Any) -> bool:
    """Whether these are texts that cannot be shown as a whole."""
    return all(isinstance(one, str) for one in values) and max(map(len, values)) > LONGEST


def _from_where_they_differ(what: str, expected: str, observed: str) -> tuple[str, str]:
    """Two texts, told by their lengths and by what each has after the part that they share."""
    shared = next(
        (
            place
            for place, (one, other) in enumerate(zip(expected, observed, strict=False))
            if one != other
        ),
        min(len(expected), len(observed)),
    )
    told = [
        f"{len(text)} characters, after {shared} of them {_told(text[shared:] or None)}"
        for text in (expected, observed)
    ]
    return f"{what}: {told[0]}", told[1]
