"""Texts with known segmentations, and what each of them tells about a target that counts."""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass

from conformance.data import fixtures_dir
from conformance.sms.alphabet import SEPTETS
from conformance.sms.segments import Encoding, Segmentation, code_units, count, fill, joined

THEMES = {
    Encoding.GSM7: (
        "encoding.gsm7-when-possible",
        "segments.gsm7.single",
        "segments.gsm7.concatenated",
    ),
    Encoding.UCS2: (
        "encoding.ucs2-otherwise",
        "segments.ucs2.single",
        "segments.ucs2.concatenated",
    ),
}
"""The themes of each encoding: when it is chosen, one part, several parts."""


@dataclass(frozen=True, slots=True)
class Vector:
    """One text whose segmentation was established by hand and by independent libraries.

    Attributes:
        id: its name, which stays.
        description: what the text is.
        text: what is sent.
        expected: how it travels.
    """

    id: str
    description: str
    text: str
    expected: Segmentation

    @property
    def theme(self) -> str:
        """The theme that a target's answer to this text decides."""
        return decided_theme(self.text)


@functools.cache
def load_vectors() -> tuple[Vector, ...]:
    """Every vector, in the order of the file."""
    document = json.loads((fixtures_dir() / "sms_vectors.json").read_text(encoding="utf-8"))
    return tuple(
        Vector(
            id=entry["id"],
            description=entry["description"],
            text="".join(piece * times for piece, times in entry["pieces"]),
            expected=Segmentation(
                Encoding(entry["expect"]["encoding"]), tuple(entry["expect"]["parts"])
            ),
        )
        for entry in document["vectors"]
    )


def decided_theme(text: str) -> str:
    """The theme that the number of parts of this text decides.

    It is that of the most particular rule without which the number would be another. A text so
    short that it is one part by every rule decides the choice of its encoding, where that is told.
    """
    text = joined(text)
    right = count(text)
    choice, single, concatenated = THEMES[right.encoding]
    if right.segments != right.naive:
        return "segments.pairs-stay-whole"
    if right.segments != _with_extension_mispriced(text, right.encoding):
        return "segments.extension-counts-two"
    if right.units <= right.encoding.concatenated or _choice_shows(text, right):
        return choice
    return single if right.segments == 1 else concatenated


def _with_extension_mispriced(text: str, encoding: Encoding) -> int:
    """The number of parts if the extension table cost one septet, or two units inside UCS-2."""
    if encoding is Encoding.GSM7:
        return fill(encoding, (1 for _ in text)).segments
    costs = (max(code_units(character), SEPTETS.get(character, 1)) for character in text)
    return fill(encoding, costs).segments


def _choice_shows(text: str, right: Segmentation) -> bool:
    """Whether the other encoding gives another number of parts, in a text that invites it.

    Every longer text has more parts in UCS-2, and most say nothing about the choice: nobody takes
    plain ASCII for UCS-2 or Cyrillic for GSM-7. The inviting ones are GSM-7 beyond ASCII, and
    GSM-7 but for a single character.
    """
    if right.encoding is Encoding.GSM7:
        inviting = not text.isascii()
        other = fill(Encoding.UCS2, map(code_units, text))
    else:
        inviting = sum(character not in SEPTETS for character in text) == 1
        other = fill(Encoding.GSM7, (SEPTETS.get(character, 1) for character in text))
    return inviting and other.segments != right.segments
