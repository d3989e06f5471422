"""2sms's advanced messages: what a view shows and for how long, and what an update changes."""

from __future__ import annotations

from conformance.cases.twosms import (
    appear,
    expect_expired,
    expect_refusal,
    expect_success,
    expect_unchanged,
    expiring,
    plain,
    sent_live,
    unread,
    updating,
)
from conformance.errors import UnsupportedError
from conformance.providers import Draft, State
from conformance.providers.twosms import MESSAGES, moment, refused, succeeded, told
from conformance.run.declare import themes
from conformance.verdict import Prover, expect
from conformance.wire.gateway import Gateway


@themes(
    "view.names-message",
    "view.member-types",
    "envelope.everywhere",
    provider="twosms",
    feature="view",
)
def test_a_view(gateway: Gateway, prove: Prover) -> None:
    """A view names its message, and has the members of the sample."""
    message = sent_live(gateway, Reads=10)

    reply = gateway.read(message)

    with prove("view.names-message"):
        named = reply.at("/ResponseData/Detail/MessageId")
        expect("MessageId", plain(named)).equals(plain(message.id))


@themes("view.past-expiry-hidden", provider="twosms", alone=True)
def test_a_message_past_its_date(gateway: Gateway, prove: Prover) -> None:
    """A message is not shown when its own date has passed."""
    end = gateway.soon()
    message = sent_live(gateway, ExpiryDate=moment(end))

    gateway.reach(end)

    with prove("view.past-expiry-hidden"):
        expect("what its recipient is shown", gateway.look(message).text).equals(None)


@themes("view.read-out-hidden", provider="twosms")
def test_a_message_that_is_read_out(gateway: Gateway, prove: Prover) -> None:
    """A message is shown as often as its reads allow, and then no more."""
    message = gateway.send(Reads=2)
    appear(gateway, message)
    expect("the second look", gateway.look(message).text).equals(message.text)

    third = gateway.look(message)

    with prove("view.read-out-hidden"):
        expect("what a third look shows of a message with two reads", third.text).equals(None)


@themes("view.contact-required", provider="twosms")
def test_a_view_by_nobody(gateway: Gateway, prove: Prover) -> None:
    """A view that does not say who is looking shows nothing."""
    message = sent_live(gateway)

    reply = gateway.call(Draft("GET", f"{MESSAGES}/{message.id}", "viewMessage"))

    with prove("view.contact-required"):
        expect("what is shown", gateway.dialect.view(reply).state).equals(State.GONE)


@themes("update.accepted", "envelope.everywhere", provider="twosms")
def test_an_update_of_a_live_message(gateway: Gateway, prove: Prover) -> None:
    """A live message takes an update that changes nothing, and one of its content."""
    message = sent_live(gateway)

    reply = gateway.call(updating(message.id))
    with prove("update.accepted"):
        expect_success(reply)

    fresh = unread(gateway)
    reply = gateway.call(updating(fresh.id, Content=gateway.text("Changed")))
    with prove("update.accepted"):
        expect_success(reply)


@themes("update.content-shown", "isolation.others-untouched", provider="twosms")
def test_new_content(gateway: Gateway, prove: Prover) -> None:
    """New content is what the recipient of the message sees, and of no other message."""
    message, other = unread(gateway), unread(gateway)
    expect_unchanged(gateway, other, "a message that was just sent")
    text = gateway.text("Changed")

    reply = gateway.call(updating(message.id, Content=text))

    if not succeeded(reply):
        raise UnsupportedError(f"an update of the content is not accepted: {told(reply)}")
    with prove("isolation.others-untouched"):
        expect_unchanged(gateway, other, "a message that was not updated")
    if "view" in gateway.features:
        with prove("update.content-shown"):
            expect("the text that is shown", gateway.look(message).text).equals(text)


@themes("update.expired-refused", "update.does-not-revive", provider="twosms")
def test_an_update_after_the_end(gateway: Gateway, prove: Prover) -> None:
    """An expired message takes no update, and trying does not bring it back."""
    message = sent_live(gateway)
    changes: tuple[dict[str, str], ...] = ({}, {"Content": message.text})
    taken = [one for one in changes if succeeded(gateway.call(updating(message.id, **one)))]
    if not taken:
        raise UnsupportedError("no update is taken, even of a live message")
    gateway.call(expiring(message.id))

    reply = gateway.call(updating(message.id, **taken[0]))

    with prove("update.expired-refused"):
        expect_refusal(reply)
    with prove("update.does-not-revive"):
        expect_expired(gateway, message)


@themes("update.read-content-kept", provider="twosms")
def test_new_content_after_a_read(gateway: Gateway, prove: Prover) -> None:
    """Whether content can be changed that a recipient has seen."""
    message = sent_live(gateway)

    reply = gateway.call(updating(message.id, Content=gateway.text("Changed")))

    prove.observe("update.read-content-kept", told(reply))


@themes("error.without-effect", provider="twosms")
def test_a_broken_update(gateway: Gateway, prove: Prover) -> None:
    """An update whose body ends too early changes nothing."""
    message = gateway.send()
    broken = b'{"Content": "Changed"'

    reply = gateway.call(updating(message.id).raw(broken))
    appear(gateway, message)

    if not refused(reply):
        prove.observe("error.without-effect", "an update whose body ends too early is accepted")
        return
    with prove("error.without-effect"):
        expect_unchanged(gateway, message, "a message with a refused update")
