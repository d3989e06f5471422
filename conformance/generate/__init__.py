"""Generated requests: made from the contracts, sent and judged by the suite."""

from conformance.generate.adapt import adapt
from conformance.generate.example import Example
from conformance.generate.store import examples

__all__ = ["Example", "adapt", "examples"]
