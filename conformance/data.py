"""Where the project's data is: beside the package in a checkout, inside it in a wheel."""

from __future__ import annotations

from pathlib import Path

from conformance.errors import ConformanceError

PACKAGE = Path(__file__).resolve().parent


def specs_dir() -> Path:
    """The provider packs and the themes.

    Raises:
        ConformanceError: if the installation has lost them.
    """
    return _find("specs")


def fixtures_dir() -> Path:
    """The SMS vectors, the recipients and the hostile texts.

    Raises:
        ConformanceError: if the installation has lost them.
    """
    return _find("fixtures")


def _find(name: str) -> Path:
    # The wheel's place comes first: what stands beside an installed package is somebody else's.
    places = (PACKAGE / "_data" / name, PACKAGE.parent / name)
    for place in places:
        if place.is_dir():
            return place
    raise ConformanceError(
        f"The suite's own {name} are missing: there is no {' and no '.join(map(str, places))}.",
        "Install sms-conformance again, or check the repository out whole.",
    )
