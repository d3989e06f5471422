"""Which deviations and variants are tried: half classic faults, half as drawn by a seed."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from conformance import deviations
from conformance.catalogue import load
from conformance.deviations.deviation import Deviation

CLASSIC = {
    "dexatel": (
        "has-160-septets-in-every-part",
        "sends-a-cancelled-message-all-the-same",
        "lets-in-without-a-key",
        "falls-over-nul",
        "counts-code-points",
        "takes-the-neighbour-along",
        "shows-the-parts-as-a-string",
        "repeats-a-message-on-the-next-page",
        "calls-a-missing-sender-unknown",
        "counts-extension-characters-once",
    ),
    "twosms": (
        "expires-the-whole-account",
        "overlaps-pages",
        "tells-the-lifetime-as-text",
        "calls-an-unknown-grant-invalid",
        "counts-parts-of-160",
        "only-says-that-it-cancels",
        "lets-reports-be-read-with-any-token",
        "fails-at-deep-json",
        "loses-characters-beyond-the-first-plane",
        "writes-json-under-an-xml-type",
    ),
    "clickatell": (
        "code-points-are-units",
        "queued-messages-go-out-all-the-same",
        "status-reads-need-no-token",
        "xml-elements-stay-open",
        "every-part-has-160-septets",
        "a-stop-takes-the-neighbour-along",
        "charges-are-texts",
        "crashes-on-arrays",
        "a-bad-number-has-no-route",
        "extension-characters-count-once",
    ),
}
"""What implementers of SMS interfaces get wrong again and again: parts of 160, characters of two
code units, extension characters that count once, a cancelled message that leaves all the same, a
neighbour that is hit, a method without authentication, a member of another type, 500 on odd input,
pages that overlap, a wrong error code, broken XML."""


@dataclass(frozen=True)
class Subject:
    """A server that is tried.

    Attributes:
        deviation: the name of its deviation or variant; empty for the reference as it is.
        sentence: what it does.
        profile: what the broken requirement belongs to; empty where nothing is broken.
    """

    provider: str
    deviation: str = ""
    sentence: str = "The reference as it is."
    profile: str = ""

    @property
    def conforming(self) -> bool:
        """Whether nothing may be said of it."""
        return not self.profile

    @property
    def label(self) -> str:
        """A name for people and folders."""
        return self.deviation or f"{self.provider}/as-it-is"


def chosen(providers: Sequence[str], size: int, variants: int, seed: int) -> list[Subject]:
    """The subjects of a run: deviations, the reference as it is, and variants.

    A smaller sample is a part of a larger one of the same seed.

    Args:
        providers: whose.
        size: how many deviations in all, in equal parts; all of them if 0.
        variants: how many of each provider; all of them if `size` is 0.
        seed: what decides which.
    """
    subjects = []
    for provider in providers:
        drawn = random.Random(f"{seed} {provider}")  # noqa: S311 - a sample, no secret
        known = list(deviations.of(provider).values())
        wrong = [one for one in known if not one.conforming]
        allowed = [one for one in known if one.conforming]
        if size:
            share = size // len(providers)
            classic = [deviations.find(f"{provider}/{name}") for name in CLASSIC[provider]]
            rest = [one for one in wrong if one not in classic]
            drawn.shuffle(rest)
            wrong = [*classic[: share // 2], *rest][:share]
            drawn.shuffle(allowed)
            allowed = allowed[:variants]
        subjects += [_subject(one) for one in wrong]
        subjects += [Subject(provider), *(_subject(one) for one in allowed)]
    return subjects


def _subject(deviation: Deviation) -> Subject:
    requirements = load().packs[deviation.provider].requirements
    profile = ""
    if deviation.breaks:
        profile = requirements[deviation.breaks[0]].profile
    return Subject(
        deviation.provider, deviation.name, " ".join(deviation.sentence.split()), profile
    )
