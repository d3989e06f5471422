"""2sms's tokens: how they are given, refused and renewed, and what they open."""

from __future__ import annotations

from conformance.cases.twosms import (
    appear,
    expect_live,
    expect_unchanged,
    expiring,
    sent_live,
    updating,
)
from conformance.errors import BlockedError
from conformance.providers import Draft, Reply
from conformance.providers.twosms import token_request
from conformance.run.declare import each, themes
from conformance.verdict import Prover, expect
from conformance.wire.gateway import Gateway


def client(gateway: Gateway, **changes: str) -> dict[str, str]:
    """The form of a client that asks for a token, with changes."""
    account = gateway.account
    form = {
        "grant_type": "client_credentials",
        "client_id": account["client_id"],
        "client_secret": account["client_secret"],
    }
    return {**form, **changes}


def opening(gateway: Gateway, token: str, scheme: str = "Bearer") -> Draft:
    """A harmless request to the API with a token of the case's own."""
    draft = expiring(gateway.unknown_id()).without_credentials()
    return draft.header("Authorization", f"{scheme} {token}")


def token_in_use(gateway: Gateway) -> str:
    """The token with which this account's requests are made.

    Raises:
        BlockedError: when the API does not open to it.
    """
    reply = gateway.call(expiring(gateway.unknown_id()))
    if reply.status in {401, 403}:
        raise BlockedError(f"the API does not open to its own token: status {reply.status}")
    return [
        secret for secret, name in gateway.dialect.secrets().items() if name == "$TWOSMS_TOKEN"
    ][-1]


def denied(gateway: Gateway, draft: Draft) -> None:
    """Send a draft without a token, and be denied.

    Raises:
        BlockedError: when it is answered otherwise.
    """
    reply = gateway.call(draft.without_credentials())
    if reply.status not in {401, 403}:
        raise BlockedError(f"a request without a token was answered with status {reply.status}")


def expect_open(reply: Reply) -> None:
    """The API does not deny access."""
    expect(f"the status of {reply.asked}", reply.status).differs_from(401)
    expect(f"the status of {reply.asked}", reply.status).differs_from(403)


def issued(reply: Reply) -> str:
    """The token in an answer."""
    token = reply.at("/access_token")
    expect("access_token", token).matches(".+")
    return str(token)


@themes(
    "token.answers-200",
    "token.access-token",
    "token.type-bearer",
    "token.expires-in",
    "token.lifetime-documented",
    "token.not-cached",
    "token.opens-api",
    "http.parses-as-declared",
    "http.media-type-documented",
    provider="twosms",
)
def test_a_token_is_given_to_the_client(gateway: Gateway, prove: Prover) -> None:
    """A client with its secret is given a token, and the token opens the API."""
    reply = gateway.call(token_request(**client(gateway)))

    with prove("token.answers-200"):
        expect(f"the status of {reply.asked}", reply.status).equals(200)
        expect("the body", reply.document).is_a(dict)
    with prove("token.access-token"):
        issued(reply)
    opened = gateway.call(opening(gateway, issued(reply)))
    with prove("token.opens-api"):
        expect_open(opened)


@themes("auth.truncated-refused", "auth.refused-with-401", "auth.challenge", provider="twosms")
def test_a_truncated_token(gateway: Gateway, prove: Prover) -> None:
    """A token that lacks its last character opens nothing."""
    reply = gateway.call(opening(gateway, token_in_use(gateway)[:-1]))

    with prove("auth.truncated-refused"):
        gateway.dialect.denied(reply)
    with prove("auth.refused-with-401"):
        expect(f"the status of {reply.asked}", reply.status).equals(401)


@themes(provider="twosms")
@each(
    "token",
    {"none": "auth.missing-refused", "invented": "auth.wrong-refused"}.items(),
    id=lambda one: one[0],
    themes=lambda one: (one[1], "auth.refused-with-401", "auth.challenge", "error.shape"),
)
def test_no_token_and_a_made_up_one(
    gateway: Gateway, prove: Prover, token: tuple[str, str]
) -> None:
    """Expiring without a token, or with one that was never given, is denied."""
    which, theme = token
    draft = expiring(gateway.unknown_id()).without_credentials()
    if which == "invented":
        draft = draft.header(*next(iter(gateway.dialect.stranger().items())))

    reply = gateway.call(draft)

    with prove(theme):
        gateway.dialect.denied(reply)
    with prove("auth.refused-with-401"):
        expect(f"the status of {reply.asked}", reply.status).equals(401)


@themes("auth.refused-without-effect", provider="twosms")
def test_a_denied_expiry(gateway: Gateway, prove: Prover) -> None:
    """A message stays live when somebody without a token tries to expire it."""
    message = sent_live(gateway)

    denied(gateway, expiring(message.id))

    with prove("auth.refused-without-effect"):
        expect_live(gateway, message, "a message in a request without a token")


@themes("auth.refused-without-effect", provider="twosms")
def test_a_denied_update(gateway: Gateway, prove: Prover) -> None:
    """A message keeps its text when somebody without a token tries to update it."""
    message = gateway.send()

    denied(gateway, updating(message.id, Content="Changed"))

    appear(gateway, message)
    with prove("auth.refused-without-effect"):
        expect_unchanged(gateway, message, "a message in a request without a token")


@themes("auth.scheme-any-case", provider="twosms")
@each("scheme", ("bearer", "BEARER"))
def test_the_scheme_in_any_case(gateway: Gateway, prove: Prover, scheme: str) -> None:
    """The scheme of the Authorization header is recognised in any letter case."""
    reply = gateway.call(opening(gateway, token_in_use(gateway), scheme))

    with prove("auth.scheme-any-case"):
        expect_open(reply)


@themes("token.refresh-works", provider="twosms")
def test_a_refresh_token(gateway: Gateway, prove: Prover) -> None:
    """A refresh token is exchanged for a token that opens the API."""
    first = gateway.call(token_request(**client(gateway)))
    refresh = first.get("/refresh_token") if first.accepted else None
    if not isinstance(refresh, str) or not refresh:
        raise BlockedError(f"no refresh token came with the token (exchange {first.exchange})")

    reply = gateway.call(
        token_request(**client(gateway, grant_type="refresh_token", refresh_token=refresh))
    )

    with prove("token.refresh-works"):
        expect(f"the status of {reply.asked}", reply.status).equals(200)
        opened = gateway.call(opening(gateway, issued(reply)))
        expect_open(opened)


@themes("token.refresh-invalid", "token.error-shape", provider="twosms")
def test_a_made_up_refresh_token(gateway: Gateway, prove: Prover) -> None:
    """A refresh token that was never given is no grant."""
    reply = gateway.call(
        token_request(
            **client(gateway, grant_type="refresh_token", refresh_token=gateway.unknown_id())
        )
    )

    with prove("token.refresh-invalid"):
        expect(f"the status of {reply.asked}", reply.status).is_between(400, 499)
        expect("error", reply.at("/error")).equals("invalid_grant")


@themes("token.client-wrong", "token.client-wrong-status", "token.error-shape", provider="twosms")
@each("member", ("client_id", "client_secret"))
def test_a_wrong_client(gateway: Gateway, prove: Prover, member: str) -> None:
    """An unknown client, and a known one with the wrong secret, are refused as clients."""
    reply = gateway.call(token_request(**client(gateway, **{member: gateway.unknown_id()})))

    with prove("token.client-wrong"):
        expect(f"the status of {reply.asked}", reply.status).is_between(400, 499)
        expect("error", reply.at("/error")).equals("invalid_client")
    with prove("token.client-wrong-status"):
        expect(f"the status of {reply.asked}", reply.status).is_in(400, 401)


@themes("token.grant-unknown", "token.grant-error-status", "token.error-shape", provider="twosms")
def test_an_unknown_grant(gateway: Gateway, prove: Prover) -> None:
    """A grant type that does not exist is refused as such."""
    reply = gateway.call(token_request(**client(gateway, grant_type="conformance")))

    with prove("token.grant-unknown"):
        expect(f"the status of {reply.asked}", reply.status).is_between(400, 499)
        expect("error", reply.at("/error")).equals("unsupported_grant_type")
    with prove("token.grant-error-status"):
        expect(f"the status of {reply.asked}", reply.status).equals(400)


@themes("token.grant-missing", "token.grant-error-status", "token.error-shape", provider="twosms")
def test_a_missing_grant(gateway: Gateway, prove: Prover) -> None:
    """A form that does not say what is granted is refused."""
    form = client(gateway)
    del form["grant_type"]

    reply = gateway.call(token_request(**form))

    with prove("token.grant-missing"):
        expect(f"the status of {reply.asked}", reply.status).is_between(400, 499)
        expect("error", reply.at("/error")).is_in("unsupported_grant_type", "invalid_request")
    with prove("token.grant-error-status"):
        expect(f"the status of {reply.asked}", reply.status).equals(400)


@themes("token.empty-form-refused", "token.error-shape", provider="twosms")
def test_an_empty_form(gateway: Gateway, prove: Prover) -> None:
    """An empty form gets no token, and is told so in JSON."""
    given = gateway.call(token_request(**client(gateway)))
    expect("the token for a full form", given.get("/access_token")).is_a(str)

    reply = gateway.call(token_request())

    with prove("token.empty-form-refused"):
        expect(f"the status of {reply.asked}", reply.status).is_between(400, 499)
        expect("error", reply.at("/error")).is_a(str)
