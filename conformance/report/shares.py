"""Shares: a provider's coverage as people read it, what was not exercised beside what was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from conformance.contract.outline import ITEM

Rows = Mapping[str, Sequence[str]]
"""Things by what they belong to: an operation, a place in it, or nothing (an empty name)."""


@dataclass(frozen=True)
class Share:
    """How much of one kind of thing was exercised.

    Attributes:
        what: the kind, in the plural.
        others: what was seen beside what is documented.
    """

    what: str
    seen: Rows
    unseen: Rows
    others: Sequence[str] = ()

    @property
    def part(self) -> int:
        """How many were exercised."""
        return sum(map(len, self.seen.values()))

    @property
    def left(self) -> int:
        """How many were not."""
        return sum(map(len, self.unseen.values()))

    @property
    def missing(self) -> Rows:
        """What was not, with the members below one that never was only counted."""
        return {name: folded(things) for name, things in self.unseen.items()}

    @property
    def whole(self) -> int:
        """How many there are."""
        return self.part + self.left


def shares(coverage: Mapping[str, Any]) -> list[Share]:
    """The shares of what one provider has any of; of its operations, those that are claimed."""
    operations = [one for one in coverage["operations"] if one["claimed"]]
    constraints, transitions = coverage["constraints"], coverage["transitions"]
    sides = {name: constraints[name] for name in ("kept", "broken")}
    found = [
        Share(
            "operations",
            _named([one["id"] for one in operations if one["answers"]]),
            _named([one["id"] for one in operations if not one["answers"]]),
        ),
        _share("members of answers", {one["id"]: one["members"] for one in operations}),
        _share("listed values in answers", _values(operations, "response_values")),
        _share("listed values in requests", _values(operations, "request_values")),
        Share(
            "constraints of requests kept and broken",
            _named(constraints["both"]),
            {f"only {side}": names for side, names in sides.items() if names},
        ),
        _share("error codes", {"": coverage["errors"]}),
        _share("states of messages", {"": coverage["states"]}),
        _share("transitions of messages", {"": transitions}, transitions["other"]),
    ]
    return [one for one in found if one.whole or one.others]


def folded(names: Sequence[str]) -> list[str]:
    """Paths of members without those below another one of them, which tells their number."""
    below: dict[str, int] = {}
    for name in names:
        above = [one for one in below if name.startswith((f"{one}.", f"{one}{ITEM}."))]
        if above:
            below[above[0]] += 1
        else:
            below[name] = 0
    return [f"{name} and {count} below" if count else name for name, count in below.items()]


def _values(operations: Sequence[Mapping[str, Any]], kind: str) -> dict[str, Mapping[str, Any]]:
    return {
        f"{one['id']} {place}": split for one in operations for place, split in one[kind].items()
    }


def _share(what: str, splits: Mapping[str, Mapping[str, Any]], others: Sequence[str] = ()) -> Share:
    return Share(
        what,
        {name: split["seen"] for name, split in splits.items() if split["seen"]},
        {name: split["unseen"] for name, split in splits.items() if split["unseen"]},
        others,
    )


def _named(names: Sequence[str]) -> dict[str, Sequence[str]]:
    return {"": names} if names else {}
