"""What a run has shown, in short: as Markdown for a pull request, as lines for a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping

from conformance.report.digest import Digest, Entry, Kind, counted, duration, listed, moment
from conformance.report.record import MET, VIOLATED, RunRecord
from conformance.report.reproduce import run_again
from conformance.report.visible import cut, one_line, visible
from conformance.verdict.statement import Conformance

WIDTH = 80
"""Columns of a terminal."""

MOST_NAMED = 10
"""How many violated requirements a terminal is told of."""

MOST_LISTED = 50
"""How many a comment is told of."""

Line = tuple[str, Mapping[str, bool]]

MARKS = {
    Conformance.CONFORMANT: "✅ conformant",
    Conformance.NON_CONFORMANT: "❌ non-conformant",
    Conformance.UNDETERMINED: "❔ undetermined",
}


# -- Markdown ---------------------------------------------------------------------------


def markdown(record: RunRecord) -> str:
    """summary.md: for a comment on a pull request, or for GITHUB_STEP_SUMMARY."""
    return "\n".join(_markdown(Digest(record))) + "\n"


def _markdown(digest: Digest) -> Iterator[str]:
    record, run, target = digest.record, digest.run, digest.target
    yield f"## SMS conformance: {_escaped(listed(digest.titles.values()))}"
    yield ""
    yield f"**{_escaped(_sentence(digest))}** (exit code {record.exit_code})"
    yield ""
    yield (
        f"Target {_code(target['url'])} ({target['tier']}), {moment(run['started'])}, "
        f"sms-conformance {_escaped(record.data['suite']['version'])}, "
        f"{counted(len(digest.cases), 'case')}, {counted(run['exchanges'], 'exchange')}, "
        f"{duration(run['seconds'])}."
    )
    if not run["complete"]:
        missing = counted(len(digest.not_carried_out()), "planned case")
        yield f"\n> The run is **not complete**: {missing} left no result."
    yield from _statements(digest)
    for kind in (Kind.VIOLATED, Kind.NOT_FOLLOWED):
        yield from _unmet(digest, kind)
    yield from _rest(digest)


def _statements(digest: Digest) -> Iterator[str]:
    if not digest.record.statements:
        return
    yield ""
    yield "| Provider | Profile | Statement | Testable of stated | Of those shown | Of those met |"
    yield "|---|---|---|--:|--:|--:|"
    for one in digest.record.statements:
        yield (
            f"| {_escaped(digest.titles.get(one['provider'], one['provider']))} "
            f"| {one['profile']} | {MARKS[one['statement']]} "
            f"| {one['testable']} of {one['stated']} | {one['shown']} of {one['testable']} "
            f"| {one['met']} of {one['shown']} |"
        )


def _unmet(digest: Digest, kind: Kind) -> Iterator[str]:
    found = digest.of_kind(kind)
    if not found:
        return
    heading = f"{str(kind).capitalize()} ({len(found)})"
    folded = kind is Kind.NOT_FOLLOWED
    yield f"\n<details><summary>{heading}</summary>\n" if folded else f"\n### {heading}\n"
    for one in found[:MOST_LISTED]:
        known = " *(known)*" if one["id"] in digest.known else ""
        yield f"- {_code(one['id'])}{known}: {_escaped(one['statement'])}"
        seen = _first_unmet(digest, one)
        if seen:
            yield f"  - expected {_code(seen['expected'])}, observed {_code(seen['observed'])}"
    if len(found) > MOST_LISTED:
        yield f"- and {len(found) - MOST_LISTED} more"
    if folded:
        yield "\n</details>"


def _rest(digest: Digest) -> Iterator[str]:
    tally = ", ".join(f"{count} {kind}" for kind, count in digest.counts().items())
    yield ""
    yield f"Requirements: {tally or 'none'}."
    reason, count = digest.commonest_reason()
    if reason:
        yield f"Most of what is not shown ({count}): {_code(reason)}."
    yield ""
    yield (
        "The whole report, with every request and answer behind it, is `index.html` in the "
        "report's folder: download it and open it in a browser; it needs nothing else. "
        f"To repeat the run: {_code(run_again(digest.record), 2000)}"
    )


def _contradictions(digest: Digest, requirement: Entry) -> list[Entry]:
    """The findings that contradict a requirement, one of each case at most."""
    findings = digest.findings.get(requirement["id"], [])
    return [one for one in findings if one["verdict"] in {"fail", "warn"}]


def _first_unmet(digest: Digest, requirement: Entry) -> Entry | None:
    return next(iter(_contradictions(digest, requirement)), None)


def _code(text: str, longest: int = 200) -> str:
    """Text that Markdown leaves alone: no link, no mention, no markup in it means anything."""
    line = one_line(text, longest)
    fence = "`"
    while fence in line:
        fence += "`"
    padding = " " if line.startswith("`") or line.endswith("`") or not line else ""
    return f"{fence}{padding}{line}{padding}{fence}"


def _escaped(text: str) -> str:
    """A sentence of ours; code between backticks stays code, nothing else is markup."""
    pieces = one_line(text).split("`")
    if len(pieces) % 2 == 0:
        pieces = [" ".join(pieces)]
    return "`".join(
        piece
        if odd % 2
        else "".join(f"\\{one}" if one in "\\*_<>[]|#~&@" else one for one in piece)
        for odd, piece in enumerate(pieces)
    )


# -- a terminal -------------------------------------------------------------------------


def terminal_lines(record: RunRecord) -> Iterator[Line]:
    """Lines of at most 80 columns for the end of pytest's output, each with its markup."""
    digest = Digest(record)
    widest = max((len(one_line(title)) for title in digest.titles.values()), default=0)
    for name, title in digest.titles.items():
        yield from _provider(digest, name, one_line(title).ljust(widest))
    yield from _wrapped(_tally(digest), {})
    yield from _named(digest, Kind.VIOLATED, {"red": True})
    yield from _named(digest, Kind.NOT_FOLLOWED, {"yellow": True})
    for case in digest.broken()[:MOST_NAMED]:
        yield one_line(f"BROKEN {case['id']}", WIDTH), {"red": True, "bold": True}
    yield from _open(digest)
    colour = {MET: "green", VIOLATED: "red"}.get(record.exit_code, "yellow")
    exit_line = f"exit {record.exit_code}: {_sentence(digest)}"
    yield from _wrapped(exit_line, {colour: True, "bold": True})


def _provider(digest: Digest, name: str, title: str) -> Iterator[Line]:
    grouped: dict[str, list[str]] = {}
    for one in digest.statements(name):
        grouped.setdefault(one["statement"], []).append(one["profile"])
    narrowed = " selected" if digest.narrowed_to(name) else ""
    said = [
        f"{statement}: {', '.join(grouped[statement])}"
        if len(grouped) > 1
        else f"{statement} ({counted(len(grouped[statement]), f'{narrowed} profile'.strip())})"
        for statement in (
            Conformance.NON_CONFORMANT,
            Conformance.UNDETERMINED,
            Conformance.CONFORMANT,
        )
        if statement in grouped
    ]
    colour = {
        Conformance.CONFORMANT: "green",
        Conformance.NON_CONFORMANT: "red",
        Conformance.UNDETERMINED: "yellow",
    }[digest.conformance(name)]
    line = f"{title}  {'; '.join(said) or 'nothing was selected'}"
    yield from _wrapped(line, {colour: True}, indent=len(title) + 2)


def _tally(digest: Digest) -> str:
    counts = digest.counts()
    said = [
        f"{counts.get(kind, 0)} {kind}"
        for kind in (
            Kind.MET,
            Kind.VIOLATED,
            Kind.NOT_FOLLOWED,
            Kind.NOT_SHOWN,
            Kind.NOT_CLAIMED,
            Kind.UNTESTABLE,
            Kind.NOT_SELECTED,
        )
        if kind in counts or kind in {Kind.MET, Kind.VIOLATED, Kind.NOT_SHOWN, Kind.NOT_CLAIMED}
    ]
    exchanges = counted(digest.run["exchanges"], "exchange")
    return f"requirements: {', '.join(said)}; {exchanges} in {duration(digest.run['seconds'])}"


def _named(digest: Digest, kind: Kind, markup: Mapping[str, bool]) -> Iterator[Line]:
    # What most cases run into is best mended first: much of the rest may come of it.
    found = sorted(digest.of_kind(kind), key=lambda one: -len(_contradictions(digest, one)))
    limit = MOST_NAMED if kind is Kind.VIOLATED else 3
    for one in found[:limit]:
        known = ", known" if one["id"] in digest.known else ""
        often = len(_contradictions(digest, one))
        where = f" in {counted(often, 'case')}" if often > 1 else ""
        line = one_line(f"{str(kind).upper()}{known} {one['id']}{where}", WIDTH)
        yield line, {**markup, "bold": True}
        seen = _first_unmet(digest, one)
        if seen and kind is Kind.VIOLATED:
            for what in ("expected", "observed"):
                line = one_line(f"{what} {seen[what]}", 2 * WIDTH - 10)
                yield from _wrapped(f"  {line}", {}, indent=4)
    if len(found) > limit:
        yield f"+{len(found) - limit} more {kind}", markup


def _open(digest: Digest) -> Iterator[Line]:
    found = digest.of_kind(Kind.NOT_SHOWN)
    if found:
        reason, count = digest.commonest_reason()
        musts = sum(one["level"] == "must" for one in found)
        line = f"not shown: {len(found)}, of which {musts} must; {count} for this reason: {reason}"
        yield from _wrapped(one_line(line, 2 * WIDTH - 10), {"yellow": True})
    missing = digest.not_carried_out()
    if missing:
        yield (
            f"not complete: {counted(len(missing), 'planned case')} left no result",
            {"yellow": True},
        )


def _sentence(digest: Digest) -> str:
    said = digest.meaning()
    return said[:1].upper() + said[1:] + "."


def _wrapped(line: str, markup: Mapping[str, bool], indent: int = 2) -> Iterator[Line]:
    for part in textwrap.wrap(visible(line), WIDTH, subsequent_indent=" " * indent):
        yield cut(part, WIDTH), markup  # wide characters are not known to textwrap
