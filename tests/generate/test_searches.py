"""Generated populations of messages, and searches among them."""

from __future__ import annotations

import pytest

from conformance.generate import searches

SEEDS = range(60)


def test_a_seed_draws_the_same_population_and_searches() -> None:
    """A report's searches can be made again, and another seed makes others."""
    population = searches.population(7, 3, 3)

    assert searches.population(7, 3, 3) == population
    assert searches.searches(7, population) == searches.searches(7, population)
    assert searches.searches(7, population) != searches.searches(8, population)
    assert searches.recipients(7, 70) == searches.recipients(7, 70)


def test_every_recipient_and_channel_has_a_message() -> None:
    """No filter is looked at among messages that are all alike."""
    for seed in SEEDS:
        population = searches.population(seed, 3, 3)
        assert len(population) == searches.MESSAGES
        assert {sending.recipient for sending in population} == {0, 1, 2}
        assert {sending.channel for sending in population} == {0, 1, 2}


@pytest.mark.parametrize("available", [2, 3, 70])
def test_recipients_are_different_ones(available: int) -> None:
    """Two of them are neighbours, whose numbers begin alike."""
    for seed in SEEDS:
        places = searches.recipients(seed, available)
        assert len(set(places)) == len(places) == min(3, available)
        assert set(places) <= set(range(available))
        assert places[1] == places[0] + 1


def test_every_filter_lets_in_once_and_keeps_out_once() -> None:
    """Whatever the seed is, each filter is seen from both sides."""
    for seed in SEEDS:
        found = searches.searches(seed, searches.population(seed, 3, 3))
        for name in searches.FILTERS:
            assert {search.own[name] for search in found if name in search.own} == {True, False}


def test_one_search_walks_the_longest_list_message_by_message() -> None:
    """A list that ends after two pages, or leaves one out, is seen to."""
    for seed in SEEDS:
        population = searches.population(seed, 3, 3)
        walk, *_ = searches.searches(seed, population)
        to = [sending.recipient for sending in population]
        assert walk.own == {"to": True}
        assert walk.page_size == 1
        assert to.count(to[walk.about]) >= 3


def test_limits_of_time_keep_away_from_any_message() -> None:
    """Neither clocks that differ nor the minutes between two messages decide a search."""
    for seed in SEEDS:
        population = searches.population(seed, 3, 3)
        found = searches.searches(seed, population)
        assert min(search.distance for search in found) >= searches.NEAREST
        assert min(sending.pause for sending in population) >= searches.APART
