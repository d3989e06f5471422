"""Proof: that every check has been seen to fail, and that nothing conforming is blamed."""

from conformance.prove.adversaries import trials
from conformance.prove.apart import shared
from conformance.prove.kept import Kept
from conformance.prove.matrix import DISCOMFORTS, Proof, names, prove_all, share_of, tasks_of
from conformance.prove.page import page
from conformance.prove.summary import FILE, Summary
from conformance.prove.trials import Tried, try_all

__all__ = [
    "DISCOMFORTS",
    "FILE",
    "Kept",
    "Proof",
    "Summary",
    "Tried",
    "names",
    "page",
    "prove_all",
    "share_of",
    "shared",
    "tasks_of",
    "trials",
    "try_all",
]
