"""Contracts made for a test."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

from conformance.contract import Contract, load

Write = Callable[[str], Contract]


@pytest.fixture
def contract(tmp_path: Path) -> Write:
    """Loads a contract whose `paths`, and what follows them, are written in YAML."""

    def write(text: str) -> Contract:
        folder = tmp_path / "made"
        folder.mkdir(exist_ok=True)
        (folder / "openapi.yaml").write_text(dedent(text), encoding="utf-8")
        load.cache_clear()
        return load("made", tmp_path)

    return write
