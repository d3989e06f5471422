"""The matrix: themes down, targets and providers across, to see at once where they differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from conformance.catalogue import Profile
from conformance.report.digest import Digest, Entry, Kind, kind_of, moment
from conformance.report.html import render
from conformance.report.record import RunRecord


@dataclass(frozen=True)
class Column:
    """One provider of one target.

    Attributes:
        target: its name, and the report's folder where others have the same name.
        href: where the target's report is, seen from the matrix.
    """

    title: str
    target: str
    when: str
    suite: str
    href: str
    statements: Mapping[str, Entry]
    requirements: Mapping[str, Entry]

    def link(self, requirement: Entry) -> str:
        """The address of a requirement in the target's report."""
        return f"{self.href}#requirement-{quote(requirement['id'])}"


@dataclass(frozen=True)
class Row:
    """One theme and how each column stands; None where a provider does not state it."""

    theme: str
    statement: str
    cells: Sequence[tuple[Column, Entry | None, Kind | None]]

    @property
    def differs(self) -> bool:
        """Whether the columns that state the theme stand differently."""
        return len({kind for _, _, kind in self.cells if kind is not None}) > 1


def page(records: Sequence[tuple[RunRecord, str]], themes: Mapping[str, str]) -> str:
    """The matrix as a page.

    Args:
        records: each with the address of its report, seen from the page.
        themes: the neutral sentence of each theme, where it is known.
    """
    names = Counter(record.data["target"]["name"] for record, _ in records)
    columns: list[Column] = []
    for record, href in records:
        name = record.data["target"]["name"]
        folder = f" ({PurePosixPath(href).parent})" if names[name] > 1 else ""
        columns += _columns(record, href, f"{name}{folder}")
    rows = _rows(columns, themes)
    areas: dict[str, list[Row]] = {}
    for row in rows:
        areas.setdefault(row.theme.partition(".")[0], []).append(row)
    values: dict[str, Any] = {
        "columns": columns,
        "profiles": [one for one in Profile if any(one in column.statements for column in columns)],
        "areas": areas,
        "differing": sum(row.differs for row in rows),
        "count": len(rows),
    }
    return render("matrix.html.j2", **values)


def _columns(record: RunRecord, href: str, target: str) -> list[Column]:
    digest = Digest(record)
    return [
        Column(
            title=title,
            target=target,
            when=moment(digest.run["started"]),
            suite=record.data["suite"]["version"],
            href=href,
            statements={one["profile"]: one for one in digest.statements(name)},
            requirements={
                one["theme"]: one for one in record.requirements if one["provider"] == name
            },
        )
        for name, title in digest.titles.items()
    ]


def _rows(columns: Sequence[Column], themes: Mapping[str, str]) -> list[Row]:
    stated = {theme for column in columns for theme in column.requirements}
    order = [theme for theme in themes if theme in stated]
    order += sorted(stated - set(order))
    rows: list[Row] = []
    for theme in order:
        cells = [(column, column.requirements.get(theme)) for column in columns]
        first = next(entry for _, entry in cells if entry is not None)
        rows.append(
            Row(
                theme,
                themes.get(theme, first["statement"]),
                [(column, entry, kind_of(entry) if entry else None) for column, entry in cells],
            )
        )
    return rows
