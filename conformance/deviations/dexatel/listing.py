"""Lists: mistakes with entries, pages and filters."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from werkzeug.wrappers import Request, Response

from conformance.deviations.deviation import wrap
from conformance.deviations.dexatel.ways import (
    FAULTS,
    altered,
    always,
    edits,
    edits_page,
    forgives,
)
from conformance.reference.dexatel import Dexatel
from conformance.reference.dexatel.listing import Cursor, Filters, Row
from conformance.reference.dexatel.messages import Message

PAGES = (
    "list.page-length",
    "list.page-links",
    "list.pagination-members",
    "list.page-size-honoured",
    "list.pages-complete",
    "list.total",
)
"""What is told by `pagination`."""

FILTERS = (
    "list.filter-channel",
    "list.filter-country",
    "list.filter-created-from",
    "list.filter-created-until",
    "list.filter-direction",
    "list.filter-recipient",
    "list.filter-recipient-prefix",
    "list.filter-sender",
    "list.filter-sender-id",
    "list.filter-state",
)
"""What goes wrong once filters are forgotten."""

ENTRIES = (
    "cancel.deleted-not-listed",
    "error.without-effect",
    "list.agrees-with-read",
    *FILTERS,
    "list.finds-sent",
    "read.repeatable",
    "send.refused-leaves-nothing",
    *PAGES,
)
"""What is looked for in a list."""


# -- the list as such ---------------------------------------------------------


@FAULTS.deviation(
    breaks=["list.answers-200"],
    collateral=["http.status-documented", "read.repeatable"],
)
def lists_with_206(service: Dexatel) -> None:
    """Answers a list with 206, as if a page were a range of octets."""

    def list_messages(original: Callable[[Request], Response], request: Request) -> Response:
        response = original(request)
        response.status_code = 206
        return response

    wrap(service, "list_messages", list_messages)


@FAULTS.deviation(breaks=["list.entries-array"], collateral=ENTRIES)
def lists_by_id(service: Dexatel) -> None:
    """Lists messages in an object, each under its id."""
    edits(
        service,
        "list_messages",
        lambda document: {**document, "data": {entry["id"]: entry for entry in document["data"]}},
    )


@FAULTS.deviation(
    breaks=["list.entries-array"],
    collateral=["list.answers-200", "list.pagination-given", *ENTRIES],
)
def lists_a_bare_array(service: Dexatel) -> None:
    """Answers a list with the messages alone."""
    edits(service, "list_messages", lambda document: document["data"])


@FAULTS.deviation(breaks=["list.pagination-given"], collateral=["list.answers-200", *ENTRIES])
def lists_without_pagination(service: Dexatel) -> None:
    """Answers a list without saying what page it is."""
    edits(service, "list_messages", lambda document: {"data": document["data"]})


@FAULTS.deviation(breaks=["list.pagination-given"], collateral=["list.answers-200", *ENTRIES])
def calls_the_pagination_meta(service: Dexatel) -> None:
    """Names the object with the pages `meta`."""
    edits(
        service,
        "list_messages",
        lambda document: {"data": document["data"], "meta": document["pagination"]},
    )


@FAULTS.deviation(breaks=["list.finds-sent"], collateral=ENTRIES)
def lists_only_what_has_gone_out(service: Dexatel) -> None:
    """Does not list a message that is scheduled or enroute."""
    selects(service, lambda message: service.status(message) not in {"scheduled", "enroute"})


@FAULTS.deviation(breaks=["list.finds-sent"], collateral=["isolation.siblings-untouched", *ENTRIES])
def lists_the_first_of_a_create(service: Dexatel) -> None:
    """Lists one message of every create."""
    selects(service, lambda message: message.recipient == message.draft.recipients[0])


def selects(service: Dexatel, select: Callable[[Message], bool]) -> None:
    """List only some messages."""

    def matching(
        original: Callable[[Filters], Sequence[Message]], filters: Filters
    ) -> Sequence[Message]:
        return [message for message in original(filters) if select(message)]

    wrap(service, "matching", matching)


def shows_in_lists(service: Dexatel, **members: Callable[[Any], Any]) -> None:
    """Show members otherwise in a list than in a read."""

    def change(document: Any) -> Any:
        return {**document, "data": [altered(entry, members) for entry in document["data"]]}

    edits(service, "list_messages", change)


@FAULTS.deviation(breaks=["list.agrees-with-read"], collateral=["text.survives"])
def lists_texts_in_short(service: Dexatel) -> None:
    """Lists the first ten characters of a text."""
    shows_in_lists(service, text=lambda text: text[:10])


@FAULTS.deviation(breaks=["list.agrees-with-read"])
def lists_every_message_as_one_part(service: Dexatel) -> None:
    """Lists a long message as one part."""
    shows_in_lists(service, segments=lambda _: 1)


@FAULTS.deviation(
    breaks=["list.agrees-with-read"], collateral=["list.filter-state", "read.repeatable"]
)
def lists_every_message_as_enroute(service: Dexatel) -> None:
    """Lists a message with the status that it had first."""
    shows_in_lists(service, status=lambda _: "enroute")


@FAULTS.deviation(
    breaks=["list.agrees-with-read"], collateral=["list.filter-sender", "list.filter-sender-id"]
)
def lists_the_senders_id(service: Dexatel) -> None:
    """Lists a message with the id of its sender in `from`."""

    def change(document: Any) -> Any:
        entries = [{**entry, "from": entry["sender"]["id"]} for entry in document["data"]]
        return {**document, "data": entries}

    edits(service, "list_messages", change)


# -- pages --------------------------------------------------------------------


@FAULTS.deviation(breaks=["list.pagination-members"])
def numbers_pages_in_strings(service: Dexatel) -> None:
    """Tells the number of the page as a string."""
    edits_page(service, number=str)


@FAULTS.deviation(breaks=["list.page-length"])
def tells_the_size_that_was_asked_for(service: Dexatel) -> None:
    """Tells in `size` how many entries a page may have."""

    def list_messages(original: Callable[[Request], Response], request: Request) -> Response:
        wanted = service.cursor(request).size
        document = original(request).get_json()
        page = {**document["pagination"], "size": wanted}
        return service.json(200, {**document, "pagination": page})

    wrap(service, "list_messages", list_messages)


@FAULTS.deviation(breaks=["list.total"])
def totals_the_page(service: Dexatel) -> None:
    """Tells in `total` how many entries the page has."""
    edits(
        service,
        "list_messages",
        lambda document: {
            **document,
            "pagination": {**document["pagination"], "total": len(document["data"])},
        },
    )


@FAULTS.deviation(breaks=["list.total"])
def totals_without_filters(service: Dexatel) -> None:
    """Tells in `total` how many messages the account has."""
    edits_page(service, total=lambda _: len(service.messages) + 1)


@FAULTS.deviation(breaks=["list.page-links"], collateral=["list.pages-complete", "list.total"])
def links_pages_in_an_array(service: Dexatel) -> None:
    """Tells the addresses of other pages as an array."""
    edits_page(
        service, links=lambda links: [{"rel": name, "href": url} for name, url in links.items()]
    )


@FAULTS.deviation(breaks=["list.page-links"], collateral=["list.pages-complete", "list.total"])
def omits_the_links(service: Dexatel) -> None:
    """Tells no addresses of other pages."""

    def change(document: Any) -> Any:
        page = {name: value for name, value in document["pagination"].items() if name != "links"}
        return {**document, "pagination": page}

    edits(service, "list_messages", change)


@FAULTS.deviation(breaks=["list.page-size-honoured"], collateral=["list.page-size-refused", *PAGES])
def ignores_the_page_size(service: Dexatel) -> None:
    """Lists twenty messages on a page, whatever is asked for."""
    wrap(service, "page_size", lambda *_: service.default_page_size)


@FAULTS.deviation(breaks=["list.page-size-honoured"], collateral=PAGES)
def lists_one_message_too_many(service: Dexatel) -> None:
    """Lists a message more than the page may have."""

    def page_size(original: Callable[..., int], *arguments: Any) -> int:
        return original(*arguments) + 1

    wrap(service, "page_size", page_size)


@FAULTS.deviation(breaks=["list.page-size-honoured"], collateral=PAGES)
def forgets_the_page_size_on_the_way(service: Dexatel) -> None:
    """Lists twenty messages on every page after the first."""

    def cursor(original: Callable[[Request], Cursor], request: Request) -> Cursor:
        page = original(request)
        return page if page.number == 1 else replace(page, size=service.default_page_size)

    wrap(service, "cursor", cursor)


@FAULTS.deviation(breaks=["list.pages-complete"], collateral=["list.total"])
def repeats_a_message_on_the_next_page(service: Dexatel) -> None:
    """Begins every page with the last message of the page before."""
    starts_pages(service, -1)


@FAULTS.deviation(breaks=["list.pages-complete"], collateral=["list.total", "list.finds-sent"])
def skips_a_message_between_pages(service: Dexatel) -> None:
    """Leaves a message out between two pages."""
    starts_pages(service, 1)


def starts_pages(service: Dexatel, shift: int) -> None:
    """Let every page after the first start so many rows after the right one."""

    def page_links(
        original: Callable[..., dict[str, str]],
        request: Request,
        cursor: Cursor,
        rows: Sequence[Row],
        begin: int,
    ) -> dict[str, str]:
        links = original(request, cursor, rows, begin)
        start = begin + max(1, cursor.size + shift)
        if "next" in links and start < len(rows):
            following = replace(cursor, number=cursor.number + 1, start=rows[start].serial)
            links["next"] = service.page_link(request, following)
        return links

    wrap(service, "page_links", page_links)


@FAULTS.deviation(breaks=["list.pages-complete"], collateral=["list.total"])
def goes_round_in_circles(service: Dexatel) -> None:
    """Links from the last page to the first."""

    def page_links(original: Callable[..., dict[str, str]], *arguments: Any) -> dict[str, str]:
        links = original(*arguments)
        return {"next": links["first"], **links}

    wrap(service, "page_links", page_links)


@FAULTS.deviation(breaks=["list.pages-complete"], collateral=["list.total"])
def has_two_pages_at_most(service: Dexatel) -> None:
    """Links to no third page."""

    def page_links(
        original: Callable[..., dict[str, str]], request: Request, cursor: Cursor, *rest: Any
    ) -> dict[str, str]:
        links = original(request, cursor, *rest)
        if cursor.number > 1:
            links.pop("next", None)
        return links

    wrap(service, "page_links", page_links)


@FAULTS.deviation(breaks=["list.page-token-refused"])
def takes_any_page_token(service: Dexatel) -> None:
    """Lists the first page for a token that is none."""
    forgives(service, "unseal", 400, lambda _: Cursor(1, 20, service.serial, service.serial, {}))


@FAULTS.deviation(breaks=["list.page-size-refused"])
def takes_any_page_size(service: Dexatel) -> None:
    """Lists a page of twenty for a size that is no number."""
    forgives(service, "page_size", 400, lambda *_: service.default_page_size)


# -- filters ------------------------------------------------------------------


@FAULTS.deviation(breaks=["list.filter-recipient"], collateral=["list.total", "list.finds-sent"])
def filters_recipients_by_their_beginning(service: Dexatel) -> None:
    """Takes the recipient of the filter for the beginning of a number."""
    wrap(
        service,
        "matches_to",
        lambda _original, message, value: message.recipient[:10] == value[:10],
    )


@FAULTS.deviation(
    breaks=["list.filter-recipient"],
    collateral=[
        "cancel.deleted-not-listed",
        "error.without-effect",
        "list.finds-sent",
        "list.total",
        "send.refused-leaves-nothing",
    ],
)
def ignores_the_filter_for_recipients(service: Dexatel) -> None:
    """Lists messages to anybody."""
    always(service, "matches_to", value=True)


@FAULTS.deviation(
    breaks=["list.filter-recipient"], collateral=["list.total", "list.finds-sent", *FILTERS]
)
def filters_the_first_page_only(service: Dexatel) -> None:
    """Forgets the filters on the way to the second page."""

    def cursor(original: Callable[[Request], Cursor], request: Request) -> Cursor:
        page = original(request)
        return page if page.number == 1 else replace(page, filters={})

    wrap(service, "cursor", cursor)


@FAULTS.deviation(breaks=["list.filter-recipient-prefix"], collateral=["list.total"])
def finds_the_prefix_anywhere(service: Dexatel) -> None:
    """Lists messages to numbers that contain the prefix, or share its first digit."""
    wrap(
        service,
        "matches_to_prefix",
        lambda _original, message, value: (
            value in message.recipient or message.recipient[0] == value[0]
        ),
    )


@FAULTS.deviation(breaks=["list.filter-recipient-prefix"], collateral=["list.total"])
def ignores_the_filter_for_prefixes(service: Dexatel) -> None:
    """Lists messages to numbers that begin otherwise."""
    always(service, "matches_to_prefix", value=True)


@FAULTS.deviation(breaks=["list.filter-sender"], collateral=["list.total"])
def ignores_the_filter_for_senders(service: Dexatel) -> None:
    """Lists messages from any sender."""
    always(service, "matches_from", value=True)


@FAULTS.deviation(breaks=["list.filter-sender"], collateral=["list.total"])
def leaves_out_the_sender_asked_for(service: Dexatel) -> None:
    """Lists messages from every sender but the one that is asked for."""

    def matches(original: Callable[[Message, str], bool], message: Message, value: str) -> bool:
        return not original(message, value)

    wrap(service, "matches_from", matches)


@FAULTS.deviation(breaks=["list.filter-created-until"], collateral=["list.total"])
def lists_what_was_created_after_the_latest(service: Dexatel) -> None:
    """Compares times of creation the wrong way round."""

    def matches(original: Callable[[Message, str], bool], message: Message, value: str) -> bool:
        return not original(message, value)

    wrap(service, "matches_created_date_end", matches)


@FAULTS.deviation(breaks=["list.filter-sender-id"], collateral=["list.total"])
def ignores_the_filter_for_sender_ids(service: Dexatel) -> None:
    """Lists messages from senders of any id."""
    always(service, "matches_sender_ids", value=True)


@FAULTS.deviation(breaks=["list.filter-channel"], collateral=["list.total"])
def ignores_the_filter_for_channels(service: Dexatel) -> None:
    """Lists messages on any channel."""
    always(service, "matches_channel", value=True)


@FAULTS.deviation(breaks=["list.filter-country"], collateral=["list.total"])
def ignores_the_filter_for_countries(service: Dexatel) -> None:
    """Lists messages to any country."""
    always(service, "matches_countries", value=True)


@FAULTS.deviation(breaks=["list.filter-direction"], collateral=["list.total"])
def ignores_the_filter_for_directions(service: Dexatel) -> None:
    """Lists what was sent where what came in is asked for."""
    always(service, "matches_direction", value=True)


@FAULTS.deviation(breaks=["list.filter-state"], collateral=["list.total"])
def ignores_the_filter_for_states(service: Dexatel) -> None:
    """Lists messages of any status."""
    always(service, "matches_statuses", value=True)


@FAULTS.deviation(breaks=["list.filter-state"], collateral=["list.total"])
def counts_delivered_as_sent(service: Dexatel) -> None:
    """Lists delivered messages where sent ones are asked for."""

    def matches(original: Callable[[Message, str], bool], message: Message, value: str) -> bool:
        return original(message, "sent,delivered,failed" if value.lower() == "sent" else value)

    wrap(service, "matches_statuses", matches)


@FAULTS.deviation(breaks=["list.filter-created-from"], collateral=["list.total"])
def ignores_the_earliest_creation(service: Dexatel) -> None:
    """Lists messages that were created before the filter's time."""
    always(service, "matches_created_date_start", value=True)


@FAULTS.deviation(breaks=["list.filter-created-until"], collateral=["list.total"])
def ignores_the_latest_creation(service: Dexatel) -> None:
    """Lists messages that were created after the filter's time."""
    always(service, "matches_created_date_end", value=True)


@FAULTS.deviation(
    breaks=["list.filter-created-from", "list.filter-created-until"], collateral=["list.total"]
)
def compares_days_of_creation(service: Dexatel) -> None:
    """Filters by the day of creation and not by its time."""

    def around(hours: int) -> Callable[..., bool]:
        def matches(original: Callable[[Message, str], bool], message: Message, value: str) -> bool:
            moment = service.filter_moment(value) + timedelta(hours=hours)
            return original(message, service.date(moment))

        return matches

    wrap(service, "matches_created_date_start", around(-24))
    wrap(service, "matches_created_date_end", around(24))


@FAULTS.deviation(breaks=["list.filter-created-until"], collateral=["list.total"])
def takes_the_latest_creation_for_local_time(service: Dexatel) -> None:
    """Reads the end of the filter's time in the zone of New York."""

    def filter_moment(original: Callable[[str], datetime], value: str) -> datetime:
        return original(value) + timedelta(hours=5)

    wrap(service, "filter_moment", filter_moment)
