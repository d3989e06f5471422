"""Servers on loopback, and wires to reach them."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from loopback import SHORT

from conformance.contract import load
from conformance.prove.hostile import Behaviour, Server
from conformance.target.target import LOOPBACK_RECIPIENTS
from conformance.wire.budget import Budget
from conformance.wire.exchange import Exchange
from conformance.wire.guard import Rules, Tier
from conformance.wire.ledger import Ledger
from conformance.wire.redaction import Redactor
from conformance.wire.wire import Wire


@pytest.fixture
def serve() -> Iterator[Callable[[Behaviour], Server]]:
    """Starts servers that live as long as the test."""
    with contextlib.ExitStack() as stack:

        def start(behaviour: Behaviour) -> Server:
            server = Server(behaviour)
            stack.callback(server.close)
            return server

        yield start


@pytest.fixture
def exchanges() -> list[Exchange]:
    """What the wires of the test have recorded."""
    return []


@pytest.fixture
def wire(exchanges: list[Exchange]) -> Iterator[Callable[..., Wire]]:
    """Makes wires with short bounds to a URL; they are closed after the test."""
    with contextlib.ExitStack() as stack:

        def connect(url: str, *, redactor: Redactor | None = None, **options: Any) -> Wire:
            rules = Rules(
                base=httpx.URL(url),
                tier=Tier.LOCAL,
                contracts=[load(name) for name in ("dexatel", "twosms", "clickatell")],
                recipients=frozenset(LOOPBACK_RECIPIENTS),
                budget=Budget(None),
                ledger=Ledger(),
            )
            made = Wire(
                rules,
                redactor or Redactor(),
                exchanges.append,
                **{"bounds": SHORT, **options},
            )
            stack.callback(made.close)
            return made

        yield connect
