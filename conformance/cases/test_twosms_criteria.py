"""2sms's criteria: searching by destination, dates, range and type, and what does not fit.

None of this is for a live account: criteria reach messages that nobody named.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from conformance.cases.twosms import (
    EXPIRED,
    expect_expired,
    expect_live,
    fate,
    quiet,
    searching,
    sent_live,
)
from conformance.contract.media import XML
from conformance.errors import InconclusiveError
from conformance.providers.twosms import moment, told
from conformance.run.declare import themes
from conformance.verdict import Prover, expect
from conformance.wire.gateway import Gateway

DAY = timedelta(days=1)
QUARTER = timedelta(minutes=15)
"""Every zone's day begins with a quarter of an hour of UTC."""


def with_offset(when: datetime, hours: int) -> str:
    """A moment with a fraction of a second and an offset, as the samples write it."""
    local = when.astimezone(timezone(timedelta(hours=hours)))
    return local.replace(microsecond=782195).isoformat()


@themes(
    "expire.criteria.destination", "expire.criteria.spares-others", provider="twosms", alone=True
)
def test_by_destination(gateway: Gateway, prove: Prover) -> None:
    """What was sent to a destination is expired, and what was sent elsewhere is not."""
    number, elsewhere = quiet(gateway)
    message, other = sent_live(gateway, [number]), sent_live(gateway, [elsewhere])

    gateway.call(searching(Destination=f"+{number}"))

    with prove("expire.criteria.destination"):
        expect_expired(gateway, message, "a message to the destination")
    with prove("expire.criteria.spares-others"):
        expect_live(gateway, other, "a message to another destination")


@themes(
    "expire.criteria.start-date",
    "expire.criteria.finish-date",
    "expire.criteria.together",
    "expire.criteria.spares-others",
    provider="twosms",
    alone=True,
)
def test_by_destination_and_dates(gateway: Gateway, prove: Prover) -> None:
    """Dates narrow a search to what was sent since, or until then, and to the destination."""
    number, elsewhere = quiet(gateway)
    to = f"+{number}"
    early = sent_live(gateway, [number])
    gateway.clock.wait(300 if gateway.clock.controlled else 3)
    between = gateway.clock.now()
    gateway.clock.wait(300 if gateway.clock.controlled else 3)
    late, other = sent_live(gateway, [number]), sent_live(gateway, [elsewhere])
    tomorrow, yesterday = moment(between + DAY), moment(between - DAY)

    gateway.call(searching(Destination=to, StartDate=tomorrow))
    with prove("expire.criteria.start-date"):
        expect_live(gateway, early, "a message sent before a start in the future")
    gateway.call(searching(Destination=to, FinishDate=yesterday))
    with prove("expire.criteria.finish-date"):
        expect_live(gateway, late, "a message sent after a finish in the past")

    gateway.call(searching(Destination=to, StartDate=moment(between)))
    with prove("expire.criteria.start-date"):
        expect_expired(gateway, late, "a message sent since the start")
    with prove("expire.criteria.together"):
        expect_live(gateway, early, "a message to the destination, sent before the start")
        expect_live(gateway, other, "a message sent since the start to another destination")
    with prove("expire.criteria.spares-others"):
        expect_live(gateway, other, "a message to another destination")

    later = sent_live(gateway, [number])
    gateway.call(searching(Destination=to, FinishDate=moment(between)))
    with prove("expire.criteria.finish-date"):
        expect_expired(gateway, early, "a message sent before the finish")
    with prove("expire.criteria.together"):
        expect_live(gateway, later, "a message to the destination, sent after the finish")


@themes("expire.request.xml-criteria", provider="twosms", alone=True)
def test_by_destination_and_date_in_xml(gateway: Gateway, prove: Prover) -> None:
    """In XML a destination and a date narrow a search as they do in JSON."""
    number, elsewhere = quiet(gateway)
    message, other = sent_live(gateway, [number]), sent_live(gateway, [elsewhere])
    to, now = f"+{number}", gateway.clock.now()

    with prove("expire.request.xml-criteria"):
        gateway.call(searching(Destination=to, StartDate=moment(now + DAY)).written_in(XML))
        expect_live(gateway, message, "a message sent before the start")
        gateway.call(searching(Destination=to, StartDate=moment(now - DAY)).written_in(XML))
        expect_expired(gateway, message, "a message sent since the start")
        expect_live(gateway, other, "a message to another destination")


@themes("expire.criteria.date-utc", provider="twosms", alone=True)
def test_a_date_in_utc(gateway: Gateway, prove: Prover) -> None:
    """A date in UTC to the second is understood."""
    number, _ = quiet(gateway)
    message = sent_live(gateway, [number])
    now = gateway.clock.now()

    with prove("expire.criteria.date-utc"):
        gateway.call(searching(Destination=f"+{number}", StartDate=moment(now + DAY)))
        expect_live(gateway, message, "a message sent before the start")
        gateway.call(searching(Destination=f"+{number}", StartDate=moment(now - DAY)))
        expect_expired(gateway, message, "a message sent since the start")


@themes("expire.criteria.date-offset", provider="twosms", alone=True)
def test_a_date_with_an_offset(gateway: Gateway, prove: Prover) -> None:
    """A date with an offset is the moment that it names, and not its digits."""
    number, _ = quiet(gateway)
    message = sent_live(gateway, [number])
    now, hour = gateway.clock.now(), timedelta(hours=1)

    with prove("expire.criteria.date-offset"):
        # An hour ahead, in digits that are four hours past; then the other way round.
        start = with_offset(now + hour, -5)
        gateway.call(searching(Destination=f"+{number}", StartDate=start))
        expect_live(gateway, message, "a message sent before the start")
        start = with_offset(now - hour, +5)
        gateway.call(searching(Destination=f"+{number}", StartDate=start))
        expect_expired(gateway, message, "a message sent since the start")


@themes("expire.criteria.range", provider="twosms", alone=True)
def test_by_range(gateway: Gateway, prove: Prover) -> None:
    """What was sent today is expired with the range of today."""
    number, _ = quiet(gateway)
    begun = gateway.clock.now()
    message = sent_live(gateway, [number])

    gateway.call(searching(Destination=f"+{number}", Range="TODAY"))

    found = fate(gateway, message)
    if _quarter(begun) != _quarter(gateway.clock.now()):
        raise InconclusiveError("a day may have begun somewhere while this was tried")
    with prove("expire.criteria.range"):
        expect("a message sent today", found).equals(EXPIRED)


def _quarter(when: datetime) -> int:
    return (when - datetime(2000, 1, 1, tzinfo=UTC)) // QUARTER


@themes("expire.criteria.range-and-dates", provider="twosms", alone=True)
def test_a_range_and_dates(gateway: Gateway, prove: Prover) -> None:
    """Which of a range and dates prevails when only the range fits."""
    number, _ = quiet(gateway)
    message = sent_live(gateway, [number])
    tomorrow = moment(gateway.clock.now() + DAY)

    reply = gateway.call(searching(Destination=f"+{number}", Range="TODAY", StartDate=tomorrow))

    prove.observe(
        "expire.criteria.range-and-dates",
        f"{told(reply)}; a message that fits the range only is {fate(gateway, message)}",
    )


@themes("expire.criteria.type", provider="twosms", alone=True)
def test_by_type(gateway: Gateway, prove: Prover) -> None:
    """An advanced message is found among the advanced ones and not among the standard ones."""
    number, _ = quiet(gateway)
    message = sent_live(gateway, [number])

    with prove("expire.criteria.type"):
        gateway.call(searching(Destination=f"+{number}", Type=1))
        expect_live(gateway, message, "an advanced message in a search of type 1")
        gateway.call(searching(Destination=f"+{number}", Type=2))
        expect_expired(gateway, message, "an advanced message in a search of type 2")
