"""The embedded server: the providers' APIs over one simulated network.

Written from the documents, apart from the judge; it imports nothing of the suite's judgement.
"""

from __future__ import annotations

from collections.abc import Iterable

from conformance import packs
from conformance.reference.app import Reference

__all__ = ["Reference", "build", "providers"]


def providers() -> list[str]:
    """The providers that there is a service of."""
    return packs.having("reference")


def build(names: Iterable[str] | None = None) -> Reference:
    """A fresh reference that serves these providers, or all of them; no other is imported.

    Raises:
        UsageError: if there is no such provider, or no service of it.
    """
    wanted = providers() if names is None else names
    return Reference([packs.code(name, "reference").SERVICE for name in wanted])
