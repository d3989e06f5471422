"""Pairs: every two members meet in each of their values, in few combinations."""

from __future__ import annotations

from itertools import combinations, product

import pytest

from conformance.generate.pairs import pairwise


@pytest.mark.parametrize("levels", [[2, 2], [3, 2, 4], [2] * 10, [4, 4, 4, 4]])
def test_every_pair_is_met(levels: list[int]) -> None:
    """In far fewer combinations than there are."""
    found = pairwise(levels, lambda _: True)

    for one, other in combinations(range(len(levels)), 2):
        met = {(choice[one], choice[other]) for choice in found}
        assert met == set(product(range(levels[one]), range(levels[other])))
    assert len(found) <= 3 * max(levels) ** 2


def test_what_is_not_possible_is_not_chosen_and_keeps_no_other_pair_from_being_met() -> None:
    """Two members that exclude each other still meet all others."""
    found = pairwise([2, 2, 3], lambda choice: not (choice[0] and choice[1]))

    assert all(not (choice[0] and choice[1]) for choice in found)
    assert {(choice[0], choice[2]) for choice in found} == set(product(range(2), range(3)))
    assert {(choice[1], choice[2]) for choice in found} == set(product(range(2), range(3)))


def test_a_level_that_is_never_possible_is_left_out() -> None:
    """Nothing with it is tried, and the rest is."""
    found = pairwise([3, 2], lambda choice: choice[0] != 2)

    assert {choice[0] for choice in found} == {0, 1}


def test_nothing_is_left_to_chance() -> None:
    """The same factors give the same combinations in the same order."""
    assert pairwise([3, 4, 2, 3], lambda _: True) == pairwise([3, 4, 2, 3], lambda _: True)
