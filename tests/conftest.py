"""What all self-tests share."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from hypothesis import HealthCheck, settings

pytest_plugins = ["pytester"]

# How fast a machine is decides nothing here.
settings.register_profile(
    "patient",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.load_profile("patient")


@pytest.fixture(scope="session", autouse=True)
def no_other_way_out() -> Iterator[None]:
    """Nothing is ever sent through `requests`, past guard and recorder.

    schemathesis would: its default checks send requests of their own.
    """

    def explode(self: requests.Session, request: requests.PreparedRequest, **_: object) -> None:
        del self
        raise AssertionError(f"{request.method} {request.url} was sent through requests")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(requests.Session, "send", explode)
        yield


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for 127.0.0.1 that nobody vouches for, with its key."""
    program = shutil.which("openssl")
    if program is None:
        pytest.skip("there is no openssl to make a certificate with")
    folder = tmp_path_factory.mktemp("tls")
    arguments = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2"
    names = ["-subj", "/CN=conformance", "-addext", "subjectAltName=IP:127.0.0.1"]
    files = ["-keyout", str(folder / "both.pem"), "-out", str(folder / "certificate.pem")]
    subprocess.run(  # noqa: S603 - the test's own arguments
        [program, *arguments.split(), *names, *files], check=True, capture_output=True
    )
    both = folder / "both.pem"
    both.write_text(both.read_text() + (folder / "certificate.pem").read_text())
    return both
