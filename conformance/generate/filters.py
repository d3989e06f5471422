"""Drawn filters over messages that differ in destination, reference and time, and what fits them.

Of each of the three there are two, told apart by 0 and 1; the times are before and after a moment.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from conformance.generate.decks import deal, drawing


@dataclass(frozen=True)
class Entry:
    """A message, by its destination, its reference, and whether it is from after the moment."""

    destination: int
    reference: int
    late: bool


ENTRIES = tuple(
    Entry(destination, reference, late)
    for late, destination, reference in itertools.product((False, True), (0, 1), (0, 1))
)
"""One message of each kind, in the order of sending."""


@dataclass(frozen=True)
class Filter:
    """What is filtered by; None for what is not.

    Attributes:
        since: whether by the moment as a start; `until`: as an end.
    """

    destination: int | None = None
    reference: int | None = None
    since: bool = False
    until: bool = False

    def unfit(self, entry: Entry) -> list[str]:
        """By which of its parts an entry does not fit."""
        parts = {
            "destination": self.destination in {None, entry.destination},
            "reference": self.reference in {None, entry.reference},
            "since": entry.late or not self.since,
            "until": not entry.late or not self.until,
        }
        return [name for name, fits in parts.items() if not fits]

    def told(self) -> str:
        """What is filtered by, in a phrase."""
        parts = {
            "a destination": self.destination is not None,
            "a reference": self.reference is not None,
            "a start": self.since,
            "an end": self.until,
        }
        return " and ".join(name for name, there in parts.items() if there)


def filters(seed: int, count: int) -> Iterator[Filter]:
    """So many filters; each has a destination or a reference, as an account has more messages."""
    draw = drawing(seed, "filters")
    whose = deal(draw, ("both", "destination", "both", "reference"))
    windows = deal(draw, ("", "since", "until"))
    for _ in range(count):
        which, window = next(whose), next(windows)
        yield Filter(
            None if which == "reference" else draw.randrange(2),
            None if which == "destination" else draw.randrange(2),
            since=window == "since",
            until=window == "until",
        )


def pages(seed: int, count: int) -> Iterator[tuple[int, int]]:
    """So many numbers of messages, each with a size of pages that takes more than one."""
    draw = drawing(seed, "pages")
    for _ in range(count):
        size = draw.randrange(1, 5)
        yield draw.randrange(size + 1, 3 * size + 2), size
