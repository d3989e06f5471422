"""Generated texts: longer by one character each, and with one character of another alphabet.

They are drawn with Python's own generator, so that a seed draws the same ones everywhere.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

from conformance import sms

ALPHABETS = {
    "of letters": "abcdefghijklmnopqrstuvwxyz ",
    "of GSM-7": "aéñΔ€[ £_",
    "of another alphabet": "жюЯ中 ",
    "of emoji": "a \N{WAVING HAND SIGN}\N{SNOWMAN}",
}
OTHER = "ж"
MOST_PARTS = 6
RUN = 8
"""Texts of a run, each a character longer than the one before: septets fill octets by eights."""


@dataclass(frozen=True)
class Run:
    """Texts that grow by one character each.

    Attributes:
        about: which characters they are made of.
        mixed: the longest with one of its characters replaced by one outside of GSM-7.
    """

    about: str
    texts: tuple[str, ...]
    mixed: str


def runs(about: str, seed: int, count: int) -> Iterator[Run]:
    """So many runs of one alphabet: over the border of one part, of several, and anywhere."""
    alphabet = ALPHABETS[about]
    draw = random.Random(f"{seed} {about}")  # noqa: S311 - a seed is to tell what is drawn
    encoding = sms.count(alphabet).encoding
    borders = [encoding.single, draw.randrange(2, MOST_PARTS) * encoding.concatenated]
    for place in range(count):
        border = borders[place] if place < len(borders) else None
        units = border or draw.randrange(encoding.single // 2, 5 * encoding.concatenated)
        yield _run(about, alphabet, units, draw)


def _run(about: str, alphabet: str, units: int, draw: random.Random) -> Run:
    """A run whose second text has so many units, or one less; none of them ends with a blank."""
    text = alphabet
    while sms.count(text).units < units:
        text += draw.choice(alphabet)
    while sms.count(text).units > units:
        text = text[:-1]
    plain = alphabet[0]
    text = text[:-2] + text[-2:].replace(" ", plain)
    more = draw.choices(alphabet.replace(" ", plain), k=RUN - 3)
    longest = f"{text}{''.join(more)}{plain}"
    at = draw.randrange(len(longest))
    texts = tuple(longest[: len(longest) - less] for less in reversed(range(RUN)))
    return Run(about, texts, longest[:at] + OTHER + longest[at + 1 :])
