"""Of an answer without measure only so much is kept as may help, and a note tells of the rest."""

from __future__ import annotations

from collections.abc import Callable

from conformance.prove.hostile import Behaviour, Server, answering
from conformance.report.html import shown_exchange
from conformance.report.junit import told
from conformance.wire.exchange import (
    LONGEST_BODY,
    LONGEST_HEADERS,
    MOST_HEADERS,
    Exchange,
    kept_body,
    kept_headers,
)
from conformance.wire.network import Bounds
from conformance.wire.redaction import Redactor
from conformance.wire.wire import Wire

OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"
AMPLE = Bounds(silence=20.0, total=60.0)

Serve = Callable[[Behaviour], Server]
Connect = Callable[..., Wire]


def test_hundreds_of_headers(serve: Serve, wire: Connect, exchanges: list[Exchange]) -> None:
    """The first ones are kept; the case that asked gets them all."""
    server = serve(answering(OK + b"X: a\r\n" * 900 + b"\r\n{}"))

    answer = wire(server.url, bounds=AMPLE).send("GET", "/rest/account/balance")

    [made] = exchanges
    assert len(answer.headers.multi_items()) == 901
    assert made.response_headers[:2] == (("content-type", "text/plain"), ("x", "a"))
    assert len(made.response_headers) == MOST_HEADERS
    assert made.note == "801 of its 901 headers are not kept"


def test_long_headers() -> None:
    """A few long ones are too much just as well, and none is kept in part."""
    headers = [("A", "b"), *[("Long", "x" * (LONGEST_HEADERS // 2))] * 2]

    assert kept_headers(headers) == (tuple(headers[:2]), "1 of its 3 headers are not kept")


def test_a_long_body(serve: Serve, wire: Connect, exchanges: list[Exchange]) -> None:
    """Its beginning is kept, without the half of a secret where it is cut."""
    secret = "hVq4-Wm9_Tz7x"
    before = b"a" * (LONGEST_BODY - 6)
    redactor = Redactor()
    redactor.learn(secret, "$SECRET")
    server = serve(answering(OK + b"\r\n" + before + secret.encode() + b"b" * 1000))

    answer = wire(server.url, redactor=redactor, bounds=AMPLE).send("GET", "/v1/messages")

    [made] = exchanges
    assert answer.content.endswith(secret.encode() + b"b" * 1000)
    assert made.response_body == before.decode() + "$SECRE"
    assert made.note == "the last 1,001 characters of its body are not kept"


def test_an_answer_with_measure(serve: Serve, wire: Connect, exchanges: list[Exchange]) -> None:
    """Nothing of it is cut, and nothing is noted, up to the last character."""
    server = serve(answering(OK + b"\r\n{}"))

    wire(server.url, bounds=AMPLE).send("GET", "/v1/messages")

    assert exchanges[0].note == ""
    assert kept_body("x" * LONGEST_BODY) == ("x" * LONGEST_BODY, "")
    assert kept_headers([("X", "a")] * MOST_HEADERS) == ((("X", "a"),) * MOST_HEADERS, "")


def test_reports_say_so(serve: Serve, wire: Connect, exchanges: list[Exchange]) -> None:
    """The page and the JUnit file tell what they do not have; older records had nothing to tell."""
    server = serve(answering(OK + b"X: a\r\n" * 900 + b"\r\n{}"))
    wire(server.url, bounds=AMPLE).send("GET", "/v1/messages")
    [made] = exchanges

    assert any(made.note in note for note in shown_exchange(made).notes)
    assert made.note in told(made)
    data = made.as_json()
    assert Exchange.from_json(data) == made
    del data["note"]
    assert Exchange.from_json(data).note == ""
