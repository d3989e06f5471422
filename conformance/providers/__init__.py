"""How each provider is spoken to: the dialects, and the shapes that all of them share."""

from __future__ import annotations

import importlib

from conformance.providers.dialect import Dialect, Occasion
from conformance.providers.draft import Draft
from conformance.providers.message import Message, State, View
from conformance.providers.reply import Reply

__all__ = ["Dialect", "Draft", "Message", "Occasion", "Reply", "State", "View", "dialect"]


def dialect(provider: str) -> type[Dialect]:
    """The dialect of a provider: the class `Dialect` of its module here."""
    module = importlib.import_module(f"conformance.providers.{provider}")
    found: type[Dialect] = module.Dialect
    return found
