"""The WSGI application: one base URL for all providers, and the clock that tests advance."""

from __future__ import annotations

import json
import math
import threading
import traceback
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from werkzeug.http import http_date
from werkzeug.wrappers import Request, Response

from conformance.reference.clock import Clock
from conformance.reference.network import Network
from conformance.reference.service import Service

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

CLOCK_PATH = "/_reference/clock"
MAX_BODY = 8 * 1024 * 1024
"""The largest body in octets that is read at all."""


class BoundedRequest(Request):
    """A request whose body is read to a limit and no further."""

    max_content_length = MAX_BODY
    max_form_memory_size = MAX_BODY


class Reference:
    """The reference server as a WSGI application.

    Requests are answered one at a time, so that a deviation or a service needs no locks.
    """

    def __init__(self, services: Sequence[type[Service]]) -> None:
        self.clock = Clock()
        self.network = Network(self.clock)
        self.services = {service.name: service(self.network) for service in services}
        for service in self.services.values():
            service.other = service.neighbour()
        self._lock = threading.Lock()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        request = BoundedRequest(proper(environ))
        with self._lock:
            try:
                response = self.answer(request)
            except Exception:  # noqa: BLE001 - a bug of ours must look like one: an answer 500
                traceback.print_exc()
                response = plain(500, {"message": "The reference has a bug; see its output."})
            # A client compares the times in a body with this header: both tell virtual time.
            response.headers.setdefault("Date", http_date(self.clock.now()))
        return response(environ, start_response)

    def answer(self, request: Request) -> Response:
        """Hand the request to the service that its path belongs to."""
        if request.path == CLOCK_PATH:
            return self.tell_time(request)
        for service in self.services.values():
            if service.serves(request.path):
                return service.handle(request)
        return plain(404, {"message": "No provider is served at this path."})

    def tell_time(self, request: Request) -> Response:
        """Read the clock, or advance it by a number of seconds."""
        if request.method == "GET":
            return plain(200, {"now": self.clock.now().isoformat()})
        if request.method != "POST":
            return plain(405, {"message": "Use GET or POST."}, Allow="GET, POST")
        body = request.get_json(force=True, silent=True)
        seconds = body.get("advance") if isinstance(body, dict) else None
        if (
            isinstance(seconds, bool)
            or not isinstance(seconds, int | float)
            or not math.isfinite(seconds)
            or not 0 <= seconds <= 10 * 366 * 86400
        ):
            return plain(400, {"message": 'Send {"advance": seconds}, zero or more.'})
        return plain(200, {"now": self.clock.advance(seconds).isoformat()})


def proper(environ: WSGIEnvironment) -> WSGIEnvironment:
    """Make up for what callers in the same process leave undone.

    httpx.WSGITransport hands over the path as text, where WSGI wants its octets read as Latin-1,
    and does not say that the input of a chunked request has an end.
    """
    path = environ.get("PATH_INFO", "")
    if not path.isascii() and max(path) > "\xff":
        environ["PATH_INFO"] = path.encode("utf-8", "surrogatepass").decode("latin-1")
    if environ.get("HTTP_TRANSFER_ENCODING", "").lower() == "chunked":
        environ["wsgi.input_terminated"] = True
    return environ


def plain(status: int, document: object, **headers: str) -> Response:
    """An answer of the reference itself rather than of a provider."""
    return Response(
        json.dumps(document), status=status, content_type="application/json", headers=headers
    )
