"""Pairs: few combinations in which every two members meet in each of their values."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import combinations

Choice = tuple[int, ...]
Pair = tuple[int, int, int, int]


def pairwise(levels: Sequence[int], possible: Callable[[Choice], bool]) -> list[Choice]:
    """Combinations that together hold every pair of levels, as far as that is possible.

    Greedy and without chance. Level 0 of a factor is the harmless one (the member is absent):
    where a combination is not possible, the pair that it was made for is tried among zeros, and
    given up if that is not possible either. A level that is impossible among zeros is left out.

    Args:
        levels: how many levels each factor has.
        possible: whether a combination, a level for each factor, may be.
    """
    usable = [
        [level for level in range(count) if not level or possible(_alone(levels, {factor: level}))]
        for factor, count in enumerate(levels)
    ]
    open_pairs: dict[Pair, None] = {
        (one, a, other, b): None
        for one, other in combinations(range(len(levels)), 2)
        for a in usable[one]
        for b in usable[other]
    }
    found: list[Choice] = []
    while open_pairs:
        first = next(iter(open_pairs))
        for candidate in (_grown(usable, first, open_pairs), _alone(levels, _chosen(first))):
            if possible(candidate):
                found.append(candidate)
                for pair in _pairs(candidate):
                    open_pairs.pop(pair, None)
                break
        open_pairs.pop(first, None)
    return list(dict.fromkeys(found))


def _grown(usable: Sequence[Sequence[int]], first: Pair, open_pairs: dict[Pair, None]) -> Choice:
    """The pair, with every other factor at the level that meets the most open pairs."""
    chosen = _chosen(first)
    for factor, levels in enumerate(usable):
        if factor in chosen:
            continue
        gains = [
            sum(_ordered(factor, level, other, at) in open_pairs for other, at in chosen.items())
            for level in levels
        ]
        chosen[factor] = levels[gains.index(max(gains))]
    return tuple(chosen[factor] for factor in range(len(usable)))


def _alone(levels: Sequence[int], chosen: Mapping[int, int]) -> Choice:
    return tuple(chosen.get(factor, 0) for factor in range(len(levels)))


def _chosen(pair: Pair) -> dict[int, int]:
    return {pair[0]: pair[1], pair[2]: pair[3]}


def _pairs(choice: Choice) -> list[Pair]:
    return [
        (one, choice[one], other, choice[other])
        for one, other in combinations(range(len(choice)), 2)
    ]


def _ordered(one: int, a: int, other: int, b: int) -> Pair:
    return (one, a, other, b) if one < other else (other, b, one, a)
