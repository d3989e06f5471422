"""Dexatel's messages for later, and the states that a message goes through."""

from __future__ import annotations

import itertools
from datetime import datetime

from conformance.cases.dexatel import later, read_back, told
from conformance.errors import InconclusiveError, UnsupportedError
from conformance.providers import Message
from conformance.providers.dexatel import MOMENT
from conformance.run.declare import themes
from conformance.verdict import Prover, expect
from conformance.wire.gateway import MARGIN, Gateway

STEPS = {"scheduled": 0, "enroute": 1, "sent": 2, "delivered": 3, "failed": 3}
"""How far along each state is."""

FINAL = ("delivered", "failed")


@themes(
    "schedule.every-recipient",
    "schedule.echoed",
    "schedule.documented-format",
    provider="dexatel",
)
def test_a_schedule_for_several_recipients(gateway: Gateway, prove: Prover) -> None:
    """A create for later makes a waiting message for every recipient, and shows for when."""
    due = later(gateway)
    messages = gateway.send_each(to=gateway.several(3), due=due)
    reads = [read_back(gateway, message) for message in messages]

    for message, read in zip(messages, reads, strict=True):
        answered = message.details.get("schedule")
        with prove("schedule.echoed"):
            if answered is not None:
                expect("the schedule in the answer", answered).equals(due.strftime(MOMENT))
            expect("the schedule in the read", read.get("schedule")).equals(due.strftime(MOMENT))
        with prove("schedule.every-recipient"):
            if message.details.get("status") in STEPS:
                status = message.details["status"]
                expect("the status in the answer", status).equals("scheduled")
            expect("the status in the read", read.get("status")).equals("scheduled")
    for message in messages:
        gateway.cancel(message)


@themes(
    "state.forward-only",
    "state.final-stays",
    "state.received-is-inbound",
    "schedule.delivers-when-due",
    provider="dexatel",
    alone=True,
)
def test_the_states_of_a_message(gateway: Gateway, prove: Prover) -> None:
    """A message waits for its time, moves on until it has arrived or failed, and stays so."""
    due = gateway.soon() if gateway.can_schedule else None
    message = gateway.send(due=due)
    seen = [str(message.details.get("status"))]
    if due is not None:
        approach(gateway, due, 30)
        waiting = status_of(gateway, message)
        if gateway.clock.now() + MARGIN < due:
            with prove("schedule.delivers-when-due"):
                expect("the state of the message shortly before its time", waiting).equals(
                    "scheduled"
                )
        approach(gateway, due, 0)

    seen += watched(gateway, message)

    with prove("state.received-is-inbound"):
        expect("the states of a message that was sent", seen).excludes("received")
    if seen[-1] != "scheduled" or gateway.clock.controlled:
        with prove("schedule.delivers-when-due"):
            expect("the state of the message after its time", seen[-1]).differs_from("scheduled")
    known = [state for state in seen if state in STEPS]
    forward = sorted(known, key=STEPS.__getitem__)
    if known == forward and seen[-1] not in {*FINAL, "sent"}:
        raise InconclusiveError(f"the message was still {seen[-1]} when patience ended")
    with prove("state.forward-only"):
        expect("the states in the order in which they were seen", known).equals(forward)
    if seen[-1] == "sent":
        raise UnsupportedError("a message stays sent: no handset reports")

    expect("the last state", seen[-1]).is_in(*FINAL)
    gateway.clock.wait(3600 if gateway.clock.controlled else 0.5)
    with prove("state.final-stays"):
        expect("the state an hour later", status_of(gateway, message)).equals(seen[-1])


def approach(gateway: Gateway, moment: datetime, seconds: float) -> None:
    """Let time pass until so many seconds before a moment, unless that is over already."""
    gateway.clock.wait(max(0.0, (moment - gateway.clock.now()).total_seconds() - seconds))


@themes("read.repeatable", provider="dexatel", alone=True)
def test_reading_moves_nothing_on(gateway: Gateway, prove: Prover) -> None:
    """A message that is read often stays the same, and gets no further by it than its siblings."""
    message, *siblings = gateway.send_each(to=gateway.several(3))

    first, *others = [told(read_back(gateway, message)) for _ in range(6)]

    for name in ("id", "from", "to", "channel", "text", "create_date", "segments", "encoding"):
        for other in others:
            with prove("read.repeatable"):
                expect(f"{name} when read again", other.get(name)).equals(first.get(name))
    if gateway.clock.controlled:  # elsewhere each message takes its own time
        reached = str(others[-1].get("status"))
        unread = [status_of(gateway, sibling) for sibling in siblings]
        with prove("read.repeatable"):
            if reached in FINAL:
                expect("the states of siblings that were not read", unread).includes_any(*FINAL)


def watched(gateway: Gateway, message: Message) -> list[str]:
    """The states that the message is seen in, until one is final or patience ends."""
    seen: list[str] = []
    until = gateway.clock.patient_until()
    # Closely at first, since being on its way may last for a second only.
    for pause in itertools.chain(itertools.repeat(0.5, 12), itertools.repeat(10)):
        seen.append(status_of(gateway, message))
        if seen[-1] in FINAL or gateway.clock.now() >= until:
            break
        gateway.clock.wait(pause)
    return [state for state, _ in itertools.groupby(seen)]


def status_of(gateway: Gateway, message: Message) -> str:
    """The state that a read shows."""
    return str(read_back(gateway, message).get("status"))
