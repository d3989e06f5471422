"""Steps that several of Dexatel's cases take."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from conformance.errors import InconclusiveError, UnmetError
from conformance.providers import Draft, Message, Reply
from conformance.providers.dexatel import following, listing, rows
from conformance.verdict import expect
from conformance.wire.gateway import Gateway

PICTURE = "https://example.com/table.png"
BUTTON = {"caption": "Directions", "url": "https://example.com/directions"}

PAGE = 100
"""Messages of a page where only the whole list matters."""

MOST_PAGES = 50
"""A list with more pages than that is given up."""


def tried(gateway: Gateway, draft: Draft) -> Reply:
    """Send a create, and take back at once what it has made for later."""
    reply = gateway.call(draft)
    if "schedule" in draft.body["data"]:
        for identifier in gateway.dialect.created(reply):
            gateway.cancel(identifier)
    return reply


def accepted(gateway: Gateway, draft: Draft) -> list[Message]:
    """Try a create that has to be accepted for the case to go on.

    Raises:
        UnmetError: when it is not.
    """
    return gateway.dialect.sent(tried(gateway, draft), draft)


def later(gateway: Gateway) -> datetime:
    """A moment that no case waits for."""
    return gateway.clock.now().replace(microsecond=0) + timedelta(hours=1)


def quiet(gateway: Gateway, count: int = 1) -> list[str]:
    """Recipients that few cases send to, so that the lists of their messages are short.

    Raises:
        BlockedError: when there are fewer.
    """
    return gateway.several(max(count, min(20, len(gateway.recipients))))[-count:]


def from_template(gateway: Gateway) -> Draft:
    """A request whose content is the account's template, with its one variable."""
    draft = gateway.draft(template=gateway.account["template"], variables=["4711"])
    return draft.without("/data/text")


def expect_refusal(gateway: Gateway, reply: Reply, *codes: str) -> None:
    """A 4xx status, with one of these codes.

    Raises:
        UnmetError: when the answer is anything else.
    """
    expect("the status", reply.status).is_between(400, 499)
    expect("the codes of the error", gateway.dialect.codes(reply)).includes_any(*codes)


def listed(gateway: Gateway, **filters: str) -> list[dict[str, Any]]:
    """Every message of a list, over all its pages.

    Raises:
        UnmetError: when an answer is no page of messages.
        InconclusiveError: when the list does not end.
    """
    found: list[dict[str, Any]] = []
    pages = 0
    draft: Draft | None = listing(PAGE, **filters)
    while draft is not None:
        if pages == MOST_PAGES:
            raise InconclusiveError(f"the list had not ended after {MOST_PAGES} pages")
        reply = gateway.call(draft)
        found += rows(reply)
        draft = following(reply)
        pages += 1
    if not all(isinstance(row, dict) for row in found):
        raise UnmetError("messages as objects in the list", "something else")
    return found


def awaited(gateway: Gateway, message: Message, **filters: str) -> list[dict[str, Any]]:
    """Every message of a list, as soon as this one is among them or patience ends.

    Nothing says that a list has a message at once; a target whose time can be turned is asked
    once, though, since turning it would change the message.
    """
    until = gateway.clock.now() if gateway.clock.controlled else gateway.clock.patient_until()
    while True:
        found = listed(gateway, **filters)
        if message.id.lower() in ids_of(found) or gateway.clock.now() >= until:
            return found
        gateway.clock.wait(0.5)


def member(document: Any, pointer: str) -> Any:
    """The value at a path of members, or None when the path ends before."""
    for step in pointer.split("/"):
        document = document.get(step) if isinstance(document, Mapping) else None
    return document


def ids_of(entries: list[dict[str, Any]]) -> list[str]:
    """The ids of messages in small letters, as which they are compared."""
    return [str(entry.get("id")).lower() for entry in entries]
