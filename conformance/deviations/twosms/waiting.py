"""Faults in scheduling and cancelling: scheduled and recurring messages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from werkzeug.wrappers import Request, Response

from conformance.deviations.deviation import wrap
from conformance.deviations.twosms.faults import FAULTS, after, edit
from conformance.reference.twosms import TwoSms
from conformance.reference.twosms.account import Kind, Message
from conformance.reference.twosms.binding import Model
from conformance.reference.twosms.framework import JSON, RefusedError

CANCELLED = "DeletePendingMessagesResponse"
STOPPED = (
    "cancel.twice.is-harmless",
    "cancel.unsent.stops-delivery",
    "pendings.by-destination",
    "pendings.by-reference",
    "pendings.request.xml",
)
"""Themes that take it for granted that a named message is stopped."""

Order = Mapping[str, Any]
Mean = Callable[[list[Message], Order], list[Message]]


def mean(
    service: TwoSms, change: Callable[[list[Message], list[Message], Order], list[Message]]
) -> None:
    """Change which of the waiting messages an order means."""

    def around(original: Mean, waiting: list[Message], order: Order) -> list[Message]:
        return change(original(waiting, order), waiting, order)

    wrap(service, "meant", around)


# -- scheduling ----------------------------------------------------------------------------------


@FAULTS.deviation(
    breaks=["schedule.accepted"],
    collateral=[
        "recurring.accepted",
        "report.pending-listed",
        "schedule.delivers-when-due",
        *STOPPED,
    ],
)
def takes_no_message_for_later(service: TwoSms) -> None:
    """Refuses a send with `DateToSend`."""

    def around(
        original: Callable[..., Message], *arguments: Any, due: Any, **details: Any
    ) -> Message:
        if due:
            raise RefusedError(400, "Scheduling is not enabled.")
        return original(*arguments, due=due, **details)

    wrap(service, "compose", around)


@FAULTS.deviation(
    breaks=["schedule.delivers-when-due"],
    collateral=["auth.refused-without-effect", "isolation.others-untouched"],
)
def forgets_scheduled_messages(service: TwoSms) -> None:
    """Accepts a message for later and never sends it."""

    def around(original: Callable[[Message], bool], message: Message) -> bool:
        return original(message) and message.id not in later

    def submit(original: Callable[[Message], None], message: Message) -> None:
        if message.due > service.clock.now():
            later.add(message.id)
        original(message)

    later: set[str] = set()
    wrap(service, "gone_out", around)
    wrap(service, "submit", submit)


@FAULTS.deviation(
    breaks=["cancel.unsent.stops-delivery"],
    collateral=["report.pending-listed", "expire.pending.count", *STOPPED],
)
def sends_scheduled_messages_at_once(service: TwoSms) -> None:
    """Passes over `DateToSend`."""

    def around(
        original: Callable[..., Message], *arguments: Any, due: Any, **details: Any
    ) -> Message:
        del due
        return original(*arguments, due=None, **details)

    wrap(service, "compose", around)


# -- cancelling ----------------------------------------------------------------------------------


@FAULTS.deviation(breaks=["cancel.unsent.stops-delivery"], collateral=STOPPED)
def only_says_that_it_cancels(service: TwoSms) -> None:
    """Answers that messages are cancelled and sends them all the same."""

    def around(original: Callable[[Message], Message], message: Message) -> Message:
        return original(message) if message.kind is Kind.RECURRING else message

    wrap(service, "stop", around)


@FAULTS.deviation(breaks=["cancel.answered-as-success"])
def answers_a_cancellation_with_an_error(service: TwoSms) -> None:
    """Cancels, and answers with an error code."""
    edit(
        service,
        CANCELLED,
        lambda document: document | {"Error": {"ErrorCode": "12", "ErrorReason": "Cancelled"}},
    )


@FAULTS.deviation(breaks=["cancel.twice.is-harmless"], collateral=["cancel.unknown.refused"])
def cancels_cancellations(service: TwoSms) -> None:
    """Takes the second cancellation of a message for its revival."""

    def change(found: list[Message], waiting: list[Message], order: Order) -> list[Message]:
        del waiting
        for name in order.get("MessageIDs", []):
            message = service.find(name)
            if message and message.cancelled and message.kind is not Kind.RECURRING:
                message.cancelled = None
        return found

    mean(service, change)


@FAULTS.deviation(
    breaks=["cancel.unknown.refused"],
    collateral=["schedule.delivers-when-due", "isolation.others-untouched"],
)
def cancels_everything_for_an_unknown_id(service: TwoSms) -> None:
    """Takes a list without a known id for no list, and no list for everything."""
    mean(service, lambda found, waiting, _: found or waiting)


@FAULTS.deviation(
    breaks=["isolation.others-untouched"],
    collateral=["pendings.by-destination", "pendings.by-reference", "schedule.delivers-when-due"],
)
def cancels_all_pending_messages(service: TwoSms) -> None:
    """Cancels every scheduled message once one is named."""
    mean(service, lambda found, waiting, _: waiting if found else [])


@FAULTS.deviation(breaks=["cancel.delivered.is-harmless"], collateral=["cancel.unknown.refused"])
def withdraws_what_has_gone_out(service: TwoSms) -> None:
    """Cancels a message that has gone out already."""

    def change(found: list[Message], waiting: list[Message], order: Order) -> list[Message]:
        del waiting
        named = [service.find(name) for name in order.get("MessageIDs", [])]
        sent = [message for message in named if message and message.kind is not Kind.RECURRING]
        return [*found, *(message for message in sent if message not in found)]

    mean(service, change)


@FAULTS.deviation(breaks=["pendings.request.xml"])
def cancels_in_json_only(service: TwoSms) -> None:
    """Reads no XML where messages are cancelled."""

    def around(original: Callable[[Model], dict[str, Any]], model: Model) -> dict[str, Any]:
        readers = original(model)
        if model.root == "DeletePendingRecurringMessagesRequest":
            readers = {media: read for media, read in readers.items() if media in JSON}
        return readers

    wrap(service, "readers", around)


def forget(service: TwoSms, name: str) -> None:
    """Pass over one criterion of a cancellation."""

    def change(order: dict[str, Any]) -> dict[str, Any]:
        return {known: value for known, value in order.items() if known != name}

    after(service, "cancellation", change)


@FAULTS.deviation(breaks=["pendings.by-reference"])
def cancels_by_no_reference(service: TwoSms) -> None:
    """Knows no criterion `Reference`."""
    forget(service, "Reference")


@FAULTS.deviation(breaks=["pendings.by-destination"])
def cancels_by_no_destination(service: TwoSms) -> None:
    """Knows no criterion `Destination`."""
    forget(service, "Destination")


@FAULTS.deviation(
    breaks=["pendings.by-reference", "pendings.by-destination"],
    collateral=["isolation.others-untouched"],
)
def cancels_all_when_there_are_criteria(service: TwoSms) -> None:
    """Takes criteria without ids for everything."""
    mean(
        service,
        lambda found, waiting, order: found if "MessageIDs" in order or not order else waiting,
    )


@FAULTS.deviation(breaks=["report.pending-listed"], collateral=["report.pending-answered"])
def lists_no_scheduled_messages(service: TwoSms) -> None:
    """Reports recurring messages and no scheduled ones."""

    def around(original: Callable[..., Any], messages: list[Message], query: Order) -> Any:
        return original([m for m in messages if m.kind is Kind.RECURRING], query)

    wrap(service, "waiting", around)


# -- recurring messages --------------------------------------------------------------------------


@FAULTS.deviation(breaks=["recurring.accepted"], collateral=["envelope.everywhere"])
def accepts_recurring_messages_without_a_word(service: TwoSms) -> None:
    """Answers a recurring message outside the envelope."""

    def around(original: Callable[[Request], Response], request: Request) -> Response:
        original(request)
        return service.respond(request, 200, "Accepted", {"Accepted": True})

    wrap(service, "send_recurring", around)


@FAULTS.deviation(breaks=["recurring.cancel-stops"])
def goes_on_with_recurring_messages(service: TwoSms) -> None:
    """Answers that a recurring message is cancelled and goes on with it."""

    def around(original: Callable[[Message], Message], message: Message) -> Message:
        return message if message.kind is Kind.RECURRING else original(message)

    wrap(service, "stop", around)


@FAULTS.deviation(breaks=["recurring.cancel-answered"], collateral=["envelope.everywhere"])
def cancels_recurring_messages_without_a_word(service: TwoSms) -> None:
    """Answers the cancelling of a recurring message outside the envelope."""

    def around(original: Callable[[Request], Response], request: Request) -> Response:
        original(request)
        return service.respond(request, 200, "Cancelled", {"Cancelled": True})

    wrap(service, "cancel_recurrings", around)
