"""What a phone number in a request comes to.

A provider may drop spaces, plus signs and the like from a recipient and dial the digits that are
left over. The guard asks this module which numbers a value could become that way, whatever the
target takes for a digit, before it lets the value leave the machine.
"""

from __future__ import annotations

import math
import unicodedata

ASCII_DIGITS = frozenset("0123456789")


def digits_of(value: object) -> str:
    """The decimal digits of the value in order, written 0 to 9; everything else is dropped.

    Digits of any script count, and so do those that a compatibility character stands for, such as
    the circled ① or both parts of ½.
    """
    return _decimals(unicodedata.normalize("NFKC", str(value)))


def reaches(value: object) -> frozenset[str]:
    """Every number that dropping all but the digits could make of a recipient value.

    There is more than one where it depends on the provider what a digit is: it may know those of
    ASCII only or of every script, and may replace compatibility characters first or not. So
    ①2025550100 reaches 12025550100 and 2025550100. There is none where the value has no digits.
    A value may leave the machine if all are allowed numbers: `reaches(value) <= allowed`.

    Args:
        value: one recipient, as text or as the JSON literal that stood in its place. A number with
            a fraction may lose the point or all that follows it, so both count.
    """
    written = str(value)
    forms = [written, unicodedata.normalize("NFKC", written)]
    if isinstance(value, float) and math.isfinite(value):
        forms.append(str(int(value)))
    return frozenset({read(form) for form in forms for read in (_ascii, _decimals)} - {""})


def _ascii(text: str) -> str:
    return "".join(filter(ASCII_DIGITS.__contains__, text))


def _decimals(text: str) -> str:
    values = (unicodedata.decimal(character, None) for character in text)
    return "".join(str(value) for value in values if value is not None)
