"""What Dexatel refuses as a whole: bad lists of recipients, unreadable bodies, ids of nothing."""

from __future__ import annotations

import json

from conformance.cases.dexatel import (
    accepted,
    expect_code,
    expect_refusal,
    expect_status_told,
    listed_ids,
    quiet,
    read_back,
)
from conformance.run.declare import each, themes
from conformance.verdict import Prover, expect
from conformance.wire.gateway import Gateway

PLACES = {"first": 0, "middle": 1, "last": 2}


@themes("error.recipient-invalid.any-place", provider="dexatel")
@each("place", PLACES)
def test_one_bad_recipient_among_good_ones(gateway: Gateway, prove: Prover, place: str) -> None:
    """One recipient with letters refuses the whole create, wherever it stands."""
    draft = gateway.draft(to=gateway.several(3))
    accepted(gateway, draft)

    reply = gateway.call(draft.having(f"/data/to/{PLACES[place]}", "nobody"))

    with prove("error.recipient-invalid.any-place"):
        expect_refusal(gateway, reply, "1523")


@themes("send.refused-leaves-nothing", provider="dexatel", alone=True)
def test_one_bad_recipient_spoils_it_for_all(gateway: Gateway, prove: Prover) -> None:
    """A create that one bad recipient refuses makes no message for the good ones."""
    [recipient] = quiet(gateway)
    draft = gateway.draft(to=[recipient, gateway.recipient])
    accepted(gateway, draft)
    before = listed_ids(gateway, recipient)

    for place in (1, 0):
        faulty = draft.having("/data/to/0", recipient).having("/data/to/1", recipient)
        reply = gateway.call(faulty.having(f"/data/to/{place}", "nobody"))
        expect("the status of the create with a bad recipient", reply.status).is_between(400, 499)

    after = listed_ids(gateway, recipient)
    with prove("send.refused-leaves-nothing"):
        expect("new messages to the good recipient", after - before).equals(set())
        expect("messages to the good recipient that are gone", before - after).equals(set())


@themes("error.recipients-no-array", provider="dexatel")
def test_a_bare_string_of_recipients(gateway: Gateway, prove: Prover) -> None:
    """A recipient outside of an array is accepted, or refused as documented."""
    draft = gateway.draft()
    accepted(gateway, draft)

    reply = gateway.call(draft.having("/data/to", gateway.recipient))

    with prove("error.recipients-no-array"):
        if not reply.accepted:
            expect_refusal(gateway, reply, "1506", "1523")


@themes("error.body-malformed", "error.body-malformed.own-code", provider="dexatel")
@each("damage", ["cut-short", "words"])
def test_a_body_that_is_no_json(gateway: Gateway, prove: Prover, damage: str) -> None:
    """A body that does not parse is refused, best with the code for it."""
    draft = gateway.draft("No digits, lest something takes them for a number")
    accepted(gateway, draft)
    whole = json.dumps(draft.body).encode()

    reply = gateway.call(draft.raw(whole[:-2] if damage == "cut-short" else b"no JSON at all"))

    with prove("error.body-malformed"):
        expect(f"the status of {reply.asked}", reply.status).is_between(400, 499)
    with prove("error.body-malformed.own-code"):
        expect(f"the status of {reply.asked}", reply.status).equals(400)
        expect_code(gateway, reply, "1005")


@themes("error.data-missing", "error.data-missing.own-code", provider="dexatel")
def test_members_without_data_around_them(gateway: Gateway, prove: Prover) -> None:
    """A body whose members stand outside of `data` is refused, best with the code for it."""
    draft = gateway.draft()
    accepted(gateway, draft)

    reply = gateway.call(draft.having("", draft.body["data"]))

    with prove("error.data-missing"):
        expect(f"the status of {reply.asked}", reply.status).is_between(400, 499)
    with prove("error.data-missing.own-code"):
        expect(f"the status of {reply.asked}", reply.status).equals(400)
        expect_code(gateway, reply, "1007")


@themes(
    "error.message-unknown",
    "error.message-unknown.status",
    "error.status-agrees",
    "cancel.unknown.refused",
    provider="dexatel",
)
def test_an_id_that_no_message_has(gateway: Gateway, prove: Prover) -> None:
    """A well-formed id of nothing is not found, neither for reading nor for deleting."""
    read_back(gateway, gateway.send())
    unknown = gateway.unknown_id()

    reading = gateway.read(unknown)
    with prove("error.message-unknown"):
        expect_refusal(gateway, reading, "1501", of="the read")
    with prove("error.message-unknown.status"):
        expect("the status of the read", reading.status).equals(404)
    with prove("error.status-agrees"):
        expect_status_told(reading)

    deleting = gateway.cancel(unknown)
    with prove("cancel.unknown.refused"):
        expect_refusal(gateway, deleting, "1501", of="the delete")
    with prove("error.message-unknown.status"):
        expect("the status of the delete", deleting.status).equals(404)


@themes(
    "error.message-id-malformed",
    "error.message-id-malformed.status",
    "cancel.malformed.refused",
    "http.caller-fault-is-4xx",
    provider="dexatel",
)
def test_what_is_no_id(gateway: Gateway, prove: Prover) -> None:
    """What is plainly no UUID is refused as such, for reading and for deleting."""
    malformed = gateway.invented("not-a-uuid")

    reading = gateway.read(malformed)
    with prove("error.message-id-malformed"):
        expect_refusal(gateway, reading, "1502", of="the read")

    deleting = gateway.cancel(malformed)
    with prove("cancel.malformed.refused"):
        expect_refusal(gateway, deleting, "1502", of="the delete")

    for verb, reply in {"read": reading, "delete": deleting}.items():
        with prove("error.message-id-malformed.status"):
            expect(f"the status of the {verb}", reply.status).equals(400)
        with prove("http.caller-fault-is-4xx"):
            expect(f"the status of the {verb}", reply.status).is_between(400, 499)
