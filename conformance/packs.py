"""Packs: which providers there are, where each one's folder is, and which code belongs to it.

A provider is a folder with a `provider.yaml`, and everything of it is found by the folder's name:
no list has to be changed for another one. The suite's own folders stand in `specs/`, their code in
the rooms of this package. Whoever keeps a provider elsewhere names the directory that has its
folder in CONFORMANCE_PACKS; there, the code stands beside the data. Modules of such a folder are
carried out, so the directory is named in the environment, by the user, and nowhere else.
"""

from __future__ import annotations

import importlib
import os
import sys
from importlib.machinery import ModuleSpec
from importlib.util import find_spec, module_from_spec
from pathlib import Path
from types import ModuleType

from conformance.data import specs_dir
from conformance.errors import PackError, UsageError, choices

VARIABLE = "CONFORMANCE_PACKS"
"""Directories of further packs, separated as in PATH."""

TEMPLATE = "template"
"""The folder to copy for a new provider, which is none itself."""

ROOMS = {"dialect": "providers", "reference": "reference", "deviations": "deviations"}
"""The parts of a provider that are code, and the rooms that the suite's own are in."""


def directories() -> tuple[Path, ...]:
    """The directories with folders of providers: the suite's own first.

    Raises:
        UsageError: when CONFORMANCE_PACKS names one that is not there.
    """
    listed = [Path(one).resolve() for one in os.environ.get(VARIABLE, "").split(os.pathsep) if one]
    for one in listed:
        if not one.is_dir():
            raise UsageError(
                f"{VARIABLE} names {one}, which is no directory.",
                "It takes the directory around the provider's folder, not that folder.",
            )
    return (specs_dir(), *listed)


def shown(path: Path) -> str:
    """How a file of a pack, or one beside the packs, is called in messages."""
    for directory in directories()[1:]:
        if path.is_relative_to(directory):
            return f"{directory.name}/{path.relative_to(directory)}"
    parts = path.parts[-1:] if path.name == "themes.yaml" else path.parts[-2:]
    return "/".join(("specs", *parts))


def folders_in(directory: Path) -> dict[str, Path]:
    """The folders of providers in a directory, by name."""
    found = {path.parent.name: path.parent for path in sorted(directory.glob("*/provider.yaml"))}
    found.pop(TEMPLATE, None)
    return found


def folders() -> dict[str, Path]:
    """Every provider's folder, by name.

    Raises:
        PackError: when two providers have the same name.
    """
    found: dict[str, Path] = {}
    for directory in directories():
        for name, folder in folders_in(directory).items():
            if name in found:
                raise PackError(
                    f"Two providers are called {name}: {found[name]} and {folder}.",
                    "Give the folder another name, and the name in its provider.yaml too.",
                )
            found[name] = folder
    return dict(sorted(found.items()))


def folder(provider: str) -> Path:
    """A provider's folder.

    Raises:
        UsageError: when there is no such provider, with the nearest name.
    """
    found = folders()
    if provider not in found:
        raise choices(provider, "provider", list(found))
    return found[provider]


def having(part: str) -> list[str]:
    """The providers that have a part: `dialect`, `reference` or `deviations`."""
    return [name for name in folders() if _place(name, part)]


def code(provider: str, part: str) -> ModuleType:
    """The module of a provider's part.

    Raises:
        PackError: when it has no such part.
    """
    place = _place(provider, part)
    if not place:
        raise PackError(
            f"{provider} has no {part}: there is neither {part}.py in its folder nor a module "
            f"conformance.{ROOMS[part]}.{provider}.",
            "specs/README.md tells how a provider is added.",
        )
    return importlib.import_module(place)


def with_cases() -> list[Path]:
    """The folders of providers that have cases of their own beside their data."""
    return [place for place in folders().values() if any(place.glob("test_*.py"))]


def package(provider: str) -> str:
    """The name under which the code of a provider's folder is imported, by itself too.

    A folder's modules are one package, so that they can import each other.
    """
    name = f"conformance_pack_{provider}"
    if name not in sys.modules:
        spec = ModuleSpec(name, None, is_package=True)
        assert spec.submodule_search_locations is not None
        spec.submodule_search_locations.append(str(folder(provider)))
        sys.modules[name] = module_from_spec(spec)
    return name


def _place(provider: str, part: str) -> str:
    """The name of the module of a part; empty when there is none."""
    if (folder(provider) / f"{part}.py").is_file():
        return f"{package(provider)}.{part}"
    name = f"conformance.{ROOMS[part]}.{provider}"
    return name if find_spec(name) else ""
