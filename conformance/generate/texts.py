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
RUN = 4
"""Texts of a run, each a character longer than the one before."""


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


def runs(seed: int, count: int) -> Iterator[Run]:
    """So many runs for every alphabet, at lengths of one part up to six."""
    for about, alphabet in ALPHABETS.items():
        draw = random.Random(f"{seed} {about}")  # noqa: S311 - a seed is to tell what is drawn
        for _ in range(count):
            yield _run(about, alphabet, draw)


def _run(about: str, alphabet: str, draw: random.Random) -> Run:
    encoding = sms.count(alphabet).encoding
    length = draw.randrange(encoding.single // 2, 5 * encoding.concatenated)
    longest = alphabet[0] + "".join(draw.choices(alphabet, k=length)) + alphabet[0]
    while sms.count(longest).units > 6 * encoding.concatenated:
        longest = longest[: len(longest) // 2]
    at = draw.randrange(len(longest))
    texts = tuple(longest[: len(longest) - less] for less in reversed(range(RUN)))
    return Run(about, texts, longest[:at] + OTHER + longest[at + 1 :])
