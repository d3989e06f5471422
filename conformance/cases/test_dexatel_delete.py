"""Deleting with Dexatel: in every state, what is left afterwards, and what a refusal leaves."""

from __future__ import annotations

from conformance.cases.dexatel import expect_refusal, ids_of, later, listed, quiet
from conformance.providers import Message, State
from conformance.run.declare import themes
from conformance.verdict import Prover, expect
from conformance.wire.gateway import Gateway


@themes("cancel.any-state-accepted", "cancel.deleted-is-gone", provider="dexatel", alone=True)
def test_deleting_in_every_state(gateway: Gateway, prove: Prover) -> None:
    """A message can be deleted while it waits, while it is under way, and once it has arrived."""
    if gateway.can_schedule:
        delete(gateway, prove, gateway.send(due=later(gateway)), "waiting")
    new, under_way, arrived = (gateway.send() for _ in range(3))
    delete(gateway, prove, new, "new")

    state = gateway.look(under_way).state
    until = gateway.clock.patient_until()
    while state is State.QUEUED and gateway.clock.now() < until:
        gateway.clock.wait(0.5)
        state = gateway.look(under_way).state
    delete(gateway, prove, under_way, state.value)

    state = gateway.settled(arrived).state
    delete(gateway, prove, arrived, state.value)


def delete(gateway: Gateway, prove: Prover, message: Message, state: str) -> None:
    """Delete a message that is in this state, and look for it."""
    reply = gateway.cancel(message)
    with prove("cancel.any-state-accepted"):
        expect(f"the status for a message that is {state}", reply.status).equals(204)
    if reply.accepted:
        with prove("cancel.deleted-is-gone"):
            reading = gateway.read(message)
            expect_refusal(gateway, reading, "1501", of=f"a read after the delete while {state}")


@themes("isolation.others-untouched", provider="dexatel")
def test_deleting_one_of_three(gateway: Gateway, prove: Prover) -> None:
    """The messages to the same recipient before and after a deleted one stay."""
    before, message, after = (gateway.send() for _ in range(3))

    expect("the status of the delete", gateway.cancel(message).status).is_between(200, 299)

    for other in (before, after):
        reading = gateway.read(other)
        with prove("isolation.others-untouched"):
            expect("the status of a read of another message", reading.status).is_between(200, 299)


@themes(
    "cancel.answers-204",
    "cancel.deleted-is-gone",
    "cancel.deleted-reads-404",
    "cancel.twice.is-harmless",
    "cancel.twice.answers-unknown",
    "http.no-content-is-empty",
    provider="dexatel",
)
def test_a_deleted_message_is_gone(gateway: Gateway, prove: Prover) -> None:
    """A deleted message can neither be read nor deleted again."""
    message = gateway.send()

    deleting = gateway.cancel(message)

    with prove("cancel.answers-204"):
        expect(f"the status of {deleting.asked}", deleting.status).equals(204)
    if deleting.status == 204:
        with prove("http.no-content-is-empty"):
            expect("the octets after the head", len(deleting.body)).equals(0)
            expect("the Content-Length", deleting.headers.get("content-length", "0")).equals("0")
    expect("the status of the delete", deleting.status).is_between(200, 299)

    reading = gateway.read(message)
    with prove("cancel.deleted-is-gone"):
        expect_refusal(gateway, reading, "1501", of="a read after the delete")
    with prove("cancel.deleted-reads-404"):
        expect("the status of the read", reading.status).equals(404)

    delete_again(gateway, prove, message)


def delete_again(gateway: Gateway, prove: Prover, message: Message) -> None:
    """Delete a message that is deleted already, which is best answered as for an unknown one."""
    again = gateway.cancel(message)
    with prove("cancel.twice.is-harmless"):
        if again.status != 204:
            expect_refusal(gateway, again, "1501", of="the second delete")
    with prove("cancel.twice.answers-unknown"):
        expect_refusal(gateway, again, "1501", of="the second delete")


@themes("cancel.deleted-not-listed", provider="dexatel")
def test_a_deleted_message_is_in_no_list(gateway: Gateway, prove: Prover) -> None:
    """A deleted message is listed no more."""
    [recipient] = quiet(gateway)
    [message] = gateway.send_each(to=[recipient])
    expect("the status of the delete", gateway.cancel(message).status).is_between(200, 299)

    ids = ids_of(listed(gateway, to=recipient))

    with prove("cancel.deleted-not-listed"):
        expect(
            "the messages listed for the recipient of a deleted one, and that one", ids
        ).excludes(message.id.lower())


@themes("error.without-effect", provider="dexatel")
def test_a_refused_delete_deletes_nothing(gateway: Gateway, prove: Prover) -> None:
    """A delete that is refused for its id leaves messages as they were."""
    message, other = gateway.send(), gateway.send()
    expect("the status of a read", gateway.read(other).status).equals(200)
    # Longer and shorter than an id, so that a server that cuts or completes ids would hit.
    spoiled = [f"{message.id}0", message.id[:-1]]

    for identifier in spoiled:
        reply = gateway.cancel(gateway.invented(identifier))
        expect(f"the status of the delete of {identifier}", reply.status).is_between(400, 499)

    reading = gateway.read(message)
    with prove("error.without-effect"):
        expect("the status of a read afterwards", reading.status).equals(200)


@themes("read.id-any-case", provider="dexatel")
def test_an_id_in_capitals(gateway: Gateway, prove: Prover) -> None:
    """A message is found by its id in capitals, for reading and for deleting."""
    as_it_is, read, deleted = (gateway.send() for _ in range(3))
    expect("the status of a read", gateway.read(as_it_is).status).equals(200)

    reading = gateway.read(read.id.upper())
    with prove("read.id-any-case"):
        expect("the status of the read", reading.status).equals(200)

    deleting = gateway.cancel(deleted.id.upper())
    with prove("read.id-any-case"):
        expect("the status of the delete", deleting.status).equals(204)
