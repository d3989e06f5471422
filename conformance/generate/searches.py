"""Generated populations of messages, and searches in the list of them, by any of its filters.

What is drawn is plain: which recipients and channels of those that there are, and which of the
messages a search is about. They are drawn with Python's own generator, so that a seed draws the
same ones everywhere.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

FILTERS = (
    "to",
    "to_prefix",
    "from",
    "sender_ids",
    "channel",
    "countries",
    "direction",
    "statuses",
    "created_date_start",
    "created_date_end",
)
"""What a list can be filtered by, as the query page names it."""

MESSAGES = 8
"""Messages of a population."""

LARGEST_PAGE = 5
"""Messages of a page at most, fewer than most searches find."""

APART = timedelta(minutes=30)
"""Time between two messages of a population at least, where time can be turned."""

NEAREST = timedelta(minutes=10)
"""How far from a message's creation the limits of a search are at least; clocks may differ."""


@dataclass(frozen=True)
class Sending:
    """One message of a population.

    Attributes:
        recipient: its place among the recipients.
        channel: its place among the channels.
        words: how many words its text has.
        pause: how long to wait before it is sent, where time can be turned.
    """

    recipient: int
    channel: int
    words: int
    pause: timedelta


@dataclass(frozen=True)
class Search:
    """One search in the list.

    Attributes:
        about: the place of the message whose values are asked for.
        own: by the name of each filter, whether it lets that message in or keeps it out.
        page_size: how many messages to ask for on a page.
        left_out: how many digits of the recipient a search for its beginning leaves out.
        distance: how far from the message's creation the limits are.
    """

    about: int
    own: dict[str, bool]
    page_size: int
    left_out: int
    distance: timedelta


def recipients(seed: int, available: int) -> tuple[int, ...]:
    """The places of two neighbours and a third among so many numbers; of all, if they are few."""
    if available < 3:
        return tuple(range(available))
    draw = random.Random(f"{seed} recipients")  # noqa: S311 - a seed is to tell what is drawn
    first = draw.randrange(available - 1)
    others = [place for place in range(available) if place not in {first, first + 1}]
    return first, first + 1, draw.choice(others)


def population(seed: int, recipients: int, channels: int) -> tuple[Sending, ...]:
    """Messages to every one of so many recipients, and on every one of so many channels."""
    draw = random.Random(f"{seed} population")  # noqa: S311 - as above
    to = _all_of(draw, recipients)
    by = _all_of(draw, channels)
    return tuple(
        Sending(
            recipient,
            channel,
            words=draw.randint(10, 60),
            pause=APART + timedelta(seconds=draw.randrange(3600)),
        )
        for recipient, channel in zip(to, by, strict=True)
    )


def searches(seed: int, population: Sequence[Sending]) -> tuple[Search, ...]:
    """Two searches for each filter, one that lets a message in and one that does not.

    Most ask for a recipient and something else besides, so that filters meet each other. One asks
    for all messages to the recipient that has most, one by one.
    """
    draw = random.Random(f"{seed} searches")  # noqa: S311 - as above
    found = []
    for name in FILTERS:
        for own in (True, False):
            others = [other for other in FILTERS if other not in {name, "to", "to_prefix"}]
            more = draw.sample(others, draw.randint(0, 1))
            asked = {**dict.fromkeys(more, draw.random() < 0.7), name: own}
            if not name.startswith("to"):
                asked["to"] = True
            found.append(
                Search(
                    about=draw.randrange(MESSAGES),
                    own=asked,
                    page_size=draw.randint(1, LARGEST_PAGE),
                    left_out=draw.randrange(4),
                    distance=NEAREST + timedelta(seconds=draw.randrange(3 * 3600)),
                )
            )
    to = [sending.recipient for sending in population]
    most = to.index(max(to, key=to.count))
    return Search(most, {"to": True}, 1, 0, NEAREST), *found


def _all_of(draw: random.Random, count: int) -> Sequence[int]:
    """The places from 0, each at least once if there is room, in any order."""
    places = [*range(count), *(draw.randrange(count) for _ in range(MESSAGES))][:MESSAGES]
    return draw.sample(places, MESSAGES)
