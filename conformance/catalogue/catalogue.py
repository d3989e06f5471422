"""The whole catalogue: every theme, and every provider's pack with its requirements."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from conformance import packs
from conformance.catalogue.lines import Document
from conformance.catalogue.pack import Account, CodedError, Feature, Pack
from conformance.catalogue.requirement import Basis, Level, Profile, Requirement
from conformance.data import specs_dir
from conformance.errors import PackError

TIERS = ("embedded", "local", "live")


@dataclass(frozen=True)
class Catalogue:
    """Themes and packs, checked against each other."""

    themes: Mapping[str, str]
    packs: Mapping[str, Pack]

    def requirements(self) -> Iterator[Requirement]:
        """Every requirement of every provider, in the order of the files."""
        for pack in self.packs.values():
            yield from pack.requirements.values()


@functools.cache
def load(directory: Path | None = None) -> Catalogue:
    """Read the catalogue from a specs directory (by default all that the suite is to know).

    Raises:
        PackError: naming file and line of the first mistake.
    """
    folders = packs.folders_in(directory) if directory else packs.folders()
    if not folders:
        root = directory or specs_dir()
        raise PackError(f"No provider pack is in {root.name}/.", "Install the suite again.")
    themes: dict[str, str] = {}
    for root in (directory,) if directory else packs.directories():
        _add_themes(themes, root)
    return Catalogue(themes, {name: _pack(folder, themes) for name, folder in folders.items()})


def _add_themes(themes: dict[str, str], root: Path) -> None:
    """Add the themes of a directory; only that of the suite's own packs has to have some."""
    if root != specs_dir() and not (root / "themes.yaml").is_file():
        return
    document = _document(root / "themes.yaml", "themes")
    for theme, statement in document.data["themes"].items():
        if theme in themes:
            raise PackError(
                f"{document.at('themes', theme)}: {theme} is a theme already: {themes[theme]}",
                "State that one, or give yours another name.",
            )
        themes[theme] = statement


def _document(path: Path, schema: str) -> Document:
    document = Document(path, packs.shown(path))
    document.check(schema_named(schema))
    return document


@functools.cache
def schema_named(name: str) -> dict[str, Any]:
    """One of the JSON Schemas in `specs/schema/`."""
    text = (specs_dir() / "schema" / f"{name}.schema.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


def _pack(folder: Path, themes: Mapping[str, str]) -> Pack:
    name = folder.name
    document = _document(folder / "provider.yaml", "provider")
    data = document.data
    if data["name"] != name:
        raise PackError(
            f"{document.at('name')}: the provider is called {data['name']!r}, its folder {name!r}."
        )
    requirements = _requirements(folder, themes, frozenset(data.get("features", {})))
    for code, error in data.get("errors", {}).items():
        theme = error.get("theme")
        if theme and theme not in requirements:
            raise PackError(
                f"{document.at('errors', code)}: error {code} names the theme {theme!r}, "
                f"which {name} does not state."
            )
    return Pack(
        name=name,
        title=data["title"],
        home=data["home"],
        prefixes=tuple(data["prefixes"]),
        probe=data["probe"],
        account={
            key: Account(
                name=key,
                variable=value["variable"],
                default=value.get("default"),
                secret=value.get("secret", False),
                meaning=value["meaning"],
                optional=value.get("optional", False),
            )
            for key, value in data["account"].items()
        },
        features={
            key: Feature(
                key,
                value["meaning"],
                {tier: value[tier] for tier in TIERS},
                value.get("collection", ""),
                tuple(value.get("told", ())),
            )
            for key, value in data.get("features", {}).items()
        },
        errors={
            code: CodedError(
                code=code,
                meaning=value["meaning"],
                status=value.get("status"),
                theme=value.get("theme", ""),
                unprovokable=value.get("unprovokable", ""),
            )
            for code, value in data.get("errors", {}).items()
        },
        states=data.get("states", {}),
        transitions={one: tuple(next_) for one, next_ in data.get("transitions", {}).items()},
        limits=data.get("limits", {}),
        requirements=requirements,
    )


def _requirements(
    folder: Path, themes: Mapping[str, str], features: frozenset[str]
) -> dict[str, Requirement]:
    provider = folder.name
    document = _document(folder / "requirements.yaml", "requirements")
    found: dict[str, Requirement] = {}
    for theme, entry in document.data["requirements"].items():
        where = document.at("requirements", theme)
        if theme not in themes:
            raise PackError(f"{where}: {theme!r} is no theme.", "Add it to specs/themes.yaml.")
        feature = entry.get("feature", "")
        if feature and feature not in features:
            raise PackError(
                f"{document.at('requirements', theme, 'feature')}: {provider} has no feature "
                f"{feature!r}.",
                f"Its features: {', '.join(sorted(features))}.",
            )
        found[theme] = Requirement(
            provider=provider,
            theme=theme,
            statement=entry["statement"],
            level=Level(entry["level"]),
            basis=Basis(entry["basis"]),
            source=entry["source"],
            profile=Profile(entry["profile"]),
            operations=tuple(entry.get("operations", ())),
            feature=feature,
            conflict=entry.get("conflict", ""),
            untestable=entry.get("untestable", ""),
        )
    return found
