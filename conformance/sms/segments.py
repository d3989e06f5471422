"""In how many parts a text travels.

Source: 3GPP TS 23.038, clause 6.2 (encodings) and 3GPP TS 23.040, clause 9.2.3.24.1
(concatenation with an 8-bit reference). A part carries 140 octets; the header of a concatenated
message takes 6 of them from every part, the first included.
"""

from __future__ import annotations

import enum
import functools
from collections.abc import Iterable
from dataclasses import dataclass

from conformance.sms.alphabet import SEPTETS, is_gsm7


class Encoding(enum.Enum):
    """How a whole message is written: there is no mixing inside of one.

    A unit is a septet in GSM-7 and a UTF-16 code unit in UCS-2.
    """

    GSM7 = "GSM-7"
    UCS2 = "UCS-2"

    @property
    def single(self) -> int:
        """The units that fit into a message of one part: 140 octets."""
        return 160 if self is Encoding.GSM7 else 70

    @property
    def concatenated(self) -> int:
        """The units that fit into each part of a longer message: 134 octets."""
        return 153 if self is Encoding.GSM7 else 67


@dataclass(frozen=True, slots=True)
class Segmentation:
    """A text in parts.

    Attributes:
        encoding: how it is written.
        parts: the units in each part, in order; an empty text is one part of none.
    """

    encoding: Encoding
    parts: tuple[int, ...]

    @property
    def units(self) -> int:
        """The length of the text in units of its encoding."""
        return sum(self.parts)

    @property
    def segments(self) -> int:
        """The number of parts."""
        return len(self.parts)

    @property
    def naive(self) -> int:
        """The number of parts if pairs could be cut: by division instead of by filling."""
        if self.units <= self.encoding.single:
            return 1
        return -(-self.units // self.encoding.concatenated)

    @property
    def straddles(self) -> bool:
        """Whether a pair had to be kept whole: whether any part but the last has room left."""
        return any(part < self.encoding.concatenated for part in self.parts[:-1])


@functools.lru_cache(maxsize=1024)  # the same texts are sent to every target
def count(text: str) -> Segmentation:
    """How the text travels: in GSM-7 if it can, otherwise in UCS-2."""
    if is_gsm7(text):
        return fill(Encoding.GSM7, map(SEPTETS.__getitem__, text))
    return fill(Encoding.UCS2, map(code_units, joined(text)))


def fill(encoding: Encoding, costs: Iterable[int]) -> Segmentation:
    """Distribute characters over parts, each part taking what fits and no character cut in two.

    Args:
        encoding: whose limits hold.
        costs: the units of each character, in the order of the text.
    """
    parts = [0]
    limit = encoding.concatenated
    for cost in costs:
        if parts[-1] + cost > limit:
            parts.append(0)
        parts[-1] += cost
    units = sum(parts)
    return Segmentation(encoding, (units,) if units <= encoding.single else tuple(parts))


def code_units(character: str) -> int:
    """The UTF-16 code units of one character; a lone surrogate is one."""
    return 2 if character > "\uffff" else 1


def joined(text: str) -> str:
    """The text with every surrogate pair as the one character that it encodes.

    A Python string can hold the two halves apart; in UTF-16, where parts are cut, it cannot.
    """
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def parts_of_145(text: str) -> int:
    """The SMS that 2sms charges for a text of the basic alphabet, by its own published price.

    One up to 160 characters, then one for every 145 begun: a tariff, not the standard's
    segmentation. Source: 2sms, SOAP documentation, message length.
    """
    single, each = 160, 145
    return 1 if len(text) <= single else -(-len(text) // each)
