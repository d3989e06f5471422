"""The gateway: the verbs that a case uses against a target."""

from __future__ import annotations

import itertools
import threading
import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol

import httpx

from conformance.catalogue import Pack
from conformance.contract import Contract, media
from conformance.errors import BlockedError, InconclusiveError, UnmetError
from conformance.providers import Dialect, Draft, Message, Reply, State, View
from conformance.wire.guard import Tier
from conformance.wire.ledger import Ledger
from conformance.wire.wire import Wire

RETRIES = 1
"""How often a request that was answered with "try again" is tried again."""

MARGIN = timedelta(seconds=2)
"""How far from an exact moment an observation keeps, since clocks differ."""


LETTERS = str.maketrans("0123456789", "ghijklmnop")
"""A letter for every digit, none of which hexadecimal has."""


class Clock(Protocol):
    """The target's time, as far as the suite can know or turn it."""

    controlled: bool

    def now(self) -> datetime:
        """The target's present, in UTC."""

    def wait(self, seconds: float) -> None:
        """Let so many seconds pass.

        Raises:
            InconclusiveError: when that is longer than the suite is willing to wait.
        """

    def can_wait(self, seconds: float) -> bool:
        """Whether the suite is willing to wait so long."""

    def patient_until(self) -> datetime:
        """The last moment, seen from now, that polling waits for."""


class Account:
    """One provider of a target with the credentials for it; shared by the run's cases.

    Attributes:
        other: another account at the same provider, if the target has been told one.
    """

    def __init__(
        self,
        pack: Pack,
        contract: Contract,
        dialect: Dialect,
        values: Mapping[str, str],
        features: frozenset[str],
    ) -> None:
        self.pack = pack
        self.contract = contract
        self.dialect = dialect
        self.values = values
        self.features = features
        self.other: Account | None = None
        self.lock = threading.RLock()


class Gateway:
    """What one case does to one provider of a target.

    Attributes:
        recipients: numbers that may be sent to, in the order of the allow-list.
        clock: the target's time.
        examples, seed: how many generated examples to send of each kind, and which.
        explore: for how many seconds to draw fresh ones, of all kinds together.
        replies: every answer of this case, in order, with its request's method and path.
    """

    def __init__(
        self,
        wire: Wire,
        account: Account,
        clock: Clock,
        recipients: Sequence[str],
        ledger: Ledger,
        case: str = "",
        examples: int = 0,
        seed: int = 0,
        explore: float = 0.0,
    ) -> None:
        self._wire = wire
        self._account = account
        self._ledger = ledger
        self._case = case
        self._texts = itertools.count(1)
        self.clock = clock
        self.examples = examples
        self.seed = seed
        self.explore = explore
        self.recipients = tuple(recipients)
        self.replies: list[tuple[str, str, Reply]] = []

    # -- what a case may know --------------------------------------------------

    @property
    def provider(self) -> str:
        """The provider's name."""
        return self._account.pack.name

    @property
    def pack(self) -> Pack:
        """What the suite knows of the provider."""
        return self._account.pack

    @property
    def contract(self) -> Contract:
        """The provider's contract."""
        return self._account.contract

    @property
    def dialect(self) -> Dialect:
        """How the provider is spoken to."""
        return self._account.dialect

    @property
    def account(self) -> Mapping[str, str]:
        """The account's values: credentials, sender, template, by their names in the pack."""
        return self._account.values

    @property
    def features(self) -> frozenset[str]:
        """What the target claims to have."""
        return self._account.features

    def elsewhere(self) -> Gateway:
        """The same case's gateway to the second account at the provider.

        What it creates is the run's too, and its exchanges are the case's.

        Raises:
            BlockedError: when the target has not been told a second account.
        """
        account, other = self._account, self._account.other
        if other is None or dict(other.values) == dict(account.values):
            raise BlockedError("the target has not been told the credentials of a second account")
        other.features = account.features
        gateway = Gateway(
            self._wire, other, self.clock, self.recipients, self._ledger, self._case, seed=self.seed
        )
        gateway.replies = self.replies
        return gateway

    @property
    def live(self) -> bool:
        """Whether the target is somebody's real service."""
        return self._wire.rules.tier is Tier.LIVE

    @property
    def embedded(self) -> bool:
        """Whether the target is the suite's own reference."""
        return self._wire.rules.tier is Tier.EMBEDDED

    @property
    def can_schedule(self) -> bool:
        """Whether the target claims to take messages for later."""
        return not self.dialect.scheduling or self.dialect.scheduling in self.features

    def claims(self, draft: Draft) -> bool:
        """Whether the target claims to have the operation that a draft is for."""
        feature = self.contract.operations[draft.operation].feature
        return not feature or feature in self.features

    @property
    def recipient(self) -> str:
        """A number that may be sent to.

        Raises:
            BlockedError: when the allow-list is empty.
        """
        if not self.recipients:
            raise BlockedError("no recipient is on the allow-list (CONFORMANCE_RECIPIENTS)")
        return self.recipients[0]

    def several(self, count: int) -> list[str]:
        """So many different numbers that may be sent to.

        Raises:
            BlockedError: when the allow-list is shorter.
        """
        if len(self.recipients) < count:
            raise BlockedError(f"the allow-list has fewer than {count} recipients")
        return list(self.recipients[:count])

    def text(self, words: str = "Conformance") -> str:
        """A short GSM-7 text that no other message of any run has.

        It is made of letters: where a body cannot be read, digits in a row look like a number.
        """
        return f"{words} {uuid.uuid4().hex[:12].translate(LETTERS)}-{next(self._texts)}"

    # -- raw calls ---------------------------------------------------------------

    def credentials(self) -> Mapping[str, str]:
        """The headers that authenticate a request; what it takes to get them is sent."""
        with self._account.lock:
            found = self.dialect.credentials(self._once, self.clock.now())
            for secret, name in self.dialect.secrets().items():
                self._wire.redactor.learn(secret, name)
        return found

    def call(self, draft: Draft) -> Reply:
        """Send a draft, with the account's credentials unless it says otherwise.

        Raises:
            RefusedError: when the guard would not let it leave.
            InconclusiveError: when no answer came, or one that decides nothing.
        """
        headers = {} if draft.anonymous else self.credentials()
        for attempt in range(RETRIES + 1):
            reply = self._once(draft, headers)
            why = self.dialect.undecidable(reply)
            if not why:
                return reply
            if attempt < RETRIES and reply.status in {429, 503}:
                self.clock.wait(1)
        raise InconclusiveError(f"the answer decides nothing: {why}")

    def _once(self, draft: Draft, headers: Mapping[str, str | None] | None = None) -> Reply:
        operation = self.contract.operations.get(draft.operation)
        merged: dict[str, str | None] = {"Accept": media.JSON}
        content = draft.content
        if content is None and draft.body is not None:
            schema = operation.requests.get(draft.media_type, {}) if operation else {}
            content = media.write(draft.body, draft.media_type, schema)
        if content is not None:
            merged["Content-Type"] = draft.media_type
        _merge(merged, headers or {})
        _merge(merged, dict(draft.headers))
        sent = tuple((name, value) for name, value in merged.items() if value is not None)
        answer = self._wire.send(
            draft.method, draft.path, query=draft.query, headers=sent, content=content
        )
        reply = self._reply(draft, answer)
        self.replies.append((draft.method, draft.path, reply))
        addressed = self.contract.find(draft.method, draft.path)
        if addressed and addressed.effect in {"sends", "changes"} and reply.accepted:
            for identifier in self.dialect.created(reply):
                self._ledger.created(identifier, self._case)
        return reply

    def _reply(self, draft: Draft, answer: httpx.Response) -> Reply:
        method = "GET" if draft.method == "HEAD" else draft.method
        operation = self.contract.find(method, draft.path)
        documented = operation.response(answer.status_code) if operation else None
        media_type = media.essence(answer.headers.get("content-type", ""))
        return Reply(
            status=answer.status_code,
            headers={name.lower(): value for name, value in answer.headers.items()},
            body=answer.content,
            schema=documented.media.get(media_type, {}) if documented else {},
            exchange=answer.extensions["exchange"],
            asked=f"{draft.method} {operation.path if operation else draft.path}",
        )

    # -- verbs --------------------------------------------------------------------

    def draft(
        self,
        text: str | None = None,
        to: Sequence[str] | None = None,
        due: datetime | None = None,
        **options: Any,
    ) -> Draft:
        """A complete and acceptable send request, to be changed in one place or sent as it is."""
        return self.dialect.send(
            self.text() if text is None else text,
            [self.recipient] if to is None else to,
            due,
            **options,
        )

    def send(self, text: str | None = None, due: datetime | None = None, **options: Any) -> Message:
        """Send a text to one recipient, successfully.

        Raises:
            BlockedError: when the target does not accept it.
        """
        return self.send_each(text, [self.recipient], due, **options)[0]

    def send_each(
        self,
        text: str | None = None,
        to: Sequence[str] | None = None,
        due: datetime | None = None,
        **options: Any,
    ) -> list[Message]:
        """Send a text to several recipients, successfully.

        Raises:
            BlockedError: when the target does not accept it for each of them.
        """
        draft = self.draft(text, to, due, **options)
        reply = self.call(draft)
        try:
            messages = self.dialect.sent(reply, draft)
        except UnmetError as error:
            raise BlockedError(
                f"a plain send was not accepted (exchange {reply.exchange}): {error}"
            ) from error
        if len(messages) != len([self.recipient] if to is None else to):
            raise BlockedError(
                f"a plain send made {len(messages)} messages (exchange {reply.exchange})"
            )
        return messages

    def read(self, message: Message | str) -> Reply:
        """Read a message by its identifier."""
        if isinstance(message, str):
            return self.call(self.dialect.read(message, self.recipients[0]))
        return self.call(self.dialect.read(message.id, message.recipient))

    def look(self, message: Message | str) -> View:
        """What the target shows of a message now.

        A target that does not claim to let anybody read a message still tells whether one that
        has gone out is there, by taking a request that changes nothing.

        Raises:
            BlockedError: when nothing would tell.
            UnmetError: when the answer is none of those that a provider documents.
        """
        viewing = self.dialect.viewing
        if not viewing or viewing in self.features:
            return self.dialect.view(self.read(message))
        if isinstance(message, Message) and message.due is not None:
            raise BlockedError(f"without {viewing} nothing tells whether a message has gone out")
        identifier = message if isinstance(message, str) else message.id
        reply = self.call(self.dialect.knock(identifier))
        there = self.dialect.opened(reply)
        return View(State.DELIVERED if there else State.GONE, exchange=reply.exchange)

    def cancel(self, message: Message | str) -> Reply:
        """Cancel a message."""
        return self.call(self.dialect.cancel(message if isinstance(message, str) else message.id))

    def unknown_id(self) -> str:
        """A well-formed identifier that no message has."""
        return self._ledger.invented(self.dialect.unknown_id())

    def invented(self, identifier: str) -> str:
        """Allow an identifier that the case has made up to be cancelled or deleted."""
        return self._ledger.invented(identifier)

    # -- time ---------------------------------------------------------------------

    def soon(self, seconds: float = 0) -> datetime:
        """A moment to schedule a message for: far enough to be accepted, near enough to await.

        Args:
            seconds: how much later than the soonest.
        """
        least = max(600.0, self.dialect.soonest) if self.clock.controlled else self.dialect.soonest
        moment = self.clock.now() + timedelta(seconds=least + seconds)
        return moment.replace(microsecond=0) + timedelta(seconds=1)

    def can_await(self, message: Message) -> bool:
        """Whether the moment that a message is due can be reached from here."""
        if message.due is None:
            return True
        return self.clock.can_wait((message.due + MARGIN - self.clock.now()).total_seconds())

    def reach(self, moment: datetime) -> None:
        """Let time pass until a moment and the margin after it.

        Raises:
            InconclusiveError: when that is further than the suite is willing to wait.
        """
        self.clock.wait(max(0.0, (moment + MARGIN - self.clock.now()).total_seconds()))

    def seen(self, message: Message) -> Message:
        """The message, when it can be seen, or is scheduled and is not to be seen before its time.

        Raises:
            BlockedError: when nothing shows it, so that nothing would show what becomes of it.
        """
        show = self.look if self.dialect.shows_waiting else self.settled
        if message.due is None and show(message).state is State.GONE:
            raise BlockedError("nothing shows a message that was just sent")
        return message

    def settled(self, message: Message) -> View:
        """What the target shows of a message once it has come to rest.

        A message that has left the provider may stay so: not every network reports delivery.
        Where nothing is shown of a message before it has gone out, one that is not shown may
        still be on its way.

        Raises:
            InconclusiveError: when it has not even left when patience ends.
            UnmetError: when an answer is none of those that a provider documents.
        """
        if message.due is not None:
            self.reach(message.due)
        until = self.clock.patient_until()
        while True:
            view = self.look(message)
            hidden = view.state is State.GONE and not self.dialect.shows_waiting
            if view.state.final and not hidden:
                return view
            if self.clock.now() >= until:
                if view.state.out or hidden:
                    return view
                raise InconclusiveError(
                    f"the message was still {view.state.value} when patience ended"
                )
            self.clock.wait(10 if self.clock.controlled else 0.25)


def _merge(headers: dict[str, str | None], more: Mapping[str, str | None]) -> None:
    """Set headers by name without case."""
    for name, value in more.items():
        for present in [one for one in headers if one.lower() == name.lower()]:
            del headers[present]
        headers[name] = value
