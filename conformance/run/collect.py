"""Collection: the cases that a declared function makes in a world."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable, Iterator
from pathlib import Path

from conformance import cases, packs
from conformance.catalogue import Requirement
from conformance.errors import UsageError
from conformance.run.declare import Declaration, Variation, declaration_of
from conformance.run.runner import Case
from conformance.run.world import World
from conformance.wire.guard import Tier


def every_case(world: World) -> list[Case]:
    """All cases of the suite and of the packs for a world, in the order of modules and lines."""
    found: list[Case] = []
    for package, stem in _modules():
        module = importlib.import_module(f"{package}.{stem}")
        functions = [
            (name, body)
            for name, body in vars(module).items()
            if inspect.isfunction(body) and declaration_of(body)
        ]
        for name, body in functions:
            found += cases_of(world, f"{stem}.py", name, body)
    return found


def _modules() -> Iterator[tuple[str, str]]:
    """The package and the name of every module with cases."""
    places = [(cases.__name__, Path(path)) for path in cases.__path__]
    places += [(packs.package(folder.name), folder) for folder in packs.with_cases()]
    for package, folder in places:
        for path in sorted(folder.glob("test_*.py")):
            yield package, path.stem


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
    asked_for = {declaration.feature, *variation.features}
    if not asked_for <= {"", *world.accounts[provider].features}:
        return False
    if declaration.stating not in {"", *world.accounts[provider].pack.requirements}:
        return False
    spared = world.target.tier is Tier.LIVE and not world.settings["generated-changes"]
    return not (spared and (declaration.changes or variation.changes))


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
        generated=declaration.generated,
    )
