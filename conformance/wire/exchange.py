"""An exchange: one recorded, already redacted request and what came back."""

from __future__ import annotations

import base64
import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

Headers = tuple[tuple[str, str], ...]

MOST_HEADERS, LONGEST_HEADERS = 100, 16 * 1024
"""So many headers of an answer are kept, of so many characters together."""

LONGEST_BODY = 128 * 1024
"""So many characters of an answer's body are kept. All documented answers are shorter by far."""

MARK = "base64:"
"""What a body begins with in an exchange that is no text."""


@dataclass(frozen=True)
class Exchange:
    """One request and its answer, as they may be shown to anybody.

    Attributes:
        number: unique in the run: `<worker>-<count>`.
        case: the case that made the request.
        status: of the answer; None when none came.
        failure: what happened instead of an answer; empty when one came.
        started: when the request left, ISO 8601 in UTC.
        seconds: until the answer was read whole.
        note: what of the answer was too much to be kept; empty when all of it was.
    """

    number: str
    case: str
    provider: str
    method: str
    url: str
    request_headers: Headers
    request_body: str
    status: int | None
    response_headers: Headers
    response_body: str
    failure: str
    started: str
    seconds: float
    note: str = ""

    def as_json(self) -> dict[str, Any]:
        """The exchange as plain data."""
        return dict(vars(self))  # flat, so that nothing in it needs copying

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Exchange:
        """The exchange that `as_json` described."""
        headers = {
            key: tuple((str(name), str(value)) for name, value in data[key])
            for key in ("request_headers", "response_headers")
        }
        return cls(**{**data, **headers})


def as_text(body: bytes) -> str:
    """A body as text that can be shown: UTF-8 if it is, base64 with a mark if it is not."""
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return MARK + base64.b64encode(body).decode("ascii")


def as_octets(text: str) -> bytes:
    """The body that `as_text` has written, as far as redaction has left it whole."""
    if text.startswith(MARK):
        with contextlib.suppress(ValueError):
            return base64.b64decode(text.removeprefix(MARK), validate=True)
    return text.encode("utf-8", "surrogatepass")


def kept_headers(headers: Sequence[tuple[str, str]]) -> tuple[Headers, str]:
    """The first headers of an answer, and a note that says how many are missing."""
    room = LONGEST_HEADERS
    kept = 0
    for name, value in headers[:MOST_HEADERS]:
        room -= len(name) + len(value)
        if room < 0:
            break
        kept += 1
    missing = len(headers) - kept
    return tuple(headers[:kept]), (
        f"{missing:,} of its {len(headers):,} headers are not kept" if missing else ""
    )


def kept_body(text: str) -> tuple[str, str]:
    """The beginning of an answer's body, and a note that says how much is missing."""
    missing = len(text) - LONGEST_BODY
    if missing <= 0:
        return text, ""
    return text[:LONGEST_BODY], f"the last {missing:,} characters of its body are not kept"
