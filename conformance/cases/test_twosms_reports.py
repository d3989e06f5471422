"""2sms's reports: what is listed, how filters and pages narrow it, what asking changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from conformance.cases.twosms import (
    REPORT,
    apart,
    done,
    expect_envelope,
    expect_live,
    expect_refusal,
    ids_of,
    page,
    plain,
    reported,
    rows_of,
    sent_live,
)
from conformance.errors import BlockedError
from conformance.providers import Draft, Message
from conformance.providers.twosms import moment, succeeded, told
from conformance.run.declare import each, themes
from conformance.verdict import Prover, expect
from conformance.wire.gateway import Gateway

Rows = list[dict[str, Any]]


def once(gateway: Gateway, ask: Callable[[], Rows], *messages: Message) -> Rows:
    """The rows that asking gives, once they are of all these messages or patience has ended."""
    wanted = {plain(message.id) for message in messages}
    until = gateway.clock.patient_until()
    while True:
        rows = ask()
        late = gateway.clock.controlled or gateway.clock.now() >= until
        if wanted <= ids_of(rows) or late:
            return rows
        gateway.clock.wait(0.5)


@themes(
    "list.finds-sent",
    "list.filter-recipient",
    "list.filter-reference",
    "list.entries-array",
    "list.row-types",
    "envelope.everywhere",
    provider="twosms",
    feature="reports",
)
def test_a_sent_message_is_reported(gateway: Gateway, prove: Prover) -> None:
    """A message is listed under its destination and its reference, and others are not."""
    number, elsewhere = apart(gateway)
    reference = gateway.text("ref")
    message = gateway.send_each(to=[number], Reference=reference)[0]
    to_another = gateway.send_each(to=[elsewhere], Reference=reference)[0]
    of_another = gateway.send_each(to=[number], Reference=gateway.text("ref"))[0]

    filters = {"Destination": f"+{number}", "Reference": reference}
    found = ids_of(once(gateway, lambda: reported(gateway, **filters), message))

    with prove("list.finds-sent"):
        expect("the messages reported for a destination and a reference", found).includes(
            plain(message.id)
        )
    with prove("list.filter-recipient"):
        expect("the messages reported for one destination, and one to another", found).excludes(
            plain(to_another.id)
        )
    with prove("list.filter-reference"):
        expect("the messages reported for one reference, and one with another", found).excludes(
            plain(of_another.id)
        )


@themes("list.answers-200", "list.page-base", "list.sorted", provider="twosms")
def test_a_report_without_filters(gateway: Gateway, prove: Prover) -> None:
    """A report needs no more than a page and its size."""
    gateway.send()

    reply = gateway.call(page(1, {}, 5))

    with prove("list.answers-200"):
        expect(f"the status of {reply.asked}", reply.status).equals(200)
        expect_envelope(reply)
    prove.observe("list.page-base", f"page 0: {_rows(gateway, page(0, {}, 5))}")
    orders = [
        _rows(gateway, page(1, {}, 5).querying(**{"sort.Field": "0", **ascending}))
        for ascending in (
            {"sort.AscendingDescending": "true"},
            {"sort.AscendingDescending": "false"},
        )
    ]
    prove.observe("list.sorted", "both orders alike" if len(set(orders)) == 1 else "orders differ")


def _rows(gateway: Gateway, draft: Draft) -> str:
    """What a page holds, in a phrase that is the same for the same rows."""
    reply = gateway.call(draft)
    if not succeeded(reply):
        return told(reply)
    ids = [str(row.get("MessageID")) for row in rows_of(reply)]
    return f"{len(ids)} rows" + (f" from {ids[0]}" if ids else "")


def compared(rows: Rows) -> list[dict[str, Any]]:
    """What rows say in the members that are documented, in an order of our own."""
    return sorted(
        (
            {
                "MessageID": plain(row.get("MessageID")),
                "DateSent": str(row.get("DateSent"))[: len("2024-03-29T08:22:36")],
                "NoofContacts": row.get("NoofContacts"),
            }
            for row in rows
        ),
        key=str,
    )


@themes("list.repeatable", timed=True, provider="twosms")
def test_a_report_asked_for_twice(gateway: Gateway, prove: Prover) -> None:
    """Asking for a report changes nothing, and asking again tells the same rows."""
    filters = {"Destination": f"+{gateway.recipient}", "Reference": gateway.text("ref")}
    message = sent_live(gateway, Reference=filters["Reference"])

    first = once(gateway, lambda: reported(gateway, **filters), message)
    gateway.clock.wait(2)
    second = reported(gateway, **filters)

    if plain(message.id) not in ids_of(first):
        raise BlockedError("the report does not list a message that was just sent")
    with prove("list.repeatable"):
        expect("the rows of the second report", compared(second)).equals(compared(first))
        expect_live(gateway, message, "a message that was reported")


@themes("list.filter-created-from", "list.filter-created-until", provider="twosms", alone=True)
def test_a_report_by_dates(gateway: Gateway, prove: Prover) -> None:
    """A report from a moment on, or until then, has nothing from before, or after."""
    number, _ = apart(gateway)
    reference = gateway.text("ref")
    filters = {"Destination": f"+{number}", "Reference": reference}
    early = gateway.send_each(to=[number], Reference=reference)[0]
    gateway.clock.wait(300 if gateway.clock.controlled else 3)
    between = moment(gateway.clock.now())
    gateway.clock.wait(300 if gateway.clock.controlled else 3)
    late = gateway.send_each(to=[number], Reference=reference)[0]

    since = ids_of(once(gateway, lambda: reported(gateway, **filters, StartDate=between), late))
    until = ids_of(reported(gateway, **filters, EndDate=between))

    with prove("list.filter-created-from"):
        expect("the messages reported from StartDate on", since).includes(plain(late.id))
        expect("the messages reported from StartDate on, and one sent before", since).excludes(
            plain(early.id)
        )
    with prove("list.filter-created-until"):
        expect("the messages reported until EndDate", until).includes(plain(early.id))
        expect("the messages reported until EndDate, and one sent after", until).excludes(
            plain(late.id)
        )


@themes("list.page-size-honoured", "list.pages-disjoint", provider="twosms")
def test_pages_of_a_report(gateway: Gateway, prove: Prover) -> None:
    """Three messages fill a page of two and begin another one."""
    number, _ = apart(gateway)
    filters = {"Destination": f"+{number}", "Reference": gateway.text("ref")}
    sent = [gateway.send_each(to=[number], Reference=filters["Reference"])[0] for _ in range(3)]
    pages: list[Rows] = []

    def ask() -> Rows:
        first = done(gateway, page(1, filters, 2))
        around = [gateway.call(page(place, filters, 2)) for place in (0, 2)]
        pages[:] = [rows_of(one) if succeeded(one) else [] for one in (around[0], first, around[1])]
        return [row for rows in pages for row in rows]

    once(gateway, ask, *sent)
    # The first page may be 0 or 1, and page 0 may be another name of the first.
    base = 0 if pages[0] and not pages[2] else 1

    with prove("list.page-size-honoured"):
        for rows in pages:
            expect("the rows on a page of two", len(rows)).is_between(0, 2)
        expect("the rows on the first page of three messages", len(pages[base])).equals(2)
    with prove("list.pages-disjoint"):
        twice = ids_of(pages[base]) & ids_of(pages[base + 1])
        expect("the messages that are on two pages", twice).equals(set())


@themes("list.paging-required", provider="twosms")
@each("missing", ("Page", "NoOfRecords"))
def test_a_report_without_paging(gateway: Gateway, prove: Prover, missing: str) -> None:
    """A report that does not say which page, or how long a one, is refused."""
    draft = page(1, {}, 5)
    done(gateway, draft)
    query = tuple(pair for pair in draft.query if pair[0] != f"paging.{missing}")

    reply = gateway.call(replace(draft, query=query))

    with prove("list.paging-required"):
        expect_refusal(reply)


@themes("report.reads-answered", "envelope.everywhere", provider="twosms", feature="reports")
def test_the_reads_of_a_message(gateway: Gateway, prove: Prover) -> None:
    """Who has read a message is a list."""
    message = sent_live(gateway)

    reply = gateway.call(Draft("GET", f"{REPORT}/{message.id}/reads", "reportReads"))

    with prove("report.reads-answered"):
        expect_envelope(reply)
        expect("Detail", reply.get("/ResponseData/Detail", [])).is_a(list)


@themes("report.responses-answered", "envelope.everywhere", provider="twosms", feature="reports")
@each("of_one", ("", "/one"), id=lambda one: "of-one-recipient" if one else "of-all")
def test_the_responses_to_a_message(gateway: Gateway, prove: Prover, of_one: str) -> None:
    """The replies to a message, of all its recipients or of one, are a list."""
    message = sent_live(gateway)
    path = f"{REPORT}/{message.id}/responses"
    draft = (
        Draft("GET", f"{path}/{message.recipient}", "reportRecipientResponses")
        if of_one
        else replace(page(1, {}), path=path, operation="reportResponses")
    )

    reply = gateway.call(draft)

    with prove("report.responses-answered"):
        expect_envelope(reply)
        expect("Detail", reply.get("/ResponseData/Detail", [])).is_a(list)
