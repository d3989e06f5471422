"""The store: examples that were made before, so that a run need not make them again.

Drawing takes most of the time of generated tests. The default examples come with the package, so
that every run everywhere sends the same; others are kept in the user's cache, and come out the same
wherever schemathesis and Hypothesis are of the same versions. The core is the same wherever it is
made; it is kept only to save the seconds.
"""

from __future__ import annotations

import functools
import hashlib
import json
import os
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from conformance import packs
from conformance.contract import Contract, Operation
from conformance.contract import load as load_contract
from conformance.data import fixtures_dir
from conformance.generate.core import core
from conformance.generate.example import Example
from conformance.target.settings import SETTINGS

Send = Callable[[Operation, Example], tuple[int, Mapping[str, str], bytes]]
"""Sends an example, and gives status, headers and body of the answer."""

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
    path = cache() / f"{key}.json"
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


def cover(contract: Contract, operation: Operation, mode: str) -> list[Example]:
    """What schemathesis tries of an operation without chance."""
    from conformance.generate.explorer import cover as covered  # noqa: PLC0415 - heavy

    with _drawing:
        return covered(contract.document, operation, mode)


def walk(contract: Contract, operation: Operation, send: Send, seed: int, sequences: int) -> None:
    """Follow the links of a contract from an operation on, one sequence after the other."""
    from conformance.generate.explorer import walk as walked  # noqa: PLC0415 - heavy

    with _drawing:
        walked(contract, operation, send, seed, sequences)


@functools.cache
def core_of(provider: str) -> tuple[Example, ...]:
    """The core of a provider's contract, made now or before."""
    path = cache() / f"core-{_core_digest(provider)}.json"
    try:
        return tuple(Example.from_json(one) for one in json.loads(path.read_text("utf-8")))
    except (OSError, ValueError, KeyError, TypeError):
        contract = load_contract(provider)
        made = [
            example
            for operation in contract.operations.values()
            if operation.effect != "authenticates"
            for example in core(contract, operation)
        ]
        _keep(path, made)
        return tuple(made)


def _core_digest(provider: str) -> str:
    """What the core depends on: the contract as it is written, and how it is made from it."""
    sources = sorted(path for room in ("generate", "contract") for path in _package(room))
    folder = packs.folder(provider)
    read = [folder / "openapi.yaml", *sorted(folder.glob("examples/*")), *sources]
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in read)).hexdigest()[:20]


def _package(room: str) -> Iterator[Path]:
    return (Path(__file__).parent.parent / room).glob("*.py")


def digest(operation: Operation, mode: str, count: int, seed: int) -> str:
    """What examples depend on: the operation's document, the mode, the count and the seed."""
    drawn_from = [operation.method, operation.path, operation.node, operation.parameters]
    text = json.dumps(_without_notes(drawn_from), sort_keys=True, default=str)
    return hashlib.sha256(f"{mode} {count} {seed} {text}".encode()).hexdigest()[:20]


def _without_notes(node: Any) -> Any:
    """A document without what no generator reads: descriptions, and the suite's annotations."""
    if isinstance(node, Mapping):
        return {
            name: _without_notes(value)
            for name, value in node.items()
            if not (name.startswith("x-") or (name == "description" and isinstance(value, str)))
        }
    return [_without_notes(one) for one in node] if isinstance(node, list | tuple) else node


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


def cache() -> Path:
    """The folder of the user's cache."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "sms-conformance" / FOLDER


def _keep(path: Path, drawn: list[Example]) -> None:
    """Keep examples for the next run; a cache that cannot be written is no trouble."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps([one.as_json() for one in drawn]), encoding="utf-8")
    except OSError:
        return
