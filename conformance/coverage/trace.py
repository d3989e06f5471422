"""Where a provider's requirements stand: in its pages, in the contract, and in the cases."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from conformance import packs
from conformance.catalogue import Catalogue, Pack
from conformance.catalogue.lines import Document, Place
from conformance.catalogue.page import Page, Row, pages
from conformance.contract.annotations import annotated
from conformance.contract.document import METHODS
from conformance.run.collect import every_case
from conformance.run.world import World
from conformance.target.settings import Settings


@dataclass(frozen=True)
class Trace:
    """One provider's requirements, and everything that leads to them.

    Attributes:
        contract: the places of the contract and the numbered errors that state each theme.
        cases: the functions that look at each theme, as `module::function`.
    """

    pack: Pack
    pages: Sequence[Page]
    contract: Mapping[str, Sequence[str]]
    cases: Mapping[str, Sequence[str]]

    def rows(self, theme: str) -> Iterator[tuple[Page, Row]]:
        """The rows of the pages that a requirement states."""
        for page in self.pages:
            for row in page.rows:
                if theme in row.themes:
                    yield page, row


def traces(catalogue: Catalogue) -> dict[str, Trace]:
    """The trace of every provider.

    Raises:
        PackError: when a file is malformed.
    """
    cases = cases_by_theme(catalogue)
    return {
        name: Trace(pack, pages(name), _contract(pack), cases[name])
        for name, pack in catalogue.packs.items()
    }


def cases_by_theme(catalogue: Catalogue) -> dict[str, dict[str, list[str]]]:
    """By provider and theme, the functions whose cases declare the theme."""
    found: dict[str, dict[str, list[str]]] = {provider: {} for provider in catalogue.packs}
    with tempfile.TemporaryDirectory() as folder:
        everything = [*catalogue.packs]
        world = World(Settings({}, environment={}), catalogue, Path(folder), providers=everything)
        try:
            for case in every_case(world):
                function = case.id.partition("[")[0]
                for theme in case.bound:
                    functions = found[case.provider].setdefault(theme, [])
                    if function not in functions:
                        functions.append(function)
        finally:
            world.close()
    return found


def _contract(pack: Pack) -> dict[str, list[str]]:
    path = packs.folder(pack.name) / "openapi.yaml"
    document = Document(path, packs.shown(path))
    found: dict[str, list[str]] = {}
    for place, theme in annotated(document.data):
        found.setdefault(theme, []).append(_shown(document, place))
    for code, error in pack.errors.items():
        if error.theme:
            found.setdefault(error.theme, []).append(f"error {code}")
    return found


def _shown(document: Document, place: Place) -> str:
    """A place of a contract: the operation and a JSON pointer into it, or else one into all."""
    operation = ""
    if len(place) > 2 and place[0] in {"paths", "webhooks"} and place[2] in METHODS:
        operation = document.data[place[0]][place[1]][place[2]]["operationId"] + " "
        place = place[3:]
    return operation + "".join(
        "/" + str(step).replace("~", "~0").replace("/", "~1") for step in place
    )
