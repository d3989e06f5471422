"""How generated cases end: what they do not come to, they leave to others."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from conformance.catalogue import load
from conformance.errors import (
    BlockedError,
    InconclusiveError,
    RefusedError,
    UnmetError,
    UnsupportedError,
)
from conformance.run.collect import cases_of, every_case
from conformance.run.declare import generated, themes
from conformance.run.runner import Runner
from conformance.run.world import World
from conformance.target.settings import Settings
from conformance.verdict import Prover, Verdict
from conformance.wire.gateway import Gateway

SHOWN, NOT_SHOWN = "read.returns-message", "read.repeatable"


def ending(why: BaseException | None) -> Callable[..., None]:
    """What shows one of two themes, and then ends so."""

    def body(gateway: Gateway, prove: Prover) -> None:
        assert gateway
        with prove(SHOWN):
            pass
        if why is not None:
            raise why

    return body


def verdicts(folder: Path, body: Callable[..., None]) -> dict[str, tuple[Verdict, str]]:
    """What a case says of each theme, and why."""
    world = World(Settings({"provider": ["clickatell"]}, environment={}), load(), folder)
    try:
        [case] = cases_of(world, "test_ends.py", "test_ends", body)
        return {
            one.requirement.partition("/")[2]: (one.verdict, one.observed)
            for one in Runner(world).run(case).findings
        }
    finally:
        world.close()


@pytest.mark.parametrize(
    ("why", "written", "drawn", "told"),
    [
        (None, Verdict.BLOCKED, Verdict.NOTE, "ended without looking"),
        (BlockedError("no message"), Verdict.BLOCKED, Verdict.NOTE, "no message"),
        (RefusedError("no leave"), Verdict.REFUSED, Verdict.NOTE, "no leave"),
        (InconclusiveError("no end"), Verdict.INCONCLUSIVE, Verdict.NOTE, "no end"),
        (UnmetError("a", "b"), Verdict.BLOCKED, Verdict.NOTE, "a precondition failed"),
        (UnsupportedError("no view"), Verdict.UNSUPPORTED, Verdict.UNSUPPORTED, "no view"),
        (ZeroDivisionError(), Verdict.ERROR, Verdict.ERROR, "the suite broke"),
    ],
    ids=lambda one: type(one).__name__ if isinstance(one, BaseException) else None,
)
def test_what_a_generated_case_does_not_come_to(
    tmp_path: Path, why: BaseException | None, written: Verdict, drawn: Verdict, told: str
) -> None:
    """It is noted and leaves nothing open; a written case has to look at all that it names."""
    names = (SHOWN, NOT_SHOWN)

    of_written = verdicts(tmp_path / "written", themes(*names)(ending(why)))
    of_drawn = verdicts(tmp_path / "drawn", generated(*names)(ending(why)))

    assert (of_written[SHOWN][0], of_drawn[SHOWN][0]) == (Verdict.PASS, Verdict.PASS)
    assert (of_written[NOT_SHOWN][0], of_drawn[NOT_SHOWN][0]) == (written, drawn)
    assert told in of_drawn[NOT_SHOWN][1]


def test_cases_that_draw_say_that_they_are_generated(tmp_path: Path) -> None:
    """By it the proof tells what they find alone, and a live target is spared them."""
    world = World(Settings({"max-examples": 1}, environment={}), load(), tmp_path)
    try:
        modules = {
            (case.body.__module__.rpartition(".")[2], case.generated) for case in every_case(world)
        }
    finally:
        world.close()

    of_both = {name for name, _ in modules if {(name, True), (name, False)} <= modules}
    drawing = {name for name, is_generated in modules if is_generated}

    assert of_both == set()
    assert {one for one, _ in modules if "drawn" in one or "oracles" in one} <= drawing
    assert {"test_generated", "test_stateful", "test_dexatel_searches"} <= drawing
