"""The recorder: makes an exchange of every request, and bounds what an answer may cost."""

from __future__ import annotations

import itertools
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import httpx

from conformance.errors import BlockedError, InconclusiveError, RefusedError
from conformance.wire.exchange import Exchange, as_text, kept_body, kept_headers
from conformance.wire.network import Bounds
from conformance.wire.redaction import Redactor

INFLATED = frozenset({"gzip", "x-gzip", "deflate"})
"""Content codings that are undone although none was asked for."""


class UnboundedError(InconclusiveError):
    """An answer is larger or slower than a test is willing to read."""


class Recorder(httpx.BaseTransport):
    """Records what passes, redacted, and hands each exchange to a sink.

    Args:
        name: what the numbers of exchanges begin with; unique among processes of one run.
        sink: gets every exchange; None where nobody will ever look at them.
        context: gives (case, provider) of the request at hand.
        bounds: what an answer may cost.
    """

    def __init__(
        self,
        inner: httpx.BaseTransport,
        *,
        name: str,
        redactor: Redactor,
        sink: Callable[[Exchange], None] | None,
        context: Callable[[], tuple[str, str]],
        bounds: Bounds,
    ) -> None:
        self._inner = inner
        self._name = name
        self._redactor = redactor
        self._sink = sink
        self._context = context
        self._bounds = bounds
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
            BlockedError: when it cannot be written as HTTP.
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
        except InconclusiveError as error:
            failure = str(error)
            raise
        except httpx.LocalProtocolError as error:
            failure = f"not sent: it cannot be written as HTTP ({error})"
            raise BlockedError(failure) from error
        except httpx.TransportError as error:
            failure = f"no answer: {_reason(error)}"
            raise InconclusiveError(failure) from error
        except Exception as error:
            failure = f"the suite broke: {type(error).__name__}: {error}"
            raise
        finally:
            answered = as_text(answer.content) if answer is not None else ""
            self._redactor.learn_from(answered)
            if self._sink is not None:
                seconds = time.monotonic() - clock
                self._sink(
                    self._exchange(number, request, answer, answered, failure, started, seconds)
                )
        answer.extensions["exchange"] = number
        return answer

    def _read(self, streamed: httpx.Response, clock: float) -> httpx.Response:
        if len(streamed.headers.raw) > self._bounds.headers:
            streamed.close()
            raise UnboundedError(f"the answer has more than {self._bounds.headers:,} headers")
        coding = streamed.headers.get("content-encoding", "").strip().lower()
        undone = {b"transfer-encoding"}
        pieces = self._within_time(streamed, clock)
        if coding in INFLATED:
            undone.add(b"content-encoding")
            pieces = self._inflated(pieces, coding)
        try:
            body = b"".join(self._within_size(pieces))
        finally:
            streamed.close()
        headers = [pair for pair in streamed.headers.raw if pair[0].lower() not in undone]
        answer = httpx.Response(streamed.status_code, headers=headers, content=body)
        answer.headers = httpx.Headers(headers)  # without the Content-Length that httpx adds
        return answer

    def _within_time(self, streamed: httpx.Response, clock: float) -> Iterator[bytes]:
        """The body as it arrives, until the deadline."""
        assert isinstance(streamed.stream, httpx.SyncByteStream)
        for piece in streamed.stream:
            if time.monotonic() - clock > self._bounds.total:
                raise UnboundedError(
                    f"the answer was not complete after {self._bounds.total:g} seconds"
                )
            yield piece

    def _within_size(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        """The body, until it grows too long."""
        size = 0
        for piece in pieces:
            size += len(piece)
            if size > self._bounds.body:
                raise UnboundedError(f"the answer is longer than {self._bounds.body} octets")
            yield piece

    def _inflated(self, pieces: Iterator[bytes], coding: str) -> Iterator[bytes]:
        """The body decompressed, in pieces that are never much longer than what is allowed."""
        inflate = zlib.decompressobj(zlib.MAX_WBITS | 32)  # 32: gzip or zlib, whichever it is
        begun = False
        try:
            for piece in pieces:
                begun = True
                yield inflate.decompress(piece, self._bounds.body + 1)
        except zlib.error as error:
            raise InconclusiveError(f"the answer is no {coding}: {error}") from error
        if begun and not inflate.eof:
            raise InconclusiveError(f"the answer's {coding} ends too early")

    def _exchange(
        self,
        number: str,
        request: httpx.Request,
        answer: httpx.Response | None,
        answered: str,
        failure: str,
        started: datetime,
        seconds: float,
    ) -> Exchange:
        clean = self._redactor.clean
        case, provider = self._context()
        headers, without = kept_headers(answer.headers.multi_items() if answer else ())
        body, shorter = kept_body(clean(answered))  # clean first: half a secret might be left
        return Exchange(
            number=number,
            case=case,
            provider=provider,
            method=clean(request.method),
            url=clean(str(request.url)),
            request_headers=self._redactor.clean_pairs(request.headers.multi_items()),
            request_body=clean(as_text(request.read())),
            status=answer.status_code if answer else None,
            response_headers=self._redactor.clean_pairs(headers),
            response_body=body,
            failure=clean(failure),
            started=started.isoformat(),
            seconds=round(seconds, 6),
            note="; ".join(filter(None, (without, shorter))),
        )

    def close(self) -> None:
        """Close the connections."""
        self._inner.close()


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
