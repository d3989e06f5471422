"""Steps that several of 2sms's cases take: expiring, and seeing what became of a message."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from conformance.cases.numbers import decimal
from conformance.errors import BlockedError, RefusedError, UnmetError, UnsupportedError
from conformance.providers import Draft, Message, Reply, State
from conformance.providers.twosms import MESSAGES, refused, succeeded, told
from conformance.shown import shown
from conformance.verdict import expect
from conformance.wire.gateway import Gateway

REPORT = "/api/v1/reports/messages"
WAITING = "/api/v1/reports/messages/pendingandrecurring"
STANDARD_MESSAGES = "/api/v1/sms/standardmessages"

LIVE = "live"
EXPIRED = "expired"

MANY_READS = 20
"""More looks at one message than any case takes."""

PAGE = 100
"""Rows of a page where the rows matter and not the page."""

MOST_PAGES = 50
"""A report with more pages than that is given up."""


def off_live(gateway: Gateway) -> None:
    """Go on only where a mistake of the target can hit nobody's messages but the run's own.

    Criteria, and bodies that a target may take for one without any, reach messages that nobody
    named.

    Raises:
        RefusedError: on a live target.
    """
    if gateway.live:
        raise RefusedError("a live account is sent nothing that could reach more than it names")


# -- requests -------------------------------------------------------------------------------------


def expiring(*ids: str, **members: Any) -> Draft:
    """A request that expires the messages that it names."""
    return searching(MessageIDs=list(ids), **members)


def searching(**members: Any) -> Draft:
    """A request to expire with these members in its body."""
    return Draft("DELETE", MESSAGES, "expireMessages", body=members)


def updating(identifier: str, **changes: Any) -> Draft:
    """A request that changes a message."""
    return Draft("PUT", f"{MESSAGES}/{identifier}", "updateMessage", body=changes)


def standard(gateway: Gateway, text: str | None = None, to: Sequence[str] = ()) -> Draft:
    """A request that sends a standard message in version 1, with all that it requires."""
    body = {
        "Contacts": {"QuickRecipients": {f"+{one}": 2 for one in to or [gateway.recipient]}},
        "Content": gateway.text() if text is None else text,
        "MessageOptions": {"DeliveryReceipt": False, "DeliverToValidated": False},
        "Reference": gateway.text("ref"),
        "Sender": "Conform",
    }
    return Draft("POST", STANDARD_MESSAGES, "sendStandardMessage", body=body)


def page(number: int, filters: Mapping[str, str], size: int = PAGE) -> Draft:
    """One page of the report of advanced messages; filters by what follows `filter.`."""
    query = {"paging.Page": str(number), "paging.NoOfRecords": str(size)}
    query |= {f"filter.{name}": value for name, value in filters.items()}
    return Draft("GET", REPORT, "reportMessages", query=tuple(query.items()))


# -- answers --------------------------------------------------------------------------------------


def done(gateway: Gateway, draft: Draft) -> Reply:
    """The answer to a request that has to be carried out for the case to go on.

    Raises:
        BlockedError: when it is not.
    """
    reply = gateway.call(draft)
    if not succeeded(reply):
        raise BlockedError(
            f"{draft.method} {draft.path} was not carried out: {told(reply)} "
            f"(exchange {reply.exchange})"
        )
    return reply


def expect_success(reply: Reply) -> None:
    """A 2xx status and no error code.

    Raises:
        UnmetError: when the answer is anything else.
    """
    if not succeeded(reply):
        raise UnmetError(
            f"the answer to {reply.asked}: a 2xx status without an error code", told(reply)
        )


def expect_envelope(reply: Reply) -> None:
    """A 2xx status, and the envelope around what the operation tells; its code is not judged.

    Raises:
        UnmetError: when the answer is anything else.
    """
    expect(f"the status of {reply.asked}", reply.status).is_between(200, 299)
    expect("ResponseData", reply.at("/ResponseData")).is_a(dict)


def expect_refusal(reply: Reply) -> None:
    """A 4xx status, or an error code.

    Raises:
        UnmetError: when the answer is anything else.
    """
    if not refused(reply):
        raise UnmetError(
            f"the answer to {reply.asked}: a 4xx status, or 200 with an error code", told(reply)
        )


def expired_count(reply: Reply) -> Any:
    """How many messages an answer says were expired."""
    expect_success(reply)
    return reply.at("/ResponseData/Detail/NoOfMessagesExpired")


def erased_count(reply: Reply) -> Any:
    """How many messages an answer says were erased."""
    expect_success(reply)
    return reply.at("/ResponseData/Detail/NoOfMessagesDeleted")


# -- what became of a message ---------------------------------------------------------------------


def sent_live(gateway: Gateway, to: Sequence[str] = (), **options: Any) -> Message:
    """Send an advanced message and see it live.

    Where few looks would use it up, it is sent again with enough of them.

    Raises:
        BlockedError: when it cannot be seen, for then its end could not be seen either.
    """
    message = gateway.send_each(to=to or [gateway.recipient], **options)[0]
    appear(gateway, message)
    if "Reads" not in options and _reads_left(gateway.replies[-1][2]) < MANY_READS:
        return sent_live(gateway, to, Reads=MANY_READS, **options)
    return message


def appear(gateway: Gateway, message: Message) -> None:
    """Wait for a message that was just sent to be seen live, which may take one of its reads.

    Raises:
        BlockedError: when it is not.
    """
    until = gateway.clock.patient_until()
    while fate(gateway, message) != LIVE:
        if gateway.clock.controlled or gateway.clock.now() >= until:
            raise BlockedError("a message that was just sent cannot be seen to be live")
        gateway.clock.wait(0.25)


def unread(gateway: Gateway) -> Message:
    """A message that nobody has looked at, as soon as it can be updated.

    Raises:
        UnsupportedError: when it cannot, since an update may have to repeat the whole message.
    """
    message = gateway.send()
    until = gateway.clock.patient_until()
    while not succeeded(gateway.call(updating(message.id))):
        if gateway.clock.controlled or gateway.clock.now() >= until:
            raise UnsupportedError("an update that changes nothing is not accepted")
        gateway.clock.wait(0.25)
    return message


def _reads_left(reply: Reply) -> float:
    """How often a message can still be looked at, by an answer that shows it or none."""
    try:
        return float(decimal("ReadsRemaining", reply.get("/ResponseData/Detail/ReadsRemaining")))
    except UnmetError:
        return math.inf


def fate(gateway: Gateway, message: Message) -> str:
    """Whether an advanced message is live or expired."""
    return LIVE if gateway.look(message).state is State.DELIVERED else EXPIRED


def expect_live(gateway: Gateway, message: Message, which: str = "the message") -> None:
    """The message can still be looked at."""
    expect(which, fate(gateway, message)).equals(LIVE)


def expect_expired(gateway: Gateway, message: Message, which: str = "the named message") -> None:
    """The message can no longer be looked at."""
    expect(which, fate(gateway, message)).equals(EXPIRED)


def expect_unchanged(gateway: Gateway, message: Message, which: str) -> None:
    """The message is live and, as far as it can be seen, has its text."""
    if "view" in gateway.features:
        expect(f"the text of {which}", gateway.look(message).text).equals(message.text)
    else:
        expect_live(gateway, message, which)


def apart(gateway: Gateway) -> tuple[str, str]:
    """Two recipients that few other cases send to."""
    first, second = gateway.several(max(2, min(20, len(gateway.recipients))))[-2:]
    return first, second


def quiet(gateway: Gateway) -> tuple[str, str]:
    """Two recipients that few other cases send to, with all that was sent to them expired."""
    off_live(gateway)
    numbers = apart(gateway)
    for number in numbers:
        done(gateway, searching(Destination=f"+{number}"))
    return numbers


# -- what is reported -----------------------------------------------------------------------------


def reported(gateway: Gateway, **filters: str) -> list[dict[str, Any]]:
    """The rows of a report over all its pages, whichever number the first page has.

    Raises:
        BlockedError: when the report is not answered, or does not end.
        UnmetError: when an answer is no page.
    """
    rows: list[dict[str, Any]] = []
    for number in range(MOST_PAGES):
        draft = page(number, filters)
        # There may be no page 0, and none after the last one; but then there is page 1.
        reply = done(gateway, draft) if number == 1 and not rows else gateway.call(draft)
        found = rows_of(reply) if succeeded(reply) else []
        more = [row for row in found if plain(row.get("MessageID")) not in ids_of(rows)]
        if number and not more:
            return rows
        rows += more
    raise BlockedError(f"the report had not ended after {MOST_PAGES} pages")


def rows_of(reply: Reply) -> list[dict[str, Any]]:
    """The rows of one page.

    Raises:
        UnmetError: when there is no list of objects.
    """
    rows = reply.get("/ResponseData/Detail") or []
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise UnmetError("a list of rows as Detail", shown(rows))
    return rows


def plain(identifier: Any) -> str:
    """A GUID in the spelling in which GUIDs are compared: 32 digits in small letters."""
    return str(identifier).replace("-", "").lower()


def ids_of(rows: Sequence[Mapping[str, Any]]) -> set[str]:
    """The ids of the messages in rows, to be compared."""
    return {plain(row.get("MessageID")) for row in rows}


def listed(gateway: Gateway, message: Message) -> bool:
    """Whether the report of messages to its recipient lists a message."""
    return plain(message.id) in ids_of(reported(gateway, Destination=f"+{message.recipient}"))


def waiting(gateway: Gateway, filters: Mapping[str, str]) -> list[Reply]:
    """The report of what waits for its time, scheduled or recurring: the pages that may be first.

    Raises:
        BlockedError: when the report is not answered.
    """
    pages = [
        replace(page(number, filters), path=WAITING, operation="reportPendingAndRecurring")
        for number in (0, 1)
    ]
    first = gateway.call(pages[0])
    if not succeeded(first):
        return [done(gateway, pages[1])]
    second = gateway.call(pages[1])
    return [first, second] if succeeded(second) else [first]
