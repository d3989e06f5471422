"""Who may import whom, read from the sources."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import conformance

PACKAGE = Path(conformance.__file__).parent
NAME = "conformance"

LAYERS = (
    {"errors", "shown", "data", "packs"},
    {"sms"},
    {"catalogue"},
    {"contract"},
    {"providers"},
    {"wire"},
    {"target"},
    {"verdict"},
    {"report"},
    {"generate"},
    {"run"},
    {"cases"},
    {"coverage"},
    {"lint"},
    {"prove"},
    {"plugin", "cli"},
)
"""Rooms and modules from the bottom to the top; each imports only what is below or beside it."""

APART = {
    "reference": {"reference", "packs"},
    "deviations": {"deviations", "reference", "errors", "packs"},
}
"""What is judged, and what of the package it may know."""

SERVING = {"run", "prove", "plugin", "cli", "lint"}
"""Who may know the reference and its deviations: whoever sets a run up."""

ONLY_IN = {
    "httpcore": {"wire/network.py"},
    "httpx": {"wire", "target", "run/world.py"},
    "hypothesis": {"generate/explorer.py", "generate/machine.py", "generate/steady.py"},
    "jinja2": {"report"},
    "pytest": {"plugin.py", "run"},
    "requests": set(),
    "schemathesis": {"generate/explorer.py"},
    "smsutil": {"reference/segments.py"},
    "urllib.request": set(),
    "waitress": {"reference/server.py"},
    "werkzeug": {"reference", "deviations"},
}
"""Where what is not ours may be imported."""


@dataclass(frozen=True)
class Import:
    """One name that one module imports.

    Attributes:
        by: the importing module, as its path in the package.
        name: in full, with the module that it is taken from.
    """

    by: str
    name: str
    line: int

    @property
    def importer(self) -> str:
        """The room or module that imports."""
        return room(self.by)

    @property
    def imported(self) -> str:
        """The room or module of ours that is imported; empty for what is not ours."""
        parts = self.name.split(".")
        return parts[1] if parts[0] == NAME and len(parts) > 1 else ""

    def __str__(self) -> str:
        return f"{self.by}:{self.line} imports {self.name}"


def room(path: str) -> str:
    """The first part of a path in the package."""
    return path.partition("/")[0].removesuffix(".py")


def modules() -> Iterator[tuple[str, ast.Module]]:
    """Every module of the package, as its path and its syntax."""
    for path in sorted(PACKAGE.rglob("*.py")):
        yield path.relative_to(PACKAGE).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def imports() -> Iterator[Import]:
    """Every import, also within functions and for type checkers only."""
    for path, tree in modules():
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    yield Import(path, alias.name, node.lineno)
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{path}:{node.lineno} imports relatively"
                for alias in node.names:
                    yield Import(path, f"{node.module}.{alias.name}", node.lineno)


IMPORTS = [*imports()]
OURS = [one for one in IMPORTS if one.imported and one.imported != one.importer]


def level(name: str) -> int:
    """How high a room stands."""
    return next(height for height, rooms in enumerate(LAYERS) if name in rooms)


def test_every_room_has_its_place() -> None:
    """A new room has to be given a place in this file."""
    placed = set().union(*LAYERS, APART, {"__init__"})

    assert {room(path) for path, _ in modules()} == placed
    assert len(IMPORTS) > 500


def test_the_document_says_the_same() -> None:
    """ARCHITECTURE.md lists the rooms in the same order."""
    path = PACKAGE.parent / "ARCHITECTURE.md"
    if not path.is_file():
        pytest.skip("the document is not part of an installed package")
    text = path.read_text(encoding="utf-8")
    rows = [line.split("|")[1] for line in text.splitlines() if line.startswith("| `")]
    listed = [
        {name.strip().strip("`/").removesuffix(".py") for name in row.split(",")} for row in rows
    ]

    assert listed == [*LAYERS]


def test_imports_point_downwards() -> None:
    """Nobody imports what stands above."""
    wrong = [
        str(one)
        for one in OURS
        if one.importer not in APART
        and one.imported not in {*APART, "__version__"}
        and level(one.imported) > level(one.importer)
        and not one.by.endswith("__main__.py")
        # the package that holds the cases, to list what is in it
        and (one.by, one.name) != ("run/collect.py", "conformance.cases")
    ]

    assert wrong == []


@pytest.mark.parametrize("name", APART)
def test_the_judged_shares_no_code_with_the_judge(name: str) -> None:
    """The reference and its deviations know nothing of those who judge them."""
    wrong = [str(one) for one in OURS if one.importer == name and one.imported not in APART[name]]

    assert wrong == []


def test_who_knows_the_reference() -> None:
    """No judge looks at what it judges but over the wire."""
    wrong = [
        str(one) for one in OURS if one.imported in APART and one.importer not in {*APART, *SERVING}
    ]

    assert wrong == []


def test_nobody_imports_the_wiring() -> None:
    """The plugin and the command line are where everything begins, and nobody's helpers."""
    wrong = [
        str(one)
        for one in IMPORTS
        if one.imported in {"plugin", "cli"} and not one.by.endswith("__main__.py")
    ]

    assert wrong == []


@pytest.mark.parametrize("library", ONLY_IN)
def test_where_a_library_is_used(library: str) -> None:
    """What may change under us, or open another way out, is confined."""
    wrong = [
        str(one)
        for one in IMPORTS
        if f"{one.name}.".startswith(f"{library}.")
        and not any(f"{one.by}/".startswith(f"{place}/") for place in ONLY_IN[library])
    ]

    assert wrong == []


def test_who_makes_clients() -> None:
    """There is one client for requests, and one for the clock that a user names."""
    makers = {
        path
        for path, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "httpx"
        and node.func.attr in {"Client", "get", "post", "put", "delete", "request", "stream"}
    }

    assert makers == {"wire/wire.py", "run/world.py"}


def test_nothing_private_is_imported() -> None:
    """What begins with an underscore stays in its module."""
    wrong = [
        str(one)
        for one in IMPORTS
        if one.imported
        and any(part.startswith("_") and part != "__version__" for part in one.name.split("."))
    ]

    assert wrong == []


def test_cases_use_public_names() -> None:
    """A case knows gateway, prove and data; it looks into nothing and has no way out of its own."""
    wrong = [
        f"{path}:{node.lineno} uses .{node.attr}"
        for path, tree in modules()
        if room(path) == "cases"
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and node.attr.startswith("_")
        and not node.attr.endswith("__")
    ]
    wrong += [
        str(one)
        for one in IMPORTS
        if one.importer == "cases"
        and (
            (one.imported == "wire" and not one.name.startswith("conformance.wire.gateway."))
            or (one.imported == "run" and not one.name.startswith("conformance.run.declare."))
            or one.name.partition(".")[0] in {"httpx", "http", "socket", "ssl", "pytest", "time"}
        )
    ]

    assert wrong == []


HEAVY = ("yaml", "jsonschema", "httpx", "schemathesis", "hypothesis", "jinja2", "werkzeug")


def test_the_plugin_is_light() -> None:
    """In an environment with the package installed, every other pytest run pays next to nothing."""
    program = f"import sys, conformance.plugin; print([x for x in {HEAVY} if x in sys.modules])"

    done = subprocess.run(  # noqa: S603 - the test's own program
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        cwd=PACKAGE.parent,
    )

    assert done.stdout.strip() == "[]"
