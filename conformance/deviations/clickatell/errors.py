"""Faults in errors: their shape, and what is refused how."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any
from xml.etree.ElementTree import Element, ParseError, tostring

from defusedxml.ElementTree import fromstring
from werkzeug.wrappers import Request, Response

from conformance.deviations.clickatell.faults import (
    CODED,
    FAULTS,
    LET_THROUGH,
    alter,
    crash,
    edit,
    restatus,
)
from conformance.deviations.deviation import wrap
from conformance.reference.clickatell.errors import Refusal
from conformance.reference.clickatell.formats import JSON, XML

Document = dict[str, Any]
Fields = dict[str, Any]
ReadField = Callable[..., Any]

BODIES = (
    "error.body-malformed",
    "error.xml-malformed",
    "error.body-not-a-message",
    "error.xml-not-a-message",
    "error.body-malformed.status",
)
REFUSED_RECIPIENTS = (
    "error.recipient-in-entry",
    "error.recipient-invalid.any-place",
    "send.all-refused",
    "send.only-recipient-refused",
    "send.only-recipient-refused.status",
    "send.partly-refused",
    "send.partly-refused.entries",
    "send.partly-refused.rest-is-sent",
    "send.refused-entry.names-error",
    "send.refused-entry.not-accepted",
    "send.refused-entry.without-id",
    "charge.refused-costs-nothing",
    "error.without-effect",
)


def where_refused(service: Any, code: str, method: str, recover: Callable[..., Any]) -> None:
    """Call `recover` with a method's arguments where the method refuses with a code."""

    def around(original: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        try:
            return original(*args, **kwargs)
        except Refusal as refusal:
            if refusal.code != code:
                raise
            return recover(*args, **kwargs)

    wrap(service, method, around)


def read_otherwise(
    service: Any, field: str, which: Callable[[Fields], bool], otherwise: Callable[[], Any]
) -> None:
    """Read a field of some requests otherwise: `otherwise` returns its value, or raises."""

    def around(original: ReadField, fields: Fields, **how: bool) -> Any:
        return otherwise() if which(fields) else original(fields, **how)

    wrap(service.drafts, field, around)


def refusing(code: str, ending: str = "") -> Callable[..., Any]:
    """A function that refuses with a code, whatever it is given."""

    def refuse(*_args: Any, **_kwargs: Any) -> Any:
        raise Refusal(code, ending)

    return refuse


# -- the error object --------------------------------------------------------------------------


@FAULTS.deviation(
    breaks=["error.shape"],
    collateral=[
        "xml.send.shape",
        *LET_THROUGH,
        "error.schedule-malformed",
        "error.schedule-past",
        "error.schedule-too-far",
        "send.only-recipient-refused",
        *CODED,
        "error.recipient-in-entry",
        "http.routing-answer-well-formed",
        "send.refused-entry.names-error",
        "xml.error.shape",
    ],
)
def errors_are_texts(service: Any) -> None:
    """Writes code and description of an error as one text."""
    alter(service, "error_object", lambda error: f"{error['code']}, {error['description']}")


@FAULTS.deviation(
    breaks=["error.message-given"],
    collateral=[
        "xml.send.shape",
        "error.shape",
        "http.routing-answer-well-formed",
        "xml.error.shape",
    ],
)
def errors_without_a_description(service: Any) -> None:
    """Gives an error a code and no description."""
    edit(service, "error_object", lambda error: error.pop("description"))


@FAULTS.deviation(
    breaks=["error.code-given"],
    collateral=[*CODED, "error.code-listed", "http.routing-answer-well-formed", "xml.error.shape"],
)
def codes_are_numbers(service: Any) -> None:
    """Writes the codes of errors as numbers."""
    edit(service, "error_object", lambda error: error.update(code=int(error["code"])))


@FAULTS.deviation(
    breaks=["error.code-given", "auth.missing-refused", "auth.wrong-refused"],
    collateral=["http.routing-answer-well-formed", *CODED, "error.code-listed", "xml.error.shape"],
)
def codes_lose_their_zeros(service: Any) -> None:
    """Writes the code 001 as 1."""
    edit(service, "error_object", lambda error: error.update(code=error["code"].lstrip("0")))


@FAULTS.deviation(
    breaks=["error.message-given"],
    collateral=[
        "xml.send.shape",
        "http.routing-answer-well-formed",
        "error.shape",
        "xml.error.shape",
    ],
)
def descriptions_by_language(service: Any) -> None:
    """Gives the description of an error in several languages, by their names."""
    edit(
        service,
        "error_object",
        lambda error: error.update(description={"en": error["description"]}),
    )


@FAULTS.deviation(breaks=["error.documentation"])
def errors_without_documentation(service: Any) -> None:
    """Leaves out where an error is explained."""
    edit(service, "error_object", lambda error: error.pop("documentation"))


@FAULTS.deviation(breaks=["error.code-listed"])
def unknown_messages_have_the_old_code(service: Any) -> None:
    """Refuses an unknown id with a code that only the older HTTP API has."""
    _unknown_as(service, "103")


def _unknown_as(service: Any, code: str) -> None:
    def recover(_identifier: str) -> Any:
        refusal = Refusal("161")
        refusal.code = code
        raise refusal

    where_refused(service, "161", "find", recover)


@FAULTS.deviation(
    breaks=["error.whole-request-at-top"],
    collateral=["http.routing-answer-well-formed", *CODED, "error.shape", "xml.error.shape"],
)
def errors_inside_data(service: Any) -> None:
    """Wraps an error of the whole request as it wraps everything else."""

    def around(
        original: Callable[..., Response], status: int, document: Document, form: Any
    ) -> Response:
        return original(status, {"data": document} if "error" in document else document, form)

    wrap(service, "respond", around)


@FAULTS.deviation(
    breaks=["error.recipient-in-entry", "send.only-recipient-refused"],
    collateral=[*REFUSED_RECIPIENTS, "error.recipient-invalid"],
)
def a_refused_recipient_at_the_top(service: Any) -> None:
    """Tells the error of an only recipient as one of the whole request."""

    def change(answer: tuple[int, Document]) -> tuple[int, Document]:
        status, document = answer
        entries = document["data"]["message"]
        if len(entries) == 1 and "error" in entries[0]:
            return status, {"error": entries[0]["error"]}
        return answer

    alter(service, "send", change)


# -- effects of what is refused ----------------------------------------------------------------


@FAULTS.deviation(
    breaks=["error.without-effect"],
    collateral=[
        "balance.falls-by-cost",
        "charge.refused-costs-nothing",
        "error.schedule-past",
        "error.schedule-too-far",
        "error.schedule-malformed",
        "send.partly-refused",
    ],
)
def refused_sends_go_out(service: Any) -> None:
    """Tells what is wrong with a message when it is on its way already."""

    def submit(original: Callable[..., Any], recipient: str, draft: Any, parts: int) -> Any:
        outcome = original(recipient, draft, parts)
        if isinstance(outcome, Refusal):
            service.accept(recipient, draft, parts)
        return outcome

    def read(original: Callable[..., Any], fields: Fields) -> Any:
        try:
            return original(fields)
        except Refusal:
            needed = {"text": "Hello", "to": ["12025550100"]}
            kept = {name: fields[name] for name in (*needed, "clientMessageId") if fields.get(name)}
            with contextlib.suppress(Refusal):
                draft = original({**needed, **kept})
                for recipient in draft.to:
                    service.accept(recipient, draft, 1)
            raise

    wrap(service, "submit", submit)
    wrap(service.drafts, "read", read)


@FAULTS.deviation(breaks=["error.without-effect"])
def refused_stops_stop(service: Any) -> None:
    """Looks at X-Version when the message is stopped already."""

    def around(original: Callable[[Request], None], request: Request) -> None:
        message = service.messages.get(request.path.rpartition("/")[2])
        if request.method == "DELETE" and message:
            service.stop_delivery(message)
        original(request)

    wrap(service, "check_version", around)


# -- bodies ------------------------------------------------------------------------------------


@FAULTS.deviation(
    breaks=["http.no-server-error", "error.body-not-a-message"],
    collateral=["http.caller-fault-is-4xx", "http.status-listed", *BODIES],
)
def crashes_on_arrays(service: Any) -> None:
    """Runs into a fault of its own when the JSON is no object."""

    def around(original: Callable[..., Fields], request: Request) -> Fields:
        if request.get_data().lstrip()[:1] not in {b"{", b"<", b""}:
            raise crash()
        return original(request)

    wrap(service, "fields", around)


@FAULTS.deviation(
    breaks=["http.caller-fault-is-4xx", "error.body-malformed"],
    collateral=[*LET_THROUGH, "http.status-documented", *BODIES],
)
def malformed_bodies_are_answered_200(service: Any) -> None:
    """Tells of a malformed body in the error alone."""
    restatus(service, "100", 200)


@FAULTS.deviation(breaks=["error.body-malformed"])
def malformed_json_lacks_a_text(service: Any) -> None:
    """Reads JSON that does not parse as an empty message."""
    where_refused(service, "100", "fields", lambda request: _empty_if(request, JSON.media_type))


@FAULTS.deviation(breaks=["error.xml-malformed"])
def malformed_xml_lacks_a_text(service: Any) -> None:
    """Reads XML that does not parse as an empty message."""
    where_refused(service, "100", "fields", lambda request: _empty_if(request, XML.media_type))


def _empty_if(request: Request, media_type: str) -> Fields:
    if request.mimetype == media_type:
        return {}
    raise Refusal("100")


@FAULTS.deviation(
    breaks=["error.xml-not-a-message"],
    collateral=[*LET_THROUGH, "error.body-malformed.status"],
)
def any_root_element_will_do(service: Any) -> None:
    """Does not look at the name of an XML request's root."""

    def recover(request: Request) -> Fields:
        try:
            root = fromstring(request.get_data(), forbid_dtd=True)
        except (ParseError, ValueError, LookupError):
            raise Refusal("100") from None
        if root.find("data") is None:
            data, root = root, Element("request")
            data.tag = "data"
            root.append(data)
        root.tag = "request"
        return XML.read(tostring(root))

    where_refused(service, "100", "fields", recover)


@FAULTS.deviation(breaks=["error.body-malformed.status", "http.status-listed"])
def malformed_bodies_are_unprocessable(service: Any) -> None:
    """Answers a malformed body with 422."""
    restatus(service, "100", 422)


# -- unknown messages --------------------------------------------------------------------------


@FAULTS.deviation(
    breaks=["http.no-server-error", "error.message-unknown", "cancel.unknown.refused"],
    collateral=[
        "error.without-effect",
        "http.caller-fault-is-4xx",
        "http.status-listed",
        "cancel.unknown.status",
        "cancel.malformed.refused",
    ],
)
def crashes_on_unknown_ids(service: Any) -> None:
    """Runs into a fault of its own when there is no such message."""

    def recover(_identifier: str) -> Any:
        raise crash()

    where_refused(service, "161", "find", recover)


@FAULTS.deviation(breaks=["error.message-unknown"], collateral=[*LET_THROUGH])
def unknown_messages_are_queued(service: Any) -> None:
    """Takes a message that it does not know for one that it will soon know."""

    def recover(_request: Request, message_id: str) -> tuple[int, Document]:
        return 200, {
            "data": {
                "apiMessageId": message_id,
                "messageStatus": "002",
                "description": "Message queued",
                "charge": 0,
            }
        }

    where_refused(service, "161", "read", recover)
