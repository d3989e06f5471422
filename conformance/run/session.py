"""A pytest session of the suite: from options to cases, and from outcomes to a report."""

from __future__ import annotations

import fnmatch
import shlex
import shutil
import zlib
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from conformance import __version__, packs
from conformance.catalogue import load
from conformance.errors import ConformanceError, UsageError
from conformance.generate import Example
from conformance.report import summary, writer
from conformance.report.record import RunRecord
from conformance.report.reproduce import option
from conformance.run import options
from conformance.run.collect import cases_of
from conformance.run.declare import declaration_of
from conformance.run.item import CaseItem
from conformance.run.runner import Case, Runner
from conformance.run.world import World
from conformance.target.settings import Settings
from conformance.wire.journal import FOLDER

PROVIDERS = "conformance_providers"
STARTED = "conformance_started"
"""What pytest-xdist's controller tells its workers."""

AGAIN = (
    "target",
    "targets",
    "provider",
    "features",
    "live",
    "budget",
    "generated-changes",
    "max-examples",
    "seed",
    "patience",
    "clock",
    "deviation",
    "discomfort",
)
"""The settings that a single case depends on."""

RECORDED = (
    "profile",
    "requirement",
    "level",
    "fail-on",
    "accept-undetermined",
    "concurrency",
    "max-examples",
    "seed",
    "explore",
    "patience",
    "deviation",
    "discomfort",
    "shard",
    "budget",
)
"""The settings that a record keeps: those that say how the run came about."""


def begin(config: pytest.Config) -> SuiteSession:
    """Open the session that the options describe.

    Raises:
        pytest.UsageError: when they describe none that can be run.
    """
    try:
        return SuiteSession(config)
    except UsageError as error:
        raise pytest.UsageError(str(error)) from error


class SuiteSession:
    """One process's part of a run: the only one, pytest-xdist's controller, or a worker of it."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        worker: dict[str, Any] = getattr(config, "workerinput", {})
        self._worker = str(worker.get("workerid", ""))
        self.settings = Settings(options.given(config), directory=config.invocation_params.dir)
        self.directory = config.invocation_params.dir / self.settings["report"]
        if not self._worker:
            shutil.rmtree(self.directory / FOLDER, ignore_errors=True)
        self.world = World(
            self.settings,
            load(),
            self.directory,
            process=f"{self._worker}-" if self._worker else "",
            providers=worker.get(PROVIDERS, ()),
        )
        self._unserved = [] if config.option.collectonly else self.world.unclaim_unserved()
        if not self._worker:
            _clear(self.directory)
        self.runner = Runner(self.world, self.settings["concurrency"])
        self.record: RunRecord | None = None
        self._trouble = ""
        self._started = worker.get(STARTED, writer.now())
        if config.args_source is not pytest.Config.ArgsSource.ARGS:
            config.args = [str(place) for place in self._places()]

    # -- collection -----------------------------------------------------------------

    @staticmethod
    def _places() -> list[Path]:
        """The folders with cases: the suite's own, and those of packs that have some."""
        return [options.CASES, *packs.with_cases()]

    def collect_file(self, path: Path, parent: pytest.Collector) -> pytest.Collector | None:
        """Modules with cases are collected whatever a project's python_files says."""
        own = path.parent in self._places() and fnmatch.fnmatch(path.name, "test_*.py")
        patterns: list[str] = self._config.getini("python_files")
        collected_anyway = parent.session.isinitpath(path) or any(
            fnmatch.fnmatch(path.name, pattern) for pattern in patterns
        )
        return (
            pytest.Module.from_parent(parent, path=path) if own and not collected_anyway else None
        )

    def collect_cases(
        self, collector: pytest.Collector, name: str, obj: object
    ) -> list[pytest.Item] | None:
        """An item for every case that a declared function makes."""
        if not callable(obj) or declaration_of(obj) is None:
            return None
        return [
            CaseItem.from_parent(collector, name=case.id.partition("::")[2], case=case, suite=self)
            for case in cases_of(self.world, collector.path.name, name, obj)
        ]

    def plan(self, items: list[pytest.Item]) -> None:
        """Keep this shard's cases, and write down what is planned."""
        if self.settings["shard"]:
            part, whole = self.settings["shard"]
            items[:] = [
                item
                for item in items
                if not isinstance(item, CaseItem)
                or zlib.crc32(item.case.id.encode()) % whole == part - 1
            ]
        cases = [item.case for item in items if isinstance(item, CaseItem)]
        self.world.journal.write(
            "header",
            **self._header([case.id for case in cases]),
            trials=_trials(cases),
        )

    def for_workers(self) -> dict[str, Any]:
        """What pytest-xdist's workers need not find out again."""
        return {PROVIDERS: [*self.world.accounts], STARTED: self._started}

    # -- running --------------------------------------------------------------------

    def start(self, items: Sequence[pytest.Item]) -> None:
        """Begin with several cases at once; under pytest-xdist the workers are several already."""
        if not self._worker:
            self.runner.prepare([item.case for item in items if isinstance(item, CaseItem)])

    # -- the end --------------------------------------------------------------------

    def finish(self, exitstatus: int) -> int:
        """Close the run, write its report, and return the exit code."""
        self.runner.close()
        self.world.journal.write(
            "footer", interrupted=exitstatus == pytest.ExitCode.INTERRUPTED, ended=writer.now()
        )
        self.world.close()
        if self._worker or self._config.option.collectonly:
            return exitstatus
        if exitstatus == pytest.ExitCode.USAGE_ERROR:
            return exitstatus
        try:
            self.record = writer.close(
                self.directory, broken=exitstatus == pytest.ExitCode.INTERNAL_ERROR
            )
        except ConformanceError as error:
            self._trouble = str(error)
            return error.exit_code
        return self.record.exit_code

    def close(self) -> None:
        """Close what a session that never began has left open."""
        self.runner.close()
        self.world.close()

    # -- what the user is told --------------------------------------------------------

    def header(self) -> list[str]:
        """What is tested, for the head of pytest's output."""
        target = self.world.target
        titles = ", ".join(account.pack.title for account in self.world.accounts.values())
        lines = [f"conformance {__version__}: {target.shown} ({target.tier}): {titles}"]
        if self.world.wire.rules.read_only:
            lines.append(
                "conformance: read-only, because no recipients are allowed or no --budget is given"
            )
        lines += [f"conformance: {line}" for line in self._unserved]
        return lines

    def again(self, module: Path, case: str) -> str:
        """The command that carries out one case again from here, and nothing else."""
        words = ["pytest", f"{_nearest(module)}::{case}"]
        for name in AGAIN:
            value = self.settings[name]
            words += option(name, list(value) if isinstance(value, tuple) else value)
        return self.world.redactor.clean(shlex.join(words))

    def summarise(self, terminal: Any) -> None:
        """What the run has shown, for the end of pytest's output."""
        if self._trouble:
            terminal.section("conformance", sep="-")
            terminal.line(self._trouble)
        if self.record is None:
            return
        terminal.section("conformance", sep="-")
        for line, markup in summary.terminal_lines(self.record):
            terminal.line(line, **markup)
        terminal.line(f"report: {_nearest(self.directory / 'index.html')}")

    def _header(self, planned: list[str]) -> dict[str, Any]:
        target = self.world.target
        return {
            "suite": {"version": __version__},
            "target": {
                "name": self.world.redactor.clean(target.name),
                "url": self.world.redactor.clean(target.shown),
                "tier": target.tier,
            },
            "started": self._started,
            "settings": {name: self.settings[name] for name in RECORDED},
            "known": [
                {
                    "requirement": one.requirement,
                    "reason": one.reason,
                    "until": one.until.isoformat() if one.until else None,
                }
                for one in self.world.known
                if one.holds(datetime.now(UTC).date())
            ],
            "providers": [
                {
                    "name": account.pack.name,
                    "title": account.pack.title,
                    "features": sorted(account.features),
                }
                for account in self.world.accounts.values()
            ],
            "selected": [requirement.id for requirement in self.world.selection],
            "planned": planned,
        }


def _trials(cases: Sequence[Case]) -> dict[str, dict[str, tuple[str, bool]]]:
    """For each provider, what constraint each case of the core tries, and whether it is kept."""
    found: dict[str, dict[str, tuple[str, bool]]] = {}
    for case in cases:
        tried = case.arguments.get("tried", (None, None))[1]
        if isinstance(tried, Example) and tried.touches:
            found.setdefault(case.provider, {})[case.id] = (tried.touches, not tried.fault)
    return found


def _clear(directory: Path) -> None:
    """Take an earlier run's record away, so that it cannot pass for this one's."""
    for name in writer.FILES:
        (directory / name).unlink(missing_ok=True)


def _nearest(path: Path) -> str:
    """A path as it is shortest to write from here."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)
