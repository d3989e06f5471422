"""The network: a transport on which no answer, however slow, takes longer than its bounds allow.

httpx bounds the silence between two octets, so a server that sends one now and then is never too
slow for it. Here every read and write of a request also ends by the request's own deadline.
"""

from __future__ import annotations

import contextlib
import re
import ssl
import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import httpcore
import httpx

HEAD_ENDS = b"\r\n\r\n"
INTERIM = re.compile(rb"HTTP/1\.\d 1\d\d")

AFTERWARDS = 0.1
"""Seconds in which the body of an answer arrives that must have none, and has one."""

CHUNK = 16 * 1024
"""Octets that are written before the deadline is looked at again."""


@dataclass(frozen=True)
class Bounds:
    """What one request and its answer may cost.

    Attributes:
        connect: seconds until a connection stands.
        silence: seconds without a single octet before a connection counts as dead.
        total: seconds from the first octet of the request to the last one of the answer.
        headers: how many the answer may have. httpcore bounds their octets, to some 100 KiB.
        body: octets of the answer's body, after decompression.
    """

    connect: float = 5.0
    silence: float = 10.0
    total: float = 30.0
    headers: int = 1000
    body: int = 4 * 1024 * 1024

    @property
    def timeout(self) -> httpx.Timeout:
        """The bounds on single steps, as httpx has them."""
        return httpx.Timeout(self.silence, connect=self.connect)


def trust() -> ssl.SSLContext:
    """Whom the suite trusts: the certificate authorities of certifi, or of `SSL_CERT_FILE`."""
    return httpx.create_ssl_context()


class Network(httpx.BaseTransport):
    """Connects to hosts, keeps connections, and holds every request to its deadline.

    Args:
        total: seconds that a request and its whole answer may take.
    """

    def __init__(self, context: ssl.SSLContext | None, total: float) -> None:
        self._total = total
        self._deadline = Deadline()
        self._afterwards = Afterwards()
        self._pool = httpcore.ConnectionPool(
            ssl_context=context,
            max_connections=100,
            max_keepalive_connections=20,
            keepalive_expiry=5.0,
            network_backend=_Backend(self._deadline, self._afterwards),
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send the request; its answer's body has to be read in the same thread.

        Raises:
            httpx.TransportError: when there is no answer.
        """
        self._deadline.at = time.monotonic() + self._total
        self._afterwards.begin(listening=request.method == "HEAD")
        assert isinstance(request.stream, httpx.SyncByteStream)
        with _translated():
            response = self._pool.handle_request(
                httpcore.Request(
                    method=request.method,
                    url=httpcore.URL(
                        scheme=request.url.raw_scheme,
                        host=request.url.raw_host,
                        port=request.url.port,
                        target=request.url.raw_path,
                    ),
                    headers=request.headers.raw,
                    content=request.stream,
                    extensions=request.extensions,
                )
            )
        assert isinstance(response.stream, Iterable)
        return httpx.Response(
            response.status,
            headers=response.headers,
            stream=_Body(response.stream, self._afterwards.heard),
        )

    def close(self) -> None:
        """Close the connections."""
        self._pool.close()


class Deadline(threading.local):
    """When the request that this thread is about has to be over, in monotonic seconds."""

    at: float = float("inf")

    def within(self, timeout: float | None) -> float:
        """The seconds that the next step may take.

        Raises:
            TimeoutError: when there are none left.
        """
        left = self.at - time.monotonic()
        if left <= 0:
            raise TimeoutError("the deadline has passed")
        return left if timeout is None else min(left, timeout)


class Afterwards(threading.local):
    """What follows the head of an answer to HEAD, which h11 rightly takes for no body.

    Nothing may follow. What does would go unseen, since the connection is given up for it.

    Attributes:
        heard: the octets that followed.
    """

    listening: bool = False
    heard: bytes = b""
    _head: bytes = b""

    def begin(self, *, listening: bool) -> None:
        """Begin with another answer, whose octets matter or not."""
        self.listening = listening
        self.heard = self._head = b""

    def hear(self, octets: bytes) -> bool:
        """Take octets of the answer; whether the head is over, so that nothing may follow."""
        if self.listening:
            head, end, rest = (self._head + octets).partition(HEAD_ENDS)
            while end and INTERIM.match(head):
                head, end, rest = rest.partition(HEAD_ENDS)
            self._head = head + end
            self.heard += rest
            return bool(end)
        return False


class _Backend(httpcore.NetworkBackend):
    """Makes connections that look at the deadline."""

    def __init__(self, deadline: Deadline, afterwards: Afterwards) -> None:
        self._inner = httpcore.SyncBackend()
        self._deadline = deadline
        self._afterwards = afterwards

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        stream = self._inner.connect_tcp(host, port, timeout, local_address, socket_options)
        return _Stream(stream, self._deadline, self._afterwards)


class _Stream(httpcore.NetworkStream):
    """A connection that looks at the deadline before every step."""

    def __init__(
        self, inner: httpcore.NetworkStream, deadline: Deadline, afterwards: Afterwards
    ) -> None:
        self._inner = inner
        self._deadline = deadline
        self._afterwards = afterwards
        self._spent = False

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        with _late(httpcore.ReadTimeout):
            timeout = self._deadline.within(timeout)
        octets = self._inner.read(max_bytes, timeout)
        if self._afterwards.hear(octets) and not self._afterwards.heard:
            with contextlib.suppress(httpcore.ReadTimeout, httpcore.ReadError):
                more = self._inner.read(max_bytes, AFTERWARDS)
                self._afterwards.hear(more)
                octets += more
        self._spent = bool(self._afterwards.heard)
        return octets

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        for start in range(0, len(buffer), CHUNK):
            with _late(httpcore.WriteTimeout):
                step = self._deadline.within(timeout)
            self._inner.write(buffer[start : start + CHUNK], step)

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        stream = self._inner.start_tls(ssl_context, server_hostname, timeout)
        return _Stream(stream, self._deadline, self._afterwards)

    def close(self) -> None:
        self._inner.close()

    def get_extra_info(self, info: str) -> Any:
        if info == "is_readable" and self._spent:
            return True  # by which the pool knows that it is of no further use
        return self._inner.get_extra_info(info)


class _Body(httpx.SyncByteStream):
    """An answer's body as it arrives."""

    def __init__(self, stream: Iterable[bytes], afterwards: bytes) -> None:
        self._stream = stream
        self._afterwards = afterwards

    def __iter__(self) -> Iterator[bytes]:
        with _translated():
            yield from self._stream
        if self._afterwards:
            yield self._afterwards

    def close(self) -> None:
        if hasattr(self._stream, "close"):
            self._stream.close()


@contextlib.contextmanager
def _late(error: type[httpcore.TimeoutException]) -> Iterator[None]:
    try:
        yield
    except TimeoutError as late:
        raise error(str(late)) from None


@contextlib.contextmanager
def _translated() -> Iterator[None]:
    """Turn errors of httpcore into those of httpx, which has one of the same name for each."""
    try:
        yield
    except (
        httpcore.TimeoutException,
        httpcore.NetworkError,
        httpcore.ProtocolError,
        httpcore.UnsupportedProtocol,
    ) as error:
        raise getattr(httpx, type(error).__name__)(str(error)) from error
