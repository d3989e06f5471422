"""The summary of a matrix: what share is caught, and which checks have been seen to fail."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from conformance import __version__, deviations
from conformance.catalogue import Catalogue
from conformance.prove.matrix import Proof
from conformance.prove.trials import Tried

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

    @property
    def generated(self) -> tuple[str, ...]:
        """What it breaks that generated requests find violated, without any scenario."""
        return tuple(theme for theme in self.breaks if theme in self.proof.generated)

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
    generated: int
    alone: int
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


KINDS = {
    "hostile": "Hostile servers earn nothing, break nothing, and hold nobody up",
    "replay": "A double that repeats good answers, whatever is asked, is not conforming",
    "scrambled": "Whatever stands in an answer, no case breaks over it",
    "secrets": "No secret is left behind, though the server repeats it everywhere",
    "guard": "Nobody beyond the allow-list is sent to, and nothing of anybody else's is touched",
}
"""What the trials of each kind show."""


@dataclass(frozen=True)
class Property:
    """Something that the suite has to be, and what was seen of it.

    Attributes:
        seen: in so many of `tried` attempts.
    """

    sentence: str
    seen: int
    tried: int

    @property
    def holds(self) -> bool:
        """Whether it was seen, and in all of them."""
        return self.seen == self.tried > 0


class Summary:
    """A matrix with what it shows for each provider.

    Args:
        tried: trials of whole runs.
        shared: modules of the judge that the judged loads; None when nobody looked.
        whole: whether every deviation was run; otherwise holes in the catalogue say nothing.
    """

    def __init__(
        self,
        proofs: Sequence[Proof],
        catalogue: Catalogue,
        tried: Sequence[Tried] = (),
        shared: Sequence[str] | None = None,
        *,
        whole: bool,
    ) -> None:
        self.whole = whole
        self.rows = [_row(proof) for proof in proofs]
        self.tried = list(tried)
        self.shared = shared
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
        return (
            not self.failing
            and all(one.holds for one in self.tried)
            and not self.shared
            and (not self.whole or all(share.complete for share in self.shares))
        )

    @property
    def properties(self) -> list[Property]:
        """What the suite has to be, as far as this proof looked at it."""
        shares = self.shares
        found = [
            Property(
                f"Nothing that the documents allow is blamed, nor left open{self._seeds}",
                sum(one.spared for one in shares),
                sum(one.variants for one in shares),
            ),
            Property(
                "Every deviation is found, in every requirement that it breaks",
                sum(one.caught for one in shares),
                sum(one.deviations for one in shares),
            ),
            Property(
                "Nothing beyond its known consequences is blamed for a deviation",
                sum(one.exact for one in shares),
                sum(one.deviations for one in shares),
            ),
        ]
        if self.whole:
            found.append(
                Property(
                    "Every requirement that can be tested has been seen to fail",
                    sum(one.seen for one in shares),
                    sum(one.testable for one in shares),
                )
            )
        for kind, sentence in KINDS.items():
            tried = [one for one in self.tried if one.kind == kind]
            found.append(Property(sentence, sum(one.holds for one in tried), len(tried)))
        if self.shared is not None:
            found.append(Property("Judge and judged share no code", int(not self.shared), 1))
        return [one for one in found if one.tried]

    @property
    def _seeds(self) -> str:
        """By how many seeds' requests it was tried, where that is more than one."""
        seeds = min((row.proof.seeds for row in self.rows if row.conforming), default=1)
        return f", over {seeds} seeds of generated requests" if seeds > 1 else ""

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
            f"{share.exact} of them exactly, {share.generated} by generated requests alone; "
            f"{share.spared} of {share.variants} variants spared"
            + (
                f"; {share.seen} of {share.testable} requirements seen to fail"
                if self.whole
                else ""
            )
            for share in self.shares
        ]
        if self.tried:
            held = sum(one.holds for one in self.tried)
            found.append(
                f"{held} of {len(self.tried)} trials of whole runs came out as they have to"
            )
        if self.shared is not None:
            loaded = ", ".join(self.shared) or "no code"
            found.append(f"Judge and judged share {loaded}")
        for tried in self.tried:
            if not tried.holds:
                found.append(f"\n{tried.label}: a server that {tried.name}")
                found += [f"  {sentence}" for sentence in tried.wrong]
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
            "properties": [{**asdict(one), "holds": one.holds} for one in self.properties],
            "providers": [asdict(share) for share in self.shares],
            "trials": [{**asdict(one), "holds": one.holds} for one in self.tried],
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
            generated=sum(bool(row.generated) for row in wrong),
            alone=sum(set(row.breaks) <= set(row.proof.alone) for row in wrong),
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
