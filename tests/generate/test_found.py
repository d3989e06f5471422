"""Exploring: fresh requests for a while, and what they find is tried again by later runs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from conformance.contract import load
from conformance.data import specs_dir
from conformance.generate import found
from conformance.generate.example import Example

EXAMPLE = Example("getBalance", "positive", "GET", "/rest/account/balance", (), None, None, "", "")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where this test keeps what it finds."""
    monkeypatch.setenv(found.VARIABLE, str(tmp_path))
    return tmp_path


def test_what_is_kept_is_tried_again_and_what_is_damaged_is_not(folder: Path) -> None:
    """One file for each request, however often it is found."""
    found.keep("clickatell", EXAMPLE)
    found.keep("clickatell", EXAMPLE)
    (folder / "clickatell" / "cut.json").write_text('{"operation": ', encoding="utf-8")

    assert found.kept("clickatell") == [EXAMPLE]
    assert found.kept("dexatel") == []


def test_a_folder_that_cannot_be_written_is_no_trouble(folder: Path) -> None:
    """The finding stands; only the replay is lost."""
    (folder / "clickatell").write_text("in the way", encoding="utf-8")

    assert found.keep("clickatell", EXAMPLE) is None


def test_fresh_requests_end_when_their_time_does() -> None:
    """No time, no request; and then others than before."""
    contract = load("clickatell")
    operation = contract.operations["sendMessage"]

    assert list(found.fresh(contract, operation, "negative", 0.0)) == []
    first = {one.id for one in found.fresh(contract, operation, "negative", 1.5)}
    assert first
    assert first != {one.id for one in found.fresh(contract, operation, "negative", 1.5)}


def test_a_run_that_explores_keeps_what_the_next_run_replays(folder: Path) -> None:
    """A target that breaks on arrays is found out by chance, and then again without it."""
    suite = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    target = ["--provider=clickatell", "--deviation=clickatell/crashes-on-arrays"]
    cases = "conformance/cases/test_generated.py"

    def run(*more: str) -> str:
        done = subprocess.run(  # noqa: S603 - our own program
            [*suite, *target, f"--report={folder / 'report'}", *more],
            cwd=specs_dir().parent,
            capture_output=True,
            check=False,
            text=True,
        )
        return done.stdout + done.stderr

    explored = run(
        f"{cases}::test_whatever_is_asked", "--max-examples=0", "--explore=60", "-k=send"
    )
    kept = found.kept("clickatell")
    assert kept, explored
    one = f"{cases}::test_found[clickatell-{kept[0].operation}-{kept[0].id}]"
    assert one.partition("::")[2] in explored

    replayed = run(one)
    assert "1 failed" in replayed, replayed
    assert f"again: pytest '{one}' {' '.join(target)}" in replayed
