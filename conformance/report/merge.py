"""Merging: one record out of the records of several runs that shared the work on one target."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from conformance.catalogue import Basis, Level, Profile, Requirement
from conformance.errors import RecordError
from conformance.report.coverage import joined
from conformance.report.record import BROKEN, INTERRUPTED, Parts, RunRecord, assemble
from conformance.verdict.finding import Finding
from conformance.wire.exchange import Exchange


def merged(
    records: Sequence[RunRecord], exchanges: Sequence[Mapping[str, Exchange]]
) -> tuple[RunRecord, list[Exchange]]:
    """One record of several, and its exchanges, which get numbers that are unique in it.

    The runs are shards (`--shard 1/2`, `--shard 2/2`), or runs of different providers. A shard that
    is missing makes the merged record incomplete.

    Args:
        exchanges: of each record, by number.

    Raises:
        RecordError: when the records are not parts of one run.
    """
    if not records:
        raise RecordError("There is nothing to merge.", "Give the folders of the shards.")
    for what, read in (
        ("versions of the suite", lambda record: record.data["suite"]["version"]),
        ("targets", lambda record: record.data["target"]),
        ("settings", _settings),
    ):
        _agree(records, what, read)
    all_shards = _shards_are_whole(records)
    requirements = _requirements(records)
    runs = [record.data["run"] for record in records]
    started = min(runs, key=lambda run: datetime.fromisoformat(run["started"]))["started"]
    parts = Parts(
        header={
            "suite": records[0].data["suite"],
            "target": records[0].data["target"],
            "started": started,
            "settings": {**runs[0]["settings"], "shard": None},
            "known": list(
                {one["requirement"]: one for run in runs for one in run["known"]}.values()
            ),
            "providers": _providers(records),
            "selected": [
                one["id"] for record in records for one in record.requirements if one["selected"]
            ],
            "planned": [case for run in runs for case in run["planned"]],
        },
        cases=[case for record in records for case in record.data["cases"]],
        exchanges=sum(run["exchanges"] for run in runs),
        ended=all_shards and all(run["complete"] for run in runs),
        interrupted=any(record.exit_code == INTERRUPTED for record in records),
        broken=any(record.exit_code == BROKEN for record in records),
        seconds=_seconds(runs, started),
    )
    numbered: list[Exchange] = []
    for place, (record, own) in enumerate(zip(records, exchanges, strict=True), 1):
        for data in record.findings:
            finding = Finding.from_json(dict(data))
            numbers = tuple(f"{place}.{number}" for number in finding.exchanges)
            parts.findings.append(replace(finding, exchanges=numbers))
        numbered += [replace(one, number=f"{place}.{one.number}") for one in own.values()]
    exercised = joined(record.data.get("coverage", ()) for record in records)
    return assemble(parts, requirements, exercised), numbered


def missing_shards(records: Sequence[RunRecord]) -> list[str]:
    """The shards, as `I/N`, that nobody gave."""
    found: list[str] = []
    for shards in _shards(records).values():
        whole = shards[0][1]
        given = {part for part, _ in shards}
        found += [f"{part}/{whole}" for part in range(1, whole + 1) if part not in given]
    return found


def _agree(records: Sequence[RunRecord], what: str, read: Any) -> None:
    first = read(records[0])
    for record in records[1:]:
        if read(record) != first:
            raise RecordError(
                f"The records have different {what}: {first} and {read(record)}.",
                "Merge what came of one run on one target; compare others with "
                "`conformance compare` or put them side by side with `conformance matrix`.",
            )


def _settings(record: RunRecord) -> dict[str, Any]:
    return {
        name: value for name, value in record.data["run"]["settings"].items() if name != "shard"
    }


def _shards(records: Sequence[RunRecord]) -> dict[tuple[str, ...], list[tuple[int, int]]]:
    """The shards that were given, by the providers that they are of."""
    found: dict[tuple[str, ...], list[tuple[int, int]]] = {}
    for record in records:
        shard = record.data["run"]["settings"].get("shard")
        if shard:
            names = tuple(sorted(one["name"] for one in record.data["providers"]))
            found.setdefault(names, []).append((shard[0], shard[1]))
    return found


def _shards_are_whole(records: Sequence[RunRecord]) -> bool:
    for shards in _shards(records).values():
        if len({whole for _, whole in shards}) > 1:
            raise RecordError(
                "The shards are of different divisions: "
                + ", ".join(f"{part}/{whole}" for part, whole in shards)
                + ".",
                "Merge shards of the same N.",
            )
        for (part, whole), count in Counter(shards).items():
            if count > 1:
                raise RecordError(f"Shard {part}/{whole} is there {count} times.", "Give it once.")
    return not missing_shards(records)


def _providers(records: Sequence[RunRecord]) -> list[Mapping[str, Any]]:
    found: dict[str, Mapping[str, Any]] = {}
    for record in records:
        for provider in record.data["providers"]:
            known = found.setdefault(provider["name"], provider)
            if known != provider:
                raise RecordError(
                    f"The records claim different features of {provider['title']}.",
                    "Give every shard the same --features.",
                )
    return list(found.values())


def _requirements(records: Sequence[RunRecord]) -> Iterator[Requirement]:
    """The requirements as the records have them, once each."""
    found: dict[str, Requirement] = {}
    for record in records:
        for entry in record.requirements:
            requirement = Requirement(
                provider=entry["provider"],
                theme=entry["theme"],
                statement=entry["statement"],
                level=Level(entry["level"]),
                basis=Basis(entry["basis"]),
                source=entry["source"],
                profile=Profile(entry["profile"]),
                operations=tuple(entry["operations"]),
                feature=entry["feature"],
                conflict=entry["conflict"],
                untestable=entry["untestable"],
            )
            if found.setdefault(entry["id"], requirement) != requirement:
                raise RecordError(
                    f"The records do not agree about what {entry['id']} requires.",
                    "Run all shards with the same version of the suite.",
                )
    return iter(found.values())


def _seconds(runs: Sequence[Mapping[str, Any]], started: str) -> float:
    """From when the first run began to when the last one ended."""
    begin = datetime.fromisoformat(started)
    ends = (
        datetime.fromisoformat(run["started"]) + timedelta(seconds=run["seconds"]) for run in runs
    )
    return (max(ends) - begin).total_seconds()
