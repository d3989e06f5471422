"""Drawn requests of 2sms's expire operation: by ids and by criteria, in every way of writing them.

The members of what is drawn stand in the order in which they are taken back (`plainer`), to see
which of them a wrong answer has to do with: how a request is written first, then what it asks for,
then what it is about.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from typing import Any

from conformance.contract.media import FORM, JSON, XML, is_json, is_xml
from conformance.generate.decks import deal, drawing

MEDIA_TYPES = (JSON, "text/json", XML, "text/xml", FORM)
OFFERED = (JSON, "text/json", XML, "text/xml")
UNLISTED = ("image/png", "text/html", "application/pdf", "text/csv")
QUALITIES = ("0.1", "0.3", "0.5", "0.8", "1.0")
REASONS = ("Sent in error", "No longer valid", "Withdrawn, as its sender asked")

MISFITS = ("Destination", "StartDate", "FinishDate", "Range", "Type")
"""Criteria that a message beside them can fail to fit."""
FITS = ("the same Destination", "dates around")
"""Criteria that other messages fit as well."""
IN_WORDS = frozenset({"Range", "Type"})
"""Those whose other values have no names that any page tells, so that XML cannot say them."""


@dataclass(frozen=True)
class Naming:
    """A request that names messages.

    Attributes:
        accept: the Accept header; `answered_in` is what it has to be answered in, or empty.
        order: shuffles the elements of XML; 0 leaves them in the page's order.
        prefixes: whether XML declares the prefixes of the sample.
        digits: whether XML writes booleans as 1 and 0.
        enumerations: how a range and a type that exclude nothing are written beside the ids:
            as an `integer` or by `name`; empty when they are not there.
        charset: whether the Content-Type has the parameter.
        letters: `upper` or `lower` for all letters of the ids; empty as they were told.
        repeated: how many of the ids stand there twice.
        unknown: how many ids beside them name nothing.
        criterion: what stands beside the ids, of `MISFITS` or `FITS`; empty for nothing.
        notify, delete: None when absent.
        recipients: how many each of the messages has.
        days: until the messages' own expiry; 0 for none.
        reads: how often each may be looked at; 0 for what the account has.
        messages: how many are named.
    """

    accept: str = JSON
    answered_in: str = JSON
    order: int = 0
    prefixes: bool = False
    digits: bool = False
    enumerations: str = ""
    charset: bool = False
    letters: str = ""
    repeated: int = 0
    unknown: int = 0
    criterion: str = ""
    reason: str = ""
    notify: bool | None = None
    delete: bool | None = None
    recipients: int = 1
    days: int = 0
    reads: int = 0
    messages: int = 1
    media_type: str = JSON

    def otherwise(self, wrong: str) -> Iterator[tuple[str, Naming]]:
        """The same in other words, where these decide: booleans, for what is wrongly erased."""
        if is_xml(self.media_type) and self.delete is not None and wrong.startswith("erased"):
            if self.digits:
                yield "digits", replace(self, digits=False)
            yield "flags", replace(self, media_type=JSON)

    def plainer(self) -> Iterator[tuple[str, Naming]]:
        """Ever plainer requests, each with one more member taken back, and that member's name."""
        yield from _taken_back(self)

    def told(self) -> str:
        """What is peculiar about the request, in a phrase."""
        return _told(self, "one message named plainly")


@dataclass(frozen=True)
class Search:
    """A request that searches by a destination, and by more beside it.

    There are messages to the destination from before a moment and from after it (`EARLY`, `LATE`).

    Attributes:
        standard: whether a standard message was sent to the destination as well.
        offset: how many hours from UTC the dates are written, with a fraction of a second;
            None for UTC to the second.
        kind: the `Type`; None when absent.
        today: whether there is the range of today, which then stands alone beside the destination.
        finish, start: the dates, by the names in `MOMENTS`; empty when absent.
    """

    standard: bool = False
    offset: int | None = None
    media_type: str = JSON
    kind: int | None = None
    today: bool = False
    finish: str = ""
    start: str = ""

    @property
    def dated(self) -> bool:
        """Whether there is a date."""
        return bool(self.start or self.finish)

    @property
    def parts(self) -> bool:
        """Whether a date lies between what was sent early and what late."""
        return "between" in {self.start, self.finish}

    def fits(self, sent: float) -> bool:
        """Whether an advanced message to the destination fits, sent `EARLY` or `LATE`."""
        since = not self.start or MOMENTS[self.start] < sent
        until = not self.finish or sent < MOMENTS[self.finish]
        return since and until and self.kind != STANDARD_ONLY

    def otherwise(self, wrong: str) -> Iterator[tuple[str, Search]]:
        """The same in other words, whatever is wrong: a date in UTC with an offset of none."""
        del wrong
        if self.dated and self.offset is None:
            yield "zulu", replace(self, offset=0)

    def plainer(self) -> Iterator[tuple[str, Search]]:
        """Ever plainer searches, each with one more member taken back, and that member's name."""
        yield from _taken_back(self)

    def told(self) -> str:
        """What the request searches by, in a phrase."""
        return _told(self, "a Destination alone")


STANDARD_ONLY, ADVANCED_ONLY = 1, 2
"""Values of `Type`."""

EARLY, LATE = -1, 1
MOMENTS = {"yesterday": -2, "between": 0, "tomorrow": 2}
"""The dates of searches, in the order of time, beside the messages."""

WINDOWS = (
    ("between", ""),
    ("", "between"),
    ("tomorrow", ""),
    ("", "yesterday"),
    ("yesterday", "tomorrow"),
    ("yesterday", "between"),
    ("between", "tomorrow"),
    ("", ""),
    ("", ""),
)
"""Start and finish."""


def namings(seed: int, count: int) -> Iterator[Naming]:
    """So many requests by ids."""
    draw = drawing(seed, "namings")
    written, accepted = deal(draw, MEDIA_TYPES), deal(draw, (*OFFERED, "better", "worse", "none"))
    spelled, letters = deal(draw, ("integer", "name")), deal(draw, ("", "upper", "lower"))
    sayable = [name for name in MISFITS if name not in IN_WORDS]
    misfits, in_xml, fits = deal(draw, MISFITS), deal(draw, sayable), deal(draw, FITS)
    beside, deletes = deal(draw, ("misfit", "", "fits")), deal(draw, (True, None, True, False))
    named, deletes_in_xml = deal(draw, ("name", "")), deal(draw, (True, None, True, False))
    kept = deal(draw, ("recipients", "days", "reads", ""))
    flags = [deal(draw, (True, False)) for _ in range(7)]
    for _ in range(count):
        media_type, kept_by = next(written), next(kept)
        xml, form = is_xml(media_type), media_type == FORM
        accept, answered_in = _accepting(draw, next(accepted))
        prefixes, digits, reordered, charset, repeats, strays, reasoned = map(next, flags)
        naming = Naming(
            accept=accept,
            answered_in=answered_in,
            charset=charset,
            letters=next(letters),
            repeated=1 if repeats else 0,
            unknown=draw.randrange(1, 4) if strays else 0,
            recipients=draw.randrange(2, 5) if kept_by == "recipients" else 1,
            days=draw.randrange(1, 30) if kept_by == "days" else 0,
            reads=draw.randrange(5, 50) if kept_by == "reads" else 0,
            messages=draw.randrange(1, 4),
            media_type=media_type,
        )
        if form:  # in which no page shows more than ids
            yield naming
            continue
        criterion = {"misfit": in_xml if xml else misfits, "fits": fits}.get(next(beside))
        naming = replace(
            naming,
            criterion=next(criterion) if criterion else "",
            reason=draw.choice(REASONS) if reasoned else "",
            notify=draw.choice((None, False, True)),
            delete=next(deletes_in_xml if xml else deletes),
        )
        if naming.criterion not in IN_WORDS:
            naming = replace(naming, enumerations=next(named if xml else spelled))
        if xml:
            order = draw.randrange(1, 1000) if reordered else 0
            naming = replace(naming, order=order, prefixes=prefixes, digits=digits)
        yield naming


def _accepting(draw: Any, wanted: str) -> tuple[str, str]:
    """An Accept header, and the type that it has to be answered in; empty where that is open."""
    if wanted in OFFERED:
        return wanted, wanted
    if wanted == "none":
        return draw.choice(UNLISTED), ""
    first, second = draw.sample((JSON, XML), 2)
    less, more = sorted(draw.sample(QUALITIES, 2))
    of_first, of_second = (more, less) if wanted == "better" else (less, more)
    best = first if wanted == "better" else second
    return f"{first};q={of_first}, {second};q={of_second}", best


def searches(seed: int, count: int) -> Iterator[Search]:
    """So many requests by criteria."""
    draw = drawing(seed, "searches")
    windows, kinds = deal(draw, WINDOWS), deal(draw, (None, None, None, STANDARD_ONLY))
    advanced, written = deal(draw, (None, ADVANCED_ONLY)), deal(draw, (JSON, XML))
    today = deal(draw, (False, True))
    offsets, standard = (
        deal(draw, (None, -11, None, 5, None, 0, None, 9)),
        deal(draw, (False, True)),
    )
    for _ in range(count):
        start, finish = next(windows)
        media_type = next(written)
        dated = bool(start or finish)
        ranged = not dated and next(today)
        # The names of the numbers of `Type` stand on no page, so XML cannot say them.
        typed = is_json(media_type) and not ranged
        kind = (next(kinds) or next(advanced)) if typed else None
        yield Search(
            standard=next(standard),
            offset=next(offsets) if dated else None,
            media_type=media_type,
            kind=kind,
            today=ranged,
            finish=finish,
            start=start,
        )


def _taken_back(request: Any) -> Iterator[tuple[str, Any]]:
    plain = type(request)()
    for member in fields(request):
        value = getattr(plain, member.name)
        if getattr(request, member.name) != value:
            request = replace(request, **{member.name: value})
            yield member.name, request


def _told(request: Any, plainly: str) -> str:
    plain = type(request)()
    found = {member.name: getattr(request, member.name) for member in fields(request)}
    peculiar = [
        f"{name.replace('_', ' ')} {value}"
        for name, value in found.items()
        if value != getattr(plain, name)
    ]
    return ", ".join(peculiar) or plainly
