"""What all operations share: the key, the error envelope, JSON in and out, dates and ids."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Never

from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Request, Response

from conformance.reference.dexatel.faults import FAULTS, Refusal
from conformance.reference.network import Network
from conformance.reference.service import Service

CHANNELS = ("SMS", "WHATSAPP", "VIBER")

DATE_FORMAT = "%Y-%m-%d %H:%M:%S"
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}")
UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)


class Api(Service):
    """The common ground of Dexatel's operations.

    Attributes:
        key: the API key of the account.
        account_id: the account.
    """

    name = "dexatel"
    prefixes = ("/v1",)
    key: str = "94d2f2f2884848bca861264ad86d8ace"
    account_id: str = "72e47e47-95b9-41c2-bdcd-55dd9bb04e14"

    def __init__(self, network: Network) -> None:
        super().__init__(network)
        self.founded = self.clock.now()
        """Since when there is the account."""

    # -- authentication and errors --------------------------------------------

    def call(self, endpoint: str, request: Request, variables: Mapping[str, Any]) -> Response:
        """Call the endpoint for whoever has the key."""
        if not self.authentic(request):
            return self.refused(request, Refusal(1101))
        try:
            return super().call(endpoint, request, variables)
        except Refusal as refusal:
            return self.refused(request, refusal)

    def authentic(self, request: Request) -> bool:
        """Whether the request carries the account's key."""
        return self.presented_key(request) == self.key

    def knows(self, request: Request) -> bool:
        """Whether the request carries the account's key."""
        return self.authentic(request)

    def presented_key(self, request: Request) -> str | None:
        """The key that the request carries."""
        return request.headers.get("X-Dexatel-Key")

    def unknown_path(self, request: Request) -> Response:
        """404 with the envelope."""
        return self.refused(request, Refusal(404))

    def unknown_method(self, request: Request, allowed: list[str]) -> Response:
        """405 with the envelope and the methods that there are."""
        response = self.refused(request, Refusal(405))
        response.headers["Allow"] = ", ".join(allowed)
        return response

    def unusable_request(self, request: Request, error: HTTPException) -> Response:
        """The envelope with the status that HTTP has for it."""
        status = error.code if error.code is not None and 400 <= error.code < 500 else 400
        return self.refusal(request, status, status, error.name)

    def refused(self, request: Request, refusal: Refusal) -> Response:
        """The answer to a refused request."""
        return self.refusal(
            request, self.status_of(refusal), refusal.code, self.message_of(refusal)
        )

    def status_of(self, refusal: Refusal) -> int:
        """The HTTP status of a fault."""
        return FAULTS[refusal.code][0]

    def message_of(self, refusal: Refusal) -> str:
        """The text of a fault."""
        return refusal.detail or FAULTS[refusal.code][1]

    def refusal(self, request: Request, status: int, code: int, message: str) -> Response:
        """An answer with an error envelope."""
        return self.json(status, {"errors": [self.error(request, status, code, message)]})

    def error(self, request: Request, status: int, code: int, message: str) -> dict[str, Any]:
        """One entry of the envelope."""
        return {
            "timestamp": self.date(self.clock.now()),
            "path": request.path,
            "method": request.method,
            "status": status,
            "message": message,
            "code": code,
        }

    # -- requests -------------------------------------------------------------

    def data(self, request: Request, missing: int = 1007) -> dict[str, Any]:
        """The object under `data` of the request's body, or a refusal with the code for none."""
        self.check_media_type(request)
        document = self.document(request.get_data(cache=False))
        data = document.get("data") if isinstance(document, dict) else None
        if not isinstance(data, dict):
            raise Refusal(missing)
        return data

    def check_media_type(self, request: Request) -> None:
        """A body is JSON, and says so."""
        if request.mimetype != "application/json":
            raise Refusal(415)

    def document(self, body: bytes) -> Any:
        """The body as JSON: UTF-8, and neither NaN nor Infinity (RFC 8259)."""
        try:
            return json.loads(body.decode("utf-8"), parse_constant=refuse_constant)
        except (ValueError, RecursionError):
            raise Refusal(1005) from None

    def identifier(self, text: str, malformed: int) -> str:
        """An id in the spelling that is kept, or a refusal with the code for malformed ones."""
        if not UUID.fullmatch(text):
            raise Refusal(malformed)
        return text.lower()

    def moment(self, text: str) -> datetime:
        """A date of the API, which is in UTC.

        Raises:
            ValueError: if it is none.
        """
        if not DATE.fullmatch(text):
            raise ValueError(text)
        return datetime.strptime(text, DATE_FORMAT).replace(tzinfo=UTC)

    # -- answers --------------------------------------------------------------

    def json(self, status: int, document: object) -> Response:
        """A JSON answer."""
        body = json.dumps(document, ensure_ascii=False, allow_nan=False).encode("utf-8")
        return Response(body, status=status, content_type="application/json")

    def no_content(self) -> Response:
        """An answer of 204: no body, and no media type for one."""
        response = Response(status=204)
        del response.headers["Content-Type"]
        return response

    def date(self, moment: datetime) -> str:
        """A moment as the API writes it (read page, rows of the two dates)."""
        return moment.astimezone(UTC).strftime(DATE_FORMAT)

    def url(self, request: Request, *path: str) -> str:
        """The address of a resource on this server."""
        return request.host_url + "/".join(("v1", *path))


def refuse_constant(name: str) -> Never:
    """Refuse what Python reads as JSON and RFC 8259 does not know."""
    raise ValueError(name)


def is_text(value: object) -> bool:
    """Whether a JSON value is a string of Unicode characters, without lone surrogates."""
    return isinstance(value, str) and not any(
        "\ud800" <= character <= "\udfff" for character in value
    )
