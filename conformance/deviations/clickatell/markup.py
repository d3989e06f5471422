"""Faults in XML: its names, its structure, and what it means."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from defusedxml.ElementTree import fromstring
from werkzeug.wrappers import Request, Response

from conformance.deviations.clickatell.faults import (
    FAULTS,
    IN_XML,
    on_success,
    rename,
    rewrite,
)
from conformance.deviations.deviation import wrap
from conformance.reference.clickatell.errors import Refusal
from conformance.reference.clickatell.formats import JSON, XML, Format

SHAPES = (
    "xml.balance.shape",
    "xml.cancel.shape",
    "xml.coverage.shape",
    "xml.error.shape",
    "xml.read.shape",
    "xml.send.shape",
)
CONTENT = ("xml.same-as-json", "xml.send.request", "xml.send.layout-free")


def rewrite_xml(service: Any, endpoint: str, change: Callable[[str], str]) -> None:
    """Change what one operation writes in XML when it succeeds."""

    def around(response: Response) -> None:
        if response.mimetype == XML.media_type:
            response.set_data(change(response.get_data(as_text=True)))

    on_success(service, [endpoint], around)


# -- all answers -------------------------------------------------------------------------------


@FAULTS.deviation(breaks=SHAPES, collateral=[*IN_XML, *CONTENT])
def xml_has_a_namespace(service: Any) -> None:
    """Puts every element into a namespace."""
    rewrite(
        service,
        XML,
        lambda body: body.replace(b"<response>", b'<response xmlns="http://www.clickatell.com/">'),
    )


@FAULTS.deviation(breaks=SHAPES, collateral=[*IN_XML, *CONTENT])
def xml_has_another_root(service: Any) -> None:
    """Has another name for the root element."""
    rename(service, XML, "response", "clickAPI")


@FAULTS.deviation(breaks=["xml.error.shape"], collateral=["http.media-type-documented"])
def errors_are_always_json(service: Any) -> None:
    """Writes errors in JSON to those who accept only XML."""

    def around(
        original: Callable[..., Response], status: int, document: Any, form: Format
    ) -> Response:
        return original(status, document, JSON if status >= 400 else form)

    wrap(service, "respond", around)


# -- answers of one operation ------------------------------------------------------------------


@FAULTS.deviation(
    breaks=["xml.cancel.shape"], collateral=["negotiation.xml-when-asked", "xml.same-as-json"]
)
def a_stop_in_xml_lacks_data(service: Any) -> None:
    """Writes the members of a stop's answer right below the root."""
    rewrite_xml(service, "stop", lambda text: re.sub("</?data>", "", text))


@FAULTS.deviation(
    breaks=["xml.same-as-json"], collateral=["cancel.names-message", "xml.cancel.shape"]
)
def a_stop_in_xml_names_another_message(service: Any) -> None:
    """Writes a wrong id in XML, as the stop page's sample does."""
    rewrite_xml(
        service,
        "stop",
        lambda text: re.sub("(?<=<apiMessageId>)[0-9a-f]+", lambda _id: service.new_id(), text),
    )


@FAULTS.deviation(breaks=["xml.balance.shape"], collateral=["xml.same-as-json", "balance.is-text"])
def the_balance_in_xml_has_another_name(service: Any) -> None:
    """Calls the balance `credit` in XML."""
    rewrite_xml(service, "read_balance", lambda text: text.replace("balance>", "credit>"))


@FAULTS.deviation(
    breaks=["xml.coverage.shape"],
    collateral=["negotiation.xml-when-asked", "xml.same-as-json", "coverage.routable-is-boolean"],
)
def coverage_in_xml_lacks_data(service: Any) -> None:
    """Writes the members of a coverage right below the root."""
    rewrite_xml(service, "read_coverage", lambda text: re.sub("</?data>", "", text))


@FAULTS.deviation(breaks=["xml.same-as-json"])
def coverage_in_xml_has_another_price(service: Any) -> None:
    """Rounds the lowest charge up in XML."""
    rewrite_xml(service, "read_coverage", lambda text: text.replace(">0.8<", ">1<"))


@FAULTS.deviation(breaks=["xml.send.shape"], collateral=["xml.send.request"])
def entries_in_xml_are_wrapped(service: Any) -> None:
    """Puts the entries of a send's answer into an element of their own."""
    rewrite_xml(
        service,
        "send",
        lambda text: text.replace("<data>", "<data><messages>").replace(
            "</data>", "</messages></data>"
        ),
    )


@FAULTS.deviation(breaks=["xml.read.shape"])
def a_status_in_xml_has_another_name(service: Any) -> None:
    """Calls the status of a message `status` in XML."""
    rewrite_xml(service, "read", lambda text: text.replace("messageStatus>", "status>"))


# -- requests ----------------------------------------------------------------------------------


@FAULTS.deviation(
    breaks=["xml.send.request"], collateral=["xml.send.layout-free", "xml.send.shape"]
)
def xml_has_one_recipient(service: Any) -> None:
    """Reads the first of several recipients in XML."""

    def around(original: Callable[..., Any], request: Request) -> Any:
        fields = original(request)
        if request.mimetype == XML.media_type and "to" in fields:
            fields["to"] = fields["to"][:1]
        return fields

    wrap(service, "fields", around)


@FAULTS.deviation(breaks=["xml.send.layout-free"])
def xml_elements_stand_close(service: Any) -> None:
    """Refuses white space between the elements of a request."""

    def around(original: Callable[..., Any], request: Request) -> Any:
        fields = original(request)
        if request.mimetype == XML.media_type:
            root = fromstring(request.get_data(), forbid_dtd=True)
            inside = [root.text, *(one.tail for one in root.iter() if one is not root)]
            if any(space for space in inside if space) or root[0].text:
                raise Refusal("100")
        return fields

    wrap(service, "fields", around)
