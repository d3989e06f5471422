"""What Clickatell tells of a number before anything is sent to it."""

from __future__ import annotations

from conformance.cases.clickatell import check_accepted, speaking
from conformance.providers.clickatell import entries
from conformance.run.declare import each, themes
from conformance.verdict import Prover, expect
from conformance.wire.gateway import Gateway


@themes(
    "coverage.shape",
    "coverage.names-number",
    "coverage.routable-is-boolean",
    "coverage.charge-is-number",
    "coverage.agrees-with-send",
    provider="clickatell",
)
def test_the_coverage_of_a_number(gateway: Gateway, prove: Prover) -> None:
    """The coverage names the number, tells if it can be reached, and for how much at least."""
    number = gateway.recipient

    reply = gateway.call(speaking(gateway).coverage(number))

    with prove("coverage.shape"):
        expect(f"the status of {reply.asked}", reply.status).equals(200)
        expect("the data in the answer", reply.at("/data")).is_a(dict)
    with prove("coverage.names-number"):
        expect("the destination", reply.get("/data/destination")).equals(number)
    sending = gateway.call(gateway.draft(to=[number]))
    accepted = sending.accepted and all(one.get("accepted") for one in entries(sending))
    prove.observe(
        "coverage.agrees-with-send",
        f"routable: {reply.get('/data/routable')}; a send to it is accepted: {bool(accepted)}",
    )


@themes("coverage.invalid-number", provider="clickatell")
@each("kind", ("word", "letter-inside"))
def test_the_coverage_of_letters(gateway: Gateway, prove: Prover, kind: str) -> None:
    """A number with letters in it is refused, or not routable."""
    number = gateway.recipient
    check_accepted(gateway.call(speaking(gateway).coverage(number)), "a coverage of digits")
    asked = "recipient" if kind == "word" else f"{number[:6]}x{number[6:]}"

    reply = gateway.call(speaking(gateway).coverage(asked))

    with prove("coverage.invalid-number"):
        if not reply.refused:
            check_accepted(reply, "a read of the coverage")
            told = "routable" if reply.get("/data/routable") else "not routable"
            expect("what is told of letters", told).equals("not routable")
