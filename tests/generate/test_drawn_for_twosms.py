"""What is drawn for 2sms: the same for a seed, spread over the space, and told right."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from conformance import sms
from conformance.contract.media import FORM, is_xml
from conformance.generate import criteria, filters, grants
from conformance.generate.criteria import EARLY, LATE, Naming, Search
from conformance.generate.decks import deal, drawing
from conformance.generate.filters import ENTRIES, Filter
from conformance.generate.priced import priced

SINGLE, PART = 160, 145

DRAWINGS: dict[str, Callable[[int, int], Iterator[Any]]] = {
    "namings": criteria.namings,
    "searches": criteria.searches,
    "filters": filters.filters,
    "pages": filters.pages,
    "grants": grants.grants,
    "priced": lambda seed, count: priced(seed, count, SINGLE, PART),
}


@pytest.mark.parametrize("name", DRAWINGS)
def test_a_seed_draws_the_same_and_another_seed_something_else(name: str) -> None:
    """More of them begin with the same ones."""
    draw = DRAWINGS[name]

    assert [*draw(3, 5)] == [*draw(3, 9)][:5]
    assert [*draw(3, 9)] != [*draw(4, 9)]


def test_a_deck_is_dealt_before_it_is_shuffled_again() -> None:
    """So that a few draws have all of its cards."""
    dealt = [*itertools.islice(deal(drawing(1, "cards"), "abcd"), 12)]

    assert all(sorted(dealt[start : start + 4]) == [*"abcd"] for start in (0, 4, 8))


@pytest.mark.parametrize("seed", range(5))
def test_few_namings_have_every_media_type_and_flag(seed: int) -> None:
    """Ten of them, which is what a run sends at least."""
    drawn = [*criteria.namings(seed, 10)]

    assert {one.media_type for one in drawn} == {*criteria.MEDIA_TYPES}
    assert {one.letters for one in drawn} == {"", "upper", "lower"}
    assert {one.delete for one in drawn} >= {True, None}
    assert any(one.criterion in criteria.MISFITS for one in drawn)


def test_a_naming_is_written_only_as_its_media_type_can_be() -> None:
    """Forms have ids and nothing else; XML has no names for other values of enumerations."""
    for one in criteria.namings(0, 300):
        if one.media_type == FORM:
            assert (one.criterion, one.enumerations, one.reason) == ("", "", "")
            assert one.delete is one.notify is None
        if is_xml(one.media_type):
            assert one.criterion not in criteria.IN_WORDS
            assert one.enumerations in {"", "name"}
        else:
            assert (one.order, one.prefixes, one.digits) == (0, False, False)


@pytest.mark.parametrize("drawn", [*criteria.namings(1, 20), *criteria.searches(1, 20)])
def test_taking_everything_back_leaves_the_plain_request(drawn: Naming | Search) -> None:
    """One member at a time."""
    steps = [*drawn.plainer()]

    assert not steps or steps[-1][1] == type(drawn)()
    assert len({name for name, _ in steps}) == len(steps)


def test_booleans_of_xml_are_tried_in_other_words_where_something_is_wrongly_erased() -> None:
    """First by word, then in JSON."""
    naming = Naming(media_type="text/xml", digits=True, delete=True)

    assert [name for name, _ in naming.otherwise("erased")] == ["digits", "flags"]
    assert not [*naming.otherwise("named")]


def test_a_date_in_utc_is_tried_with_an_offset() -> None:
    """Where there is a date in UTC."""
    assert [name for name, _ in Search(start="between").otherwise("hit")] == ["zulu"]
    assert not [*Search(start="between", offset=5).otherwise("hit")]
    assert not [*Search().otherwise("hit")]


@pytest.mark.parametrize(
    ("search", "early", "late"),
    [
        (Search(), True, True),
        (Search(start="between"), False, True),
        (Search(finish="between"), True, False),
        (Search(start="yesterday", finish="tomorrow"), True, True),
        (Search(start="tomorrow"), False, False),
        (Search(finish="yesterday"), False, False),
        (Search(kind=1), False, False),
        (Search(start="between", kind=2), False, True),
    ],
)
def test_what_fits_a_search(search: Search, early: bool, late: bool) -> None:  # noqa: FBT001
    """A message between its dates, and of its type."""
    assert (search.fits(EARLY), search.fits(LATE)) == (early, late)


def test_a_range_stands_alone() -> None:
    """The documents do not say what a range beside dates means."""
    assert not any(one.today and one.dated for one in criteria.searches(0, 200))
    assert any(one.today for one in criteria.searches(0, 20))


def test_an_accepted_type_is_the_one_of_the_higher_quality() -> None:
    """And none where nothing that is offered is accepted."""
    for one in criteria.namings(2, 100):
        wanted = [part.partition(";q=") for part in one.accept.split(", ")]
        best = max(wanted, key=lambda part: float(part[2] or 1))[0]
        assert one.answered_in == (best if best in criteria.OFFERED else "")


def test_what_does_not_fit_a_filter_is_told_by_its_parts() -> None:
    """Of eight messages two fit a destination and a reference, one of them a start as well."""
    both = Filter(destination=0, reference=1)
    since = Filter(destination=0, reference=1, since=True)

    assert [both.unfit(one) for one in ENTRIES].count([]) == 2
    assert [since.unfit(one) for one in ENTRIES].count([]) == 1
    assert since.unfit(ENTRIES[2]) == ["destination", "reference", "since"]
    assert since.told() == "a destination and a reference and a start"


def test_every_number_of_messages_takes_more_than_one_page() -> None:
    """Else nothing would be on two of them."""
    assert all(count > size > 0 for count, size in filters.pages(0, 100))


def test_a_form_has_the_fault_that_it_is_told_to_have() -> None:
    """And no other."""
    drawn = [*grants.grants(0, 60)]

    assert {one.fault for one in drawn} == {*grants.FAULTS, ""}
    for one in drawn:
        members = dict(one.members)
        grant = members.get("grant_type")
        assert (grant is None) is (one.fault in {"grant missing", "no members"})
        if one.fault == "grant unknown":
            assert grant not in grants.KNOWN
        made_up = {name for name in ("client_id", "client_secret") if members.get(name)}
        assert made_up == {*grants.WRONG.get(one.fault, ())}
        if not one.fault:
            assert members["client_id"] is members["client_secret"] is None


def test_texts_are_of_the_basic_alphabet_and_at_the_borders() -> None:
    """Six of them, which is what a run sends at least."""
    drawn = [*priced(0, 6, SINGLE, PART)]

    assert {SINGLE, SINGLE + 1} <= {len(text) for text, _ in drawn}
    for text, parts in drawn:
        assert sms.count(text).units == len(text), "a septet for each character"
        assert sms.is_gsm7(text)
        assert parts == (1 if len(text) <= SINGLE else math.ceil(len(text) / PART))
