"""Dexatel's messages, whatever they are: read as they were sent, deleted as they were found."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from conformance import sms
from conformance.cases.dexatel import (
    accepted,
    expect_accepted,
    expect_refusal,
    expect_status_told,
    from_template,
    listed_ids,
    member,
    read_back,
    told,
)
from conformance.cases.drawn import wanted
from conformance.cases.test_dexatel_delete import delete, delete_again
from conformance.cases.test_dexatel_limits import VIBER, WHATSAPP, Channel
from conformance.cases.test_dexatel_message import (
    digits,
    end_of,
    expect_now,
    expect_order,
    judge_itself,
)
from conformance.cases.test_dexatel_schedule import FINAL, STEPS, approach, status_of
from conformance.errors import UnsupportedError
from conformance.generate import creates
from conformance.generate.creates import Create, Life
from conformance.providers import Draft, Message, Reply
from conformance.providers.dexatel import listing, message_in
from conformance.run.declare import each, generated
from conformance.verdict import Prover, expect
from conformance.wire.gateway import Gateway

# -- what is sent is what is read -----------------------------------------------------------------


ANSWER = (
    "send.answers-201",
    "send.channel-echoed",
    "send.entry-per-recipient",
    "send.equal-sends-differ",
    "send.one-id-per-recipient",
    "send.recipient-echoed",
    "send.recipient-order",
    "send.sender-echoed",
    "send.template-as-content",
)
READ = (
    "message.account-id.constant",
    "message.button.shown",
    "message.caption.shown",
    "message.create-date.utc",
    "message.direction.outbound",
    "message.image.shown",
    "message.links-self.names-message",
    "message.links-template.names-template",
    "message.template-id.given",
    "message.update-date.not-before-creation",
    "message.update-date.utc",
    "read.agrees-with-send",
    "read.id-any-case",
    "read.repeatable",
    "schedule.echoed",
    "schedule.every-recipient",
    "text.survives",
)
STILL = ("id", "from", "to", "channel", "text", "create_date", "segments", "encoding")
"""What a message keeps however often it is read."""


@generated(*ANSWER, *READ, provider="dexatel")
def test_whatever_is_sent(gateway: Gateway, prove: Prover) -> None:
    """A message of any kind is answered for every recipient and read as what was sent."""
    accounts: list[Any] = []
    for turn in range(wanted(gateway)):
        for create in creates.creates(gateway.seed + 1000 * turn, len(gateway.recipients)):
            feature = creates.KINDS[create.kind]
            if not feature or feature in gateway.features:
                accounts += send_and_read(gateway, prove, create)
    named = [account for account in accounts if account is not None]
    with prove("message.account-id.constant"):
        for later in named[1:]:
            expect("the account of a later message", later).equals(named[0])


def send_and_read(gateway: Gateway, prove: Prover, create: Create) -> list[Any]:
    """Send a message of a kind twice, read what was made, and tell whose account each names."""
    draft = drafted(gateway, create)
    reply = gateway.call(draft)
    if create.kind == "template":
        with prove("send.template-as-content"):
            expect_accepted(gateway, reply)
    if not reply.accepted and creates.KINDS[create.kind]:
        return []  # whether there are messages of this kind is another case's question
    messages = gateway.dialect.sent(reply, draft)
    if not answered_rightly(prove, draft, reply, messages):
        return []  # what is read of a message says little once nobody knows which it is
    accounts = []
    for message in {one.id: one for one in (messages[0], messages[-1])}.values():
        shown = read_back(gateway, message)
        reading = gateway.read(message)
        again = message_in(reading)
        accounts.append(told(shown).get("account_id"))
        judge_dates(gateway, prove, reply, message.details)
        judge_dates(gateway, prove, reading, again)
        with prove("message.create-date.utc"):
            expect_now(gateway, reply, "create_date", message.details.get("create_date"))
            expect_now(gateway, reading, "create_date", again.get("create_date"))
        judge_read(prove, draft, message, shown)
        judge_options(gateway, prove, draft, shown)
        for name in STILL:
            with prove("read.repeatable"):
                expect(f"{name} when read again", told(again).get(name)).equals(
                    told(shown).get(name)
                )
        capitals = gateway.read(message.id.upper())
        with prove("read.id-any-case"):
            expect("the status of a read by the id in capitals", capitals.status).equals(200)
    second = accepted(gateway, draft)
    with prove("send.equal-sends-differ"):
        before = {one.id.lower() for one in messages}
        both = before & {one.id.lower() for one in second}
        expect("the ids that two equal sends have in common", both).equals(set())
    if "schedule" in draft.body["data"]:
        for message in messages:
            gateway.cancel(message)
    return accounts


def drafted(gateway: Gateway, create: Create) -> Draft:
    """The request for a create."""
    to = [gateway.recipients[place] for place in create.recipients]
    text = gateway.text(create.words)
    match create.kind:
        case "viber" | "picture":
            return gateway.draft(text, to, channel="VIBER", **create.options)
        case "whatsapp":
            return gateway.draft(text, to, channel="WHATSAPP")
        case "template":
            draft = from_template(gateway).having("/data/to", to)
            return draft.having("/data/variables", create.options["variables"])
        case "later":
            due = gateway.clock.now().replace(microsecond=0) + create.ahead
            return gateway.draft(text, to, due)
        case _:
            return gateway.draft(text, to)


def answered_rightly(prove: Prover, draft: Draft, reply: Reply, messages: list[Message]) -> bool:
    """Whether a create is answered with one message for each recipient, which is judged too."""
    asked = draft.body["data"]
    with prove("send.answers-201"):
        expect(f"the status of {reply.asked}", reply.status).equals(201)
    with prove("send.entry-per-recipient"):
        many = f"how many messages {len(asked['to'])} recipients get"
        expect(many, len(messages)).equals(len(asked["to"]))
    ids = {message.id.lower() for message in messages}
    with prove("send.one-id-per-recipient"):
        many = f"how many different ids {len(asked['to'])} recipients get"
        expect(many, len(ids)).equals(len(asked["to"]))
    echoed = [sms.digits_of(message.echoed or "") for message in messages]
    with prove("send.recipient-echoed"):
        expect("the recipients that the answer names", sorted(echoed)).equals(sorted(asked["to"]))
    with prove("send.recipient-order"):
        expect("the order of recipients in the answer", echoed).equals(asked["to"])
    for message in messages:
        with prove("send.sender-echoed"):
            expect("the sender in the answer", message.details.get("from")).equals(asked["from"])
        with prove("send.channel-echoed"):
            channel = message.details.get("channel")
            expect("the channel in the answer", channel).equals(asked["channel"])
    return len(ids) == len(asked["to"]) and echoed == asked["to"]


def judge_dates(gateway: Gateway, prove: Prover, reply: Reply, shown: Mapping[str, Any]) -> None:
    """A message that has just been made, or has changed, says so, and in this order."""
    with prove("message.update-date.utc"):
        expect_now(gateway, reply, "update_date", shown.get("update_date"))
    with prove("message.update-date.not-before-creation"):
        expect_order(shown)


def judge_read(prove: Prover, draft: Draft, message: Message, shown: Mapping[str, Any]) -> None:
    """A read shows sender, recipient, channel and text of the request, and which message it is."""
    asked = draft.body["data"]
    to = shown.get("to")
    recipient = sms.digits_of(to[0] if isinstance(to, list) and len(to) == 1 else to)
    with prove("read.agrees-with-send"):
        expect("the sender that is read", shown.get("from")).equals(asked["from"])
        expect("the recipient that is read", recipient).equals(message.recipient)
        expect("the channel that is read", shown.get("channel")).equals(asked["channel"])
    if shown.get("text") is None:
        prove.observe("text.survives", "a read does not show the text")
    elif "text" in asked:
        with prove("text.survives"):
            expect("the text read back", shown["text"]).equals(asked["text"])
    judge_itself(prove, message, shown)


def judge_options(gateway: Gateway, prove: Prover, draft: Draft, shown: Mapping[str, Any]) -> None:
    """What the request had besides a text is read as it was given."""
    asked = draft.body["data"]
    if "image" in asked:
        with prove("message.image.shown"):
            expect("the image of the message", shown.get("image")).equals(asked["image"])
        with prove("message.caption.shown"):
            expect("the caption of the message", shown.get("caption")).equals(asked["caption"])
        with prove("message.button.shown"):
            for name, value in asked["button"].items():
                shows = member(shown, f"button/{name}")
                expect(f"the {name} of its button", shows).equals(value)
    if "schedule" in asked:
        with prove("schedule.echoed"):
            expect("the schedule in the read", shown.get("schedule")).equals(asked["schedule"])
        with prove("schedule.every-recipient"):
            expect("the status in the read", shown.get("status")).equals("scheduled")
    if "template" in asked:
        template = gateway.account["template"].lower()
        with prove("message.template-id.given"):
            expect("its template_id", str(shown.get("template_id")).lower()).equals(template)
        with prove("message.links-template.names-template"):
            link = member(shown, "links/template")
            if link is not None:
                expect("the end of its link to the template", end_of(link)).equals(digits(template))


# -- what becomes of it ---------------------------------------------------------------------------


@generated(
    "cancel.any-state-accepted",
    "cancel.deleted-is-gone",
    "cancel.deleted-not-listed",
    "cancel.deleted-reads-404",
    "cancel.twice.answers-unknown",
    "cancel.twice.is-harmless",
    "message.update-date.not-before-creation",
    "message.update-date.utc",
    "state.final-stays",
    "state.forward-only",
    "state.received-is-inbound",
    provider="dexatel",
    alone=True,
    timed=True,
)
def test_whenever_it_is_deleted(gateway: Gateway, prove: Prover) -> None:
    """A message only moves on, keeps its last state, and is gone whenever it is deleted."""
    turned = gateway.clock.controlled
    ends: list[str] = []
    for turn in range(wanted(gateway)):
        lives = creates.lives(gateway.seed + 1000 * turn, len(gateway.recipients))
        # Where time cannot be turned, each of them takes its own.
        ends += [live(gateway, prove, life) for life in lives[: None if turned else 1]]
    if not any(end in FINAL for end in ends):
        raise UnsupportedError("no message came to its end: no handset reports")


def live(gateway: Gateway, prove: Prover, life: Life) -> str:
    """Send a message, follow it to the state where it is deleted, and delete it twice.

    Returns:
        The last state that it was seen in.
    """
    scheduled = life.ahead is not None and gateway.can_schedule and gateway.clock.controlled
    due = gateway.soon(life.ahead.total_seconds()) if life.ahead and scheduled else None
    recipient = gateway.recipients[life.recipient]
    [message] = gateway.send_each(to=[recipient], due=due)
    seen = [str(message.details.get("status"))]
    if due is not None:
        approach(gateway, due, 30)
        seen.append(status_of(gateway, message))
        if life.stage != "scheduled":
            gateway.reach(due)
            if status_of(gateway, message) != seen[-1]:
                reading = gateway.read(message)
                judge_dates(gateway, prove, reading, message_in(reading))
    if life.stage != "scheduled":
        seen += followed(gateway, message, life.stage)
    with prove("state.received-is-inbound"):
        expect("the states of a message that was sent", seen).excludes("received")
    known = [state for state in seen if state in STEPS]
    with prove("state.forward-only"):
        expect("the states in the order in which they were seen", known).equals(
            sorted(known, key=STEPS.__getitem__)
        )
    if seen[-1] in FINAL:
        gateway.clock.wait(life.rest.total_seconds() if gateway.clock.controlled else 0.5)
        with prove("state.final-stays"):
            later = f"the state {life.rest} later"
            expect(later, status_of(gateway, message)).equals(seen[-1])
    delete(gateway, prove, message, seen[-1])
    judge_deleted(gateway, prove, message)
    return seen[-1]


def followed(gateway: Gateway, message: Message, stage: str) -> list[str]:
    """The states that a message is seen in until it is in one or beyond it, or patience ends."""
    until = gateway.clock.patient_until()
    seen = [status_of(gateway, message)]
    while STEPS.get(seen[-1], 0) < STEPS[stage] and gateway.clock.now() < until:
        gateway.clock.wait(0.5 if len(seen) < 12 or not gateway.clock.controlled else 10)
        seen.append(status_of(gateway, message))
    return seen


def judge_deleted(gateway: Gateway, prove: Prover, message: Message) -> None:
    """A deleted message is neither read nor listed, and cannot be deleted again."""
    reading = gateway.read(message)
    if reading.accepted:
        return  # it is not gone, which has been said
    with prove("cancel.deleted-reads-404"):
        expect("the status of a read after the delete", reading.status).equals(404)
    delete_again(gateway, prove, message)
    if "list" in gateway.features:
        left = listed_ids(gateway, message.recipient)
        with prove("cancel.deleted-not-listed"):
            listed = "the messages listed for the recipient of a deleted one, and that one"
            expect(listed, left).excludes(message.id.lower())


@generated("read.repeatable", provider="dexatel", alone=True)
def test_however_often_it_is_read(gateway: Gateway, prove: Prover) -> None:
    """A message gets no further by being read than its siblings that are not."""
    wanted(gateway)
    gateway.several(2)
    group = creates.group(gateway.seed, len(gateway.recipients))
    numbers = [gateway.recipients[place] for place in group.recipients]
    message, *siblings = gateway.send_each(gateway.text(), numbers)

    states = [status_of(gateway, message) for _ in range(group.reads)]

    if not gateway.clock.controlled:
        prove.held("read.repeatable")  # elsewhere each message takes its own time
        return
    unread = [status_of(gateway, sibling) for sibling in siblings]
    with prove("read.repeatable"):
        if states[-1] in FINAL:
            often = f"the states of siblings that were not read {group.reads} times"
            expect(often, unread).includes_any(*FINAL)


# -- limits ---------------------------------------------------------------------------------------


@generated(provider="dexatel")
@each(
    "channel",
    [WHATSAPP, VIBER],
    id=lambda channel: channel.feature,
    themes=lambda channel: (channel.accepts, channel.refuses),
)
def test_a_text_of_any_alphabet(gateway: Gateway, prove: Prover, channel: Channel) -> None:
    """A text of the channel's limit is accepted, one or several characters more are not."""
    wanted(gateway)
    accepted(gateway, gateway.draft(channel=channel.name))
    for text, more in creates.texts(gateway.seed, channel.name, channel.limit):
        reply = gateway.call(gateway.draft(text, channel=channel.name))
        with prove(channel.accepts):
            expect_accepted(gateway, reply)
        for beyond in (1, more):
            longer = f"{text}{text[1] * beyond}"
            reply = gateway.call(gateway.draft(longer, channel=channel.name))
            with prove(channel.refuses):
                of = f"a text of {len(longer)} characters on {channel.name}"
                expect_refusal(gateway, reply, "1510", of=of)


@generated("send.long-sms-accepted", "error.text-too-long.sms", provider="dexatel")
def test_an_sms_of_any_length(gateway: Gateway, prove: Prover) -> None:
    """A long SMS is accepted up to the limits; beyond them it is, or is refused as too long."""
    wanted(gateway)
    limits = gateway.pack.limits
    characters, parts = limits["sms_characters"], limits["sms_parts"]
    for text in creates.long_sms(gateway.seed, characters, parts):
        reply = gateway.call(gateway.draft(text))
        with prove("send.long-sms-accepted"):
            expect_accepted(gateway, reply)
        reply = gateway.call(gateway.draft(text + text[1] * 80))
        with prove("error.text-too-long.sms"):
            if not reply.accepted:
                expect_refusal(gateway, reply, "1510")


# -- what is refused ------------------------------------------------------------------------------


@generated(
    "error.recipient-invalid.any-place",
    "error.recipients-too-many",
    "error.send-refused.status",
    "error.without-effect",
    "send.refused-leaves-nothing",
    provider="dexatel",
    alone=True,
)
def test_any_list_of_recipients(gateway: Gateway, prove: Prover) -> None:
    """One bad recipient at any place, or too many good ones, are refused and leave nothing."""
    accepted(gateway, gateway.draft())
    most = gateway.pack.limits["recipients"]
    numbers = gateway.recipients
    faults = creates.faulty_recipients(gateway.seed, len(numbers), most, max(2, wanted(gateway)))
    for good, at, bad in faults:
        recipients = [numbers[place] for place in good]
        before = listed_ids(gateway, recipients[0])
        mixed = [*recipients[:at], bad, *recipients[at:]]
        reply = gateway.call(gateway.draft(to=mixed))
        of = f"a create whose recipient {at + 1} of {len(mixed)} is {bad}"
        with prove("error.recipient-invalid.any-place"):
            expect_refusal(gateway, reply, "1523", of=of)
        left = listed_ids(gateway, recipients[0]) - before
        if reply.refused:
            with prove("error.send-refused.status"):
                expect(f"the status of {of}", reply.status).equals(400)
            with prove("send.refused-leaves-nothing"):
                expect("new messages to a good recipient", left).equals(set())
    if len(numbers) > most:
        many = [*numbers][: most + 1 + gateway.seed % 3]
        before = listed_ids(gateway, many[-2])
        reply = gateway.call(gateway.draft(to=many))
        with prove("error.recipients-too-many"):
            expect_refusal(gateway, reply, "1507", of=f"a create for {len(many)} recipients")
        left = listed_ids(gateway, many[-2]) - before
        if reply.refused:
            with prove("error.without-effect"):
                expect("the messages that are left to one of them", left).equals(set())


@generated(
    "cancel.malformed.refused",
    "cancel.unknown.refused",
    "error.message-id-malformed",
    "error.message-id-malformed.status",
    "error.message-unknown",
    "error.message-unknown.status",
    "error.status-agrees",
    provider="dexatel",
)
def test_any_id_that_is_none(gateway: Gateway, prove: Prover) -> None:
    """What is no UUID and what is nobody's is refused as that, for reading and for deleting."""
    count = wanted(gateway, 2)
    read_back(gateway, gateway.send())
    expectations = (
        (
            creates.unknown_ids(gateway.seed, count),
            "1501",
            404,
            ("error.message-unknown", "cancel.unknown.refused", "error.message-unknown.status"),
        ),
        (
            creates.words(gateway.seed, "ids", count),
            "1502",
            400,
            (
                "error.message-id-malformed",
                "cancel.malformed.refused",
                "error.message-id-malformed.status",
            ),
        ),
    )
    for identifiers, code, status, (reading, deleting, usual) in expectations:
        for identifier in identifiers:
            invented = gateway.invented(identifier)
            replies = {reading: gateway.read(invented), deleting: gateway.cancel(invented)}
            for theme, reply in replies.items():
                with prove(theme):
                    expect_refusal(gateway, reply, code, of=f"{reply.asked} with {identifier}")
                with prove(usual):
                    expect(f"the status of {reply.asked}", reply.status).equals(status)
            with prove("error.status-agrees"):
                expect_status_told(replies[reading])


@generated("list.page-token-refused", "list.page-size-refused", provider="dexatel")
def test_any_page_that_cannot_be(gateway: Gateway, prove: Prover) -> None:
    """A word is no page's token and no page's size."""
    count = wanted(gateway, 2)
    expect("the list as such", gateway.call(listing(1)).status).equals(200)
    for word in creates.words(gateway.seed, "pages", count):
        for name in ("page_token", "page_size"):
            reply = gateway.call(Draft("GET", listing(1).path).querying(**{name: word}))
            with prove(f"list.{name.replace('_', '-')}-refused"):
                expect(f"the status of {reply.asked} with {name} {word}", reply.status).is_between(
                    400, 499
                )
