"""What time it is in the simulated world."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta


class Clock:
    """Real time, plus whatever a test has advanced it by.

    Safe to use from several threads. It never goes backwards.
    """

    def __init__(self) -> None:
        self._ahead = timedelta()
        self._lock = threading.Lock()

    def now(self) -> datetime:
        """The present moment, in UTC."""
        with self._lock:
            return datetime.now(UTC) + self._ahead

    def advance(self, seconds: float) -> datetime:
        """Move on by so many seconds and return the new present.

        Raises:
            ValueError: if seconds is negative or no finite number.
        """
        if not 0 <= seconds < float("inf"):
            raise ValueError("a clock advances by zero or more seconds")
        with self._lock:
            self._ahead += timedelta(seconds=seconds)
            return datetime.now(UTC) + self._ahead
