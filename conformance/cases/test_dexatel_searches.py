"""Searches in Dexatel's list: whatever is asked for, it holds nothing else, page after page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from conformance.cases.dexatel import (
    awaited,
    comparable,
    ids_of,
    member,
    pages,
    read_back,
    recipients_in,
    told,
)
from conformance.cases.drawn import wanted
from conformance.cases.test_dexatel_filters import FILTERS as MEMBERS
from conformance.cases.test_dexatel_filters import MARGIN, created_at
from conformance.cases.test_dexatel_list import Page, page_in
from conformance.cases.test_dexatel_send import OTHERS
from conformance.generate import searches
from conformance.generate.searches import Search, Sending
from conformance.providers import Message, Reply
from conformance.providers.dexatel import MOMENT, listing, rows
from conformance.run.declare import generated
from conformance.verdict import Prover, expect
from conformance.wire.gateway import Gateway

BY_MEMBER = {one.name: one for one in MEMBERS}
"""The filters that ask for the value of one member."""

THEMES = {
    "to": "list.filter-recipient",
    "to_prefix": "list.filter-recipient-prefix",
    "statuses": "list.filter-state",
    "created_date_start": "list.filter-created-from",
    "created_date_end": "list.filter-created-until",
    **{one.name: one.theme for one in MEMBERS},
}

LISTED_STATES = ("delivered", "sent")
"""The states that can be filtered by and are spelled as messages have them."""

MOST = 2
"""Populations at most, each of which is searched in all ways."""

QUIET = slice(20, 90)
"""Where in a long allow-list the recipients stand that few cases send to."""


@dataclass(frozen=True)
class Sent:
    """A message of the population as it was sent."""

    message: Message
    channel: str
    moment: datetime


@dataclass(frozen=True)
class Known:
    """A message of the population, and what is known of it.

    Attributes:
        shown: what its read shows.
        state: the state that it keeps while the list is searched; empty if it changes.
        created: when the target says that it made it.
    """

    message: Message
    channel: str
    shown: Mapping[str, Any]
    state: str
    created: datetime

    @property
    def id(self) -> str:
        """Its id as ids are compared."""
        return self.message.id.lower()


@dataclass(frozen=True)
class Found:
    """What a search has found.

    Attributes:
        asked: the value of each filter.
    """

    asked: Mapping[str, str]
    page_size: int
    pages: Sequence[Page]
    rows: Sequence[dict[str, Any]]

    @property
    def ids(self) -> list[str]:
        """The ids on all pages."""
        return ids_of([*self.rows])

    @property
    def words(self) -> str:
        """The search as a report tells it."""
        return ", ".join(f"{name} {value}" for name, value in self.asked.items())


@generated(
    *THEMES.values(),
    "list.finds-sent",
    "list.agrees-with-read",
    "list.page-length",
    "list.page-size-honoured",
    "list.pages-complete",
    "list.total",
    provider="dexatel",
    alone=True,
    timed=True,
)
def test_whatever_is_searched_for(gateway: Gateway, prove: Prover) -> None:
    """A search by any filters lists only what matches all of them, each message once."""
    for turn in range(min(MOST, wanted(gateway))):
        seed = gateway.seed + 1000 * turn
        numbers = recipients(gateway, seed)
        channels = ["SMS", *(name for name in OTHERS if name.lower() in gateway.features)]
        population = searches.population(seed, len(numbers), len(channels))
        sent = populated(gateway, population, numbers, channels)
        find_sent(gateway, prove, [one.message for one in sent])
        before = [known(gateway, one) for one in sent]
        results = [
            search(gateway, asked, drawn.page_size)
            for drawn in searches.searches(seed, population)
            if (asked := values(drawn, before, numbers))
        ]
        after = [known(gateway, one) for one in sent]
        messages = [lasting(*pair) for pair in zip(before, after, strict=True)]
        for result in results:
            judge_matches(prove, result, messages)
            judge_pages(prove, result, messages)
            judge_rows(prove, result, before, after)


def find_sent(gateway: Gateway, prove: Prover, sent: Sequence[Message]) -> None:
    """Every message is listed for its recipient."""
    for last in {message.recipient: message for message in sent}.values():
        found = ids_of(awaited(gateway, last, to=last.recipient))
        for message in sent:
            if message.recipient == last.recipient:
                with prove("list.finds-sent"):
                    expect(f"the messages listed for to {last.recipient}", found).includes(
                        message.id.lower()
                    )


# -- the population -------------------------------------------------------------------------------


def recipients(gateway: Gateway, seed: int) -> list[str]:
    """Some of the numbers that may be sent to; at least two.

    Raises:
        BlockedError: when there are fewer.
    """
    quiet = gateway.recipients[QUIET]
    available = quiet if len(quiet) > 1 else tuple(gateway.several(2))
    return [available[place] for place in searches.recipients(seed, len(available))]


def populated(
    gateway: Gateway, population: Sequence[Sending], numbers: Sequence[str], channels: Sequence[str]
) -> list[Sent]:
    """The messages of a population, in the order in which they were sent."""
    sent = []
    for sending in population:
        if gateway.clock.controlled:
            gateway.clock.wait(sending.pause.total_seconds())
        recipient, channel = numbers[sending.recipient], channels[sending.channel]
        sent.append(submitted(gateway, sending, recipient, channel))
    return sent


def submitted(gateway: Gateway, sending: Sending, recipient: str, channel: str) -> Sent:
    """A message on its channel, or by SMS where that channel cannot be used."""
    text = gateway.text(" ".join(["word"] * sending.words))
    draft = gateway.draft(text, [recipient], channel=channel)
    reply = gateway.call(draft)
    if channel != "SMS" and not reply.accepted:
        [message] = gateway.send_each(text, [recipient])
        return Sent(message, "SMS", gateway.clock.now())
    messages = gateway.dialect.sent(reply, draft)
    expect("how many messages one recipient gets", len(messages)).equals(1)
    return Sent(messages[0], channel, gateway.clock.now())


def known(gateway: Gateway, sent: Sent) -> Known:
    """A message with what its read shows of it."""
    shown = read_back(gateway, sent.message)
    created = created_at(shown, sent.moment)
    return Known(sent.message, sent.channel, shown, str(shown.get("status")), created)


def lasting(before: Known, after: Known) -> Known:
    """A message with the state that it had all the time, if it had."""
    state = before.state if before.state == after.state else ""
    return Known(before.message, before.channel, before.shown, state, before.created)


# -- the searches ---------------------------------------------------------------------------------


def values(drawn: Search, population: Sequence[Known], numbers: Sequence[str]) -> dict[str, str]:
    """What a search asks for: of each filter a value that its message has, or another one.

    A message need not show whose value is asked for; then the filter is left out.
    """
    about = population[drawn.about]
    asked = {name: value(name, own, drawn, about, numbers) for name, own in drawn.own.items()}
    return {name: value for name, value in asked.items() if value}


def value(name: str, own: bool, drawn: Search, about: Known, numbers: Sequence[str]) -> str:  # noqa: FBT001 - as drawn
    """The value of one filter; empty when nothing shows it."""
    recipient = about.message.recipient
    other = next(number for number in numbers if number != recipient)
    match name:
        case "to":
            return recipient if own else other
        case "to_prefix":
            digits = range(1, len(other) + 1)
            apart = next(size for size in digits if not recipient.startswith(other[:size]))
            return recipient[: len(recipient) - drawn.left_out] if own else other[:apart]
        case "statuses":
            state = about.state if about.state in LISTED_STATES else LISTED_STATES[0]
            others = [one for one in LISTED_STATES if one != state]
            return (state if own else others[0]).upper()
        case "created_date_start" | "created_date_end":
            earlier = (name == "created_date_start") == own
            moment = about.created - drawn.distance if earlier else about.created + drawn.distance
            return moment.strftime(MOMENT)
        case "channel":
            return about.channel if own else ("VIBER" if about.channel == "SMS" else "SMS")
        case _:
            filtered = BY_MEMBER[name]
            has = filtered.value or member(about.shown, filtered.member)
            return (has if isinstance(has, str) else "") if own else filtered.other()


def search(gateway: Gateway, asked: Mapping[str, str], page_size: int) -> Found:
    """Every page for these filters; none when the target refuses one of their values.

    Raises:
        UnmetError, InconclusiveError: as `pages` and `rows` do.
    """
    replies: list[Reply] = []
    for reply in pages(gateway, listing(page_size, **asked)):
        if reply.refused and not replies:
            break
        replies.append(reply)
    found = [row for reply in replies for row in rows(reply)]
    return Found(asked, page_size, [page_in(reply) for reply in replies], found)


# -- what is right --------------------------------------------------------------------------------


def judge_matches(prove: Prover, found: Found, population: Sequence[Known]) -> None:
    """Nothing is listed that a filter keeps out, as far as anything shows that it does."""
    for name, value in found.asked.items():
        with prove(THEMES[name]):
            for one in population:
                has = differing(one, name, value)
                if has:
                    listed = f"the messages listed for {found.words}, and one of {has}"
                    expect(listed, found.ids).excludes(one.id)
            for row in found.rows:
                judge_row(row, name, value)


def differing(one: Known, name: str, value: str) -> str:
    """What a message has instead of the value that is asked for; empty if nothing tells."""
    match name:
        case "to":
            return one.message.recipient if one.message.recipient != value else ""
        case "to_prefix":
            return one.message.recipient if not one.message.recipient.startswith(value) else ""
        case "statuses":
            return one.state if one.state != value.lower() else ""
        case "created_date_start" | "created_date_end":
            limit = datetime.strptime(value, MOMENT).replace(tzinfo=UTC)
            before = name == "created_date_start"
            beyond = limit - one.created if before else one.created - limit
            return one.created.strftime(MOMENT) if beyond >= MARGIN else ""
        case "channel":
            return one.channel if one.channel != value else ""
        case _:
            path = BY_MEMBER[name].member
            has = told(one.shown).get(path)
            return str(has) if has is not None and has != comparable(path, value) else ""


def judge_row(row: dict[str, Any], name: str, value: str) -> None:
    """What a listed message shows of what was asked for is that.

    Raises:
        UnmetError: when it is not.
    """
    match name:
        case "to":
            for number in recipients_in(row):
                expect(f"the recipient of a message listed for to {value}", number).equals(value)
        case "to_prefix":
            for number in recipients_in(row):
                begins = f"the beginning of a recipient listed for to_prefix {value}"
                expect(begins, number[: len(value)]).equals(value)
        case "statuses":
            if row.get("status") is not None:
                status = f"the status of a message listed for statuses {value}"
                expect(status, row["status"]).equals(value.lower())
        case "created_date_start" | "created_date_end":
            return  # the message says when it was made; that this is so, another requirement says
        case _:
            path = BY_MEMBER[name].member
            shown = told(row).get(path)
            if shown is not None:
                expect(f"{path} in the list for {name} {value}", shown).equals(
                    comparable(path, value)
                )


def judge_pages(prove: Prover, found: Found, population: Sequence[Known]) -> None:
    """Pages tell how long they are, and have together every message once."""
    repeated = sorted({one for one in found.ids if found.ids.count(one) > 1})
    for page in found.pages:
        asked = f"a page of {found.page_size} for {found.words}"
        with prove("list.page-size-honoured"):
            expect(f"the messages of {asked}", len(page.ids)).is_between(0, found.page_size)
        with prove("list.page-length"):
            if isinstance(page.size, int):
                size = f"/pagination/size of {asked}, which is how many entries it has"
                expect(size, page.size).equals(len(page.ids))
        # What a message has become may change from one page to the next.
        with prove("list.total"):
            if isinstance(page.total, int) and not repeated and "statuses" not in found.asked:
                total = f"/pagination/total of {asked}, which is how many are on all pages"
                expect(total, page.total).equals(len(found.ids))
    with prove("list.pages-complete"):
        if "statuses" not in found.asked:
            expect(f"messages that are on two pages for {found.words}", repeated).equals([])
        if [*found.asked] == ["to"]:
            own = {one.id for one in population if one.message.recipient == found.asked["to"]}
            missing = f"sent messages that are on no page for {found.words}"
            expect(missing, sorted(own - set(found.ids))).equals([])


def judge_rows(
    prove: Prover, found: Found, before: Sequence[Known], after: Sequence[Known]
) -> None:
    """A row shows what the read before it and the one after it have shown alike."""
    shown = dict(zip(found.ids, found.rows, strict=True))
    for one, again in zip(before, after, strict=True):
        row, later = told(shown.get(one.id, {})), told(again.shown)
        for path, value in told(one.shown).items():
            if path in row and value == later.get(path):
                with prove("list.agrees-with-read"):
                    expect(f"{path} in the list for {found.words}", row[path]).equals(value)
