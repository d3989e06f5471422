"""Dexatel's key: what is not the key, where it does not count, and how a refusal looks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from conformance.cases.dexatel import expect_envelope, listed_ids, quiet
from conformance.errors import BlockedError
from conformance.providers.dexatel import KEY_HEADER, cut_short
from conformance.run.declare import each, themes
from conformance.verdict import Prover, expect
from conformance.wire.gateway import Gateway

REFUSED = ("auth.error-shape", "auth.refused-with-401")


@dataclass(frozen=True)
class Spoiled:
    """A way to have the key and still not to present it.

    Attributes:
        headers: what replaces the header, given the key; None takes a header away.
    """

    id: str
    theme: str
    headers: Callable[[str], Mapping[str, str | None]]


def other_case(key: str) -> str:
    """The key in other letters than it is written in.

    Raises:
        BlockedError: when it has no letters.
    """
    if key.upper() == key.lower():
        raise BlockedError("the account's key has no letters")
    return key.upper() if key != key.upper() else key.lower()


SPOILED = (
    Spoiled("scheme", "auth.prefixed-refused", lambda key: {KEY_HEADER: f"Bearer {key}"}),
    Spoiled("prefix", "auth.prefixed-refused", lambda key: {KEY_HEADER: f"key={key}"}),
    Spoiled("cut-short", "auth.wrong-refused", lambda key: {KEY_HEADER: cut_short(key)}),
    Spoiled("case", "auth.case-changed-refused", lambda key: {KEY_HEADER: other_case(key)}),
    Spoiled(
        "bearer",
        "auth.elsewhere-refused",
        lambda key: {KEY_HEADER: None, "Authorization": f"Bearer {key}"},
    ),
    Spoiled(
        "other-header",
        "auth.elsewhere-refused",
        lambda key: {KEY_HEADER: None, "X-Api-Key": key},
    ),
)


@themes(provider="dexatel")
@each("spoiled", SPOILED, id=lambda one: one.id, themes=lambda one: (one.theme, *REFUSED))
def test_a_key_that_does_not_count(gateway: Gateway, prove: Prover, spoiled: Spoiled) -> None:
    """A request that the key would let through is denied where the key is not as it has to be."""
    read = gateway.dialect.read(gateway.send().id)
    expect("the status of the read with the key", gateway.call(read).status).is_between(200, 299)

    for name, value in spoiled.headers(gateway.account["key"]).items():
        read = read.header(name, value)
    reply = gateway.call(read)

    with prove(spoiled.theme):
        gateway.dialect.denied(reply)
    with prove("auth.refused-with-401"):
        expect(f"the status of {reply.asked}", reply.status).equals(401)
    with prove("auth.error-shape"):
        expect_envelope(reply)


@themes("auth.header-name-any-case", provider="dexatel")
@each("write", {"small": str.lower, "capitals": str.upper}.items(), id=lambda one: one[0])
def test_the_name_of_the_header(
    gateway: Gateway, prove: Prover, write: tuple[str, Callable[[str], str]]
) -> None:
    """The header may be written in any letter case."""
    expect("the status of a plain read", gateway.read(gateway.send()).status).equals(200)
    read = gateway.dialect.read(gateway.send().id)

    name = write[1](KEY_HEADER)
    reply = gateway.call(read.header(name, gateway.account["key"]))

    with prove("auth.header-name-any-case"):
        expect(f"the status of {reply.asked}", reply.status).equals(200)


@themes("auth.refused-without-effect", provider="dexatel", alone=True)
def test_a_denied_create_makes_nothing(gateway: Gateway, prove: Prover) -> None:
    """A create without the key makes no message."""
    recipients = quiet(gateway)
    draft = gateway.draft(to=recipients)
    before = listed_ids(gateway, recipients[0])

    reply = gateway.call(draft.without_credentials())

    expect("the status of the create without the key", reply.status).is_between(400, 499)
    left = listed_ids(gateway, recipients[0]) - before
    with prove("auth.refused-without-effect"):
        expect("the ids in the answer", gateway.dialect.created(reply)).equals([])
        expect("the messages that are left", left).equals(set())


@themes("auth.refusal-numbered", provider="dexatel")
def test_the_number_of_a_refusal(gateway: Gateway, prove: Prover) -> None:
    """No document numbers a wrong key on messages; the answer may do so."""
    draft = gateway.dialect.read(gateway.send().id)
    for name, value in gateway.dialect.stranger().items():
        draft = draft.header(name, value)

    reply = gateway.call(draft)

    codes = ", ".join(sorted(gateway.dialect.codes(reply)))
    prove.observe("auth.refusal-numbered", f"answers {reply.status} with {codes or 'no code'}")
