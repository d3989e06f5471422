"""What leaves goes to the target, says what it does, and costs and touches no more than allowed."""

from __future__ import annotations

import json
import threading
from typing import Any

import pytest
from guarding import (
    ALLOWED,
    BASE,
    CONTRACTS,
    FORM,
    FRIEND,
    JSON,
    OTHER_FRIEND,
    SENDS,
    STRANGER,
    XML,
    Fence,
    live,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.wire import routes
from conformance.wire.budget import Budget
from conformance.wire.guard import UNSEEN_SEGMENTS, Tier
from conformance.wire.ledger import Ledger

DEXATEL, CLICKATELL, TWOSMS = SENDS[0], SENDS[2], SENDS[3]
MINE, FOREIGN = "5b1f0c52-9b1e-4c6e-8a35-2d3f4b5c6d7e", "00000000-0000-4000-8000-000000000000"
EXPIRE, PENDINGS = "/api/v1/sms/messages", "/api/v2/sms/messages/pendings"


@pytest.fixture(params=[Tier.EMBEDDED, Tier.LOCAL, Tier.LIVE])
def fence(request: pytest.FixtureRequest) -> Fence:
    """A fence of every tier, with a budget, and one message of the run's own."""
    made = live() if request.param is Tier.LIVE else Fence(tier=request.param)
    made.ledger.created(MINE)
    return made


# -- where it goes --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1:8000/v1/messages",
        "http://127.0.0.1:8001/v1/messages",
        "http://127.0.0.1/v1/messages",
        "http://127.0.0.2:8000/v1/messages",
        "http://localhost:8000/v1/messages",
        "http://127.0.0.1.example.com:8000/v1/messages",
        "http://127.0.0.1:8000@example.com/v1/messages",
        "http://[::1]:8000/v1/messages",
        "ftp://127.0.0.1:8000/v1/messages",
    ],
)
def test_another_place(url: str) -> None:
    """A request goes to the target's scheme, host and port, and nowhere else."""
    fence = Fence()

    assert not fence.passes("GET", "", url=url)
    assert not fence.passes("GET", "", url=url, headers={"Host": "127.0.0.1:8000"})
    assert fence.passes("GET", "/v1/messages")


@pytest.mark.parametrize("host", ["example.com", "127.0.0.1", "127.0.0.1:80", ""])
def test_another_host_at_the_same_address(host: str) -> None:
    """The Host header cannot name another tenant of the same machine."""
    assert not Fence().passes("GET", "/v1/messages", headers={"Host": host})
    assert Fence().passes("GET", "/v1/messages", headers={"Host": "127.0.0.1:8000"})


@pytest.mark.parametrize(
    "path",
    ["/", "/admin", "/gateways", "/gateway/../admin", "/gateway/%2e%2e/admin", "/Gateway;/..//x"],
)
def test_beside_a_base_with_a_path(path: str) -> None:
    """What does not begin with the target's path is somebody else's."""
    fence = Fence(base=f"{BASE}/gateway")

    assert not fence.passes("GET", "", url=BASE + path)
    assert fence.passes("GET", "/v1/messages")
    assert fence.passes("POST", "/v1/messages", DEXATEL.json(FRIEND))
    assert not fence.passes("POST", "/v1/messages", DEXATEL.json(STRANGER))


# -- what it is -----------------------------------------------------------------------------------

DISGUISED = [
    "/V1/Messages",
    "/v1/messages/",
    "//v1/messages",
    "/v1//messages",
    "/v1/./messages",
    "/v1/x/../messages",
    "/%76%31/%6dessages",
    "/v1%2Fmessages",
    "/v1%2fmessages/",
    "/v1%252Fmessages",
    "/v1/%2e/messages",
    "/v1/x%2f%2e%2e%2fmessages",
    "/v1\\messages",
    "/v1/messages;a=b",
    "/v1;a/messages",
    "/v1/messages.",
    "/v1/messages%20",
    "/v1/messages%00.html",
]


@pytest.mark.parametrize("path", DISGUISED)
def test_a_send_under_another_spelling_of_its_path(path: str) -> None:
    """A send is recognised however its path is written, and held to the same rules."""
    (name,) = {one.id for one, _ in routes.addressed(CONTRACTS, "POST", path)}

    assert name == "createMessage"
    assert not Fence().passes("POST", path, DEXATEL.json("911"))
    assert Fence().passes("POST", path, DEXATEL.json(FRIEND))
    assert not live(1).passes("POST", path, DEXATEL.json(FRIEND, OTHER_FRIEND))


def test_paths_of_2sms_in_any_letter_case() -> None:
    """What runs on ASP.NET takes `/API/V2/SMS/Messages` for the same path."""
    body = TWOSMS.json("+911")

    for path in ("/API/V2/SMS/Messages", "/Api/v2/Sms/messages/"):
        assert not Fence().passes("POST", path, body)
        assert Fence().passes("POST", path, TWOSMS.json(FRIEND))
    assert not live().passes("DELETE", "/API/V1/SMS/MESSAGES", b"{}")


@pytest.mark.parametrize("method", ["post", "Post", "pOST"])
def test_a_method_in_any_letter_case(method: str) -> None:
    """A method is what it is in capitals."""
    assert not Fence().passes(method, "/v1/messages", DEXATEL.json(STRANGER))


TURNED = [
    {"X-HTTP-Method-Override": "POST"},
    {"x-http-method": "DELETE"},
    {"X_HTTP_Method_Override": "DELETE"},
    {"X-Method-Override": "POST"},
    {"X-Original-URL": "/v1/messages"},
    {"X-Rewrite-Url": "/v1/messages"},
]


@pytest.mark.parametrize("headers", TURNED, ids=lambda headers: next(iter(headers)))
def test_a_header_that_makes_another_request_of_it(fence: Fence, headers: dict[str, str]) -> None:
    """No header may change the method or the path behind the guard's back."""
    for method, path in (("GET", f"/v1/messages/{FOREIGN}"), ("POST", "/Token")):
        assert not fence.passes(method, path, headers=headers)


@pytest.mark.parametrize("query", ["_method=DELETE", "a=1&_METHOD=delete", "%5Fmethod=DELETE"])
def test_a_parameter_that_makes_another_request_of_it(fence: Fence, query: str) -> None:
    """No parameter may change the method either, be it in the query or in a form."""
    assert not fence.passes("GET", f"/v1/messages/{FOREIGN}?{query}")
    assert not fence.passes("POST", "/Token", query.encode(), FORM)


SMUGGLED = b"0\r\n\r\nPOST /v1/messages HTTP/1.1\r\nContent-Length: 9\r\n\r\n"


@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Length": "5"},
        {"Content-Length": "+69"},
        {"Content-Length": "5", "Transfer-Encoding": "chunked"},
        {"Transfer-Encoding": "chunked", "Content-Length": str(len(SMUGGLED))},
    ],
    ids=str,
)
def test_a_second_request_in_the_first_ones_body(fence: Fence, headers: dict[str, str]) -> None:
    """A body ends where the guard thinks it ends, so that nothing follows it unseen."""
    assert not fence.passes("POST", "/Token", SMUGGLED, FORM, headers)


def test_a_body_without_a_length() -> None:
    """A chunked body alone is fine: it has one reading."""
    headers = {"Transfer-Encoding": "chunked"}
    fence = Fence()

    assert fence.passes("POST", "/v1/messages", b"", headers=headers)


# -- live -----------------------------------------------------------------------------------------

READ_ONLY = [live(0), live(5, recipients=frozenset()), live(0, recipients=frozenset())]


@pytest.mark.parametrize("fence", READ_ONLY, ids=["no budget", "no recipients", "neither"])
def test_live_is_read_only_without_an_allow_list_or_a_budget(fence: Fence) -> None:
    """Nothing that changes anything leaves for a real service that nobody has opened."""
    fence.ledger.created(MINE)
    for contract in CONTRACTS:
        for operation in contract.operations.values():
            path = operation.path
            for variable in operation.pattern.groupindex:
                path = path.replace(f"{{{variable}}}", MINE)
            harmless = operation.effect in {"reads", "authenticates"}
            assert fence.passes(operation.method, path, b"{}") is harmless, operation.id


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/v2/messages"),
        ("PUT", "/v1/messages"),
        ("PATCH", f"/v1/messages/{MINE}"),
        ("DELETE", "/v1/messages"),
        ("DELETE", "/rest/message"),
        ("TRACE", "/"),
        ("CONNECT", "/"),
        ("PURGE", "/v1/messages"),
        ("POST", f"/v1/messages/{MINE}"),
        ("POST", "/rest/message.json"),
        ("DELETE", f"/v1/messages/{MINE}/{MINE}"),
    ],
)
def test_live_gets_nothing_that_no_document_explains(method: str, path: str) -> None:
    """A method that may change something needs a document that says what it changes."""
    fence = live()
    fence.ledger.created(MINE)

    assert not fence.passes(method, path)
    assert fence.passes("GET", path)
    assert fence.passes("OPTIONS", path)
    assert fence.passes("HEAD", path)


@pytest.mark.parametrize(
    ("method", "path", "document"),
    [
        ("POST", "/v1/campaigns", {"data": {"name": "A", "audience": MINE, "template": MINE}}),
        ("PUT", f"/v1/campaigns/{FOREIGN}", {"data": {"status": "canceled"}}),
        ("POST", "/v1/verifications", {"data": {"sender": "A", "phone": STRANGER}}),
        ("POST", "/v1/templates", {"data": {"name": "A", "text": "B"}}),
        ("POST", "/v1/senders", {"data": {"name": "A"}}),
        ("POST", "/v1/audiences", {"data": {"name": "A"}}),
        ("POST", "/v1/webhooks", {"data": {"url": "https://example.com"}}),
        ("DELETE", f"/v1/webhooks/{FOREIGN}", {}),
        (
            "PATCH",
            f"/api/v1/admin/accounts/{FOREIGN}/credits",
            {"Accounts": [{"ID": FOREIGN, "AnyTimeBalance": 1}], "SetBalance": True},
        ),
        (
            "PATCH",
            f"/api/v1/admin/accounts/{MINE}/credits",
            {"Accounts": [{"ID": FOREIGN, "AnyTimeBalance": 1}]},
        ),
        ("POST", "/api/v1/sms/templates", {"Content": "A"}),
        ("DELETE", f"/api/v1/sms/templates/{FOREIGN}", {}),
    ],
)
def test_live_gets_nothing_whose_reach_is_unknown(method: str, path: str, document: Any) -> None:
    """Campaigns, credits and the like stay at home, where nobody can tell whom they reach."""
    fence = live()
    fence.ledger.created(MINE)

    assert not fence.passes(method, path, json.dumps(document).encode())


# -- budget ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "segments"),
    [
        ("a", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 290, 2),
        ("a" * 291, 3),  # 2sms charges for every 145
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("я" * 70, 1),
        ("я" * 71, 2),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
    ],
)
@pytest.mark.parametrize("count", [1, 3])
def test_a_send_costs_recipients_times_segments(text: str, segments: int, count: int) -> None:
    """Every part to every recipient counts, and a send that would cost too much spends nothing."""
    body = json.dumps({"data": {"to": ALLOWED[:count], "text": text}}).encode()
    cost = segments * count
    enough, scarce = live(cost), live(cost - 1 or 1)

    assert enough.passes("POST", "/v1/messages", body)
    assert enough.budget.spent == cost
    assert not enough.passes("POST", "/v1/messages", DEXATEL.json(FRIEND))
    if cost > 1:
        assert not scarce.passes("POST", "/v1/messages", body)
        assert scarce.budget.spent == 0


def test_the_longest_of_several_texts_counts() -> None:
    """Where a text is written twice, the longer one may be the one that is sent."""
    fence = live(10)
    body = b'{"text": "a", "Text": "%s", "to": ["%s"]}' % (b"a" * 300, FRIEND.encode())

    assert fence.passes("POST", "/rest/message", body)
    assert fence.budget.spent == 3


def test_a_recipient_who_is_named_twice_costs_twice() -> None:
    """Duplicates are paid for."""
    fence = live(10)

    assert fence.passes("POST", "/v1/messages", DEXATEL.json(FRIEND, FRIEND, FRIEND))
    assert fence.budget.spent == 3


@pytest.mark.parametrize(
    ("path", "document"),
    [
        ("/v1/messages", {"data": {"to": [FRIEND], "template": MINE, "variables": ["a"]}}),
        ("/v1/messages", {"data": {"to": [FRIEND], "text": "a", "template": MINE}}),
        ("/v1/verifications", {"data": {"phone": FRIEND, "template": MINE}}),
        (
            "/api/v2/sms/messages",
            {
                "Contacts": {"QuickRecipients": {FRIEND: 2}},
                "Content": "a",
                "Template": {"ID": MINE, "PlaceHolders": {}},
            },
        ),
    ],
)
def test_a_text_that_is_not_shown_costs_the_most(path: str, document: Any) -> None:
    """A text from a template may be as long as a provider takes."""
    body = json.dumps(document).encode()

    assert not live(UNSEEN_SEGMENTS - 1).passes("POST", path, body)
    assert live(UNSEEN_SEGMENTS).passes("POST", path, body)


def test_a_body_that_cannot_be_read_costs_too() -> None:
    """Somebody may read it, and send to all whom it names."""
    fence = live(1000)
    body = json.dumps({"data": {"to": ALLOWED[:4], "text": "a"}}).encode()[:-1]

    assert fence.passes("POST", "/v1/messages", body)
    assert fence.budget.spent >= 4


def test_what_is_refused_costs_nothing() -> None:
    """A request that does not leave does not spend."""
    fence = live(1)

    assert not fence.passes("POST", "/v1/messages", DEXATEL.json(FRIEND, STRANGER))
    assert fence.passes("GET", "/v1/messages")
    assert fence.budget.spent == 0


def test_nothing_is_counted_where_nothing_is_charged() -> None:
    """Without a limit everything that is allowed may be sent."""
    fence = Fence()
    for _ in range(5):
        assert fence.passes("POST", "/v1/messages", DEXATEL.json(*ALLOWED[:9]))


def test_several_threads_never_exceed_a_budget() -> None:
    """However many spend at once, the limit is exact."""
    fence = live(100)
    ready = threading.Barrier(8)

    def spend() -> None:
        ready.wait()
        for _ in range(12):
            fence.passes("POST", "/v1/messages", DEXATEL.json(FRIEND, OTHER_FRIEND, FRIEND))

    threads = [threading.Thread(target=spend) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(fence.sink.passed) == 33
    assert fence.budget.spent == 99


@settings(deadline=None)
@given(st.integers(0, 50), st.lists(st.integers(1, 20), max_size=20))
def test_a_budget_is_all_or_nothing(limit: int, wishes: list[int]) -> None:
    """What is taken is never more than the limit, and what does not fit is not taken in part."""
    budget = Budget(limit)
    for wish in wishes:
        before = budget.spent
        taken = budget.take(wish)
        assert taken is (before + wish <= limit)
        assert budget.spent == before + wish * taken


# -- what it touches ------------------------------------------------------------------------------

BY_PATH = [
    ("DELETE", "/v1/messages/{id}"),
    ("DELETE", "/rest/message/{id}"),
    ("PUT", "/api/v1/sms/messages/{id}"),
    ("DELETE", "/v1/templates/{id}"),
    ("PUT", "/v1/campaigns/{id}"),
]
SPELLED = [
    str,
    str.upper,
    lambda one: f"{MINE}%2F..%2F{one}",
    lambda one: f"{MINE}/../{one}",
    lambda one: one.replace("0", "%30"),
    lambda one: f"{one};{MINE}",
    lambda one: f"{MINE},{one}",
    lambda one: f"{MINE}%00{one}",
]


@pytest.mark.parametrize(("method", "path"), BY_PATH)
@pytest.mark.parametrize("spell", SPELLED)
def test_foreign_ids_in_a_path(fence: Fence, method: str, path: str, spell: Any) -> None:
    """What the run has not made is not touched, however its id is written."""
    assert not fence.passes(method, path.format(id=spell(FOREIGN)), b"{}")


@pytest.mark.parametrize(("method", "path"), BY_PATH)
def test_own_ids_in_a_path(fence: Fence, method: str, path: str) -> None:
    """What the run has made, or made up, may be touched, in any letter case."""
    fence.ledger.invented("not-a-uuid")

    for identifier in (MINE, MINE.upper(), "not-a-uuid"):
        assert fence.passes(method, path.format(id=identifier), b"{}")


LISTED: dict[str, tuple[bytes, str]] = {
    "json": (b'{"MessageIDs": ["%s"]}', JSON),
    "text/json": (b'{"MessageIDs": ["%s"]}', "text/json"),
    "json in a charset": (b'{"MessageIDs": ["%s"], "Type": 0}', f"{JSON}; charset=UTF-8"),
    "xml": (b"<MessageCriteria><MessageIDs><guid>%s</guid></MessageIDs></MessageCriteria>", XML),
    "form": (b"MessageIDs=%s&Delete=false", FORM),
}


@pytest.mark.parametrize(("body", "content_type"), LISTED.values(), ids=LISTED)
def test_own_ids_in_a_body(fence: Fence, body: bytes, content_type: str) -> None:
    """A list of the run's own ids passes in every documented format, and with a foreign one not."""
    mine = body % MINE.encode()

    assert fence.passes("DELETE", EXPIRE, mine, content_type)
    assert not fence.passes("DELETE", EXPIRE, body % FOREIGN.encode(), content_type)
    assert not fence.passes("DELETE", f"{EXPIRE}?MessageIDs={FOREIGN}", mine, content_type)


FOREIGN_BESIDE = [
    b'{"MessageIDs": ["M", "F"]}',
    b'{"MessageIDs": ["M"], "messageids": ["F"]}',
    b'{"MessageIDs": ["F"], "MessageIDs": ["M"]}',
    b'{"MessageIDs": ["M"], "criteria": {"MessageIDs": ["F"]}}',
    b'{"MessageIDs": ["M"], "criteria.MessageIDs[0]": "F"}',
    b'{"MessageIDs": [["M", "F"]]}',
    b'{"MessageIDs": {"M": "F"}}',
    b'{"MessageIDs": {"F": "M"}}',
    b'{"MessageIDs": "M,F"}',
    b"MessageIDs=M&criteria.MessageIDs[0]=F",
    b"MessageIDs[]=M&MessageIDs[]=F",
    b"<MessageCriteria><MessageIDs><guid>M</guid><guid>F</guid></MessageIDs></MessageCriteria>",
    b"<MessageCriteria><MessageIDs>M<b/>F</MessageIDs></MessageCriteria>",
    b"<MessageCriteria MessageIDs='F'><MessageIDs><guid>M</guid></MessageIDs></MessageCriteria>",
]


@pytest.mark.parametrize("body", FOREIGN_BESIDE, ids=bytes.decode)
def test_foreign_ids_beside_own_ones(fence: Fence, body: bytes) -> None:
    """An own id is no excuse for a foreign one beside it, whatever the body is declared to be."""
    body = body.replace(b"M,", f"{MINE},".encode()).replace(b'"M"', f'"{MINE}"'.encode())
    body = body.replace(b">M<", f">{MINE}<".encode()).replace(b"=M&", f"={MINE}&".encode())
    body = body.replace(b'F"', f'{FOREIGN}"'.encode()).replace(b"F<", f"{FOREIGN}<".encode())
    body = body.replace(b"=F", f"={FOREIGN}".encode()).replace(b"'F'", f"'{FOREIGN}'".encode())

    for content_type in (JSON, XML, FORM, None):
        assert not fence.passes("DELETE", EXPIRE, body, content_type)


UNBOUNDED: dict[str, tuple[str, str | None]] = {
    "nothing": ("", JSON),
    "an empty object": ("{}", JSON),
    "null": ("null", JSON),
    "no ids": ('{"MessageIDs": []}', JSON),
    "null for ids": ('{"MessageIDs": null}', JSON),
    "an id that is null": ('{"MessageIDs": ["M", null]}', JSON),
    "an id that is blank": ('{"MessageIDs": ["M", " "]}', JSON),
    "an id that is a number": ('{"MessageIDs": ["M", 0]}', JSON),
    "no array": ('{"MessageIDs": "M"}', JSON),
    "another letter case": ('{"messageids": ["M"]}', JSON),
    "a second time, empty": ('{"MessageIDs": ["M"], "messageIDs": []}', JSON),
    "twice": ('{"MessageIDs": ["M"], "MessageIDs": ["M"]}', JSON),
    "too deep": ('{"criteria": {"MessageIDs": ["M"]}}', JSON),
    "broken": ('{"MessageIDs": ["M"]', JSON),
    "trailing": ('{"MessageIDs": ["M"]} {}', JSON),
    "by date": ('{"MessageIDs": ["M"], "StartDate": "2020-01-01T00:00:00Z"}', JSON),
    "by destination": ('{"MessageIDs": ["M"], "destination": "12025550199"}', JSON),
    "by range": ('{"MessageIDs": ["M"], "Range": 7}', JSON),
    "flags only": ('{"Delete": true}', JSON),
    "a form that is declared as json": ("MessageIDs=M", JSON),
    "a form in json": ('{"a": "&MessageIDs=M&"}', JSON),
    "json that is declared as a form": ('{"MessageIDs": ["M"]}', FORM),
    "json that is declared as xml": ('{"MessageIDs": ["M"]}', XML),
    "json that is declared as text": ('{"MessageIDs": ["M"]}', "text/plain"),
    "json that is declared as another": ('{"MessageIDs": ["M"]}', "application/hal+json"),
    "json that is not declared": ('{"MessageIDs": ["M"]}', None),
    "json in another charset": ('{"MessageIDs": ["M"]}', f"{JSON}; charset=utf-16"),
    "another root": ("<Criteria><MessageIDs><guid>M</guid></MessageIDs></Criteria>", XML),
    "another namespace": (
        "<MessageCriteria xmlns='urn:a'><MessageIDs><guid>M</guid></MessageIDs></MessageCriteria>",
        XML,
    ),
    "ids outside": ("<MessageCriteria><guid>M</guid></MessageCriteria>", XML),
    "no ids in xml": ("<MessageCriteria><MessageIDs/></MessageCriteria>", XML),
    "in the query only": ("{}", JSON),
    "another form name": ("messageids=M", FORM),
}


@pytest.mark.parametrize(("text", "content_type"), UNBOUNDED.values(), ids=UNBOUNDED)
def test_a_bulk_delete_that_names_nothing_for_sure(text: str, content_type: str | None) -> None:
    """What some server may take for a request without ids stays away from a live account."""
    fence = live()
    fence.ledger.created(MINE)
    path = f"{EXPIRE}?MessageIDs={MINE}" if text == "{}" else EXPIRE
    body = text.replace("M<", f"{MINE}<").replace('"M"', f'"{MINE}"').replace("=M", f"={MINE}")

    assert not fence.passes("DELETE", path, body.encode(), content_type)
    if content_type != f"{JSON}; charset=utf-16" and "0]" not in text:
        assert Fence(ledger=fence.ledger).passes("DELETE", path, body.encode(), content_type)


def test_two_types_of_one_body() -> None:
    """A body with two declared types has two readings."""
    fence = live()
    fence.ledger.created(MINE)
    headers = {"content-type": FORM}

    assert not fence.passes(
        "DELETE", EXPIRE, b'{"MessageIDs": ["%s"]}' % MINE.encode(), JSON, headers
    )


@pytest.mark.parametrize("value", ["true", "1", '"true"', '"yes"', "[true]", '{"a": true}'])
def test_everything_but_the_targets(value: str) -> None:
    """`All` turns the listed messages into those that stay, so it does not leave for live."""
    fence = live()
    fence.ledger.created(MINE)
    for name in ("All", "all", "ALL"):
        text = f'{{"MessageIDs": ["{MINE}"], "{name}": {value}}}'
        assert not fence.passes("DELETE", PENDINGS, text.encode())
        assert not fence.passes("DELETE", PENDINGS.replace("pend", "recurr"), text.encode())
    assert not fence.passes("DELETE", PENDINGS, f"MessageIDs={MINE}&All=true".encode(), FORM)
    assert not fence.passes(
        "DELETE", f"{PENDINGS}?All=true", f'{{"MessageIDs": ["{MINE}"]}}'.encode()
    )


def test_the_targets_and_nothing_else() -> None:
    """`All` that says no widens nothing."""
    fence = live()
    fence.ledger.created(MINE)
    for value in ("false", "0", "null", '"false"'):
        text = f'{{"MessageIDs": ["{MINE}"], "All": {value}}}'
        assert fence.passes("DELETE", PENDINGS, text.encode())


def test_made_up_ids_in_a_body() -> None:
    """A made-up id has to look like one: for another a server may drop the whole list."""
    fence = live()
    fence.ledger.invented(FOREIGN)
    fence.ledger.invented("not-a-uuid")

    assert fence.passes("DELETE", EXPIRE, b'{"MessageIDs": ["%s"]}' % FOREIGN.encode())
    assert not fence.passes("DELETE", EXPIRE, b'{"MessageIDs": ["not-a-uuid"]}')


def test_a_ledger_knows_what_is_made_and_what_is_made_up() -> None:
    """Ids are compared without case; an invention is not a creation."""
    ledger = Ledger()
    ledger.created("Made")
    unknown = ledger.unknown_uuid()

    assert ledger.owns("mADE")
    assert ledger.made("made")
    assert ledger.owns(unknown.upper())
    assert not ledger.made(unknown)
    assert not ledger.owns(FOREIGN)
    assert not ledger.owns("")
