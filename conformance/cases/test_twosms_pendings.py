"""2sms's scheduled messages: which ones a cancel stops, and which go out all the same.

A scheduled message cannot be looked at before its time. What was cancelled is therefore looked
for after its time, when a message for the same time that nobody cancelled has been seen.
"""

from __future__ import annotations

from datetime import timedelta

from conformance.cases.twosms import (
    apart,
    done,
    expired_count,
    expiring,
    listed,
    off_live,
    plain,
    waiting,
)
from conformance.contract.media import XML
from conformance.errors import BlockedError, InconclusiveError
from conformance.providers import Draft, Message
from conformance.providers.dialect import Occasion
from conformance.providers.twosms import PENDINGS, moment, succeeded, told
from conformance.run.declare import themes
from conformance.verdict import Prover, expect
from conformance.wire.gateway import MARGIN, Gateway

PENDING_MESSAGES = "/ResponseData/Detail/PendingMessages"
OUT = "gone out"
NOT_OUT = "not gone out"


def cancelling(**members: object) -> Draft:
    """A request that cancels pending messages, with these members in its body."""
    return Draft("DELETE", PENDINGS, "cancelPendingMessages", body=members)


def sights(gateway: Gateway, message: Message) -> list[str]:
    """By what a message can be seen to have gone out, the surest first: its view, its report.

    Args:
        message: the last one that is scheduled, and nothing was done to it. It still waits for its
            time, so a report that lists it already tells nothing.

    Raises:
        BlockedError: when by nothing, or when the message does not wait.
        InconclusiveError: when its time has come before this could be seen.
    """
    found = ["view"] if "view" in gateway.features else []
    early = bool(found) and where(gateway, message, "view") == OUT
    if "reports" in gateway.features and not listed(gateway, message):
        found.append("reports")
    if message.due is None or gateway.clock.now() + MARGIN / 2 > message.due:
        raise InconclusiveError("the messages were due before all requests were answered")
    if early:
        raise BlockedError("a scheduled message has gone out before its time")
    if not found:
        raise BlockedError("neither a view nor a report can show whether a message has gone out")
    return found


def where(gateway: Gateway, message: Message, sight: str) -> str:
    """Whether a message has gone out."""
    out = listed(gateway, message) if sight == "reports" else gateway.look(message).state.out
    return OUT if out else NOT_OUT


def awaited(gateway: Gateway, message: Message, *by: str) -> str:
    """Whether a message goes out after its time, as seen by any of these sights."""
    gateway.reach(message.due or gateway.clock.now())
    until = gateway.clock.patient_until()
    while all(where(gateway, message, sight) == NOT_OUT for sight in by):
        if gateway.clock.now() >= until:
            return NOT_OUT
        gateway.clock.wait(60 if gateway.clock.controlled else 0.5)
    return OUT


@themes(
    "schedule.delivers-when-due",
    "cancel.unsent.stops-delivery",
    "cancel.answered-as-success",
    "cancel.twice.is-harmless",
    "cancel.unknown.refused",
    "pendings.request.xml",
    "expire.pending.still-goes-out",
    "expire.pending.count",
    "isolation.others-untouched",
    "envelope.everywhere",
    provider="twosms",
    feature="pendings",
    alone=True,
)
def test_scheduled_messages_by_their_ids(gateway: Gateway, prove: Prover) -> None:
    """Named messages never go out; one that is not named does, and so does an expired one."""
    due = gateway.soon(2)
    in_xml = gateway.send(due=due)
    gateway.call(gateway.dialect.cancel(in_xml.id).written_in(XML))
    twice = gateway.send(due=due)
    done(gateway, gateway.dialect.cancel(twice.id))
    gateway.cancel(twice)
    control, cancelled = gateway.send(due=due), gateway.send(due=due)
    reply = gateway.cancel(cancelled)
    spared = gateway.send(due=due)
    gateway.cancel(gateway.unknown_id())
    expired = gateway.send(due=due)
    expiry = gateway.call(expiring(expired.id))
    untouched = gateway.send(due=due)
    with prove("cancel.answered-as-success"):
        gateway.dialect.check_cancel(reply, Occasion.IN_TIME)
    counted = expired_count(expiry) if succeeded(expiry) else told(expiry)
    prove.observe("expire.pending.count", f"NoOfMessagesExpired: {counted}")
    by, *also = sights(gateway, untouched)

    with prove("schedule.delivers-when-due"):
        expect("a message that nothing was done to", awaited(gateway, untouched, by)).equals(OUT)
    if where(gateway, untouched, by) != OUT:
        raise BlockedError("a scheduled message that nothing was done to has not gone out")
    with prove("isolation.others-untouched"):
        expect("a message that was not cancelled", awaited(gateway, control, by)).equals(OUT)
    with prove("cancel.unknown.refused"):
        expect("a pending message beside an unknown id", awaited(gateway, spared, by)).equals(OUT)
    fate = awaited(gateway, expired, by, *also)
    with prove("expire.pending.still-goes-out"):
        # What the answer counts as expired is not shown any more, gone out or not.
        if counted != 1 or "reports" in (by, *also):
            expect("a scheduled message that was expired", fate).equals(OUT)
    with prove("cancel.unsent.stops-delivery"):
        expect("a cancelled message", where(gateway, cancelled, by)).equals(NOT_OUT)
    with prove("cancel.twice.is-harmless"):
        expect("a message that was cancelled twice", where(gateway, twice, by)).equals(NOT_OUT)
    with prove("pendings.request.xml"):
        expect("a message that was cancelled in XML", where(gateway, in_xml, by)).equals(NOT_OUT)


@themes(
    "pendings.by-reference",
    "pendings.by-destination",
    "pendings.by-dates",
    provider="twosms",
    alone=True,
)
def test_scheduled_messages_by_criteria(gateway: Gateway, prove: Prover) -> None:
    """What fits a reference or a destination is cancelled, and nothing else; dates stay open."""
    off_live(gateway)
    due = gateway.soon(2)
    number, elsewhere = apart(gateway)
    reference = gateway.text("ref")
    too_early = gateway.send(due=due)
    hour = timedelta(hours=1)
    window = {"StartDate": moment(due + hour), "EndDate": moment(due + 2 * hour)}
    gateway.call(cancelling(Destination=f"+{too_early.recipient}", **window))
    fits = gateway.send(due=due, Reference=reference)
    unfit = gateway.send(due=due, Reference=gateway.text("ref"))
    gateway.call(cancelling(Reference=reference))
    there = gateway.send_each(to=[number], due=due)[0]
    not_there = gateway.send_each(to=[elsewhere], due=due)[0]
    gateway.call(cancelling(Destination=f"+{number}"))
    untouched = gateway.send(due=due)
    by, *_ = sights(gateway, untouched)

    if awaited(gateway, untouched, by) != OUT:
        raise BlockedError("a scheduled message that nothing was done to has not gone out")
    with prove("pendings.by-reference"):
        expect("a message with the reference", where(gateway, fits, by)).equals(NOT_OUT)
        expect("a message with another reference", where(gateway, unfit, by)).equals(OUT)
    with prove("pendings.by-destination"):
        expect("a message to the destination", where(gateway, there, by)).equals(NOT_OUT)
        expect("a message to another destination", where(gateway, not_there, by)).equals(OUT)
    prove.observe(
        "pendings.by-dates",
        f"a message due before the StartDate has {where(gateway, too_early, by)}",
    )


@themes(
    "report.pending-listed",
    "report.pending-answered",
    "envelope.everywhere",
    provider="twosms",
    feature="reports",
)
def test_a_scheduled_message_is_reported(gateway: Gateway, prove: Prover) -> None:
    """A message that waits for its time stands in the report of those that do."""
    message = gateway.send(due=gateway.soon(2))

    pages = waiting(gateway, {"Destination": f"+{message.recipient}"})
    gateway.cancel(message)

    with prove("report.pending-listed"):
        entries = [one for page in pages for one in page.get(PENDING_MESSAGES) or ()]
        ids = {plain(one.get("ID")) for one in entries if isinstance(one, dict)}
        expect("the ids under PendingMessages", ids).includes(plain(message.id))
