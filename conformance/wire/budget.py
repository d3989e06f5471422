"""The budget: how many segments may still be sent."""

from __future__ import annotations

import threading


class Budget:
    """Counts segments that leave, up to a limit.

    Args:
        segments: how many may be sent in all; None for no limit.
    """

    def __init__(self, segments: int | None) -> None:
        self.limit = segments
        self.spent = 0
        self._lock = threading.Lock()

    def take(self, segments: int) -> bool:
        """Spend so many segments if they are left, all or none, and say whether they were."""
        with self._lock:
            if self.limit is not None and self.spent + segments > self.limit:
                return False
            self.spent += segments
            return True
