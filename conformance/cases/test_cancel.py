"""Cancelling: before the due time, in the queue, after delivery, twice, and of nothing."""

from __future__ import annotations

from conformance.errors import BlockedError, InconclusiveError, UnsupportedError
from conformance.providers import Occasion, State
from conformance.run.declare import themes
from conformance.verdict import Prover, expect
from conformance.wire.gateway import Gateway

STOPPED = (State.CANCELLED, State.GONE)


@themes(
    "cancel.unsent.stops-delivery",
    "cancel.unsent.is-lasting",
    "cancel.answers-204",
    "cancel.answered-as-success",
    timed=True,
)
def test_cancelling_before_the_due_time(gateway: Gateway, prove: Prover) -> None:
    """A message scheduled for later never leaves once it has been cancelled."""
    message = gateway.send("See you at nine", due=gateway.soon())

    reply = gateway.cancel(message)

    with prove("cancel.answers-204"):
        expect("the status of the cancel", reply.status).equals(204)
        expect("the body of the answer to the delete", reply.body).equals(b"")
    with prove("cancel.answered-as-success"):
        gateway.dialect.check_cancel(reply, Occasion.IN_TIME)
    now = gateway.look(message)
    # Where its time cannot be reached, that it reads as stopped is all that can be shown.
    later = gateway.settled(message) if gateway.can_await(message) else now
    with prove("cancel.unsent.is-lasting"):
        expect("the state of the message right after the cancel", now.state).is_in(*STOPPED)
        expect("the state of the message later on", later.state).is_in(*STOPPED)
    with prove("cancel.unsent.stops-delivery"):
        expect("the state of the message once its time has come", later.state).is_in(*STOPPED)


@themes("cancel.queued.stops-delivery", "cancel.queued.answers-cancelled", timed=True)
def test_cancelling_in_the_queue(gateway: Gateway, prove: Prover) -> None:
    """A message that still waits in the queue never leaves once it has been cancelled."""
    message = gateway.send()
    before = gateway.look(message).state
    if not before.waiting:
        # A target without a queue has nothing that could be cancelled there, and need not have.
        raise UnsupportedError(f"a message is {before.value} at once: no queue is to be seen")

    reply = gateway.cancel(message)

    after = gateway.look(message).state
    if after.out and not reply.accepted:
        raise InconclusiveError("the message left the queue before it could be cancelled")
    with prove("cancel.queued.answers-cancelled"):
        gateway.dialect.check_cancel(reply, Occasion.IN_TIME)
    gateway.clock.wait(30 if gateway.clock.controlled else 4)
    with prove("cancel.queued.stops-delivery"):
        expect("the state of the message right after the cancel", after).is_in(*STOPPED)
        expect("the state of the message later on", gateway.look(message).state).is_in(*STOPPED)


@themes("cancel.delivered.is-harmless", timed=True)
def test_cancelling_after_delivery(gateway: Gateway, prove: Prover) -> None:
    """Cancelling a message that has gone out is answered as documented and undoes nothing."""
    message = gateway.send()
    state = gateway.settled(message).state
    if not state.out:
        raise BlockedError(f"the message came to rest as {state.value}")

    reply = gateway.cancel(message)

    after = gateway.look(message).state
    with prove("cancel.delivered.is-harmless"):
        gateway.dialect.check_cancel(reply, Occasion.TOO_LATE)
        if gateway.dialect.cancel_deletes:
            expect("the state of the message afterwards", after).differs_from(State.CANCELLED)
        else:
            expect("the state of the message afterwards", after).is_in(State.SENT, State.DELIVERED)


@themes("cancel.twice.is-harmless", "cancel.twice.same-answer", timed=True)
def test_cancelling_twice(gateway: Gateway, prove: Prover) -> None:
    """Cancelling a message again changes nothing."""
    message = gateway.send(due=gateway.soon() if gateway.can_schedule else None)
    first = gateway.cancel(message)
    expect("the status of the first cancel", first.status).is_between(200, 299)

    second = gateway.cancel(message)

    after = gateway.look(message)
    if not gateway.dialect.shows_waiting:
        after = gateway.settled(message)
    with prove("cancel.twice.is-harmless"):
        gateway.dialect.check_cancel(second, Occasion.AGAIN)
        expect("the state of the message afterwards", after.state).is_in(*STOPPED)
    with prove("cancel.twice.same-answer"):
        expect("the status of the second cancel", second.status).equals(first.status)
        gateway.dialect.check_cancel(second, Occasion.IN_TIME)


@themes("cancel.unknown.refused")
def test_cancelling_an_unknown_message(gateway: Gateway, prove: Prover) -> None:
    """Cancelling what does not exist is answered as documented."""
    reply = gateway.cancel(gateway.unknown_id())

    with prove("cancel.unknown.refused"):
        gateway.dialect.check_cancel(reply, Occasion.NOTHING_THERE)
