"""The files of a provider's coverage on disk: writing them, and whether they are up to date."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from conformance import packs
from conformance.coverage.markdown import files
from conformance.coverage.trace import Trace

NAME = "coverage"
"""What the folder is called, in the folder of the provider."""


def write(trace: Trace) -> Path:
    """Write a provider's files anew, and remove those that no page has any more."""
    folder = _folder(trace)
    folder.mkdir(exist_ok=True)
    made = files(trace)
    for path in folder.glob("*.md"):
        if path.name not in made:
            path.unlink()
    for name, text in made.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    return folder


def stale(trace: Trace) -> Iterator[str]:
    """The files that are missing, left over, or say something else than they should by now."""
    folder = _folder(trace)
    made = files(trace)
    there = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.md")}
    for name in sorted(made.keys() | there.keys()):
        shown = f"{packs.shown(folder)}/{name}"
        if name not in there:
            yield f"{shown}: it is missing"
        elif name not in made:
            yield f"{shown}: it is about no page any more"
        elif there[name] != made[name]:
            yield f"{shown}:{_first_difference(there[name], made[name])}: it is out of date"


def _folder(trace: Trace) -> Path:
    return packs.folder(trace.pack.name) / NAME


def _first_difference(there: str, made: str) -> int:
    """The number of the first line that is not as it should be."""
    lines = zip(there.splitlines(), made.splitlines(), strict=False)
    same = next((n for n, (old, new) in enumerate(lines) if old != new), None)
    return 1 + (min(there.count("\n"), made.count("\n")) if same is None else same)
