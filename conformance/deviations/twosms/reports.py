"""Faults in reports: of messages, of what waits, of accounts; and in templates."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from werkzeug.wrappers import Request

from conformance.deviations.deviation import wrap
from conformance.deviations.twosms.faults import FAULTS, after, edit, edit_detail, status
from conformance.reference.twosms import TwoSms
from conformance.reference.twosms.account import Message
from conformance.reference.twosms.binding import Model
from conformance.reference.twosms.reporting import REPORT
from conformance.reference.twosms.writing import Items

MESSAGES = "ArrayOfMessageReport"
LISTED = (
    "cancel.unsent.stops-delivery",
    "list.entries-array",
    "list.filter-created-from",
    "list.filter-created-until",
    "list.filter-recipient",
    "list.filter-reference",
    "list.finds-sent",
    "list.page-base",
    "list.page-size-honoured",
    "list.pages-disjoint",
    "list.row-types",
    "list.sorted",
    "list.repeatable",
    "schedule.delivers-when-due",
    "send.refused-leaves-nothing",
)
"""Themes that read the report of messages."""

Query = Mapping[str, Any]


def report(service: TwoSms, change: Callable[[Query], Query]) -> None:
    """Read the query of the report of messages in another way."""

    def around(original: Callable[..., Query], request: Request, model: Model) -> Query:
        query = original(request, model)
        return change(query) if model is REPORT else query

    wrap(service, "query", around)


def drops(*names: str) -> Callable[[Query], Query]:
    """What passes over some members of a query."""
    return lambda query: {name: value for name, value in query.items() if name not in names}


# -- messages ------------------------------------------------------------------------------------


@FAULTS.deviation(
    breaks=["list.answers-200"],
    collateral=["http.status-documented", "http.head-like-get", *LISTED],
)
def reports_with_206(service: TwoSms) -> None:
    """Answers a page of a report as a part of something."""
    after(service, "report_messages", status(206))


@FAULTS.deviation(breaks=["list.entries-array"], collateral=["list.answers-200", *LISTED])
def reports_an_object_of_rows(service: TwoSms) -> None:
    """Writes the rows of a report as members named after the messages."""
    edit_detail(service, MESSAGES, lambda rows: {row["MessageID"]: row for row in rows})


def edit_rows(service: TwoSms, change: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    """Change every row of the report of messages."""
    after(service, "report_row", change)


@FAULTS.deviation(breaks=["list.row-types"])
def counts_contacts_in_texts(service: TwoSms) -> None:
    """Writes `NoofContacts` as a text."""
    edit_rows(service, lambda row: row | {"NoofContacts": f"{row['NoofContacts']} contacts"})


@FAULTS.deviation(
    breaks=["list.row-types"],
    collateral=["list.filter-created-from", "list.filter-created-until"],
)
def writes_dates_the_american_way(service: TwoSms) -> None:
    """Writes `DateSent` with the month first."""

    def change(row: dict[str, Any]) -> dict[str, Any]:
        year, month, day = row["DateSent"][:10].split("-")
        return row | {"DateSent": f"{month}/{day}/{year} {row['DateSent'][11:19]}"}

    edit_rows(service, change)


@FAULTS.deviation(breaks=["list.finds-sent"], collateral=LISTED)
def lists_messages_once_they_are_read(service: TwoSms) -> None:
    """Leaves messages out of the report that nobody has read."""

    def change(messages: list[Message]) -> list[Message]:
        return [
            message
            for message in messages
            if any(recipient.reads for recipient in message.recipients)
        ]

    after(service, "reported", change)


@FAULTS.deviation(
    breaks=["list.repeatable"],
    collateral=[
        "list.filter-created-from",
        "list.filter-created-until",
        "list.finds-sent",
        "list.page-size-honoured",
        "list.pages-disjoint",
    ],
)
def reports_every_message_once(service: TwoSms) -> None:
    """Leaves messages out of the report that have been reported before."""
    told: set[str] = set()

    def around(original: Callable[[Message], dict[str, Any]], message: Message) -> dict[str, Any]:
        told.add(message.id)
        return original(message)

    def change(messages: list[Message]) -> list[Message]:
        return [message for message in messages if message.id not in told]

    wrap(service, "report_row", around)
    after(service, "reported", change)


@FAULTS.deviation(
    breaks=["list.repeatable"],
    collateral=["list.filter-created-from", "list.filter-created-until"],
)
def dates_rows_with_the_report(service: TwoSms) -> None:
    """Writes the time of the report where that of the sending belongs."""
    edit_rows(service, lambda row: row | {"DateSent": service.clock.now().isoformat()})


@FAULTS.deviation(breaks=["list.filter-recipient"], collateral=["list.page-size-honoured"])
def reports_all_destinations(service: TwoSms) -> None:
    """Passes over `filter.Destination`."""
    report(service, drops("filter.Destination"))


@FAULTS.deviation(breaks=["list.filter-reference"])
def reports_all_references(service: TwoSms) -> None:
    """Passes over `filter.Reference`."""
    report(service, drops("filter.Reference"))


@FAULTS.deviation(breaks=["list.filter-created-from"])
def reports_from_the_beginning(service: TwoSms) -> None:
    """Passes over `filter.StartDate`."""
    report(service, drops("filter.StartDate"))


@FAULTS.deviation(breaks=["list.filter-created-until"])
def reports_to_the_end(service: TwoSms) -> None:
    """Expects `filter.FinishDate` and passes over `filter.EndDate`."""
    report(service, drops("filter.EndDate"))


@FAULTS.deviation(breaks=["list.page-size-honoured"], collateral=["list.pages-disjoint"])
def reports_pages_of_its_own_size(service: TwoSms) -> None:
    """Makes pages of 100 rows whatever is asked for."""
    report(service, lambda query: {**query, "paging.NoOfRecords": 100})


@FAULTS.deviation(breaks=["list.pages-disjoint"])
def overlaps_pages(service: TwoSms) -> None:
    """Begins a page with the last row of the page before."""

    def around(
        original: Callable[..., list[Message]], found: list[Message], number: int, size: int
    ) -> list[Message]:
        del original
        start = max(0, (number - 1) * (size - 1))
        return found[start : start + size] if number else []

    wrap(service, "page", around)


@FAULTS.deviation(breaks=["list.paging-required"])
def pages_unasked(service: TwoSms) -> None:
    """Reports the first page when none is asked for."""

    def around(original: Callable[..., Query], request: Request, model: Model) -> Query:
        if model is not REPORT:
            return original(request, model)
        lenient = Model(model.root, model.members)
        defaults = {"paging.Page": 1, "paging.NoOfRecords": 20}
        return {**defaults, **original(request, lenient)}

    wrap(service, "query", around)


# -- reads, responses, what waits ----------------------------------------------------------------


@FAULTS.deviation(breaks=["report.reads-answered"])
def reports_reads_under_a_name(service: TwoSms) -> None:
    """Writes the list of reads into an object."""
    edit_detail(service, "ArrayOfMessageRead", lambda rows: {"Reads": rows})


@FAULTS.deviation(breaks=["report.responses-answered"])
def reports_no_responses_as_a_text(service: TwoSms) -> None:
    """Writes a sentence where there is no response to list."""
    edit_detail(service, "ListOfMessageResponse", lambda rows: rows or "No responses")


@FAULTS.deviation(breaks=["report.pending-answered"], collateral=["report.pending-listed"])
def numbers_scheduled_messages(service: TwoSms) -> None:
    """Writes the `ID` of a scheduled message as a number."""

    def change(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [row | {"ID": number} for number, row in enumerate(rows)]

    after(service, "waiting", change)


# -- accounts and templates ----------------------------------------------------------------------


@FAULTS.deviation(breaks=["accounts.overview-answered"], collateral=["http.no-server-error"])
def writes_account_levels_in_words(service: TwoSms) -> None:
    """Writes the level of an account as a word."""

    def change(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [row | {"AccountLevel": "master"} for row in rows]

    edit_detail(service, "ListOfSubAccountOverviewResponse", change)


@FAULTS.deviation(breaks=["templates.answered"], collateral=["envelope.everywhere"])
def answers_with_the_bare_template(service: TwoSms) -> None:
    """Answers an operation on a template outside the envelope."""
    edit(service, "Template", lambda document: document["ResponseData"]["Detail"])
    edit(service, "ArrayOfTemplate", lambda document: {"Items": document["ResponseData"]["Detail"]})


@FAULTS.deviation(breaks=["templates.answered"])
def names_the_kind_of_a_template_by_a_list(service: TwoSms) -> None:
    """Writes the kind of a template as a list."""

    def change(template: dict[str, Any]) -> dict[str, Any]:
        return template | {"Type": Items("int", [template["Type"]])}

    edit_detail(service, "Template", change)
