"""The way of a message of Clickatell, as its status tells it from the queue to the handset."""

from __future__ import annotations

from datetime import timedelta

from conformance.cases.clickatell import check_accepted, check_described, twice
from conformance.errors import InconclusiveError, UnsupportedError
from conformance.providers import Message, Reply, State
from conformance.providers.clickatell import STATES, message_status
from conformance.run.declare import themes
from conformance.verdict import Prover, expect
from conformance.wire.gateway import Gateway

SCHEDULED, QUEUED, SENT, DELIVERED = "011", "002", "003", "004"
ORDER = {SCHEDULED: 0, QUEUED: 1, SENT: 2}
"""How far a message has come; what is final is further."""

CLOSELY = timedelta(seconds=30)
"""How long a message is watched closely; later, a look in a while does."""


def final(status: str) -> bool:
    """Whether a message with this status stays where it is; one that is not known yet does not."""
    state = STATES.get(status, State.OTHER)
    return state.final and state is not State.GONE


def watch(gateway: Gateway, message: Message) -> list[Reply]:
    """The first answer with each new status, from now until a final one or the end of patience."""
    replies: list[Reply] = []
    begun, until = gateway.clock.now(), gateway.clock.patient_until()
    while True:
        reply = gateway.read(message)
        check_accepted(reply, "a read")
        status = message_status(reply)
        if not replies or message_status(replies[-1]) != status:
            replies.append(reply)
        if final(status) or gateway.clock.now() >= until:
            return replies
        near = gateway.clock.now() - begun < CLOSELY
        gateway.clock.wait(0.4 if near else 30)


@themes("read.answers-200", "read.shape", "charge.is-number", provider="clickatell")
def test_the_status_of_a_new_message(gateway: Gateway, prove: Prover) -> None:
    """The status of a message that was just sent is answered 200."""
    reply = gateway.read(gateway.send())

    with prove("read.answers-200"):
        expect(f"the status of {reply.asked}", reply.status).equals(200)


@themes(
    "read.returns-message",
    "read.repeatable",
    "state.documented",
    "state.described",
    "state.forward-only",
    "state.final-stays",
    "state.queued",
    "state.sent",
    "state.delivered",
    "cancel.shape",
    "cancel.delivered.answers-state",
    timed=True,
    provider="clickatell",
)
def test_the_way_of_a_message(gateway: Gateway, prove: Prover) -> None:
    """A message goes from the queue to the network and to the handset, and stays there."""
    message = gateway.send()
    replies = watch(gateway, message)
    way = [message_status(reply) for reply in replies]
    first = dict(zip(reversed(way), reversed(replies), strict=True))
    for reply in replies:
        with prove("state.described"):
            check_described(reply, gateway)
        with prove("read.returns-message"):
            named = str(reply.at("/data/apiMessageId"))
            expect("the id of the status", named.lower()).equals(message.id.lower())
    for reply in scheduled_and_stopped(gateway):
        with prove("state.described"):
            check_described(reply, gateway)
    with prove("state.forward-only"):
        known = [status for status in way if status in ORDER]
        expect("the way of the message", known).equals(sorted(known, key=ORDER.__getitem__))
    if way[0] != SENT and not final(way[0]):
        with prove("state.queued"):
            expect("the status of a message that waits", way[0]).equals(QUEUED)
            check_described(first[QUEUED], gateway)
    onward = way if way[0] == SENT else way[1:]
    passed = [status for status in onward if not final(status) and status != QUEUED]
    if passed:
        with prove("state.sent"):
            expect("the status of a message on its way", passed[0]).equals(SENT)
            check_described(first[SENT], gateway)
    if way[-1] == DELIVERED:
        with prove("state.delivered"):
            check_described(first[DELIVERED], gateway)
    first_told, told_again = twice(
        gateway, gateway.dialect.read(message.id), "messageStatus", "charge"
    )
    with prove("read.repeatable"):
        expect("the status and the charge of a second read", told_again).equals(first_told)
    if way[-1] == SENT:
        raise UnsupportedError("a message stays 003: no handset reports")
    if not final(way[-1]):
        raise InconclusiveError(f"the message was still {way[-1]} when patience ended")

    gateway.clock.wait(60 if gateway.clock.controlled else 1)
    before = gateway.read(message)

    with prove("state.final-stays"):
        expect("the status some time later", message_status(before)).equals(way[-1])
    if way[-1] == DELIVERED:
        reply = gateway.cancel(message)
        with prove("cancel.delivered.answers-state"):
            expect("the status of a stop that comes too late", reply.status).equals(200)
            expect("its messageStatus", message_status(reply)).equals(message_status(before))
    raise_if_missed(way)


def scheduled_and_stopped(gateway: Gateway) -> list[Reply]:
    """The status of a message for later, before and after it is stopped."""
    if not gateway.can_schedule:
        return []
    message = gateway.send(due=gateway.soon())
    waiting = gateway.read(message)
    gateway.cancel(message)
    return [reply for reply in (waiting, gateway.read(message)) if reply.accepted]


def raise_if_missed(way: list[str]) -> None:
    """End the case where a target passes a moment of the way over, or too fast to be seen.

    Raises:
        UnsupportedError: naming what was seen.
    """
    if not {QUEUED, SENT, DELIVERED} <= {*way}:
        raise UnsupportedError(f"of the message's way, only {', '.join(way)} was seen")
