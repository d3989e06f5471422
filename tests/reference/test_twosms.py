"""The reference of 2sms does what its documents say, and answers whatever it is sent."""

from __future__ import annotations

import json
import random
import uuid
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from xml.etree.ElementTree import Element, tostring

import httpx
import pytest
from defusedxml import ElementTree

from conformance.reference import Reference, build
from conformance.reference.network import Place
from conformance.reference.twosms import TwoSms

ALICE, BOB = "+12025550101", "+12025550102"
EXPIRE = "/api/v1/sms/messages"
CREDENTIALS = {"client_id": "conformance", "client_secret": "conformance-secret"}
PAGE = {"paging.Page": 1, "paging.NoOfRecords": 10}


class Api:
    """One fresh service, and the few things that the tests do with it."""

    def __init__(self) -> None:
        self.reference: Reference = build(["twosms"])
        service = self.reference.services["twosms"]
        assert isinstance(service, TwoSms)
        self.service = service
        self.http = httpx.Client(
            transport=httpx.WSGITransport(app=self.reference), base_url="http://reference"
        )
        answer = self.http.post("/Token", data={"grant_type": "client_credentials"} | CREDENTIALS)
        self.token: dict[str, Any] = answer.json()
        self.http.headers["Authorization"] = f"Bearer {self.token['access_token']}"
        del self.http.headers["Accept"]

    def order(self, *to: str, text: str = "Hi", kind: int = 0, **options: Any) -> httpx.Response:
        """Send with version 2 and return the answer."""
        body = {
            "Contacts": {"QuickRecipients": dict.fromkeys(to or (ALICE,), 2)},
            "Content": text,
            "Options": options,
            "Type": kind,
        }
        return self.http.post("/api/v2/sms/messages", json=body)

    def send(self, *to: str, **order: Any) -> str:
        """Send with version 2 and return the id."""
        message_id = detail(self.order(*to, **order))["MessageID"]
        assert isinstance(message_id, str)
        return message_id

    def delete(self, path: str, content: bytes | str, media: str, **headers: str) -> httpx.Response:
        """Send a DELETE with a body."""
        headers = {"Content-Type": media} | headers
        return self.http.request("DELETE", path, content=content, headers=headers)

    def expire(self, **criteria: Any) -> dict[str, Any]:
        """Expire by JSON and return the detail."""
        told: dict[str, Any] = detail(self.delete(EXPIRE, json.dumps(criteria), "application/json"))
        return told

    def cancel(self, **order: Any) -> None:
        """Cancel scheduled messages by JSON."""
        path = "/api/v2/sms/messages/pendings"
        detail(self.delete(path, json.dumps(order), "application/json"))

    def view(self, message_id: str, contact: str = ALICE) -> httpx.Response:
        """Look at a message."""
        return self.http.get(f"{EXPIRE}/{message_id}", params={"contactId": contact})

    def live(self, message_id: str) -> bool:
        """Whether the message takes an update."""
        return self.http.put(f"{EXPIRE}/{message_id}", json={}).is_success

    def counts(self, **criteria: Any) -> tuple[int, int]:
        """Expire by JSON and return how many messages expired and were erased."""
        told = self.expire(**criteria)
        return told["NoOfMessagesExpired"], told["NoOfMessagesDeleted"]


def detail(answer: httpx.Response) -> Any:
    """What an answer tells, after a look at its envelope."""
    assert answer.status_code == 200, answer.text
    document = answer.json()
    assert document["Error"] == {"ErrorCode": "00", "ErrorReason": ""}
    assert document["ResponseData"]["Identification"]["UserId"]
    return document["ResponseData"]["Detail"]


def tree(answer: httpx.Response) -> Element:
    """The root of an answer in XML."""
    root: Element = ElementTree.fromstring(answer.content)
    return root


def soon(**ahead: float) -> str:
    """A moment so far ahead of now, in ISO 8601."""
    return (datetime.now(UTC) + timedelta(**ahead)).isoformat()


@pytest.fixture
def api() -> Api:
    """A fresh service with a token."""
    return Api()


# -- tokens ---------------------------------------------------------------------------------------


def test_a_token_lives_eight_hours(api: Api) -> None:
    """The token opens the API until 28 800 s have passed."""
    assert api.token["token_type"] == "bearer"
    assert api.token["expires_in"] == 28800
    assert api.http.get("/api/v1/sms/templates").status_code == 200

    api.reference.clock.advance(28801)

    refused = api.http.get("/api/v1/sms/templates")
    assert refused.status_code == 401
    assert refused.headers["WWW-Authenticate"] == "Bearer"
    assert refused.json() == {"Message": "Authorization has been denied for this request."}


def test_a_refresh_token_gives_another_token(api: Api) -> None:
    """The refresh token is exchanged for a token that works."""
    form = {"grant_type": "refresh_token", "refresh_token": api.token["refresh_token"]}
    renewed = api.http.post("/token", data=form | CREDENTIALS)

    assert renewed.headers["Cache-Control"] == "no-cache"
    assert renewed.headers["Pragma"] == "no-cache"
    authorization = {"Authorization": f"BEARER {renewed.json()['access_token']}"}
    assert api.http.get("/api/v1/sms/templates", headers=authorization).status_code == 200


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({}, "invalid_request"),
        ({"grant_type": "password"} | CREDENTIALS, "unsupported_grant_type"),
        ({"grant_type": "client_credentials"}, "invalid_client"),
        ({"grant_type": "client_credentials", "client_id": "conformance"}, "invalid_client"),
        (
            {"grant_type": "refresh_token", "refresh_token": "made-up"} | CREDENTIALS,
            "invalid_grant",
        ),
    ],
)
def test_token_errors(api: Api, form: dict[str, str], error: str) -> None:
    """A token request at fault is answered 400 and named as RFC 6749 names it."""
    answer = api.http.post("/Token", data=form)
    assert answer.status_code == 400
    assert answer.json() == {"error": error}


@pytest.mark.parametrize("change", [lambda token: token[:-1], str.swapcase, lambda _: "", None])
def test_only_the_exact_token_counts(api: Api, change: Callable[[str], str] | None) -> None:
    """A missing, truncated or altered token is refused and nothing happens."""
    message = api.send()
    authorization = f"Bearer {change(api.token['access_token'])}" if change else ""
    answer = api.delete(
        EXPIRE,
        json.dumps({"MessageIDs": [message]}),
        "application/json",
        Authorization=authorization,
    )
    assert answer.status_code == 401
    assert api.live(message)


# -- expiring: formats of the request -------------------------------------------------------------

XML = (
    "<MessageCriteria><MessageIDs><guid>{0}</guid></MessageIDs>"
    "<Delete>{1}</Delete></MessageCriteria>"
)
SHUFFLED = (
    "<MessageCriteria><Delete>1</Delete><Type>BOTH</Type><Unknown/><Range>TODAY</Range>"
    "<MessageIDs><guid>{0}</guid></MessageIDs></MessageCriteria>"
)


@pytest.mark.parametrize(
    ("media", "body"),
    [
        ("application/json", '{{"MessageIDs": ["{0}"], "Delete": true}}'),
        ("text/json; charset=utf-8", '{{"delete": "True", "messageids": ["{{{0}}}"]}}'),
        (
            "application/json",
            '{{"Range": "today", "Type": "0", "MessageIDs": ["{0}"], "Delete": 1}}',
        ),
        ("application/json; charset=utf-16", '{{"MessageIDs": ["{0}"], "Delete": true}}'),
        ("application/xml", XML.format("{0}", "true")),
        (
            "text/xml; charset=utf-16",
            '<?xml version="1.0" encoding="utf-16"?>' + XML.format("{0}", 1),
        ),
        ("text/xml", SHUFFLED),
        ("application/x-www-form-urlencoded", "MessageIDs={0}&Delete=true&Range=TODAY"),
        ("application/x-www-form-urlencoded", "messageids%5B%5D={0}&delete=True&Reason="),
        ("application/x-www-form-urlencoded", "MessageIDs[0]={0}&Delete=true"),
    ],
)
def test_every_format_of_the_request(api: Api, media: str, body: str) -> None:
    """The same request in any documented format has the same effect."""
    message, other = api.send(), api.send()
    encoding = "utf-16" if "utf-16" in media else "utf-8"
    answer = api.delete(
        EXPIRE, body.format(message).encode(encoding), media, Accept="application/json"
    )
    told = detail(answer)
    assert (told["NoOfMessagesExpired"], told["NoOfMessagesDeleted"]) == (1, 1)
    assert not api.live(message)
    assert api.live(other)


@pytest.mark.parametrize(
    ("media", "body"),
    [
        ("application/json", '{{"MessageIDs": ["{0}", "not-a-guid"]}}'),
        ("application/json", '{{"MessageIDs": ["{0}"], "StartDate": "yesterday"}}'),
        ("application/json", '{{"MessageIDs": ["{0}"], "Range": "NEVER"}}'),
        ("application/json", '{{"MessageIDs": ["{0}"], "Delete": null}}'),
        ("application/json", '{{"MessageIDs": ["{0}"]'),
        ("application/json", '[{{"MessageIDs": ["{0}"]}}]'),
        ("application/json", "null"),
        ("text/json", ""),
        ("application/xml", XML.format("{0}", "True")),
        ("application/xml", XML.replace("MessageCriteria", "Criteria").format("{0}", "true")),
        ("application/xml", XML.replace("<M", '<M xmlns="urn:x"', 1).format("{0}", "true")),
        ("application/xml", "<!DOCTYPE MessageCriteria>" + XML.format("{0}", "true")),
        ("text/xml", XML.format("{0}</guid><guid>x", "true")),
        ("text/xml", XML.replace("<Delete", "<Type>2</Type><Delete").format("{0}", "true")),
        ("text/xml", XML.format("{0}", "true")[:-1]),
        ("application/x-www-form-urlencoded", "MessageIDs={0}&MessageIDs=x"),
        ("application/x-www-form-urlencoded", "MessageIDs={0}&FinishDate=soon"),
    ],
)
def test_an_invalid_body_does_nothing(api: Api, media: str, body: str) -> None:
    """A body with a fault is answered 400 with a ModelState, and not even good ids are expired."""
    message = api.send()
    answer = api.delete(EXPIRE, body.format(message), media, Accept="application/json")
    assert answer.status_code == 400
    assert answer.json()["Message"] == "The request is invalid."
    assert all(isinstance(wrong, list) for wrong in answer.json()["ModelState"].values())
    assert api.live(message)


@pytest.mark.parametrize(
    "media", ["text/plain", "application/problem+json", "multipart/form-data", ""]
)
def test_other_media_types_are_not_read(api: Api, media: str) -> None:
    """A body of another type, or of none, is answered 415."""
    assert api.delete(EXPIRE, "{}", media).status_code == 415


# -- expiring: which messages ---------------------------------------------------------------------


def test_named_messages_expire_whatever_else_is_asked(api: Api) -> None:
    """Exactly the named messages expire, each counted once, in any spelling of the id."""
    one, two, other = api.send(ALICE, BOB, ExpiryDate=soon(days=9)), api.send(Reads=5), api.send()
    ids = [one, one.upper(), two.replace("-", ""), str(uuid.uuid4())]

    assert api.counts(MessageIDs=ids, Destination="x1", Range=7, StartDate=soon(days=1)) == (2, 0)
    assert api.counts(MessageIDs=ids) == (0, 0)
    assert [api.live(message) for message in (one, two, other)] == [False, False, True]
    assert api.view(one, BOB).status_code == 404


def test_the_default_set_is_what_is_over(api: Api) -> None:
    """Without criteria only expired messages and those read out by all are touched."""
    live, dated = api.send(), api.send(ExpiryDate=soon(seconds=60))
    half_read, read_out = api.send(ALICE, BOB, Reads=1), api.send(Reads=1)
    for message in (half_read, read_out):
        assert api.view(message).status_code == 200
    api.reference.clock.advance(61)

    assert api.counts(MessageIDs=[], Destination="") == (1, 0)
    assert api.counts(Delete=True, MessageIDs=None) == (0, 2)
    assert [api.live(message) for message in (live, half_read)] == [True, True]
    assert [api.live(message) for message in (dated, read_out)] == [False, False]


def test_criteria_narrow_together(api: Api) -> None:
    """Destination, dates, range and type all have to fit, and pending messages never do."""
    to_alice, to_bob = api.send(ALICE), api.send(ALICE, BOB)
    later = api.send(BOB, DateToSend=soon(hours=1))

    past, future = soon(minutes=-5), soon(minutes=5)
    assert api.counts(Destination=BOB, StartDate=future) == (0, 0)
    assert api.counts(Destination=BOB, FinishDate=past) == (0, 0)
    assert api.counts(Destination=BOB, Type=1) == (0, 0)
    assert api.counts(Destination=BOB, Range=5) == (0, 0)
    assert api.counts(Destination="1 (202) 555-0102", StartDate=past, Range=5, Type=2) == (1, 0)
    assert [api.live(message) for message in (to_alice, to_bob, later)] == [True, False, True]
    assert api.counts(Range=0) == (1, 0)


def test_standard_messages_are_erased_and_never_expire(api: Api) -> None:
    """A standard message counts as erased when it fits criteria, and never as expired."""
    standard = api.send(kind=1)
    assert api.counts(MessageIDs=[standard], Delete=True) == (0, 0)
    assert api.counts(Destination=ALICE, Delete=True) == (0, 1)
    assert api.counts(Destination=ALICE, Delete=True) == (0, 0)


def test_erasing_is_a_feature_of_the_account(api: Api) -> None:
    """Without the feature the messages expire all the same and none is erased."""
    api.service.message_deletion = False
    assert api.counts(MessageIDs=[api.send()], Delete=True) == (1, 0)


def test_only_notifying_costs(api: Api) -> None:
    """Credits are used for each recipient told, and taken from what remains."""
    quiet = api.expire(MessageIDs=[api.send()])
    assert quiet["NumberOfCreditsUsed"] == 0

    message = api.send(ALICE, BOB)
    before = api.expire(MessageIDs=[])["NumberOfCreditsRemaining"]
    told = api.expire(MessageIDs=[message], NotifyRecipients=True, Reason="sent in error")

    assert told["NumberOfCreditsUsed"] == 2
    assert told["NumberOfCreditsRemaining"] == before - 2


# -- formats of the answer ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent", "accept", "answered"),
    [
        ("application/json", None, "application/json"),
        ("text/json", None, "text/json"),
        ("application/xml", None, "application/xml"),
        ("text/xml", "image/png", "text/xml"),
        ("text/xml", "*/*", "application/json"),
        ("application/json", "text/xml", "text/xml"),
        ("application/json", "text/json", "text/json"),
        ("application/json", "application/xml;q=0.5, application/json;q=0.9", "application/json"),
        ("application/json", "application/xml;q=0.9, application/json;q=0.5", "application/xml"),
        ("application/json", "text/*, application/xml;q=0", "text/json"),
        ("application/json", "*/*, text/xml", "text/xml"),
        ("application/x-www-form-urlencoded", "text/html", "application/json"),
    ],
)
def test_the_answer_is_in_the_format_asked_for(
    api: Api, sent: str, accept: str | None, answered: str
) -> None:
    """The Accept header decides, then the type of the body; errors and successes alike."""
    headers = {"Accept": accept} if accept else {}
    for unknown in (str(uuid.uuid4()), "not-a-guid"):
        bodies = {
            "json": json.dumps({"MessageIDs": [unknown]}),
            "xml": XML.format(unknown, "false"),
            "urlencoded": urlencode({"MessageIDs": unknown}),
        }
        body = next(text for form, text in bodies.items() if sent.endswith(form))
        answer = api.delete(EXPIRE, body, sent, **headers)
        assert answer.headers["Content-Type"] == f"{answered}; charset=utf-8"
        parsed(answer)


def test_an_xml_answer(api: Api) -> None:
    """The XML answer has the documented root, names and order, in no namespace."""
    body = json.dumps({"MessageIDs": [api.send()]})
    answer = api.delete(EXPIRE, body, "application/json", Accept="text/xml")
    assert not answer.text.startswith("<?xml")
    assert "xmlns:xsd=" in answer.text

    root = tree(answer)
    assert root.tag == "ResponseOfMessageDeletionResponse"
    assert [child.tag for child in root[1]] == ["Result", "Identification", "Detail"]
    assert {child.tag: child.text for child in root[1][2]} == {
        "NoOfMessagesExpired": "1",
        "NoOfMessagesDeleted": "0",
        "NumberOfCreditsUsed": "0",
        "NumberOfCreditsRemaining": "999999",
    }


def test_an_error_in_xml(api: Api) -> None:
    """An error in XML has the root Error, and names of members that XML can hold."""
    answer = api.delete(EXPIRE, '{"MessageIDs": [1]}', "application/json", Accept="text/xml")
    root = tree(answer)
    assert [root.tag, root[0].tag, root[1].tag] == ["Error", "Message", "ModelState"]
    assert root[1][0].tag == "MessageCriteria.MessageIDs_x005B_0_x005D_"


def test_paths_methods_and_case(api: Api) -> None:
    """Paths match in any case; unknown paths are 404 and unknown methods 405 with Allow."""
    assert api.http.get("/API/V1/SMS/Templates/").status_code == 200
    assert api.http.get("/api/v1/sms/nothing").status_code == 404
    wrong = api.http.patch(EXPIRE)
    assert (wrong.status_code, wrong.headers["Allow"]) == (405, "DELETE")


# -- sending, viewing, updating -------------------------------------------------------------------


def test_the_view_shows_the_text_to_each_recipient(api: Api) -> None:
    """The text comes back code point for code point, as often as the reads allow."""
    text = " Grüße \N{GRINNING FACE}\r\n<&]]>\t€ "
    message = api.send(ALICE, BOB, text=text, Reads=2)
    for left in "10":
        told = detail(api.view(message.upper(), "12025550101"))
        assert (told["Message"], told["ReadsRemaining"]) == (text, left)
    assert api.view(message).status_code == 404

    in_xml = api.http.get(
        f"{EXPIRE}/{message}", params={"CONTACTID": BOB}, headers={"Accept": "application/xml"}
    )
    assert tree(in_xml).findtext(".//Message") == text


def test_who_may_not_look(api: Api) -> None:
    """Strangers, recipients of standard or pending messages, and the nameless see nothing."""
    message = api.send()
    assert api.view(message, BOB).status_code == 404
    assert api.view(str(uuid.uuid4())).status_code == 404
    assert api.view(api.send(kind=1)).status_code == 404
    assert api.view(api.send(DateToSend=soon(hours=1))).status_code == 404
    assert api.http.get(f"{EXPIRE}/{message}").status_code == 400
    assert api.http.head(f"{EXPIRE}/{message}", params={"contactId": ALICE}).content == b""


def test_updates(api: Api) -> None:
    """Content changes until somebody has read it, and nothing changes once it has expired."""
    message = api.send()
    path = f"{EXPIRE}/{message}"
    assert api.http.put(path, json={"Content": "Changed"}).status_code == 200
    assert detail(api.view(message))["Message"] == "Changed"
    assert api.http.put(path, json={"Content": "Again"}).status_code == 400
    assert api.http.put(path, json={"ExpiryDate": soon(hours=1)}).status_code == 200

    api.reference.clock.advance(3601)

    assert api.http.put(path, json={"ExpiryDate": soon(days=1)}).status_code == 400
    assert api.view(message).status_code == 404


@pytest.mark.parametrize("missing", ["Contacts", "Content", "Options", "Type"])
def test_a_send_lacks_a_member(api: Api, missing: str) -> None:
    """A send without a member that it needs is refused and leaves nothing."""
    order = json.loads(api.order().request.content)
    del order[missing]
    assert api.http.post("/api/v2/sms/messages", json=order).status_code == 400
    assert len(api.service.messages) == 1


@pytest.mark.parametrize("recipient", ["+1202555010x", "1", "", "someone@", "+" + "1" * 16])
def test_a_recipient_that_is_none(api: Api, recipient: str) -> None:
    """One recipient that cannot be reached keeps the message from all."""
    assert api.order(ALICE, recipient).status_code == 400
    assert not api.service.messages
    assert not api.reference.network.carried


@pytest.mark.parametrize(
    ("length", "count"), [(1, "1"), (160, "1"), (161, "2"), (290, "2"), (291, "3"), (435, "3")]
)
def test_parts_of_145_characters(api: Api, length: int, count: str) -> None:
    """`NoOfSMS` is 1 up to 160 characters, then one for each 145, as a text."""
    order = {
        "Contacts": {"QuickRecipients": {ALICE: 2}},
        "Content": "a" * length,
        "MessageOptions": {},
        "Reference": "order 7",
        "Sender": "Conform",
    }
    told = detail(api.http.post("/api/v1/sms/standardmessages", json=order))
    assert told.pop("MessageID")
    assert told == {
        "NoOfContacts": "0",
        "NoOfQuickRecipients": "1",
        "NoOfSMS": count,
        "NoOfEmails": "0",
    }
    assert api.service.balance == 1_000_000 - int(count)


# -- cancelling and reporting ---------------------------------------------------------------------


def test_a_cancelled_message_never_goes_out(api: Api) -> None:
    """Exactly the named scheduled message is stopped; expiring does not stop one."""
    one, other = (api.send(DateToSend=soon(hours=1)) for _ in range(2))
    assert api.counts(MessageIDs=[other]) == (0, 0)
    api.cancel(MessageIDs=[one.upper()])
    api.cancel()
    api.reference.clock.advance(7200)

    assert api.view(one).status_code == 404
    assert api.view(other).status_code == 200
    places = [api.reference.network.place(sent) for sent in api.reference.network.carried]
    assert places == [Place.STOPPED, Place.DELIVERED]
    rows = detail(api.http.get("/api/v1/reports/messages", params=PAGE))
    assert [row["MessageID"] for row in rows] == [other]


@pytest.mark.parametrize(
    ("order", "left"),
    [
        ({"All": True}, ""),
        ({"All": True, "MessageIDs": ["b"]}, "b"),
        ({"Reference": "to bob"}, "a"),
        ({"Destination": "12025550102"}, "a"),
        ({"Destination": "12025550102", "EndDate": "2020-01-01T00:00:00Z"}, "ab"),
        ({}, "ab"),
    ],
)
def test_what_a_cancellation_means(api: Api, order: Mapping[str, Any], left: str) -> None:
    """All but some, some, those that fit all criteria, or none."""
    due = soon(hours=1)
    names = {
        "a": api.send(ALICE, DateToSend=due),
        "b": api.send(BOB, DateToSend=due, Reference="to bob"),
    }
    ids = {"MessageIDs": [names[name] for name in order.get("MessageIDs", ())]}
    api.cancel(**{**order, **ids} if "MessageIDs" in order else order)

    told = detail(api.http.get("/api/v1/reports/messages/pendingandrecurring", params=PAGE))
    assert [row["ID"] for row in told["PendingMessages"]] == [names[name] for name in left]


def test_recurring_messages(api: Api) -> None:
    """A recurring message is listed until it is cancelled, by its own operation only."""
    order = {"Contacts": {"QuickRecipients": {ALICE: 2}}, "Content": "Tea", "Reference": "daily"}
    path = "/api/v1/sms/standardmessages/recurringmessages"
    recurring = detail(api.http.post(path, json=order))["MessageID"]

    def listed() -> list[str]:
        told = detail(api.http.get("/api/v1/reports/messages/pendingandrecurring", params=PAGE))
        return [row["ID"] for row in told["RecurringMessages"]]

    api.cancel(MessageIDs=[recurring])
    assert listed() == [recurring]
    detail(api.http.delete(f"/api/v1/sms/messages/recurrings/{recurring},x"))
    assert listed() == []


def test_pages_of_the_report(api: Api) -> None:
    """Pages do not overlap, hold what fits, and filters leave out the rest."""
    sent = [api.send(BOB, Reference="r") for _ in range(3)]
    api.send(ALICE)

    def page(number: int, **filters: Any) -> list[str]:
        params: dict[str, Any] = {"paging.page": number, "paging.NoOfRecords": 2}
        params["filter.Destination"] = BOB
        told = detail(api.http.get("/api/v1/reports/messages", params=params | filters))
        return [row["MessageID"] for row in told]

    assert page(1) + page(2) + page(3) == sent
    assert page(1, **{"filter.Reference": "other"}) == []
    assert page(1, **{"filter.StartDate": soon(minutes=5)}) == []
    assert page(1, **{"filter.EndDate": soon(minutes=5), "filter.Range": "TODAY"}) == sent[:2]
    assert api.http.get("/api/v1/reports/messages").status_code == 400


def test_reads_and_responses(api: Api) -> None:
    """Every look is reported; nobody ever replies."""
    message = api.send()
    api.view(message)
    reads = detail(api.http.get(f"/api/v1/reports/messages/{message}/reads"))
    assert [(read["MessageId"], read["ReceiverDestination"]) for read in reads] == [
        (message, ALICE)
    ]
    assert detail(api.http.get(f"/api/v1/reports/messages/{message}/responses/{ALICE}")) == []
    assert api.http.get("/api/v1/reports/messages/unknown/reads").status_code == 404


def test_templates(api: Api) -> None:
    """A template is kept, read, replaced, sent with and forgotten."""
    template = {
        "TemplateID": str(uuid.uuid4()),
        "Name": "Greeting",
        "Type": 0,
        "TemplateText": "Hello [name]",
        "DateCreated": "2024-03-29T08:22:36Z",
        "DateModified": "2024-03-29T08:22:36Z",
    }
    path = f"/api/v1/sms/templates/{template['TemplateID']}"
    assert detail(api.http.post("/api/v1/sms/templates", json=template)) == template
    detail(api.http.put(path, json=template | {"TemplateText": "Hi [name]"}))
    assert detail(api.http.get(path))["TemplateText"] == "Hi [name]"

    use = {"ID": template["TemplateID"], "PlaceHolders": {"[name]": "Ann"}}
    order = json.loads(api.order().request.content) | {"Template": use}
    message = detail(api.http.post("/api/v2/sms/messages", json=order))["MessageID"]
    assert detail(api.view(message))["Message"] == "Hi Ann"

    in_xml = api.http.get(path, headers={"Accept": "text/xml"})
    own = tree(in_xml).find("ResponseData/Detail")
    assert own is not None
    assert own.findtext("ID") == template["TemplateID"]
    own.tag = "Template"
    type_name = own.find("Type")
    assert type_name is not None
    type_name.text = "RECIPIENT_CODE"
    headers = {"Content-Type": "text/xml"}
    assert api.http.put(path, content=tostring(own), headers=headers).status_code == 200

    detail(api.http.delete(path))
    assert detail(api.http.get("/api/v1/sms/templates")) == []
    assert api.http.post("/api/v2/sms/messages", json=order).status_code == 404


def test_credits_move_to_the_sub_account(api: Api) -> None:
    """What the sub-account gets is taken from the account."""
    order = {
        "Accounts": [{"ID": "0b8e3c52-7a34-4f0e-8d1b-2f6a9c5e7d10", "AnyTimeBalance": 30}],
        "SetBalance": True,
    }
    path = "/api/v1/admin/accounts/3e7a9b14-5c2d-4d86-b0f3-91c6e2a4d705/credits"
    for _ in range(2):
        detail(api.http.patch(path, json=order))
    overview = detail(api.http.get("/api/v1/reports/subAccountOverview"))
    assert [row["TotalCredits"] for row in overview] == [999_970, 30]
    assert api.http.patch(path.replace("3e7a", "0000"), json=order).status_code == 404


# -- whatever comes -------------------------------------------------------------------------------

ODD: list[Any] = [
    *(None, True, -1, 10**400, 2**31, 1e308, float("nan"), "", "\0", "\ud800", "\N{GRINNING FACE}"),
    *([], {}, [None], [[]], "0001-01-01T00:00:00+14:00", "2024-02-30", "x" * 100_000, "]]>", "&"),
]


def parsed(answer: httpx.Response) -> None:
    """Parse the answer as what it declares to be."""
    assert answer.status_code < 500
    if "json" in answer.headers["Content-Type"]:
        json.loads(answer.content)
    else:
        tree(answer)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("DELETE", EXPIRE),
        ("DELETE", "/api/v2/sms/messages/pendings"),
        ("POST", "/api/v2/sms/messages"),
        ("PUT", f"{EXPIRE}/{{}}"),
        ("PATCH", "/api/v1/admin/accounts/3e7a9b14-5c2d-4d86-b0f3-91c6e2a4d705/credits"),
        ("POST", "/Token"),
    ],
)
def test_no_body_brings_the_server_down(api: Api, method: str, path: str) -> None:
    """Odd values, odd bytes and odd encodings are answered, well-formed and below 500."""
    path = path.format(api.send())
    names = ["Destination", "MessageIDs", "Range", "StartDate", "Delete", "Contacts", "Options"]
    draw = random.Random(1)  # noqa: S311 - a repeatable choice
    bodies: list[tuple[str, bytes]] = [
        ("application/json", b"[" * 200_000),
        ("application/json", b'{"a":' * 50_000),
        ("application/json", b"1" * 5_000),
        ("application/json; charset=utf-16", b"\xff\xfe{"),
        ("text/json", b'{"Reason": "\xff"}'),
        ("application/xml", b"<a>" * 50_000),
        ("application/xml", b'<?xml version="1.0" encoding="none"?><MessageCriteria/>'),
        (
            "application/xml",
            b'<!DOCTYPE a [<!ENTITY b "c">]><MessageCriteria>&b;</MessageCriteria>',
        ),
        ("text/xml; charset=utf-16", b"<"),
        ("application/x-www-form-urlencoded", b"%&=%zz&MessageIDs[" + b"9" * 5_000 + b"]=1"),
        ("multipart/form-data", b"--"),
    ]
    for _ in range(150):
        body = {name: draw.choice(ODD) for name in draw.sample(names, 3)}
        whole = json.dumps(body).encode()
        damaged = bytearray(whole)
        damaged[draw.randrange(len(whole))] = draw.randrange(256)
        bodies += [("application/json", whole), ("text/json", bytes(damaged))]
    for media, content in bodies:
        for accept in ("application/xml", "application/json"):
            headers = {"Content-Type": media, "Accept": accept}
            parsed(api.http.request(method, path, content=content, headers=headers))
