"""Authentication: without credentials, with wrong ones, and what a denied request leaves behind."""

from __future__ import annotations

from conformance.errors import BlockedError, UnmetError, UnsupportedError
from conformance.providers import Draft, Reply, State
from conformance.run.declare import each, themes
from conformance.verdict import Prover, expect
from conformance.wire.gateway import Gateway

VERBS = ("send", "read", "cancel")


def drafted(gateway: Gateway, verb: str) -> Draft:
    """A request that is fine but for what the case does to its credentials.

    Raises:
        UnsupportedError: when the target does not claim to have what it is for.
    """
    match verb:
        case "send":
            draft = gateway.draft()
        case "read":
            draft = gateway.dialect.read(gateway.unknown_id(), gateway.recipient)
        case _:
            draft = gateway.dialect.cancel(gateway.unknown_id())
    if not gateway.claims(draft):
        raise UnsupportedError(f"{draft.method} {draft.path} is not claimed")
    return draft


def expect_denied(gateway: Gateway, reply: Reply, verb: str) -> None:
    """The answer denies a request of this kind.

    Raises:
        UnmetError: when it does not.
    """
    try:
        gateway.dialect.denied(reply)
    except UnmetError as error:
        raise UnmetError(f"{error.expected} for the {verb}", error.observed) from None


@themes("auth.missing-refused")
@each("verb", VERBS)
def test_without_credentials(gateway: Gateway, prove: Prover, verb: str) -> None:
    """A request without credentials is denied."""
    reply = gateway.call(drafted(gateway, verb).without_credentials())

    with prove("auth.missing-refused"):
        expect_denied(gateway, reply, verb)


@themes("auth.wrong-refused")
@each("verb", VERBS)
def test_with_wrong_credentials(gateway: Gateway, prove: Prover, verb: str) -> None:
    """A request with well-formed credentials of nobody is denied."""
    draft = drafted(gateway, verb).without_credentials()
    for name, value in gateway.dialect.stranger().items():
        draft = draft.header(name, value)

    reply = gateway.call(draft)

    with prove("auth.wrong-refused"):
        expect_denied(gateway, reply, verb)


@themes("auth.refused-without-effect", timed=True)
def test_a_denied_cancel_cancels_nothing(gateway: Gateway, prove: Prover) -> None:
    """A message stays on its way when somebody without credentials tries to cancel it."""
    message = gateway.seen(gateway.send(due=gateway.soon() if gateway.can_schedule else None))

    reply = gateway.call(gateway.dialect.cancel(message.id).without_credentials())

    if not reply.refused:
        raise BlockedError(f"the cancel without credentials was answered {reply.status}")
    view = gateway.look(message)
    if not (view.state.waiting or view.state.out):  # some providers show nothing before it is due
        view = gateway.settled(message)
    with prove("auth.refused-without-effect"):
        expect("the state of the message", view.state).is_in(
            State.SCHEDULED, State.QUEUED, State.SENT, State.DELIVERED
        )
