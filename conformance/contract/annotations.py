"""Where a contract states requirements: the nodes whose extensions name themes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from conformance.catalogue.lines import Place
from conformance.contract.document import REQUIREMENT
from conformance.contract.judge import PREFERS

ACCEPTED, REFUSED = "x-accepted", "x-refused"
"""What a right value, and a value that breaks a keyword, comes to in a request."""


def nodes(data: Any) -> Iterator[tuple[Place, Mapping[str, Any]]]:
    """Every mapping of a document with its place, as written: references stay what they are."""
    return _nodes(data, ())


def annotated(data: Any) -> Iterator[tuple[Place, str]]:
    """Every theme that a document names, with the place of the node or of its extension."""
    for place, node in nodes(data):
        if REQUIREMENT in node:
            yield place, node[REQUIREMENT]
        for preferred in node.get(PREFERS, ()):
            yield (*place, PREFERS), preferred["requirement"]
        if node.get(ACCEPTED):
            yield (*place, ACCEPTED), node[ACCEPTED]
        for keyword, theme in (node.get(REFUSED) or {}).items():
            if theme:
                yield (*place, REFUSED, keyword), theme


def _nodes(node: Any, place: Place) -> Iterator[tuple[Place, Mapping[str, Any]]]:
    if isinstance(node, Mapping):
        yield place, node
        for key, value in node.items():
            yield from _nodes(value, (*place, str(key)))
    elif isinstance(node, list):
        for index, item in enumerate(node):
            yield from _nodes(item, (*place, index))
