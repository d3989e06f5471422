"""The providers' contracts: OpenAPI documents, and judgement of exchanges against them."""

from conformance.contract.document import Contract, Operation, load
from conformance.contract.judge import Judgement, judge

__all__ = ["Contract", "Judgement", "Operation", "judge", "load"]
