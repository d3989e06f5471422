"""New Provider's service, wrong or different in one thing at a time.

Optional, and how every check is seen to fail: for each requirement one deviation that breaks it,
and nothing beside it that does not follow. A variant does what the documents leave free.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from werkzeug.wrappers import Response

from conformance.deviations.deviation import Catalogue, wrap
from conformance.reference.network import Place

from .reference import Api, Message

FAULTS = Catalogue("newprovider")


@FAULTS.deviation(breaks=["cancel.unsent.stops-delivery"], collateral=["cancel.twice.is-harmless"])
def sends_what_was_cancelled(service: Api) -> None:
    """Shows a scheduled message as cancelled until its time, and sends it all the same."""
    promised: set[Message] = set()

    def stop(original: Callable[[Message], bool], message: Message) -> bool:
        if service.network.place(message.transmission) is not Place.SCHEDULED:
            return original(message)
        promised.add(message)
        return True

    def state(original: Callable[[Message], str], message: Message) -> str:
        waits = service.network.place(message.transmission) is Place.SCHEDULED
        return "cancelled" if message in promised and waits else original(message)

    wrap(service, "stop", stop)
    wrap(service, "state", state)


@FAULTS.deviation(
    breaks=["segments.gsm7.concatenated"],
    collateral=[
        "segments.extension-counts-two",
        "segments.pairs-stay-whole",
        "segments.ucs2.concatenated",  # a grave accent is in ASCII and not in GSM-7
    ],
)
def forgets_what_joins_the_parts(service: Api) -> None:
    """Counts parts of 160 septets in a long text, as if nothing had to join them."""

    def count(original: Callable[[str], int], text: str) -> int:
        septets = sum(2 if character in "^{}\\[~]|€" else 1 for character in text)
        return -(-septets // 160) if text.isascii() else original(text)

    wrap(service, "count", count)


@FAULTS.variant()
def names_the_charset(service: Api) -> None:
    """Names the charset of every body."""

    def json(original: Callable[..., Response], *answer: Any) -> Response:
        response = original(*answer)
        response.content_type = "application/json; charset=utf-8"
        return response

    wrap(service, "json", json)
