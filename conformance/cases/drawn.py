"""What cases that draw their requests have in common: how many of them there are."""

from __future__ import annotations

from conformance.errors import UnsupportedError
from conformance.wire.gateway import Gateway


def wanted(gateway: Gateway, fewest: int = 1) -> int:
    """How many drawn requests of a kind to send: at least so many, and one to a live target.

    Raises:
        UnsupportedError: when none are wanted.
    """
    if not gateway.examples:
        raise UnsupportedError("no generated requests are wanted (--max-examples)")
    return 1 if gateway.live else max(fewest, gateway.examples // 2)
