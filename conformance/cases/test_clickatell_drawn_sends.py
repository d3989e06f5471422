"""Sends to Clickatell that nobody has written down, and what has to hold for each of them."""

from __future__ import annotations

import itertools
import random
from collections.abc import Mapping, Sequence
from typing import Any

from conformance import sms
from conformance.cases.clickatell import (
    ON_ITS_WAY,
    accept_named,
    check_accepted,
    check_none_accepted,
    check_refused,
    named,
    own_id,
    see_refused,
    speaking,
    told,
)
from conformance.cases.drawn import wanted
from conformance.cases.test_clickatell_charges import charge
from conformance.cases.test_clickatell_options import VALUES
from conformance.cases.test_clickatell_recipients import DIFFERENT, see_only_recipient_refused
from conformance.cases.test_clickatell_segments import see_too_long
from conformance.cases.test_clickatell_xml import fates
from conformance.contract import media
from conformance.errors import BlockedError, InconclusiveError, UnsupportedError
from conformance.generate import layouts, sends
from conformance.generate.scripts import LETTERS
from conformance.generate.texts import ALPHABETS
from conformance.providers import Draft, Reply
from conformance.providers.clickatell import MOST_PARTS, entries, in_xml
from conformance.run.declare import generated
from conformance.shown import shown
from conformance.verdict import Prover, expect
from conformance.wire.gateway import Gateway

MOST_GOOD, MOST_BAD = 5, 3
"""Recipients of a drawn send at most."""

MARKUP = "&<>\"'é"
"""Characters that XML writes in another way than JSON."""


def known(gateway: Gateway, count: int) -> Sequence[str]:
    """The numbers that recipients are drawn from, at least so many.

    Raises:
        UnsupportedError: when the allow-list has fewer.
    """
    if len(gateway.recipients) < count:
        raise UnsupportedError(f"the allow-list has fewer than {count} recipients to draw from")
    return gateway.recipients[:DIFFERENT]


def up_to(draw: random.Random, most: int, numbers: Sequence[str], taken: int = 0) -> int:
    """How many recipients: two at least, and no more than there are numbers for."""
    return draw.randint(2, max(2, min(most, len(numbers) - taken)))


@generated(
    "send.accepted",
    "send.entry-per-recipient",
    "send.recipient-echoed",
    "send.recipient-order",
    "send.one-id-per-recipient",
    "send.equal-sends-differ",
    provider="clickatell",
)
def test_whoever_is_sent_to(gateway: Gateway, prove: Prover) -> None:
    """Whoever is sent to has an entry in his place and a message of his own, each time."""
    draw = sends.dice(gateway.seed, "recipients")
    numbers = known(gateway, 2)
    for _ in range(wanted(gateway, 2)):
        crowd = sends.crowd(draw, numbers, up_to(draw, MOST_GOOD, numbers), 0)
        draft = gateway.draft(to=crowd.to)
        earlier: set[str] = set()
        for _ in range(2):
            reply = gateway.call(draft)
            with prove("send.accepted"):
                expect(f"the status of a send to {crowd.told}", reply.status).equals(202)
            check_accepted(reply, f"a send to {crowd.told}")
            echoed = [str(entry.get("to")) for entry in entries(reply)]
            with prove("send.entry-per-recipient"):
                expect(f"how many entries {crowd.told} have", len(echoed)).equals(len(crowd.to))
            with prove("send.recipient-echoed"):
                strangers = {*echoed} - {*crowd.to}
                expect("recipients that were not sent to", strangers).equals(set())
            with prove("send.recipient-order"):
                digits = [sms.digits_of(one) for one in echoed]
                expect("the order of recipients in the answer", digits).equals([*crowd.to])
            ids = {message.id for message in gateway.dialect.sent(reply, draft)}
            with prove("send.one-id-per-recipient"):
                expect(f"how many different ids {crowd.told} get", len(ids)).equals(len(crowd.to))
            with prove("send.equal-sends-differ"):
                expect("ids that an equal send had before", ids & earlier).equals(set())
            earlier = ids


@generated(
    "send.partly-refused",
    "send.partly-refused.entries",
    "send.partly-refused.rest-is-sent",
    "send.all-refused",
    "error.recipient-invalid.any-place",
    "error.recipient-in-entry",
    provider="clickatell",
)
def test_bad_recipients_wherever_they_stand(gateway: Gateway, prove: Prover) -> None:
    """Of several recipients the bad ones are refused in their entries, and the rest is sent."""
    draw = sends.dice(gateway.seed, "bad recipients")
    numbers = known(gateway, 3)
    for _ in range(wanted(gateway, 2)):
        bad = draw.randint(1, min(MOST_BAD, len(numbers) - 2))
        crowd = sends.crowd(draw, numbers, up_to(draw, MOST_GOOD, numbers, bad), bad)
        good = [one for place, one in enumerate(crowd.to) if place not in crowd.bad]
        gateway.send_each(to=good)
        partly(gateway, prove, crowd)
        nobody = sends.crowd(draw, numbers, 0, up_to(draw, MOST_BAD, numbers))
        reply = gateway.call(gateway.draft(to=nobody.to))
        with prove("send.all-refused"):
            check_none_accepted(reply)
            expect(f"how many entries {nobody.told} have", len(entries(reply))).equals(
                len(nobody.to)
            )


def partly(gateway: Gateway, prove: Prover, crowd: sends.Crowd) -> None:
    """Send to good recipients and bad ones, and look at the entry of each."""
    reply = gateway.call(gateway.draft(to=crowd.to))
    with prove("send.partly-refused"):
        expect(f"the status of a send to {crowd.told}", reply.status).equals(207)
    with prove("send.partly-refused.entries"):
        named = [entry.get("to") for entry in entries(reply)]
        expect("the recipients of the entries", named).equals([*crowd.to])
    with prove("error.recipient-invalid.any-place"):
        expect(f"how many entries {crowd.told} have", len(entries(reply))).equals(len(crowd.to))
        for place in crowd.bad:
            code = reply.get(f"/data/message/{place}/error/code")
            expect(f"the error of {crowd.to[place]!r} among {crowd.told}", code).is_in("105", 105)
    with prove("error.recipient-in-entry"):
        for place in crowd.bad:
            error = reply.get(f"/data/message/{place}/error")
            expect(f"the error in the entry of {crowd.to[place]!r}", error).is_true("an error")
    with prove("send.partly-refused.rest-is-sent"):
        ids = [one["apiMessageId"] for one in entries(reply) if one.get("accepted") is True]
        expect(f"how many of {crowd.told} are accepted", len(ids)).equals(
            len(crowd.to) - len(crowd.bad)
        )
        for identifier in ids:
            state = gateway.look(str(identifier)).state
            expect("the message to a good recipient", state).is_in(*ON_ITS_WAY)


@generated(
    "error.recipient-invalid",
    "error.recipient-in-entry",
    "error.without-effect",
    "send.only-recipient-refused",
    "send.only-recipient-refused.status",
    provider="clickatell",
)
def test_an_only_recipient_with_a_letter_anywhere(gateway: Gateway, prove: Prover) -> None:
    """An only recipient with a letter anywhere is refused in its entry, and nothing is sent."""
    draw = sends.dice(gateway.seed, "an only recipient")
    accept_named(gateway)
    for _ in range(wanted(gateway, 2)):
        bad = sends.spoilt(draw, draw.choice(known(gateway, 1)))
        client_id = own_id()
        reply = gateway.call(named(gateway, client_id, to=[bad]))
        see_only_recipient_refused(prove, reply, gateway, bad, client_id)


@generated(
    "send.maximum-recipients-accepted",
    "error.recipients-too-many",
    provider="clickatell",
)
def test_hundreds_of_recipients(gateway: Gateway, prove: Prover) -> None:
    """A send to any number of recipients up to 600 is accepted, and none beyond is."""
    wanted(gateway, 2)
    if gateway.live:
        raise UnsupportedError("hundreds of messages cost somebody money")
    draw = sends.dice(gateway.seed, "hundreds")
    most = gateway.pack.limits["recipients"]
    count = draw.randint(most // 2, most)
    numbers = known(gateway, 1)
    draft = gateway.draft("One", to=[*itertools.islice(itertools.cycle(numbers), count)])

    reply = gateway.call(draft)

    made = len(entries(reply)) if reply.accepted else 0
    if 0 < made <= len(numbers):
        raise InconclusiveError("the target makes one message of a number that is named repeatedly")
    with prove("send.maximum-recipients-accepted"):
        made = len(gateway.dialect.sent(reply, draft))
        expect(f"how many messages {count} recipients get", made).equals(count)
    check_accepted(reply, f"a send to {count} recipients")

    beyond = draw.randint(most + 1, most + most // 6)
    to = [*itertools.islice(itertools.cycle(numbers), beyond)]
    reply = gateway.call(gateway.draft("One", to=to))

    with prove("error.recipients-too-many"):
        expect(f"the status of a send to {beyond} recipients", reply.status).is_between(400, 499)
        expect("the messages that were made", gateway.dialect.created(reply)).equals([])


Outcome = tuple[int, list[str], list[tuple[str, object]]]


def outcome(gateway: Gateway, reply: Reply) -> Outcome:
    """What became of a send: its status, its errors, and who was accepted if anybody was."""
    accepted = fates(reply) if reply.accepted else []
    return reply.status, sorted(gateway.dialect.codes(reply)), accepted


def drawn_sends(gateway: Gateway, draw: random.Random) -> list[Draft]:
    """A send that is to be accepted, a partly refused one and one that is refused."""
    numbers = known(gateway, 3)
    full = sends.filling(draw, LETTERS + MARKUP, parts := draw.randint(1, 3))
    most: dict[str, Any] = {"maxMessageParts": parts} if "concat" in gateway.features else {}
    if not most:
        full = full[: len(MARKUP)]
    some = [sends.crowd(draw, numbers, 2, bad).to for bad in (0, 1)]
    return [
        gateway.draft(full, to=some[0], **most),
        gateway.draft(MARKUP, to=some[1]),
        gateway.draft(f"{full}{draw.choice(MARKUP)}", to=some[0][:1], **most)
        if most
        else gateway.draft(to=[sends.spoilt(draw, numbers[0])]),
    ]


@generated(
    "json.layout-free",
    "xml.send.request",
    "xml.send.layout-free",
    "xml.send.shape",
    "xml.error.shape",
    provider="clickatell",
)
def test_a_send_however_it_is_written(gateway: Gateway, prove: Prover) -> None:
    """A send means the same in JSON and XML, in any layout, and so do its answers."""
    wanted(gateway, 2)
    draw = sends.dice(gateway.seed, "layouts")
    for draft in drawn_sends(gateway, draw)[: 1 if gateway.live else None]:
        plain = gateway.call(draft)
        expected = outcome(gateway, plain)
        content = layouts.laid_out_json(draw, draft.body)
        with prove("json.layout-free"):
            got = outcome(gateway, gateway.call(draft.raw(content)))
            expect(f"what becomes of {shown(content.decode())}", got).equals(expected)
        if "xml" in gateway.features:
            in_xml_too(gateway, prove, draft, expected, draw)


def in_xml_too(
    gateway: Gateway, prove: Prover, draft: Draft, expected: Outcome, draw: random.Random
) -> None:
    """Send in XML what has been sent in JSON, and ask for the answer in XML."""
    documented = gateway.contract.operations["sendMessage"].response(expected[0])
    if documented is None:
        raise BlockedError(f"the answer in JSON has the undocumented status {expected[0]}")
    about = shown(draft.body["text"])
    with prove("xml.send.request"):
        got = outcome(gateway, gateway.call(in_xml(draft)))
        expect(f"what becomes of {about} in XML", got).equals(expected)
    content = layouts.laid_out_xml(draw, draft.body)
    with prove("xml.send.layout-free"):
        got = outcome(gateway, gateway.call(in_xml(draft).raw(content)))
        expect(f"what becomes of {shown(content.decode())}", got).equals(expected)
    answer = gateway.call(draft.asking(media.XML))
    refused = 400 <= expected[0] < 500
    with prove("xml.error.shape" if refused else "xml.send.shape"):
        expect(f"the media type of the answer to {about}", answer.media_type).equals(media.XML)
        expect(f"what the answer to {about} says", outcome(gateway, answer)).equals(expected)


@generated("send.query-ignored", provider="clickatell")
def test_whatever_stands_in_the_query(gateway: Gateway, prove: Prover) -> None:
    """Fields beside a complete body say nothing, whichever they are."""
    draw = sends.dice(gateway.seed, "query")
    numbers = known(gateway, 2)
    for _ in range(wanted(gateway, 2)):
        first, second = sends.crowd(draw, numbers, 2, 0).to
        others = {"text": "", "unicode": "1", "maxMessageParts": "0", "clientMessageId": "a b"}
        beside = {name: others[name] for name in draw.sample(sorted(others), 2)} | {"to": second}
        gateway.send_each(to=[first])

        draft = gateway.draft(to=[first])
        reply = gateway.call(draft.querying(**beside))

        with prove("send.query-ignored"):
            check_accepted(reply, f"a send beside {shown(beside)}")
            [message] = gateway.dialect.sent(reply, draft)
            expect("the recipient that the answer names", message.echoed).equals(first)


@generated(*VALUES, "send.flags-as-text", provider="clickatell")
def test_options_together(gateway: Gateway, prove: Prover) -> None:
    """A send is accepted with any documented values of all its options, also written as text."""
    wanted(gateway, 2)
    draw = sends.dice(gateway.seed, "options")
    values: dict[str, Sequence[int]] = dict(VALUES.values())
    values["validityPeriod"] = [draw.randint(60, 1440) for _ in range(3)]
    if "concat" in gateway.features:
        values["maxMessageParts"] = draw.sample(range(1, MOST_PARTS + 1), 3)
    themes_of = {name: theme for theme, (name, _) in VALUES.items()}
    for options in sends.together(draw, values)[: 1 if gateway.live else None]:
        refused = ones_refused(gateway, options)
        for name, theme in themes_of.items():
            with prove(theme):
                expect(f"a send with {name} {options[name]}", refused.get(name, "accepted")).equals(
                    "accepted"
                )
        taken = {name: str(value) for name, value in options.items() if name not in refused}
        with prove("send.flags-as-text"):
            expect("refused as text", ones_refused(gateway, taken)).equals({})


def ones_refused(gateway: Gateway, options: Mapping[str, object]) -> dict[str, str]:
    """The options that are refused by themselves, if not all of them are accepted together."""
    draft = gateway.draft()
    for name, value in options.items():
        draft = draft.having(f"/{name}", value)
    if gateway.call(draft).accepted:
        return {}
    replies = {
        name: gateway.call(gateway.draft().having(f"/{name}", value))
        for name, value in options.items()
    }
    return {name: told(reply, gateway) for name, reply in replies.items() if not reply.accepted}


@generated(
    "send.option.sender",
    "error.sender-malformed",
    "error.sender-unknown",
    provider="clickatell",
)
def test_senders_of_any_name(gateway: Gateway, prove: Prover) -> None:
    """A registered sender is accepted, and neither anybody else nor what cannot be a sender is."""
    sender = gateway.account.get("sender")
    if not sender:
        raise UnsupportedError("no sender is registered with the account (CLICKATELL_SENDER)")
    draw = sends.dice(gateway.seed, "senders")
    for _ in range(wanted(gateway, 2)):
        reply = gateway.call(gateway.draft().having("/from", sender))
        with prove("send.option.sender"):
            check_accepted(reply, "a send with a registered sender")
        check_accepted(reply, "a send with a registered sender")
        for theme, name in {
            "error.sender-malformed": "".join(draw.choices("!?", k=draw.randint(12, 20))),
            "error.sender-unknown": sends.word(draw, draw.randint(8, 11)),
        }.items():
            reply = gateway.call(gateway.draft().having("/from", name))
            with prove(theme):
                check_refused(reply, gateway, "106", "123", of=f"a send from {name!r}")


@generated(
    "unicode.hex-any-case",
    "error.unicode-data.odd-length",
    "error.unicode-data.not-hex",
    "error.unicode-data.status",
    provider="clickatell",
    feature="unicode",
)
def test_hexadecimal_and_what_is_almost_so(gateway: Gateway, prove: Prover) -> None:
    """Any text in hexadecimal is accepted in small letters too, and nothing that is almost one."""
    draw = sends.dice(gateway.seed, "hexadecimal")
    for _ in range(wanted(gateway, 2)):
        pool = draw.choice([*ALPHABETS.values()]).replace(" ", "")
        text = "".join(draw.choices(pool, k=draw.randint(2, 30))) + "жÿ"
        draft = gateway.draft(text, unicode=1)
        digits = draft.body["text"]
        check_accepted(gateway.call(draft), f"a send of {digits}")
        small = gateway.call(draft.having("/text", digits.lower()))
        with prove("unicode.hex-any-case"):
            check_accepted(small, f"a send of {digits.lower()}")
        for theme, bad in {
            "error.unicode-data.odd-length": sends.odd_digits(draw, digits),
            "error.unicode-data.not-hex": sends.no_digits(draw, digits),
        }.items():
            reply = gateway.call(draft.having("/text", bad))
            status = "error.unicode-data.status"
            see_refused(prove, reply, gateway, theme, status, "116", of=f"a send of {bad}")


@generated(
    "segments.maximum-accepted",
    "error.too-many-parts",
    "error.too-many-parts.status",
    provider="clickatell",
    feature="concat",
)
def test_a_text_of_any_length_and_its_limit(gateway: Gateway, prove: Prover) -> None:
    """A text is accepted in just as many parts as it takes, and refused wherever fewer may be."""
    draw = sends.dice(gateway.seed, "limits")
    for _ in range(wanted(gateway, 2)):
        text = sends.filling(draw, LETTERS, parts := draw.randint(2, MOST_PARTS))
        text = text[: len(text) - draw.randrange(100)]
        reply = gateway.call(gateway.draft(text, maxMessageParts=parts))
        with prove("segments.maximum-accepted"):
            check_accepted(reply, f"a send of {len(text)} letters in {parts} parts")
        check_accepted(reply, f"a send of {len(text)} letters in {parts} parts")

        most = draw.randint(1, parts - 1)
        about = f"{len(text)} letters in {most} parts"
        reply = gateway.call(gateway.draft(text, maxMessageParts=most))

        see_too_long(prove, reply, gateway, about)


@generated(
    "error.body-malformed",
    "error.body-malformed.status",
    "error.xml-malformed",
    provider="clickatell",
)
def test_a_body_that_ends_anywhere(gateway: Gateway, prove: Prover) -> None:
    """A send that ends before its end, or has an element that does not, is refused as malformed."""
    draw = sends.dice(gateway.seed, "ends")
    drafts = {"error.body-malformed": (gateway.draft(), layouts.cut_off)}
    if "xml" in gateway.features:
        drafts["error.xml-malformed"] = (in_xml(gateway.draft()), layouts.left_open)
    for theme, (draft, broken) in drafts.items():
        check_accepted(gateway.call(draft), f"a whole send in {draft.media_type}")
        schema = gateway.contract.operations["sendMessage"].requests[draft.media_type]
        whole = media.write(draft.body, draft.media_type, schema)
        for _ in range(wanted(gateway, 2)):
            content = broken(draw, whole)
            reply = gateway.call(draft.raw(content))
            status, of = "error.body-malformed.status", shown(content.decode())
            see_refused(prove, reply, gateway, theme, status, "100", of=of)


@generated(
    "charge.grows-with-parts",
    "charge.parts-times-price",
    "charge.at-least-minimum",
    alone=True,
    provider="clickatell",
    feature="concat",
)
def test_what_texts_of_any_length_cost(gateway: Gateway, prove: Prover) -> None:
    """Texts of one, two and three parts cost more and more, in proportion, whatever they say."""
    wanted(gateway, 2)
    draw = sends.dice(gateway.seed, "charges")
    drawn = [sends.filling(draw, LETTERS, parts) for parts in (1, 2, 3)]
    drawn = [text[: len(text) - draw.randrange(100)] for text in drawn]
    to = draw.choice(known(gateway, 1))
    messages = [gateway.send_each(text, to=[to])[0] for text in drawn]
    lengths = ", ".join(str(len(text)) for text in drawn)
    charges = [charge(gateway, message) for message in messages]

    with prove("charge.grows-with-parts"):
        expect(f"the charges of {lengths} letters", charges).differs_from([charges[0]] * 3)
    with prove("charge.parts-times-price"):
        expect(f"the charge of {len(drawn[1])} letters in 2 parts", round(charges[1], 4)).equals(
            round(2 * charges[0], 4)
        )
    if "coverage" in gateway.features:
        least = gateway.call(speaking(gateway).coverage(to)).at("/data/minimumCharge")
        expect("the lowest charge", least).is_a(int, float)
        with prove("charge.at-least-minimum"):
            expect(f"the charge of {len(drawn[0])} letters", charges[0]).is_between(
                least, float("inf")
            )
