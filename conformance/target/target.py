"""The target: where it is, how careful to be with it, and what it is told and claims."""

from __future__ import annotations

import ipaddress
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import httpx

from conformance.catalogue import Catalogue, Pack
from conformance.errors import UsageError, choices
from conformance.target.settings import Settings
from conformance.wire.guard import Tier

EMBEDDED_URL = "http://reference.embedded"
"""What the embedded reference is called in recorded requests; nothing is connected to."""

LOOPBACK_RECIPIENTS = tuple(f"120255501{last:02}" for last in range(100))
"""Numbers reserved for fiction, which no network routes: +1 202 555 0100 to 0199."""

OTHER = "_other"
"""How the names of the second account's values end."""


@dataclass(frozen=True)
class Target:
    """What a run tests.

    Attributes:
        name: what the user called it.
        url: its base URL.
        recipients: the allow-list, digits only.
        credentials: by environment variable, for every provider.
        budget: segments that may be sent; None where sending costs nothing.
    """

    name: str
    url: httpx.URL
    tier: Tier
    recipients: tuple[str, ...]
    credentials: Mapping[str, str]
    budget: int | None

    @property
    def shown(self) -> str:
        """The target as reports and messages show it: without user information."""
        return "embedded" if self.tier is Tier.EMBEDDED else str(self.url).rstrip("/")

    def account(self, pack: Pack) -> dict[str, str]:
        """The values that a provider's account needs, by their names in its pack.

        Raises:
            UsageError: naming the variables that are not set.
        """
        found: dict[str, str] = {}
        missing: list[str] = []
        for name, item in pack.account.items():
            value = self.credentials.get(item.variable, "")
            if not value and self.tier is not Tier.LIVE:
                value = item.default or ""
            if value:
                found[name] = value
            elif not item.optional and item.default is not None:
                missing.append(f"{item.variable} ({item.meaning})")
        if missing:
            raise UsageError(
                f"{pack.title} needs to be told more than is set: {'; '.join(missing)}.",
                "Set the variables in the environment, or write them into the target's "
                "[targets.NAME.credentials] table; never on the command line.",
            )
        return found

    def told(self, pack: Pack) -> frozenset[str]:
        """The names of the account's values that are given, and not by default."""
        return frozenset(
            name for name, item in pack.account.items() if self.credentials.get(item.variable)
        )


def second_account(values: Mapping[str, str]) -> dict[str, str]:
    """The values of the second account, where `key_other` is its `key`; empty when there is none.

    What is not said of it is as with the first.
    """
    own = {
        name.removesuffix(OTHER): value for name, value in values.items() if name.endswith(OTHER)
    }
    return {**values, **own} if own else {}


def target_of(settings: Settings, catalogue: Catalogue) -> Target:
    """The target that the settings describe.

    Raises:
        UsageError: when they describe none.
    """
    name = settings["target"]
    if name == "embedded":
        url, tier = httpx.URL(EMBEDDED_URL), Tier.EMBEDDED
    else:
        url = usable_url(settings.section.get("url", name))
        tier = Tier.LIVE if settings["live"] or not is_loopback(url.host) else Tier.LOCAL
    for option, metavar in (("deviation", "NAME"), ("discomfort", "SEED")):
        if settings[option] not in {None, ()} and tier is not Tier.EMBEDDED:
            raise UsageError(
                f"--{option} changes the embedded reference, and another target was given.",
                "Leave --target out, or start a server that does so with: "
                f"conformance serve --{option} {metavar}",
            )
    credentials = _credentials(settings.section.get("credentials", {}))
    known = {item.variable for pack in catalogue.packs.values() for item in pack.account.values()}
    for variable in credentials:
        if variable not in known:
            raise choices(variable, "credential", sorted(known))
    for variable in known:
        if settings.environment.get(variable):
            credentials[variable] = settings.environment[variable]
    return Target(
        name=name,
        url=url,
        tier=tier,
        recipients=_recipients(settings, tier),
        credentials=credentials,
        budget=(settings["budget"] or 0) if tier is Tier.LIVE else None,
    )


def usable_url(text: str) -> httpx.URL:
    """The base URL in a text.

    Raises:
        UsageError: when it is none that can be tested.
    """
    advice = "A target is a base URL such as http://127.0.0.1:8000 or https://api.example.com."
    try:
        url = httpx.URL(str(httpx.URL(text.strip())))  # twice, since it tidies one thing at a time
    except httpx.InvalidURL as error:
        raise UsageError(f"{text!r} is no URL: {error}.", advice) from None
    if url.scheme not in {"http", "https"} or not url.host or "%" in url.host:
        raise UsageError(f"{text!r} is no http or https URL.", advice)
    if url.port is not None and not 1 <= url.port <= 65535:
        raise UsageError(f"{text!r} has a port that does not exist.", advice)
    if url.userinfo:
        raise UsageError(
            "The target's URL carries user information, which would end up in reports.",
            "Give credentials in the environment.",
        )
    if url.query or url.fragment:
        raise UsageError(f"{text!r} has a query or a fragment.", advice)
    return url.copy_with(raw_path=url.raw_path.rstrip(b"?").rstrip(b"/") or b"/")


def is_loopback(host: str) -> bool:
    """Whether a host name means this machine, without asking anybody."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _credentials(listed: Any) -> dict[str, str]:
    if not isinstance(listed, dict) or not all(isinstance(one, str) for one in listed.values()):
        raise UsageError(
            "credentials in the target file is no table of texts.",
            'Write a [targets.NAME.credentials] table with lines such as DEXATEL_KEY = "…".',
        )
    return dict(listed)


def _recipients(settings: Settings, tier: Tier) -> tuple[str, ...]:
    given = settings.environment.get("CONFORMANCE_RECIPIENTS")
    if given is None:
        listed = settings.section.get("recipients", [])
        if not isinstance(listed, list):
            raise UsageError("recipients in the target file is no list.", "Write a list of texts.")
        numbers = [str(one) for one in listed]
        if not numbers:
            return () if tier is Tier.LIVE else LOOPBACK_RECIPIENTS
    else:
        numbers = [one.strip() for one in given.split(",") if one.strip()]
        if not numbers:
            raise UsageError(
                "CONFORMANCE_RECIPIENTS is set and empty, so nothing could be sent to anybody.",
                "Name at least one number that may be sent to, or unset it.",
            )
    for number in numbers:
        if not (number.isascii() and number.isdigit() and 7 <= len(number) <= 15):
            raise UsageError(
                f"The allow-list has {number!r}, which is no number in international format.",
                "Write 7 to 15 digits with the country code and nothing else: 12025550100.",
            )
    return tuple(dict.fromkeys(numbers))


def features_of(
    pack: Pack, tier: Tier, chosen: Sequence[str], told: Collection[str] = ()
) -> frozenset[str]:
    """The features that a target claims of one provider.

    Args:
        chosen: names, with a minus to un-claim; either kind may be qualified (`dexatel/list`).
        told: the names of the account's values that the target is told.
    """
    claimed = set(pack.claimed_by_default(tier, told))
    wanted = [one for one in chosen if not one.startswith("-")]
    if wanted:
        claimed = {name for one in wanted for name in _named(one, pack)}
    for one in chosen:
        if one.startswith("-"):
            claimed -= set(_named(one[1:], pack))
    return frozenset(claimed)


def check_features(packs: Iterable[Pack], chosen: Sequence[str]) -> None:
    """Check that every chosen feature is one that a provider has.

    Raises:
        UsageError: with the nearest valid name.
    """
    packs = list(packs)
    valid = sorted({name for pack in packs for name in pack.features})
    for one in chosen:
        if not any(_named(one.removeprefix("-"), pack) for pack in packs):
            raise choices(one.removeprefix("-"), "feature", valid)


def _named(feature: str, pack: Pack) -> list[str]:
    provider, slash, name = feature.rpartition("/")
    if slash and provider != pack.name:
        return []
    return [name] if name in pack.features else []
