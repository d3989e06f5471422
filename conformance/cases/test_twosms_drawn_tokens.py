"""Drawn token requests to 2sms: each form is right, or has one fault and is refused for it."""

from __future__ import annotations

from conformance.cases.drawn import wanted
from conformance.cases.test_twosms_tokens import client, expect_open, issued, opening
from conformance.generate import grants
from conformance.generate.grants import Grant
from conformance.providers import Reply
from conformance.providers.twosms import token_request
from conformance.run.declare import generated
from conformance.verdict import Prover, expect
from conformance.wire.gateway import Gateway

FORMS = 8

ERRORS = {
    "grant unknown": ("token.grant-unknown", ("unsupported_grant_type",)),
    "grant missing": ("token.grant-missing", ("unsupported_grant_type", "invalid_request")),
    **dict.fromkeys(grants.WRONG, ("token.client-wrong", ("invalid_client",))),
    "no members": ("token.grant-missing", ("unsupported_grant_type", "invalid_request")),
    "refresh wrong": ("token.refresh-invalid", ("invalid_grant",)),
}
"""The theme of each fault, and the errors that it may be answered with."""

THEMES = (
    *(theme for theme, _ in ERRORS.values()),
    "token.access-token",
    "token.answers-200",
    "token.client-wrong-status",
    "token.empty-form-refused",
    "token.grant-error-status",
    "token.opens-api",
    "token.refresh-works",
)


@generated(*THEMES, provider="twosms")
def test_any_token_request(gateway: Gateway, prove: Prover) -> None:
    """A form that is right gets a token that opens the API, and any other is told its fault."""
    for grant in grants.grants(gateway.seed, wanted(gateway, FORMS)):
        form = {
            name: client(gateway)[name] if value is None else value for name, value in grant.members
        }
        reply = gateway.call(token_request(**form))
        if grant.fault:
            see_refused(prove, grant, reply)
        else:
            see_given(gateway, prove, reply)


def see_given(gateway: Gateway, prove: Prover, reply: Reply) -> None:
    """A token was given, and opens the API; so does the one that it can be exchanged for."""
    with prove("token.answers-200"):
        expect(f"the status of {reply.asked}", reply.status).equals(200)
    with prove("token.access-token"):
        issued(reply)
    opened = gateway.call(opening(gateway, issued(reply)))
    with prove("token.opens-api"):
        expect_open(opened)
    refresh = reply.get("/refresh_token")
    if isinstance(refresh, str) and refresh:
        form = client(gateway, grant_type="refresh_token", refresh_token=refresh)
        renewed = gateway.call(token_request(**form))
        with prove("token.refresh-works"):
            expect("the status of a refresh", renewed.status).equals(200)
            expect_open(gateway.call(opening(gateway, issued(renewed))))


def see_refused(prove: Prover, grant: Grant, reply: Reply) -> None:
    """The form was refused, with the error of its fault."""
    names = ", ".join(name for name, _ in grant.members) or "no members"
    what = f"a form with {names}: {grant.fault}"
    theme, errors = ERRORS[grant.fault]
    with prove(theme):
        expect(f"the status for {what}", reply.status).is_between(400, 499)
        expect(f"error for {what}", reply.at("/error")).is_in(*errors)
    if not grant.members:
        with prove("token.empty-form-refused"):
            expect("the status for an empty form", reply.status).is_between(400, 499)
            expect("error for an empty form", reply.at("/error")).is_a(str)
    if grant.fault in grants.WRONG:
        with prove("token.client-wrong-status"):
            expect("the status for a wrong client", reply.status).is_in(400, 401)
    elif grant.fault != "refresh wrong":
        with prove("token.grant-error-status"):
            expect(f"the status for {what}", reply.status).equals(400)
