"""Text that a stranger wrote, made fit to be shown: nothing in it is invisible or acts."""

from __future__ import annotations

import re
import unicodedata

# What has no picture of its own, or changes how its neighbours are shown. Joiners (U+200C, U+200D)
# stay: scripts and emoji need them. Lone surrogates and noncharacters are no text at all.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"
    "\ud800-\udfff\ufdd0-\ufdef\ufeff\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e0fff]"
)


def visible(text: str) -> str:
    """The text with every control, override and lone surrogate written as its code point.

    Tabs and line feeds stay. What comes out can be encoded in UTF-8 and stands in any XML.
    """
    return _UNSEEN.sub(lambda found: f"⟨U+{ord(found[0]):04X}⟩", text)


def one_line(text: str, longest: int = 0) -> str:
    """The text visible and on one line; with an end that says so where it had to be cut.

    Args:
        longest: in columns of a terminal, in which some characters take two; 0 for no limit.
    """
    line = " ".join(visible(text[: 20 * longest or None]).split())
    return cut(line, longest) if longest else line


def cut(line: str, longest: int) -> str:
    """As much of the line as fits into so many columns of a terminal, with an end that says so."""
    if columns(line) <= longest:
        return line
    while columns(line) > longest - 3:
        line = line[: -max(1, (columns(line) - longest) // 2)]
    return f"{line}..."


def columns(text: str) -> int:
    """How many columns of a terminal the text takes."""
    return sum(
        0 if unicodedata.combining(one) else 1 + (unicodedata.east_asian_width(one) in "WF")
        for one in text
    )
