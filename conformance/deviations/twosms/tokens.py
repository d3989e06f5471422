"""Faults in who may ask: the token, and the endpoint that gives it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from werkzeug.wrappers import Request, Response

from conformance.deviations.deviation import wrap
from conformance.deviations.twosms.faults import FAULTS, after, always, renamed, status, without
from conformance.reference.twosms import TwoSms
from conformance.reference.twosms.oauth import OAuth

ADMITTED = ("auth.challenge", "auth.refused-with-401", "auth.refused-without-effect")
"""What a request that is let in cannot show."""

GRANT_ERRORS = (
    "token.client-wrong",
    "token.client-wrong-status",
    "token.empty-form-refused",
    "token.error-shape",
    "token.grant-error-status",
    "token.grant-missing",
    "token.grant-unknown",
    "token.refresh-invalid",
)
"""Themes about refused token requests."""

Form = Mapping[str, str]


def admit(service: TwoSms, whom: Callable[[str], bool]) -> None:
    """Let in whoever has such a token, besides the rightful one."""

    def around(original: Callable[[str], bool], token: str) -> bool:
        return original(token) or whom(token)

    wrap(service, "valid", around)


# -- the token of a request ----------------------------------------------------------------------


@FAULTS.deviation(breaks=["auth.missing-refused"], collateral=ADMITTED)
def serves_strangers(service: TwoSms) -> None:
    """Looks at the token only if there is one."""

    def around(original: Callable[[Request], bool], request: Request) -> bool:
        return "Authorization" not in request.headers or original(request)

    wrap(service, "authorised", around)


@FAULTS.deviation(breaks=["auth.missing-refused"], collateral=ADMITTED)
def expires_for_strangers(service: TwoSms) -> None:
    """Forgets the token where messages are expired."""

    def around(original: Callable[[Request], bool], request: Request) -> bool:
        expiring = request.method == "DELETE" and request.path.lower().endswith("/v1/sms/messages")
        open_to_all = expiring and "Authorization" not in request.headers
        return open_to_all or original(request)

    wrap(service, "authorised", around)


@FAULTS.deviation(
    breaks=["auth.wrong-refused", "auth.truncated-refused"],
    collateral=ADMITTED,
)
def takes_any_token(service: TwoSms) -> None:
    """Checks that there is a token and not which one."""
    admit(service, bool)


@FAULTS.deviation(breaks=["auth.truncated-refused"], collateral=ADMITTED)
def takes_the_beginning_of_a_token(service: TwoSms) -> None:
    """Takes a token that has been cut short."""
    admit(
        service,
        lambda token: len(token) >= 16 and any(known.startswith(token) for known in service.tokens),
    )


@FAULTS.deviation(breaks=["auth.truncated-refused"], collateral=ADMITTED)
def compares_half_the_token(service: TwoSms) -> None:
    """Keeps tokens in a column that is too short for them."""
    admit(
        service,
        lambda token: any(known[:64] == token[:64] for known in service.tokens),
    )


@FAULTS.deviation(breaks=["auth.refused-without-effect"])
def acts_before_it_asks_who(service: TwoSms) -> None:
    """Carries out what deletes, and looks at the token when it answers."""

    def around(
        original: Callable[..., Response],
        endpoint: str,
        request: Request,
        variables: Mapping[str, Any],
    ) -> Response:
        if request.method == "DELETE" and not service.authorised(request):
            super(OAuth, service).call(endpoint, request, variables)
        return original(endpoint, request, variables)

    wrap(service, "call", around)


@FAULTS.deviation(breaks=["auth.refused-without-effect"])
def sends_before_it_asks_who(service: TwoSms) -> None:
    """Carries out what sends and updates, and looks at the token when it answers."""

    def around(
        original: Callable[..., Response],
        endpoint: str,
        request: Request,
        variables: Mapping[str, Any],
    ) -> Response:
        if endpoint in {"send", "update"} and not service.authorised(request):
            super(OAuth, service).call(endpoint, request, variables)
        return original(endpoint, request, variables)

    wrap(service, "call", around)


@FAULTS.deviation(breaks=["auth.scheme-any-case"])
def compares_the_scheme_exactly(service: TwoSms) -> None:
    """Knows the scheme as `Bearer` only."""

    def around(original: Callable[[Request], bool], request: Request) -> bool:
        return request.headers.get("Authorization", "").startswith("Bearer ") and original(request)

    wrap(service, "authorised", around)


@FAULTS.deviation(breaks=["auth.refused-with-401"])
def forbids_with_403(service: TwoSms) -> None:
    """Answers 403 where 401 is meant."""
    after(service, "unauthorised", status(403))


@FAULTS.deviation(breaks=["auth.challenge"])
def does_not_say_how_to_authenticate(service: TwoSms) -> None:
    """Answers 401 without WWW-Authenticate."""

    def change(response: Response) -> Response:
        del response.headers["WWW-Authenticate"]
        return response

    after(service, "unauthorised", change)


# -- the token that is given ---------------------------------------------------------------------


@FAULTS.deviation(
    breaks=["token.answers-200"],
    collateral=["http.status-documented", "token.refresh-works"],
)
def creates_tokens_with_201(service: TwoSms) -> None:
    """Answers a token request with 201."""

    def around(
        original: Callable[..., Response], document: Mapping[str, Any], code: int = 200
    ) -> Response:
        return original(document, 201 if code == 200 else code)

    wrap(service, "token_response", around)


@FAULTS.deviation(breaks=["token.access-token"], collateral=["token.refresh-works"])
def spells_the_token_in_camel_case(service: TwoSms) -> None:
    """Answers `accessToken` instead of `access_token`."""
    after(service, "grant", renamed("access_token", "accessToken"))


@FAULTS.deviation(breaks=["token.type-bearer"])
def names_another_token_type(service: TwoSms) -> None:
    """Says what the token is made of instead of how it is used."""
    after(service, "grant", lambda token: token | {"token_type": "JWT"})


@FAULTS.deviation(breaks=["token.expires-in"], collateral=["token.lifetime-documented"])
def does_not_say_when_a_token_ends(service: TwoSms) -> None:
    """Leaves `expires_in` out."""
    after(service, "grant", without("expires_in"))


@FAULTS.deviation(breaks=["token.expires-in"], collateral=["token.lifetime-documented"])
def tells_the_lifetime_as_text(service: TwoSms) -> None:
    """Writes `expires_in` as a text."""
    after(service, "grant", lambda token: token | {"expires_in": str(token["expires_in"])})


@FAULTS.deviation(breaks=["token.lifetime-documented"])
def gives_tokens_for_an_hour(service: TwoSms) -> None:
    """Gives tokens that live an hour."""

    def change(token: dict[str, Any]) -> dict[str, Any]:
        service.tokens[token["access_token"]] = service.clock.now() + timedelta(hours=1)
        return token | {"expires_in": 3600}

    after(service, "grant", change)


@FAULTS.deviation(
    breaks=["token.opens-api"],
    collateral=[
        "accounts.overview-answered",
        "recurring.accepted",
        "schedule.accepted",
        "send.accepted",
        "standard.accepted",
        "templates.answered",
        "token.refresh-works",
    ],
)
def does_not_know_its_own_tokens(service: TwoSms) -> None:
    """Refuses the tokens that it has given."""
    always(service, "valid", value=False)


@FAULTS.deviation(breaks=["token.not-cached"])
def lets_tokens_be_cached(service: TwoSms) -> None:
    """Lets every cache on the way keep the token."""

    def change(response: Response) -> Response:
        response.headers["Cache-Control"] = "public, max-age=3600"
        return response

    after(service, "token_response", change)


# -- refreshing ----------------------------------------------------------------------------------


@FAULTS.deviation(breaks=["token.refresh-works"])
def forgets_refresh_tokens(service: TwoSms) -> None:
    """Gives a refresh token and does not know it again."""

    def change(token: dict[str, Any]) -> dict[str, Any]:
        service.refresh_tokens.clear()
        return token

    after(service, "grant", change)


@FAULTS.deviation(breaks=["token.refresh-works"])
def refreshes_to_a_dead_token(service: TwoSms) -> None:
    """Exchanges a refresh token for a token that has ended already."""

    def around(original: Callable[[Form], Response], form: Form) -> Response:
        known = set(service.tokens)
        response = original(form)
        for token in set(service.tokens) - known:
            del service.tokens[token]
        return response

    wrap(service, "refresh", around)


@FAULTS.deviation(breaks=["token.refresh-invalid"])
def refreshes_for_anything(service: TwoSms) -> None:
    """Takes any text as a refresh token."""

    def around(original: Callable[[Form], Response], form: Form) -> Response:
        service.refresh_tokens.setdefault(form.get("refresh_token", ""), form["client_id"])
        return original(form)

    wrap(service, "refresh", around)


# -- refused token requests ----------------------------------------------------------------------


@FAULTS.deviation(breaks=["token.client-wrong"], collateral=["token.client-wrong-status"])
def takes_any_secret(service: TwoSms) -> None:
    """Gives a token for the id of a client alone."""

    def around(original: Callable[[Form], bool], form: Form) -> bool:
        return original(form) or form.get("client_id") in service.clients

    wrap(service, "known_client", around)


@FAULTS.deviation(breaks=["token.client-wrong"], collateral=["token.client-wrong-status"])
def takes_any_client(service: TwoSms) -> None:
    """Compares the secret and not the id that it belongs to."""

    def around(original: Callable[[Form], bool], form: Form) -> bool:
        return original(form) or form.get("client_secret") in service.clients.values()

    wrap(service, "known_client", around)


def rename_error(service: TwoSms, old: str, new: str, code: int = 400) -> None:
    """Answer one token error under another name or with another status."""

    def around(original: Callable[[str], Response], error: str) -> Response:
        if error != old:
            return original(error)
        return status(code)(original(new))

    wrap(service, "token_error", around)


@FAULTS.deviation(breaks=["token.client-wrong"])
def calls_a_wrong_client_unauthorized(service: TwoSms) -> None:
    """Answers `unauthorized_client` for credentials that are wrong."""
    rename_error(service, "invalid_client", "unauthorized_client")


@FAULTS.deviation(breaks=["token.client-wrong-status"])
def forbids_a_wrong_client(service: TwoSms) -> None:
    """Answers `invalid_client` with 403."""
    rename_error(service, "invalid_client", "invalid_client", 403)


@FAULTS.deviation(breaks=["token.grant-unknown"], collateral=["token.grant-error-status"])
def takes_any_grant(service: TwoSms) -> None:
    """Takes every grant that it does not know for client credentials."""

    def around(original: Callable[[Request], Response], request: Request) -> Response:
        form = service.token_form(request)
        if form.get("grant_type") in {None, "", "refresh_token"}:
            return original(request)
        return service.client_credentials(form)

    wrap(service, "token", around)


@FAULTS.deviation(breaks=["token.grant-unknown"])
def calls_an_unknown_grant_invalid(service: TwoSms) -> None:
    """Answers `invalid_grant` for a grant type that does not exist."""
    rename_error(service, "unsupported_grant_type", "invalid_grant")


@FAULTS.deviation(breaks=["token.grant-missing"], collateral=["token.grant-error-status"])
def needs_no_grant(service: TwoSms) -> None:
    """Takes a form without a grant for client credentials."""

    def change(form: dict[str, str]) -> dict[str, str]:
        return {"grant_type": "client_credentials"} | form

    after(service, "token_form", change)


@FAULTS.deviation(breaks=["token.grant-error-status"])
def answers_grant_errors_with_422(service: TwoSms) -> None:
    """Answers 422 for errors about the grant."""
    for error in ("invalid_request", "unsupported_grant_type", "invalid_grant"):
        rename_error(service, error, error, 422)


@FAULTS.deviation(breaks=["token.error-shape"], collateral=GRANT_ERRORS)
def refuses_tokens_like_anything_else(service: TwoSms) -> None:
    """Answers a refused token request with the error object of the API."""

    def around(original: Callable[[str], Response], error: str) -> Response:
        del original
        return service.token_response({"Message": error}, 400)

    wrap(service, "token_error", around)


@FAULTS.deviation(
    breaks=["token.empty-form-refused", "token.grant-missing"],
    collateral=[
        "token.access-token",
        "token.expires-in",
        "token.type-bearer",
        *GRANT_ERRORS,
    ],
)
def answers_an_empty_form_with_200(service: TwoSms) -> None:
    """Answers a form without a grant with 200 and an error."""
    rename_error(service, "invalid_request", "invalid_request", 200)


@FAULTS.deviation(breaks=["auth.wrong-refused"], collateral=["auth.truncated-refused", *ADMITTED])
def lets_reports_be_read_with_any_token(service: TwoSms) -> None:
    """Checks the token on writing only."""

    def around(
        original: Callable[..., Response],
        endpoint: str,
        request: Request,
        variables: Mapping[str, Any],
    ) -> Response:
        if request.method == "GET" and "Authorization" in request.headers:
            return super(OAuth, service).call(endpoint, request, variables)
        return original(endpoint, request, variables)

    wrap(service, "call", around)


# -- another account -----------------------------------------------------------------------------


def elsewhere(service: TwoSms) -> Any:
    """The other account at the provider."""
    return service.other


@FAULTS.deviation(breaks=["isolation.account.cancel"])
def expires_messages_of_every_account(service: TwoSms) -> None:
    """Expires whatever is named, whoever has sent it."""

    def named(original: Callable[..., list[Any]], ids: Sequence[str]) -> list[Any]:
        return [*original(ids), *service.named(ids)]

    wrap(elsewhere(service), "named", named)


@FAULTS.deviation(breaks=["isolation.account.cancel"])
def counts_messages_of_every_account(service: TwoSms) -> None:
    """Counts whatever is named as expired, and expires what the account has sent itself."""
    other = elsewhere(service)

    def named(original: Callable[..., list[Any]], ids: Sequence[str]) -> list[Any]:
        return [*original(ids), *service.named(ids)]

    def mark(original: Callable[..., None], message: Any, criteria: Form) -> None:
        if message.id in other.messages:
            original(message, criteria)

    wrap(other, "named", named)
    wrap(other, "mark_expired", mark)


@FAULTS.deviation(breaks=["isolation.account.cancel"])
def cancels_pendings_of_every_account(service: TwoSms) -> None:
    """Cancels whatever scheduled message is named, whoever has sent it."""
    other = elsewhere(service)
    wrap(other, "find", lambda original, one: original(one) or service.find(one))
    wrap(other, "pendings", lambda original: [*original(), *service.pendings()])


@FAULTS.deviation(breaks=["isolation.account.list"])
def reports_messages_of_every_account(service: TwoSms) -> None:
    """Lists whatever has been sent, by whichever account."""
    wrap(elsewhere(service), "reported", lambda original: [*original(), *service.reported()])
