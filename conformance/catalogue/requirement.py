"""A requirement: one statement of a provider's documents, and how strong it is."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class Level(enum.StrEnum):
    """How much a violation weighs; the strongest first."""

    MUST = "must"
    SHOULD = "should"
    MAY = "may"
    OBSERVE = "observe"


class Basis(enum.StrEnum):
    """What kind of text makes the statement."""

    STATED = "stated"
    TABULATED = "tabulated"
    EXEMPLIFIED = "exemplified"
    PUBLISHED = "published"
    STANDARD = "standard"
    FRAMEWORK = "framework"
    INFERRED = "inferred"


class Profile(enum.StrEnum):
    """A set of requirements that a target can be conformant to."""

    MESSAGING = "messaging"
    CANCELLATION = "cancellation"
    SEGMENTATION = "segmentation"
    ERRORS = "errors"
    REPRESENTATION = "representation"
    SECURITY = "security"


@dataclass(frozen=True)
class Requirement:
    """One statement of one provider's documents.

    Attributes:
        theme: the provider-neutral statement that it is an instance of.
        operations: the operationIds that it speaks of; none when it holds for all.
        feature: what a target may lack, and then this does not apply; empty when all have it.
        conflict: what disagrees with what, if anything does.
        untestable: why it cannot be tested from outside; empty when it can.
    """

    provider: str
    theme: str
    statement: str
    level: Level
    basis: Basis
    source: str
    profile: Profile
    operations: tuple[str, ...] = ()
    feature: str = ""
    conflict: str = ""
    untestable: str = ""

    @property
    def id(self) -> str:
        """The name that reports and options use: `<provider>/<theme>`."""
        return f"{self.provider}/{self.theme}"
