"""Dexatel's filters: each leaves only what matches, and leaves out what does not."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from conformance.cases.dexatel import (
    awaited,
    comparable,
    ids_of,
    listed,
    member,
    quiet,
    read_back,
    recipients_in,
    told,
)
from conformance.errors import BlockedError
from conformance.providers import Message
from conformance.providers.dexatel import MOMENT, listing
from conformance.run.declare import each, themes
from conformance.verdict import Prover, expect
from conformance.wire.gateway import Gateway

MARGIN = timedelta(minutes=10)
"""How far from a message's creation the limits of a filter are; clocks may differ by half of it."""


@dataclass(frozen=True)
class Filter:
    """A filter for one value of one member.

    Attributes:
        name: in the brackets of `filter[…]`.
        member: the member that it filters by.
        other: makes a value that no message of this suite has.
        value: the value that every message of this suite has; empty when the target chooses it.
    """

    name: str
    theme: str
    member: str
    other: Callable[[], str]
    value: str = ""


FILTERS = (
    Filter("from", "list.filter-sender", "from", lambda: f"No{uuid.uuid4().hex[:9]}"),
    Filter("sender_ids", "list.filter-sender-id", "sender/id", lambda: str(uuid.uuid4())),
    Filter("channel", "list.filter-channel", "channel", lambda: "VIBER", "SMS"),
    Filter("countries", "list.filter-country", "country", lambda: "AQ"),  # no phones are from there
    Filter("direction", "list.filter-direction", "direction", lambda: "MO", "MT"),
)


@themes(provider="dexatel")
@each("one", FILTERS, id=lambda one: one.name, themes=lambda one: [one.theme])
def test_a_filter(gateway: Gateway, prove: Prover, one: Filter) -> None:
    """Only messages with the value are listed, and none of them for another value."""
    [recipient] = quiet(gateway)
    [message] = gateway.send_each(to=[recipient])
    value, other = one.value or member(read_back(gateway, message), one.member), one.other()

    # A message need not show whose value is asked for; then it is found without the filter.
    own = {one.name: value} if isinstance(value, str) else {}
    matching = awaited(gateway, message, to=recipient, **own)
    rest = listed_unless_refused(gateway, to=recipient, **{one.name: other})

    with prove(one.theme):
        for wanted, found in ((value, matching), (other, rest)):
            for row in found if isinstance(wanted, str) else ():
                shown = told(row).get(one.member)
                if shown is not None:
                    expect(f"{one.member} in the list for {wanted}", shown).equals(
                        comparable(one.member, wanted)
                    )
        expect(
            f"the messages listed for {one.name} {other}, and one that has {value}", ids_of(rest)
        ).excludes(message.id.lower())
        show_listed(message, matching, f"for {one.name} {value}")


@themes("list.filter-recipient-prefix", provider="dexatel")
def test_the_filter_for_a_prefix(gateway: Gateway, prove: Prover) -> None:
    """Only messages to numbers that begin so are listed."""
    [recipient], other = quiet(gateway), gateway.recipient
    expect("another recipient", other).differs_from(recipient)
    # One by one: in which order the answer to both has them is another requirement's matter.
    [inside], [outside] = (gateway.send_each(to=[number]) for number in (recipient, other))
    expect("the id of the other message", outside.id).differs_from(inside.id)
    length = next(
        place for place in range(1, len(recipient) + 1) if not other.startswith(recipient[:place])
    )
    prefix = recipient[:length]

    found = awaited(gateway, inside, to_prefix=prefix)

    with prove("list.filter-recipient-prefix"):
        listed_for = f"the messages listed for to_prefix {prefix}, and one to {other}"
        expect(listed_for, ids_of(found)).excludes(outside.id.lower())
        for shown in (one for row in found for one in recipients_in(row)):
            expect("the beginning of a listed recipient", shown[:length]).equals(prefix)
        show_listed(inside, found, f"for to_prefix {prefix}")


@themes("list.filter-state", "list.filter-state-any-case", provider="dexatel", alone=True)
def test_the_filter_for_a_state(gateway: Gateway, prove: Prover) -> None:
    """A message is listed as what it has become, and not as anything else."""
    [recipient] = quiet(gateway)
    [message] = gateway.send_each(to=[recipient])
    state = gateway.settled(message).state.value
    expect("the state that the message ends in", state).is_in("delivered", "sent")
    other = "sent" if state == "delivered" else "delivered"
    [new] = gateway.send_each(to=[recipient])

    matching = awaited(gateway, message, to=recipient, statuses=state.upper())
    behind = gateway.look(new).state.value != state
    rest = listed(gateway, to=recipient, statuses=other.upper())

    with prove("list.filter-state"):
        if behind:
            expect(
                f"the messages listed for statuses {state.upper()}, and a new one", ids_of(matching)
            ).excludes(new.id.lower())
        expect(
            f"the messages listed for statuses {other.upper()}, and one that is {state}",
            ids_of(rest),
        ).excludes(message.id.lower())
        for wanted, found in ((state, matching), (other, rest)):
            for row in found:
                if row.get("status") is not None:
                    expect(f"the status of what is {wanted}", row["status"]).equals(wanted)
        show_listed(message, matching, f"for statuses {state.upper()}")
    small = listed_unless_refused(gateway, to=recipient, statuses=state)
    answer = "takes" if message.id.lower() in ids_of(small) else "does not take"
    prove.observe("list.filter-state-any-case", f"{answer} the status in small letters")


@dataclass(frozen=True)
class Limit:
    """A filter for one end of the time of creation.

    Attributes:
        inside, outside: how far from its creation the limit lets a message in, or keeps it out.
    """

    name: str
    theme: str
    inside: timedelta
    outside: timedelta


LIMITS = (
    Limit("created_date_start", "list.filter-created-from", -MARGIN, MARGIN),
    Limit("created_date_end", "list.filter-created-until", MARGIN, -MARGIN),
)


@themes(provider="dexatel")
@each("limit", LIMITS, id=lambda limit: limit.name, themes=lambda limit: [limit.theme])
def test_the_filters_for_creation(gateway: Gateway, prove: Prover, limit: Limit) -> None:
    """A message is listed for limits on one side of its creation, and not on the other."""
    [recipient] = quiet(gateway)
    [message] = gateway.send_each(to=[recipient])
    created = created_at(read_back(gateway, message), gateway.clock.now())

    within = {limit.name: (created + limit.inside).strftime(MOMENT)}
    beyond = {limit.name: (created + limit.outside).strftime(MOMENT)}
    found = awaited(gateway, message, to=recipient, **within)
    rest = listed(gateway, to=recipient, **beyond)

    with prove(limit.theme):
        listed_for = f"the messages listed for {limit.name} {beyond[limit.name]}"
        expect(f"{listed_for}, and one of {created:{MOMENT}}", ids_of(rest)).excludes(
            message.id.lower()
        )
        show_listed(message, found, f"for {limit.name} {within[limit.name]}")


def created_at(shown: Mapping[str, Any], sent: datetime) -> datetime:
    """When a read says that the message was made; when it was sent, if it says nothing."""
    try:
        told = datetime.strptime(str(shown.get("create_date")), MOMENT).replace(tzinfo=UTC)
    except ValueError:
        return sent
    return told if abs(told - sent) < timedelta(days=1) else sent


def show_listed(message: Message, found: list[dict[str, Any]], where: str) -> None:
    """Go on only where a filter lists what it lets in: one that lists nothing shows nothing.

    Raises:
        BlockedError: when the message is not listed.
    """
    if message.id.lower() not in ids_of(found):
        raise BlockedError(f"a message that was just sent is not listed {where}")


def listed_unless_refused(gateway: Gateway, **filters: str) -> list[dict[str, Any]]:
    """Every message of a list; none when the target refuses the value of a filter."""
    if gateway.call(listing(1, **filters)).refused:
        return []
    return listed(gateway, **filters)
