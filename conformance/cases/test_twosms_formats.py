"""2sms's request formats: the same body in JSON, XML and forms, and the spellings in each."""

from __future__ import annotations

from typing import Any

from conformance.cases.twosms import (
    erased_count,
    expect_expired,
    expiring,
    fate,
    off_live,
    sent_live,
)
from conformance.contract.media import FORM, JSON, XML
from conformance.providers import Draft
from conformance.providers.twosms import succeeded, told
from conformance.run.declare import each, themes
from conformance.verdict import Prover, expect
from conformance.wire.gateway import Gateway

FORMATS = {
    "json": JSON,
    "text-json": "text/json",
    "xml": XML,
    "text-xml": "text/xml",
    "form": FORM,
}

PREFIXES = (
    'xmlns:xsd="http://www.w3.org/2001/XMLSchema" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
)
"""What the sample declares on the root."""


def in_xml(members: str, attributes: str = "") -> Draft:
    """A request to expire whose XML is spelled out."""
    root = f"<MessageCriteria {attributes}>" if attributes else "<MessageCriteria>"
    return expiring().written_in(XML).raw(f"{root}{members}</MessageCriteria>".encode())


def naming(*ids: str) -> str:
    """The element `MessageIDs`."""
    return "<MessageIDs>" + "".join(f"<guid>{one}</guid>" for one in ids) + "</MessageIDs>"


@themes(provider="twosms")
@each("name", FORMATS, themes=lambda name: (f"expire.request.{name}",))
def test_a_request_in_each_format(gateway: Gateway, prove: Prover, name: str) -> None:
    """A message is expired by a body in each of the documented formats."""
    message = sent_live(gateway)

    gateway.call(expiring(message.id).written_in(FORMATS[name]))

    with prove(f"expire.request.{name}"):
        expect_expired(gateway, message)


@themes("expire.request.form", provider="twosms")
def test_several_ids_in_a_form(gateway: Gateway, prove: Prover) -> None:
    """Every pair `MessageIDs` of a form names a message."""
    first, second = sent_live(gateway), sent_live(gateway)

    gateway.call(expiring(first.id, second.id).written_in(FORM))

    with prove("expire.request.form"):
        expect_expired(gateway, first, "the message of the first pair")
        expect_expired(gateway, second, "the message of the second pair")


@themes("expire.request.xml-guid-items", provider="twosms")
def test_several_guids_in_xml(gateway: Gateway, prove: Prover) -> None:
    """Every `guid` element names a message."""
    first, second = sent_live(gateway), sent_live(gateway)

    gateway.call(in_xml(naming(first.id, second.id)))

    with prove("expire.request.xml-guid-items"):
        expect_expired(gateway, first, "the message of the first guid")
        expect_expired(gateway, second, "the message of the second guid")


@themes("expire.request.xml-schema-prefixes", provider="twosms")
def test_prefixes_declared_in_xml(gateway: Gateway, prove: Prover) -> None:
    """The prefixes that the sample declares on its root change nothing."""
    message = sent_live(gateway)

    gateway.call(in_xml(naming(message.id), PREFIXES))

    with prove("expire.request.xml-schema-prefixes"):
        expect_expired(gateway, message)


@themes("expire.request.xml-any-order", provider="twosms")
def test_elements_in_another_order(gateway: Gateway, prove: Prover) -> None:
    """The elements of a body may stand in an order that is not the page's."""
    message = sent_live(gateway)

    gateway.call(in_xml(f"<Delete>false</Delete>{naming(message.id)}"))

    with prove("expire.request.xml-any-order"):
        expect_expired(gateway, message)


@themes("expire.request.xml-flags", provider="twosms")
@each("asked", (False, True))
def test_booleans_as_words_in_xml(gateway: Gateway, prove: Prover, asked: bool) -> None:  # noqa: FBT001
    """In XML the words of a sample mean what booleans mean in JSON."""
    by_word, by_boolean = sent_live(gateway), sent_live(gateway)
    word = str(asked).lower()

    spelled = gateway.call(in_xml(f"{naming(by_word.id)}<Delete>{word}</Delete>"))
    meant = gateway.call(expiring(by_boolean.id, Delete=asked))

    with prove("expire.request.xml-flags"):
        expect(f"the message of a body with Delete {word}", fate(gateway, by_word)).equals(
            fate(gateway, by_boolean)
        )
        expect(f"whether a body with Delete {word} is accepted", succeeded(spelled)).equals(
            succeeded(meant)
        )
        if succeeded(meant):
            expect(f"NoOfMessagesDeleted with Delete {word}", erased_count(spelled)).equals(
                erased_count(meant)
            )


@themes("expire.request.xml-boolean-digits", provider="twosms")
@each("pair", (("0", "false"), ("1", "true")), id=lambda pair: str(pair[1]))
def test_booleans_as_digits_in_xml(gateway: Gateway, prove: Prover, pair: tuple[str, str]) -> None:
    """In XML 0 means false, and 1 true."""
    digit, word = pair
    by_digit, by_word = sent_live(gateway), sent_live(gateway)

    spelled = gateway.call(in_xml(f"{naming(by_digit.id)}<Delete>{digit}</Delete>"))
    meant = gateway.call(in_xml(f"{naming(by_word.id)}<Delete>{word}</Delete>"))

    with prove("expire.request.xml-boolean-digits"):
        expect(f"the message of a body with Delete {digit}", fate(gateway, by_digit)).equals(
            fate(gateway, by_word)
        )
        expect(f"whether a body with Delete {digit} is accepted", succeeded(spelled)).equals(
            succeeded(meant)
        )
        if succeeded(meant):
            expect(f"NoOfMessagesDeleted with Delete {digit}", erased_count(spelled)).equals(
                erased_count(meant)
            )


@themes("expire.request.xml-enum-name", provider="twosms")
def test_enumerations_in_xml(gateway: Gateway, prove: Prover) -> None:
    """The sample's names of a range and a type are understood beside an id."""
    off_live(gateway)
    message = sent_live(gateway)

    gateway.call(in_xml(f"{naming(message.id)}<Range>TODAY</Range><Type>BOTH</Type>"))

    with prove("expire.request.xml-enum-name"):
        expect_expired(gateway, message)


ENUMERATIONS: dict[str, dict[str, Any]] = {
    "expire.request.enum-integer": {"Range": 0, "Type": 0},
    "expire.request.enum-name": {"Range": "TODAY", "Type": "BOTH"},
}


@themes(provider="twosms")
@each("theme", ENUMERATIONS, themes=lambda theme: (theme,), id=lambda one: one.rpartition(".")[2])
def test_enumerations_in_json(gateway: Gateway, prove: Prover, theme: str) -> None:
    """A range and a type may be spelled as integers or as names."""
    off_live(gateway)
    message = sent_live(gateway)

    gateway.call(expiring(message.id, **ENUMERATIONS[theme]))

    with prove(theme):
        expect_expired(gateway, message)


@themes("http.charset-accepted", provider="twosms")
@each("media_type", (JSON, XML))
def test_a_charset_with_the_media_type(gateway: Gateway, prove: Prover, media_type: str) -> None:
    """A media type with `charset=utf-8` is read like one without."""
    message = sent_live(gateway)
    draft = expiring(message.id).written_in(media_type)

    gateway.call(draft.header("Content-Type", f"{media_type}; charset=utf-8"))

    with prove("http.charset-accepted"):
        expect_expired(gateway, message)


@themes("http.charset-accepted", provider="twosms")
def test_a_charset_with_a_send(gateway: Gateway, prove: Prover) -> None:
    """A send declares its charset and is accepted."""
    gateway.send()
    draft = gateway.draft().header("Content-Type", f"{JSON}; charset=utf-8")

    reply = gateway.call(draft)

    with prove("http.charset-accepted"):
        gateway.dialect.sent(reply, draft)


@themes("http.unknown-member-accepted", provider="twosms")
def test_a_member_that_no_page_names(gateway: Gateway, prove: Prover) -> None:
    """What happens to a body with a member that does not exist."""
    message = sent_live(gateway)

    reply = gateway.call(expiring(message.id, Conformance="unknown"))

    prove.observe(
        "http.unknown-member-accepted", f"{told(reply)}, message {fate(gateway, message)}"
    )
