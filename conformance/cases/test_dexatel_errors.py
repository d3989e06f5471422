"""Dexatel's numbered errors: one fault at a time, and the number that answers it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from conformance.cases.dexatel import (
    BUTTON,
    PICTURE,
    accepted,
    expect_code,
    expect_refusal,
    expect_status_told,
    from_template,
    later,
    listed_ids,
    quiet,
    tried,
)
from conformance.providers import Draft
from conformance.providers.dexatel import MOMENT
from conformance.run.declare import each, themes
from conformance.verdict import Prover, expect
from conformance.wire.gateway import Gateway


@dataclass(frozen=True)
class Base:
    """A request that has to be accepted before anything in it is made wrong.

    Attributes:
        feature: what the target has to claim for it; empty when nothing.
    """

    feature: str
    draft: Callable[[Gateway], Draft]


BASES = {
    "sms": Base("", lambda gateway: gateway.draft()),
    "whatsapp": Base("whatsapp", lambda gateway: gateway.draft(channel="WHATSAPP")),
    "viber": Base(
        "viber", lambda gateway: gateway.draft(channel="VIBER", image=PICTURE, button=BUTTON)
    ),
    "template": Base("template-send", from_template),
    "schedule": Base("schedule", lambda gateway: gateway.draft(due=later(gateway))),
}


@dataclass(frozen=True)
class Fault:
    """One thing wrong with a request.

    Attributes:
        theme: the requirement that refuses it.
        change: makes the accepted request wrong.
        codes: those that conform; when there are none, any refusal does.
        best: the theme of the code that is preferred, and that code.
        base: the request that it is done to.
    """

    id: str
    theme: str
    change: Callable[[Draft], Draft]
    codes: tuple[str, ...]
    best: tuple[str, str] | None = None
    base: str = "sms"


def put(pointer: str, value: Any) -> Callable[[Draft], Draft]:
    """A change that puts a value in a place."""
    return lambda draft: draft.having(pointer, value)


def drop(pointer: str) -> Callable[[Draft], Draft]:
    """A change that takes a member away."""
    return lambda draft: draft.without(pointer)


def two_days_earlier(draft: Draft) -> Draft:
    """The request for a time that has passed: it was for the next hours."""
    due = datetime.strptime(f"{draft.body['data']['schedule']} +0000", f"{MOMENT} %z")
    return draft.having("/data/schedule", (due - timedelta(days=2)).strftime(MOMENT))


def unknown_sender(draft: Draft) -> Draft:
    """The request from a sender of the documented form that no account has."""
    return draft.having("/data/from", f"No{uuid.uuid4().hex[:9]}")


def unknown_template(draft: Draft) -> Draft:
    """The request with the id of no template."""
    return draft.having("/data/template", str(uuid.uuid4()))


SENDER = ("1504", "1505")
OWN_SENDER = ("error.sender-malformed.own-code", "1504")
TEXT = ("1509", "1508")
OWN_TEXT = ("error.text-malformed.own-code", "1509")
OWN_RECIPIENT = ("error.recipient-empty.own-code", "1523")

FAULTS = (
    Fault("sender-missing", "error.sender-missing", drop("/data/from"), ("1503",)),
    Fault("sender-null", "error.sender-empty", put("/data/from", None), ("1503", "1504")),
    Fault("sender-empty", "error.sender-empty", put("/data/from", ""), ("1503", "1504")),
    Fault(
        "sender-in-array", "error.sender-malformed", put("/data/from", ["Shop"]), SENDER, OWN_SENDER
    ),
    Fault(
        "sender-an-object",
        "error.sender-malformed",
        put("/data/from", {"name": "Shop"}),
        SENDER,
        OWN_SENDER,
    ),
    Fault(
        "sender-too-long",
        "error.sender-malformed",
        put("/data/from", "A sender of far more than eleven characters"),
        SENDER,
        OWN_SENDER,
    ),
    Fault(
        "sender-unknown",
        "error.sender-unknown",
        unknown_sender,
        ("1505", "1504"),
        ("error.sender-unknown.own-code", "1505"),
    ),
    Fault("recipients-missing", "error.recipients-missing", drop("/data/to"), ("1506",)),
    Fault("recipients-empty", "error.recipients-empty", put("/data/to", []), ("1506", "1523")),
    Fault(
        "recipient-of-letters",
        "error.recipient-invalid",
        put("/data/to/0", "nobody"),
        ("1523",),
    ),
    Fault(
        "recipient-with-letters",
        "error.recipient-invalid",
        lambda draft: draft.having("/data/to/0", f"{draft.body['data']['to'][0]}xyz"),
        ("1523",),
    ),
    Fault("recipient-empty", "error.recipient-empty", put("/data/to/0", ""), (), OWN_RECIPIENT),
    Fault(
        "recipient-null", "error.recipient-no-string", put("/data/to/0", None), (), OWN_RECIPIENT
    ),
    Fault(
        "recipient-an-object",
        "error.recipient-no-string",
        lambda draft: draft.having("/data/to/0", {"number": draft.body["data"]["to"][0]}),
        (),
        OWN_RECIPIENT,
    ),
    Fault(
        "recipient-in-array",
        "error.recipient-no-string",
        lambda draft: draft.having("/data/to/0", draft.body["data"]["to"]),
        (),
        OWN_RECIPIENT,
    ),
    Fault("content-missing", "error.content-missing", drop("/data/text"), ("1516", "1508")),
    Fault("text-empty", "error.text-empty", put("/data/text", ""), ("1508", "1516")),
    Fault("text-a-number", "error.text-malformed", put("/data/text", 4711), TEXT, OWN_TEXT),
    Fault("text-a-boolean", "error.text-malformed", put("/data/text", value=True), TEXT, OWN_TEXT),
    Fault("text-in-array", "error.text-malformed", put("/data/text", ["Hi"]), TEXT, OWN_TEXT),
    Fault(
        "text-an-object", "error.text-malformed", put("/data/text", {"en": "Hi"}), TEXT, OWN_TEXT
    ),
    Fault("channel-unknown", "error.channel-unknown", put("/data/channel", "PIGEON"), ("1515",)),
    Fault("sms-image", "error.image-unsupported.sms", put("/data/image", PICTURE), ("1518",)),
    Fault("sms-button", "error.button-unsupported.sms", put("/data/button", BUTTON), ("1519",)),
    Fault(
        "whatsapp-button",
        "error.button-unsupported.whatsapp",
        put("/data/button", BUTTON),
        ("1517",),
        base="whatsapp",
    ),
    Fault("viber-no-button", "error.button-missing", drop("/data/button"), ("1520",), base="viber"),
    Fault(
        "template-malformed",
        "error.template-malformed",
        put("/data/template", "not-a-uuid"),
        ("1512",),
        base="template",
    ),
    Fault(
        "template-unknown",
        "error.template-unknown",
        unknown_template,
        ("1513", "1512"),
        ("error.template-unknown.own-code", "1513"),
        base="template",
    ),
    Fault(
        "variables-missing",
        "error.variables-missing",
        drop("/data/variables"),
        ("1514",),
        base="template",
    ),
    Fault(
        "schedule-malformed",
        "error.schedule-malformed",
        put("/data/schedule", "not-a-date"),
        ("1521",),
        base="schedule",
    ),
    Fault("schedule-past", "error.schedule-past", two_days_earlier, ("1522",), base="schedule"),
)
"""Each leaves no doubt: what a document could be read to allow is not among them."""


def looked_at(fault: Fault) -> list[str]:
    """The themes that a fault's refusal decides; all need the same feature."""
    return [fault.theme, fault.best[0]] if fault.best else [fault.theme]


def at_fault(fault: Fault) -> str:
    """The request, named after what is wrong with it."""
    return f"a create with the fault {fault.id}"


@themes(provider="dexatel")
@each("fault", FAULTS, id=lambda fault: fault.id, themes=looked_at)
def test_a_single_fault(gateway: Gateway, prove: Prover, fault: Fault) -> None:
    """A create with one thing wrong is refused with the number for it."""
    draft = BASES[fault.base].draft(gateway)
    accepted(gateway, draft)

    reply = gateway.call(fault.change(draft))

    with prove(fault.theme):
        expect_refusal(gateway, reply, *fault.codes, of=at_fault(fault))
    if fault.best:
        theme, code = fault.best
        with prove(theme):
            expect_code(gateway, reply, code, at_fault(fault))


@themes(
    "error.without-effect",
    "error.send-refused.status",
    "error.status-agrees",
    "error.shape",
    "error.code-given",
    "error.message-given",
    "error.timestamp-given",
    "error.path-given",
    "error.method-given",
    "error.status-given",
    "http.caller-fault-is-4xx",
    provider="dexatel",
    alone=True,
)
def test_no_fault_leaves_anything_behind(gateway: Gateway, prove: Prover) -> None:
    """Whatever is wrong with a create, it is answered in one way, and no message comes of it."""
    [recipient] = quiet(gateway)
    bases = {
        name: base.draft(gateway).having("/data/to/0", recipient)
        for name, base in BASES.items()
        if not base.feature or base.feature in gateway.features
    }
    usable = {name for name, draft in bases.items() if tried(gateway, draft).accepted}
    expect("the kinds of requests that are accepted", usable).includes("sms")
    listing = "list" in gateway.features
    before = listed_ids(gateway, recipient) if listing else set()

    for fault in (one for one in FAULTS if one.base in usable):
        reply = gateway.call(fault.change(bases[fault.base]))
        made = gateway.dialect.created(reply)
        if reply.accepted and not gateway.dialect.codes(reply):
            before |= {identifier.lower() for identifier in made}
            continue  # that it is not refused at all is the fault's own matter
        with prove("http.caller-fault-is-4xx"):
            expect(f"the status of {at_fault(fault)}", reply.status).is_between(400, 499)
        with prove("error.send-refused.status"):
            expect(f"the status of {at_fault(fault)}", reply.status).equals(400)
        with prove("error.status-agrees"):
            expect_status_told(reply)
        with prove("error.without-effect"):
            expect(f"the messages made by {at_fault(fault)}", made).equals([])

    if listing:
        left = listed_ids(gateway, recipient) - before
        with prove("error.without-effect"):
            expect("the messages that refused creates left", left).equals(set())
