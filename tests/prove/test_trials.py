"""Whole runs against servers that are no provider: what a trial finds wrong, and some of them."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from conformance import reference
from conformance.catalogue import load
from conformance.prove import Summary, apart, page, shared, trials, try_all
from conformance.prove.adversaries import BYSTANDER
from conformance.prove.trials import Served, Trial, Tried, carry_out
from conformance.reference import Reference
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


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Reference, Served]]:
    """The service in which somebody else has messages, and what it complains of."""
    application = reference.build()
    monkeypatch.setattr(reference, "build", lambda: application)
    [one] = trials(["guard/*"])
    with one.serve() as served:
        yield application, served


def sends_to_a_stranger(application: Reference) -> None:
    """Send to the one number that is not allowed."""
    application.network.carry(BYSTANDER, "Hello")


def stops_what_waits(application: Reference) -> None:
    """Stop one message that is scheduled."""
    waiting = [one for one in application.network.carried if one.due > one.submitted]
    assert application.network.stop(waiting[0])


def deletes_what_has_arrived(application: Reference) -> None:
    """Delete a message that has been delivered, which stops nothing."""
    messages = application.services["dexatel"].messages  # type: ignore[attr-defined]
    del messages[next(iter(messages))]


def expires_what_has_arrived(application: Reference) -> None:
    """Expire a message, so that its recipient cannot look at it any more."""
    messages = application.services["twosms"].messages  # type: ignore[attr-defined]
    next(iter(messages.values())).expired = application.clock.now()


def rewrites_what_has_arrived(application: Reference) -> None:
    """Put another text where somebody's was."""
    messages = application.services["twosms"].messages  # type: ignore[attr-defined]
    next(iter(messages.values())).content = "Another"


def test_the_watcher_has_nothing_to_say_of_nothing(watched: tuple[Reference, Served]) -> None:
    """Where nobody does any harm, every message arrives and is there still."""
    assert watched[1].complaints() == []


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        (sends_to_a_stranger, f"it sent to {BYSTANDER}"),
        (stops_what_waits, "a message of somebody else's is"),
        (deletes_what_has_arrived, "Dexatel: a message of somebody else's is gone"),
        (expires_what_has_arrived, "2sms: a message of somebody else's is gone"),
        (rewrites_what_has_arrived, "2sms: a message of somebody else's has another text"),
    ],
)
def test_the_watcher_tells_of_harm(
    watched: tuple[Reference, Served], harm: Callable[[Reference], None], told: str
) -> None:
    """Whatever is done to somebody else's messages, it is seen, once."""
    application, served = watched

    harm(application)

    [complaint] = served.complaints()
    assert told in complaint


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
