"""Texts that break servers, from the fixtures, and what may be expected of each."""

from __future__ import annotations

import functools
import unicodedata
from dataclasses import dataclass

import yaml

from conformance.data import fixtures_dir

LINE_ENDS = frozenset("\n\r")
"""The control characters of the 7-bit alphabet; a text with them is as good as any other."""


@dataclass(frozen=True)
class Text:
    """One text that has broken some server.

    Attributes:
        why: what about it does the damage.
    """

    id: str
    text: str
    why: str

    @property
    def odd(self) -> bool:
        """Whether documents leave open if it is accepted: it is blank, or holds what is no text."""
        return not self.text.strip() or any(
            unicodedata.category(character) in {"Cc", "Cs", "Cn"} and character not in LINE_ENDS
            for character in self.text
        )


@functools.cache
def load_texts() -> tuple[Text, ...]:
    """Every text of `fixtures/hostile_texts.yaml`."""
    source = (fixtures_dir() / "hostile_texts.yaml").read_text(encoding="utf-8")
    # libyaml does not take lone surrogates; PyYAML's own reader does.
    entries = yaml.load(source, Loader=yaml.SafeLoader)["texts"]
    return tuple(
        Text(entry["id"], entry["text"] * entry.get("repeat", 1), entry["why"]) for entry in entries
    )
