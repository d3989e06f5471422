"""The matrix: what it says of a deviation that is caught, missed, or blamed for more."""

from __future__ import annotations

import json

import pytest

from conformance import deviations
from conformance.catalogue import load
from conformance.deviations.deviation import Deviation
from conformance.prove import Summary, names, page, share_of, tasks_of
from conformance.prove.matrix import Proof, prove

CAUGHT = "dexatel/answers-a-delete-with-200"


def proof(**changes: object) -> Proof:
    """A proof that holds, but for the changes."""
    values: dict[str, object] = {
        "deviation": CAUGHT,
        "provider": "dexatel",
        "violated": ("cancel.answers-204",),
        "missed": (),
        "blamed": (),
        "open": (),
        "broken": (),
        "generated": (),
        "alone": (),
        "seeds": 1,
        "evidence": {"cancel.answers-204": ("the status: 204", "200")},
        "cases": 1,
        "seconds": 1.0,
    }
    return Proof(**{**values, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize("provider", deviations.providers())
def test_the_reference_as_it_is_is_blamed_for_nothing(provider: str) -> None:
    """Nothing is violated, nothing breaks, and nothing that can be shown stays open."""
    found = prove(provider)

    assert (found.violated, found.broken) == ((), ())
    musts = load().packs[provider].requirements
    assert [theme for theme in found.open if musts[theme].level == "must"] == []


def test_a_deviation_is_caught_with_the_evidence() -> None:
    """The proof names the theme, what was expected and what was observed."""
    found = prove("dexatel", CAUGHT)

    assert found.holds
    expected, observed = found.evidence["cancel.answers-204"]
    assert "204" in expected
    assert "200" in observed


def test_a_fault_that_nobody_looks_for_is_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A deviation that changes nothing is a hole in the matrix, and shows as one."""
    idle = Deviation(
        "dexatel/does-nothing", "Does nothing.", ("read.repeatable",), (), lambda _: None
    )
    monkeypatch.setitem(deviations.of("dexatel"), idle.name, idle)

    found = prove("dexatel", idle.name)

    assert found.missed == ("read.repeatable",)
    assert not found.holds


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"missed": ("cancel.answers-204",)}, "missed: cancel.answers-204"),
        ({"blamed": ("read.repeatable",)}, "blamed: read.repeatable"),
        ({"broken": ("dexatel/read.repeatable",)}, "broken: dexatel/read.repeatable"),
    ],
)
def test_what_was_misjudged_is_told(changes: dict[str, object], word: str) -> None:
    """The terminal, the page and the data say which deviation, and how."""
    summary = Summary([proof(**changes)], load(), whole=False)

    assert not summary.holds
    told = "\n".join(summary.lines())
    assert CAUGHT in told
    assert word in told
    assert word in page(summary, load())
    assert json.loads(summary.as_json())["holds"] is False


def test_a_requirement_never_seen_to_fail_is_a_hole() -> None:
    """A whole matrix holds only when every testable requirement was broken and caught."""
    summary = Summary([proof()], load(), whole=True)

    assert not summary.holds
    [share] = summary.shares
    assert "dexatel/read.repeatable" in share.unseen
    assert "dexatel/cancel.answers-204" not in share.unseen


def test_a_variant_with_something_left_open_is_no_success() -> None:
    """What the documents allow must not only be spared blame, but be shown to conform."""
    variant = next(name for name in deviations.of("dexatel") if deviations.find(name).conforming)

    assert not proof(deviation=variant, violated=(), open=("read.repeatable",)).holds


def test_discomforts_are_proven_too() -> None:
    """So many of each provider as are asked for, or those that are named."""
    few = [name for name in names(discomforts=2) if "/discomfort-" in name]

    assert len(few) == 2 * len(deviations.providers())
    assert names(["dexatel/discomfort-*"], discomforts=2) == [
        "dexatel/discomfort-1",
        "dexatel/discomfort-2",
    ]
    assert names(["*/discomfort-2"], discomforts=2) == [name for name in few if name.endswith("-2")]
    assert names(["dexatel/discomfort-37"], discomforts=2) == ["dexatel/discomfort-37"]
    assert names(["dexatel/discomfort-1"], discomforts=2) == ["dexatel/discomfort-1"]
    assert [name for name in names(discomforts=0) if "/discomfort-" in name] == []


def test_a_discomfort_is_blamed_for_nothing() -> None:
    """It conforms, and is judged like any variant."""
    found = prove("clickatell", "clickatell/discomfort-1")

    assert (found.violated, found.open, found.broken) == ((), (), ())
    [row] = Summary([found], load(), whole=False).rows
    assert row.conforming


def test_generated_requests_catch_some_alone() -> None:
    """It is told which ones, and whether scenarios have seen them too."""
    only, both, neither = (
        proof(generated=generated, alone=alone)
        for generated, alone in (
            (("cancel.answers-204",), ("cancel.answers-204",)),
            (("cancel.answers-204",), ()),
            (("read.repeatable",), ("read.repeatable",)),
        )
    )

    [share] = Summary([only, both, neither], load(), whole=False).shares

    assert (share.deviations, share.generated, share.alone) == (3, 2, 1)


def test_what_only_a_sequence_shows_is_found_by_generated_requests() -> None:
    """No scenario looks there."""
    found = prove("clickatell", "clickatell/a-third-stop-revives")

    assert found.generated == found.alone == found.violated == ("cancel.twice.is-harmless",)


def test_seeds_draw_for_what_conforms() -> None:
    """As many as are wanted; a deviation meets those of one."""
    variant = next(name for name in deviations.of("dexatel") if deviations.find(name).conforming)

    assert tasks_of([CAUGHT, variant], 3) == [
        ("dexatel", "", 3),
        ("dexatel", CAUGHT, 1),
        ("dexatel", variant, 3),
    ]


def test_another_seed_sends_what_is_drawn_and_nothing_twice() -> None:
    """Neither scenarios nor the core."""
    one, two = prove("clickatell"), prove("clickatell", seeds=2)

    assert one.cases > 100
    assert 0 < two.cases - one.cases < 100
    assert two.holds
    summary = Summary([two], load(), whole=False)
    assert "over 2 seeds" in summary.properties[0].sentence


def test_shares_partition_the_deviations() -> None:
    """Every deviation is in exactly one share."""
    everything = names(["dexatel/*"])
    shares = [share_of(everything, part, 7) for part in range(1, 8)]

    assert sorted(name for share in shares for name in share) == sorted(everything)
