"""What a send request asks for: its fields, read and checked one by one."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from conformance.reference.clickatell.errors import Refusal, bad_parameter
from conformance.reference.clock import Clock

MAX_RECIPIENTS = 600
MAX_PARTS = 35
DEFAULT_PARTS = 3
"""The account's own limit of parts, in force where a request sets none."""
FARTHEST = timedelta(days=7)
"""How far ahead a delivery may be scheduled."""
DEFAULT_VALIDITY = 1440
LONGEST_VALIDITY = 10 * 366 * 1440
"""A longer validity, in minutes, is as good as this one."""
SENDERS = frozenset({"Conform"})
"""The senders that are registered."""

Fields = Mapping[str, Any]

SENDER = re.compile(r"\+?[0-9]{1,15}|[A-Za-z0-9 ]{1,11}")
CLIENT_ID = re.compile(r"[A-Za-z0-9]{1,32}")
HEX = re.compile(r"(?:[0-9A-Fa-f]{2})*")
INTEGER = re.compile(r"[0-9]{1,18}")
NUMBER = re.compile(r"[0-9]{1,18}(?:\.[0-9]{1,18})?")
TIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?"
    r"(?:Z|[+-][0-9]{2}:?[0-9]{2})"
)


@dataclass(frozen=True)
class Draft:
    """One text for some recipients, as asked for.

    Attributes:
        text: what the handset will show; for `binary`, the octets in hex.
        to: the recipients as the request writes them.
        unicode: whether the text came as UCS-2 and is sent so, whatever its characters.
        binary: whether the text stands for octets.
        header: the user data header, in octets.
        client_id: the client's own id of the message, if it gave one.
        due: when to deliver; as soon as possible if None.
        validity: how long after that the message may wait in the queue.
        max_parts: the most parts that the message may have.
        max_charge: the most credits that one recipient may cost, if there is a limit.
    """

    text: str
    to: tuple[str, ...]
    unicode: bool
    binary: bool
    header: bytes
    client_id: str | None
    due: datetime | None
    validity: timedelta
    max_parts: int
    max_charge: Decimal | None


class Drafts:
    """Reads send requests. Every method raises Refusal for a field that is at fault."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock

    def read(self, fields: Fields) -> Draft:
        """Read a whole request; unknown fields are ignored."""
        unicode, binary = self.flag(fields, "unicode"), self.flag(fields, "binary")
        draft = Draft(
            text=self.text(fields, unicode=unicode, binary=binary),
            to=self.recipients(fields),
            unicode=unicode,
            binary=binary,
            header=self.header(fields),
            client_id=self.client_id(fields),
            due=self.due(fields),
            validity=self.validity(fields),
            max_parts=self.max_parts(fields),
            max_charge=self.max_charge(fields),
        )
        self.check_sender(fields)
        self.check_fields_without_effect(fields)
        return draft

    def text(self, fields: Fields, *, unicode: bool, binary: bool) -> str:
        """The text, decoded if it is in hex."""
        text = fields.get("text")
        if not isinstance(text, str) or not text:
            raise bad_parameter("text")
        if unicode:
            return self.decoded(text)
        if binary and not HEX.fullmatch(text):
            raise bad_parameter("text")
        return text

    def decoded(self, text: str) -> str:
        """The text that hex digits of UCS-2, big-endian, stand for."""
        if not HEX.fullmatch(text):
            raise Refusal("116")
        try:
            return bytes.fromhex(text).decode("utf-16-be")
        except UnicodeDecodeError as error:  # half a unit, or half a surrogate pair
            raise Refusal("116") from error

    def recipients(self, fields: Fields) -> tuple[str, ...]:
        """The recipients, in the request's order; a single one need not be in an array."""
        to = fields.get("to")
        recipients = [to] if isinstance(to, str) else to
        if (
            not isinstance(recipients, list)
            or not 1 <= len(recipients) <= self.most_recipients()
            or not all(isinstance(recipient, str) for recipient in recipients)
        ):
            raise bad_parameter("to")
        return tuple(recipients)

    def most_recipients(self) -> int:
        """How many recipients one request may have."""
        return MAX_RECIPIENTS

    def header(self, fields: Fields) -> bytes:
        """The user data header: hex, its first octet the count of those that follow."""
        udh = given(fields, "udh")
        if udh is None:
            return b""
        if not isinstance(udh, str) or not HEX.fullmatch(udh):
            raise Refusal("102")
        header = bytes.fromhex(udh)
        if header[0] != len(header) - 1 or len(header) >= 140:
            raise Refusal("102")
        return header

    def client_id(self, fields: Fields) -> str | None:
        """The client's own id: letters and digits, at most 32."""
        client_id = given(fields, "clientMessageId")
        if client_id is None:
            return None
        if isinstance(client_id, str) and " " in client_id:
            raise Refusal("120")
        if not isinstance(client_id, str) or not CLIENT_ID.fullmatch(client_id):
            raise bad_parameter("clientMessageId")
        return client_id

    def due(self, fields: Fields) -> datetime | None:
        """When to deliver: ISO 8601 with a zone, not past and at most seven days ahead."""
        time = setting(fields, "scheduledDeliveryTime")
        if time is None:
            return None
        try:
            if not isinstance(time, str) or not TIME.fullmatch(time):
                raise bad_parameter("scheduledDeliveryTime")
            due = datetime.fromisoformat(time).astimezone(UTC)
        except (ValueError, OverflowError) as error:
            raise bad_parameter("scheduledDeliveryTime") from error
        if not timedelta() <= due - self.clock.now() <= self.farthest():
            raise bad_parameter("scheduledDeliveryTime")
        return due

    def farthest(self) -> timedelta:
        """How far ahead a delivery may be scheduled."""
        return FARTHEST

    def validity(self, fields: Fields) -> timedelta:
        """How long the message may wait."""
        minutes = integer(fields, "validityPeriod", 1, math.inf)
        return timedelta(minutes=min(minutes or DEFAULT_VALIDITY, LONGEST_VALIDITY))

    def max_parts(self, fields: Fields) -> int:
        """The most parts that the message may have."""
        return integer(fields, "maxMessageParts", 1, MAX_PARTS) or DEFAULT_PARTS

    def max_charge(self, fields: Fields) -> Decimal | None:
        """The most credits that the message may cost."""
        ceiling = setting(fields, "maxCredits")
        if ceiling is None:
            return None
        if isinstance(ceiling, str) and NUMBER.fullmatch(ceiling):
            ceiling = Decimal(ceiling)
        if isinstance(ceiling, bool) or not isinstance(ceiling, int | float | Decimal):
            raise bad_parameter("maxCredits")
        if not 0 < ceiling < math.inf:
            raise bad_parameter("maxCredits")
        return Decimal(str(ceiling))

    def check_sender(self, fields: Fields) -> None:
        """A sender is a number or a short name, and registered."""
        sender = given(fields, "from")
        if sender is None:
            return
        if not isinstance(sender, str) or not SENDER.fullmatch(sender):
            raise Refusal("106")
        if sender not in SENDERS:
            raise Refusal("123")

    def check_fields_without_effect(self, fields: Fields) -> None:
        """Fields that steer what this network has not got: replies, callbacks, dearer routes."""
        self.flag(fields, "mo")
        self.flag(fields, "escalate")
        integer(fields, "callback", 0, 7)
        integer(fields, "userPriorityQueue", 1, 3)
        if not isinstance(given(fields, "type") or "", str):
            raise bad_parameter("type")

    def flag(self, fields: Fields, name: str) -> bool:
        """A yes or no: 0 or 1, a boolean, or either in letters."""
        value = setting(fields, name)
        if value is None or value == "false":
            return False
        if value is True or value in (1, "1", "true"):
            return True
        raise bad_parameter(name)


def given(fields: Fields, name: str) -> Any:
    """A field's value; None where it says nothing, for which clients also write 0 and ""."""
    value = fields.get(name)
    return None if value in (None, "", 0) else value


def setting(fields: Fields, name: str) -> Any:
    """The same for a field that is no name or text: its zero may also come in letters."""
    value = given(fields, name)
    return None if value == "0" else value


def integer(fields: Fields, name: str, least: int, most: float) -> int | None:
    """A whole number as JSON writes it or in digits; None where nothing was given."""
    value = setting(fields, name)
    if value is None:
        return None
    if isinstance(value, str) and INTEGER.fullmatch(value):
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value // 1:
        raise bad_parameter(name)
    if not least <= value <= most:
        raise bad_parameter(name)
    return int(value)
