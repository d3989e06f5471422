"""The explorer: schemathesis draws requests from a contract. The only module that knows it.

Schemathesis generates and nothing else. Sending and judging are the suite's own: its checks, some
of which send further requests past any transport, never run.
"""

from __future__ import annotations

import contextlib
import copy
import warnings
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings, strategies
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode

from conformance.contract import Operation, media
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
    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def draw(case: Any) -> None:
        example = _example(operation, mode, case)
        if not _has_placeholders(example):
            drawn.append(example)

    with warnings.catch_warnings(), contextlib.suppress(Unsatisfiable), steady():
        warnings.simplefilter("ignore")
        draw()  # unsatisfiable where there is nothing to vary: no parameter and no body
    return list({example.id: example for example in drawn}.values())


def _only(document: Mapping[str, Any], operation: Operation) -> dict[str, Any]:
    """A document of one operation, without what the wire adds: credentials and headers."""
    node = copy.deepcopy(dict(operation.node))
    node["parameters"] = [one for one in operation.parameters if one.get("in") != "header"]
    node["security"] = []
    for response in node.get("responses", {}).values():
        response.pop("links", None)  # to operations that stand in no document of one operation
    path = {operation.method.lower(): node}
    assert operation.method.lower() in METHODS
    return {
        "openapi": document["openapi"],
        "info": document["info"],
        "paths": {operation.path: path},
    }


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
