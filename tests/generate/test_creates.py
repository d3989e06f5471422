"""Generated creates, lives, limits and faults of messages."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta

from conformance import sms
from conformance.generate import creates

SEEDS = range(60)


def test_a_seed_draws_the_same() -> None:
    """A report's messages can be drawn again, and another seed draws others."""
    assert creates.creates(7, 100) == creates.creates(7, 100)
    assert creates.creates(7, 100) != creates.creates(8, 100)
    assert creates.lives(7, 100) == creates.lives(7, 100)
    assert [*creates.texts(7, "VIBER", 100)] == [*creates.texts(7, "VIBER", 100)]


def test_there_is_a_create_of_every_kind() -> None:
    """One of them is for as many recipients as there may be, and all are for different ones."""
    for seed in SEEDS:
        drawn = creates.creates(seed, 100)
        assert [create.kind for create in drawn] == [*creates.KINDS]
        assert len(drawn[0].recipients) == creates.MOST_RECIPIENTS
        for create in drawn:
            assert len(set(create.recipients)) == len(create.recipients)
            assert max(create.recipients) < 100
            assert create.ahead > timedelta(hours=1)


def test_recipients_come_in_any_order() -> None:
    """Sorting them would give another order nearly always."""
    drawn = [creates.creates(seed, 100)[0].recipients for seed in SEEDS]

    assert all(list(places) != sorted(places) for places in drawn)
    assert [*creates.creates(1, 1)[0].recipients] == [0]


def test_lives_end_in_every_state_in_any_order() -> None:
    """Whatever the seed is, a message is deleted in each state."""
    orders = set()
    for seed in SEEDS:
        drawn = creates.lives(seed, 100)
        assert {life.stage for life in drawn} == set(creates.STAGES)
        assert any(life.ahead is not None and life.stage != "scheduled" for life in drawn)
        orders.add(tuple(life.stage for life in drawn))
    assert len(orders) > 10


def test_a_group_has_siblings() -> None:
    """One of them is read often, and there is another to compare it with."""
    for seed in SEEDS:
        drawn = creates.group(seed, 100)
        assert 2 <= len(set(drawn.recipients)) == len(drawn.recipients)
        assert drawn.reads >= 5


def test_the_longest_texts_are_exactly_so_long() -> None:
    """They are of every alphabet, and nobody can trim one."""
    for seed in SEEDS:
        drawn = [text for text, _ in creates.texts(seed, "VIBER", 1000)]
        assert [len(text) for text in drawn] == [1000] * len(creates.ALPHABETS)
        assert all(text.strip() == text for text in drawn)
        assert len({len(text.encode()) for text in drawn}) > 2


def test_a_long_sms_is_within_both_limits() -> None:
    """One comes near to the number of characters, others to that of parts."""
    for seed in range(10):
        drawn = [*creates.long_sms(seed, 1000, 9)]
        assert all(len(text) <= 1000 and sms.count(text).segments <= 9 for text in drawn)
        assert max(map(len, drawn)) > 950
        assert max(sms.count(text).segments for text in drawn) == 9


def test_a_bad_recipient_stands_anywhere_among_good_ones() -> None:
    """There is at least one good one, and together they are not too many."""
    places = set()
    for seed in SEEDS:
        for good, at, bad in creates.faulty_recipients(seed, 100, 10, 3):
            assert 1 <= len(good) < 10
            assert 0 <= at <= len(good)
            assert not re.search("[0-9a-f]", bad)
            places.add((at == 0, at == len(good)))
    assert len(places) >= 3


def test_unknown_ids_are_uuids_and_words_are_none() -> None:
    """Each is at fault in one way only."""
    assert all(uuid.UUID(one).version == 4 for one in creates.unknown_ids(7, 5))
    assert all(re.fullmatch("[g-z]+", one) for one in creates.words(7, "ids", 5))
