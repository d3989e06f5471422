"""The reference counts segments by the standard, where smsutil itself does not."""

import json
from pathlib import Path
from typing import Any

import pytest

from conformance.reference import segments

VECTORS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[2] / "fixtures" / "sms_vectors.json").read_text("utf-8")
)["vectors"]


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: str(vector["id"]))
def test_every_vector(vector: dict[str, Any]) -> None:
    """Encoding, count and the units of each part are the vector's."""
    text = "".join(piece * times for piece, times in vector["pieces"])
    expected = vector["expect"]

    counted = segments.parts(text)

    assert segments.encoding(text) == expected["encoding"]
    assert len(counted) == expected["segments"]
    assert sum(counted) == expected["units"]
    assert expected["parts"] in (None, list(counted))


def test_the_escape_is_no_character() -> None:
    """U+001B announces the extension table; as a character it needs UCS-2."""
    assert segments.encoding("a\x1bb") == "UCS-2"
    assert segments.parts("\x1b" * 71) == (67, 4)


def test_a_lone_surrogate_is_one_unit() -> None:
    """A text that is no valid Unicode is counted, never an error."""
    assert segments.encoding("\ud800") == "UCS-2"
    assert segments.parts("a" * 70 + "\udfff") == (67, 4)


def test_an_encoding_can_be_asked_for() -> None:
    """A sender who wants UCS-2 for plain letters gets its shorter parts."""
    assert segments.parts("a" * 71, "UCS-2") == (67, 4)


def test_what_gsm_lacks_cannot_be_counted_in_it() -> None:
    """Asking for GSM-7 where the text has other characters is a mistake of the caller."""
    with pytest.raises(ValueError, match="outside the GSM 7-bit alphabet"):
        segments.parts("я", "GSM-7")
