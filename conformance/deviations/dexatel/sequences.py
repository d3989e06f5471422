"""What goes wrong only after several requests, each of which is answered as it has to be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from werkzeug.wrappers import Request, Response

from conformance.deviations.deviation import wrap
from conformance.deviations.dexatel.ways import FAULTS, LIVES_ON
from conformance.reference.dexatel import Dexatel
from conformance.reference.dexatel.faults import Refusal
from conformance.reference.dexatel.messages import Message


@FAULTS.deviation(breaks=["error.without-effect"])
def gives_the_place_of_a_deleted_message_away(service: Dexatel) -> None:
    """Keeps a message where a deleted one was, and deletes it when that one is deleted again."""
    vacant: list[str] = []
    heirs: dict[str, Message] = {}

    def forget(original: Callable[[Message], None], message: Message) -> None:
        original(message)
        vacant.append(message.id)

    def submit(original: Callable[..., Message], *arguments: Any) -> Message:
        message = original(*arguments)
        heirs.update(dict.fromkeys(vacant, message))
        vacant.clear()
        return message

    def delete_message(
        original: Callable[..., Response], request: Request, message_id: str
    ) -> Response:
        heir = heirs.pop(message_id.lower(), None)
        if heir is not None:
            service.network.stop(heir.transmission)
            service.messages.pop(heir.id, None)
        return original(request, message_id)

    wrap(service, "forget", forget)
    wrap(service, "submit", submit)
    wrap(service, "delete_message", delete_message)


@FAULTS.deviation(breaks=["error.without-effect"], collateral=LIVES_ON)
def undoes_a_delete_when_it_refuses_a_create(service: Dexatel) -> None:
    """Rolls back to where it was before the last delete once a create is refused."""
    deleted: list[Message] = []

    def forget(original: Callable[[Message], None], message: Message) -> None:
        original(message)
        deleted[:] = [message]

    def create_message(original: Callable[[Request], Response], request: Request) -> Response:
        try:
            response = original(request)
        except Refusal:
            for message in deleted:
                message.transmission.stopped = None
                service.messages[message.id] = message
            raise
        finally:
            deleted.clear()
        return response

    wrap(service, "forget", forget)
    wrap(service, "create_message", create_message)


@FAULTS.deviation(
    breaks=["text.survives"],
    collateral=["isolation.others-untouched", "list.agrees-with-read", "read.returns-message"],
)
def has_room_for_three_texts(service: Dexatel) -> None:
    """Keeps the text of a fourth message where that of the first of them was."""
    kept: list[Message] = []

    def submit(original: Callable[..., Message], *arguments: Any) -> Message:
        message = original(*arguments)
        if len(kept) == 3:
            first = kept.pop(0)
            first.draft = replace(first.draft, text=message.draft.text)
        kept.append(message)
        return message

    wrap(service, "submit", submit)


@FAULTS.deviation(
    breaks=["state.final-stays"],
    collateral=["isolation.others-untouched", "list.agrees-with-read", "read.repeatable"],
)
def fails_what_is_read_too_often(service: Dexatel) -> None:
    """Shows a delivered message as failed when it is read for the eighth time."""
    read: Counter[str] = Counter()

    def read_message(
        original: Callable[..., Response], request: Request, message_id: str
    ) -> Response:
        read[message_id.lower()] += 1
        return original(request, message_id)

    def status(original: Callable[[Message], str], message: Message) -> str:
        shown = original(message)
        return "failed" if shown == "delivered" and read[message.id] >= 8 else shown

    wrap(service, "read_message", read_message)
    wrap(service, "status", status)
