"""What goes wrong only after several requests, each of which is answered as it has to be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from werkzeug.wrappers import Request

from conformance.deviations.clickatell.faults import FAULTS, edit
from conformance.deviations.deviation import wrap
from conformance.reference.clickatell.errors import Refusal
from conformance.reference.network import Place

Stop = Callable[[Any], None]


@FAULTS.deviation(
    breaks=["cancel.twice.is-harmless"],
    collateral=["cancel.unsent.is-lasting", "state.final-stays"],
)
def a_third_stop_revives(service: Any) -> None:
    """Sends a stopped message when it is stopped for the third time."""
    stops: Counter[str] = Counter()

    def stop(original: Stop, message: Any) -> None:
        stops[message.id] += 1
        original(message)
        if stops[message.id] == 3:
            message.transmission.stopped = None

    wrap(service, "stop_delivery", stop)


@FAULTS.deviation(
    breaks=["error.without-effect"],
    collateral=["cancel.unknown.refused", "isolation.others-untouched"],
)
def an_unknown_stop_hits_the_last_one_read(service: Any) -> None:
    """Refuses to stop an unknown message, and stops the one that was read before."""
    read: list[Any] = []

    def status_data(original: Callable[..., Any], message: Any) -> Any:
        read[:] = [message]
        return original(message)

    def stop(original: Callable[..., Any], request: Request, message_id: str) -> Any:
        try:
            return original(request, message_id)
        except Refusal:
            for message in read:
                service.network.stop(message.transmission)
            raise

    wrap(service, "status_data", status_data)
    wrap(service, "stop", stop)


@FAULTS.deviation(breaks=["balance.falls-by-cost"], collateral=["charge.refused-costs-nothing"])
def every_stop_gives_the_charge_back(service: Any) -> None:
    """Gives the charge of a stopped message back, and once more each time it is stopped again."""

    def charge(original: Callable[..., Any], message: Any) -> Any:
        return (
            original(message) * 0 if service.place(message) is Place.STOPPED else original(message)
        )

    def stop(original: Stop, message: Any) -> None:
        original(message)
        if service.place(message) is Place.STOPPED:
            service.balance += message.price

    wrap(service, "charge", charge)
    wrap(service, "stop_delivery", stop)


@FAULTS.deviation(breaks=["isolation.others-untouched"])
def a_second_stop_stops_the_next_send(service: Any) -> None:
    """Stops the next message with another text than that of one that is stopped again."""
    stopped: set[str] = set()

    def stop(original: Stop, message: Any) -> None:
        original(message)
        if message.id in stopped:
            sent = [*service.messages.values()]
            later = sent[sent.index(message) + 1 :]
            text = message.transmission.text
            for other in [one for one in later if one.transmission.text != text][:1]:
                original(other)
        stopped.add(message.id)

    wrap(service, "stop_delivery", stop)


@FAULTS.deviation(
    breaks=["error.without-effect"],
    collateral=["cancel.unsent.is-lasting", "cancel.unsent.stops-delivery", "state.final-stays"],
)
def a_partly_refused_send_restarts(service: Any) -> None:
    """Puts the last stopped message back into the queue once a send is refused for a recipient."""
    stopped: list[Any] = []

    def stop(original: Stop, message: Any) -> None:
        original(message)
        if service.place(message) is Place.STOPPED:
            stopped[:] = [message]

    def submit(outcome: Any) -> None:
        if isinstance(outcome, Refusal):
            for message in stopped:
                message.transmission.stopped = None

    wrap(service, "stop_delivery", stop)
    edit(service, "submit", submit)
