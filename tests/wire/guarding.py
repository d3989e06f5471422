"""Guards in process, with an inner transport that records what reaches it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from conformance.contract import load
from conformance.errors import RefusedError
from conformance.wire.budget import Budget
from conformance.wire.guard import Guard, Rules, Tier
from conformance.wire.ledger import Ledger

BASE = "http://127.0.0.1:8000"
ALLOWED = [f"120255501{last:02}" for last in range(50)]
FRIEND, OTHER_FRIEND, STRANGER = ALLOWED[0], ALLOWED[1], "12025550199"
CONTRACTS = [load(name) for name in ("dexatel", "twosms", "clickatell")]
JSON, XML, FORM = "application/json", "application/xml", "application/x-www-form-urlencoded"


@dataclass
class Sink(httpx.BaseTransport):
    """Takes whatever the guard lets through."""

    passed: list[httpx.Request] = field(default_factory=list)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Note the request and answer it."""
        self.passed.append(request)
        return httpx.Response(200)


@dataclass
class Fence:
    """A guard with its rules and with what has got through it."""

    tier: Tier = Tier.LOCAL
    recipients: frozenset[str] = frozenset(ALLOWED)
    budget: Budget = field(default_factory=lambda: Budget(None))
    base: str = BASE
    ledger: Ledger = field(default_factory=Ledger)
    sink: Sink = field(default_factory=Sink)

    @property
    def rules(self) -> Rules:
        """What may leave."""
        return Rules(
            base=httpx.URL(self.base),
            tier=self.tier,
            contracts=CONTRACTS,
            recipients=self.recipients,
            budget=self.budget,
            ledger=self.ledger,
        )

    def passes(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        content_type: str | None = JSON,
        headers: Mapping[str, str] | None = None,
        url: str | None = None,
    ) -> bool:
        """Whether a request gets through; anything but a pass or a refusal is an error."""
        sent = {**({"Content-Type": content_type} if content_type else {}), **(headers or {})}
        request = httpx.Request(method, url or self.base + path, headers=sent, content=body)
        try:
            Guard(self.sink, self.rules).handle_request(request)
        except RefusedError:
            assert request not in self.sink.passed
            return False
        assert request in self.sink.passed
        return True


def live(segments: int = 1000, **options: Any) -> Fence:
    """A fence around somebody's real service."""
    return Fence(tier=Tier.LIVE, budget=Budget(segments), base="https://api.example.com", **options)


@dataclass(frozen=True)
class Send:
    """An operation that sends, and how its JSON body names recipients.

    Attributes:
        body: makes the body from what stands in a recipient's place.
        name: of the member that holds recipients.
        keys: whether recipients are names and not values.
        alone: whether there is but one recipient, which stands in no array.
    """

    id: str
    path: str
    body: Callable[[Any], Any]
    name: str
    keys: bool = False
    alone: bool = False

    def json(self, *recipients: Any) -> bytes:
        """The body as JSON."""
        if self.keys:
            return json.dumps(self.body({str(one): 2 for one in recipients})).encode()
        return json.dumps(self.body(recipients[0] if self.alone else list(recipients))).encode()


def _dexatel(to: Any) -> Any:
    return {"data": {"channel": "SMS", "from": "Conform", "to": to, "text": "Hello"}}


def _verification(phone: Any) -> Any:
    return {"data": {"sender": "Conform", "phone": phone}}


def _clickatell(to: Any) -> Any:
    return {"text": "Hello", "to": to}


def _twosms(quick: Any) -> Any:
    return {"Contacts": {"QuickRecipients": quick}, "Content": "Hello", "Options": {}, "Type": 0}


SENDS = [
    Send("dexatel", "/v1/messages", _dexatel, "to"),
    Send("verification", "/v1/verifications", _verification, "phone", alone=True),
    Send("clickatell", "/rest/message", _clickatell, "to"),
    Send("twosms", "/api/v2/sms/messages", _twosms, "QuickRecipients", keys=True),
    Send("standard", "/api/v1/sms/standardmessages", _twosms, "QuickRecipients", keys=True),
    Send(
        "recurring",
        "/api/v1/sms/standardmessages/recurringmessages",
        _twosms,
        "QuickRecipients",
        keys=True,
    ),
]
