"""Segmentation where a read tells it: the encoding and the count of every vector."""

from __future__ import annotations

from conformance import sms
from conformance.errors import BlockedError
from conformance.providers import State
from conformance.run.declare import each, themes
from conformance.verdict import Prover, expect
from conformance.wire.gateway import Gateway

TOLD = "message.segments.given"
"""What a provider states whose reads tell the number; of others it is found out in other ways."""

CHOICES = {
    sms.Encoding.GSM7: "encoding.gsm7-when-possible",
    sms.Encoding.UCS2: "encoding.ucs2-otherwise",
}
COUNTS = {
    sms.Encoding.GSM7: ("segments.gsm7.single", "segments.gsm7.concatenated"),
    sms.Encoding.UCS2: ("segments.ucs2.single", "segments.ucs2.concatenated"),
}


def count_theme(vector: sms.Vector) -> str:
    """The theme that the number of segments decides where the encoding is told beside it."""
    if vector.theme not in CHOICES.values():
        return vector.theme
    return COUNTS[vector.expected.encoding][vector.expected.segments > 1]


@themes(TOLD)
def test_the_count_is_told(gateway: Gateway, prove: Prover) -> None:
    """A message tells in how many segments it travels."""
    view = gateway.look(gateway.send())

    if view.state is State.GONE:
        raise BlockedError("nothing shows a message that was just sent")
    with prove(TOLD):
        expect("the number of segments", view.segments).differs_from(None)


@themes(stating=TOLD)
@each(
    "vector",
    sms.load_vectors(),
    id=lambda vector: vector.id,
    themes=lambda vector: (count_theme(vector), CHOICES[vector.expected.encoding]),
)
def test_a_text_is_counted(gateway: Gateway, prove: Prover, vector: sms.Vector) -> None:
    """The target reports the encoding and the number of segments that the text has."""
    send_and_count(gateway, prove, vector)


def send_and_count(gateway: Gateway, prove: Prover, vector: sms.Vector) -> None:
    """Send a text, and hold its encoding and its number of segments against the right ones.

    Beyond the pack's limits `sms_characters` and `sms_parts`, a text need not be taken.
    """
    expected = vector.expected
    text = f"the text {vector.id} ({vector.description})"
    count, choice = count_theme(vector), CHOICES[expected.encoding]
    draft = gateway.draft(vector.text)
    reply = gateway.call(draft)
    most = gateway.pack.limits
    certain = len(vector.text) <= most["sms_characters"] and expected.segments <= most["sms_parts"]
    odd = sms.Text(vector.id, vector.text, "").odd
    if reply.refused and (odd or not certain):
        for open_theme in (count, choice):
            prove.observe(open_theme, f"refuses this text ({vector.id})")
        return
    [message] = gateway.dialect.sent(reply, draft)

    view = gateway.look(message)

    expect("whether the number of segments is told", view.segments).differs_from(None)
    if view.encoding is None:
        with prove(vector.theme):
            expect(f"the segments of {text}", view.segments).equals(expected.segments)
            prove.held(count if vector.theme == choice else choice)
        return
    with prove(choice):
        expect(f"the encoding of {text}", view.encoding).equals(expected.encoding.value)
    # In another encoding the text has another number of segments, rightly so.
    if view.encoding == expected.encoding.value:
        with prove(count):
            expect(f"the segments of {text}", view.segments).equals(expected.segments)


@themes("encoding.ucs2-otherwise", stating=TOLD)
def test_one_letter_at_the_end(gateway: Gateway, prove: Prover) -> None:
    """A letter outside of the alphabet decides the encoding of a long text from its end too."""
    view = gateway.look(gateway.send("a" * 160 + "ж"))

    expect("whether the number of segments is told", view.segments).differs_from(None)
    with prove("encoding.ucs2-otherwise"):
        if view.encoding is None:
            expect("the number of segments", view.segments).equals(3)
        else:
            expect("the encoding", view.encoding).equals("UCS-2")
