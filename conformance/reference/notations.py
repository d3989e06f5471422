"""Ways to write one document: white space, escapes, order and layout mean nothing in any of them.

JSON by RFC 8259, XML by XML 1.0. Every choice is drawn from the dice that a writer is given.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, NoReturn
from xml.etree.ElementTree import Element

SHORT = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
"""The characters that JSON has a short escape for, besides the slash."""


class Numeral(str):
    """A JSON number, as it is written."""

    __slots__ = ()


def read_json(body: bytes) -> Any:
    """The document, with numbers as they are written.

    Raises:
        ValueError: when it is no JSON, or an object names a member twice.
    """
    return json.loads(
        body,
        parse_int=Numeral,
        parse_float=Numeral,
        parse_constant=_no_number,
        object_pairs_hook=_members,
    )


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a member is named twice")
    return found


def _no_number(constant: str) -> NoReturn:
    raise ValueError(constant)


# -- JSON -----------------------------------------------------------------------------------------

Letter = Callable[[str], str]


@dataclass(frozen=True)
class Layout:
    """Where JSON has white space.

    Attributes:
        line: what stands before a member or an item, and before the closing bracket, at a depth.
        after: what stands after a comma, besides.
        colon: the colon of a member.
    """

    line: Callable[[int], str]
    after: str
    colon: Callable[[], str]


def write_json(document: Any, dice: random.Random) -> bytes:
    """The document as JSON in UTF-8, without a byte order mark."""
    before, behind = (dice.choice(("", "", "", "\n", " ", "\r\n\t")) for _ in range(2))
    text = _json(document, _layout(dice), _escaping(dice), 0)
    return f"{before}{text}{behind}".encode()


def _layout(dice: random.Random) -> Layout:
    indent, end = dice.choice(("  ", "    ", "\t")), dice.choice(("\n", "\r\n"))
    colon = dice.choice((":", ": ", " : "))
    return dice.choice(
        (
            Layout(lambda _: "", "", lambda: ":"),
            Layout(lambda _: "", " ", lambda: ": "),
            Layout(lambda depth: end + indent * depth, "", lambda: colon),
            Layout(lambda _: _space(dice), "", lambda: f"{_space(dice)}:{_space(dice)}"),
        )
    )


def _space(dice: random.Random) -> str:
    return "".join(dice.choices(" \t\r\n", k=dice.randrange(3)))


def _json(value: Any, layout: Layout, letter: Letter, depth: int) -> str:
    match value:
        case Numeral():
            return str(value)
        case str():
            return f'"{"".join(map(letter, value))}"'
        case dict():
            members = (
                f"{_json(name, layout, letter, depth)}{layout.colon()}"
                f"{_json(held, layout, letter, depth + 1)}"
                for name, held in value.items()
            )
            return _bracketed("{}", members, layout, depth)
        case list():
            items = (_json(item, layout, letter, depth + 1) for item in value)
            return _bracketed("[]", items, layout, depth)
        case _:
            return json.dumps(value)


def _bracketed(brackets: str, parts: Iterator[str], layout: Layout, depth: int) -> str:
    written = f",{layout.after}".join(layout.line(depth + 1) + part for part in parts)
    return f"{brackets[0]}{written}{layout.line(depth)}{brackets[1]}" if written else brackets


def _escaping(dice: random.Random) -> Letter:
    """How characters of strings are written: what must be escaped is, and perhaps some others."""
    ascii_only, slashes = dice.random() < 0.5, dice.random() < 0.2
    some = 0.15 if dice.random() < 0.2 else 0.0
    spelled = dice.choice(("04x", "04X"))
    short = SHORT if dice.random() < 0.8 else {}

    def letter(character: str) -> str:
        if character in short:
            return short[character]
        if character in SHORT or character < " " or "\ud800" <= character <= "\udfff":
            return units(character)
        if character == "/" and slashes:
            return "\\/"
        if (ascii_only and character > "\x7f") or (some and dice.random() < some):
            return units(character)
        return character

    def units(character: str) -> str:
        octets = character.encode("utf-16-be", "surrogatepass")
        pairs = (octets[place : place + 2] for place in range(0, len(octets), 2))
        return "".join(f"\\u{int.from_bytes(pair):{spelled}}" for pair in pairs)

    return letter


# -- XML ------------------------------------------------------------------------------------------

DECLARATIONS = (
    "",
    "",
    '<?xml version="1.0"?>',
    '<?xml version="1.0" encoding="UTF-8"?>\n',
    "<?xml version='1.0' encoding='utf-8' standalone='yes' ?>\r\n",
    "\N{ZERO WIDTH NO-BREAK SPACE}<?xml version='1.0' encoding='utf-8'?>",
)
"""What may stand before the root; the last begins with a byte order mark."""

PREFIXES = (
    "",
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"',
    " xmlns:xsd='http://www.w3.org/2001/XMLSchema'\n ",
)
"""Prefixes that a root may declare and nothing uses."""

COMMENTS = ("", "", "", "<!-- -->", "<!-- <error><code>001</code></error> -->", "<?note none?>")
"""What a reader of elements passes over."""


def plain_xml(root: Element) -> bool:
    """Whether the document is one that `write_xml` can write: no namespaces, no attributes."""
    return all(not element.tag.startswith("{") and not element.attrib for element in root.iter())


def write_xml(root: Element, dice: random.Random) -> bytes:
    """The document as XML in UTF-8; only elements without a text of their own get white space."""
    indent = dice.choice((None, None, "", "  ", "\t"))
    empty = dice.choice(("<{0}/>", "<{0} />", "<{0}></{0}>", "<{0} ></{0} >"))
    comments = COMMENTS if dice.random() < 0.3 else ("",)
    letters = _letters(dice)

    def element(one: Element, depth: int, attributes: str = "") -> str:
        attributes += "".join(f' {name}="{value}"' for name, value in one.attrib.items())
        if not len(one):
            text = letters(one.text) if one.text else ""
            if text:
                return f"<{one.tag}{attributes}>{text}</{one.tag}>"
            return empty.format(one.tag) if not attributes else f"<{one.tag}{attributes}/>"
        inner = "" if indent is None else "\n" + indent * (depth + 1)
        outer = "" if indent is None else "\n" + indent * depth
        children = "".join(
            inner + dice.choice(comments) + element(child, depth + 1) for child in one
        )
        return f"<{one.tag}{attributes}>{children}{outer}</{one.tag}>"

    return (
        dice.choice(DECLARATIONS)
        + dice.choice(comments)
        + element(root, 0, dice.choice(PREFIXES))
        + dice.choice(("", "\n"))
    ).encode()


def _letters(dice: random.Random) -> Callable[[str], str]:
    """How a text is written: what must be a reference is, and perhaps more; or as CDATA."""
    cdata, quotes = dice.random() < 0.15, dice.random() < 0.3
    reference = dice.choice(("&#{:d};", "&#x{:x};", "&#x{:X};", ""))
    always = {"<": "&lt;", ">": "&gt;", "&": "&amp;", "\r": "&#13;"}
    if quotes:
        always |= {'"': "&quot;", "'": "&apos;"}

    def letter(found: re.Match[str]) -> str:
        character = found[0]
        if character in always:
            return always[character]
        return reference.format(ord(character)) if reference and character > "\x7f" else character

    def text(value: str) -> str:
        if cdata and "]]>" not in value and "\r" not in value:
            return f"<![CDATA[{value}]]>"
        return re.sub("[<>&\r\"'\x80-\U0010ffff]", letter, value)

    return text
