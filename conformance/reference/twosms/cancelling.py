"""Cancelling what waits: scheduled and recurring messages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from werkzeug.wrappers import Request, Response

from conformance.reference.twosms.account import Account, Kind, Message
from conformance.reference.twosms.binding import Choice, Date, Flag, Many, Model, Text

CANCELLATION = Model(
    "DeletePendingRecurringMessagesRequest",
    {
        "All": Flag(),
        "MessageIDs": Many(Text(), "string"),
        "StartDate": Date(),
        "EndDate": Date(),
        "Reference": Text(),
        "Destination": Text(),
        "Type": Choice("PENDING", "RECURRING"),
        "Range": Choice("ALL"),
    },
)


class Cancelling(Account):
    """`DELETE api/v2/sms/messages/pendings` and `…/recurrings`, and their older forms."""

    def cancel_pendings(self, request: Request) -> Response:
        """Cancel the scheduled messages that the body means."""
        return self.cancel(request, self.meant(self.pendings(), self.cancellation(request)))

    def cancel_recurrings(self, request: Request) -> Response:
        """Cancel the recurring messages that the body means."""
        return self.cancel(request, self.meant(self.recurrings(), self.cancellation(request)))

    def cancel_listed_pendings(self, request: Request, ids: str) -> Response:
        """Cancel the scheduled messages whose ids the path lists."""
        return self.cancel(request, self.listed(self.pendings(), ids.split(",")))

    def cancel_listed_recurrings(self, request: Request, ids: str) -> Response:
        """Cancel the recurring messages whose ids the path lists."""
        return self.cancel(request, self.listed(self.recurrings(), ids.split(",")))

    def cancel(self, request: Request, messages: Iterable[Message]) -> Response:
        """Cancel these messages; the documents do not show what the detail tells."""
        cancelled = [self.stop(message) for message in messages]
        result = f"Messages cancelled: {len(cancelled)}"
        return self.succeed(request, "DeletePendingMessagesResponse", {}, result)

    def cancellation(self, request: Request) -> dict[str, Any]:
        """What the caller asks for."""
        return self.bind(request, CANCELLATION)

    def pendings(self) -> list[Message]:
        """The scheduled messages that are not due yet."""
        return [
            message
            for message in self.messages.values()
            if message.kind is not Kind.RECURRING and self.pending(message)
        ]

    def recurrings(self) -> list[Message]:
        """The recurring messages that go on."""
        return [
            message
            for message in self.messages.values()
            if message.kind is Kind.RECURRING and message.cancelled is None
        ]

    def meant(self, waiting: list[Message], order: Mapping[str, Any]) -> list[Message]:
        """The messages that the order means: all but some, some, or those that fit criteria.

        An order that says nothing means none.
        """
        named = self.listed(waiting, order.get("MessageIDs", []))
        if order.get("All", False):
            return [message for message in waiting if message not in named]
        if "MessageIDs" in order:
            return named
        tests = self.tests(order)
        return [message for message in waiting if tests and all(test(message) for test in tests)]

    def listed(self, waiting: list[Message], ids: Iterable[str]) -> list[Message]:
        """Those of the waiting messages whose ids are given, in any spelling."""
        named = [self.find(message_id) for message_id in ids]
        return [message for message in waiting if message in named]

    def tests(self, order: Mapping[str, Any]) -> list[Callable[[Message], bool]]:
        """What the criteria of the order ask of a message."""
        tests: dict[str, Callable[[Message], bool]] = {
            "StartDate": lambda message: message.due >= order["StartDate"],
            "EndDate": lambda message: message.due <= order["EndDate"],
            "Reference": lambda message: message.reference == order["Reference"],
            "Destination": lambda message: any(
                self.same_destination(recipient.destination, order["Destination"])
                for recipient in message.recipients
            ),
        }
        return [test for name, test in tests.items() if name in order]

    def stop(self, message: Message) -> Message:
        """Cancel one message and what of it is on the network."""
        message.cancelled = self.clock.now()
        for recipient in message.recipients:
            if recipient.transmission is not None:
                self.network.stop(recipient.transmission)
        return message
