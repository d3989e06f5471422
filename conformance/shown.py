"""Values as messages and reports show them: recognisable, and never longer than a line or two."""

from __future__ import annotations

import enum

LONGEST = 200
"""In characters; of anything longer, the beginning and the end are shown."""


def shown(value: object) -> str:
    """The value as Python writes it, shortened in the middle; a name of an enumeration as text."""
    text = str(value.value) if isinstance(value, enum.Enum) else repr(value)
    if len(text) <= LONGEST:
        return text
    return f"{text[: LONGEST - 40]} … {text[-30:]} ({len(text)} characters)"
