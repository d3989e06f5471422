"""One provider's reference on a socket of its own, which counts what it is asked.

`python -m benchmarks.detection.server PROVIDER [DEVIATION]` writes its base URL as the first line
of its output, serves until its input ends, and then writes the number of requests.
"""

from __future__ import annotations

import itertools
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

from conformance import deviations, reference
from conformance.reference.server import running

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class Counting:
    """A WSGI application that counts the requests to another one."""

    def __init__(self, application: WSGIApplication) -> None:
        self._application = application
        self._numbers = itertools.count(1)  # its steps are atomic, unlike those of +=
        self.count = 0

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Count one request and hand it on."""
        self.count = max(self.count, next(self._numbers))
        return self._application(environ, start_response)


def main(provider: str, *names: str) -> None:
    """Serve a provider, deviating as named, until the input ends."""
    application = reference.build([provider])
    for name in names:
        deviations.install(name, application)
    counting = Counting(application)
    with running(counting) as url:
        sys.stdout.write(f"{url}\n")
        sys.stdout.flush()
        sys.stdin.read()
    sys.stdout.write(f"{counting.count}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
