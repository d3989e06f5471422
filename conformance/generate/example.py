"""A generated example: one request as plain data, the same on every machine."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any

from conformance.contract import media
from conformance.generate.placeholders import is_created

POSITIVE, NEGATIVE = "positive", "negative"
CORE, EXPLORED = "core", "explored"

KEYWORDS = frozenset(
    {
        "enum",
        "const",
        "minLength",
        "maxLength",
        "pattern",
        "format",
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "minItems",
        "maxItems",
        "uniqueItems",
    }
)
"""Constraints that have two sides."""


@dataclass(frozen=True)
class Example:
    """One generated request, without credentials and before it is adapted to a target.

    Attributes:
        mode: `positive` if it keeps the contract, `negative` if it breaks it.
        path: percent-encoded; the path as the contract writes it where `variables` fill it.
        query: by name, in order; values may be placeholders.
        body: the document that leaves; None when `content` does, or nothing.
        content: raw octets in hexadecimal, for bodies that are no document.
        note: what about it is worth trying, in the generator's words.
        accept: the media type that the answer shall have.
        origin: `core` if it follows from the contract alone, `explored` if it was drawn.
        constraint: the place and the constraint that it touches: `body/data/text maxLength 1024`.
        fault: the constraint that it breaks, and where; empty when it breaks none.
        features: what a target has to claim for it.
        accepted: the theme by which such a request is accepted; empty when none says so.
        refused: the theme by which such a request is refused; empty when none says so.
        refusal: how such a request is refused: the contract's `x-refusals` of that theme.
        control: the id of the example that it differs from in one thing, where what is said of its
            answer holds only if that one is carried out.
        way: what it says otherwise than the plain request.
        headers: what replaces headers, None what takes one away.
        credentials: how they are presented; empty for as they are.
    """

    operation: str
    mode: str
    method: str
    path: str
    query: tuple[tuple[str, Any], ...]
    body: Any
    content: str | None
    media_type: str
    note: str
    variables: Mapping[str, Any] = field(default_factory=dict)
    accept: str = media.JSON
    origin: str = EXPLORED
    constraint: str = ""
    fault: str = ""
    features: tuple[str, ...] = ()
    accepted: str = ""
    refused: str = ""
    refusal: Mapping[str, Any] = field(default_factory=dict)
    control: str = ""
    way: str = ""
    headers: tuple[tuple[str, str | None], ...] = ()
    credentials: str = ""

    @cached_property
    def id(self) -> str:
        """The same for the same request, whoever has thought of it and why."""
        request = {
            "method": self.method,
            "path": self.path,
            "variables": dict(self.variables),
            "query": self.query,
            "body": self.body,
            "content": self.content,
            "type": self.media_type if self.body is not None or self.content is not None else "",
            "accept": self.accept,
            **({"way": self.way} if self.way else {}),
        }
        text = json.dumps(request, sort_keys=True, ensure_ascii=True)
        return hashlib.sha256(text.encode()).hexdigest()[:12]

    @property
    def touches(self) -> str:
        """The constraint without what is said of the value: `sendMessage body/text maxLength`."""
        place, _, about = self.constraint.partition(" ")
        keyword = about.partition(" ")[0].rstrip(",")
        return f"{self.operation} {place} {keyword}" if keyword in KEYWORDS else ""

    @property
    def creates(self) -> bool:
        """Whether a run has to create something for it first."""
        return is_created([self.variables, self.query, self.body])

    def as_json(self) -> dict[str, Any]:
        """The example as plain data."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Example:
        """The example that `as_json` described."""
        query = tuple((str(name), value) for name, value in data["query"])
        features = tuple(data.get("features", ()))
        headers = tuple((str(name), value) for name, value in data.get("headers", ()))
        return cls(**{**data, "query": query, "features": features, "headers": headers})
