"""Drawn messages of 2sms: what a send tells, what a view shows and how often, what updates do."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

from conformance.cases.drawn import wanted
from conformance.cases.numbers import decimal
from conformance.cases.test_twosms_sends import GUID, sending_faultily
from conformance.cases.twosms import (
    apart,
    appear,
    done,
    expect_expired,
    expect_live,
    expect_refusal,
    expect_success,
    expect_unchanged,
    expiring,
    off_live,
    plain,
    searching,
    sent_live,
    standard,
    unread,
    updating,
)
from conformance.contract.media import JSON, XML
from conformance.errors import UnsupportedError
from conformance.generate.decks import deal, drawing
from conformance.generate.priced import priced
from conformance.providers import Draft, State
from conformance.providers.twosms import MESSAGES, STANDARD, moment, refused, succeeded
from conformance.run.declare import generated
from conformance.verdict import Prover, expect
from conformance.wire.gateway import Gateway

DETAIL = "/ResponseData/Detail"
PRICED = 6


def options(draw: random.Random, gateway: Gateway) -> dict[str, Any]:
    """Options that leave a message to be looked at."""
    found = {
        "Reference": gateway.text("ref"),
        "Reads": draw.randrange(5, 50),
        "ExpiryDate": moment(gateway.clock.now() + timedelta(days=draw.randrange(1, 30))),
    }
    return {name: found[name] for name in draw.sample([*found], draw.randrange(len(found) + 1))}


@generated(
    "envelope.success-code",
    "send.accepted",
    "send.equal-sends-differ",
    "send.id-format",
    "send.id.standard-not-empty",
    provider="twosms",
)
def test_any_send(gateway: Gateway, prove: Prover) -> None:
    """Whatever is sent makes a message with an id of its own, and is told to have succeeded."""
    draw = drawing(gateway.seed, "sends")
    for _ in range(wanted(gateway, 2)):
        most = 1 if gateway.live else min(4, len(gateway.recipients))
        to = draw.sample(gateway.recipients[:most], draw.randint(1, most))
        draft = gateway.draft(to=to, **options(draw, gateway))
        replies = [gateway.call(draft), gateway.call(draft)]
        for reply in replies:
            with prove("send.accepted"):
                expect(f"the status of {reply.asked}", reply.status).equals(200)
                reply.at(f"{DETAIL}/MessageID")
            if gateway.dialect.created(reply):
                with prove("envelope.success-code"):
                    expect_success(reply)
                with prove("send.id-format"):
                    expect("MessageID", reply.at(f"{DETAIL}/MessageID")).matches(GUID)
        ids = [plain(one) for reply in replies for one in gateway.dialect.created(reply)]
        with prove("send.equal-sends-differ"):
            expect("how many ids two equal sends have", len({*ids})).equals(len(ids))
        reply = done(gateway, gateway.draft(to=to, Type=STANDARD))
        with prove("send.id.standard-not-empty"):
            expect("MessageID", reply.at(f"{DETAIL}/MessageID")).matches(".+")


@generated("send.refused-leaves-nothing", provider="twosms", alone=True)
def test_any_refused_send(gateway: Gateway, prove: Prover) -> None:
    """A send to several that is refused leaves nothing with any of them."""
    off_live(gateway)
    draw = drawing(gateway.seed, "refused sends")
    lacking = deal(draw, ("Options", "Type"))
    for _ in range(min(3, wanted(gateway, 1))):
        number, *others = dict.fromkeys([*apart(gateway), *gateway.several(2)])
        to = [number, *draw.sample(others, draw.randint(1, len(others)))]
        member = next(lacking)
        draft = gateway.draft(to=to, **options(draw, gateway)).without(f"/{member}")
        reply, made = sending_faultily(gateway, draft)
        if not refused(reply):
            raise UnsupportedError(f"a send without {member} is not refused")
        with prove("send.refused-leaves-nothing"):
            expect(f"how many messages came of a send without {member}", made).equals(0)


@generated(
    "segments.gsm7.single",
    "segments.provider-part-length",
    provider="twosms",
    feature="standardmessages",
)
def test_any_standard_text(gateway: Gateway, prove: Prover) -> None:
    """A text of so many characters takes the parts that the provider prices."""
    limits = gateway.pack.limits
    single, part = limits["single_part_characters"], limits["part_characters"]
    for text, parts in priced(gateway.seed, wanted(gateway, PRICED), int(single), int(part)):
        reply = done(gateway, standard(gateway, text))
        with prove("segments.gsm7.single" if parts == 1 else "segments.provider-part-length"):
            what = f"NoOfSMS of {len(text)} characters of the basic alphabet"
            number = decimal(what, reply.at(f"{DETAIL}/NoOfSMS"))
            expect(what, float(number)).equals(parts)


@generated(
    "error.message-unknown",
    "view.contact-required",
    "view.names-message",
    "view.past-expiry-hidden",
    "view.read-out-hidden",
    provider="twosms",
    feature="view",
    alone=True,
)
def test_any_view(gateway: Gateway, prove: Prover) -> None:
    """A message is shown to whoever it is for, until its reads or its time are over."""
    draw = drawing(gateway.seed, "views")
    for _ in range(wanted(gateway, 2)):
        reads = draw.randrange(2, 6)
        message = gateway.send(Reads=reads)
        appear(gateway, message)
        nobody = gateway.call(Draft("GET", f"{MESSAGES}/{message.id}", "viewMessage"))
        with prove("view.contact-required"):
            expect("what is shown to nobody", gateway.dialect.view(nobody).state).equals(State.GONE)
        for look in range(2, reads + 1):
            reply = gateway.read(message)
            of = f"of look {look} at a message with {reads} reads"
            expect(f"the text {of}", gateway.dialect.view(reply).text).equals(message.text)
            with prove("view.names-message"):
                named = reply.at(f"{DETAIL}/MessageId")
                expect(f"MessageId {of}", plain(named)).equals(plain(message.id))
        with prove("view.read-out-hidden"):
            what = f"what look {reads + 1} shows of a message with {reads} reads"
            expect(what, gateway.look(message).text).equals(None)
        with prove("error.message-unknown"):
            expect_refusal(gateway.read(gateway.unknown_id()))
    end = gateway.soon(draw.randrange(4))
    ending = sent_live(gateway, ExpiryDate=moment(end))
    gateway.reach(end)
    with prove("view.past-expiry-hidden"):
        expect("what is shown after the ExpiryDate", gateway.look(ending).text).equals(None)


@generated(
    "error.message-unknown",
    "isolation.others-untouched",
    "update.accepted",
    "update.content-shown",
    "update.does-not-revive",
    "update.expired-refused",
    provider="twosms",
)
def test_any_update(gateway: Gateway, prove: Prover) -> None:
    """New content is shown until the message is expired, which no update undoes."""
    draw = drawing(gateway.seed, "updates")
    for _ in range(wanted(gateway, 2)):
        other = sent_live(gateway)
        with prove("update.accepted"):
            expect_success(gateway.call(updating(other.id)))
        message = unread(gateway)
        text = gateway.text(draw.choice(("Changed", "Postponed to noon", "Another place")))
        reply = gateway.call(updating(message.id, Content=text))
        with prove("update.accepted"):
            expect_success(reply)
        if succeeded(reply):
            with prove("isolation.others-untouched"):
                expect_unchanged(gateway, other, "a message that was not updated")
            if "view" in gateway.features:
                with prove("update.content-shown"):
                    expect("the text after an update", gateway.look(message).text).equals(text)
        with prove("error.message-unknown"):
            expect_refusal(gateway.call(updating(gateway.unknown_id(), Content=text)))
        done(gateway, expiring(message.id))
        for change in draw.sample(({}, {"Content": gateway.text()}), 2):
            if change and not succeeded(reply):
                continue  # what is not accepted of a live message tells nothing of an expired one
            late = gateway.call(updating(message.id, **change))
            about = "with new content" if change else "that changes nothing"
            with prove("update.expired-refused"):
                expect_refusal(late)
            with prove("update.does-not-revive"):
                expect_expired(gateway, message, f"an expired message after an update {about}")


@generated(
    "expire.default.spares-live",
    "expire.default.spares-partly-read",
    "expire.empty-body.spares-live",
    provider="twosms",
    alone=True,
)
def test_any_body_that_names_nothing(gateway: Gateway, prove: Prover) -> None:
    """A live message is spared by whatever names nothing, in any media type."""
    off_live(gateway)
    draw = drawing(gateway.seed, "nothing")
    types = deal(draw, (JSON, "text/json", XML, "text/xml"))
    several = "view" in gateway.features and len(gateway.recipients) > 1
    for _ in range(wanted(gateway, 1)):
        live = sent_live(gateway, **options(draw, gateway))
        reads = draw.randrange(3, 6)
        partly = gateway.send_each(to=gateway.several(2), Reads=reads) if several else []
        if partly:
            appear(gateway, partly[0])
            for _ in range(reads - 1):
                gateway.look(partly[0])
        for media_type in (next(types), next(types)):
            gateway.call(searching().written_in(media_type))
            with prove("expire.default.spares-live"):
                expect_live(gateway, live, f"a live message after an empty {media_type} object")
            if partly:
                with prove("expire.default.spares-partly-read"):
                    what = f"a message that one of two has read {reads} times"
                    expect_live(gateway, partly[1], what)
        media_type = next(types)
        gateway.call(searching().written_in(media_type).raw(b""))
        with prove("expire.empty-body.spares-live"):
            expect_live(gateway, live, f"a live message after no body of type {media_type}")
