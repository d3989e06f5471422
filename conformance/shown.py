"""Values as messages and reports show them: recognisable, and never longer than a line or two."""

from __future__ import annotations

import enum
import json
import re
import unicodedata
from collections.abc import Mapping
from collections.abc import Set as AbstractSet

LONGEST = 200
"""In characters; of anything longer, the beginning and the end are shown."""

BEYOND_ASCII = re.compile(r"[^\x00-\x7e]")


def shown(value: object) -> str:
    """The value as JSON writes it, shortened in the middle; a name of an enumeration as text.

    Characters that cannot be seen, or that join the one before them, are escaped, so that two
    texts which differ never look alike for that.
    """
    text = str(value.value) if isinstance(value, enum.Enum) else _written(value)
    if len(text) <= LONGEST:
        return text
    return f"{text[: LONGEST - 40]} … {text[-30:]} ({len(text)} characters)"


def _written(value: object) -> str:
    try:
        text = json.dumps(value, ensure_ascii=False, default=_as_json)
    except TypeError:  # names of members that JSON does not have
        text = repr(value)
    return text if text.isascii() and "\x7f" not in text else BEYOND_ASCII.sub(_visible, text)


def _as_json(value: object) -> object:
    """What JSON has instead of a value that it does not have."""
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, AbstractSet):
        return sorted(value, key=str)
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, bytes):
        return value.decode("utf-8", "backslashreplace")
    return str(value)


def _visible(found: re.Match[str]) -> str:
    character = found[0]
    if character.isprintable() and not unicodedata.category(character).startswith("M"):
        return character
    return json.dumps(character)[1:-1]
