"""Faults in stopping: what the answer says, what becomes of the message, and of others."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from werkzeug.wrappers import Request, Response

from conformance.deviations.clickatell.errors import where_refused
from conformance.deviations.clickatell.faults import (
    FAULTS,
    LET_THROUGH,
    STATES,
    alter,
    edit,
    on_success,
)
from conformance.deviations.clickatell.reading import STOPS
from conformance.deviations.deviation import wrap
from conformance.reference.clickatell.errors import Refusal, bad_parameter
from conformance.reference.clickatell.messages import DESCRIPTIONS
from conformance.reference.network import Place

Data = dict[str, Any]
Answer = tuple[int, dict[str, Data]]

CANCELLED = "006"
LEFT = frozenset({Place.SENT, Place.DELIVERED})
TWICE = ("cancel.twice.is-harmless", "cancel.twice.same-answer")


def cancelled(message_id: str) -> Answer:
    """The answer to a stop that has worked."""
    return 200, {
        "data": {
            "messageStatus": CANCELLED,
            "description": DESCRIPTIONS[CANCELLED],
            "apiMessageId": message_id,
        }
    }


# -- the answer --------------------------------------------------------------------------------


@FAULTS.deviation(
    breaks=["cancel.answered-as-success", "http.status-documented"],
    collateral=[
        "http.body-ignored",
        *STOPS,
        "cancel.queued.stops-delivery",
        "cancel.unknown.refused",
    ],
)
def stopping_is_accepted(service: Any) -> None:
    """Answers a stop with 202."""
    alter(service, "stop", lambda answer: (202, answer[1]))


@FAULTS.deviation(
    breaks=["cancel.answered-as-success", "http.status-documented", "http.status-listed"],
    collateral=[
        "negotiation.accept-absent",
        "negotiation.accept-list",
        "negotiation.accept-wildcard",
        "http.body-ignored",
        "negotiation.xml-when-asked",
        "negotiation.json-when-asked",
        *STOPS,
        *STATES,
        "xml.cancel.shape",
        "xml.same-as-json",
    ],
)
def stopping_has_no_content(service: Any) -> None:
    """Answers a stop with 204 and no body."""

    def change(response: Response) -> None:
        response.status_code = 204
        response.set_data(b"")

    on_success(service, ["stop"], change)


@FAULTS.deviation(
    breaks=["cancel.shape"],
    collateral=["cancel.answers-description", "xml.cancel.shape", "state.described", *TWICE],
)
def a_stop_without_a_description(service: Any) -> None:
    """Gives the code of the status and no text."""
    edit(service, "stop_data", lambda data: data.pop("description"))


@FAULTS.deviation(
    breaks=["cancel.shape"],
    collateral=[
        "http.body-ignored",
        "negotiation.accept-absent",
        "negotiation.accept-list",
        "negotiation.accept-wildcard",
        "negotiation.xml-when-asked",
        *STOPS,
        *STATES,
        "xml.cancel.shape",
        "xml.same-as-json",
    ],
)
def a_stop_outside_data(service: Any) -> None:
    """Writes the members of a stop's answer at its top."""
    alter(service, "stop", lambda answer: (answer[0], answer[1]["data"]))


@FAULTS.deviation(breaks=["state.documented"], collateral=[*STOPS, *STATES, "xml.same-as-json"])
def a_stop_has_a_number(service: Any) -> None:
    """Writes the status in a stop's answer as a number."""
    edit(service, "stop_data", lambda data: data.update(messageStatus=int(data["messageStatus"])))


@FAULTS.deviation(
    breaks=["cancel.answers-cancelled", "cancel.queued.answers-cancelled"],
    collateral=[
        "cancel.answers-description",
        "cancel.queued.stops-delivery",
        "xml.same-as-json",
        *TWICE,
    ],
)
def a_stop_tells_what_was(service: Any) -> None:
    """Answers a stop with the status that the message had before."""

    def around(original: Callable[..., Answer], request: Request, message_id: str) -> Answer:
        status = service.status(service.find(message_id))
        code, document = original(request, message_id)
        document["data"].update(messageStatus=status, description=DESCRIPTIONS[status])
        return code, document

    wrap(service, "stop", around)


@FAULTS.deviation(
    breaks=["cancel.answers-description"], collateral=["state.described", "xml.same-as-json"]
)
def a_stop_in_own_words(service: Any) -> None:
    """Has its own text for a message that was stopped."""

    def change(data: Data) -> None:
        if data["messageStatus"] == CANCELLED:
            data["description"] = "Message cancelled"

    edit(service, "stop_data", change)


@FAULTS.deviation(breaks=["cancel.names-message"], collateral=["xml.same-as-json", *TWICE])
def a_stop_names_another_message(service: Any) -> None:
    """Stops the right message, and writes another id, as the stop page's XML sample does."""
    edit(service, "stop_data", lambda data: data.update(apiMessageId=service.new_id()))


# -- what becomes of the message ---------------------------------------------------------------


@FAULTS.deviation(
    breaks=["cancel.unsent.stops-delivery", "cancel.unsent.is-lasting"],
    collateral=[
        "cancel.queued.stops-delivery",
        "isolation.siblings-untouched",
        "state.final-stays",
        "state.forward-only",
        *TWICE,
    ],
)
def a_stop_only_says_so(service: Any) -> None:
    """Shows a message as stopped until it goes out."""
    shown = set()

    def place(original: Callable[..., Place], message: Any) -> Place:
        true = original(message)
        waits = true in {Place.SCHEDULED, Place.QUEUED}
        return Place.STOPPED if waits and message.id in shown else true

    wrap(service, "place", place)
    wrap(service, "stop_delivery", lambda _original, message: shown.add(message.id))


@FAULTS.deviation(
    breaks=["cancel.unsent.is-lasting"],
    collateral=["cancel.unsent.stops-delivery", "cancel.queued.stops-delivery", *TWICE],
)
def stopped_messages_are_forgotten(service: Any) -> None:
    """Knows a message no more once it is stopped."""

    def around(original: Callable[..., Answer], request: Request, message_id: str) -> Answer:
        answer = original(request, message_id)
        if answer[1]["data"]["messageStatus"] == CANCELLED:
            del service.messages[message_id.lower()]
        return answer

    wrap(service, "stop", around)


@FAULTS.deviation(
    breaks=["cancel.queued.stops-delivery"],
    collateral=["cancel.delivered.is-harmless", *TWICE],
)
def queued_messages_go_out_all_the_same(service: Any) -> None:
    """Answers the stop of a queued message with 006, and sends it."""

    def around(original: Callable[..., Answer], request: Request, message_id: str) -> Answer:
        message = service.find(message_id)
        if service.place(message) is Place.QUEUED:
            return cancelled(message.id)
        return original(request, message_id)

    wrap(service, "stop", around)


@FAULTS.deviation(
    breaks=["cancel.queued.answers-cancelled"], collateral=["cancel.queued.stops-delivery"]
)
def queued_messages_are_out_of_reach(service: Any) -> None:
    """Stops only what is scheduled."""

    def around(original: Callable[[Any], None], message: Any) -> None:
        if service.place(message) is not Place.QUEUED:
            original(message)

    wrap(service, "stop_delivery", around)


@FAULTS.deviation(
    breaks=["cancel.delivered.is-harmless", "cancel.delivered.answers-state"],
    collateral=["state.final-stays"],
)
def delivered_messages_become_cancelled(service: Any) -> None:
    """Shows a message as stopped whenever somebody has tried to."""

    def stop(_original: Callable[[Any], None], message: Any) -> None:
        message.transmission.stopped = service.clock.now()

    wrap(service, "stop_delivery", stop)


@FAULTS.deviation(
    breaks=["cancel.delivered.answers-state"], collateral=["cancel.delivered.is-harmless"]
)
def a_stop_too_late_says_cancelled(service: Any) -> None:
    """Answers every stop of a known message with 006, also when it comes too late."""
    alter(service, "stop", lambda answer: cancelled(answer[1]["data"]["apiMessageId"]))


@FAULTS.deviation(breaks=["cancel.delivered.answers-state"])
def a_stop_too_late_is_refused(service: Any) -> None:
    """Refuses to stop what has gone out."""

    def around(original: Callable[[Any], None], message: Any) -> None:
        if service.place(message) in LEFT:
            raise bad_parameter("apiMessageId")
        original(message)

    wrap(service, "stop_delivery", around)


@FAULTS.deviation(
    breaks=["cancel.delivered.is-harmless"],
    collateral=["cancel.delivered.answers-state", "state.final-stays"],
)
def a_stop_too_late_loses_the_message(service: Any) -> None:
    """Counts a message as failed once somebody has tried to stop it too late."""
    lost = set()

    def stop(original: Callable[[Any], None], message: Any) -> None:
        if service.place(message) in LEFT:
            lost.add(message.id)
        original(message)

    def place(original: Callable[..., Place], message: Any) -> Place:
        return Place.FAILED if message.id in lost else original(message)

    wrap(service, "stop_delivery", stop)
    wrap(service, "place", place)


@FAULTS.deviation(
    breaks=["cancel.twice.is-harmless"],
    collateral=["cancel.twice.same-answer", "cancel.unsent.is-lasting", "state.final-stays"],
)
def a_second_stop_revives(service: Any) -> None:
    """Sends a stopped message when it is stopped again."""

    def stop(original: Callable[[Any], None], message: Any) -> None:
        if message.transmission.stopped:
            message.transmission.stopped = None
        else:
            original(message)

    wrap(service, "stop_delivery", stop)


@FAULTS.deviation(breaks=["cancel.twice.same-answer"])
def a_second_stop_finds_nothing(service: Any) -> None:
    """Refuses to stop a stopped message as if there were none."""

    def stop(original: Callable[[Any], None], message: Any) -> None:
        if message.transmission.stopped:
            raise Refusal("161")
        original(message)

    wrap(service, "stop_delivery", stop)


# -- what becomes of others --------------------------------------------------------------------


def stop_together(service: Any, others: Callable[[list[list[str]], int], list[list[str]]]) -> None:
    """Let a stop of a message stop other sends, too: chosen from all sends and its own index."""
    sends: list[list[str]] = []

    def remember(answer: Answer) -> None:
        entries: Any = answer[1]["data"]["message"]
        sends.append([entry["apiMessageId"] for entry in entries if entry["accepted"]])

    def stop(original: Callable[[Any], None], message: Any) -> None:
        original(message)
        own = next(index for index, ids in enumerate(sends) if message.id in ids)
        for ids in others(sends, own):
            for message_id in ids:
                original(service.messages[message_id])

    edit(service, "send", remember)
    wrap(service, "stop_delivery", stop)


@FAULTS.deviation(breaks=["isolation.siblings-untouched"], collateral=["schedule.every-recipient"])
def a_stop_stops_the_whole_send(service: Any) -> None:
    """Stops the messages to all recipients of a send together."""
    stop_together(service, lambda sends, own: [sends[own]])


@FAULTS.deviation(
    breaks=["isolation.others-untouched"], collateral=["schedule.every-recipient", *STATES]
)
def a_stop_takes_the_neighbour_along(service: Any) -> None:
    """Stops the send before, too."""
    stop_together(service, lambda sends, own: sends[max(own - 1, 0) : own])


# -- unknown messages --------------------------------------------------------------------------


@FAULTS.deviation(
    breaks=["cancel.unknown.refused", "cancel.unknown.status", "cancel.malformed.refused"],
    collateral=[*LET_THROUGH],
)
def unknown_messages_are_cancelled(service: Any) -> None:
    """Answers every stop with 006."""
    where_refused(service, "161", "stop", lambda _request, message_id: cancelled(message_id))


@FAULTS.deviation(breaks=["cancel.malformed.refused"], collateral=[*LET_THROUGH])
def what_is_no_id_is_cancelled(service: Any) -> None:
    """Answers the stop of what cannot be an id with 006."""

    def recover(_request: Request, message_id: str) -> Answer:
        if re.fullmatch("[0-9a-fA-F]{32}", message_id):
            raise Refusal("161")
        return cancelled(message_id)

    where_refused(service, "161", "stop", recover)


@FAULTS.deviation(breaks=["cancel.unknown.status"])
def stopping_an_unknown_message_tells_001(service: Any) -> None:
    """Answers the stop of an unknown message with 200 and the status 001."""

    def recover(_request: Request, message_id: str) -> Answer:
        data = {"messageStatus": "001", "description": "Message unknown"}
        return 200, {"data": {**data, "apiMessageId": message_id}}

    where_refused(service, "161", "stop", recover)


@FAULTS.deviation(breaks=["cancel.unknown.status"])
def stopping_an_unknown_message_is_a_bad_request(service: Any) -> None:
    """Answers the stop of an unknown message with 400."""

    def recover(_request: Request, **_path: str) -> Answer:
        raise bad_parameter("apiMessageId")

    where_refused(service, "161", "stop", recover)
