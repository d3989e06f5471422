"""The target's clock: turned where the target allows it, waited for where it does not."""

from __future__ import annotations

import json
import threading
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from conformance.errors import InconclusiveError, TargetError

REFERENCE_CLOCK = "/_reference/clock"
"""Where the reference has its clock."""

APPOINTMENT = 8.0
"""Seconds beyond patience that waiting for a due time of the suite's own choice may take."""

TURNED_PATIENCE = timedelta(minutes=10)
"""How much of a turned clock's time polling spends; it costs nothing."""


LONGEST = 4096
"""Octets that a clock's answer may have; a short document needs far fewer."""


class WallClock:
    """Real time; waiting really waits.

    Args:
        patience: how many seconds polling waits at most.
    """

    controlled = False

    def __init__(self, patience: float) -> None:
        self._patience = patience

    def now(self) -> datetime:
        """The present, in UTC."""
        return datetime.now(UTC)

    def wait(self, seconds: float) -> None:
        """Sleep.

        Raises:
            InconclusiveError: when that would take longer than patience allows.
        """
        if not self.can_wait(seconds):
            raise InconclusiveError(
                f"this would mean waiting {seconds:.0f} seconds; the target has no clock to turn "
                f"(--clock) and patience (--patience) ends after {self._patience:.0f}"
            )
        time.sleep(seconds)

    def can_wait(self, seconds: float) -> bool:
        """Whether that is within patience, and what the nearest appointments need on top."""
        return seconds <= self._patience + APPOINTMENT

    def patient_until(self) -> datetime:
        """When polling that starts now ends."""
        return self.now() + timedelta(seconds=self._patience)


class TurnedClock:
    """A clock that the target lets the suite advance.

    Args:
        url: answers `POST {"advance": seconds}` with `{"now": "<ISO 8601 UTC>"}`.
    """

    controlled = True

    def __init__(self, client: httpx.Client, url: str) -> None:
        self._client = client
        self._url = url
        self._ahead = timedelta()
        self._lock = threading.Lock()
        self._advance(0)

    def now(self) -> datetime:
        """The target's present, in UTC."""
        return datetime.now(UTC) + self._ahead

    def wait(self, seconds: float) -> None:
        """Advance the target's clock.

        Raises:
            InconclusiveError: when the clock does not do so.
        """
        try:
            self._advance(seconds)
        except TargetError as error:
            raise InconclusiveError(error.problem) from error

    def can_wait(self, seconds: float) -> bool:
        """Turning a clock takes no time."""
        del seconds
        return True

    def patient_until(self) -> datetime:
        """When polling that starts now ends."""
        return self.now() + TURNED_PATIENCE

    def _advance(self, seconds: float) -> None:
        with self._lock:
            moment = _told(self._client, "POST", self._url, {"advance": seconds})
            if moment is None:
                raise TargetError(
                    f"The clock at {self._url} does not answer as a clock.",
                    'It has to answer POST {"advance": seconds} with {"now": "<ISO 8601 UTC>"}.',
                )
            self._ahead = moment - datetime.now(UTC)


def _told(client: httpx.Client, method: str, url: str, document: object = None) -> datetime | None:
    """The moment in a clock's answer, or None when it is no clock: too long an answer, say."""
    octets = b""
    plainly = {"Accept-Encoding": "identity"}
    try:
        with client.stream(method, url, json=document, headers=plainly) as answer:
            for piece in answer.iter_raw():
                octets += piece
                if len(octets) > LONGEST:
                    return None
        told: Any = json.loads(octets)
        moment = datetime.fromisoformat(told["now"])
    except (httpx.HTTPError, ValueError, TypeError, KeyError, RecursionError):
        return None
    return moment if moment.tzinfo else None


def found_at(client: httpx.Client, base: str) -> str | None:
    """The URL of a clock like the reference's at a target, if there is one."""
    url = base.rstrip("/") + REFERENCE_CLOCK
    return url if _told(client, "GET", url) else None
