"""Hostile servers: listeners on loopback that misbehave in one way, whatever is asked of them."""

from __future__ import annotations

import contextlib
import gzip
import itertools
import re
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

Behaviour = Callable[[socket.socket], None]

LENGTH = re.compile(rb"^content-length:\s*(\d+)\s*$", re.IGNORECASE | re.MULTILINE)
CHUNKED = re.compile(rb"^transfer-encoding:\s*chunked\s*$", re.IGNORECASE | re.MULTILINE)

OK = b"HTTP/1.1 200 OK\r\n"
JSON = OK + b"Content-Type: application/json\r\n"
XML = OK + b"Content-Type: application/xml\r\n"


class Server:
    """Accepts connections on a free port and gives each to its behaviour, in a thread.

    Attributes:
        url: where it listens.
        connections: how many it has accepted.
    """

    def __init__(self, behaviour: Behaviour) -> None:
        self._behaviour = behaviour
        self._listener = socket.create_server(("127.0.0.1", 0))
        # What arrives is not piled up in the system for a behaviour that does not read.
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self._open: set[socket.socket] = set()
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self.port: int = self._listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.connections = 0
        self._threads[0].start()

    def close(self) -> None:
        """Drop everything, and wait for it.

        Raises:
            TimeoutError: when a behaviour goes on after its connection is gone.
        """
        for one in (self._listener, *self._open):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
        for thread in self._threads:
            thread.join(5)
            if thread.is_alive():
                raise TimeoutError("a hostile server does not end")

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                self.connections += 1
                self._open.add(connection)
                thread = threading.Thread(target=self._serve, args=[connection], daemon=True)
                self._threads.append(thread)
                thread.start()

    def _serve(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError), connection:
            self._behaviour(connection)
        self._open.discard(connection)


@contextlib.contextmanager
def serving(behaviour: Behaviour) -> Iterator[Server]:
    """A server for the length of a `with` block."""
    server = Server(behaviour)
    try:
        yield server
    finally:
        server.close()


def request_of(connection: socket.socket) -> bytes:
    """The head of a request, once the whole request has arrived."""
    received = b""
    while b"\r\n\r\n" not in received:
        more = connection.recv(65536)
        if not more:
            return received
        received += more
    head, _, body = received.partition(b"\r\n\r\n")
    length = LENGTH.search(head)
    missing = int(length[1]) - len(body) if length else 0
    while missing > 0:
        more = connection.recv(65536)
        if not more:
            break
        missing -= len(more)
    while CHUNKED.search(head) and not body.endswith(b"0\r\n\r\n"):
        more = connection.recv(65536)
        if not more:
            break
        body = (body + more)[-16:]
    return head + b"\r\n\r\n"


def target_of(head: bytes) -> bytes:
    """The path and query that a request is for; empty when there is no request."""
    return [*head.split(b" "), b""][1]


def answering(*pieces: bytes, pause: float = 0.0) -> Behaviour:
    """Reads a request, writes these pieces and hangs up."""

    def behave(connection: socket.socket) -> None:
        request_of(connection)
        _write(connection, pieces, pause)

    return behave


def forever(*beginning: bytes, again: bytes, pause: float = 0.0) -> Behaviour:
    """Writes a beginning and then the same again and again."""

    def behave(connection: socket.socket) -> None:
        request_of(connection)
        _write(connection, beginning, 0)
        _write(connection, itertools.repeat(again), pause)

    return behave


def with_length(head: bytes, body: bytes) -> Behaviour:
    """Answers with a body whose length it states."""
    return answering(head + b"Content-Length: %d\r\n\r\n" % len(body) + body)


def hanging(connection: socket.socket) -> None:
    """Reads the request and says nothing until the other side hangs up."""
    request_of(connection)
    connection.recv(1)


def closing(connection: socket.socket) -> None:
    """Hangs up at once."""


def resetting(connection: socket.socket) -> None:
    """Reads the request and resets the connection."""
    request_of(connection)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")


def turning(connection: socket.socket) -> None:
    """Redirects every request to itself, with another query each time."""
    path = target_of(request_of(connection))
    connection.sendall(
        b"HTTP/1.1 307 Moved\r\nContent-Length: 0\r\nLocation: %s&\r\n\r\n"
        % (path if b"?" in path else path + b"?")
    )


def sending_to(url: str) -> Behaviour:
    """Redirects every request to the same path of another server."""

    def behave(connection: socket.socket) -> None:
        path = target_of(request_of(connection))
        connection.sendall(
            b"HTTP/1.1 308 Moved\r\nContent-Length: 0\r\nLocation: %s%s\r\n\r\n"
            % (url.encode(), path)
        )

    return behave


def _write(connection: socket.socket, pieces: Iterable[bytes], pause: float) -> None:
    for piece in pieces:
        connection.sendall(piece)
        if pause:
            time.sleep(pause)


def chunk(octets: bytes) -> bytes:
    """One chunk of a chunked body."""
    return b"%x\r\n%s\r\n" % (len(octets), octets)


ENTITIES = b"""<?xml version="1.0"?>
<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">%s]>
<SubmitResponse>&j;</SubmitResponse>""" % b"".join(
    b'<!ENTITY %c "%s">' % (name, b"&%c;" % (name - 1) * 10) for name in b"bcdefghij"
)
OUTSIDE = b"""<?xml version="1.0"?>
<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/hostname">]>
<SubmitResponse>&a;</SubmitResponse>"""

HOSTILE: dict[str, Behaviour] = {
    "closes at once": closing,
    "hangs": hanging,
    "resets the connection": resetting,
    "drips an octet a second": forever(
        JSON + b"Content-Length: 5000\r\n\r\n", again=b" ", pause=1.0
    ),
    "sends a body without end": forever(JSON + b"\r\n", again=b" " * 65536),
    "sends a gzip bomb": with_length(
        JSON + b"Content-Encoding: gzip\r\n", gzip.compress(bytes(50_000_000), 9)
    ),
    "answers 500 to everything": with_length(
        b"HTTP/1.1 500 Oops\r\nContent-Type: application/json\r\n", b'{"error": "oops"}'
    ),
    "answers 200 with a web page": with_length(
        OK + b"Content-Type: text/html\r\n", b"<!doctype html><title>Welcome</title><p>Hello"
    ),
    "answers 200 with nothing": with_length(JSON, b""),
    "answers 200 with an empty object": with_length(JSON, b"{}"),
    "answers 200 with null": with_length(JSON, b"null"),
    "answers 200 with a list of lists": with_length(JSON, b"[[[[]]]]"),
    "answers 404 to everything": with_length(
        b"HTTP/1.1 404 Gone\r\nContent-Type: application/json\r\n", b'{"error": "no such page"}'
    ),
    "answers 401 to everything": with_length(
        b"HTTP/1.1 401 No\r\nContent-Type: application/json\r\n", b'{"error": "who are you?"}'
    ),
    "answers 204 to everything": answering(b"HTTP/1.1 204 Done\r\n\r\n"),
    "sends JSON that is none": with_length(JSON, b'{"data": [{"id": '),
    "sends JSON nested without sense": with_length(JSON, b"[" * 20_000),
    "sends JSON that is no UTF-8": with_length(JSON, b'{"data": "\xff\xfe\xed\xa0\x80"}'),
    "names a charset that it does not use": with_length(
        OK + b"Content-Type: application/json; charset=utf-16\r\n", b'{"data": []}'
    ),
    "names a charset that does not exist": with_length(
        OK + b"Content-Type: application/json; charset=no-such\r\n", b'{"data": []}'
    ),
    "sends an XML bomb": with_length(XML, ENTITIES),
    "sends an XML document with an outside entity": with_length(XML, OUTSIDE),
    "promises more than it sends": answering(JSON + b"Content-Length: 500\r\n\r\n{}"),
    "sends more than it promises": answering(JSON + b"Content-Length: 1\r\n\r\n{}" + b"a" * 5000),
    "stops within a chunk": answering(
        JSON + b"Transfer-Encoding: chunked\r\n\r\n" + b'ff\r\n{"data'
    ),
    "redirects in circles": turning,
    "sends hundreds of headers": answering(JSON + b"X: a\r\n" * 900 + b"\r\n{}"),
    "sends thousands of headers": answering(JSON + b"X: a\r\n" * 5000 + b"\r\n{}"),
    "says continue forever": forever(again=b"HTTP/1.1 100 Continue\r\n\r\n", pause=0.001),
    "speaks HTTP/1.0": answering(b"HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n{}"),
    "speaks no HTTP": answering(b"220 smtp.example.com ESMTP\r\n"),
}
"""Servers that no provider is, by what they do."""


def unvouched(folder: Path) -> ssl.SSLContext:
    """TLS with a certificate for 127.0.0.1 that is made now, and that nobody vouches for.

    Raises:
        FileNotFoundError: when there is no `openssl` to make it with.
    """
    program = shutil.which("openssl")
    if program is None:
        raise FileNotFoundError("openssl is needed to make a certificate; install it")
    arguments = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2"
    names = ["-subj", "/CN=conformance", "-addext", "subjectAltName=IP:127.0.0.1"]
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    subprocess.run(  # noqa: S603 - our own arguments
        [program, *arguments.split(), *names, "-keyout", str(key), "-out", str(certificate)],
        check=True,
        capture_output=True,
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context
