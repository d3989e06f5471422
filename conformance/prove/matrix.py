"""The matrix: the suite against the reference with each deviation, and what it blamed.

For a deviation, every theme that it breaks has to be found violated, and nothing beyond its
collateral. For a variant, which is a choice that the documents allow, nothing may be blamed and
nothing may be left open that the reference itself shows.
"""

from __future__ import annotations

import fnmatch
import os
import tempfile
import time
import zlib
from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from conformance import deviations
from conformance.catalogue import load
from conformance.deviations import discomfort
from conformance.run.collect import every_case
from conformance.run.runner import Runner
from conformance.run.world import World
from conformance.target.settings import Settings
from conformance.verdict.finding import Finding, Verdict
from conformance.verdict.standing import Standing, standing_of

EXAMPLES = 2
"""Generated examples of each kind: enough to notice false alarms; the scenarios catch the rest."""


CORE = "test_generated.py::test_core["
"""The generated cases that are the same for every seed."""

ENVIRONMENT = {"CLICKATELL_SENDER": "Conform"}
"""What is set where it has no default, so that no case stays blocked for want of it."""

DISCOMFORTS = 8
"""So many discomforts of each provider are proven unless another number is asked for."""


Task = tuple[str, str, int]
"""A provider, a deviation or nothing, and the number of seeds."""


@dataclass(frozen=True)
class Proof:
    """What a run against one deviation has shown.

    Attributes:
        deviation: its name; empty for the reference as it is.
        missed: themes that it breaks and that were not found violated.
        blamed: themes that were found violated and are neither broken nor collateral.
        open: requirements that were not shown, of those that can be.
        broken: themes of cases in which the suite itself came to grief.
        generated: violated themes that generated requests found violated, with or without any
            scenario's help.
        alone: those of them that no scenario found violated.
        evidence: for each violated theme, expected and observed of its first finding.
        seeds: so many seeds have drawn its generated requests.
    """

    deviation: str
    provider: str
    violated: tuple[str, ...]
    missed: tuple[str, ...]
    blamed: tuple[str, ...]
    open: tuple[str, ...]
    broken: tuple[str, ...]
    generated: tuple[str, ...]
    alone: tuple[str, ...]
    evidence: dict[str, tuple[str, str]]
    seeds: int
    cases: int
    seconds: float

    @property
    def task(self) -> Task:
        """What was to be done for it."""
        return self.provider, self.deviation, self.seeds

    @property
    def holds(self) -> bool:
        """Whether the suite judged it as it has to."""
        conforming = not self.deviation or deviations.find(self.deviation).conforming
        return not (self.missed or self.blamed or self.broken or (conforming and self.open))


def names(globs: Sequence[str] = (), discomforts: int = DISCOMFORTS) -> list[str]:
    """The deviations that match one of the globs (`dexatel/*`); all of them without a glob.

    Args:
        globs: of names.
        discomforts: how many of each provider there are to match, from the seed 1 on; one that is
            named in full (`dexatel/discomfort-37`) need not be one of them.
    """
    found = [
        name
        for provider in deviations.providers()
        if not globs or any(fnmatch.fnmatchcase(provider, one.partition("/")[0]) for one in globs)
        for name in (
            *deviations.of(provider),
            *(discomfort.name_of(provider, seed) for seed in range(1, discomforts + 1)),
            *(one for one in globs if discomfort.provider_of(one) == provider),
        )
        if not globs or any(fnmatch.fnmatchcase(name, glob) for glob in globs)
    ]
    return list(dict.fromkeys(found))


def prove(provider: str, deviation: str = "", seeds: int = 1) -> Proof:
    """Run the suite's cases for a provider against the reference, deviating or not.

    Args:
        seeds: how many seeds draw generated requests, from the default one on; what is the same
            for every seed is sent once.
    """
    begun = time.monotonic()
    findings: list[Finding] = []
    generated: set[str] = set()
    cases = 0
    for seed in range(seeds):
        with tempfile.TemporaryDirectory() as folder:
            world = _world(provider, deviation, seed, Path(folder))
            try:
                runner = Runner(world)
                for case in every_case(world):
                    if seed == 0 or (case.generated and not case.id.startswith(CORE)):
                        findings += runner.run(case).findings
                        generated |= {case.id} if case.generated else set()
                        cases += 1
            finally:
                world.close()
    return _proof(world, deviation, findings, generated, seeds=seeds, cases=cases, begun=begun)


def _world(provider: str, deviation: str, seed: int, folder: Path) -> World:
    options = {
        "provider": [provider],
        "deviation": [deviation] if deviation else [],
        "max-examples": EXAMPLES,
        "seed": seed,
    }
    return World(Settings(options, environment=ENVIRONMENT), load(), folder, recorded=False)


def share_of(wanted: Sequence[str], part: int, whole: int) -> list[str]:
    """One of so many equal parts of the deviations, the same for the same names."""
    return [name for name in wanted if zlib.crc32(name.encode()) % whole == part - 1]


def tasks_of(wanted: Sequence[str], seeds: int = 1) -> list[Task]:
    """The undeviated reference for every provider concerned, then each deviation.

    Args:
        seeds: how many of them draw generated requests for what conforms.
    """
    providers = list(dict.fromkeys(name.partition("/")[0] for name in wanted))
    return [
        *((provider, "", seeds) for provider in providers),
        *(
            (name.partition("/")[0], name, seeds if deviations.find(name).conforming else 1)
            for name in wanted
        ),
    ]


def prove_all(tasks: Sequence[Task], workers: int = 0) -> Iterator[Proof]:
    """Prove these providers with these deviations, in this order.

    Args:
        workers: how many processes work at it; as many as there are cores when 0.
    """
    if not tasks:
        return
    with ProcessPoolExecutor(workers or os.cpu_count()) as pool:
        yield from pool.map(prove, *zip(*tasks, strict=True), chunksize=1)


def _proof(
    world: World,
    name: str,
    findings: Sequence[Finding],
    cases_generated: Collection[str],
    *,
    seeds: int,
    cases: int,
    begun: float,
) -> Proof:
    [(provider, account)] = world.accounts.items()
    by_requirement: dict[str, list[Finding]] = {}
    for finding in findings:
        by_requirement.setdefault(finding.requirement, []).append(finding)
    violated: dict[str, tuple[str, str]] = {}
    generated: list[str] = []
    alone: list[str] = []
    left_open: list[str] = []
    for requirement in world.selection:
        found = by_requirement.get(requirement.id, [])
        standing, _ = standing_of(requirement, found, account.features)
        if standing is Standing.VIOLATED:
            against = [one for one in found if one.verdict in {Verdict.FAIL, Verdict.WARN}]
            violated[requirement.theme] = (against[0].expected, against[0].observed)
            by_generated = [one for one in against if one.case in cases_generated]
            generated += [requirement.theme] if by_generated else []
            alone += [requirement.theme] if len(by_generated) == len(against) else []
        elif standing is Standing.NOT_SHOWN and not requirement.untestable:
            left_open.append(requirement.theme)
    missed, blamed = held_against(name, violated)
    return Proof(
        deviation=name,
        provider=provider,
        violated=tuple(violated),
        missed=missed,
        blamed=blamed,
        open=tuple(left_open),
        broken=tuple(sorted({one.requirement for one in findings if one.verdict is Verdict.ERROR})),
        generated=tuple(generated),
        alone=tuple(alone),
        evidence=violated,
        seeds=seeds,
        cases=cases,
        seconds=time.monotonic() - begun,
    )


def held_against(name: str, violated: Collection[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What was missed of what a deviation breaks, and what was blamed beyond its collateral.

    Args:
        name: the deviation's; empty for the reference as it is.
    """
    if not name:
        return (), tuple(sorted(violated))
    deviation = deviations.find(name)
    broken = set(deviation.breaks)
    allowed = broken | set(deviation.collateral)
    return tuple(sorted(broken - set(violated))), tuple(sorted(set(violated) - allowed))
