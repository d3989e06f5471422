"""2sms's sending: ids of both kinds of messages, what a send requires, and refused ones."""

from __future__ import annotations

from datetime import datetime, timedelta

from conformance.cases.numbers import decimal
from conformance.cases.twosms import (
    apart,
    done,
    expect_refusal,
    expired_count,
    ids_of,
    plain,
    quiet,
    reported,
    searching,
)
from conformance.errors import BlockedError
from conformance.providers import Draft, Reply
from conformance.providers.twosms import STANDARD, moment, refused, told
from conformance.run.declare import each, themes
from conformance.verdict import Prover, expect
from conformance.wire.gateway import Gateway

GUID = "[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}"


@themes("send.id-format", provider="twosms")
def test_the_id_of_an_advanced_message(gateway: Gateway, prove: Prover) -> None:
    """An advanced message has a GUID with hyphens."""
    message = gateway.send()

    with prove("send.id-format"):
        expect("MessageID", message.id).matches(GUID)


@themes("send.id.standard-not-empty", provider="twosms")
def test_the_id_of_a_standard_message(gateway: Gateway, prove: Prover) -> None:
    """A standard message has an id of some kind."""
    gateway.send()

    reply = done(gateway, gateway.draft(Type=STANDARD))

    with prove("send.id.standard-not-empty"):
        expect("MessageID", reply.at("/ResponseData/Detail/MessageID")).matches(".+")


def sending_faultily(gateway: Gateway, draft: Draft) -> tuple[Reply, int]:
    """The answer to a send, and how many advanced messages to its recipient came of it.

    A good message to the same recipient goes before it, so that it is known to be seen.

    Raises:
        BlockedError: when the good message cannot be seen.
    """
    if "reports" in gateway.features:
        return _by_report(gateway, draft)
    number, _ = quiet(gateway)
    gateway.send_each(to=[number])
    reply = gateway.call(draft)
    answer = done(gateway, searching(Destination=f"+{number}"))
    found = int(decimal("NoOfMessagesExpired", expired_count(answer)))
    if found < 1:
        raise BlockedError("a search by destination does not find a message that was just sent")
    return reply, found - 1


def _by_report(gateway: Gateway, draft: Draft) -> tuple[Reply, int]:
    number, _ = apart(gateway)
    since = gateway.clock.now() - timedelta(minutes=1)
    control = gateway.send_each(to=[number])[0]
    before = _listed(gateway, number, since)
    if plain(control.id) not in before:
        raise BlockedError("the report does not list a message that was just sent")
    reply = gateway.call(draft)
    return reply, len(_listed(gateway, number, since) - before)


def _listed(gateway: Gateway, number: str, since: datetime) -> set[str]:
    return ids_of(reported(gateway, Destination=f"+{number}", StartDate=moment(since)))


REQUIRED = {
    "Contacts": "error.recipients-missing",
    "Options": "send.options-required",
    "Type": "send.type-required",
}


@themes(provider="twosms", alone=True)
@each(
    "member",
    REQUIRED,
    themes=lambda member: (REQUIRED[member], "send.refused-leaves-nothing", "error.shape"),
)
def test_a_send_lacks_a_required_member(gateway: Gateway, prove: Prover, member: str) -> None:
    """A send without a required member is refused, and then nothing is sent."""
    draft = gateway.draft(to=[apart(gateway)[0]]).without(f"/{member}")

    reply, made = sending_faultily(gateway, draft)

    with prove(REQUIRED[member]):
        expect_refusal(reply)
    if refused(reply):
        with prove("send.refused-leaves-nothing"):
            expect("how many messages came of a refused send", made).equals(0)


@themes(
    "error.body-malformed",
    "send.refused-leaves-nothing",
    "error.shape",
    provider="twosms",
    alone=True,
)
def test_a_broken_send(gateway: Gateway, prove: Prover) -> None:
    """A send whose body ends too early is refused, and nothing is sent."""
    draft = gateway.draft(to=[apart(gateway)[0]])
    broken = (
        f'{{"Contacts": {{"QuickRecipients": {{"+{apart(gateway)[0]}": 2}}}}, '
        '"Content": "Broken", "Options": {}, "Type": 0'
    )

    reply, made = sending_faultily(gateway, draft.raw(broken.encode()))

    with prove("error.body-malformed"):
        expect_refusal(reply)
    if refused(reply):
        with prove("send.refused-leaves-nothing"):
            expect("how many messages came of a refused send", made).equals(0)


@themes("auth.refused-without-effect", provider="twosms", alone=True)
def test_a_denied_send(gateway: Gateway, prove: Prover) -> None:
    """Nothing is sent for somebody without a token."""
    draft = gateway.draft(to=[apart(gateway)[0]]).without_credentials()

    reply, made = sending_faultily(gateway, draft)

    if reply.status not in {401, 403}:
        raise BlockedError(f"a send without a token was answered with status {reply.status}")
    with prove("auth.refused-without-effect"):
        expect("how many messages came of a denied send", made).equals(0)


@themes("error.recipient-invalid", provider="twosms")
def test_letters_in_a_number(gateway: Gateway, prove: Prover) -> None:
    """What happens to a send whose recipient is no number."""
    gateway.send()
    draft = gateway.draft().having("/Contacts/QuickRecipients", {"+conformance": 2})

    reply = gateway.call(draft)

    prove.observe("error.recipient-invalid", told(reply))


HOSTILE = {
    "deep-arrays": b"[" * 5000 + b"]" * 5000,
    "deep-objects": b'{"Options":' * 5000 + b"1" + b"}" * 5000,
    "null": b"null",
    "array": b"[]",
    "text": b'"Contacts"',
    "not-utf-8": b'{"Content": "\xff\xfe"}',
    "huge-number": b'{"Type": 1e999}',
    "recipients-as-list": b'{"Contacts": {"QuickRecipients": []}}',
    "options-as-boolean": b'{"Options": true}',
    "nulls": b'{"Contacts": null, "Content": null, "Options": null, "Type": null}',
}
"""Bodies in JSON that nobody sends, and that break servers; none has a recipient."""


@themes("http.no-server-error", provider="twosms")
@each("body", HOSTILE)
def test_a_hostile_send(gateway: Gateway, prove: Prover, body: str) -> None:
    """No body makes the server fail; how it is answered otherwise is left open."""
    reply = gateway.call(gateway.draft().raw(HOSTILE[body]))

    with prove("http.no-server-error"):
        expect(f"the status of {reply.asked}", reply.status).is_between(200, 499)
