"""Collection: the cases that a declared function makes in a world."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator

from conformance import cases
from conformance.catalogue import Requirement
from conformance.errors import UsageError
from conformance.run.declare import Declaration, Variation, declaration_of
from conformance.run.runner import Case
from conformance.run.world import World
from conformance.wire.guard import Tier


def every_case(world: World) -> list[Case]:
    """All of the suite's own cases for a world, in the order of modules and lines."""
    found: list[Case] = []
    for info in sorted(pkgutil.iter_modules(cases.__path__), key=lambda info: info.name):
        if not info.name.startswith("test_"):
            continue
        module = importlib.import_module(f"{cases.__name__}.{info.name}")
        functions = [
            (name, body)
            for name, body in vars(module).items()
            if inspect.isfunction(body) and declaration_of(body)
        ]
        for name, body in functions:
            found += cases_of(world, f"{info.name}.py", name, body)
    return found


def cases_of(world: World, module: str, name: str, body: Callable[..., None]) -> Iterator[Case]:
    """A case for every tested provider and variation that a declared function is for.

    Args:
        module: the file's name, which the case's id begins with.

    Raises:
        UsageError: when the function names a theme that does not exist.
    """
    declaration = declaration_of(body)
    if declaration is None:
        return
    for provider in world.accounts:
        for variation in declaration.variations:
            if _applies(world, declaration, variation, provider):
                case = _case(world, module, name, body, declaration, variation, provider)
                if case is not None:
                    yield case


def _applies(world: World, declaration: Declaration, variation: Variation, provider: str) -> bool:
    """Whether a variation is for this provider of this target."""
    if not {declaration.provider, variation.provider} <= {"", provider}:
        return False
    if not {declaration.feature, variation.feature} <= {"", *world.accounts[provider].features}:
        return False
    return not (variation.changes and world.target.tier is Tier.LIVE)


def _case(
    world: World,
    module: str,
    name: str,
    body: Callable[..., None],
    declaration: Declaration,
    variation: Variation,
    provider: str,
) -> Case | None:
    themes = declaration.themes if variation.themes is None else variation.themes
    for theme in themes:
        if theme not in world.catalogue.themes:
            raise UsageError(
                f"{module}::{name} names the theme {theme!r}, which does not exist.",
                "Themes stand in specs/themes.yaml.",
            )
    stated = world.accounts[provider].pack.requirements
    bound: dict[str, Requirement] = {
        theme: stated[theme]
        for theme in themes
        if theme in stated and stated[theme] in world.selection and not stated[theme].untestable
    }
    if not bound:
        return None
    label = "-".join(part for part in (provider, variation.id) if part)
    return Case(
        id=f"{module}::{name}[{label}]",
        provider=provider,
        body=body,
        arguments=variation.arguments,
        themes=tuple(themes),
        bound=bound,
        alone=declaration.alone
        or variation.alone
        or (declaration.timed and world.clock.controlled),
    )
