"""Exchanges as one script: numbered, and with the identifiers of whoever runs it again."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from made import exchange

from conformance import deviations, reference
from conformance.catalogue import load
from conformance.reference.server import running
from conformance.report.script import MOST, script
from conformance.run.collect import every_case
from conformance.run.runner import Runner
from conformance.run.world import World
from conformance.target.settings import Settings
from conformance.verdict import Verdict
from conformance.wire.exchange import Exchange
from conformance.wire.journal import entries

TOKEN = str(load().packs["clickatell"].account["token"].default)
REVIVES = "clickatell/a-third-stop-revives"
ID = "f869376ba571040984737783c1145e2b"


GIVEN = f'{{\n "data": [{{"text": "Conform", "id" : "{ID}"}}]}}'


def sent(**changes: Any) -> Exchange:
    """A send that was answered with an identifier."""
    return exchange(
        **{
            "method": "POST",
            "url": "http://127.0.0.1:8000/v1/messages",
            "request_body": '{"text":"Conform"}',
            "status": 202,
            "response_body": GIVEN,
            **changes,
        }
    )


def read(**changes: Any) -> Exchange:
    """A read of what that made."""
    return exchange(
        **{"method": "GET", "url": f"http://127.0.0.1:8000/v1/messages/{ID}", **changes}
    )


def test_steps_are_numbered_and_hand_on_what_the_target_made_up() -> None:
    """Only the first request is the same each time."""
    lines = script([sent(), read(status=404)]).splitlines()

    assert "# 1. POST /v1/messages: 202" in lines
    assert f"# 2. GET /v1/messages/{ID}: 404" in lines
    assert any(line.startswith("ID_1=$(") for line in lines)
    assert '  "http://127.0.0.1:8000/v1/messages/$ID_1")' in lines
    assert sum("the secret" in line for line in lines) == 1


def test_what_the_requests_bring_along_stays() -> None:
    """A number that an answer repeats is no identifier of the target's."""
    number = "12025550100"
    told = script(
        [
            sent(request_body=f'{{"to":"{number}"}}', response_body=f'{{"to":"{number}"}}'),
            read(url=f"http://127.0.0.1:8000/v1/messages?to={number}"),
        ]
    )

    assert "ID_1" not in told


def test_an_identifier_that_cannot_be_found_again_is_asked_for() -> None:
    """It says what has to be put in."""
    told = script([sent(response_body=f'["{ID}"]'), read()])

    assert f"ID_1=  # where the answer has what was {ID}" in told


def test_a_body_is_no_comment(tmp_path: Path) -> None:
    """Whatever its lines begin with, they are sent, and the shell reads none of them."""
    body = "<text>one\n# two\n# it's three; $(touch four)</text>"
    told = script([sent(request_body=body), read()])

    carried_out(told, tmp_path, 'for one; do printf \'%s\\0\' "$one" >> "$0.heard"; done')

    assert body in (tmp_path / "curl.heard").read_text(encoding="utf-8").split("\0")
    assert not (tmp_path / "four").exists()


def test_an_identifier_is_a_whole_word() -> None:
    """What has one inside is another one, and stays."""
    longer = read(url=f"http://127.0.0.1:8000/v1/messages/{ID}0")

    told = script([sent(), read(), longer])

    assert 'messages/$ID_1"' in told
    assert f"messages/{ID}0)" in told


def test_a_long_story_is_told_from_its_end() -> None:
    """What decided is in it."""
    told = script([read(status=200 + place) for place in range(MOST + 5)])

    assert f": {200 + MOST + 4}" in told
    assert ": 200" not in told


def carried_out(told: str, folder: Path, curl: str) -> str:
    """What a shell says of a script in a folder, where curl is another script."""
    stub = folder / "curl"
    stub.write_text(f"#!/bin/sh\n{curl}\n")
    stub.chmod(0o755)
    done = subprocess.run(  # noqa: S603 - the script that is tested
        ["/bin/sh", "-c", told],
        cwd=folder,
        env={"PATH": f"{folder}:/usr/bin:/bin", "DEXATEL_KEY": "k"},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stderr


@pytest.mark.parametrize(
    "body",
    [
        '{"a": 1, "id": "%s"}',
        '{"id":"other-0000","more":[{"id": "%s"}]}',
        '{"id": "other-0000"}\n{\n"id"\t:\n "%s"}',
        "<r><id>other-0000</id><id>%s</id></r>",
        '{"id":%s}',
    ],
)
def test_a_shell_finds_the_identifier_again(tmp_path: Path, body: str) -> None:
    """In JSON and in XML, also where others of the same name stand before it."""
    identifier = "44170225" if ":%s" in body else ID
    told = script(
        [
            sent(response_body=body % identifier),
            read(url=f"http://127.0.0.1:8000/v1/messages/{identifier}"),
        ]
    )
    again = body % "fresh-0123"
    (tmp_path / "curl.answer").write_text(again, encoding="utf-8")

    said = carried_out(told, tmp_path, 'for last; do :; done; echo "$last" >&2; cat "$0.answer"')

    assert said.splitlines()[-1].endswith("/messages/fresh-0123")


@pytest.mark.skipif(shutil.which("curl") is None, reason="no curl here")
def test_the_script_of_a_sequence_shows_the_fault_again(tmp_path: Path) -> None:
    """Found in one run, and seen by a shell on another server."""
    world = World(
        Settings({"provider": ["clickatell"], "deviation": [REVIVES]}, environment={}),
        load(),
        tmp_path,
    )
    [case] = [one for one in every_case(world) if one.id.startswith("test_stateful.py")]
    [found] = [one for one in Runner(world).run(case).findings if one.verdict is Verdict.FAIL]
    world.close()
    kept = [entry for entry in entries(tmp_path) if entry.pop("kind") == "exchange"]
    exchanges = {entry["number"]: Exchange.from_json(entry) for entry in kept}
    told = script([exchanges[number] for number in found.exchanges])
    application = reference.build()
    deviations.install(REVIVES, application)

    with running(application) as url:
        done = subprocess.run(  # noqa: S603 - the script that is tested
            ["/bin/sh", "-c", told.replace("http://127.0.0.1:7670", url)],
            env={"PATH": "/usr/bin:/bin", "CLICKATELL_TOKEN": TOKEN},
            capture_output=True,
            text=True,
            check=True,
        )

    answers = done.stdout.split("HTTP/1.")[1:]
    assert '"006"' in answers[3]
    assert '"006"' not in answers[-1]
