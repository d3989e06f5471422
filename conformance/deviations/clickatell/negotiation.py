"""Faults in formats: which is chosen, what is declared, whether it is well-formed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from werkzeug.wrappers import Request, Response

from conformance.deviations.clickatell.faults import (
    FAULTS,
    IN_XML,
    LET_THROUGH,
    SENDS,
    alter,
    edit,
    on_success,
    restatus,
)
from conformance.deviations.deviation import spelt_only, wrap
from conformance.reference.clickatell.errors import Refusal
from conformance.reference.clickatell.formats import JSON, XML, Format

COVERAGE = (
    "coverage.shape",
    "coverage.names-number",
    "coverage.routable-is-boolean",
    "coverage.charge-is-number",
    "coverage.costs-nothing",
    "coverage.invalid-number",
    "charge.at-least-minimum",
)
Choice = Callable[[Request], Format]


def accepted(request: Request) -> str:
    """The Accept header."""
    return request.headers.get("Accept", "").strip()


def refuse_accept(service: Any, which: Callable[[str], bool]) -> None:
    """Refuse more Accept headers than the unusable ones."""

    def around(original: Choice, request: Request) -> Format:
        if which(accepted(request)):
            raise Refusal("166")
        return original(request)

    wrap(service, "answer_format", around)


# -- Accept ------------------------------------------------------------------------------------


@FAULTS.deviation(
    breaks=["error.accept-header.unusable"], collateral=[*LET_THROUGH, "error.accept-header.status"]
)
def an_unusable_accept_is_ignored(service: Any) -> None:
    """Answers in JSON when it cannot answer in what the client accepts."""

    def around(original: Choice, request: Request) -> Format:
        try:
            return original(request)
        except Refusal:
            return JSON

    wrap(service, "answer_format", around)


@FAULTS.deviation(breaks=["error.accept-header.status", "http.status-listed"])
def an_unusable_accept_is_not_acceptable(service: Any) -> None:
    """Answers an unusable Accept with 406."""
    restatus(service, "166", 406)


@FAULTS.deviation(breaks=["negotiation.accept-absent"], collateral=["negotiation.nothing-asked"])
def accept_is_needed(service: Any) -> None:
    """Refuses a request without Accept."""
    refuse_accept(service, lambda accept: not accept)


@FAULTS.deviation(
    breaks=["negotiation.accept-wildcard"],
    collateral=["negotiation.nothing-asked", "negotiation.accept-list"],
)
def wildcards_are_not_understood(service: Any) -> None:
    """Refuses a request that accepts any type."""
    refuse_accept(service, lambda accept: accept == "*/*")


@FAULTS.deviation(breaks=["negotiation.accept-list"])
def accept_holds_one_type(service: Any) -> None:
    """Refuses a request that accepts several types."""
    refuse_accept(service, lambda accept: "," in accept)


@FAULTS.deviation(breaks=["negotiation.nothing-asked"])
def xml_is_the_default(service: Any) -> None:
    """Answers in XML unless JSON is asked for by name."""

    def around(original: Choice, request: Request) -> Format:
        form = original(request)
        return form if JSON.media_type in accepted(request) else XML

    wrap(service, "answer_format", around)


@FAULTS.deviation(
    breaks=["negotiation.xml-when-asked"], collateral=[*IN_XML, "negotiation.nothing-asked"]
)
def json_whatever_is_asked(service: Any) -> None:
    """Answers in JSON to those who accept only XML."""
    alter(service, "answer_format", lambda _form: JSON)


@FAULTS.deviation(
    breaks=["negotiation.xml-when-asked"], collateral=["xml.coverage.shape", "xml.same-as-json"]
)
def coverage_always_in_json(service: Any) -> None:
    """Answers in XML except on coverage."""
    _always(service, "/rest/coverage/", JSON)


@FAULTS.deviation(
    breaks=["negotiation.json-when-asked"], collateral=[*COVERAGE, "negotiation.nothing-asked"]
)
def coverage_always_in_xml(service: Any) -> None:
    """Answers in JSON except on coverage."""
    _always(service, "/rest/coverage/", XML)


def _always(service: Any, path: str, form: Format) -> None:
    def around(original: Choice, request: Request) -> Format:
        chosen = original(request)
        return form if request.path.startswith(path) else chosen

    wrap(service, "answer_format", around)


@FAULTS.deviation(breaks=["http.header-names-any-case"])
def the_accept_header_has_one_spelling(service: Any) -> None:
    """Finds the wished type only under `Accept`, spelt exactly so."""
    spelt_only(service, "Accept")


# -- Content-Type ------------------------------------------------------------------------------


@FAULTS.deviation(
    breaks=["error.content-type-header.unusable"],
    collateral=[*LET_THROUGH, "error.content-type-header.status"],
)
def anything_may_be_json(service: Any) -> None:
    """Reads a body of any declared type as JSON."""

    def around(original: Callable[[Request], None], request: Request) -> None:
        if not request.mimetype:
            original(request)

    wrap(service, "check_content_type", around)


@FAULTS.deviation(
    breaks=["error.content-type-header.missing"],
    collateral=[*LET_THROUGH, "error.content-type-header.status"],
)
def an_undeclared_body_is_json(service: Any) -> None:
    """Reads a body without a declared type as JSON."""

    def around(original: Callable[[Request], None], request: Request) -> None:
        if request.mimetype:
            original(request)

    wrap(service, "check_content_type", around)


@FAULTS.deviation(breaks=["error.content-type-header.status", "http.status-listed"])
def an_unusable_body_is_unsupported(service: Any) -> None:
    """Answers an unusable Content-Type with 415."""
    restatus(service, "167", 415)


@FAULTS.deviation(breaks=["http.header-names-any-case"])
def the_content_type_header_has_one_spelling(service: Any) -> None:
    """Finds the type of a body only under `Content-Type`, spelt exactly so."""
    spelt_only(service, "Content-Type")


@FAULTS.deviation(breaks=["http.charset-accepted"])
def content_type_is_compared_whole(service: Any) -> None:
    """Knows no parameters of a Content-Type."""

    def around(original: Callable[[Request], None], request: Request) -> None:
        original(request)
        if ";" in (request.content_type or ""):
            raise Refusal("167")

    wrap(service, "check_content_type", around)


# -- what is written ---------------------------------------------------------------------------


@FAULTS.deviation(
    breaks=["http.media-type-documented"],
    collateral=[
        "negotiation.nothing-asked",
        "negotiation.xml-when-asked",
        "xml.coverage.shape",
        "xml.same-as-json",
        "negotiation.json-when-asked",
        *COVERAGE,
    ],
)
def coverage_is_declared_as_text(service: Any) -> None:
    """Declares the coverage as plain text."""
    on_success(
        service,
        ["read_coverage"],
        lambda response: setattr(response, "content_type", "text/plain"),
    )


@FAULTS.deviation(
    breaks=["http.media-type-documented"],
    collateral=["negotiation.nothing-asked", "negotiation.json-when-asked"],
)
def json_has_a_vendor_type(service: Any) -> None:
    """Declares the answer to a stop as a type of the vendor's own."""

    def change(response: Response) -> None:
        if response.mimetype == JSON.media_type:
            response.content_type = "application/vnd.clickatell.v1+json"

    on_success(service, ["stop"], change)


@FAULTS.deviation(breaks=["http.parses-as-declared"], collateral=COVERAGE)
def json_with_a_trailing_comma(service: Any) -> None:
    """Leaves a comma behind the last member of a coverage."""

    def change(response: Response) -> None:
        if response.mimetype == JSON.media_type:
            response.set_data(response.get_data()[:-2] + b",}}")

    on_success(service, ["read_coverage"], change)


@FAULTS.deviation(
    breaks=["http.parses-as-declared", "negotiation.xml-when-asked"], collateral=IN_XML
)
def json_under_an_xml_type(service: Any) -> None:
    """Declares XML to those who accept it, and writes JSON."""

    def around(
        original: Callable[..., Response], status: int, document: Any, form: Format
    ) -> Response:
        response = original(status, document, JSON)
        response.content_type = form.media_type
        return response

    wrap(service, "respond", around)


@FAULTS.deviation(
    breaks=["http.parses-as-declared", "negotiation.xml-when-asked"], collateral=IN_XML
)
def xml_elements_stay_open(service: Any) -> None:
    """Forgets the last end tag of a stop's answer in XML."""

    def change(response: Response) -> None:
        if response.mimetype == XML.media_type:
            response.set_data(response.get_data().removesuffix(b"</response>"))

    on_success(service, ["stop"], change)


@FAULTS.deviation(breaks=["message.absent-members-omitted"])
def an_absent_client_id_is_null(service: Any) -> None:
    """Writes null for the client's own id where there is none."""
    edit(service, "status_data", lambda data: data.setdefault("clientMessageId", None))


# -- statuses ----------------------------------------------------------------------------------


@FAULTS.deviation(
    breaks=["http.status-documented", "send.accepted"], collateral=["http.status-listed", *SENDS]
)
def sending_creates(service: Any) -> None:
    """Answers an accepted send with 201."""
    alter(service, "send", lambda answer: (201 if answer[0] == 202 else answer[0], answer[1]))


@FAULTS.deviation(breaks=["send.accepted"], collateral=["http.status-documented", *SENDS])
def sending_is_done_at_once(service: Any) -> None:
    """Answers an accepted send with 200."""
    alter(service, "send", lambda answer: (200 if answer[0] == 202 else answer[0], answer[1]))


@FAULTS.deviation(
    breaks=["read.answers-200", "http.status-documented"],
    collateral=[
        "auth.header-name-any-case",
        "auth.scheme-any-case",
        "http.parallel-requests",
        "send.partly-refused.rest-is-sent",
        "http.body-ignored",
        "read.by-client-id",
    ],
)
def reading_is_accepted(service: Any) -> None:
    """Answers a status read with 202."""
    alter(service, "read", lambda answer: (202, answer[1]))


@FAULTS.deviation(breaks=["json.layout-free"])
def json_is_one_line(service: Any) -> None:
    """Reads JSON up to the end of its first line."""

    def around(original: Callable[..., Any], request: Request) -> Any:
        if request.mimetype == JSON.media_type and b"\n" in request.get_data():
            raise Refusal("100")
        return original(request)

    wrap(service, "fields", around)


@FAULTS.deviation(
    breaks=["http.status-documented"],
    collateral=["http.status-listed", "balance.shape", "read.repeatable"],
)
def the_balance_is_never_modified(service: Any) -> None:
    """Answers a read of the balance with 203."""
    alter(service, "read_balance", lambda answer: (203, answer[1]))
