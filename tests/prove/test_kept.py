"""A proof that was interrupted goes on where it was."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from conformance.cli import main
from conformance.errors import UsageError
from conformance.prove.kept import FILE, Kept
from conformance.prove.matrix import Proof
from conformance.prove.trials import Tried

CAUGHT = "dexatel/answers-a-delete-with-200"
PROOF = Proof(
    deviation=CAUGHT,
    provider="dexatel",
    violated=("cancel.answers-204",),
    missed=(),
    blamed=(),
    open=(),
    broken=(),
    evidence={"cancel.answers-204": ("the status: 204", "200")},
    generated=(),
    alone=(),
    seeds=1,
    cases=1,
    seconds=1.0,
)
TRIED = Tried("hostile", "hangs", 6, 1.0, 80, 0, (), ())


def test_what_held_is_taken_over(tmp_path: Path) -> None:
    """Equal to what was seen, and not to be run again."""
    kept = Kept(tmp_path, resume=False)
    kept.add(PROOF)
    kept.add(TRIED)

    again = Kept(tmp_path, resume=True)

    assert again.proofs == {("dexatel", CAUGHT, 1): PROOF}
    assert again.trials == {TRIED.label: TRIED}
    as_it_is = ("dexatel", "", 1)
    assert again.wanted([as_it_is, ("dexatel", CAUGHT, 1)]) == [as_it_is]
    assert again.wanted([("dexatel", CAUGHT, 3)])  # more seeds than were seen
    assert Kept(tmp_path, resume=True).proofs == again.proofs


def test_what_did_not_hold_is_run_again(tmp_path: Path) -> None:
    """Held against what is declared now, not against what was declared then."""
    kept = Kept(tmp_path, resume=False)
    kept.add(replace(PROOF, violated=("read.repeatable",), missed=(), blamed=()))
    kept.add(replace(PROOF, deviation="", violated=("read.repeatable",)))
    kept.add(replace(PROOF, deviation="dexatel/no-more"))
    kept.add(replace(TRIED, wrong=("it ended with 3",)))

    again = Kept(tmp_path, resume=True)

    assert (again.proofs, again.trials) == ({}, {})


def test_beginning_anew(tmp_path: Path) -> None:
    """Without being asked to, nothing is taken over."""
    Kept(tmp_path, resume=False).add(PROOF)

    assert Kept(tmp_path, resume=False).proofs == {}
    assert Kept(tmp_path, resume=True).proofs == {}


def test_a_line_of_something_else(tmp_path: Path) -> None:
    """Whoever wrote it, it is not taken for a result."""
    (tmp_path / FILE).write_text('{"what": "proof"}\n')

    with pytest.raises(UsageError, match="no proof wrote"):
        Kept(tmp_path, resume=True)


def test_resuming_nowhere(capsys: pytest.CaptureFixture[str]) -> None:
    """There has to be a folder."""
    assert main(["prove", CAUGHT, "--resume"]) == 4
    assert "-o DIR" in capsys.readouterr().err
