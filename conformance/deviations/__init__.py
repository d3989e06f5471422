"""Deliberate ways to make the reference wrong, so that every check can be seen to fail."""

from __future__ import annotations

import functools
import importlib

from conformance.deviations.deviation import Catalogue, Deviation
from conformance.errors import choices
from conformance.reference import Reference

PROVIDERS = ("dexatel", "twosms", "clickatell")


@functools.cache
def everything() -> dict[str, Deviation]:
    """Every deviation and variant of every provider, by name."""
    found: dict[str, Deviation] = {}
    for provider in PROVIDERS:
        faults: Catalogue = importlib.import_module(f"conformance.deviations.{provider}").FAULTS
        found.update(faults)
    return found


def find(name: str) -> Deviation:
    """A deviation by its name.

    Raises:
        UsageError: when there is none, with the nearest name.
    """
    known = everything()
    if name not in known:
        raise choices(name, "deviation", sorted(known))
    return known[name]


def install(name: str, application: Reference) -> Deviation:
    """Make a reference deviate.

    Raises:
        UsageError: when there is no such deviation.
    """
    deviation = find(name)
    deviation.install(application.services[deviation.provider])
    return deviation
