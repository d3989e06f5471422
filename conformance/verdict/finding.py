"""A finding: the verdict on one requirement in one case."""

from __future__ import annotations

import enum
from dataclasses import asdict, dataclass
from typing import Any

from conformance.catalogue import Level


class Verdict(enum.StrEnum):
    """What a case says about a requirement."""

    PASS = "pass"  # noqa: S105 - a verdict, no password
    FAIL = "fail"
    WARN = "warn"
    NOTE = "note"
    UNSUPPORTED = "unsupported"
    BLOCKED = "blocked"
    INCONCLUSIVE = "inconclusive"
    REFUSED = "refused"
    ERROR = "error"

    @property
    def decided(self) -> bool:
        """Whether it answers the question that the requirement asks."""
        return self in {Verdict.PASS, Verdict.FAIL, Verdict.WARN, Verdict.NOTE}


UNMET = {
    Level.MUST: Verdict.FAIL,
    Level.SHOULD: Verdict.WARN,
    Level.MAY: Verdict.NOTE,
    Level.OBSERVE: Verdict.NOTE,
}
"""What it means that a requirement of each level is shown not to hold."""


@dataclass(frozen=True)
class Finding:
    """The verdict on one requirement in one case.

    Attributes:
        expected, observed: what the documents say and what there was; for a verdict that is not
            decided, `observed` says why.
        exchanges: numbers of the exchanges it rests on; the last one decided.
    """

    requirement: str
    case: str
    verdict: Verdict
    expected: str = ""
    observed: str = ""
    exchanges: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The finding as plain data."""
        return {**asdict(self), "exchanges": list(self.exchanges)}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Finding:
        """The finding that `as_json` described."""
        return cls(
            **{
                **data,
                "verdict": Verdict(data["verdict"]),
                "exchanges": tuple(data["exchanges"]),
            }
        )
