"""Dexatel's reference answers as its documents say, whatever it is asked."""

import json
import random
import uuid
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from conformance.reference import Reference, build
from conformance.reference.dexatel.resources import TEMPLATE_ID

KEY = {"X-Dexatel-Key": "94d2f2f2884848bca861264ad86d8ace"}
JSON = {"Content-Type": "application/json; charset=utf-8"}
FIRST, SECOND, UNREACHABLE = "12025550100", "12025550101", "12025550199"
DRAFT: dict[str, Any] = {"from": "Conform", "to": [FIRST], "text": "Hello", "channel": "SMS"}


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


def send(client: httpx.Client, **changes: Any) -> httpx.Response:
    """Post the draft with some members changed; a change to `...` leaves the member out."""
    data = {name: value for name, value in {**DRAFT, **changes}.items() if value is not ...}
    # httpx would refuse the lone surrogates that JSON can spell.
    body = json.dumps({"data": data})
    return client.post("/v1/messages", content=body, headers=JSON)


def sent(client: httpx.Client, **changes: Any) -> dict[str, Any]:
    """Send and return the first message of the answer."""
    response = send(client, **changes)
    assert response.status_code == 201, response.text
    message: dict[str, Any] = response.json()["data"][0]
    return message


def read(client: httpx.Client, message: dict[str, Any]) -> dict[str, Any]:
    """Read a message."""
    response = client.get(f"/v1/messages/{message['id']}")
    assert response.status_code == 200
    document: dict[str, Any] = response.json()
    return document


def code(response: httpx.Response) -> int:
    """The code of an error, whose envelope has all its members."""
    assert response.headers["Content-Type"] == "application/json"
    (error,) = response.json()["errors"]
    assert error.keys() == {"timestamp", "path", "method", "status", "message", "code"}
    assert error["status"] == response.status_code
    assert error["method"] == response.request.method
    assert error["message"]
    number: int = error["code"]
    return number


def count(client: httpx.Client) -> int:
    """How many messages the account has."""
    total: int = client.get("/v1/messages").json()["pagination"]["total"]
    return total


# -- create -------------------------------------------------------------------


def test_one_message_for_each_recipient(client: httpx.Client) -> None:
    """The answer has an entry for every recipient, in order, each with an id of its own."""
    response = send(client, to=[SECOND, FIRST])

    entries = response.json()["data"]
    assert response.status_code == 201
    assert [entry["to"] for entry in entries] == [SECOND, FIRST]
    assert len({uuid.UUID(entry["id"]) for entry in entries}) == 2
    assert {entry["segments_count"] for entry in entries} == {1}
    assert [read(client, entry)["to"] for entry in entries] == [SECOND, FIRST]


REFUSED: list[tuple[dict[str, Any], int]] = [
    ({"from": ...}, 1503),
    ({"from": None}, 1503),
    ({"from": ""}, 1503),
    ({"from": 5}, 1504),
    ({"from": ["Conform"]}, 1504),
    ({"from": "far too long a name"}, 1504),
    ({"from": "\ud800"}, 1504),
    ({"from": "Nobody"}, 1505),
    ({"from": "conform"}, 1505),
    ({"to": ...}, 1506),
    ({"to": None}, 1506),
    ({"to": []}, 1506),
    ({"to": FIRST}, 1506),
    ({"to": {}}, 1506),
    ({"to": [FIRST] * 11}, 1507),
    ({"text": ""}, 1508),
    ({"channel": "VIBER", "text": ..., "image": "a", "button": {"caption": "a", "url": "b"}}, 1508),
    ({"text": 5}, 1509),
    ({"text": ["Hello"]}, 1509),
    ({"text": False}, 1509),
    ({"text": "a\ud800"}, 1509),
    ({"text": "\udc00\ud800"}, 1509),
    ({"text": "a" * (255 * 153 + 1)}, 1510),
    ({"text": "я" * (255 * 67 + 1)}, 1510),
    ({"channel": "WHATSAPP", "text": "\U0001f600" * 1025}, 1510),
    ({"channel": "VIBER", "text": "a" * 1001}, 1510),
    ({"text": ..., "template": "abc"}, 1512),
    ({"text": ..., "template": 5}, 1512),
    ({"text": ..., "template": "\ud800"}, 1512),
    ({"text": ..., "template": str(uuid.uuid4()), "variables": ["1"]}, 1513),
    ({"text": ..., "template": TEMPLATE_ID, "channel": "VIBER", "variables": ["1"]}, 1513),
    ({"text": ..., "template": TEMPLATE_ID}, 1514),
    ({"text": ..., "template": TEMPLATE_ID, "variables": None}, 1514),
    ({"text": ..., "template": TEMPLATE_ID, "variables": []}, 1514),
    ({"text": ..., "template": TEMPLATE_ID, "variables": "1"}, 1514),
    ({"text": ..., "template": TEMPLATE_ID, "variables": [1]}, 1514),
    ({"text": ..., "template": TEMPLATE_ID, "variables": ["\udfff"]}, 1514),
    ({"channel": ...}, 1515),
    ({"channel": None}, 1515),
    ({"channel": "PIGEON"}, 1515),
    ({"channel": "sms"}, 1515),
    ({"channel": ["SMS"]}, 1515),
    ({"channel": {}}, 1515),
    ({"text": ...}, 1516),
    ({"text": None}, 1516),
    ({"channel": "WHATSAPP", "button": {"caption": "a", "url": "b"}}, 1517),
    ({"image": "https://example.com/a.png"}, 1518),
    ({"button": {"caption": "a", "url": "b"}}, 1519),
    ({"channel": "VIBER", "image": "https://example.com/a.png"}, 1520),
    ({"channel": "VIBER", "button": 5}, 1520),
    ({"channel": "VIBER", "button": {"caption": "a"}}, 1520),
    ({"channel": "VIBER", "button": {"caption": "a", "url": "\ud800"}}, 1520),
    ({"channel": "VIBER", "image": 5, "button": {"caption": "a", "url": "b"}}, 400),
    ({"caption": 5}, 400),
    ({"schedule": "soon"}, 1521),
    ({"schedule": 5}, 1521),
    ({"schedule": []}, 1521),
    ({"schedule": "2099-13-01 00:00:00"}, 1521),
    ({"schedule": "2099-01-01T00:00:00Z"}, 1521),
    ({"schedule": "0000-00-00 00:00:00"}, 1521),
    ({"schedule": "\ud800"}, 1521),
    ({"schedule": "0001-01-01 00:00:00"}, 1522),
    ({"schedule": "2020-01-01 00:00:00"}, 1522),
    ({"to": [FIRST, "1202555o101"]}, 1523),
    ({"to": [""]}, 1523),
    ({"to": [None]}, 1523),
    ({"to": [int(FIRST)]}, 1523),
    ({"to": ["+" + FIRST]}, 1523),
    ({"to": ["١٢٠٢٥٥٥٠١٠٠"]}, 1523),
    ({"to": [[FIRST]]}, 1523),
]


@pytest.mark.parametrize(("changes", "expected"), REFUSED)
def test_a_refused_send_has_no_effect(
    client: httpx.Client, reference: Reference, changes: dict[str, Any], expected: int
) -> None:
    """Every rule has its code, answered with 400; whoever breaks it sends nothing."""
    response = send(client, **changes)

    assert (response.status_code, code(response)) == (400, expected)
    assert count(client) == 0
    assert reference.network.carried == []


ACCEPTED: list[dict[str, Any]] = [
    {"to": [FIRST] * 10},
    {"text": "a" * (255 * 153)},
    {"text": "\x00\x1b\t"},
    {"text": "   "},
    {"image": None, "button": None, "schedule": None, "template": None},
    {"unknown": {"member": [10**400]}},
    {"channel": "WHATSAPP", "text": "\U0001f600" * 1024},
    {"channel": "VIBER", "text": "\U0001f600" * 1000},
    {"channel": "WHATSAPP", "text": ..., "image": "https://example.com/a.png", "caption": "a"},
    {"channel": "VIBER", "text": ..., "image": "https://example.com/a.png"},
    {"channel": "VIBER", "button": {"caption": "a", "url": "https://example.com"}},
    {"channel": "VIBER", "image": "https://a", "button": {"caption": "a", "url": "https://b"}},
    {"schedule": "9999-12-31 23:59:59"},
]


@pytest.mark.parametrize("changes", ACCEPTED)
def test_an_accepted_send_reads_back(client: httpx.Client, changes: dict[str, Any]) -> None:
    """What was sent is what is read, on every channel."""
    response = send(client, **changes)
    assert response.status_code == 201, response.text

    data = {name: value for name, value in {**DRAFT, **changes}.items() if value is not ...}
    for entry in response.json()["data"]:
        message = read(client, entry)
        shared = message.keys() & entry.keys()
        assert {name: message[name] for name in shared} == {name: entry[name] for name in shared}
        for name in ("text", "image", "caption", "button", "schedule"):
            assert message.get(name) == data.get(name)
        assert ("segments" in message) == (message["channel"] == "SMS")


def test_a_template_is_rendered(client: httpx.Client) -> None:
    """The variables take the placeholders' places, and the template is named."""
    message = read(client, sent(client, text=..., template=TEMPLATE_ID, variables=["4711"]))

    assert message["text"] == "Your code is 4711"
    assert message["template_id"] == TEMPLATE_ID
    assert message["links"]["template"].endswith(f"/v1/templates/{TEMPLATE_ID}")


@pytest.mark.parametrize(
    ("text", "encoding", "segments"),
    [
        ("a" * 160, "GSM-7", 1),
        ("a" * 161, "GSM-7", 2),
        ("€" * 80, "GSM-7", 1),
        ("a" * 152 + "€" + "a" * 152, "GSM-7", 3),
        ("я" * 70, "UCS-2", 1),
        ("я" * 71, "UCS-2", 2),
        ("\U0001f600" * 67, "UCS-2", 3),
    ],
)
def test_segments(client: httpx.Client, text: str, encoding: str, segments: int) -> None:
    """Creating and reading tell the same count, under their two names."""
    created = sent(client, text=text)
    message = read(client, created)

    assert (created["encoding"], created["segments_count"]) == (encoding, segments)
    assert (message["encoding"], message["segments"]) == (encoding, segments)


# -- the way of a message -----------------------------------------------------


@pytest.mark.parametrize(("recipient", "end"), [(FIRST, "delivered"), (UNREACHABLE, "failed")])
def test_the_way_of_a_message(
    client: httpx.Client, reference: Reference, recipient: str, end: str
) -> None:
    """Enroute, then sent, then delivered or failed; the update follows."""
    created = sent(client, to=[recipient])
    seen = [created]
    for seconds in (2, 1, 60):
        reference.clock.advance(seconds)
        seen.append(read(client, created))

    assert [message["status"] for message in seen] == ["enroute", "sent", end, end]
    assert {message["create_date"] for message in seen} == {created["create_date"]}
    updates = [message["update_date"] for message in seen]
    assert updates == sorted(updates)
    assert updates[0] < updates[1] < updates[2] == updates[3]


def test_a_scheduled_message_waits_for_its_time(client: httpx.Client, reference: Reference) -> None:
    """It is scheduled before, and leaves when it is due."""
    due = reference.clock.now().replace(year=reference.clock.now().year + 1, day=1)
    message = sent(client, schedule=due.strftime("%Y-%m-%d %H:%M:%S"))
    wait = (due - reference.clock.now()).total_seconds()

    reference.clock.advance(wait - 5)
    assert read(client, message)["status"] == "scheduled"
    reference.clock.advance(10)
    assert read(client, message)["status"] == "delivered"


# -- read and delete ----------------------------------------------------------


def test_what_a_message_looks_like(client: httpx.Client) -> None:
    """The members of the read page's table, as far as they apply."""
    created = sent(client)
    message = read(client, created)

    assert message.keys() == {
        *("id", "account_id", "from", "to", "channel", "status", "text", "create_date"),
        *("update_date", "segments", "encoding", "sender", "direction", "source", "country"),
        "links",
    }
    assert message["links"]["self"] == f"http://reference/v1/messages/{created['id']}"
    assert client.get(message["links"]["self"]).json() == message
    assert message["sender"]["name"] == "Conform"
    assert message["country"] == "US"


def test_an_id_is_found_in_capitals(client: httpx.Client) -> None:
    """A UUID is the same in either case."""
    message = sent(client)

    assert client.get(f"/v1/messages/{message['id'].upper()}").json() == read(client, message)
    assert client.delete(f"/v1/messages/{message['id'].upper()}").status_code == 204


@pytest.mark.parametrize("method", ["GET", "DELETE"])
@pytest.mark.parametrize(
    ("message_id", "status", "number"),
    [
        (str(uuid.UUID(int=0)), 404, 1501),
        (TEMPLATE_ID, 404, 1501),
        ("not-a-uuid", 400, 1502),
        ("€", 400, 1502),
        ("{" + TEMPLATE_ID + "}", 400, 1502),
        (TEMPLATE_ID.replace("-", ""), 400, 1502),
        ("%00", 400, 1502),
    ],
)
def test_ids_that_are_not(
    client: httpx.Client, method: str, message_id: str, status: int, number: int
) -> None:
    """An unknown id and a malformed one have each their code."""
    response = client.request(method, f"/v1/messages/{message_id}")

    assert (response.status_code, code(response)) == (status, number)


@pytest.mark.parametrize("age", [0, 2, 3, 60])
def test_a_deleted_message_is_gone(client: httpx.Client, reference: Reference, age: int) -> None:
    """204 without a body in any state; afterwards nobody knows it, and its neighbour is there."""
    message, neighbour = send(client, to=[FIRST, SECOND]).json()["data"]
    reference.clock.advance(age)

    response = client.delete(f"/v1/messages/{message['id']}")

    assert (response.status_code, response.content) == (204, b"")
    assert "Content-Type" not in response.headers
    assert code(client.get(f"/v1/messages/{message['id']}")) == 1501
    assert code(client.delete(f"/v1/messages/{message['id']}")) == 1501
    listed = client.get("/v1/messages").json()["data"]
    assert [entry["id"] for entry in listed] == [neighbour["id"]]
    first, second = reference.network.carried
    assert (first.stopped is not None) == (age < 2)
    assert second.stopped is None


# -- list ---------------------------------------------------------------------


def walk(client: httpx.Client, url: str) -> list[list[str]]:
    """The ids on every page."""
    pages: list[list[str]] = []
    while url:
        page = client.get(url).json()
        assert page["pagination"]["size"] == len(page["data"])
        assert page["pagination"]["number"] == len(pages) + 1
        pages.append([entry["id"] for entry in page["data"]])
        url = page["pagination"]["links"].get("next", "")
    return pages


def test_pages_visit_every_message_once(client: httpx.Client) -> None:
    """Newest first, however the pages are cut, and back again."""
    ids = [entry["id"] for entry in send(client, to=[FIRST] * 7).json()["data"]]

    pages = walk(client, "/v1/messages?page_size=3")

    assert pages == [ids[6:3:-1], ids[3:0:-1], ids[:1]]
    second = client.get(
        client.get("/v1/messages?page_size=3").json()["pagination"]["links"]["next"]
    ).json()
    links = second["pagination"]["links"]
    assert [m["id"] for m in client.get(links["previous"]).json()["data"]] == pages[0]
    assert [m["id"] for m in client.get(links["first"]).json()["data"]] == pages[0]
    assert client.get(links["current"]).json()["data"] == second["data"]
    assert "previous" not in client.get(links["first"]).json()["pagination"]["links"]


def test_pages_are_stable(client: httpx.Client) -> None:
    """Messages that come or go between two pages neither repeat one nor hide one."""
    ids = [entry["id"] for entry in send(client, to=[FIRST] * 6).json()["data"]][::-1]
    first = client.get("/v1/messages?page_size=2").json()

    sent(client)
    client.delete(f"/v1/messages/{ids[0]}")
    client.delete(f"/v1/messages/{ids[2]}")

    second = client.get(first["pagination"]["links"]["next"]).json()
    assert [message["id"] for message in second["data"]] == ids[3:5]
    assert second["pagination"]["total"] == 4


@pytest.mark.parametrize(
    ("name", "value", "matches"),
    [
        ("to", SECOND, 1),
        ("to", "1202555", 0),
        ("to_prefix", "1202555", 3),
        ("to_prefix", "44", 0),
        ("from", "Conform", 3),
        ("from", "Other", 0),
        ("channel", "SMS", 2),
        ("channel", "VIBER", 1),
        ("direction", "MT", 3),
        ("direction", "MO", 0),
        ("statuses", "SENT", 0),
        ("statuses", "DELIVERED", 2),
        ("statuses", "FAILD", 1),
        ("statuses", "sent,failed", 1),
        ("statuses", "SEEN", 0),
        ("countries", "US", 3),
        ("countries", "AM", 0),
        ("created_date_start", "2020-01-01 00:00:00", 3),
        ("created_date_start", "2999-01-01 00:00:00", 0),
        ("created_date_end", "2020-01-01 00:00:00", 0),
        ("created_date_end", "2999-01-01 00:00:00", 3),
        ("to", "", 3),
        ("unheard_of", "x", 3),
    ],
)
def test_filters(
    client: httpx.Client, reference: Reference, name: str, value: str, matches: int
) -> None:
    """A filter leaves what matches, on every page."""
    send(client, to=[FIRST, UNREACHABLE])
    send(client, to=[SECOND], channel="VIBER")
    reference.clock.advance(60)

    url = str(httpx.URL("/v1/messages", params={f"filter[{name}]": value, "page_size": "1"}))
    pages = walk(client, url)

    assert sum(map(len, pages)) == matches


def test_the_sender_filter(client: httpx.Client) -> None:
    """A message is found by the id of its sender."""
    message = read(client, sent(client))

    def found(sender_id: str) -> int:
        params = {"filter[sender_ids]": sender_id}
        return len(client.get("/v1/messages", params=params).json()["data"])

    assert found(message["sender"]["id"]) == 1
    assert found(message["id"]) == 0


@pytest.mark.parametrize(
    "query",
    [
        "page_size=0",
        "page_size=-1",
        "page_size=ten",
        "page_size=1.5",
        "page_size=" + "9" * 5000,
        "page_size=%D9%A1",
        "page_token=abc",
        "page_token=%00",
        "page_token=%E2%82%AC",
        "page_token=====",
        "filter[created_date_start]=yesterday",
        "filter[created_date_end]=2026-02-30 00:00:00",
    ],
)
def test_bad_queries(client: httpx.Client, query: str) -> None:
    """A size, token or date that is none is refused."""
    response = client.get(f"/v1/messages?{query}")

    assert (response.status_code, code(response)) == (400, 400)


def test_a_token_cannot_be_changed(client: httpx.Client) -> None:
    """Neither in its last letter nor by a letter more."""
    send(client, to=[FIRST] * 2)
    link = client.get("/v1/messages?page_size=1").json()["pagination"]["links"]["next"]

    assert client.get(link).status_code == 200
    assert client.get(link + "A").status_code == 400
    assert client.get(link[:-1]).status_code == 400
    assert client.get(link.replace("page_token=", "page_token=!")).status_code == 400


# -- authentication and HTTP --------------------------------------------------


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Dexatel-Key": ""},
        {"X-Dexatel-Key": KEY["X-Dexatel-Key"].upper()},
        {"X-Dexatel-Key": KEY["X-Dexatel-Key"][:-1]},
        {"X-Dexatel-Key": f"Bearer {KEY['X-Dexatel-Key']}"},
        {"Authorization": KEY["X-Dexatel-Key"]},
    ],
)
def test_only_the_key_opens(reference: Reference, headers: dict[str, str]) -> None:
    """Every operation wants the key, exactly."""
    transport = httpx.WSGITransport(app=reference)
    with httpx.Client(transport=transport, base_url="http://reference", headers=headers) as client:
        for response in (
            send(client),
            client.get("/v1/messages"),
            client.get(f"/v1/messages/{uuid.uuid4()}"),
            client.delete("/v1/messages/x"),
            client.get("/v1/accounts/self"),
            client.post("/v1/templates", content=b"{"),
        ):
            assert (response.status_code, code(response)) == (401, 1101)
    assert reference.network.carried == []


@pytest.mark.parametrize("path", ["/v1", "/v1/", "/v1/message", "/v1/messages/a/b", "/v1/\u20ac"])
def test_unknown_paths(client: httpx.Client, path: str) -> None:
    """404 with the envelope."""
    response = client.get(path)

    assert (response.status_code, code(response)) == (404, 404)


@pytest.mark.parametrize(
    ("path", "allowed"),
    [("/v1/messages", "GET, HEAD, POST"), (f"/v1/messages/{TEMPLATE_ID}", "DELETE, GET, HEAD")],
)
@pytest.mark.parametrize("method", ["PUT", "PATCH", "OPTIONS", "BREW"])
def test_unknown_methods(client: httpx.Client, path: str, allowed: str, method: str) -> None:
    """405 with the envelope and Allow."""
    response = client.request(method, path)

    assert (response.status_code, code(response)) == (405, 405)
    assert response.headers["Allow"] == allowed


def test_head_is_get_without_a_body(client: httpx.Client) -> None:
    """The same headers as GET, and no octet after them."""
    message = sent(client)

    for path in ("/v1/messages", f"/v1/messages/{message['id']}"):
        response = client.head(path)
        assert (response.status_code, response.content) == (200, b"")
        assert response.headers["Content-Length"] == client.get(path).headers["Content-Length"]


@pytest.mark.parametrize("media_type", ["text/plain", "application/xml", "application/jsonx", ""])
def test_only_json_is_taken(client: httpx.Client, media_type: str) -> None:
    """415 for any other media type, or none."""
    response = client.post("/v1/messages", content=b"{}", headers={"Content-Type": media_type})

    assert (response.status_code, code(response)) == (415, 415)


def test_too_large_a_body(client: httpx.Client) -> None:
    """413 with the envelope."""
    response = client.post(
        "/v1/messages",
        content=b" " * (8 * 1024 * 1024 + 1),
        headers={"Content-Type": "application/json"},
    )

    assert (response.status_code, code(response)) == (413, 413)


BODIES: list[tuple[bytes, int]] = [
    (b"", 1005),
    (b"{", 1005),
    (b"\xff", 1005),
    (b"\xef\xbb\xbf{}", 1005),
    ('{"data":{}}'.encode("utf-16"), 1005),
    (b'{"data":{"text":NaN}}', 1005),
    (b"[" * 100_000, 1005),
    (b"[" * 100_000 + b"]" * 100_000, 1005),
    (b"9" * 5000, 1005),
    (b"null", 1007),
    (b"5", 1007),
    (b"[]", 1007),
    (b"{}", 1007),
    (b'{"data":null}', 1007),
    (b'{"data":[]}', 1007),
    (b'{"data":"x"}', 1007),
    (json.dumps(DRAFT).encode(), 1007),
    (b'{"data":{}}', 1515),
    (b'{"data":{"from":"Conform"},"data":{}}', 1515),
]


@pytest.mark.parametrize(("body", "number"), BODIES, ids=range(len(BODIES)))
def test_odd_bodies(client: httpx.Client, body: bytes, number: int) -> None:
    """What is no JSON and what lacks its data have each their code."""
    response = client.post(
        "/v1/messages", content=body, headers={"Content-Type": "application/json"}
    )

    assert (response.status_code, code(response)) == (400, number)


VALUES: list[Any] = [
    *(None, True, 0, -1, 10**400, 1.5, 1e308, "", " ", "x", "\x00", "\ud800", "€" * 300),
    *([], [[]], {}, {"": None}, ["\udfff"], FIRST, [FIRST], [FIRST, FIRST + "x"], "SMS", "VIBER"),
    *("WHATSAPP", "Conform", TEMPLATE_ID, "2099-01-01 00:00:00", {"caption": "a", "url": "b"}),
    *("campaign", ["a", "b"], "message", 4, "12345", [{"number": FIRST}], [{"number": None}]),
]


def test_nothing_breaks_the_server(client: httpx.Client) -> None:
    """Whatever is sent wherever, the answer is JSON and never a 5xx."""
    draw = random.Random(20261121)  # noqa: S311 (repeatable, not secret)
    names = [*DRAFT, "image", "caption", "button", "template", "variables", "schedule"]
    names += ["name", "template_id", "audience_id", "number", "contacts", "url", "event", "tags"]
    names += ["sender", "phone", "code", "code_length", "ttl_in_seconds", "status"]
    kinds = ["messages", "templates", "senders", "audiences", "campaigns", "webhooks"]
    paths = [f"/v1/{kind}" for kind in [*kinds, "verifications"]]
    known: list[str] = [TEMPLATE_ID, "x", "€", "%2F", "%00", ""]
    for _ in range(3000):
        data = {name: draw.choice(VALUES) for name in draw.sample(names, draw.randrange(8))}
        if draw.random() < 0.5:
            data = {**DRAFT, **data}
        body = json.dumps({"data": data}).encode()
        if draw.random() < 0.1:
            position = draw.randrange(len(body))
            body = body[:position] + draw.randbytes(2) + body[position + 1 :]
        path = draw.choice(paths)
        if draw.random() < 0.5:
            path += f"/{draw.choice(known)}"
        if draw.random() < 0.2:
            path += f"/contacts/{draw.choice(known)}"
        query = {
            draw.choice(["page_size", "page_token", "filter[to]", "filter[name]", "code"]): "é"
        }
        response = client.request(
            draw.choice(["GET", "POST", "PUT", "DELETE"]),
            path,
            content=body,
            params=query if draw.random() < 0.2 else None,
            headers={"Content-Type": "application/json"},
        )
        assert response.status_code < 500
        if response.status_code != 204:
            document = json.loads(response.content.decode("utf-8"))
            made = document.get("data")
            if isinstance(made, dict) and "id" in made:
                known.append(made["id"])
