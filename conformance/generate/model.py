"""The model: where the documents allow every message to be, after all that was asked of a target.

It holds what is known of each message and nothing of how it came about. Whatever the documents
leave open, and whatever time may have changed, is a set of places and not one. Each comparison
names the theme that states it; the theme of a change that nobody asked for is that of the request
before it.
"""

from __future__ import annotations

import contextlib
import enum
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from conformance import sms
from conformance.errors import UnmetError
from conformance.providers import Message, State, View
from conformance.verdict import expect
from conformance.wire.gateway import MARGIN

LATE = timedelta(minutes=10)
"""How long after its time a message may still wait to go out."""

OVER = (State.CANCELLED, State.GONE)
"""How a message shows that was brought to an end before it went out, or taken away."""


class Disagreement(Exception):  # noqa: N818 - it is an observation, no error
    """A target does not do what a theme says of it.

    Attributes:
        unmet: what was expected, and what was observed.
    """

    def __init__(self, theme: str, unmet: UnmetError) -> None:
        super().__init__(f"{theme}: {unmet}")
        self.theme = theme
        self.unmet = unmet


class Kind(enum.Enum):
    """What a request is about, as far as messages can tell."""

    SEND = "a send"
    END = "a cancel, a delete or an expiry"
    READ = "a read"
    REFUSED = "a request that was refused"
    NOTHING = "a request about no message"


@dataclass(frozen=True)
class Deed:
    """The last thing that was asked of the target, and the messages that it named."""

    kind: Kind
    named: frozenset[int] = frozenset()
    sends: frozenset[int] = frozenset()


@dataclass(frozen=True)
class End:
    """Why a message may not be seen any more.

    Attributes:
        stops: the theme that says that it does not go out.
        lasts: the theme that says that it does not come back in any other way.
    """

    stops: str
    lasts: str


CANCELLED = End("cancel.unsent.stops-delivery", "cancel.unsent.is-lasting")
CAUGHT = End("cancel.queued.stops-delivery", "cancel.queued.stops-delivery")
DELETED = End("cancel.deleted-is-gone", "cancel.deleted-is-gone")
TWICE = End("cancel.twice.is-harmless", "cancel.twice.is-harmless")
EXPIRED = End("expire.ids.expires-named", "expire.ids.expires-named")
EXPIRED_BEFORE = End("expire.is-lasting", "expire.is-lasting")


@dataclass(eq=False)
class Known:
    """One message of the run.

    Attributes:
        number: counts the messages of a sequence from 1.
        send: counts the sends of a sequence from 1.
        copies: the message; once for each recipient where they share one.
        end: why it may not be seen any more, if it was brought to an end.
        unsure: whether it was asked to end at a moment when that may have come too late.
        too_late: whether it was asked to end after it had gone out.
        seen: what was last seen of each copy.
    """

    number: int
    send: int
    copies: Sequence[Message]
    end: End | None = None
    unsure: bool = False
    too_late: bool = False
    seen: dict[str, View] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The identifier, in the spelling in which identifiers are compared."""
        return self.copies[0].id.lower()

    @property
    def due(self) -> datetime | None:
        """When it may leave, if it was scheduled."""
        return self.copies[0].due

    @property
    def state(self) -> State | None:
        """Where it was last seen; None before it has been looked for."""
        return next((view.state for view in self.seen.values()), None)

    @property
    def free(self) -> bool:
        """Whether nothing but time has a say in where it is."""
        return self.end is None and not self.unsure


@dataclass(frozen=True)
class Row:
    """What a list shows of one message; None is what it does not show."""

    id: str
    recipient: str | None = None
    text: str | None = None


class Model:
    """Every message of one sequence of requests, and what the documents say of it now.

    Args:
        shows_waiting, deletes: as the dialect's `shows_waiting` and `cancel_deletes`.
        early: how long before its time a scheduled message may leave.

    Attributes:
        looked_at: the themes that something was held against.
    """

    def __init__(self, *, shows_waiting: bool, deletes: bool, early: timedelta) -> None:
        self._shows_waiting = shows_waiting
        self._deletes = deletes
        self._early = early
        self._deed = Deed(Kind.NOTHING)
        self._sends = 0
        self._refused: set[str] = set()
        self.messages: list[Known] = []
        self.looked_at: set[str] = set()

    @contextlib.contextmanager
    def claim(self, theme: str) -> Iterator[None]:
        """Hold what the block expects against the target, as what a theme says.

        Raises:
            Disagreement: when it is not met.
        """
        try:
            yield
        except UnmetError as error:
            raise Disagreement(theme, error) from error
        self.looked_at.add(theme)

    def named(self, *known: Known, kind: Kind = Kind.END) -> None:
        """Note that a request was about these messages."""
        self._deed = Deed(
            kind, frozenset(one.number for one in known), frozenset(one.send for one in known)
        )

    # -- what was asked --------------------------------------------------------

    def sent(self, messages: Iterable[Message]) -> list[Known]:
        """Take up the messages of one send.

        Raises:
            Disagreement: when one has the identifier of another send's.
        """
        self._sends += 1
        self.named(kind=Kind.SEND)
        copies: dict[str, list[Message]] = {}
        for message in messages:
            copies.setdefault(message.id.lower(), []).append(message)
        with self.claim("send.one-id-per-recipient"):
            taken = {one.id for one in self.messages} & copies.keys()
            expect("ids that an earlier send was given, too", sorted(taken)).equals([])
        new = [
            Known(len(self.messages) + place, self._sends, one)
            for place, one in enumerate(copies.values(), 1)
        ]
        self.messages += new
        return new

    def waits(self, known: Known, now: datetime) -> bool:
        """Whether a message cannot have gone out yet."""
        return known.due is not None and now + self._early + MARGIN < known.due

    def cancelled(self, known: Known, now: datetime, answered: State | None) -> None:
        """Note that the target has answered a cancel as a success.

        Args:
            answered: where the answer shows the message, if it does.
        """
        self.named(known)
        if known.end is not None:
            known.end = TWICE if known.end in {CANCELLED, CAUGHT, DELETED} else known.end
        elif self.waits(known, now):
            known.end = CANCELLED
        elif answered is State.CANCELLED and known.state is State.QUEUED:
            known.end = CAUGHT
        elif self._deletes:
            known.end = CAUGHT if known.state is State.QUEUED else DELETED
        elif known.state is not None and known.state.out:
            known.too_late = True
        else:
            known.unsure = True

    def expired(self, named: Sequence[Known], count: object) -> None:
        """Note that the target has answered the expiry of messages, and how many it counts.

        Raises:
            Disagreement: when it counts others than those that were live.
        """
        self.named(*named)
        different = set(named)
        live = {one for one in different if one.free and one.state is State.DELIVERED}
        over = {one for one in different if one.end in {EXPIRED, EXPIRED_BEFORE}}
        theme = "expire.twice.counts-zero" if over == different else "expire.count.expired-exact"
        with self.claim(theme):
            most = len(different) - len(over)
            expect("the number of messages expired", count).is_between(len(live), most)
        for one in live:
            one.end = EXPIRED
        for one in over:
            one.end = EXPIRED_BEFORE
        for one in different - live - over:
            one.unsure = one.end is None  # a message that waits may be expired before it is out

    def refused(self, text: str) -> None:
        """Note that the target has refused to send a text that nothing else was sent with."""
        self.named(kind=Kind.REFUSED)
        self._refused.add(text)

    # -- what was seen ---------------------------------------------------------

    def compare(
        self, known: Known, message: Message, view: View, before: datetime, after: datetime
    ) -> None:
        """Hold what the target shows of a message against what it may be.

        Args:
            message: which copy was looked at.
            before, after: between when it was looked at.

        Raises:
            Disagreement: with the theme that says otherwise.
        """
        earlier = known.seen.get(message.recipient)
        if known.end is not None:
            theme = known.end.stops if view.state.out else known.end.lasts
            over = earlier if earlier and earlier.state in OVER else None
            with self.claim(self._blamed(known, over, theme)):
                expect(self._name(known, "that was ended"), view.state).is_in(*OVER)
        elif known.free:
            self._compare_place(known, view, earlier, before, after)
        if view.state is not State.GONE:
            self._compare_contents(known, message, view, earlier)
        known.seen[message.recipient] = view
        if known.end is EXPIRED:
            known.end = EXPIRED_BEFORE

    def _compare_place(
        self, known: Known, view: View, earlier: View | None, before: datetime, after: datetime
    ) -> None:
        state = view.state
        if not self._shows_waiting:
            self._compare_hidden(known, view, earlier, before)
            return
        with self.claim(self._blamed(known, earlier, "read.returns-message", lost=True)):
            expect(self._name(known, "that nobody ended"), state).differs_from(State.GONE)
            expect(self._name(known, "that nobody ended"), state).differs_from(State.CANCELLED)
        if self.waits(known, after):
            first = "schedule.accepted" if earlier is None else "schedule.delivers-when-due"
            with self.claim(self._blamed(known, earlier, first)):
                expect(self._name(known, "before its time"), state).equals(State.SCHEDULED)
        elif known.due is not None and before > known.due + LATE:
            with self.claim(self._blamed(known, earlier, "schedule.delivers-when-due")):
                expect(self._name(known, "after its time"), state).differs_from(State.SCHEDULED)
        if earlier is None:
            return
        if earlier.state.final:
            # Another report of what became of it may come at any time; only what is about
            # messages can be to blame for it.
            ended = self._deed.kind is Kind.END and self._deed.named
            stays = "state.final-stays"
            with self.claim(self._blamed(known, earlier, stays) if ended else stays):
                expect(f"{self._name(known)} that had come to rest", state).equals(earlier.state)
        elif earlier.state in ORDER and state in ORDER:
            with self.claim(self._blamed(known, earlier, "state.forward-only")):
                ahead = ORDER[ORDER.index(earlier.state) :]
                expect(f"{self._name(known)}, after {earlier.state.value}", state).is_in(*ahead)

    def _compare_hidden(
        self, known: Known, view: View, earlier: View | None, before: datetime
    ) -> None:
        """Of a message that cannot be looked at before it has gone out."""
        shown_before = earlier is not None and earlier.state.out
        if shown_before:
            theme = self._blamed(known, earlier, "read.returns-message", lost=True)
        elif known.due is not None and before > known.due + LATE:
            theme = self._blamed(known, None, "schedule.delivers-when-due")
        else:
            return
        with self.claim(theme):
            expect(self._name(known, "that nobody ended"), view.state).differs_from(State.GONE)

    def _compare_contents(
        self, known: Known, message: Message, view: View, earlier: View | None
    ) -> None:
        if view.text is not None and known.free:
            with self.claim(self._blamed(known, earlier, "text.survives")):
                expect(f"the text of message {known.number}", view.text).equals(message.text)
        if view.recipient is not None and known.free:
            with self.claim(self._blamed(known, earlier, "read.returns-message")):
                shown = sms.digits_of(str(view.recipient))
                expect(f"the recipient of message {known.number}", shown).equals(message.recipient)

    def listed(self, recipient: str, rows: Sequence[Row]) -> None:
        """Hold the list of all messages to a recipient against those that were sent to it.

        Raises:
            Disagreement: with the theme that says otherwise.
        """
        self.named(kind=Kind.READ)
        ids = [row.id.lower() for row in rows]
        with self.claim("list.pages-complete"):
            twice = sorted({one for one in ids if ids.count(one) > 1})
            expect("messages that are on two pages", twice).equals([])
        by_id = dict(zip(ids, rows, strict=True))
        known = [
            (one, copy)
            for one in self.messages
            for copy in one.copies
            if copy.recipient == recipient
        ]
        for one, copy in known:
            row = by_id.get(one.id)
            if one.end is not None and self._deletes:
                with self.claim("cancel.deleted-not-listed"):
                    expect("the ids that are listed", ids).excludes(one.id)
            elif one.free and one.state is not None and one.state.out:
                with self.claim("list.finds-sent"):
                    expect("the ids that are listed", ids).includes(one.id)
            if row is not None and row.text is not None and one.free:
                with self.claim("list.agrees-with-read"):
                    expect(f"the text of message {one.number} in the list", row.text).equals(
                        copy.text
                    )
        if self._refused:
            with self.claim("send.refused-leaves-nothing"):
                left = sorted(self._refused & {str(row.text) for row in rows})
                expect("texts in the list whose sends were refused", left).equals([])

    def _blamed(
        self, known: Known, earlier: View | None, otherwise: str, *, lost: bool = False
    ) -> str:
        """The theme that says that a message stays as it was, after the last request.

        Args:
            earlier: what was seen of it before that request; None for nothing.
            otherwise: the theme, where the last request has nothing to do with it.
            lost: whether it is about the message being there at all.
        """
        if earlier is None:
            return otherwise
        own = "cancel.delivered.is-harmless" if lost and known.too_late else otherwise
        deed = self._deed
        if known.number in deed.named and deed.kind is not Kind.READ:
            return own
        match deed.kind:
            case Kind.END if known.send in deed.sends:
                return "isolation.siblings-untouched"
            case Kind.END if deed.named:
                return "isolation.others-untouched"
            case Kind.END:
                return "cancel.unknown.refused"
            case Kind.REFUSED:
                return "error.without-effect"
            case Kind.READ:
                return "read.repeatable"
            case _:
                return own

    def _name(self, known: Known, which: str = "") -> str:
        return f"where message {known.number} is{which and f', {which}'}"


ORDER = (State.SCHEDULED, State.QUEUED, State.SENT)
"""The places of a message on its way, in the order in which it comes to them."""
