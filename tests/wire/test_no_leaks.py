"""A whole run against a server that repeats credentials everywhere leaves none of them behind."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

# Imported here, so that pytester does not take it out of the process between two runs.
import conformance.run.session  # noqa: F401
from conformance.prove.adversaries import SECRETS, accepted
from conformance.prove.doubles import Parrot
from conformance.prove.trials import parts
from conformance.reference.server import running
from conformance.report.writer import FILES


@pytest.fixture
def parrot() -> Iterator[str]:
    """The URL of such a server."""
    with contextlib.ExitStack() as stack:
        yield stack.enter_context(running(Parrot(accepted())))


def written(folder: Path) -> dict[str, str]:
    """Every file below a folder as text."""
    return {
        str(path.relative_to(folder)): path.read_bytes().decode("utf-8", "replace")
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.mark.parametrize("tier", ["local", "live"])
def test_a_run_leaves_no_secret_behind(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, parrot: str, tier: str
) -> None:
    """Neither the terminal nor any file of the report has a part of a secret, or a live number."""
    for variable, secret in SECRETS.items():
        monkeypatch.setenv(variable, secret)
    names = {"DEXATEL_SENDER": "Conform", "TWOSMS_CLIENT_ID": "conformance"}
    for variable, name in {**names, "TWOSMS_CLIENT_ID_OTHER": "neighbour"}.items():
        monkeypatch.setenv(variable, name)
    numbers = ["12025550142", "12025550143"]
    monkeypatch.setenv("CONFORMANCE_RECIPIENTS", ",".join(numbers))
    globs = ["*/auth.wrong-*", "*/auth.*truncated*", "*/auth.*case*", "dexatel/auth.error-shape"]
    globs += ["*/isolation.account.*", "twosms/token.*"]
    options = [f"--requirement={glob}" for glob in globs]
    options += ["--report=out", "-v", "--patience=1", "--max-examples=0"]
    if tier == "live":
        options += ["--live", "--budget=500"]

    result = pytester.runpytest_inprocess("-p", "no:cacheprovider", f"--target={parrot}", *options)

    files = written(pytester.path / "out")
    assert {*FILES} <= {*files}
    files["the terminal"] = f"{result.stdout}{result.stderr}"
    record = json.loads(files["report.json"])
    assert len({one["provider"] for one in record["requirements"]}) == 3
    assert sum(one["verdict"] == "fail" for one in record["findings"]) > 5
    exchanges = files["exchanges.ndjson"]
    assert all(f"${variable}" in exchanges for variable in [*SECRETS, "ACCESS_TOKEN"])
    for name, text in files.items():
        small = text.lower()
        for variable, secret in SECRETS.items():
            for part in parts(secret):
                assert part not in small, f"{name} has a part of {variable}"
        if tier == "live":
            assert not any(number in text for number in numbers), name
    assert ("$RECIPIENT_1" in exchanges) is (tier == "live")
