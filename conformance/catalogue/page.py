"""A page of a provider's documents, taken apart: each sentence, row and sample, and who states it.

The words are ours. A row names the requirements that state it for the suite, or the reason why
there is none, so that nothing on the page is passed over in silence.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from conformance import packs
from conformance.catalogue.catalogue import schema_named
from conformance.catalogue.lines import Document, Place


@dataclass(frozen=True)
class Row:
    """One statement of a page.

    Attributes:
        section: the part of the page that it stands in, as sources of requirements name it.
        name: what it is called within the section: `row 1501`, `first sentence`.
        says: the statement, in our words.
        themes: the requirements that state it.
        reason: why there is no requirement; empty where there is one.
    """

    section: str
    name: str
    says: str
    themes: tuple[str, ...]
    reason: str

    @property
    def place(self) -> Place:
        """Where it stands in the file."""
        return "sections", self.section, self.name


@dataclass(frozen=True)
class Page:
    """One page.

    Attributes:
        file: the name of its file, without the ending.
        name: what sources of requirements call it: `read page`.
        document: the file, which knows the line of every row.
    """

    file: str
    name: str
    title: str
    rows: tuple[Row, ...]
    document: Document

    @property
    def sections(self) -> tuple[str, ...]:
        """The parts of the page, in its order."""
        return tuple(dict.fromkeys(row.section for row in self.rows))


def pages(provider: str) -> tuple[Page, ...]:
    """The pages of a provider that are taken apart; none where there is no such folder.

    Raises:
        PackError: naming file and line of the first mistake.
    """
    folder = packs.folder(provider) / "pages"
    return tuple(_page(path) for path in sorted(folder.glob("*.yaml")))


def _page(path: Path) -> Page:
    document = Document(path, f"{packs.shown(path.parent)}/{path.name}")
    document.check(schema_named("page"))
    return Page(
        file=path.stem,
        name=document.data["page"],
        title=document.data["title"],
        rows=tuple(
            Row(
                section,
                name,
                entry["says"],
                tuple(entry.get("requirements", ())),
                entry.get("reason", ""),
            )
            for section, entries in document.data["sections"].items()
            for name, entry in entries.items()
        ),
        document=document,
    )
