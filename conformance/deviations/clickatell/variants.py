"""Choices that the documents leave free: none of them is a fault."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Request, Response

from conformance.deviations.clickatell.cancelling import CANCELLED
from conformance.deviations.clickatell.errors import refusing, where_refused
from conformance.deviations.clickatell.faults import (
    FAULTS,
    alter,
    edit,
    instead,
    rewrite,
)
from conformance.deviations.clickatell.reading import tell, tell_as
from conformance.deviations.deviation import wrap
from conformance.reference import segments
from conformance.reference.clickatell.drafts import Draft
from conformance.reference.clickatell.errors import Refusal, bad_parameter
from conformance.reference.clickatell.formats import JSON, XML
from conformance.reference.clickatell.service import PRICE
from conformance.reference.network import Place

Document = dict[str, Any]
Answer = tuple[int, Document]


# -- where an error stands, and what its status is ---------------------------------------------


def at_the_top(service: Any, code: str) -> None:
    """Refuse the whole request where a recipient would be refused with this code."""

    def submit(outcome: Any) -> None:
        if isinstance(outcome, Refusal) and outcome.code == code:
            raise outcome

    edit(service, "submit", submit)


def in_every_entry(service: Any, code: str) -> None:
    """Refuse every recipient where the whole request would be refused with this code."""

    def around(original: Callable[..., Answer], request: Request) -> Answer:
        try:
            return original(request)
        except Refusal as refusal:
            if refusal.code != code:
                raise
            recipients = service.drafts.recipients(service.fields(request))
            entries = [service.entry(recipient, refusal) for recipient in recipients]
            return refusal.status, {"data": {"message": entries}}

    wrap(service, "send", around)


@FAULTS.variant()
def too_long_is_an_error_of_the_request(service: Any) -> None:
    """Tells of too many parts at the top of the answer."""
    at_the_top(service, "113")


@FAULTS.variant()
def bad_hex_is_an_error_of_recipients(service: Any) -> None:
    """Tells of bad hex in the entry of every recipient."""
    in_every_entry(service, "116")


@FAULTS.variant()
def a_space_is_an_error_of_recipients(service: Any) -> None:
    """Tells of a space in clientMessageId in the entry of every recipient."""
    in_every_entry(service, "120")


@FAULTS.variant()
def all_refused_is_a_multitude(service: Any) -> None:
    """Answers 207 to several recipients also when all are refused alike."""

    def around(original: Callable[..., int], outcomes: list[Any]) -> int:
        status = original(outcomes)
        return status if status == 202 or len(outcomes) == 1 else 207

    wrap(service, "overall_status", around)


@FAULTS.variant()
def a_bad_number_among_several_is_gone(service: Any) -> None:
    """Refuses a bad number with 410 unless it is the only one."""

    def around(original: Callable[..., int], outcomes: list[Any]) -> int:
        status = original(outcomes)
        return 410 if status == 400 and len(outcomes) > 1 else status

    wrap(service, "overall_status", around)


@FAULTS.variant("an unknown message")
def reading_an_unknown_message_tells_001(service: Any) -> None:
    """Answers the status of an unknown message with 200 and 001, by either id."""
    unknown = {"messageStatus": "001", "description": "Message unknown"}

    def by_id(_request: Request, message_id: str) -> Answer:
        return 200, {"data": {"apiMessageId": message_id, **unknown, "charge": 0}}

    where_refused(service, "161", "read", by_id)
    where_refused(service, "161", "read_by_client_id", lambda _request: (200, {"data": unknown}))


@FAULTS.variant("an unknown message")
def reading_an_unknown_message_is_a_bad_request(service: Any) -> None:
    """Answers the status of an unknown message with 400, by either id."""

    def refuse(_request: Request, **_path: str) -> Any:
        raise bad_parameter("apiMessageId")

    where_refused(service, "161", "read", refuse)
    where_refused(service, "161", "read_by_client_id", refuse)


@FAULTS.variant()
def what_is_no_message_lacks_a_text(service: Any) -> None:
    """Takes an empty body, JSON that is no object and another XML root for an empty message."""

    def recover(request: Request) -> Document:
        body = request.get_data().strip()
        if body in {b"", b"[]", b"null"} or re.match(rb"<(?!request\b|\?)", body):
            return {}
        raise Refusal("100")

    where_refused(service, "100", "fields", recover)


@FAULTS.variant()
def no_id_is_error_109(service: Any) -> None:
    """Refuses a read without an id as a stop without one."""
    where_refused(service, "101", "read_by_client_id", refusing("109"))


@FAULTS.variant()
def nobody_is_registered_or_malformed(service: Any) -> None:
    """Calls a malformed sender unregistered."""
    where_refused(service.drafts, "106", "check_sender", refusing("123"))


@FAULTS.variant()
def descriptions_as_in_the_list(service: Any) -> None:
    """Writes the errors' texts as the list has them, where live answers had others."""
    listed = {"101": "Invalid or missing parameters", "105": "Invalid destination address"}

    def change(error: Document) -> None:
        error["description"] = listed.get(error["code"], error["description"])

    edit(service, "error_object", change)


@FAULTS.variant()
def headers_are_checked_in_another_order(service: Any) -> None:
    """Looks at X-Version and Accept before it looks at the token."""

    def around(original: Callable[[Request], None], request: Request) -> None:
        service.check_version(request)
        service.answer_format(request)
        original(request)

    wrap(service, "authenticate", around)


@FAULTS.variant()
def strangers_learn_which_paths_exist(service: Any) -> None:
    """Answers an unknown path alike with and without a token."""
    wrap(
        service,
        "unknown_path",
        lambda _original, request: service.refuse(request, Refusal("161")),
    )


@FAULTS.variant()
def head_is_no_method(service: Any) -> None:
    """Refuses HEAD."""

    def around(original: Callable[..., Response], request: Request) -> Response:
        if request.method == "HEAD" and service.serves(request.path):
            return service.unknown_method(request, ["GET"])  # type: ignore[no-any-return]
        return original(request)

    wrap(service, "answer", around)


@FAULTS.variant()
def too_large_is_a_bad_request(service: Any) -> None:
    """Answers a body beyond all measure with 400."""

    def around(
        original: Callable[..., Response], request: Request, error: HTTPException
    ) -> Response:
        response = original(request, error)
        response.status_code = 400
        return response

    wrap(service, "unusable_request", around)


# -- how answers are written -------------------------------------------------------------------


@FAULTS.variant()
def answers_have_more_members(service: Any) -> None:
    """Adds members of its own to every object of an answer."""
    for method in (
        "entry",
        "status_data",
        "stop_data",
        "balance_data",
        "coverage_data",
        "error_object",
    ):
        edit(service, method, lambda found: found.update(remark="none", cost=None, tags=["a", "b"]))


@FAULTS.variant()
def members_stand_in_another_order(service: Any) -> None:
    """Writes the members of every object from last to first."""

    def turned(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: turned(value[name]) for name in reversed(value)}
        return [turned(item) for item in value] if isinstance(value, list) else value

    wrap(
        service,
        "respond",
        lambda original, status, document, form: original(status, turned(document), form),
    )


@FAULTS.variant()
def the_charset_is_named(service: Any) -> None:
    """Names the charset in Content-Type."""

    def change(response: Response) -> None:
        response.content_type = f"{response.content_type}; charset=utf-8"

    edit(service, "respond", change)


@FAULTS.variant()
def json_is_laid_out(service: Any) -> None:
    """Writes JSON over several lines, its slashes escaped."""

    def change(body: bytes) -> bytes:
        return json.dumps(json.loads(body), indent=4).replace("/", "\\/").encode() + b"\n"

    rewrite(service, JSON, change)


@FAULTS.variant()
def xml_is_laid_out(service: Any) -> None:
    """Writes XML over several lines, as the samples show it, with its encoding."""

    def change(body: bytes) -> bytes:
        text = body.decode().replace('<?xml version="1.0"?>\n', "")
        text = re.sub("(</?(?:response|data|message|error)>)", r"\n\1\n", text)
        return f'<?xml version="1.0" encoding="UTF-8"?>{text}'.encode()

    rewrite(service, XML, change)


@FAULTS.variant()
def xml_has_no_declaration(service: Any) -> None:
    """Leaves the XML declaration out, as the specification allows."""
    rewrite(service, XML, lambda body: body.replace(b'<?xml version="1.0"?>\n', b""))


@FAULTS.variant()
def charges_have_six_decimals(service: Any) -> None:
    """Writes charges as exactly as callbacks do."""
    number = re.compile(rb'("charge":|<charge>)(\d+(?:\.\d+)?)')

    def change(body: bytes) -> bytes:
        return number.sub(lambda found: found[1] + f"{float(found[2]):.6f}".encode(), body)

    rewrite(service, JSON, change)
    rewrite(service, XML, change)


@FAULTS.variant()
def descriptions_in_capitals(service: Any) -> None:
    """Writes the texts of statuses in upper case."""
    tell(service, lambda data: data.update(description=data["description"].upper()))


@FAULTS.variant()
def scheduled_is_queued_for_later(service: Any) -> None:
    """Has the older text for the status 011."""
    tell_as(service, "011", "011", "Message queued for later delivery")


@FAULTS.variant()
def ids_are_shown_in_capitals(service: Any) -> None:
    """Writes the id of a message that was asked for in upper case."""
    tell(service, lambda data: data.update(apiMessageId=data["apiMessageId"].upper()))


@FAULTS.variant()
def client_ids_are_not_shown(service: Any) -> None:
    """Does not repeat the client's own id in a status."""
    edit(service, "status_data", lambda data: data.pop("clientMessageId", None))


@FAULTS.variant()
def no_challenge(service: Any) -> None:
    """Answers 401 without WWW-Authenticate."""
    edit(service, "refuse", lambda response: response.headers.pop("WWW-Authenticate", None))


# -- what is accepted --------------------------------------------------------------------------


@FAULTS.variant()
def client_ids_can_be_used_again(service: Any) -> None:
    """Lets a client's own id name the last message that was sent with it."""
    instead(service, "check_client_id", None)

    def rename(message: Any) -> None:
        if message.client_id:
            service.by_client_id[message.client_id] = message

    edit(service, "accept", rename)


@FAULTS.variant()
def other_alphabets_need_unicode(service: Any) -> None:
    """Refuses a text outside the 7-bit alphabet unless it comes as hex."""

    def check(draft: Draft) -> None:
        if not draft.unicode and segments.encoding(draft.text) == "UCS-2":
            raise bad_parameter("text")

    edit(service.drafts, "read", check)


@FAULTS.variant()
def odd_texts_are_refused(service: Any) -> None:
    """Refuses a text that is blank or holds control characters."""

    def check(draft: Draft) -> None:
        if not draft.text.strip() or re.search("[\x00-\x09\x0b\x0e-\x1f\x7f]", draft.text):
            raise bad_parameter("text")

    edit(service.drafts, "read", check)


@FAULTS.variant()
def times_end_with_z(service: Any) -> None:
    """Takes a delivery time in UTC only."""

    def around(original: Callable[..., Any], fields: Document) -> Any:
        time = fields.get("scheduledDeliveryTime")
        if time and not str(time).endswith("Z"):
            raise bad_parameter("scheduledDeliveryTime")
        return original(fields)

    wrap(service.drafts, "due", around)


@FAULTS.variant()
def recipients_are_exact(service: Any) -> None:
    """Takes neither a bare string nor a leading plus for recipients."""

    def around(original: Callable[..., Any], fields: Document) -> Any:
        if isinstance(fields.get("to"), str):
            raise bad_parameter("to")
        return original(fields)

    def check(original: Callable[[str], None], recipient: str) -> None:
        original(recipient)
        if recipient.startswith("+"):
            raise Refusal("105")

    wrap(service.drafts, "recipients", around)
    wrap(service, "check_recipient", check)


@FAULTS.variant()
def options_out_of_range_are_ignored(service: Any) -> None:
    """Takes callback 8 and priority 4 for their defaults."""

    def lenient(original: Callable[..., None], fields: Document) -> None:
        try:
            original(fields)
        except Refusal:
            original({})

    wrap(service.drafts, "check_fields_without_effect", lenient)


@FAULTS.variant()
def udh_is_not_read(service: Any) -> None:
    """Does not know user data headers."""
    instead(service.drafts, "header", b"")


@FAULTS.variant()
def every_length_by_default(service: Any) -> None:
    """Has an account whose own limit of parts is the highest."""
    wrap(
        service.drafts,
        "max_parts",
        lambda original, fields: original({"maxMessageParts": 35, **fields}),
    )


# -- charges and times -------------------------------------------------------------------------


@FAULTS.variant("the price")
def another_price(service: Any) -> None:
    """Charges less for a part, and says so."""
    price = Decimal("0.05")
    wrap(service, "price", lambda _original, parts: parts * price)

    def change(data: Document) -> None:
        if data["routable"]:
            data["minimumCharge"] = float(price)

    edit(service, "coverage_data", change)


@FAULTS.variant("the price")
def the_charge_is_above_the_lowest(service: Any) -> None:
    """Has found a cheaper route by the time it is asked for the coverage."""

    def change(data: Document) -> None:
        if data["routable"]:
            data["minimumCharge"] = float(PRICE / 2)

    edit(service, "coverage_data", change)


@FAULTS.variant()
def stopped_messages_cost_nothing(service: Any) -> None:
    """Gives the charge of a stopped message back."""
    returned = set()

    def charge(original: Callable[..., Decimal], message: Any) -> Decimal:
        stopped = service.place(message) is Place.STOPPED
        return Decimal(0) if stopped else original(message)

    def stop(original: Callable[..., None], message: Any) -> None:
        original(message)
        if service.status(message) == CANCELLED and message.id not in returned:
            returned.add(message.id)
            service.balance += message.price

    wrap(service, "charge", charge)
    wrap(service, "stop_delivery", stop)


@FAULTS.variant()
def scheduled_messages_leave_early(service: Any) -> None:
    """Sends a scheduled message up to four minutes before its time."""

    def earlier(due: Any) -> Any:
        return due and max(due - timedelta(minutes=4), service.clock.now())

    alter(service.drafts, "due", earlier)


@FAULTS.variant("handset reports")
def no_handset_reports(service: Any) -> None:
    """Hears nothing of a message that was handed to the network."""

    def around(original: Callable[[Any], str], message: Any) -> str:
        status = original(message)
        return "003" if status == "004" else status

    wrap(service, "status", around)


@FAULTS.variant("handset reports")
def messages_arrive_at_once(service: Any) -> None:
    """Says that a message was received as soon as it has left the queue."""

    def around(original: Callable[[Any], str], message: Any) -> str:
        status = original(message)
        return "004" if status == "003" else status

    wrap(service, "status", around)


@FAULTS.variant()
def a_retry_is_asked_for_first(service: Any) -> None:
    """Has a temporary fault at the first stop, and none at the next."""
    faults = [Refusal("901")]

    def around(original: Callable[..., None], message: Any) -> None:
        if faults:
            raise faults.pop()
        original(message)

    wrap(service, "stop_delivery", around)
