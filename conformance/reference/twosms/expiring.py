"""Expiring messages that have been sent, and erasing their contents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from werkzeug.wrappers import Request, Response

from conformance.reference.twosms.account import (
    EMAIL_CREDITS,
    SMS_CREDITS,
    Account,
    Kind,
    Message,
    Recipient,
    canonical,
)
from conformance.reference.twosms.binding import Choice, Date, Flag, Guid, Many, Model, Text

DATE_RANGE = Choice("TODAY")
MESSAGE_TYPE = Choice("BOTH", "STANDARD", "ADVANCED")

CRITERIA = Model(
    "MessageCriteria",
    {
        "Destination": Text(),
        "MessageIDs": Many(Guid(), "guid"),
        "Range": DATE_RANGE,
        "StartDate": Date(),
        "FinishDate": Date(),
        "Type": MESSAGE_TYPE,
        "Delete": Flag(),
        "NotifyRecipients": Flag(),
        "Reason": Text(),
    },
)

NARROWING = ("Destination", "Range", "StartDate", "FinishDate")
"""The criteria that each name a set of messages; without any of them the default set is meant."""

SEARCHED = {
    0: {Kind.STANDARD, Kind.ADVANCED},
    1: {Kind.STANDARD},
    2: {Kind.ADVANCED},
}
"""The kinds of messages that each `Type` searches; a number without a name searches none."""


class Expiring(Account):
    """`DELETE api/v1/sms/messages`.

    Attributes:
        message_deletion: whether the account may erase content.
    """

    message_deletion: bool = True

    def expire(self, request: Request) -> Response:
        """Expire the messages that the criteria name, and erase their contents if asked to."""
        criteria = self.criteria(request)
        selected = self.selected(criteria)
        expired = [message for message in selected if self.expirable(message)]
        for message in expired:
            self.mark_expired(message, criteria)
        erased = [message for message in selected if self.erasable(message, criteria)]
        for message in erased:
            self.erase(message)
        used = self.notify(expired, criteria)
        self.charge(used)
        detail = self.counts(expired, erased, used)
        return self.succeed(request, "MessageDeletionResponse", detail)

    def criteria(self, request: Request) -> dict[str, Any]:
        """What the caller asks for."""
        return self.bind(request, CRITERIA)

    # -- which messages --------------------------------------------------------------------------

    def selected(self, criteria: Mapping[str, Any]) -> list[Message]:
        """The messages that the criteria mean, each once."""
        if ids := criteria.get("MessageIDs"):
            return self.named(ids)
        found = [message for message in self.searchable() if self.matches(message, criteria)]
        if any(criteria.get(name) not in {None, ""} for name in NARROWING):
            return found
        return [message for message in found if self.spent(message)]

    def named(self, ids: Iterable[str]) -> list[Message]:
        """The advanced messages with these ids; other ids name nothing."""
        found = [self.messages[name] for name in dict.fromkeys(ids) if name in self.messages]
        return [message for message in found if message.kind is Kind.ADVANCED]

    def searchable(self) -> list[Message]:
        """The messages that a search can find."""
        return [message for message in self.messages.values() if self.gone_out(message)]

    def spent(self, message: Message) -> bool:
        """Whether the message is one of the default set: expired, or read out by all."""
        over = self.expired(message) or self.read_out(message)
        return message.kind is Kind.ADVANCED and over

    def matches(self, message: Message, criteria: Mapping[str, Any]) -> bool:
        """Whether the message fits all the criteria."""
        return (
            self.fits_destination(message, criteria.get("Destination"))
            and self.fits_window(message, *self.window(criteria))
            and self.fits_type(message, criteria.get("Type", 0))
        )

    def fits_destination(self, message: Message, destination: str | None) -> bool:
        """Whether the message was sent there; to anywhere if no destination is given."""
        return not destination or any(
            self.same_destination(recipient.destination, destination)
            for recipient in message.recipients
        )

    def window(self, criteria: Mapping[str, Any]) -> tuple[datetime | None, datetime | None]:
        """The first and the last moment at which a message may have been sent.

        Dates go before a range. A range that has no name contains no moment.
        """
        start, finish = criteria.get("StartDate"), criteria.get("FinishDate")
        if start or finish or "Range" not in criteria:
            return start, finish
        midnight = self.clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
        if criteria["Range"] == 0:
            return midnight, midnight + timedelta(days=1)
        return midnight + timedelta(days=1), midnight

    def fits_window(
        self, message: Message, start: datetime | None, finish: datetime | None
    ) -> bool:
        """Whether the message was sent between these moments."""
        return (not start or start <= message.due) and (not finish or message.due <= finish)

    def fits_type(self, message: Message, number: int) -> bool:
        """Whether the message is of a kind that is searched."""
        return message.kind in SEARCHED.get(number, ())

    # -- what happens to them --------------------------------------------------------------------

    def expirable(self, message: Message) -> bool:
        """Whether expiring the message would change anything."""
        live = self.gone_out(message) and not self.expired(message)
        return message.kind is Kind.ADVANCED and live

    def mark_expired(self, message: Message, criteria: Mapping[str, Any]) -> None:
        """Expire the message now, whatever its expiry date and reads."""
        message.expired = self.clock.now()
        message.reason = criteria.get("Reason")

    def erasable(self, message: Message, criteria: Mapping[str, Any]) -> bool:
        """Whether the content is there and is to go."""
        wanted = self.message_deletion and criteria.get("Delete", False)
        return wanted and self.gone_out(message) and message.content is not None

    def erase(self, message: Message) -> None:
        """Erase the content."""
        message.content = None

    def notify(self, expired: Iterable[Message], criteria: Mapping[str, Any]) -> float:
        """Tell the recipients of the expired messages, if asked to; the credits that it costs."""
        if not criteria.get("NotifyRecipients", False):
            return 0.0
        recipients = [recipient for message in expired for recipient in message.recipients]
        return float(sum(self.tell(recipient) for recipient in recipients))

    def tell(self, recipient: Recipient) -> float:
        """Tell one recipient that a message can no longer be viewed; what that costs."""
        if recipient.is_email:
            return EMAIL_CREDITS
        number = canonical(recipient.destination)
        self.network.carry(number, "A message sent to you has been withdrawn.")
        return SMS_CREDITS

    def counts(
        self, expired: Sequence[Message], erased: Sequence[Message], used: float
    ) -> dict[str, Any]:
        """The detail of the answer."""
        return {
            "NoOfMessagesExpired": len(expired),
            "NoOfMessagesDeleted": len(erased),
            "NumberOfCreditsUsed": used,
            "NumberOfCreditsRemaining": self.balance,
        }
