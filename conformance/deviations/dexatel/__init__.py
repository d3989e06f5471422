"""Dexatel's service, wrong or different in one thing at a time.

A module for each area of the requirements; `variants` has what the documents leave free.
"""

from conformance.deviations.dexatel import (
    access,
    around,
    cancelling,
    corners,
    counting,
    hypertext,
    listing,
    reading,
    refusing,
    scheduling,
    sending,
    sequences,
    variants,
)
from conformance.deviations.dexatel.ways import FAULTS

__all__ = [
    "FAULTS",
    "access",
    "around",
    "cancelling",
    "corners",
    "counting",
    "hypertext",
    "listing",
    "reading",
    "refusing",
    "scheduling",
    "sending",
    "sequences",
    "variants",
]
