"""Lint: whether contracts, catalogue and cases belong together, and where they do not.

Loading the catalogue and a contract finds what is malformed. This looks at the links between them:
that every name leads somewhere, and that nothing is stated which nothing looks at.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from conformance import coverage, packs
from conformance.catalogue import Basis, Catalogue, Level, Pack
from conformance.catalogue.lines import Document
from conformance.catalogue.page import pages
from conformance.contract.annotations import (
    REFUSALS,
    REFUSED,
    WAYS,
    annotated,
    nodes,
    theme_of,
)
from conformance.contract.document import METHODS, validate
from conformance.contract.document import load as load_contract
from conformance.contract.outline import STATE
from conformance.providers import State

FIRM = frozenset(
    {Basis.STATED, Basis.TABULATED, Basis.EXEMPLIFIED, Basis.PUBLISHED, Basis.STANDARD}
)
"""What a `must` may rest on; anything else needs a ruling, which its source names."""

RULED = "ruled:"
POINTERS = ("x-recipients", "x-text", "x-targets", "x-widens")


def problems(catalogue: Catalogue, providers: Sequence[str]) -> Iterator[str]:
    """Everything that is wrong, each as one line that begins with file and line.

    Raises:
        PackError: when a file is malformed or a document is no OpenAPI 3.1.
    """
    looked_at = coverage.cases_by_theme(catalogue)
    for provider in providers:
        validate(provider)
        pack = catalogue.packs[provider]
        requirements = _document(provider, "requirements")
        contract = _document(provider, "openapi")
        yield from _requirements(pack, requirements, looked_at[provider])
        yield from _links(pack, requirements, contract)
        yield from _annotations(pack, contract)
        yield from _refusals(pack, contract)
        yield from _errors(pack, contract)
        yield from _states(pack, contract)
        yield from coverage.problems(pack, pages(provider), requirements)
    if set(providers) == set(catalogue.packs):
        yield from _themes(catalogue)


def _document(provider: str, name: str) -> Document:
    path = packs.folder(provider) / f"{name}.yaml"
    return Document(path, packs.shown(path))


def _requirements(pack: Pack, document: Document, looked_at: Collection[str]) -> Iterator[str]:
    for theme, one in pack.requirements.items():
        where = document.at("requirements", theme)
        if one.level is Level.MUST and one.basis not in FIRM and RULED not in one.source:
            yield f"{where}: {theme} is a must, and {one.basis} is no basis for one"
        if not one.untestable and theme not in looked_at:
            yield f"{where}: no case looks at {theme}, and nothing says why it cannot be tested"


def _links(pack: Pack, requirements: Document, contract: Document) -> Iterator[str]:
    operations = set(load_contract(pack.name).operations)
    for item in contract.data.get("webhooks", {}).values():
        operations |= {item[method]["operationId"] for method in METHODS if method in item}
    for theme, one in pack.requirements.items():
        for operation in one.operations:
            if operation not in operations:
                where = requirements.at("requirements", theme, "operations")
                yield f"{where}: {theme} names the operation {operation}, which does not exist"


def _annotations(pack: Pack, contract: Document) -> Iterator[str]:
    for place, theme in annotated(contract.data):
        if theme not in pack.requirements:
            yield f"{contract.at(*place)}: {pack.name} does not state {theme!r}"
    for place, node in nodes(contract.data):
        for extension in POINTERS:
            for pointer in node.get(extension, ()):
                if pointer.partition(":")[0] not in {"body", "path", "query"}:
                    yield f"{contract.at(*place, extension)}: {pointer!r} is no pointer"


def _refusals(pack: Pack, contract: Document) -> Iterator[str]:
    refused: set[str] = set()
    for _, node in nodes(contract.data):
        refused |= {theme_of(one) for one in (node.get(REFUSED) or {}).values() if one}
        refused |= set(node.get(WAYS, {}).get("refused", {}).values())
    for theme, refusal in contract.data.get(REFUSALS, {}).items():
        where = contract.at(REFUSALS, theme)
        if theme not in refused:
            yield f"{where}: no request is refused by {theme}"
        for one in (refusal, *refusal.get("prefers", {}).values()):
            for code in one.get("codes", ()):
                if code not in pack.errors:
                    yield f"{where}: provider.yaml has no error {code}"


def _errors(pack: Pack, contract: Document) -> Iterator[str]:
    claimed = {code for one in load_contract(pack.name).operations.values() for code in one.errors}
    provider = _document(pack.name, "provider")
    for code, error in pack.errors.items():
        # An error of routing belongs to no operation; its requirement then names none either.
        provoked = pack.requirements.get(error.theme)
        if code not in claimed and provoked is not None and provoked.operations:
            where = provider.at("errors", code)
            yield f"{where}: no operation can answer with error {code} ({error.meaning})"
    for place, node in nodes(contract.data):
        for code in node.get("x-errors", ()):
            if str(code) not in pack.errors:
                yield f"{contract.at(*place, 'x-errors')}: provider.yaml has no error {code}"


def _states(pack: Pack, contract: Document) -> Iterator[str]:
    known = {*pack.states, State.GONE.value}
    provider = _document(pack.name, "provider")
    for before, following in pack.transitions.items():
        for state in (before, *following):
            if state not in known:
                yield f"{provider.at('transitions', before)}: states has no {state!r}"
    for place, node in nodes(contract.data):
        if place[-2:-1] == ("responses",) and node.get(STATE, State.GONE.value) not in known:
            yield f"{contract.at(*place, STATE)}: states in provider.yaml has no {node[STATE]!r}"


def _themes(catalogue: Catalogue) -> Iterator[str]:
    stated = {one.theme for one in catalogue.requirements()}
    for path in [directory / "themes.yaml" for directory in packs.directories()]:
        if not path.is_file():
            continue
        document = Document(path, packs.shown(path))
        for theme in document.data["themes"]:
            if theme not in stated:
                yield f"{document.at('themes', theme)}: no provider states {theme}"
