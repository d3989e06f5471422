"""The guard: the transport that may refuse a request.

It looks at the octets about to leave and at nothing else, so no case, generated or written, and
no mistake in either can get a message to a stranger or delete what the run did not make.
"""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass

import httpx

from conformance import sms
from conformance.contract.document import Contract, Operation
from conformance.errors import RefusedError
from conformance.wire import addressees
from conformance.wire.budget import Budget
from conformance.wire.ledger import Ledger

READING = frozenset({"GET", "HEAD", "OPTIONS"})
OVERRIDES = ("x-http-method-override", "x-http-method", "x-method-override")


class Tier(enum.StrEnum):
    """How careful to be with a target."""

    EMBEDDED = "embedded"
    LOCAL = "local"
    LIVE = "live"


@dataclass(frozen=True)
class Rules:
    """What may leave.

    Attributes:
        base: the only place that requests may go to.
        recipients: the allow-list, digits only.
    """

    base: httpx.URL
    tier: Tier
    contracts: Sequence[Contract]
    recipients: frozenset[str]
    budget: Budget
    ledger: Ledger

    @property
    def read_only(self) -> bool:
        """Whether nothing at all may be changed: live without an allow-list or a budget."""
        return self.tier is Tier.LIVE and not (self.recipients and self.budget.limit)

    def check(self, request: httpx.Request, body: bytes) -> None:
        """Let the request pass, or not.

        Raises:
            RefusedError: saying why it may not leave.
        """
        url = request.url
        if (url.scheme, url.host, url.port) != (self.base.scheme, self.base.host, self.base.port):
            raise RefusedError(f"requests go to {self.base} only, not to {url.host}")
        operation, path = self._addressed(request.method, url.path)
        query = url.query.decode("ascii", "replace")
        live = self.tier is Tier.LIVE
        if live and any(name in request.headers for name in OVERRIDES):
            raise RefusedError("a live target gets no header that changes the method")
        if operation is None:
            if request.method not in READING:
                if live:
                    raise RefusedError("no document says what this request does on a live target")
                self._check_recipients(addressees.numbers_in(body))
            return
        if operation.effect in {"reads", "authenticates"}:
            return
        if self.read_only:
            raise RefusedError(
                "a live target is only read until an allow-list (CONFORMANCE_RECIPIENTS) "
                "and a --budget above zero are given"
            )
        if operation.effect == "sends":
            self._check_send(operation, query, body)
        else:
            self._check_touch(operation, path, query, body)

    def _addressed(self, method: str, path: str) -> tuple[Operation | None, str]:
        prefix = self.base.path.rstrip("/")
        path = path.removeprefix(prefix)
        for contract in self.contracts:
            # A trailing slash or another case may address the same thing on the server.
            for spelling in (path, path.rstrip("/")):
                found = contract.find("GET" if method == "HEAD" else method, spelling)
                if found:
                    return found, spelling
        return None, path

    def _check_send(self, operation: Operation, query: str, body: bytes) -> None:
        live = self.tier is Tier.LIVE
        if live and not operation.recipients:
            raise RefusedError(f"nobody can tell whom {operation.id} would reach")
        named = addressees.recipients(operation, query, body)
        self._check_recipients(named)
        if body and addressees.readable(body) is None:
            self._check_recipients(addressees.numbers_in(body))
        if not live:
            return
        texts = addressees.texts(operation, query, body) or [""]
        segments = max(1, len(named)) * max(sms.count(text).segments for text in texts)
        if not self.budget.take(segments):
            raise RefusedError(
                f"{segments} more segments would go over the budget of {self.budget.limit}"
            )

    def _check_recipients(self, values: Sequence[object]) -> None:
        for value in values:
            if not sms.reaches(value) <= self.recipients:
                raise RefusedError("a recipient is not on the allow-list")

    def _check_touch(self, operation: Operation, path: str, query: str, body: bytes) -> None:
        touched = addressees.targets(operation, path, query, body)
        foreign = [identifier for identifier in touched if not self.ledger.owns(identifier)]
        if foreign:
            raise RefusedError(f"{operation.id} would touch what this run did not create")
        unbounded = not touched or addressees.widened(operation, query, body)
        if unbounded and self.tier is Tier.LIVE:
            raise RefusedError(f"{operation.id} would touch more than this run can name")
        if operation.recipients:
            self._check_recipients(addressees.recipients(operation, query, body))


class Guard(httpx.BaseTransport):
    """Passes on what the rules allow."""

    def __init__(self, inner: httpx.BaseTransport, rules: Rules) -> None:
        self._inner = inner
        self._rules = rules

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Check the request and pass it on.

        Raises:
            RefusedError: when it may not leave.
        """
        self._rules.check(request, request.read())
        return self._inner.handle_request(request)

    def close(self) -> None:
        """Close the connections."""
        self._inner.close()
