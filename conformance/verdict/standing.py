"""The standing of a requirement: what all findings of a run say about it together."""

from __future__ import annotations

import enum
from collections import Counter
from collections.abc import Iterable

from conformance.catalogue import Level, Requirement
from conformance.verdict.finding import Finding, Verdict

OPEN = (Verdict.ERROR, Verdict.BLOCKED, Verdict.INCONCLUSIVE, Verdict.REFUSED)
"""Verdicts that keep a requirement from being met, the worst first."""


class Standing(enum.StrEnum):
    """What a run says about a requirement."""

    MET = "met"
    VIOLATED = "violated"
    NOT_SHOWN = "not-shown"
    NOT_CLAIMED = "not-claimed"


def standing_of(
    requirement: Requirement, findings: Iterable[Finding], features: frozenset[str]
) -> tuple[Standing, list[str]]:
    """The standing of one requirement, and the reasons for it.

    Violated: any fail (for a `should`, any warn). Met: at least one pass and nothing open.
    Otherwise not shown. An `observe` or `may` is met by an answer, whichever it is. What a target
    has turned out not to have, and need not have, counts as not claimed.

    Args:
        findings: those about this requirement.
        features: those that the target claims of this provider.
    """
    if requirement.feature and requirement.feature not in features:
        return Standing.NOT_CLAIMED, [f"the feature {requirement.feature} is not claimed"]
    by_verdict: dict[Verdict, list[Finding]] = {}
    for finding in findings:
        by_verdict.setdefault(finding.verdict, []).append(finding)
    against = by_verdict.get(Verdict.FAIL, []) + by_verdict.get(Verdict.WARN, [])
    if against:
        return Standing.VIOLATED, _reasons(
            f"expected {one.expected}; observed {one.observed}" for one in against
        )
    undecided = [one for verdict in OPEN for one in by_verdict.get(verdict, ())]
    if undecided:
        return Standing.NOT_SHOWN, _reasons(f"{one.verdict}: {one.observed}" for one in undecided)
    answers = by_verdict.get(Verdict.NOTE, [])
    if requirement.level in {Level.OBSERVE, Level.MAY} and answers:
        return Standing.MET, _reasons(
            one.observed or one.expected for one in answers if one.observed or one.expected
        )
    if by_verdict.get(Verdict.PASS):
        return Standing.MET, []
    lacking = by_verdict.get(Verdict.UNSUPPORTED, [])
    if lacking:
        return Standing.NOT_CLAIMED, _reasons(one.observed for one in lacking)
    if answers:
        return Standing.NOT_SHOWN, _reasons(one.observed for one in answers)
    if requirement.untestable:
        return Standing.NOT_SHOWN, [f"cannot be tested from outside: {requirement.untestable}"]
    return Standing.NOT_SHOWN, ["no case of this run has looked at it"]


def _reasons(texts: Iterable[str]) -> list[str]:
    """Each reason once, the most frequent first, with how often it came."""
    counted = Counter(texts)
    return [
        text if count == 1 else f"{text} ({count} times)" for text, count in counted.most_common(5)
    ]
