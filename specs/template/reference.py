"""New Provider's API for the embedded server, written from the documents and apart from the judge.

Optional: without it, the provider can be tested at a target, and not in `conformance serve` or
`conformance prove`. It is made of small methods, so that a deviation can replace a single one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Request, Response

from conformance.reference import segments
from conformance.reference.network import Network, Place, Transmission
from conformance.reference.service import Service

KEY = "newprovider-reference-key"
NUMBER = re.compile(r"[0-9]{7,15}")
MOMENT = "%Y-%m-%dT%H:%M:%SZ"
LATEST = timedelta(days=36_500)
STATES = {Place.STOPPED: "cancelled", Place.EXPIRED: "failed"}
"""States that are not called as the network calls them."""


class RefusedError(Exception):
    """The request is refused with one of the documented errors."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code


@dataclass(eq=False)
class Message:
    """One text for one recipient."""

    id: str
    transmission: Transmission


class Api(Service):
    """The service."""

    name = "newprovider"
    prefixes = ("/messages",)
    routes = (
        ("POST", "/messages", "send"),
        ("GET", "/messages/<identifier>", "read"),
        ("DELETE", "/messages/<identifier>", "cancel"),
    )

    def __init__(self, network: Network) -> None:
        super().__init__(network)
        self.messages: dict[str, Message] = {}

    # -- operations ---------------------------------------------------------------

    def call(self, endpoint: str, request: Request, variables: Mapping[str, Any]) -> Response:
        """Let in who has the key, and answer what is refused."""
        try:
            self.admit(request)
            return super().call(endpoint, request, variables)
        except RefusedError as error:
            return self.refusal(error)

    def send(self, request: Request) -> Response:
        """POST /messages."""
        recipients, text, due = self.asked(request)
        entries = []
        for recipient in recipients:
            message = Message(self.new_uuid(), self.network.carry(recipient, text, due=due))
            self.messages[message.id] = message
            entries.append({"id": message.id, "to": recipient})
        return self.json(202, {"sent": entries})

    def read(self, request: Request, identifier: str) -> Response:  # noqa: ARG002
        """GET /messages/{id}."""
        message = self.find(identifier)
        text = message.transmission.text
        return self.json(
            200,
            {
                "id": message.id,
                "to": message.transmission.recipient,
                "text": text,
                "state": self.state(message),
                "encoding": segments.encoding(text),
                "segments": self.count(text),
            },
        )

    def cancel(self, request: Request, identifier: str) -> Response:  # noqa: ARG002
        """DELETE /messages/{id}."""
        if not self.stop(self.find(identifier)):
            raise RefusedError(409, "too-late", "The message has gone out.")
        return Response(status=204)

    # -- steps --------------------------------------------------------------------

    def admit(self, request: Request) -> None:
        """Refuse whoever has no key."""
        if request.headers.get("X-Api-Key") != KEY:
            raise RefusedError(401, "unauthorized", "The key is missing or wrong.")

    def asked(self, request: Request) -> tuple[list[str], str, datetime | None]:
        """Recipients, text and time of a send."""
        body = request.get_json(force=True, silent=True)
        if not isinstance(body, dict):
            raise RefusedError(400, "invalid", "The body is no JSON object.")
        to, text = body.get("to"), body.get("text")
        if not isinstance(to, list) or not 1 <= len(to) <= 10:
            raise RefusedError(400, "invalid", "One to ten recipients stand under to.")
        if not all(isinstance(one, str) and NUMBER.fullmatch(one) for one in to):
            raise RefusedError(400, "invalid", "A recipient is no number.")
        if not isinstance(text, str) or not 1 <= len(text) <= 1530:
            raise RefusedError(400, "invalid", "A text has 1 to 1530 characters.")
        return to, text, self.due(body["send_at"]) if "send_at" in body else None

    def due(self, written: Any) -> datetime:
        """A time to send at."""
        try:
            due = datetime.strptime(written, MOMENT).replace(tzinfo=UTC)
        except (TypeError, ValueError):
            raise RefusedError(400, "invalid", "send_at is no time.") from None
        if not self.clock.now() < due < self.clock.now() + LATEST:
            raise RefusedError(400, "invalid", "send_at has passed or is too far ahead.")
        return due

    def find(self, identifier: str) -> Message:
        """The message with this id."""
        if identifier not in self.messages:
            raise RefusedError(404, "unknown-message", "There is no such message.")
        return self.messages[identifier]

    def stop(self, message: Message) -> bool:
        """Keep a message from going out, and say whether it will not."""
        return self.network.stop(message.transmission)

    def state(self, message: Message) -> str:
        """Where the message is."""
        place = self.network.place(message.transmission)
        return STATES.get(place, place.value)

    def count(self, text: str) -> int:
        """How many parts the text takes."""
        return len(segments.parts(text))

    # -- answers ------------------------------------------------------------------

    def json(self, status: int, document: object) -> Response:
        """An answer with a body."""
        return Response(json.dumps(document), status=status, content_type="application/json")

    def refusal(self, error: RefusedError) -> Response:
        """An error as the documents show it."""
        return self.json(error.status, {"error": error.code, "message": str(error)})

    def unknown_path(self, request: Request) -> Response:  # noqa: ARG002
        """The documents do not tell; the error object serves."""
        return self.json(404, {"error": "invalid", "message": "There is nothing here."})

    def unknown_method(self, request: Request, allowed: list[str]) -> Response:  # noqa: ARG002
        """The documents do not tell; the error object serves."""
        response = self.json(405, {"error": "invalid", "message": "The method is not supported."})
        response.headers["Allow"] = ", ".join(allowed)
        return response

    def unusable_request(self, request: Request, error: HTTPException) -> Response:  # noqa: ARG002
        """A request that HTTP itself finds fault with."""
        return self.json(error.code or 400, {"error": "invalid", "message": error.name})


SERVICE = Api
