"""A provider's pack: what the suite knows about a provider besides its contract."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from conformance.catalogue.requirement import Requirement


@dataclass(frozen=True)
class Account:
    """One thing a target needs to be told: a credential, a sender, a template.

    Attributes:
        variable: the environment variable that carries it.
        default: its value on the embedded reference and on loopback targets; None if it has none.
        secret: whether it must never be shown.
    """

    name: str
    variable: str
    default: str | None
    secret: bool
    meaning: str
    optional: bool = False


@dataclass(frozen=True)
class Feature:
    """Something that a target may legitimately lack, and where it is claimed unless told else.

    Attributes:
        collection: what a GET asks for that is answered 404 only where nothing of this is served:
            a path, perhaps with a query; empty when there is no such thing.
        told: values of the account; a target that is told all of them has the feature.
    """

    name: str
    meaning: str
    defaults: Mapping[str, bool]
    collection: str = ""
    told: tuple[str, ...] = ()


@dataclass(frozen=True)
class CodedError:
    """A numbered error of the documents.

    Attributes:
        status: the HTTP status that goes with it, if any source says so.
        theme: the requirement that provokes it; empty when no caller can.
        unprovokable: why no caller can provoke it.
    """

    code: str
    meaning: str
    status: int | None = None
    theme: str = ""
    unprovokable: str = ""


@dataclass(frozen=True)
class Pack:
    """Everything in `specs/<provider>/` but the contract.

    Attributes:
        states: of a message, as the provider spells them, and what each one is (`State`).
        transitions: the states that the documents let come next after each; `gone` is one, too.
    """

    name: str
    title: str
    home: str
    prefixes: tuple[str, ...]
    probe: Mapping[str, Any]
    account: Mapping[str, Account]
    features: Mapping[str, Feature]
    errors: Mapping[str, CodedError]
    states: Mapping[str, str]
    transitions: Mapping[str, tuple[str, ...]]
    limits: Mapping[str, Any]
    requirements: Mapping[str, Requirement]

    def claimed_by_default(self, tier: str, told: Collection[str] = ()) -> frozenset[str]:
        """The features that a target of this tier is taken to have unless told otherwise.

        Args:
            told: the names of the account's values that the target is told.
        """
        return frozenset(
            name
            for name, it in self.features.items()
            if it.defaults[tier] or (it.told and set(it.told) <= set(told))
        )
