"""The letter case of header names, which WSGI loses, reaches the reference all the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest

from conformance import deviations, reference
from conformance.reference.server import running
from conformance.reference.service import HEADER_NAMES
from conformance.wire.wire import Wire

SPELT = ("AUTHORIZATION", "x-version", "aCCEPT")
DEVIATION = "clickatell/knows-one-spelling-of-the-token-header"


class Listener:
    """An application that keeps what it is told of the names."""

    def __init__(self) -> None:
        self.heard: tuple[str, ...] = ()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Listen, and say nothing."""
        self.heard = environ[HEADER_NAMES]
        start_response("200 OK", [("Content-Length", "0")])
        return [b""]


def test_in_process(wire: Callable[..., Wire]) -> None:
    """The embedded reference is told the names as they were written."""
    listener = Listener()

    made = wire("http://reference.invalid", application=listener)
    made.send("GET", "/rest/account/balance", headers=tuple((name, "1") for name in SPELT))

    assert [name for name in listener.heard if name in SPELT] == [*SPELT]


def test_over_a_socket(wire: Callable[..., Wire]) -> None:
    """So is one that is served, and by names alone, whatever their values hold."""
    listener = Listener()

    with running(listener) as url:
        made = wire(url)
        made.send("GET", "/rest/account/balance", headers=tuple((name, "a: b") for name in SPELT))

    assert [name for name in listener.heard if name in SPELT] == [*SPELT]
    assert all(name.replace("-", "").isalpha() for name in listener.heard)


@pytest.mark.parametrize(("name", "status"), [("Authorization", 200), ("authorization", 401)])
def test_a_served_deviation_compares_them(
    wire: Callable[..., Wire], name: str, status: int
) -> None:
    """What the matrix shows in process, `conformance serve --deviation` does on a socket."""
    application = reference.build()
    deviations.install(DEVIATION, application)
    token = application.services["clickatell"].token  # type: ignore[attr-defined]

    with running(application) as url:
        answer = wire(url).send(
            "GET",
            "/rest/account/balance",
            headers=((name, f"Bearer {token}"), ("X-Version", "1"), ("Accept", "*/*")),
        )

    assert answer.status_code == status
