"""What other tools need done to an OpenAPI document before they take it for what it says.

Each change is made because a tool fails otherwise, on the document or on a conforming server; which
tool needs which, and why, stands in that tool's module.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from benchmarks.detection.samples import success_of

Node = dict[str, Any]
Change = Callable[[Node], None]

JSON = "application/json"


def changed(document: Node, *changes: Change) -> Node:
    """A copy of a document with changes made to every object of it, from the outside in."""

    def copied(node: Any) -> Any:
        if isinstance(node, dict):
            node = dict(node)
            for change in changes:
                change(node)
            return {key: copied(value) for key, value in node.items()}
        return [copied(one) for one in node] if isinstance(node, list) else node

    result: Node = copied(document)
    return result


def json_only(node: Node) -> None:
    """Leave JSON where there are several media types."""
    content = node.get("content")
    if isinstance(content, dict) and JSON in content:
        node["content"] = {JSON: content[JSON]}


def without_xml(node: Node) -> None:
    """Take away how a schema is written in XML."""
    if isinstance(node.get("xml"), dict):
        del node["xml"]


def without_conditions(node: Node) -> None:
    """Take away `if`, `then` and `else`."""
    if isinstance(node.get("if"), dict):
        for key in ("if", "then", "else"):
            node.pop(key, None)


def successes_only(node: Node) -> None:
    """Leave the success of each operation that a right request is answered with."""
    responses = node.get("responses")
    if isinstance(responses, dict) and "operationId" in node:
        best = success_of(responses)
        node["responses"] = {best: responses[best]}


def ranges_as(status: str) -> Change:
    """Name one status in place of a range such as 4XX."""

    def change(node: Node) -> None:
        for key in [key for key in node if key in {"4XX", "5XX"} and isinstance(node[key], dict)]:
            node.setdefault(status, node.pop(key))

    return change


def without_webhooks(node: Node) -> None:
    """Take away the requests that the provider makes."""
    if "openapi" in node:
        node.pop("webhooks", None)
