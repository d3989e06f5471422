"""The deviations of 2sms: each can be installed, and shows."""

import json
import re
import uuid
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
import yaml
from werkzeug.test import Client

from conformance.data import specs_dir
from conformance.deviations.deviation import Deviation
from conformance.deviations.twosms import FAULTS
from conformance.reference import Reference, build
from conformance.reference.twosms.account import USER_ID

ANN, BOB, CAT = "+12025550101", "+12025550102", "+12025550103"
MESSAGES, SEND = "/api/v1/sms/messages", "/api/v2/sms/messages"
PENDINGS, RECURRINGS = f"{SEND}/pendings", f"{SEND}/recurrings"
REPORT, STANDARD = "/api/v1/reports/messages", "/api/v1/sms/standardmessages"
JSON, XML, FORM = "application/json", "application/xml", "application/x-www-form-urlencoded"
UNKNOWN = "00000000-0000-4000-8000-000000000000"
TEMPLATE = "11111111-0000-4000-8000-000000000000"
GUID = re.compile("[0-9a-fA-F]{8}-?(?:[0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}")
TIME = re.compile(r"20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9:.]+\+00:00")
CLIENT = {"client_id": "conformance", "client_secret": "conformance-secret"}
OTHER_CLIENT = {"client_id": "neighbour", "client_secret": "other-account-password"}
REQUIREMENTS: dict[str, dict[str, Any]] = yaml.safe_load(
    (specs_dir() / "twosms" / "requirements.yaml").read_text("utf-8")
)["requirements"]


class Player:
    """Plays the same requests to any service, and writes down what it answers."""

    def __init__(self, deviation: Deviation | None = None) -> None:
        self.app: Reference = build(["twosms"])
        if deviation:
            deviation.install(self.app.services["twosms"])
        self.http = Client(self.app)
        self.lines: list[str] = []
        self.names = {USER_ID: "user", UNKNOWN: "unknown", TEMPLATE: "template"}
        self.start = self.app.clock.now()
        self.tokens: list[str] = []

    def ask(self, method: str, path: str, body: Any = None, **headers: str | None) -> Any:
        """Send one request; a header that is None is left out."""
        sent: dict[str, str | None] = {
            "Authorization": f"Bearer {self.tokens[0]}" if self.tokens else None,
            "Content-Type": None if body is None else JSON,
        }
        sent.update({name.replace("_", "-"): value for name, value in headers.items()})
        answer = self.http.open(
            path,
            method=method,
            data=body if isinstance(body, bytes | None) else json.dumps(body).encode(),
            headers=[(name, value) for name, value in sent.items() if value is not None],
        )
        told = [answer.headers.get(name) for name in ("Content-Type", "Allow", "WWW-Authenticate")]
        told += [answer.headers.get("Cache-Control")] if path == "/Token" else []
        text = answer.get_data(as_text=True)
        asked = path.partition("?")[0]  # a query may hold times, which differ
        self.lines.append(f"{method} {asked}: {answer.status_code} {told} {text}")
        try:
            return json.loads(text)
        except ValueError:
            return None

    def token(self, **form: str) -> dict[str, Any]:
        """Ask for a token; it is kept if there is one."""
        answer = self.ask("POST", "/Token", urlencode(form).encode(), Content_Type=FORM)
        given = answer if isinstance(answer, dict) else {}
        if "access_token" in given:
            self.tokens.append(given["access_token"])
        return given

    def order(self, *to: str, text: str = "Hi", kind: int = 0, **options: Any) -> dict[str, Any]:
        """What a send with version 2 says."""
        quick = dict.fromkeys(to or (ANN,), 2)
        return {
            "Contacts": {"QuickRecipients": quick},
            "Content": text,
            "Options": options,
            "Type": kind,
        }

    def send(self, *to: str, **order: Any) -> str:
        """Send with version 2 and return the id, in its usual spelling if it is there."""
        return self.id_in(self.ask("POST", SEND, self.order(*to, **order)))

    def id_in(self, answer: Any) -> str:
        """The id in the answer to a send, which gets a name."""
        told = re.search(r'"Message[Ii][Dd]": "([^"]+)"', json.dumps(answer))
        if not told or not GUID.fullmatch(told[1]):
            return UNKNOWN
        message_id = str(uuid.UUID(told[1]))
        self.names.setdefault(message_id, f"#{len(self.names)}")
        return message_id

    def expire(self, *ids: str, **criteria: Any) -> None:
        """Expire by JSON."""
        self.ask("DELETE", MESSAGES, {"MessageIDs": list(ids), **criteria})

    def look(self, *ids: str) -> None:
        """See whether messages take an update."""
        for message in ids:
            self.ask("PUT", f"{MESSAGES}/{message}", {})

    def view(self, message: str, contact: str = ANN, **headers: str) -> None:
        """Look at a message."""
        query = urlencode({"contactId": contact})
        self.ask("GET", f"{MESSAGES}/{message}?{query}", **headers)

    def report(self, path: str = REPORT, **query: Any) -> None:
        """Ask for a report."""
        page = {"paging.Page": 1, "paging.NoOfRecords": 3}
        filters = {f"filter.{name}": value for name, value in query.items()}
        self.ask("GET", f"{path}?{urlencode(page | filters)}")

    def later(self, **time: float) -> str:
        """A time from now as requests write it."""
        return (self.app.clock.now() + timedelta(**time)).strftime("%Y-%m-%dT%H:%M:%SZ")

    def transcript(self) -> list[str]:
        """What was answered, with names instead of ids and tokens, and with rough times."""
        lines = [TIME.sub(self.time, GUID.sub(self.named, line)) for line in self.lines]
        return [re.sub(r'(_token": )"[\w-]{48,}"', r"\1...", line) for line in lines]

    def time(self, found: re.Match[str]) -> str:
        """How long after the start a time is, in steps of some seconds."""
        return f"+{round((datetime.fromisoformat(found[0]) - self.start).total_seconds() / 20)}"

    def named(self, found: re.Match[str]) -> str:
        """The name of an id, which tells also how it is written."""
        plain = str(uuid.UUID(found[0]))
        return f"{self.names.get(plain, 'stranger')}{'' if found[0] == plain else ' respelt'}"


def play(player: Player) -> list[str]:
    """Everything that the catalogue has a deviation of, once."""
    for scene in (
        tokens,
        requests,
        answers,
        named,
        criteria,
        faults,
        routes,
        sends,
        standard,
        views,
        waiting,
        reports,
        accounts,
    ):
        scene(player)
    return player.transcript()


def tokens(player: Player) -> None:
    """Tokens that are given, renewed and refused, and requests with and without them."""
    first = player.token(grant_type="client_credentials", **CLIENT)
    refresh = str(first.get("refresh_token"))
    player.token(grant_type="refresh_token", refresh_token=refresh, **CLIENT)
    player.token(grant_type="refresh_token", refresh_token="made-up", **CLIENT)
    player.token()
    player.token(grant_type="magic", **CLIENT)
    player.token(**CLIENT)
    for wrong in ("client_id", "client_secret"):
        player.token(**{"grant_type": "client_credentials", **CLIENT, wrong: "wrong"})

    message, other = player.send(), player.send()
    token = (player.tokens or ["none"])[0]
    for header in (None, "Bearer wrong", f"Bearer {token[:-1]}", f"Bearer {token[:64]}x"):
        player.ask("GET", REPORT, Authorization=header)
        player.ask("DELETE", MESSAGES, {"MessageIDs": [message]}, Authorization=header)
        player.ask("PUT", f"{MESSAGES}/{other}", {"Content": "Bye"}, Authorization=header)
    player.view(other)
    for header in (f"bearer {token}", f"BEARER {token}"):
        player.ask("GET", REPORT, Authorization=header)
    for renewed in player.tokens:
        player.ask("GET", REPORT, Authorization=f"Bearer {renewed}")
    player.look(message, other)


def accounts(player: Player) -> None:
    """What another account is told of messages, and does to them."""
    player.token(grant_type="client_credentials", **OTHER_CLIENT)
    other = {"Authorization": f"Bearer {player.tokens[-1]}"}
    sent, scheduled = player.send(), player.send(DateToSend=player.later(hours=1))
    player.ask("GET", f"{REPORT}?paging.Page=1&paging.NoOfRecords=3", **other)
    player.ask("DELETE", MESSAGES, {"MessageIDs": [sent]}, **other)
    player.ask("DELETE", PENDINGS, {"MessageIDs": [scheduled]}, **other)
    player.look(sent, scheduled)


def requests(player: Player) -> None:
    """The same request in every format and spelling."""
    for media in (JSON, "text/json", f"{JSON}; charset=utf-8"):
        message = player.send()
        player.ask("DELETE", MESSAGES, {"MessageIDs": [message]}, Content_Type=media)
    for spelt in (str.upper, lambda name: f"{{{name}}}"):
        player.expire(spelt(player.send()))
    for beside in (
        {"Range": 0, "Type": 0},
        {"Range": "TODAY", "Type": "BOTH"},
        {"Reason": "Sent in error"},
        {"Delete": True},
        {"NotifyRecipients": True},
        {"Unheard": 1},
    ):
        player.expire(player.send(), **beside)
    schema = ' xmlns:xsd="http://www.w3.org/2001/XMLSchema"'
    for root, before, after in (
        ("", "", ""),
        (schema, "", ""),
        ("", "<Delete>1</Delete>", ""),
        ("", "<Delete>false</Delete>", "<Range>TODAY</Range>"),
        ("", "", "<Type>BOTH</Type><Delete>true</Delete>"),
    ):
        ids = "".join(f"<guid>{player.send()}</guid>" for _ in range(2))
        inside = f"{before}<MessageIDs>{ids}</MessageIDs>{after}"
        body = f"<MessageCriteria{root}>{inside}</MessageCriteria>".encode()
        for media in (XML, "text/xml"):
            player.ask("DELETE", MESSAGES, body, Content_Type=media, Accept=JSON)
    body = urlencode({"MessageIDs": [player.send(), player.send()]}, doseq=True).encode()
    player.ask("DELETE", MESSAGES, body, Content_Type=FORM)


def answers(player: Player) -> None:
    """The same answers in every format."""
    for accept in (
        *(JSON, "text/json", XML, "text/xml", "image/png", "*/*", None),
        f"{XML};q=0.5, {JSON};q=0.9",
        f"{JSON};q=0.5, {XML};q=0.9",
    ):
        player.ask("DELETE", MESSAGES, {"MessageIDs": [player.send()]}, Accept=accept)
        player.ask("DELETE", MESSAGES, {"MessageIDs": ["wrong"]}, Accept=accept)
        player.ask("GET", "/api/v1/nothing", Accept=accept)
    body = b"<MessageCriteria><Range>TODAY</Range><Destination>1</Destination></MessageCriteria>"
    player.ask("DELETE", MESSAGES, body, Content_Type=XML)
    player.send(ANN)
    dated = f"<Destination>{ANN}</Destination><StartDate>2999-01-01T00:00:00Z</StartDate>"
    body = f"<MessageCriteria>{dated}</MessageCriteria>".encode()
    player.ask("DELETE", MESSAGES, body, Content_Type=XML)


def named(player: Player) -> None:
    """Messages that are named, once and again, beside others."""
    dated, counted = player.send(ExpiryDate=player.later(days=1)), player.send(Reads=3)
    shared, other, foreign = player.send(ANN, BOB), player.send(), player.send(CAT)
    player.expire(dated, dated, counted, shared, UNKNOWN)
    player.expire(dated, counted)
    player.look(dated, counted, shared, other, foreign)
    for contact in (ANN, BOB):
        player.view(shared, contact)
    player.look(dated)
    player.expire(UNKNOWN)
    player.expire(player.send(kind=1))
    player.app.clock.advance(100)
    player.look(dated, shared)

    player.expire(other, Destination=CAT, StartDate=player.later(days=1), Type=1)
    player.look(other, foreign)
    erased = player.send(ANN, BOB)
    player.expire(erased, Delete=True)
    player.look(erased)
    player.expire(player.send(), NotifyRecipients=True)
    player.expire(UNKNOWN)


def criteria(player: Player) -> None:
    """Searches: by default, by each criterion, by several."""
    live = player.send()
    for body in ({}, {"MessageIDs": None}, {"Delete": True}):
        player.ask("DELETE", MESSAGES, body)
    player.ask("DELETE", MESSAGES)
    half, over = player.send(ANN, BOB, Reads=1), player.send(Reads=1)
    player.view(half)
    player.view(over)
    player.expire()
    player.look(live, half, over)

    past, future = player.later(minutes=-30), player.later(minutes=30)
    ahead = player.later(minutes=90).replace("Z", ".123456+02:00")
    for search in (
        {"StartDate": future},
        {"FinishDate": past},
        {"StartDate": ahead},
        {"FinishDate": ahead.replace("+02:00", "+00:00"), "StartDate": past},
        {"FinishDate": ahead},
        {"StartDate": future, "FinishDate": past},
        {"Range": 0},
        {"Type": 1},
        {"Type": 2},
        {},
    ):
        here, there = player.send(BOB), player.send(CAT)
        player.ask("DELETE", MESSAGES, {"Destination": BOB, **search})
        player.look(here, there)
    player.look(live)


def faults(player: Player) -> None:
    """Bodies that are at fault, and what they do all the same."""
    message = player.send()
    for body in (
        {"MessageIDs": ["wrong"]},
        {"MessageIDs": [message, "wrong"]},
        {"MessageIDs": [message], "StartDate": "soon"},
        {"MessageIDs": [message], "Range": "NEVER"},
        {"MessageIDs": [message], "Delete": None},
        {"MessageIDs": [message], "Reason": "\x00"},
        b"null",
        b"{",
        b"[" * 500,
    ):
        player.ask("DELETE", MESSAGES, body)
    for media, raw in ((XML, b"<MessageCriteria>"), ("text/plain", b"{}"), (None, b"{}")):
        player.ask("DELETE", MESSAGES, raw, Content_Type=media)
    named = json.dumps({"MessageIDs": [message]}).encode()
    player.look(message)
    player.ask("DELETE", MESSAGES, named, Content_Type="text/plain")
    player.look(message, UNKNOWN)
    player.view(UNKNOWN)


def routes(player: Player) -> None:
    """Paths and methods that do not exist, HEAD, and a body where none belongs."""
    player.ask("GET", "/api/v1/nothing")
    player.ask("PATCH", MESSAGES)
    page = f"{REPORT}?paging.Page=1&paging.NoOfRecords=1"
    player.ask("HEAD", page)
    player.ask("GET", page, {})


def sends(player: Player) -> None:
    """Sends of every kind, and sends that lack something."""
    for kind in (0, 1):
        for _ in range(2):
            player.send(text="Twice", kind=kind)
    for missing in ("Contacts", "Options", "Type", "Content"):
        order = player.order(CAT, text="Refused")
        del order[missing]
        player.ask("POST", SEND, order)
    player.ask("POST", SEND, player.order(CAT, "+1202555010x", Reference="refused"))
    player.report(Reference="refused")
    player.report(Destination=CAT)


def standard(player: Player) -> None:
    """Sends with version 1."""
    order = {
        "Contacts": {"QuickRecipients": {ANN: 2}},
        "Content": "Hi",
        "MessageOptions": {},
        "Reference": "order 7",
        "Sender": "Conform",
    }
    for length in (1, 146, 160, 161, 300, 320):
        player.ask("POST", STANDARD, {**order, "Content": "a" * length})
    for missing in order:
        rest = {name: value for name, value in order.items() if name != missing}
        player.ask("POST", STANDARD, rest)


def views(player: Player) -> None:
    """Texts as they are shown, by whom, how often and how long."""
    for text in ("Grüße", "Gru\u0308ße", "\N{GRINNING FACE}", "Привет", "a" * 161, "<&>", "  "):
        message = player.send(text=text)
        player.view(message)
        player.view(message, Accept=XML)
    message = player.send(Reads=1, ExpiryDate=player.later(minutes=1))
    player.send(text="Last")
    player.ask("GET", f"{MESSAGES}/{message}")
    for _ in range(3):
        player.view(message)
    updated = player.send(ExpiryDate=player.later(minutes=1))
    player.ask("PUT", f"{MESSAGES}/{updated}", {"Content": "New"})
    player.view(updated)
    player.ask("PUT", f"{MESSAGES}/{updated}", {"Content": "Newer"})
    player.app.clock.advance(100)
    player.view(updated)
    player.look(updated)
    player.view(updated)


def waiting(player: Player) -> None:
    """Messages for later, and recurring ones, cancelled in every way."""
    player.report(f"{REPORT}/pendingandrecurring")
    due = player.later(hours=1)
    one, two, three, left, counted = (
        player.send(BOB, text=str(n), DateToSend=due, Reference=f"r{n}") for n in range(5)
    )
    other = player.send(CAT, DateToSend=due)
    player.report(f"{REPORT}/pendingandrecurring")
    player.expire(counted)
    player.view(one, BOB)
    for name in (one, one, UNKNOWN, player.send(BOB, text="Gone out")):
        player.ask("DELETE", PENDINGS, {"MessageIDs": [name]})
    body = (
        "<DeletePendingRecurringMessagesRequest><MessageIDs>"
        f"<string>{two}</string></MessageIDs></DeletePendingRecurringMessagesRequest>"
    )
    player.ask("DELETE", PENDINGS, body.encode(), Content_Type=XML, Accept=JSON)
    player.ask("DELETE", PENDINGS, {"Reference": "r2"})
    player.ask("DELETE", PENDINGS, {"Destination": CAT})
    recurring = {"Contacts": {"QuickRecipients": {ANN: 2}}, "Content": "Tea", "Reference": "tea"}
    told = player.ask("POST", f"{STANDARD}/recurringmessages", recurring)
    player.ask("DELETE", RECURRINGS, {"MessageIDs": [player.id_in(told)]})
    player.report(f"{REPORT}/pendingandrecurring")
    player.app.clock.advance(4000)
    for message in (one, two, three, left, counted):
        player.view(message, BOB)
    player.view(other, CAT)


def reports(player: Player) -> None:
    """Reports with each filter, accounts and templates."""
    read = player.send(BOB, Reference="report")
    player.view(read, BOB)
    player.ask("GET", REPORT)
    for _ in range(2):
        player.report()
        player.app.clock.advance(100)
    player.report(Destination=BOB)
    player.report(Reference="report")
    player.report(StartDate=player.later(days=1))
    player.report(EndDate=player.later(days=-1))
    for page in (0, 1, 2):
        player.ask("GET", f"{REPORT}?paging.Page={page}&paging.NoOfRecords=2")
    for path in ("reads", "responses", f"responses/{BOB}"):
        player.ask("GET", f"{REPORT}/{read}/{path}")
    player.ask("GET", "/api/v1/reports/subAccountOverview")
    names = ("Name", "TemplateText", "DateCreated", "DateModified")
    template = dict.fromkeys(names, "x") | {"TemplateID": TEMPLATE, "Type": 0}
    player.ask("POST", "/api/v1/sms/templates", template)
    player.ask("GET", "/api/v1/sms/templates")


@pytest.fixture(scope="module")
def faithful() -> list[str]:
    """What the service answers without any deviation."""
    return play(Player())


def test_playing_is_repeatable(faithful: list[str]) -> None:
    """Two faithful services answer alike, so that a difference is a deviation's."""
    assert play(Player()) == faithful


def hidden(deviation: Deviation) -> bool:
    """Whether it shows only in a corner or after a sequence; `conformance prove` finds it there."""
    return deviation.install.__module__.endswith((".corners", ".sequences"))


@pytest.mark.parametrize("name", FAULTS)
def test_every_deviation_shows(faithful: list[str], name: str) -> None:
    """It installs on a fresh service, which still answers everything, and otherwise."""
    lines = play(Player(FAULTS[name]))

    assert hidden(FAULTS[name]) or lines != faithful
    assert not any("The reference has a bug" in line for line in lines)


def test_deviations_name_testable_requirements() -> None:
    """What a deviation breaks can be found, and what else it touches exists."""
    for deviation in FAULTS.values():
        for theme in deviation.breaks:
            requirement = REQUIREMENTS[theme]
            assert requirement["level"] in {"must", "should"}, (deviation.name, theme)
            assert "untestable" not in requirement, (deviation.name, theme)
        assert set(deviation.collateral) <= set(REQUIREMENTS), deviation.name


def test_every_testable_requirement_is_broken_by_a_deviation() -> None:
    """No check of a must or should goes without a fault that it has to find."""
    testable = {
        theme
        for theme, requirement in REQUIREMENTS.items()
        if requirement["level"] in {"must", "should"} and "untestable" not in requirement
    }
    assert testable <= {theme for deviation in FAULTS.values() for theme in deviation.breaks}
