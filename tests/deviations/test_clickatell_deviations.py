"""Clickatell's deviations: each can be installed, and shows."""

import json
import re
import threading
from datetime import timedelta
from typing import Any

import pytest
import yaml
from werkzeug.test import Client

from conformance.data import specs_dir
from conformance.deviations.clickatell import FAULTS
from conformance.deviations.deviation import Deviation
from conformance.reference.app import Reference
from conformance.reference.clickatell import TOKEN, Clickatell
from conformance.reference.clickatell.service import OTHER_TOKEN
from conformance.reference.service import HEADER_NAMES

ANN, BOB, CAT = "12025550101", "12025550102", "12025550103"
JSON, XML = "application/json", "application/xml"
UNKNOWN_ID = "0" * 32
REQUIREMENTS: dict[str, dict[str, Any]] = yaml.safe_load(
    (specs_dir() / "clickatell" / "requirements.yaml").read_text("utf-8")
)["requirements"]


class Player:
    """Plays the same requests to any service, and writes down what it answers."""

    def __init__(self, deviation: Deviation | None = None) -> None:
        self.app = Reference([Clickatell])
        if deviation:
            deviation.install(self.app.services["clickatell"])
        self.http = Client(self.app)
        self.lines: list[str] = []
        self.names: dict[str, str] = {}

    def ask(
        self, method: str, path: str, body: Any = None, **headers: str | None
    ) -> tuple[int, Any]:
        """Send one request; a header that is None is left out."""
        sent: dict[str, str | None] = {
            "Authorization": f"Bearer {TOKEN}",
            "X-Version": "1",
            "Accept": JSON,
            "Content-Type": JSON if method in {"POST", "PUT"} else None,
        }
        sent.update({name.replace("_", "-"): value for name, value in headers.items()})
        data = body if isinstance(body, bytes | None) else json.dumps(body).encode()
        written = [(name, value) for name, value in sent.items() if value is not None]
        answer = self.http.open(
            path,
            method=method,
            data=data,
            headers=written,
            environ_overrides={HEADER_NAMES: tuple(name for name, _ in written)},
        )
        told = [answer.headers.get(name) for name in ("Content-Type", "Allow", "WWW-Authenticate")]
        text = answer.get_data(as_text=True)
        self.lines.append(f"{method} {path}: {answer.status_code} {told} {text}")
        try:
            return answer.status_code, json.loads(text)
        except ValueError:
            return answer.status_code, None

    def send(self, *to: str, text: Any = "Hello", **fields: Any) -> list[str]:
        """Send in JSON, and return the ids."""
        body = {"text": text, "to": list(to or (ANN,)), **fields}
        return self.ids(self.ask("POST", "/rest/message", body)[1])

    def ids(self, document: Any) -> list[str]:
        """The ids in an answer, wherever they stand."""
        found: list[str] = re.findall(r'"apiMessageId": "?([^",}]+)', json.dumps(document))
        for one in found:
            self.names.setdefault(one, f"#{len(self.names)}")
        return found or [UNKNOWN_ID]

    def read(self, message: str, **headers: str) -> Any:
        """Read a status."""
        return self.ask("GET", f"/rest/message/{message}", **headers)[1]

    def later(self, **time: float) -> str:
        """A time from now as requests write it."""
        return (self.app.clock.now() + timedelta(seconds=1, **time)).strftime("%Y-%m-%dT%H:%M:%SZ")

    def transcript(self) -> list[str]:
        """What was answered, with names instead of ids."""
        return [re.sub("[0-9a-fA-F]{32}", self.named, line) for line in self.lines]

    def named(self, found: re.Match[str]) -> str:
        """The name of an id, which tells also how it is written."""
        name = self.names.get(found[0].lower(), "unknown")
        return name if found[0].islower() else f"{name} in capitals"


def play(player: Player) -> list[str]:
    """Everything that the catalogue has a deviation of, once."""
    for scene in (headers, bodies, recipients, options, schedules, stops, counts, account, xml):
        scene(player)
    accounts(player)
    return player.transcript()


def headers(player: Player) -> None:
    """Tokens, versions, formats, paths and methods."""
    scheduled = player.send(scheduledDeliveryTime=player.later(hours=1))[0]
    path = f"/rest/message/{scheduled}"
    for value in (
        None,
        "Bearer wrong",
        f"Bearer {TOKEN[:-1]}",
        f"Bearer {TOKEN}0",
        f"Bearer {TOKEN.upper()}",
        f"Basic {TOKEN}",
        f"bearer {TOKEN}",
    ):
        player.ask("GET", path, Authorization=value)
    player.ask("GET", path, Authorization=None, authorization=f"Bearer {TOKEN}")
    player.ask("GET", path, X_Version=None, X_VERSION="1")
    player.ask("GET", path, Accept=None, accept=XML)
    player.ask("POST", "/rest/message", {}, Content_Type=None, content_type=JSON)
    player.ask("DELETE", path, Authorization=None)
    player.ask("DELETE", path, X_Version=None)
    player.ask("DELETE", path, X_Version="2")
    player.read(scheduled)
    stranger = {"text": "Hello", "to": [ANN], "clientMessageId": "stranger"}
    player.ask("POST", "/rest/message", stranger, Authorization=None)
    player.ask("GET", "/rest/message?clientMessageId=stranger")
    player.ask("GET", "/rest/account/balance", Authorization=None, X_Version=None)
    for version in (None, "2"):
        player.ask("GET", "/rest/account/balance", X_Version=version)
    for accept in (None, "*/*", "image/png", f"text/html, {XML};q=0.5, */*;q=0.1", XML):
        player.ask("GET", "/rest/account/balance", Accept=accept)
        player.ask("GET", f"/rest/coverage/{ANN}", Accept=accept)
    for content_type in (None, "text/plain", f"{JSON}; charset=utf-8"):
        player.ids(
            player.ask(
                "POST", "/rest/message", {"text": "a", "to": [ANN]}, Content_Type=content_type
            )[1]
        )
    player.ask("GET", "/rest/nothing")
    player.ask("GET", "/rest/nothing", Authorization=None)
    player.ask("PUT", "/rest/message", {"text": "a", "to": [ANN]})
    player.ask("POST", "/rest/account/balance", {})
    player.ask("HEAD", "/rest/account/balance")
    player.ask("GET", "/rest/account/balance", {})
    workers = threading.Thread(target=lambda: player.read(scheduled))
    workers.start()
    workers.join()


def bodies(player: Player) -> None:
    """What is no message, and what lacks its parts."""
    for body in (b"{", b"", b"[]", b"null", b'{\n"text":"a",\n"to":["12025550101"]}'):
        player.ids(player.ask("POST", "/rest/message", body)[1])
    for body in (b"<request>", b"<note><data><text>a</text><to>12025550101</to></data></note>"):
        player.ask("POST", "/rest/message", body, Content_Type=XML)
    for fields in (
        {"to": [ANN]},
        {"text": "a"},
        {"text": "", "to": [ANN]},
        {"text": "a", "to": []},
        {"text": "a", "to": [""]},
        {"text": "a", "to": ANN},
        {"text": "a", "to": [f"+{ANN}"]},
        {"text": " ", "to": [ANN]},
        {"text": "\x00", "to": [ANN]},
        {"text": "a", "to": [ANN], "maxMessageParts": 36, "clientMessageId": "refused"},
    ):
        player.ids(player.ask("POST", "/rest/message", fields)[1])
    player.ask("GET", "/rest/message?clientMessageId=refused")
    player.ask("POST", "/rest/message", b" " * (8 * 1024 * 1024 + 1))


def recipients(player: Player) -> None:
    """Several recipients, refused ones, and too many."""
    player.send(CAT, ANN, BOB)
    for to in ([ANN, "x", BOB], ["1202555010x"], ["x"], ["x", "y"], ["x", "12025550198"]):
        for message in player.send(*to):
            player.read(message)
    for _ in range(2):
        player.send(text="Twice")
    player.ids(player.ask("POST", f"/rest/message?to={BOB}", {"text": "a", "to": [ANN]})[1])
    player.send(*[ANN] * 600)
    player.send(*[ANN] * 601)
    player.ask("GET", "/rest/account/balance")


def options(player: Player) -> None:
    """Each option with values that are taken and values that are not."""
    for name, values in {
        "from": ("Conform", "Stranger", "a-b"),
        "mo": (0, 1, True, "1"),
        "callback": (0, 1, 2, 3, 7, "7", 8),
        "userPriorityQueue": (1, 3),
        "escalate": (0, 1),
        "validityPeriod": (60,),
        "maxMessageParts": (1, 35, "2"),
        "udh": ("zz",),
        "clientMessageId": ("Mine", "Mine", "a b", "a" * 31, "b" * 32),
    }.items():
        for value in values:
            player.send(**{name: value})
    for client_id in ("Mine", "none", ""):
        player.ask("GET", f"/rest/message?clientMessageId={client_id}")
    for text in ("004", "zzzz", "00E9", "00e9"):
        player.send(text=text, unicode=1)


def schedules(player: Player) -> None:
    """Times that are taken and times that are not, and the ways of messages."""
    for time in (
        player.later(days=6.9),
        player.later(days=8),
        player.later(hours=-2),
        "tomorrow",
        player.later(hours=5).replace("Z", "+01:00"),
    ):
        player.send(scheduledDeliveryTime=time)
    messages = [
        *player.send(),
        *player.send(ANN, BOB, scheduledDeliveryTime=player.later(minutes=10)),
        *player.send(scheduledDeliveryTime=player.later(minutes=10), validityPeriod=5),
    ]
    for seconds in (0, 2.2, 1, 2, 10, 200, 160, 235, 10, 7200):
        player.app.clock.advance(seconds)
        for message in messages:
            player.read(message)
            player.read(message)


def stops(player: Player) -> None:
    """Stops before, in and after the queue, twice, and of what is unknown."""
    before = player.send(text="Before", scheduledDeliveryTime=player.later(hours=1))[0]
    both = player.send(ANN, BOB, scheduledDeliveryTime=player.later(hours=1))
    scheduled, sibling = both[0], both[-1]
    queued, sent, delivered = (player.send(text=text)[0] for text in ("Q", "S", "D"))
    player.ask("DELETE", f"/rest/message/{scheduled}")
    player.ask("DELETE", f"/rest/message/{queued}")
    player.app.clock.advance(2.2)
    player.ask("DELETE", f"/rest/message/{sent}")
    player.app.clock.advance(1)
    player.ask("DELETE", f"/rest/message/{delivered}")
    everything = (before, scheduled, sibling, queued, sent, delivered)
    for seconds in (0, 7200):
        player.app.clock.advance(seconds)
        for message in everything:
            player.read(message)
    player.ask("DELETE", f"/rest/message/{scheduled}")
    player.read(scheduled)
    for unknown in (UNKNOWN_ID, "not-a-message", ""):
        player.ask("DELETE", f"/rest/message/{unknown}")
        player.ask("GET", f"/rest/message/{unknown}")


def counts(player: Player) -> None:
    """Texts at the borders of parts, seen by their charges and by the limit of parts."""
    emoji = "\N{GRINNING FACE}"
    for text in (
        "a" * 155,
        "a" * 160,
        "a" * 161,
        "a" * 306,
        "a" * 307,
        "a" * 309,
        "a" * 460,
        "é" * 100,
        "{" * 100,
        "{" * 153,
        "a" * 5355,
        "я" * 70,
        "я" * 80,
        " " * 161,
        "\x01" * 71,
    ):
        player.read(player.send(text=text, maxMessageParts=35)[0])
    for text in (
        "a" * 70,
        "я" * 71,
        "я" * 134,
        "я" * 135,
        "я" * 140,
        emoji * 36,
        emoji * 67,
        "я€" * 35,
        "a" * 150 + "я" + "a" * 150,
    ):
        digits = text.encode("utf-16-be").hex()
        player.read(player.send(text=digits, unicode=1, maxMessageParts=35)[0])
    for limit in (1, 2, 3, 4):
        player.send(text="a" * 459, maxMessageParts=limit)
    player.send(text="a" * 1000)


def account(player: Player) -> None:
    """Balance and coverage."""
    for number in (ANN, "12025550198", "nobody"):
        player.ask("GET", f"/rest/coverage/{number}")
    for _ in range(2):
        player.ask("GET", "/rest/account/balance")


def accounts(player: Player) -> None:
    """What another account is told of a message, and does to it."""
    message = player.send(scheduledDeliveryTime=player.later(hours=1), clientMessageId="Shared")[0]
    for method, path in (
        ("GET", f"/rest/message/{message}"),
        ("GET", "/rest/message?clientMessageId=Shared"),
        ("DELETE", f"/rest/message/{message}"),
    ):
        player.ask(method, path, Authorization=f"Bearer {OTHER_TOKEN}")
    player.read(message)


def xml(player: Player) -> None:
    """Every operation in XML."""
    for data in (
        f"<text>a</text><to>{ANN}</to><to>{BOB}</to>",
        f"\n <text>a</text>\n <to>{ANN}</to>\n",
        "<text>a</text><to>x</to>",
        "<text>a</text>",
    ):
        body = f"<request><data>{data}</data></request>".encode()
        player.ask("POST", "/rest/message", body, Content_Type=XML, Accept=XML)
    message = player.send()[0]
    player.read(message, Accept=XML)
    player.ask("DELETE", f"/rest/message/{message}", Accept=XML)
    player.ask("GET", "/rest/account/balance", Accept=XML)
    player.ask("GET", f"/rest/coverage/{ANN}", Accept=XML)
    player.read(UNKNOWN_ID, Accept=XML)


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
    broken = {theme for deviation in FAULTS.values() for theme in deviation.breaks}
    assert testable <= broken
