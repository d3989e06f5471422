"""Schemathesis, by its command line: all checks in all phases."""

from __future__ import annotations

import json
import sys
from importlib import metadata
from pathlib import Path

from benchmarks.detection.target import Target
from benchmarks.detection.tool import Broken, Report, carry_out

CONFIGURATION = """\
[auth.openapi.{scheme}]
{kind} = "{secret}"
"""
BASELINE = "baseline.json"


class Schemathesis:
    """`st run` with the document as it is.

    What makes two failures the same is said by the tool itself, in the file of known failures that
    it writes (`--baseline`).
    """

    name = "schemathesis"
    package = "PyPI: schemathesis"
    rounds = 3

    def version(self) -> str:
        """The version that is installed beside this suite."""
        return metadata.version("schemathesis")

    def judge(self, target: Target, bound: float) -> Report:
        """Run it, and name what it would write down as known failures."""
        access = target.access
        (target.folder / "schemathesis.toml").write_text(
            CONFIGURATION.format(
                scheme=access.scheme,
                kind="bearer" if access.bearer else "api_key",
                secret=access.secret,
            ),
            encoding="utf-8",
        )
        command = [str(Path(sys.executable).parent / "st"), "--config-file", "schemathesis.toml"]
        command += ["run", str(target.document), "--url", target.url]
        command += ["--checks", "all", "--phases", "examples,coverage,fuzzing,stateful"]
        command += ["--continue-on-failure", "--seed", str(target.seed)]
        command += ["--generation-database", "none", "--no-color"]
        command += ["--baseline", BASELINE, "--baseline-update"]
        code = carry_out(command, target.folder, bound)
        if code not in {0, 1, None}:
            raise Broken(f"st ended with {code}")
        known = target.folder / BASELINE
        entries = json.loads(known.read_text("utf-8"))["entries"] if known.is_file() else []
        return Report(
            frozenset(
                " | ".join(one[key] for key in ("operation", "check", "failure", "signature"))
                for one in entries
            ),
            whole=code is not None,
        )
