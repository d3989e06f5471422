"""2sms's expire operation by ids: exactly the named messages, at once and for good."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from conformance.cases.twosms import (
    erased_count,
    expect_expired,
    expect_live,
    expect_success,
    expired_count,
    expiring,
    off_live,
    sent_live,
)
from conformance.providers import Message
from conformance.providers.twosms import moment, succeeded
from conformance.run.declare import each, themes
from conformance.verdict import Prover, expect
from conformance.wire.gateway import Gateway


@themes(
    "expire.ids.expires-named",
    "expire.count.expired-exact",
    "expire.twice.counts-zero",
    "expire.twice.answers-200",
    "expire.is-lasting",
    "isolation.others-untouched",
    provider="twosms",
    alone=True,
)
def test_one_message_is_named(gateway: Gateway, prove: Prover) -> None:
    """The named message is expired for good, no other is, and saying so again changes nothing."""
    before, named, after = (sent_live(gateway) for _ in range(3))

    reply = gateway.call(expiring(named.id))

    with prove("expire.count.expired-exact"):
        expect("NoOfMessagesExpired", expired_count(reply)).equals(1)
    with prove("expire.ids.expires-named"):
        expect_expired(gateway, named)
    with prove("isolation.others-untouched"):
        expect_live(gateway, before, "the message before the named one")
        expect_live(gateway, after, "the message after the named one")

    again = gateway.call(expiring(named.id))

    with prove("expire.twice.answers-200"):
        expect("the status of the second answer", again.status).equals(200)
    with prove("expire.twice.counts-zero"):
        if succeeded(again):
            expect("NoOfMessagesExpired of the second answer", expired_count(again)).equals(0)

    gateway.call(expiring(gateway.unknown_id()))
    gateway.clock.wait(600 if gateway.clock.controlled else 1)
    with prove("expire.is-lasting"):
        expect_expired(gateway, named, "the message some time after it was expired")


@themes("expire.unviewable", provider="twosms")
def test_no_recipient_sees_it_any_more(gateway: Gateway, prove: Prover) -> None:
    """A message that each recipient could look at is shown to none of them once expired."""
    to = gateway.several(1 if gateway.live else 2)  # a live target is told one recipient's contact
    message = sent_live(gateway, to)
    seen_by = [Message(message.id, one, message.text) for one in to]
    for one in seen_by:
        expect("the message before", gateway.look(one).text).equals(message.text)

    gateway.call(expiring(message.id))

    with prove("expire.unviewable"):
        for one in seen_by:
            expect(
                "what a recipient is shown of an expired message", gateway.look(one).text
            ).equals(None)


@themes("expire.ids.expires-every-named", "expire.count.expired-exact", provider="twosms")
def test_several_messages_are_named(gateway: Gateway, prove: Prover) -> None:
    """Every one of several named messages is expired, and counted."""
    messages = [sent_live(gateway) for _ in range(3)]

    reply = gateway.call(expiring(*(message.id for message in messages)))

    with prove("expire.ids.expires-every-named"):
        for place, message in enumerate(messages, 1):
            expect_expired(gateway, message, f"message {place} of {len(messages)}")
    with prove("expire.count.expired-exact"):
        expect("NoOfMessagesExpired", expired_count(reply)).equals(len(messages))


@themes("expire.ids.repeated-counts-once", provider="twosms")
def test_an_id_is_named_twice(gateway: Gateway, prove: Prover) -> None:
    """An id that stands in the list twice is one message."""
    message = sent_live(gateway)

    reply = gateway.call(expiring(message.id, message.id))

    with prove("expire.ids.repeated-counts-once"):
        expect("NoOfMessagesExpired", expired_count(reply)).equals(1)


@themes("expire.count.messages-not-recipients", provider="twosms")
def test_a_message_to_several_is_named(gateway: Gateway, prove: Prover) -> None:
    """A message to three recipients is one message."""
    message = sent_live(gateway, gateway.several(3))

    reply = gateway.call(expiring(message.id))

    with prove("expire.count.messages-not-recipients"):
        expect("NoOfMessagesExpired", expired_count(reply)).equals(1)


@themes("read.id-any-case", provider="twosms")
@each("spelled", (str.lower, str.upper), id=lambda case: str(case.__name__))
def test_an_id_in_either_case(
    gateway: Gateway, prove: Prover, spelled: Callable[[str], str]
) -> None:
    """An id means the same message in small and in capital letters."""
    message = sent_live(gateway)

    gateway.call(expiring(spelled(message.id)))

    with prove("read.id-any-case"):
        expect_expired(gateway, message)


@themes("expire.ids.despite-expiry-date", provider="twosms")
def test_a_message_with_an_expiry_date(gateway: Gateway, prove: Prover) -> None:
    """A message is expired although its own date lies ahead."""
    later = gateway.clock.now() + timedelta(days=2)
    message = sent_live(gateway, ExpiryDate=moment(later))

    gateway.call(expiring(message.id))

    with prove("expire.ids.despite-expiry-date"):
        expect_expired(gateway, message)


@themes("expire.ids.despite-reads-left", provider="twosms")
def test_a_message_with_reads_left(gateway: Gateway, prove: Prover) -> None:
    """A message is expired although its recipient may look at it more often."""
    message = sent_live(gateway, Reads=10)

    gateway.call(expiring(message.id))

    with prove("expire.ids.despite-reads-left"):
        expect_expired(gateway, message)


def misfits(gateway: Gateway) -> dict[str, dict[str, Any]]:
    """Criteria that a message just sent to the first recipient does not fit."""
    now = gateway.clock.now()
    return {
        "destination": {"Destination": f"+{gateway.several(2)[1]}"},
        "start-date": {"StartDate": moment(now + timedelta(days=1))},
        "finish-date": {"FinishDate": moment(now - timedelta(days=1))},
        "range": {"Range": 1},
        "type": {"Type": 1},
    }


@themes("expire.ids.criteria-ignored", provider="twosms")
@each("criterion", ("destination", "start-date", "finish-date", "range", "type"))
def test_a_criterion_beside_an_id(gateway: Gateway, prove: Prover, criterion: str) -> None:
    """A named message is expired although it does not fit a criterion beside it."""
    off_live(gateway)
    message = sent_live(gateway)

    gateway.call(expiring(message.id, **misfits(gateway)[criterion]))

    with prove("expire.ids.criteria-ignored"):
        expect_expired(gateway, message)


@themes("expire.ids.criteria-add-nothing", provider="twosms")
@each("criterion", ("destination", "dates"))
def test_a_criterion_that_others_fit(gateway: Gateway, prove: Prover, criterion: str) -> None:
    """A message that fits a criterion beside the ids and is not named is left alone."""
    off_live(gateway)
    named, other = sent_live(gateway), sent_live(gateway)
    day, now = timedelta(days=1), gateway.clock.now()
    criteria = {
        "destination": {"Destination": f"+{other.recipient}"},
        "dates": {"StartDate": moment(now - day), "FinishDate": moment(now + day)},
    }

    gateway.call(expiring(named.id, **criteria[criterion]))

    with prove("expire.ids.criteria-add-nothing"):
        expect_live(gateway, other, "a message that fits and is not named")


@themes("expire.unknown.answers-200", "expire.unknown.not-counted", provider="twosms")
def test_an_unknown_id(gateway: Gateway, prove: Prover) -> None:
    """An id that names no message is no error, and is not counted."""
    message = sent_live(gateway)

    alone = gateway.call(expiring(gateway.unknown_id()))
    beside = gateway.call(expiring(gateway.unknown_id(), message.id))

    with prove("expire.unknown.answers-200"):
        expect(f"the status of {alone.asked}", alone.status).equals(200)
        expect("NoOfMessagesExpired", expired_count(alone)).equals(0)
        expect("NoOfMessagesDeleted", erased_count(alone)).equals(0)
    with prove("expire.unknown.not-counted"):
        if succeeded(alone):
            expect("NoOfMessagesExpired", expired_count(alone)).equals(0)
            expect("NoOfMessagesDeleted", erased_count(alone)).equals(0)
        if succeeded(beside):
            known = "NoOfMessagesExpired for a known and an unknown id"
            expect(known, expired_count(beside)).is_between(0, 1)


@themes("expire.reason.accepted", provider="twosms")
def test_a_reason(gateway: Gateway, prove: Prover) -> None:
    """A message is expired for a reason."""
    message = sent_live(gateway)

    reply = gateway.call(expiring(message.id, Reason="Sent in error, and nobody needs it any more"))

    with prove("expire.reason.accepted"):
        expect_success(reply)
        expect_expired(gateway, message)
