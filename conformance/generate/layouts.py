"""Generated layouts: the same body in another order and with other white space, or cut off."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator, Mapping
from typing import Any
from xml.sax.saxutils import escape

BLANKS = ("", " ", "\n", "\t", "\r\n", "\n    ")
"""What may stand between two tokens of JSON, or two elements of XML."""


def laid_out_json(draw: random.Random, body: Mapping[str, Any]) -> bytes:
    """A flat object in JSON, spread over at least two lines, its members in any order."""
    members = list(body.items())
    draw.shuffle(members)
    written = ",".join(
        f"{_blank(draw)}{json.dumps(name)}{_blank(draw)}:{_blank(draw)}{_value(draw, value)}"
        for name, value in members
    )
    return f"{{\n{written}{_blank(draw)}}}{_blank(draw)}".encode()


def _value(draw: random.Random, value: Any) -> str:
    if not isinstance(value, list):
        return f"{json.dumps(value, ensure_ascii=False)}{_blank(draw)}"
    items = ",".join(f"{_blank(draw)}{json.dumps(one)}{_blank(draw)}" for one in value)
    return f"[{items}]{_blank(draw)}"


def laid_out_xml(draw: random.Random, body: Mapping[str, Any]) -> bytes:
    """The same as `<request><data>`, an element for each item of an array, in their order."""
    elements = list(_elements(body))
    places = [name for name, _ in elements]
    draw.shuffle(places)
    left: dict[str, Iterator[str]] = {
        name: iter([text for other, text in elements if other == name]) for name in places
    }
    written = "".join(f"{_blank(draw)}<{name}>{next(left[name])}</{name}>" for name in places)
    data = f"{_blank(draw)}<data>\n{written}{_blank(draw)}</data>{_blank(draw)}"
    return f'<?xml version="1.0"?>\n<request>{data}</request>\n'.encode()


def _elements(body: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in body.items():
        for one in value if isinstance(value, list) else [value]:
            yield name, escape(str(one))


def _blank(draw: random.Random) -> str:
    return draw.choice(BLANKS)


def cut_off(draw: random.Random, content: bytes) -> bytes:
    """The beginning of a body, which ends before its last character and not amid a number.

    Half a number is another one, which nobody may be sent to.
    """
    text = content.decode()
    ends = [
        end
        for end in range(1, len(text.rstrip()))
        if not re.match(r"[0-9]{2}", text[end - 1 : end + 1])
    ]
    return text[: draw.choice(ends)].encode()


def left_open(draw: random.Random, content: bytes) -> bytes:
    """A document in XML without the end of one of its elements, which is not the root."""
    *ends, _ = re.finditer(rb"</[^>]+>", content)
    end = draw.choice(ends)
    return content[: end.start()] + content[end.end() :]
