"""The core against the reference: that its requests are sent, and mean what they are made for."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.catalogue import load as load_catalogue
from conformance.prove.matrix import CORE, ENVIRONMENT
from conformance.run.collect import every_case
from conformance.run.runner import Runner
from conformance.run.world import World
from conformance.target.settings import Settings

UNSENT = {
    "would reach people whom it does not name",
    "would touch what this run did not create",
    "a recipient is not on the allow-list",
    "PATCH /api/v1/admin/accounts/{id}/credits without",
    "GET /rest/message without",
}
"""What may keep one back: the guard, and two things that no request of the suite can make."""

FEW = 30
"""Requests of a provider that may be kept back."""


@pytest.mark.parametrize("provider", ["dexatel", "twosms", "clickatell"])
def test_hardly_any_is_kept_back(tmp_path: Path, provider: str) -> None:
    """A plain request that is refused for a fault of its own would hide what differs from it."""
    world = World(
        Settings({"provider": [provider], "max-examples": 0}, environment=ENVIRONMENT),
        load_catalogue(),
        tmp_path,
        recorded=False,
    )
    try:
        runner = Runner(world)
        told = {
            case.id: finding.observed
            for case in every_case(world)
            if case.id.startswith(CORE)
            for finding in runner.run(case).findings
            if finding.observed.startswith("not sent: ") or " without " in finding.observed
        }
    finally:
        world.close()

    assert [one for one in told.values() if not any(why in one for why in UNSENT)] == []
    assert len(told) <= FEW
