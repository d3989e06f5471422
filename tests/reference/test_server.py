"""The reference on a socket, and what is built of it."""

import httpx
import pytest

from conformance.errors import UsageError
from conformance.reference import Reference, build, providers
from conformance.reference.dexatel import Dexatel
from conformance.reference.server import running

KEY = {"X-Dexatel-Key": "94d2f2f2884848bca861264ad86d8ace"}
DRAFT = b'{"data":{"from":"Conform","to":["12025550100"],"text":"Hello","channel":"SMS"}}'


@pytest.fixture
def reference() -> Reference:
    """A server of its own for every test."""
    return build(["dexatel"])


def test_over_a_socket(reference: Reference) -> None:
    """Keep-alive, HEAD, chunked bodies and 100-continue work on a real connection."""
    with running(reference) as url, httpx.Client(base_url=url, headers=KEY) as client:
        chunked = client.post(
            "/v1/messages",
            content=iter([DRAFT[:10], DRAFT[10:]]),
            headers={"Content-Type": "application/json", "Expect": "100-continue"},
        )
        path = f"/v1/messages/{chunked.json()['data'][0]['id']}"
        head = client.head(path)
        message = client.get(path)
        deleted = client.delete(path)
        gone = client.get(path)

    assert chunked.status_code == 201
    assert (head.status_code, head.content) == (200, b"")
    assert message.json()["links"]["self"] == url + path
    assert (deleted.status_code, deleted.content) == (204, b"")
    assert deleted.headers.get("Content-Length", "0") == "0"
    assert gone.status_code == 404
    assert head.extensions["network_stream"] is message.extensions["network_stream"]


def test_chunks_arrive_in_process_too(reference: Reference) -> None:
    """A body without a length is read to its end."""
    transport = httpx.WSGITransport(app=reference)
    with httpx.Client(transport=transport, base_url="http://reference", headers=KEY) as client:
        response = client.post(
            "/v1/messages",
            content=iter([DRAFT[:10], DRAFT[10:]]),
            headers={"Content-Type": "application/json"},
        )

    assert response.status_code == 201


def test_a_server_stops_under_open_connections(reference: Reference) -> None:
    """Leaving the block ends the server, whoever is still connected."""
    with httpx.Client(headers=KEY) as client:
        with running(reference) as url:
            assert client.get(f"{url}/v1/messages").status_code == 200
        with pytest.raises(httpx.TransportError):
            client.get(f"{url}/v1/messages")


def test_a_taken_port_is_not_shared(reference: Reference) -> None:
    """The second server at a port fails to start."""
    with running(reference) as url:
        port = httpx.URL(url).port
        assert port
        with pytest.raises(OSError, match="in use"), running(reference, port=port):
            pass


def test_only_what_is_asked_for_is_built() -> None:
    """Other providers are neither imported nor served."""
    reference = build(["dexatel"])

    assert isinstance(reference.services["dexatel"], Dexatel)
    assert list(reference.services) == ["dexatel"]


def test_an_unknown_provider_is_a_mistake() -> None:
    """The names are those of the packs."""
    assert providers() == ["clickatell", "dexatel", "twosms"]
    with pytest.raises(UsageError, match="pigeon"):
        build(["pigeon"])
