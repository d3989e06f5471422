"""Sending and reading: one recipient and several, equal texts, times, and what reading changes."""

from __future__ import annotations

from conformance import sms
from conformance.errors import UnsupportedError
from conformance.providers import State
from conformance.run.declare import themes
from conformance.verdict import Prover, expect
from conformance.wire.gateway import MARGIN, Gateway


@themes("send.accepted", "read.returns-message", "read.repeatable")
def test_a_message_is_sent_and_read_back(gateway: Gateway, prove: Prover) -> None:
    """What was sent can be read, and reading it again tells the same."""
    draft = gateway.draft()
    sending = gateway.call(draft)
    with prove("send.accepted"):
        gateway.dialect.sent(sending, draft)
    [message] = gateway.dialect.sent(sending, draft)

    first, second = gateway.look(message), gateway.look(message)

    with prove("read.returns-message"):
        expect("what the read shows of a sent message", first.state).differs_from(State.GONE)
        if first.recipient is not None:
            shown = sms.digits_of(first.recipient)
            expect("the recipient that the read shows", shown).equals(message.recipient)
        if first.text is not None:
            expect("the text that the read shows", first.text).equals(message.text)
    with prove("read.repeatable"):
        for name in ("text", "recipient", "segments"):
            shown = getattr(second, name)
            expect(f"the {name} that the second read shows", shown).equals(getattr(first, name))
        expect("what the second read shows of a message", second.state).differs_from(State.GONE)


@themes(
    "send.accepted",
    "send.one-id-per-recipient",
    "send.recipient-order",
    "send.recipient-echoed",
)
def test_several_recipients(gateway: Gateway, prove: Prover) -> None:
    """Every recipient of one request gets a message of its own, in the order of the request."""
    recipients = gateway.several(3)
    recipients = [recipients[1], recipients[2], recipients[0]]  # no order that sorting would give
    draft = gateway.draft(to=recipients)
    sending = gateway.call(draft)

    with prove("send.accepted"):
        gateway.dialect.sent(sending, draft)
    messages = gateway.dialect.sent(sending, draft)

    echoed = [sms.digits_of(message.echoed or "") for message in messages]
    with prove("send.one-id-per-recipient"):
        expect("how many different ids three recipients get", len({m.id for m in messages})).equals(
            len(recipients)
        )
    with prove("send.recipient-echoed"):
        expect("the recipients that the answer names", sorted(echoed)).equals(sorted(recipients))
    with prove("send.recipient-order"):
        expect("the order of recipients in the answer", echoed).equals(recipients)


@themes("send.equal-sends-differ")
def test_two_equal_sends(gateway: Gateway, prove: Prover) -> None:
    """The same text to the same recipient twice makes two messages."""
    text = gateway.text()

    first, second = gateway.send(text), gateway.send(text)

    with prove("send.equal-sends-differ"):
        expect("the id of the second message", second.id).differs_from(first.id)


@themes("schedule.accepted", "schedule.delivers-when-due", timed=True)
def test_a_scheduled_message_waits_for_its_time(gateway: Gateway, prove: Prover) -> None:
    """A message for later waits until its time, and leaves then."""
    draft = gateway.draft(due=gateway.soon())
    sending = gateway.call(draft)
    with prove("schedule.accepted"):
        gateway.dialect.sent(sending, draft)
    [message] = gateway.dialect.sent(sending, draft)

    before = gateway.look(message)
    in_time = message.due is not None and gateway.clock.now() + MARGIN < message.due
    if gateway.dialect.shows_waiting and in_time:
        with prove("schedule.accepted"):
            expect("the state of the message before its time", before.state).equals(State.SCHEDULED)
        with prove("schedule.delivers-when-due"):
            expect("the state of the message before its time", before.state).equals(State.SCHEDULED)
    if not gateway.can_await(message):
        gateway.cancel(message)
        prove.observe("schedule.delivers-when-due", "its time is too far ahead to wait for here")
        return
    rest = gateway.settled(message)
    with prove("schedule.delivers-when-due"):
        expect("the state of the message after its time", rest.state).is_in(
            State.DELIVERED, State.SENT, State.FAILED
        )


@themes("isolation.others-untouched", "isolation.siblings-untouched", timed=True)
def test_cancelling_one_of_several(gateway: Gateway, prove: Prover) -> None:
    """Of several messages, only the one that is cancelled is."""
    if not gateway.claims(gateway.dialect.cancel(gateway.unknown_id())):
        raise UnsupportedError("cancelling is not claimed")
    due = gateway.soon() if gateway.can_schedule else None
    other = gateway.seen(gateway.send(due=due))
    siblings = gateway.send_each(to=gateway.several(3), due=due)
    if len(siblings) == 3:
        cancelled = siblings[1]
        spared = {"isolation.others-untouched": [other]}
        spared["isolation.siblings-untouched"] = [siblings[0], siblings[2]]
    else:
        cancelled, spared = siblings[0], {"isolation.others-untouched": [other]}

    reply = gateway.cancel(cancelled)

    if due is not None or gateway.dialect.cancel_deletes:  # what has gone out need not be stopped
        expect("the status of the answer to the cancel", reply.status).is_between(200, 299)
    for theme, messages in spared.items():
        for message in messages:
            view = gateway.look(message)
            if not gateway.dialect.shows_waiting:
                view = gateway.settled(message)
            with prove(theme):
                expect("the state of a message that was not cancelled", view.state).is_in(
                    State.SCHEDULED, State.QUEUED, State.SENT, State.DELIVERED
                )
