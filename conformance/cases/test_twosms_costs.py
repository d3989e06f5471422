"""2sms's options of the expire operation: telling recipients, what it costs, erasing contents."""

from __future__ import annotations

from typing import Any

from conformance.cases.twosms import (
    done,
    erased_count,
    expect_expired,
    expect_live,
    expect_refusal,
    expect_success,
    expired_count,
    expiring,
    fate,
    quiet,
    searching,
    sent_live,
    updating,
)
from conformance.providers import Reply
from conformance.providers.twosms import STANDARD, succeeded, told
from conformance.run.declare import each, themes
from conformance.verdict import Prover, expect
from conformance.wire.gateway import Gateway


def credits_in(reply: Reply, what: str) -> float:
    """A number of credits that an answer tells: `Used` or `Remaining`."""
    found = reply.at(f"/ResponseData/Detail/NumberOfCredits{what}")
    expect(f"NumberOfCredits{what}", found).is_a(int, float)
    return float(found)


@themes("notify.accepted", "notify.cost", "balance.falls-by-cost", provider="twosms", alone=True)
def test_recipients_are_told(gateway: Gateway, prove: Prover) -> None:
    """Expiring may tell the recipients, and the balance falls by what that costs."""
    unannounced, announced = sent_live(gateway), sent_live(gateway)

    before = gateway.call(expiring(unannounced.id))
    reply = gateway.call(expiring(announced.id, NotifyRecipients=True))

    with prove("notify.accepted"):
        expect_success(reply)
        expect_expired(gateway, announced)
    if not (succeeded(before) and succeeded(reply)):
        return
    prove.observe("notify.cost", f"{credits_in(reply, 'Used'):g} credits for one recipient")
    with prove("balance.falls-by-cost"):
        due = credits_in(before, "Remaining") - credits_in(reply, "Used")
        within = gateway.pack.limits["balance_tolerance_credits"]
        expect("NumberOfCreditsRemaining", credits_in(reply, "Remaining")).is_between(
            due - within, due + within
        )


UNASKED: dict[str, dict[str, Any]] = {"absent": {}, "false": {"NotifyRecipients": False}}


@themes("notify.free-without", provider="twosms")
@each("asked", UNASKED)
def test_nobody_is_told(gateway: Gateway, prove: Prover, asked: str) -> None:
    """Expiring costs nothing when nobody is to be told."""
    message = sent_live(gateway)

    reply = done(gateway, expiring(message.id, **UNASKED[asked]))

    with prove("notify.free-without"):
        expect("NumberOfCreditsUsed", credits_in(reply, "Used")).equals(0)


KEEPING: dict[str, dict[str, Any]] = {"absent": {}, "false": {"Delete": False}}


@themes("erase.only-when-asked", provider="twosms")
@each("asked", KEEPING)
def test_contents_are_kept(gateway: Gateway, prove: Prover, asked: str) -> None:
    """Nothing is erased when it is not asked for."""
    message = sent_live(gateway)

    reply = done(gateway, expiring(message.id, **KEEPING[asked]))

    with prove("erase.only-when-asked"):
        expect("NoOfMessagesDeleted", erased_count(reply)).equals(0)


@themes(
    "erase.never-exceeds-named",
    "erase.counts-named",
    "erase.also-expires",
    "erase.content-gone",
    provider="twosms",
)
def test_contents_are_erased(gateway: Gateway, prove: Prover) -> None:
    """Named messages are erased where the account may, and expired as well."""
    first, second = sent_live(gateway), sent_live(gateway)
    # Without its content a message is not shown, expired or not; an update can tell the one from
    # the other, where one that changes nothing is accepted at all.
    updates = succeeded(gateway.call(updating(first.id)))

    reply = gateway.call(expiring(first.id, second.id, Delete=True))

    with prove("erase.never-exceeds-named"):
        if succeeded(reply):
            expect("NoOfMessagesDeleted", erased_count(reply)).is_between(0, 2)
        else:
            expect_refusal(reply)
            expect_live(gateway, first)
            expect_live(gateway, second)
    with prove("erase.counts-named"):
        expect("NoOfMessagesDeleted", erased_count(reply)).equals(2)
    with prove("erase.also-expires"):
        expect_expired(gateway, first)
        expect_expired(gateway, second)
        if updates:
            expect_refusal(gateway.call(updating(first.id)))
    prove.observe("erase.content-gone", f"its recipient finds the message {fate(gateway, first)}")


@themes("expire.standard-never-expired", "erase.standard-counted", provider="twosms", alone=True)
def test_a_standard_message_is_searched(gateway: Gateway, prove: Prover) -> None:
    """A standard message that fits the criteria is not counted as expired."""
    number, _ = quiet(gateway)
    gateway.send_each(to=[number], Type=STANDARD)

    expiry = gateway.call(searching(Destination=f"+{number}"))
    with prove("expire.standard-never-expired"):
        expect("NoOfMessagesExpired", expired_count(expiry)).equals(0)

    erasure = gateway.call(searching(Destination=f"+{number}", Delete=True))
    counted = erased_count(erasure) if succeeded(erasure) else told(erasure)
    prove.observe("erase.standard-counted", f"NoOfMessagesDeleted: {counted}")
