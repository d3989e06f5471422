"""Ids and levels of requirements are a promise: known-files, reports and CI recipes name them.

`requirement_ids.txt` keeps what was promised. After a deliberate change write it again with
`python tests/catalogue/test_requirement_ids.py`, and the reason into CHANGELOG.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from conformance.catalogue import load

KEPT = Path(__file__).parent / "requirement_ids.txt"
REWRITE = "python tests/catalogue/test_requirement_ids.py"


def stated() -> dict[str, str]:
    """The level of every requirement of the catalogue, by its id."""
    return {one.id: str(one.level) for one in load().requirements()}


def promised() -> dict[str, str]:
    """The level of every requirement when it was last written down, by its id."""
    return dict(line.split() for line in KEPT.read_text(encoding="utf-8").splitlines())


def broken(before: Mapping[str, str], now: Mapping[str, str]) -> Iterator[str]:
    """What is no longer as it was, one line for each id."""
    for name in sorted(before.keys() | now.keys()):
        if name not in now:
            yield f"{name} is gone: whoever names it, in a known-file say, names nothing any more"
        elif name not in before:
            yield f"{name} is new, and nothing keeps it yet"
        elif before[name] != now[name]:
            yield f"{name} was a {before[name]} and is a {now[name]}: verdicts change with it"


def test_no_id_and_no_level_changes_by_accident() -> None:
    """What a report of last year says of a requirement can be looked up this year."""
    changes = [*broken(promised(), stated())]

    assert not changes, "\n".join(
        [
            "The catalogue is not what was promised:",
            *changes,
            f"If that is meant: {REWRITE}",
            "and tell users in CHANGELOG.md, under Changed or Removed, what to name instead.",
        ]
    )


@pytest.mark.parametrize(
    ("now", "told"),
    [
        ({"a/b": "must"}, []),
        ({}, ["a/b is gone"]),
        ({"a/c": "must"}, ["a/b is gone", "a/c is new"]),
        ({"a/b": "should"}, ["a/b was a must and is a should"]),
    ],
)
def test_every_change_is_told(now: dict[str, str], told: list[str]) -> None:
    """A renamed id is one that is gone and one that is new."""
    changes = [*broken({"a/b": "must"}, now)]

    assert len(changes) == len(told)
    assert all(change.startswith(begin) for change, begin in zip(changes, told, strict=True))


if __name__ == "__main__":
    KEPT.write_text(
        "".join(f"{name} {level}\n" for name, level in sorted(stated().items())), encoding="utf-8"
    )
