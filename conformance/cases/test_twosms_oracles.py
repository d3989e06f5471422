"""2sms held against what was sent to it: drawn requests, and a small model of what they mean.

Where an answer to a request with many peculiarities is wrong, they are taken back one by one, with
fresh messages; the one without which it is right has the blame.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Protocol, Self, TypeVar
from xml.sax.saxutils import escape

from conformance.cases.drawn import wanted
from conformance.cases.test_twosms_costs import credits_in
from conformance.cases.test_twosms_criteria import DAY, with_offset
from conformance.cases.test_twosms_expire import misfits
from conformance.cases.test_twosms_formats import PREFIXES, in_xml
from conformance.cases.test_twosms_formats import naming as ids_element
from conformance.cases.test_twosms_negotiation import OFFERED
from conformance.cases.twosms import (
    EXPIRED,
    LIVE,
    erased_count,
    expired_count,
    expiring,
    fate,
    off_live,
    quiet,
    searching,
    sent_live,
    updating,
)
from conformance.contract.media import JSON, XML, is_xml
from conformance.errors import UnmetError
from conformance.generate import criteria
from conformance.generate.criteria import EARLY, LATE, Naming, Search
from conformance.providers import Draft, Message, Reply
from conformance.providers.twosms import SENDING, STANDARD, moment, refused, succeeded, told
from conformance.run.declare import generated
from conformance.verdict import Prover, expect
from conformance.wire.gateway import Gateway

NAMINGS = 10
SEARCHES = 8
WAITS = 2
"""So many searches are worth the wait between what they find and what not, where time passes."""


@dataclass(frozen=True)
class Wrong:
    """What is wrong with what became of a request: its kind, what was expected, what was seen."""

    kind: str
    expected: str
    observed: str


Drawn = TypeVar("Drawn", bound="Plainer")


class Plainer(Protocol):
    """A drawn request whose peculiarities can be taken back."""

    def otherwise(self, wrong: str) -> Iterator[tuple[str, Self]]:
        """The same request in other words, where these decide what is wrong."""

    def plainer(self) -> Iterator[tuple[str, Self]]:
        """Ever plainer requests."""


def guilty(
    drawn: Drawn, wrong: Wrong, attempt: Callable[[Drawn], Wrong | None]
) -> tuple[str, Drawn]:
    """The peculiarity without which a wrong request is right, and the request that still had it.

    The name is empty when the plainest one is wrong as well.
    """
    for name, other in drawn.otherwise(wrong.kind):
        if attempt(other) is None:
            return name, drawn
    still = drawn
    for name, plainer in drawn.plainer():
        if attempt(plainer) is None:
            return name, still
        still = plainer
    return "", still


# -- by ids ---------------------------------------------------------------------------------------

BY_MEDIA_TYPE = {
    JSON: "expire.request.json",
    "text/json": "expire.request.text-json",
    XML: "expire.request.xml",
    "text/xml": "expire.request.text-xml",
}
FORM_READ = "expire.request.form"
RESPONSES = {media_type: f"expire.response.{name}" for name, media_type in OFFERED.items()}

PLAINLY = {
    "refused": "expire.request.json",
    "named": "expire.ids.expires-named",
    "others": "isolation.others-untouched",
    "count": "expire.count.expired-exact",
    "code": "envelope.success-code",
    "erased": "erase.only-when-asked",
}
"""What a plain request violates, by what is wrong."""

PECULIAR: Mapping[str, str | Mapping[str, str]] = {
    "order": "expire.request.xml-any-order",
    "prefixes": "expire.request.xml-schema-prefixes",
    "digits": "expire.request.xml-boolean-digits",
    "flags": "expire.request.xml-flags",
    "charset": "http.charset-accepted",
    "letters": "read.id-any-case",
    "repeated": "expire.ids.repeated-counts-once",
    "unknown": {
        "others": "isolation.others-untouched",
        "": "expire.unknown.not-counted",
    },
    "criterion": {
        "others": "expire.ids.criteria-add-nothing",
        "": "expire.ids.criteria-ignored",
    },
    "reason": "expire.reason.accepted",
    "notify": "notify.accepted",
    "delete": {
        "others": "isolation.others-untouched",
        "erased": "erase.counts-named",
        "erased too many": "erase.never-exceeds-named",
        "": "erase.also-expires",
    },
    "recipients": {
        "count": "expire.count.messages-not-recipients",
        "": "expire.ids.expires-named",
    },
    "days": "expire.ids.despite-expiry-date",
    "reads": "expire.ids.despite-reads-left",
}
"""What a peculiar request violates, by its peculiarity and what is wrong."""


def theme_of(name: str, naming: Naming, kind: str) -> str:
    """The theme that a request violates which has one peculiarity and is wrong."""
    base = PLAINLY.get(kind, "erase.never-exceeds-named")
    if kind == "code" or (name, kind) in {("messages", "count"), ("enumerations", "others")}:
        return base
    if name == "accept":
        told = kind in {"count", "erased", "erased too many"}
        return "expire.response.formats-agree" if told else answering(naming)
    if name == "unknown" and kind == "named":
        name = "messages"  # the ones that it names stand after the unknown ones
    if name in {"enumerations", "messages", "media_type"}:
        return reading(name, naming)
    found = PECULIAR.get(name, base)
    return found if isinstance(found, str) else found.get(kind, found[""])


def reading(name: str, naming: Naming) -> str:
    """The theme that says how a request's enumerations, several ids or whole body are read."""
    in_xml = is_xml(naming.media_type)
    if name == "enumerations":
        return f"expire.request.{'xml-enum-name' if in_xml else f'enum-{naming.enumerations}'}"
    if name == "messages" and in_xml:
        return "expire.request.xml-guid-items"
    if name == "messages" and naming.media_type in BY_MEDIA_TYPE:
        return "expire.ids.expires-every-named"
    return BY_MEDIA_TYPE.get(naming.media_type, FORM_READ)


def answering(naming: Naming) -> str:
    """The theme that says in which type a request is answered."""
    if not naming.answered_in:
        return "negotiation.nothing-acceptable"
    return "negotiation.quality" if ";" in naming.accept else RESPONSES[naming.accept]


NAMED_THEMES = (
    *BY_MEDIA_TYPE.values(),
    FORM_READ,
    *RESPONSES.values(),
    *PLAINLY.values(),
    "balance.falls-by-cost",
    "envelope.user-id-constant",
    "erase.also-expires",
    "erase.counts-named",
    "erase.never-exceeds-named",
    "expire.count.messages-not-recipients",
    "expire.ids.criteria-add-nothing",
    "expire.ids.criteria-ignored",
    "expire.ids.despite-expiry-date",
    "expire.ids.despite-reads-left",
    "expire.ids.expires-every-named",
    "expire.ids.repeated-counts-once",
    "expire.reason.accepted",
    "expire.request.enum-integer",
    "expire.request.enum-name",
    "expire.request.xml-any-order",
    "expire.request.xml-boolean-digits",
    "expire.request.xml-enum-name",
    "expire.request.xml-flags",
    "expire.request.xml-guid-items",
    "expire.request.xml-schema-prefixes",
    "expire.response.formats-agree",
    "expire.twice.answers-200",
    "expire.twice.counts-zero",
    "expire.unknown.answers-200",
    "expire.unknown.not-counted",
    "http.charset-accepted",
    "negotiation.nothing-acceptable",
    "negotiation.quality",
    "notify.accepted",
    "notify.free-without",
    "read.id-any-case",
)


@generated(*dict.fromkeys(NAMED_THEMES), provider="twosms", alone=True)
def test_any_way_to_name_messages(gateway: Gateway, prove: Prover) -> None:
    """However messages are named, and whatever stands beside, they are expired and counted."""
    users: set[Any] = set()
    for naming in criteria.namings(gateway.seed, wanted(gateway, NAMINGS)):
        if gateway.live and (naming.criterion or naming.enumerations):
            continue
        attempt = named(gateway, naming)
        users |= {user for reply in (attempt.before, attempt.reply) for user in user_in(reply)}
        wrong = attempt.wrong()
        if wrong is not None:
            name, still = guilty(naming, wrong, lambda plainer: named(gateway, plainer).wrong())
            theme = theme_of(name, still, wrong.kind)
            prove.failed(theme, UnmetError(f"{wrong.expected}: {naming.told()}", wrong.observed))
            if not name:
                break  # and so is every other
            continue
        if succeeded(attempt.reply):
            for theme in shown_by(naming):
                prove.held(theme)
        look_beside(gateway, prove, attempt)
    with prove("envelope.user-id-constant"):
        expect("the different UserIds in answers to one account", len(users)).is_between(0, 1)


def shown_by(naming: Naming) -> Iterator[str]:
    """The themes that a request shows to hold when nothing is wrong with what became of it."""
    unasked = {name for name in ("notify", "delete") if not getattr(naming, name)}
    peculiar = {name for name, _ in naming.plainer()} - {"accept", "answered_in", *unasked}
    for name in (*peculiar, "media_type", "messages"):
        for kind in (
            "named",
            "others",
            "count",
            *(["erased", "erased too many"] * (name == "delete")),
        ):
            yield theme_of(name, naming, kind)
    if is_xml(naming.answered_in):
        yield "expire.response.formats-agree"
    if is_xml(naming.media_type) and naming.delete:
        yield "expire.request.xml-flags"
    for kind in set(PLAINLY) - ({"erased"} if naming.delete else set()):
        yield PLAINLY[kind]


@dataclass(frozen=True)
class Attempt:
    """A request by ids that was sent, and what was seen of it.

    Attributes:
        before: the answer to a request with an unknown id, just before.
        fates: what became of the named messages; `spared`, of one that was not named.
        revived: whether a message that was to be erased still takes an update that changes nothing;
            it is not shown, expired or not.
        erases: whether the account is known to erase contents.
    """

    naming: Naming
    ids: tuple[str, ...]
    before: Reply
    reply: Reply
    fates: tuple[str, ...]
    spared: str
    revived: bool
    erases: bool

    def wrong(self) -> Wrong | None:
        """What is wrong, if anything is."""
        count, reply = len(self.ids), self.reply
        if not succeeded(reply):
            if self.naming.delete and not self.erases:
                return None  # such an account may refuse it
            if reply.accepted and number(lambda: counted(reply, "Expired")) == str(count):
                return Wrong("code", "an ErrorCode that means success", told(reply))
            return Wrong("refused", "a 2xx status without an error code", told(reply))
        if LIVE in self.fates or self.revived:
            left = self.fates.count(LIVE)
            return Wrong("named", f"{count} named messages are expired", f"{left} of them live")
        if self.spared != LIVE:
            return Wrong("others", "a message that is not named stays live", self.spared)
        expired = number(lambda: counted(reply, "Expired"))
        if expired != str(count):
            return Wrong("count", f"NoOfMessagesExpired {count}", expired)
        least = count if self.naming.delete and self.erases else 0
        most = count if self.naming.delete else 0
        erased = number(lambda: counted(reply, "Deleted"))
        if erased not in map(str, range(least, most + 1)):
            too_many = erased.isdecimal() and int(erased) > most > 0
            expected = f"NoOfMessagesDeleted from {least} to {most}"
            return Wrong("erased too many" if too_many else "erased", expected, erased)
        return None


def number(tell: Callable[[], Any]) -> str:
    """What an answer tells, as a text; the reason why not, where it cannot be read."""
    try:
        return str(tell())
    except UnmetError as error:
        return str(error)


def counted(reply: Reply, what: str) -> Any:
    """How many messages an answer says were `Expired` or `Deleted`, whatever else it says."""
    return reply.at(f"/ResponseData/Detail/NoOfMessages{what}")


def named(gateway: Gateway, naming: Naming) -> Attempt:
    """Send messages, name them in a request, and see what became of them."""
    options: dict[str, Any] = {}
    if naming.days:
        options["ExpiryDate"] = moment(gateway.clock.now() + timedelta(days=naming.days))
    if naming.reads:
        options["Reads"] = naming.reads
    other = sent_live(gateway)
    to = gateway.several(min(naming.recipients, len(gateway.recipients)))
    messages = [sent_live(gateway, to, **options) for _ in range(naming.messages)]
    takes = [one.id for one in messages if naming.delete and takes_update(gateway, one.id)]
    ids = tuple(message.id for message in messages)
    draft = written(gateway, naming, ids)
    before = gateway.call(expiring(gateway.unknown_id()))
    reply = gateway.call(draft)
    if naming.unknown and refused(reply):
        # How ids that name nothing are answered beside others is left open.
        draft = written(gateway, replace(naming, unknown=0), ids)
        reply = gateway.call(draft)
    fates = tuple(fate(gateway, message) for message in messages)
    revived = succeeded(reply) and any(takes_update(gateway, one) for one in takes)
    erases = "message-deletion" in gateway.features
    return Attempt(naming, ids, before, reply, fates, fate(gateway, other), revived, erases)


def takes_update(gateway: Gateway, identifier: str) -> bool:
    """Whether a message takes an update that changes nothing, as a live one does if any."""
    return succeeded(gateway.call(updating(identifier)))


def written(gateway: Gateway, naming: Naming, ids: Sequence[str]) -> Draft:
    """The request, with these ids."""
    spelled = [getattr(one, naming.letters)() for one in ids] if naming.letters else [*ids]
    unknown = [gateway.unknown_id() for _ in range(naming.unknown)]
    members: dict[str, Any] = {
        "MessageIDs": [*unknown, *spelled, *spelled[: naming.repeated]],
        **beside(gateway, naming.criterion),
    }
    if naming.enumerations:
        integers = naming.enumerations == "integer"
        members |= {"Range": 0, "Type": 0} if integers else {"Range": "TODAY", "Type": "BOTH"}
    if naming.delete is not None:
        members["Delete"] = naming.delete
    if naming.notify is not None:
        members["NotifyRecipients"] = naming.notify
    if naming.reason:
        members["Reason"] = naming.reason
    draft = searching(**members).written_in(naming.media_type)
    if is_xml(naming.media_type):
        elements = [element(name, value, digits=naming.digits) for name, value in members.items()]
        if naming.order:
            random.Random(naming.order).shuffle(elements)  # noqa: S311 - drawn before
        draft = in_xml("".join(elements), PREFIXES if naming.prefixes else "").written_in(
            naming.media_type
        )
    if naming.charset:
        draft = draft.header("Content-Type", f"{naming.media_type}; charset=utf-8")
    return draft.asking(naming.accept)


def beside(gateway: Gateway, criterion: str) -> dict[str, Any]:
    """What stands beside ids: what the messages named fail to fit, or what others fit as well."""
    now = gateway.clock.now()
    match criterion:
        case "":
            return {}
        case "the same Destination":
            return {"Destination": f"+{gateway.recipient}"}
        case "dates around":
            return {"StartDate": moment(now - DAY), "FinishDate": moment(now + DAY)}
    return next(members for members in misfits(gateway).values() if criterion in members)


def element(name: str, value: Any, *, digits: bool) -> str:
    """A member of a body as XML has it."""
    match value:
        case list():
            return ids_element(*value)
        case bool():
            text = str(int(value)) if digits else str(value).lower()
        case _:
            text = escape(str(value))
    return f"<{name}>{text}</{name}>"


def user_in(reply: Reply) -> Iterator[Any]:
    """The user that an answer names, if it names one."""
    if succeeded(reply):
        found = number(lambda: reply.at("/ResponseData/Identification/UserId"))
        yield found


def look_beside(gateway: Gateway, prove: Prover, attempt: Attempt) -> None:
    """What else answers tell: their type, what it cost, unknown ids, and a second time."""
    naming, before, reply = attempt.naming, attempt.before, attempt.reply
    with prove("expire.unknown.answers-200"):
        expect(f"the status of {before.asked} with an unknown id", before.status).equals(200)
    if succeeded(before):
        with prove("expire.unknown.not-counted"):
            expect("NoOfMessagesExpired of an unknown id", expired_count(before)).equals(0)
            expect("NoOfMessagesDeleted of an unknown id", erased_count(before)).equals(0)
    if not succeeded(reply):
        return  # an account that may not erase
    with prove(answering(naming)):
        of = f"the media type of an answer to Accept: {naming.accept}"
        if naming.answered_in:
            expect(of, reply.media_type).equals(naming.answered_in)
        else:
            expect(of, reply.media_type).is_in(*OFFERED.values())
    if reply.status != 200:
        return  # the contract has no schema of other answers to read XML by
    if not naming.notify:
        with prove("notify.free-without"):
            asked = {None: "absent", False: "false"}[naming.notify]
            used = f"NumberOfCreditsUsed with NotifyRecipients {asked}"
            expect(used, credits_in(reply, "Used")).equals(0)
    if succeeded(before):
        with prove("balance.falls-by-cost"):
            due = credits_in(before, "Remaining") - credits_in(reply, "Used")
            within = gateway.pack.limits["balance_tolerance_credits"]
            expect("NumberOfCreditsRemaining", credits_in(reply, "Remaining")).is_between(
                due - within, due + within
            )
    again = gateway.call(expiring(*attempt.ids))
    with prove("expire.twice.answers-200"):
        expect("the status of the second answer", again.status).equals(200)
    if succeeded(again):
        with prove("expire.twice.counts-zero"):
            expect("NoOfMessagesExpired of the second answer", expired_count(again)).equals(0)


# -- by criteria ----------------------------------------------------------------------------------

SEARCH_THEMES = (
    "expire.criteria.date-offset",
    "expire.criteria.date-utc",
    "expire.criteria.destination",
    "expire.criteria.finish-date",
    "expire.criteria.range",
    "expire.criteria.spares-others",
    "expire.criteria.start-date",
    "expire.criteria.together",
    "expire.criteria.type",
    "expire.request.xml-criteria",
    "expire.standard-never-expired",
)


@generated(*SEARCH_THEMES, provider="twosms", alone=True)
def test_any_search(gateway: Gateway, prove: Prover) -> None:
    """Whatever is searched by, what fits it all is expired, and nothing else is."""
    off_live(gateway)
    waits = WAITS
    for search in criteria.searches(gateway.seed, wanted(gateway, SEARCHES)):
        if search.parts and not gateway.clock.controlled:
            waits -= 1
            if waits < 0:
                continue
        wrong = searched(gateway, search)
        if wrong is None:
            for theme in found_by(search):
                prove.held(theme)
            continue
        name, still = guilty(search, wrong, lambda plainer: searched(gateway, plainer))
        theme = criterion_of(name, still, wrong.kind)
        prove.failed(theme, UnmetError(f"{wrong.expected}: {search.told()}", wrong.observed))
        if not name:
            break  # and so is every other


BY_CRITERION = {
    "standard": "expire.standard-never-expired",
    "zulu": "expire.criteria.date-utc",
    "offset": "expire.criteria.date-offset",
    "media_type": "expire.request.xml-criteria",
    "kind": "expire.criteria.type",
    "today": "expire.criteria.range",
    "finish": "expire.criteria.finish-date",
    "start": "expire.criteria.start-date",
}


def criterion_of(name: str, search: Search, kind: str) -> str:
    """The theme that a search violates which has one peculiarity and is wrong."""
    if not name:
        which = "destination" if kind == "missed" else "spares-others"
        return f"expire.criteria.{which}"
    since_then = kind == "hit" and name == "start" and search.start == "between"
    if name in {"start", "finish"} and (kind == "elsewhere" or since_then):
        return "expire.criteria.together"
    return BY_CRITERION[name]


def found_by(search: Search) -> Iterator[str]:
    """The themes that a search shows to hold when nothing is wrong with what became of it."""
    yield "expire.criteria.spares-others"
    yield "expire.standard-never-expired"
    if not search.dated and not search.today and search.kind != criteria.STANDARD_ONLY:
        yield "expire.criteria.destination"
    if search.dated:
        utc = search.offset is None
        yield f"expire.criteria.date-{'utc' if utc else 'offset'}"
        yield "expire.criteria.together"
    for name, _ in search.plainer():
        if name != "offset" and (name != "media_type" or is_xml(search.media_type)):
            yield criterion_of(name, search, "missed")


def searched(gateway: Gateway, search: Search) -> Wrong | None:
    """Send messages, search for them, and say what is wrong with what became of them."""
    there, elsewhere = quiet(gateway)
    begun = len(gateway.replies)
    messages: list[tuple[Message, str, bool]] = []
    if search.parts:
        messages += [(sent_live(gateway, [there]), "sent before", search.fits(EARLY))]
    between = between_batches(gateway) if search.parts else gateway.clock.now()
    messages += [(sent_live(gateway, [there]), "sent after", search.fits(LATE))]
    # Where few looks would use a message up, another one was sent in its place.
    more = sum(path == SENDING for _, path, _ in gateway.replies[begun:]) - len(messages)
    other = sent_live(gateway, [elsewhere])
    if search.standard:
        gateway.send_each(to=[there], Type=STANDARD)

    reply = gateway.call(looking_for(search, there, between).written_in(search.media_type))

    for message, sent, fits in messages:
        found = fate(gateway, message)
        if found != (EXPIRED if fits else LIVE):
            about = f"a message to the destination, {sent}" if search.parts else "a message"
            expected = f"{about}, is {EXPIRED if fits else LIVE}"
            return Wrong("missed" if fits else "hit", expected, f"{found}, {told(reply)}")
    if fate(gateway, other) != LIVE:
        return Wrong("elsewhere", "a message to another destination is live", EXPIRED)
    most = more + sum(fits for _, _, fits in messages)
    expired = number(lambda: counted(reply, "Expired")) if succeeded(reply) else ""
    if search.standard and expired.isdecimal() and int(expired) > most:
        expected = f"NoOfMessagesExpired at most {most}, the advanced messages that fit"
        return Wrong("count", expected, expired)
    return None


def between_batches(gateway: Gateway) -> Any:
    """A moment well after what was sent before, and well before what is sent from now on."""
    pause = 300 if gateway.clock.controlled else 3
    gateway.clock.wait(pause)
    between = gateway.clock.now()
    gateway.clock.wait(pause)
    return between


def looking_for(search: Search, number_there: str, between: Any) -> Draft:
    """The request of a search."""
    moments = {"yesterday": between - DAY, "between": between, "tomorrow": between + DAY}

    def spell(name: str) -> str:
        when = moments[name]
        return moment(when) if search.offset is None else with_offset(when, search.offset)

    members: dict[str, Any] = {"Destination": f"+{number_there}"}
    if search.today:
        members["Range"] = "TODAY"
    if search.start:
        members["StartDate"] = spell(search.start)
    if search.finish:
        members["FinishDate"] = spell(search.finish)
    if search.kind is not None:
        members["Type"] = search.kind
    return searching(**members)
