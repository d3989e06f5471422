"""Sequences of requests: quiet about what conforms, and short where they show a fault."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.cases.test_stateful import THEMES, VERBS
from conformance.catalogue import load
from conformance.generate.machine import Journeys
from conformance.generate.texts import ALPHABETS, runs
from conformance.run.world import World
from conformance.target.settings import Settings

COUNT = 12


def journeys(folder: Path, provider: str, *deviation: str, seed: int = 0) -> Journeys:
    """What sequences have found of a reference that may deviate."""
    options = {"provider": [provider], "deviation": list(deviation), "seed": seed}
    world = World(Settings(options, environment={}), load(), folder)
    try:
        gateway = world.gateway(provider, "self-test")
        stated = frozenset(THEMES) & load().packs[provider].requirements.keys()
        found = Journeys(gateway, VERBS[provider](gateway), stated)
        found.go(COUNT)
    finally:
        world.close()
    return found


@pytest.mark.parametrize("provider", sorted(VERBS))
def test_nothing_is_found_of_the_reference(tmp_path: Path, provider: str) -> None:
    """Sequences go to their end, and look at much."""
    found = journeys(tmp_path, provider, seed=3)

    assert found.fault is None
    assert found.finished >= COUNT / 2
    assert len(found.looked_at) > 8


def test_a_fault_is_shown_by_a_short_sequence(tmp_path: Path) -> None:
    """What a random sequence has found is told in as few steps as show it."""
    found = journeys(tmp_path, "clickatell", "clickatell/a-third-stop-revives")

    assert found.fault is not None
    assert found.fault.theme == "cancel.twice.is-harmless"
    assert len(found.fault.steps) <= 5
    assert len(found.fault.exchanges) >= len(found.fault.steps)


def test_hypothesis_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No folder of Hypothesis's appears where the tests are run."""
    monkeypatch.chdir(tmp_path)

    journeys(tmp_path / "report", "clickatell")

    assert not (tmp_path / ".hypothesis").exists()


def test_a_seed_says_which_texts() -> None:
    """Texts are the same for a seed, and others for another."""
    for about in ALPHABETS:
        assert [*runs(about, 1, 3)] == [*runs(about, 1, 3)]
        assert [*runs(about, 1, 3)] != [*runs(about, 2, 3)]
