"""The wire: one target's connection, with its guard, its recorder and its memory of failures."""

from __future__ import annotations

import contextlib
import contextvars
import ssl
import threading
from collections.abc import Callable, Iterable, Iterator

import httpx

from conformance.errors import BlockedError, InconclusiveError
from conformance.shown import shown
from conformance.wire.exchange import Exchange
from conformance.wire.guard import Guard, Rules
from conformance.wire.in_process import InProcess
from conformance.wire.network import Bounds, Network, trust
from conformance.wire.recorder import Recorder
from conformance.wire.redaction import Redactor

GIVE_UP_AFTER = 5
"""So many requests in a row without any answer, and the rest of the run is not attempted."""

USER_AGENT = "sms-conformance"

_context: contextvars.ContextVar[tuple[str, str]] = contextvars.ContextVar(
    "case and provider", default=("", "")
)


@contextlib.contextmanager
def speaking_for(case: str, provider: str) -> Iterator[None]:
    """Name the case and the provider on whose behalf requests are made in this thread."""
    token = _context.set((case, provider))
    try:
        yield
    finally:
        _context.reset(token)


class Wire:
    """Everything between a case and the network.

    Args:
        sink: gets every exchange; None where nobody will ever look at them.
        name: begins the numbers of exchanges; unique among the processes of one run.
        application: a WSGI application to call in process instead of connecting to a host.
        context: whom to trust on https; certifi's authorities unless given.
        bounds: what one request and its answer may cost.
    """

    def __init__(
        self,
        rules: Rules,
        redactor: Redactor,
        sink: Callable[[Exchange], None] | None,
        *,
        name: str = "",
        application: Callable[..., Iterable[bytes]] | None = None,
        context: ssl.SSLContext | None = None,
        bounds: Bounds | None = None,
    ) -> None:
        bounds = bounds or Bounds()
        inner: httpx.BaseTransport
        if application is not None:
            inner = InProcess(application)
        else:
            if context is None and rules.base.scheme == "https":
                context = trust()
            inner = Network(context, bounds.total)
        self.rules = rules
        self.redactor = redactor
        self._transport = Recorder(
            Guard(inner, rules),
            name=name,
            redactor=redactor,
            sink=sink,
            context=_context.get,
            bounds=bounds,
        )
        # It only builds requests. Sending is the transport's: a client would also keep cookies
        # from one case to the next, and parse the place that a redirect leads to.
        self._client = httpx.Client(
            transport=self._transport,
            base_url=rules.base,
            timeout=bounds.timeout,
            trust_env=False,
            headers={"User-Agent": USER_AGENT, "Accept-Encoding": "identity"},
        )
        # httpx adds this to every request; a case decides for itself what it accepts.
        del self._client.headers["accept"]
        self._silent = 0
        self._lock = threading.Lock()

    def send(
        self,
        method: str,
        path: str,
        *,
        query: tuple[tuple[str, str], ...] = (),
        headers: tuple[tuple[str, str], ...] = (),
        content: bytes | None = None,
    ) -> httpx.Response:
        """Send one request and return its answer, read whole.

        Raises:
            RefusedError: when the guard would not let it leave.
            InconclusiveError: when no answer came.
            BlockedError: when no request can be made of this, such as an identifier of the
                target's that cannot stand in a URL.
        """
        if self._silent >= GIVE_UP_AFTER:
            raise InconclusiveError(
                f"not attempted: the target gave no answer {GIVE_UP_AFTER} times in a row"
            )
        try:
            request = self._client.build_request(
                method, path, params=query or None, headers=headers, content=content
            )
        except (httpx.InvalidURL, ValueError) as error:
            raise BlockedError(f"no request can be made for {shown(path)}: {error}") from error
        try:
            answer = self._transport.handle_request(request)
        except InconclusiveError:
            with self._lock:
                self._silent += 1
            raise
        with self._lock:
            self._silent = 0
        return answer

    def close(self) -> None:
        """Close the connections."""
        self._client.close()
