"""The runner: carries out cases, one after the other or several at once."""

from __future__ import annotations

import contextlib
import threading
import time
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from conformance.catalogue import Requirement
from conformance.contract import judge
from conformance.errors import (
    BlockedError,
    CaseEndedError,
    InconclusiveError,
    RefusedError,
    UnsupportedError,
)
from conformance.run.world import World
from conformance.verdict.finding import Finding, Verdict
from conformance.verdict.prove import Prover
from conformance.wire.gateway import Gateway
from conformance.wire.wire import speaking_for

ENDINGS: Mapping[type[CaseEndedError], Verdict] = {
    BlockedError: Verdict.BLOCKED,
    RefusedError: Verdict.REFUSED,
    UnsupportedError: Verdict.UNSUPPORTED,
    InconclusiveError: Verdict.INCONCLUSIVE,
}

LEFT_TO_OTHERS = frozenset({Verdict.BLOCKED, Verdict.REFUSED, Verdict.INCONCLUSIVE})
"""Ends of a generated case that leave no requirement open: written cases have to show it."""


@dataclass(frozen=True)
class Case:
    """One case for one provider, with its data, bound to requirements before it runs.

    Attributes:
        id: stable from run to run.
        themes: what it declares; `bound` are those that the provider states and are selected.
        alone: whether nothing else may run meanwhile.
        generated: whether nobody has written its requests.
    """

    id: str
    provider: str
    body: Callable[..., None]
    arguments: Mapping[str, Any]
    themes: tuple[str, ...]
    bound: Mapping[str, Requirement]
    alone: bool
    generated: bool = False

    @property
    def sentence(self) -> str:
        """What it checks: the first line of its docstring."""
        return (self.body.__doc__ or "").strip().partition("\n")[0]


@dataclass(frozen=True)
class Outcome:
    """What a case came to.

    Attributes:
        broken: the traceback when the suite itself broke; empty otherwise.
    """

    findings: tuple[Finding, ...]
    seconds: float
    broken: str = ""


class Runner:
    """Carries out cases against a world.

    Args:
        concurrency: how many cases may be under way at once.
    """

    def __init__(self, world: World, concurrency: int = 1) -> None:
        self._world = world
        self._pool = ThreadPoolExecutor(concurrency, "case") if concurrency > 1 else None
        self._ahead: dict[str, Future[Outcome]] = {}
        self._doors = Doors()
        self._shown: set[str] = set()

    def prepare(self, cases: Sequence[Case]) -> None:
        """Begin with these cases, in their order, where several may be under way at once."""
        if self._pool is not None:
            for case in cases:
                self._ahead[case.id] = self._pool.submit(self._carry_out, case)

    def run(self, case: Case) -> Outcome:
        """The outcome of a case; waits for it, or carries it out."""
        ahead = self._ahead.pop(case.id, None)
        return ahead.result() if ahead is not None else self._carry_out(case)

    def close(self) -> None:
        """Drop what has not begun, and wait for what has."""
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)

    def _carry_out(self, case: Case) -> Outcome:
        door = self._doors.alone() if case.alone else self._doors.among_others()
        with door, speaking_for(case.id, case.provider):
            return self._carry_out_now(case)

    def _carry_out_now(self, case: Case) -> Outcome:
        begun = time.monotonic()
        world = self._world
        features = world.accounts[case.provider].features
        bound = {
            theme: requirement
            for theme, requirement in case.bound.items()
            if not requirement.feature or requirement.feature in features
        }
        gateway = world.gateway(case.provider, case.id)
        prove = Prover(
            case.id,
            case.themes,
            bound,
            lambda: [reply.exchange for _, _, reply in gateway.replies],
        )
        broken = ""
        if bound:
            broken = self._body(case, gateway, prove)
        findings = list(prove.findings.values())
        findings += [
            Finding(
                requirement.id,
                case.id,
                Verdict.UNSUPPORTED,
                observed=f"the feature {requirement.feature} is not claimed",
            )
            for theme, requirement in case.bound.items()
            if theme not in bound
        ]
        clean = world.redactor.clean
        outcome = Outcome(
            tuple(
                Finding(
                    one.requirement,
                    one.case,
                    one.verdict,
                    clean(one.expected),
                    clean(one.observed),
                    one.exchanges,
                )
                for one in findings
            ),
            time.monotonic() - begun,
            clean(broken),
        )
        self._write(case, outcome)
        return outcome

    def _body(self, case: Case, gateway: Gateway, prove: Prover) -> str:
        """Carry out the body and judge its exchanges; returns a traceback if the suite broke."""
        broken = ""
        verdict, why = Verdict.BLOCKED, "the case ended without looking at it"
        try:
            case.body(gateway=gateway, prove=prove, **case.arguments)
        except CaseEndedError as error:
            verdict, why = _ending(error), str(error)
        except AssertionError as error:
            # Outside of `prove`, an assertion is about the setting, not about a requirement.
            verdict, why = Verdict.BLOCKED, f"a precondition failed: {error}"
        except Exception as error:  # noqa: BLE001 - a broken case must not end the run
            broken = traceback.format_exc()
            verdict, why = Verdict.ERROR, f"the suite broke: {type(error).__name__}: {error}"
        self._judge(case, gateway, prove)
        if case.generated and verdict in LEFT_TO_OTHERS:
            verdict, why = Verdict.NOTE, f"no generated request has shown it: {why}"
        prove.close(verdict, why)
        return broken

    def _judge(self, case: Case, gateway: Gateway, prove: Prover) -> None:
        """Hold every exchange of the case against the contract.

        What contradicts the contract is a finding in any case. What agrees with it is one where
        the case declares the theme, and otherwise once in a run, so that the evidence stays small.
        """
        for method, path, reply in gateway.replies:
            for judgement in judge(
                gateway.contract, method, path, reply.status, reply.headers, reply.body
            ):
                requirement = self._world.requirement(case.provider, judgement.theme)
                if requirement is None:
                    continue
                if not judgement.holds:
                    where = f", {judgement.where}" if judgement.where else ""
                    expected = f"the answer to {reply.asked}{where}: {judgement.expected}"
                    prove.contradicted(requirement, expected, judgement.observed, reply.exchange)
                elif judgement.theme in case.bound or requirement.id not in self._shown:
                    self._shown.add(requirement.id)
                    prove.agreed(requirement, reply.exchange)

    def _write(self, case: Case, outcome: Outcome) -> None:
        journal = self._world.journal
        for finding in outcome.findings:
            journal.write("finding", **finding.as_json())
        journal.write(
            "case",
            id=case.id,
            provider=case.provider,
            sentence=case.sentence,
            requirements=[requirement.id for requirement in case.bound.values()],
            seconds=round(outcome.seconds, 6),
            broken=outcome.broken,
        )


class Doors:
    """Lets cases in together, or one alone; whoever waits to be alone goes next."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._inside = 0
        self._alone = False
        self._waiting = 0

    @contextlib.contextmanager
    def among_others(self) -> Iterator[None]:
        """Be inside together with others."""
        with self._changed:
            self._changed.wait_for(lambda: not self._alone and not self._waiting)
            self._inside += 1
        try:
            yield
        finally:
            with self._changed:
                self._inside -= 1
                self._changed.notify_all()

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Be inside with nobody else."""
        with self._changed:
            self._waiting += 1
            self._changed.wait_for(lambda: not self._alone and not self._inside)
            self._waiting -= 1
            self._alone = True
        try:
            yield
        finally:
            with self._changed:
                self._alone = False
                self._changed.notify_all()


def _ending(error: CaseEndedError) -> Verdict:
    return next(verdict for kind, verdict in ENDINGS.items() if isinstance(error, kind))
