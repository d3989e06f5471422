"""Faults in reading an expire request in its five media types."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from xml.etree.ElementTree import Element

from werkzeug.wrappers import Request

from conformance.deviations.deviation import wrap
from conformance.deviations.twosms.faults import FAULTS, NAMED, UNHARMED, XML_READ, reads
from conformance.reference.twosms import TwoSms, expiring
from conformance.reference.twosms.binding import (
    Choice,
    Date,
    Flag,
    Guid,
    Many,
    Model,
    UnreadableError,
)
from conformance.reference.twosms.framework import FORM

CRITERIA = "MessageCriteria"
DECLARED = list(expiring.CRITERIA.members)
"""The members of the criteria in the order in which the page lists them."""

FORMATS = ("http.media-type-documented", "http.unsupported-media-type.refused-415")

Read = Callable[[Request, Model], dict[str, Any]]


def does_not_read(service: TwoSms, *types: str) -> None:
    """Read criteria in some media types no more."""

    def around(original: Callable[[Model], dict[str, Any]], model: Model) -> dict[str, Any]:
        readers = original(model)
        if model.root == CRITERIA:
            readers = {media: read for media, read in readers.items() if media not in types}
        return readers

    wrap(service, "readers", around)


def alter_text(service: TwoSms, reader: str, change: Callable[[str], bool]) -> None:
    """Refuse criteria whose text has a certain look."""

    def around(original: Read, request: Request, model: Model) -> dict[str, Any]:
        if model.root == CRITERIA and change(request.get_data(as_text=True)):
            raise UnreadableError
        return original(request, model)

    wrap(service, reader, around)


# -- media types ---------------------------------------------------------------------------------


@FAULTS.deviation(
    breaks=["expire.request.json"],
    collateral=[
        *NAMED,
        *UNHARMED,
        "envelope.user-id-constant",
        "expire.answers-200",
        "expire.response.xml-names",
        "expire.response.xml-root",
        "expire.twice.answers-200",
        "expire.unknown.answers-200",
    ],
)
def does_not_read_json(service: TwoSms) -> None:
    """Reads criteria in every documented type but application/json."""
    does_not_read(service, "application/json")


@FAULTS.deviation(breaks=["expire.request.text-json"])
def does_not_read_text_json(service: TwoSms) -> None:
    """Knows JSON by one media type only."""
    does_not_read(service, "text/json")


@FAULTS.deviation(
    breaks=["expire.request.xml"],
    collateral=["error.xml-malformed", *XML_READ],
)
def does_not_read_xml(service: TwoSms) -> None:
    """Knows XML as text/xml only."""
    does_not_read(service, "application/xml")


@FAULTS.deviation(breaks=["expire.request.text-xml"])
def does_not_read_text_xml(service: TwoSms) -> None:
    """Knows XML as application/xml only."""
    does_not_read(service, "text/xml")


@FAULTS.deviation(breaks=["expire.request.form"])
def does_not_read_forms(service: TwoSms) -> None:
    """Reads JSON and XML and refuses forms."""
    does_not_read(service, FORM)


@FAULTS.deviation(breaks=["http.charset-accepted"])
def compares_media_types_exactly(service: TwoSms) -> None:
    """Takes a media type with a parameter for another media type."""

    def around(original: Callable[..., Any], request: Request, model: Model) -> Any:
        if ";" in (request.content_type or ""):
            raise service.unsupported(request)
        return original(request, model)

    wrap(service, "bind", around)


# -- forms ---------------------------------------------------------------------------------------


@FAULTS.deviation(breaks=["expire.request.form"])
def ignores_the_members_of_a_form(service: TwoSms) -> None:
    """Takes a form for criteria without members."""

    def around(original: Read, request: Request, model: Model) -> dict[str, Any]:
        original(request, model)
        return {}

    wrap(service, "read_form", around)


class LastOne(Many):
    """A list of which a form gives the last item only."""

    def from_form(self, texts: list[str]) -> list[Any]:
        """Read the last value."""
        return super().from_form(texts[-1:])


@FAULTS.deviation(breaks=["expire.request.form"])
def reads_the_last_pair_of_a_form(service: TwoSms) -> None:
    """Lets a repeated name in a form replace the pair before it."""
    reads(service, CRITERIA, MessageIDs=LastOne(Guid(), "guid"))


# -- XML -----------------------------------------------------------------------------------------


@FAULTS.deviation(
    breaks=["expire.request.xml"],
    collateral=["http.no-server-error", *XML_READ, "pendings.request.xml"],
)
def ignores_the_elements_of_xml(service: TwoSms) -> None:
    """Takes an XML body for criteria without members."""

    def around(original: Read, request: Request, model: Model) -> dict[str, Any]:
        original(request, model)
        return {}

    wrap(service, "read_xml", around)


class FirstElement(Many):
    """A list of which XML gives the first item only."""

    def from_xml(self, element: Element) -> list[Any]:
        """Read the first element."""
        return super().from_xml(element)[:1]


@FAULTS.deviation(breaks=["expire.request.xml-guid-items"])
def reads_the_first_guid_of_xml(service: TwoSms) -> None:
    """Reads the first `guid` element and no other."""
    reads(service, CRITERIA, MessageIDs=FirstElement(Guid(), "guid"))


@FAULTS.deviation(
    breaks=["expire.request.xml-guid-items"], collateral=["error.message-id-malformed", *XML_READ]
)
def reads_string_elements_for_ids(service: TwoSms) -> None:
    """Looks for ids in `string` elements, as another operation has them."""
    reads(service, CRITERIA, MessageIDs=Many(Guid(), "string"))


@FAULTS.deviation(breaks=["expire.request.xml-schema-prefixes"])
def refuses_declared_prefixes(service: TwoSms) -> None:
    """Refuses a root with any attribute, declarations of prefixes included."""
    alter_text(service, "read_xml", lambda text: "xmlns:xsd" in text)


@FAULTS.deviation(breaks=["expire.request.xml-any-order"])
def reads_xml_in_one_order(service: TwoSms) -> None:
    """Passes over every element that stands after one that should have followed it."""

    def around(original: Read, request: Request, model: Model) -> dict[str, Any]:
        values = original(request, model)
        if model.root != CRITERIA:
            return values
        tags = re.findall(r"<(\w+)", request.get_data(as_text=True))
        places = [DECLARED.index(tag) for tag in tags if tag in DECLARED]
        late = {DECLARED[b] for n, b in enumerate(places) if b < max(places[:n], default=-1)}
        return {name: value for name, value in values.items() if name not in late}

    wrap(service, "read_xml", around)


class Unread(Flag):
    """A boolean whose word in XML counts for nothing."""

    def from_lexical(self, text: str) -> bool:
        """Take whatever stands there for false."""
        super().from_lexical(text)
        return False


@FAULTS.deviation(
    breaks=["expire.request.xml-flags"], collateral=["expire.request.xml-boolean-digits"]
)
def passes_over_booleans_of_xml(service: TwoSms) -> None:
    """Takes Delete for false in XML, whatever it says."""
    reads(service, CRITERIA, Delete=Unread())


class Undated(Date):
    """A date that XML cannot give."""

    def from_lexical(self, text: str) -> None:  # type: ignore[override]
        """Take any date for an absent one."""
        super().from_lexical(text)


@FAULTS.deviation(breaks=["expire.request.xml-criteria"])
def passes_over_dates_of_xml(service: TwoSms) -> None:
    """Searches without the dates of an XML body."""
    reads(service, CRITERIA, StartDate=Undated(), FinishDate=Undated())


class WordsOnly(Flag):
    """A boolean that XML writes as a word."""

    def from_lexical(self, text: str) -> bool:
        """Read `true` or `false`."""
        if text not in {"true", "false"}:
            raise UnreadableError
        return text == "true"


@FAULTS.deviation(breaks=["expire.request.xml-boolean-digits"])
def reads_booleans_as_words_only(service: TwoSms) -> None:
    """Refuses 1 and 0 in XML."""
    reads(service, CRITERIA, Delete=WordsOnly(), NotifyRecipients=WordsOnly())


# -- enumerations --------------------------------------------------------------------------------


class NamesOnly(Choice):
    """An enumeration that JSON writes by name."""

    def from_json(self, value: object) -> int | None:
        """Read a name."""
        if isinstance(value, int):
            raise UnreadableError
        return super().from_json(value)


class NumbersOnly(Choice):
    """An enumeration that JSON writes by number."""

    def from_json(self, value: object) -> int | None:
        """Read a number."""
        if isinstance(value, str):
            raise UnreadableError
        return super().from_json(value)


class NumbersInXml(Choice):
    """An enumeration that XML, too, writes by number."""

    def from_lexical(self, text: str) -> int:
        """Read digits."""
        if text in self.names:
            raise UnreadableError
        return super().from_text(text)


RANGE, TYPE = ("TODAY",), ("BOTH", "STANDARD", "ADVANCED")


@FAULTS.deviation(
    breaks=["expire.request.enum-integer"],
    collateral=["expire.criteria.range", "expire.criteria.type", "expire.ids.criteria-ignored"],
)
def reads_names_of_enumerations_only(service: TwoSms) -> None:
    """Refuses the numbers of an enumeration in JSON."""
    reads(service, CRITERIA, Range=NamesOnly(*RANGE), Type=NamesOnly(*TYPE))


@FAULTS.deviation(
    breaks=["expire.request.enum-name"],
    collateral=["expire.criteria.range", "expire.criteria.type", "expire.ids.criteria-ignored"],
)
def reads_numbers_of_enumerations_only(service: TwoSms) -> None:
    """Refuses the names of an enumeration in JSON."""
    reads(service, CRITERIA, Range=NumbersOnly(*RANGE), Type=NumbersOnly(*TYPE))


@FAULTS.deviation(
    breaks=["expire.request.xml-enum-name"], collateral=["expire.request.xml-any-order"]
)
def reads_numbers_of_enumerations_in_xml(service: TwoSms) -> None:
    """Refuses the names of an enumeration in XML."""
    reads(service, CRITERIA, Range=NumbersInXml(*RANGE), Type=NumbersInXml(*TYPE))
