"""Doubles: servers that look like a provider and are none, made from the reference."""

from __future__ import annotations

import base64
import io
import json
import random
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from conformance import reference
from conformance.contract import Contract

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

Headers = list[tuple[str, str]]


class Replay:
    """Answers every operation with a good answer that the reference once gave, whatever is asked.

    As long as it records, it hands requests on to the reference and keeps the last success of every
    operation; from then on it repeats those, without looking at credentials, ids or bodies.

    Args:
        contracts: say which operation a request is.
    """

    def __init__(self, contracts: Iterable[Contract]) -> None:
        self._reference = reference.build()
        self._contracts = list(contracts)
        self._good: dict[str, tuple[str, Headers, bytes]] = {}
        self.recording = True

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        operation = self._operation(environ["REQUEST_METHOD"], environ.get("PATH_INFO", ""))
        if self.recording or operation not in self._good:
            status, headers, body = _answer(self._reference, environ)
            if self.recording and operation and status.startswith("2"):
                self._good[operation] = (status, headers, body)
        else:
            status, headers, body = self._good[operation]
        start_response(status, headers)
        return [body]

    def _operation(self, method: str, path: str) -> str:
        for contract in self._contracts:
            found = contract.find(method, path)
            if found is not None:
                return f"{contract.provider}/{found.id}"
        return ""


class Parrot:
    """The reference for accounts with other secrets, which it repeats wherever it can.

    Args:
        accepted: for each secret of an account, what the reference knows in its place.
    """

    def __init__(self, accepted: Mapping[str, str]) -> None:
        self._reference = reference.build()
        self._accepted = accepted

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer, and repeat what was heard."""
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        heard = [
            str(value)
            for name, value in environ.items()
            if name in {"HTTP_AUTHORIZATION", "HTTP_X_DEXATEL_KEY"}
        ]
        if environ["PATH_INFO"].lower() == "/token":
            heard.append(body.decode("latin-1"))
        for secret, known in self._accepted.items():
            body = body.replace(secret.encode(), known.encode())
            for name, value in environ.items():
                if isinstance(value, str):
                    environ[name] = value.replace(secret, known)
        environ["wsgi.input"] = io.BytesIO(body)
        environ["CONTENT_LENGTH"] = str(len(body))
        status, headers, answer = _answer(self._reference, environ)
        said = " ".join(heard)
        if said and not status.startswith("2"):
            document = {"errors": [{"code": said, "message": [said]}], "error": said, "data": said}
            answer = json.dumps(document).encode()
        headers = [pair for pair in headers if pair[0].lower() != "content-length"]
        headers += _repeated(said) if said else []
        start_response(status, [*headers, ("Content-Length", str(len(answer)))])
        return [b"" if environ["REQUEST_METHOD"] == "HEAD" else answer]


NO_DOCUMENTS = (b"", b" ", b"\0", b"NaN", b'{"data": [', b"\xff\xfe\x00\xd8", b"\xef\xbb\xbf{}")
DOCUMENTS = (b"null", b"[]", b"{}", b"17", b"1e999", b"true", b'"text"', b'"\\ud800"', b"[null]")
LARGE = (b"9" * 5000, b"[" * 3000 + b"]" * 3000)
OF_OTHERS = (b'{"data": 1, "data": [2]}', b"<html><p>x</html>", b"<response/>")
ODD_BODIES = (*NO_DOCUMENTS, *DOCUMENTS, *LARGE, *OF_OTHERS)
"""Whole answers that no operation documents."""

NUMBERS = (0, -1, 1.5, 10**30, 10**400)
NESTED: tuple[Any, ...] = ([], {}, [None], [[]], ["x", 1], {"id": {}}, {"": ""})
TEXTS = (
    "",
    " ",
    "x",
    "00",
    "1e999",
    "nan",
    "\0",
    "\ud800",
    "\u0663",
    "\xb2",
    "9" * 5000,
    "x" * 70_000,
)
ADDRESSES = ("%zz", "../..", "a/b?c#d", "http://[::1?page_token=b", "//[x", "a\r\nX: y")
DATES = ("0000-00-00 00:00:00", "0001-01-01 00:00:00", "9999-12-31 23:59:59")
ODD_VALUES = (None, True, *NUMBERS, *NESTED, *TEXTS, *ADDRESSES, *DATES)
"""What a member of an answer may turn out to be."""


class Scrambler:
    """The reference, in every few of whose answers something is of another kind than documented.

    Args:
        seed: the same one scrambles the same answers in the same way.
        share: how many of the answers, of one.
    """

    def __init__(self, seed: int, share: float) -> None:
        self._reference = reference.build()
        self._random = random.Random(seed)  # noqa: S311 - no secrets are drawn
        self._share = share
        self._lock = threading.Lock()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        status, headers, body = _answer(self._reference, environ)
        # A 204 has no body, and without a token hardly anything is asked of 2sms.
        given = environ["PATH_INFO"].lower() == "/token" and status.startswith("2")
        spared = given or status.startswith("204")
        with self._lock:
            if not spared and self._random.random() < self._share:
                body = self._scrambled(body)
                headers = [pair for pair in headers if pair[0].lower() != "content-length"]
                headers.append(("Content-Length", str(len(body))))
        start_response(status, headers)
        return [b"" if environ["REQUEST_METHOD"] == "HEAD" else body]

    def _scrambled(self, body: bytes) -> bytes:
        try:
            document = json.loads(body)
        except ValueError:
            document = None
        places = list(_places(document))
        if not places or self._random.random() < 0.25:
            return self._random.choice(ODD_BODIES)
        holder, key = self._random.choice(places)
        if self._random.random() < 0.15:
            del holder[key]
        else:
            holder[key] = self._random.choice(ODD_VALUES)
        return json.dumps(document).encode()


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every member and item of a document: what holds it, and its name or position there."""
    if not isinstance(value, dict | list):
        return
    for key, held in value.items() if isinstance(value, dict) else enumerate(value):
        yield value, key
        yield from _places(held)


def _repeated(said: str) -> Headers:
    """Headers that tell what was said, in more than one spelling."""
    in_base64 = base64.b64encode(f"id:{said}".encode()).decode()
    name = "".join(one for one in said if one.isalnum())[:60]
    return [
        ("X-Echo", said),
        ("X-Basic", in_base64),
        (f"X-{name}", said[::-1]),
        ("Location", f"/{said.replace(' ', '%20')}"),
        ("X-Half", said[:20]),
        ("X-Half", said[20:]),
        ("X-Capitals", said.upper()),
    ]


def _answer(application: WSGIApplication, environ: WSGIEnvironment) -> tuple[str, Headers, bytes]:
    """What an application answers, as a whole."""
    told: list[tuple[str, Headers]] = []

    def start(status: str, headers: Headers, _: Any = None) -> Callable[[bytes], object]:
        told.append((status, headers))
        return lambda _: None

    pieces = application(environ, start)
    body = b"".join(pieces)
    status, headers = told[0]
    return status, headers, body
