"""That judge and judged share no code: what is loaded when only the reference is asked for."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

JUDGE = ("sms", "catalogue", "contract", "verdict", "generate", "run", "cases")
"""The rooms that judge."""

SCRIPT = """
import importlib, json, pkgutil, sys
from conformance import deviations, reference
reference.build()
for package in (reference, deviations):
    for info in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        importlib.import_module(info.name)
print(json.dumps(sorted(sys.modules)))
"""


def shared() -> list[str]:
    """The judge's modules that the reference with all its deviations loads; none, that is."""
    loaded = subprocess.run(  # noqa: S603 - our own script
        [sys.executable, "-P", "-c", SCRIPT],
        check=True,
        capture_output=True,
        env={"PYTHONPATH": str(Path(__file__).parents[2])},
        text=True,
    ).stdout
    return [
        name
        for name in json.loads(loaded)
        if name.split(".")[0] == "conformance"
        and name.split(".")[1:2]
        and name.split(".")[1] in JUDGE
    ]
