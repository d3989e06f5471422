"""Messages: create, read, query and delete."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from werkzeug.wrappers import Request, Response

from conformance.reference import segments
from conformance.reference.dexatel.drafts import Draft, Drafts
from conformance.reference.dexatel.faults import Refusal
from conformance.reference.dexatel.listing import Filters, Listing
from conformance.reference.network import Network, Place, Transmission

STATUSES = {
    Place.SCHEDULED: "scheduled",
    Place.QUEUED: "enroute",
    Place.SENT: "sent",
    Place.DELIVERED: "delivered",
    Place.FAILED: "failed",
}

COUNTRIES = {
    "1": "US",
    "33": "FR",
    "34": "ES",
    "374": "AM",
    "39": "IT",
    "44": "GB",
    "49": "DE",
}
"""Some calling codes (ITU-T E.164) and their countries (ISO 3166-1)."""

FILTERED_STATUSES = {"faild": "failed"}
"""The query page lists this spelling."""


@dataclass(eq=False)
class Message:
    """One text for one recipient, on its way."""

    serial: int
    id: str
    draft: Draft
    transmission: Transmission
    created: datetime

    @property
    def recipient(self) -> str:
        """The number it is for."""
        return self.transmission.recipient


class Messages(Drafts, Listing):
    """The message operations.

    Attributes:
        created_status: the HTTP status of an accepted send.
        matched: the filters of the list, each with its method.
    """

    created_status: int = 201
    matched: ClassVar[dict[str, str]] = {
        "to": "matches_to",
        "to_prefix": "matches_to_prefix",
        "from": "matches_from",
        "channel": "matches_channel",
        "direction": "matches_direction",
        "statuses": "matches_statuses",
        "countries": "matches_countries",
        "sender_ids": "matches_sender_ids",
        "created_date_start": "matches_created_date_start",
        "created_date_end": "matches_created_date_end",
    }

    def __init__(self, network: Network) -> None:
        super().__init__(network)
        self.messages: dict[str, Message] = {}

    # -- operations -----------------------------------------------------------

    def create_message(self, request: Request) -> Response:
        """POST /v1/messages."""
        messages = self.accept(self.draft(self.data(request)))
        entries = [self.receipt(message) for message in messages]
        return self.json(self.created_status, {"data": entries})

    def read_message(self, request: Request, message_id: str) -> Response:
        """GET /v1/messages/{id}."""
        return self.json(200, self.detail(self.find(message_id), request))

    def list_messages(self, request: Request) -> Response:
        """GET /v1/messages."""
        return self.listed(request, self.matching, lambda message: self.detail(message, request))

    def delete_message(self, request: Request, message_id: str) -> Response:  # noqa: ARG002
        """DELETE /v1/messages/{id}."""
        message = self.find(message_id)
        self.cancel(message)
        self.forget(message)
        return self.no_content()

    # -- the messages of the account ------------------------------------------

    def accept(self, draft: Draft) -> list[Message]:
        """Take a good draft: one message for each recipient."""
        return [self.submit(draft, recipient) for recipient in draft.recipients]

    def submit(self, draft: Draft, recipient: str) -> Message:
        """Hand one message to the network and keep it."""
        transmission = self.network.carry(recipient, draft.text or "", due=draft.schedule)
        message = Message(
            self.next_serial(), self.new_uuid(), draft, transmission, transmission.submitted
        )
        self.messages[message.id] = message
        return message

    def find(self, message_id: str) -> Message:
        """The message with this id; 1502 when it is no UUID, 1501 when there is none."""
        message = self.messages.get(self.identifier(message_id, 1502))
        if message is None:
            raise Refusal(1501)
        return message

    def cancel(self, message: Message) -> None:
        """Keep a message that has not gone out from going out."""
        self.network.stop(message.transmission)

    def forget(self, message: Message) -> None:
        """Remove a message from the account."""
        del self.messages[message.id]

    # -- what a message looks like --------------------------------------------

    def receipt(self, message: Message) -> dict[str, Any]:
        """A message as the answer to its creation."""
        return {**self.basics(message), **self.count(message, "segments_count")}

    def detail(self, message: Message, request: Request) -> dict[str, Any]:
        """A message as it is read and listed."""
        return {
            **self.basics(message),
            **self.count(message, "segments"),
            "sender": {"id": message.draft.sender_id, "name": message.draft.sender},
            "direction": "MT",
            "source": "API",
            **present(country=self.country(message)),
            "links": self.links(message, request),
        }

    def basics(self, message: Message) -> dict[str, Any]:
        """The members that creating and reading share; optional ones only where they apply."""
        draft = message.draft
        return {
            "id": message.id,
            "account_id": self.account_id,
            "from": draft.sender,
            "to": self.addressee(message),
            "channel": draft.channel,
            "status": self.status(message),
            **present(
                text=self.shown_text(message),
                image=draft.image,
                caption=draft.caption,
                button=draft.button,
                schedule=draft.schedule and self.date(draft.schedule),
                template_id=draft.template_id,
            ),
            "create_date": self.date(message.created),
            "update_date": self.date(self.updated(message)),
        }

    def count(self, message: Message, name: str) -> dict[str, Any]:
        """Parts and encoding, of which the documents tell for SMS only."""
        if message.draft.channel != "SMS":
            return {}
        text = message.transmission.text
        return {name: self.segments(text), "encoding": self.encoding(text)}

    def addressee(self, message: Message) -> str:
        """The recipient."""
        return message.recipient

    def shown_text(self, message: Message) -> str | None:
        """The text."""
        return message.draft.text

    def status(self, message: Message) -> str:
        """The delivery status."""
        return STATUSES[self.network.place(message.transmission)]

    def updated(self, message: Message) -> datetime:
        """When the status last changed."""
        return self.network.changed(message.transmission)

    def segments(self, text: str) -> int:
        """How many parts the text takes."""
        return len(segments.parts(text))

    def encoding(self, text: str) -> str:
        """How the text is encoded."""
        return segments.encoding(text)

    def country(self, message: Message) -> str | None:
        """The country of the recipient's number, if its calling code is a known one."""
        codes = (message.recipient[:length] for length in (3, 2, 1))
        return next((COUNTRIES[code] for code in codes if code in COUNTRIES), None)

    def links(self, message: Message, request: Request) -> dict[str, str]:
        """The addresses of the message and of what belongs to it."""
        template = message.draft.template_id
        return {
            "self": self.url(request, "messages", message.id),
            "account": self.url(request, "accounts", "self"),
            **present(template=template and self.url(request, "templates", template)),
        }

    # -- filters --------------------------------------------------------------

    def matching(self, filters: Filters) -> Sequence[Message]:
        """The messages that match all filters, oldest first; an unknown filter matches all."""
        for name in filters.keys() & {"created_date_start", "created_date_end"}:
            self.filter_moment(filters[name])
        tests = [
            (getattr(self, self.matched[name]), value)
            for name, value in filters.items()
            if name in self.matched
        ]
        return [
            message
            for message in self.messages.values()
            if all(test(message, value) for test, value in tests)
        ]

    def matches_to(self, message: Message, value: str) -> bool:
        """By recipient."""
        return message.recipient == value

    def matches_to_prefix(self, message: Message, value: str) -> bool:
        """By the beginning of the recipient's number."""
        return message.recipient.startswith(value)

    def matches_from(self, message: Message, value: str) -> bool:
        """By sender."""
        return message.draft.sender == value

    def matches_channel(self, message: Message, value: str) -> bool:
        """By channel."""
        return message.draft.channel == value

    def matches_direction(self, message: Message, value: str) -> bool:  # noqa: ARG002
        """By direction: whatever is created here goes to a handset."""
        return value == "MT"

    def matches_statuses(self, message: Message, value: str) -> bool:
        """By status, in either case, one or several between commas."""
        wanted = [status.strip() for status in value.lower().split(",")]
        return self.status(message) in [FILTERED_STATUSES.get(name, name) for name in wanted]

    def matches_countries(self, message: Message, value: str) -> bool:
        """By country, one or several between commas."""
        return self.country(message) in value.split(",")

    def matches_sender_ids(self, message: Message, value: str) -> bool:
        """By the sender's id, one or several between commas."""
        return message.draft.sender_id in value.lower().split(",")

    def matches_created_date_start(self, message: Message, value: str) -> bool:
        """Created then or later."""
        return message.created.replace(microsecond=0) >= self.filter_moment(value)

    def matches_created_date_end(self, message: Message, value: str) -> bool:
        """Created then or earlier."""
        return message.created.replace(microsecond=0) <= self.filter_moment(value)

    def filter_moment(self, value: str) -> datetime:
        """A date in a filter."""
        try:
            return self.moment(value)
        except ValueError:
            raise Refusal(400, "The date of a filter is invalid") from None


def present(**members: Any) -> dict[str, Any]:
    """The members that have a value."""
    return {name: value for name, value in members.items() if value is not None}
