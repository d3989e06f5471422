"""Proof: that every check has been seen to fail, and that nothing conforming is blamed."""

from conformance.prove.matrix import SEEDS, Proof, names, prove_all, share_of
from conformance.prove.page import page
from conformance.prove.summary import FILE, Summary

__all__ = ["FILE", "SEEDS", "Proof", "Summary", "names", "page", "prove_all", "share_of"]
