"""Deliberate ways to make the reference wrong, so that every check can be seen to fail."""

from __future__ import annotations

import functools

from conformance import packs
from conformance.deviations import discomfort
from conformance.deviations.deviation import Catalogue, Deviation
from conformance.errors import choices
from conformance.reference import Reference


def providers() -> list[str]:
    """The providers that have deviations."""
    return packs.having("deviations")


@functools.cache
def of(provider: str) -> Catalogue:
    """The deviations and variants of one provider, by name; none when it has no reference."""
    if provider not in providers():
        return Catalogue(provider)
    faults: Catalogue = packs.code(provider, "deviations").FAULTS
    return faults


def names() -> list[str]:
    """The name of every deviation and variant."""
    return [name for provider in providers() for name in of(provider)]


def find(name: str) -> Deviation:
    """A deviation by its name, or the discomfort of a provider and a seed.

    Raises:
        UsageError: when there is none, with the nearest name.
    """
    provider = name.partition("/")[0]
    seed = discomfort.seed_of(name)
    if seed is not None and provider in providers():
        return discomfort.of(of(provider), seed)
    if name not in of(provider):
        raise choices(name, "deviation", sorted(names()))
    return of(provider)[name]


def install(name: str, application: Reference) -> Deviation:
    """Make a reference deviate.

    Raises:
        UsageError: when there is no such deviation.
    """
    deviation = find(name)
    deviation.install(application.services[deviation.provider])
    return deviation


def disquiet(application: Reference, seed: int) -> list[Deviation]:
    """Make every provider of a reference say everything otherwise that it may."""
    names = [discomfort.name_of(provider, seed) for provider in application.services]
    return [install(name, application) for name in names]
