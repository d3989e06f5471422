"""How an answer is written: one document as JSON or as XML."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any, Self
from xml.sax.saxutils import escape

PREFIXES = (
    ' xmlns:xsd="http://www.w3.org/2001/XMLSchema"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
)
"""Declared on every root, and used nowhere: the elements are in no namespace."""

UNCARRIABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""The characters that XML 1.0 cannot carry in any way."""


class Items(list[Any]):
    """A list whose items have a name, which only XML shows."""

    def __init__(self, item: str, members: Iterable[Any]) -> None:
        super().__init__(members)
        self.item = item


class Name(str):
    """A member's name that is another one in XML."""

    __slots__ = ("element",)

    element: str

    def __new__(cls, name: str, element: str) -> Self:
        """Make the name, and remember XML's."""
        self = super().__new__(cls, name)
        self.element = element
        return self


def to_json(document: object) -> str:
    """The document as JSON, in ASCII so that no text can break it."""
    return json.dumps(document)


def to_xml(root: str, document: object) -> str:
    """The document as XML without a declaration, as XmlSerializer writes it."""
    return element(root, document, PREFIXES)


def element(name: str, value: object, attributes: str = "") -> str:
    """One element with what it holds."""
    content = text(value)
    return f"<{name}{attributes}>{content}</{name}>" if content else f"<{name}{attributes} />"


def text(value: object) -> str:
    """What stands between the tags."""
    match value:
        case dict():
            return "".join(element(element_name(name), held) for name, held in ordered(value))
        case Items():
            return "".join(element(value.item, item) for item in value)
        case list():  # the framework writes the messages of one member as one text
            return text(" ".join(value))
        case bool():
            return str(value).lower()
        case float():
            return format(value, ".15g")
        case _:
            return escape(UNCARRIABLE.sub("\N{REPLACEMENT CHARACTER}", str(value)), {"\r": "&#xD;"})


def ordered(members: dict[str, Any]) -> list[tuple[str, Any]]:
    """The members in XML's order, `Result` before `Identification`, without those that are null."""
    there = [(name, held) for name, held in members.items() if held is not None]
    return sorted(there, key=lambda member: member[0] != "Result")


def element_name(name: str) -> str:
    """The name in XML; what no XML name may hold is written as `_xHHHH_`."""
    if isinstance(name, Name):
        return name.element
    return re.sub(r"^[0-9.-]|[^A-Za-z0-9_.-]", lambda found: f"_x{ord(found[0]):04X}_", name)
