"""Faults in what a status says, and in when a scheduled message goes out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from conformance.deviations.clickatell.errors import where_refused
from conformance.deviations.clickatell.faults import (
    COUNTED,
    FAULTS,
    LET_THROUGH,
    STATES,
    alter,
    edit,
    instead,
)
from conformance.deviations.deviation import wrap
from conformance.reference.clickatell.errors import bad_parameter
from conformance.reference.network import Place

Data = dict[str, Any]

CHARGES = (
    "charge.is-number",
    "charge.at-least-minimum",
    "balance.falls-by-cost",
    *COUNTED,
)
STOPS = (
    "cancel.answered-as-success",
    "cancel.answers-cancelled",
    "cancel.answers-description",
    "cancel.delivered.answers-state",
    "cancel.names-message",
    "cancel.queued.answers-cancelled",
    "cancel.shape",
    "cancel.twice.same-answer",
)


def tell(service: Any, change: Callable[[Data], object]) -> None:
    """Let `change` work upon what a status read and a stop say."""
    edit(service, "status_data", change)
    edit(service, "stop_data", change)


def tell_as(service: Any, code: str, other: str, description: str) -> None:
    """Tell one status as another."""

    def change(data: Data) -> None:
        if data["messageStatus"] == code:
            data.update(messageStatus=other, description=description)

    tell(service, change)


# -- members -----------------------------------------------------------------------------------


@FAULTS.deviation(breaks=["read.returns-message"], collateral=["read.by-client-id"])
def a_status_names_another_message(service: Any) -> None:
    """Reads the right message, and writes another id."""
    edit(service, "status_data", lambda data: data.update(apiMessageId=service.new_id()))


@FAULTS.deviation(
    breaks=["read.shape"],
    collateral=["text.survives", "xml.read.shape", "charge.grows-with-parts", *CHARGES],
)
def a_status_without_a_charge(service: Any) -> None:
    """Leaves out what a message costs."""
    edit(service, "status_data", lambda data: data.pop("charge"))


@FAULTS.deviation(
    breaks=["read.shape"],
    collateral=[
        "xml.read.shape",
        "state.described",
        "state.delivered",
        "state.sent",
        "state.queued",
    ],
)
def a_status_without_a_description(service: Any) -> None:
    """Gives the code of a status and no text."""
    edit(service, "status_data", lambda data: data.pop("description"))


@FAULTS.deviation(breaks=["read.repeatable"], collateral=["charge.is-number", *CHARGES])
def every_read_is_charged(service: Any) -> None:
    """Adds the price of asking to what a message costs."""
    reads: Counter[str] = Counter()

    def change(data: Data) -> None:
        reads[data["apiMessageId"]] += 1
        data["charge"] = round(data["charge"] + 0.1 * (reads[data["apiMessageId"]] - 1), 2)

    edit(service, "status_data", change)


# -- states ------------------------------------------------------------------------------------


@FAULTS.deviation(
    breaks=["state.documented", "state.queued"],
    collateral=["send.partly-refused.rest-is-sent", "error.without-effect", *STATES, *STOPS],
)
def an_unlisted_state(service: Any) -> None:
    """Has a status of its own for what has just been taken."""
    tell_as(service, "002", "000", "Message accepted")


@FAULTS.deviation(
    breaks=["state.documented"],
    collateral=[
        "send.partly-refused.rest-is-sent",
        "error.without-effect",
        "xml.read.shape",
        "xml.cancel.shape",
        *STATES,
        *STOPS,
        "read.shape",
        "error.message-unknown",
    ],
)
def states_are_numbers(service: Any) -> None:
    """Writes the codes of statuses as numbers."""
    tell(service, lambda data: data.update(messageStatus=int(data["messageStatus"])))


@FAULTS.deviation(
    breaks=["state.described", "state.delivered"], collateral=["state.queued", "state.sent"]
)
def states_in_own_words(service: Any) -> None:
    """Has its own texts for statuses."""
    for code, text in (("002", "Waiting"), ("003", "On its way"), ("004", "Delivered")):
        tell_as(service, code, code, text)


@FAULTS.deviation(
    breaks=["state.queued"],
    collateral=["send.partly-refused.rest-is-sent", "cancel.queued.answers-cancelled"],
)
def queued_messages_are_ok(service: Any) -> None:
    """Tells what waits by the status of the older list, 008."""
    tell_as(service, "002", "008", "OK")


@FAULTS.deviation(breaks=["state.sent"], collateral=["state.forward-only"])
def sent_messages_are_ok(service: Any) -> None:
    """Tells what was handed on by the status of the older list, 008."""
    tell_as(service, "003", "008", "OK")


def relocate(service: Any, place: Callable[[Place, timedelta], Place]) -> None:
    """Tell other places of messages, by the true one and the time since the message was due."""

    def around(original: Callable[..., Place], message: Any) -> Place:
        return place(original(message), service.clock.now() - message.due)

    wrap(service, "place", around)


@FAULTS.deviation(breaks=["state.forward-only"], collateral=[*STATES, "read.repeatable"])
def messages_come_back_to_the_queue(service: Any) -> None:
    """Queues a message again after it has been handed on."""

    def place(true: Place, age: timedelta) -> Place:
        if true in {Place.SENT, Place.DELIVERED}:
            if age < timedelta(seconds=6):
                return Place.SENT
            if age < timedelta(seconds=20):
                return Place.QUEUED
        return true

    relocate(service, place)


@FAULTS.deviation(breaks=["state.final-stays"], collateral=[*STATES, "read.repeatable"])
def delivered_messages_fail_later(service: Any) -> None:
    """Takes a delivery back after ten seconds."""

    def place(true: Place, age: timedelta) -> Place:
        late = true is Place.DELIVERED and age > timedelta(seconds=13)
        return Place.FAILED if late else true

    relocate(service, place)


# -- schedules ---------------------------------------------------------------------------------

SCHEDULED = (
    "isolation.others-untouched",
    "isolation.siblings-untouched",
    "schedule.every-recipient",
    "validity.counts-from-due-time",
    *STATES,
    *STOPS,
)


@FAULTS.deviation(
    breaks=["schedule.accepted", "schedule.delivers-when-due"],
    collateral=[*SCHEDULED, "error.without-effect"],
)
def scheduled_messages_are_queued(service: Any) -> None:
    """Tells a message that waits for its time by the status of those that wait in the queue."""
    relocate(service, lambda true, _age: Place.QUEUED if true is Place.SCHEDULED else true)


@FAULTS.deviation(
    breaks=["schedule.accepted", "schedule.delivers-when-due"],
    collateral=[*SCHEDULED, "error.without-effect"],
)
def the_schedule_is_ignored(service: Any) -> None:
    """Sends a message for later at once."""
    alter(service.drafts, "due", lambda _due: None)


@FAULTS.deviation(
    breaks=["schedule.every-recipient"],
    collateral=["schedule.accepted", "isolation.siblings-untouched"],
)
def the_first_recipient_is_scheduled(service: Any) -> None:
    """Keeps the delivery time for the first recipient, and sends to the others at once."""

    def around(original: Callable[..., Any], recipient: str, draft: Any, parts: int) -> Any:
        first = recipient == draft.to[0]
        return original(recipient, draft if first else replace(draft, due=None), parts)

    wrap(service, "accept", around)


@FAULTS.deviation(breaks=["schedule.farthest-accepted"])
def six_days_ahead_at_most(service: Any) -> None:
    """Takes the days that a status is kept for the days that a message can wait."""
    instead(service.drafts, "farthest", timedelta(days=6))


@FAULTS.deviation(
    breaks=["error.schedule-too-far"],
    collateral=[*LET_THROUGH, "error.schedule-refused.code", "error.without-effect"],
)
def any_day_ahead(service: Any) -> None:
    """Sets no limit to how far ahead a message is scheduled."""
    instead(service.drafts, "farthest", timedelta(days=3650))


def moment(fields: Data) -> datetime | None:
    """The delivery time of a request, if it is one and has a zone."""
    try:
        found = datetime.fromisoformat(fields["scheduledDeliveryTime"])
    except (TypeError, ValueError):
        return None
    return found if found.tzinfo else None


@FAULTS.deviation(
    breaks=["error.schedule-past"],
    collateral=[*LET_THROUGH, "error.schedule-refused.code", "error.without-effect"],
)
def the_past_is_now(service: Any) -> None:
    """Sends a message whose time has passed at once."""

    def recover(fields: Data) -> None:
        due = moment(fields)
        if due is None or due > service.clock.now():
            raise bad_parameter("scheduledDeliveryTime")

    where_refused(service.drafts, "101", "due", recover)


@FAULTS.deviation(
    breaks=["error.schedule-malformed"],
    collateral=[*LET_THROUGH, "error.schedule-refused.code", "error.without-effect"],
)
def an_unreadable_time_is_now(service: Any) -> None:
    """Sends a message at once if its time cannot be read."""

    def recover(fields: Data) -> None:
        if moment(fields):
            raise bad_parameter("scheduledDeliveryTime")

    where_refused(service.drafts, "101", "due", recover)


@FAULTS.deviation(
    breaks=["schedule.delivers-when-due"], collateral=[*STATES, "cancel.answers-cancelled"]
)
def delivered_before_it_is_due(service: Any) -> None:
    """Sends a scheduled message when a quarter of its wait is over."""

    def earlier(due: datetime | None) -> datetime | None:
        now = service.clock.now()
        return due and now + (due - now) / 4

    alter(service.drafts, "due", earlier)


@FAULTS.deviation(breaks=["schedule.delivers-when-due"], collateral=STATES)
def times_are_local(service: Any) -> None:
    """Reads a time in UTC as one of a zone two hours west."""
    alter(service.drafts, "due", lambda due: due and due + timedelta(hours=2))


@FAULTS.deviation(
    breaks=["validity.counts-from-due-time"],
    collateral=["balance.falls-by-cost", "schedule.delivers-when-due"],
)
def validity_counts_from_receipt(service: Any) -> None:
    """Lets a message expire that is still waiting for its time."""

    def around(original: Callable[..., Any], recipient: str, draft: Any, parts: int) -> Any:
        wait = draft.due - service.clock.now() if draft.due else timedelta()
        return original(recipient, replace(draft, validity=draft.validity - wait), parts)

    wrap(service, "accept", around)
