"""The outline of a schema: what it documents, and what of it a value has."""

from __future__ import annotations

from typing import Any

from conformance.contract.outline import Sighting, outline

MESSAGE: dict[str, Any] = {
    "allOf": [
        {"properties": {"id": {"type": "string"}}},
        {"properties": {"to": {"type": "array", "items": {"type": "string"}}}},
    ],
    "properties": {
        "state": {"type": ["string", "null"], "enum": ["sent", "gone", None], "x-state": "id"},
        "picture": {
            "x-feature": "pictures",
            "properties": {"width": {"type": "integer"}},
        },
        "channel": {"enum": ["SMS", "VIBER"], "x-enumFeatures": {"VIBER": "viber"}},
        "anything": True,
    },
}
ANSWER: dict[str, Any] = {
    "oneOf": [
        {"properties": {"data": {"type": "array", "items": MESSAGE}}},
        {"properties": {"ok": {"const": False}}},
    ]
}


def paths(*features: str) -> set[str]:
    """Where something is documented, for a target with these features."""
    return {path for path, _ in outline(ANSWER, frozenset(features)).places()}


def seen(value: Any) -> Sighting:
    """What a value has."""
    sighting = Sighting()
    sighting.note(outline(ANSWER, frozenset()), value)
    return sighting


def test_every_part_of_a_composition_documents_members() -> None:
    """Of allOf, oneOf and below arrays; `true` as a schema is a member, too."""
    found = paths("pictures")

    assert found == {
        "ok",
        "data",
        "data[]",
        *(f"data[].{name}" for name in ("id", "to", "to[]", "state", "channel", "anything")),
        "data[].picture",
        "data[].picture.width",
    }


def test_what_is_not_claimed_is_not_documented() -> None:
    """Neither members nor values of a feature that the target lacks."""
    places = dict(outline(ANSWER, frozenset()).places())

    assert not any("picture" in path for path in paths())
    assert places["data[].channel"].names == {"SMS"}
    assert dict(outline(ANSWER, frozenset({"viber"})).places())["data[].channel"].names == {
        "SMS",
        "VIBER",
    }


def test_what_a_value_has() -> None:
    """Members that are not null, and listed values in their spelling; nothing undocumented."""
    found = seen(
        {
            "data": [{"id": "1", "state": None, "channel": "sms", "more": 1}, {"to": ["2"]}],
            "ok": False,
        }
    )

    assert found.members == {"data", "data[].id", "data[].channel", "data[].to", "ok"}
    assert found.names == {("ok", "false")}


def test_a_state_belongs_to_the_message_that_has_it() -> None:
    """The id stands beside it, without regard to case; a word elsewhere is no state."""
    found = seen(
        {
            "state": "sent",
            "data": [{"state": "gone"}, {"id": "A", "state": "sent", "channel": "gone"}],
        }
    )

    assert found.states == [("", "gone"), ("a", "sent")]


def test_a_value_of_another_shape_has_nothing() -> None:
    """An answer may be anything."""
    for value in (None, 7, "data", ["data"], {"data": {"id": "1"}}, {"data": [["id"], 5]}):
        assert not seen(value).states
        assert not {path for path in seen(value).members if path != "data"}
