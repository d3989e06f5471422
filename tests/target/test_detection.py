"""A target is asked what it serves, and believed only where it answers as one provider does."""

from __future__ import annotations

import contextlib
import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from conformance import reference
from conformance.catalogue import load
from conformance.errors import TargetError
from conformance.reference.server import running
from conformance.run.world import World
from conformance.target.detection import check_reachable, probe
from conformance.target.settings import Settings

PROVIDERS = ("dexatel", "twosms", "clickatell")
Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


@pytest.fixture
def served(tmp_path: Path) -> Callable[[Application], list[str]]:
    """Asks an application on a socket what it serves."""

    def ask(application: Application) -> list[str]:
        with running(application) as url:  # type: ignore[arg-type]
            world = World(Settings({"target": url}, {}, tmp_path), load(), tmp_path / "report")
            world.close()
            return [pack.name for pack in world.packs]

    return ask


def blanket(status: str, content_type: str, body: str | bytes | dict[str, Any]) -> Application:
    """Gives every request the same answer."""
    octets = json.dumps(body).encode() if isinstance(body, dict) else body
    octets = octets.encode() if isinstance(octets, str) else octets

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        del environ
        start_response(
            status, [("Content-Type", content_type), ("Content-Length", str(len(octets)))]
        )
        return [octets]

    return answer


@pytest.mark.parametrize(
    "names", [[name] for name in PROVIDERS] + [[*PROVIDERS], ["dexatel", "twosms"]]
)
def test_the_reference_is_recognised(
    served: Callable[[Application], list[str]], names: list[str]
) -> None:
    """Exactly the providers that the reference is built with are found."""
    assert sorted(served(reference.build(names))) == sorted(names)  # type: ignore[arg-type]


FORMATS: dict[str, tuple[str, dict[str, Any]]] = {
    "dexatel": ("401 U", {"errors": [{"code": 1001, "message": "No", "status": 401}]}),
    "twosms": ("400 B", {"error": "unsupported_grant_type"}),
    "clickatell": ("401 U", {"error": {"code": "001", "description": "Authentication failed"}}),
}


@pytest.mark.parametrize("name", PROVIDERS)
def test_a_server_that_answers_everything_alike(
    served: Callable[[Application], list[str]], name: str
) -> None:
    """A blanket refusal serves the provider whose format it speaks, and no other."""
    status, body = FORMATS[name]

    assert served(blanket(status, "application/json", body)) == [name]


STRANGERS: dict[str, Application] = {
    "an empty 401": blanket("401 U", "text/plain", ""),
    "a 401 in JSON": blanket("401 U", "application/json", {"message": "Unauthorized"}),
    "a 404 in HTML": blanket("404 N", "text/html", "<h1>Not Found</h1>"),
    "a 404 in JSON": blanket("404 N", "application/json", {"error": "Not Found"}),
    "a problem": blanket("404 N", "application/problem+json", {"title": "Not Found"}),
    "a 200 in HTML": blanket("200 O", "text/html", "<h1>It works!</h1>"),
    "a 200 in JSON": blanket("200 O", "application/json", {}),
    "a 200 with a list": blanket("200 O", "application/json", "[]"),
    "a 200 with null": blanket("200 O", "application/json", "null"),
    "a 200 with data": blanket("200 O", "application/json", {"data": {}}),
    "a 200 with a token of its own": blanket("200 O", "application/json", {"token": "a"}),
    "a 500": blanket("500 E", "text/plain", "Oops"),
    "a redirect": blanket("302 F", "text/html", ""),
    "broken JSON": blanket("401 U", "application/json", '{"errors": ['),
    "errors of another kind": blanket("401 U", "application/json", {"errors": ["No"]}),
    "no errors": blanket("401 U", "application/json", {"errors": []}),
    "an error without words": blanket("401 U", "application/json", {"error": {"code": 1}}),
    "an error in XML": blanket("401 U", "application/xml", "<error><code>a</code></error>"),
    "octets": blanket("401 U", "application/json", b"\xff\xfe\x00"),
}


@pytest.mark.parametrize("application", STRANGERS.values(), ids=STRANGERS)
def test_a_server_of_something_else(
    served: Callable[[Application], list[str]], application: Application
) -> None:
    """Who speaks no provider's format serves none, and what was answered is shown."""
    with pytest.raises(TargetError) as raised:
        served(application)

    told = str(raised.value)
    assert told.startswith("The target serves none of the providers that this suite knows")
    for name in PROVIDERS:
        pack = load().packs[name]
        assert f"{pack.title}: {pack.probe['method']} {pack.probe['path']}: status " in told
    assert "--provider" in told
    assert raised.value.exit_code == 4


def test_probes_have_no_credentials_and_no_effect() -> None:
    """What is asked is harmless: a read, or a token request that is none."""
    for pack in load().packs.values():
        draft = probe(pack)
        assert draft.anonymous
        assert draft.method == "GET" or (draft.method == "POST" and draft.path == "/Token")
        assert not draft.body


def test_a_server_is_asked_once_per_provider(tmp_path: Path) -> None:
    """No more is sent than one probe each, and nothing where a provider is named."""
    seen: list[str] = []
    inner = reference.build()

    def counting(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        seen.append(f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}")
        assert "HTTP_AUTHORIZATION" not in environ
        assert "HTTP_X_DEXATEL_KEY" not in environ
        return inner(environ, start_response)

    for options, probes in (({}, 3), ({"provider": ["dexatel"]}, 0)):
        seen.clear()
        with running(counting) as url:  # type: ignore[arg-type]
            given = {"target": url, **options}
            World(Settings(given, {}, tmp_path), load(), tmp_path / "report").close()
        assert len([one for one in seen if "_reference" not in one]) == probes


@pytest.mark.parametrize(
    ("status", "lacking"), [("404 N", {"reports"}), ("405 M", set()), ("500 E", set())]
)
def test_a_collection_that_is_not_there(tmp_path: Path, status: str, lacking: set[str]) -> None:
    """Only a 404 for the whole collection says that a feature is not served at all."""
    inner = reference.build()

    def without_reports(
        environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        if environ["PATH_INFO"] != "/api/v1/reports/messages":
            return inner(environ, start_response)
        start_response(status, [("Content-Type", "application/json"), ("Content-Length", "2")])
        return [b"{}"]

    with running(without_reports) as url:  # type: ignore[arg-type]
        world = World(Settings({"target": url}, {}, tmp_path), load(), tmp_path / "report")
        claimed = world.accounts["twosms"].features
        told = world.unclaim_unserved()
        left = world.accounts["twosms"].features
        world.close()

    assert claimed - left == lacking
    assert len(told) == len(lacking)
    assert all("GET /api/v1/reports/messages" in line for line in told)


# -- whether it is there at all -------------------------------------------------------------------


@contextlib.contextmanager
def listening(answer: bytes) -> Iterator[int]:
    """A port at which everybody gets the same octets and then nothing more."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            with contextlib.suppress(OSError):
                while True:
                    connection, _ = listener.accept()
                    with connection, contextlib.suppress(OSError):
                        connection.recv(4096)
                        connection.sendall(answer)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            thread.join(5)


def test_a_port_that_nobody_listens_at() -> None:
    """A refused connection says so, and that nothing was sent."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]

    with pytest.raises(TargetError, match="cannot be reached: connection refused") as raised:
        check_reachable(httpx.URL(f"http://127.0.0.1:{port}"))
    assert "No request was sent" in str(raised.value)


@pytest.mark.parametrize("host", ["no-such-host.invalid", "a" * 70 + ".invalid"])
def test_a_host_that_does_not_exist(host: str) -> None:
    """A name that nobody knows says so."""
    with pytest.raises(TargetError, match="cannot be reached"):
        check_reachable(httpx.URL(f"http://{host}"))


def test_tls_at_a_port_without_it() -> None:
    """An https URL of an http server is told as that."""
    with (
        listening(b"HTTP/1.1 400 Bad Request\r\n\r\n") as port,
        pytest.raises(TargetError, match="does not speak TLS") as raised,
    ):
        check_reachable(httpx.URL(f"https://127.0.0.1:{port}"))
    assert "Is it an http server?" in str(raised.value)


def test_tls_that_nobody_vouches_for(certificate: Path) -> None:
    """A certificate without an authority is told as that, and nothing is sent."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            connection, _ = listener.accept()
            with connection, contextlib.suppress(OSError):
                context.wrap_socket(connection, server_side=True).close()

        thread = threading.Thread(target=serve)
        thread.start()
        with pytest.raises(TargetError, match="cannot be trusted: self-signed certificate"):
            check_reachable(httpx.URL(f"https://127.0.0.1:{listener.getsockname()[1]}"))
        thread.join(5)


def test_no_tls_at_a_port_with_it(tmp_path: Path) -> None:
    """An http URL of an https server reaches a port that gives no HTTP answer."""
    alert = b"\x15\x03\x03\x00\x02\x02\x46"
    with listening(alert) as port:
        url = f"http://127.0.0.1:{port}"
        check_reachable(httpx.URL(url))
        with pytest.raises(TargetError, match="serves none") as raised:
            World(Settings({"target": url}, {}, tmp_path), load(), tmp_path / "report")
    assert str(raised.value).count("the answer is no HTTP") == 3


def test_a_port_that_listens() -> None:
    """Connecting is enough, and sends nothing."""
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            connection, _ = listener.accept()
            with connection:
                heard.append(connection.recv(100))

        thread = threading.Thread(target=serve)
        thread.start()
        check_reachable(httpx.URL(f"http://127.0.0.1:{listener.getsockname()[1]}"))
        thread.join(5)

    assert heard == [b""]
