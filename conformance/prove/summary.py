"""The summary of a matrix: what share is caught, and which checks have been seen to fail."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from conformance import __version__, deviations
from conformance.catalogue import Catalogue
from conformance.prove.matrix import Proof

FILE = "proof.json"


@dataclass(frozen=True)
class Row:
    """One deviation or variant, and how the suite judged it."""

    proof: Proof
    sentence: str
    breaks: tuple[str, ...]
    collateral: tuple[str, ...]

    @property
    def name(self) -> str:
        """The deviation's name, or what the undeviated reference is called."""
        return self.proof.deviation or f"{self.proof.provider}: the reference as it is"

    @property
    def conforming(self) -> bool:
        """Whether nothing may be blamed."""
        return not self.breaks

    def wrong(self) -> list[tuple[str, tuple[str, ...]]]:
        """What was not judged as it has to be, by what happened to it."""
        found = [
            ("missed", self.proof.missed),
            ("blamed", self.proof.blamed),
            ("broken", self.proof.broken),
            ("open", self.proof.open if self.conforming else ()),
        ]
        return [(label, themes) for label, themes in found if themes]


@dataclass(frozen=True)
class Share:
    """What the matrix shows for one provider.

    Attributes:
        caught: deviations all of whose themes were found violated; `exact` those of them with
            nothing else blamed.
        spared: variants, and the reference as it is, of which nothing was blamed or left open.
        testable: requirements that can be tested from outside; `seen` those of them that a caught
            deviation breaks; `unseen` the others' ids.
    """

    provider: str
    title: str
    deviations: int
    caught: int
    exact: int
    variants: int
    spared: int
    testable: int
    seen: int
    unseen: tuple[str, ...]

    @property
    def complete(self) -> bool:
        """Whether the matrix has no hole."""
        return (
            self.exact == self.deviations
            and self.spared == self.variants
            and self.seen == self.testable
        )


class Summary:
    """A matrix with what it shows for each provider.

    Args:
        whole: whether every deviation was run; otherwise holes in the catalogue say nothing.
    """

    def __init__(self, proofs: Sequence[Proof], catalogue: Catalogue, *, whole: bool) -> None:
        self.whole = whole
        self.rows = [_row(proof) for proof in proofs]
        self.shares = [
            self._share(provider, catalogue)
            for provider in dict.fromkeys(proof.provider for proof in proofs)
        ]

    @property
    def failing(self) -> list[Row]:
        """What was not judged as it has to be."""
        return [row for row in self.rows if not row.proof.holds]

    @property
    def holds(self) -> bool:
        """Whether everything that was run was judged as it has to be, and nothing is missing."""
        return not self.failing and (not self.whole or all(share.complete for share in self.shares))

    def breaking(self, provider: str, theme: str) -> list[Row]:
        """The caught deviations of a provider that break a theme."""
        return [
            row
            for row in self.rows
            if row.proof.provider == provider and theme in row.breaks and not row.proof.missed
        ]

    def lines(self) -> list[str]:
        """What a terminal shows: a line for each provider, then whatever went wrong."""
        found = [
            f"{share.title}: {share.caught} of {share.deviations} deviations caught, "
            f"{share.exact} of them exactly; {share.spared} of {share.variants} variants spared"
            + (
                f"; {share.seen} of {share.testable} requirements seen to fail"
                if self.whole
                else ""
            )
            for share in self.shares
        ]
        for row in self.failing:
            found.append(f"\n{row.name}: {row.sentence}")
            found += [f"  {label}: {', '.join(themes)}" for label, themes in row.wrong()]
        if self.whole:
            found += [
                f"\n{share.title}: never seen to fail: {', '.join(share.unseen)}"
                for share in self.shares
                if share.unseen
            ]
        return found

    def as_json(self) -> str:
        """The matrix as plain data."""
        data: dict[str, Any] = {
            "schema_version": 1,
            "suite": {"version": __version__},
            "whole": self.whole,
            "holds": self.holds,
            "providers": [asdict(share) for share in self.shares],
            "deviations": [
                {
                    "name": row.name,
                    "sentence": row.sentence,
                    "breaks": row.breaks,
                    "collateral": row.collateral,
                    "holds": row.proof.holds,
                    **asdict(row.proof),
                }
                for row in self.rows
            ],
        }
        return json.dumps(data, indent=1) + "\n"

    def _share(self, provider: str, catalogue: Catalogue) -> Share:
        rows = [row for row in self.rows if row.proof.provider == provider]
        wrong = [row for row in rows if not row.conforming]
        right = [row for row in rows if row.conforming]
        testable = [
            one
            for one in catalogue.packs[provider].requirements.values()
            if not one.untestable and one.level not in {"observe", "may"}
        ]
        unseen = tuple(one.id for one in testable if not self.breaking(provider, one.theme))
        return Share(
            provider=provider,
            title=catalogue.packs[provider].title,
            deviations=len(wrong),
            caught=sum(not row.proof.missed for row in wrong),
            exact=sum(row.proof.holds for row in wrong),
            variants=len(right),
            spared=sum(row.proof.holds for row in right),
            testable=len(testable),
            seen=len(testable) - len(unseen),
            unseen=unseen,
        )


def _row(proof: Proof) -> Row:
    if not proof.deviation:
        return Row(proof, "Nothing is changed.", (), ())
    deviation = deviations.find(proof.deviation)
    return Row(proof, deviation.sentence, deviation.breaks, deviation.collateral)
