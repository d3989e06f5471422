"""Messages of Clickatell for later: for several, as late as can be, and how long they are tried."""

from __future__ import annotations

from datetime import timedelta, timezone

from conformance.cases.clickatell import check_accepted, told
from conformance.errors import InconclusiveError
from conformance.providers import State
from conformance.run.declare import themes
from conformance.verdict import Prover, expect
from conformance.wire.gateway import Gateway

NEAR = 4
"""Seconds ahead of a message whose time can be awaited anywhere."""

EARLY = timedelta(minutes=5)
"""How much before its time a scheduled message may leave."""
MARGIN = timedelta(minutes=10)
"""How far a time that is to be accepted keeps from the limit, since clocks differ."""


@themes("schedule.every-recipient", provider="clickatell")
def test_a_schedule_for_several(gateway: Gateway, prove: Prover) -> None:
    """The time of a send holds for each of its recipients."""
    messages = gateway.send_each(to=gateway.several(3), due=gateway.soon())
    states = [gateway.look(message).state for message in messages]

    with prove("schedule.every-recipient"):
        expect("the states of the messages", states).equals([State.SCHEDULED] * 3)

    for message in messages:
        gateway.cancel(message)


@themes("schedule.farthest-accepted", provider="clickatell")
def test_the_farthest_time(gateway: Gateway, prove: Prover) -> None:
    """A message can be scheduled almost seven days ahead."""
    gateway.cancel(gateway.send(due=gateway.soon()))
    days = timedelta(days=gateway.pack.limits["schedule_ahead_days"])
    draft = gateway.draft(due=gateway.clock.now() + days - MARGIN)

    reply = gateway.call(draft)

    with prove("schedule.farthest-accepted"):
        check_accepted(reply, "a send almost seven days ahead")
    for identifier in gateway.dialect.created(reply):
        gateway.cancel(identifier)


@themes("schedule.offset-accepted", provider="clickatell")
def test_a_time_with_an_offset(gateway: Gateway, prove: Prover) -> None:
    """Whether a time with an offset from UTC is accepted is recorded."""
    zone = timezone(timedelta(hours=2))
    due = gateway.soon().astimezone(zone).isoformat(timespec="seconds")

    reply = gateway.call(gateway.draft(scheduledDeliveryTime=due))

    prove.observe("schedule.offset-accepted", told(reply, gateway))
    for identifier in gateway.dialect.created(reply):
        gateway.cancel(identifier)


@themes(
    "schedule.delivers-when-due",
    "validity.counts-from-due-time",
    timed=True,
    provider="clickatell",
)
def test_a_message_around_its_time(gateway: Gateway, prove: Prover) -> None:
    """A message waits until its time is near, whatever its validity, and has gone soon after."""
    message = gateway.send(due=gateway.soon())
    brief = gateway.send(due=message.due, validityPeriod=1)
    if message.due is None or not gateway.can_await(message):
        with prove("schedule.delivers-when-due"):
            state = gateway.look(message).state
            expect("its state long before its time", state).equals(State.SCHEDULED)
        for one in (message, brief):
            gateway.cancel(one)
        prove.observe("validity.counts-from-due-time", "its time is too far ahead to wait for")
        near_one_leaves(gateway, prove)
        return

    gateway.reach(message.due - EARLY - timedelta(seconds=20))
    with prove("schedule.delivers-when-due"):
        state = gateway.look(message).state
        expect("its state until five minutes before its time", state).equals(State.SCHEDULED)
    gateway.reach(message.due + EARLY)
    with prove("schedule.delivers-when-due"):
        state = gateway.look(message).state
        expect("its state five minutes after its time", state).differs_from(State.SCHEDULED)
    with prove("validity.counts-from-due-time"):
        state = gateway.look(brief).state
        expect("a message that was valid for less than it waited", state).differs_from(
            State.EXPIRED
        )


def near_one_leaves(gateway: Gateway, prove: Prover) -> None:
    """See a message go that is due in a few seconds, where nothing later can be awaited.

    Raises:
        InconclusiveError: when it is not taken, or waits longer than patience lasts; the documents
            leave it five minutes.
    """
    due = gateway.clock.now().replace(microsecond=0) + timedelta(seconds=NEAR)
    draft = gateway.draft(due=due)
    reply = gateway.call(draft)
    if reply.refused:
        raise InconclusiveError(f"a message due in {NEAR} seconds is not taken")
    [near] = gateway.dialect.sent(reply, draft)
    rest = gateway.settled(near).state
    with prove("schedule.delivers-when-due"):
        expect("its state after its time", rest).is_in(
            State.SENT, State.DELIVERED, State.FAILED, State.EXPIRED
        )
