"""The writer: closes a run's journals into a record, and writes every report of it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from conformance.catalogue import Catalogue, load
from conformance.errors import RecordError
from conformance.report import badge, html, junit, summary
from conformance.report.coverage import coverage
from conformance.report.record import Parts, RunRecord, assemble
from conformance.verdict.finding import Finding
from conformance.wire.exchange import Exchange
from conformance.wire.journal import FOLDER, entries

EXCHANGES = "exchanges.ndjson"
FILES = (
    "report.json",
    "index.html",
    "junit.xml",
    "summary.md",
    "badge.json",
    "badge.svg",
    EXCHANGES,
)
"""Everything that a report's folder holds."""


def close(
    directory: Path, catalogue: Catalogue | None = None, *, broken: bool = False
) -> RunRecord:
    """Make a record of the journals in a report's folder, and write every report.

    Args:
        broken: whether pytest itself came to grief.

    Raises:
        RecordError: when the journals hold no run.
    """
    parts = Parts(header={}, broken=broken)
    exchanges: list[Exchange] = []
    begun = ended = 0
    last = ""
    for entry in entries(directory):
        match entry.pop("kind"):
            case "header":
                parts.header = _same(parts.header, entry)
                begun += 1
            case "exchange":
                exchanges.append(Exchange.from_json(entry))
                last = max(last, str(entry["started"]))
            case "finding":
                parts.findings.append(Finding.from_json(entry))
            case "case":
                parts.cases.append(entry)
            case "footer":
                ended += 1
                parts.interrupted |= bool(entry["interrupted"])
                last = max(last, str(entry["ended"]))
    if not parts.header:
        raise RecordError("The run has left no journal.", "Was it stopped while collecting?")
    parts.ended = ended >= begun
    parts.exchanges = len(exchanges)
    started = datetime.fromisoformat(parts.header["started"])
    parts.seconds = (datetime.fromisoformat(last) - started).total_seconds() if last else 0.0
    catalogue = catalogue or load()
    record = assemble(parts, catalogue.requirements(), coverage(parts.header, exchanges, catalogue))
    save(directory, record, exchanges)
    shutil.rmtree(directory / FOLDER)
    return record


def save(directory: Path, record: RunRecord, exchanges: Iterable[Exchange]) -> None:
    """Write a record, its exchanges and every report of them into a folder."""
    numbered = {exchange.number: exchange for exchange in exchanges}
    with (directory / EXCHANGES).open("w", encoding="utf-8") as file:
        for exchange in numbered.values():
            line = json.dumps(exchange.as_json(), ensure_ascii=True, separators=(",", ":"))
            file.write(line + "\n")
    record.save(directory)
    _render(directory, record, numbered)


def render(directory: Path) -> None:
    """Write every report of a record that stands in a folder anew.

    Raises:
        RecordError: when the folder has no record.
    """
    record = RunRecord.load(directory)
    _render(directory, record, {one.number: one for one in read_exchanges(directory)})


def _render(directory: Path, record: RunRecord, exchanges: Mapping[str, Exchange]) -> None:
    (directory / "index.html").write_text(html.page(record, exchanges), encoding="utf-8")
    (directory / "junit.xml").write_bytes(junit.document(record, exchanges))
    (directory / "summary.md").write_text(summary.markdown(record), encoding="utf-8")
    (directory / "badge.json").write_text(badge.endpoint(record), encoding="utf-8")
    (directory / "badge.svg").write_text(badge.image(record), encoding="utf-8")


def read_exchanges(directory: Path) -> Iterator[Exchange]:
    """The exchanges that a report's folder holds.

    Raises:
        RecordError: naming the line that is none.
    """
    path = directory / EXCHANGES
    if not path.is_file():
        return
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            try:
                exchange = Exchange.from_json(json.loads(line))
            except (ValueError, TypeError, KeyError) as error:
                raise RecordError(f"{path}:{number}: this line is no exchange.") from error
            yield exchange


def now() -> str:
    """The present, as records write it."""
    return datetime.now(UTC).isoformat()


def _same(header: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """One header for several processes of the same run: that of the first, which began it."""
    if not header:
        return other
    if header["planned"] != other["planned"]:
        raise RecordError("Two processes of one run had planned different cases.")
    return min(header, other, key=lambda one: str(one["started"]))
