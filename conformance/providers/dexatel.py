"""Dexatel's dialect: a key in a header, bodies under `data`, one message per recipient."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl

from conformance.errors import UnmetError
from conformance.providers.dialect import Occasion
from conformance.providers.draft import Draft
from conformance.providers.message import Message, State, View
from conformance.providers.reply import Reply
from conformance.shown import shown

KEY_HEADER = "X-Dexatel-Key"
MESSAGES = "/v1/messages"
MOMENT = "%Y-%m-%d %H:%M:%S"
"""How the documents write a moment; in UTC."""

STATES = {
    "scheduled": State.SCHEDULED,
    "enroute": State.QUEUED,
    "sent": State.SENT,
    "delivered": State.DELIVERED,
    "failed": State.FAILED,
}
UNKNOWN = "1501"
SENDERS = {"SMS": "sender", "VIBER": "sender_viber", "WHATSAPP": "sender_whatsapp"}
"""The account's value that names its sender on each channel."""


class Dialect:
    """How Dexatel is spoken to."""

    soonest = 3.0
    scheduling = "schedule"
    viewing = ""
    shows_waiting = True
    cancel_deletes = True

    def __init__(self, account: Mapping[str, str]) -> None:
        self._account = account

    def credentials(self, call: Callable[[Draft], Reply], now: datetime) -> Mapping[str, str]:
        """The key's header."""
        del call, now
        return {KEY_HEADER: self._account["key"]}

    def secrets(self) -> Mapping[str, str]:
        """Nothing is handed out, but the key cut short tells nearly all of it."""
        return {cut_short(self._account["key"]): "$DEXATEL_KEY without its end"}

    def send(
        self,
        text: str,
        recipients: Sequence[str],
        due: datetime | None = None,
        **options: Any,
    ) -> Draft:
        """A create request; the channel is SMS unless an option says otherwise."""
        sender = SENDERS.get(options.get("channel", "SMS"), "sender")
        data: dict[str, Any] = {
            "channel": "SMS",
            "from": self._account.get(sender) or self._account["sender"],
            "to": list(recipients),
            "text": text,
        }
        if due is not None:
            data["schedule"] = due.strftime(MOMENT)
        return Draft("POST", MESSAGES, "createMessage", body={"data": {**data, **options}})

    def sent(self, reply: Reply, draft: Draft) -> list[Message]:
        """One message per entry of `data`."""
        if reply.status not in {200, 201}:
            raise UnmetError(
                f"the answer to {reply.asked}: status 200 or 201",
                answered(reply, self.codes(reply)),
            )
        entries = reply.at("/data")
        if not isinstance(entries, list):
            raise UnmetError(f"/data in the answer to {reply.asked}: an array", shown(entries))
        if not entries:
            raise UnmetError(f"a message in the answer to {reply.asked}", "none")
        asked = draft.body["data"]
        due = asked.get("schedule")
        return [
            Message(
                id=_text(entry, "id"),
                recipient=recipient,
                text=asked.get("text", ""),
                due=datetime.strptime(f"{due} +0000", f"{MOMENT} %z") if due else None,
                echoed=_only(entry.get("to")),
                details=entry,
            )
            for entry, recipient in zip(entries, asked["to"], strict=False)
        ]

    def created(self, reply: Reply) -> list[str]:
        """Every `id` under `data`."""
        try:
            data = reply.get("/data")
        except UnmetError:
            return []
        entries = data if isinstance(data, list) else [data]
        return [
            entry["id"]
            for entry in entries
            if isinstance(entry, Mapping) and isinstance(entry.get("id"), str)
        ]

    def read(self, identifier: str, recipient: str = "") -> Draft:
        """A read by id."""
        del recipient
        return Draft("GET", f"{MESSAGES}/{identifier}", "readMessage")

    def view(self, reply: Reply) -> View:
        """A message, or gone when the answer says 1501."""
        if reply.refused and UNKNOWN in self.codes(reply):
            return View(State.GONE, exchange=reply.exchange)
        message = message_in(reply)
        segments = message.get("segments")
        return View(
            state=STATES.get(str(message.get("status")), State.OTHER),
            text=message.get("text"),
            recipient=_only(message.get("to")),
            segments=message.get("segments_count") if segments is None else segments,
            encoding=message.get("encoding"),
            exchange=reply.exchange,
        )

    def knock(self, identifier: str) -> Draft:
        """A read by id."""
        return self.read(identifier)

    def opened(self, reply: Reply) -> bool:
        """Any 2xx."""
        return reply.accepted

    def cancel(self, identifier: str) -> Draft:
        """A delete; it cancels what has not gone out."""
        return Draft("DELETE", f"{MESSAGES}/{identifier}", "deleteMessage")

    def check_cancel(self, reply: Reply, occasion: Occasion) -> None:
        """204 without a body whenever there is a message; 1501 when there is none."""
        done = reply.status == 204 and not reply.body
        unknown = reply.refused and UNKNOWN in self.codes(reply)
        match occasion:
            case Occasion.IN_TIME | Occasion.TOO_LATE:
                met, phrase = done, "status 204 and no body"
            case Occasion.AGAIN:
                met, phrase = done or unknown, "status 204 and no body, or a 4xx status with 1501"
            case Occasion.NOTHING_THERE:
                met, phrase = unknown, "a 4xx status with 1501"
        if not met:
            raise UnmetError(
                f"the answer to {reply.asked}: {phrase}", answered(reply, self.codes(reply))
            )

    def unknown_id(self) -> str:
        """A random UUID."""
        return str(uuid.uuid4())

    def codes(self, reply: Reply) -> set[str]:
        """The codes under `errors`."""
        try:
            errors = reply.get("/errors")
        except UnmetError:
            return set()
        entries = errors if isinstance(errors, list) else []
        return {
            str(entry["code"])
            for entry in entries
            if isinstance(entry, Mapping) and "code" in entry
        }

    def stranger(self) -> Mapping[str, str]:
        """A key of the documented form that no account has."""
        return {KEY_HEADER: uuid.uuid4().hex}

    def denied(self, reply: Reply) -> None:
        """401 or 403; its body is another requirement's matter."""
        if reply.status not in {401, 403}:
            raise UnmetError(
                f"the answer to {reply.asked}: status 401 or 403", f"status {reply.status}"
            )

    def check_text_refused(self, reply: Reply) -> None:
        """One of the three codes for a text."""
        if not self.codes(reply) & {"1508", "1509", "1510", "1516"}:
            raise UnmetError(
                f"the answer to {reply.asked}: error 1508, 1509, 1510 or 1516",
                answered(reply, self.codes(reply)),
            )

    def unsupported(self) -> Sequence[Draft]:
        """The collection cannot be put."""
        return [Draft("PUT", MESSAGES, body={"data": {}})]

    def undecidable(self, reply: Reply) -> str:
        """Only too many requests."""
        return "too many requests (429)" if reply.status == 429 else ""

    def recognises(self, reply: Reply) -> bool:
        """Its error envelope, or its list with pages."""
        try:
            document = reply.document
        except UnmetError:
            return False
        if not isinstance(document, Mapping):
            return False
        if reply.accepted:
            return isinstance(document.get("data"), list) and isinstance(
                document.get("pagination"), Mapping
            )
        errors = document.get("errors")
        return (
            isinstance(errors, list)
            and bool(errors)
            and all(
                isinstance(one, Mapping)
                and isinstance(one.get("code"), int)
                and isinstance(one.get("message"), str)
                for one in errors
            )
        )


def cut_short(key: str) -> str:
    """A key without its last character."""
    return key[:-1]


def message_in(reply: Reply) -> Mapping[str, Any]:
    """The message in an answer to a read, bare or under `data`.

    Raises:
        UnmetError: when there is none.
    """
    if reply.status != 200:
        raise UnmetError(f"the answer to {reply.asked}: status 200", f"status {reply.status}")
    document = reply.document
    found = document.get("data", document) if isinstance(document, Mapping) else document
    if not isinstance(found, Mapping):
        raise UnmetError(f"the answer to {reply.asked}: a message object", shown(found))
    return found


def listing(page_size: int, **filters: str) -> Draft:
    """A request for the first page of the list.

    Args:
        filters: by the name that stands in the brackets of `filter[…]`.
    """
    query = {f"filter[{name}]": value for name, value in filters.items()}
    return Draft("GET", MESSAGES, "listMessages").querying(page_size=str(page_size), **query)


def rows(reply: Reply) -> list[dict[str, Any]]:
    """The entries of a page.

    Raises:
        UnmetError: when the answer is no page, or an entry no object.
    """
    entries = reply.at("/data")
    if reply.status != 200 or not isinstance(entries, list):
        raise UnmetError(
            f"the answer to {reply.asked}: status 200 with an array under data",
            f"status {reply.status} with {shown(entries)}",
        )
    for entry in entries:
        if not isinstance(entry, dict):
            raise UnmetError(
                f"each entry under data in the answer to {reply.asked}: an object", shown(entry)
            )
    return entries


def following(reply: Reply) -> Draft | None:
    """A request for the page after this one, or None when there is no such page.

    The link is documented as text only: a URL, a path or a query string all serve.
    """
    link = reply.get("/pagination/links/next")
    if not isinstance(link, str) or not link:
        return None
    path, mark, query = link.partition("#")[0].partition("?")
    return Draft("GET", MESSAGES, "listMessages", query=tuple(parse_qsl(query if mark else path)))


def answered(reply: Reply, codes: AbstractSet[str]) -> str:
    """What an answer says of the request, in a phrase: its status, its codes, or how long it is."""
    if reply.accepted:
        body = f"{len(reply.body)} octets of body" if reply.body else "no body"
        return f"status {reply.status} and {body}"
    return f"status {reply.status} with {', '.join(sorted(codes)) or 'no code'}"


def _only(value: Any) -> Any:
    """A value, also when it stands alone in an array."""
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def _text(entry: Any, name: str) -> str:
    value = entry.get(name) if isinstance(entry, Mapping) else None
    if not isinstance(value, str) or not value:
        raise UnmetError(f"{name} as a text in each entry of data", shown(value))
    return value
