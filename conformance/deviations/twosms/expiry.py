"""Faults in expiring named messages: which, how often, how lastingly, and at what cost."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from werkzeug.wrappers import Request

from conformance.deviations.deviation import wrap
from conformance.deviations.twosms.faults import (
    CRITERIA,
    DETAIL,
    FAULTS,
    NAMED,
    UNHARMED,
    after,
    always,
    live_messages,
    reads,
)
from conformance.reference.twosms import TwoSms
from conformance.reference.twosms.account import Kind, Message, Recipient
from conformance.reference.twosms.binding import Guid, Many, Text
from conformance.reference.twosms.framework import RefusedError

Criteria = Mapping[str, Any]
Ids = Iterable[str]
Select = Callable[[Criteria], list[Message]]
Name = Callable[[Ids], list[Message]]
Counts = Callable[[Sequence[Message], Sequence[Message], float], dict[str, Any]]


def select(service: TwoSms, change: Callable[[list[Message], Criteria], Iterable[Message]]) -> None:
    """Change which messages criteria mean."""

    def around(original: Select, criteria: Criteria) -> list[Message]:
        return list(dict.fromkeys(change(original(criteria), criteria)))

    wrap(service, "selected", around)


def count(
    service: TwoSms, tell: Callable[[Sequence[Message], Sequence[Message]], dict[str, int]]
) -> None:
    """Change what is counted."""

    def around(
        original: Counts, expired: Sequence[Message], erased: Sequence[Message], used: float
    ) -> dict[str, Any]:
        return original(expired, erased, used) | tell(expired, erased)

    wrap(service, "counts", around)


def spare(service: TwoSms, which: Callable[[Message], bool]) -> None:
    """Leave some messages alone."""

    def around(original: Callable[[Message], bool], message: Message) -> bool:
        return original(message) and not which(message)

    wrap(service, "expirable", around)


# -- which messages ------------------------------------------------------------------------------


@FAULTS.deviation(
    breaks=["expire.ids.expires-named"],
    collateral=["expire.standard-never-expired", *NAMED, *CRITERIA, "expire.twice.counts-zero"],
)
def only_says_that_it_expires(service: TwoSms) -> None:
    """Counts the named messages and leaves them as they are."""
    always(service, "mark_expired", None)


@FAULTS.deviation(
    breaks=["expire.ids.expires-every-named"],
    collateral=[
        "erase.also-expires",
        "erase.counts-named",
        "expire.count.expired-exact",
        "expire.request.form",
        "expire.request.xml-guid-items",
    ],
)
def expires_the_first_named_only(service: TwoSms) -> None:
    """Takes the first id and passes over the rest."""
    wrap(service, "named", lambda original, ids: original(list(ids)[:1]))


@FAULTS.deviation(
    breaks=["expire.ids.expires-every-named"],
    collateral=["expire.ids.expires-named", "expire.request.form", "expire.request.xml-guid-items"],
)
def counts_all_and_expires_the_first(service: TwoSms) -> None:
    """Stops after the first message and counts as if it had not."""

    def around(
        original: Callable[[Message, Criteria], None], message: Message, criteria: Criteria
    ) -> None:
        if message.id in criteria.get("MessageIDs", [message.id])[:1]:
            original(message, criteria)

    wrap(service, "mark_expired", around)


@FAULTS.deviation(
    breaks=["isolation.others-untouched"],
    collateral=[*UNHARMED, *DETAIL, "expire.ids.criteria-add-nothing"],
)
def expires_the_whole_account(service: TwoSms) -> None:
    """Expires every message of the account once one is named."""

    def change(found: list[Message], criteria: Criteria) -> list[Message]:
        return live_messages(service) if found and "MessageIDs" in criteria else found

    select(service, change)


@FAULTS.deviation(
    breaks=["isolation.others-untouched"],
    collateral=[*UNHARMED, *DETAIL, "expire.ids.criteria-add-nothing"],
)
def expires_the_message_before(service: TwoSms) -> None:
    """Expires the message that was sent before a named one, too."""

    def change(found: list[Message], criteria: Criteria) -> list[Message]:
        if "MessageIDs" not in criteria:
            return found
        live = live_messages(service)
        before = [live[place - 1] for place, one in enumerate(live) if one in found and place]
        return [*found, *(one for one in before if one not in found)]

    select(service, change)


@FAULTS.deviation(
    breaks=["isolation.others-untouched"],
    collateral=[*UNHARMED, *DETAIL, "expire.ids.criteria-add-nothing"],
)
def expires_all_that_the_recipient_has(service: TwoSms) -> None:
    """Expires every message to a recipient of a named one."""

    def change(found: list[Message], criteria: Criteria) -> list[Message]:
        if "MessageIDs" not in criteria:
            return found
        reached = {to.destination for message in found for to in message.recipients}
        also = [
            message
            for message in live_messages(service)
            if reached & {to.destination for to in message.recipients}
        ]
        return found + also

    select(service, change)


@FAULTS.deviation(breaks=["expire.ids.despite-expiry-date"], collateral=NAMED)
def leaves_an_expiry_date_its_time(service: TwoSms) -> None:
    """Leaves a message alone whose own expiry date is still to come."""
    spare(service, lambda message: message.expiry is not None)


@FAULTS.deviation(breaks=["expire.ids.despite-reads-left"], collateral=NAMED)
def leaves_reads_to_be_used(service: TwoSms) -> None:
    """Leaves a message alone that somebody may still read."""
    spare(
        service,
        lambda message: message.reads is not None and not service.read_out(message),
    )


@FAULTS.deviation(breaks=["read.id-any-case"])
def compares_ids_with_case(service: TwoSms) -> None:
    """Finds a message only by its id in lower case."""
    guid = Guid()

    class AsWritten(Text):
        """A GUID that is kept as it was written."""

        def from_text(self, text: str) -> str:
            """Check that it is one."""
            guid.from_text(text)
            return text

    reads(service, "MessageCriteria", MessageIDs=Many(AsWritten(), "guid"))


@FAULTS.deviation(
    breaks=["expire.ids.criteria-ignored"],
    collateral=["expire.request.enum-integer", "expire.request.enum-name"],
)
def narrows_named_messages(service: TwoSms) -> None:
    """Expires a named message only if it fits the criteria beside it."""

    def change(found: list[Message], criteria: Criteria) -> list[Message]:
        return [message for message in found if service.matches(message, criteria)]

    select(service, change)


@FAULTS.deviation(
    breaks=["expire.ids.criteria-add-nothing"],
    collateral=["isolation.others-untouched", "expire.request.xml-enum-name", *DETAIL],
)
def adds_what_fits_to_the_named(service: TwoSms) -> None:
    """Expires the named messages and all that fit the criteria beside them."""

    def change(found: list[Message], criteria: Criteria) -> list[Message]:
        beside = {name: value for name, value in criteria.items() if name != "MessageIDs"}
        return found + service.selected(beside) if len(beside) < len(criteria) else found

    select(service, change)


# -- counting ------------------------------------------------------------------------------------


@FAULTS.deviation(breaks=["expire.ids.repeated-counts-once"])
def counts_an_id_as_often_as_it_is_named(service: TwoSms) -> None:
    """Counts a message twice whose id is there twice."""
    wrap(
        service,
        "named",
        lambda original, ids: [message for name in ids for message in original([name])],
    )


@FAULTS.deviation(
    breaks=["expire.count.messages-not-recipients"], collateral=["expire.count.expired-exact"]
)
def counts_recipients(service: TwoSms) -> None:
    """Counts a message once for each recipient."""
    count(
        service,
        lambda expired, _: {
            "NoOfMessagesExpired": sum(len(message.recipients) for message in expired)
        },
    )


@FAULTS.deviation(breaks=["expire.count.expired-exact"])
def counts_several_as_one(service: TwoSms) -> None:
    """Counts requests that expired something instead of messages."""
    count(service, lambda expired, _: {"NoOfMessagesExpired": int(bool(expired))})


@FAULTS.deviation(
    breaks=["expire.count.expired-exact"], collateral=[*NAMED, *DETAIL, "expire.pending.count"]
)
def counts_nothing(service: TwoSms) -> None:
    """Expires what is named and tells that nothing was."""
    count(service, lambda *_: {"NoOfMessagesExpired": 0})


@FAULTS.deviation(breaks=["expire.standard-never-expired"])
def expires_standard_messages(service: TwoSms) -> None:
    """Counts standard messages as expired."""

    def named(original: Name, ids: Ids) -> list[Message]:
        standard = [service.messages[name] for name in ids if name in service.messages]
        return list(dict.fromkeys([*original(ids), *standard]))

    def expirable(original: Callable[[Message], bool], message: Message) -> bool:
        standard = message.kind is Kind.STANDARD and not service.expired(message)
        return standard or original(message)

    wrap(service, "named", named)
    wrap(service, "expirable", expirable)


@FAULTS.deviation(
    breaks=["expire.unknown.not-counted"],
    collateral=["expire.unknown.answers-200", "expire.count.expired-exact"],
)
def counts_ids_that_name_nothing(service: TwoSms) -> None:
    """Counts ids instead of messages."""

    def around(original: Name, ids: Ids) -> list[Message]:
        now = service.clock.now()
        unknown = set(ids) - service.messages.keys()
        return original(ids) + [Message(Kind.ADVANCED, "", [], now) for _ in unknown]

    wrap(service, "named", around)


@FAULTS.deviation(breaks=["expire.unknown.answers-200"])
def does_not_find_an_unknown_id(service: TwoSms) -> None:
    """Answers 404 when none of the ids names a message."""

    def around(original: Name, ids: Ids) -> list[Message]:
        found = original(ids)
        if not found:
            raise RefusedError(404, "There is no such message.")
        return found

    wrap(service, "named", around)


@FAULTS.deviation(
    breaks=["expire.twice.counts-zero"],
    collateral=[
        "expire.standard-never-expired",
        "expire.default.spares-live",
        "update.does-not-revive",
    ],
)
def counts_again(service: TwoSms) -> None:
    """Counts messages that had been expired before."""

    def around(original: Callable[[Message], bool], message: Message) -> bool:
        return original(message) or message.expired is not None

    wrap(service, "expirable", around)


@FAULTS.deviation(breaks=["expire.twice.answers-200"])
def refuses_to_expire_again(service: TwoSms) -> None:
    """Answers 409 when all of the named messages had been expired before."""

    def around(original: Name, ids: Ids) -> list[Message]:
        found = original(ids)
        if found and all(message.expired for message in found):
            raise RefusedError(409, "The message has expired already.")
        return found

    wrap(service, "named", around)


# -- lastingly -----------------------------------------------------------------------------------


@FAULTS.deviation(
    breaks=["expire.is-lasting"],
    collateral=["expire.standard-never-expired", "expire.unviewable"],
)
def revives_messages_in_a_while(service: TwoSms) -> None:
    """Forgets after half a minute that a message was expired."""

    def around(original: Callable[[Message], bool], message: Message) -> bool:
        now = service.clock.now()
        if message.expired is not None and now - message.expired > timedelta(seconds=30):
            message.expired = None
        return original(message)

    wrap(service, "expired", around)


@FAULTS.deviation(
    breaks=["expire.is-lasting"],
    collateral=["expire.standard-never-expired", "expire.twice.counts-zero", *NAMED],
)
def revives_messages_with_the_next_request(service: TwoSms) -> None:
    """Remembers only the messages that the last request expired."""

    def around(original: Select, criteria: Criteria) -> list[Message]:
        for message in service.messages.values():
            message.expired = None
        return original(criteria)

    wrap(service, "selected", around)


@FAULTS.deviation(breaks=["expire.unviewable"], collateral=[*NAMED, *CRITERIA])
def shows_expired_messages(service: TwoSms) -> None:
    """Shows a message that was expired by request, and takes no update of it."""

    def around(
        original: Callable[[Message, Recipient], bool], message: Message, recipient: Recipient
    ) -> bool:
        return original(message, recipient) or (
            message.expired is not None
            and message.content is not None
            and not service.used_up(message, recipient)
        )

    wrap(service, "viewable", around)


@FAULTS.deviation(breaks=["expire.unviewable"], collateral=["expire.is-lasting"])
def hides_expired_messages_from_the_first(service: TwoSms) -> None:
    """Still shows an expired message to every recipient but the first."""

    def around(
        original: Callable[[Message, Recipient], bool], message: Message, recipient: Recipient
    ) -> bool:
        first = recipient is message.recipients[0]
        return original(message, recipient) or (message.expired is not None and not first)

    wrap(service, "viewable", around)


# -- reason, notification, cost ------------------------------------------------------------------


@FAULTS.deviation(breaks=["expire.reason.accepted"], collateral=NAMED)
def limits_the_reason(service: TwoSms) -> None:
    """Expires nothing when a reason is given."""
    select(service, lambda found, criteria: [] if criteria.get("Reason") else found)


@FAULTS.deviation(breaks=["notify.accepted"], collateral=["balance.falls-by-cost"])
def only_notifies(service: TwoSms) -> None:
    """Tells the recipients that a message has expired instead of expiring it."""
    select(service, lambda found, criteria: [] if criteria.get("NotifyRecipients") else found)


@FAULTS.deviation(breaks=["notify.accepted"])
def refuses_to_notify(service: TwoSms) -> None:
    """Refuses a request that asks to notify."""

    def change(criteria: dict[str, Any]) -> dict[str, Any]:
        if criteria.get("NotifyRecipients"):
            raise RefusedError(400, "Notifications are not enabled.")
        return criteria

    after(service, "criteria", change)


@FAULTS.deviation(breaks=["notify.free-without"])
def charges_for_every_expired_message(service: TwoSms) -> None:
    """Notifies, and charges for it, also when it is not asked to."""

    def around(
        original: Callable[[Iterable[Message], Criteria], float],
        expired: Iterable[Message],
        criteria: Criteria,
    ) -> float:
        return original(expired, {**criteria, "NotifyRecipients": True})

    wrap(service, "notify", around)


@FAULTS.deviation(breaks=["balance.falls-by-cost"])
def tells_the_balance_of_before(service: TwoSms) -> None:
    """Tells what remained before the request was charged."""
    after(
        service,
        "counts",
        lambda told: (
            told
            | {
                "NumberOfCreditsRemaining": (
                    told["NumberOfCreditsRemaining"] + told["NumberOfCreditsUsed"]
                )
            }
        ),
    )


@FAULTS.deviation(breaks=["balance.falls-by-cost"])
def charges_a_hidden_fee(service: TwoSms) -> None:
    """Takes a tenth of a credit for every request and does not tell."""

    def change(criteria: dict[str, Any]) -> dict[str, Any]:
        service.charge(0.1)
        return criteria

    after(service, "criteria", change)


# -- erasing -------------------------------------------------------------------------------------


@FAULTS.deviation(
    breaks=["erase.counts-named"],
    collateral=["expire.request.xml-boolean-digits", "expire.request.xml-flags"],
)
def does_not_count_what_it_erases(service: TwoSms) -> None:
    """Erases contents and tells that none was."""
    count(service, lambda *_: {"NoOfMessagesDeleted": 0})


@FAULTS.deviation(breaks=["erase.also-expires"], collateral=["erase.content-gone"])
def erases_instead_of_expiring(service: TwoSms) -> None:
    """Erases the content and leaves the message as it was otherwise."""

    def around(
        original: Callable[[Message, Criteria], None], message: Message, criteria: Criteria
    ) -> None:
        if not criteria.get("Delete"):
            original(message, criteria)

    wrap(service, "mark_expired", around)


@FAULTS.deviation(
    breaks=["erase.never-exceeds-named"],
    collateral=[
        "erase.counts-named",
        "expire.request.xml-boolean-digits",
        "expire.request.xml-flags",
    ],
)
def counts_contents_and_messages(service: TwoSms) -> None:
    """Counts a message and its content as two deletions."""
    count(service, lambda _, erased: {"NoOfMessagesDeleted": 2 * len(erased)})


@FAULTS.deviation(breaks=["erase.only-when-asked"], collateral=DETAIL)
def erases_unasked(service: TwoSms) -> None:
    """Erases the content of everything that it expires."""

    def around(
        original: Callable[[Message, Criteria], bool], message: Message, criteria: Criteria
    ) -> bool:
        return original(message, {**criteria, "Delete": True})

    wrap(service, "erasable", around)


# -- messages that have not gone out -------------------------------------------------------------


@FAULTS.deviation(breaks=["expire.pending.still-goes-out"], collateral=["expire.pending.count"])
def cancels_pending_messages_too(service: TwoSms) -> None:
    """Cancels a scheduled message that is named in an expire request."""

    def change(found: list[Message], criteria: Criteria) -> list[Message]:
        del criteria
        for message in found:
            if service.pending(message):
                service.stop(message)
        return found

    select(service, change)


# -- without ids ---------------------------------------------------------------------------------


@FAULTS.deviation(
    breaks=["expire.default.spares-live"],
    collateral=[*UNHARMED, "expire.default.spares-partly-read", "expire.empty-body.spares-live"],
)
def expires_everything_by_default(service: TwoSms) -> None:
    """Takes an empty object for all messages."""
    always(service, "spent", value=True)


@FAULTS.deviation(breaks=["expire.default.spares-partly-read"])
def takes_one_reader_for_all(service: TwoSms) -> None:
    """Takes a message for read out once one of its recipients has."""

    def around(original: Callable[[Message], bool], message: Message) -> bool:
        read = any(service.used_up(message, recipient) for recipient in message.recipients)
        return original(message) or (message.kind is Kind.ADVANCED and read)

    wrap(service, "spent", around)


@FAULTS.deviation(breaks=["expire.empty-body.spares-live"], collateral=UNHARMED)
def takes_no_body_for_everything(service: TwoSms) -> None:
    """Expires all messages when there is no body to narrow them."""

    def around(original: Callable[[Request], dict[str, Any]], request: Request) -> dict[str, Any]:
        if request.get_data():
            return original(request)
        return {"MessageIDs": [message.id for message in live_messages(service)]}

    wrap(service, "criteria", around)
