"""A fourth provider, added by nothing but the steps that specs/README.md tells.

Every command and every listing of its chapter "Adding a provider" is carried out as it stands
there, in an empty folder, so that what is told and what is true cannot part.
"""

from __future__ import annotations

import importlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

import conformance
from conformance import cases, packs, reference
from conformance.catalogue import load
from conformance.data import specs_dir
from conformance.errors import PackError, UsageError
from conformance.reference.server import running
from conformance.run.declare import declaration_of

CHAPTER = (
    (specs_dir() / "README.md").read_text(encoding="utf-8").partition("# Adding a provider")[2]
)
NAME = "examplesms"
PROVIDERS = ("clickatell", "dexatel", "twosms")

PROGRAMS = {
    "conformance": "-c 'import sys; from conformance.cli import main; sys.exit(main())'",
    "pytest": "-m pytest -p conformance.plugin -p no:cacheprovider",
}
"""The two programs as Python finds them, whatever is installed."""


def listings(language: str) -> list[str]:
    """The chapter's listings in a language, in their order."""
    return re.findall(rf"^```{language}\n(.*?)^```$", CHAPTER, re.DOTALL | re.MULTILINE)


COPY, RENAME, DEVIATE, PROVE = listings("sh")
[EXPORT] = [line for line in COPY.splitlines() if line.startswith("export ")]


@dataclass
class Workshop:
    """A folder in which somebody follows the chapter.

    Attributes:
        told: what the last command has written.
    """

    place: Path
    told: str = field(default="", init=False)

    @property
    def folder(self) -> Path:
        """The new provider's."""
        return self.place / "packs" / NAME

    def carry_out(self, commands: str) -> int:
        """Carry out a listing until a command fails, and return the exit code."""
        done = subprocess.run(  # noqa: S603 - the chapter's own commands
            ["/bin/sh", "-ec", f"{EXPORT}\n{commands}"],
            cwd=self.place,
            env={
                "PATH": f"{self.place / 'bin'}{os.pathsep}{os.environ['PATH']}",
                "PYTHONPATH": str(Path(conformance.__file__).parent.parent),
                "XDG_CACHE_HOME": str(self.place / "cache"),
                "CONFORMANCE_MAX_EXAMPLES": "2",
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        self.told = done.stdout
        return done.returncode

    def standings(self, standing: str) -> list[str]:
        """The requirements of a standing in the last report."""
        path = self.place / "reports" / "latest" / "report.json"
        report = json.loads(path.read_text(encoding="utf-8"))
        assert {one["provider"] for one in report["requirements"]} == {NAME}
        return [one["id"] for one in report["requirements"] if one["standing"] == standing]


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    """A folder with nothing but the specs and the programs."""
    place = tmp_path_factory.mktemp("workshop")
    (place / "specs").symlink_to(specs_dir())
    (place / "bin").mkdir()
    for name, arguments in PROGRAMS.items():
        program = place / "bin" / name
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}" {arguments} "$@"\n')
        program.chmod(0o755)
    return Workshop(place)


@pytest.fixture(scope="module")
def copied(empty: Workshop) -> Workshop:
    """The template copied, its names filled in, linted and run."""
    code = empty.carry_out(COPY)

    assert code == 0, empty.told
    return empty


@pytest.fixture(scope="module")
def changed(copied: Workshop) -> Workshop:
    """The template with a path and a header of the new provider's own, and with a case more."""
    [requirement], [case] = listings("yaml"), listings("python")
    with (copied.folder / "requirements.yaml").open("a", encoding="utf-8") as file:
        file.write(f"\n{requirement}")
    assert copied.carry_out(RENAME) != 0
    assert "no case looks at error.recipients-empty" in copied.told
    assert "1 problems" in copied.told
    (copied.folder / f"test_{NAME}_errors.py").write_text(case, encoding="utf-8")
    assert copied.carry_out(f"conformance lint {NAME}") == 0, copied.told
    return copied


def test_the_copied_template_is_conformant(copied: Workshop) -> None:
    """Once the names are filled in, everything that is stated is shown to hold."""
    assert "0 problems" in copied.told
    assert "Example SMS  conformant" in copied.told
    assert "New Provider" not in copied.told
    met = copied.standings("met")

    assert f"{NAME}/send.accepted" in met
    assert f"{NAME}/read.returns-message" in met
    assert f"{NAME}/cancel.unsent.stops-delivery" in met
    assert f"{NAME}/segments.gsm7.concatenated" in met
    assert [*copied.standings("violated"), *copied.standings("not-shown")] == []


def test_a_fault_violates_its_requirement_and_no_other(changed: Workshop) -> None:
    """With a cancel that does not stop delivery, that is found, also when it is done twice."""
    code = changed.carry_out(DEVIATE)

    assert code == 1, changed.told
    violated = set(changed.standings("violated"))
    assert f"{NAME}/cancel.unsent.stops-delivery" in violated
    assert violated <= {
        f"{NAME}/cancel.unsent.stops-delivery",
        f"{NAME}/cancel.twice.is-harmless",
    }
    assert changed.standings("not-shown") == []
    assert f"{NAME}/error.recipients-empty" in changed.standings("met")


def test_deviations_are_proven(changed: Workshop) -> None:
    """The proof of the new provider is like that of the others."""
    code = changed.carry_out(PROVE)

    assert code == 0, changed.told
    assert "1 of 1 deviations caught, 1 of them exactly" in changed.told
    assert re.search(r"; (\d+) of \1 variants spared", changed.told)


@pytest.fixture
def known(changed: Workshop, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Lets this process know the new provider for a while."""
    loaded = {*sys.modules}
    monkeypatch.setenv(packs.VARIABLE, str(changed.folder.parent))
    load.cache_clear()
    yield changed.folder
    load.cache_clear()
    for name in {*sys.modules} - loaded:
        if name.startswith("conformance_pack_"):
            del sys.modules[name]


def test_a_target_is_found_to_serve_it(changed: Workshop, known: Path) -> None:
    """A server on a socket is asked for every provider, and has this one only."""
    del known
    with running(reference.build([NAME])) as url:
        code = changed.carry_out(f"pytest --target={url} --requirement '{NAME}/cancel.*'")

    assert code == 0, changed.told
    assert f"{url} (local): Example SMS\n" in changed.told


def test_its_code_stands_beside_its_data(known: Path) -> None:
    """Each part is a module of one package, made of the folder."""
    parts = [packs.code(NAME, part) for part in packs.ROOMS]

    assert [str(part.__file__) for part in parts] == [
        str(known / f"{part}.py") for part in packs.ROOMS
    ]
    assert parts[2].Api is parts[1].Api


def test_themes_of_its_own(known: Path) -> None:
    """What nobody has stated yet stands beside the folder, and takes nobody's name."""
    own = known.parent / "themes.yaml"
    own.write_text("themes:\n  send.flash: A text can be shown at once.\n", encoding="utf-8")
    try:
        assert load().themes["send.flash"] == "A text can be shown at once."
        load.cache_clear()
        own.write_text("themes:\n  send.accepted: A send is accepted.\n", encoding="utf-8")
        with pytest.raises(PackError, match=r"packs/themes.yaml:2: send.accepted is a theme al"):
            load()
    finally:
        own.unlink()


def test_what_it_has_not(known: Path) -> None:
    """A provider without a reference can be known, and says what it lacks."""
    for name in ("reference.py", "deviations.py"):
        (known / name).rename(known / f"{name}.away")
    try:
        assert packs.having("reference") == [*PROVIDERS]
        with pytest.raises(PackError, match=f"{NAME} has no reference"):
            packs.code(NAME, "reference")
    finally:
        for name in ("reference.py", "deviations.py"):
            (known / f"{name}.away").rename(known / name)


def test_a_directory_that_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A slip in the variable is told, and not taken for no packs."""
    monkeypatch.setenv(packs.VARIABLE, str(tmp_path / "pakcs"))

    with pytest.raises(UsageError, match="pakcs, which is no directory"):
        packs.folders()


def test_two_of_the_same_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody's folder takes the place of another provider."""
    (tmp_path / "dexatel").mkdir()
    (tmp_path / "dexatel" / "provider.yaml").touch()
    monkeypatch.setenv(packs.VARIABLE, str(tmp_path))

    with pytest.raises(PackError, match="Two providers are called dexatel"):
        packs.folders()


def test_the_template_is_no_provider() -> None:
    """It is there to be copied only."""
    assert (specs_dir() / packs.TEMPLATE / "provider.yaml").is_file()
    assert [*packs.folders()] == [*PROVIDERS]


def test_the_neutral_cases_are_those_that_the_chapter_lists() -> None:
    """A theme that a neutral case looks at stands in the table, and no other does."""
    step = CHAPTER.partition("## 3. ")[2].partition("\n## ")[0]
    rows = "\n".join(line for line in step.splitlines() if line.startswith("| "))
    listed = {*re.findall(r"`([a-z0-9-]+\.[a-z0-9.-]+)`", rows)}
    neutral: set[str] = set()
    for folder in cases.__path__:
        for path in Path(folder).glob("test_*.py"):
            if path.stem.split("_")[1] not in {*PROVIDERS, "stateful"}:
                neutral |= looked_at(importlib.import_module(f"conformance.cases.{path.stem}"))

    assert listed == neutral


def looked_at(module: object) -> set[str]:
    """The themes that the cases of a module look at for any provider."""
    found: set[str] = set()
    for body in vars(module).values():
        declaration = declaration_of(body) if callable(body) else None
        if declaration and not declaration.provider:
            found |= {*declaration.themes}
            for variation in declaration.variations:
                if not variation.provider:
                    found |= {*(variation.themes or ())}
    return found
