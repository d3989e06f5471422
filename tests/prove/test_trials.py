"""Whole runs against servers that are no provider: what a trial finds wrong, and some of them."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

from conformance import reference
from conformance.catalogue import load
from conformance.prove import Summary, apart, page, shared, trials, try_all
from conformance.prove.trials import Served, Trial, Tried, carry_out
from conformance.reference.server import running

GLOBS = ["--conformance-provider=clickatell", "--conformance-profile=security"]
"""A run of a few requests."""


@contextlib.contextmanager
def conforming() -> Iterator[Served]:
    """The reference itself, which is no adversary at all."""
    with running(reference.build()) as url:
        yield Served(url, lambda: ["it has seen something"])


def trial(**changes: object) -> Trial:
    """A short trial against the reference."""
    made = Trial("hostile", "serves a provider", conforming, frozenset({0}), options=tuple(GLOBS))
    return replace(made, **changes)  # type: ignore[arg-type]


def test_what_is_wrong_is_told() -> None:
    """Exit code, unearned passes, statements, secrets and the server's complaints are looked at."""
    tried = carry_out(trial(exits=frozenset({1}), earned=("segments.*",), secrets=("clickatell",)))

    told = "\n".join(tried.wrong)
    assert not tried.holds
    assert "it ended with 0" in told
    assert "it is said to meet clickatell/auth." in told
    assert "clickatell/security is called conformant" in told
    assert "report.json has a part of a secret" in told
    assert "it has seen something" in told


def test_what_is_right_is_not_told() -> None:
    """The same run, held against what it should come to, has only the server's complaint."""
    tried = carry_out(trial(conformant=True))

    assert tried.wrong == ("it has seen something",)
    assert tried.exchanges > 0
    assert tried.memory > 0


@pytest.mark.parametrize(
    "label",
    [
        "hostile/closes-at-once",
        "hostile/redirects-to-another-server",
        "hostile/answers-200-with-nothing",
        "hostile/speaks-tls-with-a-certificate-that-nobody-vouches-for",
    ],
)
def test_some_of_them(label: str) -> None:
    """Nothing is earned, nothing breaks; all of them are tried by `conformance prove`."""
    [found] = trials([label])
    options = ("--conformance-provider=clickatell", "--conformance-profile=messaging")

    [tried] = try_all([replace(found, options=options)], workers=1)

    assert tried.wrong == ()


def test_every_trial_has_a_label_of_its_own() -> None:
    """A glob finds each, and they are of every kind."""
    labels = [one.label for one in trials()]

    assert len(set(labels)) == len(labels) >= 30
    assert {label.partition("/")[0] for label in labels} == {
        "hostile",
        "replay",
        "secrets",
        "guard",
        "scrambled",
    }
    assert trials(["no/such"]) == []


def test_the_judged_loads_nothing_of_the_judge(monkeypatch: pytest.MonkeyPatch) -> None:
    """The reference with all its deviations gets along without it, and the look would tell."""
    assert shared() == []

    monkeypatch.setattr(apart, "SCRIPT", f"import conformance.sms\n{apart.SCRIPT}")
    assert "conformance.sms" in shared()


def test_a_trial_that_went_wrong_is_a_hole() -> None:
    """Terminal, page and data say so."""
    tried = Tried("hostile", "hangs", 0, 1.0, 80, 0, (), ("it ended with 0",))
    summary = Summary([], load(), [tried], ["conformance.sms"], whole=False)

    assert not summary.holds
    assert "hostile/hangs" in "\n".join(summary.lines())
    assert "it ended with 0" in page(summary, load())
    told = json.loads(summary.as_json())
    assert told["trials"][0]["holds"] is False
    assert [one["holds"] for one in told["properties"]] == [False, False]
