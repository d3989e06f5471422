"""What messages of Clickatell cost: charges, the balance, and what costs nothing."""

from __future__ import annotations

from decimal import Decimal

from conformance.cases.clickatell import speaking
from conformance.errors import InconclusiveError
from conformance.providers import Draft, Message
from conformance.run.declare import themes
from conformance.verdict import Prover, expect
from conformance.wire.gateway import Gateway

CENT = Decimal("0.01")
"""How exactly a balance of two decimals tells a sum."""
LOOKS = 4
"""How often the balance is looked at until it is at rest."""


def balance(gateway: Gateway) -> Decimal:
    """The balance now.

    Raises:
        UnmetError: when it is not told.
    """
    reply = gateway.call(speaking(gateway).balance())
    expect("the status of a read of the balance", reply.status).equals(200)
    return Decimal(str(reply.at("/data/balance")))


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


@themes("charge.grows-with-parts", "charge.parts-times-price", alone=True, provider="clickatell")
def test_charges_of_several_parts(gateway: Gateway, prove: Prover) -> None:
    """A message of more parts costs more, and one of two parts twice as much as one of one."""
    messages = [
        gateway.send("a" * length, maxMessageParts=parts)
        for parts, length in ((1, 10), (2, 200), (3, 400))
    ]
    charges = [charge(gateway, message) for message in messages]

    with prove("charge.grows-with-parts"):
        expect("the charges of 1, 2 and 3 parts", charges).differs_from([charges[0]] * 3)
    with prove("charge.parts-times-price"):
        expect("the charge of 2 parts", round(charges[1], 4)).equals(round(2 * charges[0], 4))


@themes("charge.at-least-minimum", alone=True, provider="clickatell")
def test_the_lowest_charge(gateway: Gateway, prove: Prover) -> None:
    """A message that was sent costs no less than the coverage of its number says."""
    covered = gateway.call(speaking(gateway).coverage(gateway.recipient))
    least = covered.at("/data/minimumCharge")
    expect("the lowest charge", least).is_a(int, float)

    charged = charge(gateway, gateway.send())

    with prove("charge.at-least-minimum"):
        expect("the charge", charged).is_between(least, float("inf"))


@themes("balance.falls-by-cost", alone=True, provider="clickatell")
def test_the_balance_falls_by_the_charges(gateway: Gateway, prove: Prover) -> None:
    """Once all messages are final, the balance is less by what they cost."""
    before = settled_balance(gateway)
    messages = gateway.send_each(to=gateway.several(2))
    charges = [Decimal(str(charge(gateway, message))) for message in messages]
    after = settled_balance(gateway)

    with prove("balance.falls-by-cost"):
        difference = before - after - sum(charges)
        expect("what the balance has fallen by beyond the charges", float(difference)).is_between(
            -float(CENT), float(CENT)
        )


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


@themes("charge.refused-costs-nothing", alone=True, provider="clickatell")
def test_what_is_refused_costs_nothing(gateway: Gateway, prove: Prover) -> None:
    """Refused sends leave the balance as it was."""
    before = settled_balance(gateway)
    for reason, draft in refused_sends(gateway).items():
        expect(f"a send with {reason}: refused", gateway.call(draft).refused).is_true("a 4xx")

    after = settled_balance(gateway)

    with prove("charge.refused-costs-nothing"):
        expect("the balance after refused sends", after).equals(before)


@themes("coverage.costs-nothing", alone=True, provider="clickatell")
def test_asking_for_coverage_costs_nothing(gateway: Gateway, prove: Prover) -> None:
    """Asking for the coverage of a number leaves the balance as it was."""
    if "balance" not in gateway.features:
        raise InconclusiveError("without the balance nobody can see what is charged")
    before = settled_balance(gateway)
    for number in gateway.several(2):
        reply = gateway.call(speaking(gateway).coverage(number))
        expect("the status of a coverage", reply.status).equals(200)

    after = settled_balance(gateway)

    with prove("coverage.costs-nothing"):
        expect("the balance after asking for coverage", after).equals(before)


@themes("read.repeatable", alone=True, provider="clickatell")
def test_reading_the_account_changes_nothing(gateway: Gateway, prove: Prover) -> None:
    """Reading the balance and the coverage again tells the same."""
    dialect = speaking(gateway)
    drafts = [gateway.dialect.read(gateway.unknown_id())]
    if "coverage" in gateway.features:
        drafts.append(dialect.coverage(gateway.recipient))
    if "balance" in gateway.features:
        drafts.append(dialect.balance())
    gateway.clock.wait(30 if gateway.clock.controlled else 1)  # what has been sent comes to rest
    for draft in drafts:
        first, second = gateway.call(draft), gateway.call(draft)
        with prove("read.repeatable"):
            expect(f"the second answer to {draft.operation}", second.document).equals(
                first.document
            )


@themes("balance.shape", "balance.is-text", "balance.two-decimals", provider="clickatell")
def test_the_balance(gateway: Gateway, prove: Prover) -> None:
    """The balance is answered 200, as a text with two decimals."""
    reply = gateway.call(speaking(gateway).balance())

    with prove("balance.shape"):
        expect("the status", reply.status).equals(200)
