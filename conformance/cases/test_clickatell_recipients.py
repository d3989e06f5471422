"""Clickatell's answers for one recipient and many, for good ones, bad ones and both."""

from __future__ import annotations

import itertools
from collections.abc import Callable

from conformance.cases.clickatell import (
    ON_ITS_WAY,
    accept_named,
    check_accepted,
    check_none_accepted,
    check_nothing_sent,
    named,
    own_id,
    told,
)
from conformance.errors import InconclusiveError
from conformance.providers import Reply
from conformance.providers.clickatell import entries
from conformance.run.declare import each, themes
from conformance.verdict import Prover, expect
from conformance.wire.gateway import Gateway

BAD: dict[str, Callable[[str], str]] = {
    "word": lambda _number: "recipient",
    "letter-inside": lambda number: f"{number[:6]}x{number[6:]}",
    "letter-first": lambda number: f"x{number}",
    "letter-last": lambda number: f"{number}x",
}
"""What letters make of a number. Dropping them leaves the number itself, or nothing."""

DIFFERENT = 50
"""How many numbers a send to hundreds of recipients repeats."""


@themes(
    "send.accepted",
    "send.recipient-echoed",
    "send.answer-wrapped",
    "send.entry-accepted",
    "send.entry-per-recipient",
    "send.id-not-empty",
    "send.id-format",
    "send.accepted-without-error",
    provider="clickatell",
)
@each("count", (1, 2, 5))
def test_an_entry_for_every_recipient(gateway: Gateway, prove: Prover, count: int) -> None:
    """The answer has an entry for each recipient, with an id and without an error."""
    to = gateway.several(count)

    reply = gateway.call(gateway.draft(to=to))

    with prove("send.accepted"):
        expect(f"the status of {reply.asked}", reply.status).equals(202)
    check_accepted(reply, "a plain send")
    with prove("send.entry-per-recipient"):
        expect("how many entries", len(entries(reply))).equals(count)
    with prove("send.recipient-echoed"):
        strangers = {str(entry.get("to")) for entry in entries(reply)} - {*to}
        expect("recipients that were not sent to", strangers).equals(set())


@themes(
    "error.recipient-invalid",
    "error.recipient-in-entry",
    "error.without-effect",
    "send.only-recipient-refused",
    "send.only-recipient-refused.status",
    "send.refused-entry.not-accepted",
    "send.refused-entry.without-id",
    "send.refused-entry.names-error",
    provider="clickatell",
)
@each("kind", BAD)
def test_an_only_recipient_that_is_no_number(gateway: Gateway, prove: Prover, kind: str) -> None:
    """A send to nobody but letters is refused, with the error in the recipient's entry."""
    accept_named(gateway)
    client_id = own_id()
    bad = BAD[kind](gateway.recipient)

    reply = gateway.call(named(gateway, client_id, to=[bad]))

    see_only_recipient_refused(prove, reply, gateway, bad, client_id)


def see_only_recipient_refused(
    prove: Prover, reply: Reply, gateway: Gateway, bad: str, client_id: str
) -> None:
    """Hold an answer against the refusal of a send whose only recipient is no number."""
    with prove("error.recipient-invalid"):
        expect(f"the errors of {bad!r}", gateway.dialect.codes(reply)).includes("105")
        made = gateway.dialect.created(reply)
        expect(f"the messages to {bad!r} that were made", made).equals([])
    entry, error = f"the error in the entry of {bad!r}", "/data/message/0/error"
    with prove("error.recipient-in-entry"):
        expect(entry, reply.get(error)).is_true("an error")
    with prove("send.only-recipient-refused"):
        expect(f"the status of a send to {bad!r}", reply.status).is_between(400, 499)
        expect(entry, reply.get(error)).is_true("an error")
    if reply.refused:
        with prove("send.only-recipient-refused.status"):
            expect(f"the status of a send to {bad!r}", reply.status).equals(400)
        with prove("error.without-effect"):
            check_nothing_sent(reply, gateway, client_id)


@themes(
    "error.recipient-invalid.any-place",
    "error.recipient-in-entry",
    "send.partly-refused",
    "send.partly-refused.entries",
    "send.partly-refused.rest-is-sent",
    "send.refused-entry.not-accepted",
    "send.refused-entry.without-id",
    "send.refused-entry.names-error",
    provider="clickatell",
)
@each("place", (0, 1, 2), id=lambda place: ("first", "amid", "last")[place])
def test_one_bad_recipient_among_good_ones(gateway: Gateway, prove: Prover, place: int) -> None:
    """Of several recipients the bad one is refused in its own entry, and the rest is sent."""
    to = [*reversed(gateway.several(2))]  # no order that sorting would give
    gateway.send_each(to=to)
    to.insert(place, BAD["letter-inside"](gateway.recipient))

    reply = gateway.call(gateway.draft(to=to))

    with prove("send.partly-refused"):
        expect(f"the status of {reply.asked}", reply.status).equals(207)
    with prove("send.partly-refused.entries"):
        expect("the recipients of the entries", [one.get("to") for one in entries(reply)]).equals(
            to
        )
    with prove("error.recipient-invalid.any-place"):
        expect("how many entries", len(entries(reply))).equals(len(to))
        code = reply.get(f"/data/message/{place}/error/code")
        expect("the error of the bad recipient's entry", code).is_in("105", 105)
    with prove("error.recipient-in-entry"):
        error = reply.get(f"/data/message/{place}/error")
        expect("the error of the bad recipient's entry", error).is_true("an error")
    with prove("send.partly-refused.rest-is-sent"):
        ids = [one["apiMessageId"] for one in entries(reply) if one.get("accepted") is True]
        expect("how many recipients are accepted", len(ids)).equals(2)
        for identifier in ids:
            state = gateway.look(str(identifier)).state
            expect("the message to a good recipient", state).is_in(*ON_ITS_WAY)


@themes(
    "send.all-refused",
    "send.refused-entry.not-accepted",
    "send.refused-entry.without-id",
    "send.refused-entry.names-error",
    provider="clickatell",
)
def test_several_recipients_and_none_is_a_number(gateway: Gateway, prove: Prover) -> None:
    """Where every one of several recipients is refused, each has its entry and nothing is sent."""
    gateway.send_each(to=gateway.several(2))
    to = [BAD["letter-first"](gateway.recipient), BAD["word"](gateway.recipient)]

    reply = gateway.call(gateway.draft(to=to))

    with prove("send.all-refused"):
        check_none_accepted(reply)
        expect("how many entries", len(entries(reply))).equals(2)


@themes("send.maximum-recipients-accepted", "error.recipients-too-many", provider="clickatell")
def test_as_many_recipients_as_there_may_be(gateway: Gateway, prove: Prover) -> None:
    """A send to 600 recipients is accepted, and one more is too many."""
    most = gateway.pack.limits["recipients"]
    numbers = itertools.cycle(gateway.recipients[:DIFFERENT])
    draft = gateway.draft("One", to=[*itertools.islice(numbers, most)])

    accept_named(gateway)

    reply = gateway.call(draft)

    made = len(entries(reply)) if reply.accepted else 0
    if 0 < made <= DIFFERENT:
        raise InconclusiveError("the target makes one message of a number that is named repeatedly")
    with prove("send.maximum-recipients-accepted"):
        expect("how many messages", len(gateway.dialect.sent(reply, draft))).equals(most)

    reply = gateway.call(draft.having(f"/to/{most}", gateway.recipient))

    with prove("error.recipients-too-many"):
        expect(f"the status of {reply.asked}", reply.status).is_between(400, 499)
        expect("the messages that were made", gateway.dialect.created(reply)).equals([])


@themes("send.duplicate-recipients", provider="clickatell")
def test_a_recipient_that_is_named_twice(gateway: Gateway, prove: Prover) -> None:
    """How many messages a number gets that is named twice is recorded."""
    reply = gateway.call(gateway.draft(to=[gateway.recipient] * 2))

    if reply.refused:
        prove.observe("send.duplicate-recipients", f"refused with {reply.status}")
        return
    ids = gateway.dialect.created(reply)
    prove.observe(
        "send.duplicate-recipients",
        f"{len(entries(reply))} entries with {len(set(ids))} different ids",
    )


@themes(provider="clickatell")
@each(
    "theme",
    ("error.recipients-no-array", "send.recipient-plus-prefix"),
    themes=lambda theme: [theme],
)
def test_other_ways_to_write_a_recipient(gateway: Gateway, prove: Prover, theme: str) -> None:
    """Whether a number is taken without an array, or with a plus, is recorded."""
    number = gateway.recipient
    to = number if theme == "error.recipients-no-array" else [f"+{number}"]

    reply = gateway.call(gateway.draft().having("/to", to))

    prove.observe(theme, told(reply, gateway))
