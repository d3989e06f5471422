"""The machine: Hypothesis draws sequences of requests, and shortens the one that shows a fault.

A sequence is sent as it is drawn, and after every request each message of it is held against the
model. Hypothesis is not safe in several threads: whoever goes on a journey is alone.
"""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from hypothesis import HealthCheck, Phase, Verbosity, reject, seed, settings
from hypothesis import strategies as st
from hypothesis.configuration import set_hypothesis_home_dir
from hypothesis.database import DirectoryBasedExampleDatabase
from hypothesis.errors import Flaky, Unsatisfiable
from hypothesis.stateful import (
    Bundle,
    MultipleResults,
    RuleBasedStateMachine,
    initialize,
    multiple,
    rule,
    run_state_machine_as_test,
)

from conformance.errors import BlockedError, CaseEndedError, UnmetError
from conformance.generate import store
from conformance.generate.model import LATE, Disagreement, Kind, Known, Model
from conformance.generate.steady import steady
from conformance.generate.verbs import Verbs
from conformance.providers import Message, Occasion, Reply, State
from conformance.verdict import expect
from conformance.wire.gateway import MARGIN, Gateway

STEPS = 10
"""Requests of a sequence, beside those that look at what they have done."""

MOST_MESSAGES = 6
"""Messages of a sequence; each is looked at after every step."""

GROUP = 3
"""Recipients of a sequence."""

QUIET = slice(20, 90)
"""Where in a long allow-list the recipients stand that no other case sends to."""

TRIES = 4
"""Shorter sequences that are tried for one of the count, once one has shown a fault."""

PATIENCE = 6.0
"""Seconds after which no further sequence begins where time cannot be turned."""


OUTLASTING = "until all were due"

HOW_MANY = st.sampled_from([1, 2])
VERBS = ["cancel", "send", "expire", "expire", "send at fault", "cancel nothing", "wait", "list"]
SPANS = st.sampled_from(["a moment", "a while", OUTLASTING])
PAGES = {1: 50, 2: 3}
"""Messages of a page: all there are, or few."""
KINDS = st.sampled_from(["plain", "long", "of another alphabet"])


@dataclass(frozen=True)
class Fault:
    """The shortest sequence that was seen to contradict a theme.

    Attributes:
        steps: what was asked, in words.
        exchanges: the numbers of its exchanges, in order.
    """

    theme: str
    unmet: UnmetError
    steps: Sequence[str]
    exchanges: Sequence[str]

    def told(self) -> UnmetError:
        """What was expected and observed, and after which steps."""
        steps = "; ".join(f"{place}. {words}" for place, words in enumerate(self.steps, 1))
        return UnmetError(self.unmet.expected, f"{self.unmet.observed} (after: {steps})")


class Journeys:
    """All sequences of a case: what they have looked at, and what was found.

    Args:
        judged: the themes that are looked at; a sequence that contradicts another one ends there.

    Attributes:
        looked_at: the themes that held whenever something was held against them.
        fault: the shortest sequence that contradicts one of them, if any does.
        ended: why the first sequence had to be given up that was.
        broken: how the suite itself broke, if it did.
        finished: how many sequences went to their end.
        last: the exchanges of the last one that did.
    """

    def __init__(self, gateway: Gateway, verbs: Verbs, judged: frozenset[str]) -> None:
        self.gateway = gateway
        self.verbs = verbs
        self.looked_at: set[str] = set()
        self.fault: Fault | None = None
        self.ended: CaseEndedError | None = None
        self.broken: Exception | None = None
        self.finished = 0
        self.last: Sequence[str] = ()
        self.begun = 0
        self._judged = judged
        self._tries = 0
        self._passing_over = False
        self._started = time.monotonic()

    def go(self, count: int) -> None:
        """Go on so many journeys, and on shorter ones once one has shown a fault.

        Raises:
            CaseEndedError: when not one of them could be finished.
        """
        self._tries = TRIES * count
        with _at_home(), steady():
            for turn in range(count):
                if self.fault is None and not self.enough():
                    self._set_out(turn)
        if self.broken is not None:
            raise self.broken
        if self.fault is None and not self.finished and self.ended is not None:
            raise self.ended

    def _set_out(self, turn: int) -> None:
        """Go on one journey, on those that showed a fault earlier before the first of all.

        Of several examples of one test Hypothesis makes most out of the ones before them. That
        finds the places where programs branch, and here the same sequences over and over. The
        first one is the plainest of all, which is one request over and over: it is passed over.
        """
        phases = [Phase.generate]
        database = None
        self._passing_over = True
        if turn == 0 and not (self.gateway.embedded or self.gateway.live):
            self._passing_over = False
            database = DirectoryBasedExampleDatabase(_cache() / self.gateway.provider)
            phases.insert(0, Phase.reuse)
        if not self.gateway.live:
            phases.append(Phase.shrink)
        chosen = settings(
            max_examples=1,
            stateful_step_count=STEPS,
            database=database,
            deadline=None,
            derandomize=False,
            phases=phases,
            print_blob=False,
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
            verbosity=Verbosity.quiet,
        )

        @seed(1000 * self.gateway.seed + turn)
        def set_out() -> Journey:
            return Journey(self)

        with contextlib.suppress(Disagreement, Flaky, Unsatisfiable):
            # What Hypothesis raises in the end is known already: the fault, or that time has
            # made a sequence come out in another way.
            run_state_machine_as_test(set_out, settings=chosen)  # type: ignore[arg-type]

    def enough(self) -> bool:
        """Whether no further sequence is to begin."""
        late = time.monotonic() - self._started > PATIENCE
        if self.broken is not None:
            return True
        return self._tries < 0 or (late and not self.gateway.clock.controlled)

    def passed_over(self) -> bool:
        """Whether a sequence that is about to begin is not to."""
        passing, self._passing_over = self._passing_over, False
        self._tries -= self.fault is not None
        return passing or self.enough()

    def contradicted(self, disagreement: Disagreement, journey: Journey) -> bool:
        """Note a fault; false when it is about another theme than those that are looked for."""
        wanted = {self.fault.theme} if self.fault else self._judged
        if disagreement.theme not in wanted:
            return False
        if self.fault is None or len(journey.steps) <= len(self.fault.steps):
            self.fault = Fault(
                disagreement.theme, disagreement.unmet, tuple(journey.steps), journey.exchanges()
            )
        return True


class Journey(RuleBasedStateMachine):
    """One sequence of requests."""

    messages: Bundle[Known] = Bundle("messages")

    def __init__(self, journeys: Journeys) -> None:
        super().__init__()
        self.gateway = gateway = journeys.gateway
        self.verbs = journeys.verbs
        self.steps: list[str] = []
        self.model = Model(
            shows_waiting=gateway.dialect.shows_waiting,
            deletes=gateway.dialect.cancel_deletes,
            early=self.verbs.early,
        )
        self._journeys = journeys
        self._recipients = _recipients(gateway, journeys.begun)
        journeys.begun += 1
        self._first = len(gateway.replies)
        self._remaining: Decimal | None = None
        self._balance: Decimal | None = None

    # -- rules -------------------------------------------------------------------

    @initialize(
        target=messages, count=st.booleans(), many=HOW_MANY, later=st.booleans(), kind=KINDS
    )
    def begin(
        self,
        count: bool,  # noqa: FBT001
        many: int,
        later: bool,  # noqa: FBT001
        kind: str,
    ) -> MultipleResults[Known]:
        """Send something to begin with, and read the balance before it if credits are to count."""
        if self._journeys.passed_over():
            reject()
        if count and self.verbs.balance is not None and self.gateway.clock.controlled:
            with self._asking():
                self._balance = self.verbs.balance(self.gateway)
        return self._send(many, kind, later=later)

    @rule(
        target=messages,
        verb=st.sampled_from(VERBS),
        known=messages,
        again=st.booleans(),
        many=HOW_MANY,
        later=st.booleans(),
        kind=KINDS,
        span=SPANS,
    )
    def go_on(
        self,
        verb: str,
        known: Known,
        again: bool,  # noqa: FBT001
        many: int,
        later: bool,  # noqa: FBT001
        kind: str,
        span: str,
    ) -> MultipleResults[Known]:
        """Ask something of the target, about one message, the first that was ended, or none.

        It is one rule and not one for each verb, since Hypothesis leaves some of a machine's rules
        out of each sequence: what goes wrong here goes wrong after several different ones.
        """
        if again:
            known = next((one for one in self.model.messages if one.end), known)
        match verb:
            case "send" if len(self.model.messages) < MOST_MESSAGES:
                return self._send(many, kind, later=later)
            case "expire" if self.verbs.expire is not None:
                self._expire([*self.model.messages[:1], known])
            case "cancel" | "expire":
                self._cancel(known)
            case "cancel nothing":
                self._cancel_nothing()
            case "send at fault":
                self._send_at_fault()
            case "list" if self.verbs.listed is not None:
                self._list(known, PAGES[many])
            case _:
                with self._step(f"wait {span}"):
                    self._wait(span)
        return multiple()

    def teardown(self) -> None:
        """See what becomes of what was ended, and leave nothing behind that still waits."""
        if sys.exc_info()[0] is None:
            self._journeys.finished += 1
            ended = any(one.due and one.end for one in self.model.messages)
            if self._balance is not None:
                self._settle_up()
            elif ended and self.gateway.clock.controlled:
                with self._step(f"wait {OUTLASTING}"):
                    self._wait(OUTLASTING)
            self._journeys.last = self.exchanges()
        self._journeys.looked_at |= self.model.looked_at
        for known in self.model.messages:
            if known.due is not None and known.end is None:
                with contextlib.suppress(CaseEndedError, UnmetError):
                    self.gateway.cancel(known.copies[0])

    # -- what every step does ------------------------------------------------------

    @contextlib.contextmanager
    def _step(self, words: str) -> Iterator[None]:
        """Take a step and hold every message against the model afterwards."""
        self.steps.append(words)
        with self._asking():
            yield
            for known in self.model.messages:
                self._look(known)

    @contextlib.contextmanager
    def _asking(self) -> Iterator[None]:
        """Give the sequence up where the target does not let it go on."""
        try:
            yield
        except Disagreement as disagreement:
            if self._journeys.contradicted(disagreement, self):
                raise
            reject()
        except CaseEndedError as error:
            self._journeys.ended = self._journeys.ended or error
            reject()
        except UnmetError as error:
            blocked = BlockedError(f"a precondition failed: {error}")
            self._journeys.ended = self._journeys.ended or blocked
            reject()
        except Exception as error:
            self._journeys.broken = error
            raise

    def _look(self, known: Known) -> None:
        for message in known.copies:
            before = self.gateway.clock.now()
            view = self.gateway.look(message)
            self.model.compare(known, message, view, before, self.gateway.clock.now())

    def exchanges(self) -> list[str]:
        """The numbers of its exchanges so far."""
        return [reply.exchange for _, _, reply in self.gateway.replies[self._first :]]

    def _cancel(self, known: Known) -> None:
        with self._step(f"cancel message {known.number}"):
            now = self.gateway.clock.now()
            occasion = self._occasion(known, now)
            reply = self.gateway.cancel(known.copies[0])
            with self.model.claim(self._cancel_theme(occasion, reply)):
                self.gateway.dialect.check_cancel(reply, occasion)
            if reply.accepted:
                # Asked before the answer came, and perhaps carried out only then.
                now = self.gateway.clock.now()
                self.model.cancelled(known, now, _shown(self.gateway, reply))
            else:
                self.model.named(known, kind=Kind.REFUSED if reply.refused else Kind.END)

    def _expire(self, named: Sequence[Known]) -> None:
        assert self.verbs.expire is not None
        named = list(dict.fromkeys(named))
        numbers = " and ".join(str(known.number) for known in named)
        with self._step(f"expire message {numbers}"):
            found = self.verbs.expire(self.gateway, [known.copies[0].id for known in named])
            if self._remaining is not None:
                with self.model.claim("balance.falls-by-cost"):
                    beyond = self._remaining - found.used - found.remaining
                    expect("what the balance fell by beyond the cost", float(beyond)).is_between(
                        -0.001, 0.001
                    )
            self._remaining = found.remaining
            self.model.expired(named, found.count)

    def _cancel_nothing(self) -> None:
        with self._step("cancel an unknown message"):
            reply = self.gateway.cancel(self.gateway.unknown_id())
            with self.model.claim("cancel.unknown.refused"):
                self.gateway.dialect.check_cancel(reply, Occasion.NOTHING_THERE)
            self.model.named(kind=Kind.REFUSED if reply.refused else Kind.END)

    def _send_at_fault(self) -> None:
        with self._step("send to a recipient that is no number"):
            text = self.gateway.text()
            reply = self.gateway.call(self.verbs.faulty(self.gateway, text, self._recipients[:1]))
            if reply.accepted and not self.gateway.dialect.codes(reply):
                raise BlockedError("a send to what is no number was accepted")
            self.model.refused(text)

    def _list(self, known: Known, size: int) -> None:
        assert self.verbs.listed is not None
        number = known.copies[0].recipient
        with self._step(f"list the messages to the recipient of message {known.number} by {size}"):
            self.model.listed(number, self.verbs.listed(self.gateway, number, size))

    def _settle_up(self) -> None:
        """Hold what all messages have cost against the balance, once they have come to rest."""
        with self._step("wait for all and read the balance"):
            self._wait(OUTLASTING)
            views = [self.gateway.look(one.copies[0]) for one in self.model.messages]
            told = [view.charge for view in views if view.charge is not None]
            resting = all(view.state.final or view.state.out for view in views)
            if not resting or len(told) < len(views):
                return
            assert self.verbs.balance is not None
            assert self._balance is not None
            fallen = self._balance - self.verbs.balance(self.gateway)
            with self.model.claim("balance.falls-by-cost"):
                beyond = fallen - sum(Decimal(str(charge)) for charge in told)
                expect("what the balance fell by beyond the charges", float(beyond)).is_between(
                    -0.01, 0.01
                )

    def _send(self, many: int, kind: str, *, later: bool) -> MultipleResults[Known]:
        later = later and _can_send_for_later(self.gateway)
        numbers = self._recipients[:many]
        due = self.gateway.soon() if later else None
        words = f"send a text ({kind}) to {len(numbers)}{' for later' if later else ''}"
        with self._step(words):
            self._remaining = None
            draft = self.gateway.draft(self._text(kind), numbers, due, **self.verbs.options)
            reply = self.gateway.call(draft)
            with self.model.claim("schedule.accepted" if later else "send.accepted"):
                messages = self.gateway.dialect.sent(reply, draft)
            new = self.model.sent(messages)
            if not later and not self.gateway.dialect.shows_waiting:
                self._appear(messages)
        return multiple(*new)

    # -- details -------------------------------------------------------------------

    def _text(self, kind: str) -> str:
        text = self.gateway.text()
        match kind:
            case "long" if not self.gateway.live:
                return f"{text} {'and so on ' * 16}".strip()
            case "of another alphabet":
                return f"{text} жю"
            case _:
                return text

    def _appear(self, messages: Sequence[Message]) -> None:
        """Wait for messages that are not seen before they have gone out."""
        for message in messages:
            if self.gateway.settled(message).state is State.GONE:
                raise BlockedError("nothing shows a message that was just sent")

    def _occasion(self, known: Known, now: datetime) -> Occasion:
        if known.end is not None:
            return Occasion.AGAIN
        if self.model.waits(known, now):
            return Occasion.IN_TIME
        return Occasion.TOO_LATE

    def _cancel_theme(self, occasion: Occasion, reply: Reply) -> str:
        if occasion is Occasion.AGAIN:
            return "cancel.twice.is-harmless"
        if not self.gateway.dialect.cancel_deletes:
            return "cancel.answered-as-success"
        return "cancel.any-state-accepted" if reply.refused else "cancel.answers-204"

    def _wait(self, span: str) -> None:
        self._remaining = None
        self.gateway.clock.wait(self._seconds(span))
        self.model.named(kind=Kind.NOTHING)

    def _seconds(self, span: str) -> float:
        turned = self.gateway.clock.controlled
        match span:
            case "a moment":
                return 1 if turned else 0.2
            case "a while":
                return 90 if turned else 1
            case _:
                moments = [known.due for known in self.model.messages if known.due is not None]
                now = self.gateway.clock.now()
                least = (max(moments, default=now) + MARGIN - now).total_seconds()
                return max(0.0, least) + (LATE.total_seconds() if turned else 0.5)


def _shown(gateway: Gateway, reply: Reply) -> State | None:
    """Where an answer to a cancel shows the message, if it does."""
    try:
        return gateway.dialect.view(reply).state if reply.body else None
    except UnmetError:
        return None


def _can_send_for_later(gateway: Gateway) -> bool:
    viewing = gateway.dialect.viewing
    return gateway.can_schedule and (not viewing or viewing in gateway.features)


def _recipients(gateway: Gateway, turn: int) -> tuple[str, ...]:
    """Recipients for a sequence, others each time, so that their lists stay short."""
    quiet = gateway.recipients[QUIET] or gateway.recipients
    if not quiet:
        raise BlockedError("no recipient is on the allow-list (CONFORMANCE_RECIPIENTS)")
    first = turn * GROUP % len(quiet)
    return tuple(dict.fromkeys((quiet + quiet)[first : first + GROUP]))


@contextlib.contextmanager
def _at_home() -> Iterator[None]:
    """Let Hypothesis keep what it keeps in the user's cache, unless the user says where."""
    if os.environ.get("HYPOTHESIS_STORAGE_DIRECTORY"):
        yield
        return
    set_hypothesis_home_dir(_cache() / "hypothesis")
    try:
        yield
    finally:
        set_hypothesis_home_dir(None)


def _cache() -> Path:
    return store.cache().parent / "sequences"
