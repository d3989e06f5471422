"""Ways: what a contract may call another way to say a request, and what it then says."""

from __future__ import annotations

import pytest

from conformance.contract import load
from conformance.errors import BlockedError, PackError
from conformance.generate import store
from conformance.generate.ways import CREDENTIALS, STRANGER, change_of, presented

KEY = {"X-Dexatel-Key": "aBc-4711"}
TOKEN = {"Authorization": "Bearer aBc-4711"}


@pytest.mark.parametrize(
    ("way", "key", "token"),
    [
        ("no credentials", {"X-Dexatel-Key": None}, {"Authorization": None}),
        (
            "credentials cut short",
            {"X-Dexatel-Key": "aBc-471"},
            {"Authorization": "Bearer aBc-471"},
        ),
        (
            "credentials extended",
            {"X-Dexatel-Key": "aBc-47110"},
            {"Authorization": "Bearer aBc-47110"},
        ),
        (
            "credentials in other letters",
            {"X-Dexatel-Key": "AbC-4711"},
            {"Authorization": "Bearer AbC-4711"},
        ),
        (
            "credentials after a name",
            {"X-Dexatel-Key": "key=aBc-4711"},
            {"Authorization": "Bearer key=aBc-4711"},
        ),
        (
            "credentials under another scheme",
            {"X-Dexatel-Key": "Token aBc-4711"},
            {"Authorization": "Token aBc-4711"},
        ),
        (
            "credentials in another header",
            {"X-Dexatel-Key": None, "X-Api-Key": "aBc-4711"},
            {"Authorization": None, "X-Api-Key": "aBc-4711"},
        ),
        (
            "the scheme in small letters",
            {"X-Dexatel-Key": "aBc-4711"},
            {"Authorization": "bearer aBc-4711"},
        ),
        (
            "the header of credentials in capitals",
            {"X-DEXATEL-KEY": "aBc-4711"},
            {"AUTHORIZATION": "Bearer aBc-4711"},
        ),
    ],
)
def test_credentials_are_presented_so(
    way: str, key: dict[str, str | None], token: dict[str, str | None]
) -> None:
    """A key of its own header, and a token under a scheme."""
    assert presented(way, load("dexatel"), KEY, {}) == key
    assert presented(way, load("clickatell"), {**TOKEN, "X-Version": "1"}, {}) == token


def test_somebody_elses_credentials_are_the_strangers() -> None:
    """What is well-formed and nobody's is the dialect's to say."""
    assert presented(STRANGER, load("dexatel"), KEY, {"X-Dexatel-Key": "other"}) == {
        "X-Dexatel-Key": "other"
    }


def test_digits_have_no_other_letters() -> None:
    """The way would be no other."""
    with pytest.raises(BlockedError, match="no letters"):
        presented("credentials in other letters", load("dexatel"), {"X-Dexatel-Key": "4711"}, {})


def test_every_way_to_present_credentials_is_another_one() -> None:
    """But for a scheme where there is none, or the one that there is."""
    without = {way for way in CREDENTIALS if presented(way, load("dexatel"), KEY, {}) == KEY}
    under = {way for way in CREDENTIALS if presented(way, load("clickatell"), TOKEN, {}) == TOKEN}

    assert without == {"the scheme in small letters", "the scheme in capitals"}
    assert under == {"credentials under a scheme", "credentials as a bearer token"}


@pytest.mark.parametrize(
    ("way", "header"),
    [("Accept: */*;q=0.2", ("Accept", "*/*;q=0.2")), ("without X-Version", ("X-Version", None))],
)
def test_a_header_is_written_as_it_is(way: str, header: tuple[str, str | None]) -> None:
    """The way says all there is to know."""
    assert change_of(way, "dexatel") == {"headers": (header,)}


def test_an_unknown_way_is_a_mistake_of_the_contract() -> None:
    """It names the file, and what could stand there."""
    with pytest.raises(PackError) as told:
        change_of("credentials upside down", "dexatel")

    assert "specs/dexatel/openapi.yaml" in told.value.problem
    assert "'credentials upside down'" in told.value.problem
    assert "credentials cut short" in told.value.advice


@pytest.mark.parametrize("provider", ["dexatel", "twosms", "clickatell"])
def test_every_operation_is_tried_without_credentials(provider: str) -> None:
    """An operation that forgets to ask for them is found, wherever it stands."""
    tried = {one.operation for one in store.core_of(provider) if one.way == "no credentials"}

    assert tried == {
        one.id for one in load(provider).operations.values() if one.effect != "authenticates"
    }
