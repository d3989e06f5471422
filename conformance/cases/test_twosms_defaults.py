"""2sms's expire operation without ids and criteria: what it means, and above all what it spares.

None of this is for a live account: such a body means messages that nobody named.
"""

from __future__ import annotations

from typing import Any

from conformance.cases.twosms import (
    appear,
    expect_live,
    expired_count,
    fate,
    off_live,
    searching,
    sent_live,
)
from conformance.providers import Reply
from conformance.providers.twosms import succeeded, told
from conformance.run.declare import each, themes
from conformance.verdict import Prover
from conformance.wire.gateway import Gateway


def outcome(reply: Reply) -> str:
    """What an answer says that was done, in a phrase."""
    if not succeeded(reply):
        return told(reply)
    erased = reply.get("/ResponseData/Detail/NoOfMessagesDeleted")
    return f"{expired_count(reply)} expired, {erased} erased"


@themes("expire.default.spares-live", provider="twosms", alone=True)
def test_an_empty_object(gateway: Gateway, prove: Prover) -> None:
    """An empty object leaves a live message alone."""
    off_live(gateway)
    message = sent_live(gateway)

    gateway.call(searching())

    with prove("expire.default.spares-live"):
        expect_live(gateway, message, "a live message")


@themes(
    "expire.default.spares-partly-read",
    "expire.default.selects-finished",
    provider="twosms",
    alone=True,
)
def test_a_message_that_not_all_have_read(gateway: Gateway, prove: Prover) -> None:
    """A message is spared until every recipient has read it the maximum number of times."""
    off_live(gateway)
    first, second = gateway.send_each(to=gateway.several(2), Reads=1)
    appear(gateway, first)  # and with this the first recipient has read it

    gateway.call(searching())

    with prove("expire.default.spares-partly-read"):
        expect_live(gateway, second, "the message, to the other recipient,")
    prove.observe(
        "expire.default.selects-finished",
        f"once all have read a message: {outcome(gateway.call(searching()))}",
    )


OPEN: dict[str, tuple[str, dict[str, Any]]] = {
    "delete": ("expire.default.flags-only", {"Delete": True}),
    "notify": ("expire.default.flags-only", {"NotifyRecipients": True}),
    "reason": ("expire.default.flags-only", {"Reason": "Tidying up"}),
    "empty-ids": ("expire.default.empty-ids", {"MessageIDs": []}),
    "null-ids": ("expire.default.null-ids", {"MessageIDs": None}),
}


@themes(provider="twosms", alone=True)
@each("body", OPEN, themes=lambda body: (OPEN[body][0],))
def test_a_body_that_selects_nothing(gateway: Gateway, prove: Prover, body: str) -> None:
    """What a body means that has members and selects no message."""
    off_live(gateway)
    theme, members = OPEN[body]
    message = sent_live(gateway)

    reply = gateway.call(searching(**members))

    prove.observe(theme, f"{body}: {outcome(reply)}; a live message is {fate(gateway, message)}")


@themes("expire.empty-body.spares-live", "expire.empty-body.answer", provider="twosms", alone=True)
def test_no_body_at_all(gateway: Gateway, prove: Prover) -> None:
    """A request without a body leaves a live message alone."""
    off_live(gateway)
    message = sent_live(gateway)

    reply = gateway.call(searching().raw(b""))

    with prove("expire.empty-body.spares-live"):
        expect_live(gateway, message, "a live message")
    prove.observe("expire.empty-body.answer", outcome(reply))
