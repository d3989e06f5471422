"""Statements: whether a target conforms to a profile of a provider."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass

from conformance.catalogue import Level, Profile, Requirement
from conformance.verdict.standing import Standing


class Conformance(enum.StrEnum):
    """What is said about a target and a profile."""

    CONFORMANT = "conformant"
    NON_CONFORMANT = "non-conformant"
    UNDETERMINED = "undetermined"


@dataclass(frozen=True)
class Statement:
    """What is said about a target and one profile of one provider.

    Attributes:
        stated, testable, shown, met: how many requirements of every level there are, how many of
            them can be tested from outside and are claimed, how many of those the run has shown
            one way or the other, and how many of those are met.
    """

    provider: str
    profile: Profile
    statement: Conformance
    stated: int
    testable: int
    shown: int
    met: int


def statements_of(judged: Iterable[tuple[Requirement, Standing]]) -> list[Statement]:
    """The statement for every provider and profile that has requirements.

    Conformant: every testable must of every claimed feature is met, and something is: a profile of
    which nothing was shown is not conformant. Non-conformant: a must is violated. Otherwise
    undetermined.
    """
    grouped: dict[tuple[str, Profile], list[tuple[Requirement, Standing]]] = {}
    for requirement, standing in judged:
        grouped.setdefault((requirement.provider, requirement.profile), []).append(
            (requirement, standing)
        )
    return [
        _statement(provider, profile, members)
        for provider in dict.fromkeys(provider for provider, _ in grouped)
        for profile in Profile
        if (members := grouped.get((provider, profile)))
    ]


def _statement(
    provider: str, profile: Profile, members: list[tuple[Requirement, Standing]]
) -> Statement:
    testable = [
        (requirement, standing)
        for requirement, standing in members
        if not requirement.untestable and standing is not Standing.NOT_CLAIMED
    ]
    decisive = [standing for requirement, standing in testable if requirement.level is Level.MUST]
    shown = [standing for _, standing in testable if standing is not Standing.NOT_SHOWN]
    if Standing.VIOLATED in decisive:
        statement = Conformance.NON_CONFORMANT
    elif Standing.MET in shown and all(standing is Standing.MET for standing in decisive):
        statement = Conformance.CONFORMANT
    else:
        statement = Conformance.UNDETERMINED
    return Statement(
        provider=provider,
        profile=profile,
        statement=statement,
        stated=len(members),
        testable=len(testable),
        shown=len(shown),
        met=sum(standing is Standing.MET for standing in shown),
    )
