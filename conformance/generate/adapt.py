"""Adaptation: a generated example becomes a draft that may leave for a target.

Recipients become numbers of the allow-list, and the ids of what a request would touch are noted as
invented. What the guard refuses all the same does not leave.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from conformance import sms
from conformance.contract import Operation
from conformance.generate.example import Example
from conformance.providers import Draft
from conformance.wire.gateway import Gateway


def adapt(example: Example, operation: Operation, gateway: Gateway) -> Draft:
    """The draft of an example for a target."""
    body = copy.deepcopy(example.body)
    for pointer in operation.recipients:
        if pointer.startswith("body:"):
            body = _replace(body, _steps(pointer), lambda value: _allowed(value, gateway))
    for pointer in operation.targets:
        if pointer.startswith("body:"):
            body = _replace(body, _steps(pointer), lambda value: _invented(value, gateway))
    for name, value in operation.variables(example.path).items():
        if f"path:{name}" in operation.targets:
            gateway.invented(value)
    return Draft(
        method=example.method,
        path=example.path,
        operation=operation.id,
        query=example.query,
        body=body,
        content=bytes.fromhex(example.content) if example.content is not None else None,
        media_type=example.media_type,
    )


def _steps(pointer: str) -> list[str]:
    return pointer.partition(":")[2].strip("/").split("/")


def _replace(node: Any, steps: list[str], change: Any) -> Any:
    """The node with the values that the steps lead to changed; other shapes stay as they are."""
    if not steps:
        return change(node)
    step, rest = steps[0], steps[1:]
    if step == "~keys" and isinstance(node, Mapping):
        return {change(name): value for name, value in node.items()}
    if step == "*" and isinstance(node, list):
        return [_replace(item, rest, change) for item in node]
    if step == "*" and isinstance(node, Mapping):
        return {name: _replace(value, rest, change) for name, value in node.items()}
    if isinstance(node, Mapping) and step in node:
        return {**node, step: _replace(node[step], rest, change)}
    return node


def _allowed(value: Any, gateway: Gateway) -> Any:
    """A number of the allow-list instead of one that is not; letters stay letters."""
    if not isinstance(value, str | int | float) or isinstance(value, bool):
        return value
    if sms.reaches(value) <= set(gateway.recipients):
        return value
    number = gateway.recipients[len(str(value)) % min(20, len(gateway.recipients))]
    return f"+{number}" if str(value).startswith("+") else number


def _invented(value: Any, gateway: Gateway) -> Any:
    return gateway.invented(value) if isinstance(value, str) else value
