"""2sms's refusals of the expire operation: one fault in a body, and a live message beside it.

None of this is for a live account: a body that is not understood may be taken for one that names
no message, and such a body means messages that nobody named.
"""

from __future__ import annotations

from dataclasses import dataclass

from conformance.cases.twosms import (
    expect_expired,
    expect_live,
    expect_refusal,
    expiring,
    off_live,
    page,
    searching,
    sent_live,
    updating,
)
from conformance.contract.media import JSON, XML
from conformance.providers import Draft, Reply
from conformance.providers.twosms import PENDINGS, refused
from conformance.run.declare import each, themes
from conformance.verdict import Prover, expect
from conformance.wire.gateway import Gateway

BAD_ID = "not-a-guid"


@dataclass(frozen=True)
class Fault:
    """One fault, put into a body that is known to be accepted without it.

    Attributes:
        theme: the requirement that the body is refused by.
        pointer: the place of the faulty value in the body.
    """

    id: str
    theme: str
    pointer: str
    value: str
    media_type: str = JSON


FAULTS = (
    Fault("bad-id-beside-good", "error.message-id-malformed", "/MessageIDs/1", BAD_ID),
    Fault("bad-id-beside-good-xml", "error.message-id-malformed", "/MessageIDs/1", BAD_ID, XML),
    Fault("start-date", "expire.fault.date", "/StartDate", "yesterday"),
    Fault("finish-date", "expire.fault.date", "/FinishDate", "tomorrow"),
    Fault("finish-date-xml", "expire.fault.date", "/FinishDate", "tomorrow", XML),
    Fault("range", "expire.fault.enum-name", "/Range", "CONFORMANCE"),
    Fault("type", "expire.fault.enum-name", "/Type", "CONFORMANCE"),
    Fault("range-xml", "expire.fault.enum-name", "/Range", "CONFORMANCE", XML),
    Fault("type-xml", "expire.fault.enum-name", "/Type", "CONFORMANCE", XML),
)


def expect_faults_listed(reply: Reply) -> None:
    """400, with what is wrong by member."""
    expect(f"the status of {reply.asked}", reply.status).equals(400)
    expect("Message", reply.at("/Message")).is_a(str)
    expect("ModelState", reply.at("/ModelState")).is_a(dict)


@themes(provider="twosms")
@each(
    "fault",
    FAULTS,
    id=lambda fault: fault.id,
    themes=lambda fault: (
        fault.theme,
        "expire.fault.answers-400",
        "expire.fault.without-effect",
        "http.caller-fault-is-4xx",
    ),
)
def test_a_faulty_member(gateway: Gateway, prove: Prover, fault: Fault) -> None:
    """A body with one faulty member is refused as a whole, and expires nothing."""
    off_live(gateway)
    faultless, message = sent_live(gateway), sent_live(gateway)
    gateway.call(expiring(faultless.id).written_in(fault.media_type))
    expect_expired(gateway, faultless, f"a message named in {fault.media_type} without a fault")
    draft = expiring(message.id).having(fault.pointer, fault.value).written_in(fault.media_type)
    gateway.invented(fault.value)

    reply = gateway.call(draft)

    with prove(fault.theme):
        expect_refusal(reply)
    with prove("expire.fault.answers-400"):
        expect_faults_listed(reply)
    with prove("http.caller-fault-is-4xx"):
        expect(f"the status of {reply.asked}", reply.status).is_between(400, 499)
    with prove("expire.fault.without-effect"):
        expect_live(gateway, message, "a message whose id stands in a faulty body")


@themes("error.message-id-malformed", "http.caller-fault-is-4xx", provider="twosms")
def test_nothing_but_a_bad_id(gateway: Gateway, prove: Prover) -> None:
    """A body whose only id is none is refused."""
    off_live(gateway)

    reply = gateway.call(expiring(gateway.invented(BAD_ID)))

    with prove("error.message-id-malformed"):
        expect_refusal(reply)
    with prove("http.caller-fault-is-4xx"):
        expect(f"the status of {reply.asked}", reply.status).is_between(400, 499)


BROKEN = {
    "json": ("error.body-malformed", JSON, '{{"MessageIDs": ["{id}"'),
    "xml": (
        "error.xml-malformed",
        XML,
        "<MessageCriteria><MessageIDs><guid>{id}</guid></MessageIDs>",
    ),
}


@themes(provider="twosms")
@each(
    "syntax",
    BROKEN,
    themes=lambda syntax: (
        BROKEN[syntax][0],
        "error.without-effect",
        "http.caller-fault-is-4xx",
    ),
)
def test_a_broken_body(gateway: Gateway, prove: Prover, syntax: str) -> None:
    """A body that ends too early is refused, and expires nothing."""
    off_live(gateway)
    theme, media_type, text = BROKEN[syntax]
    message = sent_live(gateway)

    reply = gateway.call(searching().raw(text.format(id=message.id).encode(), media_type))

    with prove(theme):
        expect_refusal(reply)
    with prove("http.caller-fault-is-4xx"):
        expect(f"the status of {reply.asked}", reply.status).is_between(400, 499)
    if refused(reply):
        with prove("error.without-effect"):
            expect_live(gateway, message, "a message whose id stands in a broken body")


@themes(
    "http.unsupported-media-type",
    "http.unsupported-media-type.refused-415",
    "error.without-effect",
    provider="twosms",
)
@each("media_type", ("text/plain", "image/png"))
def test_an_unlisted_media_type(gateway: Gateway, prove: Prover, media_type: str) -> None:
    """A body of a type that the page does not list is refused, and expires nothing."""
    off_live(gateway)
    message = sent_live(gateway)

    reply = gateway.call(expiring(message.id).header("Content-Type", media_type))

    with prove("http.unsupported-media-type"):
        expect(f"the status of {reply.asked}", reply.status).is_between(400, 499)
    with prove("http.unsupported-media-type.refused-415"):
        expect(f"the status of {reply.asked}", reply.status).equals(415)
    if refused(reply):
        with prove("error.without-effect"):
            expect_live(gateway, message, f"a message whose id stands in {media_type}")


@themes("error.message-unknown", "error.shape", provider="twosms")
def test_a_message_that_does_not_exist(gateway: Gateway, prove: Prover) -> None:
    """An id that names no message can neither be updated nor viewed."""
    unknown = gateway.unknown_id()

    with prove("error.message-unknown"):
        expect_refusal(gateway.call(updating(unknown)))
        if "view" in gateway.features:
            expect_refusal(gateway.read(unknown))


ROUTES = {
    "path": Draft("GET", "/api/conformance/nowhere"),
    "method": Draft("GET", PENDINGS),
}


@themes("http.routing-answer-well-formed", provider="twosms")
@each("unknown", ROUTES)
def test_an_unknown_route(gateway: Gateway, prove: Prover, unknown: str) -> None:
    """Who asks for a path or a method that does not exist is told so in an error object."""
    reply = gateway.call(ROUTES[unknown])

    with prove("http.routing-answer-well-formed"):
        expect("the media type", reply.media_type).is_in(JSON, "text/json", XML, "text/xml")
        expect("Message", reply.at("/Message")).is_a(str)


@themes("http.body-ignored", "http.head-like-get", "http.head-without-body", provider="twosms")
def test_a_report_by_other_means(gateway: Gateway, prove: Prover) -> None:
    """A report takes no notice of a body, and is the same to HEAD but for its own body."""
    draft = page(1, {"Destination": f"+{gateway.recipient}"}, 1)
    plain = gateway.call(draft)
    expect("the status of the report", plain.status).is_between(200, 299)

    with_body = gateway.call(draft.raw(b'{"paging": "none"}', JSON))
    heading = gateway.call(draft.by("HEAD"))

    with prove("http.body-ignored"):
        expect("the status of a GET with a body", with_body.status).equals(plain.status)
    with prove("http.head-without-body"):
        expect("the octets that follow the head", len(heading.body)).equals(0)
    with prove("http.head-like-get"):
        if not heading.refused:
            expect("the status of HEAD", heading.status).equals(plain.status)
