"""Records: written and read again, compared, merged and put side by side."""

from __future__ import annotations

import json
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from made import exchange, finding, folder, record, requirement, violated

from conformance.catalogue import Level, load
from conformance.errors import RecordError
from conformance.report import matrix, writer
from conformance.report.compare import Comparison, Direction
from conformance.report.coverage import coverage
from conformance.report.merge import merged, missing_shards
from conformance.report.record import RunRecord
from conformance.report.reproduce import run_again

TWICE = requirement("cancel.twice")

# -- written and read ---------------------------------------------------------------------


def test_a_folder_holds_every_report(tmp_path: Path) -> None:
    """All of them, and nothing else."""
    where = folder(tmp_path, violated(), [exchange()])

    assert sorted(path.name for path in where.iterdir()) == sorted(writer.FILES)
    assert all(path.read_bytes() for path in where.iterdir())


def test_a_record_survives_its_file(tmp_path: Path) -> None:
    """What is read is what was written, lone surrogates included."""
    made = record([], [finding(verdict="fail", observed="\ud800\x00汉")])
    where = folder(tmp_path, made, [exchange(response_body="\udfff")])

    assert RunRecord.load(where).data == made.data
    assert [one.response_body for one in writer.read_exchanges(where)] == ["\udfff"]


def test_rendering_again_changes_nothing(tmp_path: Path) -> None:
    """Reports depend on the record and the exchanges alone."""
    where = folder(tmp_path, violated(), [exchange()])
    before = {path.name: path.read_bytes() for path in where.iterdir()}

    writer.render(where)

    assert {path.name: path.read_bytes() for path in where.iterdir()} == before


def test_a_finding_about_nothing() -> None:
    """A record whose findings speak of requirements that it lacks is none."""
    with pytest.raises(RecordError, match=r"dexatel/cancel\.other, which the record does not have"):
        record([], [finding("cancel.other")])


@pytest.mark.parametrize("line", ["{", "[]", "{}", '{"number": "1"}'])
def test_a_damaged_file_of_exchanges(tmp_path: Path, line: str) -> None:
    """It is named with its line."""
    where = folder(tmp_path, violated(), [exchange()])
    with (where / writer.EXCHANGES).open("a") as file:
        file.write(line)

    with pytest.raises(RecordError, match=r"exchanges\.ndjson:2: this line is no exchange"):
        writer.render(where)


# -- compared -----------------------------------------------------------------------------


def test_equal_records() -> None:
    """Nothing is different, and nothing worse."""
    comparison = Comparison(violated(), violated())

    assert comparison.differences == []
    assert not comparison.is_worse("should")
    assert [*comparison.lines()][-1] == "The two records say the same."


@pytest.mark.parametrize(
    ("before", "after", "direction", "worse"),
    [
        ("pass", "fail", Direction.WORSE, True),
        ("pass", "blocked", Direction.WORSE, True),
        ("blocked", "fail", Direction.WORSE, True),
        ("fail", "pass", Direction.BETTER, False),
        ("blocked", "pass", Direction.BETTER, False),
        ("fail", "blocked", Direction.CHANGED, False),
    ],
)
def test_which_way_a_requirement_went(
    before: str,
    after: str,
    direction: Direction,
    worse: bool,  # noqa: FBT001
) -> None:
    """To be met is better; to have been met, or to be violated now, is worse."""
    comparison = Comparison(
        record([], [finding(verdict=before)]), record([], [finding(verdict=after)])
    )

    assert [one.direction for one in comparison.differences] == [direction]
    assert comparison.is_worse() is worse


def test_a_should_weighs_when_asked_for() -> None:
    """As in a run: it colours, and decides when told to."""
    stated = [requirement(level=Level.SHOULD)]
    comparison = Comparison(record(stated, [finding()]), record(stated, [finding(verdict="warn")]))

    assert [one.direction for one in comparison.differences] == [Direction.WORSE]
    assert not comparison.is_worse()
    assert comparison.is_worse("should")


def test_new_and_gone() -> None:
    """Requirements that only one of the two catalogues has are told, and weigh nothing."""
    old = record([requirement(), requirement("cancel.old")], [finding(), finding("cancel.old")])
    new = record([requirement(), TWICE], [finding(), finding("cancel.twice", "fail")])
    comparison = Comparison(old, new)

    assert [(one.direction, one.requirement) for one in comparison.differences] == [
        (Direction.NEW, "dexatel/cancel.twice"),
        (Direction.GONE, "dexatel/cancel.old"),
    ]
    assert not comparison.is_worse()


@pytest.mark.parametrize(
    "after",
    [
        record([requirement(), TWICE], [finding()], selected=["dexatel/cancel.answers-204"]),
        record([requirement(provider="twosms")]),
        record([requirement(), replace(TWICE, feature="schedule")], [finding()]),
    ],
    ids=["not selected", "another provider", "not claimed"],
)
def test_silence_is_worse(after: RunRecord) -> None:
    """What was met and is not looked at any more is worse, and told in one line."""
    before = record([requirement(), TWICE], [finding(), finding("cancel.twice")])
    comparison = Comparison(before, after)

    assert comparison.of(Direction.UNSEEN)
    assert comparison.is_worse()
    assert any("met before, now unclaimed or not selected" in line for line in comparison.lines())


def test_answers_to_open_questions() -> None:
    """Another answer is told; another identifier in the same answer is not another answer."""
    stated = [requirement("cancel.open", level=Level.OBSERVE)]

    def answered(answer: str) -> RunRecord:
        return record(stated, [finding("cancel.open", "note", observed=answer)])

    first = answered("200 with 0d5c3f0e-7f0b-4d4a-8a34-0123456789ab")
    second = answered("200 with 9d5c3f0e-7f0b-4d4a-8a34-0123456789ab")

    assert Comparison(first, second).differences == []
    assert [one.direction for one in Comparison(first, answered("404")).differences] == [
        Direction.CHANGED
    ]


def test_as_json() -> None:
    """For programs: both runs, whether it is worse, and every difference."""
    data = Comparison(record([], [finding()]), record([], [finding(verdict="fail")])).as_json()

    assert json.loads(json.dumps(data))["worse"] is True
    assert data["differences"][0]["before"] == "met"
    assert data["after"]["exit_code"] == 1


# -- merged -------------------------------------------------------------------------------


def shard(part: int, whole: int, *found: Any, **changes: Any) -> RunRecord:
    """One shard of a run that looks at two requirements."""
    return record([requirement(), TWICE], found, settings={"shard": [part, whole]}, **changes)


FIRST = shard(1, 2, finding(case="a"))
SECOND = shard(2, 2, finding("cancel.twice", "fail", case="b"))
OWN = {"1": exchange()}


def test_shards_become_one_run() -> None:
    """Cases, findings, standings and the exit code are those of the whole."""
    whole, exchanges = merged([FIRST, SECOND], [OWN, OWN])

    assert whole.data["run"]["complete"]
    assert whole.exit_code == 1
    assert [one["standing"] for one in whole.requirements] == ["met", "violated"]
    assert [one["id"] for one in whole.data["cases"]] == ["a", "b"]
    assert whole.data["run"]["settings"]["shard"] is None
    assert whole.data["run"]["exchanges"] == 2
    assert [one.number for one in exchanges] == ["1.1", "2.1"]
    assert [one["exchanges"] for one in whole.findings] == [["1.1"], ["2.1"]]


def test_the_order_does_not_matter() -> None:
    """Whichever shard is named first, the standings are the same."""
    one, _ = merged([FIRST, SECOND], [OWN, OWN])
    other, _ = merged([SECOND, FIRST], [OWN, OWN])

    assert [*one.requirements] == [*other.requirements]
    assert one.statements == other.statements


def test_different_providers_become_one_run() -> None:
    """One job per provider is a way to share the work, too."""
    other = record(
        [requirement(provider="twosms")],
        [finding(requirement="twosms/cancel.answers-204", case="b")],
    )
    whole, _ = merged([record([], [finding(case="a")]), other], [OWN, OWN])

    assert whole.exit_code == 0
    assert [one["name"] for one in whole.data["providers"]] == ["dexatel", "twosms"]


def test_a_missing_shard() -> None:
    """The record is not complete, and one can say which shard it lacks."""
    whole, _ = merged([SECOND], [OWN])

    assert not whole.data["run"]["complete"]
    assert missing_shards([SECOND]) == ["1/2"]
    assert missing_shards([FIRST, SECOND]) == []


@pytest.mark.parametrize(
    ("records", "message"),
    [
        ([], "nothing to merge"),
        ([FIRST, FIRST], "Shard 1/2 is there 2 times"),
        ([FIRST, shard(2, 3)], "different divisions: 1/2, 2/3"),
        ([FIRST, shard(2, 2, target="http://127.0.0.1:9")], "different targets"),
        ([FIRST, shard(2, 2, features=["viber"])], "different features of Dexatel"),
        ([record([], [finding()]), record([], [finding()])], "carried out twice"),
        (
            [FIRST, record([requirement(level=Level.SHOULD)], settings={"shard": [2, 2]})],
            "do not agree about what dexatel/cancel.answers-204 requires",
        ),
        (
            [FIRST, record([], [], settings={"shard": [2, 2], "seed": 7})],
            "different settings",
        ),
    ],
    ids=["none", "twice", "divisions", "targets", "features", "cases", "catalogues", "settings"],
)
def test_contradictions(records: list[RunRecord], message: str) -> None:
    """What is not part of one run is not made to look like it."""
    with pytest.raises(RecordError, match=message):
        merged(records, [OWN] * len(records))


def test_a_merged_record_keeps_what_was_exercised() -> None:
    """Counts add up, and what one shard has seen is not unseen."""
    header = {"target": {"url": ""}, "providers": [{"name": "dexatel", "features": ["list"]}]}
    made = [exchange(case="a"), exchange(case="b", status=204)]
    shards = [
        RunRecord({**one.data, "coverage": coverage(header, [own], load())})
        for one, own in zip((FIRST, SECOND), made, strict=True)
    ]
    whole, _ = merged(shards, [OWN, OWN])
    found = {one["id"]: one for one in whole.data["coverage"][0]["operations"]}

    assert whole.data["coverage"] == coverage(header, made, load())
    assert found["deleteMessage"]["answers"] == {"200": 1, "204": 1}
    assert "204" not in found["deleteMessage"]["unseen"]


def test_a_merged_record_is_a_record(tmp_path: Path) -> None:
    """It can be written, read, and merged exchanges are found by its page."""
    whole, exchanges = merged([FIRST, SECOND], [OWN, OWN])
    where = folder(tmp_path, whole, exchanges)

    assert RunRecord.load(where).data == whole.data
    assert 'id="exchange-2.1"' in (where / "index.html").read_text(encoding="utf-8")


# -- side by side -------------------------------------------------------------------------


class Cells(HTMLParser):
    """The rows of all tables: the text of their cells, and the addresses in them."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.links: list[str] = []
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a row, a cell, or note an address."""
        if tag == "tr":
            self.rows.append([])
        elif tag in {"th", "td"}:
            self.rows[-1].append("")
        elif tag == "a":
            self.links.append(str(dict(attrs)["href"]))
        elif tag == "br" and self.rows and self.rows[-1]:
            self.rows[-1][-1] += " "

    def handle_data(self, data: str) -> None:
        """Text belongs to the last cell."""
        if self.rows and self.rows[-1]:
            self.rows[-1][-1] = " ".join((self.rows[-1][-1] + data).split(" ")).strip("\n")


def test_matrix() -> None:
    """Themes are rows, providers of targets columns; a cell leads to what shows it."""
    other = record(
        [requirement(provider="twosms", level=Level.SHOULD)], target="http://127.0.0.1:9"
    )
    page = matrix.page(
        [(violated(), "a/index.html"), (other, "b/index.html")],
        {"cancel.answers-204": "A cancel is answered with 204."},
    )
    cells = Cells(page)
    rows = {row[0].split()[-1]: [one.strip() for one in row[1:]] for row in cells.rows if row[0]}

    assert rows["cancel.answers-204"] == ["violated must", "not shown should"]
    assert rows["cancel.twice"] == ["not followed should", "not stated"]
    assert rows["messaging"][0].startswith("conformant 1 of 1 testable, 1 shown, 1 met")
    assert rows["messaging"][1] == "not looked at"
    assert "a/index.html#requirement-dexatel/cancel.answers-204" in cells.links
    assert "A cancel is answered with 204." in page


def test_matrix_of_equal_names() -> None:
    """Two runs of the same target are told apart by their folders."""
    page = matrix.page([(violated(), "may/index.html"), (violated(), "june/index.html")], {})

    assert "http://127.0.0.1:8000 (may)" in page
    assert "http://127.0.0.1:8000 (june)" in page


def test_matrix_escapes() -> None:
    """A target's name and a folder's are text."""
    page = matrix.page([(record(target="<script>x</script>"), '"><script>.html')], {"x": "<b>"})

    assert page.count("<script") == 1


# -- repeated -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("made", "command"),
    [
        (
            record(),
            "pytest --target=http://127.0.0.1:8000 --provider dexatel --features=dexatel/list",
        ),
        (record(tier="embedded", target="embedded"), "pytest --provider dexatel"),
        (
            record(
                [requirement(feature="schedule")],
                tier="embedded",
                target="embedded",
                settings={"seed": 7, "deviation": ["dexatel/x"], "shard": [1, 2]},
            ),
            (
                "pytest --provider dexatel --features=-dexatel/schedule --seed=7 "
                "--deviation=dexatel/x --shard=1/2"
            ),
        ),
        (
            record(tier="live", settings={"accept-undetermined": True, "profile": ["errors"]}),
            (
                "pytest --target=http://127.0.0.1:8000 --live --provider dexatel "
                "--features=dexatel/list --profile=errors --accept-undetermined"
            ),
        ),
    ],
)
def test_the_command_that_repeats_a_run(made: RunRecord, command: str) -> None:
    """Every setting that is not the default, and no secret."""
    said = run_again(made)

    assert sorted(said.split()) == sorted(command.split())


def test_the_command_that_repeats_one_requirement() -> None:
    """It does not inherit what the run was narrowed to."""
    made = record(settings={"profile": ["errors"], "shard": [1, 2]}, tier="embedded")

    assert run_again(made, "dexatel/cancel.answers-204") == (
        "pytest --provider dexatel --requirement dexatel/cancel.answers-204"
    )
