"""Steps that several of Dexatel's cases take."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from conformance.errors import BlockedError, InconclusiveError, UnmetError, UnsupportedError
from conformance.providers import Draft, Message, Reply
from conformance.providers.dexatel import answered, following, listing, message_in, rows
from conformance.verdict import expect
from conformance.wire.gateway import Gateway

PICTURE = "https://example.com/table.png"
BUTTON = {"caption": "Directions", "url": "https://example.com/directions"}

PAGE = 100
"""Messages of a page where only the whole list matters."""

MOST_PAGES = 200
"""A list with more pages than that is given up."""

IDS = frozenset({"id", "account_id", "template_id", "sender/id"})

MEMBERS = (
    *sorted(IDS),
    *("from", "to", "channel", "status", "text", "image", "caption", "schedule"),
    *("create_date", "update_date", "segments", "encoding", "direction", "source", "country"),
    *("button/caption", "button/url", "sender/name", "links/self", "links/account"),
    "links/template",
)
"""The members that the read page has for a message; others may come and go."""


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


def expect_accepted(gateway: Gateway, reply: Reply) -> None:
    """A 2xx status, and an answer that tells of a message.

    Raises:
        UnmetError: when the answer is anything else.
        BlockedError: when it cannot be read, which other requirements are about.
    """
    if not reply.accepted:
        told = answered(reply, gateway.dialect.codes(reply))
        raise UnmetError(f"the answer to {reply.asked}: a 2xx status", told)
    try:
        readable = not isinstance(reply.document, str)
    except UnmetError:
        readable = False
    if not readable:
        raise BlockedError(f"the answer, {reply.media_type or 'of no type'}, cannot be read")
    expect("the ids in the answer", gateway.dialect.created(reply)).is_true("at least one")


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


def expect_refusal(gateway: Gateway, reply: Reply, *codes: str, of: str = "") -> None:
    """A 4xx status, with one of these codes if there are any.

    Args:
        of: names the request, where a case makes several that may be refused.

    Raises:
        UnmetError: when the answer is anything else.
    """
    found = gateway.dialect.codes(reply)
    if not reply.refused or (codes and found.isdisjoint(codes)):
        numbered = f" with {' or '.join(codes)}" if codes else ""
        raise UnmetError(
            f"the answer to {of or reply.asked}: a 4xx status{numbered}", answered(reply, found)
        )


def expect_code(gateway: Gateway, reply: Reply, code: str, of: str = "") -> None:
    """This code among those of the answer, whatever its status.

    Args:
        of: names the request, where a case makes several that may be refused.

    Raises:
        UnmetError: when the answer does not have it.
    """
    found = gateway.dialect.codes(reply)
    if code not in found:
        raise UnmetError(f"the answer to {of or reply.asked}: code {code}", answered(reply, found))


def read_back(gateway: Gateway, message: Message) -> Mapping[str, Any]:
    """A message as it is read; that it is the right one has to hold for the case to go on.

    Raises:
        UnmetError: when the answer does not show the message with this id.
    """
    shown = message_in(gateway.read(message))
    expect("the id that is read", str(shown.get("id")).lower()).equals(message.id.lower())
    return shown


def expect_envelope(reply: Reply) -> None:
    """JSON with at least one error that has a code and a message.

    Raises:
        UnmetError: when the answer is anything else.
    """
    expect(f"the media type of the answer to {reply.asked}", reply.media_type).equals(
        "application/json"
    )
    errors = reply.get("/errors")
    expect("/errors", errors).is_a(list)
    expect("/errors", errors).is_true("at least one")
    for error in errors:
        expect("an entry of /errors", error).is_a(dict)
        expect("the code in an entry of /errors", error.get("code")).is_a(int)
        expect("the message in an entry of /errors", error.get("message")).is_a(str)


def expect_status_told(reply: Reply) -> None:
    """Every error that tells a status tells that of the answer.

    Raises:
        UnmetError: when one tells another.
    """
    errors = member(reply.document, "errors")
    for error in errors if isinstance(errors, list) else []:
        told = member(error, "status")
        if isinstance(told, int):
            which = f"the status in an entry of /errors in the answer to {reply.asked}"
            expect(which, told).equals(reply.status)


def pages(gateway: Gateway, first: Draft) -> Iterator[Reply]:
    """The pages of a list from the first to the last, or until one is asked for again.

    Raises:
        InconclusiveError: when there is no end to them.
    """
    asked: set[tuple[tuple[str, str], ...]] = set()
    draft: Draft | None = first
    while draft is not None and draft.query not in asked:
        if len(asked) == MOST_PAGES:
            raise InconclusiveError(f"the list had not ended after {MOST_PAGES} pages")
        asked.add(draft.query)
        reply = gateway.call(draft)
        yield reply
        draft = following(reply)


def listed(gateway: Gateway, **filters: str) -> list[dict[str, Any]]:
    """Every message of a list, over all its pages.

    Raises:
        UnmetError: when an answer is no page of messages.
        InconclusiveError: when the list does not end.
    """
    replies = pages(gateway, listing(PAGE, **filters))
    return [row for reply in replies for row in rows(reply)]


def listed_ids(gateway: Gateway, recipient: str) -> set[str]:
    """The ids of all messages to a recipient.

    Raises:
        UnsupportedError: where messages cannot be listed, so that nothing shows what was left.
        UnmetError, InconclusiveError: as `listed` does.
    """
    if "list" not in gateway.features:
        raise UnsupportedError("the feature list is not claimed")
    return set(ids_of(listed(gateway, to=recipient)))


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


def told(entry: Mapping[str, Any]) -> dict[str, Any]:
    """What a message's documented members say, by their paths, as they are compared."""
    found = {path: comparable(path, member(entry, path)) for path in MEMBERS}
    return {path: value for path, value in found.items() if value is not None}


def comparable(path: str, value: Any) -> Any:
    """A member's value; letter case does not matter in an id."""
    return value.lower() if path in IDS and isinstance(value, str) else value


def recipients_in(entry: Mapping[str, Any]) -> list[str]:
    """The recipient of a message, which may stand in an array; whatever is no text is left out."""
    to = entry.get("to")
    return [one for one in (to if isinstance(to, list) else [to]) if isinstance(one, str)]


def ids_of(entries: list[dict[str, Any]]) -> list[str]:
    """The ids of messages in small letters, as which they are compared."""
    return [str(entry.get("id")).lower() for entry in entries]
