"""What a record says, counted and put into words: once, for every report."""

from __future__ import annotations

import enum
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from conformance.report.record import (
    BROKEN,
    INTERRUPTED,
    MET,
    NOTHING_SELECTED,
    UNDETERMINED,
    VIOLATED,
    RunRecord,
)
from conformance.verdict.finding import Verdict
from conformance.verdict.statement import Conformance

Entry = Mapping[str, Any]


class Kind(enum.StrEnum):
    """A standing as readers ask for it: by what it means for them, the most urgent first."""

    VIOLATED = "violated"
    NOT_FOLLOWED = "not followed"
    NOT_SHOWN = "not shown"
    UNTESTABLE = "untestable"
    NOT_CLAIMED = "not claimed"
    NOT_SELECTED = "not selected"
    MET = "met"


MEANING: Mapping[Kind, str] = {
    Kind.VIOLATED: "a must, shown not to hold",
    Kind.NOT_FOLLOWED: "a should, shown not to hold",
    Kind.NOT_SHOWN: "nothing decided it, so it counts neither for nor against the target",
    Kind.UNTESTABLE: "cannot be seen from outside",
    Kind.NOT_CLAIMED: "belongs to a feature that the target does not claim",
    Kind.NOT_SELECTED: "the run was not asked to look at it",
    Kind.MET: "shown to hold; an open question is met by any answer",
}


LOUDEST_FIRST = (
    Verdict.ERROR,
    Verdict.FAIL,
    Verdict.WARN,
    Verdict.BLOCKED,
    Verdict.INCONCLUSIVE,
    Verdict.REFUSED,
    Verdict.UNSUPPORTED,
    Verdict.NOTE,
    Verdict.PASS,
)


def kind_of(requirement: Entry) -> Kind:
    """What the standing of a requirement means for a reader."""
    match requirement["standing"]:
        case "violated":
            return Kind.VIOLATED if requirement["level"] == "must" else Kind.NOT_FOLLOWED
        case "met":
            return Kind.MET
        case "not-claimed":
            return Kind.NOT_CLAIMED
    if requirement["untestable"]:
        return Kind.UNTESTABLE
    return Kind.NOT_SHOWN if requirement["selected"] else Kind.NOT_SELECTED


class Digest:
    """A record, looked at from the sides that reports show.

    Attributes:
        known: why a violation is known, by requirement.
        cases: by id.
        findings: by requirement.
        titles: of the providers, by name.
    """

    def __init__(self, record: RunRecord) -> None:
        self.record = record
        self.run: Entry = record.data["run"]
        self.target: Entry = record.data["target"]
        self.known = {one["requirement"]: one["reason"] for one in self.run["known"]}
        self.cases: dict[str, Entry] = {one["id"]: one for one in record.data["cases"]}
        self.titles = {one["name"]: one["title"] for one in record.data["providers"]}
        self.findings: dict[str, list[Entry]] = {}
        for finding in record.findings:
            self.findings.setdefault(finding["requirement"], []).append(finding)
        self._by_kind: dict[Kind, list[Entry]] = {kind: [] for kind in Kind}
        for requirement in record.requirements:
            self._by_kind[kind_of(requirement)].append(requirement)

    def of_kind(self, kind: Kind, provider: str = "") -> list[Entry]:
        """The requirements of a kind, in the catalogue's order."""
        found = self._by_kind[kind]
        return [one for one in found if provider in {"", one["provider"]}]

    def counts(self, provider: str = "") -> dict[Kind, int]:
        """How many requirements there are of each kind, without the kinds that have none."""
        found = {kind: len(self.of_kind(kind, provider)) for kind in Kind}
        return {kind: count for kind, count in found.items() if count}

    def statements(self, provider: str) -> list[Entry]:
        """What is said about a provider's profiles."""
        return [one for one in self.record.statements if one["provider"] == provider]

    def conformance(self, provider: str) -> Conformance:
        """What the statements about a provider's profiles come to together."""
        found = {one["statement"] for one in self.statements(provider)}
        if Conformance.NON_CONFORMANT in found:
            return Conformance.NON_CONFORMANT
        if found == {Conformance.CONFORMANT}:
            return Conformance.CONFORMANT
        return Conformance.UNDETERMINED

    def narrowed_to(self, provider: str) -> list[str]:
        """The profiles that were looked at, if some were not; none if all were."""
        stated = {one["profile"] for one in self.record.requirements if one["provider"] == provider}
        looked_at = [one["profile"] for one in self.statements(provider)]
        return [] if set(looked_at) == stated else looked_at

    def unclaimed(self, provider: str) -> list[str]:
        """The features that requirements ask for and the target does not claim."""
        claimed = next(
            one["features"] for one in self.record.data["providers"] if one["name"] == provider
        )
        asked_for = {
            one["feature"] for one in self.record.requirements if one["provider"] == provider
        }
        return sorted(asked_for - {"", *claimed})

    def not_carried_out(self) -> list[str]:
        """The cases that were planned and have no result."""
        return [one for one in self.run["planned"] if one not in self.cases]

    def broken(self) -> list[Entry]:
        """The cases in which the suite itself broke."""
        return [one for one in self.cases.values() if one["broken"]]

    def commonest_reason(self) -> tuple[str, int]:
        """Why most of what is not shown is not, and for how many requirements that is so."""
        reasons = Counter(
            one["reasons"][0] for one in self.of_kind(Kind.NOT_SHOWN) if one["reasons"]
        )
        return reasons.most_common(1)[0] if reasons else ("", 0)

    def meaning(self) -> str:
        """What the exit code says, as a clause."""
        weighed = list(self.of_kind(Kind.VIOLATED))
        if self.run["settings"].get("fail-on") == "should":
            weighed += self.of_kind(Kind.NOT_FOLLOWED)
        violated = sum(one["id"] not in self.known for one in weighed)
        missing = sum(one["level"] == "must" for one in self.of_kind(Kind.NOT_SHOWN))
        but = f", but for {counted(len(self.known), 'known violation')}" if self.known else ""
        met = f"every selected must is met{but}"
        if missing:
            met = (
                f"no must is violated{but}; {counted(missing, 'must was', 'musts were')} not shown"
            )
        return {
            MET: met,
            VIOLATED: counted(violated, "requirement is", "requirements are") + " violated",
            INTERRUPTED: "the run was interrupted",
            BROKEN: "the suite itself broke, which says nothing about the target",
            NOTHING_SELECTED: "nothing was selected, so nothing is shown",
            UNDETERMINED: f"undetermined: {met}"
            if missing
            else "undetermined: nothing was shown to hold",
        }[self.record.exit_code]


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its noun."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def listed(names: Iterable[str]) -> str:
    """Names as a sentence has them."""
    *others, last = [*names] or [""]
    return f"{', '.join(others)} and {last}" if others else last


def moment(started: str) -> str:
    """A moment of a record, to the minute, in UTC."""
    try:
        return datetime.fromisoformat(started).astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")
    except ValueError:
        return started


def duration(seconds: float) -> str:
    """A time span as people say it."""
    if seconds < 60:
        return f"{seconds:.1f} s"
    return f"{seconds // 60:.0f} min {seconds % 60:.0f} s"


def worst(verdicts: Sequence[str]) -> str:
    """The verdict of several that a reader should hear of first."""
    return next((one for one in LOUDEST_FIRST if one in verdicts), "")
