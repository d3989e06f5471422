"""Where a contract states requirements: the nodes whose extensions name themes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from conformance.catalogue.lines import Place
from conformance.contract.document import REQUIREMENT
from conformance.contract.judge import PREFERS

ACCEPTED, REFUSED = "x-accepted", "x-refused"
"""What a right value, and a value that breaks a keyword, comes to in a request.

Beside an operation `x-refused` has names of faults instead of keywords: `unknown` and `malformed`
for the id in its path, `syntax` for its body.
"""

REFUSALS = "x-refusals"
"""At the root: how a request is refused by a theme.

Of `codes` and `statuses` one has to be in the answer, if there are any; `prefers` has, by their
themes, those of them that should be.
"""

WAYS = "x-ways"
"""At the root and beside an operation: other ways to say a plain request, and their themes.

They stand under `accepted` and `refused`; `generate/ways.py` knows what their names mean.
"""


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
        yield from _of_requests(place, node)


def _of_requests(place: Place, node: Mapping[str, Any]) -> Iterator[tuple[Place, str]]:
    """The themes by which requests are accepted and refused."""
    for keyword, refusal in (node.get(REFUSED) or {}).items():
        if refusal:
            yield (*place, REFUSED, keyword), theme_of(refusal)
    for theme, refusal in node.get(REFUSALS, {}).items():
        yield (*place, REFUSALS, theme), theme
        for preferred in refusal.get("prefers", {}):
            yield (*place, REFUSALS, theme, "prefers", preferred), preferred
    for answer, ways in node.get(WAYS, {}).items():
        for way, theme in ways.items():
            yield (*place, WAYS, answer, way), theme


def theme_of(refusal: str | Mapping[str, Any]) -> str:
    """The theme that an entry of `x-refused` names, alone or with codes of its own."""
    return refusal if isinstance(refusal, str) else str(refusal["requirement"])


def _nodes(node: Any, place: Place) -> Iterator[tuple[Place, Mapping[str, Any]]]:
    if isinstance(node, Mapping):
        yield place, node
        for key, value in node.items():
            yield from _nodes(value, (*place, str(key)))
    elif isinstance(node, list):
        for index, item in enumerate(node):
            yield from _nodes(item, (*place, index))
