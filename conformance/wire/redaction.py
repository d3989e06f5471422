"""Secrets and people's numbers, replaced by names before anything is kept.

A secret is found in every spelling in which a server or a client may write it, and so is any part
of it that is long enough to matter: a case that sends a key without its last character, or in
other letter case, sends almost the key, and a server may repeat that anywhere.
"""

from __future__ import annotations

import base64
import bisect
import html
import re
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import unquote

MIN_LENGTH = 4
"""A shorter secret is not replaced: it would be found in innocent text everywhere."""

TELLING = 8
"""So many characters of a secret in a row give it away, unless all of it is shorter."""

LONG = 2 * TELLING
"""No part is looked for of a shorter secret."""

GRAM, STRIDE = 4, 5
"""A run of `TELLING` characters holds a run of `GRAM` that begins at a multiple of `STRIDE`."""

SHORT, MANY = 80, 5000
"""So many short texts are remembered with what they are without secrets: names of headers, say."""

MOST_LAYERS = 3
"""Escapes within escapes are undone so many times."""

ESCAPE = re.compile(r"(?:%[0-9a-fA-F]{2})+|\\u[0-9a-fA-F]{4}|\\x[0-9a-fA-F]{2}|\\.|&#?\w{1,8};")
NUMBER = re.compile(r"\d{7,15}")
PUNCTUATED = re.compile(r"\d(?:[ ().\-\u00a0]{0,2}\d)+")
HANDED_OUT = re.compile(
    r'"((?:access|refresh|id)_token)"\s*:\s*"([^"\s]+)"|<((?:access|refresh|id)_token)>([^<\s]+)<',
    re.IGNORECASE,
)


class Span(NamedTuple):
    """A place in a text, and what to put there."""

    start: int
    end: int
    name: str


class Numbers:
    """Looks for people's numbers, however they are punctuated."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        self._lengths: frozenset[int] = frozenset()

    def add(self, number: str, name: str) -> None:
        """Look for a number."""
        self._names.setdefault(number, name)
        self._lengths |= {len(number)}

    def spans(self, text: str) -> Iterator[Span]:
        """Every place of one of them, also within longer ones."""
        for found in PUNCTUATED.finditer(text) if self._names else ():
            places = [
                found.start() + place for place, one in enumerate(found[0]) if one.isdecimal()
            ]
            digits = "".join(text[place] for place in places)
            for length in self._lengths:
                for begin in range(len(digits) - length + 1):
                    name = self._names.get(digits[begin : begin + length])
                    if name:
                        yield Span(places[begin], places[begin + length - 1] + 1, name)


@dataclass(frozen=True)
class Spelling:
    """One way to write a secret, in small letters.

    Attributes:
        least: so many characters of it in a row give the secret away.
    """

    text: str
    name: str
    least: int


class Secrets:
    """Looks for secrets in every spelling, in any letter case, and for telling parts of them.

    It only grows, and in an order that lets others read meanwhile.
    """

    def __init__(self) -> None:
        self._grams: dict[str, list[tuple[Spelling, int]]] = {}

    def add(self, secret: str, name: str, *, in_parts: bool) -> None:
        """Look for a secret, and for parts of it or not."""
        for text in sorted({_lower(one) for one in spellings(secret)}):
            spelling = Spelling(text, name, TELLING if in_parts else len(text))
            for offset in range(len(text) - GRAM + 1):
                self._grams.setdefault(text[offset : offset + GRAM], []).append((spelling, offset))

    def spans(self, text: str) -> Iterator[Span]:
        """Every place of one of them, or of a telling part."""
        if not self._grams:
            return
        small = text.lower() if text.isascii() else _lower(text)
        end = 0
        for start in range(0, len(small) - GRAM + 1, STRIDE):
            places = self._grams.get(small[start : start + GRAM])
            if places and start + GRAM > end:
                telling = [run for place in places if (run := _run(small, start, *place))]
                if telling:
                    longest = max(telling, key=_length)
                    end = longest.end
                    yield longest


def _run(text: str, start: int, spelling: Spelling, offset: int) -> Span | None:
    """The run around a gram that text and spelling have in common, if it is a telling one."""
    left, right = text[max(0, start - offset) : start], spelling.text[:offset]
    before = _common(left[::-1], right[::-1])
    after = _common(text[start : start + len(spelling.text)], spelling.text[offset:])
    if before + after < spelling.least:
        return None
    return Span(start - before, start + after, spelling.name)


def _length(span: Span) -> int:
    return span.end - span.start


def _common(one: Iterable[str], other: Iterable[str]) -> int:
    """How many characters two texts have in common at their beginnings."""
    count = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        count += 1
    return count


class Redactor:
    """Knows every secret of a run, in every spelling that may turn up, and its public name.

    Secrets are learnt as the run goes on (an access token, for example), so redaction happens when
    an exchange is recorded and never later.
    """

    def __init__(self) -> None:
        self._learnt: set[str] = set()
        self._numbers = Numbers()
        self._short: dict[str, str] = {}
        self._secrets = Secrets()
        self._lock = threading.Lock()
        self._cleaned: dict[str, str] = {}

    def learn(self, secret: str, name: str, *, public: bool = False) -> None:
        """Replace the secret by the name from now on, however it is spelled.

        Args:
            public: everybody knows it (the default of a mock), so parts of it are left alone.
        """
        with self._lock:
            if len(secret) < MIN_LENGTH or secret in self._learnt:
                return
            self._learnt.add(secret)
            if NUMBER.fullmatch(secret):
                self._numbers.add(secret, name)
            elif len(secret) < TELLING:
                self._short = {**self._short, **{_lower(one): name for one in spellings(secret)}}
            else:
                self._secrets.add(secret, name, in_parts=len(secret) >= LONG and not public)
            # Last, so that nobody puts into the new one what was cleaned without this secret.
            self._cleaned = {}

    def learn_from(self, text: str) -> None:
        """Learn the tokens that an answer hands out."""
        for in_json, value, in_xml, content in HANDED_OUT.findall(text):
            self.learn(value or content, f"${(in_json or in_xml).upper()}")

    def clean(self, text: str) -> str:
        """The text without secrets."""
        if len(text) > SHORT:
            return self._clean(text)
        remembered = self._cleaned
        cleaned = remembered.get(text)
        if cleaned is None:
            cleaned = self._clean(text)
            if len(remembered) < MANY:
                remembered[text] = cleaned
        return cleaned

    def _clean(self, text: str) -> str:
        pieces: list[str] = []
        end = 0
        for span in sorted(self._spans(text)):
            if span.start >= end:
                pieces += (text[end : span.start], span.name)
            end = max(end, span.end)
        return "".join((*pieces, text[end:])) if pieces else text

    def clean_pairs(self, pairs: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
        """Headers without secrets; the values of cookies are secrets too."""
        return tuple((self.clean(name), self.clean(_bare(name, value))) for name, value in pairs)

    def _spans(self, text: str, layer: int = 0) -> Iterator[Span]:
        """Every place of a secret, also where its characters are escaped."""
        yield from self._numbers.spans(text)
        yield from self._secrets.spans(text)
        for short, name in self._short.items():
            for found in re.finditer(re.escape(short), text, re.IGNORECASE):
                yield Span(*found.span(), name)
        if layer < MOST_LAYERS and ESCAPE.search(text):
            plain, back = _unescaped(text)
            for span in self._spans(plain, layer + 1):
                yield Span(back(span.start)[0], back(span.end - 1)[1], span.name)


def spellings(secret: str) -> set[str]:
    """The ways in which a server or a client may write the secret, escapes aside."""
    found: set[str] = set()
    for written in (secret, secret[::-1]):
        raw = written.encode("utf-8", "surrogatepass")
        found |= {written, raw.decode("latin-1"), raw.hex(), "\0".join(written)}
        for octets in (raw, written.encode("utf-16-le", "surrogatepass")):
            found |= set(_in_base64(octets))
    for _ in range(MOST_LAYERS):  # a secret may look as if it had escapes in it
        found |= {_unescaped(one)[0] for one in found if ESCAPE.search(one)}
    return {spelling for spelling in found if len(spelling) >= MIN_LENGTH}


def _in_base64(octets: bytes) -> Iterator[str]:
    """The characters of base64 that these octets make, wherever among others they begin."""
    for before in range(3):
        encoded = base64.b64encode(b"\0" * before + octets).decode("ascii").rstrip("=")
        skipped = (before * 8 + 5) // 6
        plain = encoded[skipped : len(encoded) - 1]  # the last is shared with what follows
        yield plain
        yield plain.replace("+", "-").replace("/", "_")


def _lower(text: str) -> str:
    """In small letters, and as long as before: one character stays one."""
    return "".join(one if len(one.lower()) != 1 else one.lower() for one in text)


def _bare(name: str, value: str) -> str:
    """A header's value; a cookie's without what the cookie holds."""
    match name.lower():
        case "set-cookie":
            return re.sub(r"^([^=;]*)=[^;]*", r"\1=$COOKIE", value)
        case "cookie":
            return re.sub(r"=[^;]*", "=$COOKIE", value)
        case _:
            return value


# -- escapes --------------------------------------------------------------------------------------


def _unescaped(text: str) -> tuple[str, Callable[[int], tuple[int, int]]]:
    """The text with its escapes undone, and where each of its characters came from."""
    pieces: list[str] = []
    begins: list[int] = []
    origins: list[tuple[int, int, bool]] = []
    length = end = 0

    def add(piece: str, start: int, stop: int, *, literal: bool) -> None:
        nonlocal length
        if piece:
            begins.append(length)
            origins.append((start, stop, literal))
            pieces.append(piece)
            length += len(piece)

    for found in ESCAPE.finditer(text):
        add(text[end : found.start()], end, found.start(), literal=True)
        add(_character(found[0]), found.start(), found.end(), literal=False)
        end = found.end()
    add(text[end:], end, len(text), literal=True)

    def back(place: int) -> tuple[int, int]:
        index = bisect.bisect_right(begins, place) - 1
        start, stop, literal = origins[index]
        if literal:
            start += place - begins[index]
            stop = start + 1
        return start, stop

    return "".join(pieces), back


def _character(escape: str) -> str:
    """What an escape stands for."""
    if escape[0] == "%":
        return unquote(escape)
    if escape[0] == "&":
        return html.unescape(escape)
    if len(escape) > 2:
        return chr(int.from_bytes(bytes.fromhex(escape[2:]), "big"))
    return {"n": "\n", "r": "\r", "t": "\t", "0": "\0"}.get(escape[1], escape[1])
