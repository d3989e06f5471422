"""Generated requests: that every operation answers whatever it is asked as its contract says."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any

from conformance.catalogue import load
from conformance.contract import Operation, judge
from conformance.contract import load as load_contract
from conformance.errors import BlockedError, CaseEndedError, RefusedError, UnmetError
from conformance.generate import Example, adapt, core_of, examples, fresh, keep, kept, wander
from conformance.generate.example import POSITIVE
from conformance.providers import Reply
from conformance.run.declare import each, generated
from conformance.verdict import Prover
from conformance.wire.gateway import Gateway

THEMES = ("http.no-server-error", "http.parses-as-declared", "http.media-type-documented")

CONTRACTS = {provider: load_contract(provider) for provider in load().packs}

OPERATIONS = [
    (operation, mode)
    for contract in CONTRACTS.values()
    for operation in contract.operations.values()
    for mode in ("positive", "negative")
    if operation.effect != "authenticates"
]

CORE = [
    (CONTRACTS[provider].operations[example.operation], example)
    for provider in CONTRACTS
    for example in core_of(provider)
]

BY_ID = {(operation.provider, operation.id, one.id): one for operation, one in CORE}

FOUND = [
    (CONTRACTS[provider].operations[example.operation], example)
    for provider in CONTRACTS
    for example in kept(provider)
    if example.operation in CONTRACTS[provider].operations
]

LOG = logging.getLogger("conformance")


def searches(operation: Operation) -> bool:
    """Whether an operation finds what it touches by its body, and so perhaps what others need."""
    return any(pointer.startswith("body:") for pointer in operation.targets)


def contradicted(gateway: Gateway, method: str, path: str, reply: Reply) -> bool:
    """Whether an answer contradicts the contract in what has to or should hold."""
    judgements = judge(gateway.contract, method, path, reply.status, reply.headers, reply.body)
    stated = gateway.pack.requirements
    return any(not one.holds and one.theme in stated for one in judgements)


def changes(operation: Operation, example: Example) -> bool:
    """Whether an example of the core, or the one beside it, does something to the target."""
    control = BY_ID.get((operation.provider, operation.id, example.control), example)
    return operation.effect != "reads" or example.creates or control.creates


def themes_of(example: Example) -> tuple[str, ...]:
    """What an example of the core shows something of."""
    preferred = example.refusal.get("prefers", ())
    return (*THEMES, *filter(None, (example.accepted, example.refused, *preferred)))


@generated(*THEMES, changes=False)
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
    share = gateway.explore / sum(one.provider == operation.provider for one, _ in OPERATIONS)
    makes = operation.effect in {"sends", "changes"}
    if share and mode == POSITIVE and makes and operation.leads_to:
        share /= 2
        wander(gateway.contract, operation, sender(gateway), share)
    for example in fresh(gateway.contract, operation, mode, share) if share else ():
        try:
            reply = gateway.call(adapt(example, operation, gateway))
        except RefusedError:
            continue
        left += 1
        _, path, _ = gateway.replies[-1]
        if contradicted(gateway, example.method, path, reply) and keep(gateway.provider, example):
            LOG.warning(
                "kept; test_generated.py::test_found[%s-%s-%s] tries it again in later runs",
                gateway.provider,
                operation.id,
                example.id,
            )
    if not left:  # otherwise the contract judges every exchange
        for theme in THEMES:
            prove.observe(theme, "nothing of this kind can be generated and sent")


def sender(
    gateway: Gateway,
) -> Callable[[Operation, Example], tuple[int, Mapping[str, str], bytes]]:
    """What sends the requests of a sequence, and gives their answers back.

    None of them touches what the run has not created, whatever a target's links lead to.
    """

    def send(operation: Operation, example: Example) -> tuple[int, Mapping[str, str], bytes]:
        try:
            reply = gateway.call(adapt(example, operation, gateway, inventing=False))
        except CaseEndedError:
            return 404, {}, b""  # nobody answers what was not sent, and the sequence goes on
        return reply.status, reply.headers, reply.body

    return send


@generated(*THEMES, changes=False)
@each(
    "tried",
    CORE,
    id=lambda tried: f"{tried[0].id}-{tried[1].id}",
    themes=lambda tried: themes_of(tried[1]),
    provider=lambda tried: tried[0].provider,
    features=lambda tried: tried[1].features,
    changes=lambda tried: changes(*tried),
    alone=lambda tried: searches(tried[0]),
)
def test_core(gateway: Gateway, prove: Prover, tried: tuple[Operation, Example]) -> None:
    """A request that differs from a plain one in one thing is answered as the contract says."""
    operation, example = tried
    try:
        plain = BY_ID.get((operation.provider, operation.id, example.control))
        control = gateway.call(adapt(plain, operation, gateway)) if plain else None
        reply = gateway.call(adapt(example, operation, gateway))
    except (RefusedError, BlockedError) as why:
        for theme in themes_of(example):
            prove.observe(theme, f"not sent: {why}")
        return
    if control and not gateway.dialect.opened(control):
        for theme in themes_of(example)[len(THEMES) :]:
            told = f"{control.asked} without {example.constraint}: {answered(gateway, control)}"
            prove.observe(theme, told)
        return
    said = f"{reply.asked} with {example.constraint}"
    if example.accepted:
        with prove(example.accepted):
            if not gateway.dialect.opened(reply):
                raise UnmetError(f"{said}: accepted", answered(gateway, reply))
    if example.refused:
        check_refused(gateway, prove, example, reply, said)


def check_refused(
    gateway: Gateway, prove: Prover, example: Example, reply: Reply, said: str
) -> None:
    """Hold the answer to a fault against how the contract says that it is refused."""
    carried_out = gateway.dialect.opened(reply)
    with prove(example.refused):
        if carried_out:
            raise UnmetError(f"{said}: refused", answered(gateway, reply))
        check(gateway, reply, example.refusal, said)
    if not carried_out:
        for theme, preferred in example.refusal.get("prefers", {}).items():
            with prove(theme):
                check(gateway, reply, preferred, said)


def check(gateway: Gateway, reply: Reply, refusal: Mapping[str, Any], said: str) -> None:
    """Check that a refusal has one of the documented codes, and one of the documented statuses.

    Args:
        refusal: an entry of the contract's `x-refusals`.
        said: what is refused.

    Raises:
        UnmetError: when it has not.
    """
    statuses, codes = refusal.get("statuses", ()), refusal.get("codes", ())
    right = not statuses or reply.status in statuses
    if not right or (codes and gateway.dialect.codes(reply).isdisjoint(codes)):
        wanted = [
            *([f"status {' or '.join(map(str, statuses))}"] if statuses else []),
            *([f"code {' or '.join(codes)}"] if codes else []),
        ]
        raise UnmetError(f"{said}: refused with {' and '.join(wanted)}", answered(gateway, reply))


def answered(gateway: Gateway, reply: Reply) -> str:
    """An answer in a few words."""
    codes = ", ".join(sorted(gateway.dialect.codes(reply)))
    return f"status {reply.status} with {codes}" if codes else f"status {reply.status}"


@generated(*THEMES, changes=False)
@each(
    "found",
    FOUND,
    id=lambda found: f"{found[0].id}-{found[1].id}",
    provider=lambda found: found[0].provider,
    feature=lambda found: found[0].feature,
    changes=lambda found: found[0].effect != "reads",
    alone=lambda found: searches(found[0]),
)
def test_found(gateway: Gateway, prove: Prover, found: tuple[Operation, Example]) -> None:
    """A request that exploring has found wrongly answered before is answered as it has to be."""
    operation, example = found
    try:
        gateway.call(adapt(example, operation, gateway))
    except (RefusedError, BlockedError) as why:
        for theme in THEMES:
            prove.observe(theme, f"not sent: {why}")
