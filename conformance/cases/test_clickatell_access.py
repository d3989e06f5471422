"""Who may use Clickatell's API: the token, its scheme, and the version that is spoken."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from conformance.cases.clickatell import (
    accept_named,
    check_accepted,
    check_nothing_sent,
    named,
    operations,
    own_id,
    see_refused,
)
from conformance.contract import media
from conformance.errors import BlockedError
from conformance.providers import State
from conformance.run.declare import each, themes
from conformance.verdict import Prover, expect
from conformance.wire.gateway import Gateway


@dataclass(frozen=True)
class Wrong:
    """An Authorization header that is almost the right one."""

    id: str
    theme: str
    header: Callable[[str], str]


WRONG = (
    Wrong("truncated", "auth.truncated-refused", lambda token: f"Bearer {token[:-1]}"),
    Wrong("extended", "auth.extended-refused", lambda token: f"Bearer {token}0"),
    Wrong("case-changed", "auth.case-changed-refused", lambda token: f"Bearer {token.swapcase()}"),
    Wrong("other-scheme", "auth.other-scheme-refused", lambda token: f"Token {token}"),
)


@themes(provider="clickatell")
@each("wrong", WRONG, id=lambda wrong: wrong.id, themes=lambda wrong: [wrong.theme])
def test_a_token_that_is_almost_right(gateway: Gateway, prove: Prover, wrong: Wrong) -> None:
    """Nothing but the issued token under the scheme Bearer opens the API."""
    message = gateway.send()
    token = gateway.account["token"]
    header = wrong.header(token)
    if header == f"Bearer {token}":
        raise BlockedError("the token has no letters whose case could be changed")

    for draft in (gateway.dialect.read(message.id), gateway.draft()):
        reply = gateway.call(draft.without_credentials().header("Authorization", header))
        with prove(wrong.theme):
            gateway.dialect.denied(reply)


@themes("auth.refused-without-effect", provider="clickatell")
def test_a_denied_send_sends_nothing(gateway: Gateway, prove: Prover) -> None:
    """A send without a token leaves no message behind."""
    accept_named(gateway)
    client_id = own_id()

    reply = gateway.call(named(gateway, client_id).without_credentials())

    expect("the status", reply.status).is_between(400, 499)
    with prove("auth.refused-without-effect"):
        check_nothing_sent(reply, gateway, client_id)


@themes("auth.challenge", provider="clickatell")
def test_what_a_401_tells_of_authentication(gateway: Gateway, prove: Prover) -> None:
    """Whether a 401 names the scheme to authenticate with is recorded."""
    reply = gateway.call(gateway.dialect.read(gateway.unknown_id()).without_credentials())

    expect("the status", reply.status).equals(401)
    challenge = reply.headers.get("www-authenticate")
    prove.observe("auth.challenge", f"answers {challenge}" if challenge else "answers without it")


@themes("auth.scheme-any-case", provider="clickatell")
def test_the_scheme_in_any_letter_case(gateway: Gateway, prove: Prover) -> None:
    """The scheme is the same in capitals and in small letters."""
    read = gateway.dialect.read(gateway.send().id)
    for scheme in ("bearer", "BEARER"):
        header = f"{scheme} {gateway.account['token']}"
        reply = gateway.call(read.without_credentials().header("Authorization", header))
        with prove("auth.scheme-any-case"):
            check_accepted(reply, f"a read under {scheme}")


@themes("auth.header-name-any-case", "http.header-names-any-case", provider="clickatell")
def test_header_names_in_any_letter_case(gateway: Gateway, prove: Prover) -> None:
    """Header names are the same in capitals and in small letters."""
    read = gateway.dialect.read(gateway.send().id)
    header = f"Bearer {gateway.account['token']}"
    for spell in (str.lower, str.upper):
        reply = gateway.call(read.without_credentials().header(spell("Authorization"), header))
        with prove("auth.header-name-any-case"):
            check_accepted(reply, f"a read with {spell('Authorization')}")
        draft = gateway.draft()
        for name, value in (
            ("X-Version", "1"),
            ("Accept", "application/json"),
            ("Content-Type", "application/json"),
        ):
            draft = draft.header(spell(name), value)
        reply = gateway.call(draft)
        with prove("http.header-names-any-case"):
            check_accepted(reply, f"a send with {spell('X-Version')} and others")
        if "xml" in gateway.features:
            wanted = gateway.call(read.asking(media.XML)).media_type
            reply = gateway.call(read.header(spell("Accept"), media.XML))
            with prove("http.header-names-any-case"):
                expect(f"the media type under {spell('Accept')}", reply.media_type).equals(wanted)


@themes(provider="clickatell")
@each(
    "version",
    (None, "2"),
    id=lambda version: "missing" if version is None else f"is-{version}",
    themes=lambda version: [
        f"error.version-header.{'missing' if version is None else 'wrong'}",
        "error.version-header.status",
        "error.without-effect",
    ],
)
def test_a_version_that_is_not_spoken(gateway: Gateway, prove: Prover, version: str | None) -> None:
    """Every operation refuses a request that does not name the version 1, and does nothing."""
    theme = f"error.version-header.{'missing' if version is None else 'wrong'}"
    client_id = own_id()
    acceptable = operations(gateway) | {"sendMessage": named(gateway, client_id)}
    for operation, draft in acceptable.items():
        reply = gateway.call(draft.header("X-Version", version))
        status = "error.version-header.status"
        see_refused(prove, reply, gateway, theme, status, "165", of=operation)
        if not reply.refused:
            continue
        if operation == "sendMessage":
            with prove("error.without-effect"):
                check_nothing_sent(reply, gateway, client_id)
        if operation == "stopMessage":
            state = gateway.look(draft.path.rpartition("/")[2]).state
            with prove("error.without-effect"):
                expect("the message after a refused stop", state).equals(State.SCHEDULED)
