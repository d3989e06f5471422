"""The run record: the complete, closed result of a run, and the only input of every report."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from conformance.catalogue import Level, Requirement
from conformance.catalogue.catalogue import schema_named
from conformance.errors import RecordError
from conformance.verdict.finding import Finding, Verdict
from conformance.verdict.standing import Standing, standing_of
from conformance.verdict.statement import statements_of

SCHEMA_VERSION = 1
FILE = "report.json"

MET, VIOLATED, INTERRUPTED, BROKEN, NOTHING_SELECTED, UNDETERMINED = 0, 1, 2, 3, 5, 6
"""Exit codes of a run; 4 is a usage error, which has no record."""


@dataclass
class Parts:
    """What a record is made of, as journals hold it.

    Attributes:
        header: what was to be tested: see `conformance.report.writer.header_of`.
        cases: one entry per case that was carried out.
        exchanges: how many requests were made.
        ended: whether every process came to its end; `interrupted` whether one was stopped.
    """

    header: dict[str, Any]
    cases: list[dict[str, Any]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    exchanges: int = 0
    ended: bool = True
    interrupted: bool = False
    broken: bool = False
    seconds: float = 0.0


class RunRecord:
    """A complete record, as plain data.

    Raises:
        RecordError: when the data is no record.
    """

    def __init__(self, data: Mapping[str, Any]) -> None:
        validator = Draft202012Validator(schema_named("report"))
        for error in validator.iter_errors(data):
            where = "/".join(str(step) for step in error.absolute_path) or "the record"
            raise RecordError(f"This is no run record: {where}: {error.message}.")
        known = {one["id"] for one in data["requirements"]}
        for finding in data["findings"]:
            if finding["requirement"] not in known:
                raise RecordError(
                    f"A finding speaks of {finding['requirement']}, which the record does not have."
                )
        self.data = data

    @classmethod
    def load(cls, directory: Path) -> RunRecord:
        """The record in a report's folder.

        Raises:
            RecordError: when there is none, or it is damaged.
        """
        path = directory / FILE
        advice = f"Give a folder that a run has written, with a {FILE} in it."
        try:
            return cls(json.loads(path.read_text(encoding="utf-8")))
        except OSError as error:
            raise RecordError(f"{path} cannot be read: {error.strerror}.", advice) from error
        except ValueError as error:
            raise RecordError(f"{path} is no JSON: {error}.", advice) from error

    def save(self, directory: Path) -> None:
        """Write the record into a report's folder."""
        text = json.dumps(self.data, indent=1, ensure_ascii=True)
        (directory / FILE).write_text(text + "\n", encoding="utf-8")

    @property
    def exit_code(self) -> int:
        """What the run's process ends with."""
        return int(self.data["run"]["exit_code"])

    @property
    def statements(self) -> Sequence[Mapping[str, Any]]:
        """What is said about each profile of each provider."""
        found: Sequence[Mapping[str, Any]] = self.data["statements"]
        return found

    @property
    def requirements(self) -> Sequence[Mapping[str, Any]]:
        """Every requirement of the tested providers, with its standing."""
        found: Sequence[Mapping[str, Any]] = self.data["requirements"]
        return found

    @property
    def findings(self) -> Sequence[Mapping[str, Any]]:
        """Every finding."""
        found: Sequence[Mapping[str, Any]] = self.data["findings"]
        return found


def assemble(
    parts: Parts,
    requirements: Iterable[Requirement],
    coverage: Sequence[Mapping[str, Any]] = (),
) -> RunRecord:
    """Close a run: standings, statements and the exit code from everything that was found.

    Args:
        requirements: of at least the tested providers; others are left out.
        coverage: what was exercised, for each provider: see `conformance.report.coverage`.

    Raises:
        RecordError: when the parts contradict each other.
    """
    header = parts.header
    features = {one["name"]: frozenset(one["features"]) for one in header["providers"]}
    selected = frozenset(header["selected"])
    planned = list(header["planned"])
    carried_out = [case["id"] for case in parts.cases]
    if len(set(carried_out)) != len(carried_out):
        raise RecordError("A case was carried out twice in one run.", "Merge different shards.")
    if not set(carried_out) <= set(planned):
        raise RecordError("A case was carried out that was not planned.")
    by_requirement: dict[str, list[Finding]] = {}
    for finding in parts.findings:
        by_requirement.setdefault(finding.requirement, []).append(finding)
    judged: list[tuple[Requirement, Standing]] = []
    entries: list[dict[str, Any]] = []
    for requirement in requirements:
        if requirement.provider not in features:
            continue
        found = by_requirement.get(requirement.id, [])
        claimed = features[requirement.provider]
        standing, reasons = standing_of(requirement, found, claimed)
        if requirement.id not in selected and standing is Standing.NOT_SHOWN:
            reasons = ["not selected"]
        judged.append((requirement, standing))
        entries.append(_entry(requirement, standing, reasons, found, requirement.id in selected))
    complete = parts.ended and not parts.interrupted and set(carried_out) == set(planned)
    profiles = {(one.provider, one.profile) for one, _ in judged if one.id in selected}
    return RunRecord(
        {
            "schema_version": SCHEMA_VERSION,
            "suite": header["suite"],
            "target": header["target"],
            "run": {
                "started": header["started"],
                "seconds": round(parts.seconds, 3),
                "exit_code": exit_code(parts, judged, selected),
                "complete": complete,
                "exchanges": parts.exchanges,
                "planned": planned,
                "settings": header["settings"],
                "known": header["known"],
            },
            "providers": header["providers"],
            "statements": [
                asdict(one)
                for one in statements_of(judged)
                if (one.provider, one.profile) in profiles
            ],
            "requirements": entries,
            "cases": sorted(parts.cases, key=lambda case: planned.index(case["id"])),
            "findings": [finding.as_json() for finding in parts.findings],
            "coverage": list(coverage),
        }
    )


def exit_code(
    parts: Parts, judged: Iterable[tuple[Requirement, Standing]], selected: frozenset[str]
) -> int:
    """What a run's process ends with.

    A violation outranks a breakdown of the suite: what was shown stays shown.
    """
    settings = parts.header["settings"]
    known = {one["requirement"] for one in parts.header["known"]}
    weighed = {Level.MUST, Level.SHOULD} if settings["fail-on"] == "should" else {Level.MUST}
    if not parts.header["planned"]:
        return NOTHING_SELECTED
    if parts.interrupted:
        return INTERRUPTED
    mine = [(one, standing) for one, standing in judged if one.id in selected]
    if any(
        standing is Standing.VIOLATED and one.level in weighed and one.id not in known
        for one, standing in mine
    ):
        return VIOLATED
    if parts.broken or any(case["broken"] for case in parts.cases):
        return BROKEN
    if any(one.verdict is Verdict.ERROR for one in parts.findings):
        return BROKEN
    carried_out = {case["id"] for case in parts.cases}
    if not parts.ended or carried_out != set(parts.header["planned"]):
        return UNDETERMINED  # nobody knows what the cases that are missing would have shown
    is_open = any(
        standing is Standing.NOT_SHOWN and one.level is Level.MUST and not one.untestable
        for one, standing in mine
    )
    something = any(standing is Standing.MET for _, standing in mine)
    if something and (settings["accept-undetermined"] or not is_open):
        return MET
    return UNDETERMINED


def _entry(
    requirement: Requirement,
    standing: Standing,
    reasons: list[str],
    findings: Sequence[Finding],
    selected: bool,  # noqa: FBT001 - plain data
) -> dict[str, Any]:
    return {
        "id": requirement.id,
        "provider": requirement.provider,
        "theme": requirement.theme,
        "statement": requirement.statement,
        "level": requirement.level,
        "basis": requirement.basis,
        "source": requirement.source,
        "profile": requirement.profile,
        "operations": list(requirement.operations),
        "feature": requirement.feature,
        "conflict": requirement.conflict,
        "untestable": requirement.untestable,
        "selected": selected,
        "standing": standing,
        "reasons": reasons,
        "cases": list(dict.fromkeys(finding.case for finding in findings)),
    }
