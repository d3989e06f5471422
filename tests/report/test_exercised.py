"""Coverage: what of the contracts a run has exercised, and above all what it has not."""

from __future__ import annotations

from typing import Any

from conformance.catalogue import load
from conformance.report.coverage import coverage

HEADER: dict[str, Any] = {
    "target": {"url": "http://target.example/base"},
    "providers": [{"name": "clickatell", "features": ["balance"]}],
    "trials": {
        "clickatell": {
            "kept": ("sendMessage body/text minLength", True),
            "broken": ("sendMessage body/text minLength", False),
            "only kept": ("sendMessage body/to maxItems", True),
            "never sent": ("sendMessage body/to maxItems", False),
        }
    },
}


def exchange(case: str, method: str, path: str, status: int | None, body: str) -> dict[str, Any]:
    """An exchange as a journal has it, as far as coverage looks."""
    return {
        "provider": "clickatell",
        "case": case,
        "method": method,
        "url": f"http://target.example/base{path}?query=1",
        "status": status,
        "response_body": body,
    }


EXCHANGES = [
    exchange("kept", "POST", "/rest/message", 202, '{"data": {}}'),
    exchange("broken", "POST", "/rest/message", 400, '{"error": {"code": "101"}}'),
    exchange("only kept", "GET", "/rest/message/x", 200, '{"data": {"messageStatus": "004"}}'),
    exchange("only kept", "GET", "/rest/message/x", 404, "<error><code>161</code></error>"),
    exchange("only kept", "GET", "/rest/account/balance", None, ""),
]

(FOUND,) = coverage(HEADER, EXCHANGES, load())
OPERATIONS = {one["id"]: one for one in FOUND["operations"]}


def test_answers_are_counted_by_operation_and_status() -> None:
    """Below the target's base; a request without an answer is none."""
    assert OPERATIONS["sendMessage"]["answers"] == {"202": 1, "400": 1}
    assert OPERATIONS["getMessageStatus"]["answers"] == {"200": 1, "404": 1}
    assert OPERATIONS["getBalance"]["answers"] == {}


def test_what_was_not_seen_is_named() -> None:
    """A documented status, an error, a state; an operation that is not claimed is marked so."""
    assert "207" in OPERATIONS["sendMessage"]["unseen"]
    assert FOUND["errors"]["seen"] == ["101", "161"]
    assert "105" in FOUND["errors"]["unseen"]
    assert FOUND["states"]["seen"] == ["004"]
    assert OPERATIONS["getBalance"]["claimed"]
    assert not OPERATIONS["getCoverage"]["claimed"]


def test_a_constraint_counts_only_with_both_of_its_sides() -> None:
    """What was planned and never sent is no side."""
    assert FOUND["constraints"] == {
        "both": 1,
        "kept": ["sendMessage body/to maxItems"],
        "broken": [],
    }
