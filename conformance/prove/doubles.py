"""Doubles: servers that look like a provider and are none, made from the reference."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Callable, Iterable, Mapping
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
