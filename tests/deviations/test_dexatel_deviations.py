"""Dexatel's deviations: each can be installed, shows, and names requirements that there are."""

import itertools
import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import pytest
import yaml
from werkzeug.test import Client

from conformance.data import specs_dir
from conformance.deviations.deviation import Deviation
from conformance.deviations.dexatel import FAULTS
from conformance.reference.app import Reference
from conformance.reference.dexatel import Dexatel
from conformance.reference.dexatel.resources import TEMPLATE_ID
from conformance.reference.service import HEADER_NAMES

FIRST, SECOND, THIRD, UNREACHABLE = "12025550101", "12025550100", "12025550102", "12025550199"
NOBODY = "00000000-0000-0000-0000-000000000000"
START = datetime(2026, 11, 21, 12, 30, 15, tzinfo=UTC)
DRAFT: dict[str, Any] = {"from": "Conform", "to": [FIRST], "text": "Hello", "channel": "SMS"}
BUTTON = {"caption": "Go", "url": "https://example.com"}
IMAGE = "https://example.com/a.png"
REQUIREMENTS: dict[str, dict[str, Any]] = yaml.safe_load(
    (specs_dir() / "dexatel" / "requirements.yaml").read_text("utf-8")
)["requirements"]
OTHER_KEY = "3b9d1c70a6e84f52b17c0d5e92f4a863"


class StillClock:
    """A clock that moves only when it is told to."""

    def __init__(self) -> None:
        self.moment = START

    def now(self) -> datetime:
        """The moment."""
        return self.moment

    def advance(self, seconds: float) -> datetime:
        """Move on."""
        self.moment += timedelta(seconds=seconds)
        return self.moment


class Player:
    """Plays requests to a service of its own, which answers the same ones in the same way."""

    def __init__(self, deviation: Deviation | None, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(random, "SystemRandom", lambda: random.Random(7))  # noqa: S311
        app = Reference([Dexatel])
        self.clock = StillClock()
        service = app.services["dexatel"]
        app.clock = app.network.clock = service.clock = self.clock  # type: ignore[assignment]
        assert service.other
        service.other.clock = self.clock  # type: ignore[assignment]
        service.founded = START  # type: ignore[attr-defined]
        for record in service.records["templates"].values():  # type: ignore[attr-defined]
            record.created = record.updated = START
        for record in service.records["senders"].values():  # type: ignore[attr-defined]
            record.created = record.updated = START
        if deviation:
            deviation.install(service)
        self.http = Client(app)

    def ask(self, method: str, path: str, body: object = None, **headers: str | None) -> str:
        """Send one request and return all that is answered; a header that is None is left out."""
        sent = {
            "X-Dexatel-Key": Dexatel.key,
            "Content-Type": "application/json" if body is not None else None,
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        written = [(name, value) for name, value in sent.items() if value is not None]
        answer = self.http.open(
            path,
            method=method,
            data=body if isinstance(body, bytes | None) else json.dumps(body).encode(),
            headers=written,
            environ_overrides={HEADER_NAMES: tuple(name for name, _ in written)},
        )
        told = [answer.headers.get(name) for name in ("Content-Type", "Allow", "Content-Length")]
        self.answer = answer
        return f"{method} {path}: {answer.status_code} {told} {answer.get_data()!r}"

    def send(self, **changes: Any) -> str:
        """Create a message with some members of the draft changed; `...` leaves one out."""
        data = {name: value for name, value in {**DRAFT, **changes}.items() if value is not ...}
        return self.ask("POST", "/v1/messages", {"data": data})

    def ids(self) -> list[str]:
        """The ids in the last answer, or one that nobody has."""
        try:
            data = json.loads(self.answer.get_data())["data"]
            return [str(entry["id"]) for entry in data] or [NOBODY]
        except (ValueError, KeyError, TypeError):
            return [NOBODY]

    def id(self) -> str:
        """The id of the one resource in the last answer, or one that nobody has."""
        try:
            return str(json.loads(self.answer.get_data())["data"]["id"])
        except (ValueError, KeyError, TypeError):
            return NOBODY

    def read(self, message: str) -> str:
        """Read a message."""
        return self.ask("GET", f"/v1/messages/{message}")

    def listing(self, **filters: str) -> str:
        """List messages by filters."""
        query = {f"filter[{name}]": value for name, value in filters.items()}
        return self.ask("GET", f"/v1/messages?{_encoded(query)}")

    def next_page(self) -> str:
        """Follow the link to the next page, or tell that there is none."""
        try:
            link = json.loads(self.answer.get_data())["pagination"]["links"]["next"]
        except (ValueError, KeyError, TypeError):
            return "no next page"
        return self.ask("GET", link if link.startswith(("http", "/")) else f"/v1/messages{link}")


def _encoded(query: dict[str, str]) -> str:
    return "&".join(f"{name}={value.replace(' ', '%20')}" for name, value in query.items())


def play(player: Player) -> Iterator[str]:
    """Everything that the catalogue has a deviation of, once."""
    for scene in (answers, keys, texts, refusals, channels, schedules, lives, lists, http, around):
        yield from scene(player)
    yield from accounts(player)


def answers(player: Player) -> Iterator[str]:
    """Sending and reading, to one and to several."""
    yield player.send()
    for message in player.ids():
        yield player.read(message)
        yield player.read(message)
        yield player.read(message.upper())
        yield player.ask("HEAD", f"/v1/messages/{message}")
    yield player.send()
    yield player.send(to=[FIRST, SECOND, THIRD])
    for message in player.ids():
        yield player.read(message)
    yield player.send(to=[FIRST] * 10)
    yield player.send(to=[FIRST] * 11)
    yield player.ask("GET", "/v1/messages")


def keys(player: Player) -> Iterator[str]:
    """Who is let in."""
    for key in (
        None,
        "wrong",
        Dexatel.key[:-1],
        Dexatel.key.upper(),
        f"Bearer {Dexatel.key}",
        f"{Dexatel.key}0",
    ):
        yield player.ask("GET", "/v1/messages", X_Dexatel_Key=key)
    yield player.ask("GET", "/v1/messages", X_Dexatel_Key=None, Authorization=Dexatel.key)
    yield player.ask("GET", "/v1/messages", X_Dexatel_Key=None, x_dexatel_key=Dexatel.key)
    yield player.ask("POST", "/v1/messages", {"data": DRAFT}, X_Dexatel_Key="wrong")
    yield player.send()
    for message in player.ids():
        yield player.ask("DELETE", f"/v1/messages/{message}", X_Dexatel_Key="wrong")
        yield player.read(message)
    yield player.ask("GET", "/v1/messages")


def accounts(player: Player) -> Iterator[str]:
    """What another account is told of a message, and does to it."""
    yield player.send()
    path = f"/v1/messages/{player.ids()[0]}"
    for method, at in (("GET", path), ("GET", "/v1/messages"), ("DELETE", path)):
        yield player.ask(method, at, X_Dexatel_Key=OTHER_KEY)
    yield player.ask("GET", path)


def texts(player: Player) -> Iterator[str]:
    """Encodings, counts and what survives."""
    for text in (
        *("a" * 160, "a" * 161, "a" * 153, "a" * 154, "a" * 306, "a" * 307, "a" * 460),
        *("€" * 80, "€" * 81, "{" * 80, "{" * 81, "a" * 152 + "€" + "a" * 152, "Ω" * 160),
        *(
            "à" * 160,
            "\r\n" * 80,
            "я" * 70,
            "я" * 71,
            "я" * 68,
            "я" * 134,
            "я" * 135,
            "€" * 69 + "я",
        ),
        *("\U0001f600" * 35, "\U0001f600" * 36, "\U0001f600" * 67, "á", "ç", "`", "ê" * 71),
        *(" a ", "a\nb", "e\u0301", "\u201ca\u201d", "a & <b>", "\x00", "\x1b", "a\x01b", "   "),
        *("a" * 309, "a" * 1000, "a" * 161 + "я", "a" * 150 + "я" + "a" * 150, "a" * 1530),
    ):
        yield player.send(text=text)
        for message in player.ids():
            yield player.read(message)


def refusals(player: Player) -> Iterator[str]:
    """What is wrong with a create, one thing at a time."""
    past = (START - timedelta(days=1)).strftime("%Y-%m-%d %H:%M:%S")
    template = {"text": ..., "template": TEMPLATE_ID}
    faults: tuple[dict[str, Any], ...] = (
        *({"from": value} for value in (..., None, "", 5, "Nobody", "far too long a name")),
        *({"to": value} for value in (..., [], FIRST, [""], [5], ["1202555a101"])),
        *({"to": [FIRST, value, SECOND]} for value in ("", 5, "1202555a101")),
        *({"text": value} for value in (..., "", 5, None)),
        *({"channel": value} for value in (..., "PIGEON", "sms")),
        *({**template, "template": value} for value in ("x", NOBODY)),
        template,
        {**template, "variables": ["4711"]},
        {"template": TEMPLATE_ID, "variables": ["4711"]},
        *({"schedule": value} for value in ("soon", past, "2099-01-01T00:00:00Z")),
        {"image": IMAGE},
        {"button": BUTTON},
        {"unknown": 1},
        {"to": [FIRST, FIRST]},
        {"to": ["+" + FIRST]},
    )
    for changes in faults:
        yield player.send(**changes)
        for message in player.ids():
            yield player.read(message)
    yield player.listing(to=FIRST)
    for body in (b"{", b"", json.dumps(DRAFT).encode(), b'{"data": null}'):
        yield player.ask("POST", "/v1/messages", body)


def channels(player: Player) -> Iterator[str]:
    """Viber and WhatsApp."""
    for changes in (
        {"channel": "WHATSAPP", "text": "a" * 1024},
        {"channel": "WHATSAPP", "text": "a" * 1025},
        {"channel": "WHATSAPP", "text": "\U0001f600" * 1024},
        {"channel": "WHATSAPP", "button": BUTTON},
        {"channel": "WHATSAPP", "image": IMAGE},
        {"channel": "VIBER", "text": "a" * 1000},
        {"channel": "VIBER", "text": "a" * 1001},
        {"channel": "VIBER", "text": "\U0001f600" * 1000},
        {"channel": "VIBER", "image": IMAGE, "button": BUTTON, "caption": "A"},
        {"channel": "VIBER", "image": IMAGE},
        {"channel": "VIBER", "image": IMAGE, "text": ...},
        {"channel": "VIBER", "button": BUTTON},
    ):
        yield player.send(**changes)
        for message in player.ids():
            yield player.read(message)


def schedules(player: Player) -> Iterator[str]:
    """Messages for later, deleted and not."""
    due = player.clock.now() + timedelta(hours=2)
    yield player.send(to=[FIRST, SECOND, THIRD], schedule=due.strftime("%Y-%m-%d %H:%M:%S"))
    messages = player.ids()
    for message in messages:
        yield player.read(message)
    yield player.ask("DELETE", f"/v1/messages/{messages[0]}")
    for seconds in (0, 120, 3600, 3600, 60, 3600, 4 * 3600):
        player.clock.advance(seconds)
        for message in messages:
            yield player.read(message)


def lives(player: Player) -> Iterator[str]:
    """Messages on their way, and deleted on it."""
    yield player.send(to=[FIRST, UNREACHABLE])
    both = player.ids()
    for seconds in (2, 1, 120):
        player.clock.advance(seconds)
        for message in both:
            yield player.read(message)
    for age in (0, 2, 3, 60):
        yield player.send(to=[FIRST, SECOND, UNREACHABLE, FIRST])
        first, neighbour, failing, equal = (player.ids() * 4)[:4]
        player.clock.advance(age)
        for message in (first, failing):
            yield player.ask("DELETE", f"/v1/messages/{message}")
            yield player.read(message)
            yield player.ask("DELETE", f"/v1/messages/{message}")
        yield player.listing(to=FIRST)
        player.clock.advance(60)
        for message in (first, neighbour, failing, equal):
            yield player.read(message)
    for unknown in (NOBODY, "not-a-uuid"):
        yield player.read(unknown)
        yield player.ask("DELETE", f"/v1/messages/{unknown}")
    yield player.ask("GET", "/v1/messages")


def lists(player: Player) -> Iterator[str]:
    """Pages and filters."""
    for _ in range(7):
        player.clock.advance(60)
        yield player.send(to=[FIRST, THIRD])
    yield player.ask("GET", "/v1/messages?page_size=3")
    for _ in range(4):
        yield player.next_page()
    yield player.ask("GET", f"/v1/messages?page_size=3&filter[to]={FIRST}")
    for _ in range(4):
        yield player.next_page()
    yield player.ask("GET", "/v1/messages?page_size=1000")
    for query in ("page_size=ten", "page_token=nonsense", "page_size=7"):
        yield player.ask("GET", f"/v1/messages?{query}")
    ago = (player.clock.now() - timedelta(minutes=3)).strftime("%Y-%m-%d %H:%M:%S")
    for name, value in (
        *(("to", FIRST), ("to", SECOND), ("to_prefix", "12025550"), ("to_prefix", "44")),
        *(("to_prefix", "1303"), ("from", "Nobody"), ("channel", "VIBER"), ("countries", "AM")),
        *(("direction", "MO"), ("statuses", "SENT"), ("statuses", "FAILD"), ("sender_ids", NOBODY)),
        *(("statuses", "delivered"), ("created_date_start", ago), ("created_date_end", ago)),
    ):
        yield player.listing(**{name: value})


def http(player: Player) -> Iterator[str]:
    """Paths, methods and media types."""
    yield player.send()
    path = f"/v1/messages/{player.ids()[0]}"
    for at in (path, "/v1/messages"):
        yield player.ask("GET", at, b"{}")
        yield player.ask("GET", at, Content_Type="application/json")
        yield player.ask("HEAD", at)
        yield player.ask("PUT", at, b"{}")
    yield player.ask("HEAD", f"/v1/messages/{NOBODY}")
    yield player.ask("GET", "/v1/nothing")
    for media_type in (None, "text/plain", "application/json; charset=utf-8"):
        yield player.ask("POST", "/v1/messages", {"data": DRAFT}, Content_Type=media_type)
    yield player.ask("DELETE", path, b"{}")
    yield player.send()
    yield player.ask("DELETE", f"/v1/messages/{player.ids()[0]}", Content_Type="application/json")


def around(player: Player) -> Iterator[str]:
    """The other resources."""
    yield player.ask("GET", "/v1/accounts/self")
    audience = {"name": "A", "channel": "SMS"}
    created: dict[str, str] = {}
    for kind, data in (
        ("templates", {"name": "A", "text": "Hi", "channel": "SMS"}),
        ("senders", {"name": "Second", "code": "Second", "country": "AM", "channel": "SMS"}),
        ("audiences", audience),
        ("webhooks", {"url": "https://example.com", "event": "delivery"}),
        ("campaigns", {"from": "Conform", "template": TEMPLATE_ID}),
    ):
        body = {**data, "audience": created["audiences"]} if kind == "campaigns" else data
        yield player.ask("POST", f"/v1/{kind}", {"data": body})
        created[kind] = player.id()
        yield player.ask("POST", f"/v1/{kind}", {"data": {}})
        yield player.ask("GET", f"/v1/{kind}/{created[kind]}")
        yield player.ask("GET", f"/v1/{kind}/{NOBODY}")
    yield player.ask("POST", "/v1/audiences", {"data": audience})
    contacts = f"/v1/audiences/{created['audiences']}/contacts"
    yield player.ask("POST", contacts, {"data": {"number": FIRST}})
    contact = player.id()
    yield player.ask("POST", contacts, {"data": {}})
    yield player.ask("GET", f"{contacts}/{NOBODY}")
    yield player.ask("DELETE", f"{contacts}/{contact}")
    for kind, record in created.items():
        yield player.ask("DELETE", f"/v1/{kind}/{record}")
    data = {"sender": "Conform", "phone": FIRST, "template": TEMPLATE_ID}
    yield player.ask("POST", "/v1/verifications", {"data": data})
    yield player.ask("GET", f"/v1/verifications?phone={FIRST}")


@cache
def faithful() -> tuple[str, ...]:
    """What the faithful service answers."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        return tuple(play(Player(None, monkeypatch)))


def test_the_play_is_repeatable(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two faithful services answer alike, so that a difference means something."""
    assert tuple(play(Player(None, monkeypatch))) == faithful()


def hidden(deviation: Deviation) -> bool:
    """Whether it shows only in a corner or after a sequence; `conformance prove` finds it there."""
    return deviation.install.__module__.endswith((".corners", ".sequences"))


@pytest.mark.parametrize("name", FAULTS)
def test_a_deviation_shows(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each deviation and variant answers something otherwise, and answers everything."""
    player = Player(FAULTS[name], monkeypatch)
    if hidden(FAULTS[name]):
        assert not any("The reference has a bug" in line for line in play(player))
        return

    differences = (
        (deviant, right)
        for deviant, right in itertools.zip_longest(play(player), faithful())
        if deviant != right
    )

    deviant, _ = next(differences, (None, None))
    assert deviant is not None
    assert "The reference has a bug" not in deviant


def test_every_requirement_can_be_broken() -> None:
    """There is a deviation for each testable requirement, and for none that there is not."""
    testable = {
        theme
        for theme, requirement in REQUIREMENTS.items()
        if requirement["level"] in {"must", "should"} and "untestable" not in requirement
    }
    broken = {theme for deviation in FAULTS.values() for theme in deviation.breaks}
    named = broken | {theme for deviation in FAULTS.values() for theme in deviation.collateral}

    assert testable <= broken
    assert named <= REQUIREMENTS.keys()
