"""What messages of Clickatell cost: charges, the balance, and what costs nothing."""

from __future__ import annotations

from decimal import Decimal

from conformance.cases.clickatell import LOOKS, check_accepted, speaking, twice
from conformance.cases.numbers import decimal
from conformance.errors import InconclusiveError, UnsupportedError
from conformance.providers import Draft, Message
from conformance.run.declare import themes
from conformance.verdict import Prover, expect
from conformance.wire.gateway import Gateway

CENT = Decimal("0.01")
"""How exactly a balance of two decimals tells a sum."""


def balance(gateway: Gateway) -> Decimal:
    """The balance now.

    Raises:
        UnmetError: when it is not told.
    """
    reply = gateway.call(speaking(gateway).balance())
    check_accepted(reply, "a read of the balance")
    return decimal("the balance", reply.at("/data/balance"))


def settled_balance(gateway: Gateway) -> Decimal:
    """The balance once nothing that went before changes it any more.

    Raises:
        InconclusiveError: when it does not come to rest.
    """
    earlier = balance(gateway)
    for _ in range(LOOKS):
        gateway.clock.wait(30 if gateway.clock.controlled else 1)
        now = balance(gateway)
        if now == earlier:
            return now
        earlier = now
    raise InconclusiveError("the balance changes all the time")


def charge(gateway: Gateway, message: Message) -> float:
    """What a message that has gone out costs.

    Raises:
        InconclusiveError: when it has not gone out.
        UnmetError: when its charge is not told.
    """
    view = gateway.settled(message)
    if not view.state.out:
        raise InconclusiveError(f"the message came to rest as {view.state.value}")
    expect("the charge of a message", view.charge).is_a(int, float)
    return float(view.charge or 0)


@themes(
    "charge.grows-with-parts",
    "charge.parts-times-price",
    "charge.at-least-minimum",
    "balance.falls-by-cost",
    alone=True,
    provider="clickatell",
)
def test_what_messages_cost(gateway: Gateway, prove: Prover) -> None:
    """More parts cost more, in proportion, and what they cost is taken from the balance."""
    counts_parts = "concat" in gateway.features
    tells_balance = "balance" in gateway.features
    before = settled_balance(gateway) if tells_balance else Decimal()
    messages = [gateway.send("a" * 10)]
    if counts_parts:
        messages += [gateway.send("a" * 200), gateway.send("a" * 400)]
    charges = [charge(gateway, message) for message in messages]

    if counts_parts:
        with prove("charge.grows-with-parts"):
            expect("the charges of 1, 2 and 3 parts", charges).differs_from([charges[0]] * 3)
        with prove("charge.parts-times-price"):
            expect("the charge of 2 parts", round(charges[1], 4)).equals(round(2 * charges[0], 4))
    if tells_balance:
        fallen = before - settled_balance(gateway)
        with prove("balance.falls-by-cost"):
            beyond = fallen - sum(Decimal(str(one)) for one in charges)
            expect("what the balance fell by beyond the charges", float(beyond)).is_between(
                -float(CENT), float(CENT)
            )
    if "coverage" in gateway.features:
        covered = gateway.call(speaking(gateway).coverage(messages[0].recipient))
        least = covered.at("/data/minimumCharge")
        expect("the lowest charge", least).is_a(int, float)
        with prove("charge.at-least-minimum"):
            expect("the charge of one part", charges[0]).is_between(least, float("inf"))


def refused_sends(gateway: Gateway) -> dict[str, Draft]:
    """Sends that are refused, by the reason."""
    found = {
        "no text": gateway.draft().without("/text"),
        "a recipient of letters": gateway.draft(to=["recipient"]),
    }
    if "concat" in gateway.features:
        found["too many parts"] = gateway.draft("a" * 400, maxMessageParts=2)
    if "schedule" in gateway.features:
        found["an unreadable time"] = gateway.draft(scheduledDeliveryTime="tomorrow")
    return found


@themes(
    "read.repeatable",
    "coverage.costs-nothing",
    "charge.refused-costs-nothing",
    alone=True,
    provider="clickatell",
)
def test_what_costs_nothing(gateway: Gateway, prove: Prover) -> None:
    """Neither asking for something nor being refused costs anything."""
    dialect = speaking(gateway)
    reads: dict[Draft, tuple[str, ...]] = {
        dialect.read(gateway.unknown_id()): ("messageStatus",),
        dialect.coverage(gateway.recipient): ("routable", "destination", "minimumCharge"),
        dialect.balance(): ("balance",),
    }
    for draft, members in reads.items():
        feature = gateway.contract.operations[draft.operation].feature
        if feature and feature not in gateway.features:
            continue
        first, second = twice(gateway, draft, *members)
        with prove("read.repeatable"):
            expect(f"the second answer to {draft.operation}", second).equals(first)
    if "balance" not in gateway.features:
        raise UnsupportedError("without the balance nobody can see what is charged")
    before = settled_balance(gateway)
    if "coverage" in gateway.features:
        reply = gateway.call(dialect.coverage(gateway.recipient))
        check_accepted(reply, "a read of the coverage")
        after = balance(gateway)
        with prove("coverage.costs-nothing"):
            expect("the balance after asking for coverage", after).equals(before)
        before = after
    for reason, draft in refused_sends(gateway).items():
        expect(f"the status of a send with {reason}", gateway.call(draft).status).is_between(
            400, 499
        )
    after = balance(gateway)
    with prove("charge.refused-costs-nothing"):
        expect("the balance after refused sends", after).equals(before)


@themes("balance.shape", "balance.is-text", "balance.two-decimals", provider="clickatell")
def test_the_balance(gateway: Gateway, prove: Prover) -> None:
    """The balance is answered 200, as a text with two decimals."""
    reply = gateway.call(speaking(gateway).balance())

    with prove("balance.shape"):
        expect(f"the status of {reply.asked}", reply.status).equals(200)
        expect("data.balance", reply.at("/data/balance")).differs_from(None)
