"""Dexatel's resources around messages: made, read, listed, changed, deleted, and refused."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from conformance.cases.dexatel import expect_code, expect_refusal, later, member
from conformance.providers import Draft, Reply
from conformance.providers.dexatel import MOMENT
from conformance.run.declare import each, themes
from conformance.verdict import Prover, expect
from conformance.wire.gateway import Gateway

Change = Callable[[Draft], Draft]


@dataclass(frozen=True)
class Resource:
    """One kind of resource.

    Attributes:
        name: the last name of its path, the feature that claims it, and how its themes begin.
        data: what a new one is made from.
        below: the resource whose id the path leads through, if any.
        change: what an update changes; none where there is no update and no list.
        unknown: the code for an id that there is not.
        faults: what can be wrong with a new one, by the code for it.
    """

    name: str
    data: Callable[[Gateway], dict[str, Any]]
    unknown: str
    change: Mapping[str, Any]
    faults: Mapping[str, Change] = field(default_factory=dict)
    below: str = ""


def put(name: str, value: Any) -> Change:
    """A change of one member."""
    return lambda draft: draft.having(f"/data/{name}", value)


def drop(name: str) -> Change:
    """A new resource without one member."""
    return lambda draft: draft.without(f"/data/{name}")


def unique(words: str) -> str:
    """A name that nothing else has: letters, digits and a space."""
    return f"{words} {uuid.uuid4().hex[:12]}"


def template(gateway: Gateway) -> dict[str, Any]:
    """A text with a placeholder."""
    del gateway
    return {"name": unique("Code"), "text": "Your code is {code}", "channel": "SMS"}


def sender(gateway: Gateway) -> dict[str, Any]:
    """A sender of letters and digits, eleven at most."""
    del gateway
    name = f"C{uuid.uuid4().hex[:9]}"
    return {"name": name, "code": name, "channel": "SMS", "country": "US"}


def audience(gateway: Gateway) -> dict[str, Any]:
    """A group of nobody."""
    del gateway
    return {"name": unique("Regulars"), "channel": "SMS"}


def contact(gateway: Gateway) -> dict[str, Any]:
    """Somebody who may be written to."""
    return {"number": gateway.recipient, "first_name": "Ada"}


def campaign(gateway: Gateway) -> dict[str, Any]:
    """The account's template for a new audience of nobody, in an hour."""
    return {
        "name": unique("Opening"),
        "from": gateway.account["sender"],
        "audience": made(gateway, AUDIENCES)[1],
        "template": gateway.account["template"],
        "schedule": later(gateway).strftime(MOMENT),
    }


def webhook(gateway: Gateway) -> dict[str, Any]:
    """An address for reports."""
    del gateway
    return {"url": "https://example.com/reports", "event": "delivery"}


TEMPLATES = Resource(
    "templates",
    template,
    "1251",
    {"text": "Use {code} to log in"},
    {
        "1254": drop("text"),
        "1256": drop("channel"),
        "1257": put("channel", "PIGEON"),
        "1260": put("text", "a" * 1001),
        "1263": put("name", "a" * 46),
    },
)
SENDERS = Resource(
    "senders",
    sender,
    "1402",
    {},
    {
        "1404": drop("name"),
        "1409": drop("code"),
        "1410": drop("country"),
        "1414": put("channel", "PIGEON"),
    },
)
AUDIENCES = Resource(
    "audiences",
    audience,
    "1301",
    {"name": "Friends"},
    {
        "1303": drop("name"),
        "1305": put("name", "a" * 46),
        "1306": drop("channel"),
        "1307": put("channel", "PIGEON"),
    },
)
CONTACTS = Resource(
    "contacts",
    contact,
    "1351",
    {"first_name": "Grace"},
    {"1353": drop("number"), "1354": put("number", "nobody"), "1361": put("first_name", "a" * 33)},
    below="audiences",
)
CAMPAIGNS = Resource(
    "campaigns",
    campaign,
    "1601",
    {"name": "Closing"},
    {
        "1603": drop("from"),
        "1605": drop("audience"),
        "1607": drop("template"),
        "1609": put("schedule", "not-a-date"),
    },
)
WEBHOOKS = Resource(
    "webhooks",
    webhook,
    "1201",
    {},
    {"1204": drop("url"), "1206": drop("event"), "1207": put("event", "birthday")},
)
RESOURCES = (TEMPLATES, SENDERS, AUDIENCES, CONTACTS, CAMPAIGNS, WEBHOOKS)


def collection(gateway: Gateway, resource: Resource) -> str:
    """The path of all resources of the kind; what it leads through is made first."""
    if resource.below:
        above = next(one for one in RESOURCES if one.name == resource.below)
        return f"{'/'.join(made(gateway, above))}/{resource.name}"
    return f"/v1/{resource.name}"


def made(gateway: Gateway, resource: Resource) -> tuple[str, str]:
    """Make one; returns the path of its kind, and its id."""
    path = collection(gateway, resource)
    reply = gateway.call(Draft("POST", path, body={"data": resource.data(gateway)}))
    expect(f"the status of the new one of {resource.name}", reply.status).is_between(200, 299)
    identifiers = gateway.dialect.created(reply)
    expect(f"the ids of a new one of {resource.name}", len(identifiers)).equals(1)
    return path, identifiers[0]


@themes(provider="dexatel")
@each(
    "resource",
    RESOURCES,
    id=lambda resource: resource.name,
    themes=lambda resource: [f"{resource.name}.answered", f"{resource.name}.delete-answers-204"],
)
def test_the_life_of_a_resource(gateway: Gateway, prove: Prover, resource: Resource) -> None:
    """A resource can be made, read, listed, changed and deleted."""
    path, identifier = made(gateway, resource)
    one = f"{path}/{identifier}"
    answers = {"read": gateway.call(Draft("GET", one))}
    if gateway.contract.find("GET", path):
        answers["list"] = gateway.call(Draft("GET", path))
    if resource.change:
        answers["update"] = gateway.call(Draft("PUT", one, body={"data": resource.change}))

    for verb, reply in answers.items():
        with prove(f"{resource.name}.answered"):
            expect(f"the status of the {verb}", reply.status).equals(200)
    shown = id_in(answers["read"])
    with prove(f"{resource.name}.answered"):
        expect("the id that is read", shown).equals(identifier.lower())

    deleting = gateway.call(Draft("DELETE", one))
    with prove(f"{resource.name}.delete-answers-204"):
        expect("the status of the delete", deleting.status).equals(204)
        expect("the body of the answer to the delete", deleting.body).equals(b"")


@themes(provider="dexatel")
@each(
    "resource",
    RESOURCES,
    id=lambda resource: resource.name,
    themes=lambda resource: [f"{resource.name}.unknown-refused"],
)
def test_a_resource_that_does_not_exist(
    gateway: Gateway, prove: Prover, resource: Resource
) -> None:
    """An id of nothing is refused as such, for everything that can be done with one."""
    one = f"{collection(gateway, resource)}/{gateway.unknown_id()}"
    drafts = [Draft("GET", one), Draft("DELETE", one)]
    if resource.change:
        drafts.append(Draft("PUT", one, body={"data": resource.change}))

    for draft in drafts:
        reply = gateway.call(draft)
        with prove(f"{resource.name}.unknown-refused"):
            expect_refusal(
                gateway, reply, resource.unknown, of=f"{draft.method} with an unknown id"
            )


@themes(provider="dexatel")
@each(
    "case",
    [(resource, code) for resource in RESOURCES for code in resource.faults],
    id=lambda case: f"{case[0].name}-{case[1]}",
    themes=lambda case: [f"{case[0].name}.fault-numbered"],
)
def test_a_fault_of_a_resource(gateway: Gateway, prove: Prover, case: tuple[Resource, str]) -> None:
    """A resource with one thing wrong is refused with the number for it."""
    resource, code = case
    path, identifier = made(gateway, resource)
    gateway.call(Draft("DELETE", f"{path}/{identifier}"))
    draft = Draft("POST", path, body={"data": resource.data(gateway)})

    reply = gateway.call(resource.faults[code](draft))

    with prove(f"{resource.name}.fault-numbered"):
        expect_refusal(gateway, reply, code)


@themes("audiences.duplicate-refused", provider="dexatel")
def test_two_audiences_of_one_name(gateway: Gateway, prove: Prover) -> None:
    """A second audience of the same name is refused."""
    draft = Draft("POST", "/v1/audiences", body={"data": audience(gateway)})
    expect("the status of the first audience", gateway.call(draft).status).is_between(200, 299)

    reply = gateway.call(draft)

    with prove("audiences.duplicate-refused"):
        expect(f"the status of {reply.asked}", reply.status).equals(409)
        expect_code(gateway, reply, "1309")


@themes("account.answered", provider="dexatel")
def test_the_account(gateway: Gateway, prove: Prover) -> None:
    """The account that the key belongs to can be read."""
    reply = gateway.call(Draft("GET", "/v1/accounts/self"))

    with prove("account.answered"):
        expect(f"the status of {reply.asked}", reply.status).equals(200)


@themes("verifications.create-answers-201", "verifications.answered", provider="dexatel")
def test_a_verification(gateway: Gateway, prove: Prover) -> None:
    """A code can be sent to a number, and asked for."""
    draft = Draft("POST", "/v1/verifications", body={"data": verification(gateway)})

    reply = gateway.call(draft)

    with prove("verifications.create-answers-201"):
        expect(f"the status of {reply.asked}", reply.status).equals(201)
    code = member(reply.document, "data/code")
    asked = Draft("GET", draft.path).querying(phone=gateway.recipient, code=str(code or "0000"))
    reply = gateway.call(asked)
    with prove("verifications.answered"):
        expect(f"the status of {reply.asked}", reply.status).equals(200)


@themes("verifications.fault-numbered", provider="dexatel")
@each("name", ["sender", "phone", "template"])
def test_an_incomplete_verification(gateway: Gateway, prove: Prover, name: str) -> None:
    """The numbers for what is missing have changed; the target tells which it has."""
    draft = Draft("POST", "/v1/verifications", body={"data": verification(gateway)})
    expect("the status of the complete one", gateway.call(draft).status).is_between(200, 299)

    reply = gateway.call(drop(name)(draft))

    codes = ", ".join(sorted(gateway.dialect.codes(reply)))
    prove.observe(
        "verifications.fault-numbered",
        f"without {name}: {reply.status} with {codes or 'no code'}",
    )


def verification(gateway: Gateway) -> dict[str, Any]:
    """A code for somebody who may be written to."""
    return {
        "sender": gateway.account["sender"],
        "phone": gateway.recipient,
        "template": gateway.account["template"],
    }


def id_in(reply: Reply) -> str:
    """The id of the resource in an answer; a campaign comes in an array of one."""
    data = reply.get("/data")
    one = data[0] if isinstance(data, list) and len(data) == 1 else data
    return str(member(one, "id")).lower()
