"""What a run says about a requirement, and that silence is never success."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest

from conformance.catalogue import Requirement
from conformance.verdict import Finding, Standing, Verdict, standing_of

Make = Callable[..., Requirement]
P, F, W, N = Verdict.PASS, Verdict.FAIL, Verdict.WARN, Verdict.NOTE
BLOCKED, UNSUPPORTED = Verdict.BLOCKED, Verdict.UNSUPPORTED
OPEN = [Verdict.BLOCKED, Verdict.INCONCLUSIVE, Verdict.REFUSED, Verdict.ERROR]


def findings(*verdicts: Verdict) -> list[Finding]:
    """One finding for each verdict."""
    return [Finding("dexatel/a.b", "case", one, "x", f"saw {one.value}") for one in verdicts]


def standing(requirement: Requirement, *verdicts: Verdict) -> Standing:
    """What these verdicts make of a requirement."""
    return standing_of(requirement, findings(*verdicts), frozenset())[0]


@pytest.mark.parametrize("level", ["must", "should", "may", "observe"])
def test_silence_is_no_success(requirement: Make, level: str) -> None:
    """Without a finding, and with nothing but open ones, a requirement of no level is met."""
    assert standing(requirement(level)) is Standing.NOT_SHOWN
    assert standing(requirement(level), UNSUPPORTED) is Standing.NOT_CLAIMED
    for verdict in OPEN:
        assert standing(requirement(level), verdict) is Standing.NOT_SHOWN


@pytest.mark.parametrize("level", ["must", "should", "may", "observe"])
@pytest.mark.parametrize("verdict", OPEN)
def test_an_open_question_keeps_it_from_being_met(
    requirement: Make, level: str, verdict: Verdict
) -> None:
    """One case that could not decide outweighs any number that agreed."""
    shown = N if level == "observe" else P
    for order in itertools.permutations([shown, shown, verdict]):
        assert standing(requirement(level), *order) is Standing.NOT_SHOWN


@pytest.mark.parametrize(("level", "unmet"), [("must", F), ("should", W)])
def test_one_violation_is_a_violation(requirement: Make, level: str, unmet: Verdict) -> None:
    """What was shown not to hold is violated, whatever else there is."""
    for others in ([], [P, P], OPEN, [P, *OPEN, UNSUPPORTED]):
        assert standing(requirement(level), *others, unmet) is Standing.VIOLATED
        assert standing(requirement(level), unmet, *others) is Standing.VIOLATED


@pytest.mark.parametrize("level", ["must", "should", "may"])
def test_a_pass_meets(requirement: Make, level: str) -> None:
    """At least one pass and nothing open."""
    assert standing(requirement(level), P) is Standing.MET
    assert standing(requirement(level), P, P, UNSUPPORTED) is Standing.MET


@pytest.mark.parametrize("level", ["must", "should"])
def test_a_note_meets_nothing_that_is_required(requirement: Make, level: str) -> None:
    """An observation is no proof."""
    assert standing(requirement(level), N) is Standing.NOT_SHOWN


@pytest.mark.parametrize("level", ["may", "observe"])
def test_an_answer_meets_a_question(requirement: Make, level: str) -> None:
    """An open question is met by an answer, whichever it is; the answers are its reasons."""
    found, reasons = standing_of(requirement(level), findings(N, N), frozenset())

    assert found is Standing.MET
    assert reasons == ["saw note (2 times)"]


def test_what_is_not_claimed(requirement: Make) -> None:
    """A feature that the target does not claim is not judged, whatever was found."""
    featured = requirement(feature="schedule")

    for verdicts in ([], [P], [F], [BLOCKED], [UNSUPPORTED]):
        found, reasons = standing_of(featured, findings(*verdicts), frozenset({"list"}))
        assert found is Standing.NOT_CLAIMED
        assert reasons == ["the feature schedule is not claimed"]
    assert standing_of(featured, findings(P), frozenset({"schedule"}))[0] is Standing.MET


def test_reasons(requirement: Make) -> None:
    """Why something is violated or open is told once for each reason, the most frequent first."""
    violated = standing_of(requirement(), findings(F, BLOCKED, F), frozenset())[1]
    is_open = standing_of(requirement(), findings(P, BLOCKED, Verdict.ERROR), frozenset())[1]
    untestable = requirement(untestable="it takes a telephone")

    assert violated == ["expected x; observed saw fail (2 times)"]
    assert is_open == ["error: saw error", "blocked: saw blocked"]
    assert "no case" in standing_of(requirement(), [], frozenset())[1][0]
    assert "it takes a telephone" in standing_of(untestable, [], frozenset())[1][0]
