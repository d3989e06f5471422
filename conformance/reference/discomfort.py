"""Discomfort: answers that say the same in every way that the documents leave free.

A server that is in the right can be written in many ways. Whoever relies on more than the
documents promise (an order, a space, a letter's case) notices it here and not at the first
server that is not the reference.
"""

from __future__ import annotations

import hashlib
import itertools
import random
import re
import uuid
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from xml.etree.ElementTree import Element, ParseError, SubElement

from defusedxml.ElementTree import fromstring
from werkzeug.wrappers import Request, Response

from conformance.reference.freedom import Freedom, among
from conformance.reference.network import Network
from conformance.reference.notations import Numeral, plain_xml, read_json, write_json, write_xml

Path = tuple[str, ...]

DWELLS = (2.0, 3.5, 8.0, 25.0)
TRANSITS = (0.0, 0.3, 1.0, 12.0, 40.0)
"""Seconds; nothing is documented of how long a message takes."""

REASONS = ("Fine", "See the body", "OK?", "200 OK", "non-standard (quoted)")
"""Reason phrases, which a client has to ignore (RFC 9112, clause 4)."""

CHARSETS = (
    "",
    "; charset=utf-8",
    ";charset=UTF-8",
    '; Charset="utf-8"',
    " ; CHARSET=Utf-8",
)

HEADERS = (
    ("Server", "discomfort"),
    ("X-Powered-By", "ASP.NET"),
    ("X-Request-Id", "00000000-0000-4000-8000-000000000000"),
    ("Vary", "Accept, Authorization"),
    ("Vary", "Origin"),
    ("Strict-Transport-Security", "max-age=31536000; includeSubDomains"),
    ("Access-Control-Allow-Origin", "*"),
    ("Content-Language", "en"),
    ("X-RateLimit-Remaining", "0"),
    ("ETag", 'W/"0"'),
    ("Set-Cookie", "balancer=a1; Path=/; HttpOnly"),
    ("Set-Cookie", "route=b2; Path=/"),
    ("X-Long", "x" * 2000),
    ("X-Empty", ""),
)
"""Headers that say nothing of the answer."""

WORDS = (
    "Nope.",
    "Nicht möglich: 不可能 \N{UPSIDE-DOWN FACE}",
    '<b>No</b> & "never" \\ </script>',
    "See: https://example.com/?a=b&c=d",
    "It cannot be done. " * 20,
)
"""What else an error's text may be."""

NAMES = ("traceId", "_links", "größe", "x-region", "hint")
"""Members that no page documents."""

VALUES: tuple[Any, ...] = (
    None,
    True,
    Numeral("0"),
    Numeral("-1.5e-3"),
    "",
    "ä <&> \N{PILE OF POO} \\ / \u2028",
    [],
    {},
    [Numeral("1"), None, {"nothing": None}],
    {"id": "none", "code": Numeral("9999"), "status": "unknown", "errors": []},
)
"""What stands in them; the last looks like what is documented elsewhere."""

JSON = frozenset({"application/json", "text/json"})
XML = frozenset({"application/xml", "text/xml"})


class Discomfort:
    """Varies the answers of one provider's service, deterministically.

    The same requests in the same order get the same choices from the same name.

    Args:
        free: what may be varied.
        name: what all choices are drawn from.
    """

    def __init__(self, free: Freedom, name: str) -> None:
        self.free = free
        self.name = name
        self._numbers = itertools.count(1)
        self._opaque = self.dice("shape").choice(
            (lambda digest: f"acc_{digest[:12]}", lambda digest: str(int(digest[:12], 16)), str)
        )

    def dice(self, what: object) -> random.Random:
        """Where the choices of one thing come from."""
        return random.Random(f"{self.name} {what}")  # noqa: S311 - repeatable, not secret

    def new_uuid(self, entropy: random.Random) -> str:
        """A UUID, of the version that was chosen or of none."""
        version = self.dice("uuid").choice((1, 4, 5, None))
        return str(uuid.UUID(int=entropy.getrandbits(128), version=version))

    def set_pace(self, network: Network) -> None:
        """Choose how long messages take."""
        dice = self.dice("pace")
        network.dwell = timedelta(seconds=dice.choice(DWELLS))
        network.transit = timedelta(seconds=dice.choice(TRANSITS))

    def vary(self, request: Request, response: Response) -> Response:
        """Say the same otherwise; what cannot be read as it is declared is left alone."""
        dice = self.dice(next(self._numbers))
        body = response.get_data()
        if response.mimetype in JSON:
            varied = self.json(body, dice, reading=unsorted(request))
        elif response.mimetype in XML:
            varied = self.xml(body, dice)
        else:
            varied = None
        if varied is not None:
            response.set_data(varied)
            self.declare(response, dice)
        self.head(response, dice)
        if request.method != "HEAD" and len(body) > 1 and dice.random() < 0.3:
            response.response = pieces(response.get_data(), dice)
            response.headers.remove("Content-Length")
        return response

    # -- documents --------------------------------------------------------------------------------

    def json(self, body: bytes, dice: random.Random, *, reading: bool) -> bytes | None:
        """A JSON body in another notation."""
        try:
            document = read_json(body)
        except (ValueError, RecursionError):
            return None
        return write_json(self.tree(document, (), dice, reading=reading), dice)

    def tree(self, value: Any, path: Path, dice: random.Random, *, reading: bool) -> Any:
        """A value of a JSON document, said otherwise."""
        match value:
            case dict():
                members = {
                    name: self.tree(held, (*path, name), dice, reading=reading)
                    for name, held in value.items()
                }
                if dice.random() < 0.3 and not among(self.free.maps, path):
                    members.setdefault(dice.choice(NAMES), dice.choice(VALUES))
                return dict(arranged(list(members.items()), dice))
            case list():
                items = [self.tree(item, path, dice, reading=reading) for item in value]
                free = reading and among(self.free.lists, path)
                return arranged(items, dice) if free else items
            case Numeral():
                return numeral(value, dice, exponents=True) if self.inexact(path) else value
            case str():
                return self.text(value, path, dice)
            case _:
                return value

    def xml(self, body: bytes, dice: random.Random) -> bytes | None:
        """An XML body in another notation."""
        try:
            root: Element = fromstring(body, forbid_dtd=True)
        except (ParseError, ValueError):
            return None
        if not plain_xml(root):
            return None
        self.branch(root, (root.tag,), dice)
        return write_xml(root, dice)

    def branch(self, element: Element, path: Path, dice: random.Random) -> None:
        """Say what an element holds otherwise."""
        if among(self.free.elements, path):
            if dice.random() < 0.3:
                element.append(stranger(dice))
            if dice.random() < 0.1:
                element.set("note", "none")
            element[:] = rearranged(list(element), dice)
        for child in element:
            self.branch(child, (*path, child.tag), dice)
        if not len(element) and element.text:
            if self.inexact(path[1:]):
                element.text = numeral(element.text, dice, exponents=False)
            else:
                element.text = self.text(element.text, path[1:], dice)

    def inexact(self, path: Path) -> bool:
        """Whether a number stands there that need not be whole."""
        return among(self.free.numbers, path)

    def text(self, value: str, path: Path, dice: random.Random) -> str:
        """A text, said otherwise where that is free."""
        if value and among(self.free.texts, path):
            return dice.choice((value, value.upper(), f"{value}!", *WORDS))
        if among(self.free.moments, path):
            return moment(value, dice)
        if among(self.free.ids, path):
            return dice.choice((value, value.lower(), value.upper()))
        if among(self.free.opaque, path):
            return self._opaque(hashlib.sha256(f"{self.name} {value}".encode()).hexdigest())
        return value

    # -- headers ----------------------------------------------------------------------------------

    def declare(self, response: Response, dice: random.Random) -> None:
        """Declare the media type in another spelling, and UTF-8 or nothing for the charset."""
        if response.mimetype_params.get("charset", "utf-8").lower() != "utf-8":
            return
        spelled = dice.choice((str, str, str.title, str.upper))(response.mimetype or "")
        response.headers["Content-Type"] = spelled + dice.choice(CHARSETS)

    def head(self, response: Response, dice: random.Random) -> None:
        """Vary the status line and the headers."""
        code = response.status_code
        response.status = dice.choice((response.status, f"{code} {dice.choice(REASONS)}"))
        if "Allow" in response.headers:
            methods = [one.strip() for one in response.headers["Allow"].split(",")]
            response.headers["Allow"] = dice.choice((",", ", ")).join(arranged(methods, dice))
        if "WWW-Authenticate" in response.headers:
            scheme, *rest = response.headers["WWW-Authenticate"].split(" ", 1)
            spelled = dice.choice((str, str.lower, str.upper))(scheme)
            response.headers["WWW-Authenticate"] = " ".join([spelled, *rest])
        headers = [*response.headers]
        there = {name.lower() for name, _ in headers}
        headers += [
            (name, value)
            for name, value in dice.sample(HEADERS, dice.randrange(4))
            if name.lower() not in there
        ]
        spell = dice.choice((str, str, str.lower, str.upper, str.swapcase))
        response.headers.clear()
        for name, value in arranged(headers, dice):
            response.headers.add(spell(name), value)


def unsorted(request: Request) -> bool:
    """Whether something is read, and not in an order that the request asks for."""
    return request.method == "GET" and not any(
        name.lower().startswith("sort") for name in request.args
    )


def arranged(items: Sequence[Any], dice: random.Random) -> list[Any]:
    """The items as they are, backwards or in any order."""
    return dice.choice((list, reversed_list, lambda found: dice.sample(found, len(found))))(items)


def reversed_list(items: Sequence[Any]) -> list[Any]:
    """The items backwards."""
    return [*reversed(items)]


def rearranged(elements: Sequence[Element], dice: random.Random) -> list[Element]:
    """The elements in another order, those of one name as they were among themselves."""
    waiting: dict[str, list[Element]] = {}
    for element in elements:
        waiting.setdefault(element.tag, []).append(element)
    return [waiting[tag].pop(0) for tag in arranged([one.tag for one in elements], dice)]


def stranger(dice: random.Random) -> Element:
    """An element that no page documents."""
    if dice.random() < 0.2:
        return Element("x:trace", {"xmlns:x": "urn:example:trace"})
    element = Element(dice.choice(NAMES))
    if dice.random() < 0.5:
        element.text = dice.choice(("", "1", WORDS[1]))
    else:
        SubElement(element, "id").text = "none"
        SubElement(element, "nothing")
    return element


def numeral(text: str, dice: random.Random, *, exponents: bool) -> Numeral:
    """A number in another notation."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return Numeral(text)
    short = f"{number:f}"
    short = short.rstrip("0").rstrip(".") if "." in short else short
    point = short if "." in short else f"{short}.0"
    spelled = [short, point, f"{point}0", f"{point}0000"]
    if exponents:
        spelled += [f"{short}e0", f"{short}E+0"]
    return Numeral(dice.choice(spelled))


def moment(text: str, dice: random.Random) -> str:
    """A date with another number of fractional digits, and UTC written in another way."""
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        return text
    if when.utcoffset() != timedelta():
        return text
    digits = f"{when.microsecond:06d}"
    fraction = re.sub("0+$", "", digits)
    fractions = {fraction, digits, f"{digits}0", fraction.ljust(3, "0")}
    chosen = dice.choice(sorted(fractions))
    return (
        when.strftime("%Y-%m-%dT%H:%M:%S")
        + (f".{chosen}" if chosen else "")
        + dice.choice(("Z", "+00:00"))
    )


def pieces(body: bytes, dice: random.Random) -> Iterator[bytes]:
    """The body in pieces, so that its length is not known before its end."""
    borders = sorted(dice.sample(range(1, len(body)), min(len(body) - 1, dice.randrange(4))))
    for begin, end in itertools.pairwise((0, *borders, len(body))):
        yield body[begin:end]
