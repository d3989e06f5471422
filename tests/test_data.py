"""The project's data is found in a checkout and in an installed package."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance import data
from conformance.errors import ConformanceError


def test_in_a_checkout() -> None:
    """Beside the package stand the packs and the fixtures."""
    assert (data.specs_dir() / "themes.yaml").is_file()
    assert (data.fixtures_dir() / "sms_vectors.json").is_file()


def test_in_an_installed_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What another distribution put beside the package is not taken for ours."""
    package = tmp_path / "conformance"
    (package / "_data" / "specs").mkdir(parents=True)
    (tmp_path / "specs").mkdir()
    monkeypatch.setattr(data, "PACKAGE", package)

    assert data.specs_dir() == package / "_data" / "specs"


def test_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A broken installation says what it lacks and what to do."""
    monkeypatch.setattr(data, "PACKAGE", tmp_path / "conformance")

    with pytest.raises(ConformanceError, match="own fixtures are missing") as raised:
        data.fixtures_dir()

    assert "Install sms-conformance again" in str(raised.value)
