"""Faults and free choices of implementers of Clickatell's REST API.

A deviation whose only broken themes are `should` requirements conforms to every `must`: it is one
of the alternatives that the documents leave open, and not the preferred one. A variant follows
every `must` and every `should`.
"""

from conformance.deviations.clickatell import (  # noqa: F401 - each registers what it holds
    access,
    cancelling,
    corners,
    counting,
    errors,
    fields,
    markup,
    negotiation,
    reading,
    sending,
    sequences,
    variants,
)
from conformance.deviations.clickatell.faults import FAULTS

__all__ = ["FAULTS"]
