"""A generated example: one request as plain data, the same on every machine."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Example:
    """One generated request, without credentials and before it is adapted to a target.

    Attributes:
        mode: `positive` if it keeps the contract, `negative` if it breaks it.
        path: percent-encoded.
        body: the document that leaves; None when `content` does, or nothing.
        content: raw octets in hexadecimal, for bodies that are no document.
        note: what about it breaks the contract, in the generator's words.
    """

    operation: str
    mode: str
    method: str
    path: str
    query: tuple[tuple[str, str], ...]
    body: Any
    content: str | None
    media_type: str
    note: str

    @property
    def id(self) -> str:
        """The same for the same request: a hash of what it is made of."""
        text = json.dumps(self.as_json(), sort_keys=True, ensure_ascii=True)
        return hashlib.sha256(text.encode()).hexdigest()[:12]

    def as_json(self) -> dict[str, Any]:
        """The example as plain data."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Example:
        """The example that `as_json` described."""
        query = tuple((str(name), str(value)) for name, value in data["query"])
        return cls(**{**data, "query": query})
