"""The `conformance` command."""

from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from made import exchange, finding, folder, record, requirement, violated

from conformance import __version__
from conformance.cli import main

COMMAND = [sys.executable, "-c", "import sys; from conformance.cli import main; sys.exit(main())"]
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Carries out a command line; returns exit code, output and errors."""

    def carry_out(*arguments: object) -> tuple[int, str, str]:
        code = main([str(one) for one in arguments])
        told = capsys.readouterr()
        assert "Traceback" not in told.err
        return code, told.out, told.err

    return carry_out


@pytest.fixture
def good(tmp_path: Path) -> Path:
    """The folder of a run that has shown everything."""
    return folder(tmp_path / "good", record([], [finding()]), [exchange()])


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    """The folder of a run that has seen a violation."""
    return folder(tmp_path / "bad", record([], [finding(verdict="fail")]), [exchange()])


# -- mistakes -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "required: COMMAND"),
        (["nonsense"], "invalid choice: 'nonsense'"),
        (["serve", "--port", "seventy"], "a number from 0 to 65535"),
        (["serve", "--port", "65536"], "a number from 0 to 65535"),
        (["serve", "--provider", "dexatl"], "Did you mean dexatel?"),
        (["serve", "--deviation", "dexatel/nothing"], "no deviation called 'dexatel/nothing'"),
        (
            [
                *("serve", "--provider", "twosms"),
                *("--deviation", "dexatel/answers-a-delete-with-200"),
            ],
            "changes dexatel, which is not served",
        ),
        (["serve", "--discomfort", "seven"], "a whole number from 0 up, not 'seven'"),
        (["serve", "--discomfort", "-1"], "a whole number from 0 up, not '-1'"),
        (["prove", "--discomfort", "many"], "a whole number from 0 up, not 'many'"),
        (["serve", "--host", "nowhere.invalid"], "Nothing can listen at nowhere.invalid"),
        (["compare", "a"], "required: B"),
        (["merge", "a"], "required: -o"),
        (["lint", "dexatl"], "Did you mean dexatel?"),
    ],
)
def test_usage_errors(run: Run, arguments: list[str], said: str) -> None:
    """One message that says what to do, and exit code 4."""
    code, out, err = run(*arguments)

    assert (code, out) == (4, "")
    assert err.startswith("error: ")
    assert said in err


@pytest.mark.parametrize("command", [["render"], ["compare", "{good}"], ["merge", "-o", "{out}"]])
@pytest.mark.parametrize("content", [None, "{", "{}", "[]", '"x"'])
def test_folders_without_a_record(
    run: Run, good: Path, tmp_path: Path, command: list[str], content: str | None
) -> None:
    """They are told as such, with exit code 3."""
    other = tmp_path / "other"
    other.mkdir()
    if content is not None:
        (other / "report.json").write_text(content)
    places = {"good": good, "out": tmp_path / "out"}
    code, out, err = run(*(one.format(**places) for one in command), other)

    assert (code, out) == (3, "")
    assert err.startswith("error: ")


def test_a_folder_that_cannot_be_written(run: Run, good: Path, tmp_path: Path) -> None:
    """The system's reason is told, without a traceback."""
    (tmp_path / "file").write_text("")
    code, _, err = run("merge", good, "-o", tmp_path / "file" / "below")

    assert code == 4
    assert err.startswith("error: ")


def test_a_reader_that_has_had_enough() -> None:
    """`conformance … | head -1` ends without a complaint."""
    with subprocess.Popen(  # noqa: S603
        [*COMMAND, "serve", "--list-deviations"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 128 + signal.SIGPIPE


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    """It is the package's."""
    with pytest.raises(SystemExit) as raised:
        main(["--version"])

    assert raised.value.code == 0
    assert capsys.readouterr().out == f"sms-conformance {__version__}\n"


# -- records ------------------------------------------------------------------------------


def test_render(run: Run, good: Path) -> None:
    """Reports are made anew of the record."""
    (good / "index.html").unlink()
    code, out, _ = run("render", good)

    assert code == 0
    assert out == f"report: {good / 'index.html'}\n"
    assert (good / "index.html").is_file()


def test_compare(run: Run, good: Path, bad: Path) -> None:
    """1 when less is met, 0 otherwise."""
    code, out, _ = run("compare", good, bad)

    assert code == 1
    assert "worse (1)\n  dexatel/cancel.answers-204 (must)\n    met -> violated: expected" in out
    assert all(len(line) <= 80 for line in out.splitlines())
    assert run("compare", bad, good)[0] == 0
    assert run("compare", good, good)[0] == 0
    assert json.loads(run("compare", "--json", good, bad)[1])["worse"] is True


def test_compare_shoulds(run: Run, tmp_path: Path) -> None:
    """A should that is not followed any more weighs when asked for."""
    stated = [requirement("cancel.twice", level="should")]
    before = folder(tmp_path / "a", record(stated, [finding("cancel.twice")]))
    after = folder(tmp_path / "b", record(stated, [finding("cancel.twice", "warn")]))

    assert run("compare", before, after)[0] == 0
    assert run("compare", "--fail-on", "should", before, after)[0] == 1


def test_merge(run: Run, tmp_path: Path) -> None:
    """The exit code is that of the whole run; a missing shard is told."""
    stated = [requirement(), requirement("cancel.twice")]
    shards = [
        folder(
            tmp_path / str(part),
            record(stated, [finding(theme, case=theme)], settings={"shard": [part, 2]}),
            [exchange()],
        )
        for part, theme in ((1, "cancel.answers-204"), (2, "cancel.twice"))
    ]
    code, out, err = run("merge", *shards, "-o", tmp_path / "all")

    assert (code, err) == (0, "")
    assert "exit 0: Every selected must is met." in out
    assert (tmp_path / "all" / "index.html").is_file()

    code, out, err = run("merge", shards[0], "-o", tmp_path / "half")

    assert code == 6
    assert "shard 2/2 is missing" in err
    assert run("merge", *shards, "-o", shards[0])[0] == 4


def test_matrix(run: Run, good: Path, tmp_path: Path) -> None:
    """Addresses of reports are seen from where the page is."""
    code, out, _ = run("matrix", good, "-o", tmp_path / "site" / "all.html")

    assert code == 0
    assert out == f"matrix: {tmp_path / 'site' / 'all.html'}\n"
    assert 'href="../good/index.html' in (tmp_path / "site" / "all.html").read_text()


def test_violations_do_not_stop_rendering(run: Run, tmp_path: Path) -> None:
    """Rendering says how it went with rendering, not with the target."""
    assert run("render", folder(tmp_path, violated()))[0] == 0


# -- serve --------------------------------------------------------------------------------


class Served:
    """A process that serves, and what it has said until it listened."""

    def __init__(self, *arguments: str) -> None:
        # Of a shell's job in the background a process inherits that Ctrl-C is nothing to it.
        inherited = signal.signal(signal.SIGINT, signal.SIG_DFL)
        self.process = subprocess.Popen(  # noqa: S603
            [*COMMAND, "serve", *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        signal.signal(signal.SIGINT, inherited)
        self.said = ""
        assert self.process.stdout is not None
        watchdog = threading.Timer(60, self.process.kill)
        watchdog.start()
        while "Ctrl-C" not in self.said:
            line = self.process.stdout.readline()
            assert line, "it says where it listens"
            self.said += line
        watchdog.cancel()
        found = re.search(r"http://\S+", self.said)
        assert found
        self.url = found[0]

    def end(self) -> tuple[int, str]:
        """Interrupt it, as Ctrl-C does; returns exit code and errors."""
        self.process.send_signal(signal.SIGINT)
        _, errors = self.process.communicate(timeout=120)
        return self.process.returncode, errors


@pytest.fixture
def served() -> Iterator[Callable[..., Served]]:
    """Starts servers, and ends those that a test has left."""
    started: list[Served] = []

    def start(*arguments: str) -> Served:
        started.append(Served(*arguments))
        return started[-1]

    yield start
    for one in started:
        if one.process.poll() is None:
            one.process.kill()
            one.process.communicate()


def test_serve(served: Callable[..., Served]) -> None:
    """A client that does as it is told gets in; the clock turns; Ctrl-C ends it quietly."""
    server = served("--port", "0", "--provider", "dexatel")
    exports = dict(re.findall(r"export (\w+)=(\S+)", server.said))
    clock = re.search(r"http://\S+/_reference/clock", server.said)
    assert clock

    with httpx.Client(trust_env=False) as client:
        messages = client.get(
            f"{server.url}/v1/messages", headers={"X-Dexatel-Key": exports["DEXATEL_KEY"]}
        )
        now = client.post(clock[0], json={"advance": 60})

    assert messages.status_code == 200
    assert set(now.json()) == {"now"}
    assert "TWOSMS_CLIENT_ID" not in exports
    assert server.end() == (0, "")


def test_serve_deviating(served: Callable[..., Served]) -> None:
    """A deviation is named with its sentence, and does what it says."""
    server = served("--port", "0", "--deviation", "dexatel/lets-in-without-a-key")

    assert "Deviating: dexatel/lets-in-without-a-key: " in server.said
    assert httpx.get(f"{server.url}/v1/messages", trust_env=False).status_code == 200


def test_serve_in_discomfort(served: Callable[..., Served]) -> None:
    """Every provider that is served says everything otherwise, by the same seed."""
    server = served("--port", "0", "--discomfort", "7", "--provider", "dexatel")

    assert "Deviating: dexatel/discomfort-7: " in server.said
    assert "twosms/discomfort-7" not in server.said
    assert httpx.get(f"{server.url}/v1/messages", trust_env=False).status_code == 401


def test_a_port_that_is_taken(run: Run) -> None:
    """It is one message, and what to do."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, _, err = run("serve", "--port", port)

    assert code == 4
    assert err == (
        f"error: Port {port} of 127.0.0.1 is taken.\n"
        "Choose another with --port; --port 0 takes any that is free.\n"
    )


def test_deviations_are_listed(run: Run) -> None:
    """Each with its sentence, and what it breaks or that it is allowed."""
    code, out, _ = run("serve", "--list-deviations", "--provider", "dexatel")

    assert code == 0
    assert "dexatel/answers-a-delete-with-200\n    " in out
    assert "    breaks cancel.answers-204" in out
    assert "    allowed" in out
    assert set(re.findall(r"(?m)^\w+(?=/)", out)) == {"dexatel"}


def test_lint(run: Run) -> None:
    """The project's own specs are in order."""
    code, out, _ = run("lint", "clickatell")

    assert code == 0
    assert re.search(r"(?m)^clickatell: \d+ requirements, \d+ operations", out)
