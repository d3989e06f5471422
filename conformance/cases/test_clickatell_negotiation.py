"""In which format Clickatell is spoken to and answers: Accept and Content-Type."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.cases.clickatell import (
    accept_named,
    check_accepted,
    check_nothing_sent,
    named,
    operations,
    own_id,
    see_refused,
    xml_root,
)
from conformance.contract import media
from conformance.providers import Draft, Reply, State
from conformance.providers.clickatell import in_xml
from conformance.run.declare import each, themes
from conformance.verdict import Prover, expect
from conformance.wire.gateway import Gateway

UNUSABLE = ("text/plain", "image/png")
"""Types that the API neither writes nor reads."""


def name_of(media_type: str | None) -> str:
    """A media type as it stands in a case's id."""
    return "missing" if media_type is None else media_type.replace("/", "-")


def answers(gateway: Gateway, accept: str | None) -> Iterator[tuple[str, Reply]]:
    """Every operation, carried out with an Accept header, and its answer."""
    for operation, draft in operations(gateway).items():
        yield operation, gateway.call(draft.asking(accept))


@themes(
    "error.accept-header.unusable",
    "error.accept-header.status",
    "error.without-effect",
    provider="clickatell",
)
@each("accept", UNUSABLE, id=name_of)
def test_an_answer_that_nobody_could_write(gateway: Gateway, prove: Prover, accept: str) -> None:
    """Every operation refuses a request that accepts no type of the API, and does nothing."""
    client_id = own_id()
    acceptable = operations(gateway) | {"sendMessage": named(gateway, client_id)}
    for operation, draft in acceptable.items():
        reply = gateway.call(draft.asking(accept))
        theme, status = "error.accept-header.unusable", "error.accept-header.status"
        see_refused(prove, reply, gateway, theme, status, "166", of=operation)
        if not reply.refused:
            continue
        if operation == "sendMessage":
            with prove("error.without-effect"):
                check_nothing_sent(reply, gateway, client_id)
        if operation == "stopMessage":
            state = gateway.look(draft.path.rpartition("/")[2]).state
            with prove("error.without-effect"):
                expect("the message after a refused stop", state).equals(State.SCHEDULED)


@themes(provider="clickatell")
@each(
    "content_type",
    (*UNUSABLE, None),
    id=name_of,
    themes=lambda content_type: [
        f"error.content-type-header.{'unusable' if content_type else 'missing'}",
        "error.content-type-header.status",
        "error.without-effect",
    ],
)
def test_a_body_that_nobody_could_read(
    gateway: Gateway, prove: Prover, content_type: str | None
) -> None:
    """A send whose Content-Type is missing or of no use is refused, and sends nothing."""
    accept_named(gateway)
    client_id = own_id()

    reply = gateway.call(named(gateway, client_id).header("Content-Type", content_type))

    theme = f"error.content-type-header.{'unusable' if content_type else 'missing'}"
    status = "error.content-type-header.status"
    see_refused(prove, reply, gateway, theme, status, "167", of=reply.asked)
    if reply.refused:
        with prove("error.without-effect"):
            check_nothing_sent(reply, gateway, client_id)


@themes(
    "negotiation.json-when-asked",
    "http.media-type-documented",
    "http.parses-as-declared",
    "negotiation.content-type-bare",
    provider="clickatell",
)
def test_json_for_those_who_accept_json(gateway: Gateway, prove: Prover) -> None:
    """Every operation answers JSON where JSON is accepted, and errors are no exception."""
    replies = dict(answers(gateway, media.JSON))
    replies["getMessageStatus of nothing"] = gateway.read(gateway.unknown_id())
    for operation, reply in replies.items():
        with prove("negotiation.json-when-asked"):
            expect(f"the media type of {operation}", reply.media_type).equals(media.JSON)
    written = {reply.headers.get("content-type", "none") for reply in replies.values()}
    prove.observe("negotiation.content-type-bare", f"Content-Type: {', '.join(sorted(written))}")


@themes("negotiation.xml-when-asked", "xml.declaration", provider="clickatell")
def test_xml_for_those_who_accept_xml(gateway: Gateway, prove: Prover) -> None:
    """Every operation answers well-formed XML where only XML is accepted."""
    begin: set[str] = set()
    for operation, reply in answers(gateway, media.XML):
        with prove("negotiation.xml-when-asked"):
            check_accepted(reply, operation)
            xml_root(reply)
        declared = reply.body.startswith(b'<?xml version="1.0"')
        begin.add("with a declaration" if declared else "without a declaration")
    prove.observe("xml.declaration", f"begins {' and '.join(sorted(begin))}")


@themes(provider="clickatell")
@each(
    "accept",
    {
        "absent": None,
        "wildcard": "*/*",
        "list": "text/html, application/json",
        "list-with-wildcard": "text/html, image/png, */*;q=0.2",
    }.items(),
    id=lambda item: item[0],
    themes=lambda item: [f"negotiation.accept-{item[0].partition('-')[0]}"],
)
def test_an_accept_header_that_a_usable_type_fits(
    gateway: Gateway, prove: Prover, accept: tuple[str, str | None]
) -> None:
    """Every operation is carried out for those who accept a usable type among others, or any."""
    name, header = accept
    for operation, reply in answers(gateway, header):
        with prove(f"negotiation.accept-{name.partition('-')[0]}"):
            check_accepted(reply, operation)


@themes("negotiation.nothing-asked", provider="clickatell")
@each("accept", (None, "*/*"), id=lambda accept: "wildcard" if accept else "absent")
def test_the_format_where_nothing_is_asked(
    gateway: Gateway, prove: Prover, accept: str | None
) -> None:
    """Without a wish a send is answered in its own format, anything else in JSON."""
    asked = dict(answers(gateway, accept))
    if "xml" in gateway.features:
        asked["sendMessage in XML"] = gateway.call(in_xml(gateway.draft()).asking(accept))
    for operation, reply in asked.items():
        check_accepted(reply, operation)
        with prove("negotiation.nothing-asked"):
            expect(f"the media type of {operation}", reply.media_type).equals(
                media.XML if operation == "sendMessage in XML" else media.JSON
            )


@themes("negotiation.quality", provider="clickatell")
def test_the_better_of_two_types(gateway: Gateway, prove: Prover) -> None:
    """Which of two usable types is answered where one has the higher quality is recorded."""
    read = gateway.dialect.read(gateway.send().id)
    told = []
    for better, worse in ((media.JSON, media.XML), (media.XML, media.JSON)):
        reply = gateway.call(read.asking(f"{worse};q=0.3, {better};q=0.9"))
        told.append(f"{reply.media_type or reply.status} where {better} is the better")
    prove.observe("negotiation.quality", f"answers {'; '.join(told)}")


@themes("http.charset-accepted", provider="clickatell")
def test_a_charset_beside_the_media_type(gateway: Gateway, prove: Prover) -> None:
    """A charset parameter changes nothing about a documented Content-Type."""
    drafts: dict[str, Draft] = {media.JSON: gateway.draft()}
    if "xml" in gateway.features:
        drafts[media.XML] = in_xml(gateway.draft())
    for media_type, draft in drafts.items():
        plain = gateway.call(draft)
        check_accepted(plain, f"a plain send in {media_type}")
        for charset in ("utf-8", "UTF-8"):
            reply = gateway.call(draft.header("Content-Type", f"{media_type}; charset={charset}"))
            with prove("http.charset-accepted"):
                check_accepted(reply, f"a send with charset={charset}")


@themes("message.absent-members-omitted", "json.layout-free", provider="clickatell")
def test_json_however_it_is_laid_out(gateway: Gateway, prove: Prover) -> None:
    """The order of members and white space of a send mean nothing; nothing absent comes as null."""
    message = gateway.send()
    recipient = gateway.recipient
    layouts = {
        "spread over lines": f'{{\n\t"text" : "One",\r\n  "to" : [\n    "{recipient}"\n  ]\n}}\n',
        "in another order": f'{{"to":["{recipient}"],"text":"One"}}',
    }
    for layout, content in layouts.items():
        reply = gateway.call(gateway.draft().raw(content.encode()))
        with prove("json.layout-free"):
            check_accepted(reply, f"a send {layout}")
    check_accepted(gateway.read(message), "a plain read")
