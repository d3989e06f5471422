"""Generated requests at a live target: they read, unless the user lets them do more."""

from __future__ import annotations

import contextlib
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from conformance import reference, sms
from conformance.catalogue import load
from conformance.prove.adversaries import defaults
from conformance.prove.matrix import CORE
from conformance.reference.app import Reference
from conformance.reference.server import running
from conformance.run.collect import every_case
from conformance.run.runner import Case, Runner
from conformance.run.world import World
from conformance.target.settings import Settings

ALLOWED = ("12025550171", "12025550172", "12025550173")
BUDGET = 7


@contextlib.contextmanager
def live(folder: Path, provider: str, **chosen: object) -> Iterator[tuple[World, Reference]]:
    """The reference on a socket, taken for somebody's real service."""
    application = reference.build()
    with running(application) as url:
        options = {
            "target": url,
            "provider": [provider],
            "live": True,
            "budget": BUDGET,
            "patience": 0.0,
            "max-examples": 2,
            **chosen,
        }
        environment = {**defaults(), "CONFORMANCE_RECIPIENTS": ",".join(ALLOWED)}
        world = World(Settings(options, environment=environment), load(), folder)
        try:
            yield world, application
        finally:
            world.close()


def generated(world: World) -> list[Case]:
    """The cases whose requests nobody has written."""
    return [case for case in every_case(world) if case.generated]


def most(cases: list[Case]) -> list[Case]:
    """Them but for most of the core: it is long."""
    core = {case.id for case in cases if case.id.startswith(CORE)}
    spared = {name for name in core if zlib.crc32(name.encode()) % 4}
    return [case for case in cases if case.id not in spared]


@pytest.mark.parametrize("provider", sorted(load().packs))
def test_they_only_read(tmp_path: Path, provider: str) -> None:
    """Nothing is sent, though there are an allow-list and a budget."""
    with live(tmp_path, provider) as (world, application):
        runner = Runner(world)
        for case in generated(world):
            runner.run(case)

        assert application.network.carried == []


@pytest.mark.parametrize("provider", sorted(load().packs))
def test_they_do_more_when_they_are_let(tmp_path: Path, provider: str) -> None:
    """They send to the allow-list alone, and not one segment more than the budget has."""
    with live(tmp_path, provider, **{"generated-changes": True}) as (world, application):
        runner = Runner(world)
        for case in most(generated(world)):
            runner.run(case)

        carried = application.network.carried
        assert carried
        assert {one.recipient for one in carried} <= set(ALLOWED)
        assert sum(sms.count(one.text).segments for one in carried) <= BUDGET
