"""A body as people read it: indented where its format has an indentation, and not too long.

Indenting changes white space between tokens and nothing else: numbers keep their spelling, texts
their escapes, members their order and their doubles, because all of that is evidence.
"""

from __future__ import annotations

import json
import re

from conformance.contract import media
from conformance.wire.exchange import Headers

LONGEST = 4000
"""How many characters of a body a report shows; the whole is in the exchanges' file."""

INDENTED = 64 * 1024
"""A longer body is shown as it came."""

DEEPEST = 24
"""Deeper levels are not indented any further."""

_JSON = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+')
_XML = re.compile(r"<[^>]*>|[^<]+")


def pretty(body: str, headers: Headers) -> str:
    """The body, indented if its declared type allows it and it is what it says."""
    declared = next((value for name, value in headers if name.lower() == "content-type"), "")
    kind = media.essence(declared)
    if len(body) <= INDENTED:
        if media.is_json(kind):
            return _json(body)
        if media.is_xml(kind):
            return _xml(body)
    return body


def shortened(text: str, longest: int = LONGEST) -> tuple[str, str]:
    """The text's beginning and end, with as much between them left out as has to be.

    Returns:
        The text, and a note that says what was left out; empty if nothing was.
    """
    left_out = len(text) - longest
    if left_out <= 0:
        return text, ""
    end = longest // 5
    note = f"{left_out:,} of {len(text):,} characters are left out"
    return f"{text[: longest - end]}\n[… {note} …]\n{text[-end:]}", note


def _json(body: str) -> str:
    try:
        json.loads(body)
    except (ValueError, RecursionError):
        return body
    pieces: list[str] = []
    depth = 0
    opened = ""
    for piece in _JSON.findall(body):
        if piece in "}]":
            depth -= 1
            pieces.append(piece if opened else _line(depth) + piece)
        else:
            pieces.append(_line(depth) + piece if opened else piece)
        opened = ""
        if piece in "{[":
            depth += 1
            opened = piece
        elif piece == ",":
            pieces.append(_line(depth))
        elif piece == ":":
            pieces.append(" ")
    return "".join(pieces)


def _xml(body: str) -> str:
    try:
        media.read_xml(body.encode())
    except (media.UnreadableError, UnicodeEncodeError):
        return body
    if "<!" in body:  # comments and CDATA may hold anything
        return body
    tokens = _XML.findall(body)
    pieces: list[str] = []
    depth = 0
    for piece, following in zip(tokens, [*tokens[1:], ""], strict=True):
        pieces.append(piece)
        tag = piece.startswith("<")
        opens = tag and piece[1] not in "/?" and not piece.endswith("/>")
        depth += opens - piece.startswith("</")
        closes = following.startswith("</")
        # only between two tags: next to text, white space may mean something
        if tag and following.startswith("<") and not (opens and closes):
            pieces.append(_line(depth - closes))
    return "".join(pieces)


def _line(depth: int) -> str:
    return "\n" + "  " * min(depth, DEEPEST)
