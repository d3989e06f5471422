"""What the tests of the plugin share: pytest runs of their own, in a folder of their own."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

# Imported here, so that pytester does not take them out of the process between two runs: a C
# extension such as PyYAML's cannot be imported twice.
import conformance.run.session  # noqa: F401
from conformance import deviations, reference
from conformance.reference.server import running

CANCEL = "dexatel/cancel.answers-204"


@pytest.fixture
def suite(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., pytest.RunResult]:
    """Runs pytest with arguments in an empty folder, as a user with the package installed does."""
    for name in ("CI", "PYTEST_ADDOPTS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "80")

    def run(*arguments: str, apart: bool = False) -> pytest.RunResult:
        """Run in this process, which is faster, or in one of its own, which is safer."""
        how = pytester.runpytest_subprocess if apart else pytester.runpytest_inprocess
        return how("-p", "no:cacheprovider", *arguments)

    return run


@pytest.fixture
def record(pytester: pytest.Pytester) -> Callable[[], dict[str, Any]]:
    """Reads the report.json that the last run has written."""

    def read() -> dict[str, Any]:
        path = Path(pytester.path) / "reports" / "latest" / "report.json"
        data: dict[str, Any] = json.loads(path.read_text())
        return data

    return read


@pytest.fixture
def served() -> Iterator[Callable[..., str]]:
    """Serves the reference on a socket, deviating if asked to, and returns its base URL."""
    with contextlib.ExitStack() as stack:

        def serve(*names: str) -> str:
            application = reference.build()
            for name in names:
                deviations.install(name, application)
            return stack.enter_context(running(application))

        yield serve
