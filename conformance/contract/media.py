"""Media types: what a Content-Type says, and a body read or written in it."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from typing import Any, NoReturn
from urllib.parse import parse_qsl, urlencode
from xml.etree.ElementTree import Element, ParseError, tostring

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from conformance.contract import xml
from conformance.shown import shown

Node = Mapping[str, Any]
JSON = "application/json"
XML = "application/xml"
FORM = "application/x-www-form-urlencoded"


DEEPEST = 200
"""How deeply a document may be nested. No contract comes near it, and a reader has an end."""


class UnreadableError(ValueError):
    """A body is not what its media type says. The message tells why, in a clause."""


def essence(content_type: str) -> str:
    """The media type without parameters, in lower case; empty when there is none."""
    return content_type.partition(";")[0].strip().lower()


def charset(content_type: str) -> str:
    """The charset parameter, or UTF-8, which all three providers' formats default to."""
    found = re.search(r";\s*charset\s*=\s*\"?([\w.:-]+)", content_type, re.IGNORECASE)
    return found[1] if found else "utf-8"


def is_json(media_type: str) -> bool:
    """Whether bodies of this type are JSON."""
    return media_type in {JSON, "text/json"} or media_type.endswith("+json")


def is_xml(media_type: str) -> bool:
    """Whether bodies of this type are XML."""
    return media_type in {XML, "text/xml"} or media_type.endswith("+xml")


def read(body: bytes, content_type: str, schema: Node) -> Any:
    """Read a body in its declared type, into the shape that the schema describes.

    Raises:
        UnreadableError: when it does not parse.
    """
    media_type = essence(content_type)
    if is_json(media_type):
        return read_json(body, content_type)
    if is_xml(media_type):
        return xml.read(read_xml(body, content_type), schema)
    if media_type == FORM:
        return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
    return body.decode("utf-8", "replace")


def read_json(body: bytes, content_type: str = JSON) -> Any:
    """Parse JSON strictly: the declared charset, no mark before it, no NaN, no trailing text.

    Nor is a number read that is too large for a double, which many readers take it for.

    A name that an object has twice makes its meaning the reader's choice (RFC 8259, clause 4), so
    such a document is not read either.

    Raises:
        UnreadableError: when it is no JSON.
    """
    text = _decoded(body, charset(content_type))
    if _is_too_deep(text):
        raise UnreadableError("the JSON is nested too deeply to read")
    try:
        return json.loads(
            text,
            parse_constant=_no_constant,
            parse_float=_finite,
            parse_int=_whole,
            object_pairs_hook=_members,
        )
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise UnreadableError(f"no JSON: {error.msg}: {place}") from None
    except ValueError as error:
        raise UnreadableError(f"no JSON: {error}") from None


def _decoded(body: bytes, encoding: str) -> str:
    """The text of a body in the charset that it is declared to be in.

    Raises:
        UnreadableError: when it is not.
    """
    try:
        return body.decode(encoding, "strict")
    except LookupError:
        raise UnreadableError(f"the charset {encoding!r} does not exist") from None
    except UnicodeDecodeError as error:
        raise UnreadableError(f"octet {error.start} is no {error.encoding}") from None
    except UnicodeError as error:
        raise UnreadableError(f"no text in {encoding}: {error}") from None


def _is_too_deep(text: str) -> bool:
    """Whether JSON is nested more deeply than is read; looked at no further than needed."""
    if text.count("[") + text.count("{") <= DEEPEST:
        return False
    depth = 0
    for found in re.finditer(r'"(?:[^"\\]|\\.)*"?|[\[{]|[\]}]', text, re.DOTALL):
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(found[0], 0)
        if depth > DEEPEST:
            return True
    return False


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"an object has {twice!r} twice")
    return found


def read_xml(body: bytes, content_type: str = "") -> Element:
    """Parse XML without entities, document types or external references.

    A charset that the Content-Type names is the document's, whatever the document says itself
    (RFC 7303, clause 3).

    Raises:
        UnreadableError: when it is not well-formed or tries one of these.
    """
    document: str | bytes = body
    if "charset" in content_type.lower():
        document = _decoded(body, charset(content_type)).removeprefix("\ufeff")
    try:
        root: Element = fromstring(document, forbid_dtd=True)
    except ParseError as error:
        raise UnreadableError(f"no well-formed XML: {error}") from None
    except DefusedXmlException as error:
        raise UnreadableError(f"XML with a document type or entities: {error}") from None
    except (ValueError, LookupError) as error:
        raise UnreadableError(f"no XML: {error}") from None
    level = [root]
    for _ in range(DEEPEST):
        level = [child for element in level for child in element]
        if not level:
            return root
    raise UnreadableError("the XML is nested too deeply to read")


def write(document: Any, media_type: str, schema: Node) -> bytes:
    """Write a document in a media type.

    Lone surrogates stay escapes in JSON; XML and forms cannot carry them.
    """
    if is_json(media_type):
        return json.dumps(document, ensure_ascii=True, separators=(",", ":")).encode()
    if is_xml(media_type):
        written: bytes = tostring(
            xml.write(document, schema), encoding="utf-8", xml_declaration=True
        )
        return written.replace(b"\r", b"&#13;")  # which a reader would take for a line feed
    if media_type == FORM:
        return urlencode(_form_values(document), doseq=True).encode()
    raise ValueError(f"no way to write {media_type}")


def _form_values(document: Mapping[str, Any]) -> dict[str, Any]:
    spelled = {True: "true", False: "false"}
    return {
        name: spelled[value] if isinstance(value, bool) else value
        for name, value in document.items()
        if value is not None
    }


def _finite(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise ValueError(f"{shown(digits)} is beyond the numbers that readers hold (RFC 8259, 6)")
    return number


def _whole(digits: str) -> int:
    _finite(digits)
    return int(digits)


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a JSON number")
