"""Faults and free choices of implementers of the REST API of 2sms, one module for each area.

A deviation whose only broken themes are `should` requirements conforms to every `must`: it is one
of the alternatives that the documents leave open, and not the preferred one. A variant follows
every `must` and every `should`.
"""

from conformance.deviations.twosms import (
    answers,
    corners,
    criteria,
    envelopes,
    errors,
    expiry,
    hypertext,
    messages,
    reports,
    requests,
    sequences,
    tokens,
    variants,
    waiting,
)
from conformance.deviations.twosms.faults import FAULTS

__all__ = [
    "FAULTS",
    "answers",
    "corners",
    "criteria",
    "envelopes",
    "errors",
    "expiry",
    "hypertext",
    "messages",
    "reports",
    "requests",
    "sequences",
    "tokens",
    "variants",
    "waiting",
]
