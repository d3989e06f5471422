"""The options of a send to Clickatell: their documented values, their spelling, the client's id."""

from __future__ import annotations

from typing import Any

from conformance.cases.clickatell import check_accepted, own_id, speaking, told
from conformance.errors import BlockedError, InconclusiveError, UnsupportedError
from conformance.run.declare import each, themes
from conformance.verdict import Prover, expect
from conformance.wire.gateway import Gateway

VALUES: dict[str, tuple[str, tuple[int, ...]]] = {
    "send.option.mobile-originated": ("mo", (0, 1)),
    "send.option.callback": ("callback", tuple(range(8))),
    "send.option.priority": ("userPriorityQueue", (1, 2, 3)),
    "send.option.escalate": ("escalate", (0, 1)),
    "send.option.validity": ("validityPeriod", (60, 1440)),
}
"""The documented values of each option."""


@themes(provider="clickatell")
@each("theme", VALUES, themes=lambda theme: [theme])
def test_documented_values_of_an_option(gateway: Gateway, prove: Prover, theme: str) -> None:
    """A send is accepted with each documented value of an option."""
    gateway.send()
    name, values = VALUES[theme]
    for value in values:
        draft = gateway.draft().having(f"/{name}", value)
        reply = gateway.call(draft)
        with prove(theme):
            check_accepted(reply, f"a send with {name} {value}")


@themes("send.option.sender", provider="clickatell")
def test_a_registered_sender(gateway: Gateway, prove: Prover) -> None:
    """A send in the name of a registered sender is accepted."""
    sender = gateway.account.get("sender")
    if not sender:
        raise UnsupportedError("no sender is registered with the account (CLICKATELL_SENDER)")
    gateway.send()

    reply = gateway.call(gateway.draft().having("/from", sender))

    with prove("send.option.sender"):
        check_accepted(reply, "a send with a registered sender")


@themes("send.option.largest-charge", provider="clickatell")
def test_a_charge_that_is_too_large(gateway: Gateway, prove: Prover) -> None:
    """What becomes of a message that costs more than its maxCredits is recorded."""
    charge = gateway.look(gateway.send()).charge
    if not charge:
        raise InconclusiveError("the charge of a plain message is not told")
    draft = gateway.draft().having("/maxCredits", charge / 2)

    reply = gateway.call(draft)

    if reply.accepted:
        charged = gateway.look(gateway.dialect.sent(reply, draft)[0]).charge
        answer = f"accepted, and charged {charged} where {charge / 2} is the most"
    else:
        answer = told(reply, gateway)
    prove.observe("send.option.largest-charge", answer)


OPEN: dict[str, dict[str, Any]] = {
    "send.option.binary": {"binary": 1, "text": "00FF" * 70},
    "send.option.type": {"type": "flash"},
    "send.flags-as-boolean": {"mo": True, "escalate": False},
    "send.options-empty": {"clientMessageId": "", "validityPeriod": 0, "maxMessageParts": None},
}
"""Options whose effect, or whose spelling, the documents leave open."""


@themes(provider="clickatell")
@each("theme", OPEN, themes=lambda theme: [theme])
def test_options_that_are_left_open(gateway: Gateway, prove: Prover, theme: str) -> None:
    """Whether a send with an option that no page describes in full is accepted is recorded."""
    draft = gateway.draft()
    for name, value in OPEN[theme].items():
        draft = draft.having(f"/{name}", value)
    prove.observe(theme, told(gateway.call(draft), gateway))


@themes("send.flags-as-text", provider="clickatell")
def test_numbers_written_as_text(gateway: Gateway, prove: Prover) -> None:
    """An option that is accepted as a number is accepted in digits too."""
    options = {name: values[-1] for name, values in VALUES.values()}
    if "concat" in gateway.features:
        options["maxMessageParts"] = 2
    tried = 0
    for name, value in options.items():
        if not gateway.call(gateway.draft().having(f"/{name}", value)).accepted:
            continue
        tried += 1
        reply = gateway.call(gateway.draft().having(f"/{name}", str(value)))
        with prove("send.flags-as-text"):
            check_accepted(reply, f"a send with {name} {str(value)!r}")
    if not tried:
        raise BlockedError("no option is accepted as a number")


@themes("send.query-ignored", provider="clickatell")
def test_fields_in_the_query_string(gateway: Gateway, prove: Prover) -> None:
    """Fields beside a complete body say nothing, and nobody is sent to on their account."""
    first, second = gateway.several(2)
    gateway.send()

    draft = gateway.draft(to=[first])
    reply = gateway.call(draft.querying(text="", to=second, unicode="1"))

    with prove("send.query-ignored"):
        [message] = gateway.dialect.sent(reply, draft)
        expect("the recipient that the answer names", message.echoed).equals(first)


@themes(
    "client-id.accepted",
    "read.by-client-id",
    "read.client-id-echoed",
    "read.shape",
    provider="clickatell",
)
def test_a_client_id_finds_its_message(gateway: Gateway, prove: Prover) -> None:
    """A message that was sent with an id of the client's own is found by it."""
    gateway.send()  # a message to mistake for it
    client_id = f"{own_id(9)}2O1"
    draft = gateway.draft(clientMessageId=client_id)
    sending = gateway.call(draft)
    with prove("client-id.accepted"):
        check_accepted(sending, "a send with an id of the client's own")
    [message] = gateway.dialect.sent(sending, draft)
    gateway.send()

    reply = gateway.call(speaking(gateway).read_by_client_id(client_id))

    with prove("read.by-client-id"):
        expect(f"the status of {reply.asked}", reply.status).equals(200)
        found = str(reply.at("/data/apiMessageId"))
        expect("the message that is found", found.lower()).equals(message.id.lower())
    named = [
        "names it" if status.get("/data/clientMessageId") == client_id else "does not name it"
        for status in (gateway.read(message), reply)
    ]
    prove.observe("read.client-id-echoed", f"{named[0]} by its own id, {named[1]} by the client's")


@themes("client-id.longest", provider="clickatell")
def test_the_longest_client_id(gateway: Gateway, prove: Prover) -> None:
    """An id of the client's own may have 32 characters."""
    gateway.send(clientMessageId=own_id())

    reply = gateway.call(gateway.draft(clientMessageId=own_id(32)))

    with prove("client-id.longest"):
        check_accepted(reply, "a send with 32 characters")


@themes("client-id.reused", provider="clickatell")
def test_a_client_id_for_two_messages(gateway: Gateway, prove: Prover) -> None:
    """Whether an id of the client's own serves for a second message is recorded."""
    client_id = own_id()
    gateway.send(clientMessageId=client_id)

    reply = gateway.call(gateway.draft(clientMessageId=client_id))

    prove.observe("client-id.reused", told(reply, gateway))
