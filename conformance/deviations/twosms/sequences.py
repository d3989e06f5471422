"""What goes wrong only after several requests, each of which is answered as it has to be."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from werkzeug.wrappers import Request, Response

from conformance.deviations.deviation import wrap
from conformance.deviations.twosms.faults import FAULTS
from conformance.reference.twosms import TwoSms
from conformance.reference.twosms.account import Message

Order = Mapping[str, Any]


@FAULTS.deviation(breaks=["expire.is-lasting"])
def takes_an_expiry_back_when_cancelling(service: TwoSms) -> None:
    """Shows an expired message again once somebody has asked to cancel it."""

    def meant(
        original: Callable[..., list[Message]], waiting: list[Message], order: Order
    ) -> list[Message]:
        for name in order.get("MessageIDs", []):
            message = service.find(name)
            if message is not None:
                message.expired = None
        return original(waiting, order)

    wrap(service, "meant", meant)


@FAULTS.deviation(
    breaks=["expire.count.expired-exact"],
    collateral=["expire.ids.expires-every-named", "expire.ids.expires-named"],
)
def expires_nothing_beside_an_expired_one(service: TwoSms) -> None:
    """Passes over all messages that are named together with one that is expired already."""

    def named(original: Callable[[Any], list[Message]], ids: Any) -> list[Message]:
        found = original(ids)
        return [] if any(message.expired for message in found) else found

    wrap(service, "named", named)


@FAULTS.deviation(breaks=["error.without-effect"], collateral=["send.refused-leaves-nothing"])
def expires_the_last_one_for_a_refused_send(service: TwoSms) -> None:
    """Expires the message that has gone out last when a send is refused."""

    def send(original: Callable[[Request], Response], request: Request) -> Response:
        before = [one for one in service.messages.values() if service.gone_out(one)][-1:]
        response = None
        try:
            response = original(request)
        finally:
            if response is None:
                for message in before:
                    message.expired = service.clock.now()
        return response

    wrap(service, "send", send)


@FAULTS.deviation(breaks=["balance.falls-by-cost"])
def charges_for_every_third_expiry(service: TwoSms) -> None:
    """Takes a credit for every third expiry in a row, and does not say so."""
    expiries: list[int] = []

    def notify(original: Callable[..., float], *arguments: Any) -> float:
        expiries.append(1)
        if len(expiries) % 3 == 0:
            service.charge(1)
        return original(*arguments)

    def submit(original: Callable[[Message], None], message: Message) -> None:
        expiries.clear()
        original(message)

    wrap(service, "notify", notify)
    wrap(service, "submit", submit)
