"""Two accounts that ask for each other's messages in an order that nobody has chosen."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable

from conformance.cases import dexatel, twosms
from conformance.cases.drawn import wanted
from conformance.cases.test_accounts import GOING_ON, another
from conformance.errors import BlockedError
from conformance.providers import Message, State
from conformance.providers.dialect import Occasion
from conformance.run.declare import generated
from conformance.verdict import Prover, expect
from conformance.wire.gateway import Gateway

MOST = 4
"""Messages of both accounts together, at most: of each account one for now and one for later."""

QUIET: dict[str, Callable[[Gateway], str]] = {
    "dexatel": lambda gateway: dexatel.quiet(gateway)[0],
    "twosms": lambda gateway: twosms.apart(gateway)[0],
}
"""A recipient whose messages few other cases send; what is listed by recipient is short then."""

LISTED: dict[str, tuple[str, Callable[[Gateway, str], set[str]]]] = {
    "dexatel": ("list", lambda gateway, to: set(dexatel.ids_of(dexatel.listed(gateway, to=to)))),
    "twosms": (
        "reports",
        lambda gateway, to: twosms.ids_of(twosms.reported(gateway, Destination=f"+{to}")),
    ),
}
"""The feature of a list, and the ids that an account finds there, as lists spell them."""


@generated(
    "isolation.account.read",
    "isolation.account.cancel",
    "isolation.account.list",
    timed=True,
)
def test_each_asks_for_what_the_other_has_sent(gateway: Gateway, prove: Prover) -> None:
    """A message is there for the account that has sent it, and for the other one never was."""
    count = min(MOST, wanted(gateway, MOST))
    draw = random.Random(f"{gateway.seed} accounts")  # noqa: S311 - a seed is to tell what is drawn
    accounts = (gateway, another(gateway))
    for account in accounts:
        check_unknown(account)
    quiet = QUIET.get(gateway.provider)
    to = quiet(gateway) if quiet else gateway.recipient
    kinds = draw.sample([*itertools.product(accounts, (True, False))], count)
    sent = [(owner, message_of(owner, to, later=later)) for owner, later in kinds]
    for owner, message in draw.sample(sent, count):
        stranger = accounts[1 - accounts.index(owner)]
        with prove("isolation.account.read"):
            shown = stranger.look(message).state
            expect("the state of another account's message", shown).equals(State.GONE)
        feature, listed = LISTED.get(gateway.provider, ("", None))
        if listed and feature in gateway.features:
            found = {twosms.plain(one) for one in listed(stranger, to)}
            with prove("isolation.account.list"):
                expect("what an account lists", found).excludes(twosms.plain(message.id))
        # One look more than needed: a message may be lost by being looked at.
        goes_on = all(owner.look(message).state in GOING_ON for _ in range(2))
        cancel(prove, stranger, message)
        if goes_on:
            with prove("isolation.account.cancel"):
                state = owner.look(message).state
                expect("a message after another account's cancel", state).is_in(*GOING_ON)


def check_unknown(account: Gateway) -> None:
    """An id of nothing is unknown to the account, so that a stranger's can be.

    Raises:
        BlockedError: when it is not.
    """
    unknown = account.unknown_id()
    if account.look(unknown).state is not State.GONE:
        raise BlockedError("an account is shown a message that nobody has sent")
    if account.claims(account.dialect.cancel(unknown)):
        account.dialect.check_cancel(account.cancel(unknown), Occasion.NOTHING_THERE)
    if account.provider == "twosms":
        reply = account.call(twosms.expiring(unknown))
        if reply.accepted and twosms.expired_count(reply) != 0:
            raise BlockedError("an expiry counts an id that no message has")


def message_of(owner: Gateway, to: str, *, later: bool) -> Message:
    """A message that its own account is shown, for now, or for later where that can be seen."""
    waits = later and owner.can_schedule and owner.dialect.shows_waiting
    [message] = owner.send_each(to=[to], due=owner.soon(600) if waits else None)
    return owner.seen(message)


def cancel(prove: Prover, stranger: Gateway, message: Message) -> None:
    """Ask in another account's name for the end of a message, in every way that there is."""
    if stranger.claims(stranger.dialect.cancel(message.id)):
        reply = stranger.cancel(message)
        with prove("isolation.account.cancel"):
            stranger.dialect.check_cancel(reply, Occasion.NOTHING_THERE)
    if stranger.provider == "twosms":
        reply = stranger.call(twosms.expiring(message.id))
        if reply.accepted:
            with prove("isolation.account.cancel"):
                expect("NoOfMessagesExpired", twosms.expired_count(reply)).equals(0)
