"""What Clickatell's cases have in common: requests known to be fine, and what a refusal means."""

from __future__ import annotations

import uuid
from typing import Any
from xml.etree.ElementTree import Element

from conformance.contract import media
from conformance.errors import BlockedError, UnmetError
from conformance.providers import Draft, Reply, State
from conformance.providers.clickatell import Dialect, message_status, refusals
from conformance.verdict import Prover, expect
from conformance.wire.gateway import Gateway

ON_ITS_WAY = (State.SCHEDULED, State.QUEUED, State.SENT, State.DELIVERED, State.OTHER)
"""Where a message can be that was accepted, as far as only that matters."""

LOOKS = 4
"""How often an account is looked at until nothing changes it any more."""

LATER = 3600.0
"""Seconds beyond the soonest moment: far enough that no case reaches it by accident."""


def speaking(gateway: Gateway) -> Dialect:
    """The dialect with all that Clickatell has beyond the other providers."""
    dialect = gateway.dialect
    assert isinstance(dialect, Dialect)
    return dialect


def own_id(length: int = 20) -> str:
    """A client's own id that no other message has: letters only, so that no digits look dialled."""
    letters = uuid.uuid4().hex.translate(str.maketrans("0123456789", "ghijklmnop"))
    return letters[:length]


def named(gateway: Gateway, client_id: str, **options: Any) -> Draft:
    """An acceptable send that can be looked for: by the client's own id, where the target has them.

    Args:
        options: members of the request, as the gateway's `draft` takes them.
    """
    if "client-id" in gateway.features:
        options["clientMessageId"] = client_id
    return gateway.draft(**options)


def accept_named(gateway: Gateway) -> None:
    """Send what refused sends are made from, successfully.

    Raises:
        UnmetError: when it is not accepted.
    """
    check_accepted(gateway.call(named(gateway, own_id())), "a send without the fault")


def operations(gateway: Gateway) -> dict[str, Draft]:
    """An acceptable request of every operation that the target claims, the reads tried before.

    Raises:
        UnmetError: when a plain send or read is not accepted.
    """
    dialect = speaking(gateway)
    features = gateway.features
    client_id = own_id()
    sending = named(gateway, client_id)
    [message] = dialect.sent(gateway.call(sending), sending)
    reads = {"getMessageStatus": dialect.read(message.id)}
    if "client-id" in features:
        reads["getMessageStatusByClientId"] = dialect.read_by_client_id(client_id)
    if "balance" in features:
        reads["getBalance"] = dialect.balance()
    if "coverage" in features:
        reads["getCoverage"] = dialect.coverage(gateway.recipient)
    for operation, draft in reads.items():
        check_accepted(gateway.call(draft), f"a plain {operation}")
    stop = {}
    if gateway.can_schedule:
        stop["stopMessage"] = dialect.cancel(gateway.send(due=gateway.soon(LATER)).id)
    return {"sendMessage": named(gateway, own_id()), **reads, **stop}


def check_accepted(reply: Reply, what: str) -> None:
    """Check that a request was carried out, and that the answer tells so with some data.

    Args:
        what: names the request.

    Raises:
        UnmetError: when it was not, or not for every recipient.
    """
    expect(f"the status of {what}", reply.status).is_between(200, 299)
    expect(f"what {what} is refused for", refusals(reply)).equals([])
    expect(f"the data in the answer to {what}", reply.get("/data")).is_a(dict)


def check_none_accepted(reply: Reply) -> None:
    """Check that a send to several was answered as one of which nothing is carried out may be.

    Raises:
        UnmetError: when it was answered with another status than 207 or 4xx.
    """
    if reply.status != 207 and not reply.refused:
        wanted = f"the answer to {reply.asked}: 207, or a 4xx status"
        raise UnmetError(wanted, f"status {reply.status}")


def check_refused(reply: Reply, gateway: Gateway, *codes: str, of: str = "") -> None:
    """Check that an answer is a 4xx with one of these errors.

    Args:
        of: names the request, where a case makes several that are to be refused.

    Raises:
        UnmetError: when it is not.
    """
    which = f" of {of}" if of else ""
    expect(f"the status{which}", reply.status).is_between(400, 499)
    expect(f"the errors{which}", gateway.dialect.codes(reply)).includes_any(*codes)


def see_refused(
    prove: Prover, reply: Reply, gateway: Gateway, theme: str, status: str, *codes: str, of: str
) -> None:
    """Hold an answer against a refusal with one of these errors, and its status against 400.

    Args:
        theme: is violated when the answer is no such refusal.
        status: the theme that is violated when it is refused with another status than 400.
        of: names the request.
    """
    with prove(theme):
        check_refused(reply, gateway, *codes, of=of)
    if reply.refused:
        with prove(status):
            expect(f"the status of {of}", reply.status).equals(400)


def check_nothing_sent(reply: Reply, gateway: Gateway, client_id: str) -> None:
    """Check that a refused send has made no message, as far as that can be seen.

    Args:
        client_id: that the send carried, where the target claims to know such ids.

    Raises:
        UnmetError: when there is a message.
        BlockedError: when the target cannot be asked.
    """
    expect("messages in the refusal", gateway.dialect.created(reply)).equals([])
    if "client-id" not in gateway.features or find(gateway, client_id) is State.GONE:
        return
    if find(gateway, own_id()) is not State.GONE:
        raise BlockedError("the target finds a message by any id whatever")
    expect("what is found of a refused send", find(gateway, client_id)).equals(State.GONE)


def find(gateway: Gateway, client_id: str) -> State:
    """Where the message is that an id of the client's own finds."""
    reply = gateway.call(speaking(gateway).read_by_client_id(client_id))
    return gateway.dialect.view(reply).state


def told(reply: Reply, gateway: Gateway) -> str:
    """An answer in a few words, for what is only recorded."""
    codes = ", ".join(sorted(gateway.dialect.codes(reply)))
    return f"refused with {codes}" if codes else f"answered {reply.status}"


def twice(gateway: Gateway, draft: Draft, *members: str) -> list[tuple[Any, ...]]:
    """What two reads tell of members of `data`, at a moment of rest or the last of several."""
    for _ in range(LOOKS):
        replies = gateway.call(draft), gateway.call(draft)
        told = [tuple(reply.get(f"/data/{name}") for name in members) for reply in replies]
        if told[0] == told[1]:
            break
        gateway.clock.wait(30 if gateway.clock.controlled else 1)
    return told


def check_described(reply: Reply, gateway: Gateway) -> None:
    """Check that the description of a status is that of its code, without regard to case.

    Raises:
        UnmetError: when it is another.
    """
    status = message_status(reply)
    schema = gateway.contract.document["components"]["schemas"]["MessageStatus"]
    texts = [text.casefold() for text in schema["x-enumDescriptions"].get(status, ())]
    described = reply.at("/data/description")
    expect(f"the description of {status}", str(described).casefold()).is_in(*texts)


def xml_root(reply: Reply) -> Element:
    """The root element of an answer in XML.

    Raises:
        UnmetError: when the answer is no well-formed application/xml.
    """
    expect("the media type", reply.media_type).equals(media.XML)
    try:
        return media.read_xml(reply.body)
    except media.UnreadableError as error:
        raise UnmetError("well-formed XML", str(error)) from None
