"""Which cases keep others out: those that may touch the messages of others."""

from __future__ import annotations

from pathlib import Path

from conformance.cases import test_generated
from conformance.catalogue import load
from conformance.run.collect import cases_of
from conformance.run.world import World
from conformance.target.settings import Settings


def test_generated_searches_run_alone(tmp_path: Path) -> None:
    """What is expired or cancelled by criteria may be another case's; so may credits be."""
    world = World(Settings({}, environment={}), load(), tmp_path)
    body = test_generated.test_whatever_is_asked
    try:
        cases = list(cases_of(world, "test_generated.py", body.__name__, body))
    finally:
        world.close()

    alone = {case.arguments["drawn"][0].id for case in cases if case.alone}

    assert alone == {
        "expireMessages",
        "cancelPendingMessages",
        "cancelRecurringMessages",
        "transferCredits",
    }
