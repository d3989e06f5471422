"""Sequences of requests that nobody has thought of: every message is where it may be, each time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

from conformance.cases import dexatel, twosms
from conformance.cases.numbers import decimal
from conformance.cases.test_clickatell_charges import settled_balance
from conformance.errors import UnsupportedError
from conformance.generate.model import Row
from conformance.generate.verbs import Expiry, Verbs
from conformance.providers import Draft
from conformance.providers.dexatel import listing, rows
from conformance.run.declare import generated
from conformance.verdict import Prover
from conformance.wire.gateway import Gateway

JOURNEYS = 15
"""Sequences at least; as many more as there are generated examples of other kinds."""


def of_dexatel(gateway: Gateway) -> Verbs:
    """Dexatel's list."""

    def listed(gateway: Gateway, recipient: str, size: int) -> list[Row]:
        replies = dexatel.pages(gateway, listing(size, to=recipient))
        found = [row for reply in replies for row in rows(reply)]
        return [Row(str(row.get("id")), text=row.get("text")) for row in found]

    return Verbs(
        faulty=lambda gateway, text, numbers: gateway.draft(text, to=[*numbers, "nobody"]),
        listed=listed if "list" in gateway.features else None,
    )


def of_twosms(gateway: Gateway) -> Verbs:
    """2sms's expiry of messages that have gone out.

    Raises:
        UnsupportedError: when nobody may look at a message, so that nothing shows where it is.
        BlockedError: when a message that was just sent cannot be seen.
    """
    if "view" not in gateway.features:
        raise UnsupportedError("where messages are is not to be seen without a view")
    twosms.sent_live(gateway)
    limited = str(gateway.replies[-1][2].get("/ResponseData/Detail/ReadsRemaining")).isdecimal()

    def expire(gateway: Gateway, ids: Sequence[str]) -> Expiry:
        reply = gateway.call(twosms.expiring(*ids))
        detail = "/ResponseData/Detail"
        return Expiry(
            twosms.expired_count(reply),
            *(
                decimal(name, reply.at(f"{detail}/{name}"))
                for name in ("NumberOfCreditsUsed", "NumberOfCreditsRemaining")
            ),
        )

    options = {"Reads": twosms.MANY_READS * 10} if limited else {}
    return Verbs(faulty=to_nobody, options=options, expire=expire)


def of_clickatell(gateway: Gateway) -> Verbs:
    """Clickatell's balance."""
    return Verbs(
        faulty=to_nobody,
        early=timedelta(minutes=5),
        balance=settled_balance if "balance" in gateway.features else None,
    )


def of_any(gateway: Gateway) -> Verbs:
    """What every provider has, and nothing beyond."""
    del gateway
    return Verbs(faulty=to_nobody)


def to_nobody(gateway: Gateway, text: str, numbers: Sequence[str]) -> Draft:
    """A send whose only recipient is no number."""
    del numbers
    return gateway.draft(text, to=["nobody"])


def how_many(gateway: Gateway) -> int:
    """Sequences to try: one where each message costs somebody money, none where none are wanted."""
    if gateway.live:
        return min(1, gateway.examples)
    return JOURNEYS + gateway.examples if gateway.examples else 0


VERBS: dict[str, Callable[[Gateway], Verbs]] = {
    "dexatel": of_dexatel,
    "twosms": of_twosms,
    "clickatell": of_clickatell,
}

THEMES = (
    "balance.falls-by-cost",
    "cancel.answered-as-success",
    "cancel.answers-204",
    "cancel.any-state-accepted",
    "cancel.deleted-is-gone",
    "cancel.deleted-not-listed",
    "cancel.delivered.is-harmless",
    "cancel.queued.stops-delivery",
    "cancel.twice.is-harmless",
    "cancel.unknown.refused",
    "cancel.unsent.is-lasting",
    "cancel.unsent.stops-delivery",
    "error.without-effect",
    "expire.count.expired-exact",
    "expire.ids.expires-named",
    "expire.is-lasting",
    "expire.twice.counts-zero",
    "isolation.others-untouched",
    "isolation.siblings-untouched",
    "list.agrees-with-read",
    "list.finds-sent",
    "list.pages-complete",
    "read.repeatable",
    "read.returns-message",
    "schedule.accepted",
    "schedule.delivers-when-due",
    "send.accepted",
    "send.one-id-per-recipient",
    "send.refused-leaves-nothing",
    "state.final-stays",
    "state.forward-only",
    "text.survives",
)


@generated(*THEMES, alone=True)
def test_any_sequence_of_requests(gateway: Gateway, prove: Prover) -> None:
    """Whatever is asked in whichever order, every message is where the documents allow it."""
    # Hypothesis takes a while to load, and no other case needs it.
    from conformance.generate.machine import Journeys  # noqa: PLC0415

    journeys = Journeys(gateway, VERBS.get(gateway.provider, of_any)(gateway), prove.judged)

    journeys.go(how_many(gateway))

    fault = journeys.fault
    if fault is not None:
        prove.failed(fault.theme, fault.told(), fault.exchanges)
    for theme in sorted(journeys.looked_at & prove.judged):
        prove.held(theme, journeys.last)
    for theme in sorted(prove.judged - journeys.looked_at):
        prove.observe(theme, "no sequence of requests has come to it")
