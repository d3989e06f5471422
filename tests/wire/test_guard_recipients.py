"""Nothing gets to anybody who is not on the allow-list, however it is written."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from guarding import (
    ALLOWED,
    CONTRACTS,
    FORM,
    FRIEND,
    JSON,
    OTHER_FRIEND,
    SENDS,
    STRANGER,
    XML,
    Fence,
    Send,
    Sink,
    live,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance import reference
from conformance.contract.document import Operation
from conformance.wire.guard import Guard, Tier

ids = {"ids": lambda send: send.id}
ZEROS = {"arabic": "\u0660", "devanagari": "\u0966", "full-width": "\uff10", "bold": "\U0001d7ce"}


def in_script(number: str, zero: str) -> str:
    """The number in the digits of another script."""
    return "".join(chr(ord(zero) + int(digit)) for digit in number)


def arabic(number: str) -> str:
    """The number in the digits that Arabic is written with."""
    return in_script(number, ZEROS["arabic"])


def escaped(text: str) -> str:
    """Every character as JSON escapes it."""
    return "".join(f"\\u{ord(character):04x}" for character in text)


def percent(text: str) -> str:
    """Every octet percent-encoded."""
    return "".join(f"%{octet:02X}" for octet in text.encode())


def spaced(number: str) -> str:
    """The number as people write it."""
    return f"+{number[0]} ({number[1:4]}) {number[4:7]}-{number[7:]}"


# -- what a recipient may look like ---------------------------------------------------------------

SPELLINGS: dict[str, Callable[[str], Any]] = {
    "digits": str,
    "plus": lambda number: f"+{number}",
    "people's": spaced,
    "two zeros": lambda number: f"00{number}",
    "a uri": lambda number: f"tel:+{number}",
    "white space": lambda number: f" {number}\r\n",
    "zero width": "\u200b".join,
    "a null": lambda number: f"{number}\0",
    "beside a friend": lambda number: f"{FRIEND},{number}",
    "after a friend": lambda number: f"{FRIEND}{number}",
    "circled": lambda number: "".join("⓪①②③④⑤⑥⑦⑧⑨"[int(digit)] for digit in number),
    "superscript": lambda number: "".join("⁰¹²³⁴⁵⁶⁷⁸⁹"[int(digit)] for digit in number),
    **{name: (lambda number, zero=zero: in_script(number, zero)) for name, zero in ZEROS.items()},
    "a short code": lambda _: "911",
    "another length": lambda number: number[:-1],
}
VALUES: dict[str, Callable[[str], Any]] = {
    "a number": int,
    "a negative number": lambda number: -int(number),
    "a fraction": float,
    "a fraction of more": lambda number: int(number) + 0.5,
    "an array": lambda number: [number],
    "an array in an array": lambda number: [[FRIEND, [number]]],
    "an object": lambda number: {"number": number},
    "a name": lambda number: {number: True},
    "far below": lambda number: {"a": [{"b": {"c": number}}]},
    "json in text": lambda number: json.dumps([number]),
}


@pytest.mark.parametrize("spell", SPELLINGS.values(), ids=SPELLINGS)
@pytest.mark.parametrize("send", SENDS, **ids)
def test_a_stranger_in_any_spelling(send: Send, spell: Callable[[str], Any]) -> None:
    """However a number is spelled, it is the same number: alone, first or last."""
    fence = Fence()
    others = [()] if send.alone else [(), (FRIEND,)]
    for friends in others:
        for recipients in ([*friends, spell(STRANGER)], [spell(STRANGER), *friends]):
            assert not fence.passes("POST", send.path, send.json(*recipients))


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
@pytest.mark.parametrize("send", SENDS, **ids)
def test_a_stranger_in_any_type(send: Send, value: Callable[[str], Any]) -> None:
    """A recipient counts whatever JSON makes of it, documented or not."""
    body = json.dumps(send.body(value(STRANGER))).encode()

    assert not Fence().passes("POST", send.path, body)


@pytest.mark.parametrize(
    "literal", ["1.2025550199e10", "12025550199.0", "120255501990e-1", "1e400"]
)
def test_a_stranger_in_any_notation(literal: str) -> None:
    """A number may lose its point, its fraction or its exponent on the way."""
    allowed = frozenset(ALLOWED)
    for recipients in (allowed, allowed | {"120255501990"}):
        fence = Fence(recipients=recipients)
        body = b'{"text": "Hello", "to": [%s]}' % literal.encode()

        assert not fence.passes("POST", "/rest/message", body)


@pytest.mark.parametrize("send", SENDS, **ids)
def test_friends_are_reached(send: Send) -> None:
    """What is meant to get through does, on every tier, in the spellings that providers know."""
    for fence in (Fence(), Fence(tier=Tier.EMBEDDED), live()):
        for number in (FRIEND, f"+{FRIEND}", spaced(FRIEND), arabic(FRIEND)):
            assert fence.passes("POST", send.path, send.json(number))
        if not send.alone:
            assert fence.passes("POST", send.path, send.json(FRIEND, f"+{OTHER_FRIEND}"))


def test_documented_examples_pass_and_strangers_in_them_do_not() -> None:
    """Every example of the contracts is let through as it is, and not with another number."""
    seen = set()
    for contract in CONTRACTS:
        for operation in contract.operations.values():
            for content_type, text in _examples(operation):
                seen.add(operation.id)
                fence = Fence(recipients=frozenset(ALLOWED) | {"12025550150", "12025550151"})
                assert fence.passes("POST", operation.path, text.encode(), content_type)
                for number in sorted(fence.recipients):
                    changed = text.replace(number, STRANGER)
                    if changed != text:
                        body = changed.encode()
                        assert not fence.passes("POST", operation.path, body, content_type)

    assert seen == {
        operation.id
        for contract in CONTRACTS
        for operation in contract.operations.values()
        if operation.effect == "sends"
    }


def _examples(operation: Operation) -> list[tuple[str, str]]:
    """The examples of an operation that sends, as they would be written."""
    if operation.effect != "sends":
        return []
    found = []
    for content_type, media in operation.node["requestBody"]["content"].items():
        examples = [one["value"] for one in media.get("examples", {}).values()]
        for example in [*examples, *([media["example"]] if "example" in media else [])]:
            text = example if isinstance(example, str) else json.dumps(example)
            found.append((content_type, text))
    return found


# -- where a recipient may stand ------------------------------------------------------------------


def quick(send: Send, number: str = STRANGER) -> str:
    """The recipients' member as JSON, with a single recipient."""
    if send.keys:
        return json.dumps({number: 2})
    return json.dumps(number if send.alone else [number])


def member(send: Send, name: str) -> bytes:
    """A body whose recipients' member has another name."""
    return send.json(STRANGER).replace(f'"{send.name}"'.encode(), f'"{name}"'.encode())


NAMES: dict[str, Callable[[str], str]] = {
    "capitals": str.upper,
    "small letters": str.lower,
    "swapped": str.swapcase,
    "underscored": "_".join,
    "hyphenated": "-".join,
    "spaced": lambda name: f" {name}\\t",
    "escaped": escaped,
    "indexed": lambda name: f"{name}[0]",
    "dotted": lambda name: f"data.{name}",
    "nested": lambda name: f"data[{name}][]",
}


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
@pytest.mark.parametrize("send", SENDS, **ids)
def test_under_any_spelling_of_the_name(send: Send, name: Callable[[str], str]) -> None:
    """A member is the recipients' whatever its letter case and punctuation."""
    assert not Fence().passes("POST", send.path, member(send, name(send.name)))


PLACES: dict[str, str] = {
    "at the top": '{%s, "data": {}}',
    "in an array": '[{"a": 1}, {%s}]',
    "deeper than documented": '{"message": {"data": [{"data": {%s}}]}}',
    "before a friend": "{%s, %s}",
    "very deep": '{"a": ' * 400 + "{%s}" + "}" * 400,
    "too deep to read": '{"a": ' * 5_000 + "{%s}" + "}" * 5_000,
    "in an immense body": '{"text": "' + "a" * 200_000 + '", %s}',
}


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
@pytest.mark.parametrize("send", SENDS, **ids)
def test_at_any_place(send: Send, place: str) -> None:
    """A member counts at any depth and as often as it is there; no body breaks the guard."""
    stranger, friend = f'"{send.name}": {quick(send)}', f'"{send.name}": {quick(send, FRIEND)}'
    bodies = [place.replace("%s", stranger, 1).replace("%s", friend)]
    bodies.append(place.replace("%s", friend, place.count("%s") - 1).replace("%s", stranger))

    for body in bodies:
        assert not Fence().passes("POST", send.path, body.encode())


@pytest.mark.parametrize("send", SENDS, **ids)
def test_in_the_query(send: Send) -> None:
    """A server may read a recipient from the query too."""
    for key in (send.name, send.name.lower(), quote(f"data[{send.name}][]"), f"a.{send.name}[0]"):
        query = f"?{key}={STRANGER}"
        if send.keys:
            query = f"?{key}[{STRANGER}]=2"
        assert not Fence().passes("POST", send.path + query, send.json(FRIEND))


# -- bodies that are no plain JSON ----------------------------------------------------------------

IN_UTF_7 = "+ADEAMgAwADIANQA1ADUAMAAxADkAOQ-"
IN_HEXADECIMAL = hex(12025550186)  # whose letters leave no five digits in a row
ENCODED: dict[str, Callable[[str], bytes]] = {
    "a mark of the order": lambda text: text.encode("utf-8-sig"),
    "utf-16": lambda text: text.encode("utf-16"),
    "utf-16 without a mark": lambda text: text.encode("utf-16-le"),
    "utf-16 the other way": lambda text: text.encode("utf-16-be"),
    "utf-32": lambda text: text.encode("utf-32"),
    "utf-32 without a mark": lambda text: text.encode("utf-32-be"),
    "utf-7": lambda text: text.replace(STRANGER, IN_UTF_7).encode(),
    "ebcdic": lambda text: text.encode("cp037"),
    "escapes": lambda text: text.replace(STRANGER, escaped(STRANGER)).encode(),
}
BROKEN: dict[str, Callable[[str], bytes]] = {
    "cut short": lambda text: text[:-1].encode(),
    "one brace too many": lambda text: f"{text}}}".encode(),
    "a comma too many": lambda text: f"{text[:-1]},}}".encode(),
    "single quotes": lambda text: text.replace('"', "'").encode(),
    "a comment": lambda text: f"/* {{}} */{text}".encode(),
    "a second document": lambda text: f"{{}}\n{text}".encode(),
    "words before": lambda text: f"callback({text})".encode(),
    "an octet that is no utf-8": lambda text: text.encode().replace(b"Hello", b"\xff"),
    "a control character": lambda text: text.replace("Hello", "\x01").encode(),
    "cut short, escaped": lambda text: text.replace(STRANGER, escaped(STRANGER))[:-1].encode(),
    "cut short, spaced": lambda text: text.replace(STRANGER, spaced(STRANGER))[:-1].encode(),
    "cut short, in a script": lambda text: text.replace(STRANGER, arabic(STRANGER))[:-1].encode(),
    "cut short, circled": lambda text: text.replace(STRANGER, "①②⓪②⑤⑤⑤⓪①⑨⑨")[:-1].encode(),
    "cut short, in utf-7": lambda text: text.replace(STRANGER, IN_UTF_7)[:-1].encode(),
    "cut short, in utf-16": lambda text: text[:-1].encode("utf-16-be"),
    "cut short, in utf-32": lambda text: text[:-1].encode("utf-32-le"),
    "hexadecimal": lambda text: text.replace(f'"{STRANGER}"', IN_HEXADECIMAL).encode(),
    "a leading zero": lambda text: text.replace(f'"{STRANGER}"', f"0{STRANGER}").encode(),
}
TYPES = [JSON, "text/json", XML, FORM, "text/plain", "application/json; charset=UTF-8", None]


@pytest.mark.parametrize("write", {**ENCODED, **BROKEN}.values(), ids={**ENCODED, **BROKEN})
@pytest.mark.parametrize("send", SENDS, **ids)
def test_however_it_is_encoded_or_broken(send: Send, write: Callable[[str], bytes]) -> None:
    """What one server cannot read another one can; declared or not, the stranger is found."""
    body = write(send.json(STRANGER).decode())
    if send.keys and body == send.json(STRANGER):
        pytest.skip("a name is always written as text")

    for content_type in TYPES:
        assert not Fence().passes("POST", send.path, body, content_type)


@pytest.mark.parametrize("send", SENDS, **ids)
def test_a_broken_body_that_names_friends_only(send: Send) -> None:
    """A malformed request has to be sendable, with dates and ids in it."""
    text = send.json(FRIEND).decode()
    text = text.replace("Hello", "Hello 2030-01-01T09:00:00Z 5b1f0c52-9b1e-4c6e-8a35-123456789012")
    for body in (text[:-1], text.replace(":", "=", 1), "", "no JSON at all"):
        assert Fence().passes("POST", send.path, body.encode())
        assert live().passes("POST", send.path, body.encode())


FORMS: dict[str, Callable[[str], str]] = {
    "plain": lambda name: f"{name}={STRANGER}",
    "after a friend": lambda name: f"{name}={FRIEND}&text=Hello&{name}={STRANGER}",
    "in an array": lambda name: f"{name}[]={STRANGER}",
    "in an object": lambda name: f"data[{name}][0]={STRANGER}",
    "dotted": lambda name: f"Data.{name}={STRANGER}",
    "of a dictionary": lambda name: f"Contacts.{name}[0].Key={STRANGER}&Contacts.{name}[0].Value=2",
    "as a key": lambda name: f"Contacts[{name}][{STRANGER}]=2",
    "percent-encoded": lambda name: f"{percent(name)}={percent(STRANGER)}",
    "encoded as IIS does": lambda name: (
        "".join(f"%u{ord(one):04x}" for one in name) + f"={STRANGER}"
    ),
    "with semicolons": lambda name: f"text=Hello;{name}={STRANGER}",
    "with a script's digits": lambda name: f"{name}={quote(arabic(STRANGER))}",
}


@pytest.mark.parametrize("number", [STRANGER, "911"])
@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize("send", SENDS, **ids)
def test_as_a_form(send: Send, form: Callable[[str], str], number: str) -> None:
    """A body may be read as a form, whatever it is declared to be, and as any server's form."""
    body = form(send.name)
    for spelled in (str, percent, arabic, lambda one: quote(arabic(one))):
        body = body.replace(spelled(STRANGER), spelled(number))

    for content_type in TYPES:
        assert not Fence().passes("POST", send.path, body.encode(), content_type)


ELEMENTS: dict[str, str] = {
    "plain": "<request><data><text>Hello</text><to>S</to></data></request>",
    "after a friend": "<request><data><to>F</to><to>S</to></data></request>",
    "an attribute": "<request><data to='S'/></request>",
    "an attribute in a namespace": "<request xmlns:a='urn:a'><data a:to='S'/></request>",
    "in a namespace": "<a:request xmlns:a='urn:a'><a:to>S</a:to></a:request>",
    "capitals": "<REQUEST><DATA><TO>S</TO></DATA></REQUEST>",
    "marked as data": "<request><to><![CDATA[S]]></to></request>",
    "as references": "<request><to>R</to></request>",
    "cut by a comment": "<request><to>12025<!-- -->550199</to></request>",
    "cut by an element": "<request><to>12025<b/>550199</to></request>",
    "behind an element": "<request><to><b/>S</to></request>",
    "between elements": "<request><to><b>F</b>S<b>F</b></to></request>",
    "in an element below": "<request><to><number>S</number></to></request>",
    "in an attribute below": "<request><to><a b='S'/></to></request>",
    "around a friend": "<request><to>S<to>F</to></to></request>",
    "a declared encoding": "<?xml version='1.0' encoding='iso-8859-1'?><to>S</to>",
    "an entity": "<!DOCTYPE a [<!ENTITY e 'S'>]><request><to>&e;</to></request>",
    "an entity of parts": "<!DOCTYPE a [<!ENTITY e '1202'><!ENTITY f '555'>]><request><to>"
    "&e;&f;0199</to></request>",
    "a foreign entity": "<!DOCTYPE a [<!ENTITY e SYSTEM 'file:///n'>]><request><to>&e;</to></request>",
    "left open": "<request><data><to>S</to></data>",
    "left open, as references": "<request><data><to>R</to></data>",
}


@pytest.mark.parametrize("document", ELEMENTS.values(), ids=ELEMENTS)
@pytest.mark.parametrize("content_type", [XML, "text/xml", JSON])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_as_xml(document: str, content_type: str, encoding: str) -> None:
    """A recipient counts wherever XML may hide it."""
    references = "".join(f"&#{ord(digit)};" for digit in STRANGER)
    text = document.replace("S<", f"{STRANGER}<").replace("'S'", f"'{STRANGER}'")
    text = text.replace(">S", f">{STRANGER}").replace("[S]", f"[{STRANGER}]")
    body = text.replace(">F<", f">{FRIEND}<").replace(">R<", f">{references}<").encode(encoding)

    for path in ("/rest/message", "/v1/messages"):
        assert not Fence().passes("POST", path, body, content_type)


DICTIONARIES = [
    "<QuickRecipients><Pair><Key>S</Key><Value>2</Value></Pair></QuickRecipients>",
    "<QuickRecipients><Key>911</Key></QuickRecipients>",
    "<QuickRecipients><item key='S'>2</item></QuickRecipients>",
    "<QuickRecipients>S</QuickRecipients>",
]


@pytest.mark.parametrize("dictionary", DICTIONARIES)
def test_a_dictionary_in_xml(dictionary: str) -> None:
    """Where names of members are recipients, XML writes them as values."""
    body = f"<Message><Contacts>{dictionary.replace('S', STRANGER)}</Contacts></Message>"

    assert not Fence().passes("POST", "/api/v2/sms/messages", body.encode(), XML)


def test_a_dictionary_as_pairs() -> None:
    """A dictionary may be written as a list of pairs in JSON too."""
    pairs = [{"Key": STRANGER, "Value": 2}]
    body = json.dumps({"Contacts": {"QuickRecipients": pairs}}).encode()

    assert not Fence().passes("POST", "/api/v2/sms/messages", body)


@pytest.mark.parametrize("member_name", ["ContactID", "GroupID", "contactid", "groupId"])
@pytest.mark.parametrize("value", [{"17": 2}, {"everybody": 2}, [17], 17, "all", {FRIEND: 2}])
@pytest.mark.parametrize("path", [send.path for send in SENDS if send.keys])
def test_people_who_are_not_named(path: str, member_name: str, value: Any) -> None:
    """Contacts and groups of an address book are people whom the request does not name."""
    contacts = {"QuickRecipients": {FRIEND: 2}, member_name: value}
    body = json.dumps({"Contacts": contacts, "Content": "Hello"}).encode()

    assert not Fence().passes("POST", path, body)
    assert not live().passes("POST", path, body)


def test_nobody_in_the_address_book() -> None:
    """Naming no contact and no group widens nothing."""
    contacts = {"QuickRecipients": {FRIEND: 2}, "ContactID": {}, "GroupID": None}
    body = json.dumps({"Contacts": contacts, "Content": "Hello"}).encode()

    assert live().passes("POST", "/api/v2/sms/messages", body)


WRAPPED: dict[str, tuple[bytes, dict[str, str]]] = {
    "gzip": (gzip.compress(SENDS[0].json(STRANGER)), {"Content-Encoding": "gzip"}),
    "gzip of a friend": (gzip.compress(SENDS[0].json(FRIEND)), {"Content-Encoding": "GZip"}),
    "br": (b"anything", {"Content-Encoding": "br"}),
    "multipart": (
        b'--a\r\nContent-Disposition: form-data; name="to"\r\n\r\n911\r\n--a--',
        {"Content-Type": "multipart/form-data; boundary=a"},
    ),
    "a charset that nobody reads": (
        SENDS[0].json(FRIEND),
        {"Content-Type": "application/json; charset=ibm037"},
    ),
    "a quoted charset": (
        b'{"+AHQAbw-": ["+ADkAMQAx-"]}',
        {"Content-Type": 'application/json;  CharSet = "utf-7"'},
    ),
    "an endless body": (b" " * (8 * 1024 * 1024) + SENDS[0].json(FRIEND), {}),
}


@pytest.mark.parametrize(("body", "headers"), WRAPPED.values(), ids=WRAPPED)
@pytest.mark.parametrize("tier", [Tier.LOCAL, Tier.EMBEDDED])
def test_what_nobody_can_look_into(tier: Tier, body: bytes, headers: dict[str, str]) -> None:
    """A body that a server would read in a way of its own does not leave, whomever it names."""
    headers = {"Content-Type": JSON, **headers}

    assert not Fence(tier=tier).passes("POST", "/v1/messages", body, None, headers)


KEEPING = [
    ("POST", "/v1/audiences", {"data": {"name": "A", "contacts": [{"number": STRANGER}]}}),
    ("POST", "/v1/audiences/mine/contacts", {"data": {"number": STRANGER}}),
    ("PUT", "/v1/audiences/mine/contacts/mine", {"data": {"number": STRANGER}}),
]


@pytest.mark.parametrize(("method", "path", "document"), KEEPING)
def test_whom_a_campaign_would_reach(method: str, path: str, document: Any) -> None:
    """Strangers do not get into an audience, so no campaign can reach them."""
    body = json.dumps(document)
    fence = Fence()
    fence.ledger.created("mine")

    assert not fence.passes(method, path, body.encode())
    assert fence.passes(method, path, body.replace(STRANGER, FRIEND).encode())


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "SEND"])
@pytest.mark.parametrize("path", ["/http/sendmsg", "/v2/messages", "/rest/message/a/b"])
def test_what_no_document_knows(method: str, path: str) -> None:
    """Where nobody says what a request does, all that looks like a number has to be allowed."""
    for number in (
        STRANGER,
        f"+{STRANGER}",
        spaced(STRANGER),
        arabic(STRANGER),
    ):
        body = json.dumps({"anything": number}, ensure_ascii=False).encode()
        assert not Fence().passes(method, f"{path}?to={quote(number)}&text=Hello")
        assert not Fence().passes(method, path, body)
    assert Fence().passes(method, f"{path}?page=2", json.dumps([FRIEND]).encode())


# -- properties -----------------------------------------------------------------------------------

scalars = st.none() | st.booleans() | st.integers(0, 9) | st.text("abc", max_size=3)
documents = st.recursive(
    scalars,
    lambda below: (
        st.lists(below, max_size=3)
        | st.dictionaries(
            st.sampled_from(["data", "Contacts", "text", "a", "b"]), below, max_size=3
        )
    ),
    max_leaves=8,
)


@st.composite
def letters_to_a_stranger(draw: st.DrawFn) -> tuple[Send, bytes]:
    """A body of any shape with a stranger at, or below, a member that holds recipients."""
    send = draw(st.sampled_from(SENDS))
    value: Any = draw(st.sampled_from([*SPELLINGS.values()]))(STRANGER)
    if send.keys:
        value = {value: 2}
    for _ in range(draw(st.integers(0, 3))):
        value = draw(st.sampled_from([[value], [FRIEND, value], {"a": value}]))
    name = draw(st.sampled_from([send.name, send.name.upper(), f"{send.name}[0]"]))
    document: Any = {name: value}
    for _ in range(draw(st.integers(0, 4))):
        document = draw(st.sampled_from([[1, document], {"data": document, "a": 1}]))
    if isinstance(document, dict):
        document |= draw(st.dictionaries(st.sampled_from(["x", "y"]), documents, max_size=2))
    text = json.dumps(document, ensure_ascii=draw(st.booleans()))
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-32-le"]))
    return send, text.encode(encoding, "surrogatepass")


@settings(deadline=None, max_examples=150)
@given(letters_to_a_stranger(), st.sampled_from(TYPES))
def test_no_stranger_in_any_document(letter: tuple[Send, bytes], content_type: str | None) -> None:
    """Whatever a document looks like, a stranger in it keeps it from leaving."""
    send, body = letter

    assert not Fence().passes("POST", send.path, body, content_type)


@settings(deadline=None, max_examples=150)
@given(
    st.sampled_from(SENDS),
    st.binary(max_size=60) | st.text(max_size=60).map(lambda text: text.encode("utf-8", "ignore")),
    st.sampled_from(TYPES),
)
def test_no_octets_break_the_guard(send: Send, body: bytes, content_type: str | None) -> None:
    """Any octets are let through or refused, and nothing else happens."""
    Fence().passes("POST", send.path, body, content_type)
    live().passes("POST", send.path, body, content_type)


class Served(httpx.BaseTransport):
    """The reference, as a witness of whom a request really reaches."""

    def __init__(self) -> None:
        self.application = reference.build()
        self._inner = httpx.WSGITransport(app=self.application)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Let the reference answer."""
        return self._inner.handle_request(request)


CREDENTIALS = {
    "X-Dexatel-Key": "94d2f2f2884848bca861264ad86d8ace",
    "Authorization": "Bearer conformance.reference.token_000000000000000000000000000000000",
    "X-Version": "1",
}
PIECES = [b'"', b"'", b"[", b"]", b"{", b"}", b",", b":", b"\\u0031", b"0", b"9", b" ", b"&#49;"]


def test_no_damage_gets_a_message_to_a_stranger() -> None:
    """A server that reads what the guard let through sends to nobody who is not allowed.

    Bodies that name both a friend and a stranger are damaged at random, many times; whatever the
    guard lets through goes to the reference, which shows whom it would have reached.
    """
    random_ = random.Random(7)  # noqa: S311 - the same damage every time
    served = Served()
    guard = Guard(served, Fence().rules)
    bodies = [
        ("/v1/messages", JSON, SENDS[0].json(FRIEND, STRANGER)),
        ("/rest/message", JSON, SENDS[2].json(FRIEND, STRANGER)),
        (
            "/rest/message",
            XML,
            f"<request><data><text>Hi</text><to>{FRIEND}</to><to>{STRANGER}</to></data></request>"
            "".encode(),
        ),
    ]
    passed = 0
    for _ in range(1500):
        path, content_type, body = random_.choice(bodies)
        damaged = bytearray(body)
        for _ in range(random_.randint(1, 3)):
            at = random_.randrange(len(damaged))
            width = random_.choice([0, 1, 1, len(STRANGER), len(STRANGER) + 4])
            damaged[at : at + width] = random_.choice([b"", *PIECES])
        request = httpx.Request(
            "POST",
            f"http://127.0.0.1:8000{path}",
            content=bytes(damaged),
            headers={**CREDENTIALS, "Content-Type": content_type},
        )
        try:
            guard.handle_request(request)
        except Exception as error:  # noqa: BLE001 - only a refusal is expected
            assert type(error).__name__ == "RefusedError"  # noqa: PT017
        else:
            passed += 1

    reached = {one.recipient for one in served.application.network.carried}
    assert passed > 15
    assert reached
    assert reached <= set(ALLOWED)


def test_the_reference_would_have_reached_the_stranger() -> None:
    """Without the guard the same requests do reach people who are not allowed."""
    served = Served()
    request = httpx.Request(
        "POST",
        "http://127.0.0.1:8000/v1/messages",
        content=SENDS[0].json(STRANGER),
        headers={**CREDENTIALS, "Content-Type": JSON},
    )

    assert served.handle_request(request).is_success
    assert [one.recipient for one in served.application.network.carried] == [STRANGER]


def test_the_sink_sees_what_passes() -> None:
    """The tests of this file would notice a guard that lets everything through."""
    sink = Sink()
    fence = Fence(sink=sink)

    assert fence.passes("POST", "/v1/messages", SENDS[0].json(FRIEND))
    assert not fence.passes("POST", "/v1/messages", SENDS[0].json(STRANGER))
    assert len(sink.passed) == 1
