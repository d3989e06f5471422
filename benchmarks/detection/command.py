"""The command line: try every tool on every server of a sample, and write what came of it."""

from __future__ import annotations

import argparse
import json
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from benchmarks.detection import results
from benchmarks.detection.sample import Subject, chosen
from benchmarks.detection.target import served
from benchmarks.detection.tool import Broken, Tool, Unavailable
from benchmarks.detection.tools import TOOLS
from conformance import deviations

HERE = Path(__file__).parent


def main(arguments: Sequence[str]) -> int:
    """Carry out a command line and return its exit code."""
    options = _parser().parse_args(arguments)
    work = options.work or Path(tempfile.mkdtemp(prefix="detection-"))
    work.mkdir(parents=True, exist_ok=True)
    versions, missing = {}, {}
    for name in options.tools:
        try:
            versions[name] = TOOLS[name].version()
        except Unavailable as error:
            missing[name] = str(error)
            _tell(f"{name} is left out: {error}")
    subjects = chosen(options.providers, options.sample, options.variants, options.seed)
    journal = Journal(work / "journal.ndjson")
    tools = [TOOLS[name] for name in versions]
    runs = []
    for done, (tool, subject, seed, kind) in enumerate(_plan(tools, subjects, options), 1):
        run = journal.get(tool, subject, seed, kind)
        if run is None:
            run = _tried(tool, subject, seed, kind, options.bound, work)
            journal.add(run)
        runs.append(run)
        _tell(
            f"{done}: {tool.name} {kind} {subject.label} (seed {seed}): {len(run.failures)} "
            f"failures, {run.requests} requests, {run.seconds:.0f} s {run.broken}"
        )
    found = results.Results(
        command=" ".join(["python benchmarks/detection", *_choosing(arguments)]),
        versions=versions,
        missing=missing,
        subjects=subjects,
        runs=runs,
        bound=options.bound,
    )
    options.output.mkdir(parents=True, exist_ok=True)
    (options.output / "RESULTS.md").write_text(found.markdown(), encoding="utf-8")
    sys.stdout.write(found.markdown())
    return 0


def _choosing(arguments: Sequence[str]) -> list[str]:
    """The arguments without those that only say where files go."""
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("--work")
    parser.add_argument("--output")
    return parser.parse_known_args(arguments)[1]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python benchmarks/detection", description=__doc__)
    known = deviations.providers()

    def several(names: Sequence[str]) -> Callable[[str], list[str]]:
        def read(text: str) -> list[str]:
            for name in text.split(","):
                if name not in names:
                    raise argparse.ArgumentTypeError(f"{name} is none of {', '.join(names)}")
            return text.split(",")

        return read

    parser.add_argument(
        "--sample", type=int, default=60, metavar="N", help="deviations; 0 for all (%(default)s)"
    )
    parser.add_argument(
        "--variants", type=int, default=5, metavar="N", help="of each provider (%(default)s)"
    )
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="of sample and tools")
    parser.add_argument("--providers", type=several(known), default=known, metavar="A,B")
    parser.add_argument("--tools", type=several(list(TOOLS)), default=list(TOOLS), metavar="A,B")
    parser.add_argument(
        "--bound",
        type=float,
        default=600,
        metavar="SECONDS",
        help="after which a tool is interrupted (%(default)g)",
    )
    parser.add_argument(
        "--work",
        type=Path,
        metavar="DIR",
        help="where the tools write; a run that was interrupted goes on there (a new one)",
    )
    parser.add_argument(
        "--output", type=Path, default=HERE, metavar="DIR", help="where RESULTS.md goes (here)"
    )
    return parser


def _plan(
    tools: Sequence[Tool], subjects: Sequence[Subject], options: argparse.Namespace
) -> Iterator[tuple[Tool, Subject, int, str]]:
    """What is run in which order: first what is noise, then every tool on every subject."""
    for provider in dict.fromkeys(one.provider for one in subjects):
        for tool in tools:
            for extra in range(tool.rounds):
                yield tool, Subject(provider), options.seed + extra, results.NOISE
    for subject in subjects:
        for tool in tools:
            # The reference as it is has been seen with the run's seed; another one shows whether
            # what a tool finds there is always the same.
            other = 0 if subject.deviation else tool.rounds
            yield tool, subject, options.seed + other, results.TRIAL


def _tried(
    tool: Tool, subject: Subject, seed: int, kind: str, bound: float, work: Path
) -> results.Run:
    folder = work / tool.name / subject.label / f"{kind}-{seed}"
    number = 0
    while folder.exists():
        number += 1
        folder = folder.with_name(f"{kind}-{seed}-{number}")
    failures: frozenset[str] = frozenset()
    whole, broken = True, ""
    with served(subject.provider, subject.deviation, folder, seed) as target:
        begun, spent = time.monotonic(), _spent()
        try:
            report = tool.judge(target, bound)
            failures, whole = report.failures, report.whole
        except Broken as error:
            broken = str(error)
        seconds, spent = time.monotonic() - begun, _spent() - spent
    return results.Run(
        tool=tool.name,
        subject=subject.label,
        seed=seed,
        kind=kind,
        failures=tuple(sorted(failures)),
        whole=whole,
        broken=broken,
        requests=target.requests,
        seconds=seconds,
        processor=spent,
    )


def _spent() -> float:
    """Seconds of processor time of all processes that have ended below this one."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


class Journal:
    """The runs that have been made, a line each, so that none is made twice."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known: dict[tuple[str, str, int, str], results.Run] = {}
        if path.is_file():
            for line in path.read_text("utf-8").splitlines():
                written = json.loads(line)
                run = results.Run(**{**written, "failures": tuple(written["failures"])})
                self._known[run.tool, run.subject, run.seed, run.kind] = run

    def get(self, tool: Tool, subject: Subject, seed: int, kind: str) -> results.Run | None:
        """A run that has been made already."""
        return self._known.get((tool.name, subject.label, seed, kind))

    def add(self, run: results.Run) -> None:
        """Write a run down."""
        with self._path.open("a", encoding="utf-8") as journal:
            journal.write(json.dumps(asdict(run)) + "\n")


def _tell(line: str) -> None:
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()
