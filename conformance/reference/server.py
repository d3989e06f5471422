"""The reference on a socket."""

from __future__ import annotations

import contextlib
import logging
import socket
import threading
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.server import create_server
from waitress.task import WSGITask

from conformance.reference.service import HEADER_NAMES

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment


# The reference answers one request at a time, so a queue is its normal state and no news.
logging.getLogger("waitress.queue").setLevel(logging.ERROR)


class Parser(HTTPRequestParser):  # type: ignore[misc] # waitress has no types
    """A request that remembers how the names of its headers are written."""

    header_names: tuple[str, ...] = ()

    def parse_header(self, header_plus: bytes) -> None:
        """Look at the names before waitress makes capitals of them."""
        _, *lines = header_plus.decode("latin-1").split("\r\n")
        self.header_names = tuple(line.partition(":")[0] for line in lines if line)
        super().parse_header(header_plus)


class Task(WSGITask):  # type: ignore[misc] # waitress has no types
    """A call of the application in which the names of headers keep their letter case."""

    def get_environment(self) -> WSGIEnvironment:
        """Hand on the names of the request's."""
        environ: WSGIEnvironment = super().get_environment()
        environ[HEADER_NAMES] = self.request.header_names
        return environ

    def build_response_header(self) -> bytes:
        """Write those of the answer as the application does."""
        written = {name.lower(): name for name, _ in self.response_headers}
        status, *lines = super().build_response_header().decode("latin-1").split("\r\n")
        split = [line.partition(":") for line in lines]
        respelled = ["".join((written.get(name.lower(), name), *rest)) for name, *rest in split]
        return "\r\n".join((status, *respelled)).encode("latin-1")


class Channel(HTTPChannel):  # type: ignore[misc] # waitress has no types
    """A connection that reads and answers so."""

    parser_class = Parser
    task_class = Task


class Server:
    """A WSGI application listening on a socket of its own.

    The socket is bound exclusively: a port that is taken is an error, never shared.

    Args:
        app: the application.
        host: the address or name to listen at.
        port: the port; 0 lets the system choose a free one.

    Raises:
        OSError: if the address cannot be bound.
    """

    def __init__(self, app: WSGIApplication, host: str = "127.0.0.1", port: int = 0) -> None:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listener = socket.create_server((host, port), family=family)
        self.port: int = listener.getsockname()[1]
        self.url = f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"
        self._channels: dict[int, Any] = {}
        self._waitress = create_server(
            app, map=self._channels, sockets=[listener], clear_untrusted_proxy_headers=True
        )
        self._waitress.channel_class = Channel

    def run(self) -> None:
        """Answer requests until `stop` is called or the process is interrupted."""
        try:
            self._waitress.run()
        finally:
            wasyncore.close_all(self._channels, ignore_all=True)
            self._waitress.task_dispatcher.shutdown()

    def stop(self) -> None:
        """Make `run` return; callable from any thread."""
        # Connections are the loop's own: closing them in any other thread would race with it.
        self._waitress.trigger.pull_trigger(
            lambda: wasyncore.close_all(self._channels, ignore_all=True)
        )


def serve(
    app: WSGIApplication,
    host: str = "127.0.0.1",
    port: int = 0,
    *,
    listening: Callable[[str], object],
) -> None:
    """Serve until interrupted.

    Args:
        app: the application.
        host: the address or name to listen at.
        port: the port; 0 lets the system choose a free one.
        listening: told the base URL, once connections are accepted.

    Raises:
        OSError: if the address cannot be bound.
    """
    server = Server(app, host, port)
    listening(server.url)
    server.run()


@contextlib.contextmanager
def running(app: WSGIApplication, host: str = "127.0.0.1", port: int = 0) -> Iterator[str]:
    """Serve in the background for the length of a `with` block, which gets the base URL.

    Raises:
        OSError: if the address cannot be bound.
    """
    server = Server(app, host, port)
    thread = threading.Thread(target=server.run, name="reference server", daemon=True)
    thread.start()
    try:
        yield server.url
    finally:
        server.stop()
        thread.join()
