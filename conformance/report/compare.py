"""Comparing: what one run shows otherwise than an earlier one."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from conformance.catalogue import Level
from conformance.report.digest import counted, moment
from conformance.report.record import RunRecord
from conformance.report.visible import one_line

WIDTH = 80

PASSING = re.compile(
    r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{16,}|\d[\d:. T-]{4,}", re.IGNORECASE
)
"""Identifiers, moments and numbers of telephones."""


class Direction(enum.StrEnum):
    """Which way a requirement went; the most urgent first."""

    WORSE = "worse"
    UNSEEN = "no longer looked at"
    BETTER = "better"
    CHANGED = "changed"
    NEW = "new"
    GONE = "gone"


@dataclass(frozen=True)
class Difference:
    """A requirement about which two records say different things.

    Attributes:
        before, after: its standing in each; empty where it does not exist.
        reason: why it stands where it does now.
    """

    requirement: str
    level: str
    direction: Direction
    before: str
    after: str
    reason: str


class Comparison:
    """What the second of two records says otherwise than the first."""

    def __init__(self, before: RunRecord, after: RunRecord) -> None:
        self.before = before
        self.after = after
        self.differences = sorted(
            _differences(before, after),
            key=lambda one: (
                list(Direction).index(one.direction),
                one.after != "violated",
                list(Level).index(Level(one.level)),
            ),
        )

    def of(self, direction: Direction) -> list[Difference]:
        """The differences in one direction."""
        return [one for one in self.differences if one.direction is direction]

    def is_worse(self, level: str = "must") -> bool:
        """Whether less is met than before.

        What was met and was not looked at this time counts: silence is no success.

        Args:
            level: `must` when only that counts; `should` when that counts as well.
        """
        weighed = {"must", "should"} if level == "should" else {"must"}
        against = {Direction.WORSE, Direction.UNSEEN}
        return any(one.level in weighed and one.direction in against for one in self.differences)

    def as_json(self) -> dict[str, Any]:
        """The comparison as plain data."""
        return {
            "before": _about(self.before),
            "after": _about(self.after),
            "worse": self.is_worse(),
            "differences": [asdict(one) for one in self.differences],
        }

    def lines(self) -> Iterator[str]:
        """The comparison for a terminal, at most 80 columns wide."""
        for name, record in (("before", self.before), ("after", self.after)):
            about = _about(record)
            said = f"{name + ':':8}{about['target']}, {moment(about['started'])}, "
            yield one_line(f"{said}suite {about['suite']}", WIDTH)
        for direction in Direction:
            found = self.of(direction)
            if found:
                yield ""
                yield f"{direction} ({len(found)})"
            if direction is Direction.UNSEEN:
                yield from _unseen(found)
            else:
                for one in found:
                    yield from _told(one)
        yield ""
        yield _verdict(self)


def _differences(before: RunRecord, after: RunRecord) -> Iterator[Difference]:
    earlier = {one["id"]: one for one in before.requirements}
    later = {one["id"]: one for one in after.requirements}
    tested = {one["name"] for one in after.data["providers"]}
    for name, old in earlier.items():
        new = later.get(name)
        if new is None:
            direction = Direction.GONE if old["provider"] in tested else Direction.UNSEEN
            if direction is Direction.GONE or old["standing"] == "met":
                yield Difference(name, old["level"], direction, old["standing"], "", "")
        elif old["standing"] != new["standing"]:
            yield Difference(
                name,
                new["level"],
                _direction(old, new),
                old["standing"],
                new["standing"],
                (new["reasons"] or [""])[0],
            )
        elif new["standing"] == "met" and _lasting(old["reasons"]) != _lasting(new["reasons"]):
            yield Difference(
                name, new["level"], Direction.CHANGED, "met", "met", "; ".join(new["reasons"])
            )
    for name, new in later.items():
        if name not in earlier:
            reason = (new["reasons"] or [""])[0]
            yield Difference(name, new["level"], Direction.NEW, "", new["standing"], reason)


def _lasting(answers: Sequence[str]) -> list[str]:
    """Answers to an open question, without what differs from run to run anyway."""
    return sorted(PASSING.sub("…", answer) for answer in answers)


def _direction(old: Mapping[str, Any], new: Mapping[str, Any]) -> Direction:
    if new["standing"] == "not-claimed" or not (new["selected"] or new["standing"] == "violated"):
        return Direction.UNSEEN if old["standing"] == "met" else Direction.CHANGED
    if new["standing"] == "violated" or old["standing"] == "met":
        return Direction.WORSE
    return Direction.BETTER if new["standing"] == "met" else Direction.CHANGED


def _about(record: RunRecord) -> dict[str, Any]:
    return {
        "target": record.data["target"]["url"],
        "started": record.data["run"]["started"],
        "suite": record.data["suite"]["version"],
        "exit_code": record.exit_code,
    }


def _told(one: Difference) -> Iterator[str]:
    steps = " -> ".join(step.replace("-", " ") for step in (one.before, one.after) if step)
    because = f": {one.reason}" if one.reason else ""
    yield f"  {one_line(f'{one.requirement} ({one.level})', WIDTH - 2)}"
    yield f"    {one_line(steps + because, WIDTH - 4)}"


def _unseen(found: list[Difference]) -> Iterator[str]:
    """Too many to name: usually everything of a provider or a profile."""
    by_provider: dict[str, int] = {}
    for one in found:
        provider = one.requirement.partition("/")[0]
        by_provider[provider] = by_provider.get(provider, 0) + 1
    for provider, count in by_provider.items():
        said = "met before, now unclaimed or not selected"
        yield f"  {provider}: {counted(count, 'requirement')} {said}"


def _verdict(comparison: Comparison) -> str:
    if not comparison.differences:
        return "The two records say the same."
    if comparison.is_worse():
        return "Less is met than before."
    return "Nothing that weighs is worse than before."
