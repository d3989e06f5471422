"""Runs of the suite as a user starts them: what is collected, what it says, how it ends."""

from __future__ import annotations

import json
import re
import shlex
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., pytest.RunResult]
Record = Callable[[], dict[str, Any]]

OWN = re.compile(
    r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{20,}|[0-9A-F]{40,}|[a-p]{12,}"
    r"|20[0-9]{2}-[0-9]{2}-[0-9]{2}(?:T|%20| )[0-9:%A.]+"
)
"""What a run or a target makes up: ids, also within texts, and moments of their time."""

ONE = ("--requirement", "dexatel/cancel.answers-204")


def test_an_option_alone_runs_the_suite_and_nothing_else(
    suite: Run, record: Record, pytester: pytest.Pytester
) -> None:
    """With an option and no path, the project's own tests are left alone."""
    pytester.makepyfile(test_own="def test_own(): assert False")

    result = suite("--provider", "dexatel", *ONE)

    assert result.ret == 0
    planned = record()["run"]["planned"]
    assert "test_cancel.py::test_cancelling_before_the_due_time[dexatel]" in planned
    assert not [case for case in planned if "test_own" in case]


def test_without_an_option_the_plugin_is_inert(suite: Run, pytester: pytest.Pytester) -> None:
    """A project that happens to have the package installed sees nothing of it."""
    pytester.makepyfile(test_own="def test_own(): pass")

    result = suite()

    result.assert_outcomes(passed=1)
    result.stdout.no_fnmatch_line("*conformance*:*")
    assert not (pytester.path / "reports").exists()


def test_a_projects_own_settings_do_not_hide_the_suite(
    suite: Run, pytester: pytest.Pytester
) -> None:
    """Other file patterns and test paths are those of the project, not of the suite."""
    pytester.makeini("[pytest]\npython_files = check_*.py\ntestpaths = checks\n")
    pytester.mkdir("checks")

    result = suite("--provider", "dexatel", *ONE)

    assert result.ret == 0


def test_the_command_at_a_failure_repeats_it_from_anywhere(suite: Run) -> None:
    """In a folder that is no checkout it names the installed module, and carries out one case."""
    failing = suite(
        "--requirement=clickatell/balance.shape",
        "--features=-clickatell/xml",
        "--deviation=clickatell/the-balance-is-called-credit",
    )
    commands = {
        line.strip().removeprefix("again: ")
        for line in failing.outlines
        if line.strip().startswith("again: ")
    }
    assert commands

    command, *arguments = shlex.split(min(commands))
    repeated = suite(*arguments, apart=True)

    assert command == "pytest"
    repeated.assert_outcomes(failed=1)
    assert "--features=-clickatell/xml" in arguments
    assert f"again: {min(commands)}" in repeated.stdout.str()


def test_a_target_on_a_socket_is_judged(
    suite: Run, record: Record, served: Callable[..., str]
) -> None:
    """A base URL is all that is needed; which provider it serves is found out."""
    url = served()

    result = suite(f"--target={url}", "--requirement", "dexatel/cancel.*")

    assert result.ret == 0
    assert record()["target"] == {"name": url, "url": url, "tier": "local"}


def test_a_violation_fails_the_run_and_is_told_in_two_lines(
    suite: Run, record: Record, served: Callable[..., str]
) -> None:
    """The requirement, what was expected and what was observed stand in the output."""
    url = served("dexatel/answers-a-delete-with-200")

    result = suite(f"--target={url}", "--provider", "dexatel", *ONE)

    assert result.ret == 1
    result.stdout.fnmatch_lines(
        [
            "*dexatel/cancel.answers-204",
            "*expected*204*",
            "*observed*200*",
        ]
    )
    assert {
        (one["id"], one["standing"]) for one in record()["requirements"] if one["selected"]
    } == {("dexatel/cancel.answers-204", "violated")}


def test_nothing_selected_is_not_green(suite: Run) -> None:
    """A selection that no case looks at ends with exit code 5."""
    result = suite("--provider", "dexatel", "--requirement", "dexatel/state.inbound-is-received")

    assert result.ret == 5


def test_what_a_feature_would_show_is_open_without_it(suite: Run, record: Record) -> None:
    """An un-claimed feature is not judged, and shows as such."""
    result = suite(
        "--provider", "dexatel", "--features=-schedule", "--requirement", "dexatel/schedule.*"
    )

    assert result.ret == 6
    standings = {one["standing"] for one in record()["requirements"] if one["selected"]}
    assert standings == {"not-claimed"}


def test_undetermined_passes_only_when_accepted(suite: Run) -> None:
    """A run that shows something and not everything ends with 6, or with 0 if that will do."""
    options = ("--provider", "dexatel", "--level", "must", "--shard", "1/40")

    assert suite(*options).ret == 6
    assert suite(*options, "--accept-undetermined").ret == 0


def test_a_known_violation_does_not_fail_the_run(
    suite: Run, record: Record, served: Callable[..., str], pytester: pytest.Pytester
) -> None:
    """What is excused is still recorded as violated."""
    known = pytester.path / "known.toml"
    known.write_text('[[known]]\nrequirement = "dexatel/cancel.answers-204"\nreason = "reported"\n')
    url = served("dexatel/answers-a-delete-with-200")

    result = suite(f"--target={url}", "--provider", "dexatel", f"--known={known}", *ONE)

    assert result.ret != 1
    [entry] = [one for one in record()["requirements"] if one["selected"]]
    assert entry["standing"] == "violated"


def test_shards_partition_the_cases(suite: Run, record: Record) -> None:
    """Every case is in exactly one of the shards."""
    whole = ("--provider", "dexatel", "--requirement", "dexatel/segments.*")
    suite(*whole)
    planned = record()["run"]["planned"]
    parts: list[str] = []
    for part in (1, 2, 3):
        suite(*whole, "--shard", f"{part}/3")
        parts += record()["run"]["planned"]

    assert sorted(parts) == sorted(planned)


@pytest.mark.parametrize("how", [("--concurrency", "6"), ("-n", "2")])
def test_several_at_once_show_the_same(suite: Run, record: Record, how: tuple[str, ...]) -> None:
    """Threads and processes change nothing about the standings."""
    arguments = ("--provider", "dexatel", "--requirement", "dexatel/cancel.*")
    suite(*arguments)
    alone = {one["id"]: one["standing"] for one in record()["requirements"]}

    result = suite(*arguments, *how, apart="-n" in how)

    assert result.ret == 0
    assert {one["id"]: one["standing"] for one in record()["requirements"]} == alone
    assert record()["run"]["complete"]


def test_workers_share_the_same_requests(suite: Run, pytester: pytest.Pytester) -> None:
    """One at a time, eight threads or eight processes: what is generated is what is sent."""
    arguments = ("--provider", "clickatell", "-k", "test_generated or test_stateful")

    def sent(*how: str) -> Counter[tuple[str, ...]]:
        suite(*arguments, *how, apart="-n" in how)
        lines = (Path(pytester.path) / "reports/latest/exchanges.ndjson").read_text().splitlines()
        found = Counter(requested(json.loads(line)) for line in lines)
        return Counter({one: count for one, count in found.items() if one[0]})

    alone = sent()

    assert len({case for case, *_ in alone}) > 300
    assert alone.total() > 1000
    assert sent("--concurrency", "8") == alone
    assert sent("-n", "8") == alone


def requested(exchange: dict[str, Any]) -> tuple[str, ...]:
    """An exchange's case and request, without what is another in each run."""
    parts = (exchange["method"], exchange["url"], exchange["request_body"])
    return exchange["case"], *(OWN.sub("_", part) for part in parts)


def test_an_interrupted_run_leaves_a_report(
    suite: Run, record: Record, pytester: pytest.Pytester
) -> None:
    """What was found until then is in the report, which says that it is not complete."""
    pytester.makepyfile(
        test_own="""
        from conformance.run.declare import themes

        @themes("send.accepted")
        def test_one(gateway, prove):
            '''One message is taken.'''
            with prove("send.accepted"):
                gateway.send()

        @themes("read.repeatable")
        def test_two(gateway, prove):
            '''Somebody presses Ctrl-C.'''
            raise KeyboardInterrupt
        """
    )

    result = suite("--provider", "dexatel", "test_own.py", apart=True)

    assert result.ret == 2
    assert record()["run"]["complete"] is False
    assert record()["run"]["exit_code"] == 2
    assert "dexatel/send.accepted" in {one["requirement"] for one in record()["findings"]}


def test_a_broken_case_is_the_suites_fault(
    suite: Run, record: Record, pytester: pytest.Pytester
) -> None:
    """A crash of the suite is an error, never a violation of the target."""
    pytester.makepyfile(
        test_own="""
        from conformance.run.declare import themes

        @themes("send.accepted")
        def test_one(gateway, prove):
            '''This case is broken.'''
            return 1 / 0
        """
    )

    result = suite("--provider", "dexatel", "test_own.py")

    result.assert_outcomes(errors=1)
    assert result.ret == 3
    [finding] = record()["findings"]
    assert finding["verdict"] == "error"


def test_an_unknown_theme_is_a_collection_error(suite: Run, pytester: pytest.Pytester) -> None:
    """A case cannot be about what no catalogue states."""
    pytester.makepyfile(
        test_own="""
        from conformance.run.declare import themes

        @themes("no.such-theme")
        def test_one(gateway, prove):
            '''About nothing.'''
        """
    )

    result = suite("--provider", "dexatel", "test_own.py")

    assert result.ret != 0
    result.stdout.fnmatch_lines(["*no.such-theme*does not exist*"])


def test_a_case_that_proves_nothing_is_blocked(
    suite: Run, record: Record, pytester: pytest.Pytester
) -> None:
    """Silence is never success."""
    pytester.makepyfile(
        test_own="""
        from conformance.run.declare import themes

        @themes("read.repeatable")
        def test_one(gateway, prove):
            '''Looks at nothing.'''
        """
    )

    result = suite("--provider", "dexatel", "test_own.py")

    assert result.ret == 6
    [finding] = record()["findings"]
    assert finding["verdict"] == "blocked"
