"""Secrets and people's numbers, replaced by names before anything is kept."""

from __future__ import annotations

import base64
import json
import re
import threading
from collections.abc import Iterable
from urllib.parse import quote, quote_plus

MIN_LENGTH = 4
"""A shorter secret is not replaced: it would be found in innocent text everywhere."""


class Redactor:
    """Knows every secret of a run, in every spelling that may turn up, and its public name.

    Secrets are learnt as the run goes on (an access token, for example), so redaction happens when
    an exchange is recorded and never later.
    """

    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        self._pattern: re.Pattern[str] | None = None
        self._lock = threading.Lock()

    def learn(self, secret: str, name: str) -> None:
        """Replace the secret by the name from now on, however it is spelled."""
        if len(secret) < MIN_LENGTH:
            return
        with self._lock:
            for spelling in spellings(secret):
                self._names.setdefault(spelling, name)
            alternatives = sorted(self._names, key=len, reverse=True)
            self._pattern = re.compile("|".join(re.escape(one) for one in alternatives))

    def clean(self, text: str) -> str:
        """The text without secrets."""
        pattern = self._pattern
        return pattern.sub(lambda found: self._names[found[0]], text) if pattern else text

    def clean_pairs(self, pairs: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
        """Headers without secrets."""
        return tuple((name, self.clean(value)) for name, value in pairs)


def spellings(secret: str) -> set[str]:
    """The ways in which a server or a client may write the secret."""
    raw = secret.encode("utf-8", "surrogatepass")
    found = {
        secret,
        quote(secret, safe=""),
        quote_plus(secret),
        json.dumps(secret)[1:-1],
        raw.hex(),
        secret.lower(),
        secret.upper(),
        secret[::-1],
    }
    # In base64 a value's spelling depends on where in a group of three octets it begins; the
    # characters at its ends, which it shares with its neighbours, are left out.
    for before in range(3):
        encoded = base64.b64encode(b"\0" * before + raw).decode("ascii").rstrip("=")
        skipped = (before * 8 + 5) // 6
        found.add(encoded[skipped : len(encoded) - 1])
    return {spelling for spelling in found if len(spelling) >= MIN_LENGTH}
