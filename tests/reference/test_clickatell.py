"""The reference's Clickatell speaks as the provider's pages and captures say."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree as ET

import httpx
import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conformance.reference.app import Reference
from conformance.reference.clickatell import TOKEN, Clickatell
from conformance.reference.server import running

ANN, BOB = "12025550101", "12025550102"
UNKNOWN_ID = "0" * 32


class Caller:
    """A client of a fresh reference."""

    def __init__(self) -> None:
        self.app = Reference([Clickatell])
        service = self.app.services["clickatell"]
        assert isinstance(service, Clickatell)
        self.service = service
        self.http = httpx.Client(
            transport=httpx.WSGITransport(app=self.app),
            base_url="http://reference.test",
            headers={"Authorization": f"Bearer {TOKEN}", "X-Version": "1"},
        )

    def send(self, *to: str, text: Any = "Hello", **fields: Any) -> httpx.Response:
        """Send as JSON."""
        body = {"text": text, "to": list(to or (ANN,)), **fields}
        return self.http.post("/rest/message", json=body)

    def send_xml(self, data: str) -> httpx.Response:
        """Send the content of `<request><data>` as XML."""
        return self.http.post(
            "/rest/message",
            content=f'<?xml version="1.0"?><request><data>{data}</data></request>'.encode(),
            headers={"Content-Type": "application/xml"},
        )

    def sent(self, *to: str, **fields: Any) -> str:
        """Send one message that is accepted, and return its id."""
        answer = self.send(*to, **fields)
        assert answer.status_code == 202, answer.text
        identifier: str = answer.json()["data"]["message"][0]["apiMessageId"]
        return identifier

    def read(self, identifier: str) -> dict[str, Any]:
        """Read a message's status."""
        answer = self.http.get(f"/rest/message/{identifier}")
        assert answer.status_code == 200, answer.text
        data: dict[str, Any] = answer.json()["data"]
        return data

    def status(self, identifier: str) -> str:
        """Read the code of a message's status."""
        code: str = self.read(identifier)["messageStatus"]
        return code

    def balance(self) -> str:
        """Read the balance."""
        credit: str = self.http.get("/rest/account/balance").json()["data"]["balance"]
        return credit

    def in_(self, **time: float) -> str:
        """A time from now as requests write it; up to a second late rather than early."""
        moment = self.app.clock.now() + timedelta(**time)
        return (moment + timedelta(seconds=1)).strftime("%Y-%m-%dT%H:%M:%SZ")


@pytest.fixture
def caller() -> Caller:
    """A client of a fresh reference."""
    return Caller()


def error(answer: httpx.Response) -> tuple[int, str]:
    """The HTTP status and the error code of a whole request, or of its only recipient."""
    body = answer.json()
    entry = body if "error" in body else body["data"]["message"][0]
    assert set(entry["error"]) == {"code", "description", "documentation"}
    return answer.status_code, entry["error"]["code"]


def tree(element: ET.Element) -> Any:
    """An XML answer as nested dictionaries of texts."""
    return {child.tag: tree(child) for child in element} if len(element) else element.text or ""


# -- headers -----------------------------------------------------------------------------------

OPERATIONS = [
    ("POST", "/rest/message"),
    ("GET", f"/rest/message/{UNKNOWN_ID}"),
    ("GET", "/rest/message?clientMessageId=none"),
    ("DELETE", f"/rest/message/{UNKNOWN_ID}"),
    ("GET", "/rest/account/balance"),
    ("GET", f"/rest/coverage/{ANN}"),
]


@pytest.mark.parametrize("operation", OPERATIONS, ids=" ".join)
@pytest.mark.parametrize(
    ("header", "value", "expected"),
    [
        ("Authorization", None, (401, "001")),
        ("Authorization", "Bearer", (401, "001")),
        ("Authorization", f"Basic {TOKEN}", (401, "001")),
        ("Authorization", f"Bearer {TOKEN[:-1]}", (401, "001")),
        ("Authorization", f"Bearer {TOKEN.upper()}", (401, "001")),
        ("X-Version", None, (400, "165")),
        ("X-Version", "2", (400, "165")),
        ("Accept", "image/png", (400, "166")),
        ("Accept", "application/json;q=0", (400, "166")),
    ],
)
def test_bad_headers_are_refused_everywhere(
    caller: Caller,
    operation: tuple[str, str],
    header: str,
    value: str | None,
    expected: tuple[int, str],
) -> None:
    """Each operation checks the token, the version and the format asked for."""
    request = caller.http.build_request(*operation, json={"text": "Hello", "to": [ANN]})
    request.headers.pop(header, None)
    if value is not None:
        request.headers[header] = value

    assert error(caller.http.send(request)) == expected
    assert not caller.service.messages


@pytest.mark.parametrize("scheme", ["bearer", "BEARER", "BeArEr"])
def test_the_scheme_is_compared_without_case(caller: Caller, scheme: str) -> None:
    """Clients in use write the scheme in lower case."""
    headers = {"Authorization": f"{scheme} {TOKEN}"}
    assert caller.http.get("/rest/account/balance", headers=headers).status_code == 200


@pytest.mark.parametrize("content_type", ["text/plain", "image/png", ""])
def test_an_unusable_content_type_is_refused(caller: Caller, content_type: str) -> None:
    """A body must be declared as JSON or XML."""
    answer = caller.http.post(
        "/rest/message", content=b"{}", headers={"Content-Type": content_type}
    )
    assert error(answer) == (400, "167")


def test_a_content_type_is_not_needed_without_a_body(caller: Caller) -> None:
    """Reads and stops ignore the body that some clients send, whatever it is."""
    identifier = caller.sent()
    for method in ("GET", "DELETE"):
        answer = caller.http.request(
            method,
            f"/rest/message/{identifier}?text=ignored",
            content=b"{{{",
            headers={"Content-Type": "text/plain"},
        )
        assert answer.status_code == 200


@pytest.mark.parametrize(
    ("accept", "content_type", "expected"),
    [
        ("application/json", "application/xml", "application/json"),
        ("application/xml", "application/json", "application/xml"),
        ("application/json; charset=utf-8", "application/xml", "application/json"),
        ("*/*", "application/xml", "application/xml"),
        ("*/*", "application/json; charset=UTF-8", "application/json"),
        ("", "application/xml", "application/xml"),
        ("application/*", "application/json", "application/json"),
        ("application/xml;q=0.4, application/json;q=0.5", "application/xml", "application/json"),
        ("application/json;q=0, */*", "application/json", "application/xml"),
        ("text/html, image/gif, *; q=.2, */*; q=.2", "application/json", "application/json"),
        ("text/html, application/xml; q=.1, */*; q=.2", "application/xml", "application/json"),
    ],
)
def test_the_answer_has_the_accepted_format(
    caller: Caller, accept: str, content_type: str, expected: str
) -> None:
    """Accept decides; where it leaves the choice, the request's own format does."""
    bodies = {
        "application/json": b'{"text":"Hello","to":["12025550101"]}',
        "application/xml": b"<request><data><text>Hi</text><to>12025550101</to></data></request>",
    }
    headers = {"Accept": accept, "Content-Type": content_type}
    body = bodies[content_type.partition(";")[0]]

    answer = caller.http.post("/rest/message", content=body, headers=headers)

    assert answer.status_code == 202
    assert answer.headers["Content-Type"] == expected


def test_json_stands_in_where_nobody_says_which_format(caller: Caller) -> None:
    """Without Accept and Content-Type the answer is JSON."""
    request = caller.http.build_request("GET", "/rest/account/balance")
    del request.headers["Accept"]
    assert caller.http.send(request).headers["Content-Type"] == "application/json"


def test_paths_that_do_not_exist(caller: Caller) -> None:
    """A missing resource is error 161; strangers do not learn that it is missing."""
    assert error(caller.http.get("/rest/nothing")) == (404, "161")
    assert error(caller.http.get("/rest")) == (404, "161")
    stranger = caller.http.get("/rest/nothing", headers={"Authorization": "Bearer x"})
    assert error(stranger) == (401, "001")
    assert stranger.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize(
    ("method", "path", "allow"),
    [
        ("PUT", "/rest/message", "DELETE, GET, HEAD, POST"),
        ("POST", "/rest/account/balance", "GET, HEAD"),
        ("POST", f"/rest/coverage/{ANN}", "GET, HEAD"),
        ("PATCH", f"/rest/message/{UNKNOWN_ID}", "DELETE, GET, HEAD"),
    ],
)
def test_methods_that_do_not_exist(caller: Caller, method: str, path: str, allow: str) -> None:
    """A wrong method is error 160, and the right ones are named."""
    answer = caller.http.request(method, path, json={})
    assert error(answer) == (405, "160")
    assert answer.headers["Allow"] == allow


def test_a_trailing_slash_is_tolerated(caller: Caller) -> None:
    """One published client asks for account/balance/."""
    assert caller.http.get("/rest/account/balance/").status_code == 200


def test_a_head_is_a_get_without_a_body(caller: Caller) -> None:
    """HEAD tells what GET would."""
    answer = caller.http.head("/rest/account/balance")
    assert (answer.status_code, answer.content) == (200, b"")


# -- sending -----------------------------------------------------------------------------------


def test_a_send_is_answered_as_documented(caller: Caller) -> None:
    """202, one entry per recipient in order, each with an id of its own and no error."""
    answer = caller.send(BOB, ANN, BOB)

    assert answer.status_code == 202
    assert answer.headers["Content-Type"] == "application/json"
    entries = answer.json()["data"]["message"]
    assert [entry["to"] for entry in entries] == [BOB, ANN, BOB]
    assert all(set(entry) == {"accepted", "to", "apiMessageId"} for entry in entries)
    assert all(entry["accepted"] is True for entry in entries)
    assert all(re.fullmatch("[0-9a-f]{32}", entry["apiMessageId"]) for entry in entries)
    assert len({entry["apiMessageId"] for entry in entries}) == 3


def test_json_is_written_as_compactly_as_by_the_provider(caller: Caller) -> None:
    """The captured answer about a bad number has 208 octets."""
    answer = caller.send("333")
    assert answer.status_code == 400
    assert answer.headers["Content-Length"] == "208"
    assert answer.json()["data"]["message"] == [
        {
            "accepted": False,
            "to": "333",
            "apiMessageId": "",
            "error": {
                "code": "105",
                "description": "Invalid Destination Address",
                "documentation": "http://www.clickatell.com/help/apidocs/error/105.htm",
            },
        }
    ]


def test_the_query_of_a_send_is_ignored(caller: Caller) -> None:
    """One published client repeats every field in the query string."""
    answer = caller.http.post(
        "/rest/message?text=Other&to=x&maxMessageParts=99", json={"text": "Hello", "to": [ANN]}
    )
    assert answer.status_code == 202
    assert [message.transmission.text for message in caller.service.messages.values()] == ["Hello"]


@pytest.mark.parametrize("to", [ANN, [f"+{ANN}"]])
def test_lenient_recipients(caller: Caller, to: Any) -> None:
    """One published client sends a bare string, another one leading plus."""
    answer = caller.http.post("/rest/message", json={"text": "Hello", "to": to})
    assert answer.status_code == 202
    (message,) = caller.service.messages.values()
    assert message.transmission.recipient == ANN


@pytest.mark.parametrize(
    "bad", ["", "abc", "1202555010a", "0012025550101", "++12025550101", "٣" * 11]
)
def test_a_bad_number_is_refused_by_itself(caller: Caller, bad: str) -> None:
    """One of several: 207, and the good one goes out; alone: the error's own status."""
    answer = caller.send(ANN, bad)

    assert answer.status_code == 207
    good, refused = answer.json()["data"]["message"]
    assert good["accepted"]
    assert "error" not in good
    assert (refused["accepted"], refused["to"], refused["apiMessageId"]) == (False, bad, "")
    assert refused["error"]["code"] == "105"
    assert list(caller.service.messages) == [good["apiMessageId"]]
    assert error(caller.send(bad)) == (400, "105")


@pytest.mark.parametrize(
    ("recipient", "expected"),
    [
        ("12025550198", (410, "114")),
        ("12025550197", (410, "121")),
        ("12025550196", (410, "122")),
        ("12025550195", (410, "128")),
        ("12025550194", (429, "130")),
    ],
)
def test_recipients_that_refuse(caller: Caller, recipient: str, expected: tuple[int, str]) -> None:
    """Some recipients meet an error of their own."""
    assert error(caller.send(recipient)) == expected
    assert caller.send(recipient, ANN).status_code == 207
    assert len(caller.service.messages) == 1


def test_a_used_up_limit_names_the_moment_when_it_ends(caller: Caller) -> None:
    """Error 130 carries a UNIX time, here the next midnight."""
    answer = caller.send("12025550194")
    text = answer.json()["data"]["message"][0]["error"]["description"]
    until = datetime.fromtimestamp(int(text.removeprefix("Maximum MT limit exceeded until ")), UTC)
    assert timedelta() < until - caller.app.clock.now() <= timedelta(days=1)
    assert (until.hour, until.minute, until.second) == (0, 0, 0)


def test_all_refused_alike_share_the_status(caller: Caller) -> None:
    """Several recipients with one status have it; with several statuses it is 207."""
    assert caller.send("x", "y").status_code == 400
    assert caller.send("12025550198", "12025550197").status_code == 410
    assert caller.send("x", "12025550198").status_code == 207


def test_no_credit_refuses_the_whole_request(caller: Caller) -> None:
    """Nothing is sent to anybody when the credits do not suffice for all."""
    assert error(caller.send(ANN, "12025550193")) == (402, "301")
    caller.service.balance = Decimal("1.59")
    assert error(caller.send(ANN, BOB)) == (402, "301")
    assert not caller.service.messages
    assert caller.send(ANN).status_code == 202
    assert caller.balance() == "0.79"


def test_an_internal_error_passes_on_retry(caller: Caller) -> None:
    """Error 901 is the one 5xx, and the next attempt succeeds."""
    assert error(caller.send("12025550192")) == (503, "901")
    assert caller.send("12025550192").status_code == 202


def test_six_hundred_recipients_and_no_more(caller: Caller) -> None:
    """The published maximum."""
    assert caller.send(*[ANN] * 600).status_code == 202
    assert error(caller.send(*[ANN] * 601)) == (400, "101")


@pytest.mark.parametrize(
    "body",
    [
        {"to": [ANN]},
        {"text": "Hello"},
        {"text": "", "to": [ANN]},
        {"text": None, "to": [ANN]},
        {"text": 7, "to": [ANN]},
        {"text": "Hello", "to": []},
        {"text": "Hello", "to": None},
        {"text": "Hello", "to": {}},
        {"text": "Hello", "to": [12025550101]},
    ],
)
def test_text_and_recipients_are_needed(caller: Caller, body: dict[str, Any]) -> None:
    """Without either the request is refused, and the error names the field."""
    answer = caller.http.post("/rest/message", json=body)
    assert error(answer) == (400, "101")
    assert not caller.service.messages


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("from", "a-b", "106"),
        ("from", "Twelve chars", "106"),
        ("from", 5, "106"),
        ("from", "Stranger", "123"),
        ("from", "12025550150", "123"),
        ("mo", 2, "101"),
        ("mo", "yes", "101"),
        ("callback", 8, "101"),
        ("callback", -1, "101"),
        ("callback", 1.5, "101"),
        ("clientMessageId", "a b", "120"),
        ("clientMessageId", "a-b", "101"),
        ("clientMessageId", "a" * 33, "101"),
        ("clientMessageId", ["a"], "101"),
        ("maxMessageParts", 36, "101"),
        ("maxMessageParts", -1, "101"),
        ("maxMessageParts", True, "101"),
        ("maxMessageParts", "two", "101"),
        ("userPriorityQueue", 4, "101"),
        ("escalate", [], "101"),
        ("maxCredits", "much", "101"),
        ("maxCredits", -0.8, "101"),
        ("maxCredits", True, "101"),
        ("scheduledDeliveryTime", "tomorrow", "101"),
        ("scheduledDeliveryTime", "2030-01-01", "101"),
        ("scheduledDeliveryTime", "2030-02-30T00:00:00Z", "101"),
        ("scheduledDeliveryTime", "0001-01-01T00:00:00+14:00", "101"),
        ("scheduledDeliveryTime", 1700000000, "101"),
        ("validityPeriod", -5, "101"),
        ("validityPeriod", "soon", "101"),
        ("unicode", "maybe", "101"),
        ("binary", 3, "101"),
        ("udh", "0500", "102"),
        ("udh", "xyz", "102"),
        ("udh", 5, "102"),
        ("type", 5, "101"),
    ],
)
def test_a_field_at_fault_refuses_the_request(
    caller: Caller, name: str, value: Any, code: str
) -> None:
    """Every field has limits, and nothing is sent when one is not kept."""
    answer = caller.send(ANN, BOB, **{name: value})
    assert error(answer) == (400, code)
    assert "data" not in answer.json()
    assert not caller.service.messages
    if code == "101":
        assert answer.json()["error"]["description"] == f"Invalid or missing parameter: {name}"


@pytest.mark.parametrize(
    "fields",
    [
        {"from": "Conform"},
        {"mo": 1, "callback": 7},
        {"mo": True, "escalate": "1", "callback": "7"},
        {"maxMessageParts": "35", "userPriorityQueue": 1},
        {"maxCredits": 0.8},
        {"maxCredits": "0.8"},
        {"validityPeriod": 10**30},
        {"udh": "050003010201"},
        {"type": "SMS_FLASH"},
        {"unknown": {"member": [1]}},
        {
            "from": "",
            "mo": 0,
            "callback": None,
            "clientMessageId": "",
            "maxMessageParts": 0,
            "maxCredits": "0",
            "scheduledDeliveryTime": 0,
            "validityPeriod": "",
            "unicode": False,
            "DeliveryQueue": 0,
        },
    ],
)
def test_fields_that_are_accepted(caller: Caller, fields: dict[str, Any]) -> None:
    """The ways in which published clients write the fields, empty ones included."""
    assert caller.send(**fields).status_code == 202


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"7",
        b'{"text":"Hello","to":["12025550101"]',
        b'{"text":"Hello","to":["12025550101"],"mo":NaN}',
        b'{"text":"\\ud800","to":["12025550101"]}',
        b'\xff{"text"',
        b'{"text":' + b"[" * 200_000,
        b'{"text":"Hello","to":["12025550101"],"mo":' + b"9" * 5000 + b"}",
    ],
    ids=range(11),
)
def test_malformed_json(caller: Caller, body: bytes) -> None:
    """What is no JSON object is error 100."""
    headers = {"Content-Type": "application/json"}
    answer = caller.http.post("/rest/message", content=body, headers=headers)
    assert error(answer) == (400, "100")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<request>",
        b"<message><data/></message>",
        b"<request/>",
        b'<request xmlns="urn:x"><data/></request>',
        b"<!DOCTYPE request><request><data><text>a</text><to>12025550101</to></data></request>",
        b'<!DOCTYPE request [<!ENTITY e "x">]><request><data><text>&e;</text></data></request>',
        b'<?xml version="1.0" encoding="none"?><request/>',
        b"<request><data><text>\xff</text></data></request>",
    ],
    ids=range(9),
)
def test_malformed_xml(caller: Caller, body: bytes) -> None:
    """What is no XML request, or declares a document type, is error 100 in XML."""
    headers = {"Content-Type": "application/xml"}
    answer = caller.http.post("/rest/message", content=body, headers=headers)
    assert answer.status_code == 400
    assert fromstring(answer.content).findtext("error/code") == "100"


def test_a_body_beyond_all_measure(caller: Caller) -> None:
    """More octets than anybody reads: 413, still an error object."""
    answer = caller.http.post(
        "/rest/message",
        content=b" " * (8 * 1024 * 1024 + 1),
        headers={"Content-Type": "application/json"},
    )
    assert error(answer) == (413, "100")


# -- parts and charges -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "parts"),
    [
        ({"text": "a" * 160}, 1),
        ({"text": "a" * 161}, 2),
        ({"text": "a" * 307}, 3),
        ({"text": "я" * 70}, 1),
        ({"text": "я" * 71}, 2),
        ({"text": "{" * 153}, 3),
        ({"text": "\N{GRINNING FACE}" * 67}, 3),
        ({"text": "0041" * 70, "unicode": 1}, 1),
        ({"text": "0041" * 71, "unicode": 1}, 2),
        ({"text": "d83dDE00" * 67, "unicode": "1"}, 3),
        ({"text": "00" * 140, "binary": 1}, 1),
        ({"text": "00" * 141, "binary": 1}, 2),
        ({"text": "00" * 134, "binary": 1, "udh": "050003010201"}, 1),
        ({"text": "00" * 135, "binary": 1, "udh": "050003010201"}, 2),
        ({"text": "a" * 5355, "maxMessageParts": 35}, 35),
    ],
)
def test_every_part_is_charged(caller: Caller, fields: dict[str, Any], parts: int) -> None:
    """Parts follow the standard, each costs the price, and the balance falls by the charge."""
    identifier = caller.sent(**fields)

    charge = caller.read(identifier)["charge"]

    assert charge == float(parts * Decimal("0.8"))
    assert Decimal(caller.balance()) == Decimal(1000000) - parts * Decimal("0.8")


@pytest.mark.parametrize(
    ("text", "limit", "accepted"),
    [
        ("a" * 459, None, True),
        ("a" * 460, None, False),
        ("a" * 160, 1, True),
        ("a" * 161, 1, False),
        ("a" * 306, 2, True),
        ("a" * 307, 2, False),
        ("a" * 5356, 35, False),
        ("a" * 1_000_000, 35, False),
    ],
)
def test_the_limit_of_parts(
    caller: Caller, text: str, limit: int | None, *, accepted: bool
) -> None:
    """The request's limit, or the account's three, is kept to the part; too long costs nothing."""
    answer = caller.send(text=text, maxMessageParts=limit)
    if accepted:
        assert answer.status_code == 202
    else:
        assert error(answer) == (400, "113")
        assert caller.balance() == "1000000.00"


def test_too_dear(caller: Caller) -> None:
    """A message dearer than maxCredits finds no route."""
    assert error(caller.send(text="a" * 161, maxCredits=1.5)) == (410, "114")
    assert caller.send(text="a" * 161, maxCredits=1.6).status_code == 202


def test_hex_is_decoded(caller: Caller) -> None:
    """With unicode=1 the handset shows what the hex stands for."""
    identifier = caller.sent(text="004100E9D83dDE00", unicode=1)
    assert caller.service.messages[identifier].transmission.text == "Aé\N{GRINNING FACE}"


@pytest.mark.parametrize("text", ["004", "00zz", "0041 0042", "00410", "d83d", "Hello"])
def test_bad_hex_is_refused(caller: Caller, text: str) -> None:
    """Neither hex nor whole characters: error 116."""
    assert error(caller.send(text=text, unicode=1)) == (400, "116")


def test_octets_must_be_hex(caller: Caller) -> None:
    """With binary=1 the text is octets."""
    assert error(caller.send(text="Hello", binary=1)) == (400, "101")


# -- status, schedule, stop --------------------------------------------------------------------


def test_the_way_of_a_message(caller: Caller) -> None:
    """Queued, handed over, received."""
    identifier = caller.sent()
    assert caller.read(identifier) == {
        "apiMessageId": identifier,
        "messageStatus": "002",
        "description": "Message queued",
        "charge": 0.8,
    }
    caller.app.clock.advance(2)
    assert caller.status(identifier) == "003"
    caller.app.clock.advance(1)
    assert caller.status(identifier) == "004"


def test_a_message_that_fails(caller: Caller) -> None:
    """The network's unreachable handset is status 007."""
    identifier = caller.sent("12025550199")
    caller.app.clock.advance(3)
    assert caller.read(identifier)["description"] == "Error delivering message"
    assert caller.status(identifier) == "007"


def test_a_message_that_expires(caller: Caller) -> None:
    """What waits until the end of its validity is given up, and costs nothing."""
    identifier = caller.sent("12025550191", validityPeriod=5)
    caller.app.clock.advance(290)
    assert caller.status(identifier) == "002"
    assert caller.balance() == "999999.20"
    caller.app.clock.advance(10)
    assert caller.status(identifier) == "010"
    assert caller.read(identifier)["charge"] == 0
    assert caller.balance() == "1000000.00"
    assert caller.balance() == "1000000.00"


def test_validity_counts_from_the_due_time(caller: Caller) -> None:
    """A scheduled message does not expire before it is due."""
    due = caller.in_(hours=1)
    identifier = caller.sent("12025550191", validityPeriod=5, scheduledDeliveryTime=due)
    assert caller.status(identifier) == "011"
    caller.app.clock.advance(3602)
    assert caller.status(identifier) == "002"
    caller.app.clock.advance(300)
    assert caller.status(identifier) == "010"


def test_a_scheduled_message_waits_for_its_time(caller: Caller) -> None:
    """Scheduled until due, then on its way as any other."""
    identifier = caller.sent(scheduledDeliveryTime=caller.in_(hours=1))
    assert caller.read(identifier)["description"] == "Message scheduled for later delivery"
    caller.app.clock.advance(3590)
    assert caller.status(identifier) == "011"
    caller.app.clock.advance(15)
    assert caller.status(identifier) == "004"


@pytest.mark.parametrize(
    ("days", "accepted"), [(-1, False), (-1 / 24, False), (6.99, True), (8, False)]
)
def test_how_far_ahead(caller: Caller, days: float, *, accepted: bool) -> None:
    """Neither past nor more than seven days ahead; what is refused leaves no message."""
    answer = caller.send(scheduledDeliveryTime=caller.in_(days=days))
    if accepted:
        assert answer.status_code == 202
    else:
        assert error(answer) == (400, "101")
    assert len(caller.service.messages) == accepted


def test_zones_other_than_utc(caller: Caller) -> None:
    """ISO 8601 knows offsets, so they are read."""
    moment = caller.app.clock.now() + timedelta(hours=3)
    identifier = caller.sent(scheduledDeliveryTime=moment.strftime("%Y-%m-%dT%H:%M:%S+02:00"))
    caller.app.clock.advance(3600 + 5)
    assert caller.status(identifier) == "004"


def test_a_client_id_finds_its_message(caller: Caller) -> None:
    """The client's own id works as well, and names one message only."""
    identifier = caller.sent(clientMessageId="Order7")
    answer = caller.http.get("/rest/message", params={"clientMessageId": "Order7"})
    assert answer.status_code == 200
    assert answer.json()["data"]["apiMessageId"] == identifier
    assert answer.json()["data"]["clientMessageId"] == "Order7"
    assert error(caller.send(clientMessageId="Order7")) == (400, "101")


def test_unknown_and_missing_ids(caller: Caller) -> None:
    """An unknown message is a missing resource; no id at all is an error of its own."""
    unknown = ("GET", "DELETE")
    for method in unknown:
        for identifier in (UNKNOWN_ID, "x", "%00"):
            answer = caller.http.request(method, f"/rest/message/{identifier}")
            assert error(answer) == (404, "161")
    assert error(caller.http.get("/rest/message?clientMessageId=none")) == (404, "161")
    assert error(caller.http.get("/rest/message")) == (400, "101")
    assert error(caller.http.get("/rest/message/")) == (400, "101")
    assert error(caller.http.delete("/rest/message/")) == (400, "109")


@pytest.mark.parametrize("hours", [0, 1])
def test_stopping_a_message_that_waits(caller: Caller, hours: int) -> None:
    """Queued or scheduled: 006, for good, and it never goes out. Stopping again changes nothing."""
    due = caller.in_(hours=hours) if hours else None
    neighbour, identifier = caller.sent(), caller.sent(scheduledDeliveryTime=due)

    for _ in range(2):
        answer = caller.http.delete(f"/rest/message/{identifier}")
        assert answer.status_code == 200
        assert answer.json() == {
            "data": {
                "messageStatus": "006",
                "description": "User cancelled message delivery",
                "apiMessageId": identifier,
            }
        }
    caller.app.clock.advance(7200)
    assert caller.status(identifier) == "006"
    assert caller.status(neighbour) == "004"


@pytest.mark.parametrize(("seconds", "status"), [(2, "003"), (3, "004")])
def test_stopping_a_message_that_has_left(caller: Caller, seconds: int, status: str) -> None:
    """It goes on as usual, and the answer tells where it is."""
    identifier = caller.sent()
    caller.app.clock.advance(seconds)
    answer = caller.http.delete(f"/rest/message/{identifier}")
    assert answer.status_code == 200
    assert answer.json()["data"]["messageStatus"] == status
    caller.app.clock.advance(5)
    assert caller.status(identifier) == "004"


# -- coverage ----------------------------------------------------------------------------------


def test_coverage(caller: Caller) -> None:
    """Routable and its price, or not routable and nothing; asking costs nothing."""
    routable = caller.http.get(f"/rest/coverage/{ANN}").json()
    assert routable == {"data": {"routable": True, "destination": ANN, "minimumCharge": 0.8}}
    for number in ("12025550198", "nobody"):
        answer = caller.http.get(f"/rest/coverage/{number}")
        assert answer.status_code == 200
        assert answer.json() == {
            "data": {"routable": False, "destination": number, "minimumCharge": 0}
        }
    assert caller.balance() == "1000000.00"


# -- XML ---------------------------------------------------------------------------------------


def test_xml_says_what_json_says(caller: Caller) -> None:
    """Every answer has the same members in both formats, under the root response."""
    sent = caller.send_xml(f"<text>Hello &amp; {{}}</text><to>{ANN}</to><to>x&#13;</to><mo>1</mo>")
    assert sent.status_code == 207
    assert sent.headers["Content-Type"] == "application/xml"
    assert sent.text.startswith('<?xml version="1.0"?>')
    root = fromstring(sent.content)
    good, refused = root.findall("data/message")
    assert tree(good) == {
        "accepted": "1",
        "to": ANN,
        "apiMessageId": next(iter(caller.service.messages)),
    }
    assert refused.findtext("accepted") == "0"
    assert refused.findtext("to") == "x\r"
    assert refused.findtext("apiMessageId") == ""
    assert refused.findtext("error/code") == "105"

    identifier = good.findtext("apiMessageId")
    for method, path in (
        ("GET", f"/rest/message/{identifier}"),
        ("DELETE", f"/rest/message/{identifier}"),
        ("GET", "/rest/account/balance"),
        ("GET", f"/rest/coverage/{ANN}"),
        ("GET", f"/rest/message/{UNKNOWN_ID}"),
    ):
        answer = caller.http.request(method, path, headers={"Accept": "application/xml"})
        assert answer.headers["Content-Type"] == "application/xml"
        in_xml = fromstring(answer.content)
        in_json = caller.http.request(method, path).json()
        assert in_xml.tag == "response"
        assert tree(in_xml) == {
            key: {name: "1" if value is True else str(value) for name, value in members.items()}
            for key, members in in_json.items()
        }


def test_characters_that_xml_lacks_are_replaced(caller: Caller) -> None:
    """An answer stays well-formed whatever it has to repeat."""
    answer = caller.http.get("/rest/coverage/a%01%EF%BF%BF", headers={"Accept": "application/xml"})
    assert fromstring(answer.content).findtext("data/destination") == "a\ufffd\ufffd"


# -- anything at all ---------------------------------------------------------------------------

FIELDS = [
    "text",
    "to",
    "from",
    "mo",
    "callback",
    "clientMessageId",
    "maxMessageParts",
    "userPriorityQueue",
    "escalate",
    "maxCredits",
    "scheduledDeliveryTime",
    "validityPeriod",
    "unicode",
    "binary",
    "udh",
    "type",
    "other",
]
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=40)
    | st.text("0123456789abcdefZT:+-. ", max_size=40)
)
VALUES = LEAVES | st.lists(LEAVES, max_size=3) | st.dictionaries(st.text(max_size=5), LEAVES)


@pytest.fixture(scope="module")
def anyone() -> Iterator[Caller]:
    """One reference for all the odd requests."""
    caller = Caller()
    yield caller
    caller.http.close()


def assert_proper(answer: httpx.Response) -> None:
    """The answer is no server error and is what it says it is."""
    assert answer.status_code < 500
    if answer.headers["Content-Type"] == "application/xml":
        assert fromstring(answer.content).tag == "response"
    else:
        assert answer.headers["Content-Type"] == "application/json"
        assert isinstance(answer.json(), dict)


@given(fields=st.dictionaries(st.sampled_from(FIELDS), VALUES), xml=st.booleans())
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck), database=None)
def test_odd_fields_are_answered_properly(
    anyone: Caller, fields: dict[str, Any], *, xml: bool
) -> None:
    """Whatever the fields hold, the answer is a proper one."""
    body = {"text": "Hello", "to": [ANN], **fields}
    answer = anyone.http.post(
        "/rest/message",
        content=json.dumps(body).encode(),
        headers={
            "Content-Type": "application/json",
            "Accept": "application/xml" if xml else "application/json",
        },
    )
    assert_proper(answer)


@given(body=st.binary(max_size=200), kind=st.sampled_from(["json", "xml"]))
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck), database=None)
def test_odd_octets_are_answered_properly(anyone: Caller, body: bytes, kind: str) -> None:
    """Whatever the body is, the answer is a proper one."""
    headers = {"Content-Type": f"application/{kind}"}
    assert_proper(anyone.http.post("/rest/message", content=body, headers=headers))


def test_headers_that_are_not_ascii() -> None:
    """Octets beyond ASCII in a header, over a real socket, are as wrong as any other value."""
    with running(Reference([Clickatell])) as url, httpx.Client(base_url=url) as http:
        for header in ("Authorization", "X-Version", "Accept"):
            headers = {"Authorization": f"Bearer {TOKEN}", "X-Version": "1"}
            answer = http.get(
                "/rest/account/balance",
                headers=httpx.Headers({**headers, header: "\xff\xfe"}, encoding="latin-1"),
            )
            assert_proper(answer)
            assert answer.is_client_error
