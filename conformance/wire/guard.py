"""The guard: the transport that may refuse a request.

It looks at the octets about to leave and at nothing else, so no case, generated or written, and
no mistake in either can get a message to a stranger or delete what the run did not make.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import httpx

from conformance import sms
from conformance.contract.document import Contract, Operation
from conformance.errors import RefusedError
from conformance.wire import addressees, routes
from conformance.wire.addressees import Contents
from conformance.wire.budget import Budget
from conformance.wire.ledger import Ledger

READING = frozenset({"GET", "HEAD", "OPTIONS"})
HARMLESS = frozenset({"reads", "authenticates"})

TURNING = frozenset(
    {
        "x-http-method-override",
        "x-http-method",
        "x-method-override",
        "x-original-url",
        "x-rewrite-url",
    }
)
"""Headers by which some servers take a request for another one."""

TURNING_PARAMETERS = frozenset({"_method", "_httpmethod", "x-http-method-override"})
"""Parameters of a query or a form that do the same."""

UNSEEN_SEGMENTS = 10
"""What a text counts whose length the request does not show: as many parts as a provider takes."""


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
        self._check_place(request)
        self._check_plain(request, body)
        query = request.url.query
        contents = Contents(query, body, request.headers.get_list("content-type"))
        if any(name.lower() in TURNING_PARAMETERS for name, _ in contents.form):
            raise RefusedError("a parameter could make the target take it for another request")
        found = routes.addressed(self.contracts, request.method, self._below(request.url))
        if not found:
            self._check_unknown(request, contents)
        segments = 0
        for operation, variables in found:
            if operation.effect in HARMLESS:
                continue
            if self.read_only:
                raise RefusedError(
                    "a live target is only read until an allow-list (CONFORMANCE_RECIPIENTS) "
                    "and a --budget above zero are given"
                )
            if contents.hidden:
                raise RefusedError(f"nobody can tell what it says: {contents.hidden}")
            if operation.effect == "sends":
                segments = max(segments, self._check_send(operation, contents))
            else:
                self._check_touch(operation, variables, contents)
        if segments and self.tier is Tier.LIVE and not self.budget.take(segments):
            raise RefusedError(
                f"{segments} more segments would go over the budget of {self.budget.limit}"
            )

    def _check_place(self, request: httpx.Request) -> None:
        """It goes to the target, and to nothing beside it on the same host."""
        url, base = request.url, self.base
        if (url.scheme, url.host, url.port) != (base.scheme, base.host, base.port):
            raise RefusedError(f"requests go to {base} only, not to {url.host}")
        if request.headers.get_list("host") != [base.netloc.decode("ascii")]:
            raise RefusedError(f"requests are for {base.host} only")
        prefix = base.path.rstrip("/").casefold()
        for spelling in routes.spellings(_path(url)):
            if prefix and not f"{spelling.casefold()}/".startswith(f"{prefix}/"):
                raise RefusedError(f"requests go below {base} only")

    def _check_plain(self, request: httpx.Request, body: bytes) -> None:
        """It is what it looks like: nothing in it makes a server read another request."""
        headers = request.headers
        if any(name.replace("_", "-") in TURNING for name in headers):
            raise RefusedError("a header could make the target take it for another request")
        if headers.get("content-encoding", "identity").strip().lower() != "identity":
            raise RefusedError("nobody can look into a compressed body")
        lengths = headers.get_list("content-length")
        if "transfer-encoding" in headers and lengths:
            raise RefusedError("where the request ends would be up to the target")
        if any(length != str(len(body)) for length in lengths):
            raise RefusedError("its body is not as long as it says")

    def _below(self, url: httpx.URL) -> str:
        """The path below the base, as it is written."""
        return _path(url)[len(self.base.raw_path.decode("ascii").rstrip("/")) :]

    def _check_unknown(self, request: httpx.Request, contents: Contents) -> None:
        """No document says what it does, so all that looks like a number has to be allowed."""
        if request.method not in READING and self.tier is Tier.LIVE:
            raise RefusedError("no document says what this request does on a live target")
        if contents.hidden:
            raise RefusedError(f"nobody can tell what it says: {contents.hidden}")
        self._check_recipients(addressees.numbers_in(contents.query))
        self._check_recipients(addressees.numbers_in(contents.body))

    def _check_send(self, operation: Operation, contents: Contents) -> int:
        """It reaches allowed recipients only; returns how many segments that takes."""
        if self.tier is Tier.LIVE and not operation.recipients:
            raise RefusedError(f"nobody can tell whom {operation.id} would reach")
        if addressees.widened(operation, contents):
            raise RefusedError(f"{operation.id} would reach people whom it does not name")
        named = addressees.recipients(operation, contents)
        if contents.unreadable:
            named += addressees.numbers_in(contents.body)
        self._check_recipients(named)
        texts = addressees.texts(operation, contents)
        parts = max((_parts(text) for text in texts), default=UNSEEN_SEGMENTS)
        if addressees.templated(contents):
            parts = max(parts, UNSEEN_SEGMENTS)
        return max(1, len(named)) * parts

    def _check_recipients(self, values: Sequence[object]) -> None:
        for value in values:
            if not sms.reaches(value) <= self.recipients:
                raise RefusedError("a recipient is not on the allow-list")

    def _check_touch(
        self, operation: Operation, variables: Mapping[str, str], contents: Contents
    ) -> None:
        """It touches what this run has made or made up; on a live target nothing else at all."""
        touched = addressees.targets(operation, variables, contents)
        if not all(self.ledger.owns(identifier) for identifier in touched):
            raise RefusedError(f"{operation.id} would touch what this run did not create")
        if self.tier is Tier.LIVE and not self._narrow(operation, touched, contents):
            raise RefusedError(f"{operation.id} would touch more than this run can name")
        self._check_recipients(addressees.recipients(operation, contents))

    def _narrow(self, operation: Operation, touched: Sequence[str], contents: Contents) -> bool:
        """Whether it touches its targets and nothing else, whatever a server makes of it.

        An id in a body that is none by its form could make a server drop the whole list.
        """
        if addressees.widened(operation, contents) or not addressees.bounded(operation, contents):
            return False
        listed = any(pointer.startswith("body:") for pointer in operation.targets)
        return not listed or all(
            self.ledger.made(one) or addressees.UUID.fullmatch(one) for one in touched
        )


def _path(url: httpx.URL) -> str:
    """The path as it is written in the request line."""
    return url.raw_path.partition(b"?")[0].decode("ascii", "replace")


def _parts(text: str) -> int:
    """The parts that a text takes, or is charged as, whichever is more."""
    return max(sms.count(text).segments, sms.parts_of_145(text))


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
