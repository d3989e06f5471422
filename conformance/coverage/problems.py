"""Whether the rows of the pages and the sources of the requirements lead to each other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from conformance.catalogue import Pack, Requirement
from conformance.catalogue.lines import Document
from conformance.catalogue.page import Page, Row

OTHER = re.compile(r"\b(?:pages?|lists?|introduction to|API document|library|client|RFC|3GPP)\b")
"""What begins a source of another kind."""

NAMES = re.compile(
    r"`([^`]+)`|\b(\d{4}|first|second|third|fourth|fifth|sixth|seventh|(?:request|status) line)\b"
)
"""What a source or a row is about: a member, a numbered error, one of several sentences."""


def problems(pack: Pack, pages: Sequence[Page], requirements: Document) -> Iterator[str]:
    """Everything that is wrong, each as one line that begins with file and line."""
    for page in pages:
        for row in page.rows:
            yield from _row(pack, page, row)
    for theme, one in pack.requirements.items():
        where = requirements.at("requirements", theme, "source")
        for problem in _source(one, pages):
            yield f"{where}: {theme} {problem}"


def _row(pack: Pack, page: Page, row: Row) -> Iterator[str]:
    where = f"{page.document.at(*row.place)}: {row.section}, {row.name}"
    if not row.themes and not row.reason:
        yield f"{where} names no requirement and no reason why there is none"
    if row.themes and row.reason:
        yield f"{where} has a reason for no requirement, and requirements"
    for theme in row.themes:
        if theme not in pack.requirements:
            yield f"{where} names {theme!r}, which {pack.name} does not state"


def _source(one: Requirement, pages: Sequence[Page]) -> Iterator[str]:
    for page, place in _places(one.source, pages):
        rows = [row for row in page.rows if one.theme in row.themes]
        if not rows:
            yield f"has its source on the {page.name}, and no row of {page.file}.yaml names it"
            continue
        sections = _sections(place, page)
        if place and not sections:
            yield f"has its source at {place!r}, which is no part of the {page.name}"
        for section in sections:
            if not any(row.section == section for row in rows):
                yield f"names the {page.name}, {section}, where no row names it"
        named = _names(" ".join(row.name for row in rows if row.section in sections))
        for name in _names(place) - named if sections else ():
            yield f"names {name!r} on the {page.name}, where no row of that name names it"


def _places(source: str, pages: Sequence[Page]) -> Iterator[tuple[Page, str]]:
    """The pages of ours that a source names, each with the place on it.

    A source is a list with semicolons; what stands after a colon or in parentheses is a comment,
    and an item that names no document of its own goes on about the one before.
    """
    current: list[Page] = []
    for item in re.sub(r"\([^()]*\)", "", source).split("; "):
        text = item.partition(": ")[0]
        named = [page for page in pages if re.search(rf"\b{page.name}\b", text)]
        if named or OTHER.search(text) or item.startswith("ruled:"):
            current = named
        last = max((text.rfind(page.name) + len(page.name) for page in named), default=0)
        for page in current:
            yield page, " ".join(text[last:].removeprefix("'s").strip(" ,").split())


def _sections(place: str, page: Page) -> list[str]:
    """The sections that a place names, in the singular or the plural; longer names first."""
    found = []
    place = re.sub("`[^`]+`", "", place)
    for section in sorted(page.sections, key=len, reverse=True):
        if (short := section.removesuffix("s")) in place:
            found.append(section)
            place = place.replace(short, "")
    return found


def _names(text: str) -> set[str]:
    return {quoted or plain for quoted, plain in NAMES.findall(text)}
