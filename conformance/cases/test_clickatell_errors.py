"""Clickatell's numbered errors: sends with one fault each, and what they leave behind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from conformance.cases.clickatell import (
    accept_named,
    check_accepted,
    check_nothing_sent,
    check_refused,
    named,
    own_id,
    speaking,
    told,
)
from conformance.contract import media
from conformance.errors import UnsupportedError
from conformance.providers import Draft
from conformance.providers.clickatell import MESSAGE, MOMENT, VERSION, in_xml
from conformance.run.declare import each, themes
from conformance.verdict import Prover, expect
from conformance.wire.gateway import Gateway


@dataclass(frozen=True)
class Fault:
    """One fault of a send that is otherwise accepted.

    Attributes:
        change: makes the fault in an acceptable send.
        codes: the errors that the documents have for it; none where any 4xx will do.
        preferred: the requirement that prefers one code, and that code.
        status: the requirement that prefers status 400.
        optional: whether it takes a feature to make the fault; then only what is required of that
            feature is looked at.
    """

    id: str
    theme: str
    change: Callable[[Draft], Draft]
    codes: tuple[str, ...] = ()
    preferred: tuple[str, str] = ("", "")
    status: str = ""
    optional: bool = False

    @property
    def themes(self) -> tuple[str, ...]:
        """Everything that it can show something about."""
        effect = "" if self.optional else "error.without-effect"
        every = (self.theme, self.preferred[0], self.status, effect)
        return tuple(theme for theme in every if theme)


def body(content: bytes, content_type: str = media.JSON) -> Callable[[Draft], Draft]:
    """Make the fault of another body."""
    return lambda draft: draft.raw(content, content_type)


def cut(draft: Draft) -> Draft:
    """End the JSON before its last brace."""
    return draft.raw(media.write(draft.body, media.JSON, {})[:-1])


def having(member: str, value: object) -> Callable[[Draft], Draft]:
    """Make the fault of another value."""
    return lambda draft: draft.having(f"/{member}", value)


def lacking(member: str) -> Callable[[Draft], Draft]:
    """Make the fault of a member that is not there."""
    return lambda draft: draft.without(f"/{member}")


BROKEN = "error.body-malformed.status"
MISSING = "error.content-missing.status"
EMPTY = ("error.empty-as-missing", "101")

FAULTS = (
    Fault("json-cut-off", "error.body-malformed", cut, ("100",), status=BROKEN),
    Fault("words", "error.body-malformed", body(b"send this"), ("100",), status=BROKEN),
    Fault("body-empty", "error.body-not-a-message", body(b""), ("100", "101"), status=BROKEN),
    Fault("body-array", "error.body-not-a-message", body(b"[]"), ("100", "101"), status=BROKEN),
    Fault("body-null", "error.body-not-a-message", body(b"null"), ("100", "101"), status=BROKEN),
    Fault("text-missing", "error.content-missing", lacking("text"), ("101",), status=MISSING),
    Fault("to-missing", "error.recipients-missing", lacking("to"), ("101",), status=MISSING),
    Fault("text-empty", "error.text-empty", having("text", ""), preferred=EMPTY, status=MISSING),
    Fault("to-empty", "error.recipients-empty", having("to", []), preferred=EMPTY, status=MISSING),
    Fault("recipient-empty", "error.recipient-empty", having("to", [""])),
)


@themes(provider="clickatell")
@each("fault", FAULTS, id=lambda fault: fault.id, themes=lambda fault: fault.themes)
def test_a_send_with_one_fault(gateway: Gateway, prove: Prover, fault: Fault) -> None:
    """A send with a single fault is refused with the number of that fault, and sends nothing."""
    accept_named(gateway)
    client_id = own_id()
    _try(gateway, prove, fault, named(gateway, client_id), client_id)


NO_UNICODE = {
    "words": ("error.unicode-data.not-hex", "Your parcel!"),
    "one-other-letter": ("error.unicode-data.not-hex", "041G0430"),
    "odd-number-of-digits": ("error.unicode-data.odd-length", "0414043"),
}
"""Texts that are no UCS-2 in hexadecimal digits."""


@themes(provider="clickatell")
@each("name", NO_UNICODE, themes=lambda name: [NO_UNICODE[name][0], "error.unicode-data.status"])
def test_a_text_that_is_no_hexadecimal(gateway: Gateway, prove: Prover, name: str) -> None:
    """A text that is announced as hexadecimal UCS-2 and is none is refused as such."""
    draft = gateway.draft("Да", unicode=1)
    check_accepted(gateway.call(draft), "a send in hexadecimal")
    theme, text = NO_UNICODE[name]
    fault = Fault(
        name,
        theme,
        having("text", text),
        ("116",),
        status="error.unicode-data.status",
        optional=True,
    )
    _try(gateway, prove, fault, draft, own_id())


XML_FAULTS = (
    Fault(
        "element-left-open",
        "error.xml-malformed",
        body(b"<request><data><text>One</text></request>", media.XML),
        ("100",),
        optional=True,
    ),
    Fault(
        "json-declared-as-xml",
        "error.xml-malformed",
        lambda draft: draft.raw(media.write(draft.body, media.JSON, {}), media.XML),
        ("100",),
        optional=True,
    ),
)


@themes(provider="clickatell")
@each("fault", XML_FAULTS, id=lambda fault: fault.id, themes=lambda fault: fault.themes)
def test_an_xml_send_that_does_not_parse(gateway: Gateway, prove: Prover, fault: Fault) -> None:
    """A send whose XML is not well-formed is refused as malformed, and sends nothing."""
    check_accepted(gateway.call(in_xml(named(gateway, own_id()))), "a send without the fault")
    client_id = own_id()
    _try(gateway, prove, fault, named(gateway, client_id), client_id)


@themes("error.xml-not-a-message", provider="clickatell")
def test_an_xml_send_under_another_root(gateway: Gateway, prove: Prover) -> None:
    """A send in XML whose root is another element is refused as no message."""
    check_accepted(gateway.call(in_xml(named(gateway, own_id()))), "a send without the fault")
    client_id = own_id()
    fault = Fault(
        "another-root",
        "error.xml-not-a-message",
        lambda draft: draft.raw(
            b"<message><data><text>One</text><to>"
            + gateway.recipient.encode()
            + b"</to><clientMessageId>"
            + client_id.encode()
            + b"</clientMessageId></data></message>",
            media.XML,
        ),
        ("100", "101"),
        optional=True,
    )
    _try(gateway, prove, fault, gateway.draft(), client_id)


@themes("error.client-id-space", "error.client-id-space.status", provider="clickatell")
def test_a_client_id_with_a_space(gateway: Gateway, prove: Prover) -> None:
    """A clientMessageId with a space inside is refused with its own number."""
    accept_named(gateway)
    client_id = f"{own_id(8)} {own_id(8)}"
    fault = Fault(
        "space",
        "error.client-id-space",
        having("clientMessageId", client_id),
        ("120",),
        status="error.client-id-space.status",
        optional=True,
    )
    _try(gateway, prove, fault, gateway.draft(), client_id)


SENDERS = {
    "error.sender-malformed": "!?" * 6,
    "error.sender-unknown": "Nobody1234",
}


@themes(provider="clickatell")
@each("theme", SENDERS, id=lambda theme: theme.rpartition("-")[2], themes=lambda theme: [theme])
def test_a_sender_that_is_not_the_accounts(gateway: Gateway, prove: Prover, theme: str) -> None:
    """A source address that is none, or nobody's, is refused as such."""
    registered = gateway.account.get("sender")
    if not registered:
        raise UnsupportedError("no sender is registered with the account (CLICKATELL_SENDER)")
    draft = gateway.draft().having("/from", registered)
    check_accepted(gateway.call(draft), "a send in the name of the registered sender")
    fault = Fault(theme, theme, having("from", SENDERS[theme]), ("106", "123"), optional=True)
    _try(gateway, prove, fault, draft, own_id())


def _try(gateway: Gateway, prove: Prover, fault: Fault, acceptable: Draft, client_id: str) -> None:
    """Send an acceptable draft with the fault made in it, and look at everything it shows."""
    reply = gateway.call(fault.change(acceptable))
    with prove(fault.theme):
        if fault.codes:
            check_refused(reply, gateway, *fault.codes)
        else:
            expect(f"the status of {reply.asked}", reply.status).is_between(400, 499)
    if not reply.refused:
        return
    theme, code = fault.preferred
    if theme:
        with prove(theme):
            expect("the errors", gateway.dialect.codes(reply)).includes(code)
    if fault.status:
        with prove(fault.status):
            expect(f"the status of {reply.asked}", reply.status).equals(400)
    if not fault.optional:
        with prove("error.without-effect"):
            check_nothing_sent(reply, gateway, client_id)


@themes("error.message-unknown", provider="clickatell")
def test_the_status_of_a_message_that_is_not_there(gateway: Gateway, prove: Prover) -> None:
    """An id that no message has is answered with an error, or with the status 001."""
    reply = gateway.read(gateway.unknown_id())

    with prove("error.message-unknown"):
        speaking(gateway).check_unknown(reply)


@themes("read.client-id-unknown", provider="clickatell")
def test_the_status_of_a_client_id_that_is_not_there(gateway: Gateway, prove: Prover) -> None:
    """A client's own id that no message has is answered with an error, or with the status 001."""
    reply = gateway.call(speaking(gateway).read_by_client_id(own_id()))

    with prove("read.client-id-unknown"):
        speaking(gateway).check_unknown(reply)


@themes("error.message-id-missing", provider="clickatell")
def test_a_message_without_a_name(gateway: Gateway, prove: Prover) -> None:
    """How reading and stopping without an id are answered is recorded."""
    answers = [
        f"{method} {told(gateway.call(Draft(method, MESSAGE, headers=(VERSION,))), gateway)}"
        for method in ("GET", "DELETE")
    ]
    prove.observe("error.message-id-missing", ", ".join(answers))


OPEN = {
    "error.option-out-of-range": {
        "callback 8": having("callback", 8),
        "userPriorityQueue 4": having("userPriorityQueue", 4),
        "maxMessageParts 36": having("maxMessageParts", 36),
    },
    "error.user-data-header": {"a udh of words": having("udh", "no header")},
    "send.unknown-member": {"an unknown member": having("conformance", "yes")},
}
"""Faults, or none, that the documents leave open."""


@themes(provider="clickatell")
@each("theme", OPEN, themes=lambda theme: [theme])
def test_what_the_documents_leave_open(gateway: Gateway, prove: Prover, theme: str) -> None:
    """How a send is answered that the documents neither allow nor forbid is recorded."""
    answers = [
        f"{name} {told(gateway.call(change(gateway.draft())), gateway)}"
        for name, change in OPEN[theme].items()
    ]
    prove.observe(theme, ", ".join(answers))


TIMES = {
    "past": ("error.schedule-past", timedelta(days=-1)),
    "an-hour-past": ("error.schedule-past", timedelta(hours=-1, minutes=-5)),
    "too-far": ("error.schedule-too-far", timedelta(days=8)),
    "malformed": ("error.schedule-malformed", None),
}


@themes(provider="clickatell")
@each(
    "name",
    TIMES,
    themes=lambda name: [TIMES[name][0], "error.schedule-refused.code"],
)
def test_a_time_that_nothing_can_be_sent_at(gateway: Gateway, prove: Prover, name: str) -> None:
    """A time that is past, too far ahead or none at all is refused, and nothing is sent."""
    later = gateway.call(named(gateway, own_id(), due=gateway.soon()))
    check_accepted(later, "a send for later")
    for identifier in gateway.dialect.created(later):
        gateway.cancel(identifier)
    client_id = own_id()
    theme, ahead = TIMES[name]
    time = "tomorrow" if ahead is None else (gateway.clock.now() + ahead).strftime(MOMENT)

    reply = gateway.call(named(gateway, client_id).having("/scheduledDeliveryTime", time))

    with prove(theme):
        expect(f"the status of {reply.asked}", reply.status).is_between(400, 499)
        check_nothing_sent(reply, gateway, client_id)
    if reply.refused:
        with prove("error.schedule-refused.code"):
            expect("the errors", gateway.dialect.codes(reply)).includes("101")
