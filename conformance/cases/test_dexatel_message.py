"""What Dexatel shows of a message: members, their types, dates and links."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from conformance.cases.dexatel import (
    BUTTON,
    PICTURE,
    accepted,
    from_template,
    later,
    member,
    read_back,
)
from conformance.providers import Draft, Message, Reply
from conformance.providers.dexatel import MOMENT, message_in
from conformance.run.declare import each, themes
from conformance.verdict import Prover, expect
from conformance.wire.gateway import Gateway

CAPTION = "The table"


@dataclass(frozen=True)
class Kind:
    """A kind of message, and the members that only such a message has a value for.

    Attributes:
        feature: what a target claims that takes such messages; others get a plain one.
        members: the pointer of each member, by the theme that tells its type.
    """

    name: str
    feature: str
    members: Mapping[str, str]


KINDS = (
    Kind(
        "sms",
        "",
        {
            "message.id.type": "id",
            "message.account-id.type": "account_id",
            "message.from.type": "from",
            "message.to.type": "to",
            "message.to.is-string": "to",
            "message.channel.enumerated": "channel",
            "message.state.enumerated": "status",
            "message.text.type": "text",
            "message.create-date.format": "create_date",
            "message.update-date.format": "update_date",
            "message.encoding.enumerated": "encoding",
            "message.sender.type": "sender",
            "message.sender-id.type": "sender/id",
            "message.sender-name.type": "sender/name",
            "message.direction.type": "direction",
            "message.source.type": "source",
            "message.country.type": "country",
            "message.links.type": "links",
            "message.links-self.type": "links/self",
            "message.links-account.type": "links/account",
        },
    ),
    Kind(
        "picture",
        "viber",
        {
            "message.image.type": "image",
            "message.caption.type": "caption",
            "message.button.type": "button",
            "message.button-caption.type": "button/caption",
            "message.button-url.type": "button/url",
        },
    ),
    Kind(
        "template",
        "template-send",
        {
            "message.template-id.type": "template_id",
            "message.links-template.type": "links/template",
        },
    ),
    Kind("later", "schedule", {"message.schedule.type": "schedule"}),
)


def drafted(gateway: Gateway, kind: Kind) -> Draft:
    """A create for a message of the kind, or for a plain one where the target claims no such."""
    match kind.name if kind.feature in gateway.features else "sms":
        case "picture":
            return gateway.draft(channel="VIBER", image=PICTURE, caption=CAPTION, button=BUTTON)
        case "template":
            return from_template(gateway)
        case "later":
            return gateway.draft(due=later(gateway))
        case _:
            return gateway.draft()


@themes(provider="dexatel")
@each("kind", KINDS, id=lambda kind: kind.name, themes=lambda kind: tuple(kind.members))
def test_the_type_of_every_member(gateway: Gateway, prove: Prover, kind: Kind) -> None:
    """Every member that is shown has the documented type; all of them are optional."""
    draft = drafted(gateway, kind)
    [message] = gateway.dialect.sent(gateway.call(draft), draft)

    shown = read_back(gateway, message)

    for theme, pointer in kind.members.items():
        if member(shown, pointer) is None:
            prove.held(theme)  # what is shown, the contract judges
    if message.due is not None:
        gateway.cancel(message)


@themes(
    "read.answers-200",
    "read.shape",
    "read.wrapped-in-data",
    "message.segments.given",
    "message.segments.named",
    "message.segments.type",
    "message.encoding.given",
    "message.absent-members-omitted",
    "message.direction.outbound",
    "message.country.two-letters",
    "message.links-self.names-message",
    provider="dexatel",
)
def test_a_plain_sms(gateway: Gateway, prove: Prover) -> None:
    """A read shows an SMS with its parts, and what else it tells fits the message."""
    message = gateway.send()

    reply = gateway.read(message)

    with prove("read.answers-200"):
        expect(f"the status of {reply.asked}", reply.status).equals(200)
    shown = message_in(reply)
    wrapped = member(reply.document, "data") is not None
    prove.observe("read.wrapped-in-data", "under data" if wrapped else "bare")
    prove.observe("message.country.two-letters", f"shows the country {shown.get('country')!r}")
    judge_itself(prove, message, shown)


def judge_itself(prove: Prover, message: Message, shown: Mapping[str, Any]) -> None:
    """What a read tells of the message itself: that it went out, and which it is."""
    with prove("message.direction.outbound"):
        if shown.get("direction") is not None:
            expect("the direction of the message", shown["direction"]).equals("MT")
    with prove("message.links-self.names-message"):
        link = member(shown, "links/self")
        if link is not None:
            expect("the end of its link to itself", end_of(link)).equals(digits(message.id))


def end_of(link: object) -> str:
    """The id at the end of a link."""
    return digits(str(link).rstrip("/").rpartition("/")[2])


def digits(identifier: str) -> str:
    """A UUID in one spelling."""
    return identifier.lower().replace("-", "")


@themes("message.account-id.constant", provider="dexatel")
def test_messages_of_one_account(gateway: Gateway, prove: Prover) -> None:
    """Two messages of an account name the same account, where they name one."""
    first, second = (read_back(gateway, gateway.send()).get("account_id") for _ in range(2))

    with prove("message.account-id.constant"):
        if first is not None and second is not None:
            expect("the account of a later message", second).equals(first)


@themes("read.returns-message", provider="dexatel")
def test_every_message_is_read_by_its_own_id(gateway: Gateway, prove: Prover) -> None:
    """Of two messages, each read gives the one with the id in the path."""
    for message in [gateway.send() for _ in range(2)]:
        shown = message_in(gateway.read(message))
        with prove("read.returns-message"):
            expect("the id that is read", str(shown.get("id")).lower()).equals(message.id.lower())


@themes("text.survives", provider="dexatel")
def test_typography_survives(gateway: Gateway, prove: Prover) -> None:
    """Typographic quotes, dashes and blanks are read back as they were sent."""
    text = "\u201cSee you\u201d \u2013 \u2018at nine\u2019 \u2014 or not\u2026\u00a0Yes, really"

    shown = read_back(gateway, gateway.send(text))

    if shown.get("text") is None:
        prove.observe("text.survives", "a read does not show the text")
        return
    with prove("text.survives"):
        expect("the text read back", shown.get("text")).equals(text)


@themes("message.image.shown", "message.caption.shown", "message.button.shown", provider="dexatel")
def test_a_picture_with_a_button(gateway: Gateway, prove: Prover) -> None:
    """A message on Viber reads with its image, the caption and its button."""
    draft = gateway.draft(channel="VIBER", image=PICTURE, caption=CAPTION, button=BUTTON)
    [message] = accepted(gateway, draft)

    shown = read_back(gateway, message)

    with prove("message.image.shown"):
        expect("the image of the message", shown.get("image")).equals(PICTURE)
    with prove("message.caption.shown"):
        expect("the caption of the message", shown.get("caption")).equals(CAPTION)
    with prove("message.button.shown"):
        expect("the caption of its button", member(shown, "button/caption")).equals(
            BUTTON["caption"]
        )
        expect("the address of its button", member(shown, "button/url")).equals(BUTTON["url"])


@themes("message.template-id.given", "message.links-template.names-template", provider="dexatel")
def test_a_message_from_a_template(gateway: Gateway, prove: Prover) -> None:
    """A message from a template reads with the template's id, and links to that template."""
    [message] = accepted(gateway, from_template(gateway))

    shown = read_back(gateway, message)

    with prove("message.template-id.given"):
        template = str(shown.get("template_id")).lower()
        expect("the template_id of the message", template).equals(
            gateway.account["template"].lower()
        )
    with prove("message.links-template.names-template"):
        link = member(shown, "links/template")
        if link is not None:
            named = digits(gateway.account["template"])
            expect("the end of its link to the template", end_of(link)).equals(named)


@themes(
    "message.create-date.utc",
    "message.update-date.utc",
    "message.update-date.not-before-creation",
    provider="dexatel",
    alone=True,
)
def test_the_dates_of_a_message(gateway: Gateway, prove: Prover) -> None:
    """A message tells in UTC when it was created and when it last changed."""
    # Only a change that comes long after the creation can be told apart from it.
    due = gateway.soon() if gateway.can_schedule and gateway.clock.controlled else None
    draft = gateway.draft(due=due)
    sending = gateway.call(draft)
    [message] = gateway.dialect.sent(sending, draft)
    reading = gateway.read(message)

    for reply, shown in ((sending, message.details), (reading, message_in(reading))):
        with prove("message.create-date.utc"):
            expect_now(gateway, reply, "create_date", shown.get("create_date"))
        with prove("message.update-date.utc"):
            expect_now(gateway, reply, "update_date", shown.get("update_date"))
        with prove("message.update-date.not-before-creation"):
            expect_order(shown)

    if due is None:
        return
    gateway.clock.wait((due - gateway.clock.now()).total_seconds() - 30)
    before = gateway.look(message).state
    gateway.reach(due)
    after = gateway.look(message).state
    expect("the state after its time", after).differs_from(before)
    reading = gateway.read(message)
    shown = message_in(reading)
    with prove("message.update-date.utc"):
        expect_now(gateway, reading, "update_date", shown.get("update_date"))
    with prove("message.update-date.not-before-creation"):
        expect_order(shown)


def expect_now(gateway: Gateway, reply: Reply, what: str, written: Any) -> None:
    """A date, if there is one, is about when the answer was given."""
    moment = read_date(written)
    if moment is None:
        return
    skew = gateway.pack.limits["clock_skew_seconds"]
    apart = abs((moment - answered(gateway, reply)).total_seconds())
    expect(f"the seconds between {what} and the answer's Date", apart).is_between(0, skew)


def expect_order(shown: Mapping[str, Any]) -> None:
    """The update, if both dates are there, is not before the creation."""
    created, updated = (read_date(shown.get(name)) for name in ("create_date", "update_date"))
    if created is not None and updated is not None:
        seconds = (updated - created).total_seconds()
        expect("the seconds from create_date to update_date", seconds).is_between(0, float("inf"))


def answered(gateway: Gateway, reply: Reply) -> datetime:
    """When the target says that it answered, or when we think it did."""
    try:
        date = parsedate_to_datetime(reply.headers.get("date", ""))
    except ValueError:
        return gateway.clock.now()
    return date.replace(tzinfo=date.tzinfo or UTC)


def read_date(written: Any) -> datetime | None:
    """A date as the documents write it; anything else is another requirement's matter."""
    try:
        return datetime.strptime(str(written), MOMENT).replace(tzinfo=UTC)
    except ValueError:
        return None
