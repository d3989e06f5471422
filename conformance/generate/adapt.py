"""Adaptation: a generated example becomes a draft that may leave for a target.

Placeholders become what the run has: numbers of the allow-list, moments of the target's time, ids
of things that are created for the purpose or that nothing has. Whatever else stands where a
recipient stands becomes a number of the allow-list too, and the ids of what a request would touch
are noted as invented. What the guard refuses all the same does not leave.
"""

from __future__ import annotations

import copy
import uuid
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, unquote

from conformance import sms
from conformance.contract import Operation, media
from conformance.errors import BlockedError
from conformance.generate.core import baseline
from conformance.generate.example import Example
from conformance.generate.placeholders import (
    ACCOUNT,
    ID,
    RECIPIENT,
    TIME,
    UNIQUE,
    UNKNOWN,
    fill,
    is_placeholder,
    written,
)
from conformance.generate.ways import presented
from conformance.providers import Draft
from conformance.wire.gateway import LETTERS, Gateway


def adapt(
    example: Example, operation: Operation, gateway: Gateway, *, inventing: bool = True
) -> Draft:
    """The draft of an example for a target.

    Args:
        inventing: whether ids of what it would touch are invented, and not of something that a
            target has told of.

    Raises:
        BlockedError: when the run cannot supply what the example needs.
    """
    return _adapted(example, operation, gateway, {}, inventing=inventing)


def _adapted(
    example: Example,
    operation: Operation,
    gateway: Gateway,
    made: dict[str, str],
    *,
    inventing: bool = True,
) -> Draft:

    def supply(placeholder: Mapping[str, Any]) -> str:
        return _supplied(placeholder, gateway, made)

    variables = {name: _segment(value, supply) for name, value in example.variables.items()}
    body = fill(copy.deepcopy(example.body), supply)
    for pointer in operation.recipients:
        if pointer.startswith("body:"):
            body = _replace(body, _steps(pointer), lambda value: _allowed(value, gateway))
    targets = operation.targets if inventing else ()
    for pointer in targets:
        if pointer.startswith("body:"):
            body = _replace(body, _steps(pointer), lambda value: _invented(value, gateway))
    path = example.path
    for name, segment in variables.items():
        path = path.replace(f"{{{name}}}", segment)
    for name, value in operation.variables(path).items():
        if f"path:{name}" in targets:
            gateway.invented(value)
            gateway.invented(unquote(value))
    return Draft(
        method=example.method,
        path=path,
        operation=operation.id,
        query=tuple((name, str(fill(value, supply))) for name, value in example.query),
        headers=tuple(_headers(example, gateway).items()),
        body=body,
        content=bytes.fromhex(example.content) if example.content is not None else None,
        media_type=example.media_type,
    )


def _headers(example: Example, gateway: Gateway) -> dict[str, str | None]:
    """What an example asks for, says otherwise, or presents in place of the credentials."""
    headers: dict[str, str | None] = {}
    if example.accept != media.JSON:
        headers["Accept"] = example.accept
    headers |= dict(example.headers)
    if example.credentials:
        own, stranger = gateway.credentials(), gateway.dialect.stranger()
        headers |= presented(example.credentials, gateway.contract, own, stranger)
    return headers


def _segment(value: Any, supply: Any) -> str:
    """A segment of the path; what the example gives itself is percent-encoded already."""
    return quote(str(supply(value)), safe="") if is_placeholder(value) else str(value)


def _supplied(placeholder: Mapping[str, Any], gateway: Gateway, made: dict[str, str]) -> str:
    """What the run has for a placeholder; what is created is created once for an example."""
    if RECIPIENT in placeholder:
        place = int(placeholder[RECIPIENT])
        if not gateway.recipients:
            raise BlockedError("no recipient is on the allow-list (CONFORMANCE_RECIPIENTS)")
        return gateway.recipients[place % len(gateway.recipients)]
    if TIME in placeholder:
        return written(placeholder, gateway.clock.now())
    if UNIQUE in placeholder:
        length = int(placeholder[UNIQUE])
        return (uuid.uuid4().hex.translate(LETTERS) * (length // 32 + 1))[:length]
    if ACCOUNT in placeholder:
        value = gateway.account.get(placeholder[ACCOUNT], "")
        if not value:
            raise BlockedError(f"the account has no {placeholder[ACCOUNT]}")
        return value
    wanted = str(placeholder[ID])
    if wanted == UNKNOWN:
        return gateway.unknown_id()
    if wanted not in made:
        made[wanted] = _created(wanted, gateway, made)
    return made[wanted]


def _created(collection: str, gateway: Gateway, made: dict[str, str]) -> str:
    """The id of something that was created in a collection for this example.

    Messages are sent by the gateway. Where nothing says how to create, it is an id of nothing.
    """
    if collection.rpartition("/")[2].startswith("message"):
        return gateway.send().id
    creating = next(
        (
            one
            for one in gateway.contract.operations.values()
            if one.method == "POST" and one.path == collection
        ),
        None,
    )
    if creating is None:
        return gateway.unknown_id()
    draft = _adapted(baseline(gateway.contract, creating), creating, gateway, made)
    ids = gateway.dialect.created(gateway.call(draft))
    if not ids:
        raise BlockedError(f"nothing could be created in {collection}")
    return ids[0]


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
