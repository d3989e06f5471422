"""The world of a run: everything that its cases share."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import httpx

from conformance import deviations, reference
from conformance.catalogue import Catalogue, Pack, Requirement
from conformance.contract import load as load_contract
from conformance.errors import ConformanceError, UsageError, choices
from conformance.providers import Draft, Reply, dialect
from conformance.run.selection import Selection
from conformance.target import detection
from conformance.target.clock import REFERENCE_CLOCK, TurnedClock, WallClock, found_at
from conformance.target.known import load_known
from conformance.target.settings import Settings
from conformance.target.target import check_features, features_of, second_account, target_of
from conformance.wire.budget import Budget
from conformance.wire.gateway import Account, Clock, Gateway
from conformance.wire.guard import Rules, Tier
from conformance.wire.journal import Journal
from conformance.wire.ledger import Ledger
from conformance.wire.network import Network, trust
from conformance.wire.redaction import Redactor
from conformance.wire.wire import Wire, speaking_for

DETECTION = "detection"
"""The case that requests made before any case are recorded for."""


CLOCK_SECONDS = 10.0
"""How long the target's clock may take to answer."""


class World:
    """Everything that the cases of one process share: wire, accounts, clock, journal.

    Args:
        directory: the report's folder.
        process: names the process in a run of several, and begins the numbers of its exchanges.
        providers: those to test, when they are known already.
        recorded: whether exchanges are written down; not where only findings count.

    Raises:
        UsageError: when target, providers, credentials or features are not usable; no request has
            been sent then that was not needed to find out.
    """

    def __init__(
        self,
        settings: Settings,
        catalogue: Catalogue,
        directory: Path,
        *,
        process: str = "",
        providers: Sequence[str] = (),
        recorded: bool = True,
    ) -> None:
        self.settings = settings
        self.catalogue = catalogue
        self.target = target_of(settings, catalogue)
        known = settings["known"]
        self.known = load_known(Path(known), catalogue) if known else []
        self.redactor = Redactor()
        self.ledger = Ledger()
        self._contracts = {name: load_contract(name) for name in catalogue.packs}
        named = _packs(catalogue, providers or settings["provider"])
        check_features(catalogue.packs.values(), settings["features"])
        for pack in named:
            self.target.account(pack)  # before anything is connected to
        self._learn_secrets()
        if self.target.tier is Tier.EMBEDDED:
            _check_served(catalogue, settings["provider"])
        application = self._reference() if self.target.tier is Tier.EMBEDDED else None
        if application is None and not providers:
            detection.check_reachable(self.target.url)
        self.journal = Journal(directory, process or "main")
        self.wire = Wire(
            Rules(
                base=self.target.url,
                tier=self.target.tier,
                contracts=list(self._contracts.values()),
                recipients=frozenset(self.target.recipients),
                budget=Budget(self.target.budget),
                ledger=self.ledger,
            ),
            self.redactor,
            (lambda exchange: self.journal.write("exchange", **exchange.as_json()))
            if recorded
            else None,
            name=process,
            application=application,
        )
        self._plain = httpx.Client(
            transport=httpx.WSGITransport(app=application)
            if application
            else Network(trust(), CLOCK_SECONDS),
            base_url=self.target.url if application else "",
            trust_env=False,
            timeout=CLOCK_SECONDS,
        )
        try:
            self.clock = self._clock()
            self.packs = named or self._served()
            self.accounts = {pack.name: self._account(pack) for pack in self.packs}
            self.selection = Selection(self.packs, settings)
        except ConformanceError:
            self.close()
            raise

    def gateway(self, provider: str, case: str) -> Gateway:
        """A gateway for one case."""
        return Gateway(
            self.wire,
            self.accounts[provider],
            self.clock,
            self.target.recipients,
            self.ledger,
            case,
            self.settings["max-examples"],
            self.settings["seed"],
            self.settings["explore"],
        )

    def unclaim_unserved(self) -> list[str]:
        """Un-claim what the target says it does not have at all; tells so in lines for the user.

        The reference has what it has: there, an answer of 404 would be a deviation.
        """
        told: list[str] = []
        if self.target.tier is Tier.EMBEDDED:
            return told
        for account in self.accounts.values():
            gateway = self.gateway(account.pack.name, DETECTION)
            with speaking_for(DETECTION, account.pack.name):
                unserved = detection.unserved(account.pack, account.features, gateway.call)
            account.features -= unserved.keys()
            told += [
                f"{account.pack.title}: {name} is not claimed, because {why}"
                for name, why in unserved.items()
            ]
        return told

    def requirement(self, provider: str, theme: str) -> Requirement | None:
        """What a provider requires under a theme, if it is selected and its feature claimed."""
        account = self.accounts[provider]
        found = account.pack.requirements.get(theme)
        if found is None or found not in self.selection:
            return None
        return found if not found.feature or found.feature in account.features else None

    def close(self) -> None:
        """Close connections and the journal."""
        self.wire.close()
        self._plain.close()
        self.journal.close()

    def _reference(self) -> reference.Reference:
        application = reference.build()
        for name in self.settings["deviation"]:
            deviations.install(name, application)
        if self.settings["discomfort"] is not None:
            deviations.disquiet(application, self.settings["discomfort"])
        return application

    def _learn_secrets(self) -> None:
        """Teach the redactor everything that must not be shown, and whose number it is."""
        for pack in self.catalogue.packs.values():
            for item in pack.account.values():
                value = self.target.credentials.get(item.variable) or item.default
                if item.secret and value:
                    public = value == item.default
                    self.redactor.learn(value, f"${item.variable}", public=public)
        if self.target.tier is Tier.LIVE:
            for place, number in enumerate(self.target.recipients, 1):
                self.redactor.learn(number, f"$RECIPIENT_{place}")

    def _clock(self) -> Clock:
        chosen = self.settings["clock"]
        if self.target.tier is Tier.EMBEDDED:
            chosen = REFERENCE_CLOCK
        elif chosen is None and self.target.tier is Tier.LOCAL:
            chosen = found_at(self._plain, str(self.target.url))
        return TurnedClock(self._plain, chosen) if chosen else WallClock(self.settings["patience"])

    def _served(self) -> list[Pack]:
        everything = list(self.catalogue.packs.values())
        if self.target.tier is Tier.EMBEDDED:
            return [pack for pack in everything if pack.name in reference.providers()]
        return detection.served(everything, self._probe, self._recognises)

    def _probe(self, pack: Pack, draft: Draft) -> Reply:
        account = Account(pack, self._contracts[pack.name], dialect(pack.name)({}), {}, frozenset())
        gateway = Gateway(self.wire, account, self.clock, (), self.ledger, DETECTION)
        with speaking_for(DETECTION, pack.name):
            return gateway.call(draft)

    def _recognises(self, pack: Pack, reply: Reply) -> bool:
        return dialect(pack.name)({}).recognises(reply)

    def _account(self, pack: Pack) -> Account:
        first = self.target.account(pack)
        features = features_of(
            pack, self.target.tier, self.settings["features"], self.target.told(pack)
        )

        def account(values: dict[str, str]) -> Account:
            contract = self._contracts[pack.name]
            return Account(pack, contract, dialect(pack.name)(values), values, features)

        found, second = account(first), second_account(first)
        found.other = account(second) if second else None
        return found


def _check_served(catalogue: Catalogue, names: Sequence[str]) -> None:
    """Check that there is a reference of each provider that is to be tested on it.

    Raises:
        UsageError: naming the one that there is none of.
    """
    for name in names:
        if name not in reference.providers():
            raise UsageError(
                f"There is no reference of {catalogue.packs[name].title} to test.",
                "Name a target: --target=URL.",
            )


def _packs(catalogue: Catalogue, names: Sequence[str]) -> list[Pack]:
    for name in names:
        if name not in catalogue.packs:
            raise choices(name, "provider", sorted(catalogue.packs))
    return [pack for name, pack in catalogue.packs.items() if name in names]
