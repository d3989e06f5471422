"""A target is what the settings say, or the mistake in them is told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest

from conformance.catalogue import load
from conformance.errors import UsageError
from conformance.target.settings import FILE, Settings
from conformance.target.target import (
    LOOPBACK_RECIPIENTS,
    Target,
    check_features,
    features_of,
    is_loopback,
    second_account,
    target_of,
    usable_url,
)
from conformance.wire.guard import Tier

CATALOGUE = load()
PACKS = CATALOGUE.packs
LOCAL, LIVE = "http://127.0.0.1:8000", "https://api.example.com"


def target(tmp_path: Path, url: str = LOCAL, text: str = "", **environment: str) -> Target:
    """The target at a URL, with more lines of a target file and an environment."""
    (tmp_path / FILE).write_text(f'[targets.mine]\nurl = "{url}"\n{text}\n', encoding="utf-8")
    return target_of(Settings({"target": "mine"}, environment, tmp_path), CATALOGUE)


# -- where it is ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000/"),
        (" https://api.example.com/ ", "https://api.example.com/"),
        ("HTTP://API.Example.COM:80/", "http://api.example.com/"),
        ("https://api.example.com:443//", "https://api.example.com/"),
        ("http://[::1]:8000/gateway/", "http://[::1]:8000/gateway"),
        ("http://h/a%20b/c%2Fd/é", "http://h/a%20b/c%2Fd/%C3%A9"),
        ("http://h/a/../b?", "http://h/b"),
    ],
)
def test_urls(text: str, url: str) -> None:
    """A base URL has no slash at its end, and its path stays as it is written."""
    found = usable_url(text)

    assert str(found) == url
    assert found == usable_url(str(found))
    request = httpx.Client(base_url=found, trust_env=False).build_request("GET", "/v1/messages")
    assert (request.url.scheme, request.url.host, request.url.port) == (
        found.scheme,
        found.host,
        found.port,
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("ftp://example.com", "no http or https URL"),
        ("http://", "no http or https URL"),
        ("http:///v1", "no http or https URL"),
        ("http://exa mple.com", "no http or https URL"),
        ("http://h:port", "is no URL"),
        ("http://[::1", "is no URL"),
        ("http://h\n", "is no URL"),
        ("http://h:0", "a port that does not exist"),
        ("http://h:65536", "a port that does not exist"),
        ("http://user:word@h", "carries user information"),
        ("http://user@h", "carries user information"),
        ("http://h?a=1", "a query or a fragment"),
        ("http://h#a", "a query or a fragment"),
    ],
)
def test_what_is_no_base_url(text: str, told: str) -> None:
    """What cannot be tested is refused with a reason, before anything is connected to."""
    if text.endswith("\n"):
        text += "h"
    with pytest.raises(UsageError, match=told) as raised:
        usable_url(text)

    assert raised.value.advice


@pytest.mark.parametrize(
    "host", ["localhost", "api.localhost", "127.0.0.1", "127.1.2.3", "::1", "[::1]"]
)
def test_this_machine(host: str) -> None:
    """Loopback is told from the name alone."""
    assert is_loopback(host)


@pytest.mark.parametrize(
    "host",
    [
        "example.com",
        "localhost.example.com",
        "notlocalhost",
        "127.0.0.1.nip.io",
        "10.0.0.1",
        "192.168.0.1",
        "0.0.0.0",  # noqa: S104 - nothing is bound to it
        "::",
        "127.1",
        "",
    ],
)
def test_other_machines(host: str) -> None:
    """Whatever is not surely this machine is taken for somebody's service."""
    assert not is_loopback(host)


def test_tiers(tmp_path: Path) -> None:
    """How careful to be follows from where the target is; nothing makes a remote target local."""
    options: list[tuple[dict[str, Any], Tier]] = [
        ({}, Tier.EMBEDDED),
        ({"target": LOCAL}, Tier.LOCAL),
        ({"target": LOCAL, "live": True}, Tier.LIVE),
        ({"target": LIVE}, Tier.LIVE),
        ({"target": "http://192.168.0.1"}, Tier.LIVE),
    ]
    for given, tier in options:
        made = target_of(Settings(given, {}, tmp_path), CATALOGUE)
        assert made.tier is tier
        assert (made.budget is None) is (tier is not Tier.LIVE)
    off = {"CONFORMANCE_LIVE": "no"}
    assert target_of(Settings({"target": LIVE}, off, tmp_path), CATALOGUE).tier is Tier.LIVE


def test_budgets(tmp_path: Path) -> None:
    """A live target has a budget of nothing unless one is given; elsewhere none is counted."""
    for given, budget in (({}, 0), ({"budget": "0"}, 0), ({"budget": "12"}, 12)):
        settings = Settings({"target": LIVE, **given}, {}, tmp_path)
        assert target_of(settings, CATALOGUE).budget == budget
    local = Settings({"target": LOCAL, "budget": "12"}, {}, tmp_path)
    assert target_of(local, CATALOGUE).budget is None


def test_deviations_are_for_the_reference(tmp_path: Path) -> None:
    """Nobody can make another target deviate."""
    with pytest.raises(UsageError, match="--deviation changes the embedded reference"):
        target_of(Settings({"target": LOCAL, "deviation": ["x"]}, {}, tmp_path), CATALOGUE)
    with pytest.raises(UsageError, match="conformance serve --discomfort SEED"):
        target_of(Settings({"target": LOCAL, "discomfort": "0"}, {}, tmp_path), CATALOGUE)


# -- whom it may send to --------------------------------------------------------------------------


def test_allow_lists(tmp_path: Path) -> None:
    """The environment wins over the file; without either loopback has its reserved numbers."""
    in_file = 'recipients = ["12025550101", "12025550102", "12025550101"]'

    assert target(tmp_path).recipients == LOOPBACK_RECIPIENTS
    assert target(tmp_path, LIVE).recipients == ()
    assert target(tmp_path, LIVE, in_file).recipients == ("12025550101", "12025550102")
    environment = {"CONFORMANCE_RECIPIENTS": " 12025550103 ,12025550104,"}
    assert target(tmp_path, LIVE, in_file, **environment).recipients == (
        "12025550103",
        "12025550104",
    )
    assert target(tmp_path, LIVE, "recipients = [12025550105]").recipients == ("12025550105",)


@pytest.mark.parametrize(
    "number",
    [
        "+12025550100",
        "1 202 555 0100",
        "120255",
        "1202555010012345",
        "١٢٠٢٥٥٥٠١٠٠",
        "abc",
        "1.2e10",
    ],
)
def test_what_is_no_number(tmp_path: Path, number: str) -> None:
    """The allow-list has digits and nothing else, so that it can be compared with."""
    with pytest.raises(UsageError, match="no number in international format"):
        target(tmp_path, CONFORMANCE_RECIPIENTS=f"12025550100,{number}")
    with pytest.raises(UsageError, match="no number in international format"):
        target(tmp_path, text=f'recipients = ["{number}"]')


def test_an_empty_allow_list(tmp_path: Path) -> None:
    """A variable that is set and empty is a mistake and no permission."""
    for value in ("", " ", ",,"):
        with pytest.raises(UsageError, match="set and empty"):
            target(tmp_path, CONFORMANCE_RECIPIENTS=value)
    with pytest.raises(UsageError, match="no list"):
        target(tmp_path, text='recipients = "12025550100"')


# -- what it is told ------------------------------------------------------------------------------


def test_credentials_on_loopback(tmp_path: Path) -> None:
    """On loopback everything has a default, and what is given wins over it."""
    made = target(tmp_path, DEXATEL_KEY="mine")

    assert made.account(PACKS["dexatel"])["key"] == "mine"
    assert made.account(PACKS["dexatel"])["sender"] == "Conform"
    for pack in PACKS.values():
        for item in pack.account.values():
            assert made.account(pack).get(item.name) == (
                "mine" if item.name == "key" else item.default
            )


@pytest.mark.parametrize("name", PACKS)
def test_missing_credentials_are_named(tmp_path: Path, name: str) -> None:
    """On live nothing is assumed: each variable that is missing is named, with what it means."""
    pack = PACKS[name]
    needed = [one for one in pack.account.values() if not one.optional and one.default is not None]

    with pytest.raises(UsageError) as raised:
        target(tmp_path, LIVE).account(pack)

    assert str(raised.value).startswith(f"{pack.title} needs to be told more than is set")
    for item in needed:
        assert f"{item.variable} ({item.meaning})" in str(raised.value)
    given = {item.variable: f"given-{item.name}" for item in needed}
    assert target(tmp_path, LIVE, **given).account(pack) == {
        item.name: f"given-{item.name}" for item in needed
    }


def test_credentials_in_the_file(tmp_path: Path) -> None:
    """The file may have them, the environment wins, and a misspelled one is told."""
    table = '[targets.mine.credentials]\nDEXATEL_KEY = "filed"\nCLICKATELL_TOKEN = "too"'
    made = target(tmp_path, LIVE, table, CLICKATELL_TOKEN="given")

    assert made.credentials == {"DEXATEL_KEY": "filed", "CLICKATELL_TOKEN": "given"}
    with pytest.raises(UsageError, match="no credential called 'DEXATEL_KEI'") as raised:
        target(tmp_path, LIVE, table.replace("DEXATEL_KEY", "DEXATEL_KEI"))
    assert "Did you mean DEXATEL_KEY" in str(raised.value)


@pytest.mark.parametrize(
    "text",
    ['credentials = "a"', "credentials = [1]", "[targets.mine.credentials]\nDEXATEL_KEY = 1"],
)
def test_credentials_that_are_no_table_of_texts(tmp_path: Path, text: str) -> None:
    """A credential is text."""
    with pytest.raises(UsageError, match="no table of texts"):
        target(tmp_path, LIVE, text)


# -- what it claims -------------------------------------------------------------------------------


@pytest.mark.parametrize("tier", Tier)
@pytest.mark.parametrize("name", PACKS)
def test_features(name: str, tier: Tier) -> None:
    """Without a choice the tier's defaults are claimed; a minus takes away, a name is exact."""
    pack = PACKS[name]
    default = pack.claimed_by_default(tier)
    one = next(iter(pack.features))

    assert features_of(pack, tier, ()) == default
    assert features_of(pack, tier, (f"-{one}",)) == default - {one}
    assert features_of(pack, tier, (f"-{name}/{one}",)) == default - {one}
    assert features_of(pack, tier, ("-other/nothing", f"-other/{one}")) == default
    assert features_of(pack, tier, (one,)) == {one}
    assert features_of(pack, tier, (f"{name}/{one}",)) == {one}
    assert features_of(pack, tier, (one, f"-{one}")) == frozenset()
    assert features_of(pack, tier, tuple(pack.features)) == frozenset(pack.features)


@pytest.mark.parametrize("name", PACKS)
def test_a_second_account_is_claimed_where_it_is_told(tmp_path: Path, name: str) -> None:
    """On a mock its credentials are not made up, all of them have to be there, and a minus wins."""
    pack = PACKS[name]
    needed = pack.features["second-account"].told
    given = {pack.account[one].variable: f"given-{one}" for one in needed}
    told = target(tmp_path, **given).told(pack)

    assert told == {*needed}
    assert "second-account" not in features_of(pack, Tier.LOCAL, (), target(tmp_path).told(pack))
    assert "second-account" not in features_of(pack, Tier.LOCAL, (), needed[1:])
    assert "second-account" not in features_of(pack, Tier.LIVE, ("-second-account",), told)
    for tier in Tier:
        assert "second-account" in features_of(pack, tier, (), told)


@pytest.mark.parametrize("name", PACKS)
def test_the_second_accounts_values(tmp_path: Path, name: str) -> None:
    """It has credentials of its own; what is not said of it is as with the first."""
    pack = PACKS[name]
    first = target(tmp_path).account(pack)
    second = second_account(first)

    for one in pack.features["second-account"].told:
        assert second[one.removesuffix("_other")] == first[one] != first[one.removesuffix("_other")]
    assert second_account({"key": "a", "sender": "b"}) == {}
    assert second_account({"key": "a", "key_other": "c", "sender": "b"}) == {
        "key": "c",
        "key_other": "c",
        "sender": "b",
    }


def test_a_qualified_feature_is_one_providers() -> None:
    """`provider/feature` speaks of that provider only."""
    shared = "schedule"
    chosen = (f"-dexatel/{shared}",)

    assert shared not in features_of(PACKS["dexatel"], Tier.EMBEDDED, chosen)
    assert shared in features_of(PACKS["clickatell"], Tier.EMBEDDED, chosen)


@pytest.mark.parametrize("name", ["schedul", "-schedul", "dexatel/xml", "pigeon/list", "", "-"])
def test_a_feature_that_does_not_exist(name: str) -> None:
    """A misspelled feature is told, with the nearest name."""
    with pytest.raises(UsageError, match="There is no feature called") as raised:
        check_features(PACKS.values(), (name,))

    if "schedul" in name:
        assert "Did you mean schedule" in str(raised.value)


def test_features_that_exist() -> None:
    """A feature of any provider may be chosen."""
    check_features(PACKS.values(), ("schedule", "-xml", "dexatel/list", "-clickatell/xml"))
