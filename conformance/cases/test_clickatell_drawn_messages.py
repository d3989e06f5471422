"""Clickatell's messages: found, scheduled, watched and stopped at moments nobody has chosen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from conformance.cases.clickatell import (
    check_accepted,
    check_described,
    check_nothing_sent,
    named,
    own_id,
    see_refused,
    speaking,
    twice,
)
from conformance.cases.drawn import wanted
from conformance.cases.test_clickatell_charges import balance, settled_balance
from conformance.cases.test_clickatell_drawn_sends import known
from conformance.cases.test_clickatell_schedule import MARGIN
from conformance.cases.test_clickatell_status import DELIVERED, ORDER, QUEUED, SENT, final
from conformance.cases.test_clickatell_stop import CANCELLED, see_stopped
from conformance.cases.test_clickatell_xml import members
from conformance.contract import media
from conformance.errors import BlockedError, UnsupportedError
from conformance.generate import sends
from conformance.providers import Draft, Message, Reply, State
from conformance.providers.clickatell import MOMENT, message_status
from conformance.run.declare import generated
from conformance.verdict import Prover, expect
from conformance.wire.gateway import Gateway

FEW_LOOKS = 4
"""How often messages are looked at where that takes real time."""

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@generated(
    "client-id.accepted",
    "client-id.longest",
    "read.by-client-id",
    "read.client-id-unknown",
    "error.client-id-space",
    "error.client-id-space.status",
    provider="clickatell",
    feature="client-id",
)
def test_ids_of_the_clients_own(gateway: Gateway, prove: Prover) -> None:
    """Each of several messages is found by its own id, and none by an id that is almost one."""
    draw = sends.dice(gateway.seed, "client ids")
    gateway.send()
    found: dict[str, Message] = {}
    for number in range(wanted(gateway, 2) + 1):
        length = draw.randint(sends.SHORTEST_ID, sends.LONGEST_ID - 1)
        theme = "client-id.accepted"
        if not number:
            length, theme = sends.LONGEST_ID, "client-id.longest"
        client_id = sends.client_id(draw, own_id(length), length)
        draft = gateway.draft(clientMessageId=client_id)
        reply = gateway.call(draft)
        with prove(theme):
            check_accepted(reply, f"a send with the id {client_id!r}")
        if reply.accepted:
            [found[client_id]] = gateway.dialect.sent(reply, draft)
    if not found:
        raise BlockedError("no send with an id of the client's own is accepted")
    for client_id in draw.sample(sorted(found), len(found)):
        reply = gateway.call(speaking(gateway).read_by_client_id(client_id))
        with prove("read.by-client-id"):
            expect(f"the status of a read by {client_id!r}", reply.status).equals(200)
            shown = str(reply.at("/data/apiMessageId")).lower()
            expect(f"what {client_id!r} finds", shown).equals(found[client_id].id.lower())
        other = sends.unlike(draw, client_id)
        reply = gateway.call(speaking(gateway).read_by_client_id(other))
        with prove("read.client-id-unknown"):
            speaking(gateway).check_unknown(reply)
        bad = sends.spaced(draw, own_id(len(client_id) - 1))
        reply = gateway.call(gateway.draft(clientMessageId=bad))
        theme, of = "error.client-id-space", f"a send with the id {bad!r}"
        see_refused(prove, reply, gateway, theme, f"{theme}.status", "120", of=of)


@generated(
    "schedule.accepted",
    "schedule.every-recipient",
    "schedule.farthest-accepted",
    provider="clickatell",
    feature="schedule",
)
def test_any_time_that_can_be_kept(gateway: Gateway, prove: Prover) -> None:
    """A send for any time from ten minutes to seven days ahead waits, for all its recipients."""
    draw = sends.dice(gateway.seed, "times")
    numbers = known(gateway, 2)
    last = timedelta(days=gateway.pack.limits["schedule_ahead_days"]) - MARGIN
    for _ in range(wanted(gateway, 2)):
        sooner = gateway.soon(sends.span(draw, timedelta(), 5 * DAY).total_seconds())
        due = {
            "schedule.accepted": sooner,
            "schedule.farthest-accepted": gateway.clock.now()
            + sends.span(draw, last - 12 * HOUR, last),
        }
        for theme, moment in due.items():
            told = moment.strftime(MOMENT)
            draft = gateway.draft(to=sends.crowd(draw, numbers, 2, 0).to, due=moment)
            reply = gateway.call(draft)
            with prove(theme):
                check_accepted(reply, f"a send for {told}")
            made = gateway.dialect.created(reply)
            states = [gateway.look(identifier).state for identifier in made]
            for identifier in made:
                gateway.cancel(identifier)
            if theme == "schedule.accepted" and states:
                with prove(theme):
                    expect(f"the state of a message for {told}", states[0]).equals(State.SCHEDULED)
            if len(made) == 2:
                with prove("schedule.every-recipient"):
                    expect(f"the states of messages for {told}", states).equals(
                        [State.SCHEDULED] * 2
                    )


@generated(
    "error.schedule-past",
    "error.schedule-too-far",
    "error.schedule-malformed",
    "error.schedule-refused.code",
    provider="clickatell",
    feature="schedule",
)
def test_any_time_that_cannot_be_kept(gateway: Gateway, prove: Prover) -> None:
    """A send for any time that is past, too far ahead or none at all is refused."""
    draw = sends.dice(gateway.seed, "times that are none")
    later = gateway.call(named(gateway, own_id(), due=gateway.soon()))
    check_accepted(later, "a send for later")
    for identifier in gateway.dialect.created(later):
        gateway.cancel(identifier)
    for _ in range(wanted(gateway, 2)):
        now = gateway.clock.now()
        past = now - sends.span(draw, HOUR + timedelta(minutes=5), 1000 * DAY)
        far = now + sends.span(draw, 8 * DAY, 60 * DAY)
        times = {
            "error.schedule-past": past.strftime(MOMENT),
            "error.schedule-too-far": far.strftime(MOMENT),
            "error.schedule-malformed": sends.word(draw),
        }
        for theme, time in times.items():
            client_id = own_id()
            draft = named(gateway, client_id).having("/scheduledDeliveryTime", time)
            reply = gateway.call(draft)
            with prove(theme):
                expect(f"the status of a send for {time}", reply.status).is_between(400, 499)
                check_nothing_sent(reply, gateway, client_id)
            if reply.refused:
                with prove("error.schedule-refused.code"):
                    codes = gateway.dialect.codes(reply)
                    expect(f"the errors of a send for {time}", codes).includes("101")


@generated(
    "cancel.answered-as-success",
    "cancel.answers-cancelled",
    "cancel.answers-description",
    "cancel.names-message",
    "cancel.unsent.is-lasting",
    "cancel.twice.is-harmless",
    "cancel.twice.same-answer",
    timed=True,
    provider="clickatell",
    feature="schedule",
)
def test_stops_in_any_order(gateway: Gateway, prove: Prover) -> None:
    """Messages for later that are stopped in any order, and some again, are so from then on."""
    draw = sends.dice(gateway.seed, "stops")
    messages = [
        gateway.send(due=gateway.soon(draw.randint(600, 3600)))
        for _ in range(wanted(gateway, 2) + 1)
    ]
    for message in messages:
        expect("its state before", gateway.look(message).state).equals(State.SCHEDULED)
    again = draw.choice(messages)
    stopped: set[str] = set()
    for message in draw.sample([*messages, again], len(messages) + 1):
        reply = gateway.cancel(message)
        if message.id in stopped:
            with prove("cancel.twice.same-answer"):
                expect("the status of the second answer", reply.status).equals(200)
                expect("its messageStatus", message_status(reply)).equals(CANCELLED)
        else:
            see_stopped(prove, reply, message)
        stopped.add(message.id)
    if gateway.clock.controlled:
        gateway.clock.wait(draw.randint(1, 300))
    for message in messages:
        status = message_status(gateway.read(message))
        theme = "cancel.twice.is-harmless" if message is again else "cancel.unsent.is-lasting"
        with prove(theme):
            expect("the messageStatus that is read of a stopped message", status).equals(CANCELLED)


@generated(
    "cancel.queued.answers-cancelled",
    "cancel.delivered.answers-state",
    timed=True,
    provider="clickatell",
)
def test_a_stop_at_any_moment(gateway: Gateway, prove: Prover) -> None:
    """A stop at any moment after sending tells that the message is stopped, or where it was."""
    draw = sends.dice(gateway.seed, "moments")
    ways: dict[str, Callable[[], float]] = {
        "at once": lambda: 0,
        "soon": lambda: draw.uniform(0, 1.5),
        "later": lambda: draw.uniform(2.5, 60),
    }
    seen = set()
    for way in draw.sample(sorted(ways), len(ways))[: wanted(gateway, 2) + 1]:
        seconds = ways[way]()
        message = gateway.send()
        gateway.clock.wait(seconds if gateway.clock.controlled else min(seconds, 1))
        before = message_status(gateway.read(message))
        reply = gateway.cancel(message)
        answered = message_status(reply)
        after = message_status(gateway.read(message))
        about = f"a stop {seconds:.1f} seconds after the send, at {before}"
        if before == QUEUED and after in {QUEUED, CANCELLED}:
            seen.add("cancel.queued.answers-cancelled")
            with prove("cancel.queued.answers-cancelled"):
                expect(f"the status of {about}", reply.status).equals(200)
                expect(f"the messageStatus of {about}", answered).equals(CANCELLED)
        elif before in {SENT, DELIVERED}:
            seen.add("cancel.delivered.answers-state")
            with prove("cancel.delivered.answers-state"):
                expect(f"the status of {about}", reply.status).equals(200)
                expect(f"the messageStatus of {about}", answered).is_in(
                    before, *({after} - {CANCELLED})
                )
    if len(seen) < 2:
        raise UnsupportedError("no message was to be seen both in the queue and beyond it")


@generated(
    "cancel.unknown.refused",
    "cancel.unknown.status",
    "cancel.malformed.refused",
    "error.message-unknown",
    provider="clickatell",
)
def test_ids_that_no_message_has(gateway: Gateway, prove: Prover) -> None:
    """Nothing is read or stopped under an id that no message has, or that cannot be one."""
    draw = sends.dice(gateway.seed, "unknown ids")
    gateway.read(gateway.send())
    for _ in range(wanted(gateway, 2)):
        unknown = gateway.unknown_id()
        reply = gateway.read(unknown)
        with prove("error.message-unknown"):
            speaking(gateway).check_unknown(reply)
        reply = gateway.cancel(unknown)
        with prove("cancel.unknown.refused"):
            speaking(gateway).check_unknown(reply)
        with prove("cancel.unknown.status"):
            expect(f"the status of {reply.asked}", reply.status).equals(404)
        word = "-".join(sends.word(draw, draw.randint(2, 8)) for _ in range(3))
        reply = gateway.cancel(gateway.invented(word))
        with prove("cancel.malformed.refused"):
            speaking(gateway).check_unknown(reply)


@generated(
    "read.returns-message",
    "state.described",
    "state.forward-only",
    "state.final-stays",
    "state.queued",
    "state.sent",
    "state.delivered",
    timed=True,
    provider="clickatell",
)
def test_messages_watched_at_any_moments(gateway: Gateway, prove: Prover) -> None:
    """Whenever messages are looked at, each is where it was or further on its way."""
    draw = sends.dice(gateway.seed, "watched")
    messages = [gateway.send() for _ in range(wanted(gateway, 2))]
    ways: dict[str, list[str]] = {message.id: [] for message in messages}
    moments = [
        0.0,
        *(draw.uniform(0.3, 0.9) for _ in range(7)),
        *(draw.uniform(1, 5) for _ in range(4)),
        draw.uniform(60, 90),
    ]
    for moment in moments if gateway.clock.controlled else moments[:FEW_LOOKS]:
        gateway.clock.wait(moment)
        for message in draw.sample(messages, len(messages)):
            reply = gateway.read(message)
            check_accepted(reply, "a read")
            with prove("read.returns-message"):
                named = str(reply.at("/data/apiMessageId"))
                expect("the id of the status", named.lower()).equals(message.id.lower())
            status = message_status(reply)
            with prove("state.described"):
                check_described(reply, gateway)
            if status == DELIVERED:
                with prove("state.delivered"):
                    check_described(reply, gateway)
            ways[message.id].append(status)
    seen = {status for way in ways.values() for status in way}
    for way in ways.values():
        see_way(prove, way)
    if not {QUEUED, SENT, DELIVERED} <= seen:
        raise UnsupportedError(f"of the messages' way, only {', '.join(sorted(seen))} was seen")


def see_way(prove: Prover, way: list[str]) -> None:
    """Hold the statuses of one message against the order that they come in."""
    with prove("state.forward-only"):
        known = [status for status in way if status in ORDER]
        expect("the way of the message", known).equals(sorted(known, key=ORDER.__getitem__))
    if way[0] != SENT and not final(way[0]):
        with prove("state.queued"):
            expect("the status of a message that waits", way[0]).equals(QUEUED)
    onward = [status for status in way if way[0] == SENT or status != way[0]]
    passed = [status for status in onward if not final(status) and status != QUEUED]
    if passed:
        with prove("state.sent"):
            expect("the status of a message on its way", passed[0]).equals(SENT)
    ends = [place for place, status in enumerate(way) if final(status)]
    if ends:
        with prove("state.final-stays"):
            expect("the statuses from a final one on", {*way[ends[0] :]}).equals({way[ends[0]]})


@generated(
    "coverage.names-number",
    "coverage.invalid-number",
    "negotiation.json-when-asked",
    "negotiation.xml-when-asked",
    "xml.same-as-json",
    provider="clickatell",
    feature="coverage",
    changes=False,
)
def test_the_coverage_of_any_number(gateway: Gateway, prove: Prover) -> None:
    """The coverage of any number names it, alike in both formats; with a letter it is none."""
    draw = sends.dice(gateway.seed, "coverage")
    dialect = speaking(gateway)
    numbers = known(gateway, 1)
    for _ in range(wanted(gateway, 2)):
        number = draw.choice(numbers)
        reply = gateway.call(dialect.coverage(number))
        check_accepted(reply, f"the coverage of {number}")
        with prove("negotiation.json-when-asked"):
            expect("the media type of a coverage", reply.media_type).equals(media.JSON)
        with prove("coverage.names-number"):
            expect("the destination", reply.get("/data/destination")).equals(number)
        if "xml" in gateway.features:
            names = ("routable", "destination", "minimumCharge")
            see_in_xml(gateway, prove, dialect.coverage(number), reply, *names)
        bad = sends.spoilt(draw, number)
        reply = gateway.call(dialect.coverage(bad))
        with prove("coverage.invalid-number"):
            if not reply.refused:
                check_accepted(reply, "a read of the coverage")
                told = "routable" if reply.get("/data/routable") else "not routable"
                expect(f"what is told of {bad!r}", told).equals("not routable")


def see_in_xml(gateway: Gateway, prove: Prover, draft: Draft, as_json: Reply, *names: str) -> None:
    """Ask in XML what has been answered in JSON."""
    as_xml = gateway.call(draft.asking(media.XML))
    with prove("negotiation.xml-when-asked"):
        check_accepted(as_xml, f"the same {draft.operation} in XML")
        expect(f"the media type of {draft.operation}", as_xml.media_type).equals(media.XML)
    told = members(as_json, *names)
    with prove("xml.same-as-json"):
        expect(f"the media type of {draft.operation}", as_xml.media_type).equals(media.XML)
        expect(f"what XML says of {draft.path}", members(as_xml, *names)).equals(told)


@generated(
    "xml.same-as-json",
    provider="clickatell",
    feature="schedule",
)
def test_stops_in_both_formats(gateway: Gateway, prove: Prover) -> None:
    """Messages that are stopped in any order and format are stopped, and each answer names its."""
    if "xml" not in gateway.features:
        raise UnsupportedError("XML is not claimed")
    draw = sends.dice(gateway.seed, "stops in both formats")
    formats = [media.JSON, media.XML] * wanted(gateway, 2)
    told = []
    for accept in (media.JSON, *draw.sample(formats, len(formats))):
        message = gateway.send(due=gateway.soon(draw.randint(60, 3600)))
        reply = gateway.call(gateway.dialect.cancel(message.id).asking(accept))
        if accept == media.JSON:
            told.append(members(reply, "messageStatus", "description"))
            continue
        with prove("xml.same-as-json"):
            identifier = str(reply.at("/data/apiMessageId")).lower()
            expect("the id in XML", identifier).equals(message.id.lower())
            state = gateway.look(message).state
            expect("the message that was stopped in XML", state).is_in(State.CANCELLED, State.GONE)
            told.append(members(reply, "messageStatus", "description"))
    with prove("xml.same-as-json"):
        expect("what stops in JSON and in XML say", told).equals(told[:1] * len(told))


@generated(
    "read.repeatable",
    "coverage.costs-nothing",
    alone=True,
    provider="clickatell",
    feature="balance",
)
def test_whatever_is_asked_costs_nothing(gateway: Gateway, prove: Prover) -> None:
    """However often and in whichever order things are asked for, the balance stays as it is."""
    draw = sends.dice(gateway.seed, "questions")
    dialect = speaking(gateway)
    [first, second] = twice(gateway, dialect.balance(), "balance")
    with prove("read.repeatable"):
        expect("a second read of the balance", second).equals(first)
    before = settled_balance(gateway)
    questions = {
        "coverage.costs-nothing": lambda: dialect.coverage(draw.choice(known(gateway, 1))),
        "read.repeatable": lambda: dialect.read(gateway.unknown_id()),
    }
    if "coverage" not in gateway.features:
        del questions["coverage.costs-nothing"]
    for theme in draw.choices(sorted(questions), k=2) + sorted(questions):
        gateway.call(questions[theme]())
        after = balance(gateway)
        with prove(theme):
            expect("the balance after a question", after).equals(before)
        before = after
