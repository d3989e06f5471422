"""What holds for all of Clickatell's answers: statuses, errors, paths, methods, connections."""

from __future__ import annotations

import contextvars
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

from conformance.cases.clickatell import check_accepted, operations, speaking
from conformance.contract import media
from conformance.providers import Draft, Reply, State
from conformance.providers.clickatell import BALANCE, MESSAGE, VERSION, errors
from conformance.run.declare import themes
from conformance.verdict import Prover, expect
from conformance.wire.gateway import Gateway

LISTED = (200, 202, 207, 400, 401, 402, 404, 405, 410, 429, 503)
"""The published list of statuses."""
WORKERS = 4


def faulty(gateway: Gateway) -> dict[str, Draft]:
    """Requests with a fault that concerns the whole request, by the fault."""
    send, read = gateway.draft(), gateway.dialect.read(gateway.send().id)
    return {
        "no token": read.without_credentials(),
        "a wrong token": read.header("Authorization", "Bearer nobody"),
        "no version": read.header("X-Version", None),
        "an unusable Accept": read.asking("text/plain"),
        "an unusable Content-Type": send.header("Content-Type", "text/plain"),
        "malformed JSON": send.raw(b'{"text": "One", "to": ['),
        "no text": send.without("/text"),
        "no recipients": send.without("/to"),
    }


def faulty_sends(gateway: Gateway) -> dict[str, Draft]:
    """Sends whose fault may be told of the request or of the recipient, by the fault."""
    send = gateway.draft()
    past = gateway.clock.now() - timedelta(days=1)
    found = {"a recipient of letters": gateway.draft(to=["recipient"])}
    if "concat" in gateway.features:
        found["too many parts"] = gateway.draft("a" * 161, maxMessageParts=1)
    if "unicode" in gateway.features:
        found["a text that is not hexadecimal"] = send.having("/unicode", 1)
    if "client-id" in gateway.features:
        found["a space in the client's id"] = send.having("/clientMessageId", "two words")
    if "schedule" in gateway.features:
        found["a time that is past"] = gateway.draft(due=past)
    return found


@themes(
    "http.caller-fault-is-4xx",
    "http.status-listed",
    "http.status-documented",
    "http.no-server-error",
    "error.shape",
    "error.code-given",
    "error.message-given",
    "error.documentation",
    "error.code-listed",
    "error.description-listed",
    "error.whole-request-at-top",
    provider="clickatell",
)
def test_faults_of_whole_requests(gateway: Gateway, prove: Prover) -> None:
    """What is wrong with a whole request is told at the top of a 4xx, with a listed code."""
    check_accepted(gateway.call(gateway.draft()), "a plain send")
    replies = {fault: gateway.call(draft) for fault, draft in faulty(gateway).items()}
    for fault, reply in replies.items():
        with prove("http.caller-fault-is-4xx"):
            expect(f"the status with {fault}", reply.status).is_between(400, 499)
        with prove("error.whole-request-at-top"):
            expect(f"the error of {fault}", reply.get("/error")).is_true("at the top")
        with prove("http.status-listed"):
            expect(f"the status with {fault}", reply.status).is_in(*LISTED)
    prove.observe("error.description-listed", _told_otherwise(gateway, replies.values()))


def _told_otherwise(gateway: Gateway, replies: Iterable[Reply]) -> str:
    """Which codes come with other words than the published list has for them."""
    schema = gateway.contract.document["components"]["schemas"]["ErrorCode"]
    words: Mapping[str, Sequence[str]] = schema["x-enumDescriptions"]
    differing = set()
    for error in (error for reply in replies for error in errors(reply)):
        code, description = str(error.get("code")), str(error.get("description"))
        if description.casefold() not in map(str.casefold, words.get(code, ())):
            differing.add(f"{code} as {description!r}")
    return f"words {', '.join(sorted(differing))}" if differing else "words every error as listed"


@themes(
    "http.status-listed",
    "http.status-documented",
    "http.caller-fault-is-4xx",
    provider="clickatell",
)
def test_statuses_of_every_operation(gateway: Gateway, prove: Prover) -> None:
    """Every operation answers with a status of the published list, done or refused."""
    for operation, draft in operations(gateway).items():
        reply = gateway.call(draft)
        with prove("http.status-listed"):
            expect(f"the status of {operation}", reply.status).is_in(*LISTED)
    mixed = gateway.call(gateway.draft(to=[gateway.recipient, "recipient"]))
    with prove("http.status-listed"):
        expect("the status for a good and a bad recipient", mixed.status).is_in(*LISTED)
    for fault, draft in faulty_sends(gateway).items():
        reply = gateway.call(draft)
        with prove("http.status-listed"):
            expect(f"the status with {fault}", reply.status).is_in(*LISTED)
        with prove("http.caller-fault-is-4xx"):
            expect(f"the status with {fault}", reply.status).is_between(400, 499)


@themes(
    "error.path-unknown",
    "http.unknown-path-refused-404",
    "http.routing-answer-well-formed",
    provider="clickatell",
)
def test_paths_that_do_not_exist(gateway: Gateway, prove: Prover) -> None:
    """A path at which nothing is has an error of its own; strangers may be told less."""
    for path in ("/rest/conformance", "/rest/account/conformance"):
        draft = Draft("GET", path, headers=(VERSION,))
        known, stranger = gateway.call(draft), gateway.call(draft.without_credentials())
        with prove("http.unknown-path-refused-404"):
            expect(f"the status of {path}", known.status).equals(404)
            expect(f"the status of {path} to strangers", stranger.status).is_in(404, 401)
        with prove("http.routing-answer-well-formed"):
            _check_well_formed(known)
            _check_well_formed(stranger)
        with prove("error.path-unknown"):
            expect(f"the errors of {path}", gateway.dialect.codes(known)).equals({"161"})
            codes = gateway.dialect.codes(stranger)
            expect(f"the errors of {path} to strangers", codes).includes_any("161", "001")


@themes(
    "http.method-refused",
    "http.method-refused-405",
    "error.method-unsupported",
    "http.routing-answer-well-formed",
    provider="clickatell",
)
def test_methods_that_are_not_supported(gateway: Gateway, prove: Prover) -> None:
    """Messages cannot be put and the balance takes no POST, and the answer says what goes."""
    served = {"POST", "GET"} if "client-id" in gateway.features else {"POST"}
    unsupported = {"PUT": (MESSAGE, served)}
    if "balance" in gateway.features:
        unsupported["POST"] = (BALANCE, {"GET"})
    for method, (path, documented) in unsupported.items():
        reply = gateway.call(Draft(method, path, headers=(VERSION,), body={}))
        asked = f"{method} {path}"
        with prove("http.method-refused"):
            expect(f"the status of {asked}", reply.status).is_between(400, 499)
        with prove("http.method-refused-405"):
            expect(f"the status of {asked}", reply.status).equals(405)
            allowed = reply.headers.get("allow", "").upper().replace(",", " ").split()
            expect("documented methods in Allow", documented & {*allowed}).equals(documented)
        with prove("error.method-unsupported"):
            expect(f"the errors of {asked}", gateway.dialect.codes(reply)).equals({"160"})
        with prove("http.routing-answer-well-formed"):
            _check_well_formed(reply)


def _check_well_formed(reply: Reply) -> None:
    expect("the media type", reply.media_type).is_in(media.JSON, media.XML)
    error = reply.get("/error")
    expect("the error", error).is_a(Mapping)
    for member in ("code", "description"):
        expect(f"its {member}", error.get(member)).is_a(str)


@themes("http.body-ignored", provider="clickatell")
def test_a_body_where_none_belongs(gateway: Gateway, prove: Prover) -> None:
    """A body on a read or a stop, as public clients send it, changes nothing."""
    for operation, draft in operations(gateway).items():
        if operation == "sendMessage":
            continue
        reply = gateway.call(replace(draft, body={}))
        with prove("http.body-ignored"):
            check_accepted(reply, f"{operation} with a body")


@themes("http.parallel-requests", provider="clickatell")
def test_requests_on_parallel_connections(gateway: Gateway, prove: Prover) -> None:
    """Messages that are sent on parallel connections are known on each of them."""
    check_accepted(gateway.call(gateway.draft()), "a plain send")
    drafts = [gateway.draft() for _ in range(WORKERS)]
    replies = at_once(gateway, drafts)
    with prove("http.parallel-requests"):
        messages = [
            gateway.dialect.sent(reply, draft)[0]
            for reply, draft in zip(replies, drafts, strict=True)
        ]
        expect("how many ids", len({message.id for message in messages})).equals(WORKERS)
        dialect = speaking(gateway)
        looks = [dialect.view(gateway.read(message)) for message in messages]
        looks += map(dialect.view, at_once(gateway, [dialect.read(one.id) for one in messages]))
        unknown = sum(view.state is State.GONE for view in looks)
        expect("how many reads find no message", unknown).equals(0)


def at_once(gateway: Gateway, drafts: Sequence[Draft]) -> list[Reply]:
    """Send all drafts at the same time, each in a thread and under the case's name."""
    with ThreadPoolExecutor(len(drafts)) as pool:
        sending = [
            pool.submit(contextvars.copy_context().run, gateway.call, draft) for draft in drafts
        ]
        return [one.result() for one in sending]
