"""Lint: the specs are clean, and each kind of mistake is found with its file and line."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from conformance import data, lint, packs
from conformance.catalogue import catalogue
from conformance.catalogue import load as load_catalogue
from conformance.contract import document


def test_the_specs_are_clean() -> None:
    """Nothing is stated that nothing looks at, and every name leads somewhere."""
    found = load_catalogue()

    assert list(lint.problems(found, list(found.packs))) == []


@pytest.fixture
def changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., str]]:
    """Changes one text in a copy of the specs, and returns what lint says of Clickatell then."""
    folder = tmp_path / "specs"
    shutil.copytree(data.specs_dir(), folder)
    for module in (catalogue, packs):
        monkeypatch.setattr(module, "specs_dir", lambda: folder)

    def change(name: str, old: str, new: str) -> str:
        path = folder / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        forget()
        return "\n".join(lint.problems(load_catalogue(), ["clickatell"]))

    def forget() -> None:
        load_catalogue.cache_clear()
        document.load.cache_clear()

    forget()
    yield change
    forget()


def test_an_annotation_of_nothing_is_found(changed: Callable[..., str]) -> None:
    """An x-requirement that no requirement has is a mistake of the contract."""
    told = changed(
        "clickatell/openapi.yaml", "x-requirement: read.shape", "x-requirement: read.shpe"
    )

    assert "specs/clickatell/openapi.yaml:" in told
    assert "'read.shpe'" in told


def test_an_operation_that_does_not_exist_is_found(changed: Callable[..., str]) -> None:
    """A requirement names operations of the contract."""
    told = changed(
        "clickatell/requirements.yaml", "operations: [sendMessage]", "operations: [sendMesage]"
    )

    assert "specs/clickatell/requirements.yaml:" in told
    assert "names the operation sendMesage" in told


def test_a_must_on_weak_ground_is_found(changed: Callable[..., str]) -> None:
    """What is only inferred is no must."""
    told = changed("clickatell/requirements.yaml", "basis: standard", "basis: inferred")

    assert "inferred is no basis" in told


def test_a_requirement_that_nothing_looks_at_is_found(changed: Callable[..., str]) -> None:
    """A statement without a case needs a reason."""
    changed(
        "themes.yaml", "themes:\n", "themes:\n  read.member-order: Members come in one order.\n"
    )

    told = changed(
        "clickatell/requirements.yaml",
        "requirements:\n",
        "requirements:\n"
        "  read.member-order:\n"
        "    statement: Members come in alphabetical order.\n"
        "    level: may\n"
        "    basis: inferred\n"
        "    source: nowhere at all\n"
        "    profile: representation\n",
    )

    assert "no case looks at read.member-order" in told


def test_an_error_that_is_not_listed_is_found(changed: Callable[..., str]) -> None:
    """An operation answers only with errors that the provider's pack has."""
    told = changed("clickatell/openapi.yaml", 'x-errors: ["001"', 'x-errors: ["999", "001"')

    assert "provider.yaml has no error 999" in told


def test_a_state_that_is_not_listed_is_found(changed: Callable[..., str]) -> None:
    """Messages come from and to states that the provider's pack has, or are gone."""
    assert "states has no '999'" in changed(
        "clickatell/provider.yaml", '"003": ["004"]', '"003": ["999"]'
    )
    assert "states has no '998'" in changed(
        "clickatell/provider.yaml", '"003": ["999"]', '"998": ["gone"]'
    )


def test_an_answer_leaves_a_message_in_a_state(changed: Callable[..., str]) -> None:
    """One that the pack has, too."""
    told = changed(
        "clickatell/openapi.yaml",
        "          description: The message is stopped",
        "          x-state: halted\n          description: The message is stopped",
    )

    assert "states in provider.yaml has no 'halted'" in told
