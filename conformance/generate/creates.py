"""Generated creates, lives, limits and faults of Dexatel's messages.

What is drawn is plain: places in the allow-list, words, spans of time. It is drawn with Python's
own generator, so that a seed draws the same everywhere.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from conformance import sms
from conformance.generate.scripts import TYPOGRAPHY

LETTERS = "ghijklmnopqrstuvwxyz"
"""Letters that no hexadecimal number has."""

MOST_RECIPIENTS = 10
FEW_RECIPIENTS = 3

KINDS: Mapping[str, str] = {
    "sms": "",
    "later": "schedule",
    "viber": "viber",
    "whatsapp": "whatsapp",
    "picture": "viber",
    "template": "template-send",
}
"""Kinds of messages, and the feature that a target claims for each."""

STAGES = ("scheduled", "enroute", "sent", "delivered")
"""The states that a message can be deleted in, one after the other."""

ALPHABETS = {
    "letters": "abcdefghijklmnopqrstuvwxyz ",
    "GSM-7": "aéñΔ@£ ",
    "any": f"aжЯ中 {TYPOGRAPHY}",
    "emoji": "a🙂👋",
}
"""What the longest texts are made of: one octet a character, two, three, and two code units."""


@dataclass(frozen=True)
class Create:
    """One create.

    Attributes:
        recipients: places in the allow-list, all different.
        words: what its text begins with.
        ahead: how far ahead it is scheduled, for one of that kind.
        options: further members of the request.
    """

    kind: str
    recipients: tuple[int, ...]
    words: str
    ahead: timedelta
    options: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Life:
    """What a message goes through until it is deleted.

    Attributes:
        recipient: its place in the allow-list.
        ahead: how far ahead it is scheduled, beyond the soonest; None if it is not.
        stage: the state in which it is deleted, or a later one if that was missed.
        rest: how long it is left alone before.
    """

    recipient: int
    ahead: timedelta | None
    stage: str
    rest: timedelta


@dataclass(frozen=True)
class Group:
    """Recipients of one message, as places in the allow-list, and how often the first is read."""

    recipients: tuple[int, ...]
    reads: int


def creates(seed: int, available: int) -> tuple[Create, ...]:
    """One of every kind: the first to as many recipients as there may be, the others to few."""
    draw = random.Random(f"{seed} creates")  # noqa: S311 - a seed is to tell what is drawn
    found: list[Create] = []
    for kind in KINDS:
        many = draw.randint(1, FEW_RECIPIENTS) if found else MOST_RECIPIENTS
        found.append(
            Create(
                kind,
                tuple(draw.sample(range(available), min(many, available))),
                _words(draw, 8),
                timedelta(hours=1, seconds=draw.randrange(1, 3 * 86400)),
                _options(draw, kind),
            )
        )
    return tuple(found)


def lives(seed: int, available: int) -> tuple[Life, ...]:
    """One that ends in every state, in any order; every other one is scheduled first."""
    draw = random.Random(f"{seed} lives")  # noqa: S311 - as above
    found = [
        Life(
            draw.randrange(available),
            timedelta(seconds=draw.randrange(3 * 3600))
            if stage == STAGES[0] or scheduled
            else None,
            stage,
            timedelta(minutes=draw.randint(60, 300)),
        )
        for stage, scheduled in [*((stage, False) for stage in STAGES), (STAGES[-1], True)]
    ]
    return tuple(draw.sample(found, len(found)))


def group(seed: int, available: int) -> Group:
    """Two recipients or more, and enough reads to move a message on if reading does."""
    draw = random.Random(f"{seed} group")  # noqa: S311 - as above
    many = min(draw.randint(2, 4), available)
    return Group(tuple(draw.sample(range(available), many)), draw.randint(5, 9))


def texts(seed: int, channel: str, limit: int) -> Iterator[tuple[str, int]]:
    """Texts of exactly so many characters, of every alphabet, and a number of more."""
    draw = random.Random(f"{seed} {channel}")  # noqa: S311 - as above
    for alphabet in ALPHABETS.values():
        yield _text(draw, alphabet, limit), draw.randint(2, 20)


def long_sms(seed: int, characters: int, parts: int) -> Iterator[str]:
    """Texts of every alphabet that are nearly as long as so many characters and parts allow."""
    draw = random.Random(f"{seed} long sms")  # noqa: S311 - as above
    for alphabet in ALPHABETS.values():
        text = _text(draw, alphabet, characters - draw.randrange(40))
        while (more := sms.count(text).segments - parts) > 0:
            text = text[: -max(1, 30 * (more - 1))]  # a part has more than thirty characters
        yield text


def faulty_recipients(
    seed: int, available: int, most: int, count: int
) -> Iterator[tuple[list[int], int, str]]:
    """Places of good recipients, the place of a bad one among them, and that one."""
    draw = random.Random(f"{seed} faulty recipients")  # noqa: S311 - as above
    for place in range(count):
        good = draw.sample(range(available), min(draw.randint(1, most - 1), available))
        # The first is once at the end, where it takes most to find it.
        at = len(good) if place == 0 else draw.randint(0, len(good))
        yield good, at, _word(draw)


def words(seed: int, about: str, count: int) -> list[str]:
    """Words that are plainly no number, no token and no identifier."""
    draw = random.Random(f"{seed} {about}")  # noqa: S311 - as above
    return [_word(draw) for _ in range(count)]


def unknown_ids(seed: int, count: int) -> list[str]:
    """Well-formed identifiers that nothing has."""
    draw = random.Random(f"{seed} unknown")  # noqa: S311 - as above
    return [str(uuid.UUID(int=draw.getrandbits(128), version=4)) for _ in range(count)]


def _options(draw: random.Random, kind: str) -> dict[str, Any]:
    match kind:
        case "picture":
            return {
                "image": f"https://example.com/{_word(draw)}.png",
                "caption": _words(draw, 3),
                "button": {
                    "caption": _words(draw, 2),
                    "url": f"https://example.com/{_word(draw)}?{_word(draw)}=1",
                },
            }
        case "template":
            return {"variables": [_word(draw)]}
        case _:
            return {}


def _word(draw: random.Random) -> str:
    return "".join(draw.choices(LETTERS, k=draw.randint(3, 12)))


def _words(draw: random.Random, most: int) -> str:
    return " ".join(_word(draw) for _ in range(draw.randint(1, most)))


def _text(draw: random.Random, alphabet: Sequence[str], length: int) -> str:
    """A text that neither begins nor ends with a blank."""
    return f"a{''.join(draw.choices(alphabet, k=length - 2))}{alphabet[1]}"
