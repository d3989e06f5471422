"""Verbs: what sequences of requests use of a provider's API beyond what every one has."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any

from conformance.generate.model import Row
from conformance.providers import Draft
from conformance.wire.gateway import Gateway


@dataclass(frozen=True)
class Expiry:
    """What the answer to an expiry tells."""

    count: object
    used: Decimal
    remaining: Decimal


@dataclass(frozen=True)
class Verbs:
    """What a provider's API has beyond sending, reading and cancelling.

    Attributes:
        faulty: a send of a text that has to be refused.
        early: how long before its time a scheduled message may leave.
        options: of every send.
        listed: what is listed of the messages to a recipient, in pages of so many.
        expire: expires messages that have gone out.
        balance: the credits that are left, once nothing that was sent before takes any.
    """

    faulty: Callable[[Gateway, str, Sequence[str]], Draft]
    early: timedelta = timedelta()
    options: Mapping[str, Any] = field(default_factory=dict)
    listed: Callable[[Gateway, str, int], list[Row]] | None = None
    expire: Callable[[Gateway, Sequence[str]], Expiry] | None = None
    balance: Callable[[Gateway], Decimal] | None = None
