"""No server, however it behaves, holds a run up, fills its memory or leaves no trace in it."""

from __future__ import annotations

import contextlib
import gzip
import itertools
import socket
import ssl
import time
import tracemalloc
import zlib
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from loopback import SHORT

from conformance.errors import BlockedError, CaseEndedError, InconclusiveError
from conformance.prove.hostile import (
    Behaviour,
    Server,
    answering,
    chunk,
    closing,
    forever,
    hanging,
    request_of,
    resetting,
)
from conformance.wire.exchange import Exchange
from conformance.wire.network import Bounds
from conformance.wire.wire import GIVE_UP_AFTER, Wire

Serve = Callable[[Behaviour], Server]
Connect = Callable[..., Wire]

OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"
PATIENT = 60.0
"""Seconds within which everything is over: the bounds of the tests and some for slow machines."""


CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
DRIPPED = [bytes([octet]) for octet in OK + b"X: " + b"y" * 200]

UNANSWERED: dict[str, Behaviour] = {
    "closes at once": closing,
    "hangs": hanging,
    "resets": resetting,
    "drips its headers": answering(*DRIPPED, pause=0.08),
    "drips a body of known length": forever(
        OK + b"Content-Length: 500\r\n\r\n", again=b"a", pause=0.1
    ),
    "drips a chunked body": forever(CHUNKED, again=chunk(b"a"), pause=0.08),
    "drips a body until it closes": forever(OK + b"\r\n", again=b"a", pause=0.08),
    "says continue forever, slowly": forever(again=b"HTTP/1.1 100 Continue\r\n\r\n", pause=0.05),
    "says continue forever, fast": forever(again=b"HTTP/1.1 100 Continue\r\n\r\n"),
    "sends a body without end": forever(OK + b"\r\n", again=b"a" * 4096),
    "sends chunks without end": forever(CHUNKED, again=chunk(b"a" * 4096)),
    "has a header too many": answering(
        OK + b"X: a\r\n" * (SHORT.headers - 1) + b"Content-Length: 0\r\n\r\n"
    ),
    "has a line that is too long": answering(OK + b"X: " + b"a" * 300_000 + b"\r\n\r\n"),
    "promises too much": answering(OK + b"Content-Length: 500\r\n\r\nshort"),
    "promises an immense body": forever(
        OK + b"Content-Length: 99999999999999\r\n\r\n", again=b"a" * 4096
    ),
    "stops within a chunk": answering(CHUNKED + b"ff\r\nshort"),
    "sends chunks that are none": answering(CHUNKED + b"zz\r\nshort\r\n"),
    "promises two lengths": answering(OK + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab"),
    "promises a negative length": answering(OK + b"Content-Length: -1\r\n\r\n"),
    "speaks no HTTP": answering(b"220 smtp.example.com ESMTP\r\n"),
    "changes the protocol": answering(b"HTTP/1.1 101 Off\r\nUpgrade: x\r\n\r\n"),
    "speaks TLS": answering(b"\x15\x03\x03\x00\x02\x02\x46"),
    "answers with zeros": answering(bytes(4096)),
    "stops within its headers": answering(OK),
    "sends a header without end": forever(OK + b"X: ", again=b"a" * 4096),
    "sends headers without end": forever(OK, again=b"X: a\r\n" * 500),
    "sends a header name with a space": answering(OK + b"X Y: a\r\nContent-Length: 0\r\n\r\n"),
    "sends a status of four digits": answering(b"HTTP/1.1 2000 OK\r\n\r\n"),
    "sends gzip that is none": answering(
        OK + b"Content-Encoding: gzip\r\nContent-Length: 5\r\n\r\nplain"
    ),
    "sends half of a gzip": answering(
        OK + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(b"Hello" * 99)[:-9]
    ),
    "sends a gzip bomb": answering(
        OK + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(bytes(50_000_000), 9)
    ),
    "sends a zlib bomb": answering(
        OK + b"Content-Encoding: deflate\r\n\r\n" + zlib.compress(bytes(50_000_000), 9)
    ),
    "sends a bomb in small pieces": answering(
        OK + b"Content-Encoding: gzip\r\n\r\n",
        *(bytes([octet]) for octet in gzip.compress(bytes(500_000), 9)),
    ),
}


@pytest.mark.parametrize("behaviour", UNANSWERED.values(), ids=UNANSWERED)
def test_an_answer_without_bounds_decides_nothing(
    serve: Serve, wire: Connect, exchanges: list[Exchange], behaviour: Behaviour
) -> None:
    """A server that never gives a usable answer is inconclusive within the bounds, and recorded."""
    server = serve(behaviour)
    begun = time.monotonic()

    with pytest.raises(InconclusiveError) as raised:
        wire(server.url).send("GET", "/v1/messages")

    assert time.monotonic() - begun < PATIENT
    (exchange,) = exchanges
    assert exchange.status is None
    assert exchange.failure == str(raised.value)
    assert exchange.failure != ""


ANSWERED: dict[str, tuple[Behaviour, int, bytes]] = {
    "HTTP/1.0": (answering(b"HTTP/1.0 200 OK\r\n\r\nHello"), 200, b"Hello"),
    "no reason": (answering(b"HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n"), 200, b""),
    "an unknown status": (answering(b"HTTP/1.1 799 ?\r\nContent-Length: 0\r\n\r\n"), 799, b""),
    "continue before the answer": (
        answering(b"HTTP/1.1 100 Continue\r\n\r\n" * 3 + OK + b"Content-Length: 1\r\n\r\na"),
        200,
        b"a",
    ),
    "more than promised": (answering(OK + b"Content-Length: 2\r\n\r\nHello"), 200, b"He"),
    "as many headers as allowed": (
        answering(OK + b"X: a\r\n" * (SHORT.headers - 2) + b"Content-Length: 0\r\n\r\n"),
        200,
        b"",
    ),
    "headers of any octets": (
        answering(OK + b"X: \xff\xfe\xe9 \t\r\nContent-Length: 0\r\n\r\n"),
        200,
        b"",
    ),
    "gzip that nobody asked for": (
        answering(OK + b"Content-Encoding: GZIP\r\n\r\n" + gzip.compress(b"Hello")),
        200,
        b"Hello",
    ),
    "an unknown coding": (answering(OK + b"Content-Encoding: br\r\n\r\nHello"), 200, b"Hello"),
    "gzip of nothing at all": (
        answering(OK + b"Content-Encoding: gzip\r\nContent-Length: 0\r\n\r\n"),
        200,
        b"",
    ),
    "a redirect to nowhere": (
        answering(b"HTTP/1.1 302 F\r\nLocation: http://[\r\nContent-Length: 0\r\n\r\n"),
        302,
        b"",
    ),
    "a body as long as allowed": (
        answering(OK + b"\r\n", b"a" * SHORT.body),
        200,
        b"a" * SHORT.body,
    ),
    "a body in time": (answering(CHUNKED, *[chunk(b"a")] * 3, chunk(b""), pause=0.05), 200, b"aaa"),
}


@pytest.mark.parametrize(("behaviour", "status", "body"), ANSWERED.values(), ids=ANSWERED)
def test_an_odd_answer_is_an_answer(
    serve: Serve,
    wire: Connect,
    exchanges: list[Exchange],
    behaviour: Behaviour,
    status: int,
    body: bytes,
) -> None:
    """What can be read within the bounds is read, and recorded as it came."""
    answer = wire(serve(behaviour).url).send("GET", "/v1/messages")

    (exchange,) = exchanges
    assert (answer.status_code, answer.content) == (status, body)
    assert (exchange.status, exchange.response_body) == (status, body.decode())
    assert exchange.failure == ""
    assert answer.extensions["exchange"] == exchange.number


def test_a_body_that_is_too_long_by_one(serve: Serve, wire: Connect) -> None:
    """The limit is exact."""
    server = serve(answering(OK + b"\r\n", b"a" * SHORT.body, b"a"))

    with pytest.raises(InconclusiveError, match="longer than 65536 octets"):
        wire(server.url).send("GET", "/")


def test_a_bomb_takes_no_memory(serve: Serve, wire: Connect) -> None:
    """However much a body would grow, hardly more than the limit is held at any time."""
    bomb = gzip.compress(bytes(50_000_000), 9)
    server = serve(answering(OK + b"Content-Encoding: gzip\r\n\r\n", bomb))
    connected = wire(server.url)

    tracemalloc.start()
    try:
        with pytest.raises(InconclusiveError, match="longer than"):
            connected.send("GET", "/")
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert peak < 20 * SHORT.body


def test_a_server_that_does_not_listen(serve: Serve, wire: Connect) -> None:
    """A request that nobody reads is given up within the bounds too."""

    def deaf(_: socket.socket) -> None:
        time.sleep(2 * SHORT.total)

    connected = wire(serve(deaf).url)
    begun = time.monotonic()

    with pytest.raises(InconclusiveError):
        connected.send("POST", "/Token", content=b" " * 7_000_000)

    assert time.monotonic() - begun < PATIENT


def test_a_server_that_listens_slowly(serve: Serve, wire: Connect) -> None:
    """A request that is read in sips is over at the deadline."""

    def sipping(connection: socket.socket) -> None:
        while connection.recv(4096):
            time.sleep(0.02)

    connected = wire(serve(sipping).url, bounds=Bounds(silence=30, total=SHORT.total))
    begun = time.monotonic()

    with pytest.raises(InconclusiveError, match="in time"):
        connected.send("POST", "/Token", content=b" " * 7_000_000)

    assert time.monotonic() - begun < PATIENT


def test_redirects_are_answers(serve: Serve, wire: Connect, exchanges: list[Exchange]) -> None:
    """Nobody is followed anywhere, least of all with credentials."""
    elsewhere = serve(hanging)
    moved = b"HTTP/1.1 307 Moved\r\nContent-Length: 0\r\nLocation: %s/v1/messages\r\n\r\n"
    server = serve(answering(moved % elsewhere.url.encode()))

    answer = wire(server.url).send("GET", "/v1/messages", headers=(("X-Dexatel-Key", "s" * 32),))

    assert answer.status_code == 307
    assert (server.connections, elsewhere.connections) == (1, 0)
    assert len(exchanges) == 1


def test_cookies_are_not_kept(serve: Serve, wire: Connect) -> None:
    """A server cannot make one request know of another, so a session cannot stand in for a key."""
    heads: list[bytes] = []

    def sticky(connection: socket.socket) -> None:
        for _ in range(2):
            heads.append(request_of(connection))
            connection.sendall(OK + b"Set-Cookie: session=1\r\nContent-Length: 0\r\n\r\n")

    connected = wire(serve(sticky).url)
    connected.send("GET", "/")
    connected.send("GET", "/")

    assert len(heads) == 2
    assert not any(b"cookie" in head.lower() for head in heads)


def test_nothing_but_what_the_case_says_is_sent(serve: Serve, wire: Connect) -> None:
    """Beyond what HTTP needs, a request has the suite's name and asks for no compression."""
    heads: list[bytes] = []

    def listening(connection: socket.socket) -> None:
        heads.append(request_of(connection))
        connection.sendall(OK + b"Content-Length: 0\r\n\r\n")

    server = serve(listening)
    wire(server.url).send("GET", "/v1/messages", headers=(("X-Version", "1"),))

    lines = heads[0].decode().split("\r\n")
    assert lines[0] == "GET /v1/messages HTTP/1.1"
    assert sorted(line for line in lines[1:] if line) == [
        "Accept-Encoding: identity",
        "Connection: keep-alive",
        f"Host: 127.0.0.1:{server.port}",
        "User-Agent: sms-conformance",
        "X-Version: 1",
    ]


def test_a_deadline_is_the_requests_own(serve: Serve, wire: Connect) -> None:
    """Requests on a kept connection each have their whole time."""

    def slow(connection: socket.socket) -> None:
        while request_of(connection):
            time.sleep(0.12)
            connection.sendall(OK + b"Content-Length: 0\r\n\r\n")

    server = serve(slow)
    connected = wire(server.url)
    for _ in range(4):
        connected.send("GET", "/")

    assert server.connections == 1


def test_a_dead_target_is_given_up(wire: Connect, exchanges: list[Exchange]) -> None:
    """After some requests in a row without any answer, no more are sent."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    connected = wire(f"http://127.0.0.1:{port}")

    for _ in range(GIVE_UP_AFTER):
        with pytest.raises(InconclusiveError, match="no connection"):
            connected.send("GET", "/")
    with pytest.raises(InconclusiveError, match="not attempted"):
        connected.send("GET", "/")

    assert len(exchanges) == GIVE_UP_AFTER


def test_an_answer_makes_the_count_begin_again(serve: Serve, wire: Connect) -> None:
    """Only silence without a break counts."""
    turns = itertools.count(1)

    def moody(connection: socket.socket) -> None:
        request_of(connection)
        if next(turns) % GIVE_UP_AFTER == 0:
            connection.sendall(OK + b"Content-Length: 0\r\nConnection: close\r\n\r\n")

    connected = wire(serve(moody).url)
    for turn in range(1, 3 * GIVE_UP_AFTER + 1):
        with (
            contextlib.nullcontext()
            if turn % GIVE_UP_AFTER == 0
            else pytest.raises(InconclusiveError, match="no answer")
        ):
            connected.send("GET", "/")


UNWRITABLE = {
    "a line break in a header": ("/", (("X", "a\r\nY: b"),)),
    "a header name with a space": ("/", (("X Y", "a"),)),
    "a control character in the path": ("/v1/messages/\n", ()),
    "a lone surrogate in the path": ("/v1/messages/\ud800", ()),
    "an endless path": ("/v1/messages/" + "a" * 70_000, ()),
}


@pytest.mark.parametrize(("path", "headers"), UNWRITABLE.values(), ids=UNWRITABLE)
def test_a_request_that_cannot_be_written(
    serve: Serve, wire: Connect, path: str, headers: tuple[tuple[str, str], ...]
) -> None:
    """What cannot stand in a request is no silence of the target's and no fault of the suite's."""
    server = serve(answering(OK + b"Content-Length: 0\r\n\r\n"))
    connected = wire(server.url)

    for _ in range(GIVE_UP_AFTER):
        with pytest.raises(BlockedError):
            connected.send("GET", path, headers=headers)
    assert connected.send("GET", "/").status_code == 200


@pytest.fixture
def secured(serve: Serve, certificate: Path) -> Server:
    """A server with that certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)

    def behave(connection: socket.socket) -> None:
        with context.wrap_socket(connection, server_side=True) as stream:
            answering(OK + b"Content-Length: 5\r\n\r\nHello")(stream)

    return serve(behave)


def test_a_certificate_that_nobody_vouches_for(
    secured: Server, wire: Connect, exchanges: list[Exchange]
) -> None:
    """Nothing is sent to whom TLS does not show to be the target."""
    with pytest.raises(InconclusiveError, match="certificate"):
        wire(f"https://127.0.0.1:{secured.port}").send("GET", "/")

    assert "certificate" in exchanges[0].failure


def test_a_certificate_of_a_trusted_authority(
    secured: Server, wire: Connect, certificate: Path
) -> None:
    """TLS works where the authority is trusted, within the same bounds."""
    context = ssl.create_default_context(cafile=str(certificate))

    answer = wire(f"https://127.0.0.1:{secured.port}", context=context).send("GET", "/")

    assert answer.content == b"Hello"


def test_a_certificate_of_another_host(secured: Server, wire: Connect, certificate: Path) -> None:
    """A trusted certificate counts for its own names only."""
    context = ssl.create_default_context(cafile=str(certificate))

    with pytest.raises(InconclusiveError, match="certificate"):
        wire(f"https://localhost:{secured.port}", context=context).send("GET", "/")


def test_tls_to_a_server_without_it(serve: Serve, wire: Connect) -> None:
    """A server that answers a TLS greeting with anything else is no answer."""
    server = serve(answering(OK + b"Content-Length: 0\r\n\r\n"))

    with pytest.raises(InconclusiveError):
        wire(f"https://127.0.0.1:{server.port}").send("GET", "/")


def test_tls_that_never_comes_about(serve: Serve, wire: Connect) -> None:
    """A handshake that hangs ends in time."""
    server = serve(hanging)
    begun = time.monotonic()

    with pytest.raises(InconclusiveError):
        wire(f"https://127.0.0.1:{server.port}").send("GET", "/")

    assert time.monotonic() - begun < PATIENT


def test_the_usual_bounds() -> None:
    """A run waits at most half a minute for an answer, and reads at most four mebibytes of it."""
    bounds = Bounds()

    assert (bounds.connect, bounds.silence, bounds.total) == (5, 10, 30)
    assert bounds.body == 4 * 1024 * 1024
    assert bounds.timeout == httpx.Timeout(10, connect=5)


def test_what_ends_a_case_is_one_of_three(serve: Serve, wire: Connect) -> None:
    """Whatever goes wrong on the wire ends a case with a verdict and not with a traceback."""
    for behaviour in (closing, resetting, answering(b"\0")):
        with pytest.raises(CaseEndedError):
            wire(serve(behaviour).url).send("GET", "/")
