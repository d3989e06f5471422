"""Trials: whole runs of the suite, as a user starts them, against servers that are no provider.

Each runs pytest in a process and a folder of its own. What has to come out is said beforehand:
with what the run may end, and which requirements such a server may be said to meet. In any case a
run ends in time and within its memory, breaks nowhere and leaves a complete report.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import jsonschema

from conformance.data import specs_dir
from conformance.report.writer import FILES
from conformance.wire.redaction import TELLING

DEADLINE = 600.0
"""Seconds after which a run counts as held up. A server that drips takes its time five times."""

MEMORY = 1024
"""Mebibytes that a run may take, all of its reports included."""


@dataclass(frozen=True)
class Served:
    """A server that is up.

    Attributes:
        complaints: what the server has seen that it should not have, a sentence each.
    """

    url: str
    complaints: Callable[[], list[str]] = list


@dataclass(frozen=True)
class Trial:
    """One server, and what a run against it has to come to.

    Attributes:
        kind: which property of the suite it shows: `hostile`, `replay`, `scrambled`, `secrets` or
            `guard`.
        exits: the exit codes that are right.
        earned: globs of the themes that may be said to be met.
        secrets: what may stand in no file and no line of output.
        conformant: whether any profile may be called so.
        report: whether there is one; a target that cannot be reached is a usage error.
    """

    kind: str
    name: str
    serve: Callable[[], contextlib.AbstractContextManager[Served]]
    exits: frozenset[int]
    earned: tuple[str, ...] = ("*",)
    secrets: tuple[str, ...] = ()
    conformant: bool = False
    report: bool = True
    options: tuple[str, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """The name that a glob is held against: `hostile/closes-at-once`."""
        return label_of(self.kind, self.name)


@dataclass(frozen=True)
class Tried:
    """What a run against one server has come to.

    Attributes:
        memory: mebibytes at the most.
        met: what it must and should do and was said to do.
        wrong: what should not have happened, a sentence each.
    """

    kind: str
    name: str
    exit: int
    seconds: float
    memory: int
    exchanges: int
    met: tuple[str, ...]
    wrong: tuple[str, ...]

    @property
    def label(self) -> str:
        """The name that a glob is held against: `hostile/closes-at-once`."""
        return label_of(self.kind, self.name)

    @property
    def holds(self) -> bool:
        """Whether everything came out as it has to."""
        return not self.wrong


def label_of(kind: str, name: str) -> str:
    """A trial's name without blanks."""
    return f"{kind}/{name.replace(',', '').replace(' ', '-').lower()}"


def carry_out(trial: Trial) -> Tried:
    """Run the suite against a server, and look at what it leaves behind."""
    with tempfile.TemporaryDirectory() as folder, trial.serve() as served:
        place = Path(folder)
        ended = run(served.url, place, trial)
        return _judge(trial, place, *ended, served.complaints())


def try_all(trials: Sequence[Trial], workers: int = 0) -> Iterator[Tried]:
    """Carry trials out side by side.

    Args:
        workers: how many at once; one more than there are cores when 0, as many such servers only
            let one wait.
    """
    with ThreadPoolExecutor(workers or (os.cpu_count() or 1) + 1) as pool:
        yield from pool.map(carry_out, trials)


def run(url: str, place: Path, trial: Trial) -> tuple[int, float, int]:
    """Run the suite in a folder; returns exit code, seconds, and mebibytes at the most."""
    (place / "run").mkdir()
    command = [sys.executable, "-P", "-m", "pytest", "-p", "no:cacheprovider"]
    command += ["-p", "conformance.plugin", "--color=no", f"--conformance-target={url}"]
    command += [f"--conformance-report={place / 'report'}", "--conformance-max-examples=2"]
    command += ["--conformance-patience=1", *trial.options]
    root = str(Path(__file__).parents[2])
    environment = {**os.environ, "PYTHONPATH": root, **trial.environment}
    begun = time.monotonic()
    with (place / "output").open("wb") as output:
        process = subprocess.Popen(  # noqa: S603 - our own command
            command,
            cwd=place / "run",
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        timer = threading.Timer(DEADLINE, process.kill)
        timer.start()
        try:
            _, status, usage = os.wait4(process.pid, 0)
        finally:
            timer.cancel()
    process.returncode = os.waitstatus_to_exitcode(status)
    per_mebibyte = 1024 * 1024 if sys.platform == "darwin" else 1024
    return process.returncode, time.monotonic() - begun, usage.ru_maxrss // per_mebibyte


def _judge(
    trial: Trial,
    place: Path,
    exit_code: int,
    seconds: float,
    memory: int,
    complaints: Sequence[str],
) -> Tried:
    output = (place / "output").read_text("utf-8", "replace")
    wrong = [*complaints]
    if seconds >= DEADLINE:
        wrong.append(f"it was stopped after {DEADLINE:g} seconds")
    if exit_code not in trial.exits:
        wrong.append(f"it ended with {exit_code}")
    if memory > MEMORY:
        wrong.append(f"it took {memory} mebibytes")
    signs = ("Traceback", "INTERNALERROR")
    wrong += [f"the output has {sign!r}" for sign in signs if sign in output]
    if not trial.report:
        return Tried(trial.kind, trial.name, exit_code, seconds, memory, 0, (), tuple(wrong))
    report = place / "report"
    missing = [name for name in FILES if not (report / name).is_file()]
    if missing:
        wrong.append(f"the report has no {', '.join(missing)}")
        return Tried(trial.kind, trial.name, exit_code, seconds, memory, 0, (), tuple(wrong))
    record = json.loads((report / "report.json").read_text("utf-8"))
    wrong += _defects(record, trial)
    met = tuple(
        one["id"]
        for one in record["requirements"]
        if one["standing"] == "met" and one["level"] in {"must", "should"}
    )
    unearned = [id_ for id_ in met if not any(fnmatch(_theme(id_), glob) for glob in trial.earned)]
    if unearned:
        wrong.append(f"it is said to meet {', '.join(unearned)}")
    for path in (place / "output", *report.rglob("*")) if trial.secrets else ():
        text = path.read_text("utf-8", "replace").lower() if path.is_file() else ""
        wrong += [
            f"{path.name} has a part of a secret"
            for secret in trial.secrets
            if any(part in text for part in parts(secret))
        ]
    with (report / "exchanges.ndjson").open("rb") as lines:
        exchanges = sum(1 for _ in lines)
    return Tried(trial.kind, trial.name, exit_code, seconds, memory, exchanges, met, tuple(wrong))


def _defects(record: Mapping[str, Any], trial: Trial) -> list[str]:
    """What a record lacks, or says and should not."""
    schema = json.loads((specs_dir() / "schema" / "report.schema.json").read_text("utf-8"))
    found = [
        f"report.json breaks its schema at {error.json_path}"
        for error in list(jsonschema.Draft202012Validator(schema).iter_errors(record))[:3]
    ]
    broken = [case["id"] for case in record["cases"] if case["broken"]]
    found += [f"the suite broke in {case}" for case in broken[:3]]
    if not trial.conformant:
        found += [
            f"{one['provider']}/{one['profile']} is called conformant"
            for one in record["statements"]
            if one["statement"] == "conformant"
        ]
    return found


def parts(secret: str) -> set[str]:
    """Every part of a secret that gives it away, in lower case, and what base64 makes of it."""
    in_base64 = base64.b64encode(secret.encode()).decode().rstrip("=")[:-2]
    return {
        one[at : at + TELLING].lower()
        for one in (secret, secret[::-1], in_base64)
        for at in range(len(one) - TELLING + 1)
    }


def _theme(identifier: str) -> str:
    return identifier.partition("/")[2]
