"""What a run of the benchmark shows, as tables."""

from __future__ import annotations

import datetime as dt
import os
import platform
import statistics
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.detection.sample import CLASSIC, Subject

NOISE, TRIAL = "noise", "trial"
"""Why a run was made: to learn what a tool says of the reference as it is, or to try a tool."""

PROFILES = ("messaging", "cancellation", "segmentation", "errors", "representation", "security")


@dataclass(frozen=True)
class Run:
    """One run of one tool against one server.

    Attributes:
        subject: the server's label.
        failures: signatures of what the tool reports.
        whole: whether it came to its end within the bound.
        broken: why it did not do its work; empty if it did.
        seconds: from its start to its end.
        processor: seconds of processor time that it took, without the server's.
    """

    tool: str
    subject: str
    seed: int
    kind: str
    failures: tuple[str, ...]
    whole: bool
    broken: str
    requests: int
    seconds: float
    processor: float

    @property
    def alarms(self) -> tuple[str, ...]:
        """What makes its user look: the failures, and that it came to grief."""
        return (*self.failures, "came to grief") if self.broken else self.failures


@dataclass(frozen=True)
class Results:
    """All runs, and what they come to.

    Attributes:
        command: what made them.
        versions: of the tools.
        missing: why a tool was left out.
        bound: seconds after which a tool was interrupted.
    """

    command: str
    versions: Mapping[str, str]
    missing: Mapping[str, str]
    subjects: Sequence[Subject]
    runs: Sequence[Run]
    bound: float

    def new(self, tool: str, subject: Subject) -> frozenset[str]:
        """What a tool reports of a server and not of the reference as it is."""
        (run,) = [one for one in self._of(tool, TRIAL) if one.subject == subject.label]
        return frozenset(run.alarms) - self.noise(tool, subject.provider)

    def noise(self, tool: str, provider: str) -> frozenset[str]:
        """What a tool reports of the reference as it is, in any of the rounds for that."""
        label = Subject(provider).label
        return frozenset(
            failure
            for run in self._of(tool, NOISE)
            if run.subject == label
            for failure in run.alarms
        )

    def markdown(self) -> str:
        """Everything, in Markdown."""
        wrong = [one for one in self.subjects if not one.conforming]
        right = [one for one in self.subjects if one.conforming]
        return "\n".join(
            [
                "# Which deviations are noticed, and by which tool",
                "",
                *self._heading(),
                "",
                *self._summary(wrong, right),
                "",
                "## By what is wrong",
                "",
                *self._shares("deviation breaks", wrong, PROFILES, lambda one: one.profile),
                "",
                "## By provider",
                "",
                *self._shares(
                    "provider",
                    wrong,
                    tuple(dict.fromkeys(one.provider for one in wrong)),
                    lambda one: one.provider,
                ),
                "",
                "## By how it was chosen",
                "",
                *self._shares(
                    "deviation", wrong, ("classic", "drawn"), lambda one: _origin(one.deviation)
                ),
                "",
                "## Every deviation",
                "",
                "`x` caught, `.` missed.",
                "",
                *self._each(wrong),
                "",
                "## Every conforming server",
                "",
                "How many failures are not among those of the reference as it is: false alarms.",
                "",
                *self._each(right),
                "",
            ]
        )

    def _heading(self) -> list[str]:
        versions = ", ".join(f"{name} {version}" for name, version in self.versions.items())
        load = os.getloadavg()[2]
        origin = (
            f"Made on {dt.datetime.now(dt.UTC):%Y-%m-%d} with `{self.command}`, by Python "
            f"{platform.python_version()} on {os.cpu_count()} cores, loaded {load:.1f} in the "
            "end. [README.md](README.md) tells how each tool was set up and what the figures mean."
        )
        lines = [origin, "", f"Tools: {versions}."]
        lines += [f"Left out: {name}, because {why}." for name, why in self.missing.items()]
        for one in self.runs:
            if one.broken:
                lines.append(f"{one.tool} came to grief on {one.subject}: {one.broken}.")
        return lines

    def _summary(self, wrong: Sequence[Subject], right: Sequence[Subject]) -> list[str]:
        providers = list(dict.fromkeys(one.provider for one in self.subjects))
        rows = []
        first = next(iter(self.versions))
        for tool in self.versions:
            caught = sum(bool(self.new(tool, one)) for one in wrong)
            trials = self._of(tool, TRIAL)
            seconds = sum(one.seconds for one in trials)
            processor = sum(one.processor for one in trials)
            alarms = sum(bool(self.new(tool, one)) for one in right)
            noise = sum(len(self.noise(tool, one)) for one in providers)
            cut = sum(not one.whole for one in trials)
            rows.append(
                [
                    tool,
                    f"{caught} of {len(wrong)} ({_share(caught, len(wrong))})",
                    str(len(wrong) - caught),
                    str(noise),
                    f"{alarms} of {len(right)}",
                    f"{statistics.median(one.requests for one in trials):,.0f}",
                    f"{statistics.median(one.seconds for one in trials):,.0f} s",
                    f"{seconds / 60:,.0f} min",
                    f"{seconds / sum(one.seconds for one in self._of(first, TRIAL)):.1f}",
                    f"{processor / 60:,.0f} min",
                    str(cut),
                ]
            )
        heads = [
            "tool",
            "caught",
            "missed",
            "failures reported of the reference as it is",
            "conforming servers with a false alarm beyond these",
            "requests a run",
            "a run",
            "all runs",
            f"times {first}",
            "processor time",
            f"cut short at {self.bound:g} s",
        ]
        return _table(heads, rows)

    def _shares(
        self,
        head: str,
        wrong: Sequence[Subject],
        kinds: Sequence[str],
        kind_of: Callable[[Subject], str],
    ) -> list[str]:
        rows = []
        for kind in kinds:
            these = [one for one in wrong if kind_of(one) == kind]
            if these:
                caught = [
                    str(sum(bool(self.new(tool, one)) for one in these)) for tool in self.versions
                ]
                rows.append([kind, str(len(these)), *caught])
        return _table([head, "deviations", *self.versions], rows)

    def _each(self, subjects: Sequence[Subject]) -> list[str]:
        rows = []
        for subject in subjects:
            counts = [len(self.new(tool, subject)) for tool in self.versions]
            if subject.conforming:
                marks = [str(count) for count in counts]
            else:
                marks = ["x" if count else "." for count in counts]
            rows.append([f"`{subject.label}`", subject.sentence, *marks])
        return _table(["server", "what it does", *self.versions], rows)

    def _of(self, tool: str, kind: str) -> list[Run]:
        return [one for one in self.runs if one.tool == tool and one.kind == kind]


def _origin(deviation: str) -> str:
    provider, _, name = deviation.partition("/")
    return "classic" if name in CLASSIC.get(provider, ()) else "drawn"


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f} %" if whole else "-"


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    lines = [heads, ["---"] * len(heads), *rows]
    return [f"| {' | '.join(line)} |" for line in lines]
