"""The ledger: which resources this run made, and which identifiers it made up."""

from __future__ import annotations

import threading
import uuid


class Ledger:
    """What may be touched: nothing that this run did not create or invent.

    Identifiers are compared without case. Safe to use from several threads.
    """

    def __init__(self) -> None:
        self._created: dict[str, str] = {}
        self._invented: set[str] = set()
        self._lock = threading.Lock()

    def created(self, identifier: str, case: str = "") -> None:
        """Note that the target has made this resource for us."""
        with self._lock:
            self._created.setdefault(identifier.casefold(), case)

    def invented(self, identifier: str) -> str:
        """Note that this identifier is made up, and return it."""
        with self._lock:
            self._invented.add(identifier.casefold())
        return identifier

    def unknown_uuid(self) -> str:
        """A random identifier that no resource has."""
        return self.invented(str(uuid.uuid4()))

    def made(self, identifier: str) -> bool:
        """Whether the target has made it for the run."""
        return identifier.casefold() in self._created

    def owns(self, identifier: str) -> bool:
        """Whether the run made or invented it."""
        return self.made(identifier) or identifier.casefold() in self._invented
