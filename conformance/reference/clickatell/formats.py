"""How a request and an answer are written: the same tree as JSON or as XML."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NoReturn
from xml.etree.ElementTree import ParseError
from xml.sax.saxutils import escape

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 cannot hold, not even as references."""

QUALITY = re.compile(r"\s*q\s*=\s*(\d*\.?\d*)\s*", re.ASCII | re.IGNORECASE)


class MalformedError(ValueError):
    """A body is not of the format that it should be of."""


@dataclass(frozen=True)
class Format:
    """One way to write documents.

    Attributes:
        media_type: its name in `Accept` and `Content-Type`.
        read: turns a request's body into its fields; raises MalformedError.
        write: turns an answer into octets.
    """

    media_type: str
    read: Callable[[bytes], dict[str, Any]]
    write: Callable[[dict[str, Any]], bytes]


def read_json(body: bytes) -> dict[str, Any]:
    """Read one JSON object."""
    try:
        document = json.loads(body, parse_constant=_no_number)
        # An escaped lone surrogate is no character, so nobody could be sent it.
        json.dumps(document, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise MalformedError from error
    if not isinstance(document, dict):
        raise MalformedError
    return document


def _no_number(constant: str) -> NoReturn:
    raise MalformedError(constant)


def write_json(document: dict[str, Any]) -> bytes:
    """Write JSON without spaces, as the provider does."""
    return json.dumps(document, separators=(",", ":")).encode()


def read_xml(body: bytes) -> dict[str, Any]:
    """Read `<request><data>…`: one field per element, and `to` as often as there are numbers."""
    try:
        root = fromstring(body, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise MalformedError from error
    data = root.find("data") if root.tag == "request" else None
    if data is None:
        raise MalformedError
    fields: dict[str, Any] = {element.tag: element.text or "" for element in data}
    if "to" in fields:
        fields["to"] = [element.text or "" for element in data.findall("to")]
    return fields


def write_xml(document: dict[str, Any]) -> bytes:
    """Write a document with the root `response`."""
    return f'<?xml version="1.0"?>\n{_element("response", document)}'.encode()


def _element(name: str, value: Any) -> str:
    if isinstance(value, list):
        return "".join(_element(name, item) for item in value)
    if isinstance(value, dict):
        content = "".join(_element(*member) for member in value.items())
    else:
        text = str(int(value)) if isinstance(value, bool) else str(value)
        content = escape(NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", text), {"\r": "&#13;"})
    return f"<{name}>{content}</{name}>"


JSON = Format("application/json", read_json, write_json)
XML = Format("application/xml", read_xml, write_xml)
FORMATS = (JSON, XML)


def preferred(accept: str, default: Format) -> Format | None:
    """The format that an `Accept` header likes best, the default where it does not care.

    None if the header rules out both. (A parser of its own, because clients in use write the
    quality `.2`, which the grammar of RFC 9110 does not know.)
    """
    if not accept.strip():
        return default
    ranges = [_media_range(item) for item in accept.split(",")]
    quality = {form.media_type: _quality(ranges, form.media_type) for form in FORMATS}
    best = max(quality.values())
    if not best:
        return None
    if quality[default.media_type] == best:
        return default
    return next(form for form in FORMATS if quality[form.media_type] == best)


def _media_range(item: str) -> tuple[str, float]:
    name, *parameters = item.split(";")
    for parameter in parameters:
        if (match := QUALITY.fullmatch(parameter)) and match[1].strip("."):
            return name.strip().lower(), float(match[1])
    return name.strip().lower(), 1.0


def _quality(ranges: list[tuple[str, float]], media_type: str) -> float:
    """The quality of the most specific range that covers the media type."""
    family = media_type.partition("/")[0]
    for name in (media_type, f"{family}/*", "*/*"):
        if found := [quality for other, quality in ranges if other == name]:
            return max(found)
    return 0.0
