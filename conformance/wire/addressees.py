"""Whom a request would reach and what it would touch, read from the octets about to leave.

The guard trusts nobody's intention, only these readers, and they err on the safe side. Where a
request may reach further than it seems they read freely: names are compared without case and
punctuation and found at any depth, every duplicate counts, the query counts like a form, and what
cannot be read is searched for anything that looks like a number. Where a request claims to be
narrow (`bounded`) they read strictly: only what stands exactly where the contract has it counts.
"""

from __future__ import annotations

import html
import json
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Self
from urllib.parse import parse_qsl, unquote_to_bytes
from xml.etree.ElementTree import Element

from conformance.contract import media
from conformance.contract.document import Operation
from conformance.contract.xml import WrongRootError

LONGEST = 8 * 1024 * 1024
"""Octets of a body that is looked into; a longer one is not let through."""

CHARSETS = frozenset({"utf-8", "utf8", "us-ascii", "ascii"})
"""Charsets that a body may be declared to be in. Under others a server might read other digits."""

ENCODINGS = ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be")
"""Ways in which JSON may be written, the first that fits taken."""

SEPARATORS = r"[^\S\r\n]|[-+().\/_~*\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]"
NUMBER = re.compile(rf"\d(?:(?:{SEPARATORS}){{0,3}}\d){{4,}}")
HEXADECIMAL = re.compile(r"0[xX]([0-9a-fA-F]{4,})")
UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
NO_NUMBER = re.compile(
    # a UUID, and a moment or a day
    rf"\b{UUID.pattern}\b"
    r"|\b\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?\b"
)
UNSET = frozenset({"", "0", "false", "no", "none", "null", "off"})


class Contents:
    """A request's query and body, read in every way in which a server might read them.

    Attributes:
        document: the body as JSON or XML, objects and elements as pairs; None when it is neither.
        form: the pairs of the query, and of the body as if it were a form.
    """

    def __init__(self, query: bytes, body: bytes, content_types: Sequence[str] = ()) -> None:
        self.query = query
        self.body = body
        self.content_types = tuple(content_types)
        self.document = _json(body)
        if self.document is None:
            self.document = _xml(body)
        self.form = [*_form(query), *(_form(body) if body else ())]

    @property
    def unreadable(self) -> bool:
        """Whether there is a body that is neither JSON nor XML."""
        return bool(self.body) and self.document is None

    @property
    def hidden(self) -> str:
        """Why nobody can tell what a server would read here; empty when one can."""
        if len(self.body) > LONGEST:
            return f"its body is longer than {LONGEST} octets"
        for content_type in self.content_types:
            if media.charset(content_type).lower() not in CHARSETS:
                return f"its body is declared to be in {media.charset(content_type)}"
            if media.essence(content_type).startswith(("multipart/", "message/")):
                return f"its body is {media.essence(content_type)}"
        if len(self.content_types) > 1:
            return "its body has several types"
        if self.unreadable and any("<!entity" in text.lower() for text in _decoded(self.body)):
            return "its body defines entities"
        return ""


def recipients(operation: Operation, contents: Contents) -> list[object]:
    """Every value that stands where a recipient stands."""
    pointers = [one for one in operation.recipients if not one.startswith("path:")]
    keys = [one for one in pointers if one.endswith("~keys")]
    values = [one for one in pointers if not one.endswith("~keys")]
    found = [*_keys(contents, _names(keys)), *_values(contents, _names(values))]
    return [value for value in found if not isinstance(value, bool)]


def texts(operation: Operation, contents: Contents) -> list[str]:
    """Every value that stands where the text stands."""
    found = _values(contents, _names(operation.text))
    return [str(value) for value in found if not isinstance(value, bool)]


def templated(contents: Contents) -> bool:
    """Whether the text may come from a template, whose length the request does not show."""
    return any(str(value).strip() for value in _values(contents, frozenset({"template"})))


def targets(operation: Operation, variables: Mapping[str, str], contents: Contents) -> list[str]:
    """Every id of a resource that the request would touch."""
    named = [variables[one[5:]] for one in operation.targets if one.startswith("path:")]
    pointers = [one for one in operation.targets if not one.startswith("path:")]
    found = _values(contents, _names(pointers))
    ids = [str(value) for value in found if not isinstance(value, bool)]
    return named + [one for one in ids if one.strip()]  # a blank names nothing


def widened(operation: Operation, contents: Contents) -> bool:
    """Whether the request says that it reaches more than it names."""
    found = _values(contents, _names(operation.widens))
    return any(str(value).strip().lower() not in UNSET for value in found)


def bounded(operation: Operation, contents: Contents) -> bool:
    """Whether a server that reads as documented finds targets where the contract has them."""
    pointers = [one for one in operation.targets if one.startswith("body:")]
    if not pointers:
        return bool(operation.targets)
    try:
        document = _documented(operation, contents)
    except (media.UnreadableError, WrongRootError):
        return False
    return all(_named(document, one.removeprefix("body:").split("/")[1:]) for one in pointers)


def numbers_in(octets: bytes) -> list[str]:
    """Everything in unreadable octets that looks like a phone number."""
    found: list[str] = []
    for decoded in _decoded(octets):
        for text in dict.fromkeys((decoded, _unescaped(decoded))):
            plain = unicodedata.normalize("NFKC", NO_NUMBER.sub(" ", text))
            found += NUMBER.findall(plain)
            found += [str(int(digits, 16)) for digits in HEXADECIMAL.findall(plain)]
    return sorted(set(found))


# -- where values stand ---------------------------------------------------------------------------


def _names(pointers: Sequence[str]) -> frozenset[str]:
    """The last named step of each pointer, as names are compared."""
    return frozenset(
        _plain([step for step in one.split("/") if step not in {"*", "~keys"}][-1])
        for one in pointers
    )


def _plain(name: str) -> str:
    return re.sub(r"[\s_-]+", "", name.casefold())


def _steps(name: str) -> list[str]:
    """A member's name as the path that some servers take it for: `a[b].c`."""
    return [step for step in re.split(r"[.\[\]]+", name) if step]


def _values(contents: Contents, wanted: frozenset[str]) -> Iterator[object]:
    """Every scalar, and every name in a JSON object, at or below members with these names."""
    for steps, value in _in_form(contents, wanted):
        yield from (step for step in steps if not (step.isdigit() and len(step) <= 3))  # an index
        yield value
    for node, _ in _at_or_below(contents.document, wanted):
        if not isinstance(node, tuple):
            yield node
        elif not isinstance(node, _Children):
            yield from (name for name, _ in node)


def _keys(contents: Contents, wanted: frozenset[str]) -> Iterator[object]:
    """Every name below members with these names, and every scalar that may be one.

    What a name stands for (2, for a text message) is none where it is documented to stand, if it
    is a single digit.
    """
    for steps, value in _in_form(contents, wanted):
        yield from steps
        if not steps or len(value) > 1:
            yield value
    for node, depth in _at_or_below(contents.document, wanted):
        if isinstance(node, tuple):
            yield from (name for name, _ in node)
        elif depth != 1 or len(str(node)) > 1:
            yield node


def _in_form(contents: Contents, wanted: frozenset[str]) -> Iterator[tuple[list[str], str]]:
    """What follows one of the names in each key that has it, and the value."""
    for key, value in contents.form:
        steps = _steps(key)
        for place, step in enumerate(steps):
            if _plain(step) in wanted:
                yield steps[place + 1 :], value
                break


def _at_or_below(document: Any, wanted: frozenset[str]) -> Iterator[tuple[Any, int]]:
    """Every object and scalar at or below members with these names, and how far below.

    Without recursion, since a body may be nested as deeply as it likes.
    """
    waiting: list[tuple[Any, int]] = [(document, -1)]
    while waiting:
        node, depth = waiting.pop()
        if depth >= 0 and node is not None and not isinstance(node, list):
            yield node, depth
        if isinstance(node, tuple):
            for name, value in node:
                inside = depth >= 0 or any(_plain(step) in wanted for step in _steps(name))
                waiting.append((value, depth + 1 if inside else -1))
        elif isinstance(node, list):
            waiting += [(item, depth + 1 if depth >= 0 else -1) for item in node]


# -- bodies, read freely --------------------------------------------------------------------------


class _Children(tuple[Any, ...]):
    """What an XML element holds. Unlike those of JSON, its names are no place for values."""

    __slots__ = ()


class _Fraction(float):
    """A number that remembers how it was written: a server may drop its point or its exponent."""

    def __new__(cls, written: str) -> Self:
        made = super().__new__(cls, written)
        made.written = written
        return made

    written: str

    def __str__(self) -> str:
        return self.written


def _json(body: bytes) -> Any | None:
    for encoding in ENCODINGS:
        try:
            return json.loads(
                body.decode(encoding), object_pairs_hook=tuple, parse_float=_Fraction, strict=False
            )
        except (ValueError, RecursionError):
            continue
    return None


def _xml(body: bytes) -> Any | None:
    try:
        root = media.read_xml(body)
    except media.UnreadableError:
        return None
    held: dict[Element, Any] = {}
    for element in reversed(list(root.iter())):  # children come before their parents
        pairs = [(_local(name), value) for name, value in element.attrib.items()]
        pairs += [(_local(child.tag), held.pop(child)) for child in element]
        text = "".join(part or "" for part in (element.text, *(one.tail for one in element)))
        if not pairs:
            held[element] = text
        else:
            held[element] = _Children((*pairs, ("", text)) if text.strip() else pairs)
    return _Children([(_local(root.tag), held[root])])


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def _form(octets: bytes) -> list[tuple[str, str]]:
    """The pairs of a form, also as servers read it that know `;` and `%u0031`."""
    text = octets.decode("utf-8", "replace")
    text = re.sub(r"%u([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), text)
    pairs = parse_qsl(text, keep_blank_values=True)
    if ";" in text:
        pairs += parse_qsl(text.replace(";", "&"))
    return list(dict.fromkeys(pairs))


def _decoded(octets: bytes) -> list[str]:
    """The octets as text, in every encoding that digits in them may be in."""
    encodings = ["utf-8", "latin-1"]
    if b"+" in octets:
        encodings.append("utf-7")
    if any(octet >= 0xF0 for octet in octets):  # the digits of EBCDIC, whatever its code page
        encodings.append("cp037")
    if b"\0" in octets:  # without it there is no ASCII, so neither JSON nor XML
        encodings += ENCODINGS[2:4] + ENCODINGS[5:]
    return list(dict.fromkeys(octets.decode(encoding, "ignore") for encoding in encodings))


def _unescaped(text: str) -> str:
    r"""The text with `%31`, `\u0031`, `\x31` and `&#49;` undone."""
    text = unquote_to_bytes(text.encode("utf-8", "replace")).decode("utf-8", "replace")
    text = re.sub(
        r"(?:\\|%)(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2}))",
        lambda found: chr(int(found[1] or found[2], 16)),
        text,
    )
    return html.unescape(text)


# -- bodies, read strictly ------------------------------------------------------------------------


def _documented(operation: Operation, contents: Contents) -> Any:
    """The body as a server reads it that does as the contract says.

    Raises:
        UnreadableError: when it is not what it is declared to be.
        WrongRootError: when it is another XML document.
    """
    (content_type,) = contents.content_types or ("",)
    schema = operation.requests.get(media.essence(content_type))
    if schema is None:
        raise media.UnreadableError("a type that the operation does not take")
    if media.essence(content_type) == media.FORM:
        pairs = parse_qsl(contents.body.decode("ascii", "replace"), keep_blank_values=True)
        names = {name for name, _ in pairs}
        return {one: [value for name, value in pairs if name == one] for one in names}
    return media.read(contents.body, content_type, schema)


def _named(document: Any, steps: list[str]) -> bool:
    """Whether at least one target stands at a pointer, and no member beside it has its name."""
    for place, step in enumerate(steps):
        if step == "*":
            return (
                isinstance(document, list)
                and bool(document)
                and all(_named(item, steps[place + 1 :]) for item in document)
            )
        if not isinstance(document, Mapping):
            return False
        if [name for name in document if _plain(name) == _plain(step)] != [step]:
            return False
        document = document[step]
    return isinstance(document, str) and bool(document.strip())
