"""Dexatel's list of messages: that it finds what was sent, its pages, and what it refuses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from conformance.cases.dexatel import (
    PAGE,
    awaited,
    ids_of,
    member,
    pages,
    quiet,
    read_back,
    recipients_in,
    told,
)
from conformance.providers import Draft, Reply
from conformance.providers.dexatel import listing, rows
from conformance.run.declare import each, themes
from conformance.verdict import Prover, expect
from conformance.wire.gateway import Gateway


@themes(
    "list.answers-200",
    "list.entries-array",
    "list.pagination-given",
    "list.pagination-members",
    "list.page-links",
    "list.finds-sent",
    provider="dexatel",
)
def test_a_sent_message_is_listed(gateway: Gateway, prove: Prover) -> None:
    """Every message of a create is in the list filtered by its recipient."""
    messages = gateway.send_each(to=quiet(gateway, 2))

    reply = gateway.call(listing(1))

    with prove("list.answers-200"):
        expect(f"the status of {reply.asked}", reply.status).equals(200)
    document = reply.document
    with prove("list.entries-array"):
        expect(f"/data in the answer to {reply.asked}", member(document, "data")).is_a(list)
    with prove("list.pagination-given"):
        expect(f"/pagination in the answer to {reply.asked}", member(document, "pagination")).is_a(
            dict
        )
    for message in messages:
        ids = ids_of(awaited(gateway, message, to=message.recipient))
        with prove("list.finds-sent"):
            expect("the messages listed for its recipient", ids).includes(message.id.lower())


@themes("list.agrees-with-read", provider="dexatel", alone=True)
def test_a_list_agrees_with_reads(gateway: Gateway, prove: Prover) -> None:
    """Whatever both a list and a read show of a message is the same."""
    [recipient] = quiet(gateway)
    [message] = gateway.send_each(gateway.text("Two parts ") + "." * 160, [recipient])
    if gateway.clock.controlled:
        gateway.settled(message)  # elsewhere it would take long, and show little more

    before = read_back(gateway, message)
    found = awaited(gateway, message, to=recipient)
    after = read_back(gateway, message)

    entries = [one for one in found if ids_of([one]) == [message.id.lower()]]
    expect("how often the message is listed", len(entries)).equals(1)
    listing, again = told(entries[0]), told(after)
    for name, value in told(before).items():
        if name in listing and value == again.get(name):
            with prove("list.agrees-with-read"):
                expect(f"{name} in the list", listing[name]).equals(value)


@dataclass(frozen=True)
class Page:
    """One page of a list, and what it tells of itself."""

    ids: list[str]
    recipients: list[str]
    size: Any
    total: Any


@themes(
    "list.page-size-honoured",
    "list.page-length",
    "list.total",
    "list.pages-complete",
    "list.filter-recipient",
    provider="dexatel",
    alone=True,
)
def test_the_pages_of_a_list(gateway: Gateway, prove: Prover) -> None:
    """Pages of two have every message to a recipient once, and nobody else's."""
    [recipient], other = quiet(gateway), gateway.recipient
    expect("another recipient", other).differs_from(recipient)
    # Taking turns, so that a page that forgets its filter has somebody else's message.
    messages = [gateway.send_each(to=[number])[0] for number in [recipient, other] * 5]
    own = {message.id.lower() for message in messages if message.recipient == recipient}
    foreign = {message.id.lower() for message in messages if message.recipient == other}
    awaited(gateway, messages[-2], to=recipient)

    shown = [page_in(reply) for reply in pages(gateway, listing(2, to=recipient))]

    # However many messages there are, more are asked for than can fill a page.
    for page in (*shown, page_in(gateway.call(listing(PAGE, to=recipient)))):
        if isinstance(page.size, int):
            with prove("list.page-length"):
                expect(
                    "/pagination/size of a page, which is how many entries it has", page.size
                ).equals(len(page.ids))
    ids = [identifier for page in shown for identifier in page.ids]
    repeated = sorted({identifier for identifier in ids if ids.count(identifier) > 1})
    for page in shown:
        with prove("list.page-size-honoured"):
            expect("the messages of a page of two", len(page.ids)).is_between(0, 2)
        if isinstance(page.total, int) and not repeated:
            with prove("list.total"):
                expect(
                    "/pagination/total of a page, which is how many are on all pages", page.total
                ).equals(len(ids))
        with prove("list.filter-recipient"):
            expect(
                "messages to others on a page for one recipient", foreign & set(page.ids)
            ).equals(set())
            for number in page.recipients:
                expect("the recipient of a listed message", number).equals(recipient)
    with prove("list.pages-complete"):
        expect("sent messages that are on no page", own - set(ids)).equals(set())
        expect("messages that are on two pages", repeated).equals([])


def page_in(reply: Reply) -> Page:
    """A page as the answer shows it."""
    entries = rows(reply)
    return Page(
        ids_of(entries),
        [recipient for row in entries for recipient in recipients_in(row)],
        member(reply.document, "pagination/size"),
        member(reply.document, "pagination/total"),
    )


@themes(provider="dexatel")
@each(
    "parameter",
    ["page_token", "page_size"],
    themes=lambda name: [f"list.{name.replace('_', '-')}-refused"],
)
def test_a_page_that_cannot_be(gateway: Gateway, prove: Prover, parameter: str) -> None:
    """A token that nobody has issued and a size that is no number are refused."""
    expect("the list as such", gateway.call(listing(1)).status).equals(200)

    reply = gateway.call(Draft("GET", listing(1).path).querying(**{parameter: "conformance"}))

    with prove(f"list.{parameter.replace('_', '-')}-refused"):
        expect(f"the status of {reply.asked}", reply.status).is_between(400, 499)
