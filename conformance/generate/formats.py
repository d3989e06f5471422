"""Formats: the classic right and wrong values of each format that the contracts name.

Besides formats of JSON Schema they name some of the field's own: `msisdn` (a recipient's number),
`utc-moment` (a time in UTC as Dexatel writes it) and `message-text` (the text of a message). What
depends on the run, its present and its allow-list, stands here as a placeholder.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from conformance.generate.placeholders import moment, recipient

SPACED = "%Y-%m-%d %H:%M:%S"
UTC = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True)
class Format:
    """The values of one format.

    Attributes:
        right: by what each of them is about.
        wrong: by the fault, the plainest first: the one that nobody could read otherwise.
    """

    right: Mapping[str, Any] = field(default_factory=dict)
    wrong: Mapping[str, Any] = field(default_factory=dict)

    @property
    def sample(self) -> Any:
        """An ordinary value."""
        return next(iter(self.right.values()))


SUPPLIED = frozenset({"msisdn", "date-time", "utc-moment"})
"""Formats whose right values are the run's own, whatever examples a contract has."""

ID = "5b1f0c52-9b1e-4c6e-8a35-2d3f4b5c6d7e"

EURO, FACE = "\u20ac", "\U0001f600"

BORDERS = {
    "the longest of one part": "a" * 160,
    "one septet too many for one part": "a" * 161,
    "an escape pair in the last two septets of one part": "a" * 158 + EURO,
    "an escape pair that begins in the last septet of one part": "a" * 159 + EURO,
    "an escape pair at the border of two parts": "a" * 152 + EURO + "a" * 20,
    "two parts": "a" * 306,
    "one septet too many for two parts": "a" * 307,
    "the longest of one part in UCS-2": "\u0436" * 70,
    "one unit too many for one part in UCS-2": "\u0436" * 71,
    "a surrogate pair in the last two units of one part": "\u0436" * 68 + FACE,
    "a surrogate pair at the border of two parts": "\u0436" * 66 + FACE + "\u0436" * 10,
    "two parts in UCS-2": "\u0436" * 134,
    "one unit too many for two parts in UCS-2": "\u0436" * 135,
    "one letter of another alphabet": "a" * 80 + "\u0436",
    "mixed alphabets": "Na\u00efve \u03a9 \u0436 \u05d0 \u0639 \u4e2d \u0e01",
    "combining marks": "e\u0301 o\u0308 \u0915\u094d\u0937",
    "a family joined by invisible characters": "\U0001f468\u200d\U0001f469\u200d\U0001f467",
    "the highest of the first plane": "a\uffee",
    "the second plane": "a\U0001f4f1",
    "the third plane": "a\U00020000",
    "the fifteenth plane": "a\U000e0041",
    "the seventeenth plane": "a\U0010fffd",
    "marks of XML, JSON and forms": "<&>\"'\\/+%26=;\u00e9",
    "a line feed inside": "first\nsecond",
    "a blank at the end": "Conform ",
}
"""Texts on every border that counting has, and of every plane that Unicode has assigned to text."""

FORMATS: dict[str, Format] = {
    "uuid": Format(
        {"in lower case": ID, "in upper case": ID.upper()},
        {
            "no UUID at all": "not-a-uuid",
            "a digit short": ID[:-1],
            "a digit too many": f"{ID}0",
            "a letter beyond f": f"g{ID[1:]}",
            "empty": "",
        },
    ),
    "date-time": Format(
        {
            "in two hours": moment("+2h", UTC),
            "with a fraction and an offset": moment("+2h", "%Y-%m-%dT%H:%M:%S.500+00:00"),
            "with another zone": moment("+2h", "%Y-%m-%dT%H:%M:%S-05:00"),
        },
        {
            "a word": "tomorrow",
            "the 99th minute": "2030-01-01T12:99:00Z",
            "30 February": "2030-02-30T12:00:00Z",
            "the 13th month": "2030-13-01T12:00:00Z",
            "the 25th hour": "2030-01-01T25:00:00Z",
            "a leap second where there is none": "2030-01-01T12:00:60Z",
            "an offset of a day": "2030-01-01T12:00:00+24:00",
            "without a zone": "2030-01-01T12:00:00",
            "a time alone": "12:99:00",
            "empty": "",
        },
    ),
    "utc-moment": Format(
        {"in two hours": moment("+2h", SPACED), "in two days": moment("+2d", SPACED)},
        {
            "a word": "tomorrow",
            "the 99th minute": "2030-01-01 12:99:00",
            "30 February": "2030-02-30 12:00:00",
            "the 13th month": "2030-13-01 12:00:00",
            "the 25th hour": "2030-01-01 25:00:00",
            "a leap second where there is none": "2030-01-01 12:00:60",
            "with an offset": "2030-01-01T12:00:00+02:00",
            "a day alone": "2030-01-01",
            "a time alone": "12:99:00",
            "empty": "",
        },
    ),
    "uri": Format(
        {"of a page": "https://example.com/table.png"},
        {"no URI": "no address at all", "without a host": "https://", "empty": ""},
    ),
    "msisdn": Format(
        {"an allowed one": recipient(0)},
        {
            "a word": "nobody",
            "a letter inside": "1202555x100",
            "a national number": "02025550100",
            "two digits": "12",
            "empty": "",
        },
    ),
    "message-text": Format({"an ordinary one": "Your table is ready", **BORDERS}),
}
