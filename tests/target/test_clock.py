"""A target's clock is looked for, and whatever answers in its place costs little."""

from __future__ import annotations

import gzip
import time
import tracemalloc
from collections.abc import Iterator

import httpx
import pytest

from conformance import reference
from conformance.prove.hostile import JSON, Behaviour, answering, forever, serving, with_length
from conformance.reference.server import running
from conformance.target.clock import TurnedClock, found_at
from conformance.wire.network import Network, trust

SECONDS = 0.5


@pytest.fixture
def client() -> Iterator[httpx.Client]:
    """A client with the bounds of a run's, but shorter."""
    with httpx.Client(transport=Network(trust(), SECONDS), timeout=SECONDS) as made:
        yield made


def test_the_references_clock_is_found_and_turned(client: httpx.Client) -> None:
    """It is found at its place, and tells the time that it was turned to."""
    with running(reference.build()) as url:
        found = found_at(client, url)
        assert found is not None
        clock = TurnedClock(client, found)
        before = clock.now()
        clock.wait(3600)

    assert 3600 <= (clock.now() - before).total_seconds() < 3660


NO_CLOCKS: dict[str, Behaviour] = {
    "a body without end": forever(JSON + b"\r\n", again=b" " * 65536),
    "a body that drips": forever(JSON + b"\r\n", again=b" ", pause=0.05),
    "a bomb": with_length(JSON + b"Content-Encoding: gzip\r\n", gzip.compress(bytes(50_000_000))),
    "nested lists": with_length(JSON, b"[" * 4000),
    "no JSON": with_length(JSON, b"now"),
    "no document": with_length(JSON, b"7"),
    "no moment": with_length(JSON, b'{"now": 7}'),
    "a moment of nowhere": with_length(JSON, b'{"now": "2026-01-01T00:00:00"}'),
    "nothing": answering(),
}


@pytest.mark.parametrize("behaviour", NO_CLOCKS.values(), ids=NO_CLOCKS)
def test_what_is_no_clock(client: httpx.Client, behaviour: Behaviour) -> None:
    """Anything else is none, and finding that out takes neither long nor much."""
    begun = time.monotonic()
    tracemalloc.start()
    try:
        with serving(behaviour) as server:
            assert found_at(client, server.url) is None
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert peak < 5_000_000
    assert time.monotonic() - begun < 60
