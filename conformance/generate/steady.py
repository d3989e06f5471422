"""Hypothesis, drawing the same for a seed whatever else the process has loaded.

Of its own accord it tries numbers and words that stand in the modules of whoever uses it, so that
one module more would be other requests. It has no setting for that.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from unittest.mock import patch

from hypothesis.internal.conjecture import providers

FOREIGN = "_get_local_constants"
"""What in Hypothesis gathers the constants of loaded modules; earlier versions know none."""


@contextlib.contextmanager
def steady() -> Iterator[None]:
    """Let Hypothesis draw with its own constants only, meanwhile."""
    if not hasattr(providers, FOREIGN):
        yield
        return
    providers.CONSTANTS_CACHE.cache.clear()
    try:
        with patch.object(providers, FOREIGN, type(providers.GLOBAL_CONSTANTS)):
            yield
    finally:
        providers.CONSTANTS_CACHE.cache.clear()
