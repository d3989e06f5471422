"""Bad input: one message that says what and what next, exit code 4, no traceback."""

from __future__ import annotations

import fnmatch
import os
import socket
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from werkzeug.wrappers import Response

from conformance.reference.server import running

Run = Callable[..., pytest.RunResult]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--target=http://127.0.0.1:9"], "*cannot be reached: connection refused*"),
        (["--target=http://no-such-host.invalid"], "*cannot be reached: the host name is unknown*"),
        (["--target=staging"], "*no target called 'staging'*"),
        (["--target=ftp://127.0.0.1"], "*no http or https URL*"),
        (["--target=http://user:secret@127.0.0.1"], "*user information*"),
        (["--provider=dexatl"], "*no provider called 'dexatl'*"),
        (["--profile=messagin"], "*no profile called 'messagin'*"),
        (["--features=schedul"], "*no feature called 'schedul'*"),
        (["--requirement=dexatel/cancel.answers-20"], "*no requirement called*"),
        (["--requirement=dexatel/nothing*"], "*No requirement*matches*"),
        (["--budget=-1"], "*--budget takes a whole number*"),
        (["--patience=soon"], "*--patience takes a number of seconds*"),
        (["--level=strict"], "*--level takes one of*"),
        (["--shard=5/4"], "*--shard takes I/N*"),
        (["--known=missing.toml"], "*missing.toml cannot be read*"),
        (["--targets=missing.toml"], "*missing.toml does not exist*"),
        (["--deviation=dexatel/nothing"], "*no deviation called*"),
        (["--target=http://127.0.0.1:9", "--deviation=x/y"], "*changes the embedded reference*"),
        (["--discomfort=often"], "*--discomfort takes a whole number from 0 up, not 'often'*"),
        (["--target=http://127.0.0.1:9", "--discomfort=1"], "*serve --discomfort SEED*"),
        (["--target=https://api.example.com", "--provider=dexatel"], "*DEXATEL_KEY*"),
    ],
)
def test_a_bad_option_is_told(suite: Run, arguments: list[str], told: str) -> None:
    """The message names the option and what is wrong with it."""
    result = suite(*arguments)

    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([told])
    assert "Traceback" not in result.stdout.str() + result.stderr.str()
    assert "secret" not in result.stdout.str() + result.stderr.str()


@pytest.mark.parametrize(
    ("value", "told"),
    [("", "*is set and empty*"), ("+1 202 555 0100", "*no number in international format*")],
)
def test_a_bad_allow_list_is_told(
    suite: Run, monkeypatch: pytest.MonkeyPatch, value: str, told: str
) -> None:
    """An allow-list that allows nobody, or nobody in particular, is refused."""
    monkeypatch.setenv("CONFORMANCE_RECIPIENTS", value)

    result = suite("--provider=dexatel")

    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([told])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[targets.here", "*is no TOML*"),
        ("[targets.there]\nurl = 'http://127.0.0.1:9'", "*no target called 'here'*"),
        ("[targets.here]\nurl = 'http://127.0.0.1:9'\nbudge = 3", "*'budge'*Did you mean*budget*"),
        ("[targets.here]\nlive = true", "*has no url*"),
        ("[targets.here]\nurl = 'http://127.0.0.1:9'\npatience = 'x'", "*patience in the file*"),
        ("x = 1", "*no [[]targets*"),
    ],
)
def test_a_bad_target_file_is_told(
    suite: Run, pytester: pytest.Pytester, text: str, told: str
) -> None:
    """The message names the file's mistake."""
    (pytester.path / "conformance.toml").write_text(text)

    result = suite("--target=here")

    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert "Traceback" not in result.stderr.str()
    assert fnmatch.fnmatch(result.stderr.str().replace("\n", " "), f"*{told}*")


def test_a_host_that_serves_something_else_is_told(suite: Run) -> None:
    """What a web server answers is shown, and nothing of it is judged."""
    with serving_html() as url:
        result = suite(f"--target={url}")

    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*serves none of the providers*", "*status 200, text/html*"])


def test_tls_where_there_is_none_is_told(suite: Run) -> None:
    """An https URL for an http server says so, before any request."""
    with serving_html() as url:
        result = suite(url.replace("http://", "--target=https://"))

    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*does not speak TLS*"])


def test_a_usage_error_spares_an_earlier_report(suite: Run, pytester: pytest.Pytester) -> None:
    """A mistake in the next command line does not cost the last run's report."""
    suite("--provider", "dexatel", "--requirement", "dexatel/cancel.answers-204")
    report = pytester.path / "reports" / "latest" / "report.json"
    before = report.read_text()

    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        suite(f"--target=http://127.0.0.1:{unused.getsockname()[1]}")

    assert report.read_text() == before


def serving_html() -> AbstractContextManager[str]:
    """A web server that answers every request alike."""
    return running(Response("<h1>It works</h1>", content_type="text/html"))


def test_another_plugins_option_is_left_to_it(suite: Run, pytester: pytest.Pytester) -> None:
    """Where a short name is taken, the long one still works, and a note says so."""
    pytester.makeconftest(
        "def pytest_addoption(parser): parser.addoption('--profile', action='store_true')"
    )

    result = suite(
        "--provider",
        "dexatel",
        "--profile",
        "--conformance-profile",
        "cancellation",
        "--requirement",
        "dexatel/cancel.answers-204",
    )

    assert result.ret == 0
    result.stdout.fnmatch_lines(["*--profile belongs to another plugin*--conformance-profile*"])


def test_a_missing_package_is_told(
    suite: Run, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A checkout whose dependencies nobody has installed says so, and how to install them."""
    pytester.makepyfile(without_xml="import sys\nsys.modules['defusedxml'] = None\n")
    monkeypatch.setenv("PYTHONPATH", str(pytester.path), prepend=os.pathsep)

    result = suite("-p", "without_xml", "--provider=dexatel", apart=True)

    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*needs the package defusedxml*", "*pip install -e .*"])
    assert "Traceback" not in result.stdout.str() + result.stderr.str()
