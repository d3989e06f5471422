"""Servers on loopback that behave in whatever way a test tells them to."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable

from conformance.wire.network import Bounds

Behaviour = Callable[[socket.socket], None]
SHORT = Bounds(connect=0.5, silence=0.2, total=0.4, body=64 * 1024)


class Server:
    """Accepts connections on a free port and gives each to its behaviour, in a thread."""

    def __init__(self, behaviour: Behaviour) -> None:
        self._behaviour = behaviour
        self._listener = socket.create_server(("127.0.0.1", 0))
        # What arrives is not piled up in the system for a behaviour that does not read.
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self._open: set[socket.socket] = set()
        self._threads = [threading.Thread(target=self._accept)]
        self.port: int = self._listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.connections = 0
        self._threads[0].start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                self.connections += 1
                self._open.add(connection)
                thread = threading.Thread(target=self._serve, args=[connection])
                self._threads.append(thread)
                thread.start()

    def _serve(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError), connection:
            self._behaviour(connection)

    def close(self) -> None:
        """Drop everything, and wait for it."""
        for one in (self._listener, *self._open):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
        for thread in self._threads:
            thread.join(5)
            assert not thread.is_alive()


def request_of(connection: socket.socket) -> bytes:
    """The head of a request, and its body if that came along."""
    received = b""
    while b"\r\n\r\n" not in received:
        more = connection.recv(65536)
        if not more:
            break
        received += more
    return received
