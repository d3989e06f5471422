"""The resources besides messages, as a table: their members, and the codes for their faults.

The codes are those of the error tables of each resource's pages; where the newer reference pages
say more (limits, the status 409), theirs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from conformance.reference.dexatel.api import CHANNELS, UUID, is_text
from conformance.reference.dexatel.drafts import RECIPIENT, SENDER

Rule = tuple[Callable[[Any], bool], int]
"""What a value has to be, and the code for one that is not."""


@dataclass(frozen=True)
class Member:
    """A member that a caller may set.

    Attributes:
        rules: what its value has to be, in the order in which it is checked.
        missing: the code when it is not there; none if it need not be.
    """

    rules: tuple[Rule, ...]
    missing: int | None = None


@dataclass(frozen=True)
class Kind:
    """A kind of resource.

    Attributes:
        members: what a caller may set.
        changes: those of them that a PUT may change.
        unknown: the code for an id that there is not.
        malformed: the code for an id that is none; that for unknown ones where it has no own.
        no_data: the code for a request without `data`.
        unique: members that no two have alike taken together, and the code for trying.
        filters: the members that a list can be filtered by.
    """

    members: Mapping[str, Member]
    unknown: int
    changes: tuple[str, ...] = ()
    malformed: int | None = None
    no_data: int = 1007
    unique: Mapping[tuple[str, ...], int] | None = None
    filters: tuple[str, ...] = ()


def text(value: Any) -> bool:
    """A string of characters that is not empty."""
    return is_text(value) and value != ""


def up_to(longest: int) -> Callable[[Any], bool]:
    """No longer than this."""
    return lambda value: len(value) <= longest


def one_of(*words: str) -> Callable[[Any], bool]:
    """One of these words."""
    return lambda value: isinstance(value, str) and value in words


def form(pattern: str | re.Pattern[str]) -> Callable[[Any], bool]:
    """A string of this form."""
    return lambda value: isinstance(value, str) and re.fullmatch(pattern, value) is not None


def list_of(item: Callable[[Any], bool]) -> Callable[[Any], bool]:
    """A list of such items."""
    return lambda value: isinstance(value, list) and all(map(item, value))


def web_address(value: Any) -> bool:
    """A URL whose host is made of letters, digits and hyphens."""
    try:
        url = urlsplit(value) if is_text(value) else urlsplit("")
        host = url.hostname or ""
    except ValueError:
        return False
    return url.scheme in {"http", "https"} and form(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")(host)


def is_object(value: Any) -> bool:
    """A JSON object."""
    return isinstance(value, dict)


CHANNEL = one_of(*CHANNELS)

KINDS = {
    "templates": Kind(
        {
            "name": Member(((text, 1259), (up_to(45), 1263))),
            "text": Member(((text, 1255), (up_to(1000), 1260)), missing=1254),
            "channel": Member(((CHANNEL, 1257),), missing=1256),
        },
        unknown=1251,
        changes=("name", "text"),
        no_data=1253,
        unique={("name",): 1258},
        filters=("name", "channel", "status"),
    ),
    "senders": Kind(
        {
            "name": Member(((text, 1405), (up_to(45), 1406)), missing=1404),
            "code": Member(((text, 1407), (up_to(15), 1408), (form(SENDER), 1407)), missing=1409),
            "country": Member(((form("[A-Z]{2}"), 1410),), missing=1410),
            "channel": Member(((CHANNEL, 1414),), missing=1414),
        },
        unknown=1402,
        no_data=1403,
        unique={("code", "channel"): 1440, ("name", "channel"): 1441},
        filters=("name", "channel", "status", "type"),
    ),
    "audiences": Kind(
        {
            "name": Member(((text, 1304), (up_to(45), 1305), (form(r"[\w -]+"), 1304)), 1303),
            "channel": Member(((CHANNEL, 1307),), missing=1306),
            "contacts": Member(((list_of(is_object), 400), (up_to(1000), 1308))),
        },
        unknown=1301,
        changes=("name",),
        malformed=1302,
        unique={("name",): 1309},
        filters=("channel",),
    ),
    "contacts": Kind(
        {
            "number": Member(
                ((text, 1354), (form(r"\d{,15}|.*\D.*"), 1355), (form(RECIPIENT), 1354)), 1353
            ),
            "first_name": Member(((is_text, 400), (up_to(32), 1361))),
            "last_name": Member(((is_text, 400), (up_to(32), 1362))),
            "timestamp": Member(((is_text, 400), (up_to(32), 1363))),
            "date": Member(((is_text, 400), (up_to(70), 1364))),
            "tags": Member(((list_of(is_text), 400), (up_to(10), 1359))),
        },
        unknown=1351,
        changes=("first_name", "last_name", "timestamp", "date"),
        malformed=1352,
        unique={("number",): 1360},
    ),
    "campaigns": Kind(
        {
            "name": Member(((text, 400),)),
            "from": Member(((form(SENDER), 1604),), missing=1603),
            "audience": Member(((form(UUID), 1606),), missing=1605),
            "template": Member(((form(UUID), 1608),), missing=1607),
            "schedule": Member(((text, 1609),)),
            "status": Member(((one_of("canceled"), 1611),)),
        },
        unknown=1601,
        changes=("name", "schedule", "status"),
        malformed=1602,
        filters=("channel",),
    ),
    "webhooks": Kind(
        {
            "url": Member(((text, 1204), (up_to(2083), 1208), (web_address, 1209)), missing=1204),
            # the add page has the events in small letters, its error table in capitals
            "event": Member(
                ((one_of("message", "delivery", "MESSAGE", "DELIVERY"), 1207),), missing=1206
            ),
            "secret": Member(((text, 400),)),
        },
        unknown=1201,
        changes=("url", "secret"),
        no_data=1203,
    ),
}
"""The resources by the last name in their path."""
