"""What the providers' documents say, as data: themes, requirements, and the providers' packs."""

from conformance.catalogue.catalogue import Catalogue, load
from conformance.catalogue.pack import Account, CodedError, Feature, Pack
from conformance.catalogue.requirement import Basis, Level, Profile, Requirement

__all__ = [
    "Account",
    "Basis",
    "Catalogue",
    "CodedError",
    "Feature",
    "Level",
    "Pack",
    "Profile",
    "Requirement",
    "load",
]
