"""Tokens: who may call the API, and for how long (OAuth 2.0, RFC 6749 and 6750)."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl

from werkzeug.wrappers import Request, Response

from conformance.reference.network import Network
from conformance.reference.twosms.binding import UnreadableError
from conformance.reference.twosms.framework import FORM, Framework, RefusedError, decoded
from conformance.reference.twosms.writing import to_json

LIFETIME = timedelta(hours=8)


class OAuth(Framework):
    """The token endpoint, and the check of a token on every other path.

    Attributes:
        clients: the secret of each client, by its id.
        tokens: when each access token ends.
        refresh_tokens: the client that each refresh token was issued to.
    """

    def __init__(self, network: Network) -> None:
        super().__init__(network)
        self.clients: Mapping[str, str] = {"conformance": "conformance-secret"}
        self.tokens: dict[str, datetime] = {}
        self.refresh_tokens: dict[str, str] = {}

    def call(self, endpoint: str, request: Request, variables: Mapping[str, Any]) -> Response:
        """Ask for a token first, except where tokens are given."""
        if endpoint != "token" and not self.authorised(request):
            return self.unauthorised(request)
        return super().call(endpoint, request, variables)

    def authorised(self, request: Request) -> bool:
        """Whether the request carries a token that has not ended."""
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        return scheme.lower() == "bearer" and self.valid(token.strip())

    def knows(self, request: Request) -> bool:
        """Whether the request carries a token of the account, or its client asks for one."""
        if request.path.lower() == "/token" and request.method == "POST":
            return self.token_form(request).get("client_id", "") in self.clients
        return self.authorised(request)

    def valid(self, token: str) -> bool:
        """Whether the token was issued and has not ended."""
        return token in self.tokens and self.clock.now() < self.tokens[token]

    def unauthorised(self, request: Request) -> Response:
        """Answer a request without a valid token."""
        message = "Authorization has been denied for this request."
        response = self.refused(request, RefusedError(401, message))
        response.headers["WWW-Authenticate"] = "Bearer"
        return response

    # -- the token endpoint ----------------------------------------------------------------------

    def token(self, request: Request) -> Response:
        """Give a token for client credentials or for a refresh token."""
        form = self.token_form(request)
        match form.get("grant_type"):
            case None | "":
                return self.token_error("invalid_request")
            case "client_credentials":
                return self.client_credentials(form)
            case "refresh_token":
                return self.refresh(form)
            case _:
                return self.token_error("unsupported_grant_type")

    def token_form(self, request: Request) -> dict[str, str]:
        """The members of the token request; none if it is not a form."""
        if request.mimetype != FORM:
            return {}
        try:
            return dict(parse_qsl(decoded(request)))
        except UnreadableError:
            return {}

    def client_credentials(self, form: Mapping[str, str]) -> Response:
        """Give a token to a client that proves who it is."""
        if not self.known_client(form):
            return self.token_error("invalid_client")
        return self.token_response(self.grant(form["client_id"]))

    def refresh(self, form: Mapping[str, str]) -> Response:
        """Give a new token for a refresh token of the same client."""
        if not self.known_client(form):
            return self.token_error("invalid_client")
        if self.refresh_tokens.get(form.get("refresh_token", "")) != form["client_id"]:
            return self.token_error("invalid_grant")
        return self.token_response(self.grant(form["client_id"]))

    def known_client(self, form: Mapping[str, str]) -> bool:
        """Whether id and secret belong together."""
        secret = self.clients.get(form.get("client_id", ""))
        return secret is not None and form.get("client_secret") == secret

    def grant(self, client: str) -> dict[str, Any]:
        """Issue an access token and a refresh token."""
        access, refresh = self.new_token(96), self.new_token(48)
        self.tokens[access] = self.clock.now() + LIFETIME
        self.refresh_tokens[refresh] = client
        return {
            "access_token": access,
            "token_type": "bearer",
            "expires_in": int(LIFETIME.total_seconds()),
            "refresh_token": refresh,
        }

    def new_token(self, octets: int) -> str:
        """A token that nobody can guess, of so many octets."""
        return base64.urlsafe_b64encode(self.entropy.randbytes(octets)).decode("ascii")

    def token_error(self, error: str) -> Response:
        """Answer a token request that is refused."""
        return self.token_response({"error": error}, 400)

    def token_response(self, document: Mapping[str, Any], status: int = 200) -> Response:
        """Write an answer of the token endpoint, which is always JSON and never cached."""
        return Response(
            to_json(document),
            status=status,
            content_type="application/json;charset=UTF-8",
            headers={"Cache-Control": "no-cache", "Pragma": "no-cache", "Expires": "-1"},
        )
