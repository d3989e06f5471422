"""Faults in who may ask: the token, the version, paths and methods."""

from __future__ import annotations

import contextlib
import functools
import threading
from collections.abc import Callable
from typing import Any

from werkzeug.wrappers import Request, Response

from conformance.deviations.clickatell.faults import (
    FAULTS,
    LET_THROUGH,
    STATES,
    edit,
    recode,
    restatus,
)
from conformance.deviations.deviation import spelt_only, wrap
from conformance.reference.clickatell import TOKEN
from conformance.reference.clickatell.errors import Refusal

Check = Callable[[Request], None]
TOKENS = (
    "auth.truncated-refused",
    "auth.extended-refused",
    "auth.case-changed-refused",
    "auth.other-scheme-refused",
)


def admit(service: Any, whom: Callable[[str, str], bool]) -> None:
    """Let in whoever has such a scheme and token, besides the rightful one."""

    def around(original: Check, request: Request) -> None:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if not whom(scheme, token):
            original(request)

    wrap(service, "authenticate", around)


def unchecked(service: Any, check: str, which: Callable[[Request], bool]) -> None:
    """Skip a check for some requests."""

    def around(original: Check, request: Request) -> None:
        if not which(request):
            original(request)

    wrap(service, check, around)


# -- the token ---------------------------------------------------------------------------------


@FAULTS.deviation(
    breaks=["auth.missing-refused"], collateral=[*LET_THROUGH, "auth.refused-without-effect"]
)
def serves_strangers(service: Any) -> None:
    """Looks at the token only if there is one."""
    unchecked(service, "authenticate", lambda request: "Authorization" not in request.headers)


@FAULTS.deviation(
    breaks=["auth.missing-refused", "auth.wrong-refused"], collateral=[*TOKENS, *LET_THROUGH]
)
def status_reads_need_no_token(service: Any) -> None:
    """Asks for the token everywhere but on reading a status."""
    unchecked(
        service,
        "authenticate",
        lambda request: request.method == "GET" and request.path.startswith("/rest/message/"),
    )


@FAULTS.deviation(
    breaks=[
        "auth.wrong-refused",
        "auth.truncated-refused",
        "auth.extended-refused",
        "auth.case-changed-refused",
    ],
    collateral=[*LET_THROUGH, "auth.refused-without-effect"],
)
def takes_any_token(service: Any) -> None:
    """Asks for a token and does not look at it."""
    admit(service, lambda scheme, token: scheme.lower() == "bearer" and bool(token))


@FAULTS.deviation(breaks=["auth.truncated-refused"], collateral=[*LET_THROUGH])
def takes_the_beginning_of_the_token(service: Any) -> None:
    """Compares only as much of the token as the client has sent."""
    admit(
        service,
        lambda scheme, token: (
            scheme.lower() == "bearer" and len(token) > 8 and TOKEN.startswith(token)
        ),
    )


@FAULTS.deviation(breaks=["auth.extended-refused"], collateral=[*LET_THROUGH])
def takes_the_token_with_an_ending(service: Any) -> None:
    """Compares only as much of the token as the account has."""
    admit(service, lambda scheme, token: scheme.lower() == "bearer" and token.startswith(TOKEN))


@FAULTS.deviation(breaks=["auth.case-changed-refused"], collateral=[*LET_THROUGH])
def compares_the_token_without_case(service: Any) -> None:
    """Keeps tokens where letters have no case."""
    admit(
        service, lambda scheme, token: scheme.lower() == "bearer" and token.lower() == TOKEN.lower()
    )


@FAULTS.deviation(breaks=["auth.other-scheme-refused"], collateral=[*LET_THROUGH])
def takes_the_token_under_any_scheme(service: Any) -> None:
    """Looks at the last word of the header only."""
    admit(service, lambda _scheme, token: token == TOKEN)


@FAULTS.deviation(breaks=["auth.scheme-any-case"])
def compares_the_scheme_with_case(service: Any) -> None:
    """Knows no scheme but `Bearer`, spelt exactly so."""

    def around(original: Check, request: Request) -> None:
        if not request.headers.get("Authorization", "").startswith("Bearer "):
            raise Refusal("001")
        original(request)

    wrap(service, "authenticate", around)


@FAULTS.deviation(breaks=["auth.header-name-any-case"])
def knows_one_spelling_of_the_token_header(service: Any) -> None:
    """Finds the token only under `Authorization`, spelt exactly so."""
    spelt_only(service, "Authorization")


@FAULTS.deviation(
    breaks=["auth.missing-refused", "auth.wrong-refused", "http.status-listed"],
    collateral=[*TOKENS, "http.unknown-path-refused-404"],
)
def strangers_are_forbidden(service: Any) -> None:
    """Answers a missing or wrong token with 403."""
    restatus(service, "001", 403)


@FAULTS.deviation(
    breaks=["auth.missing-refused", "auth.wrong-refused"],
    collateral=[*TOKENS, "error.path-unknown"],
)
def strangers_have_the_wrong_address(service: Any) -> None:
    """Answers a missing or wrong token with the error of an address that is locked out."""
    recode(service, "001", "007")


@FAULTS.deviation(breaks=["auth.refused-without-effect"], collateral=["error.without-effect"])
def stops_before_looking_at_the_token(service: Any) -> None:
    """Refuses a stranger's stop when the message is stopped already."""

    def around(original: Check, request: Request) -> None:
        message = service.messages.get(request.path.rpartition("/")[2])
        if request.method == "DELETE" and message:
            service.stop_delivery(message)
        original(request)

    wrap(service, "authenticate", around)


@FAULTS.deviation(breaks=["auth.refused-without-effect"], collateral=["error.without-effect"])
def sends_before_looking_at_the_token(service: Any) -> None:
    """Refuses a stranger's message when it is on its way already."""

    def around(original: Check, request: Request) -> None:
        try:
            original(request)
        except Refusal:
            if request.method == "POST" and request.path == "/rest/message":
                with contextlib.suppress(Refusal):
                    service.send(request)
            raise

    wrap(service, "authenticate", around)


# -- the version -------------------------------------------------------------------------------


@FAULTS.deviation(breaks=["http.header-names-any-case"])
def knows_one_spelling_of_the_version_header(service: Any) -> None:
    """Finds the version only under `X-Version`, spelt exactly so."""
    spelt_only(service, "X-Version")


@FAULTS.deviation(
    breaks=["error.version-header.missing", "error.version-header.wrong"],
    collateral=[*LET_THROUGH, "error.version-header.status", "error.without-effect"],
)
def knows_no_versions(service: Any) -> None:
    """Never looks at X-Version."""
    unchecked(service, "check_version", lambda _request: True)


@FAULTS.deviation(
    breaks=["error.version-header.missing"],
    collateral=[*LET_THROUGH, "error.version-header.status"],
)
def the_version_has_a_default(service: Any) -> None:
    """Takes a missing X-Version for 1."""
    unchecked(service, "check_version", lambda request: "X-Version" not in request.headers)


@FAULTS.deviation(
    breaks=["error.version-header.wrong"], collateral=[*LET_THROUGH, "error.version-header.status"]
)
def any_version_will_do(service: Any) -> None:
    """Asks for X-Version and does not look at it."""
    unchecked(service, "check_version", lambda request: "X-Version" in request.headers)


@FAULTS.deviation(
    breaks=["error.version-header.missing", "error.version-header.wrong"],
    collateral=[*LET_THROUGH, "error.version-header.status", "error.without-effect"],
)
def stopping_needs_no_version(service: Any) -> None:
    """Asks for X-Version everywhere but on a stop."""
    unchecked(service, "check_version", lambda request: request.method == "DELETE")


@FAULTS.deviation(breaks=["error.version-header.status"])
def another_version_does_not_exist(service: Any) -> None:
    """Answers a fault of X-Version with 404."""
    restatus(service, "165", 404)


@FAULTS.deviation(breaks=["error.version-header.missing", "error.version-header.wrong"])
def the_version_is_a_parameter(service: Any) -> None:
    """Gives a fault of X-Version the code of a bad parameter."""
    recode(service, "165", "101")


# -- paths and methods -------------------------------------------------------------------------


@FAULTS.deviation(
    breaks=["http.unknown-path-refused"],
    collateral=[
        "http.unknown-path-refused-404",
        "error.path-unknown",
        "http.routing-answer-well-formed",
    ],
)
def every_path_exists(service: Any) -> None:
    """Answers a path that nothing is at with 200."""
    restatus(service, "161", 200)
    # An unknown message has the same error and keeps its status.
    wrap(service, "find", _as_missing)
    wrap(service, "find_by_client_id", _as_missing)


def _as_missing(original: Callable[..., Any], identifier: str) -> Any:
    try:
        return original(identifier)
    except Refusal as refusal:
        missing = Refusal("101", ": apiMessageId")
        missing.status = refusal.status
        raise missing from None


@FAULTS.deviation(breaks=["http.unknown-path-refused-404"])
def unknown_paths_are_bad_requests(service: Any) -> None:
    """Answers a path that nothing is at with 400."""

    def around(original: Callable[..., Response], request: Request) -> Response:
        response = original(request)
        response.status_code = 400
        return response

    wrap(service, "unknown_path", around)


@FAULTS.deviation(breaks=["error.path-unknown"])
def unknown_paths_are_bad_parameters(service: Any) -> None:
    """Gives a path that nothing is at the code of a bad parameter."""
    wrap(
        service,
        "unknown_path",
        lambda _original, request: service.refuse(request, Refusal("101"), 404),
    )


@FAULTS.deviation(
    breaks=["http.routing-answer-well-formed"],
    collateral=["error.path-unknown", "error.method-unsupported"],
)
def routing_faults_are_web_pages(service: Any) -> None:
    """Answers unknown paths and methods with its web server's own page."""

    def page(original: Callable[..., Response], *args: Any) -> Response:
        response = original(*args)
        response.set_data(b"<!doctype html><title>Error</title><h1>Not here</h1>")
        response.content_type = "text/html; charset=utf-8"
        return response

    wrap(service, "unknown_path", page)
    wrap(service, "unknown_method", page)


@FAULTS.deviation(
    breaks=["http.method-refused"],
    collateral=[
        *LET_THROUGH,
        "http.method-refused-405",
        "error.method-unsupported",
        "http.routing-answer-well-formed",
    ],
)
def a_post_reads_the_balance(service: Any) -> None:
    """Reads the balance with any method."""

    def around(original: Callable[..., Response], request: Request, allowed: list[str]) -> Response:
        if request.path.startswith("/rest/account/"):
            return service.call("read_balance", request, {})  # type: ignore[no-any-return]
        return original(request, allowed)

    wrap(service, "unknown_method", around)


@FAULTS.deviation(breaks=["http.method-refused-405"])
def the_right_methods_are_a_secret(service: Any) -> None:
    """Answers a wrong method without Allow."""
    edit(service, "unknown_method", lambda response: response.headers.pop("Allow"))


@FAULTS.deviation(breaks=["http.method-refused-405"])
def wrong_methods_do_not_exist(service: Any) -> None:
    """Answers a wrong method with 404."""
    restatus(service, "160", 404)


@FAULTS.deviation(breaks=["error.method-unsupported"])
def wrong_methods_are_missing_resources(service: Any) -> None:
    """Gives a wrong method the code of a missing resource."""
    recode(service, "160", "161")


@FAULTS.deviation(breaks=["http.head-without-body"])
def head_has_a_body(service: Any) -> None:
    """Answers HEAD as it answers GET, the body included."""

    def around(original: Callable[..., Response], request: Request) -> Response:
        if request.method == "HEAD":
            request.environ["REQUEST_METHOD"] = "GET"
        return original(request)

    wrap(service, "answer", around)


@FAULTS.deviation(
    breaks=["http.head-like-get"], collateral=["http.status-documented", "http.status-listed"]
)
def head_is_always_empty(service: Any) -> None:
    """Answers HEAD with 204, whatever GET would."""

    def around(
        original: Callable[..., Response], endpoint: str, request: Request, variables: Any
    ) -> Response:
        response = original(endpoint, request, variables)
        if request.method == "HEAD":
            response.status_code = 204
        return response

    wrap(service, "call", around)


@FAULTS.deviation(breaks=["http.body-ignored"])
def a_body_out_of_place_is_malformed(service: Any) -> None:
    """Refuses GET and DELETE with a body."""

    def around(original: Check, request: Request) -> None:
        original(request)
        if request.method != "POST" and request.get_data():
            raise Refusal("100")

    wrap(service, "check_version", around)


@FAULTS.deviation(
    breaks=["http.parallel-requests"],
    collateral=[*STATES, "error.message-unknown", "read.answers-200", "read.by-client-id"],
)
def workers_share_nothing(service: Any) -> None:
    """Knows a message only in the worker that has taken it."""
    workers: dict[str, int] = {}

    def accept(original: Callable[..., Any], *args: Any) -> Any:
        message = original(*args)
        workers[message.id] = threading.get_ident()
        return message

    def find(original: Callable[..., Any], message_id: str) -> Any:
        message = original(message_id)
        if workers.get(message.id) != threading.get_ident():
            raise Refusal("161")
        return message

    wrap(service, "accept", accept)
    wrap(service, "find", find)


# -- another account ---------------------------------------------------------------------------


def found_for_every_account(service: Any, *finders: str) -> None:
    """Let the other account find messages of this one too."""

    def around(original: Callable[[str], Any], sought: str, finder: str) -> Any:
        try:
            return original(sought)
        except Refusal:
            return getattr(service, finder)(sought)

    for finder in finders:
        wrap(service.other, finder, functools.partial(around, finder=finder))


@FAULTS.deviation(breaks=["isolation.account.read", "isolation.account.cancel"])
def finds_messages_for_every_account(service: Any) -> None:
    """Finds a message by its id alone, whoever has sent it."""
    found_for_every_account(service, "find")


@FAULTS.deviation(breaks=["isolation.account.read"])
def finds_client_ids_of_every_account(service: Any) -> None:
    """Looks for a client's own id among the messages of all clients."""
    found_for_every_account(service, "find_by_client_id")


@FAULTS.deviation(breaks=["isolation.account.cancel"])
def stops_before_it_asks_whose_message_it_is(service: Any) -> None:
    """Tells another account that there is no such message, and has stopped it."""

    def stop(original: Callable[..., Any], request: Request, message_id: str) -> Any:
        with contextlib.suppress(Refusal):
            service.stop(request, message_id)
        return original(request, message_id)

    wrap(service.other, "stop", stop)


@FAULTS.deviation(breaks=["isolation.account.cancel"])
def tells_every_account_where_a_message_is(service: Any) -> None:
    """Answers another account's stop with the status of the message, which goes on."""

    def stop(original: Callable[..., Any], request: Request, message_id: str) -> Any:
        message = service.messages.get(message_id.lower())
        return (
            (200, {"data": service.stop_data(message)})
            if message
            else original(request, message_id)
        )

    wrap(service.other, "stop", stop)
