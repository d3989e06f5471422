"""What a tool is to the benchmark: something that names failures of a server."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from benchmarks.detection.target import Target

OUTPUT = "output.txt"
"""What a tool has written, in its folder."""


LEAVE = 30.0
"""Seconds that a tool gets to write down what it has found when it is interrupted."""


@dataclass(frozen=True)
class Report:
    """What a tool says of a server.

    Attributes:
        failures: their signatures, which are the same whenever the same thing fails.
        whole: whether it came to its end within the bound.
    """

    failures: frozenset[str]
    whole: bool = True


class Tool(Protocol):
    """A contract-testing tool.

    Attributes:
        name: for the table and the command line.
        package: what it is installed from.
        rounds: on how many runs against the undeviated reference its failures are collected, which
            then count as noise; none if whatever it reports counts.
    """

    name: str
    package: str
    rounds: int

    def version(self) -> str:
        """Its version.

        Raises:
            Unavailable: if it cannot be used here.
        """
        ...

    def judge(self, target: Target, bound: float) -> Report:
        """Run it once against a server.

        Args:
            target: the server.
            bound: seconds after which it is stopped.

        Raises:
            Broken: if the tool has not done its work, so that its silence means nothing.
        """
        ...


class Unavailable(Exception):  # noqa: N818 - what it says of a tool
    """A tool cannot be used on this machine; says what it lacks."""


class Broken(Exception):  # noqa: N818 - what it says of a run
    """A tool has not done its work."""


def carry_out(
    command: Sequence[str],
    folder: Path,
    bound: float,
    environment: Mapping[str, str] | None = None,
) -> int | None:
    """Run a command in a folder and return its exit code; none if it had to be stopped.

    It is interrupted at the bound, as by Ctrl-C, so that it can write down what it has found, and
    stopped if that takes it too long. What it says is in `OUTPUT`; its children end with it.
    """
    with (folder / OUTPUT).open("ab") as output:
        process = subprocess.Popen(  # noqa: S603 - our own commands
            command,
            cwd=folder,
            env=None if environment is None else dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            return process.wait(bound)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGINT)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(LEAVE)
            return None
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
