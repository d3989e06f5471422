"""The places of a document: where a schema lets it be changed, and what a change breaks."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from conformance.contract import media, xml
from conformance.contract.annotations import ACCEPTED
from conformance.contract.document import FEATURE, validator
from conformance.generate.placeholders import fill, sample
from conformance.generate.values import kinds, ordinary

Node = Mapping[str, Any]
Steps = tuple[str | int, ...]

ABSENT: Any = object()
"""What stands in a place where nothing stands."""


@dataclass(frozen=True)
class Place:
    """A place in a document, and what the contract says of it.

    Attributes:
        optional: whether the member may be left out.
        features: what a target has to claim for it.
        accepted: the theme by which whatever keeps the contract here is accepted.
    """

    steps: Steps
    node: Node
    optional: bool
    features: tuple[str, ...]
    accepted: str = ""

    @property
    def shown(self) -> str:
        """The place as a path."""
        return "/".join(str(step) for step in self.steps)


def places_of(
    schema: Node,
    document: Any,
    steps: Steps = (),
    features: tuple[str, ...] = (),
    accepted: str = "",
) -> Iterator[Place]:
    """Every place below a schema: of members that are described, and of the first of several."""
    required = _required(schema)
    accepted = schema.get(ACCEPTED, accepted) or ""
    for name, node in xml.properties(schema).items():
        if not isinstance(node, Mapping):
            continue
        place = Place(
            (*steps, name),
            node,
            name not in required,
            (*features, *([node[FEATURE]] if FEATURE in node else [])),
            node.get(ACCEPTED, accepted) or "",
        )
        yield place
        yield from _below(place, document)


def _below(place: Place, document: Any) -> Iterator[Place]:
    node = place.node
    here = get(document, place.steps)
    yield from places_of(node, document, place.steps, place.features, place.accepted)
    if "array" in kinds(node) and isinstance(here, list) and here:
        item = xml.items(node)
        first = Place(
            steps=(*place.steps, 0),
            node=item,
            optional=False,
            features=place.features,
            accepted=item.get(ACCEPTED, place.accepted) or "",
        )
        yield first
        yield from places_of(item, document, first.steps, place.features, first.accepted)
    named = node.get("additionalProperties")
    if isinstance(named, Mapping) and isinstance(here, Mapping):
        for name in here:
            yield Place((*place.steps, name), named, optional=True, features=place.features)


def is_described_object(node: Node) -> bool:
    """Whether a place has places of its own below it."""
    return bool(xml.properties(node))


def _required(schema: Node) -> frozenset[str]:
    found = {*schema.get("required", ())}
    for part in schema.get("allOf", ()):
        found |= _required(part)
    return frozenset(found)


def get(document: Any, steps: Steps) -> Any:
    """What stands in a place of a document."""
    for step in steps:
        try:
            document = document[step]
        except (KeyError, IndexError, TypeError):
            return ABSENT
    return document


def put(document: Any, steps: Steps, value: Any, schema: Node) -> Any:
    """The document with a value in a place; what leads there is made if it is not there."""
    made = copy.deepcopy(document)
    node, described = made, schema
    for step in steps[:-1]:
        described = xml.items(described) if isinstance(step, int) else _member(described, step)
        if isinstance(node, list):
            node = node[int(step)]
            continue
        if step not in node:
            if value is ABSENT:
                return made
            node[step] = copy.deepcopy(ordinary(described))
        node = node[step]
    last = steps[-1]
    if value is not ABSENT:
        node[last] = copy.deepcopy(value)
    elif isinstance(node, dict):
        node.pop(last, None)
    return made


def _member(schema: Node, name: str | int) -> Node:
    found: Node = xml.properties(schema).get(str(name), {})
    return found


def faults_of(document: Any, media_type: str, schema: Node) -> list[tuple[str, str, str]] | None:
    """Every fault of a document, as a server would read it; None if it cannot be written."""
    filled = fill(document, sample)
    if media.is_xml(media_type):
        try:
            filled = media.read(media.write(filled, media_type, schema), media_type, schema)
        except (media.UnreadableError, xml.WrongRootError, ValueError, TypeError, AttributeError):
            return None
    elif media_type == media.FORM and not isinstance(filled, Mapping):
        return None
    found = [
        ("".join(f"/{step}" for step in error.absolute_path), str(error.validator), _stated(error))
        for error in validator(schema).iter_errors(filled)
    ]
    return sorted(set(found))


def _stated(error: Any) -> str:
    stated = error.validator_value
    return str(stated) if isinstance(stated, str | int | float) else json.dumps(stated)[:60]
