"""Drawing: the same for a seed in whatever process, beside whatever modules."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

SOMEBODYS = """
WORDS = ["kumquat", "banana", 4711, 3.75, "another text of somebody's"]
"""

EXAMPLES = """
import hashlib, json, sys
sys.path.insert(0, sys.argv[1])
if sys.argv[2]:
    __import__(sys.argv[2])
from conformance.contract import load
from conformance.generate import store
contract = load("clickatell")
operation = contract.operations["sendMessage"]
for mode in ("positive", "negative"):
    for one in store.draw(contract, operation, mode, 15, 3):
        print(one.id)
"""

SEQUENCES = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
if sys.argv[2]:
    __import__(sys.argv[2])
from conformance.cases.test_stateful import THEMES, VERBS
from conformance.catalogue import load
from conformance.generate.machine import Journey, Journeys
from conformance.run.world import World
from conformance.target.settings import Settings
world = World(
    Settings({"provider": ["clickatell"], "seed": 5}, environment={}), load(), Path(sys.argv[1])
)
gateway = world.gateway("clickatell", "self-test")
ended = Journey.teardown
def teardown(journey):
    print("; ".join(journey.steps))
    ended(journey)
Journey.teardown = teardown
Journeys(gateway, VERBS["clickatell"](gateway), frozenset(THEMES)).go(6)
world.close()
"""


def drawn(program: str, folder: Path, module: str = "") -> str:
    """What a process of its own draws, that may have loaded a module of somebody's."""
    (folder / "somebodys.py").write_text(SOMEBODYS, encoding="utf-8")
    done = subprocess.run(  # noqa: S603 - a program of this module
        [sys.executable, "-c", program, str(folder), module],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    return done.stdout


@pytest.mark.parametrize("program", [EXAMPLES, SEQUENCES], ids=["examples", "sequences"])
def test_other_modules_change_nothing(tmp_path: Path, program: str) -> None:
    """Hypothesis would try what stands in them."""
    alone = drawn(program, tmp_path)

    assert alone.count("\n") > 5
    assert drawn(program, tmp_path, "somebodys") == alone


def test_without_steadiness_other_modules_would(tmp_path: Path) -> None:
    """What the other test looks at can be seen to change."""
    program = "from conformance.generate import explorer\nimport contextlib\n"
    program += "explorer.steady = contextlib.nullcontext\n" + EXAMPLES

    assert drawn(program, tmp_path) != drawn(program, tmp_path, "somebodys")
