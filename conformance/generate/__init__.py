"""Generated requests: made from the contracts, sent and judged by the suite."""

from conformance.generate.adapt import adapt
from conformance.generate.example import Example
from conformance.generate.found import fresh, keep, kept, wander
from conformance.generate.store import core_of, examples

__all__ = ["Example", "adapt", "core_of", "examples", "fresh", "keep", "kept", "wander"]
