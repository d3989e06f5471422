"""Texts: that they survive the way there and back, and that no text breaks the server."""

from __future__ import annotations

from conformance import sms
from conformance.providers import View
from conformance.run.declare import each, themes
from conformance.verdict import Prover, expect
from conformance.wire.gateway import Gateway

LONGEST = 1000
"""Characters up to which every provider takes an ordinary text; their caps are other cases'."""


def compare(gateway: Gateway, text: str, view: View) -> None:
    """Hold what a read shows of a message against the text that was sent."""
    if view.text is not None:
        expect("the text read back", view.text).equals(text)
        return
    counted = sms.count(text)
    if view.segments is not None:  # whether pairs stay whole is a requirement of its own
        expect("the segments of the text, which is not shown", view.segments).is_in(
            counted.segments, counted.naive
        )
        return
    if gateway.dialect.viewing:  # where a message is looked at, its text is all there is to see
        expect("the text read back", view.text).equals(text)
    price = gateway.look(gateway.send("a")).charge
    expect("the charge of a one-part message", price).is_a(int, float)
    expect(f"the charge of {counted.segments} parts at {price}", view.charge).equals(
        round(counted.segments * float(price or 0), 6)
    )


def looked_at(text: sms.Text) -> tuple[str, ...]:
    """The themes that a text can show something about."""
    if text.odd:
        return ("http.no-server-error", "text.odd-accepted-or-refused")
    if len(text.text) > LONGEST:
        return ("http.no-server-error", "text.survives")
    return ("http.no-server-error", "text.survives", "send.accepted")


@themes()
@each("text", sms.load_texts(), id=lambda text: text.id, themes=looked_at)
def test_a_text_survives(gateway: Gateway, prove: Prover, text: sms.Text) -> None:
    """A text is read back as it was sent, or is refused where the documents allow it."""
    send_and_compare(gateway, prove, text)


def send_and_compare(gateway: Gateway, prove: Prover, text: sms.Text) -> None:
    """Send a text, and hold what is read of it, or how it is refused, against the documents."""
    draft = gateway.draft(text.text)
    reply = gateway.call(draft)
    if reply.refused and text.odd:
        with prove("text.odd-accepted-or-refused"):
            gateway.dialect.check_text_refused(reply)
        return
    if reply.refused and len(text.text) > LONGEST:
        prove.observe("text.survives", f"refuses {len(text.text)} characters")
        return
    if "send.accepted" in looked_at(text):
        with prove("send.accepted"):
            gateway.dialect.sent(reply, draft)
    [message] = gateway.dialect.sent(reply, draft)
    view = gateway.look(message)
    with prove("text.odd-accepted-or-refused" if text.odd else "text.survives"):
        compare(gateway, text.text, view)
