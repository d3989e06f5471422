"""There is one way out: through guard and recorder."""

from __future__ import annotations

import pytest
import requests


@pytest.mark.parametrize("call", [requests.get, requests.post, requests.delete])
def test_requests_is_no_way_out(call: object) -> None:
    """The bomb under `requests` goes off, so every self-test would notice its use."""
    with pytest.raises(AssertionError, match="was sent through requests"):
        call("http://127.0.0.1:9/")  # type: ignore[operator]
