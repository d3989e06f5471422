"""How the body of a request becomes values: what the members of a model take in each format.

The rules are those of the framework that the provider runs on. Each kind of member reads JSON
values, XML elements and the texts of a form by its own rules; nothing is read halfway: one member
that cannot be read makes the whole body unreadable.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any
from xml.etree.ElementTree import Element

from conformance.reference.twosms.writing import UNCARRIABLE, element_name

NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"
GUID = re.compile(
    r"\s*(?:(?P<brace>\{)|(?P<parenthesis>\())?"
    r"(?P<digits>[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"
    r"(?(brace)\})(?(parenthesis)\))\s*",
    re.IGNORECASE | re.ASCII,
)
DATE = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,7})?)?)?(Z|[+-][0-9]{2}:[0-9]{2})?"
)
AMERICAN_DATES = ("%m/%d/%Y", "%m/%d/%Y %H:%M:%S")
INTEGER = re.compile(r"[+-]?[0-9]{1,10}", re.ASCII)
LARGEST = 2**31


class UnreadableError(ValueError):
    """A value that is not what its place takes.

    Attributes:
        faults: what is wrong, by its place inside the value; the value itself is at "".
    """

    def __init__(self, faults: Mapping[str, str] | None = None) -> None:
        super().__init__("a value is not what its place takes")
        self.faults = faults or {"": "An error has occurred."}


Readings = Mapping[str, Callable[[], Any]]
"""What reads each value, by the value's name."""


def gather(readings: Readings, place: str) -> dict[str, Any]:
    """The results of several readings by name, or all that is wrong with them together.

    Args:
        readings: what to read.
        place: how a value's place is written, with `{}` for its name.

    Raises:
        UnreadableError: if at least one of them fails.
    """
    values: dict[str, Any] = {}
    faults: dict[str, str] = {}
    for name, read in readings.items():
        try:
            values[name] = read()
        except UnreadableError as error:
            here = place.format(name)
            faults |= {here + inside: wrong for inside, wrong in error.faults.items()}
    if faults:
        raise UnreadableError(faults)
    return values


class Member:
    """What one kind of member takes; None is an absent value.

    Every method raises `UnreadableError` for what the kind does not take.
    """

    nullable = True

    def from_json(self, value: object) -> Any:
        """Read a JSON value."""
        if value is None and self.nullable:
            return None
        if not isinstance(value, str):
            raise UnreadableError
        return self.from_text(value)

    def from_xml(self, element: Element) -> Any:
        """Read an element."""
        if element.get(NIL) in {"true", "1"} and self.nullable:
            return None
        if len(element):
            raise UnreadableError
        return self.from_lexical(element.text or "")

    def from_lexical(self, text: str) -> Any:
        """Read the text of an element."""
        return self.from_text(text)

    def from_form(self, texts: list[str]) -> Any:
        """Read the values that a form gives under one name; an empty one counts as absent."""
        given = [text for text in texts if text]
        return self.from_text(given[0]) if given else None

    def from_text(self, text: str) -> Any:
        """Read a text, where the formats agree on its meaning; a kind may have no text form."""
        del text
        raise UnreadableError


class Text(Member):
    """Any text that can be written back in both formats."""

    def from_text(self, text: str) -> str:
        """Take the text as it is."""
        if UNCARRIABLE.search(text):
            raise UnreadableError
        return text


class Guid(Member):
    """A GUID with or without hyphens, braces or parentheses; hyphenated lower case when read."""

    nullable = False

    def from_text(self, text: str) -> str:
        """Bring any spelling to one."""
        found = GUID.fullmatch(text)
        if not found:
            raise UnreadableError
        return str(uuid.UUID(found["digits"]))


class Date(Member):
    """A moment in ISO 8601; without an offset it is UTC. American dates are understood."""

    def from_lexical(self, text: str) -> datetime:
        """Read xs:dateTime or xs:date."""
        if not DATE.fullmatch(text.strip()):
            raise UnreadableError
        return self.from_text(text)

    def from_text(self, text: str) -> datetime:
        """Bring the moment to UTC."""
        text = text.strip()
        try:
            moment = datetime.fromisoformat(text) if DATE.fullmatch(text) else american(text)
            return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
        except (ValueError, OverflowError) as error:
            raise UnreadableError from error


def american(text: str) -> datetime:
    """Read a date that puts the month first.

    Raises:
        ValueError: if it is none.
    """
    for form in AMERICAN_DATES:
        try:
            return datetime.strptime(text, form).replace(tzinfo=UTC)
        except ValueError:
            continue
    raise ValueError("no date")


class Flag(Member):
    """A boolean."""

    nullable = False

    def from_json(self, value: object) -> bool:
        """Take a boolean, a number (true unless 0) or a word."""
        if isinstance(value, bool | int):
            return bool(value)
        return bool(super().from_json(value))

    def from_lexical(self, text: str) -> bool:
        """Read xs:boolean."""
        meaning = {"true": True, "1": True, "false": False, "0": False}
        try:
            return meaning[text.strip()]
        except KeyError as error:
            raise UnreadableError from error

    def from_text(self, text: str) -> bool:
        """Read a word, in any case."""
        word = text.strip().lower()
        if word not in {"true", "false"}:
            raise UnreadableError
        return word == "true"


class Number(Member):
    """A 32-bit integer, not below the smallest that makes sense."""

    def __init__(self, smallest: int = -LARGEST) -> None:
        self.smallest = smallest

    def from_json(self, value: object) -> int | None:
        """Take a number or its digits in a string."""
        if isinstance(value, int) and not isinstance(value, bool):
            return self.checked(value)
        number: int | None = super().from_json(value)
        return number

    def from_text(self, text: str) -> int:
        """Read digits."""
        if not INTEGER.fullmatch(text.strip()):
            raise UnreadableError
        return self.checked(int(text))

    def checked(self, number: int) -> int:
        """The number, if it is in range."""
        if not self.smallest <= number < LARGEST:
            raise UnreadableError
        return number


class Choice(Number):
    """An enumeration: its number, or a name; the n-th name has the number n.

    Any number is taken, also one without a name.
    """

    def __init__(self, *names: str) -> None:
        super().__init__()
        self.names = names

    def from_lexical(self, text: str) -> int:
        """Read a name exactly: XML knows no numbers here."""
        if text not in self.names:
            raise UnreadableError
        return self.names.index(text)

    def from_text(self, text: str) -> int:
        """Read a name in any case, or digits."""
        name = text.strip().upper()
        return self.names.index(name) if name in self.names else super().from_text(text)


@dataclass
class Many(Member):
    """A list of values of one kind.

    Attributes:
        kind: what an item is.
        item: the name of an item's element.
    """

    kind: Member
    item: str

    def from_json(self, value: object) -> list[Any] | None:
        """Take an array."""
        if value is None:
            return None
        if not isinstance(value, list):
            raise UnreadableError
        return self.read(self.kind.from_json, value)

    def from_xml(self, element: Element) -> list[Any]:
        """Read an element for each item; other elements are passed over."""
        return self.read(self.kind.from_xml, element.findall(self.item))

    def from_form(self, texts: list[str]) -> list[Any]:
        """Read every value under the name."""
        return self.read(self.kind.from_text, [text for text in texts if text])

    def read(self, read_one: Callable[[Any], Any], items: Iterable[object]) -> list[Any]:
        """Read each item that is there; its place is its number in brackets."""
        readings = {str(n): partial(read_one, item) for n, item in enumerate(items)}
        return [value for value in gather(readings, "[{}]").values() if value is not None]


@dataclass
class Dictionary(Member):
    """An object used as a map from any text to values of one kind; only JSON can write it."""

    kind: Member

    def from_json(self, value: object) -> dict[str, Any] | None:
        """Take an object."""
        if value is None:
            return None
        if not isinstance(value, dict):
            raise UnreadableError
        readings = {key: partial(self.kind.from_json, held) for key, held in value.items()}
        return gather(readings, "[{}]")


@dataclass
class Model(Member):
    """An object with members of its own.

    Attributes:
        root: the name of the element when it is a whole body.
        members: what each member takes, by name.
        required: the members that may be neither absent nor an empty text.
        only_json: whether it has parts that XML and forms cannot express.
    """

    root: str
    members: Mapping[str, Member]
    required: tuple[str, ...] = ()
    only_json: bool = False

    def from_json(self, value: object) -> dict[str, Any] | None:
        """Take an object; names without regard to case, the last of equal ones wins."""
        if value is None:
            return None
        if not isinstance(value, dict):
            raise UnreadableError
        given = {self.known(key): held for key, held in value.items()}
        return self.read(
            {name: partial(self.members[name].from_json, given[name]) for name in given if name}
        )

    def from_xml(self, element: Element) -> dict[str, Any]:
        """Read the elements in any order; the first of equal ones wins."""
        given: dict[str, Element] = {}
        for child in element:
            given.setdefault(child.tag, child)
        return self.read(
            {
                name: partial(member.from_xml, given[element_name(name)])
                for name, member in self.members.items()
                if element_name(name) in given
            }
        )

    def from_pairs(self, pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
        """Read the pairs of a form or a query; `Name`, `Name[]` and `Name[0]` are one name."""
        given: dict[str, list[str]] = {}
        for key, text in pairs:
            name = self.known(re.sub(r"\[[0-9]*\]$", "", key))
            given.setdefault(name, []).append(text)
        return self.read(
            {name: partial(self.members[name].from_form, given[name]) for name in given if name}
        )

    def known(self, key: str) -> str:
        """The name that a key means, or "" if it means none."""
        return next((name for name in self.members if name.lower() == key.lower()), "")

    def read(self, readings: Readings) -> dict[str, Any]:
        """The members that are there, or what is wrong with them or missing."""
        values = gather(readings, ".{}")
        present = {name: value for name, value in values.items() if value is not None}
        absent = [name for name in self.required if present.get(name, "") == ""]
        if absent:
            raise UnreadableError({f".{name}": f"The {name} field is required." for name in absent})
        return present
