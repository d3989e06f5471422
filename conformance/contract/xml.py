"""XML read into, and written from, the shape that a schema with `xml` names describes.

The same schema judges a resource's JSON and XML form: here an element becomes the value that the
JSON form would hold. What the schema leaves open is read as text, and an element that does not
fit (letters where a number belongs) stays text, so that validation finds and attributes it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from xml.etree.ElementTree import Element, SubElement

Node = Mapping[str, Any]
NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"


class WrongRootError(ValueError):
    """The root element is not the one that the schema names."""


def read(root: Element, schema: Node) -> Any:
    """The value of a document.

    Raises:
        WrongRootError: when the root element has another name or a namespace.
    """
    name = schema.get("xml", {}).get("name")
    if name is not None and root.tag != name:
        raise WrongRootError(f"<{root.tag}> instead of <{name}>")
    return _value(root, schema)


def write(document: Any, schema: Node, root: str | None = None) -> Element:
    """The element of a document."""
    element = Element(root or schema.get("xml", {}).get("name", "root"))
    _fill(element, document, schema)
    return element


def properties(schema: Node) -> dict[str, Node]:
    """The members that a schema describes, its compositions included."""
    found: dict[str, Node] = {}
    for part in ("allOf", "anyOf", "oneOf"):
        for alternative in schema.get(part, ()):
            for name, node in properties(alternative).items():
                found.setdefault(name, node)
    found.update(schema.get("properties", {}))
    return found


def types(schema: Node) -> frozenset[str]:
    """The JSON types that a schema allows, as far as it says."""
    stated = schema.get("type", ())
    found = {stated} if isinstance(stated, str) else set(stated)
    for part in ("allOf", "anyOf", "oneOf"):
        for alternative in schema.get(part, ()):
            found |= types(alternative)
    return frozenset(found)


def items(schema: Node) -> Node:
    """The schema of an array's items."""
    if "items" in schema:
        found: Node = schema["items"]
        return found
    for part in ("allOf", "anyOf", "oneOf"):
        for alternative in schema.get(part, ()):
            if "items" in alternative:
                return items(alternative)
    return {}


def _value(element: Element, schema: Node) -> Any:
    if element.get(NIL) in {"true", "1"}:
        return None
    allowed, described = types(schema), properties(schema)
    if not len(element) and (element.text or "").strip():
        return scalar(element.text or "", allowed)  # also where elements belong: it does not fit
    if "array" in allowed:
        return list(_wrapped(element, schema))
    if described or len(element):
        return _object(element, described)
    return scalar(element.text or "", allowed)


def _object(element: Element, described: Mapping[str, Node]) -> dict[str, Any]:
    values: dict[str, list[Any]] = {}
    expected = {_element_name(name, node): name for name, node in described.items()}
    for child in element:
        # A member's JSON name is not its element's: under it stands nothing that is described.
        name = expected.get(child.tag) or (
            f"<{child.tag}>" if child.tag in described else child.tag
        )
        node = described.get(name, {})
        own = items(node) if _is_unwrapped(node) else node
        values.setdefault(name, []).append(_value(child, own))
    found = {
        # A second element of a member that is no array makes an array of it, which does not fit.
        name: several if _is_unwrapped(described.get(name, {})) or len(several) > 1 else several[0]
        for name, several in values.items()
    }
    for name, node in described.items():
        attribute = node.get("xml", {})
        if attribute.get("attribute") and attribute.get("name", name) in element.attrib:
            found[name] = scalar(element.attrib[attribute.get("name", name)], types(node))
    return found


def _is_unwrapped(node: Node) -> bool:
    """Whether each item stands in an element of its own, beside the other members."""
    return "array" in types(node) and not node.get("xml", {}).get("wrapped")


def _wrapped(element: Element, schema: Node) -> Iterator[Any]:
    item = items(schema)
    name = item.get("xml", {}).get("name")
    for child in element:
        value = _value(child, item)
        # A differently named item is kept as what no schema of the item allows: text or an object.
        misnamed = f"<{child.tag}>" if "object" in types(item) else {child.tag: value}
        yield value if name in {None, child.tag} else misnamed


def _element_name(name: str, node: Node) -> str:
    if _is_unwrapped(node):
        own = items(node).get("xml", {}).get("name")
        return str(own or node.get("xml", {}).get("name", name))
    return str(node.get("xml", {}).get("name", name))


def scalar(text: str, allowed: frozenset[str]) -> Any:
    """A text as one of the JSON types that are allowed; itself where it fits none."""
    trimmed = text.strip()
    if "integer" in allowed and re.fullmatch(r"[+-]?[0-9]{1,18}", trimmed):
        return int(trimmed)
    if "number" in allowed and re.fullmatch(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?", trimmed):
        return float(trimmed)
    if "boolean" in allowed and trimmed in {"true", "false", "1", "0"}:
        return trimmed in {"true", "1"}
    if "null" in allowed and "string" not in allowed and not trimmed:
        return None
    return text


def _fill(element: Element, value: Any, schema: Node) -> None:
    if isinstance(value, Mapping):
        described = properties(schema)
        for name, member in value.items():
            _append(element, name, member, described.get(name, {}))
    elif isinstance(value, list):
        name = items(schema).get("xml", {}).get("name", "item")
        for member in value:
            _fill(SubElement(element, name), member, items(schema))
    elif value is not None:
        element.text = _text(value)


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _append(element: Element, name: str, member: Any, node: Node) -> None:
    if isinstance(member, list) and not node.get("xml", {}).get("wrapped"):
        for one in member:
            _fill(SubElement(element, _element_name(name, node)), one, items(node))
    elif member is not None and node.get("xml", {}).get("attribute"):
        element.set(_element_name(name, node), _text(member))
    elif member is not None:
        _fill(SubElement(element, _element_name(name, node)), member, node)
