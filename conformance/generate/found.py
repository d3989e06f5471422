"""Found: requests that exploring has found wrongly answered, kept for later runs to try again.

Each is a file of its own, named by the example's id, in the user's cache or in the folder that
`CONFORMANCE_FOUND` names; whoever commits such a folder shares what was found.
"""

from __future__ import annotations

import json
import os
import random
import time
from collections.abc import Iterator
from pathlib import Path

from conformance.contract import Contract, Operation
from conformance.generate import store
from conformance.generate.example import Example

VARIABLE = "CONFORMANCE_FOUND"
BATCH = 20
"""How many examples one drawing makes: enough to be worth its start, few enough to end in time."""

WALKS = 5
"""So many sequences that follow links are drawn at once."""


def folder(provider: str) -> Path:
    """Where a provider's are kept."""
    chosen = os.environ.get(VARIABLE)
    return (Path(chosen) if chosen else store.cache().parent / "found") / provider


def kept(provider: str) -> list[Example]:
    """Everything that was found before, in the order of the ids; what cannot be read is left."""
    examples: list[Example] = []
    for path in sorted(folder(provider).glob("*.json")):
        try:
            examples.append(Example.from_json(json.loads(path.read_text(encoding="utf-8"))))
        except (OSError, ValueError, KeyError, TypeError):
            continue
    return examples


def keep(provider: str, example: Example) -> Path | None:
    """Keep an example for later runs; None where nothing can be written."""
    path = folder(provider) / f"{example.id}.json"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(example.as_json(), indent=1), encoding="utf-8")
    except OSError:
        return None
    return path


def fresh(contract: Contract, operation: Operation, mode: str, seconds: float) -> Iterator[Example]:
    """Examples for so long; the time that sending takes counts too.

    First what schemathesis tries without chance, in another order each time, then what no run has
    drawn.
    """
    until = time.monotonic() + seconds
    chance = random.SystemRandom()
    drawn = store.cover(contract, operation, mode) if seconds else []
    chance.shuffle(drawn)
    while True:
        for example in drawn:
            if time.monotonic() >= until:
                return
            yield example
        if time.monotonic() >= until:
            return
        drawn = store.draw(contract, operation, mode, BATCH, chance.randrange(2**32))
        if not drawn:
            return


def wander(contract: Contract, operation: Operation, send: store.Send, seconds: float) -> None:
    """Follow the links from an operation on in sequences that no run has drawn, for so long."""
    until = time.monotonic() + seconds
    chance = random.SystemRandom()
    while time.monotonic() < until:
        store.walk(contract, operation, send, chance.randrange(2**32), WALKS)
