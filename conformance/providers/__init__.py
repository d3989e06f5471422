"""How each provider is spoken to: the dialects, and the shapes that all of them share."""

from __future__ import annotations

from conformance import packs
from conformance.providers.dialect import Dialect, Occasion
from conformance.providers.draft import Draft
from conformance.providers.message import Message, State, View
from conformance.providers.reply import Reply

__all__ = ["Dialect", "Draft", "Message", "Occasion", "Reply", "State", "View", "dialect"]


def dialect(provider: str) -> type[Dialect]:
    """The dialect of a provider: the class `Dialect` of its module.

    Raises:
        PackError: when there is none.
    """
    found: type[Dialect] = packs.code(provider, "dialect").Dialect
    return found
