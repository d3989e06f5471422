"""Several exchanges as one numbered script of curl commands, which can be run again as a whole.

What a target makes up is another thing each time: an identifier that an answer gave and that a
later request has is taken from the new answer.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from conformance.report import curl
from conformance.report.shell import quoted
from conformance.wire.exchange import Exchange

MOST = 24
"""So many exchanges, the last ones, make a script that somebody still reads."""

_MADE_UP = re.compile(r"(?<![\w-])(?=[\w-]*[0-9])[\w-]{8,64}(?![\w-])", re.ASCII)
"""What may be an identifier: long enough, and with a digit, which words of an API have not."""


def script(exchanges: Sequence[Exchange], longest: int = curl.LONGEST) -> str:
    """The requests in their order, each with its number and what was answered.

    Args:
        longest: a longer body, in characters, is taken from the exchanges' file.
    """
    asked = exchanges[-MOST:]
    names = _names(asked)
    notes: dict[str, None] = {}
    steps: list[str] = []
    for place, exchange in enumerate(asked):
        given = {one: name for one, name in names.items() if _given(one, asked) == place}
        known = {one: name for one, name in names.items() if _given(one, asked) < place}
        made = curl.command_of(exchange, longest, known)
        notes |= dict.fromkeys(map(curl.comment, made.notes))
        path = urlsplit(exchange.url).path or "/"
        outcome = exchange.status or "no answer"
        title = curl.comment(f"{place + 1}. {exchange.method} {path}: {outcome}")
        steps.append("\n".join([title, *_carried_out(made.text, exchange, given)]))
    return "\n\n".join(["\n".join(notes), *steps] if notes else steps)


def _names(exchanges: Sequence[Exchange]) -> Mapping[str, str]:
    """The identifiers that an answer gave and a later request has, with a variable for each."""
    found: dict[str, str] = {}
    asked = ""
    answered = ""
    for exchange in exchanges:
        request = f"{exchange.url} {exchange.request_body}"
        for one in _MADE_UP.findall(request):
            if one not in found and one not in asked and one in answered:
                found[one] = f"ID_{len(found) + 1}"
        asked += f" {request}"
        answered += f" {exchange.response_body}"
    return found


def _given(identifier: str, exchanges: Sequence[Exchange]) -> int:
    """The place of the first answer that gave it."""
    return next(place for place, one in enumerate(exchanges) if identifier in one.response_body)


def _carried_out(command: str, exchange: Exchange, given: Mapping[str, str]) -> list[str]:
    """The command, its answer shown, and what takes the identifiers out of that."""
    if not command:
        return []
    return [
        f"answer=$({command})",
        "printf '%s\\n\\n' \"$answer\"",
        *(_assigned(name, one, exchange.response_body) for one, name in given.items()),
    ]


def _assigned(name: str, identifier: str, body: str) -> str:
    """A line that sets a variable to what stands in an answer where the identifier stood."""
    before = " ".join(body[: body.index(identifier)].split("\n"))
    mark = re.search(r"\"([\w-]+)\"\s*:\s*\"?$|<([\w:-]+)>\s*$", before)
    if mark is None:
        return f"{name}=  # where the answer has what was {identifier}"
    pattern = f'"{mark[1]}" *: *"*' if mark[1] else f"<{mark[2]}> *"
    nth = len(re.findall(pattern, re.sub(r"\s", " ", before)))
    finding = quoted(f"{pattern}[A-Za-z0-9_-]*")
    return (
        f"{name}=$(printf '%s' \"$answer\" | tr '\\n\\r\\t' '   ' | grep -o {finding}"
        f" | sed -n {nth}p | sed 's/.*[\">: ]//')"
    )
