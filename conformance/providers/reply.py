"""A reply: what the target answered, ready to be looked at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from conformance.contract import media
from conformance.contract.xml import WrongRootError
from conformance.errors import UnmetError
from conformance.shown import shown

_MISSING: Any = object()


@dataclass(frozen=True)
class Reply:
    """One answer.

    Attributes:
        headers: by name in lower case; repeated ones joined by a comma.
        schema: what the contract says of such an answer; it tells how to read XML.
        exchange: the number of the recorded exchange.
        asked: what it answers: the method, and the path with names in place of ids.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    schema: Mapping[str, Any]
    exchange: str
    asked: str = "the request"

    @property
    def media_type(self) -> str:
        """The declared media type without parameters; empty when none is declared."""
        return media.essence(self.headers.get("content-type", ""))

    @property
    def accepted(self) -> bool:
        """Whether the status is a 2xx."""
        return 200 <= self.status <= 299

    @property
    def refused(self) -> bool:
        """Whether the status is a 4xx."""
        return 400 <= self.status <= 499

    @cached_property
    def document(self) -> Any:
        """The body, read in the media type that it declares.

        Raises:
            UnmetError: when it does not parse.
        """
        content_type = self.headers.get("content-type", "")
        try:
            return media.read(self.body, content_type, self.schema)
        except (media.UnreadableError, WrongRootError) as error:
            raise UnmetError(
                f"the answer to {self.asked}: a body that parses as "
                f"{content_type or 'something declared'}",
                str(error),
            ) from None

    def at(self, pointer: str) -> Any:
        """The value at a JSON pointer into the body.

        Raises:
            UnmetError: when nothing is there.
        """
        value = self.get(pointer, _MISSING)
        if value is _MISSING:
            raise UnmetError(
                f"{pointer} in the answer to {self.asked}",
                f"{self._held()} (status {self.status})",
            )
        return value

    def _held(self) -> str:
        """What stands in the body instead of a value that was looked for."""
        if isinstance(self.document, Mapping | list):
            return "nothing there"
        return f"{shown(self.document)} as {self.media_type or 'no declared type'}"

    def get(self, pointer: str, default: Any = None) -> Any:
        """The value at a JSON pointer into the body, or the default."""
        node = self.document
        for step in pointer.strip("/").split("/"):
            if isinstance(node, Mapping) and step in node:
                node = node[step]
            elif isinstance(node, list) and step.isdecimal() and int(step) < len(node):
                node = node[int(step)]
            else:
                return default
        return node
