"""Discomfort as a variant: many variants at once, and every answer said otherwise.

There is one for every provider and seed, called `<provider>/discomfort-<seed>`. The seed chooses
which of the provider's variants are installed, and in which order; of several that decide the same
thing, one at most.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from typing import Any

from werkzeug.wrappers import Request, Response

from conformance.deviations.deviation import Catalogue, Deviation, wrap
from conformance.reference.discomfort import Discomfort

NAME = re.compile(r"(?P<provider>\w+)/discomfort-(?P<seed>0|[1-9][0-9]*)", re.ASCII)

SHARES = (0.0, 0.2, 0.5, 0.9)
"""How many of the variants a seed installs, of those that do not contradict each other."""


def name_of(provider: str, seed: int) -> str:
    """What a discomfort is called."""
    return f"{provider}/discomfort-{seed}"


def seed_of(name: str) -> int | None:
    """The seed of a discomfort, if it is the name of one."""
    found = NAME.fullmatch(name)
    return int(found["seed"]) if found else None


def provider_of(name: str) -> str:
    """The provider of a discomfort; empty when it is the name of none."""
    found = NAME.fullmatch(name)
    return found["provider"] if found else ""


def of(catalogue: Catalogue, seed: int) -> Deviation:
    """The discomfort of one provider and seed."""
    name = name_of(catalogue.provider, seed)
    variants = chosen(catalogue, seed)

    def install(service: Any) -> None:
        varied = Discomfort(service.free, name)
        entropy = varied.dice("entropy")
        for account in filter(None, (service, service.other)):
            account.entropy = entropy
            account.new_uuid = lambda: varied.new_uuid(entropy)
        varied.set_pace(service.network)
        for variant in variants:
            variant.install(service)

        def handle(original: Callable[[Request], Response], request: Request) -> Response:
            return varied.vary(request, original(request))

        wrap(service, "handle", handle)

    names = ", ".join(variant.name.partition("/")[2] for variant in variants)
    return Deviation(
        name,
        f"Says everything otherwise, by the seed {seed}"
        + (f"; with these variants: {names}." if variants else "."),
        (),
        (),
        install,
    )


def chosen(catalogue: Catalogue, seed: int) -> list[Deviation]:
    """The variants that a seed installs."""
    dice = random.Random(f"{catalogue.provider} {seed} variants")  # noqa: S311 - repeatable
    share = dice.choice(SHARES)
    variants = [one for one in catalogue.values() if one.conforming]
    found: list[Deviation] = []
    decided: set[str] = set()
    for variant in dice.sample(variants, len(variants)):
        if dice.random() < share and decided.isdisjoint(variant.decides):
            decided.update(variant.decides)
            found.append(variant)
    return found
