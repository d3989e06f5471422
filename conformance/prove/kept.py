"""What a proof has seen so far, a line each, so that one that was interrupted can go on."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from conformance.errors import UsageError
from conformance.prove.matrix import Proof, Task, held_against
from conformance.prove.trials import Tried

FILE = "proofs.ndjson"


class Kept:
    """The lines of one proof's folder.

    Args:
        directory: where they stand; None keeps nothing.
        resume: whether to take over what held; otherwise what stands there is forgotten.

    Attributes:
        proofs: what held, by provider, deviation and number of seeds.
        trials: what held, by label.

    Raises:
        UsageError: when a line is none of a proof's.
    """

    def __init__(self, directory: Path | None, *, resume: bool) -> None:
        self.proofs: dict[Task, Proof] = {}
        self.trials: dict[str, Tried] = {}
        self._path = directory / FILE if directory else None
        if self._path is None:
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        lines = self._path.read_text("utf-8").splitlines() if self._path.is_file() else []
        self._path.write_text("", "utf-8")
        for line in lines if resume else ():
            self._take_over(line)

    def wanted(self, tasks: Iterable[Task]) -> list[Task]:
        """Of these tasks, those that are still to be done."""
        return [task for task in tasks if task not in self.proofs]

    def add(self, found: Proof | Tried) -> None:
        """Keep what was seen."""
        if self._path is not None:
            kind = "proof" if isinstance(found, Proof) else "trial"
            line = json.dumps({"what": kind, "found": asdict(found)})
            with self._path.open("a", encoding="utf-8") as file:
                file.write(f"{line}\n")

    def _take_over(self, line: str) -> None:
        try:
            entry = json.loads(line)
            found = _proof(entry["found"]) if entry["what"] == "proof" else _tried(entry["found"])
        except UsageError:
            return  # of a deviation that is no more
        except (ValueError, TypeError, KeyError):
            raise UsageError(
                f"{self._path} has a line that no proof wrote: {line[:60]!r}.",
                "Run without --resume to begin anew.",
            ) from None
        if not found.holds:
            return
        self.add(found)
        if isinstance(found, Proof):
            self.proofs[found.task] = found
        else:
            self.trials[found.label] = found


def _proof(data: dict[str, Any]) -> Proof:
    """What was seen, held against what is declared of the deviation now."""
    evidence = {theme: (shown[0], shown[1]) for theme, shown in data["evidence"].items()}
    missed, blamed = held_against(data["deviation"], data["violated"])
    fresh = {"evidence": evidence, "missed": missed, "blamed": blamed}
    return Proof(**{**_with_tuples(data), **fresh})


def _tried(data: dict[str, Any]) -> Tried:
    return Tried(**_with_tuples(data))


def _with_tuples(data: dict[str, Any]) -> dict[str, Any]:
    return {
        name: tuple(value) if isinstance(value, list) else value for name, value in data.items()
    }
