"""Decks: choices by chance of which each comes once before any comes again.

So a few draws go through a whole space, and a seed draws the same ones everywhere.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import TypeVar

Card = TypeVar("Card")


def deal(draw: random.Random, cards: Sequence[Card]) -> Iterator[Card]:
    """The cards without end, shuffled anew whenever all of them have been dealt."""
    while True:
        yield from draw.sample(cards, len(cards))


def drawing(seed: int, what: str) -> random.Random:
    """What draws one kind of thing for a seed, whatever else is drawn."""
    return random.Random(f"{seed} {what}")  # noqa: S311 - a seed is to tell what is drawn
