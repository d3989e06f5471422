"""An exchange: one recorded, already redacted request and what came back."""

from __future__ import annotations

import base64
import contextlib
from dataclasses import dataclass
from typing import Any

Headers = tuple[tuple[str, str], ...]

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
