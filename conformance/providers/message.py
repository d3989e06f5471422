"""A message as a case knows it, and what the target says of it."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


class State(enum.Enum):
    """Where a message is, in words that hold for every provider."""

    SCHEDULED = "scheduled"
    QUEUED = "queued"
    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    GONE = "gone"
    OTHER = "other"

    @property
    def waiting(self) -> bool:
        """Whether the message has not gone out and still may."""
        return self in {State.SCHEDULED, State.QUEUED}

    @property
    def out(self) -> bool:
        """Whether the message has left the provider."""
        return self in {State.SENT, State.DELIVERED}

    @property
    def final(self) -> bool:
        """Whether the message stays where it is."""
        return self not in {State.SCHEDULED, State.QUEUED, State.SENT, State.OTHER}


@dataclass(frozen=True)
class Message:
    """A message that the target has accepted from this run.

    Attributes:
        recipient: as it was sent to.
        due: when it may leave, if it was scheduled.
        echoed: the recipient as the target's answer names it; None when it names none.
        details: what else the target answered about it.
    """

    id: str
    recipient: str
    text: str
    due: datetime | None = None
    echoed: str | None = None
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class View:
    """What the target shows of a message at one moment; None is what it does not show.

    Attributes:
        segments: how many parts it has.
        encoding: `GSM-7` or `UCS-2`.
        charge: its price in credits.
        exchange: the exchange that showed it.
    """

    state: State
    text: str | None = None
    recipient: str | None = None
    segments: int | None = None
    encoding: str | None = None
    charge: float | None = None
    exchange: str = ""
