"""Coverage as Markdown: each page with what states its rows, and each requirement with its rows."""

from __future__ import annotations

import re
from collections.abc import Iterator

from conformance.catalogue import Requirement
from conformance.catalogue.page import Page, Row
from conformance.coverage.trace import Trace

INDEX = "requirements.md"
MOST_SHOWN = 4
"""More places than that are shown in the index only."""

MADE = "<!-- Made by `conformance coverage`; what is changed here is lost. -->"


def files(trace: Trace) -> dict[str, str]:
    """The text of every file of a provider, by its name in the folder."""
    found = {f"{page.file}.md": _text(_page(trace, page)) for page in trace.pages}
    return {**found, INDEX: _text(_index(trace))}


def anchor(heading: str) -> str:
    """What a heading is called in a link to it, as GitHub makes it."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def _text(lines: Iterator[str]) -> str:
    return "\n".join(lines) + "\n"


# -- a page -----------------------------------------------------------------------------


def _page(trace: Trace, page: Page) -> Iterator[str]:
    covered = [row for row in page.rows if row.themes]
    shown = [row for row in covered if any(_testable(trace, theme) for theme in row.themes)]
    yield MADE
    yield ""
    yield f"# {trace.pack.title}, {page.name}: {page.title}"
    yield ""
    yield (
        f"Every statement of the page, from [{page.file}.yaml](../pages/{page.file}.yaml): "
        f"{len(page.rows)}. Of these {len(covered)} are stated by requirements, {len(shown)} of "
        f"them by some that can be tested from outside; {len(page.rows) - len(covered)} are "
        "stated by none, for the reason given."
    )
    yield ""
    yield from _legend()
    for section in page.sections:
        yield ""
        yield f"## {_heading(section)}"
        yield ""
        yield "| Place | It says | Requirement | Contract | Cases |"
        yield "|---|---|---|---|---|"
        for row in page.rows:
            if row.section == section:
                yield from _cells(trace, row)


def _cells(trace: Trace, row: Row) -> Iterator[str]:
    start = f"| {row.name} | {_cell(row.says)}"
    if not row.themes:
        yield f"{start} | none: {_cell(row.reason)} | | |"
    for theme in row.themes:
        one = trace.pack.requirements[theme]
        yield (
            f"{start} | [`{theme}`]({INDEX}#{anchor(theme)}) ({one.level}) "
            f"| {_shortened(_places(trace, theme), theme)} "
            f"| {_shortened(_cases(trace, one), theme)} |"
        )
        start = "| | "


def _shortened(found: list[str], theme: str) -> str:
    more = len(found) - MOST_SHOWN
    rest = [f"and [{more} more]({INDEX}#{anchor(theme)})"] if more > 0 else []
    return "<br>".join([*found[:MOST_SHOWN], *rest])


def _testable(trace: Trace, theme: str) -> bool:
    return not trace.pack.requirements[theme].untestable


# -- the way back -----------------------------------------------------------------------


def _index(trace: Trace) -> Iterator[str]:
    requirements = trace.pack.requirements
    untestable = sum(bool(one.untestable) for one in requirements.values())
    yield MADE
    yield ""
    yield f"# {trace.pack.title}: every requirement, and what leads to it"
    yield ""
    yield (
        f"The {len(requirements)} requirements of [requirements.yaml](../requirements.yaml), in "
        f"its order; {untestable} of them cannot be tested from outside, for the reason given."
    )
    yield ""
    yield from _legend()
    for theme, one in requirements.items():
        yield ""
        yield f"## {theme}"
        yield ""
        yield f"{one.statement} ({one.level}, {one.basis})"
        yield ""
        yield f"- Source: {one.source}"
        if one.conflict:
            yield f"- Conflict: {one.conflict}"
        rows = [_link(page, row) for page, row in trace.rows(theme)]
        for label, found in (
            ("Pages", rows),
            ("Contract", _places(trace, theme)),
            ("Cases", _cases(trace, one)),
        ):
            if found:
                yield f"- {label}: {', '.join(found)}"


def _link(page: Page, row: Row) -> str:
    return f"[{page.name}, {row.section}, {row.name}]({page.file}.md#{anchor(row.section)})"


# -- what both have ---------------------------------------------------------------------


def _legend() -> Iterator[str]:
    yield (
        "Places of the [contract](../openapi.yaml) are JSON pointers, within the operation that "
        "stands before them; an operation alone is one that a statement without a place of its own "
        "speaks of. Numbered errors stand in [provider.yaml](../provider.yaml), cases in "
        "[conformance/cases](../../../conformance/cases)."
    )


def _heading(section: str) -> str:
    return section[0].upper() + section[1:]


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _places(trace: Trace, theme: str) -> list[str]:
    """The places that name the theme; where none does, the operations that it speaks of."""
    found = trace.contract.get(theme) or trace.pack.requirements[theme].operations
    return [f"`{place}`" for place in found]


def _cases(trace: Trace, one: Requirement) -> list[str]:
    if one.untestable:
        return [f"none, since it cannot be tested: {_cell(one.untestable)}"]
    cases = trace.cases.get(one.theme, ())
    return [f"`{case}`" for case in cases]
