"""Adversaries: the servers that trials are held against, and what each trial has to come to."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from functools import partial
from pathlib import Path
from typing import Any

from conformance import reference
from conformance.catalogue import load
from conformance.contract import load as load_contract
from conformance.prove import hostile
from conformance.prove.doubles import Parrot, Replay, Scrambler
from conformance.prove.matrix import ENVIRONMENT
from conformance.prove.trials import Served, Trial, run
from conformance.providers import Message
from conformance.reference.network import Transmission
from conformance.reference.server import running
from conformance.run.world import World
from conformance.target.settings import Settings
from conformance.target.target import LOOPBACK_RECIPIENTS
from conformance.wire.gateway import Gateway

MET, VIOLATED, USAGE, UNDETERMINED = 0, 1, 4, 6

EVERY_PROVIDER = tuple(f"--conformance-provider={name}" for name in load().packs)
"""Names them, so that a server is judged that detection would take for none of them."""

EARNED = (
    "http.no-server-error",
    "http.status-documented",
    "http.media-type-documented",
    "http.parses-as-declared",
    "http.unknown-path-refused",
    "http.unknown-path-refused-404",
    "http.method-refused",
    "token.answers-200",
    "token.error-shape",
)
"""What a server may meet that answers everything alike: that its one answer is a documented one."""

EARNED_TOO = {
    "answers 401 to everything": (
        "auth.missing-refused",
        "auth.wrong-refused",
        "token.client-wrong-status",
        "error.whole-request-at-top",
    ),
}
"""What else one of them may meet: who denies everybody denies strangers too."""

BYSTANDER = LOOPBACK_RECIPIENTS[60]
"""A number that a watched run must not send to."""

SECRETS = {
    "DEXATEL_KEY": "7f3e9a1c5b2d8064e7f1a3c59b0d2846",
    "TWOSMS_CLIENT_SECRET": "Zq8-Xw4_Vr2.Kt6~Yp9",
    "CLICKATELL_TOKEN": "Hs5Gd3Fa1Jk7Lz9Xc2Vb4Nm6Qw8Er0Ty",
    "DEXATEL_KEY_OTHER": "c40d6b8e2f915a73d8b60e4f7c21a935",
    "TWOSMS_CLIENT_SECRET_OTHER": "Mn3~Bv7.Ju1_Ht5-Rd8",
    "CLICKATELL_TOKEN_OTHER": "Ou2Ip4Ya6Ts8Df0Gh1Jz3Kx5Lc7Vw9Be",
}
"""What a run is told that must not leak, by the variable that carries it."""


def trials(globs: Sequence[str] = ()) -> list[Trial]:
    """The trials whose label matches one of the globs (`hostile/*`); all of them without a glob."""
    return [
        one
        for one in _every_trial()
        if not globs or any(fnmatchcase(one.label, glob) for glob in globs)
    ]


def _every_trial() -> list[Trial]:
    found = [
        Trial(
            "hostile",
            name,
            partial(_misbehaving, behaviour),
            frozenset({VIOLATED, UNDETERMINED}),
            earned=(*EARNED, *EARNED_TOO.get(name, ())),
            options=EVERY_PROVIDER,
        )
        for name, behaviour in hostile.HOSTILE.items()
    ]
    found += [
        Trial(
            "hostile",
            "redirects to another server",
            _elsewhere,
            frozenset({VIOLATED, UNDETERMINED}),
            earned=EARNED,
            options=EVERY_PROVIDER,
        ),
        Trial(
            "hostile",
            "speaks TLS with a certificate that nobody vouches for",
            _unvouched,
            frozenset({USAGE}),
            report=False,
            options=EVERY_PROVIDER,
        ),
        Trial(
            "replay",
            "repeats good answers, whatever is asked",
            _replay,
            frozenset({VIOLATED}),
            options=EVERY_PROVIDER,
        ),
        Trial(
            "scrambled",
            "has values of other kinds in its answers",
            _scrambler,
            frozenset({VIOLATED}),
            conformant=True,
            options=(*EVERY_PROVIDER, "--conformance-patience=1"),
        ),
        Trial(
            "secrets",
            "repeats credentials wherever it can",
            _parrot,
            frozenset({VIOLATED}),
            secrets=tuple(SECRETS.values()),
            conformant=True,
            options=EVERY_PROVIDER,
            environment=SECRETS,
        ),
        Trial(
            "guard",
            "holds messages of somebody else's in the same accounts",
            _watched,
            frozenset({MET, UNDETERMINED}),
            conformant=True,
            # As somebody's real service: on a mock of one's own, criteria may find anything.
            options=("--conformance-live", "--conformance-budget=5000", *EVERY_PROVIDER),
            environment={
                **defaults(),
                **ENVIRONMENT,
                "CONFORMANCE_RECIPIENTS": ",".join(
                    number for number in LOOPBACK_RECIPIENTS if number != BYSTANDER
                ),
            },
        ),
    ]
    return found


@contextlib.contextmanager
def _misbehaving(behaviour: hostile.Behaviour) -> Iterator[Served]:
    with hostile.serving(behaviour) as server:
        yield Served(server.url)


@contextlib.contextmanager
def _elsewhere() -> Iterator[Served]:
    """Redirects to another server, which must never be asked."""
    with (
        hostile.serving(hostile.hanging) as stranger,
        hostile.serving(hostile.sending_to(stranger.url)) as server,
    ):
        yield Served(
            server.url,
            lambda: (
                [f"{stranger.connections} redirects were followed"] if stranger.connections else []
            ),
        )


@contextlib.contextmanager
def _unvouched() -> Iterator[Served]:
    """Speaks TLS with a certificate that nobody vouches for, and must be told nothing."""
    heard: list[bytes] = []
    with tempfile.TemporaryDirectory() as folder:
        context = hostile.unvouched(Path(folder))

        def behave(connection: Any) -> None:
            with context.wrap_socket(connection, server_side=True) as stream:
                heard.append(hostile.request_of(stream))

        with hostile.serving(behave) as server:
            yield Served(
                server.url.replace("http:", "https:"),
                lambda: ["it was told something"] if any(heard) else [],
            )


@contextlib.contextmanager
def _replay() -> Iterator[Served]:
    """Has answered a whole run of the suite well, and from then on repeats itself."""
    double = Replay([load_contract(name) for name in load().packs])
    with running(double) as url:
        with tempfile.TemporaryDirectory() as folder:
            run(url, Path(folder), Trial("replay", "recording", _replay, frozenset({MET})))
        double.recording = False
        yield Served(url)


def defaults() -> dict[str, str]:
    """What opens the reference, by the variables that have to tell it on a live target."""
    return {
        item.variable: item.default
        for pack in load().packs.values()
        for item in pack.account.values()
        if item.default
    }


def accepted() -> dict[str, str]:
    """For each of the secrets, what the reference knows in its place: what everybody knows."""
    known = {
        item.variable: item.default
        for pack in load().packs.values()
        for item in pack.account.values()
    }
    return {secret: known[name] or "" for name, secret in SECRETS.items()}


@contextlib.contextmanager
def _scrambler() -> Iterator[Served]:
    with running(Scrambler(seed=1, share=0.15)) as url:
        yield Served(url)


@contextlib.contextmanager
def _parrot() -> Iterator[Served]:
    with running(Parrot(accepted())) as url:
        yield Served(url)


@contextlib.contextmanager
def _watched() -> Iterator[Served]:
    """The reference, in whose accounts somebody else has messages waiting and delivered."""
    application = reference.build()
    with running(application) as url, _bystander(url) as theirs:
        before = len(application.network.carried)
        yield Served(
            url, lambda: [*_strangers(application.network.carried[before:]), *_harm(theirs)]
        )


@contextlib.contextmanager
def _bystander(url: str) -> Iterator[list[tuple[Gateway, Message]]]:
    """Somebody with another allow-list who has sent and scheduled a text at every provider."""
    chosen = {"target": url, "provider": [*load().packs]}
    environment = {**ENVIRONMENT, "CONFORMANCE_RECIPIENTS": BYSTANDER}
    with tempfile.TemporaryDirectory() as folder:
        world = World(Settings(chosen, environment=environment), load(), Path(folder))
        try:
            gateways = [world.gateway(provider, "bystander") for provider in world.accounts]
            yield [
                (gateway, gateway.send(due=due))
                for gateway in gateways
                for due in (None, gateway.soon(86400))
            ]
        finally:
            world.close()


def _strangers(carried: Sequence[Transmission]) -> list[str]:
    """Whom the run has sent to and must not."""
    allowed = set(LOOPBACK_RECIPIENTS) - {BYSTANDER}
    found = sorted({one.recipient for one in carried} - allowed)
    return [f"it sent to {', '.join(found)}"] if found else []


def _harm(theirs: Sequence[tuple[Gateway, Message]]) -> list[str]:
    """What has become of somebody else's messages that should all arrive, and be there still."""
    found = []
    for gateway, message in theirs:
        whose = f"{gateway.pack.title}: a message of somebody else's"
        view = gateway.settled(message)
        if not view.state.out:
            found.append(f"{whose} is {view.state.value}")
        elif view.text not in {None, message.text}:
            found.append(f"{whose} has another text")
    return found
