"""A WSGI application in the same process, called as if it were on a network."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import httpx

HEADER_NAMES = "conformance.header_names"
"""Where an environment has the names of the request's headers as they were written.

WSGI itself loses their letter case, and with it what a server that compares it would do. The
reference knows this key from its own socket too, as others have `RAW_URI` and the like.
"""


class InProcess(httpx.BaseTransport):
    """Calls an application, and tells it how the names of the headers were written."""

    def __init__(self, application: Callable[..., Iterable[bytes]]) -> None:
        self._application = application

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Call the application with one request."""
        written = tuple(name.decode("ascii") for name, _ in request.headers.raw)

        def told(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
            return self._application({**environ, HEADER_NAMES: written}, start_response)

        return httpx.WSGITransport(app=told).handle_request(request)
