"""Drawn texts whose parts a provider prices by two lengths: of a part alone, and of one of several.

They are of the basic GSM alphabet (3GPP TS 23.038, 6.2.1), where a character is a septet.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from conformance.generate.decks import deal, drawing

BASIC = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZäöñüàÄÖÑÜéèùìò@£$_!#%&'()*+,-./:;<=>?"
MOST_PARTS = 6


def priced(seed: int, count: int, single: int, part: int) -> Iterator[tuple[str, int]]:
    """So many texts with the number of parts of each, at the borders first of all.

    Args:
        single: characters of a part that stands alone; `part`: of each of several.
    """
    draw = drawing(seed, "priced texts")
    borders = deal(draw, ("single", "first of two", "full", "one more", "nearly single", "any"))
    for _ in range(count):
        match next(borders):
            case "single":
                length = single
            case "first of two":
                length = single + 1
            case "full":
                length = draw.randrange(2, MOST_PARTS) * part
            case "one more":
                length = draw.randrange(2, MOST_PARTS) * part + 1
            case "nearly single":
                length = draw.randrange(part + 1, single)
            case _:
                length = draw.randrange(1, MOST_PARTS * part)
        text = "".join(draw.choices(BASIC, k=length))
        yield text, 1 if length <= single else math.ceil(length / part)
