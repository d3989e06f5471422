"""The vectors are what the suite counts, and each decides a theme."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml

from conformance.data import fixtures_dir, specs_dir
from conformance.sms import Vector, count, decided_theme, load_vectors

DOCUMENT = (fixtures_dir() / "sms_vectors.json").read_text(encoding="utf-8")
ENTRIES: list[dict[str, Any]] = json.loads(DOCUMENT)["vectors"]


@pytest.mark.parametrize("vector", load_vectors(), ids=lambda vector: vector.id)
def test_the_suite_counts_as_the_vector_says(vector: Vector) -> None:
    """Encoding and the units of every part are the vector's."""
    assert count(vector.text) == vector.expected


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["id"])
def test_an_entry_does_not_contradict_itself(entry: dict[str, Any]) -> None:
    """The numbers that others read from the file are those that its parts come to."""
    expect = entry["expect"]

    assert expect["segments"] == len(expect["parts"])
    assert expect["units"] == sum(expect["parts"])


def test_there_are_103() -> None:
    """No vector is lost or there twice."""
    vectors = load_vectors()

    assert len(vectors) == len(ENTRIES) == 103
    assert len({vector.id for vector in vectors}) == 103
    assert len({vector.text for vector in vectors}) == 103
    assert all(vector.description for vector in vectors)


def test_the_file_is_plain_ascii() -> None:
    """No editor or checkout can normalise what is escaped."""
    assert DOCUMENT.isascii()


def test_themes_are_in_the_catalogue() -> None:
    """What a vector decides is a theme that `specs/themes.yaml` states."""
    themes = yaml.safe_load((specs_dir() / "themes.yaml").read_text(encoding="utf-8"))["themes"]

    assert {vector.theme for vector in load_vectors()} <= themes.keys()


@pytest.mark.parametrize(
    ("text", "theme"),
    [
        ("a" * 153, "encoding.gsm7-when-possible"),
        ("Ω" * 160, "encoding.gsm7-when-possible"),
        ("a" * 154, "segments.gsm7.single"),
        ("€" + "a" * 158, "encoding.gsm7-when-possible"),
        ("a" * 161, "segments.gsm7.concatenated"),
        ("€" + "a" * 159, "segments.extension-counts-two"),
        ("a" * 152 + "€" + "a" * 152, "segments.pairs-stay-whole"),
        ("я" * 67, "encoding.ucs2-otherwise"),
        ("a" * 70 + "я", "encoding.ucs2-otherwise"),
        ("a" * 158 + "\ud83d\ude00", "encoding.ucs2-otherwise"),
        ("a" * 69 + "я", "segments.ucs2.single"),
        ("я" * 68, "segments.ucs2.single"),
        ("a" * 69 + "яя", "segments.ucs2.concatenated"),
        ("я" * 71, "segments.ucs2.concatenated"),
        ("€" * 69 + "я", "segments.extension-counts-two"),
        ("я" * 66 + "😀" + "я" * 66, "segments.pairs-stay-whole"),
        ("я" * 66 + "\ud83d\ude00" + "я" * 66, "segments.pairs-stay-whole"),
    ],
)
def test_the_theme_that_a_text_decides(text: str, theme: str) -> None:
    """It is that of the most particular rule without which the count would be another."""
    assert decided_theme(text) == theme
