"""What is said about a profile, and that nothing is said without grounds."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.catalogue import Basis, Level, Profile, Requirement
from conformance.verdict import Standing, statements_of
from conformance.verdict.statement import Conformance

Make = Callable[..., Requirement]
MET, VIOLATED = Standing.MET, Standing.VIOLATED
OPEN, NOT_CLAIMED = Standing.NOT_SHOWN, Standing.NOT_CLAIMED
YES, NO, MAYBE = Conformance.CONFORMANT, Conformance.NON_CONFORMANT, Conformance.UNDETERMINED

TABLE: dict[str, tuple[list[tuple[str, Standing]], Conformance]] = {
    "all met": ([("must", MET), ("should", MET)], YES),
    "one violated": ([("must", MET), ("must", VIOLATED)], NO),
    "one violated and one open": ([("must", OPEN), ("must", VIOLATED)], NO),
    "one open": ([("must", MET), ("must", OPEN)], MAYBE),
    "all open": ([("must", OPEN)], MAYBE),
    "a recommendation not followed": ([("must", MET), ("should", VIOLATED)], YES),
    "a recommendation open": ([("must", MET), ("should", OPEN)], YES),
    "one not claimed": ([("must", MET), ("must", NOT_CLAIMED)], YES),
    "nothing claimed": ([("must", NOT_CLAIMED), ("should", NOT_CLAIMED)], MAYBE),
    "only recommendations, followed": ([("should", MET)], YES),
    "only recommendations, not followed": ([("should", VIOLATED)], MAYBE),
    "only recommendations, open": ([("should", OPEN), ("observe", OPEN)], MAYBE),
}


@pytest.mark.parametrize(("members", "expected"), TABLE.values(), ids=TABLE)
def test_statements(
    requirement: Make, members: list[tuple[str, Standing]], expected: Conformance
) -> None:
    """Conformant is what meets every must that is claimed, and has shown something."""
    judged = [(requirement(level, theme=f"a.b{n}"), one) for n, (level, one) in enumerate(members)]

    (statement,) = statements_of(judged)

    assert statement.statement is expected


def test_what_cannot_be_tested_stands_in_nobodys_way(requirement: Make) -> None:
    """A must that nobody can test from outside is stated and not testable."""
    judged = [(requirement(), MET), (requirement(theme="c.d", untestable="it takes a phone"), OPEN)]

    (statement,) = statements_of(judged)

    assert statement.statement is YES
    assert (statement.stated, statement.testable, statement.shown, statement.met) == (2, 1, 1, 1)


def test_nothing_but_what_cannot_be_tested(requirement: Make) -> None:
    """Of a profile of which nothing can be tested nothing is said."""
    (statement,) = statements_of([(requirement(untestable="it takes a phone"), OPEN)])

    assert statement.statement is MAYBE


def test_no_requirements_no_statements() -> None:
    """An empty selection makes no statement at all."""
    assert statements_of([]) == []


def test_profiles_and_providers_are_apart(requirement: Make) -> None:
    """A violation concerns its own provider's profile only."""
    judged = [
        (requirement(), VIOLATED),
        (requirement(profile=Profile.ERRORS), MET),
        (requirement(provider="twosms"), MET),
    ]

    assert [(one.provider, one.profile, one.statement) for one in statements_of(judged)] == [
        ("dexatel", Profile.MESSAGING, NO),
        ("dexatel", Profile.ERRORS, YES),
        ("twosms", Profile.MESSAGING, YES),
    ]


members = st.tuples(st.sampled_from(Level), st.sampled_from(Standing), st.booleans())


@given(st.lists(members, min_size=1, max_size=8))
def test_numbers_agree_with_the_statement(given_: list[tuple[Level, Standing, bool]]) -> None:
    """Each number is a part of the one before; only what meets all its musts is conformant."""
    judged = [
        (
            Requirement(
                provider="dexatel",
                theme=f"a.b{number}",
                statement="It is so.",
                level=level,
                basis=Basis.STATED,
                source="A page",
                profile=Profile.MESSAGING,
                untestable="" if testable else "it takes a phone",
            ),
            standing,
        )
        for number, (level, standing, testable) in enumerate(given_)
    ]

    (statement,) = statements_of(judged)

    assert statement.stated >= statement.testable >= statement.shown >= statement.met >= 0
    musts = [
        standing
        for level, standing, testable in given_
        if level is Level.MUST and testable and standing is not NOT_CLAIMED
    ]
    assert (statement.statement is NO) is (VIOLATED in musts)
    if statement.statement is YES:
        assert statement.met > 0
        assert set(musts) <= {MET}
