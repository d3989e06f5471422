"""A draft: a request that has not been sent, made to be changed in exactly one place."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field, replace
from typing import Any

from conformance.contract import media

ABSENT: Any = object()
"""Given as a value, takes the member away."""


@dataclass(frozen=True)
class Draft:
    """A request of one operation.

    A negative case takes a draft that is known to be accepted and changes one thing; every method
    returns a changed copy.

    Attributes:
        operation: the operationId whose request it is; empty for requests outside the contract.
        body: a document, written in `media_type` when the request leaves; None for no body.
        content: raw octets that leave instead of the document.
        headers: added to, and overriding, the target's own; None takes one away.
        anonymous: leaves without credentials.
    """

    method: str
    path: str
    operation: str = ""
    query: tuple[tuple[str, str], ...] = ()
    headers: tuple[tuple[str, str | None], ...] = ()
    body: Any = None
    content: bytes | None = None
    media_type: str = media.JSON
    anonymous: bool = field(default=False, kw_only=True)

    def having(self, pointer: str, value: Any) -> Draft:
        """With one value of the body replaced or added, by its JSON pointer (`/data/to/1`)."""
        *steps, last = pointer.strip("/").split("/") if pointer.strip("/") else [""]
        if not last:
            return replace(self, body=value)
        body = copy.deepcopy(self.body)
        node = body
        for step in steps:
            node = node[int(step) if isinstance(node, list) else step]
        if isinstance(node, list):
            _set_item(node, int(last), value)
        elif value is ABSENT:
            node.pop(last, None)
        else:
            node[last] = value
        return replace(self, body=body)

    def without(self, pointer: str) -> Draft:
        """With one member of the body taken away."""
        return self.having(pointer, ABSENT)

    def header(self, name: str, value: str | None) -> Draft:
        """With one header set, or taken away."""
        kept = tuple(pair for pair in self.headers if pair[0].lower() != name.lower())
        return replace(self, headers=(*kept, (name, value)))

    def asking(self, accept: str | None) -> Draft:
        """With another Accept header."""
        return self.header("Accept", accept)

    def written_in(self, media_type: str) -> Draft:
        """With the body in another media type, which the Content-Type declares."""
        return replace(self, media_type=media_type)

    def raw(self, content: bytes, content_type: str | None = None) -> Draft:
        """With these octets as the body; the Content-Type stays unless given."""
        draft = replace(self, content=content)
        return draft.header("Content-Type", content_type) if content_type else draft

    def querying(self, **parameters: str) -> Draft:
        """With more query parameters."""
        return replace(self, query=(*self.query, *parameters.items()))

    def by(self, method: str) -> Draft:
        """With another method."""
        return replace(self, method=method)

    def at(self, path: str) -> Draft:
        """With another path."""
        return replace(self, path=path)

    def without_credentials(self) -> Draft:
        """Without the target's credentials."""
        return replace(self, anonymous=True)


def _set_item(items: list[Any], index: int, value: Any) -> None:
    if value is ABSENT:
        del items[index]
    elif index == len(items):
        items.append(value)
    else:
        items[index] = value
