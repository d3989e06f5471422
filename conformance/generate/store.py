"""The store: examples that were drawn before, so that a run need not draw them again.

Drawing takes most of the time of generated tests. The default examples come with the package, so
that every run everywhere sends the same; others are kept in the user's cache, because what is drawn
for a seed depends on more than the seed: on versions, and on what else the process has loaded.
"""

from __future__ import annotations

import functools
import hashlib
import json
import os
import threading
from pathlib import Path
from typing import Any

from conformance.contract import Contract, Operation
from conformance.data import fixtures_dir
from conformance.generate.example import Example
from conformance.target.settings import SETTINGS

FOLDER = "examples"
SEED: int = SETTINGS["seed"].default
COUNT: int = SETTINGS["max-examples"].default

_drawing = threading.Lock()


def examples(
    contract: Contract, operation: Operation, mode: str, count: int, seed: int
) -> list[Example]:
    """The examples of one operation for a count and a seed, drawn now or before."""
    if count == 0:
        return []
    key = digest(operation, mode, count, seed)
    shipped = _shipped(contract.provider).get(key)
    if shipped is not None:
        return shipped
    path = _cache() / f"{key}.json"
    try:
        return [Example.from_json(one) for one in json.loads(path.read_text("utf-8"))]
    except (OSError, ValueError, KeyError, TypeError):
        drawn = draw(contract, operation, mode, count, seed)
        _keep(path, drawn)
        return drawn


def draw(
    contract: Contract, operation: Operation, mode: str, count: int, seed: int
) -> list[Example]:
    """Draw examples now; slow, and one at a time: Hypothesis is not safe in several threads."""
    from conformance.generate.explorer import explore  # noqa: PLC0415 - heavy, and seldom needed

    with _drawing:
        return explore(contract.document, operation, mode, count, seed)


def digest(operation: Operation, mode: str, count: int, seed: int) -> str:
    """What examples depend on: the operation's document, the mode, the count and the seed."""
    text = json.dumps(
        [operation.method, operation.path, operation.node, operation.parameters],
        sort_keys=True,
        default=str,
    )
    return hashlib.sha256(f"{mode} {count} {seed} {text}".encode()).hexdigest()[:20]


def ship(contract: Contract, directory: Path) -> Path:
    """Draw the default examples of a provider and write the file that comes with the package."""
    found: dict[str, Any] = {}
    for operation in contract.operations.values():
        for mode in ("positive", "negative"):
            drawn = draw(contract, operation, mode, COUNT, SEED)
            found[digest(operation, mode, COUNT, SEED)] = [one.as_json() for one in drawn]
    path = directory / FOLDER / f"{contract.provider}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(found, ensure_ascii=True, indent=0) + "\n", encoding="utf-8")
    return path


@functools.cache
def _shipped(provider: str) -> dict[str, list[Example]]:
    path = fixtures_dir() / FOLDER / f"{provider}.json"
    if not path.is_file():
        return {}
    data = json.loads(path.read_text(encoding="utf-8"))
    return {key: [Example.from_json(one) for one in drawn] for key, drawn in data.items()}


def _cache() -> Path:
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "sms-conformance" / FOLDER


def _keep(path: Path, drawn: list[Example]) -> None:
    """Keep examples for the next run; a cache that cannot be written is no trouble."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps([one.as_json() for one in drawn]), encoding="utf-8")
    except OSError:
        return
