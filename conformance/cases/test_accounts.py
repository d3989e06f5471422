"""Two accounts at one provider: neither sees, lists or cancels what the other has sent."""

from __future__ import annotations

from conformance.cases import clickatell, dexatel, twosms
from conformance.errors import BlockedError, UnsupportedError
from conformance.providers import Message, State
from conformance.providers.dialect import Occasion
from conformance.run.declare import each, themes
from conformance.verdict import Prover, expect
from conformance.wire.gateway import Gateway

WAITING = "waiting"
OUT = "gone-out"
GOING_ON = (State.SCHEDULED, State.QUEUED, State.SENT, State.DELIVERED)


def another(gateway: Gateway) -> Gateway:
    """A gateway to the second account, whose credentials are seen to work.

    Raises:
        BlockedError: when there is none, or it is not shown what it has just sent.
    """
    other = gateway.elsewhere()
    other.seen(other.send())
    return other


@themes("isolation.account.read")
def test_another_account_reads_a_message(gateway: Gateway, prove: Prover) -> None:
    """To another account a message that its own account is shown is an unknown one."""
    other = another(gateway)
    if other.look(other.unknown_id()).state is not State.GONE:
        raise BlockedError("the second account is shown a message that nobody has sent")
    message = gateway.seen(gateway.send())

    with prove("isolation.account.read"):
        shown = other.look(message).state
        expect("the state of the message that another account is shown", shown).equals(State.GONE)


@themes("isolation.account.read", provider="clickatell", feature="client-id")
def test_another_account_reads_by_a_client_id(gateway: Gateway, prove: Prover) -> None:
    """An account's own id finds the message for this account, and for no other."""
    other = another(gateway)
    client_id = clickatell.own_id()
    gateway.send(clientMessageId=client_id)
    if clickatell.find(gateway, client_id) is State.GONE:
        raise BlockedError("nothing shows a message that was just sent by the account's own id")

    with prove("isolation.account.read"):
        shown = clickatell.find(other, client_id)
        expect("the state of the message that another account is shown", shown).equals(State.GONE)


@themes("isolation.account.cancel", timed=True)
@each("when", (WAITING, OUT))
def test_another_account_cancels_a_message(gateway: Gateway, prove: Prover, when: str) -> None:
    """Another account's cancel is answered as for an unknown message, and the message goes on."""
    if not gateway.claims(gateway.dialect.cancel(gateway.unknown_id())):
        raise UnsupportedError("cancelling is not claimed")
    other = another(gateway)
    other.dialect.check_cancel(other.cancel(other.unknown_id()), Occasion.NOTHING_THERE)
    later = when == WAITING and gateway.can_schedule
    due = gateway.soon() if later else None
    control, message = (gateway.seen(gateway.send(due=due)) for _ in range(2))
    if when == OUT:
        gateway.settled(message)

    reply = other.cancel(message)

    with prove("isolation.account.cancel"):
        other.dialect.check_cancel(reply, Occasion.NOTHING_THERE)
    if outcome(gateway, control) not in GOING_ON:
        raise BlockedError("a message that nobody has cancelled does not go on")
    with prove("isolation.account.cancel"):
        state = outcome(gateway, message)
        expect("the state of a message that another account cancels", state).is_in(*GOING_ON)


def outcome(gateway: Gateway, message: Message) -> State:
    """What has become of a message; if that takes too long, what it is, and then it is cancelled.

    Raises:
        InconclusiveError: when it has not left when patience ends.
    """
    if gateway.can_await(message):
        return gateway.settled(message).state
    state = gateway.look(message).state
    gateway.cancel(message)
    return state


@themes("isolation.account.cancel", provider="twosms")
def test_another_account_expires_a_message(gateway: Gateway, prove: Prover) -> None:
    """A message that another account names is not counted, and stays live."""
    other = another(gateway)
    message = twosms.sent_live(gateway)

    reply = other.call(twosms.expiring(message.id))

    with prove("isolation.account.cancel"):
        if reply.accepted:
            expect("NoOfMessagesExpired", twosms.expired_count(reply)).equals(0)
    with prove("isolation.account.cancel"):
        twosms.expect_live(gateway, message)


@themes("isolation.account.list", provider="dexatel", feature="list")
def test_another_account_lists_messages(gateway: Gateway, prove: Prover) -> None:
    """The list of another account has its own message to a recipient, and no other."""
    other = another(gateway)
    [recipient] = dexatel.quiet(gateway)
    [message], [own] = gateway.send_each(to=[recipient]), other.send_each(to=[recipient])
    for account, sent in ((gateway, message), (other, own)):
        found = dexatel.ids_of(dexatel.awaited(account, sent, to=recipient))
        expect("the messages that an account lists", found).includes(sent.id.lower())

    with prove("isolation.account.list"):
        found = dexatel.ids_of(dexatel.listed(other, to=recipient))
        expect("the messages that another account lists", found).excludes(message.id.lower())


@themes("isolation.account.list", provider="twosms", feature="reports")
def test_another_account_asks_for_a_report(gateway: Gateway, prove: Prover) -> None:
    """The report of another account has its own message to a recipient, and no other."""
    other = another(gateway)
    recipient, _ = twosms.apart(gateway)
    message, own = (twosms.sent_live(one, [recipient]) for one in (gateway, other))
    for account, sent in ((gateway, message), (other, own)):
        found = twosms.ids_of(twosms.reported(account, Destination=f"+{recipient}"))
        expect("the messages in an account's report", found).includes(twosms.plain(sent.id))

    with prove("isolation.account.list"):
        found = twosms.ids_of(twosms.reported(other, Destination=f"+{recipient}"))
        expect("the messages in another account's report", found).excludes(twosms.plain(message.id))
