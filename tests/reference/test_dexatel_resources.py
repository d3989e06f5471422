"""Dexatel's other resources: simple, and as their pages say."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from conformance.reference import Reference, build
from conformance.reference.dexatel.resources import TEMPLATE_ID

KEY = {"X-Dexatel-Key": "94d2f2f2884848bca861264ad86d8ace"}
FIRST, SECOND = "12025550100", "12025550101"


@pytest.fixture
def reference() -> Reference:
    """A server of its own for every test."""
    return build(["dexatel"])


@pytest.fixture
def client(reference: Reference) -> Iterator[httpx.Client]:
    """A client with the key."""
    transport = httpx.WSGITransport(app=reference)
    with httpx.Client(transport=transport, base_url="http://reference", headers=KEY) as client:
        yield client


def code(response: httpx.Response) -> int:
    """The code of an error."""
    (error,) = response.json()["errors"]
    assert error["status"] == response.status_code
    number: int = error["code"]
    return number


def send(client: httpx.Client, **members: Any) -> dict[str, Any]:
    """Send a message and read it."""
    data = {"from": "Conform", "to": [FIRST], "channel": "SMS", **members}
    (entry,) = client.post("/v1/messages", json={"data": data}).json()["data"]
    message: dict[str, Any] = client.get(f"/v1/messages/{entry['id']}").json()
    return message


NEW: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "templates": ({"name": "A", "text": "Hi {a} {b} {a}", "channel": "SMS"}, {"name": "B"}),
    "senders": ({"name": "Second", "channel": "SMS"}, {}),
    "audiences": ({"name": "A", "contacts": [{"number": FIRST}]}, {"name": "B"}),
    "webhooks": ({"url": "https://example.com/hook", "event": "delivery"}, {"secret": "x"}),
}


@pytest.mark.parametrize("kind", NEW)
def test_the_life_of_a_resource(client: httpx.Client, kind: str) -> None:
    """Created, read, listed, changed where the documents allow it, and deleted."""
    data, change = NEW[kind]
    before = client.get(f"/v1/{kind}").json()["pagination"]["total"]

    created = client.post(f"/v1/{kind}", json={"data": data})
    assert created.status_code == 201
    record = created.json()["data"]
    url = f"/v1/{kind}/{record['id']}"
    assert client.get(url).json()["data"] == record
    assert client.get(f"/v1/{kind}").json()["data"][0] == record
    changed = client.put(url, json={"data": change})
    if change:
        assert changed.status_code == 200
        assert change.items() <= client.get(url).json()["data"].items()
    else:
        assert code(changed) == 405
    assert client.delete(url).status_code == 204
    assert client.get(url).status_code == 404
    assert client.delete(url).status_code == 404
    assert client.get(f"/v1/{kind}").json()["pagination"]["total"] == before


def test_contacts_belong_to_an_audience(client: httpx.Client) -> None:
    """They are reached through it, counted by it, and go with it."""
    audience = client.post("/v1/audiences", json={"data": {"name": "A"}}).json()["data"]
    contacts = audience["links"]["contacts"]

    contact = client.post(contacts, json={"data": {"number": FIRST, "first_name": "Ada"}})
    url = f"{contacts}/{contact.json()['data']['id']}"

    assert contact.status_code == 201
    assert code(client.post(contacts, json={"data": {"number": FIRST}})) == 1360
    assert client.get(f"{contacts}?filter[search]=ada").json()["pagination"]["total"] == 1
    assert client.get(f"{contacts}?filter[search]=eve").json()["pagination"]["total"] == 0
    assert client.get(audience["links"]["self"]).json()["data"]["contacts_count"] == 1
    assert client.put(url, json={"data": {"last_name": "L"}}).json()["data"]["last_name"] == "L"
    assert client.delete(audience["links"]["self"]).status_code == 204
    assert code(client.get(url)) == 1301


def test_a_campaign_runs_when_it_is_due(client: httpx.Client, reference: Reference) -> None:
    """Scheduled, then completed; it can be cancelled before and not after."""
    audience = {"name": "A", "contacts": [{"number": FIRST}, {"number": SECOND}]}
    created = client.post("/v1/audiences", json={"data": audience}).json()["data"]
    data = {"name": "C", "template_id": TEMPLATE_ID, "audience_id": created["id"]}
    due = f"{reference.clock.now().year + 1}-01-02 00:00:00"
    urls = [
        client.post("/v1/campaigns", json={"data": {**data, "schedule": due}}).json()["data"][
            "links"
        ]["self"]
        for _ in range(2)
    ]

    cancelled = client.put(urls[0], json={"data": {"status": "canceled"}})
    assert cancelled.json()["data"]["status"] == "canceled"
    assert client.get(urls[1]).json()["data"]["status"] == "scheduled"
    reference.clock.advance(400 * 86400)
    assert client.get(urls[0]).json()["data"]["messages"]["delivered"] == 0
    assert client.get(urls[1]).json()["data"]["messages"]["delivered"] == 2
    assert code(client.put(urls[1], json={"data": {"status": "canceled"}})) == 1611


def test_what_comes_with_the_account_stays(client: httpx.Client) -> None:
    """Its template and its senders can be neither changed nor deleted."""
    sender = send(client, text="Hello")["sender"]["id"]

    assert code(client.delete(f"/v1/templates/{TEMPLATE_ID}")) == 409
    assert code(client.put(f"/v1/templates/{TEMPLATE_ID}", json={"data": {"name": "B"}})) == 409
    assert code(client.delete(f"/v1/senders/{sender}")) == 409


def test_a_new_sender_and_a_new_template_can_be_used(client: httpx.Client) -> None:
    """A message may name them; equal placeholders take one variable."""
    client.post("/v1/senders", json={"data": NEW["senders"][0]})
    template = client.post("/v1/templates", json={"data": NEW["templates"][0]}).json()["data"]

    message = send(client, **{"from": "Second"}, template=template["id"], variables=["x", "y"])

    assert message["text"] == "Hi x y x"


def test_a_verification_is_a_message(client: httpx.Client, reference: Reference) -> None:
    """The code goes out by the template, and is right for that phone until it expires."""
    data = {"sender": "Conform", "phone": FIRST, "template": TEMPLATE_ID, "code_length": 6}
    verification = client.post("/v1/verifications", json={"data": data}).json()["data"]

    def right(**query: str) -> int:
        return len(client.get("/v1/verifications", params=query).json()["data"])

    number = verification["code"]
    message = client.get(f"/v1/messages/{verification['message_id']}").json()
    assert message["text"] == f"Your code is {number}"
    assert len(number) == 6
    assert right(code=number, phone=FIRST) == 1
    assert right(code=number, phone=SECOND) == 0
    reference.clock.advance(301)
    assert right(code=number, phone=FIRST) == 0
