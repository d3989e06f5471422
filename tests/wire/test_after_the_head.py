"""What follows the head of an answer to HEAD is seen, though no client would take it for a body."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable

import pytest

from conformance.prove.hostile import Behaviour, Server, request_of
from conformance.wire.exchange import Exchange
from conformance.wire.network import Bounds
from conformance.wire.wire import Wire

Serve = Callable[[Behaviour], Server]
Connect = Callable[..., Wire]

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n\r\n"
EARLY = b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"


def saying(*pieces: bytes) -> Behaviour:
    """Answers in these pieces, a moment apart, and keeps the connection."""

    def behave(connection: socket.socket) -> None:
        while request_of(connection):
            for piece in pieces:
                connection.sendall(piece)
                time.sleep(0.02)

    return behave


@pytest.mark.parametrize(
    ("pieces", "body"),
    [
        ([HEAD], ""),
        ([HEAD[:30], HEAD[30:]], ""),
        ([HEAD[:-2], HEAD[-2:]], ""),
        ([EARLY, HEAD], ""),
        ([EARLY + HEAD], ""),
        ([HEAD + b"body"], "body"),
        ([HEAD, b"body"], "body"),
        ([HEAD[:-1], HEAD[-1:] + b"bo", b"dy"], "bo"),
        ([EARLY, HEAD + b"body"], "body"),
    ],
)
def test_head(
    serve: Serve, wire: Connect, exchanges: list[Exchange], pieces: list[bytes], body: str
) -> None:
    """In whichever pieces it comes, and after whichever interim answers."""
    url = serve(saying(*pieces)).url

    wire(url, bounds=Bounds(total=20)).send("HEAD", "/v1/messages")

    [exchange] = exchanges
    assert (exchange.status, exchange.response_body) == (200, body)


def test_get_is_as_ever(serve: Serve, wire: Connect, exchanges: list[Exchange]) -> None:
    """Its body is no more than what is announced, and nothing waits for another one."""
    url = serve(saying(HEAD + b"body")).url
    made = wire(url, bounds=Bounds(total=20))

    for _ in range(3):
        made.send("GET", "/v1/messages")
    made.send("HEAD", "/v1/messages")
    made.send("GET", "/v1/messages")

    assert [one.response_body for one in exchanges] == ["body"] * 5
