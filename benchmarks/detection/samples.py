"""Requests that an OpenAPI document itself shows, for tools that send only those.

Every operation is asked once for every example of its body, with the examples of its parameters.
What an operation's links name is asked after it, with what its answer gave.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

METHODS = ("post", "get", "head", "put", "patch", "delete")
"""In the order in which they are asked: what creates comes first, and what deletes last."""

NOTHING = "00000000-0000-4000-8000-000000000000"
"""A UUID that nothing has."""

Document = Mapping[str, Any]


@dataclass(frozen=True)
class Operation:
    """One operation of a document, with its references resolved.

    Attributes:
        success: the status that a right request is answered with.
    """

    id: str
    method: str
    path: str
    parameters: Mapping[tuple[str, str], Mapping[str, Any]]
    bodies: Mapping[str, Mapping[str, Any]]
    links: Mapping[str, Mapping[str, Any]]
    success: str

    def sample_parameters(self) -> dict[tuple[str, str], Any]:
        """A value for every parameter that is required, by place and name."""
        return {
            key: sample(one) for key, one in self.parameters.items() if one.get("required", False)
        }

    def sample_bodies(self) -> list[tuple[str, Any]]:
        """Media type and value of every example of the first media type; none without a body."""
        for media, content in self.bodies.items():
            return [(media, value) for value in examples(content)]
        return []


@dataclass(frozen=True)
class Step:
    """One request, and what of its answer is needed later.

    Attributes:
        parameters: values by place and name; a `Given` where an earlier answer gives the value.
        body: media type and value; a value may have a `Given` in it.
        outputs: JSON pointers into its answer's body.
    """

    operation: Operation
    parameters: Mapping[tuple[str, str], Any]
    body: tuple[str, Any] | None
    outputs: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Given:
    """A value that the answer of an earlier step gives: a pointer into its body."""

    step: int
    pointer: str


def operations(document: Document) -> dict[str, Operation]:
    """All operations by their ids."""
    found = {}
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                operation = _operation(document, path, method, item)
                found[operation.id] = operation
    return found


def chains(document: Document) -> Iterator[list[Step]]:
    """Sequences of requests: each begins with one that needs no earlier answer.

    Operations that are neither linked to nor need anything stand alone.
    """
    known = operations(document)
    linked = {
        link["operationId"]
        for operation in known.values()
        for link in operation.links.values()
        if link["operationId"] != operation.id
    }
    for operation in known.values():
        makes = operation.method == "post" and all(key[0] != "path" for key in operation.parameters)
        if operation.id in linked and not makes:
            continue
        bodies: list[tuple[str, Any] | None] = [*operation.sample_bodies()]
        for body in bodies or [None]:
            steps = [Step(operation, operation.sample_parameters(), body)]
            _follow(known, steps, 0, {operation.id})
            yield steps


def _follow(known: Mapping[str, Operation], steps: list[Step], index: int, been: set[str]) -> None:
    """Append what the links of a step name, and what is linked from there."""
    links = [(known[link["operationId"]], link) for link in steps[index].operation.links.values()]
    for operation, link in sorted(links, key=lambda one: METHODS.index(one[0].method)):
        if operation.id in been:
            continue
        values = {
            name: _value(expression, steps, index)
            for name, expression in link.get("parameters", {}).items()
        }
        if None in values.values():
            continue
        parameters = operation.sample_parameters()
        for name, value in values.items():
            place = next((key[0] for key in operation.parameters if key[1] == name), "query")
            parameters[place, name] = value
        body = next(iter(operation.sample_bodies()), None)
        if "requestBody" in link:
            media = next(iter(operation.bodies))
            body = (media, _filled(link["requestBody"], steps, index))
        been.add(operation.id)
        steps.append(Step(operation, parameters, body))
        _follow(known, steps, len(steps) - 1, been)


def _filled(node: Any, steps: list[Step], index: int) -> Any:
    if isinstance(node, dict):
        return {key: _filled(value, steps, index) for key, value in node.items()}
    if isinstance(node, list):
        return [_filled(value, steps, index) for value in node]
    return _value(node, steps, index)


def _value(expression: Any, steps: list[Step], index: int) -> Any:
    """What a runtime expression of a link comes to; none if the request has no such member."""
    step = steps[index]
    if not isinstance(expression, str) or not expression.startswith("$"):
        return expression
    if pointer := re.fullmatch(r"\$response\.body#(/.*)", expression):
        if pointer[1] not in step.outputs:
            step.outputs.append(pointer[1])
        return Given(index, pointer[1])
    if name := re.fullmatch(r"\$request\.(path|query|header)\.(.*)", expression):
        return step.parameters.get((name[1], name[2]))
    if pointer := re.fullmatch(r"\$request\.body#(/.*)", expression):
        value: Any = step.body and step.body[1]
        for key in pointer[1].split("/")[1:]:
            value = value.get(key) if isinstance(value, dict) else None
        return value
    raise ValueError(f"a link with {expression}, which is not provided for")


def _operation(document: Document, path: str, method: str, item: Mapping[str, Any]) -> Operation:
    node = item[method]
    parameters = [
        resolved(document, one)
        for one in (*item.get("parameters", ()), *node.get("parameters", ()))
    ]
    links: dict[str, Mapping[str, Any]] = {}
    for status, response in node["responses"].items():
        if str(status).startswith("2"):
            for name, link in resolved(document, response).get("links", {}).items():
                links.setdefault(name, resolved(document, link))
    body = resolved(document, node.get("requestBody", {}))
    return Operation(
        node["operationId"],
        method,
        path,
        {
            (one["in"], one["name"]): {**one, "schema": resolved(document, one["schema"])}
            for one in parameters
        },
        {
            media: {**content, "schema": resolved(document, content.get("schema", {}))}
            for media, content in body.get("content", {}).items()
            if "xml" not in media
        },
        links,
        success_of(node["responses"]),
    )


def success_of(statuses: Collection[str]) -> str:
    """The success that is answered for a request that was right: 201 where it is documented."""
    good = [status for status in statuses if str(status).startswith("2")]
    return "201" if "201" in good else good[0]


def resolved(document: Document, node: Mapping[str, Any]) -> Mapping[str, Any]:
    """A node, or what it refers to, with what stands beside the reference."""
    while "$ref" in node:
        found: Any = document
        for key in node["$ref"].removeprefix("#/").split("/"):
            found = found[key.replace("~1", "/").replace("~0", "~")]
        node = {**found, **{key: value for key, value in node.items() if key != "$ref"}}
    return node


def sample(parameter: Mapping[str, Any]) -> Any:
    """The example of a parameter, or the only value that it may have."""
    shown = [*examples(parameter), *parameter["schema"].get("examples", ())]
    fixed = [parameter["schema"][key] for key in ("const", "default") if key in parameter["schema"]]
    unknown = NOTHING if parameter["schema"].get("format") == "uuid" else "1"
    return next(iter([*shown, *fixed, *parameter["schema"].get("enum", ()), unknown]))


class Plain(yaml.SafeDumper):
    """YAML without aliases, which not every reader follows."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - of any data
        """Write everything out."""
        return True


def examples(node: Mapping[str, Any]) -> list[Any]:
    """The values of the examples of a parameter or a media type."""
    if "example" in node:
        return [node["example"]]
    shown = [one["value"] for one in node.get("examples", {}).values() if "value" in one]
    schema = node.get("schema", {})
    return shown or ([schema["example"]] if "example" in schema else schema.get("examples", [])[:1])
