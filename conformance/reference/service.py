"""What the three providers' services have in common: routing, and a seam for deviations."""

from __future__ import annotations

import random
import uuid
from collections.abc import Mapping
from typing import Any, ClassVar

from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Request, Response

from conformance.reference.freedom import Freedom
from conformance.reference.network import Network

HEADER_NAMES = "conformance.header_names"
"""Where a WSGI environment has the names of the request's headers as they were written, if whoever
calls the application says so. WSGI itself loses their letter case."""


class Service:
    """One provider's API.

    A subclass lists its routes and implements each endpoint as a method that takes the request
    and the path's variables. It is made of small methods on purpose: a deviation replaces one of
    them on one instance, and nothing else of the service changes.

    Attributes:
        name: the provider.
        prefixes: the beginnings of the paths that belong to it.
        routes: (HTTP method, path, method name); the path in werkzeug's notation.
        free: what its documents leave free in answers.
        entropy: where ids, tokens and codes come from.
        other: another account at the same provider, if there is one: what either has, the other
            knows nothing of.
    """

    name: ClassVar[str]
    prefixes: ClassVar[tuple[str, ...]]
    routes: ClassVar[tuple[tuple[str, str, str], ...]]
    free: ClassVar[Freedom] = Freedom()

    def __init__(self, network: Network) -> None:
        self.network = network
        self.clock = network.clock
        self.entropy: random.Random = random.SystemRandom()
        self.other: Service | None = None
        self.url_map = Map(
            [Rule(path, methods=[method], endpoint=name) for method, path, name in self.routes],
            strict_slashes=False,
            redirect_defaults=False,
            merge_slashes=False,
        )

    def serves(self, path: str) -> bool:
        """Whether the path belongs to this provider."""
        return any(path == prefix or path.startswith(f"{prefix}/") for prefix in self.prefixes)

    def new_uuid(self) -> str:
        """A UUID that nothing has."""
        return str(uuid.UUID(int=self.entropy.getrandbits(128), version=4))

    def handle(self, request: Request) -> Response:
        """Answer one request, even one whose body turns out to be unusable while it is read."""
        try:
            if self.other is not None and self.other.knows(request):
                return self.other.answer(request)
            return self.answer(request)
        except HTTPException as error:
            return self.unusable_request(request, error)

    def knows(self, request: Request) -> bool:
        """Whether the request bears the account's own credentials."""
        raise NotImplementedError

    def neighbour(self) -> Service | None:
        """Another account, with credentials of its own; none where a provider has one account."""
        return None

    def answer(self, request: Request) -> Response:
        """Answer one request, whatever it is."""
        try:
            endpoint, variables = self.url_map.bind_to_environ(request.environ).match()
        except NotFound:
            return self.unknown_path(request)
        except MethodNotAllowed as error:
            return self.unknown_method(request, sorted(error.valid_methods or ()))
        except HTTPException as error:
            return self.unusable_request(request, error)
        return self.call(endpoint, request, variables)

    def call(self, endpoint: str, request: Request, variables: Mapping[str, Any]) -> Response:
        """Call the endpoint's method; what every endpoint needs (authentication) goes here."""
        response: Response = getattr(self, endpoint)(request, **variables)
        return response

    def unknown_path(self, request: Request) -> Response:
        """Answer a request for a path that does not exist."""
        raise NotImplementedError

    def unknown_method(self, request: Request, allowed: list[str]) -> Response:
        """Answer a request whose method the path does not support."""
        raise NotImplementedError

    def unusable_request(self, request: Request, error: HTTPException) -> Response:
        """Answer a request that HTTP itself finds fault with (too large, bad encoding, …)."""
        raise NotImplementedError
