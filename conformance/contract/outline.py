"""The outline of a schema: the members and names that it documents, and which of them a value has.

All parts of a composed schema count, since each documents what may be there. What exists only with
a feature that the target does not claim is no part of the outline.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from conformance.contract.document import ENUM_FEATURES, FEATURE

Node = Mapping[str, Any]
STATE = "x-state"
COMPOSITIONS = ("allOf", "anyOf", "oneOf")
ITEM = "[]"
"""What stands in a path for the items of an array."""


@dataclass
class Outline:
    """What a schema documents at one place, and below.

    Attributes:
        members: by name.
        items: of an array, if there may be one.
        names: the values that are listed (`enum`, `const`), null excepted, as `name_of` has them.
        state_of: the member beside this one that has the id of the message whose state this is;
            empty where this is no state.
    """

    members: dict[str, Outline] = field(default_factory=dict)
    items: Outline | None = None
    names: set[str] = field(default_factory=set)
    state_of: str = ""

    def places(self, where: str = "") -> Iterator[tuple[str, Outline]]:
        """Everything below with its path: `data.message[].to`."""
        for step, below in self._below():
            path = _path(where, step)
            yield path, below
            yield from below.places(path)

    def _below(self) -> Iterator[tuple[str, Outline]]:
        yield from self.members.items()
        if self.items is not None:
            yield ITEM, self.items


@dataclass
class Sighting:
    """What values had of an outline.

    Attributes:
        members: the paths of members; one that is null has not been seen.
        names: path and name of each listed value.
        states: the id of a message, in lower case, and its state, in the order of the values; the
            id is empty where none stands beside the state.
    """

    members: set[str] = field(default_factory=set)
    names: set[tuple[str, str]] = field(default_factory=set)
    states: list[tuple[str, str]] = field(default_factory=list)

    def note(self, outline: Outline, value: Any, where: str = "") -> None:
        """Take up what a value has; what is not documented is passed over."""
        if isinstance(value, Mapping):
            for name, member in value.items():
                if member is None or (below := outline.members.get(name)) is None:
                    continue
                path = _path(where, name)
                self.members.add(path)
                if below.state_of and isinstance(member, str | int):
                    identifier = str(value.get(below.state_of) or "").lower()
                    self.states.append((identifier, name_of(member)))
                self.note(below, member, path)
        elif isinstance(value, list):
            if outline.items is not None:
                for item in value:
                    self.note(outline.items, item, where + ITEM)
        elif outline.names and (name := name_of(value)) in outline.names:
            self.names.add((where, name))


def outline(schema: Node, features: frozenset[str]) -> Outline:
    """What a schema documents for a target that claims these features."""
    found = Outline()
    _add(found, schema, features)
    return found


def name_of(value: Any) -> str:
    """A listed value as a word, which it is in a query and in a form anyway."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _add(found: Outline, schema: Any, features: frozenset[str]) -> None:
    if not isinstance(schema, Mapping):
        return  # true and false describe nothing
    for part in COMPOSITIONS:
        for alternative in schema.get(part, ()):
            _add(found, alternative, features)
    for name, node in schema.get("properties", {}).items():
        if _exists(node, features):
            _add(found.members.setdefault(name, Outline()), node, features)
    if "items" in schema:
        found.items = found.items or Outline()
        _add(found.items, schema["items"], features)
    needed = schema.get(ENUM_FEATURES, {})
    listed = [*schema.get("enum", ()), *([schema["const"]] if "const" in schema else [])]
    found.names |= {
        name_of(one) for one in listed if one is not None and needed.get(one, "") in {"", *features}
    }
    found.state_of = found.state_of or schema.get(STATE, "")


def _exists(node: Any, features: frozenset[str]) -> bool:
    return not isinstance(node, Mapping) or node.get(FEATURE, "") in {"", *features}


def _path(where: str, step: str) -> str:
    return f"{where}{step}" if step == ITEM or not where else f"{where}.{step}"
