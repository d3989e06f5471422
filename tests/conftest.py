"""What all self-tests share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import requests

pytest_plugins = ["pytester"]


@pytest.fixture(scope="session", autouse=True)
def no_other_way_out() -> Iterator[None]:
    """Nothing is ever sent through `requests`, past guard and recorder.

    schemathesis would: its default checks send requests of their own.
    """

    def explode(self: requests.Session, request: requests.PreparedRequest, **_: object) -> None:
        del self
        raise AssertionError(f"{request.method} {request.url} was sent through requests")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(requests.Session, "send", explode)
        yield
