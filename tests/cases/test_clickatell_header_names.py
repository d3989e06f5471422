"""Header names in any letter case: what no deviation can show, since WSGI has lost the case."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from werkzeug.test import Client

from conformance.cases import test_clickatell_access
from conformance.catalogue import load
from conformance.reference import build
from conformance.run.collect import cases_of
from conformance.run.runner import Runner
from conformance.run.world import World
from conformance.target.settings import Settings
from conformance.verdict.finding import Verdict

SPELT = ("Authorization", "X-Version", "Accept", "Content-Type")


@pytest.fixture(params=[(), ("Authorization",), SPELT[1:]], ids=["none", "token", "others"])
def compared(request: pytest.FixtureRequest) -> tuple[str, ...]:
    """The headers whose names the server compares with their case."""
    return tuple(request.param)


@pytest.fixture
def url(compared: tuple[str, ...]) -> Iterator[str]:
    """The reference on a socket, without the headers whose names are spelt otherwise."""
    client = Client(build(["clickatell"]))

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_one_request(self) -> None:
            self.raw_requestline = self.rfile.readline()
            if not self.raw_requestline or not self.parse_request():
                self.close_connection = True
                return
            ignored = {name.lower() for name in compared}
            headers = [
                (name, value)
                for name, value in self.headers.items()
                if name in compared or name.lower() not in ignored
            ]
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            answer = client.open(self.path, method=self.command, headers=headers, data=body)
            self.send_response(answer.status_code)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer.data)

        def log_message(self, *_args: object) -> None:
            """Stay silent."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=[0.02])
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


def test_the_case_notices_names_that_are_compared_with_case(
    url: str, compared: tuple[str, ...], tmp_path: Path
) -> None:
    """A server that knows a header under one spelling only is found, and no other is."""
    body = test_clickatell_access.test_header_names_in_any_letter_case
    settings = Settings({"target": url, "provider": ["clickatell"]}, environment={})
    world = World(settings, load(), tmp_path)
    try:
        [case] = cases_of(world, "test_clickatell_access.py", body.__name__, body)
        findings = Runner(world).run(case).findings
    finally:
        world.close()

    violated = {one.requirement for one in findings if one.verdict is Verdict.FAIL}
    expected = {
        (): set(),
        ("Authorization",): {"clickatell/auth.header-name-any-case"},
        SPELT[1:]: {"clickatell/http.header-names-any-case"},
    }
    assert violated == expected[compared]
