"""What a provider's documents leave free in the members of an answer.

A place is a path of names, `*` for any; items of an array stand where the array stands. XML's root
is no part of it, except in `elements`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase


@dataclass(frozen=True)
class Freedom:
    """The places where one provider's answers may say the same, or something else, otherwise.

    Attributes:
        texts: words for people, which nothing is documented of.
        numbers: numbers that need not be whole, so that `1`, `1.0` and `1.00` are one.
        moments: dates of ISO 8601 in UTC, with any number of fractional digits.
        ids: identifiers that are compared without regard to letter case.
        opaque: identifiers of no documented shape.
        lists: arrays, when they are read, of which no order is documented.
        maps: objects whose members' names are data, so that another member would mean something.
        elements: elements of XML that are objects, from the root on.
    """

    texts: Sequence[str] = ()
    numbers: Sequence[str] = ()
    moments: Sequence[str] = ()
    ids: Sequence[str] = ()
    opaque: Sequence[str] = ()
    lists: Sequence[str] = ()
    maps: Sequence[str] = ()
    elements: Sequence[str] = ()


def among(places: Sequence[str], path: Sequence[str]) -> bool:
    """Whether a path is one of the places."""
    for place in places:
        names = place.split("/") if place else []
        if len(names) == len(path) and all(map(fnmatchcase, path, names)):
            return True
    return False
