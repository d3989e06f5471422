"""The explorer: schemathesis draws requests from a contract. The only module that knows it.

Schemathesis generates and nothing else. Sending and judging are the suite's own: its checks, some
of which send further requests past any transport, never run.
"""

from __future__ import annotations

import contextlib
import copy
import warnings
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings, strategies
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.core.transport import Response
from schemathesis.generation.hypothesis.builder import (
    HypothesisTestConfig,
    HypothesisTestMode,
    create_test,
)

from conformance.contract import Contract, Operation, media
from conformance.contract.document import METHODS
from conformance.generate.example import Example
from conformance.generate.formats import FORMATS
from conformance.generate.placeholders import fill, sample
from conformance.generate.steady import steady

MODES = {"positive": GenerationMode.POSITIVE, "negative": GenerationMode.NEGATIVE}
for _name in ("msisdn", "utc-moment", "message-text"):  # the field's own; it knows the others
    _right = [fill(one, sample) for one in FORMATS[_name].right.values()]
    schemathesis.openapi.format(_name, strategies.sampled_from(_right))

VERSION = schemathesis.__version__

Answer = tuple[int, Mapping[str, str], bytes]
"""Status, headers and body."""


def explore(
    document: Mapping[str, Any], operation: Operation, mode: str, count: int, first: int
) -> list[Example]:
    """Draw requests of one operation, the same ones for the same arguments.

    Args:
        document: the contract, with its references resolved.
        mode: `positive` or `negative`.
        count: how many to draw at the most.
        first: the seed.
    """
    loaded = schemathesis.openapi.from_dict(_only(document, operation))
    drawn: list[Example] = []
    strategy = loaded[operation.path][operation.method].as_strategy(generation_mode=MODES[mode])

    @seed(first)
    @settings(_drawing(Phase.generate), max_examples=count)
    @given(strategy)
    def draw(case: Any) -> None:
        example = _example(operation, mode, case)
        if not _has_placeholders(example):
            drawn.append(example)

    with warnings.catch_warnings(), contextlib.suppress(Unsatisfiable), steady():
        warnings.simplefilter("ignore")
        draw()  # unsatisfiable where there is nothing to vary: no parameter and no body
    return list({example.id: example for example in drawn}.values())


def cover(document: Mapping[str, Any], operation: Operation, mode: str) -> list[Example]:
    """Everything that schemathesis tries of one operation without chance: examples and coverage.

    It would try other methods too; no document says what they do.
    """
    loaded = schemathesis.openapi.from_dict(_only(document, operation))
    loaded.config.generation.update(modes=[MODES[mode]])
    covered: list[Example] = []

    def take(case: Any) -> None:
        if case.method == operation.method:
            covered.append(_example(operation, mode, case))

    modes = [HypothesisTestMode.EXAMPLES, HypothesisTestMode.COVERAGE]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        create_test(
            operation=loaded[operation.path][operation.method],
            test_func=take,
            config=HypothesisTestConfig(loaded.config, modes, settings=_drawing(Phase.explicit)),
        )()
    found = {example.id: example for example in covered if not _has_placeholders(example)}
    return list(found.values())


def walk(
    contract: Contract,
    operation: Operation,
    send: Callable[[Operation, Example], Answer],
    first: int,
    sequences: int,
) -> None:
    """Follow the contract's links from an operation on, wherever chance leads.

    Args:
        send: sends what was drawn, and gives the answer, whose values the links take up.
        first: the seed.
        sequences: how many to draw at the most.
    """
    linked = _linked(contract, operation)
    by_name = {one.id: one for one in linked}
    paths: dict[str, dict[str, Any]] = {}
    for one in linked:
        paths.setdefault(one.path, {})[one.method.lower()] = _bare(one)
    loaded = schemathesis.openapi.from_dict(_document(contract.document, paths))
    loaded.config.generation.update(modes=[GenerationMode.POSITIVE])
    machine: Any = loaded.as_state_machine()

    class Walk(machine):  # type: ignore[misc]
        """The links as a state machine that neither sends nor judges."""

        def call(self, case: Any, **_: Any) -> Response:
            """Send by the wire what schemathesis would send itself."""
            one = by_name[case.operation.definition.raw["operationId"]]
            status, headers, body = send(one, _example(one, "positive", case))
            told = {name: [value] for name, value in headers.items()}
            request: Any = None  # the wire's matter
            return Response(status, told, body, request, elapsed=0.0, verify=True)

        def after_call(self, response: Response, case: Any) -> None:
            """Record nothing: the wire does."""

        def validate_response(self, response: Response, case: Any, **_: Any) -> None:
            """Leave it to the contract judge."""

    Walk._hypothesis_internal_use_seed = first  # noqa: SLF001 - `seed` takes no state machine
    with warnings.catch_warnings(), contextlib.suppress(Unsatisfiable), steady():
        warnings.simplefilter("ignore")
        Walk.run(
            settings=settings(
                _drawing(Phase.generate), max_examples=sequences, stateful_step_count=STEPS
            )
        )


STEPS = 8
"""Requests of a sequence, at the most."""


def _drawing(phase: Phase) -> settings:
    """Settings under which Hypothesis draws, and does nothing else."""
    return settings(
        database=None, deadline=None, phases=[phase], suppress_health_check=list(HealthCheck)
    )


def _linked(contract: Contract, operation: Operation) -> list[Operation]:
    """An operation and all that its links lead to, those of the same provider."""
    found = [operation]
    for one in found:
        found += [
            contract.operations[name]
            for name in dict.fromkeys(one.leads_to)
            if contract.operations[name] not in found
        ]
    return found


def _only(document: Mapping[str, Any], operation: Operation) -> dict[str, Any]:
    """A document of one operation, without what the wire adds: credentials and headers."""
    node = _bare(operation)
    for response in node.get("responses", {}).values():
        response.pop("links", None)  # to operations that stand in no document of one operation
    return _document(document, {operation.path: {operation.method.lower(): node}})


def _bare(operation: Operation) -> dict[str, Any]:
    """An operation without what the wire adds: credentials and headers."""
    node = copy.deepcopy(dict(operation.node))
    node["parameters"] = [one for one in operation.parameters if one.get("in") != "header"]
    node["security"] = []
    assert operation.method.lower() in METHODS
    return node


def _document(document: Mapping[str, Any], paths: Mapping[str, Any]) -> dict[str, Any]:
    return {"openapi": document["openapi"], "info": document["info"], "paths": dict(paths)}


def _example(operation: Operation, mode: str, case: Any) -> Example:
    sent = case.as_transport_kwargs(base_url="http://target.invalid")
    url = urlsplit(sent["url"])
    body, content, media_type = _body(sent, case.media_type)
    return Example(
        operation=operation.id,
        mode=mode,
        method=operation.method,
        path=url.path,
        query=tuple(_pairs(sent.get("params") or {})),
        body=body,
        content=content,
        media_type=media_type,
        note=_note(case),
    )


def _has_placeholders(example: Example) -> bool:
    """Whether something drawn would be taken for a placeholder: Hypothesis tries words of ours."""
    whole = [example.body, dict(example.query)]
    return bool(fill(whole, lambda _: "") != whole)


def _body(sent: Mapping[str, Any], media_type: str | None) -> tuple[Any, str | None, str]:
    declared = media_type or media.JSON
    if "json" in sent:
        return sent["json"], None, declared
    data = sent.get("data")
    if data is None:
        return None, None, declared
    if isinstance(data, Mapping):
        return dict(data), None, media.FORM
    octets = data if isinstance(data, bytes) else str(data).encode("utf-8", "surrogatepass")
    return None, octets.hex(), declared


def _pairs(params: Mapping[str, Any]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for name, value in params.items():
        values = value if isinstance(value, list) else [value]
        found += [(str(name), str(one)) for one in values]
    return found


def _note(case: Any) -> str:
    data = case.meta.phase.data if case.meta else None
    return str(getattr(data, "description", "") or "")
