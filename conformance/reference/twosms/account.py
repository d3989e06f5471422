"""The account: its messages, what state each is in, and its credits."""

from __future__ import annotations

import enum
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from werkzeug.wrappers import Request, Response

from conformance.reference.network import Network, Transmission
from conformance.reference.twosms.binding import Guid, UnreadableError
from conformance.reference.twosms.oauth import OAuth

OPENING_BALANCE = 1_000_000.0
SMS_CREDITS = 1.0
EMAIL_CREDITS = 0.5
ACCOUNT_ID = "3e7a9b14-5c2d-4d86-b0f3-91c6e2a4d705"
USER_ID = "5d1c2f0e-6f0b-4b7e-9a53-0e7d4c1b8a21"


class Kind(enum.IntEnum):
    """What is sent; the numbers are those of a send request's `Type`."""

    ADVANCED = 0
    """The content stays with the provider; the recipient is told and opens it there."""
    STANDARD = 1
    """The content goes to the recipient's handset or mailbox."""
    RECURRING = 2
    """A standard message that is sent again and again."""


@dataclass(eq=False)
class Recipient:
    """One destination of a message, and what became of the message there."""

    destination: str
    transmission: Transmission | None = None
    """On the mobile network; None for an e-mail."""
    reads: list[datetime] = field(default_factory=list)

    @property
    def is_email(self) -> bool:
        """Whether the destination is an e-mail address."""
        return "@" in self.destination


@dataclass(eq=False)
class Message:
    """One message of the account.

    Attributes:
        content: the text; None once it has been erased.
        due: when it goes out.
        expiry: when it can no longer be viewed; None for never.
        reads: how often each recipient may view it; None for any number of times.
        expired: when it was expired by request.
        cancelled: when it was cancelled before it was due.
        reason: why it was expired, in the account's words.
    """

    kind: Kind
    content: str | None
    recipients: list[Recipient]
    due: datetime
    expiry: datetime | None = None
    reads: int | None = None
    reference: str | None = None
    sender: str | None = None
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    expired: datetime | None = None
    cancelled: datetime | None = None
    reason: str | None = None


class Account(OAuth):
    """The state that all operations share, and the answer that they have in common.

    Attributes:
        account_id: the account.
        user_id: its one user.
    """

    account_id: str = ACCOUNT_ID
    user_id: str = USER_ID

    def __init__(self, network: Network) -> None:
        super().__init__(network)
        self.balance = OPENING_BALANCE
        self.messages: dict[str, Message] = {}

    # -- messages --------------------------------------------------------------------------------

    def find(self, message_id: str) -> Message | None:
        """The message with this id in any spelling."""
        try:
            return self.messages.get(Guid().from_text(message_id))
        except UnreadableError:
            return None

    def pending(self, message: Message) -> bool:
        """Whether the message waits for its time."""
        return message.cancelled is None and self.clock.now() < message.due

    def gone_out(self, message: Message) -> bool:
        """Whether the message has been sent to its recipients."""
        return message.cancelled is None and self.clock.now() >= message.due

    def expired(self, message: Message) -> bool:
        """Whether the message has been expired, by request or by its date."""
        by_date = message.expiry is not None and message.expiry <= self.clock.now()
        return message.expired is not None or by_date

    def used_up(self, message: Message, recipient: Recipient) -> bool:
        """Whether the recipient has viewed the message as often as allowed."""
        return message.reads is not None and len(recipient.reads) >= message.reads

    def read_out(self, message: Message) -> bool:
        """Whether all recipients have."""
        return all(self.used_up(message, recipient) for recipient in message.recipients)

    def same_destination(self, one: str, other: str) -> bool:
        """Whether two spellings mean the same number or mailbox."""
        return canonical(one) == canonical(other)

    # -- credits ---------------------------------------------------------------------------------

    def charge(self, credits_used: float) -> None:
        """Take credits from the balance."""
        self.balance -= credits_used

    # -- answers ---------------------------------------------------------------------------------

    def succeed(
        self, request: Request, kind: str, detail: object, result: str = "Success"
    ) -> Response:
        """Answer with the envelope.

        Args:
            request: the request.
            kind: the type of the detail, which names XML's root.
            detail: what the operation tells.
            result: the outcome in words.
        """
        document = self.envelope(self.response_data(detail, result))
        return self.respond(request, 200, f"ResponseOf{kind}", document)

    def envelope(self, response_data: Mapping[str, Any]) -> dict[str, Any]:
        """The whole answer of an operation that succeeded."""
        return {"Error": {"ErrorCode": "00", "ErrorReason": ""}, "ResponseData": response_data}

    def response_data(self, detail: object, result: str) -> dict[str, Any]:
        """What stands beside the error object."""
        return {"Identification": {"UserId": self.user_id}, "Result": result, "Detail": detail}


def canonical(destination: str) -> str:
    """One spelling of a destination: a number's digits, a mailbox in lower case."""
    if "@" in destination:
        return destination.strip().lower()
    return "".join(filter(str.isdigit, destination))


def present(**members: object) -> dict[str, object]:
    """The members that have a value, under their names."""
    return {name: value for name, value in members.items() if value is not None}
