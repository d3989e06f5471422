"""Drawn forms of a token request (RFC 6749, 4.4 and 6), each right or with one fault.

What belongs to the account stands in them by name: `client_id` and `client_secret`.
"""

from __future__ import annotations

import random
import string
from collections.abc import Iterator
from dataclasses import dataclass

from conformance.generate.decks import deal, drawing

WRONG = {
    "id wrong": ("client_id",),
    "secret wrong": ("client_secret",),
    "client wrong": ("client_id", "client_secret"),
}
"""What is made up, by the faults of a client."""
FAULTS = ("grant unknown", "grant missing", "no members", "refresh wrong", *WRONG)
KNOWN = ("client_credentials", "refresh_token", "password", "authorization_code", "implicit")


@dataclass(frozen=True)
class Grant:
    """A form.

    Attributes:
        fault: of `FAULTS`; empty for a form that is right.
        members: its pairs in their order; None for what the account has under that name.
    """

    fault: str
    members: tuple[tuple[str, str | None], ...]


def grants(seed: int, count: int) -> Iterator[Grant]:
    """So many forms, of every fault as many as of the others."""
    draw = drawing(seed, "grants")
    faults = deal(draw, (*FAULTS, ""))
    for _ in range(count):
        fault = next(faults)
        members: dict[str, str | None] = {
            "grant_type": "client_credentials",
            "client_id": None,
            "client_secret": None,
        }
        match fault:
            case "grant unknown":
                members["grant_type"] = _word(draw)
            case "grant missing":
                del members["grant_type"]
                for name in draw.sample(("client_id", "client_secret"), draw.randrange(2)):
                    del members[name]
            case "no members":
                members.clear()
            case "refresh wrong":
                members |= {"grant_type": "refresh_token", "refresh_token": _word(draw)}
        members |= {name: _word(draw) for name in WRONG.get(fault, ())}
        pairs = draw.sample([*members.items()], len(members))
        yield Grant(fault, tuple(pairs))


def _word(draw: random.Random) -> str:
    """A word that means nothing to anybody."""
    while True:
        word = "".join(draw.choices(string.ascii_lowercase, k=draw.randrange(8, 40)))
        if word not in KNOWN:
            return word
