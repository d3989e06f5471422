"""Clickatell in XML: that it has the documented elements, and means what JSON means."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from conformance.cases.clickatell import (
    ON_ITS_WAY,
    check_accepted,
    find,
    named,
    own_id,
    speaking,
    twice,
)
from conformance.contract import media
from conformance.errors import BlockedError
from conformance.providers import Draft, Reply, State
from conformance.providers.clickatell import entries, in_xml
from conformance.run.declare import each, themes
from conformance.verdict import Prover, expect
from conformance.wire.gateway import Gateway


def members(reply: Reply, *names: str) -> Mapping[str, Any]:
    """Members of an answer's `data`, numbers and flags as numbers in whichever format."""
    return {name: _plain(reply.at(f"/data/{name}")) for name in names}


def _plain(value: Any) -> Any:
    try:
        return float(value)
    except (TypeError, ValueError):
        return value


@themes("xml.same-as-json", "xml.balance.shape", alone=True, provider="clickatell")
def test_the_balance_in_both_formats(gateway: Gateway, prove: Prover) -> None:
    """The balance is the same in XML as in JSON."""
    draft = speaking(gateway).balance()
    first, second = twice(gateway, draft, "balance")
    expect("the balance a moment later", second).equals(first)
    in_xml_too = _compare(gateway, prove, draft, "balance")
    with prove("xml.balance.shape"):
        expect("the balance in XML", in_xml_too.get("/data/balance")).differs_from(None)


@themes("xml.same-as-json", "xml.coverage.shape", provider="clickatell")
def test_the_coverage_in_both_formats(gateway: Gateway, prove: Prover) -> None:
    """The coverage of a number is the same in XML as in JSON."""
    draft = speaking(gateway).coverage(gateway.recipient)
    _compare(gateway, prove, draft, "routable", "destination", "minimumCharge")


def _compare(gateway: Gateway, prove: Prover, draft: Draft, *names: str) -> Reply:
    as_json, as_xml = gateway.call(draft), gateway.call(draft.asking(media.XML))
    expected = members(as_json, *names)
    with prove("xml.same-as-json"):
        expect("the media type", as_xml.media_type).equals(media.XML)
        expect("what XML says", members(as_xml, *names)).equals(expected)
    return as_xml


@themes("xml.same-as-json", "xml.cancel.shape", provider="clickatell")
def test_a_stop_in_both_formats(gateway: Gateway, prove: Prover) -> None:
    """A stop is answered in XML as in JSON, each with the id of its own path."""
    messages = [gateway.send(due=gateway.soon()) for _ in range(2)]
    stops = [gateway.dialect.cancel(message.id) for message in messages]
    as_json, as_xml = gateway.call(stops[0]), gateway.call(stops[1].asking(media.XML))
    told = members(as_json, "messageStatus", "description")
    identifier = str(as_json.at("/data/apiMessageId")).lower()
    expect("the id in JSON", identifier).equals(messages[0].id.lower())

    with prove("xml.same-as-json"):
        expect("the media type", as_xml.media_type).equals(media.XML)
        expect("what XML says", members(as_xml, "messageStatus", "description")).equals(told)
        identifier = str(as_xml.at("/data/apiMessageId")).lower()
        expect("the id in XML", identifier).equals(messages[1].id.lower())
        state = gateway.look(messages[1]).state
        expect("the message that was stopped in XML", state).is_in(State.CANCELLED, State.GONE)


@themes("xml.send.request", provider="clickatell")
def test_a_send_in_xml(gateway: Gateway, prove: Prover) -> None:
    """A send in XML makes a message for each of its recipients."""
    draft = gateway.draft(to=gateway.several(3))
    as_json = gateway.call(draft)
    check_accepted(as_json, "a send in JSON")
    expected, made = fates(as_json), len(gateway.dialect.created(as_json))

    as_xml = gateway.call(in_xml(draft))

    with prove("xml.send.request"):
        check_accepted(as_xml, "a send in XML")
        expect("the entries", fates(as_xml)).equals(expected)
        states = [gateway.look(one).state for one in gateway.dialect.created(as_xml)]
        expect("how many messages there are", len(states)).equals(made)
        for state in states:
            expect("a message that was sent in XML", state).is_in(*ON_ITS_WAY)


def fates(reply: Reply) -> list[tuple[str, Any]]:
    """What an answer says of each recipient, alike in both formats."""
    return [(str(entry.get("to")), _plain(entry.get("accepted"))) for entry in entries(reply)]


@themes("xml.send.request", provider="clickatell")
def test_text_and_options_in_xml(gateway: Gateway, prove: Prover) -> None:
    """Text and options of a send mean in XML what they mean in JSON."""
    drafts = [gateway.draft("&<é>"), gateway.draft().without("/text")]
    if "concat" in gateway.features:
        full = "&é" * 80  # one part, unless references or octets are counted
        drafts += [gateway.draft(text, maxMessageParts=1) for text in (full, f"{full}<")]
    if "unicode" in gateway.features:
        drafts += [gateway.draft("Да"), gateway.draft().having("/unicode", 1)]
    for draft in drafts:
        as_json, as_xml = gateway.call(draft), gateway.call(in_xml(draft))
        with prove("xml.send.request"):
            expect("the status of a send in XML", as_xml.status).equals(as_json.status)
            codes = gateway.dialect.codes(as_json)
            expect("the errors of a send in XML", gateway.dialect.codes(as_xml)).equals(codes)


@themes("xml.send.request", provider="clickatell")
def test_ids_and_times_in_xml(gateway: Gateway, prove: Prover) -> None:
    """The client's own id and the time of a send mean in XML what they mean in JSON."""
    if "client-id" in gateway.features:
        first, second = own_id(), own_id()
        gateway.call(gateway.draft(clientMessageId=first))
        expect("what an id finds that was sent in JSON", find(gateway, first)).is_in(*ON_ITS_WAY)
        reply = gateway.call(in_xml(gateway.draft(clientMessageId=second)))
        with prove("xml.send.request"):
            check_accepted(reply, "a send in XML with an id of the client's own")
            expect("what its id finds", find(gateway, second)).is_in(*ON_ITS_WAY)
    if gateway.can_schedule:
        message = gateway.send(due=gateway.soon())
        reply = gateway.call(in_xml(gateway.draft(due=gateway.soon())))
        made = gateway.dialect.created(reply)
        with prove("xml.send.request"):
            check_accepted(reply, "a send in XML for later")
            expected = [gateway.look(message).state]
            expect("where it is", [gateway.look(one).state for one in made]).equals(expected)
        for identifier in (message.id, *made):
            gateway.cancel(identifier)


@themes("xml.send.layout-free", provider="clickatell")
def test_xml_however_it_is_laid_out(gateway: Gateway, prove: Prover) -> None:
    """The order of elements and white space of a send in XML mean nothing."""
    first, second = gateway.several(2)
    plain = in_xml(gateway.draft(to=[first, second]))
    reply = gateway.call(plain)
    check_accepted(reply, "a plain send in XML")
    expected = [entry.get("to") for entry in entries(reply)]
    layouts = {
        "in another order": f"<to>{first}</to><to>{second}</to><text>One</text>",
        "with the text amid": f"<to>{first}</to><text>One</text><to>{second}</to>",
        "spread over lines": (f"\n\t<text>One</text>\r\n  <to>{first}</to>\n\n<to>{second}</to>\n"),
    }
    for layout, content in layouts.items():
        body = f'<?xml version="1.0"?>\n<request>\n<data>{content}</data>\n</request>\n'
        reply = gateway.call(plain.raw(body.encode()))
        with prove("xml.send.layout-free"):
            check_accepted(reply, f"a send {layout}")
            to = [entry.get("to") for entry in entries(reply)]
            expect(f"the recipients of a send {layout}", to).equals(expected)


@themes("xml.send.shape", provider="clickatell")
def test_the_answer_to_a_send_in_xml(gateway: Gateway, prove: Prover) -> None:
    """The answer to a send has in XML what it has in JSON, for recipients good and bad."""
    good, bad = gateway.recipient, "recipient"
    for to in ([good], [good, bad], [bad]):
        as_json, as_xml = (
            gateway.call(draft) for draft in (gateway.draft(to=to), _asking(gateway, to))
        )
        expected = fates(as_json)
        documented = gateway.contract.operations["sendMessage"].response(as_json.status)
        if documented is None:
            raise BlockedError(f"the answer in JSON has the undocumented status {as_json.status}")
        with prove("xml.send.shape"):
            expect(f"the status of {as_xml.asked}", as_xml.status).equals(as_json.status)
            expect("the entries", fates(as_xml)).equals(expected)


def _asking(gateway: Gateway, to: list[str]) -> Draft:
    return gateway.draft(to=to).asking(media.XML)


@themes("xml.read.shape", provider="clickatell")
def test_a_status_in_xml(gateway: Gateway, prove: Prover) -> None:
    """A status has in XML the members that it has in JSON, by either id."""
    client_id = own_id()
    sending = named(gateway, client_id)
    [message] = gateway.dialect.sent(gateway.call(sending), sending)
    reads = [gateway.dialect.read(message.id)]
    if "client-id" in gateway.features:
        reads.append(speaking(gateway).read_by_client_id(client_id))
    for draft in reads:
        check_accepted(gateway.call(draft), "a read in JSON")
        reply = gateway.call(draft.asking(media.XML))
        with prove("xml.read.shape"):
            members(reply, "apiMessageId", "messageStatus", "description", "charge")


FAULTS: dict[str, Callable[[Gateway], Draft]] = {
    "no-version": lambda gateway: _read(gateway).header("X-Version", None),
    "no-token": lambda gateway: _read(gateway).without_credentials(),
    "no-text": lambda gateway: gateway.draft().without("/text"),
    "letters": lambda gateway: gateway.draft(to=["recipient"]),
}


def _read(gateway: Gateway) -> Draft:
    return gateway.dialect.read(gateway.send().id)


@themes("xml.error.shape", provider="clickatell")
@each("fault", FAULTS)
def test_an_error_in_xml(gateway: Gateway, prove: Prover, fault: str) -> None:
    """Who accepts only XML is refused in XML."""
    draft = FAULTS[fault](gateway)
    in_json = gateway.call(draft)
    expect("the status of the same request for JSON", in_json.status).is_between(400, 499)

    reply = gateway.call(draft.asking(media.XML))

    with prove("xml.error.shape"):
        expect("the media type", reply.media_type).equals(media.XML)
        codes = gateway.dialect.codes(in_json)
        expect("the errors", gateway.dialect.codes(reply)).equals(codes)
