"""The recorder: makes an exchange of every request, and bounds what an answer may cost."""

from __future__ import annotations

import itertools
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import httpx

from conformance.errors import InconclusiveError, RefusedError
from conformance.wire.exchange import Exchange, as_text
from conformance.wire.redaction import Redactor

MAX_BODY = 4 * 1024 * 1024
"""The longest body, in octets and after decompression, that is read from an answer."""

DEADLINE = 30.0
"""How many seconds an answer may take to be read whole."""


class UnboundedError(InconclusiveError):
    """An answer is larger or slower than a test is willing to read."""


class Recorder(httpx.BaseTransport):
    """Records what passes, redacted, and hands each exchange to a sink.

    Args:
        name: what the numbers of exchanges begin with; unique among processes of one run.
        context: gives (case, provider) of the request at hand.
    """

    def __init__(
        self,
        inner: httpx.BaseTransport,
        *,
        name: str,
        redactor: Redactor,
        sink: Callable[[Exchange], None],
        context: Callable[[], tuple[str, str]],
    ) -> None:
        self._inner = inner
        self._name = name
        self._redactor = redactor
        self._sink = sink
        self._context = context
        self._count = itertools.count(1)
        self._lock = threading.Lock()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send the request and read its answer whole.

        Returns:
            The answer with its body decompressed, and the exchange's number in
            `extensions["exchange"]`.

        Raises:
            InconclusiveError: when no answer came, or one without bounds.
            RefusedError: when the guard would not let it leave.
        """
        with self._lock:
            number = f"{self._name}{next(self._count)}"
        started = datetime.now(UTC)
        clock = time.monotonic()
        answer: httpx.Response | None = None
        failure = ""
        try:
            answer = self._read(self._inner.handle_request(request), clock)
        except RefusedError as error:
            failure = f"not sent: {error}"
            raise
        except UnboundedError as error:
            failure = str(error)
            raise
        except httpx.TransportError as error:
            failure = f"no answer: {_reason(error)}"
            raise InconclusiveError(failure) from error
        finally:
            exchange = self._exchange(
                number, request, answer, failure, started, time.monotonic() - clock
            )
            self._sink(exchange)
        answer.extensions["exchange"] = number
        return answer

    def _read(self, streamed: httpx.Response, clock: float) -> httpx.Response:
        try:
            body = b"".join(_bounded(streamed, clock))
        finally:
            streamed.close()
        headers = [
            (name, value)
            for name, value in streamed.headers.raw
            if name.lower() not in {b"content-encoding", b"transfer-encoding"}
        ]
        answer = httpx.Response(streamed.status_code, headers=headers, content=body)
        answer.headers = httpx.Headers(headers)  # without the Content-Length that httpx adds
        return answer

    def _exchange(
        self,
        number: str,
        request: httpx.Request,
        answer: httpx.Response | None,
        failure: str,
        started: datetime,
        seconds: float,
    ) -> Exchange:
        clean = self._redactor.clean
        case, provider = self._context()
        return Exchange(
            number=number,
            case=case,
            provider=provider,
            method=request.method,
            url=clean(str(request.url)),
            request_headers=self._redactor.clean_pairs(request.headers.multi_items()),
            request_body=clean(as_text(request.read())),
            status=answer.status_code if answer else None,
            response_headers=self._redactor.clean_pairs(answer.headers.multi_items())
            if answer
            else (),
            response_body=clean(as_text(answer.content)) if answer else "",
            failure=clean(failure),
            started=started.isoformat(),
            seconds=round(seconds, 6),
        )

    def close(self) -> None:
        """Close the connections."""
        self._inner.close()


def _bounded(response: httpx.Response, clock: float) -> Iterator[bytes]:
    """The body, decompressed, as long as it stays within the bounds."""
    encoding = response.headers.get("content-encoding", "").strip().lower()
    inflate = zlib.decompressobj(zlib.MAX_WBITS | 32) if encoding in {"gzip", "deflate"} else None
    size = 0
    stream = response.stream
    assert isinstance(stream, httpx.SyncByteStream)
    for chunk in stream:
        if time.monotonic() - clock > DEADLINE:
            raise UnboundedError(f"the answer was not complete after {DEADLINE:.0f} seconds")
        try:
            piece = inflate.decompress(chunk, MAX_BODY - size + 1) if inflate else chunk
        except zlib.error as error:
            raise UnboundedError(f"the answer is no {encoding}: {error}") from error
        size += len(piece)
        if size > MAX_BODY:
            raise UnboundedError(f"the answer is longer than {MAX_BODY} octets")
        yield piece


def _reason(error: httpx.TransportError) -> str:
    match error:
        case httpx.ConnectTimeout():
            return "the connection was not made in time"
        case httpx.TimeoutException():
            return "the target did not answer in time"
        case httpx.ConnectError():
            return f"no connection ({error})"
        case httpx.RemoteProtocolError():
            return f"the answer is no HTTP ({error})"
        case _:
            return f"the connection broke ({str(error) or type(error).__name__})"
