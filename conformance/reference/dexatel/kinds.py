"""The resources besides messages, as a table: their members, and the codes for their faults."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from conformance.reference.dexatel.api import CHANNELS, UUID, is_text
from conformance.reference.dexatel.drafts import RECIPIENT, SENDER


@dataclass(frozen=True)
class Member:
    """A member that a caller may set.

    Attributes:
        accepts: whether a value is a good one.
        required: whether creation needs it.
        missing: the code when it is needed and not there.
        invalid: the code when its value is no good.
    """

    accepts: Callable[[Any], bool]
    required: bool = False
    missing: int = 400
    invalid: int = 400


@dataclass(frozen=True)
class Kind:
    """A kind of resource.

    Attributes:
        members: what a caller may set.
        unknown: the code for an id that there is not.
        malformed: the code for an id that is none.
        unique: a member that no two have alike, if any, and the code for trying.
        filters: the members that a list can be filtered by.
    """

    members: Mapping[str, Member]
    unknown: int
    malformed: int = 400
    unique: tuple[str, int] | None = None
    filters: tuple[str, ...] = ("name", "channel", "status")


def text(longest: int = 1000) -> Callable[[Any], bool]:
    """A string of characters that is neither empty nor too long."""
    return lambda value: is_text(value) and 0 < len(value) <= longest


def one_of(*words: str) -> Callable[[Any], bool]:
    """One of these words."""
    return lambda value: isinstance(value, str) and value in words


def matches(pattern: Any) -> Callable[[Any], bool]:
    """A string of this form."""
    return lambda value: isinstance(value, str) and pattern.fullmatch(value) is not None


def texts(value: Any) -> bool:
    """A list of strings."""
    return isinstance(value, list) and all(map(is_text, value))


def objects(value: Any) -> bool:
    """A list of objects."""
    return isinstance(value, list) and all(isinstance(item, dict) for item in value)


CHANNEL = one_of(*CHANNELS)

KINDS = {
    "templates": Kind(
        {
            "name": Member(text(45), required=True, invalid=1263),
            "text": Member(text(1000), required=True, invalid=1260),
            "channel": Member(CHANNEL, required=True),
        },
        unknown=1251,
    ),
    "senders": Kind(
        {
            "name": Member(matches(SENDER), required=True),
            "code": Member(matches(SENDER)),
            "channel": Member(CHANNEL, required=True, missing=1414, invalid=1414),
            "type": Member(text()),
            "countries": Member(texts),
        },
        unknown=1402,
        filters=("name", "channel", "status", "type"),
    ),
    "audiences": Kind(
        {
            "name": Member(text(), required=True),
            "channel": Member(CHANNEL),
            "contacts": Member(objects),
        },
        unknown=1301,
        malformed=1302,
        unique=("name", 1309),
    ),
    "contacts": Kind(
        {
            "number": Member(matches(RECIPIENT), required=True),
            "first_name": Member(text()),
            "last_name": Member(text()),
            "timestamp": Member(text()),
            "date": Member(text()),
            "tags": Member(lambda value: texts(value) and len(value) <= 10),
        },
        unknown=1351,
        malformed=1352,
        unique=("number", 1360),
        filters=(),
    ),
    "campaigns": Kind(
        {
            "name": Member(text(), required=True),
            "template_id": Member(matches(UUID), required=True),
            "audience_id": Member(matches(UUID), required=True),
            "channel": Member(CHANNEL),
            "schedule": Member(text()),
            "status": Member(one_of("scheduled", "canceled")),
        },
        unknown=1601,
        malformed=1602,
    ),
    "webhooks": Kind(
        {
            "url": Member(text(), required=True, missing=1204, invalid=1204),
            "event": Member(
                # the add page has them in small letters, its error table in capitals
                one_of("message", "delivery", "MESSAGE", "DELIVERY"),
                required=True,
                missing=1206,
                invalid=1207,
            ),
            "secret": Member(text()),
        },
        unknown=1201,
        filters=(),
    ),
}
"""The resources by the last name in their path."""
