"""Which characters GSM-7 has, and what each of them costs.

Source: 3GPP TS 23.038, clause 6.2.1 (default alphabet) and 6.2.1.1 (extension table). National
language tables are left out: a sender has to announce them, and none of the providers does.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

# Sixteen codes to a line, as in the standard's table; 0x1B escapes to the extension table and is
# no character, so its line is one short.
BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅå"
    "Δ_ΦΓΛΩΠΨΣΘΞÆæßÉ"
    " !\"#¤%&'()*+,-./"
    "0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNO"
    "PQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmno"
    "pqrstuvwxyzäöñüà"
)
"""The characters of the default alphabet, in the order of their codes."""

EXTENSION = "\f^{}\\[~]|€"
"""The characters of the extension table, in the order of their codes."""

SEPTETS: Mapping[str, int] = MappingProxyType(dict.fromkeys(BASIC, 1) | dict.fromkeys(EXTENSION, 2))
"""How many septets each character of GSM-7 takes; one of the extension table has an escape."""


def is_gsm7(text: str) -> bool:
    """Whether every character of the text is one of GSM-7, as all of an empty text's are.

    Nothing is normalised or replaced: a decomposed é, the ohm sign and a curly quote are outside.
    """
    return SEPTETS.keys() >= set(text)
