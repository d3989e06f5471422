"""The simulated mobile network: where a message is at a given moment.

Nothing runs in the background. A message's place on its way is computed from the clock whenever
somebody looks, so that the same history gives the same states, however fast or slow the machine.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from conformance.reference.clock import Clock

DWELL = timedelta(seconds=2)
"""The usual time in the provider's queue."""

TRANSIT = timedelta(seconds=1)
"""The usual time on the network."""

UNDELIVERABLE = frozenset({"12025550199"})
"""Handsets that are never reached: messages to them fail in transit."""


class Place(enum.Enum):
    """Where a message is."""

    SCHEDULED = "scheduled"
    QUEUED = "queued"
    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"
    EXPIRED = "expired"
    STOPPED = "stopped"


@dataclass(eq=False)
class Transmission:
    """One text on its way to one handset.

    Attributes:
        recipient: the number in international format, digits only.
        text: the text that the handset will show.
        submitted: when the provider took it.
        due: when it may leave the provider; `submitted` unless it was scheduled.
        expires: when the provider gives up on it if it still waits then.
    """

    recipient: str
    text: str
    submitted: datetime
    due: datetime
    expires: datetime | None = None
    stopped: datetime | None = field(default=None, init=False)


class Network:
    """Carries transmissions, and can stop those that have not left.

    Attributes:
        dwell: how long a message waits in the provider's queue before the network takes it.
        transit: how long the network takes from there to the handset, or to giving up.
    """

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.dwell = DWELL
        self.transit = TRANSIT
        self.carried: list[Transmission] = []

    def carry(
        self,
        recipient: str,
        text: str,
        *,
        due: datetime | None = None,
        expires: datetime | None = None,
    ) -> Transmission:
        """Take one text for one handset, now or for later."""
        now = self.clock.now()
        transmission = Transmission(recipient, text, now, max(due or now, now), expires)
        self.carried.append(transmission)
        return transmission

    def place(self, transmission: Transmission) -> Place:
        """Where the transmission is at this moment."""
        now = self.clock.now()
        if transmission.stopped is not None:
            return Place.STOPPED
        if now < transmission.due:
            return Place.SCHEDULED
        if (
            transmission.expires is not None
            and transmission.expires <= transmission.due + self.dwell
        ):
            return Place.EXPIRED if transmission.expires <= now else Place.QUEUED
        if now < transmission.due + self.dwell:
            return Place.QUEUED
        if now < transmission.due + self.dwell + self.transit:
            return Place.SENT
        return Place.FAILED if transmission.recipient in UNDELIVERABLE else Place.DELIVERED

    def changed(self, transmission: Transmission) -> datetime:
        """When the transmission came to where it is."""
        match self.place(transmission):
            case Place.STOPPED:
                return transmission.stopped or transmission.submitted
            case Place.SCHEDULED:
                return transmission.submitted
            case Place.QUEUED:
                return transmission.due
            case Place.EXPIRED:
                return transmission.expires or transmission.due
            case Place.SENT:
                return transmission.due + self.dwell
            case Place.DELIVERED | Place.FAILED:
                return transmission.due + self.dwell + self.transit

    def stop(self, transmission: Transmission) -> bool:
        """Stop the transmission if it has not left yet, and say whether it is stopped now."""
        if self.place(transmission) in {Place.SCHEDULED, Place.QUEUED}:
            transmission.stopped = self.clock.now()
        return self.place(transmission) is Place.STOPPED
