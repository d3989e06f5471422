"""What deleting does: mistakes with messages that should be gone, and with all others."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from werkzeug.datastructures import Headers
from werkzeug.wrappers import Request, Response

from conformance.deviations.deviation import wrap
from conformance.deviations.dexatel.ways import (
    AROUND,
    FAULTS,
    LIVES_ON,
    VANISHES,
    forgives,
    recodes,
    restates,
)
from conformance.reference.dexatel import Dexatel
from conformance.reference.dexatel.faults import Refusal
from conformance.reference.dexatel.messages import Message

Delete = Callable[[Request, str], Response]


def deletes(service: Dexatel, delete: Callable[[Delete, Request, Message], Response]) -> None:
    """Delete known messages in another way."""

    def delete_message(original: Delete, request: Request, message_id: str) -> Response:
        message = service.find(message_id)
        return delete(original, request, message)

    wrap(service, "delete_message", delete_message)


# -- the answer ---------------------------------------------------------------

ANSWERS = (
    *(f"{kind}.delete-answers-204" for kind in AROUND),
    "cancel.any-state-accepted",
    "cancel.delivered.is-harmless",
    "http.body-ignored",
    "http.no-body-needed",
    "http.status-documented",
    "read.id-any-case",
)
"""What a wrong answer to every delete shows as well."""


@FAULTS.deviation(breaks=["cancel.answers-204"], collateral=ANSWERS)
def answers_a_delete_with_200(service: Dexatel) -> None:
    """Answers a delete with 200 and an empty object."""
    wrap(service, "no_content", lambda _: service.json(200, {}))


@FAULTS.deviation(breaks=["cancel.answers-204"], collateral=ANSWERS)
def answers_a_delete_with_the_message(service: Dexatel) -> None:
    """Answers a delete with 200 and the message that was deleted."""

    def delete(original: Delete, request: Request, message: Message) -> Response:
        document = service.detail(message, request)
        original(request, message.id)
        return service.json(200, {"data": document})

    deletes(service, delete)


@FAULTS.deviation(breaks=["cancel.answers-204"], collateral=ANSWERS)
def answers_a_delete_with_202(service: Dexatel) -> None:
    """Answers a delete with 202, as if it were still to be done."""
    wrap(service, "no_content", lambda _: Response(status=202))


class Talkative(Response):
    """A 204 that has a body all the same."""

    def get_app_iter(self, environ: Any) -> Any:  # noqa: ARG002
        """The body, which the base class would leave out."""
        return self.iter_encoded()

    def get_wsgi_headers(self, environ: Any) -> Headers:
        """Its length, which the base class would leave out too."""
        headers = super().get_wsgi_headers(environ)
        headers["Content-Length"] = str(len(self.get_data()))
        return headers


@FAULTS.deviation(breaks=["http.no-content-is-empty"], collateral=["cancel.answers-204", *ANSWERS])
def answers_204_with_a_body(service: Dexatel) -> None:
    """Answers a delete with 204 and a body."""
    body = json.dumps({"data": {}})
    wrap(
        service,
        "no_content",
        lambda _: Talkative(body, status=204, content_type="application/json"),
    )


# -- which messages can be deleted --------------------------------------------


def keeps(service: Dexatel, *states: str) -> None:
    """Refuse to delete messages in some states."""

    def delete(original: Delete, request: Request, message: Message) -> Response:
        if service.status(message) in states:
            raise Refusal(409)
        return original(request, message.id)

    deletes(service, delete)


@FAULTS.deviation(
    breaks=["cancel.any-state-accepted", "cancel.delivered.is-harmless"],
    collateral=["cancel.answers-204", "http.body-ignored", "http.no-body-needed"],
)
def keeps_what_has_gone_out(service: Dexatel) -> None:
    """Refuses to delete a message that has gone out."""
    keeps(service, "sent", "delivered", "failed")


@FAULTS.deviation(
    breaks=["cancel.any-state-accepted"],
    collateral=[
        "cancel.answers-204",
        "http.body-ignored",
        "http.no-body-needed",
        "read.id-any-case",
        *LIVES_ON,
    ],
)
def keeps_what_is_enroute(service: Dexatel) -> None:
    """Refuses to delete a message that is being routed."""
    keeps(service, "enroute")


@FAULTS.deviation(breaks=["cancel.any-state-accepted"], collateral=["cancel.delivered.is-harmless"])
def keeps_what_has_failed(service: Dexatel) -> None:
    """Refuses to delete a message that could not be delivered, or has just been sent."""
    keeps(service, "failed", "sent")


@FAULTS.deviation(breaks=["cancel.delivered.is-harmless"], collateral=["cancel.any-state-accepted"])
def keeps_what_was_delivered(service: Dexatel) -> None:
    """Answers 404 for a delete of a delivered message."""

    def delete(original: Delete, request: Request, message: Message) -> Response:
        if service.status(message) == "delivered":
            raise Refusal(1501)
        return original(request, message.id)

    deletes(service, delete)


# -- what stays ---------------------------------------------------------------


def spares(service: Dexatel, *states: str) -> None:
    """Answer 204 for messages in some states, and do nothing."""

    def delete(original: Delete, request: Request, message: Message) -> Response:
        if service.status(message) in states:
            return service.no_content()
        return original(request, message.id)

    deletes(service, delete)


@FAULTS.deviation(
    breaks=["cancel.unsent.stops-delivery"], collateral=[*LIVES_ON, "schedule.every-recipient"]
)
def sends_a_cancelled_message_all_the_same(service: Dexatel) -> None:
    """Answers 204 for a scheduled message, which goes out at its time."""
    spares(service, "scheduled")


@FAULTS.deviation(breaks=["cancel.queued.stops-delivery"], collateral=LIVES_ON)
def is_too_late_for_what_is_enroute(service: Dexatel) -> None:
    """Answers 204 for a message in the queue, which goes out all the same."""
    spares(service, "enroute")


@FAULTS.deviation(breaks=["cancel.deleted-is-gone"], collateral=LIVES_ON)
def deletes_nothing_that_was_delivered(service: Dexatel) -> None:
    """Answers 204 for a delivered message, which stays."""
    spares(service, "delivered")


@FAULTS.deviation(breaks=["cancel.deleted-is-gone"], collateral=LIVES_ON)
def deletes_nothing_at_all(service: Dexatel) -> None:
    """Answers 204 for every known message and leaves it as it was."""
    spares(service, "scheduled", "enroute", "sent", "delivered", "failed")


@FAULTS.deviation(
    breaks=["cancel.unsent.is-lasting"],
    collateral=[*LIVES_ON, "list.pages-complete", "list.total"],
)
def brings_a_cancelled_message_back(service: Dexatel) -> None:
    """Hides a cancelled message until its time, and sends it then."""
    hidden: list[Message] = []

    def forget(original: Callable[[Message], None], message: Message) -> None:
        original(message)
        if message.transmission.due > service.clock.now():
            message.transmission.stopped = None
            hidden.append(message)

    def call(original: Callable[..., Response], *arguments: object) -> Response:
        now = service.clock.now()
        for message in [message for message in hidden if message.transmission.due <= now]:
            hidden.remove(message)
            service.messages[message.id] = message
        return original(*arguments)

    wrap(service, "forget", forget)
    wrap(service, "call", call)


class Graveyard:
    """Deleted messages that can still be found, in one way or another."""

    def __init__(self, service: Dexatel) -> None:
        self.service = service
        self.states: dict[str, str] = {}
        wrap(service, "cancel", self.cancel)
        wrap(service, "forget", self.forget)
        wrap(service, "status", self.status)

    def cancel(self, original: Callable[[Message], None], message: Message) -> None:
        """Remember in what state the message was."""
        self.states[message.id] = self.service.status(message)
        original(message)

    def forget(self, _original: Callable[[Message], None], message: Message) -> None:
        """Keep it."""

    def status(self, original: Callable[[Message], str], message: Message) -> str:
        """The state in which it was deleted."""
        return self.states.get(message.id) or original(message)


@FAULTS.deviation(breaks=["cancel.deleted-is-gone"], collateral=LIVES_ON)
def cancels_and_keeps(service: Dexatel) -> None:
    """Stops a deleted message and still shows it, in the status that it had."""
    Graveyard(service)


@FAULTS.deviation(breaks=["cancel.deleted-not-listed"], collateral=["list.agrees-with-read"])
def lists_deleted_messages(service: Dexatel) -> None:
    """Does not read a deleted message, but lists it."""
    graveyard = Graveyard(service)

    def find(original: Callable[[str], Message], message_id: str) -> Message:
        message = original(message_id)
        if message.id in graveyard.states:
            raise Refusal(1501)
        return message

    wrap(service, "find", find)


def buries(service: Dexatel, code: int, *, on: tuple[str, ...] = ("GET", "HEAD")) -> None:
    """Refuse a deleted message with a code of its own."""
    deleted: set[str] = set()

    def forget(original: Callable[[Message], None], message: Message) -> None:
        deleted.add(message.id)
        original(message)

    def refused(
        original: Callable[[Request, Refusal], Response], request: Request, refusal: Refusal
    ) -> Response:
        last = request.path.rpartition("/")[2].lower()
        if refusal.code == 1501 and last in deleted and request.method in on:
            refusal = Refusal(code)
        return original(request, refusal)

    wrap(service, "forget", forget)
    wrap(service, "refused", refused)


@FAULTS.deviation(
    breaks=["cancel.deleted-is-gone"],
    collateral=[
        "cancel.deleted-reads-404",
        "cancel.queued.stops-delivery",
        "cancel.unsent.is-lasting",
    ],
)
def remembers_what_was_deleted(service: Dexatel) -> None:
    """Refuses to read a deleted message as an id that is none."""
    buries(service, 1502)


@FAULTS.deviation(breaks=["cancel.twice.is-harmless"], collateral=["cancel.twice.answers-unknown"])
def refuses_a_second_delete(service: Dexatel) -> None:
    """Answers 409 when a message is deleted again."""
    buries(service, 409, on=("DELETE",))


@FAULTS.deviation(
    breaks=["cancel.deleted-reads-404"],
    collateral=["error.message-unknown.status", "cancel.twice.is-harmless"],
)
def calls_a_deleted_message_a_bad_request(service: Dexatel) -> None:
    """Answers 400 with the code for unknown messages."""
    restates(service, 400, 1501)


@FAULTS.deviation(breaks=["cancel.twice.answers-unknown"])
def answers_204_again(service: Dexatel) -> None:
    """Answers a second delete like the first."""
    deleted: set[str] = set()

    def forget(original: Callable[[Message], None], message: Message) -> None:
        deleted.add(message.id)
        original(message)

    def delete_message(original: Delete, request: Request, message_id: str) -> Response:
        if message_id.lower() in deleted:
            return service.no_content()
        return original(request, message_id)

    wrap(service, "forget", forget)
    wrap(service, "delete_message", delete_message)


# -- ids that are not ---------------------------------------------------------


@FAULTS.deviation(
    breaks=["cancel.unknown.refused"],
    collateral=["cancel.twice.answers-unknown", "error.message-unknown.status"],
)
def deletes_what_is_not_there(service: Dexatel) -> None:
    """Answers 204 for an id that nobody has."""
    forgives(service, "delete_message", 1501, lambda *_, **__: service.no_content())


@FAULTS.deviation(
    breaks=["cancel.unknown.refused"],
    collateral=[
        "cancel.twice.answers-unknown",
        "cancel.twice.is-harmless",
        "error.message-unknown.status",
    ],
)
def deletes_nothing_without_its_code(service: Dexatel) -> None:
    """Refuses to delete an unknown message with a code for 404 in general."""
    recodes(service, 1501, 404, on=("DELETE",))


@FAULTS.deviation(
    breaks=["cancel.malformed.refused"], collateral=["error.message-id-malformed.status"]
)
def takes_a_malformed_id_for_an_unknown_one(service: Dexatel) -> None:
    """Refuses to delete by what is no UUID as if there were no such message."""
    recodes(service, 1502, 1501, on=("DELETE",))


@FAULTS.deviation(
    breaks=["cancel.malformed.refused"],
    collateral=["error.message-id-malformed.status", "http.caller-fault-is-4xx"],
)
def deletes_by_anything(service: Dexatel) -> None:
    """Answers 204 for what is no UUID."""
    forgives(service, "delete_message", 1502, lambda *_, **__: service.no_content())


# -- other messages -----------------------------------------------------------


def takes_along(service: Dexatel, others: Callable[[Message], list[Message]]) -> None:
    """Delete other messages together with the one that is named."""

    def forget(original: Callable[[Message], None], message: Message) -> None:
        for other in others(message):
            service.network.stop(other.transmission)
            service.messages.pop(other.id, None)
        original(message)

    wrap(service, "forget", forget)


@FAULTS.deviation(breaks=["isolation.siblings-untouched"], collateral=VANISHES)
def deletes_the_whole_create(service: Dexatel) -> None:
    """Deletes the messages of all recipients together with that of one."""
    takes_along(
        service,
        lambda message: [
            other
            for other in service.messages.values()
            if other.draft is message.draft and other is not message
        ],
    )


@FAULTS.deviation(breaks=["isolation.others-untouched"], collateral=VANISHES)
def deletes_all_to_the_recipient(service: Dexatel) -> None:
    """Deletes every message to the same recipient."""
    takes_along(
        service,
        lambda message: [
            other
            for other in service.messages.values()
            if other.recipient == message.recipient and other is not message
        ],
    )


@FAULTS.deviation(
    breaks=["isolation.others-untouched", "isolation.siblings-untouched"], collateral=VANISHES
)
def takes_the_neighbour_along(service: Dexatel) -> None:
    """Deletes the messages before and after the one that is named."""

    def neighbours(message: Message) -> list[Message]:
        near = (message.serial - 1, message.serial + 1)
        return [other for other in service.messages.values() if other.serial in near]

    takes_along(service, neighbours)


@FAULTS.deviation(
    breaks=["isolation.siblings-untouched"],
    collateral=["isolation.others-untouched", "schedule.every-recipient", *VANISHES],
)
def stops_the_siblings(service: Dexatel) -> None:
    """Fails the other messages of a create when one of them is deleted."""
    failed: set[str] = set()

    def forget(original: Callable[[Message], None], message: Message) -> None:
        failed.update(
            other.id for other in service.messages.values() if other.draft is message.draft
        )
        original(message)

    def status(original: Callable[[Message], str], message: Message) -> str:
        return "failed" if message.id in failed else original(message)

    wrap(service, "forget", forget)
    wrap(service, "status", status)


@FAULTS.deviation(
    breaks=["error.without-effect"],
    collateral=["isolation.others-untouched", *VANISHES],
)
def deletes_the_newest_for_an_unknown_id(service: Dexatel) -> None:
    """Refuses to delete an unknown message, and deletes the newest one instead."""

    def delete_message(original: Delete, request: Request, message_id: str) -> Response:
        try:
            return original(request, message_id)
        except Refusal:
            if service.messages:
                service.forget(list(service.messages.values())[-1])
            raise

    wrap(service, "delete_message", delete_message)
