"""Discomfort: the reference says the same in every way that is free, and always the same way."""

import json
import random
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from xml.etree.ElementTree import Element, fromstring, tostring

import httpx
import pytest
from werkzeug.test import Client

from conformance import deviations, reference
from conformance.deviations import discomfort
from conformance.deviations.deviation import Catalogue
from conformance.errors import UsageError
from conformance.reference.clickatell.service import TOKEN
from conformance.reference.dexatel import Dexatel
from conformance.reference.discomfort import Discomfort
from conformance.reference.freedom import Freedom
from conformance.reference.notations import read_json, write_json, write_xml
from conformance.reference.server import running

START = datetime(2026, 11, 21, 12, 30, 15, 120000, tzinfo=UTC)
FORM = "application/x-www-form-urlencoded"
DRAFT = {"from": "Conform", "to": ["12025550100"], "text": "Grüße, 😀 / <b>", "channel": "SMS"}
SEEDS = range(1, 31)


class Player:
    """Plays the same requests to a reference of its own, with time standing still."""

    def __init__(self, seed: int) -> None:
        self.app = reference.build(["dexatel", "twosms", "clickatell"])
        self.app.clock.now = lambda: START  # type: ignore[method-assign]
        self.app.services["dexatel"].founded = START  # type: ignore[attr-defined]
        deviations.disquiet(self.app, seed)
        self.http = Client(self.app)

    def ask(self, method: str, path: str, body: object = None, **headers: str) -> Any:
        """Send one request."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        content = body if isinstance(body, bytes | str | None) else json.dumps(body)
        if not isinstance(body, bytes | str | None):
            sent.setdefault("Content-Type", "application/json")
        return self.http.open(path, method=method, data=content, headers=sent)


def play(player: Player) -> Iterator[tuple[str, Any]]:
    """Some requests to every provider."""

    def ask(method: str, path: str, body: object = None, **headers: str) -> tuple[str, Any]:
        return f"{method} {path}", player.ask(method, path, body, **headers)

    key = {"X_Dexatel_Key": Dexatel.key}
    for _ in range(3):
        yield ask("POST", "/v1/messages", {"data": DRAFT}, **key)
    yield ask("GET", "/v1/messages", **key)
    yield ask("GET", "/v1/messages/none", **key)
    yield ask("PUT", "/v1/messages", **key)
    yield ask("GET", "/v1/accounts/self", **key)
    yield ask("DELETE", "/v1/messages/none")

    client = "grant_type=client_credentials&client_id=conformance&client_secret=conformance-secret"
    token = ask("POST", "/Token", client, Content_Type=FORM)
    yield token
    bearer = {"Authorization": f"Bearer {json.loads(token[1].get_data())['access_token']}"}
    for accept in ("application/json", "text/xml", "application/xml") * 2:
        yield ask("DELETE", "/api/v1/sms/messages", {"Reason": "é"}, Accept=accept, **bearer)
        yield ask("DELETE", "/api/v1/sms/messages", b"{", Accept=accept, **bearer)
    sending = {"Contacts": {"QuickRecipients": {"+12025550100": 2}}, "Content": "Hello", "Type": 0}
    sent = ask("POST", "/api/v2/sms/messages", {**sending, "Options": {}}, **bearer)
    yield sent
    name = json.loads(sent[1].get_data())["ResponseData"]["Detail"]["MessageID"]
    for _ in range(3):
        yield ask("GET", f"/api/v1/sms/messages/{name}?contactId=12025550100", **bearer)
    yield ask("GET", "/api/v1/sms/messages/none")

    clickatell = {"Authorization": f"Bearer {TOKEN}", "X_Version": "1"}
    message = {"text": "Hello", "to": ["12025550100", "é", "12025550101"]}
    for accept in ("application/json", "application/xml") * 3:
        yield ask("POST", "/rest/message", message, Accept=accept, **clickatell)
        yield ask("GET", "/rest/coverage/12025550100", Accept=accept, **clickatell)
        yield ask("GET", "/rest/message/none", Accept=accept, **clickatell)
    yield ask("HEAD", "/rest/account/balance", **clickatell)


def octets(seed: int) -> list[tuple[str, str, list[tuple[str, str]], bytes]]:
    """All that a seed's server answers."""
    return [
        (asked, answer.status, list(answer.headers), answer.get_data())
        for asked, answer in play(Player(seed))
    ]


def test_the_same_seed_says_the_same() -> None:
    """Octet for octet, ids, tokens and headers included."""
    assert octets(3) == octets(3)


def test_another_seed_says_it_otherwise() -> None:
    """No two seeds answer alike."""
    played = [octets(seed) for seed in SEEDS[:5]]

    assert all(one != other for place, one in enumerate(played) for other in played[:place])


Seen = Callable[[str, Mapping[str, str], bytes], object]


def _named(name: str) -> Seen:
    return lambda _status, headers, _body: name in headers


def _typed(pattern: str) -> Seen:
    return lambda _status, headers, _body: any(
        re.fullmatch(pattern, value)
        for name, value in headers.items()
        if name.lower() == "content-type"
    )


def _body(pattern: bytes) -> Seen:
    return lambda _status, _headers, body: re.search(pattern, body, re.DOTALL)


KINDS: dict[str, Seen] = {
    "reason phrase": lambda status, _headers, _body: status.endswith("non-standard (quoted)"),
    "header names in small letters": _named("content-type"),
    "header names in capitals": _named("CONTENT-TYPE"),
    "unknown headers": _named("X-Long"),
    "cookies": _named("Set-Cookie"),
    "a length that is not told": lambda _status, headers, body: (
        body and "content-length" not in {name.lower() for name in headers}
    ),
    "no charset": _typed("application/json"),
    "charset in capitals": _typed("application/json;charset=UTF-8"),
    "charset in quotes": _typed('.*; Charset="utf-8"'),
    "media type in capitals": _typed("APPLICATION/(JSON|XML).*"),
    "methods in another order": lambda _status, headers, _body: (
        "POST,GET" in headers.get("Allow", "").replace(" ", "")
    ),
    "scheme in small letters": lambda _status, headers, _body: headers.get(
        "WWW-Authenticate", ""
    ).startswith("bearer"),
    "JSON without white space": _body(rb'^\{"[^ \n]*\}$'),
    "JSON on lines": _body(rb'^\{\n +"'),
    "JSON with tabs and carriage returns": _body(rb'\{\r\n\t"'),
    "JSON with white space around": _body(rb"^[\r\n\t ]+\{"),
    "white space before colons": _body(rb'" : '),
    "letters escaped": _body(rb"\\u0061|\\u0065|\\u0064"),
    "other alphabets escaped": _body(rb"\\u00fc|\\u00FC"),
    "surrogate pairs escaped": _body(rb"\\u[dD]83[dD]\\u[dD][eE]00"),
    "other alphabets as they are": _body("Grüße".encode()),
    "slashes escaped": _body(rb"\\/"),
    "unknown members": _body(rb'"(traceId|_links|x-region|hint)"'),
    "unknown members that look known": _body(rb'"errors"\s*:\s*\[\s*\]'),
    "unknown null": _body(rb'"hint"\s*:\s*null'),
    "another order of members": _body(rb'"status".*"channel".*"from"'),
    "free texts": _body("不可能|\\\\u4[eE]0[dD]".encode()),
    "whole numbers with a fraction": _body(rb"\d{3,}\.0[,\s}<]"),
    "numbers with an exponent": _body(rb"\d[eE]\+?0[,\s}]"),
    "numbers with zeros behind": _body(rb"0\.80"),
    "ids of other versions": _body(
        rb'"[0-9a-f]{8}-[0-9a-f]{4}-[^4][0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}"'
    ),
    "ids in capitals": _body(rb'"[0-9A-F]{8}-[0-9A-F]{4}-4[0-9A-F]{3}-[0-9A-F]{4}-[0-9A-F]{12}"'),
    "opaque ids": _body(rb'"acc_[0-9a-f]{12}"'),
    "fractions of seconds": _body(rb'"2026-11-21T12:30:15\.1200000'),
    "seconds with few digits": _body(rb'"2026-11-21T12:30:15\.12[Z+]'),
    "UTC as Z": _body(rb'"2026-11-21T12:30:15[.\d]*Z"'),
    "byte order mark": _body("^\ufeff<".encode()),
    "no XML declaration": _body(b"^<(?![?!])"),
    "XML declaration": _body(rb"^<\?xml version="),
    "standalone XML": _body(b"standalone='yes'"),
    "XML on lines": _body(rb">\n\t<"),
    "comments": _body(b"<!--"),
    "processing instructions": _body(rb"<\?note"),
    "character data sections": _body(rb"<!\[CDATA\["),
    "references": _body(rb"&#x?[0-9a-fA-F]+;"),
    "prefixes that nothing uses": _body(b"xmlns:xsi="),
    "unknown elements": _body(b"<(traceId|_links|x-region|hint)"),
    "elements of another namespace": _body(b'<x:trace xmlns:x="urn:example:trace"'),
    "unknown attributes": _body(b' note="none"'),
    "empty elements without an end": _body(rb"<\w+/>"),
    "empty elements with a space": _body(rb"<\w+ />"),
    "empty elements with an end": _body(rb"<(\w+)></\1>"),
    "another order of elements": _body(b"</to>.*<accepted>"),
}
"""How each kind of variation shows."""


@pytest.fixture(scope="module")
def everything() -> list[tuple[str, Mapping[str, str], bytes]]:
    """All that the servers of many seeds answer to the same requests."""
    return [
        (status, dict(headers), body) for seed in SEEDS for _, status, headers, body in octets(seed)
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_variation_occurs(
    everything: list[tuple[str, Mapping[str, str], bytes]], kind: str
) -> None:
    """Some seed and request show it, and some do not."""
    shown = [bool(KINDS[kind](*one)) for one in everything]

    assert any(shown)
    assert not all(shown)


def test_the_order_of_rows_varies() -> None:
    """No order of a list is documented, so there is none."""
    orders = set()
    for seed in SEEDS:
        player = Player(seed)
        key = {"X_Dexatel_Key": Dexatel.key}
        for text in "abc":
            player.ask("POST", "/v1/messages", {"data": {**DRAFT, "text": text}}, **key)
        answer = player.ask("GET", "/v1/messages?page_size=9", **key)
        rows = json.loads(answer.get_data())["data"]
        orders.add("".join(row.get("text", "") for row in rows))

    assert {"cba", "abc"} < orders


def test_pace_varies() -> None:
    """Messages take longer or less long, and always some time in the queue."""
    dwells, transits = set(), set()
    for seed in SEEDS:
        network = Player(seed).app.network
        dwells.add(network.dwell.total_seconds())
        transits.add(network.transit.total_seconds())

    assert len(dwells) >= 3
    assert len(transits) >= 3
    assert min(dwells) >= 2


# -- notations ------------------------------------------------------------------------------------

HARD = {
    "": [],
    "a/b": {"\\": '"', "\u2028": "\ud800", "😀": "\x00\x1f\x7f\b\f\n\r\t"},
    "é": [None, True, False, "", {}, [[]], "a" * 50],
}


@pytest.mark.parametrize("seed", range(200))
def test_json_means_the_same(seed: int) -> None:
    """Whatever is chosen, a reader reads what was written."""
    written = write_json(HARD, random.Random(seed))  # noqa: S311

    assert json.loads(written) == HARD
    assert read_json(written) == HARD


def test_numbers_stay_as_they_are_written() -> None:
    """A number is not read into a type that would lose its digits."""
    document = read_json(b'{"a":0.80000000000000000001,"b":-0,"c":1E400}')

    for seed in range(20):
        written = write_json(document, random.Random(seed))  # noqa: S311
        assert b"0.80000000000000000001" in written
        assert b"1E400" in written


@pytest.mark.parametrize("seed", range(200))
def test_xml_means_the_same(seed: int) -> None:
    """Whatever is chosen, elements and their texts are the same."""
    root = fromstring(  # noqa: S314
        "<a><b>&lt;&amp;&gt; ]]&gt; é 😀&#13;\n\t</b><c/><d><e>  </e><e>\"'</e></d></a>"
    )
    before = tostring(root)

    read = fromstring(write_xml(root, random.Random(seed)))  # noqa: S311, S314

    assert tostring(_stripped(read)) == before


def _stripped(root: Element) -> Element:
    for element in root.iter():
        element.tail = None
        if len(element):
            element.text = None
    return root


@pytest.mark.parametrize(
    ("media_type", "body"),
    [
        ("application/json", b'{"a":1,"a":2}'),
        ("application/json", b'{"a":NaN}'),
        ("application/json", b"{"),
        ("application/xml", b"<a"),
        ("application/xml", b'<a xmlns="urn:x"/>'),
        ("application/xml", b'<a b="c"/>'),
        ("text/html", b"<p>"),
    ],
)
def test_what_is_not_understood_is_left_alone(media_type: str, body: bytes) -> None:
    """A deviation that writes no JSON writes none in discomfort either."""
    from werkzeug.wrappers import Request, Response  # noqa: PLC0415

    for seed in range(20):
        request = Request.from_values("/")
        response = Response(body, content_type=media_type)
        answer = Discomfort(Freedom(), str(seed)).vary(request, response)
        assert answer.get_data() == body
        assert answer.mimetype == media_type


# -- variants -------------------------------------------------------------------------------------


@pytest.mark.parametrize("provider", deviations.providers())
def test_a_seed_installs_variants_that_do_not_contradict_each_other(provider: str) -> None:
    """Every variant is installed by some seed; of those that decide the same thing, one at most."""
    catalogue = deviations.of(provider)
    variants = {name for name, one in catalogue.items() if one.conforming}
    installed = [discomfort.chosen(catalogue, seed) for seed in SEEDS]

    assert {one.name for chosen in installed for one in chosen} == variants
    for chosen in installed:
        decided = [decision for one in chosen for decision in one.decides]
        assert len(decided) == len(set(decided))
    assert {not chosen for chosen in installed} == {True, False}


@pytest.mark.parametrize("provider", deviations.providers())
def test_what_is_decided_is_decided_by_several(provider: str) -> None:
    """A decision that only one variant takes contradicts nothing, and is noise."""
    decided = [one for found in deviations.of(provider).values() for one in found.decides]

    assert all(decided.count(one) > 1 for one in decided)


def test_variants_that_decide_the_same() -> None:
    """Whatever the seed, only one of them is chosen."""
    catalogue = Catalogue("dexatel")

    def one(_: object) -> None:
        """Do it so."""

    def other(_: object) -> None:
        """Do it so."""

    catalogue.variant("what is done")(one)
    catalogue.variant("what is done")(other)

    chosen = [[found.name for found in discomfort.chosen(catalogue, seed)] for seed in range(50)]

    assert {len(names) for names in chosen} == {0, 1}
    assert {name for names in chosen for name in names} == {"dexatel/one", "dexatel/other"}


def test_a_discomfort_has_a_name() -> None:
    """It is found by it, breaks nothing, and tells which variants it has."""
    found = deviations.find("dexatel/discomfort-2")

    assert found.name == "dexatel/discomfort-2"
    assert found.conforming
    assert "seed 2" in found.sentence
    for name in ("dexatel/discomfort-", "dexatel/discomfort-x", "pigeon/discomfort-1"):
        with pytest.raises(UsageError):
            deviations.find(name)


# -- on a socket ----------------------------------------------------------------------------------


def test_header_names_are_written_as_they_are() -> None:
    """The server does not put capitals into them."""
    with running(lambda _, start: start("200 Fine", [("x-ONE", "1"), ("dAtE", "-")]) and ()) as url:  # type: ignore[func-returns-value,return-value]
        answer = httpx.get(url, trust_env=False)

    assert {b"x-ONE", b"dAtE"} <= {name for name, _ in answer.headers.raw}
    assert answer.reason_phrase == "Fine"


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_over_a_socket(seed: int) -> None:
    """Answers in pieces and of known length, HEAD and 204 follow each other on a connection."""
    app = reference.build(["dexatel"])
    deviations.disquiet(app, seed)
    with (
        running(app) as url,
        httpx.Client(base_url=url, headers={"X-Dexatel-Key": Dexatel.key}) as client,
    ):
        for _ in range(10):
            sent = client.post("/v1/messages", json={"data": DRAFT})
            path = f"/v1/messages/{sent.json()['data'][0]['id']}"
            assert client.get(path).status_code == 200
            assert client.head(path).content == b""
            assert client.delete(path).status_code == 204
