"""The dialect protocol: how send, read and cancel are spoken with one provider.

A dialect writes drafts and reads replies. It sends nothing, decides nothing and knows no test;
where a reply is not what the provider documents it raises `UnmetError`, which is a finding inside
a `prove` block and a failed precondition anywhere else.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from conformance.providers.draft import Draft
from conformance.providers.message import Message, View
from conformance.providers.reply import Reply


class Occasion(enum.Enum):
    """When a message is cancelled."""

    IN_TIME = "before it has gone out"
    AGAIN = "when it is cancelled already"
    TOO_LATE = "when it has gone out"
    NOTHING_THERE = "when there is no such message"


class Dialect(Protocol):
    """How one provider is spoken to, for one account.

    Attributes:
        soonest: how many seconds ahead a message can be scheduled at the nearest, with a margin.
        scheduling: the feature that a message for later needs; empty when it needs none.
        viewing: the feature that reading a message needs; empty when it needs none.
        shows_waiting: whether a read shows a message that has not gone out yet.
        cancel_deletes: whether cancelling a message that has gone out takes it away.
    """

    soonest: float
    scheduling: str
    viewing: str
    shows_waiting: bool
    cancel_deletes: bool

    def __init__(self, account: Mapping[str, str]) -> None:
        """Speak for the account: what `provider.yaml` lists, by name."""

    def credentials(self, call: Callable[[Draft], Reply], now: datetime) -> Mapping[str, str]:
        """The headers that authenticate a request.

        Args:
            call: sends a draft without credentials, for providers that hand out tokens.
            now: the target's present, by which tokens end.
        """

    def secrets(self) -> Mapping[str, str]:
        """Values that it has been handed out and that must not be shown, and their names."""

    def send(
        self,
        text: str,
        recipients: Sequence[str],
        due: datetime | None = None,
        **options: Any,
    ) -> Draft:
        """A complete and acceptable request that sends the text to every recipient.

        Args:
            due: when the message may leave; at once when None.
            options: members of the provider's own, by their names there.
        """

    def sent(self, reply: Reply, draft: Draft) -> list[Message]:
        """The messages that an answer to `send` says it has made, in the answer's order.

        Raises:
            UnmetError: when the answer does not accept the request for every recipient.
        """

    def created(self, reply: Reply) -> list[str]:
        """Every identifier of something new in an answer, however odd the answer is."""

    def read(self, identifier: str, recipient: str = "") -> Draft:
        """A request that reads one message."""

    def view(self, reply: Reply) -> View:
        """What an answer to `read` shows.

        Raises:
            UnmetError: when it neither shows a message nor says that there is none.
        """

    def knock(self, identifier: str) -> Draft:
        """A request that changes nothing, and is carried out only where a message is there."""

    def opened(self, reply: Reply) -> bool:
        """Whether a request was carried out."""

    def cancel(self, identifier: str) -> Draft:
        """A request that cancels one message that has not gone out."""

    def check_cancel(self, reply: Reply, occasion: Occasion) -> None:
        """Check that an answer to `cancel` is one that the documents give on this occasion.

        Raises:
            UnmetError: when it is not.
        """

    def unknown_id(self) -> str:
        """A well-formed identifier that no message has."""

    def codes(self, reply: Reply) -> set[str]:
        """Every error code that an answer carries, wherever it stands; none when it is none."""

    def stranger(self) -> Mapping[str, str]:
        """The headers of `credentials`, well-formed and wrong."""

    def denied(self, reply: Reply) -> None:
        """Check that an answer denies access in the documented way.

        Raises:
            UnmetError: when it does not.
        """

    def check_text_refused(self, reply: Reply) -> None:
        """Check that a refused text is refused in a documented way.

        Raises:
            UnmetError: when it is not.
        """

    def unsupported(self) -> Sequence[Draft]:
        """Requests whose path is documented and whose method plainly is not supported there."""

    def undecidable(self, reply: Reply) -> str:
        """Why an answer decides nothing (no credit, try again later); empty when it does."""

    def recognises(self, reply: Reply) -> bool:
        """Whether only this provider's API would give this answer to `provider.yaml`'s probe."""
