"""HTTP with Dexatel: media types, bodies where none is needed, and answers to what is unknown."""

from __future__ import annotations

from conformance.cases.dexatel import accepted, expect_accepted, expect_envelope
from conformance.providers import Draft
from conformance.providers.dexatel import listing
from conformance.run.declare import each, themes
from conformance.verdict import Prover, expect
from conformance.wire.gateway import Gateway

JSON = "application/json"


@themes(
    "http.parses-as-declared",
    "http.media-type-documented",
    "http.status-documented",
    provider="dexatel",
)
def test_answers_are_what_they_declare(gateway: Gateway, prove: Prover) -> None:
    """Success and refusal of every message operation come in a documented status and type."""
    del prove  # every answer of every case is judged; these are one of each
    message = gateway.send()
    for identifier in (message.id, gateway.unknown_id(), gateway.invented("not-a-uuid")):
        gateway.read(identifier)
        gateway.cancel(identifier)
    gateway.call(gateway.draft().without("/data/from"))
    if "list" in gateway.features:
        gateway.call(listing(1))


@themes("http.charset-accepted", provider="dexatel")
@each("charset", ["utf-8", "UTF-8"])
def test_a_charset_on_the_content_type(gateway: Gateway, prove: Prover, charset: str) -> None:
    """A create may say that its JSON is in UTF-8."""
    draft = gateway.draft("Hi there, naïve café")

    reply = gateway.call(draft.header("Content-Type", f"{JSON}; charset={charset}"))

    with prove("http.charset-accepted"):
        expect_accepted(gateway, reply)


@themes(
    "http.unsupported-media-type.refused-415",
    "http.unsupported-media-type.accepted",
    provider="dexatel",
)
@each(
    "declared",
    {"text": "text/plain", "xml": "application/xml", "none": None}.items(),
    id=lambda one: one[0],
)
def test_another_content_type(
    gateway: Gateway, prove: Prover, declared: tuple[str, str | None]
) -> None:
    """A create that does not declare JSON may be accepted, and is best refused with 415."""
    draft = gateway.draft()
    accepted(gateway, draft)

    reply = gateway.call(draft.header("Content-Type", declared[1]))

    with prove("http.unsupported-media-type.refused-415"):
        expect(f"the status of {reply.asked}", reply.status).equals(415)
    verdict = "accepted" if reply.accepted else "refused"
    prove.observe(
        "http.unsupported-media-type.accepted",
        f"{declared[1] or 'no content type'} is {verdict} with {reply.status}",
    )


@themes("http.routing-answer-well-formed", provider="dexatel")
def test_the_answer_to_what_is_unknown(gateway: Gateway, prove: Prover) -> None:
    """An unknown path and an unsupported method are answered with the error envelope too."""
    drafts = [Draft("GET", "/v1/conformance/nowhere")]
    if not gateway.live:
        drafts += gateway.dialect.unsupported()

    for draft in drafts:
        reply = gateway.call(draft)
        with prove("http.routing-answer-well-formed"):
            expect_envelope(reply)


@themes("http.no-body-needed", provider="dexatel")
def test_no_body_is_needed(gateway: Gateway, prove: Prover) -> None:
    """A read, a list and a delete that declare JSON need no body."""
    compare(gateway, prove, "http.no-body-needed", b"")


@themes("http.body-ignored", provider="dexatel")
def test_a_body_where_none_is_needed(gateway: Gateway, prove: Prover) -> None:
    """A body on a read, a list or a delete changes nothing."""
    compare(gateway, prove, "http.body-ignored", b'{"data": {}}')


def compare(gateway: Gateway, prove: Prover, theme: str, body: bytes) -> None:
    """Hold requests with this body against equal ones without a body and a content type."""
    plain = [gateway.call(draft) for draft in bodiless(gateway)]
    for reply in plain:
        expect("the status without a body", reply.status).is_between(200, 299)
    for draft, expected in zip(bodiless(gateway), plain, strict=True):
        reply = gateway.call(draft.raw(body, JSON))
        with prove(theme):
            expect(f"the status of {draft.method} {draft.path}", reply.status).equals(
                expected.status
            )


def bodiless(gateway: Gateway) -> list[Draft]:
    """A read, a list and a delete, for a message of their own."""
    message = gateway.send()
    lists = [listing(1)] if "list" in gateway.features else []
    return [gateway.dialect.read(message.id), *lists, gateway.dialect.cancel(message.id)]
