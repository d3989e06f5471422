"""An exchange as a curl command: what was sent, with environment variables instead of secrets.

It is written for a POSIX shell and does what it says wherever it is pasted: nothing that a target
or a generated case put into a request is ever read by the shell. What it cannot repeat, it says in
a comment line.
"""

from __future__ import annotations

import base64
import binascii
import functools
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from conformance.catalogue import load
from conformance.report.shell import Part, printf, quoted, typable, word
from conformance.target.target import EMBEDDED_URL
from conformance.wire.exchange import MARK, Exchange

MOCK_PORT = 7670
"""Where `conformance serve` listens unless told otherwise: SMS on a telephone's keypad."""

LONGEST = 4000
"""A longer body, in characters, is taken from the exchanges' file instead of the command line."""

OWN = frozenset({"host", "content-length", "connection", "transfer-encoding"})
"""Headers that say how the request was transported; curl writes its own."""

PIPED = "--data-binary @-"

HANDED_OUT = ("ACCESS_TOKEN", "REFRESH_TOKEN")
"""The names that redaction gives to what a token endpoint has answered."""

_BASE64 = re.compile(rf"{MARK}[A-Za-z0-9+/=]*")
Parted = Callable[[str], list[Part]]
"""Finds the variables in a text."""


@dataclass(frozen=True)
class _Body:
    """How the body reaches curl: by an argument, out of a source that comes before, or not."""

    argument: str = ""
    source: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Command:
    """A request as a command.

    Attributes:
        notes: what has to be known of it, a sentence each.
        text: over several lines; empty for a request that never left.
    """

    notes: tuple[str, ...]
    text: str = ""


def command(exchange: Exchange, longest: int = LONGEST) -> str:
    """The command, over several lines, its comments first.

    A request that the guard did not let leave has no command, only a comment.

    Args:
        longest: a longer body, in characters, is taken from the exchanges' file.
    """
    made = command_of(exchange, longest)
    return "\n".join([*map(comment, made.notes), *([made.text] if made.text else [])])


def command_of(
    exchange: Exchange, longest: int = LONGEST, known: Mapping[str, str] | None = None
) -> Command:
    """The command and, apart from it, what has to be said of it.

    Args:
        longest: a longer body, in characters, is taken from the exchanges' file.
        known: identifiers that stand in variables already, with those variables' names.
    """
    if exchange.failure.startswith("not sent"):
        return Command((f"There is nothing to repeat: {exchange.failure}",))
    parted = functools.partial(_parts, provider=exchange.provider, known=known or {})
    url = exchange.url
    notes: list[str] = []
    if url.startswith(EMBEDDED_URL):
        url = f"http://127.0.0.1:{MOCK_PORT}{url.removeprefix(EMBEDDED_URL)}"
        notes.append("The target was the embedded reference; `conformance serve` listens here.")
    if exchange.failure:
        notes.append(f"The suite had no whole answer: {exchange.failure}")
    body = _body(exchange, parted, longest)
    arguments = [
        "curl -sS -i --globoff --path-as-is",
        "--head" if exchange.method == "HEAD" else f"-X {word([Part(exchange.method)])}",
        *_headers(exchange, parted, with_body=bool(body.argument)),
        *([body.argument] if body.argument else []),
        word(parted(url)),
    ]
    notes += body.notes
    notes += _about_variables(exchange, parted)
    return Command(tuple(notes), body.source + " \\\n  ".join(arguments))


def comment(text: str) -> str:
    """A line of comment, which the text cannot leave."""
    return "# " + " ".join("".join(one if one.isprintable() else " " for one in text).split())


@functools.cache
def _secrets(provider: str) -> tuple[str, ...]:
    """The variables of the secrets that a provider's account needs."""
    pack = load().packs.get(provider)
    return tuple(item.variable for item in pack.account.values() if item.secret) if pack else ()


def _parts(text: str, provider: str, known: Mapping[str, str]) -> list[Part]:
    """The text with variables for secrets, recipients and what is known."""
    names = {*_secrets(provider), f"{provider.upper()}_TOKEN", *HANDED_OUT}
    longest_first = sorted(map(re.escape, names), key=len, reverse=True)
    marks = [rf"\$(?P<name>{'|'.join(longest_first)}|RECIPIENT_\d+)"]
    marks += [rf"(?<![\w-]){re.escape(one)}(?![\w-])" for one in known]
    found: list[Part] = []
    end = 0
    for mark in re.finditer("|".join(marks), text):
        name = mark["name"] or known[mark[0]]
        found += [Part(text[end : mark.start()]), Part(name, variable=True)]
        end = mark.end()
    return [part for part in (*found, Part(text[end:])) if part.text] or [Part("")]


def _headers(exchange: Exchange, parted: Parted, *, with_body: bool) -> list[str]:
    """The headers that were sent, and those of curl's own that were not, taken away."""
    skipped = set(OWN)
    sent = {name.lower(): value for name, value in exchange.request_headers}
    if sent.get("host", "") not in {"", urlsplit(exchange.url).netloc}:
        skipped.remove("host")
    found = [
        f"-H {word(parted(f'{name}: {value}' if value else f'{name};'))}"
        for name, value in exchange.request_headers
        if name.lower() not in skipped
    ]
    of_curl = ("Accept", "User-Agent", "Content-Type") if with_body else ("Accept", "User-Agent")
    return found + [f"-H '{name}:'" for name in of_curl if name.lower() not in sent]


def _body(exchange: Exchange, parted: Parted, longest: int) -> _Body:
    body = exchange.request_body
    has_length = any(name.lower() == "content-length" for name, _ in exchange.request_headers)
    if exchange.method == "HEAD" and body:
        return _Body(notes=("curl sends no body with HEAD, so it is left out.",))
    if not body:
        return _Body("--data-binary ''" if has_length and exchange.method != "HEAD" else "")
    if len(body) > longest:
        return _from_file(exchange, parted)
    if _octets(body) is not None:
        return _Body(PIPED, f"printf %s {body.removeprefix(MARK)} | base64 -d | ")
    parts = parted(body)
    if _torn(body, parts):
        return _Body(notes=("The body is not given: it is no text, and it held a secret.",))
    piped = body.startswith("@") or not typable(body)
    return _Body(PIPED, f"{printf(parts)} | ") if piped else _Body(f"--data-binary {word(parts)}")


def _from_file(exchange: Exchange, parted: Parted) -> _Body:
    """A body that is too long for a command line."""
    body = exchange.request_body
    wanted = quoted(f"select(.number == {json.dumps(exchange.number)}).request_body")
    source = f"jq -j {wanted} exchanges.ndjson | "
    if _octets(body) is not None:
        source += f"tail -c +{len(MARK) + 1} | base64 -d | "
    notes = [f"The body is long ({len(body):,} characters): it is read from the report's file."]
    if any(part.variable for part in parted(body)):
        notes.append("Variables in that file's body have to be filled in by hand.")
    return _Body(PIPED, source, tuple(notes))


def _torn(body: str, parts: list[Part]) -> bool:
    """Whether a secret's name has taken the place of some of the octets of a body in Base64."""
    literals = "".join(part.text for part in parts if not part.variable)
    replaced = any(part.variable for part in parts)
    return body.startswith(MARK) and replaced and bool(_BASE64.fullmatch(literals))


def _octets(body: str) -> bytes | None:
    """The octets of a body that is no text, as exchanges mark it; None if it is text."""
    if not body.startswith(MARK):
        return None
    try:
        octets = base64.b64decode(body.removeprefix(MARK), validate=True)
        octets.decode("utf-8")
    except UnicodeDecodeError:
        return octets
    except (binascii.Error, ValueError):
        return None
    return None  # a text that happens to begin like the mark


def _about_variables(exchange: Exchange, parted: Parted) -> list[str]:
    sent = [exchange.url, exchange.request_body, *(value for _, value in exchange.request_headers)]
    parts = [part for text in sent for part in parted(text)]
    names = list(dict.fromkeys(part.text for part in parts if part.variable))
    secrets = [name for name in names if not name.startswith(("RECIPIENT_", "ID_"))]
    recipients = [name for name in names if name.startswith("RECIPIENT_")]
    notes: list[str] = []
    if secrets:
        listed = ", ".join(f"${name}" for name in secrets)
        notes.append(f"{listed}: the secret, in whichever spelling was sent (case, encoding).")
    notes += [
        f"${name} is handed out by the target's token endpoint."
        for name in secrets
        if name not in _secrets(exchange.provider)
    ]
    if recipients:
        notes.append("$RECIPIENT_1 and so on: the numbers of the allow-list, in its order.")
    return notes
