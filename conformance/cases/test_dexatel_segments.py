"""Segmentation as Dexatel shows it: the encoding and the count of every vector."""

from __future__ import annotations

from conformance import sms
from conformance.run.declare import each, themes
from conformance.verdict import Prover, expect
from conformance.wire.gateway import Gateway

CERTAIN_CHARACTERS = 1000
CERTAIN_SEGMENTS = 9
"""An SMS within both is accepted; beyond, the provider's documents disagree about the limit."""


@themes(provider="dexatel")
@each(
    "vector",
    sms.load_vectors(),
    id=lambda vector: vector.id,
    themes=lambda vector: (
        vector.theme,
        "encoding.gsm7-when-possible"
        if vector.expected.encoding is sms.Encoding.GSM7
        else "encoding.ucs2-otherwise",
    ),
)
def test_a_text_is_counted(gateway: Gateway, prove: Prover, vector: sms.Vector) -> None:
    """The target reports the encoding and the number of segments that the text has."""
    draft = gateway.draft(vector.text)
    reply = gateway.call(draft)
    expected = vector.expected
    theme = (
        "encoding.gsm7-when-possible"
        if expected.encoding is sms.Encoding.GSM7
        else "encoding.ucs2-otherwise"
    )
    certain = len(vector.text) <= CERTAIN_CHARACTERS and expected.segments <= CERTAIN_SEGMENTS
    odd = any(ord(character) < 32 and character not in "\n\r" for character in vector.text)
    if reply.refused and (odd or not certain or not vector.text):
        for open_theme in dict.fromkeys((vector.theme, theme)):
            prove.observe(open_theme, f"refuses this text ({vector.id})")
        return
    [message] = gateway.dialect.sent(reply, draft)

    view = gateway.look(message)

    with prove(vector.theme):
        expect(f"the segments of {vector.id}", view.segments).equals(expected.segments)
    if view.encoding is not None:
        with prove(theme):
            expect(f"the encoding of {vector.id}", view.encoding).equals(expected.encoding.value)
    else:
        with prove(theme):
            expect(f"the segments of {vector.id}", view.segments).equals(expected.segments)
