"""Faults in the format of an answer: which is chosen, what is declared, how it is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from werkzeug.wrappers import Request, Response

from conformance.deviations.deviation import wrap
from conformance.deviations.twosms.faults import FAULTS, XML_READ, after
from conformance.reference.twosms import TwoSms
from conformance.reference.twosms.framework import JSON, XML, RefusedError, wishes
from conformance.reference.twosms.writing import to_json, to_xml

EXPIRED = "ResponseOfMessageDeletionResponse"
IN_XML = (
    "expire.detail-complete",
    "expire.response.formats-agree",
    "expire.response.text-xml",
    "expire.response.xml",
    "expire.response.xml-names",
    "expire.response.xml-root",
)
"""Themes that ask for XML."""

NEGOTIATED = (
    "expire.response.json",
    "expire.response.text-json",
    "negotiation.nothing-acceptable",
    "negotiation.quality",
    *IN_XML,
)
"""Themes that ask for a format."""


def takes_for(service: TwoSms, wanted: str, given: str) -> None:
    """Answer in another type than the one chosen."""
    after(service, "negotiate", lambda media: given if media == wanted else media)


def rewrite(service: TwoSms, change: Callable[[str], str], root: str = EXPIRED) -> None:
    """Change the XML text of answers with a certain root."""

    def around(
        original: Callable[..., Response], request: Request, status: int, name: str, document: Any
    ) -> Response:
        response = original(request, status, name, document)
        if name == root and response.mimetype in XML:
            response.set_data(change(response.get_data(as_text=True)))
        return response

    wrap(service, "respond", around)


# -- which format --------------------------------------------------------------------------------


@FAULTS.deviation(breaks=["expire.response.json"], collateral=["negotiation.quality"])
def calls_json_text_json(service: TwoSms) -> None:
    """Declares all JSON as text/json."""
    takes_for(service, "application/json", "text/json")


@FAULTS.deviation(breaks=["expire.response.text-json"])
def calls_text_json_json(service: TwoSms) -> None:
    """Declares all JSON as application/json."""
    takes_for(service, "text/json", "application/json")


@FAULTS.deviation(breaks=["expire.response.xml"], collateral=NEGOTIATED)
def calls_xml_text_xml(service: TwoSms) -> None:
    """Declares all XML as text/xml."""
    takes_for(service, "application/xml", "text/xml")


@FAULTS.deviation(breaks=["expire.response.text-xml"])
def calls_text_xml_xml(service: TwoSms) -> None:
    """Declares all XML as application/xml."""
    takes_for(service, "text/xml", "application/xml")


@FAULTS.deviation(
    breaks=["expire.response.xml", "expire.response.text-xml"],
    collateral=NEGOTIATED,
)
def always_answers_json(service: TwoSms) -> None:
    """Passes over the Accept header."""
    after(service, "negotiate", lambda _: JSON[0])


@FAULTS.deviation(
    breaks=["expire.response.xml", "expire.response.text-xml"],
    collateral=NEGOTIATED,
)
def answers_in_the_format_of_the_request(service: TwoSms) -> None:
    """Answers in the format of the body, whatever Accept says."""
    after(service, "accepted", lambda _: None)


@FAULTS.deviation(breaks=["negotiation.quality"])
def passes_over_qualities(service: TwoSms) -> None:
    """Takes the first of the acceptable types, whatever their q values."""

    def around(original: Callable[[Request], str | None], request: Request) -> str | None:
        asked = [
            part.partition(";")[0].strip() for part in request.headers.get("Accept", "").split(",")
        ]
        return next((media for media in asked if media in (*JSON, *XML)), original(request))

    wrap(service, "accepted", around)


@FAULTS.deviation(breaks=["negotiation.nothing-acceptable"])
def insists_on_an_acceptable_format(service: TwoSms) -> None:
    """Answers 406 when no acceptable type is offered."""

    def around(
        original: Callable[..., Response],
        endpoint: str,
        request: Request,
        variables: Mapping[str, Any],
    ) -> Response:
        if endpoint != "token" and wishes(request) and service.accepted(request) is None:
            return service.refused(request, RefusedError(406, "No such format is offered."))
        return original(endpoint, request, variables)

    wrap(service, "call", around)


# -- what is declared ----------------------------------------------------------------------------


@FAULTS.deviation(
    breaks=["http.parses-as-declared"], collateral=["error.shape", "text.survives", *IN_XML]
)
def writes_json_under_an_xml_type(service: TwoSms) -> None:
    """Declares what Accept asks for and writes JSON."""

    def around(
        original: Callable[..., Response], request: Request, status: int, root: str, document: Any
    ) -> Response:
        response = original(request, status, root, document)
        response.set_data(to_json(document))
        return response

    wrap(service, "respond", around)


@FAULTS.deviation(
    breaks=["http.parses-as-declared"],
    collateral=[
        "envelope.shape",
        "error.shape",
        "expire.fault.answers-400",
        *NEGOTIATED,
        *XML_READ,
    ],
)
def writes_xml_under_a_json_type(service: TwoSms) -> None:
    """Declares JSON and writes XML when the request was XML."""

    def around(
        original: Callable[..., Response], request: Request, status: int, root: str, document: Any
    ) -> Response:
        response = original(request, status, root, document)
        if request.mimetype in XML and response.mimetype in JSON:
            response.set_data(to_xml(root, document))
        elif response.mimetype in XML:
            response.content_type = "application/json; charset=utf-8"
        return response

    wrap(service, "respond", around)


@FAULTS.deviation(breaks=["http.parses-as-declared"], collateral=IN_XML)
def writes_half_of_the_prefixes(service: TwoSms) -> None:
    """Uses a prefix in XML that it does not declare."""
    rewrite(service, lambda xml: xml.replace("<Result>", '<Result xsd2:type="string">'))


@FAULTS.deviation(
    breaks=["http.media-type-documented"],
    collateral=[
        "error.shape",
        "expire.fault.answers-400",
        "http.parses-as-declared",
        "http.routing-answer-well-formed",
    ],
)
def writes_errors_as_html(service: TwoSms) -> None:
    """Answers errors with the page of the web server."""

    def change(response: Response) -> Response:
        if response.status_code != 401:
            response.set_data(f"<html><body><h2>{response.status}</h2><br></body></html>")
            response.content_type = "text/html; charset=utf-8"
        return response

    after(service, "refused", change)


@FAULTS.deviation(
    breaks=["http.media-type-documented"],
    collateral=[
        "error.shape",
        "expire.fault.answers-400",
        "http.parses-as-declared",
        "http.routing-answer-well-formed",
    ],
)
def declares_errors_as_problems(service: TwoSms) -> None:
    """Declares errors as application/problem+json."""

    def change(response: Response) -> Response:
        if response.mimetype in JSON:
            response.content_type = "application/problem+json; charset=utf-8"
        return response

    after(service, "refused", change)


# -- XML -----------------------------------------------------------------------------------------


@FAULTS.deviation(breaks=["expire.response.xml-root"], collateral=IN_XML)
def names_the_root_after_the_detail(service: TwoSms) -> None:
    """Writes the root without `ResponseOf`."""
    rewrite(service, lambda xml: xml.replace("ResponseOfMessageDeletion", "MessageDeletion"))


@FAULTS.deviation(
    breaks=["expire.response.xml-root", "expire.response.xml-names"], collateral=IN_XML
)
def writes_xml_in_a_namespace(service: TwoSms) -> None:
    """Writes all elements in the namespace that another serializer gives them."""
    space = ' xmlns="http://schemas.datacontract.org/2004/07/TwoSms.CustomerPortalRole.API.Misc"'
    rewrite(service, lambda xml: xml.replace(" xmlns:xsd", f"{space} xmlns:xsd", 1))


@FAULTS.deviation(breaks=["expire.response.xml-names"], collateral=IN_XML)
def writes_elements_in_camel_case(service: TwoSms) -> None:
    """Writes the counts with a small first letter in XML."""
    rewrite(service, lambda xml: xml.replace("NoOfMessages", "noOfMessages"))


@FAULTS.deviation(breaks=["expire.response.xml-names"], collateral=IN_XML)
def writes_the_detail_in_a_namespace(service: TwoSms) -> None:
    """Writes the detail in a namespace of its own."""
    rewrite(service, lambda xml: xml.replace("<Detail>", '<Detail xmlns="urn:2sms:sms">'))


@FAULTS.deviation(breaks=["expire.response.formats-agree"])
def counts_otherwise_in_xml(service: TwoSms) -> None:
    """Writes the two counts of messages in each other's place in XML."""

    def around(
        original: Callable[..., Response], request: Request, status: int, root: str, document: Any
    ) -> Response:
        if root == EXPIRED and service.negotiate(request) in XML:
            document = swapped(document)
        return original(request, status, root, document)

    wrap(service, "respond", around)


def swapped(document: Mapping[str, Any]) -> dict[str, Any]:
    """The envelope with the two counts in each other's place."""
    data = document["ResponseData"]
    detail = data["Detail"]
    counts = {
        "NoOfMessagesExpired": detail["NoOfMessagesDeleted"],
        "NoOfMessagesDeleted": detail["NoOfMessagesExpired"],
    }
    return {**document, "ResponseData": {**data, "Detail": {**detail, **counts}}}


@FAULTS.deviation(breaks=["expire.response.xml-names"], collateral=IN_XML)
def writes_the_detail_as_text(service: TwoSms) -> None:
    """Writes the detail as JSON inside XML."""

    def around(
        original: Callable[..., Response], request: Request, status: int, root: str, document: Any
    ) -> Response:
        if root == EXPIRED and service.negotiate(request) in XML:
            data = document["ResponseData"]
            document = document | {"ResponseData": data | {"Detail": to_json(data["Detail"])}}
        return original(request, status, root, document)

    wrap(service, "respond", around)
