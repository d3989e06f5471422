"""Coverage: what of the contracts a run has exercised, and above all what it has not."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import made
import pytest
from jsonschema import Draft202012Validator

from conformance.catalogue import load
from conformance.catalogue.catalogue import schema_named
from conformance.contract import load as load_contract
from conformance.report.coverage import coverage, joined
from conformance.report.exercise import Exercise
from conformance.report.shares import folded, shares
from conformance.wire.exchange import Exchange

HEADER: dict[str, Any] = {
    "target": {"url": "http://target.example/base"},
    "providers": [
        {"name": "clickatell", "features": ["balance", "unicode", "xml"]},
        {"name": "dexatel", "features": []},
    ],
    "trials": {
        "clickatell": {
            "kept": ("sendMessage body/text minLength", True),
            "broken": ("sendMessage body/text minLength", False),
            "only kept": ("sendMessage body/to maxItems", True),
            "never sent": ("sendMessage body/to maxItems", False),
        }
    },
}
VERSIONED = (("X-Version", "1"), ("Content-Type", "application/json"))


def exchange(
    case: str,
    method: str,
    path: str,
    status: int | None,
    body: str = "",
    *,
    provider: str = "clickatell",
    sent: str = "",
    media_type: str = "application/json",
) -> Exchange:
    """An exchange, as far as coverage looks."""
    return made.exchange(
        provider=provider,
        case=case,
        method=method,
        url=f"http://target.example/base{path}",
        request_headers=VERSIONED,
        request_body=sent,
        status=status,
        response_headers=(("content-type", media_type),),
        response_body=body,
    )


def read(case: str, state: str, identifier: str = "X1") -> Exchange:
    """Clickatell's answer to a read of a message."""
    return exchange(
        case,
        "GET",
        f"/rest/message/{identifier}",
        200,
        json.dumps({"data": {"apiMessageId": identifier, "messageStatus": state}}),
    )


def shown(case: str, state: str) -> Exchange:
    """Dexatel's answer to a read of a message."""
    body = json.dumps({"id": "ab", "status": state, "text": "failed", "schedule": None})
    return exchange(case, "GET", "/v1/messages/ab", 200, body, provider="dexatel")


def deleted(case: str, status: int = 204) -> Exchange:
    """Dexatel's answer to a delete of the same message, asked for in the other letter case."""
    return exchange(case, "DELETE", "/v1/messages/AB", status, provider="dexatel")


EXCHANGES = [
    exchange(
        "kept",
        "POST",
        "/rest/message",
        202,
        '{"data": {"message": [{"accepted": true, "to": "1", "apiMessageId": null}]}}',
        sent='{"text": "x", "to": ["1"], "callback": 3, "unicode": 2}',
    ),
    exchange("broken", "POST", "/rest/message", 400, '{"error": {"code": "101"}}'),
    read("only kept", "004"),
    exchange(
        "only kept",
        "GET",
        "/rest/message/x",
        404,
        "<response><error><code>161</code></error></response>",
        media_type="application/xml",
    ),
    exchange("only kept", "GET", "/rest/account/balance", None),
    # What one message goes through, in one case; "x1" is the same as "X1".
    read("walk", "011"),
    read("walk", "011"),
    read("other walk", "003"),
    read("walk", "002", "x1"),
    read("walk", "004"),
    read("walk", "003", "another"),
    shown("cancel", "scheduled"),
    deleted("cancel"),
    shown("stranger", "sent"),
    deleted("stranger", 404),
    shown("stranger", "delivered"),
]

FOUND, OTHER = coverage(HEADER, EXCHANGES, load())
OPERATIONS = {one["id"]: one for one in FOUND["operations"]}


def test_answers_are_counted_by_operation_and_status() -> None:
    """Below the target's base; a request without an answer is none."""
    assert OPERATIONS["sendMessage"]["answers"] == {"202": 1, "400": 1}
    assert OPERATIONS["getMessageStatus"]["answers"] == {"200": 7, "404": 1}
    assert OPERATIONS["getBalance"]["answers"] == {}


def test_what_was_not_seen_is_named() -> None:
    """A documented status, an error; an operation that is not claimed is marked so."""
    assert "207" in OPERATIONS["sendMessage"]["unseen"]
    assert FOUND["errors"]["seen"] == ["101", "161"]
    assert "105" in FOUND["errors"]["unseen"]
    assert OPERATIONS["getBalance"]["claimed"]
    assert not OPERATIONS["getCoverage"]["claimed"]


def test_members_of_answers() -> None:
    """Through arrays and in XML, of answers with any status; one that is null was not seen."""
    sent = OPERATIONS["sendMessage"]["members"]
    status = OPERATIONS["getMessageStatus"]["members"]

    assert {"data.message[].to", "data.message[].accepted", "error.code"} <= set(sent["seen"])
    assert "data.message[].apiMessageId" in sent["unseen"]
    assert "error.code" in status["seen"]
    assert "data.charge" in status["unseen"]
    assert not set(sent["seen"]) & set(sent["unseen"])


def test_listed_values() -> None:
    """Of answers where they stand; of requests in body and headers; what is not listed is none."""
    accepted = OPERATIONS["sendMessage"]["response_values"]["data.message[].accepted"]
    asked = OPERATIONS["sendMessage"]["request_values"]

    assert accepted == {"seen": ["true"], "unseen": ["false"]}
    assert asked["header.x-version"] == {"seen": ["1"], "unseen": []}
    assert asked["body.unicode"]["seen"] == []
    assert asked["body.unicode"]["unseen"] == ["0", "1"]


def test_values_of_a_query() -> None:
    """A listed value of a parameter counts where it is sent, even if another one stands there."""
    header = {**HEADER, "providers": [{"name": "dexatel", "features": ["list"]}]}
    asked = [
        exchange("a", "GET", f"/v1/messages?filter%5Bdirection%5D={one}", 200, provider="dexatel")
        for one in ("MT", "up")
    ]
    (found,) = coverage(header, asked, load())
    listing = next(one for one in found["operations"] if one["id"] == "listMessages")

    assert listing["request_values"]["query.filter[direction]"] == {
        "seen": ["MT"],
        "unseen": ["MO"],
    }


def test_values_of_a_path() -> None:
    """They are read without their escapes."""
    operation = replace(
        load_contract("clickatell").operations["getMessageStatus"],
        parameters=({"in": "path", "name": "apiMessageId", "schema": {"enum": ["a b", "c"]}},),
    )
    exercise = Exercise(operation, frozenset())
    path = "/rest/message/a%20b"
    exercise.take(exchange("a", "GET", path, 404), path)

    assert exercise.as_json()["request_values"] == {
        "path.apiMessageId": {"seen": ["a b"], "unseen": ["c"]}
    }


def test_a_state_counts_only_as_the_state_of_a_message() -> None:
    """The text of a message may be a state's name, and errors have the same numbers."""
    assert FOUND["states"]["seen"] == ["002", "003", "004", "011"]
    assert OTHER["states"]["seen"] == ["delivered", "scheduled", "sent"]
    assert "failed" in OTHER["states"]["unseen"]


def test_transitions_are_of_one_message_in_one_case() -> None:
    """Staying is none; what the documents do not have as one step stands apart."""
    assert FOUND["transitions"]["seen"] == ["011 -> 002"]
    assert "011 -> 006" in FOUND["transitions"]["unseen"]
    assert FOUND["transitions"]["other"] == ["002 -> 004"]


def test_a_message_that_is_deleted_is_gone() -> None:
    """If the answer says so; a delete that is refused changes nothing."""
    assert OTHER["transitions"]["seen"] == ["scheduled -> gone", "sent -> delivered"]
    assert OTHER["transitions"]["other"] == []
    assert "gone" not in OTHER["states"]["seen"]


def test_a_constraint_counts_only_with_both_of_its_sides() -> None:
    """What was planned and never sent is no side."""
    assert FOUND["constraints"] == {
        "both": ["sendMessage body/text minLength"],
        "kept": ["sendMessage body/to maxItems"],
        "broken": [],
    }


def test_an_answer_that_cannot_be_read_has_no_members() -> None:
    """Nor has one of another type than documented; it was an answer all the same."""
    odd = [
        exchange("a", "GET", "/rest/message/x", 200, '{"data": '),
        exchange("a", "GET", "/rest/message/x", 200, "base64:/w=="),
        exchange("a", "GET", "/rest/message/x", 200, "<response/", media_type="application/xml"),
        exchange("a", "GET", "/rest/message/x", 200, "<other/>", media_type="application/xml"),
        exchange("a", "GET", "/rest/message/x", 200, '{"data": {}}', media_type="text/html"),
    ]
    found = coverage(HEADER, odd, load())[0]
    (one,) = [one for one in found["operations"] if one["answers"]]

    assert one["answers"] == {"200": 5}
    assert one["members"]["seen"] == []


@pytest.mark.parametrize("cut", range(3))
def test_shards_have_seen_what_the_whole_run_has(cut: int) -> None:
    """However the cases are shared out, and in whatever order the shards are named."""
    cases = sorted({one.case for one in EXCHANGES})
    first = set(cases[cut::3])
    parts = [
        coverage(HEADER, [one for one in EXCHANGES if (one.case in first) is mine], load())
        for mine in (True, False)
    ]

    assert joined(parts) == joined(reversed(parts)) == [FOUND, OTHER]
    assert parts[0] != [FOUND, OTHER] != parts[1]


def test_it_fits_the_schema() -> None:
    """Of records, which then need not be trusted to have it."""
    schema = schema_named("report")
    part = {**schema["properties"]["coverage"], "$defs": schema["$defs"]}
    validator = Draft202012Validator(part)

    assert list(validator.iter_errors([FOUND, OTHER])) == []
    assert list(validator.iter_errors([{**FOUND, "states": {"seen": []}}]))


def test_shares_are_of_what_is_claimed() -> None:
    """Their numbers are those of the lists; what a provider has nothing of is left out."""
    found = {one.what: one for one in shares(FOUND)}
    operations = found["operations"]

    assert (operations.part, operations.whole) == (2, 4)
    assert "getCoverage" not in operations.unseen[""]
    assert found["transitions of messages"].others == ["002 -> 004"]
    assert found["constraints of requests kept and broken"].left == 1
    assert all(one.part + one.left == one.whole > 0 for one in found.values())


def test_members_below_one_that_was_not_seen_are_only_counted() -> None:
    """A name that begins alike is another one."""
    paths = ["a", "a.b", "a.b.c", "ab", "d", "d[].e", "f.g"]

    assert folded(paths) == ["a and 2 below", "ab", "d and 1 below", "f.g"]
