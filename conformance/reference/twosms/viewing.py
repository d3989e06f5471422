"""One advanced message: a recipient's view of it, and changing it after it has been sent."""

from __future__ import annotations

from typing import Any

from werkzeug.wrappers import Request, Response

from conformance.reference.twosms.account import Account, Kind, Message, Recipient, present
from conformance.reference.twosms.binding import Date, Model, Text
from conformance.reference.twosms.framework import RefusedError, invalid
from conformance.reference.twosms.writing import Items

VIEW = Model("View", {"contactId": Text()}, required=("contactId",))
CHANGES = Model(
    "MessageDetails",
    {"Content": Text(), "ExpiryDate": Date(), "Reference": Text()},
    only_json=True,
)


class Viewing(Account):
    """`GET` and `PUT api/v1/sms/messages/{id}`."""

    def view(self, request: Request, message_id: str) -> Response:
        """Show a message to one of its recipients; looking uses up a read."""
        contact = self.query(request, VIEW)["contactId"]
        message = self.advanced(message_id)
        recipient = self.addressee(message, contact)
        if not self.viewable(message, recipient):
            raise RefusedError(404, "The message can no longer be viewed.")
        if request.method != "HEAD":
            self.use_read(recipient)
        return self.succeed(request, "MessageView", self.message_view(message, recipient))

    def update(self, request: Request, message_id: str) -> Response:
        """Change a message that has not expired; its content only while nobody has read it."""
        message = self.advanced(message_id)
        changes = self.bind(request, CHANGES)
        if not self.changeable(message, changes):
            raise RefusedError(400, "The message can no longer be changed.")
        self.apply(message, changes)
        return self.succeed(request, "Object", {})

    def advanced(self, message_id: str) -> Message:
        """The advanced message with this id.

        Raises:
            RefusedError: if there is none.
        """
        message = self.find(message_id)
        if message is None or message.kind is not Kind.ADVANCED:
            raise RefusedError(404, "There is no such message.")
        return message

    def addressee(self, message: Message, contact: str) -> Recipient:
        """The recipient of the message that the contact is.

        Raises:
            RefusedError: if it is none of them.
        """
        for recipient in message.recipients:
            if self.same_destination(recipient.destination, contact):
                return recipient
        raise RefusedError(404, "The message was not sent to this contact.")

    def viewable(self, message: Message, recipient: Recipient) -> bool:
        """Whether the recipient may look at the message now."""
        return (
            self.gone_out(message)
            and not self.expired(message)
            and not self.used_up(message, recipient)
            and message.content is not None
        )

    def use_read(self, recipient: Recipient) -> None:
        """Remember that the recipient has looked."""
        recipient.reads.append(self.clock.now())

    def message_view(self, message: Message, recipient: Recipient) -> dict[str, Any]:
        """The detail of the answer."""
        left = None if message.reads is None else str(message.reads - len(recipient.reads))
        return present(
            Contact=recipient.destination,
            DateTimeExpiry=message.expiry and message.expiry.isoformat(),
            DateTimeSent=message.due.isoformat(),
            From=message.sender,
            Message=message.content,
            MessageId=message.id,
            ReadsRemaining=left,
            Responses=Items("Response", []),
            ResponseEnabled=False,
            ResponseLimitReached=False,
            To=recipient.destination,
        )

    def changeable(self, message: Message, changes: dict[str, Any]) -> bool:
        """Whether the message may be changed in this way."""
        read = any(recipient.reads for recipient in message.recipients)
        over = self.expired(message) or message.cancelled is not None
        return not over and not (read and "Content" in changes)

    def apply(self, message: Message, changes: dict[str, Any]) -> None:
        """Change the message."""
        if changes.get("Content") == "":
            raise invalid({"MessageDetails.Content": "The Content field is empty."})
        message.content = changes.get("Content", message.content)
        message.expiry = changes.get("ExpiryDate", message.expiry)
        message.reference = changes.get("Reference", message.reference)
