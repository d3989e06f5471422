"""New Provider's dialect: a key in a header, JSON, one message per recipient.

`conformance.providers.dialect.Dialect` tells what each member means and raises.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from conformance.errors import UnmetError
from conformance.providers import Draft, Message, Occasion, Reply, State, View

KEY_HEADER = "X-Api-Key"
MESSAGES = "/messages"
MOMENT = "%Y-%m-%dT%H:%M:%SZ"
"""How the documents write a moment; in UTC."""

STATES = {
    "scheduled": State.SCHEDULED,
    "queued": State.QUEUED,
    "sent": State.SENT,
    "delivered": State.DELIVERED,
    "failed": State.FAILED,
    "cancelled": State.CANCELLED,
}
UNKNOWN, TOO_LATE = "unknown-message", "too-late"


class Dialect:
    """How New Provider is spoken to."""

    soonest = 3.0
    scheduling = "schedule"
    viewing = ""
    shows_waiting = True
    cancel_deletes = False

    def __init__(self, account: Mapping[str, str]) -> None:
        self._account = account

    # -- credentials --------------------------------------------------------------

    def credentials(self, call: Callable[[Draft], Reply], now: datetime) -> Mapping[str, str]:
        """The key's header."""
        del call, now
        return {KEY_HEADER: self._account["key"]}

    def secrets(self) -> Mapping[str, str]:
        """Nothing is handed out."""
        return {}

    def stranger(self) -> Mapping[str, str]:
        """A key that no account has."""
        return {KEY_HEADER: uuid.uuid4().hex}

    def denied(self, reply: Reply) -> None:
        """401 with the error of the documents."""
        _check(reply, 401, "unauthorized")

    # -- sending ------------------------------------------------------------------

    def send(
        self,
        text: str,
        recipients: Sequence[str],
        due: datetime | None = None,
        **options: Any,
    ) -> Draft:
        """A send to every recipient in one request."""
        body: dict[str, Any] = {"to": list(recipients), "text": text}
        if due is not None:
            body["send_at"] = due.strftime(MOMENT)
        return Draft("POST", MESSAGES, "sendMessage", body={**body, **options})

    def sent(self, reply: Reply, draft: Draft) -> list[Message]:
        """One message per entry of `sent`."""
        if reply.status != 202:
            raise UnmetError("status 202", f"status {reply.status}")
        due = draft.body.get("send_at")
        return [
            Message(
                id=entry["id"],
                recipient=recipient,
                text=draft.body["text"],
                due=datetime.strptime(f"{due} +0000", f"{MOMENT} %z") if due else None,
                echoed=entry.get("to"),
                details=entry,
            )
            for entry, recipient in zip(_entries(reply), draft.body["to"], strict=False)
        ]

    def created(self, reply: Reply) -> list[str]:
        """Every `id` under `sent`."""
        try:
            return [entry["id"] for entry in _entries(reply)]
        except UnmetError:
            return []

    # -- reading ------------------------------------------------------------------

    def read(self, identifier: str, recipient: str = "") -> Draft:
        """A read by id."""
        del recipient
        return Draft("GET", f"{MESSAGES}/{identifier}", "readMessage")

    def view(self, reply: Reply) -> View:
        """A message, or gone when there is none."""
        if reply.refused and UNKNOWN in self.codes(reply):
            return View(State.GONE, exchange=reply.exchange)
        if reply.status != 200:
            raise UnmetError("status 200", f"status {reply.status}")
        return View(
            state=STATES.get(str(reply.at("/state")), State.OTHER),
            text=reply.get("/text"),
            recipient=reply.get("/to"),
            segments=reply.get("/segments"),
            encoding=reply.get("/encoding"),
            exchange=reply.exchange,
        )

    def knock(self, identifier: str) -> Draft:
        """A read by id."""
        return self.read(identifier)

    def opened(self, reply: Reply) -> bool:
        """Any 2xx."""
        return reply.accepted

    def unknown_id(self) -> str:
        """A random UUID."""
        return str(uuid.uuid4())

    # -- cancelling ---------------------------------------------------------------

    def cancel(self, identifier: str) -> Draft:
        """A delete by id."""
        return Draft("DELETE", f"{MESSAGES}/{identifier}", "cancelMessage")

    def check_cancel(self, reply: Reply, occasion: Occasion) -> None:
        """204 for what has not gone out, also when it is cancelled already."""
        match occasion:
            case Occasion.IN_TIME | Occasion.AGAIN:
                if reply.status != 204:
                    raise UnmetError("status 204", f"status {reply.status}")
            case Occasion.TOO_LATE:
                _check(reply, 409, TOO_LATE)
            case Occasion.NOTHING_THERE:
                _check(reply, 404, UNKNOWN)

    # -- errors, and what else the suite has to know ------------------------------

    def codes(self, reply: Reply) -> set[str]:
        """The code under `error`."""
        try:
            code = reply.get("/error")
        except UnmetError:
            return set()
        return {code} if isinstance(code, str) else set()

    def check_text_refused(self, reply: Reply) -> None:
        """The error for anything at fault."""
        _check(reply, 400, "invalid")

    def unsupported(self) -> Sequence[Draft]:
        """The collection cannot be put."""
        return [Draft("PUT", MESSAGES, body={})]

    def undecidable(self, reply: Reply) -> str:
        """Only too many requests."""
        return "too many requests (429)" if reply.status == 429 else ""

    def recognises(self, reply: Reply) -> bool:
        """Its error object, which only it has."""
        return reply.status == 401 and self.codes(reply) == {"unauthorized"}


def _check(reply: Reply, status: int, code: str) -> None:
    """Check that an answer is one of the documented errors.

    Raises:
        UnmetError: when it is not.
    """
    if reply.status != status or reply.at("/error") != code:
        raise UnmetError(f"status {status} with {code}", f"status {reply.status}")


def _entries(reply: Reply) -> list[Mapping[str, Any]]:
    """The entries of an answer to a send.

    Raises:
        UnmetError: when they are not what the documents say.
    """
    entries = reply.at("/sent")
    if not isinstance(entries, list) or not all(
        isinstance(entry, Mapping) and isinstance(entry.get("id"), str) for entry in entries
    ):
        raise UnmetError("an array under sent, of objects with an id", repr(entries)[:80])
    return entries
