"""Generated sends: recipients good and bad, options together, ids of the client's own, times.

They are drawn with Python's own generator, so that a seed draws the same ones everywhere.
"""

from __future__ import annotations

import random
import string
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from conformance.generate.scripts import CONTROLS

LONGEST_ID = 32
"""Characters of a client's own id at most."""
SHORTEST_ID = 16
"""Characters that keep an id its own, some of which are drawn again."""
ODD_TEXTS = 3


def dice(seed: int, about: str) -> random.Random:
    """Where everything that is drawn for one purpose comes from."""
    return random.Random(f"{seed} {about}")  # noqa: S311 - a seed is to tell what is drawn


@dataclass(frozen=True)
class Crowd:
    """The recipients of one send, in no order that sorting would give.

    Attributes:
        bad: the places of those that are no numbers.
    """

    to: tuple[str, ...]
    bad: tuple[int, ...]

    @property
    def told(self) -> str:
        """How many there are, and which of them are bad."""
        if not self.bad:
            return f"{len(self.to)} recipients"
        places = ", ".join(str(place + 1) for place in self.bad)
        return f"{len(self.to)} recipients of whom {places} is no number"


def crowd(draw: random.Random, numbers: Sequence[str], good: int, bad: int) -> Crowd:
    """So many good recipients with so many bad ones among them, no number twice.

    Args:
        numbers: enough of them to draw all from.
    """
    drawn = draw.sample(list(numbers), good + bad)
    bad_ones = set(draw.sample(range(good + bad), bad))
    keep = [place for place in range(good + bad) if place not in bad_ones]
    kept = [drawn[place] for place in keep]
    if len(kept) > 1 and kept in (sorted(kept), sorted(kept, reverse=True)):
        kept[0], kept[1] = kept[1], kept[0]
    for place, number in zip(keep, kept, strict=True):
        drawn[place] = number
    to = [spoilt(draw, one) if place in bad_ones else one for place, one in enumerate(drawn)]
    return Crowd(tuple(to), tuple(sorted(bad_ones)))


def spoilt(draw: random.Random, number: str) -> str:
    """A number with a letter in it somewhere; dropping the letter leaves the number."""
    place = draw.randint(0, len(number))
    return f"{number[:place]}{draw.choice(string.ascii_lowercase)}{number[place:]}"


def together(draw: random.Random, values: Mapping[str, Sequence[int]]) -> list[dict[str, int]]:
    """Every option in each send, and each value of every option in some of them."""
    rounds = max(map(len, values.values()))
    columns = {}
    for name, every in values.items():
        column = [every[number % len(every)] for number in range(rounds)]
        draw.shuffle(column)
        columns[name] = column
    return [{name: column[number] for name, column in columns.items()} for number in range(rounds)]


def filling(draw: random.Random, alphabet: str, parts: int) -> str:
    """A text that fills so many parts.

    Args:
        alphabet: characters of a septet each.
    """
    return "".join(draw.choices(alphabet, k=160 if parts == 1 else 153 * parts))


def odd_texts(seed: int) -> Iterator[str]:
    """Letters that fit into one part of UCS-2 if the control characters among them do not count."""
    draw = dice(seed, "odd texts")
    for _ in range(ODD_TEXTS):
        letters = draw.choices(string.ascii_lowercase, k=draw.randint(60, 70))
        for _ in range(draw.randint(11, 14)):
            letters.insert(draw.randint(1, len(letters) - 1), draw.choice(CONTROLS))
        yield "".join(letters)


def client_id(draw: random.Random, letters: str, length: int) -> str:
    """An id of the client's own: letters that no other id has, some in capitals, some digits.

    Args:
        letters: at least `length` of them, which make the id its own.
    """
    written = list(letters[:length])
    for place in draw.sample(range(length), length // 4):
        written[place] = written[place].upper()
    for place in draw.sample(range(1, length, 2), length // 8):
        written[place] = draw.choice(string.digits)
    return "".join(written)


def unlike(draw: random.Random, known: str) -> str:
    """An id that differs from a known one in a character, which is another or is missing."""
    place = draw.randrange(len(known))
    other = draw.choice(["", *(set(string.ascii_lowercase) - {known[place].lower()})])
    return f"{known[:place]}{other}{known[place + 1 :]}"


def spaced(draw: random.Random, known: str) -> str:
    """An id with a space somewhere inside."""
    place = draw.randrange(1, len(known) - 1)
    return f"{known[:place]} {known[place:]}"


def odd_digits(draw: random.Random, digits: str) -> str:
    """Hexadecimal digits of which one is missing."""
    place = draw.randrange(len(digits))
    return digits[:place] + digits[place + 1 :]


def no_digits(draw: random.Random, digits: str) -> str:
    """As many characters as there were hexadecimal digits, one of which is none.

    It is no x, which programmers put before hexadecimal digits.
    """
    place = draw.randrange(len(digits))
    other = draw.choice("ghijklmnopqrstuvwyzGHIJKLMNOPQRSTUVWYZ!?")
    return digits[:place] + other + digits[place + 1 :]


def span(draw: random.Random, least: timedelta, most: timedelta) -> timedelta:
    """A time between two others, in whole seconds."""
    return timedelta(seconds=draw.randint(int(least.total_seconds()), int(most.total_seconds())))


def word(draw: random.Random, length: int = 8) -> str:
    """Letters that no number, time or id has; they mean nothing."""
    return "".join(draw.choices("ghjklmnpqrsuvwxyz", k=length))
