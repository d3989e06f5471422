"""Words of a POSIX shell command, made of text that the shell must not read and of variables."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_BARE = re.compile(r"[\w@%+=:,./-]+", re.ASCII)
_INERT = re.compile(r"[^\\\"$`!]*")
"""Text that means itself between double quotes."""


@dataclass(frozen=True)
class Part:
    """A piece of text, or the name of a variable that stands for one."""

    text: str
    variable: bool = False


def word(parts: Sequence[Part]) -> str:
    """The parts as one word, quoted as little as is safe."""
    text = "".join(part.text for part in parts)
    if not typable(text):
        return f'"$({printf(parts)})"'
    if not any(part.variable for part in parts):
        return text if _BARE.fullmatch(text) else quoted(text)
    if all(part.variable or _INERT.fullmatch(part.text) for part in parts):
        return f'"{"".join(_braced(parts))}"'
    return "".join(f'"${part.text}"' if part.variable else quoted(part.text) for part in parts)


def quoted(text: str) -> str:
    """The text between single quotes, where nothing has a meaning."""
    return "'" + text.replace("'", "'\\''") + "'"


def printf(parts: Sequence[Part]) -> str:
    """A command that writes the parts, with what nobody can type as octal numbers."""
    pattern = "".join("%s" if part.variable else _octal(part.text) for part in parts)
    if pattern.startswith("-"):  # which would be an option
        pattern = f"\\055{pattern[1:]}"
    arguments = "".join(f' "${part.text}"' for part in parts if part.variable)
    return f"printf {quoted(pattern)}{arguments}"


def typable(text: str) -> bool:
    """Whether the text survives being shown, copied and pasted; a tab, for one, does not."""
    return text.replace("\n", "").isprintable()


def _braced(parts: Sequence[Part]) -> list[str]:
    found: list[str] = []
    for part, after in zip(parts, [*parts[1:], Part("")], strict=True):
        runs_on = not after.variable and re.match(r"\w", after.text)
        name = f"${{{part.text}}}" if runs_on else f"${part.text}"
        found.append(name if part.variable else part.text)
    return found


def _octal(text: str) -> str:
    written = {"\\": "\\\\", "%": "%%"}
    return "".join(
        written.get(one) or (one if one.isprintable() else _octal_of(one)) for one in text
    )


def _octal_of(character: str) -> str:
    return "".join(f"\\{octet:03o}" for octet in character.encode("utf-8", "surrogatepass"))
