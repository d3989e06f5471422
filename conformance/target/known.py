"""Known violations: what a target is known to get wrong, so that only news fail a run."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from conformance.catalogue import Catalogue
from conformance.errors import UsageError, choices

EXAMPLE = """[[known]]
requirement = "dexatel/read.repeatable"
reason = "reported to the maintainers"
until = 2027-06-30"""


@dataclass(frozen=True)
class Known:
    """One requirement that is known to be violated.

    Attributes:
        until: the last day on which it may be; afterwards it fails the run again.
    """

    requirement: str
    reason: str
    until: date | None = None

    def holds(self, today: date) -> bool:
        """Whether the violation is still excused."""
        return self.until is None or today <= self.until


def load_known(path: Path, catalogue: Catalogue) -> list[Known]:
    """Read a file of known violations.

    Raises:
        UsageError: when it is none, or names a requirement that does not exist.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(
            f"The file of known violations {path} cannot be read: {error.strerror}.",
            f"--known takes a TOML file such as:\n{EXAMPLE}",
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path.name} is no TOML: {error}.", "Mend the file.") from error
    ids = sorted(requirement.id for requirement in catalogue.requirements())
    return [_entry(path.name, entry, ids) for entry in data.get("known", [])]


def _entry(name: str, entry: Any, ids: list[str]) -> Known:
    if (
        not isinstance(entry, dict)
        or not isinstance(entry.get("requirement"), str)
        or not isinstance(entry.get("reason"), str)
        or not entry["reason"].strip()
        or not isinstance(entry.get("until", date.max), date)
        or entry.keys() - {"requirement", "reason", "until"}
    ):
        raise UsageError(
            f"{name} has an entry that is not as it has to be: {entry!r}.",
            f"Write requirement, reason and, if you like, until:\n{EXAMPLE}",
        )
    if entry["requirement"] not in ids:
        raise choices(entry["requirement"], "requirement", ids)
    return Known(entry["requirement"], entry["reason"], entry.get("until"))
