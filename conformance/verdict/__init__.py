"""What a run shows: findings of cases, standings of requirements, statements about profiles."""

from conformance.verdict.expect import expect
from conformance.verdict.finding import Finding, Verdict
from conformance.verdict.prove import Prover
from conformance.verdict.standing import Standing, standing_of
from conformance.verdict.statement import Statement, statements_of

__all__ = [
    "Finding",
    "Prover",
    "Standing",
    "Statement",
    "Verdict",
    "expect",
    "standing_of",
    "statements_of",
]
