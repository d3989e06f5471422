"""Generated requests: that every operation answers whatever it is asked as its contract says."""

from __future__ import annotations

from conformance.catalogue import load
from conformance.contract import Operation
from conformance.contract import load as load_contract
from conformance.errors import RefusedError
from conformance.generate import adapt, examples
from conformance.run.declare import each, themes
from conformance.verdict import Prover
from conformance.wire.gateway import Gateway

OPERATIONS = [
    (operation, mode)
    for provider in load().packs
    for operation in load_contract(provider).operations.values()
    for mode in ("positive", "negative")
    if operation.effect != "authenticates"
]


def searches(operation: Operation) -> bool:
    """Whether an operation finds what it touches by its body, and so perhaps what others need."""
    return any(pointer.startswith("body:") for pointer in operation.targets)


THEMES = ("http.no-server-error", "http.parses-as-declared", "http.media-type-documented")


@themes(*THEMES)
@each(
    "drawn",
    OPERATIONS,
    id=lambda drawn: f"{drawn[0].id}-{drawn[1]}",
    provider=lambda drawn: drawn[0].provider,
    feature=lambda drawn: drawn[0].feature,
    changes=lambda drawn: drawn[0].effect != "reads",
    alone=lambda drawn: searches(drawn[0]),
)
def test_whatever_is_asked(gateway: Gateway, prove: Prover, drawn: tuple[Operation, str]) -> None:
    """An operation's answer to any request keeps the contract."""
    operation, mode = drawn
    left = 0
    for example in examples(gateway.contract, operation, mode, gateway.examples, gateway.seed):
        try:
            gateway.call(adapt(example, operation, gateway))
            left += 1
        except RefusedError:
            continue  # the guard would not let this one leave; the others may
    if not left:  # otherwise the contract judges every exchange
        for theme in THEMES:
            prove.observe(theme, "nothing of this kind can be generated and sent")
