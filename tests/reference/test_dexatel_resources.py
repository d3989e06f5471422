"""Dexatel's other resources: simple, and as their pages say."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from conformance.reference import Reference, build
from conformance.reference.dexatel.resources import TEMPLATE_ID

KEY = {"X-Dexatel-Key": "94d2f2f2884848bca861264ad86d8ace"}
FIRST, SECOND = "12025550100", "12025550101"
NOBODY = "00000000-0000-0000-0000-000000000000"


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
    "templates": (
        {"name": "A", "text": "Hi {a} {b} {a}", "channel": "SMS"},
        {"name": "B", "text": "Ho"},
    ),
    "senders": ({"name": "Second", "code": "Second", "country": "AM", "channel": "SMS"}, {}),
    "audiences": (
        {"name": "A", "channel": "SMS", "contacts": [{"number": FIRST, "tags": ["a"]}]},
        {"name": "B"},
    ),
    "webhooks": ({"url": "https://example.com/hook", "event": "delivery"}, {"secret": "x"}),
}


def create(client: httpx.Client, kind: str, **changes: Any) -> httpx.Response:
    """Create a resource of a kind with some members changed; `...` leaves one out."""
    data = {**NEW[kind][0], **changes}
    body = {"data": {name: value for name, value in data.items() if value is not ...}}
    return client.post(f"/v1/{kind}", json=body)


@pytest.mark.parametrize("kind", NEW)
def test_the_life_of_a_resource(client: httpx.Client, kind: str) -> None:
    """Created, read, listed, changed where the documents allow it, and deleted."""
    change = NEW[kind][1]
    before = client.get(f"/v1/{kind}").json()["pagination"]["total"]

    created = create(client, kind)
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


@pytest.mark.parametrize(
    ("kind", "changes", "number"),
    [
        ("templates", {"text": ...}, 1254),
        ("templates", {"text": 5}, 1255),
        ("templates", {"channel": ...}, 1256),
        ("templates", {"channel": "PIGEON"}, 1257),
        ("templates", {"name": "Passcode"}, 1258),
        ("templates", {"name": []}, 1259),
        ("templates", {"text": "a" * 1001}, 1260),
        ("templates", {"name": "a" * 46}, 1263),
        ("senders", {"name": ...}, 1404),
        ("senders", {"name": 5}, 1405),
        ("senders", {"name": "a" * 46}, 1406),
        ("senders", {"code": "Mr Bean"}, 1407),
        ("senders", {"code": "1" * 16}, 1408),
        ("senders", {"code": ...}, 1409),
        ("senders", {"country": ...}, 1410),
        ("senders", {"channel": "PIGEON"}, 1414),
        ("senders", {"code": "Conform"}, 1440),
        ("senders", {"name": "Conform"}, 1441),
        ("audiences", {"name": ...}, 1303),
        ("audiences", {"name": "?"}, 1304),
        ("audiences", {"name": "a" * 46}, 1305),
        ("audiences", {"channel": ...}, 1306),
        ("audiences", {"channel": "PIGEON"}, 1307),
        ("audiences", {"contacts": [{"number": FIRST}] * 1001}, 1308),
        ("audiences", {"contacts": [{}]}, 1353),
        ("audiences", {"contacts": [{"number": "12 34"}]}, 1354),
        ("audiences", {"contacts": [{"number": "1" * 16}]}, 1355),
        ("audiences", {"contacts": [{"number": FIRST, "tags": ["a"] * 11}]}, 1359),
        ("audiences", {"contacts": [{"number": FIRST, "first_name": "a" * 33}]}, 1361),
        ("audiences", {"contacts": [{"number": FIRST, "last_name": "a" * 33}]}, 1362),
        ("audiences", {"contacts": [{"number": FIRST, "timestamp": "a" * 33}]}, 1363),
        ("audiences", {"contacts": [{"number": FIRST, "date": "a" * 71}]}, 1364),
        ("webhooks", {"url": ...}, 1204),
        ("webhooks", {"event": ...}, 1206),
        ("webhooks", {"event": "birthday"}, 1207),
        ("webhooks", {"url": "https://example.com/" + "a" * 2100}, 1208),
        ("webhooks", {"url": "https://exam ple.com/"}, 1209),
        ("webhooks", {"url": "http://[::1"}, 1209),
    ],
)
def test_every_fault_has_its_number(
    client: httpx.Client, kind: str, changes: dict[str, Any], number: int
) -> None:
    """A resource at fault is refused with the code of its pages, and not kept."""
    before = client.get(f"/v1/{kind}").json()["pagination"]["total"]

    response = create(client, kind, **changes)

    assert (response.status_code, code(response)) == (400, number)
    assert client.get(f"/v1/{kind}").json()["pagination"]["total"] == before


@pytest.mark.parametrize(
    ("path", "number"),
    [
        ("templates", 1253),
        ("senders", 1403),
        ("audiences", 1007),
        ("campaigns", 1007),
        ("webhooks", 1203),
        ("verifications", 1620),
    ],
)
def test_data_are_needed(client: httpx.Client, path: str, number: int) -> None:
    """A request without `data` has a code of its own for most resources."""
    assert code(client.post(f"/v1/{path}", json={"name": "A"})) == number


@pytest.mark.parametrize(
    ("path", "number"),
    [
        (f"templates/{NOBODY}", 1251),
        ("templates/x", 1251),
        (f"senders/{NOBODY}", 1402),
        (f"audiences/{NOBODY}", 1301),
        ("audiences/x", 1302),
        (f"audiences/{NOBODY}/contacts/{NOBODY}", 1301),
        (f"campaigns/{NOBODY}", 1601),
        ("campaigns/x", 1602),
        (f"webhooks/{NOBODY}", 1201),
    ],
)
def test_ids_that_are_not(client: httpx.Client, path: str, number: int) -> None:
    """Unknown ids have a code for every resource, malformed ones for some."""
    assert code(client.get(f"/v1/{path}")) == number
    assert code(client.delete(f"/v1/{path}")) == number


def test_contacts_belong_to_an_audience(client: httpx.Client) -> None:
    """They are reached through it, counted by it, and go with it."""
    audience = create(client, "audiences", contacts=...).json()["data"]
    contacts = audience["links"]["contacts"]

    contact = client.post(contacts, json={"data": {"number": FIRST, "first_name": "Ada"}})
    url = contact.json()["data"]["links"]["self"]

    assert contact.status_code == 201
    assert contact.json()["data"]["audience_id"] == audience["id"]
    assert code(client.post(contacts, json={"data": {"number": FIRST}})) == 1360
    assert client.get(f"{contacts}?filter[search]=ada").json()["pagination"]["total"] == 1
    assert client.get(f"{contacts}?filter[search]=eve").json()["pagination"]["total"] == 0
    assert client.get(audience["links"]["self"]).json()["data"]["contacts_count"] == 1
    assert client.put(url, json={"data": {"last_name": "L"}}).json()["data"]["last_name"] == "L"
    assert code(client.get(f"{contacts}/x")) == 1352
    assert code(client.get(f"{contacts}/{NOBODY}")) == 1351
    assert client.delete(audience["links"]["self"]).status_code == 204
    assert code(client.get(url)) == 1301


def test_names_of_audiences_are_their_own(client: httpx.Client) -> None:
    """A second audience of a name is a conflict, for creation and for change."""
    create(client, "audiences")
    other = create(client, "audiences", name="B").json()["data"]["links"]["self"]

    again = create(client, "audiences")
    renamed = client.put(other, json={"data": {"name": "A"}})

    assert (again.status_code, code(again)) == (409, 1309)
    assert (renamed.status_code, code(renamed)) == (409, 1309)
    assert code(client.put(other, json={"data": {}})) == 1303


def test_there_is_one_webhook_for_each_event(client: httpx.Client) -> None:
    """A new one takes the place of the old one."""
    old = create(client, "webhooks").json()["data"]["links"]["self"]
    other = create(client, "webhooks", event="message").json()["data"]["links"]["self"]
    create(client, "webhooks", url="https://example.com/other")

    assert code(client.get(old)) == 1201
    assert client.get(other).status_code == 200


@pytest.fixture
def campaign(client: httpx.Client, reference: Reference) -> dict[str, Any]:
    """A campaign for two contacts, a year from now."""
    contacts = [{"number": FIRST}, {"number": SECOND}]
    audience = create(client, "audiences", contacts=contacts).json()["data"]
    due = f"{reference.clock.now().year + 1}-01-02 00:00:00"
    return {
        "from": "Conform",
        "name": "C",
        "template": TEMPLATE_ID,
        "audience": audience["id"],
        "schedule": due,
    }


def test_a_campaign_runs_when_it_is_due(
    client: httpx.Client, reference: Reference, campaign: dict[str, Any]
) -> None:
    """Scheduled, then completed; it can be cancelled before and not after."""
    created = [client.post("/v1/campaigns", json={"data": campaign}) for _ in range(2)]
    urls = [response.json()["data"]["links"]["self"] for response in created]

    cancelled = client.put(urls[0], json={"data": {"status": "canceled"}})
    assert cancelled.json()["data"]["status"] == "canceled"
    assert client.get(urls[1]).json()["data"]["status"] == "scheduled"
    reference.clock.advance(400 * 86400)
    assert client.get(urls[0]).json()["data"]["messages"]["delivered"] == 0
    assert client.get(urls[1]).json()["data"]["messages"]["delivered"] == 2
    assert code(client.put(urls[1], json={"data": {"status": "canceled"}})) == 1611
    assert client.put(urls[1], json={"data": {"name": "D"}}).json()["data"]["name"] == "D"
    assert client.delete(urls[1]).status_code == 204


@pytest.mark.parametrize(
    ("changes", "number"),
    [
        ({"from": None}, 1603),
        ({"from": "Nobody"}, 1604),
        ({"audience": None}, 1605),
        ({"audience": NOBODY}, 1606),
        ({"template": None}, 1607),
        ({"template": NOBODY}, 1608),
        ({"schedule": "soon"}, 1609),
        ({"schedule": "2020-01-01 00:00:00"}, 1522),
    ],
)
def test_a_campaign_at_fault(
    client: httpx.Client, campaign: dict[str, Any], changes: dict[str, Any], number: int
) -> None:
    """A campaign is refused with the code of its pages."""
    assert code(client.post("/v1/campaigns", json={"data": {**campaign, **changes}})) == number


def test_a_campaign_is_on_one_channel(client: httpx.Client, campaign: dict[str, Any]) -> None:
    """Audience and template have to match."""
    viber = create(client, "audiences", name="V", channel="VIBER").json()["data"]["id"]

    refused = client.post("/v1/campaigns", json={"data": {**campaign, "audience": viber}})

    assert code(refused) == 1613


def test_what_comes_with_the_account_stays(client: httpx.Client) -> None:
    """Its template and its senders can be neither changed nor deleted."""
    sender = send(client, text="Hello")["sender"]["id"]

    assert code(client.delete(f"/v1/templates/{TEMPLATE_ID}")) == 409
    assert code(client.put(f"/v1/templates/{TEMPLATE_ID}", json={"data": {"name": "B"}})) == 409
    assert code(client.delete(f"/v1/senders/{sender}")) == 409


def test_a_new_sender_and_a_new_template_can_be_used(client: httpx.Client) -> None:
    """A message may name them; equal placeholders take one variable."""
    create(client, "senders", name="Second shop", code="Second")
    template = create(client, "templates").json()["data"]

    message = send(client, **{"from": "Second"}, template=template["id"], variables=["x", "y"])

    assert message["text"] == "Hi x y x"


VERIFICATION = {"sender": "Conform", "phone": FIRST, "template": TEMPLATE_ID, "code_length": "6"}


def test_a_verification_is_a_message(client: httpx.Client, reference: Reference) -> None:
    """The code goes out by the template, and is right for that phone until it expires."""
    verification = client.post("/v1/verifications", json={"data": VERIFICATION}).json()["data"]

    def right(**query: str) -> int:
        return len(client.get("/v1/verifications", params=query).json()["data"])

    number = verification["code"]
    message = client.get(f"/v1/messages/{verification['message_id']}").json()
    assert message["text"] == f"Your code is {number}"
    assert len(number) == 6
    assert right(code=number, phone=FIRST) == 1
    assert right(code=number, phone=SECOND) == 0
    assert right(phone=FIRST) == right() == 1
    reference.clock.advance(301)
    assert right(code=number, phone=FIRST) == 0


@pytest.mark.parametrize(
    ("changes", "number"),
    [
        ({"sender": None}, 1621),
        ({"sender": "Nobody"}, 1505),
        ({"phone": None}, 1622),
        ({"phone": "12 34"}, 1523),
        ({"template": None}, 1623),
        ({"template": "x"}, 1625),
        ({"template": NOBODY}, 1625),
        ({"code_length": "3"}, 1624),
        ({"code_length": 9}, 1624),
    ],
)
def test_a_verification_at_fault(
    client: httpx.Client, changes: dict[str, Any], number: int
) -> None:
    """A verification is refused with the code of its pages."""
    response = client.post("/v1/verifications", json={"data": {**VERIFICATION, **changes}})

    assert (response.status_code, code(response)) == (400, number)


def test_a_code_needs_its_placeholder(client: httpx.Client) -> None:
    """A template without {code} cannot bring one."""
    template = create(client, "templates", text="Hi").json()["data"]["id"]

    refused = client.post(
        "/v1/verifications", json={"data": {**VERIFICATION, "template": template}}
    )

    assert code(refused) == 1626
