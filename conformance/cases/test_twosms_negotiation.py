"""2sms's response formats: what Accept asks for, and what XML looks like."""

from __future__ import annotations

from typing import Any
from xml.etree.ElementTree import Element

from conformance.cases.twosms import expiring
from conformance.contract import media
from conformance.contract.media import JSON, XML
from conformance.errors import BlockedError, UnmetError
from conformance.providers import Reply
from conformance.run.declare import each, themes
from conformance.verdict import Prover, expect
from conformance.wire.gateway import Gateway

OFFERED = {"json": JSON, "text-json": "text/json", "xml": XML, "text-xml": "text/xml"}
ROOT = "ResponseOfMessageDeletionResponse"
COUNTS = ("NoOfMessagesExpired", "NoOfMessagesDeleted")
ELEMENTS = (
    "ResponseData/Result",
    "ResponseData/Identification/UserId",
    *(f"ResponseData/Detail/{name}" for name in COUNTS),
    "ResponseData/Detail/NumberOfCreditsUsed",
    "ResponseData/Detail/NumberOfCreditsRemaining",
)
"""What the XML sample holds; `Error` aside, which may be missing."""


def well_formed(reply: Reply) -> Any:
    """The body, read as the format that is declared and without regard to names.

    Raises:
        UnmetError: when it is none.
    """
    read = media.read_xml if media.is_xml(reply.media_type) else media.read_json
    try:
        return read(reply.body)
    except media.UnreadableError as error:
        raise UnmetError(f"a body that is {reply.media_type}", str(error)) from None


@themes(provider="twosms")
@each("name", OFFERED, themes=lambda name: (f"expire.response.{name}",))
def test_an_answer_in_each_format(gateway: Gateway, prove: Prover, name: str) -> None:
    """Each of the documented formats is answered when it is asked for."""
    message = gateway.send()

    reply = gateway.call(expiring(message.id).asking(OFFERED[name]))

    with prove(f"expire.response.{name}"):
        expect(f"the media type of an answer to Accept: {OFFERED[name]}", reply.media_type).equals(
            OFFERED[name]
        )
        well_formed(reply)


@themes(
    "expire.response.xml-root",
    "expire.response.xml-names",
    "expire.response.formats-agree",
    "negotiation.xml-order",
    provider="twosms",
)
def test_the_same_in_json_and_in_xml(gateway: Gateway, prove: Prover) -> None:
    """XML has the names of JSON below a root of its own, and tells the same."""
    first, second = gateway.send(), gateway.send()

    in_json = gateway.call(expiring(first.id))
    in_xml = gateway.call(expiring(second.id).asking(XML))

    if not media.is_xml(in_xml.media_type):
        raise BlockedError(f"asked for XML, the target answered {in_xml.media_type}")
    root: Element = well_formed(in_xml)
    with prove("expire.response.xml-root"):
        expect("the root element", root.tag).equals(ROOT)
    with prove("expire.response.xml-names"):
        for path in ELEMENTS:
            expect(f"how many elements are at {path}", len(root.findall(path))).equals(1)
    with prove("expire.response.formats-agree"):
        for name in COUNTS:
            expect(f"{name} in XML", root.findtext(f"ResponseData/Detail/{name}")).equals(
                str(in_json.at(f"/ResponseData/Detail/{name}"))
            )
    prove.observe(
        "negotiation.xml-order",
        f"JSON: {_order([*(in_json.get('/ResponseData') or {})])}; "
        f"XML: {_order([child.tag for child in root.find('ResponseData') or ()])}",
    )


def _order(names: list[str]) -> str:
    """The two members whose order differs in the samples, in theirs."""
    return ", ".join(name for name in names if name in {"Result", "Identification"})


@themes("negotiation.quality", provider="twosms")
@each(
    "wanted",
    {"json": f"{XML};q=0.5, {JSON};q=0.9", "xml": f"{JSON};q=0.5, {XML};q=0.9"}.items(),
    id=lambda one: str(one[0]),
)
def test_the_higher_quality_wins(gateway: Gateway, prove: Prover, wanted: tuple[str, str]) -> None:
    """Of two acceptable types the one with the higher q value is answered."""
    name, accept = wanted

    reply = gateway.call(expiring(gateway.unknown_id()).asking(accept))

    with prove("negotiation.quality"):
        expect(f"the media type for Accept: {accept}", reply.media_type).equals(OFFERED[name])


@themes("negotiation.nothing-acceptable", provider="twosms")
def test_only_what_is_not_offered_is_acceptable(gateway: Gateway, prove: Prover) -> None:
    """Who accepts only a picture is answered in an offered type."""
    reply = gateway.call(expiring(gateway.unknown_id()).asking("image/png"))

    with prove("negotiation.nothing-acceptable"):
        expect(f"the status of {reply.asked}", reply.status).differs_from(406)
        expect("the media type", reply.media_type).is_in(*OFFERED.values())


@themes("negotiation.nothing-asked", provider="twosms")
def test_no_accept_with_a_body_in_xml(gateway: Gateway, prove: Prover) -> None:
    """Which type answers a body in XML when nothing is asked for."""
    reply = gateway.call(expiring(gateway.unknown_id()).written_in(XML).asking(None))

    prove.observe("negotiation.nothing-asked", reply.media_type or "no Content-Type")
