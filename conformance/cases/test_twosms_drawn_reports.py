"""Drawn reports of 2sms, and drawn cancellations of what waits: exactly what fits, and no more."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from conformance.cases.drawn import wanted
from conformance.cases.test_twosms_oracles import between_batches
from conformance.cases.test_twosms_pendings import (
    NOT_OUT,
    OUT,
    PENDING_MESSAGES,
    awaited,
    cancelling,
    sights,
    where,
)
from conformance.cases.test_twosms_recurrings import ENDED, RECURRINGS, WAITS, fate, recurring
from conformance.cases.test_twosms_reports import Rows, compared, once
from conformance.cases.twosms import (
    apart,
    done,
    expect_envelope,
    expect_live,
    expiring,
    ids_of,
    off_live,
    page,
    plain,
    reported,
    rows_of,
    sent_live,
    waiting,
)
from conformance.contract.media import JSON, XML
from conformance.errors import BlockedError
from conformance.generate import filters
from conformance.generate.decks import drawing
from conformance.generate.filters import ENTRIES, Entry, Filter
from conformance.providers import Draft, Message
from conformance.providers.twosms import moment, succeeded
from conformance.run.declare import generated
from conformance.verdict import Prover, expect
from conformance.wire.gateway import Gateway

FILTERS = 4
WAIT_FOR_REQUESTS = 6
"""Seconds that a scheduled message waits longer, for all the requests before it is due."""

BY_PART = {
    "destination": "list.filter-recipient",
    "reference": "list.filter-reference",
    "since": "list.filter-created-from",
    "until": "list.filter-created-until",
}


@generated(
    "list.finds-sent",
    "list.repeatable",
    *BY_PART.values(),
    provider="twosms",
    feature="reports",
    alone=True,
)
def test_any_filter(gateway: Gateway, prove: Prover) -> None:
    """Whatever a report is filtered by, it lists exactly the messages that fit all of it."""
    numbers = apart(gateway)
    references = (gateway.text("ref"), gateway.text("ref"))
    sent: dict[Entry, Message] = {}

    def send(*, late: bool) -> None:
        for entry in ENTRIES:
            if entry.late is late:
                to, reference = numbers[entry.destination], references[entry.reference]
                sent[entry] = gateway.send_each(to=[to], Reference=reference)[0]

    count = wanted(gateway, FILTERS)
    send(late=False)
    between = moment(between_batches(gateway))
    send(late=True)
    shown, repeated = sent_live(gateway), False
    for drawn in filters.filters(gateway.seed, count):
        query = {}
        if drawn.destination is not None:
            query["Destination"] = f"+{numbers[drawn.destination]}"
        if drawn.reference is not None:
            query["Reference"] = references[drawn.reference]
        if drawn.since:
            query["StartDate"] = between
        if drawn.until:
            query["EndDate"] = between
        fitting = [message for entry, message in sent.items() if not drawn.unfit(entry)]
        rows = once(gateway, lambda query=query: reported(gateway, **query), *fitting)  # type: ignore[misc]
        hold_against(prove, drawn, sent, ids_of(rows))
        if drawn.reference is not None and not repeated:
            repeated = True
            gateway.clock.wait(2)
            again = reported(gateway, **query)
            with prove("list.repeatable"):
                what = f"the rows of a second report by {drawn.told()}"
                expect(what, compared(again)).equals(compared(rows))
                expect_live(gateway, shown, "a message that was reported")


def hold_against(
    prove: Prover, drawn: Filter, sent: dict[Entry, Message], listed: set[str]
) -> None:
    """Hold what is listed against what was sent."""
    dated = "since" if drawn.since else "until" if drawn.until else ""
    of = f"the messages reported by {drawn.told()}"
    for entry, message in sent.items():
        unfit = drawn.unfit(entry)
        if not unfit:
            with prove(BY_PART.get(dated, "list.finds-sent")):
                expect(of, listed).includes(plain(message.id))
        elif len(unfit) == 1:
            with prove(BY_PART[unfit[0]]):
                expect(f"{of}, and one with another {unfit[0]}", listed).excludes(plain(message.id))


@generated(
    "list.page-size-honoured",
    "list.pages-disjoint",
    provider="twosms",
    feature="reports",
)
def test_any_size_of_pages(gateway: Gateway, prove: Prover) -> None:
    """However long the pages, all but the last are full, and no message is on two of them."""
    number, _ = apart(gateway)
    for count, size in filters.pages(gateway.seed, wanted(gateway, 2)):
        query = {"Destination": f"+{number}", "Reference": gateway.text("ref")}
        sent = [
            gateway.send_each(to=[number], Reference=query["Reference"])[0] for _ in range(count)
        ]
        full = -(-count // size)
        found: list[Rows] = []

        def ask(query: dict[str, str] = query, size: int = size, full: int = full) -> Rows:
            done(gateway, page(1, query, size))
            replies = [gateway.call(page(place, query, size)) for place in range(full + 1)]
            found[:] = [rows_of(one) if succeeded(one) else [] for one in replies]  # noqa: B023
            return [row for rows in found for row in rows]  # noqa: B023

        once(gateway, ask, *sent)
        # The first page may be 0 or 1, and page 0 may be another name of the first.
        base = 0 if found[0] and not found[full] else 1
        pages = found[base : base + full]
        of = f"of {count} messages in pages of {size}"
        with prove("list.page-size-honoured"):
            for rows in found:
                expect(f"the rows of a page {of}", len(rows)).is_between(0, size)
            for place, rows in enumerate(pages[:-1], 1):
                expect(f"the rows on page {place} {of}", len(rows)).equals(size)
        with prove("list.pages-disjoint"):
            seen: set[str] = set()
            for rows in pages:
                expect(f"messages that are on two pages {of}", seen & ids_of(rows)).equals(set())
                seen |= ids_of(rows)


# -- what waits -----------------------------------------------------------------------------------


@dataclass
class Scheduled:
    """A scheduled message, by its destination and reference, and the theme of its cancelling.

    Attributes:
        after: the theme of the first cancellation since it was scheduled that does not mean it.
    """

    message: Message
    number: str
    reference: str
    cancelled_by: str = ""
    after: str = ""


BY_CRITERIA = ("reference", "destination")
CANCELLATIONS = {
    "ids": "cancel.unsent.stops-delivery",
    "ids in XML": "pendings.request.xml",
    "reference": "pendings.by-reference",
    "destination": "pendings.by-destination",
}


@generated(
    *CANCELLATIONS.values(),
    "expire.pending.still-goes-out",
    "isolation.others-untouched",
    "report.pending-answered",
    "report.pending-listed",
    "schedule.delivers-when-due",
    provider="twosms",
    feature="pendings",
    alone=True,
)
def test_any_cancellation(gateway: Gateway, prove: Prover) -> None:
    """Whatever cancels scheduled messages, those that it means stay, and all others go out."""
    off_live(gateway)
    wanted(gateway, 1)
    draw = drawing(gateway.seed, "cancellations")
    due = gateway.soon(WAIT_FOR_REQUESTS)
    numbers, references = apart(gateway), (gateway.text("ref"), gateway.text("ref"))
    waits: list[Scheduled] = []

    def schedule(which: int | None = None) -> Scheduled:
        of = (draw.randrange(2), draw.randrange(2)) if which is None else (which, which)
        number, reference = numbers[of[0]], references[of[1]]
        message = gateway.send_each(to=[number], due=due, Reference=reference)[0]
        waits.append(Scheduled(message, number, reference))
        return waits[-1]

    # No later cancellation means what an earlier one is to be seen by.
    criteria = draw.sample(BY_CRITERIA, 2)
    for place, how in enumerate([*criteria, *draw.sample(("ids", "ids in XML"), 2)]):
        named, _ = schedule(place if how in criteria else None), schedule()
        cancel(gateway, how, named, waits)
    expired = schedule()
    expiry = gateway.call(expiring(expired.message.id))
    untouched = gateway.send_each(to=[draw.choice(numbers)], due=due)[0]
    if "reports" in gateway.features:
        list_waiting(gateway, prove, untouched)
    by, *also = sights(gateway, untouched)

    with prove("schedule.delivers-when-due"):
        expect("a message that nothing was done to", awaited(gateway, untouched, by)).equals(OUT)
    if where(gateway, untouched, by) != OUT:
        raise BlockedError("a scheduled message that nothing was done to has not gone out")
    for one in waits:
        about = f"a message scheduled before the other requests, cancelled by {one.cancelled_by}"
        if one.cancelled_by:
            with prove(CANCELLATIONS[one.cancelled_by]):
                expect(about, where(gateway, one.message, by)).equals(NOT_OUT)
        elif one is expired:
            with prove("expire.pending.still-goes-out"):
                counted = expiry.get("/ResponseData/Detail/NoOfMessagesExpired")
                if counted != 1 or "reports" in (by, *also):
                    found = awaited(gateway, one.message, by, *also)
                    expect("a scheduled message that was expired", found).equals(OUT)
        else:
            with prove(one.after):
                found = awaited(gateway, one.message, by)
                expect("a message that no cancellation meant", found).equals(OUT)


def cancel(gateway: Gateway, how: str, named: Scheduled, waits: list[Scheduled]) -> None:
    """Cancel what waits in one of the ways, and write down what that means."""
    tests: dict[str, Callable[[Scheduled], bool]] = {
        "reference": lambda one: one.reference == named.reference,
        "destination": lambda one: one.number == named.number,
    }
    bodies = {
        "reference": {"Reference": named.reference},
        "destination": {"Destination": f"+{named.number}"},
    }
    if how in tests:
        gateway.call(cancelling(**bodies[how]))
    else:
        media_type = XML if how == "ids in XML" else JSON
        gateway.call(gateway.dialect.cancel(named.message.id).written_in(media_type))
    for one in waits:
        if one is named or (how in tests and tests[how](one)):
            one.cancelled_by = one.cancelled_by or how
        else:
            named_only = "isolation.others-untouched"
            one.after = one.after or (CANCELLATIONS[how] if how in tests else named_only)


def list_waiting(gateway: Gateway, prove: Prover, message: Message) -> None:
    """A scheduled message that nothing was done to stands in the report of what waits."""
    pages = waiting(gateway, {"Destination": f"+{message.recipient}"})
    entries = [one for reply in pages for one in reply.get(PENDING_MESSAGES) or ()]
    ids = {plain(one.get("ID")) for one in entries if isinstance(one, dict)}
    with prove("report.pending-listed"):
        expect("the ids under PendingMessages", ids).includes(plain(message.id))


DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def changed(draw: random.Random, gateway: Gateway, draft: Draft) -> Draft:
    """A recurring message with another beginning, day and number of occurrences."""
    begins = gateway.clock.now() + timedelta(days=draw.randrange(1, 20))
    return (
        draft.having("/StartSend", moment(begins))
        .having("/PatternScheduleDays", [draw.choice(DAYS)])
        .having("/OccurrencesEnd", draw.randrange(2, 10))
    )


@generated(
    "recurring.accepted",
    "recurring.cancel-answered",
    "recurring.cancel-stops",
    provider="twosms",
    feature="recurrings",
)
def test_any_recurring_message(gateway: Gateway, prove: Prover) -> None:
    """Whenever a recurring message goes out, it ends with its cancellation."""
    draw = drawing(gateway.seed, "recurring messages")
    for _ in range(min(2, wanted(gateway, 1))):
        reply = gateway.call(changed(draw, gateway, recurring(gateway)))
        with prove("recurring.accepted"):
            expect_envelope(reply)
        ids = gateway.dialect.created(reply)
        if not ids or fate(gateway, ids[0]) != WAITS:
            raise BlockedError("no report lists the recurring message, so nobody can see it end")
        body = {"MessageIDs": ids}
        stop = gateway.call(Draft("DELETE", RECURRINGS, "cancelRecurringMessages", body=body))
        with prove("recurring.cancel-answered"):
            expect_envelope(stop)
        with prove("recurring.cancel-stops"):
            expect("a recurring message that was cancelled", fate(gateway, ids[0])).equals(ENDED)
