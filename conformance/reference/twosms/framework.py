"""What the provider's web framework does for every operation, before and after the operation.

The documents of 2sms name no HTTP status and no framework error; what stands here are the defaults
of ASP.NET Web API 2, on which the provider's help pages show it to run, with invalid bodies
refused rather than half read.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl
from xml.etree.ElementTree import ParseError

from defusedxml import ElementTree
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Request, Response

from conformance.reference.service import Service
from conformance.reference.twosms.binding import Model, UnreadableError
from conformance.reference.twosms.writing import to_json, to_xml

JSON = ("application/json", "text/json")
XML = ("application/xml", "text/xml")
FORM = "application/x-www-form-urlencoded"
UTF16 = {"utf-16": "utf-16", "utf-16le": "utf-16", "utf-16be": "utf-16-be"}
"""The charsets other than UTF-8 that a body may have, and Python's name for the encoding."""


class RefusedError(Exception):
    """A request that is not carried out.

    Attributes:
        status: the HTTP status.
        message: what the caller is told.
        faults: what is wrong with the body or the query, by place.
    """

    def __init__(self, status: int, message: str, faults: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.faults = faults


def invalid(faults: Mapping[str, str]) -> RefusedError:
    """The refusal of a body or a query that does not fit its model."""
    return RefusedError(400, "The request is invalid.", faults)


class Framework(Service):
    """Routing without regard to case, content negotiation, binding of bodies, error objects."""

    def serves(self, path: str) -> bool:
        """Whether the path belongs to this provider, in any case."""
        path = path.lower()
        return any(f"{path}/".startswith(f"{prefix}/".lower()) for prefix in self.prefixes)

    def answer(self, request: Request) -> Response:
        """Answer one request; its path is matched without regard to (ASCII) case."""
        octets = request.environ["PATH_INFO"].encode("latin-1")
        request.environ["PATH_INFO"] = octets.lower().decode("latin-1")
        return super().answer(request)

    def call(self, endpoint: str, request: Request, variables: Mapping[str, Any]) -> Response:
        """Call the endpoint's method; what it refuses is answered with the error object."""
        try:
            return super().call(endpoint, request, variables)
        except RefusedError as refusal:
            return self.refused(request, refusal)

    # -- reading ---------------------------------------------------------------------------------

    def bind(self, request: Request, model: Model) -> dict[str, Any]:
        """Read the body as the model.

        Raises:
            RefusedError: if the body is empty, of a type that is not read, or no such model.
        """
        body = request.get_data()
        if not body:
            raise invalid({model.root: "A body is required."})
        read = self.readers(model).get(request.mimetype)
        if read is None:
            raise self.unsupported(request)
        try:
            values: dict[str, Any] = read(request, model)
        except UnreadableError as error:
            faults = {f"{model.root}{place}": wrong for place, wrong in error.faults.items()}
            raise invalid(faults) from error
        return values

    def readers(self, model: Model) -> dict[str, Any]:
        """What reads a body of the model, by media type."""
        readers = dict.fromkeys(JSON, self.read_json)
        if not model.only_json:
            readers |= dict.fromkeys(XML, self.read_xml) | {FORM: self.read_form}
        return readers

    def read_json(self, request: Request, model: Model) -> dict[str, Any]:
        """Read a JSON body."""
        try:
            document = json.loads(decoded(request))
        except (ValueError, RecursionError) as error:
            raise UnreadableError from error
        values = model.from_json(document)
        if values is None:
            raise UnreadableError
        return values

    def read_xml(self, request: Request, model: Model) -> dict[str, Any]:
        """Read an XML body; a document type or an entity is not read."""
        body = request.get_data()
        try:
            text = decoded(request) if charset(request) in UTF16 else body
            root = ElementTree.fromstring(text, forbid_dtd=True)
        except (ParseError, ValueError, LookupError) as error:
            raise UnreadableError from error
        if root.tag != model.root:
            raise UnreadableError
        return model.from_xml(root)

    def read_form(self, request: Request, model: Model) -> dict[str, Any]:
        """Read the body of a form."""
        return model.from_pairs(parse_qsl(decoded(request), keep_blank_values=True))

    def query(self, request: Request, model: Model) -> dict[str, Any]:
        """Read the query as the model.

        Raises:
            RefusedError: if it does not fit.
        """
        try:
            return model.from_pairs(request.args.items(multi=True))
        except UnreadableError as error:
            faults = {place.lstrip("."): wrong for place, wrong in error.faults.items()}
            raise invalid(faults) from error

    # -- writing ---------------------------------------------------------------------------------

    def respond(self, request: Request, status: int, root: str, document: object) -> Response:
        """Write the document in the format that the request asks for."""
        media = self.negotiate(request)
        body = to_xml(root, document) if media in XML else to_json(document)
        return Response(body, status=status, content_type=f"{media}; charset=utf-8")

    def negotiate(self, request: Request) -> str:
        """The media type of the answer: what is accepted, else what was sent, else JSON."""
        return self.accepted(request) or self.echoed(request) or JSON[0]

    def accepted(self, request: Request) -> str | None:
        """The best type that the Accept header asks for, if any.

        Quality decides, then a whole type goes before `type/*` before `*/*`, then JSON before XML.
        """
        offers = [
            (-quality, wanted.count("*"), formatter, matching[0])
            for wanted, quality in wishes(request)
            for formatter, types in enumerate((JSON, XML))
            if (matching := [media for media in types if covers(wanted, media)])
        ]
        return min(offers, key=lambda offer: offer[:3])[3] if offers else None

    def echoed(self, request: Request) -> str | None:
        """The type of the request's own body, if it can be written; a script's answer is JSON."""
        script = request.headers.get("X-Requested-With", "").lower() == "xmlhttprequest"
        if script and "Accept" not in request.headers:
            return None
        return request.mimetype if request.mimetype in (*JSON, *XML) else None

    # -- errors ----------------------------------------------------------------------------------

    def refused(self, request: Request, refusal: RefusedError) -> Response:
        """Answer a refused request with the framework's error object."""
        document: dict[str, object] = {"Message": refusal.message}
        if refusal.faults is not None:
            document["ModelState"] = {place: [wrong] for place, wrong in refusal.faults.items()}
        return self.respond(request, refusal.status, "Error", document)

    def unsupported(self, request: Request) -> RefusedError:
        """The refusal of a body in a media type that no reader takes."""
        if not request.content_type:
            return RefusedError(415, "The request has a body and no Content-Type header.")
        return RefusedError(
            415, f"The media type '{request.mimetype}' is not supported for this resource."
        )

    def unknown_path(self, request: Request) -> Response:
        """Answer a request for a path that does not exist."""
        return self.refused(request, RefusedError(404, f"There is no resource at {request.path}."))

    def unknown_method(self, request: Request, allowed: list[str]) -> Response:
        """Answer a request whose method the path does not support."""
        message = f"The requested resource does not support http method '{request.method}'."
        response = self.refused(request, RefusedError(405, message))
        response.headers["Allow"] = ", ".join(allowed)
        return response

    def unusable_request(self, request: Request, error: HTTPException) -> Response:
        """Answer a request that HTTP itself finds fault with."""
        return self.refused(request, RefusedError(error.code or 400, error.name))


def charset(request: Request) -> str:
    """The charset of the body, in lower case."""
    return request.mimetype_params.get("charset", "").lower()


def decoded(request: Request) -> str:
    """The body as text: UTF-16 where the charset says so, else UTF-8.

    Raises:
        UnreadableError: if it is not.
    """
    try:
        text = request.get_data().decode(UTF16.get(charset(request), "utf-8"))
    except UnicodeDecodeError as error:
        raise UnreadableError from error
    return text.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}")


def wishes(request: Request) -> list[tuple[str, float]]:
    """The media types of the Accept header without parameters, and their quality above zero."""
    return [
        (wanted.partition(";")[0].strip().lower(), quality)
        for wanted, quality in request.accept_mimetypes
        if quality > 0
    ]


def covers(wanted: str, media: str) -> bool:
    """Whether a media range of an Accept header takes the media type in."""
    return wanted in {media, f"{media.partition('/')[0]}/*", "*/*"}
