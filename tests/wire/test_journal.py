"""Whatever happens to a process, what it has written until then can be read."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from conformance.errors import RecordError
from conformance.wire.exchange import Exchange, as_octets, as_text
from conformance.wire.journal import FOLDER, Journal, entries

EXCHANGE = Exchange(
    number="gw0-1",
    case="test_a",
    provider="dexatel",
    method="GET",
    url="http://127.0.0.1/",
    request_headers=(("X", "1"), ("X", "2")),
    request_body="",
    status=None,
    response_headers=(),
    response_body="\ud800\u2028\0",
    failure="no answer",
    started="2030-01-01T00:00:00+00:00",
    seconds=0.5,
)


def test_what_is_written_can_be_read(tmp_path: Path) -> None:
    """Every line of every process comes back, odd characters included."""
    for process in ("main", "gw0"):
        journal = Journal(tmp_path, process)
        journal.write("exchange", **EXCHANGE.as_json())
        journal.write("footer", text="\ud83d\n\u2028\x85")
        journal.close()

    kinds = [(entry.pop("kind"), entry) for entry in entries(tmp_path)]

    assert [kind for kind, _ in kinds] == ["exchange", "footer"] * 2
    assert Exchange.from_json(kinds[0][1]) == EXCHANGE
    assert kinds[1][1] == {"text": "\ud83d\n\u2028\x85"}


@pytest.mark.parametrize("cut", [1, 5, 12])
def test_a_killed_process_spoils_its_last_line_only(tmp_path: Path, cut: int) -> None:
    """A line that was cut off is left out; other processes are read all the same."""
    for process in ("a", "b"):
        journal = Journal(tmp_path, process)
        for number in range(3):
            journal.write("case", id=f"{process}{number}")
        journal.close()
    killed = tmp_path / FOLDER / "a.ndjson"
    killed.write_bytes(killed.read_bytes()[: -cut - 1])

    assert [entry["id"] for entry in entries(tmp_path)] == ["a0", "a1", "b0", "b1", "b2"]


def test_a_line_is_on_the_disk_when_it_is_written(tmp_path: Path) -> None:
    """Nothing waits in memory for a process that may be killed."""
    journal = Journal(tmp_path, "main")
    journal.write("case", id="a")
    try:
        assert [entry["id"] for entry in entries(tmp_path)] == ["a"]
    finally:
        journal.close()


def test_a_broken_line_in_the_middle_is_an_error(tmp_path: Path) -> None:
    """A damaged journal is told with file and line, not skipped."""
    (tmp_path / FOLDER).mkdir()
    (tmp_path / FOLDER / "main.ndjson").write_text('{"kind": "a"}\n{"kind"\n{"kind": "b"}\n')

    with pytest.raises(RecordError, match=r"main\.ndjson:2: this line is no JSON"):
        list(entries(tmp_path))


def test_nothing_is_written_after_the_end(tmp_path: Path) -> None:
    """A late thread cannot write into a closed journal."""
    journal = Journal(tmp_path, "main")
    journal.close()
    journal.write("case", id="late")

    assert list(entries(tmp_path)) == []


def test_several_threads_do_not_mix_their_lines(tmp_path: Path) -> None:
    """Each line is whole, whoever else writes."""
    journal = Journal(tmp_path, "main")

    def write(name: str) -> None:
        for number in range(200):
            journal.write("case", id=f"{name}{number}", text=name * 500)

    threads = [threading.Thread(target=write, args=[name]) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    journal.close()

    assert len({entry["id"] for entry in entries(tmp_path)}) == 800


@pytest.mark.parametrize(
    ("body", "text"),
    [(b"", ""), (b"Hello", "Hello"), ("é😀".encode(), "é😀"), (b"\xff\xfe", "base64://4=")],
)
def test_bodies_as_text(body: bytes, text: str) -> None:
    """Text is shown as it is; what is none is marked and shown in base64."""
    assert as_text(body) == text
    assert as_octets(text) == body
