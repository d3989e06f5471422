"""How a case is declared: the themes it looks at, and the data it is repeated for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

ATTRIBUTE = "__conformance__"
Body = TypeVar("Body", bound=Callable[..., None])


@dataclass(frozen=True)
class Variation:
    """One set of data that a case is repeated for.

    Attributes:
        id: names it in the case's id; stable, and never a position.
        themes: what this repetition looks at; the case's own themes when None.
        provider: the only provider it is for; empty for all.
        features: what a target has to claim for it.
        changes: whether it does something to the target that a live one is spared.
        alone: whether no other case may run meanwhile.
    """

    id: str
    arguments: dict[str, Any]
    themes: tuple[str, ...] | None = None
    provider: str = ""
    features: tuple[str, ...] = ()
    changes: bool = False
    alone: bool = False


@dataclass(frozen=True)
class Declaration:
    """What a case says of itself.

    Attributes:
        alone: whether no other case may run meanwhile: it counts credits, say.
        timed: whether it lets time pass; where that means turning the target's clock, it is alone.
        provider: the only provider it is for; empty for all that state one of its themes.
        feature: what a target has to claim for it; empty when nothing.
        stating: the theme that a provider has to state for it; empty when none.
        generated: whether nobody has written its requests.
        changes: whether it does something to the target that a live one is spared.
    """

    themes: tuple[str, ...]
    alone: bool
    timed: bool
    provider: str
    feature: str
    stating: str
    generated: bool = False
    changes: bool = False
    variations: tuple[Variation, ...] = field(default=(Variation("", {}),))


def themes(
    *names: str,
    alone: bool = False,
    timed: bool = False,
    provider: str = "",
    feature: str = "",
    stating: str = "",
) -> Callable[[Body], Body]:
    """Declare a function as a case that looks at these themes.

    The function takes `gateway`, `prove` and the data of its variations. It is collected once for
    every selected provider that states at least one of the themes.

    Args:
        alone: no other case may run meanwhile, because it looks at what all of them share.
        timed: it lets time pass; it runs alone where that turns the clock of all of them.
        provider: collect it for this provider only.
        feature: collect it only where this is claimed: the case is about nothing else, though one
            of its themes can be looked at in others too.
        stating: collect it only for providers that state this theme: what makes it possible to
            look at the case's own.
    """

    def declare(body: Body) -> Body:
        earlier: tuple[Variation, ...] = getattr(body, ATTRIBUTE, (Variation("", {}),))
        setattr(
            body,
            ATTRIBUTE,
            Declaration(names, alone, timed, provider, feature, stating, variations=earlier),
        )
        return body

    return declare


def generated(*names: str, changes: bool = True, **how: Any) -> Callable[[Body], Body]:
    """Declare a function as a case whose requests nobody has written.

    What such a case does not come to, whatever the reason, it leaves to others: that is noted, and
    no requirement is left open for it.

    Args:
        changes: they do something to the target; a live one is spared them unless the user lets
            them (`--generated-changes`).
        how: as for `themes`.
    """
    written = themes(*names, **how)

    def declare(body: Body) -> Body:
        declaration = getattr(written(body), ATTRIBUTE)
        setattr(body, ATTRIBUTE, replace(declaration, generated=True, changes=changes))
        return body

    return declare


def each(
    argument: str,
    values: Iterable[Any],
    *,
    id: Callable[[Any], str] = str,  # noqa: A002 - the word that pytest uses
    themes: Callable[[Any], Sequence[str]] | None = None,
    provider: Callable[[Any], str] | None = None,
    feature: Callable[[Any], str] | None = None,
    features: Callable[[Any], Sequence[str]] | None = None,
    changes: Callable[[Any], bool] | None = None,
    alone: Callable[[Any], bool] | None = None,
) -> Callable[[Body], Body]:
    """Repeat a case for every value; written below `@themes`.

    Args:
        id: names a value in the case's id.
        themes: the themes that the repetition for a value looks at, instead of the case's.
        provider: the only provider that a value is for.
        feature: what a target has to claim for a value; `features`: where that is several.
        changes: whether a value does something to the target that a live one is spared.
        alone: whether no other case may run meanwhile.
    """
    variations = tuple(
        Variation(
            id(value),
            {argument: value},
            tuple(themes(value)) if themes else None,
            provider(value) if provider else "",
            (*([feature(value)] if feature else ()), *(features(value) if features else ())),
            changes(value) if changes else False,
            alone(value) if alone else False,
        )
        for value in values
    )
    names = [(one.provider, one.id) for one in variations]
    if len(set(names)) != len(names):
        raise ValueError(f"two values of {argument} have the same id")

    def repeat(body: Body) -> Body:
        setattr(body, ATTRIBUTE, variations)
        return body

    return repeat


def declaration_of(body: object) -> Declaration | None:
    """The declaration of a case, or None for anything else.

    Raises:
        TypeError: when `@each` stands above `@themes`, or without it.
    """
    found = getattr(body, ATTRIBUTE, None)
    if isinstance(found, tuple):
        raise TypeError(f"{body!r}: write @themes above @each")
    return replace(found) if isinstance(found, Declaration) else None
