"""Faults in searching by destination, dates, range and type."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from conformance.deviations.deviation import wrap
from conformance.deviations.twosms.faults import CRITERIA, FAULTS, after, reads
from conformance.reference.twosms import TwoSms
from conformance.reference.twosms.account import Message, canonical
from conformance.reference.twosms.binding import Date, Member, UnreadableError

Criteria = Mapping[str, Any]


def dates(service: TwoSms, kind: Member) -> None:
    """Read the two dates in another way."""
    reads(service, "MessageCriteria", StartDate=kind, FinishDate=kind)


def forget(service: TwoSms, name: str) -> None:
    """Pass over one criterion."""

    def change(criteria: dict[str, Any]) -> dict[str, Any]:
        return {known: value for known, value in criteria.items() if known != name}

    after(service, "criteria", change)


@FAULTS.deviation(breaks=["expire.criteria.destination"], collateral=CRITERIA)
def passes_over_the_destination(service: TwoSms) -> None:
    """Knows no criterion `Destination`, so that it alone means the default set."""
    forget(service, "Destination")


@FAULTS.deviation(breaks=["expire.criteria.destination"], collateral=CRITERIA)
def compares_destinations_as_they_are_stored(service: TwoSms) -> None:
    """Keeps numbers without their plus and looks for them with it."""

    def around(
        original: Callable[[Message, str | None], bool], message: Message, destination: str | None
    ) -> bool:
        stored = [canonical(recipient.destination) for recipient in message.recipients]
        return destination in stored if destination else original(message, destination)

    wrap(service, "fits_destination", around)


@FAULTS.deviation(
    breaks=["expire.criteria.spares-others"], collateral=["isolation.others-untouched", *CRITERIA]
)
def compares_the_beginning_of_a_destination(service: TwoSms) -> None:
    """Takes every number of the same exchange for the destination."""

    def around(
        original: Callable[[Message, str | None], bool], message: Message, destination: str | None
    ) -> bool:
        if not destination:
            return original(message, destination)
        exchange = canonical(destination)[:9]
        numbers = [canonical(recipient.destination) for recipient in message.recipients]
        return any(number.startswith(exchange) for number in numbers)

    wrap(service, "fits_destination", around)


@FAULTS.deviation(
    breaks=["expire.criteria.start-date"], collateral=["expire.criteria.together", *CRITERIA]
)
def passes_over_the_start(service: TwoSms) -> None:
    """Knows no criterion `StartDate`."""
    forget(service, "StartDate")


@FAULTS.deviation(
    breaks=["expire.criteria.finish-date"], collateral=["expire.criteria.together", *CRITERIA]
)
def passes_over_the_finish(service: TwoSms) -> None:
    """Expects `EndDate`, as the other operations call it, and passes over `FinishDate`."""
    forget(service, "FinishDate")


@FAULTS.deviation(
    breaks=["expire.criteria.start-date", "expire.criteria.finish-date"], collateral=CRITERIA
)
def looks_outside_the_window(service: TwoSms) -> None:
    """Finds the messages that were not sent between the two dates."""

    def around(
        original: Callable[..., bool],
        message: Message,
        start: datetime | None,
        finish: datetime | None,
    ) -> bool:
        return original(message, start, finish) == (start is None and finish is None)

    wrap(service, "fits_window", around)


@FAULTS.deviation(breaks=["expire.criteria.together"], collateral=CRITERIA)
def takes_criteria_one_by_one(service: TwoSms) -> None:
    """Finds messages that fit any of the criteria."""

    def around(
        original: Callable[[Message, Criteria], bool], message: Message, criteria: Criteria
    ) -> bool:
        own = [name for name in ("Destination", "StartDate", "FinishDate") if name in criteria]
        others = {name: value for name, value in criteria.items() if name not in own}
        if not own:
            return original(message, criteria)
        return any(original(message, {**others, name: criteria[name]}) for name in own)

    wrap(service, "matches", around)


class LocalDate(Date):
    """A date that may not end in Z."""

    def from_text(self, text: str) -> datetime:
        """Refuse the zone."""
        if text.endswith("Z"):
            raise UnreadableError
        return super().from_text(text)


class WholeSeconds(Date):
    """A date without a fraction of a second."""

    def from_text(self, text: str) -> datetime:
        """Refuse the fraction."""
        if "." in text:
            raise UnreadableError
        return super().from_text(text)


class OffsetIgnored(Date):
    """A date whose offset counts for nothing."""

    def from_text(self, text: str) -> datetime:
        """Cut the offset off."""
        return super().from_text(re.sub(r"[+-][0-9]{2}:[0-9]{2}$", "Z", text))


@FAULTS.deviation(
    breaks=["expire.criteria.date-utc"], collateral=["expire.ids.criteria-ignored", *CRITERIA]
)
def does_not_read_zulu_time(service: TwoSms) -> None:
    """Refuses a date that ends in Z."""
    dates(service, LocalDate())


@FAULTS.deviation(breaks=["expire.criteria.date-offset"], collateral=CRITERIA)
def does_not_read_fractions(service: TwoSms) -> None:
    """Refuses a date with a fraction of a second."""
    dates(service, WholeSeconds())


@FAULTS.deviation(breaks=["expire.criteria.date-offset"], collateral=CRITERIA)
def passes_over_offsets(service: TwoSms) -> None:
    """Takes every date for UTC, whatever its offset."""
    dates(service, OffsetIgnored())


@FAULTS.deviation(breaks=["expire.criteria.range"])
def takes_today_for_yesterday(service: TwoSms) -> None:
    """Looks for messages of the day before when asked for those of today."""

    def around(
        original: Callable[[Criteria], tuple[datetime | None, datetime | None]], criteria: Criteria
    ) -> tuple[datetime | None, datetime | None]:
        start, finish = original(criteria)
        if criteria.get("Range") != 0 or not start or not finish or finish < start:
            return start, finish
        return start - timedelta(days=1), start

    wrap(service, "window", around)


@FAULTS.deviation(breaks=["expire.criteria.type"], collateral=["expire.ids.criteria-ignored"])
def passes_over_the_type(service: TwoSms) -> None:
    """Searches both kinds of messages, whatever the type."""

    def around(original: Callable[[Message, int], bool], message: Message, number: int) -> bool:
        del number
        return original(message, 0)

    wrap(service, "fits_type", around)


@FAULTS.deviation(breaks=["expire.criteria.type"])
def swaps_the_types(service: TwoSms) -> None:
    """Takes 1 for advanced and 2 for standard."""

    def around(original: Callable[[Message, int], bool], message: Message, number: int) -> bool:
        return original(message, {1: 2, 2: 1}.get(number, number))

    wrap(service, "fits_type", around)
