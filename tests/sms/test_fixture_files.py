"""The files of recipients and hostile texts are what their headers promise."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest
import yaml

from conformance.data import fixtures_dir
from conformance.sms import count, reaches


def load(name: str) -> dict[str, Any]:
    """A YAML fixture."""
    document: dict[str, Any] = yaml.safe_load((fixtures_dir() / name).read_text(encoding="utf-8"))
    return document


RECIPIENTS = load("recipients.yaml")
HOSTILE: dict[str, str] = {
    entry["id"]: entry["text"] * entry.get("repeat", 1)
    for entry in load("hostile_texts.yaml")["texts"]
}


def test_the_allow_list_is_the_reserved_block() -> None:
    """Nobody's telephone is on the default allow-list."""
    assert RECIPIENTS["allowed"] == {"first": "12025550100", "last": "12025550199"}


@pytest.mark.parametrize("entry", RECIPIENTS["bad"], ids=lambda entry: entry["id"])
def test_a_bad_recipient_may_leave_the_machine(entry: dict[str, Any]) -> None:
    """A target that dials what it should refuse reaches an allowed number or nobody."""
    allowed = {f"120255501{last:02}" for last in range(100)}

    assert reaches(entry["value"]) <= allowed


@pytest.mark.parametrize("entry", RECIPIENTS["bad"], ids=lambda entry: entry["id"])
def test_a_bad_recipient_has_the_fault_of_its_kind(entry: dict[str, Any]) -> None:
    """It holds a letter, is empty, or is no string."""
    value = entry["value"]
    faults = {
        "letters": isinstance(value, str) and any(map(str.isalpha, value)),
        "empty": value == "",
        "type": not isinstance(value, str),
    }

    assert faults[entry["kind"]]


@pytest.mark.parametrize(
    "entries", [RECIPIENTS["bad"], load("hostile_texts.yaml")["texts"]], ids=["bad", "hostile"]
)
def test_entries_are_named_and_explained(entries: list[dict[str, Any]]) -> None:
    """No id is there twice, and each entry says what it is for."""
    assert len({entry["id"] for entry in entries}) == len(entries)
    assert all(isinstance(entry["id"], str) and entry["why"] for entry in entries)


def test_no_hostile_text_is_there_twice() -> None:
    """Each text is a reason of its own to fall over."""
    assert len(set(HOSTILE.values())) == len(HOSTILE)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_text_can_be_counted(text: str) -> None:
    """The suite itself falls over none of them."""
    assert count(text).units > 0


@pytest.mark.parametrize(
    ("name", "shows"),
    [
        ("nul-inside", lambda text: "\0" in text[1:-1]),
        ("high-surrogate", lambda text: "\ud83d" in text),
        ("low-surrogate", lambda text: "\ude00" in text),
        ("surrogates-reversed", lambda text: text == "\ude00\ud83d"),
        ("right-to-left-override", lambda text: "\u202e" in text),
        ("zero-width-only", lambda text: not text.isprintable()),
        ("leading-space", lambda text: text != text.lstrip(" ")),
        ("trailing-space", lambda text: text != text.rstrip(" ")),
        ("crlf-inside", lambda text: "\r\n" in text),
        ("decomposed", lambda text: unicodedata.normalize("NFC", text) != text),
        ("composed", lambda text: unicodedata.normalize("NFD", text) != text),
        ("combining-order", lambda text: unicodedata.normalize("NFD", text) != text),
        ("emoji", lambda text: text > "\uffff"),
        ("backslash-last", lambda text: text.endswith("\\")),
        ("literal-escapes", lambda text: text.isascii() and text.isprintable()),
        ("gsm7-past-255-parts", lambda text: count(text).segments == 256),
        ("ucs2-past-255-parts", lambda text: count(text).segments == 256),
        ("escapes-past-255-parts", lambda text: count(text).segments == 256),
    ],
)
def test_a_text_survives_its_file(name: str, shows: Any) -> None:
    """What YAML would trim, join or refuse is there after reading."""
    assert shows(HOSTILE[name])
