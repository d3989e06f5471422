"""Exchanges as curl commands, carried out by a real shell with a curl that shows what it got."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from conformance.report.curl import command
from conformance.wire.exchange import Exchange, as_text

SECRET = 'k$y "with` odd\\'
EXCHANGE = Exchange(
    number="7",
    case="test_x.py::test_x[dexatel]",
    provider="dexatel",
    method="POST",
    url="http://127.0.0.1:8000/v1/messages",
    request_headers=(
        ("host", "127.0.0.1:8000"),
        ("user-agent", "sms-conformance"),
        ("accept", "application/json"),
        ("content-type", "application/json"),
        ("x-dexatel-key", "$DEXATEL_KEY"),
        ("content-length", "2"),
    ),
    request_body="{}",
    status=201,
    response_headers=(),
    response_body="",
    failure="",
    started="2026-11-21T22:05:54+00:00",
    seconds=0.01,
)
STUB = """#!{python}
import json, os, sys
arguments = sys.argv[1:]
body = b""
if "--data-binary" in arguments:
    given = arguments[arguments.index("--data-binary") + 1]
    body = sys.stdin.buffer.read() if given == "@-" else os.fsencode(given)
called = {{"arguments": [os.fsencode(one).hex() for one in arguments], "body": body.hex()}}
with open({path!r}, "w") as file:
    json.dump(called, file)
"""


@dataclass
class Called:
    """What curl was called with."""

    arguments: list[str]
    body: bytes

    @property
    def headers(self) -> list[str]:
        """The values of -H."""
        pairs = zip(self.arguments, self.arguments[1:], strict=False)
        return [value for option, value in pairs if option == "-H"]

    @property
    def method(self) -> str:
        """The value of -X."""
        return self.arguments[self.arguments.index("-X") + 1]


@pytest.fixture(params=["sh", "bash"])
def shell(request: pytest.FixtureRequest) -> str:
    """The shells that people paste into."""
    return str(request.param)


class Shell:
    """Carries out commands where `curl` is a stub."""

    def __init__(self, name: str, directory: Path) -> None:
        self._name = name
        self.directory = directory
        stub = directory / "bin" / "curl"
        stub.parent.mkdir()
        stub.write_text(STUB.format(python=sys.executable, path=str(directory / "called.json")))
        stub.chmod(0o755)

    def __call__(self, exchange: Exchange, **variables: str) -> Called:
        """Run the command of an exchange and return what curl was called with."""
        environment = {
            "PATH": f"{self.directory / 'bin'}:{os.environ['PATH']}",
            "LC_ALL": "C.UTF-8",
            "DEXATEL_KEY": SECRET,
            **variables,
        }
        done = subprocess.run(  # noqa: S603 - running it is what the test is about
            [self._name, "-eu", "-c", command(exchange)],
            check=False,
            env=environment,
            cwd=self.directory,
            capture_output=True,
        )
        assert (done.returncode, done.stderr) == (0, b""), command(exchange)
        called = json.loads((self.directory / "called.json").read_text())
        arguments = [bytes.fromhex(one).decode("utf-8", "replace") for one in called["arguments"]]
        return Called(arguments, bytes.fromhex(called["body"]))


@pytest.fixture
def run(shell: str, tmp_path: Path) -> Shell:
    """A shell whose curl is a stub."""
    return Shell(shell, tmp_path)


def test_what_was_sent(run: Shell) -> None:
    """Method, address, headers and body are those of the exchange; curl adds none of its own."""
    called = run(EXCHANGE)

    assert called.method == "POST"
    assert called.arguments[-1] == "http://127.0.0.1:8000/v1/messages"
    assert called.headers == [
        "user-agent: sms-conformance",
        "accept: application/json",
        "content-type: application/json",
        f"x-dexatel-key: {SECRET}",
    ]
    assert called.body == b"{}"


def test_headers_of_curl_that_were_not_sent(run: Shell) -> None:
    """A request without a Content-Type is repeated without one."""
    bare = replace(EXCHANGE, request_headers=(("x-empty", ""),))

    assert run(bare).headers == ["x-empty;", "Accept:", "User-Agent:", "Content-Type:"]


def test_another_host_is_kept() -> None:
    """A Host header that is not the address's own was meant."""
    other = replace(EXCHANGE, request_headers=(("Host", "elsewhere.example"),))

    assert "'Host: elsewhere.example'" in command(other)


@pytest.mark.parametrize(
    "body",
    [
        'it\'s "quoted" $HOME `id` $(id) \\ !! %s %d \\n',
        "two\nlines\n",
        "@/etc/passwd",
        "-n -e",
        "a\0b\x1b[31m\ttab\r\n",
        "\x00",
        "-\x00",
        "Ünïcödé 汉字 🎉",
        "right\u202eto left\u00a0",
        "base64:not really!",
        "base64:YWJj",
        "%",
    ],
)
def test_bodies_that_a_shell_would_read(run: Shell, body: str) -> None:
    """Nothing in a body means anything to the shell, and every octet of it arrives."""
    assert run(replace(EXCHANGE, request_body=body)).body == body.encode()


@pytest.mark.parametrize("octets", [b"\xff", b"\x00\xfe\xff", bytes(range(256))])
def test_bodies_that_are_no_text(run: Shell, octets: bytes) -> None:
    """Octets that are not UTF-8 arrive as they were."""
    assert run(replace(EXCHANGE, request_body=as_text(octets))).body == octets


@pytest.mark.parametrize("octets", [b"x" * 5000, b"\xff" * 5000])
def test_long_bodies(run: Shell, octets: bytes) -> None:
    """A long body comes out of the exchanges' file beside the report."""
    long = replace(EXCHANGE, request_body=as_text(octets))
    lines = [json.dumps(one.as_json()) for one in (replace(EXCHANGE, number="1"), long)]
    (run.directory / "exchanges.ndjson").write_text("\n".join(lines))

    assert run(long).body == octets


@pytest.mark.parametrize(
    ("body", "arrives"),
    [
        ('{"key": "$DEXATEL_KEY"}', f'{{"key": "{SECRET}"}}'),
        ("key=$DEXATEL_KEY", f"key={SECRET}"),
        ("$DEXATEL_KEYS and ${DEXATEL_KEY}", f"{SECRET}S and ${{DEXATEL_KEY}}"),
        ("\0$DEXATEL_KEY%", f"\0{SECRET}%"),
        ("$RECIPIENT_12$DEXATEL_TOKEN", "12025550100token"),
        ("$TWOSMS_CLIENT_SECRET $PATH", "$TWOSMS_CLIENT_SECRET $PATH"),
    ],
)
def test_secrets_are_variables(run: Shell, body: str, arrives: str) -> None:
    """The names of the provider's secrets are variables; every other dollar sign is one."""
    called = run(
        replace(EXCHANGE, request_body=body), RECIPIENT_12="12025550100", DEXATEL_TOKEN="token"
    )

    assert called.body == arrives.encode()


@pytest.mark.parametrize(
    "url",
    [
        "http://h.example/v1/messages?filter[to]=1&x={a,b}&y=$HOME;id|id>x'y`id`",
        "http://h.example/a/../b/%00?#",
    ],
)
def test_addresses(run: Shell, url: str) -> None:
    """An address is one word, whatever is in it, and curl leaves its brackets and dots alone."""
    called = run(replace(EXCHANGE, url=url))

    assert called.arguments[-1] == url
    assert {"--globoff", "--path-as-is"} <= set(called.arguments)


def test_odd_headers(run: Shell) -> None:
    """A tab in a header survives, and nothing in it is a command."""
    odd = replace(EXCHANGE, request_headers=(("X-Odd", "a\tb'$(id)$DEXATEL_KEY"),))

    assert run(odd).headers[0] == f"X-Odd: a\tb'$(id){SECRET}"


def test_methods(run: Shell) -> None:
    """HEAD is asked for in curl's own way; a made-up method is a word."""
    head = run(replace(EXCHANGE, method="HEAD", request_body=""))

    assert "--head" in head.arguments
    assert "-X" not in head.arguments
    assert run(replace(EXCHANGE, method="A'B")).method == "A'B"


def test_an_empty_body_has_a_length(run: Shell) -> None:
    """A request that said that its body is empty says so again; others have no body."""
    empty = replace(EXCHANGE, request_body="")
    without = replace(empty, request_headers=(("accept", "*/*"),))

    assert run(empty).arguments.count("--data-binary") == 1
    assert run(without).arguments.count("--data-binary") == 0


def test_the_embedded_reference() -> None:
    """It is nowhere to be connected to, so the command goes to where `serve` listens."""
    text = command(replace(EXCHANGE, url="http://reference.embedded/v1/messages"))

    assert text.endswith(" http://127.0.0.1:7670/v1/messages")
    assert "conformance serve" in text.partition("\n")[0]


def test_limits_are_told() -> None:
    """What cannot be repeated exactly is said in comment lines, which nothing can leave."""
    spelled = command(EXCHANGE)
    torn = command(replace(EXCHANGE, request_body="base64:AA$DEXATEL_KEY/w=="))
    token = command(replace(EXCHANGE, provider="twosms", request_body="$TWOSMS_TOKEN"))
    bearer = (("authorization", "Bearer $ACCESS_TOKEN"),)
    learnt = command(replace(EXCHANGE, provider="twosms", request_headers=bearer))
    broken = command(replace(EXCHANGE, failure="no answer: \nrm -rf /\x1b"))
    refused = command(replace(EXCHANGE, failure="not sent: a stranger\nrm -rf /"))

    assert "in whichever spelling was sent" in spelled
    assert "--data-binary" not in torn
    assert "it held a secret" in torn
    assert "$TWOSMS_TOKEN is handed out" in token
    assert "$ACCESS_TOKEN is handed out" in learnt
    assert '-H "authorization: Bearer $ACCESS_TOKEN"' in learnt
    assert "# The suite had no whole answer: no answer: rm -rf /\n" in broken
    assert refused == "# There is nothing to repeat: not sent: a stranger rm -rf /"
