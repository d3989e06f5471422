"""A message of the account, and what its status says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from conformance.reference.network import Place, Transmission

STATUS = {
    Place.SCHEDULED: "011",
    Place.QUEUED: "002",
    Place.SENT: "003",
    Place.DELIVERED: "004",
    Place.STOPPED: "006",
    Place.FAILED: "007",
    Place.EXPIRED: "010",
}

DESCRIPTIONS = {
    "002": "Message queued",
    "003": "Delivered to gateway",
    "004": "Received by recipient",
    "006": "User cancelled message delivery",
    "007": "Error delivering message",
    "010": "Message expired",
    "011": "Message scheduled for later delivery",
}


@dataclass(eq=False)
class Message:
    """One text to one recipient, accepted.

    Attributes:
        id: 32 hexadecimal digits in lower case.
        client_id: the client's own id, if it gave one.
        due: when it may go out.
        price: what it costs in credits unless it expires.
        transmission: the message on its way through the network.
    """

    id: str
    client_id: str | None
    due: datetime
    price: Decimal
    transmission: Transmission
