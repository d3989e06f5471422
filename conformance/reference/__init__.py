"""The embedded server: three providers' APIs over one simulated network.

Written from the documents, apart from the judge; it imports nothing of the suite's judgement.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module

from conformance.reference.app import Reference

__all__ = ["SERVICES", "Reference", "build"]

SERVICES = {
    "dexatel": "conformance.reference.dexatel:Dexatel",
    "twosms": "conformance.reference.twosms:TwoSms",
    "clickatell": "conformance.reference.clickatell:Clickatell",
}
"""Where each provider's service is found; only those that are asked for are imported."""


def build(providers: Iterable[str] | None = None) -> Reference:
    """A fresh reference that serves these providers, or all of them.

    Raises:
        KeyError: if there is no such provider.
    """
    names = SERVICES if providers is None else providers
    places = [SERVICES[name].partition(":") for name in names]
    return Reference([getattr(import_module(module), name) for module, _, name in places])
