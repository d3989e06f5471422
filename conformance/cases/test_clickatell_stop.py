"""What Clickatell answers to a stop: in time, again, in the queue, and of nothing."""

from __future__ import annotations

from conformance.cases.clickatell import speaking
from conformance.errors import InconclusiveError, UnsupportedError
from conformance.providers import Message, Reply, State
from conformance.providers.clickatell import message_status
from conformance.run.declare import themes
from conformance.verdict import Prover, expect
from conformance.wire.gateway import Gateway

CANCELLED, QUEUED = "006", "002"
ATTEMPTS = 3
"""How many messages are tried to be caught in the queue."""


@themes(
    "cancel.answered-as-success",
    "cancel.answers-cancelled",
    "cancel.answers-description",
    "cancel.names-message",
    "cancel.unsent.is-lasting",
    "cancel.twice.is-harmless",
    "cancel.twice.same-answer",
    "cancel.charge",
    provider="clickatell",
)
def test_what_a_stop_answers(gateway: Gateway, prove: Prover) -> None:
    """Stopping a scheduled message tells that it, and no other, is cancelled, however often."""
    message = gateway.send(due=gateway.soon())
    expect("its state before", gateway.look(message).state).equals(State.SCHEDULED)

    first = gateway.cancel(message)

    see_stopped(prove, first, message)
    seen = gateway.read(message)
    with prove("cancel.unsent.is-lasting"):
        expect("the messageStatus that is read", message_status(seen)).equals(CANCELLED)
    charge = seen.get("/data/charge")
    prove.observe("cancel.charge", "not told" if charge is None else f"charged {charge}")

    second = gateway.cancel(message)

    seen = gateway.read(message)
    with prove("cancel.twice.same-answer"):
        expect("the status of the second answer", second.status).equals(200)
        expect("its messageStatus", message_status(second)).equals(CANCELLED)
    with prove("cancel.twice.is-harmless"):
        expect("the messageStatus after two stops", message_status(seen)).equals(CANCELLED)


def see_stopped(prove: Prover, reply: Reply, message: Message) -> None:
    """Look at the answer to the first stop of a scheduled message."""
    with prove("cancel.answered-as-success"):
        expect(f"the status of {reply.asked}", reply.status).equals(200)
    with prove("cancel.answers-cancelled"):
        expect("the messageStatus of the answer", message_status(reply)).equals(CANCELLED)
    with prove("cancel.answers-description"):
        text = str(reply.at("/data/description"))
        expect("the description", text.casefold()).equals("user cancelled message delivery")
    with prove("cancel.names-message"):
        named = str(reply.at("/data/apiMessageId"))
        expect("the id of the answer", named.lower()).equals(message.id.lower())


@themes("cancel.queued.answers-cancelled", provider="clickatell")
def test_what_a_stop_in_the_queue_answers(gateway: Gateway, prove: Prover) -> None:
    """Stopping a message while it is queued tells that it is cancelled."""
    caught = False
    for _ in range(ATTEMPTS):
        message = gateway.send()
        if message_status(gateway.read(message)) != QUEUED:
            continue
        caught = True
        reply = gateway.cancel(message)
        answered = message_status(reply)
        if answered in {"003", "004"} or (reply.refused and gateway.look(message).state.out):
            continue  # it has left between being read and being stopped
        with prove("cancel.queued.answers-cancelled"):
            expect(f"the status of {reply.asked}", reply.status).equals(200)
            expect("the messageStatus of the answer", answered).equals(CANCELLED)
        return
    if not caught:
        raise UnsupportedError(f"none of {ATTEMPTS} messages was to be seen in the queue")
    raise InconclusiveError("every message has left the queue before it could be stopped")


@themes("cancel.unknown.refused", "cancel.unknown.status", provider="clickatell")
def test_stopping_what_does_not_exist(gateway: Gateway, prove: Prover) -> None:
    """Stopping an id that no message has is refused, for choice as not found."""
    gateway.send()

    reply = gateway.cancel(gateway.unknown_id())

    with prove("cancel.unknown.refused"):
        speaking(gateway).check_unknown(reply)
    with prove("cancel.unknown.status"):
        expect(f"the status of {reply.asked}", reply.status).equals(404)


@themes("cancel.malformed.refused", provider="clickatell")
def test_stopping_what_is_no_id(gateway: Gateway, prove: Prover) -> None:
    """Stopping what cannot be an id is answered like an id that no message has."""
    reply = gateway.cancel(gateway.invented("not-a-message"))

    with prove("cancel.malformed.refused"):
        speaking(gateway).check_unknown(reply)
