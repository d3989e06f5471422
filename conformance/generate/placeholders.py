"""Placeholders: what a generated example leaves to the run, so that it is the same in every run.

A placeholder is an object with one of these members, anywhere in an example's body, query or path:

| placeholder | becomes |
|---|---|
| `{"$recipient": 3}` | the fourth number of the allow-list; as a member's name `$recipient:3` |
| `{"$time": "+2h", "$format": "…"}` | a moment seen from the target's present, written so |
| `{"$id": "/v1/templates"}` | the id of a resource that this run creates in that collection |
| `{"$id": "unknown"}` | a well-formed id that nothing has |
| `{"$unique": 20}` | so many letters that no other request has |
| `{"$account": "sender"}` | a value of the account, by its name in `provider.yaml` |
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

Supply = Callable[[Mapping[str, Any]], Any]

RECIPIENT, TIME, FORMAT, ID = "$recipient", "$time", "$format", "$id"
ACCOUNT, UNIQUE = "$account", "$unique"
KEY = re.compile(r"\$recipient:(\d+)")
UNKNOWN = "unknown"
UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def recipient(place: int) -> dict[str, Any]:
    """The number at a place of the allow-list, counted from 0."""
    return {RECIPIENT: place}


def moment(ahead: str, written: str) -> dict[str, Any]:
    """A moment so far from the target's present (`+2h`, `-1d`), written in a format of strftime."""
    return {TIME: ahead, FORMAT: written}


def is_placeholder(node: object) -> bool:
    """Whether a run has to supply the value."""
    return isinstance(node, Mapping) and bool(node.keys() & {RECIPIENT, TIME, ID, ACCOUNT, UNIQUE})


def is_created(node: Any) -> bool:
    """Whether a run has to create something to supply a node."""
    if isinstance(node, Mapping):
        if ID in node:
            return bool(node[ID] != UNKNOWN)
        return any(is_created(value) for value in node.values())
    return isinstance(node, list | tuple) and any(is_created(item) for item in node)


def fill(node: Any, supply: Supply) -> Any:
    """The node with every placeholder supplied."""
    if isinstance(node, Mapping):
        if is_placeholder(node):
            return supply(node)
        return {_name(name, supply): fill(value, supply) for name, value in node.items()}
    if isinstance(node, list):
        return [fill(item, supply) for item in node]
    return node


def written(placeholder: Mapping[str, Any], now: datetime) -> str:
    """The moment that a placeholder means, seen from a present."""
    ahead = str(placeholder[TIME])
    seconds = int(ahead[:-1]) * UNITS[ahead[-1]]
    return (now + timedelta(seconds=seconds)).strftime(placeholder[FORMAT])


def sample(placeholder: Mapping[str, Any]) -> str:
    """What a placeholder may become, to hold it against a schema."""
    if RECIPIENT in placeholder:
        return str(12025550100 + int(placeholder[RECIPIENT]))
    if TIME in placeholder:
        return written(placeholder, datetime(2030, 1, 1, 9, 0, 0, tzinfo=UTC))
    if ID in placeholder or placeholder.get(ACCOUNT) == "template":
        return "5b1f0c52-9b1e-4c6e-8a35-2d3f4b5c6d7e"
    return "x" * int(placeholder[UNIQUE]) if UNIQUE in placeholder else "Conform"


def _name(name: str, supply: Supply) -> str:
    """A member's name: a recipient's has the plus sign that 2sms asks for."""
    found = KEY.fullmatch(name)
    return f"+{supply(recipient(int(found[1])))}" if found else name
