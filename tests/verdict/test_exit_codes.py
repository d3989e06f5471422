"""What a run's process ends with follows from what it has shown, and from what it has not."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from conformance.catalogue import load
from conformance.errors import RecordError
from conformance.report.record import (
    BROKEN,
    INTERRUPTED,
    MET,
    NOTHING_SELECTED,
    UNDETERMINED,
    VIOLATED,
    Parts,
    RunRecord,
    assemble,
)
from conformance.verdict import Finding, Verdict

CATALOGUE = load()
STATED = [*CATALOGUE.packs["dexatel"].requirements.values()]
MUST, OTHER_MUST = [
    one for one in STATED if one.level == "must" and not one.feature and not one.untestable
][:2]
SHOULD = next(one for one in STATED if one.level == "should" and not one.feature)
FEATURED = next(one for one in STATED if one.level == "must" and one.feature == "schedule")
UNTESTABLE = next(one for one in STATED if one.untestable and not one.feature)

SETTINGS = {
    "profile": [],
    "requirement": [],
    "level": "observe",
    "fail-on": "must",
    "accept-undetermined": False,
    "concurrency": 1,
    "max-examples": 1,
    "seed": 0,
    "patience": 5.0,
    "deviation": [],
    "shard": None,
    "budget": None,
}


def assembled(
    findings: dict[Any, Verdict],
    *,
    planned: list[str] | None = None,
    carried_out: list[str] | None = None,
    traceback: str = "",
    settings: dict[str, Any] | None = None,
    known: list[Any] | None = None,
    features: tuple[str, ...] = (),
    **parts: Any,
) -> RunRecord:
    """The record of a run with one case, and with these findings on what it has selected."""
    planned = ["a case"] if planned is None else planned
    header = {
        "suite": {"version": "1"},
        "target": {"name": "embedded", "url": "embedded", "tier": "embedded"},
        "started": "2030-01-01T00:00:00+00:00",
        "settings": {**SETTINGS, **(settings or {})},
        "known": [{"requirement": one.id, "reason": "why"} for one in known or []],
        "providers": [{"name": "dexatel", "title": "Dexatel", "features": list(features)}],
        "selected": [one.id for one in findings],
        "planned": planned,
    }
    cases = [
        {
            "id": identifier,
            "provider": "dexatel",
            "sentence": "A sentence.",
            "requirements": [one.id for one in findings],
            "seconds": 0.0,
            "broken": traceback,
        }
        for identifier in (planned if carried_out is None else carried_out)
    ]
    found = [
        Finding(one.id, "a case", verdict, "x", "y") for one, verdict in findings.items() if verdict
    ]
    made = Parts(header=header, cases=cases, findings=found, **parts)
    return assemble(made, list(CATALOGUE.requirements()))


def code(findings: dict[Any, Any], **options: Any) -> int:
    """What the run's process ends with."""
    return assembled(findings, **options).exit_code


P, F, W, N = Verdict.PASS, Verdict.FAIL, Verdict.WARN, Verdict.NOTE
NOTHING = None


@pytest.mark.parametrize(
    ("findings", "expected"),
    [
        ({MUST: P}, MET),
        ({MUST: P, SHOULD: P}, MET),
        ({MUST: P, SHOULD: W}, MET),
        ({MUST: P, SHOULD: NOTHING}, MET),
        ({MUST: P, UNTESTABLE: NOTHING}, MET),
        ({MUST: P, FEATURED: NOTHING}, MET),
        ({MUST: F}, VIOLATED),
        ({MUST: F, OTHER_MUST: P}, VIOLATED),
        ({MUST: F, OTHER_MUST: Verdict.ERROR}, VIOLATED),
        ({MUST: F, OTHER_MUST: Verdict.BLOCKED}, VIOLATED),
        ({MUST: P, OTHER_MUST: Verdict.ERROR}, BROKEN),
        ({MUST: P, SHOULD: Verdict.ERROR}, BROKEN),
        ({MUST: NOTHING}, UNDETERMINED),
        ({MUST: P, OTHER_MUST: NOTHING}, UNDETERMINED),
        ({MUST: P, OTHER_MUST: Verdict.BLOCKED}, UNDETERMINED),
        ({MUST: P, OTHER_MUST: Verdict.REFUSED}, UNDETERMINED),
        ({MUST: P, OTHER_MUST: Verdict.INCONCLUSIVE}, UNDETERMINED),
        ({MUST: N}, UNDETERMINED),
        ({SHOULD: W}, UNDETERMINED),
        ({SHOULD: NOTHING}, UNDETERMINED),
        ({FEATURED: Verdict.UNSUPPORTED}, UNDETERMINED),
        ({UNTESTABLE: NOTHING}, UNDETERMINED),
        ({}, UNDETERMINED),
    ],
)
def test_what_was_found(findings: dict[Any, Any], expected: int) -> None:
    """Green is only what has shown every selected must that can be tested and is claimed."""
    assert code(findings) == expected


def test_a_case_that_broke() -> None:
    """A breakdown counts though all that its case was to show has been shown otherwise."""
    assert code({MUST: P}, traceback="Traceback: here") == BROKEN
    assert code({MUST: F}, traceback="Traceback: here") == VIOLATED


def test_nothing_planned() -> None:
    """An empty selection is not green."""
    assert code({MUST: NOTHING}, planned=[]) == NOTHING_SELECTED
    assert code({}, planned=[], settings={"accept-undetermined": True}) == NOTHING_SELECTED


def test_should_counts_when_asked_for() -> None:
    """A recommendation that is not followed fails a run only when the user wants it to."""
    strict = {"fail-on": "should"}

    assert code({MUST: P, SHOULD: W}, settings=strict) == VIOLATED
    assert code({MUST: P, SHOULD: P}, settings=strict) == MET


def test_undetermined_may_be_accepted() -> None:
    """Accepting what could not be shown accepts neither violations nor an empty run."""
    accepting = {"accept-undetermined": True}

    assert code({MUST: P, OTHER_MUST: Verdict.BLOCKED}, settings=accepting) == MET
    assert code({MUST: F, OTHER_MUST: Verdict.BLOCKED}, settings=accepting) == VIOLATED
    assert code({MUST: Verdict.BLOCKED}, settings=accepting) == UNDETERMINED
    assert code({MUST: P, OTHER_MUST: Verdict.ERROR}, settings=accepting) == BROKEN


def test_known_violations() -> None:
    """What is known to be violated fails no run, and nothing else is excused with it."""
    assert code({MUST: F, OTHER_MUST: P}, known=[MUST]) == MET
    assert code({MUST: F, OTHER_MUST: F}, known=[MUST]) == VIOLATED
    assert code({MUST: F}, known=[MUST]) == UNDETERMINED


def test_a_run_that_was_interrupted() -> None:
    """Whoever stops a run is told so, whatever it had found."""
    for findings in ({MUST: P}, {MUST: F}, {MUST: Verdict.ERROR}):
        record = assembled(findings, interrupted=True)
        assert record.exit_code == INTERRUPTED
        assert record.data["run"]["complete"] is False


def test_a_process_that_died() -> None:
    """A run one of whose processes left no end is not green, though all it has shown is fine."""
    assert code({MUST: P}, ended=False) == UNDETERMINED
    assert code({MUST: P}, ended=False, settings={"accept-undetermined": True}) == UNDETERMINED
    assert code({MUST: F}, ended=False) == VIOLATED
    assert code({MUST: P}, broken=True) == BROKEN


@pytest.mark.parametrize("accept", [False, True])
def test_cases_that_were_not_carried_out(accept: bool) -> None:  # noqa: FBT001 - a setting
    """A planned case that never ran might have shown anything."""
    record = assembled(
        {MUST: P},
        planned=["a case", "another"],
        carried_out=["a case"],
        settings={"accept-undetermined": accept},
    )

    assert record.exit_code == UNDETERMINED
    assert record.data["run"]["complete"] is False


def test_what_was_not_selected_does_not_count() -> None:
    """A violation beyond the selection is shown, and does not decide about the run."""
    header_only = assembled({MUST: P})
    beyond = Finding(OTHER_MUST.id, "a case", F, "x", "y")
    parts = Parts(
        header={
            **{key: header_only.data[key] for key in ("suite", "target", "providers")},
            "started": "2030-01-01T00:00:00+00:00",
            "settings": SETTINGS,
            "known": [],
            "selected": [MUST.id],
            "planned": ["a case"],
        },
        cases=list(header_only.data["cases"]),
        findings=[Finding(MUST.id, "a case", P), beyond],
    )

    record = assemble(parts, list(CATALOGUE.requirements()))

    assert record.exit_code == MET
    violated = [one["id"] for one in record.requirements if one["standing"] == "violated"]
    assert violated == [OTHER_MUST.id]


@pytest.mark.parametrize(
    ("carried_out", "told"),
    [(["a case", "a case"], "carried out twice"), (["another"], "not planned")],
)
def test_parts_that_contradict_each_other(carried_out: list[str], told: str) -> None:
    """A record that cannot be is an error and no result."""
    with pytest.raises(RecordError, match=told):
        assembled({MUST: P}, carried_out=carried_out)


def test_every_combination_that_is_green_has_shown_its_musts() -> None:
    """No two musts are green unless all that the target has are shown to hold, and one is."""
    verdicts = [NOTHING, *Verdict]
    for one, other in itertools.product(verdicts, repeat=2):
        green = code({MUST: one, OTHER_MUST: other}) == MET
        shown = {one, other} - {Verdict.UNSUPPORTED}
        assert green is (shown == {P}), (one, other)
