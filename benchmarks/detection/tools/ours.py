"""This suite, as a user runs it against a server on the same machine."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from benchmarks.detection.target import Target, environment
from benchmarks.detection.tool import Broken, Report, carry_out
from conformance import __version__
from conformance.catalogue import load
from conformance.prove.matrix import ENVIRONMENT

CLOCK = "/_reference/clock"
JUDGED = {0, 1, 6}
"""Exit codes of runs that came to their end: all is met, something is violated, or some is open."""


class Suite:
    """pytest with the plugin of this project."""

    name = "sms-conformance"
    package = "this checkout"
    rounds = 0

    def version(self) -> str:
        """The version of this checkout."""
        return __version__

    def judge(self, target: Target, bound: float) -> Report:
        """Run the suite, and name the requirements that it finds violated."""
        command = [sys.executable, "-P", "-m", "pytest", "-q", "-p", "no:cacheprovider"]
        command += ["-p", "conformance.plugin", f"--conformance-target={target.url}"]
        command += [f"--conformance-provider={target.provider}", "--conformance-fail-on=should"]
        command += [f"--conformance-clock={target.url}{CLOCK}"]
        command += [f"--conformance-features={','.join(load().packs[target.provider].features)}"]
        command += ["--conformance-report=report"]
        code = carry_out(command, target.folder, bound, environment() | ENVIRONMENT)
        if code is None:
            return Report(frozenset(), whole=False)
        if code not in JUDGED:
            raise Broken(f"pytest ended with {code}")
        violated = _violated(target.folder / "report" / "report.json") if code == 1 else frozenset()
        return Report(violated)


def _violated(record: Path) -> frozenset[str]:
    requirements = json.loads(record.read_text("utf-8"))["requirements"]
    return frozenset(one["id"] for one in requirements if one["standing"] == "violated")
