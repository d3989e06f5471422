"""What the documents leave open, done in another way: none of it may be blamed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from werkzeug.wrappers import Request, Response

from conformance.deviations.deviation import wrap
from conformance.deviations.dexatel.ways import (
    FAULTS,
    edits,
    edits_page,
    hides,
    shows,
    speaks,
)
from conformance.reference.dexatel import Dexatel
from conformance.reference.dexatel.api import is_text
from conformance.reference.dexatel.drafts import Draft, Template
from conformance.reference.dexatel.faults import Refusal
from conformance.reference.dexatel.messages import Message

# -- answers ------------------------------------------------------------------


@FAULTS.variant()
def reads_under_data(service: Dexatel) -> None:
    """Answers a read with the message under `data`, as all other resources do."""
    edits(service, "read_message", lambda document: {"data": document})


@FAULTS.variant()
def shows_more_than_documented(service: Dexatel) -> None:
    """Has members that no page mentions in every answer."""
    more = {"status_details": "none", "price": 0.01, "tags": [], "type": "text"}
    wrap(service, "basics", lambda original, message: {**original(message), **more})
    edits(service, "list_messages", lambda document: {**document, "meta": {}})
    edits(service, "create_message", lambda document: {**document, "meta": {"cost": 1}})
    wrap(service, "error", lambda original, *rest: {**original(*rest), "detail": "See code"})


@FAULTS.variant()
def shows_little_of_a_message(service: Dexatel) -> None:
    """Leaves out of a read and of a list what nobody needs to tell one message from another."""
    hides(service, "basics", "account_id", "text", "create_date", "update_date")
    hides(service, "detail", "sender", "direction", "source", "country")


@FAULTS.variant()
def puts_a_plus_before_recipients(service: Dexatel) -> None:
    """Answers a create with a plus sign before every number."""
    shows(service, "receipt", to="+{}".format)


@FAULTS.variant("handset reports")
def hears_nothing_from_handsets(service: Dexatel) -> None:
    """Leaves a message at `sent`, as on a network without delivery reports."""

    def status(original: Callable[[Message], str], message: Message) -> str:
        shown = original(message)
        return "sent" if shown == "delivered" else shown

    wrap(service, "status", status)


@FAULTS.variant("handset reports")
def delivers_at_once(service: Dexatel) -> None:
    """Shows a message as delivered as soon as it may go out."""

    def status(original: Callable[[Message], str], message: Message) -> str:
        shown = original(message)
        return "delivered" if shown in {"enroute", "sent"} else shown

    wrap(service, "status", status)


@FAULTS.variant()
def declares_the_charset(service: Dexatel) -> None:
    """Declares UTF-8 in the media type of every answer."""
    speaks(service, range(200, 600), "application/json;charset=UTF-8")


@FAULTS.variant()
def writes_ids_in_capitals(service: Dexatel) -> None:
    """Writes the ids of messages in capitals."""
    shows(service, "basics", id=str.upper)


@FAULTS.variant()
def is_two_minutes_behind(service: Dexatel) -> None:
    """Tells dates of two minutes ago."""

    def late(value: str) -> str:
        return service.date(service.moment(value) - timedelta(minutes=2))

    shows(service, "basics", create_date=late, update_date=late)


@FAULTS.variant()
def links_by_path(service: Dexatel) -> None:
    """Writes links without a host."""
    shows(service, "links", self=path_of, account=path_of, template=path_of)


@FAULTS.variant()
def counts_parts_on_every_channel(service: Dexatel) -> None:
    """Shows one part and an encoding for messages on other channels too."""

    def count(
        original: Callable[[Message, str], dict[str, Any]], message: Message, name: str
    ) -> dict[str, Any]:
        counted = original(message, name)
        return counted or {name: 1, "encoding": service.encoding(message.transmission.text)}

    wrap(service, "count", count)


@FAULTS.variant()
def names_countries_in_full(service: Dexatel) -> None:
    """Shows the country by its name."""
    wrap(service, "country", lambda *_: "United States")


@FAULTS.variant()
def refuses_with_several_errors(service: Dexatel) -> None:
    """Has a second, general error in every envelope."""

    def refusal(
        original: Callable[..., Response], request: Request, status: int, code: int, message: str
    ) -> Response:
        response = original(request, status, code, message)
        errors = response.get_json()["errors"]
        general = service.error(request, status, 1000, "Request is refused")
        return service.json(status, {"errors": [general, *errors]})

    wrap(service, "refusal", refusal)


@FAULTS.variant()
def numbers_its_own_faults(service: Dexatel) -> None:
    """Has codes of its own where the documents have none."""
    own = {400: 1000, 404: 1004, 405: 1006, 413: 1013, 415: 1015, 1101: 1102}

    def error(
        original: Callable[..., dict[str, Any]],
        request: Request,
        status: int,
        code: int,
        message: str,
    ) -> dict[str, Any]:
        return original(request, status, own.get(code, code), message)

    wrap(service, "error", error)


@FAULTS.variant()
def writes_the_time_of_errors_in_iso_8601(service: Dexatel) -> None:
    """Writes the time of an error with T and Z, and its path as a URL."""
    shows(
        service,
        "error",
        timestamp=lambda value: value.replace(" ", "T") + "Z",
        path=lambda value: f"https://api.dexatel.com{value}",
    )


# -- lists --------------------------------------------------------------------


def path_of(url: str) -> str:
    """The path and the query of a URL."""
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


@FAULTS.variant("links of pages")
def links_pages_by_query(service: Dexatel) -> None:
    """Writes the links of pages as query strings."""
    wrap(
        service,
        "page_link",
        lambda original, *rest: f"?{urlsplit(original(*rest)).query}",
    )


@FAULTS.variant("links of pages")
def links_pages_by_path(service: Dexatel) -> None:
    """Writes the links of pages without a host."""
    wrap(service, "page_link", lambda original, *rest: path_of(original(*rest)))


@FAULTS.variant("the end of pages")
def ends_pages_with_null(service: Dexatel) -> None:
    """Has null for a link to a page that does not exist."""
    nothing = {"previous": None, "next": None}
    edits_page(service, links=lambda links: {**nothing, **links})


@FAULTS.variant("the end of pages")
def ends_pages_with_nothing(service: Dexatel) -> None:
    """Has an empty link to a page that does not exist."""
    edits_page(service, links=lambda links: {"previous": "", "next": "", **links})


@FAULTS.variant()
def keeps_pages_small(service: Dexatel) -> None:
    """Lists five messages on a page at most."""
    wrap(service, "page_size", lambda original, *rest: min(5, original(*rest)))


@FAULTS.variant()
def lists_the_oldest_first(service: Dexatel) -> None:
    """Lists messages in the order of their creation."""

    def list_messages(original: Callable[[Request], Response], request: Request) -> Response:
        wanted = service.cursor(request)
        document = original(request).get_json()
        everything = [*service.matching(wanted.filters)]
        begin = (wanted.number - 1) * wanted.size
        entries = everything[begin : begin + wanted.size]
        document["data"] = [service.detail(message, request) for message in entries]
        return service.json(200, document)

    wrap(service, "list_messages", list_messages)


@FAULTS.variant()
def takes_states_as_written(service: Dexatel) -> None:
    """Takes a status in the filter only as the query page spells it."""

    def matches(original: Callable[[Message, str], bool], message: Message, value: str) -> bool:
        return value.isupper() and original(message, value)

    wrap(service, "matches_statuses", matches)


# -- what is accepted ---------------------------------------------------------


def reads_data(service: Dexatel, change: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    """Read the body of a create in another way."""

    def draft(original: Callable[[dict[str, Any]], Draft], data: dict[str, Any]) -> Draft:
        return original(change(data))

    wrap(service, "draft", draft)


def refuses(service: Dexatel, code: int, when: Callable[[dict[str, Any]], bool]) -> None:
    """Refuse a create that the documents leave open."""

    def changed(data: dict[str, Any]) -> dict[str, Any]:
        if when(data):
            raise Refusal(code)
        return data

    reads_data(service, changed)


@FAULTS.variant()
def takes_a_plus_before_recipients(service: Dexatel) -> None:
    """Takes a plus sign before a recipient, and drops it."""

    def recipient(original: Callable[[object], str], value: object) -> str:
        return original(value.removeprefix("+") if isinstance(value, str) else value)

    wrap(service, "recipient", recipient)


@FAULTS.variant()
def takes_a_bare_recipient(service: Dexatel) -> None:
    """Takes one recipient without an array around it."""
    reads_data(
        service,
        lambda data: {**data, "to": [data["to"]]} if isinstance(data.get("to"), str) else data,
    )


@FAULTS.variant()
def takes_channels_in_small_letters(service: Dexatel) -> None:
    """Takes a channel in small letters, and SMS where there is none."""

    def changed(data: dict[str, Any]) -> dict[str, Any]:
        channel = data.get("channel", "SMS")
        return {**data, "channel": channel.upper() if isinstance(channel, str) else channel}

    reads_data(service, changed)


@FAULTS.variant()
def takes_schedules_in_iso_8601(service: Dexatel) -> None:
    """Takes a schedule with T and Z too."""

    def changed(data: dict[str, Any]) -> dict[str, Any]:
        if isinstance(schedule := data.get("schedule"), str):
            return {**data, "schedule": schedule.replace("T", " ").removesuffix("Z")}
        return data

    reads_data(service, changed)


@FAULTS.variant()
def refuses_odd_texts(service: Dexatel) -> None:
    """Refuses a text of blanks as missing and one with control characters as invalid."""

    def text_of(original: Callable[..., str | None], data: dict[str, Any]) -> str | None:
        text = original(data)
        if text is not None and not text.strip():
            raise Refusal(1508)
        if text is not None and any(letter < " " and letter not in "\r\n" for letter in text):
            raise Refusal(1509)
        return text

    wrap(service, "text_of", text_of)


@FAULTS.variant()
def takes_1000_characters_at_most(service: Dexatel) -> None:
    """Refuses an SMS of more than 1000 characters or nine parts as too long."""

    def too_long(original: Callable[[str, str], bool], text: str, channel: str) -> bool:
        if channel == "SMS":
            return len(text) > 1000 or service.segments(text) > 9
        return original(text, channel)

    wrap(service, "too_long", too_long)


@FAULTS.variant()
def refuses_unknown_members(service: Dexatel) -> None:
    """Refuses a create with a member that no page has."""
    known = {"from", "to", "text", "channel", "image", "caption", "button"}
    known |= {"template", "variables", "schedule"}
    refuses(service, 400, lambda data: not data.keys() <= known)


@FAULTS.variant()
def refuses_repeated_recipients(service: Dexatel) -> None:
    """Refuses a create that names a recipient twice."""

    def repeated(data: dict[str, Any]) -> bool:
        recipients = data.get("to")
        return isinstance(recipients, list) and len(set(map(str, recipients))) < len(recipients)

    refuses(service, 1523, repeated)


@FAULTS.variant()
def refuses_text_beside_a_template(service: Dexatel) -> None:
    """Refuses a create with both a text and a template."""
    refuses(service, 1516, lambda data: bool(data.get("text")) and is_text(data.get("template")))


@FAULTS.variant()
def refuses_images_on_whatsapp(service: Dexatel) -> None:
    """Takes code 1516 in its newer meaning: no images on WhatsApp."""
    refuses(
        service,
        1516,
        lambda data: data.get("channel") == "WHATSAPP" and data.get("image") is not None,
    )


@FAULTS.variant()
def wants_images_texts_and_buttons_together(service: Dexatel) -> None:
    """Refuses a Viber message with an image alone, or with a button and no image."""

    def incomplete(data: dict[str, Any]) -> bool:
        image, text, button = (data.get(name) is not None for name in ("image", "text", "button"))
        return data.get("channel") == "VIBER" and ((image and not text) or (button and not image))

    refuses(service, 1508, incomplete)


@FAULTS.variant()
def keeps_the_placeholders(service: Dexatel) -> None:
    """Shows the text of a template without its variables."""

    def rendered(
        original: Callable[[Template, dict[str, Any]], str],
        template: Template,
        data: dict[str, Any],
    ) -> str:
        original(template, data)
        return template.text

    wrap(service, "rendered", rendered)


# -- how it is refused --------------------------------------------------------


@FAULTS.variant()
def swaps_the_codes_for_content(service: Dexatel) -> None:
    """Refuses missing content with 1508 and an empty text with 1516."""
    swapped = {1508: 1516, 1516: 1508}

    def refused(original: Callable[..., Response], request: Request, refusal: Refusal) -> Response:
        return original(request, Refusal(swapped.get(refusal.code, refusal.code)))

    wrap(service, "refused", refused)


@FAULTS.variant()
def calls_an_empty_sender_invalid(service: Dexatel) -> None:
    """Refuses a null or empty sender with 1504."""

    def sender_of(original: Callable[[dict[str, Any]], str], data: dict[str, Any]) -> str:
        if "from" in data and not data["from"]:
            raise Refusal(1504)
        return original(data)

    wrap(service, "sender_of", sender_of)


@FAULTS.variant()
def calls_an_empty_array_invalid(service: Dexatel) -> None:
    """Refuses an empty array of recipients, or a bare one, with 1523."""

    def recipients_of(
        original: Callable[[dict[str, Any]], tuple[str, ...]], data: dict[str, Any]
    ) -> tuple[str, ...]:
        if data.get("to") == [] or isinstance(data.get("to"), str):
            raise Refusal(1523)
        return original(data)

    wrap(service, "recipients_of", recipients_of)


@FAULTS.variant()
def refuses_head(service: Dexatel) -> None:
    """Answers 405 to HEAD."""

    def call(
        original: Callable[..., Response], endpoint: str, request: Request, path: Any
    ) -> Response:
        if request.method == "HEAD" and service.authentic(request):
            return service.unknown_method(request, ["GET"])
        return original(endpoint, request, path)

    wrap(service, "call", call)
