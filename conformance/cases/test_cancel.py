"""Cancelling: before the due time, in the queue, after delivery, twice, and of nothing."""

from __future__ import annotations

from conformance.providers import State
from conformance.run.declare import themes
from conformance.verdict import Prover, expect
from conformance.wire.gateway import Gateway


@themes(
    "cancel.unsent.stops-delivery",
    "cancel.unsent.is-lasting",
    "cancel.answers-204",
    "cancel.answered-as-success",
    alone=True,
)
def test_cancelling_before_the_due_time(gateway: Gateway, prove: Prover) -> None:
    """A message scheduled for later never leaves once it has been cancelled."""
    message = gateway.send("See you at nine", due=gateway.soon())

    reply = gateway.cancel(message)

    with prove("cancel.answers-204"):
        expect("the status of the cancel", reply.status).equals(204)
        expect("its body", reply.body).equals(b"")
    with prove("cancel.answered-as-success"):
        expect("the status of the cancel", reply.status).equals(200)
    with prove("cancel.unsent.is-lasting"):
        seen = gateway.look(message).state
        expect("its state after the cancel", seen).is_in(State.CANCELLED, State.GONE)
    with prove("cancel.unsent.stops-delivery"):
        rest = gateway.settled(message).state
        expect("where it came to rest", rest).is_in(State.CANCELLED, State.GONE)


@themes("cancel.unknown.refused")
def test_cancelling_an_unknown_message(gateway: Gateway, prove: Prover) -> None:
    """Cancelling what does not exist is refused as documented."""
    reply = gateway.cancel(gateway.unknown_id())

    with prove("cancel.unknown.refused"):
        expect("the status", reply.status).is_between(400, 499)
