"""How a text is encoded and in how many parts it travels: the reference's own count.

The arithmetic is the library smsutil's, so that the suite, which has arithmetic of its own, is
never its own judge. Rules: 3GPP TS 23.038, clause 6.2.1 (alphabet), and 3GPP TS 23.040,
clause 9.2.3.24.1 (concatenation).
"""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

import smsutil

Encoding = Literal["GSM-7", "UCS-2"]

MAX_PARTS = 255
"""The part counter of a concatenated message is one octet."""

LONGEST = MAX_PARTS * 153
"""No text of more characters than this fits into one message, whatever its alphabet."""

ESCAPE = "\x1b"


def encoding(text: str) -> Encoding:
    """The encoding of the whole text: GSM-7 if every character has it, otherwise UCS-2."""
    # smsutil takes the escape for a character of the alphabet, and the empty text for UCS-2.
    if ESCAPE in text:
        return "UCS-2"
    return "GSM-7" if not text or smsutil.is_valid_gsm(text) else "UCS-2"


@lru_cache(maxsize=4096)
def parts(text: str, alphabet: Encoding | None = None) -> tuple[int, ...]:
    """The length of each part, in septets or UTF-16 code units; an empty text is one part of 0.

    Args:
        text: what is sent. A lone surrogate counts as the one unit that it is.
        alphabet: the encoding that the sender asked for; by default the one the text needs.

    Raises:
        ValueError: if GSM-7 is asked for and the text has a character outside of it.
    """
    if not text:
        return (0,)
    if alphabet == "GSM-7" and encoding(text) == "UCS-2":
        raise ValueError("the text has characters outside the GSM 7-bit alphabet")
    if (alphabet or encoding(text)) == "GSM-7":
        return tuple(part.bytes for part in smsutil.gsm_split(text).parts)
    return tuple(part.bytes // 2 for part in smsutil.unicode_split(text).parts)
