"""Requirements made for a test."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from conformance.catalogue import Basis, Level, Profile, Requirement

Make = Callable[..., Requirement]


@pytest.fixture
def requirement() -> Make:
    """Makes a requirement of any level and anything else."""

    def make(level: str = "must", theme: str = "a.b", **others: Any) -> Requirement:
        given: dict[str, Any] = {
            "provider": "dexatel",
            "theme": theme,
            "statement": "It is so.",
            "level": Level(level),
            "basis": Basis.STATED,
            "source": "A page",
            "profile": Profile.MESSAGING,
        }
        return Requirement(**{**given, **others})

    return make
