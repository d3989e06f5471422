"""Messages for later: mistakes with the due time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from conformance.deviations.deviation import wrap
from conformance.deviations.dexatel.ways import FAULTS, hides, shows
from conformance.reference.dexatel import Dexatel
from conformance.reference.dexatel.drafts import Draft
from conformance.reference.dexatel.faults import Refusal
from conformance.reference.dexatel.messages import Message
from conformance.reference.network import Place

SCHEDULED = (
    "cancel.any-state-accepted",
    "cancel.unsent.is-lasting",
    "cancel.unsent.stops-delivery",
    "schedule.accepted",
    "schedule.delivers-when-due",
    "schedule.documented-format",
    "schedule.echoed",
    "schedule.every-recipient",
    "state.forward-only",
)
"""What cannot be shown once no message waits for its time."""


def leaves(service: Dexatel, due: Callable[[Draft, str, datetime], datetime | None]) -> None:
    """Let scheduled messages leave at another time; None is the time that was asked for."""

    def submit(original: Callable[..., Message], draft: Draft, recipient: str) -> Message:
        message = original(draft, recipient)
        if draft.schedule is not None:
            message.transmission.due = (
                due(draft, recipient, message.created) or message.transmission.due
            )
        return message

    wrap(service, "submit", submit)


@FAULTS.deviation(breaks=["schedule.accepted"], collateral=SCHEDULED)
def sends_scheduled_messages_at_once(service: Dexatel) -> None:
    """Takes a schedule, echoes it, and sends at once."""
    leaves(service, lambda _draft, _recipient, created: created)


@FAULTS.deviation(breaks=["schedule.accepted"], collateral=SCHEDULED)
def calls_a_scheduled_message_enroute(service: Dexatel) -> None:
    """Shows a message that waits for its time as enroute."""

    def status(original: Callable[[Message], str], message: Message) -> str:
        return original(message).replace("scheduled", "enroute")

    wrap(service, "status", status)


@FAULTS.deviation(
    breaks=["schedule.every-recipient"],
    collateral=["schedule.accepted", "schedule.delivers-when-due"],
)
def schedules_for_the_first_recipient_only(service: Dexatel) -> None:
    """Sends to the second recipient and those after it at once."""
    leaves(
        service,
        lambda draft, recipient, created: None if recipient == draft.recipients[0] else created,
    )


@FAULTS.deviation(breaks=["schedule.echoed"], collateral=["schedule.every-recipient"])
def keeps_the_schedule_to_itself(service: Dexatel) -> None:
    """Shows no schedule."""
    hides(service, "basics", "schedule")


@FAULTS.deviation(breaks=["schedule.echoed"], collateral=["schedule.every-recipient"])
def reads_the_schedule_without_seconds(service: Dexatel) -> None:
    """Shows the due time of a message with its seconds set to zero."""
    shows(service, "basics", schedule=lambda value: f"{value[:-2]}00")


@FAULTS.deviation(
    breaks=["schedule.echoed"],
    collateral=["schedule.documented-format", "schedule.every-recipient"],
)
def shows_the_schedule_in_local_time(service: Dexatel) -> None:
    """Shows the due time as clocks in Yerevan have it."""
    shows(
        service,
        "basics",
        schedule=lambda value: service.date(service.moment(value) + timedelta(hours=4)),
    )


@FAULTS.deviation(
    breaks=["schedule.documented-format"],
    collateral=["schedule.echoed", "schedule.every-recipient"],
)
def shows_the_schedule_in_iso_8601(service: Dexatel) -> None:
    """Shows the due time with T and Z."""
    shows(service, "basics", schedule=lambda value: value.replace(" ", "T") + "Z")


@FAULTS.deviation(breaks=["schedule.accepted"], collateral=["send.accepted", *SCHEDULED])
def wants_schedules_in_iso_8601(service: Dexatel) -> None:
    """Refuses a schedule in the documented format and takes one with T and Z."""

    def schedule_of(
        original: Callable[[dict[str, Any]], datetime | None], data: dict[str, Any]
    ) -> datetime | None:
        if isinstance(schedule := data.get("schedule"), str):
            if "T" not in schedule:
                raise Refusal(1521)
            data = {**data, "schedule": schedule.replace("T", " ").removesuffix("Z")}
        return original(data)

    wrap(service, "schedule_of", schedule_of)


@FAULTS.deviation(breaks=["schedule.delivers-when-due"], collateral=["schedule.every-recipient"])
def never_sends_scheduled_messages(service: Dexatel) -> None:
    """Leaves scheduled messages where they are."""
    leaves(service, lambda _draft, _recipient, _created: datetime.max.replace(tzinfo=UTC))


@FAULTS.deviation(breaks=["schedule.delivers-when-due"], collateral=SCHEDULED)
def sends_scheduled_messages_after_a_minute(service: Dexatel) -> None:
    """Sends a scheduled message a minute after its creation."""
    leaves(service, lambda _draft, _recipient, created: created + timedelta(minutes=1))


@FAULTS.deviation(breaks=["schedule.delivers-when-due"], collateral=SCHEDULED)
def takes_schedules_for_local_time(service: Dexatel) -> None:
    """Sends a scheduled message when clocks in Yerevan show its time."""

    def due(draft: Draft, _recipient: str, created: datetime) -> datetime:
        return max(created, (draft.schedule or created) - timedelta(hours=4))

    leaves(service, due)


@FAULTS.deviation(breaks=["schedule.delivers-when-due"])
def sends_scheduled_messages_an_hour_late(service: Dexatel) -> None:
    """Sends a scheduled message an hour after its time."""
    leaves(
        service,
        lambda draft, _recipient, created: (draft.schedule or created) + timedelta(hours=1),
    )


@FAULTS.deviation(
    breaks=["schedule.delivers-when-due"], collateral=["state.forward-only", "list.filter-state"]
)
def forgets_to_leave_scheduled(service: Dexatel) -> None:
    """Shows a scheduled message as scheduled until it is delivered, an hour after its time."""

    def status(original: Callable[[Message], str], message: Message) -> str:
        place = service.network.place(message.transmission)
        waiting = service.clock.now() < message.transmission.due + timedelta(hours=1)
        scheduled = message.draft.schedule is not None and place is not Place.STOPPED
        return "scheduled" if scheduled and waiting else original(message)

    wrap(service, "status", status)
