"""Whom a request would reach and what it would touch, read from the octets about to leave.

The guard trusts nobody's intention, only these readers, and they err on the safe side: names are
compared without case and found at any depth, duplicate members all count, and a body that cannot
be read in any way is searched for anything that looks like a number.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl
from xml.etree.ElementTree import Element

from conformance.contract import media
from conformance.contract.document import Operation

NUMBER = re.compile(r"\d{5,}")
"""What looks like a phone number in octets that cannot be read."""


def recipients(operation: Operation, query: str, body: bytes) -> list[object]:
    """Every value that stands where a recipient stands."""
    return _values(operation.recipients, query, body)


def texts(operation: Operation, query: str, body: bytes) -> list[str]:
    """Every value that stands where the text stands."""
    return [str(value) for value in _values(operation.text, query, body)]


def targets(operation: Operation, path: str, query: str, body: bytes) -> list[str]:
    """Every id of a resource that the request would touch."""
    variables = operation.variables(path)
    named = [variables[pointer[5:]] for pointer in operation.targets if pointer.startswith("path:")]
    return named + [str(value) for value in _values(operation.targets, query, body)]


def widened(operation: Operation, query: str, body: bytes) -> bool:
    """Whether the request says that it touches more than its targets."""
    values = _values(operation.widens, query, body, booleans=True)
    return any(str(value).strip().lower() not in {"", "0", "false", "none"} for value in values)


def numbers_in(body: bytes) -> list[str]:
    """Everything in unreadable octets that looks like a phone number."""
    found = set(NUMBER.findall(body.decode("latin-1")))
    for encoding in ("utf-16-le", "utf-16-be"):
        found.update(NUMBER.findall(body.decode(encoding, "ignore")))
    return sorted(found)


def readable(body: bytes) -> Any | None:
    """The body as pairs, in whichever format it parses; None when in none."""
    for read in (_json, _xml):
        found = read(body)
        if found is not None:
            return found
    return None


def _values(
    pointers: tuple[str, ...], query: str, body: bytes, *, booleans: bool = False
) -> list[object]:
    found: list[object] = []
    form = parse_qsl(query, keep_blank_values=True)
    form += parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)
    document = readable(body)
    for pointer in pointers:
        place, _, path = pointer.partition(":")
        if place == "path":
            continue
        *_, name = [step for step in path.split("/") if step not in {"", "*", "~keys"}]
        wanted = name.casefold()
        names_count = path.endswith("~keys")
        for key, value in form:
            if key.casefold().split("[")[0] == wanted:
                found.append(value)
        for value in _members(document, wanted):
            if booleans and isinstance(value, bool):
                found.append(value)
            found.extend(_names(value) if names_count else _scalars(value))
    return found


class _Children(tuple[Any, ...]):
    """What an XML element holds. Unlike those of JSON, its names are no place for values."""

    __slots__ = ()


def _members(node: Any, wanted: str) -> Iterator[Any]:
    """The value of every member with this name, at any depth."""
    if isinstance(node, tuple):  # an object: pairs in a tuple
        for name, value in node:
            if name.casefold() == wanted:
                yield value
            yield from _members(value, wanted)
    elif isinstance(node, list):
        for item in node:
            yield from _members(item, wanted)


def _scalars(node: Any) -> Iterator[object]:
    if isinstance(node, tuple):
        for name, value in node:
            if not isinstance(node, _Children):
                yield name
            yield from _scalars(value)
    elif isinstance(node, list):
        for item in node:
            yield from _scalars(item)
    elif node is not None and not isinstance(node, bool):
        yield node  # a number stays one: how a server reads its point or exponent is its choice


def _names(node: Any) -> Iterator[object]:
    if isinstance(node, tuple):
        for name, _ in node:
            yield name
    elif node is not None:
        yield from _scalars(node)


def _json(body: bytes) -> Any | None:
    for encoding in ("utf-8-sig", "utf-16", "utf-32"):
        try:
            return json.loads(body.decode(encoding), object_pairs_hook=tuple)
        except (ValueError, RecursionError):
            continue
    return None


def _xml(body: bytes) -> Any | None:
    try:
        return _element(media.read_xml(body))
    except media.UnreadableError:
        return None


def _element(element: Element) -> Any:
    name = element.tag.rpartition("}")[2]
    below: Any = tuple(pair for child in element for pair in _element(child))
    text = (element.text or "").strip()
    held = _Children((*element.attrib.items(), *below))
    if held and text:
        held = _Children((*held, ("", text)))
    return ((name, held or text),)
