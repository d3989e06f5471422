"""No secret is kept, in whatever spelling and at whatever place it turns up."""

from __future__ import annotations

import base64
import hashlib
import json
import socket
import threading
from collections.abc import Callable
from urllib.parse import quote

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.errors import InconclusiveError
from conformance.prove.hostile import Behaviour, Server, request_of
from conformance.wire.exchange import Exchange
from conformance.wire.redaction import TELLING, Redactor
from conformance.wire.wire import Wire

SECRET = "q7Zk2Wm9Xv4Bt8Rj1Ns6"
"""A canary: nothing else looks like any eight characters of it."""

KEY, TOKEN, PASSWORD = "0a1b2c3d4e5f60718293a4b5c6d7e8f9", "tok.EN/with+odd=chars", 'p"w&<é>\\ö%41d'


MARKS = "?>" * 10
"""Its base64 is full of the characters that a URL cannot have."""


def knowing(*secrets: str) -> Redactor:
    """A redactor that knows secrets."""
    redactor = Redactor()
    for secret in secrets:
        redactor.learn(secret, "$SECRET")
    return redactor


def leaks(text: str, secret: str) -> bool:
    """Whether a telling part of a secret can be seen in a text, in some spelling."""
    readable = text.lower()
    for written in (secret.lower(), secret.lower()[::-1]):
        for start in range(len(written) - TELLING + 1):
            if written[start : start + TELLING] in readable:
                return True
    return secret in text


FORMS: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "capitals": str.upper,
    "small": str.lower,
    "swapped": str.swapcase,
    "reversed": lambda one: one[::-1],
    "percent": lambda one: "".join(f"%{octet:02x}" for octet in one.encode()),
    "percent twice": lambda one: quote("".join(f"%{octet:02X}" for octet in one.encode())),
    "quoted": lambda one: quote(one, safe=""),
    "json": json.dumps,
    "json in json": lambda one: json.dumps(json.dumps({"a": one})),
    "json escapes": lambda one: "".join(f"\\u{ord(character):04x}" for character in one),
    "html": lambda one: "".join(f"&#{ord(character)};" for character in one),
    "html in hexadecimal": lambda one: "".join(f"&#x{ord(character):X};" for character in one),
    "python": lambda one: repr(one.encode()),
    "hexadecimal": lambda one: one.encode().hex(),
    "hexadecimal in capitals": lambda one: one.encode().hex().upper(),
    "base64": lambda one: base64.b64encode(one.encode()).decode(),
    "base64 in the middle": lambda one: base64.b64encode(f"id:{one}:".encode()).decode(),
    "base64 at an odd place": lambda one: base64.b64encode(f"user:{one}".encode()).decode(),
    "base64 for urls": lambda one: base64.urlsafe_b64encode(f"?>{one}".encode()).decode(),
    "base64 in a url": lambda one: quote(base64.b64encode(one.encode()).decode(), safe=""),
    "base64 of utf-16": lambda one: base64.b64encode(one.encode("utf-16")).decode(),
    "utf-16 read as utf-8": lambda one: one.encode("utf-16-le").decode("latin-1"),
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize(
    "secret", [SECRET, KEY, TOKEN, PASSWORD, MARKS], ids=["canary", "key", "token", "odd", "marks"]
)
def test_every_spelling_of_a_secret(form: Callable[[str], str], secret: str) -> None:
    """A secret is replaced in every spelling, and nothing around it is."""
    spelled = form(secret)

    cleaned = knowing(secret).clean(f"before {spelled} after")

    assert "$SECRET" in cleaned
    assert cleaned.startswith("before ")
    assert cleaned.endswith(" after")
    assert spelled not in cleaned
    assert not leaks(cleaned, secret)


DERIVED: dict[str, Callable[[str], str]] = {
    "without its last character": lambda one: one[:-1],
    "without its first character": lambda one: one[1:],
    "its first half": lambda one: one[: len(one) // 2],
    "its last half": lambda one: one[len(one) // 2 :],
    "with more before": lambda one: f"x{one}",
    "with more behind": lambda one: f"{one}0",
    "with another character amid": lambda one: f"{one[:10]}!{one[11:]}",
    "without a character amid": lambda one: one[:10] + one[11:],
    "with a character twice": lambda one: one[:10] + one[9:],
    "its halves swapped": lambda one: one[len(one) // 2 :] + one[: len(one) // 2],
    "truncated capitals": lambda one: one.upper()[:-2],
    "doubled": lambda one: one + one,
}


@pytest.mark.parametrize("derive", DERIVED.values(), ids=DERIVED)
@pytest.mark.parametrize("form", [*FORMS][::3])
def test_almost_the_secret(derive: Callable[[str], str], form: str) -> None:
    """What a case makes of a secret gives it away as much, and is hidden as well."""
    derived = derive(KEY)

    cleaned = knowing(KEY).clean(f'{{"error": "bad key {FORMS[form](derived)}"}}')

    assert "$SECRET" in cleaned
    assert not leaks(cleaned, derived)
    assert not leaks(cleaned, KEY)


def test_a_part_that_is_cut_off_by_a_message() -> None:
    """A message that shows the beginning and the end of a long value shows no key in part."""
    cleaned = knowing(KEY).clean(f"{KEY[:13]} … {KEY[-15:]} (4711 characters)")

    assert cleaned == "$SECRET … $SECRET (4711 characters)"


def test_what_everybody_knows_is_hidden_only_as_a_whole() -> None:
    """The default secret of a mock does not hide the words that it is made of."""
    redactor = Redactor()
    redactor.learn("conformance-secret-0000000000", "$SECRET", public=True)

    assert redactor.clean("conformance-secret-0000000000") == "$SECRET"
    assert redactor.clean("CONFORMANCE-SECRET-0000000000") == "$SECRET"
    assert redactor.clean("the conformance of 0000000000") == "the conformance of 0000000000"


def test_short_secrets() -> None:
    """A short secret is hidden as a whole, and one that could be anything not at all."""
    redactor = knowing("s3cr3t", "abc")

    assert redactor.clean("s3cr3t S3CR3T czNjcjN0 s3cr abc") == "$SECRET $SECRET $SECRET0 s3cr abc"


@pytest.mark.parametrize(
    "written",
    ["12025550123", "+12025550123", "1 202 555-0123", "+1 (202) 555-0123", "%2B12025550123",
     "1\u00a0202\u00a0555\u00a00123", "&#49;2025550123", "tel:+1-202-555-0123"],
)  # fmt: skip
def test_peoples_numbers(written: str) -> None:
    """A number is replaced however it is punctuated."""
    redactor = Redactor()
    redactor.learn("12025550123", "$RECIPIENT_1")

    cleaned = redactor.clean(f'"{written}", "12025550124"')

    assert "$RECIPIENT_1" in cleaned
    assert "0123" not in cleaned
    assert "12025550124" in cleaned


def test_secrets_have_their_own_names() -> None:
    """The name tells which secret stood there; the longest match wins."""
    redactor = Redactor()
    redactor.learn(KEY, "$KEY")
    redactor.learn(SECRET, "$TOKEN")
    redactor.learn("short-one", "$SHORT")

    assert redactor.clean(f"{KEY} {SECRET} short-one") == "$KEY $TOKEN $SHORT"


def test_tokens_are_learnt_from_the_answer_that_hands_them_out() -> None:
    """A token is hidden in the very answer that issues it, in JSON and in XML."""
    for text in (
        f'{{"access_token": "{SECRET}", "token_type": "bearer"}}',
        f'{{"Refresh_Token":\n"{SECRET}"}}',
        f"<a><access_token>{SECRET}</access_token></a>",
    ):
        redactor = Redactor()
        redactor.learn_from(text)
        assert not leaks(redactor.clean(text), SECRET)


def test_nothing_else_is_learnt_from_answers() -> None:
    """Words beside the name of a token are no tokens."""
    redactor = Redactor()
    redactor.learn_from('{"error": "access_token missing", "access_token": null, "a": "token"}')

    assert redactor.clean("missing null token") == "missing null token"


def test_cookies() -> None:
    """What a cookie holds may be a credential."""
    pairs = (
        ("Set-Cookie", "session=abc; Path=/; HttpOnly"),
        ("cookie", "a=1; b=2"),
        ("X", "a=1"),
    )

    assert Redactor().clean_pairs(pairs) == (
        ("Set-Cookie", "session=$COOKIE; Path=/; HttpOnly"),
        ("cookie", "a=$COOKIE; b=$COOKIE"),
        ("X", "a=1"),
    )


innocent = st.text(st.characters(codec="utf-8", exclude_characters="$"), max_size=40)


@settings(deadline=None)
@given(innocent, innocent, st.sampled_from(sorted(FORMS)))
def test_whatever_stands_around(before: str, after: str, form: str) -> None:
    """What stands around a secret neither hides it nor is lost."""
    text = f"{before} {FORMS[form](SECRET)} {after}"

    cleaned = knowing(SECRET).clean(text)

    assert FORMS[form](SECRET) not in cleaned
    assert not leaks(cleaned, SECRET)
    assert cleaned.startswith(f"{before} ")
    assert cleaned.endswith(f" {after}")


@settings(deadline=None)
@given(innocent)
def test_innocent_text_stays(text: str) -> None:
    """Where no secret is, nothing changes."""
    assert knowing(SECRET, KEY, "s3cr3t").clean(text) == text


def test_learning_and_cleaning_at_once() -> None:
    """Threads may learn while others clean, and what was learnt before is always hidden."""
    redactor = knowing(SECRET)
    stop = threading.Event()
    seen: set[str] = set()

    def clean() -> None:
        while not stop.is_set():
            seen.add(redactor.clean(f"a {SECRET} b"))

    threads = [threading.Thread(target=clean) for _ in range(3)]
    for thread in threads:
        thread.start()
    for number in range(20):
        redactor.learn(hashlib.sha256(b"%d" % number).hexdigest(), "$OTHER")
        redactor.learn(f"short-{number:03}", "$OTHER")
    stop.set()
    for thread in threads:
        thread.join()

    assert seen == {"a $SECRET b"}


# -- on the wire ----------------------------------------------------------------------------------


def echoing(connection: socket.socket) -> None:
    """Repeats the whole request in every place of its answer."""
    head = request_of(connection)
    said = head.decode("latin-1").replace("\r\n", " ")
    key = next((line[9:] for line in head.split(b"\r\n") if line.lower().startswith(b"x-key")), b"")
    body = json.dumps({"path": said, "errors": [{"code": 1501, "message": said}]}).encode()
    connection.sendall(
        b"HTTP/1.1 400 " + key + b"\r\nX-" + key.replace(b" ", b"") + b": 1\r\n"
        b"X-Echo: " + key + b"\r\nSet-Cookie: " + key + b"=" + key + b"\r\n"
        b'WWW-Authenticate: Bearer realm="' + key + b'"\r\nContent-Type: application/json\r\n'
        b"Content-Length: %d\r\n\r\n%s" % (len(body), body)
    )


def test_a_server_that_repeats_everything(
    serve: Callable[[Behaviour], Server],
    wire: Callable[..., Wire],
    exchanges: list[Exchange],
) -> None:
    """Nothing of a secret is in an exchange, wherever the request had it or the server put it."""
    redactor = knowing(SECRET)
    connected = wire(serve(echoing).url, redactor=redactor)

    answer = connected.send(
        "POST",
        f"/v1/{SECRET}/messages",
        query=(("key", SECRET), (SECRET, "1")),
        headers=(
            ("X-Key", SECRET),
            ("X-Split", SECRET[:10]),
            ("X-Split", SECRET[10:]),
            ("Authorization", f"Basic {base64.b64encode(f'id:{SECRET}'.encode()).decode()}"),
            (f"X-{SECRET}", SECRET[::-1]),
        ),
        content=json.dumps({"secret": SECRET}).encode(),
    )

    assert SECRET in answer.text
    (exchange,) = exchanges
    written = json.dumps(exchange.as_json())
    assert written.count("$SECRET") > 10
    assert not leaks(written, SECRET)
    for spelled in (form(SECRET) for form in FORMS.values()):
        assert spelled not in written


def test_a_token_on_its_way(
    serve: Callable[[Behaviour], Server],
    wire: Callable[..., Wire],
    exchanges: list[Exchange],
) -> None:
    """The exchange that hands a token out does not show it, and none after it does."""

    def handing_out(connection: socket.socket) -> None:
        while request_of(connection):
            body = json.dumps({"access_token": SECRET, "token_type": "bearer"}).encode()
            connection.sendall(
                b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
                % (len(body), body)
            )

    connected = wire(serve(handing_out).url)
    connected.send("POST", "/Token", content=b"grant_type=client_credentials")
    connected.send("GET", "/", headers=(("Authorization", f"Bearer {SECRET}"),))

    written = json.dumps([exchange.as_json() for exchange in exchanges])
    assert written.count("$ACCESS_TOKEN") == 3
    assert not leaks(written, SECRET)


def test_what_is_told_of_a_failure(wire: Callable[..., Wire], exchanges: list[Exchange]) -> None:
    """The reason that no answer came is clean too."""

    def failing(environ: object, start: object) -> list[bytes]:
        del environ, start
        raise httpx.ReadError(f"while reading {SECRET}")

    connected = wire("http://127.0.0.1:1", application=failing, redactor=knowing(SECRET))

    with pytest.raises(InconclusiveError):
        connected.send("GET", "/")

    assert exchanges[0].failure == "no answer: the connection broke (while reading $SECRET)"
