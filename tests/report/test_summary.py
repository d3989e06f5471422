"""summary.md and the end of pytest's output."""

from __future__ import annotations

import pytest
from made import CASE, finding, record, requirement, violated

from conformance.catalogue import Level, Profile
from conformance.report.record import RunRecord
from conformance.report.summary import WIDTH, markdown, terminal_lines
from conformance.report.visible import columns

MARKUP = {"red", "green", "yellow", "bold"}


def lines(what: RunRecord) -> list[str]:
    """The lines for a terminal, checked."""
    found = list(terminal_lines(what))
    for line, markup in found:
        assert columns(line) <= WIDTH, line
        assert line == line.rstrip()
        assert line.isprintable()
        assert set(markup) <= MARKUP
    return [line for line, _ in found]


def test_a_terminal_is_told_everything_that_matters() -> None:
    """Statements, counts, what is violated, what is not shown, and what the exit code means."""
    assert lines(violated()) == [
        "Dexatel  non-conformant: cancellation; conformant: messaging",
        "requirements: 2 met, 1 violated, 1 not followed, 1 not shown, 1 not claimed, 1",
        "  untestable; 1 exchange in 1.5 s",
        "VIOLATED dexatel/cancel.answers-204",
        "  expected status 204",
        "  observed status 200",
        "NOT FOLLOWED dexatel/cancel.twice",
        "not shown: 1, of which 1 must; 1 for this reason: blocked: the send was refused",
        "exit 1: 1 requirement is violated.",
    ]


def test_colours() -> None:
    """They repeat what the words say."""
    bad = dict(terminal_lines(violated()))
    good = dict(terminal_lines(record([], [finding()])))

    assert bad["exit 1: 1 requirement is violated."] == {"red": True, "bold": True}
    assert good["exit 0: Every selected must is met."] == {"green": True, "bold": True}
    assert good["Dexatel  conformant (1 profile)"] == {"green": True}


def test_many_violations() -> None:
    """Ten are named, the others counted."""
    stated = [requirement(f"area.topic-{number}") for number in range(25)]
    found = [finding(f"area.topic-{number}", "fail") for number in range(25)]
    said = lines(record(stated, found))

    assert sum(line.startswith("VIOLATED ") for line in said) == 10
    assert "+15 more violated" in said


@pytest.mark.parametrize(
    "text", ["汉" * 200, "x" * 500, "a\x1b[2Jb\r\nc", "e\u0301" * 200, "\ud800" * 90]
)
def test_whatever_a_target_writes_fits(text: str) -> None:
    """Wide, long and active characters stay within 80 columns and do nothing."""
    lines(record([], [finding(verdict="fail", expected=text, observed=text)]))
    lines(record([], [finding(verdict="blocked", observed=text, case=f"test_x.py::x[{text}]")]))
    lines(record([], [finding(verdict="error", observed=text)], broken=text))


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (record([], [finding()]), "exit 0: Every selected must is met."),
        (
            record([], [finding(verdict="blocked", observed="x")]),
            "exit 6: Undetermined: no must is violated; 1 must was not shown.",
        ),
        (record(selected=[], planned=[]), "exit 5: Nothing was selected, so nothing is shown."),
        (record([], [finding()], interrupted=True), "exit 2: The run was interrupted."),
        (
            record([], [finding(verdict="error")], broken="Traceback"),
            "exit 3: The suite itself broke, which says nothing about the target.",
        ),
        (
            record(
                [requirement(), requirement("cancel.twice")],
                [finding()],
                settings={"accept-undetermined": True},
            ),
            "exit 0: No must is violated; 1 must was not shown.",
        ),
        (
            record(
                [],
                [finding(verdict="fail")],
                known=[{"requirement": "dexatel/cancel.answers-204", "reason": "May"}],
            ),
            "exit 6: Undetermined: nothing was shown to hold.",
        ),
        (
            record(
                [requirement(level=Level.SHOULD)],
                [finding(verdict="warn")],
                settings={"fail-on": "should"},
            ),
            "exit 1: 1 requirement is violated.",
        ),
    ],
    ids=["met", "open", "empty", "interrupted", "broken", "accepted", "known", "should"],
)
def test_exit_codes_in_words(made: RunRecord, said: str) -> None:
    """The last line says what the process will end with, and why."""
    assert lines(made)[-1] == said


def test_an_incomplete_run() -> None:
    """What was planned and left no result is counted."""
    made = record([], [finding()], planned=[CASE, "test_x.py::test_late[dexatel]"])

    assert "not complete: 1 planned case left no result" in lines(made)
    assert "**not complete**: 1 planned case left no result" in markdown(made)


def test_markdown() -> None:
    """A table of statements, the violated ones with what was seen, and how to go on."""
    text = markdown(violated())

    assert "**1 requirement is violated.** (exit code 1)" in text
    assert "| Dexatel | cancellation | ❌ non-conformant | 4 of 6 | 3 of 4 | 1 of 3 |" in text
    assert "### Violated (1)\n\n- `dexatel/cancel.answers-204`: The statement of" in text
    assert "  - expected `status 204`, observed `status 200`" in text
    assert "<details><summary>Not followed (1)</summary>" in text
    assert "`index.html`" in text


@pytest.mark.parametrize(
    "text", ["`x` | @somebody #1 <b> [a](b)", "``", "`", "", "a\n\n# Heading", "```\n<script>"]
)
def test_markdown_of_whatever_a_target_writes(text: str) -> None:
    """It stands in a code span that nothing in it can end, on one line."""
    said = markdown(record([], [finding(verdict="fail", observed=text)]))
    line = next(line for line in said.splitlines() if "observed" in line)
    span = line.partition("observed ")[2]
    fence = span[: len(span) - len(span.lstrip("`"))]

    assert fence
    assert span.endswith(fence)
    assert fence not in span[len(fence) : -len(fence)]
    assert "\n# Heading" not in said


def test_narrowed_runs_are_called_so() -> None:
    """A run of one profile does not speak for the others."""
    stated = [requirement(), requirement("send.accepted", profile=Profile.MESSAGING)]
    made = record(stated, [finding()], selected=["dexatel/cancel.answers-204"])

    assert lines(made)[0] == "Dexatel  conformant (1 selected profile)"
