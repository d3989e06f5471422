"""A whole run against a server that repeats credentials everywhere leaves none of them behind."""

from __future__ import annotations

import base64
import contextlib
import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

# Imported here, so that pytester does not take it out of the process between two runs.
import conformance.run.session  # noqa: F401
from conformance import reference
from conformance.reference.server import running
from conformance.report.writer import FILES
from conformance.wire.redaction import TELLING

CANARIES = {
    "DEXATEL_KEY": "94d2f2f2884848bca861264ad86d8ace",
    "TWOSMS_CLIENT_SECRET": "conformance-secret",
    "CLICKATELL_TOKEN": "conformance.reference.token_000000000000000000000000000000000",
}
"""What the reference knows, by the variable that carries what the run is told instead."""

SECRETS = {
    "DEXATEL_KEY": "7f3e9a1c5b2d8064e7f1a3c59b0d2846",
    "TWOSMS_CLIENT_SECRET": "Zq8-Xw4_Vr2.Kt6~Yp9",
    "CLICKATELL_TOKEN": "Hs5Gd3Fa1Jk7Lz9Xc2Vb4Nm6Qw8Er0Ty",
}


class Parrot:
    """The reference for accounts with other secrets, which it repeats wherever it can."""

    def __init__(self) -> None:
        self._reference = reference.build()
        self._heard = b""

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        """Answer, and repeat what was heard."""
        length = int(environ.get("CONTENT_LENGTH") or 0)
        body = environ["wsgi.input"].read(length)
        heard = [
            str(value)
            for name, value in environ.items()
            if name in {"HTTP_AUTHORIZATION", "HTTP_X_DEXATEL_KEY"}
        ]
        if environ["PATH_INFO"].lower() == "/token":
            heard.append(body.decode("latin-1"))
        for variable, secret in SECRETS.items():
            known = CANARIES[variable]
            body = body.replace(secret.encode(), known.encode())
            for name, value in environ.items():
                if isinstance(value, str):
                    environ[name] = value.replace(secret, known)
        environ["wsgi.input"] = _Input(body)
        environ["CONTENT_LENGTH"] = str(len(body))
        told: list[Any] = []
        answer = b"".join(self._reference(environ, lambda *args: told.append(args)))  # type: ignore[arg-type]
        status, headers = told[0][:2]
        said = " ".join(heard)
        if said and not status.startswith("2"):
            document = {"errors": [{"code": said, "message": [said]}], "error": said, "data": said}
            answer = json.dumps(document).encode()
        headers = [pair for pair in headers if pair[0].lower() != "content-length"]
        if said:
            in_base64 = base64.b64encode(f"id:{said}".encode()).decode()
            name = "".join(one for one in said if one.isalnum())[:60]
            headers += [("X-Echo", said), ("X-Basic", in_base64), (f"X-{name}", said[::-1])]
            headers += [("Location", f"/{said.replace(' ', '%20')}"), ("X-Half", said[:20])]
            headers += [("X-Half", said[20:]), ("X-Capitals", said.upper())]
        start_response(status, [*headers, ("Content-Length", str(len(answer)))])
        return [b"" if environ["REQUEST_METHOD"] == "HEAD" else answer]


class _Input:
    def __init__(self, body: bytes) -> None:
        self._body = body

    def read(self, size: int = -1) -> bytes:
        """The next octets."""
        size = len(self._body) if size < 0 else size
        taken, self._body = self._body[:size], self._body[size:]
        return taken


@pytest.fixture
def parrot() -> Iterator[str]:
    """The URL of such a server."""
    with contextlib.ExitStack() as stack:
        yield stack.enter_context(running(Parrot()))  # type: ignore[arg-type]


def written(folder: Path) -> dict[str, str]:
    """Every file below a folder as text."""
    return {
        str(path.relative_to(folder)): path.read_bytes().decode("utf-8", "replace")
        for path in folder.rglob("*")
        if path.is_file()
    }


def telling(secret: str) -> set[str]:
    """Every part of a secret that gives it away, and what base64 makes of it."""
    parts = set()
    for one in (secret, secret[::-1], base64.b64encode(secret.encode()).decode().rstrip("=")[:-2]):
        parts |= {one[at : at + TELLING].lower() for at in range(len(one) - TELLING + 1)}
    return parts


@pytest.mark.parametrize("tier", ["local", "live"])
def test_a_run_leaves_no_secret_behind(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, parrot: str, tier: str
) -> None:
    """Neither the terminal nor any file of the report has a part of a secret, or a live number."""
    for variable, secret in SECRETS.items():
        monkeypatch.setenv(variable, secret)
    for variable in ("DEXATEL_SENDER", "TWOSMS_CLIENT_ID"):
        monkeypatch.setenv(variable, {"DEXATEL_SENDER": "Conform"}.get(variable, "conformance"))
    numbers = ["12025550142", "12025550143"]
    monkeypatch.setenv("CONFORMANCE_RECIPIENTS", ",".join(numbers))
    globs = ["*/auth.wrong-*", "*/auth.*truncated*", "*/auth.*case*", "dexatel/auth.error-shape"]
    options = [f"--requirement={glob}" for glob in [*globs, "twosms/token.*"]]
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
            for part in telling(secret):
                assert part not in small, f"{name} has a part of {variable}"
        if tier == "live":
            assert not any(number in text for number in numbers), name
    assert ("$RECIPIENT_1" in exchanges) is (tier == "live")
