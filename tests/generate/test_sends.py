"""Drawn sends: the same for a seed, spread over what there is, and faulty just where they say."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from conformance import sms
from conformance.generate import sends

NUMBERS = [f"120255501{last:02}" for last in range(50)]
SEEDS = range(30)


def test_a_seed_draws_the_same_and_another_one_something_else() -> None:
    """Whatever the run before has drawn."""
    drawn = [sends.crowd(sends.dice(seed, "x"), NUMBERS, 4, 2) for seed in (1, 1, 2)]

    assert drawn[0] == drawn[1] != drawn[2]


@pytest.mark.parametrize(("good", "bad"), [(2, 0), (5, 0), (2, 1), (3, 3), (0, 3)])
def test_a_crowd_has_as_many_of_each_kind_as_asked_for(good: int, bad: int) -> None:
    """The bad ones are where it says, and the good ones are in no order of sorting."""
    for seed in SEEDS:
        crowd = sends.crowd(sends.dice(seed, "crowd"), NUMBERS, good, bad)
        fine = [one for place, one in enumerate(crowd.to) if place not in crowd.bad]

        assert len(fine) == good
        assert set(fine) <= set(NUMBERS)
        assert len(crowd.bad) == bad
        assert all(re.search("[a-z]", crowd.to[place]) for place in crowd.bad)
        assert len({sms.digits_of(one) for one in crowd.to}) == good + bad
        if good > 2:
            assert fine not in (sorted(fine), sorted(fine, reverse=True))


def test_bad_recipients_stand_everywhere_and_have_their_letter_everywhere() -> None:
    """First, last and between, and dropping the letter leaves a number of the list."""
    crowds = [sends.crowd(sends.dice(seed, "places"), NUMBERS, 3, 1) for seed in SEEDS]
    spoilt = [crowd.to[crowd.bad[0]] for crowd in crowds]

    assert {crowd.bad[0] for crowd in crowds} == {0, 1, 2, 3}
    assert {re.sub("[a-z]", "", one) for one in spoilt} <= set(NUMBERS)
    assert len({re.search("[a-z]", one).start() for one in spoilt}) > 6  # type: ignore[union-attr]


def test_what_a_crowd_tells_counts_from_one() -> None:
    """As a reader of a report does."""
    assert sends.Crowd(("1", "2x"), (1,)).told == "2 recipients of whom 2 is no number"
    assert sends.Crowd(("1", "2"), ()).told == "2 recipients"


def test_options_meet_in_all_their_values() -> None:
    """Each send has every option, and no value is left out."""
    values = {"callback": range(8), "mo": (0, 1), "userPriorityQueue": (1, 2, 3)}
    drawn = sends.together(sends.dice(1, "options"), values)

    assert len(drawn) == 8
    assert {name: {one[name] for one in drawn} for name in values} == {
        name: set(every) for name, every in values.items()
    }


@pytest.mark.parametrize("parts", [1, 2, 35])
def test_a_filling_text_takes_a_part_more_with_one_letter_more(parts: int) -> None:
    """It is as long as it can be."""
    text = sends.filling(sends.dice(1, "text"), "abc", parts)

    assert (sms.count(text).segments, sms.count(f"{text}a").segments) == (parts, parts + 1)


def test_odd_texts_show_in_their_parts_whether_control_characters_count() -> None:
    """They take more parts with them than without."""
    for seed in SEEDS:
        for text in sends.odd_texts(seed):
            letters = "".join(filter(str.isalpha, text))
            assert sms.Text("", text, "").odd
            assert len(letters) <= 70 < sms.count(text).units


def test_ids_of_the_clients_own_keep_the_rules() -> None:
    """Letters and digits, capitals among them, of the wanted length; never many digits in a row."""
    for seed in SEEDS:
        draw = sends.dice(seed, "ids")
        drawn = sends.client_id(draw, "abcdefghijklmnop" * 2, draw.randint(sends.SHORTEST_ID, 32))

        assert re.fullmatch("[A-Za-z0-9]{16,32}", drawn)
        assert re.search("[A-Z]", drawn)
        assert not re.search("[0-9]{2}", drawn)


def test_an_id_that_is_almost_a_known_one_is_another_in_any_letter_case() -> None:
    """And a space stands inside, never at an end."""
    for seed in SEEDS:
        draw = sends.dice(seed, "unlike")
        other, spaced = sends.unlike(draw, "aBc1"), sends.spaced(draw, "aBc1")

        assert other.casefold() != "abc1"
        assert other.isalnum()
        assert spaced.replace(" ", "") == "aBc1"
        assert spaced.strip() == spaced != "aBc1"


def test_hexadecimal_faults_are_one_each() -> None:
    """A digit is missing, or one of them is none."""
    for seed in SEEDS:
        draw = sends.dice(seed, "hex")
        odd, wrong = sends.odd_digits(draw, "04140430"), sends.no_digits(draw, "04140430")

        assert re.fullmatch("[0-9]{7}", odd)
        assert len(wrong) == 8
        assert len(re.sub("[0-9A-Fa-f]", "", wrong)) == 1


def test_times_are_within_their_bounds() -> None:
    """Both included, in whole seconds."""
    least, most = timedelta(seconds=1), timedelta(seconds=3)
    drawn = {sends.span(sends.dice(seed, "span"), least, most) for seed in SEEDS}

    assert drawn == {timedelta(seconds=seconds) for seconds in (1, 2, 3)}


def test_words_are_nothing_else() -> None:
    """No number in any notation, no time, and no id in hexadecimal."""
    for seed in SEEDS:
        assert re.fullmatch("[g-z]{8}", sends.word(sends.dice(seed, "word")))
