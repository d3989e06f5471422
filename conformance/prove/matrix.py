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


GENERATED = ("test_generated.py", "test_stateful.py")
"""The modules whose requests nobody has written."""

CORE = "test_generated.py::test_core["
CORE_SHARES = 8
"""A deviation meets one of so many shares of the generated core: every case meets many of them."""

ENVIRONMENT = {"CLICKATELL_SENDER": "Conform"}
"""What is set where it has no default, so that no case stays blocked for want of it."""

SEEDS = 8
"""So many discomforts of each provider are proven unless another number is asked for."""


@dataclass(frozen=True)
class Proof:
    """What a run against one deviation has shown.

    Attributes:
        deviation: its name; empty for the reference as it is.
        missed: themes that it breaks and that were not found violated.
        blamed: themes that were found violated and are neither broken nor collateral.
        open: requirements that were not shown, of those that can be.
        broken: themes of cases in which the suite itself came to grief.
        generated: violated themes that no scenario found violated, but generated requests did.
        evidence: for each violated theme, expected and observed of its first finding.
    """

    deviation: str
    provider: str
    violated: tuple[str, ...]
    missed: tuple[str, ...]
    blamed: tuple[str, ...]
    open: tuple[str, ...]
    broken: tuple[str, ...]
    generated: tuple[str, ...]
    evidence: dict[str, tuple[str, str]]
    cases: int
    seconds: float

    @property
    def holds(self) -> bool:
        """Whether the suite judged it as it has to."""
        conforming = not self.deviation or deviations.find(self.deviation).conforming
        return not (self.missed or self.blamed or self.broken or (conforming and self.open))


def names(globs: Sequence[str] = (), seeds: int = SEEDS) -> list[str]:
    """The deviations that match one of the globs (`dexatel/*`); all of them without a glob.

    Args:
        globs: of names.
        seeds: how many discomforts of each provider there are to match, from the seed 1 on; one
            that is named in full (`dexatel/discomfort-37`) need not be one of them.
    """
    found = [
        name
        for provider in deviations.providers()
        if not globs or any(fnmatch.fnmatchcase(provider, one.partition("/")[0]) for one in globs)
        for name in (
            *deviations.of(provider),
            *(discomfort.name_of(provider, seed) for seed in range(1, seeds + 1)),
            *(one for one in globs if discomfort.provider_of(one) == provider),
        )
        if not globs or any(fnmatch.fnmatchcase(name, glob) for glob in globs)
    ]
    return list(dict.fromkeys(found))


def prove(provider: str, deviation: str = "") -> Proof:
    """Run the suite's cases for a provider against the reference, deviating or not.

    The reference as it is meets all of them. A deviation meets all scenarios and a share of the
    generated core, another share for every deviation; it meets the rest when something is missed.
    """
    begun = time.monotonic()
    options = {
        "provider": [provider],
        "deviation": [deviation] if deviation else [],
        "max-examples": EXAMPLES,
    }
    with tempfile.TemporaryDirectory() as folder:
        world = World(
            Settings(options, environment=ENVIRONMENT), load(), Path(folder), recorded=False
        )
        try:
            runner = Runner(world)
            cases = every_case(world)
            first = [case for case in cases if not deviation or _meets(deviation, case.id)]
            findings = [found for case in first for found in runner.run(case).findings]
            proof = _proof(world, deviation, provider, findings, len(first), begun)
            if proof.missed and len(first) < len(cases):
                left = [case for case in cases if not _meets(deviation, case.id)]
                findings += [found for case in left for found in runner.run(case).findings]
                proof = _proof(world, deviation, provider, findings, len(cases), begun)
        finally:
            world.close()
    return proof


def _meets(deviation: str, case: str) -> bool:
    """Whether a deviation meets a case at first."""
    if not case.startswith(CORE):
        return True
    return zlib.crc32(f"{deviation} {case}".encode()) % CORE_SHARES == 0


def share_of(wanted: Sequence[str], part: int, whole: int) -> list[str]:
    """One of so many equal parts of the deviations, the same for the same names."""
    return [name for name in wanted if zlib.crc32(name.encode()) % whole == part - 1]


def tasks_of(wanted: Sequence[str]) -> list[tuple[str, str]]:
    """The undeviated reference for every provider concerned, then each deviation."""
    providers = list(dict.fromkeys(name.partition("/")[0] for name in wanted))
    return [
        *((provider, "") for provider in providers),
        *((name.partition("/")[0], name) for name in wanted),
    ]


def prove_all(tasks: Sequence[tuple[str, str]], workers: int = 0) -> Iterator[Proof]:
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
    provider: str,
    findings: Sequence[Finding],
    cases: int,
    begun: float,
) -> Proof:
    features = world.accounts[provider].features
    by_requirement: dict[str, list[Finding]] = {}
    for finding in findings:
        by_requirement.setdefault(finding.requirement, []).append(finding)
    violated: dict[str, tuple[str, str]] = {}
    generated: list[str] = []
    left_open: list[str] = []
    for requirement in world.selection:
        found = by_requirement.get(requirement.id, [])
        standing, _ = standing_of(requirement, found, features)
        if standing is Standing.VIOLATED:
            against = [one for one in found if one.verdict in {Verdict.FAIL, Verdict.WARN}]
            violated[requirement.theme] = (against[0].expected, against[0].observed)
            if all(one.case.startswith(GENERATED) for one in against):
                generated.append(requirement.theme)
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
        evidence=violated,
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
