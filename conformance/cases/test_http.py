"""HTTP: paths that do not exist, methods that are not supported, and HEAD."""

from __future__ import annotations

from conformance.providers import Draft
from conformance.run.declare import themes
from conformance.verdict import Prover, expect
from conformance.wire.gateway import Gateway


def nowhere(gateway: Gateway) -> str:
    """A path that belongs to the provider and does not exist."""
    return f"{gateway.pack.prefixes[-1]}/conformance/nowhere"


@themes("http.unknown-path-refused", "http.unknown-path-refused-404")
def test_an_unknown_path(gateway: Gateway, prove: Prover) -> None:
    """What does not exist is not found."""
    reply = gateway.call(Draft("GET", nowhere(gateway)))

    with prove("http.unknown-path-refused"):
        expect(f"the status of {reply.asked}", reply.status).is_between(400, 499)
    with prove("http.unknown-path-refused-404"):
        expect(f"the status of {reply.asked}", reply.status).equals(404)


@themes("http.method-refused", "http.method-refused-405")
def test_an_unsupported_method(gateway: Gateway, prove: Prover) -> None:
    """A method that a path does not support is refused, and the answer names those it does."""
    for draft in gateway.dialect.unsupported():
        reply = gateway.call(draft)
        asked = f"{draft.method} {draft.path}"

        with prove("http.method-refused"):
            expect(f"the status of {asked}", reply.status).is_between(400, 499)
        with prove("http.method-refused-405"):
            expect(f"the status of {asked}", reply.status).equals(405)
            expect(f"the Allow header of {asked}", reply.headers.get("allow", "")).is_true(
                "the methods that the path supports"
            )


@themes("http.head-without-body", "http.head-like-get")
def test_head_is_get_without_a_body(gateway: Gateway, prove: Prover) -> None:
    """HEAD is answered like GET, or refused, and never with a body."""
    message = gateway.send()
    getting = gateway.read(message)
    expect("the status of the read", getting.status).is_between(200, 299)

    heading = gateway.call(gateway.dialect.read(message.id, message.recipient).by("HEAD"))

    with prove("http.head-without-body"):
        expect("the octets that follow the head", len(heading.body)).equals(0)
    with prove("http.head-like-get"):
        if not heading.refused:
            expect("the status of HEAD", heading.status).equals(getting.status)
