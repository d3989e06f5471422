"""What Dexatel answers to a create: an entry for every recipient, and what stands in it."""

from __future__ import annotations

from conformance import sms
from conformance.cases.dexatel import expect_accepted, from_template, member
from conformance.providers.dexatel import message_in
from conformance.run.declare import themes
from conformance.verdict import Prover, expect
from conformance.wire.gateway import Gateway

OTHERS = ("VIBER", "WHATSAPP")
"""The channels besides SMS; a target claims each as a feature of that name."""


@themes(
    "send.answers-201",
    "send.answer-wrapped",
    "send.entry-per-recipient",
    "send.members-given",
    "send.id-format",
    "send.sender-echoed",
    "send.channel-echoed",
    "send.state-given",
    "send.state-initial",
    "send.encoding-given",
    "send.segments-given",
    provider="dexatel",
)
def test_the_answer_of_a_create(gateway: Gateway, prove: Prover) -> None:
    """The answer has one complete message for every recipient."""
    draft = gateway.draft(to=gateway.several(3))

    reply = gateway.call(draft)

    expect("the status of the create", reply.status).is_between(200, 299)
    with prove("send.answers-201"):
        expect(f"the status of {reply.asked}", reply.status).equals(201)
    document = reply.document
    with prove("send.answer-wrapped"):
        expect(f"/data in the answer to {reply.asked}", member(document, "data")).is_a(list)
    messages = gateway.dialect.sent(reply, draft)
    for message in messages:
        with prove("send.members-given"):
            for name in ("id", "to", "from", "channel", "status"):
                expect(
                    f"the member {name} of an entry in the answer", message.details.get(name)
                ).differs_from(None)
    with prove("send.entry-per-recipient"):
        expect("how many messages three recipients get", len(messages)).equals(3)
    for message in messages:
        with prove("send.sender-echoed"):
            expect("the member from of an entry in the answer", message.details.get("from")).equals(
                draft.body["data"]["from"]
            )
        with prove("send.channel-echoed"):
            expect(
                "the member channel of an entry in the answer", message.details.get("channel")
            ).equals("SMS")
    prove.observe("send.state-initial", f"a new message is {messages[0].details.get('status')}")


@themes("send.sender-echoed", "send.channel-echoed", "read.agrees-with-send", provider="dexatel")
def test_a_message_reads_as_it_was_sent(gateway: Gateway, prove: Prover) -> None:
    """Sender, recipient and channel are those of the create, in its answer and in every read."""
    for channel in ("SMS", *(name for name in OTHERS if name.lower() in gateway.features)):
        draft = gateway.draft(to=gateway.several(2), channel=channel)
        reply = gateway.call(draft)
        if not reply.accepted and channel in OTHERS:
            continue  # whether a channel can be used is another case's question
        sender = draft.body["data"]["from"]
        for message in gateway.dialect.sent(reply, draft):
            with prove("send.sender-echoed"):
                expect("the sender in the answer", message.details.get("from")).equals(sender)
            with prove("send.channel-echoed"):
                expect("the channel in the answer", message.details.get("channel")).equals(channel)
            reading = gateway.read(message)
            shown = message_in(reading)
            recipient = sms.digits_of(gateway.dialect.view(reading).recipient)
            with prove("read.agrees-with-send"):
                expect("the sender that is read", shown.get("from")).equals(sender)
                expect("the recipient that is read", recipient).equals(message.recipient)
                expect("the channel that is read", shown.get("channel")).equals(channel)


@themes("send.template-as-content", provider="dexatel")
def test_a_template_is_content_enough(gateway: Gateway, prove: Prover) -> None:
    """A message can be made from a template and its variables, without a text."""
    reply = gateway.call(from_template(gateway))

    with prove("send.template-as-content"):
        expect_accepted(gateway, reply)
