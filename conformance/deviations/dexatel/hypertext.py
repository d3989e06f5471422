"""HTTP itself: mistakes with media types, methods, paths and whatever makes a server fall over."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from werkzeug.wrappers import Request, Response

from conformance.deviations.deviation import wrap
from conformance.deviations.dexatel.ways import (
    AROUND,
    ENVELOPE,
    FAULTS,
    crashes,
    restates,
    speaks,
)
from conformance.reference.dexatel import Dexatel
from conformance.reference.dexatel.faults import Refusal

UNREADABLE = (
    *(f"{kind}.answered" for kind in AROUND),
    "account.answered",
    "error.without-effect",
    "http.media-type-documented",
    "list.answers-200",
    "list.entries-array",
    "list.finds-sent",
    "list.pagination-given",
    "read.agrees-with-send",
    "read.answers-200",
    "read.repeatable",
    "read.returns-message",
    "read.shape",
    "schedule.accepted",
    "segments.long-is-split",
    "send.accepted",
    "send.answer-wrapped",
    "send.entry-per-recipient",
    "send.maximum-recipients-accepted",
    "send.template-as-content",
    "text.survives",
    *ENVELOPE,
)
"""What cannot be shown of an answer that cannot be read."""

CREATES = (
    "error.send-refused.status",
    "http.caller-fault-is-4xx",
    "http.unsupported-media-type.refused-415",
    *ENVELOPE,
)


def spoils(service: Dexatel, change: Callable[[bytes], bytes], statuses: range) -> None:
    """Change the octets of answers whose status is one of these."""

    def json(original: Callable[..., Response], status: int, document: object) -> Response:
        response = original(status, document)
        if status in statuses:
            response.set_data(change(response.get_data()))
        return response

    wrap(service, "json", json)


# -- media types --------------------------------------------------------------


@FAULTS.deviation(breaks=["http.parses-as-declared"], collateral=UNREADABLE)
def leaves_a_comma_behind(service: Dexatel) -> None:
    """Writes a comma after the last member of an answer."""
    spoils(service, lambda body: re.sub(rb"\}$", b",}", body), range(200, 300))


@FAULTS.deviation(breaks=["http.parses-as-declared"], collateral=UNREADABLE)
def writes_single_quotes(service: Dexatel) -> None:
    """Writes refusals in single quotes."""
    spoils(service, lambda body: body.replace(b'"', b"'"), range(400, 500))


@FAULTS.deviation(breaks=["http.parses-as-declared"], collateral=UNREADABLE)
def writes_latin_1(service: Dexatel) -> None:
    """Writes answers in Latin-1 where it can."""

    def latin(body: bytes) -> bytes:
        try:
            return body.decode().encode("latin-1")
        except UnicodeEncodeError:
            return body

    spoils(service, latin, range(200, 500))


@FAULTS.deviation(breaks=["http.parses-as-declared"], collateral=UNREADABLE)
def cuts_long_answers(service: Dexatel) -> None:
    """Ends an answer after a thousand octets."""
    spoils(service, lambda body: body[:1000], range(200, 500))


@FAULTS.deviation(breaks=["http.parses-as-declared"], collateral=UNREADABLE)
def warns_before_the_answer(service: Dexatel) -> None:
    """Writes a warning of its language before the answers to reads and lists."""

    def warned(original: Callable[..., Response], *arguments: Any, **path: str) -> Response:
        response = original(*arguments, **path)
        response.set_data(b"Notice: Undefined index: country\n" + response.get_data())
        return response

    wrap(service, "read_message", warned)
    wrap(service, "list_messages", warned)


@FAULTS.deviation(
    breaks=["http.media-type-documented"], collateral=["http.parses-as-declared", *UNREADABLE]
)
def declares_html(service: Dexatel) -> None:
    """Declares every answer as HTML."""
    speaks(service, range(200, 500), "text/html; charset=utf-8")


@FAULTS.deviation(
    breaks=["http.media-type-documented"], collateral=["http.parses-as-declared", *UNREADABLE]
)
def declares_problems(service: Dexatel) -> None:
    """Declares refusals as application/problem+json."""
    speaks(service, range(400, 500), "application/problem+json")


@FAULTS.deviation(
    breaks=["http.media-type-documented"], collateral=["http.parses-as-declared", *UNREADABLE]
)
def declares_nothing(service: Dexatel) -> None:
    """Declares no media type for messages."""

    def undeclared(original: Callable[..., Response], *arguments: Any, **path: str) -> Response:
        response = original(*arguments, **path)
        del response.headers["Content-Type"]
        return response

    wrap(service, "read_message", undeclared)


@FAULTS.deviation(
    breaks=["http.charset-accepted"], collateral=["http.unsupported-media-type.refused-415"]
)
def wants_no_charset(service: Dexatel) -> None:
    """Refuses a create whose content type has a parameter."""

    def check(original: Callable[[Request], None], request: Request) -> None:
        if request.mimetype_params:
            raise Refusal(415)
        original(request)

    wrap(service, "check_media_type", check)


@FAULTS.deviation(breaks=["http.unsupported-media-type.refused-415"])
def takes_any_content_type(service: Dexatel) -> None:
    """Takes a create that declares another content type."""
    wrap(service, "check_media_type", lambda *_: None)


@FAULTS.deviation(breaks=["http.unsupported-media-type.refused-415"])
def calls_another_content_type_a_bad_request(service: Dexatel) -> None:
    """Answers 400 to a content type other than JSON."""
    restates(service, 400, 415)


# -- server errors ------------------------------------------------------------


@FAULTS.deviation(
    breaks=["http.no-server-error"],
    collateral=[
        "error.body-malformed",
        "error.body-malformed.own-code",
        "http.caller-fault-is-4xx",
    ],
)
def falls_over_malformed_bodies(service: Dexatel) -> None:
    """Answers 500 to a body that is no JSON."""

    def malformed(body: bytes) -> bool:
        try:
            original(body)
        except Refusal:
            return True
        return False

    original = service.document
    crashes(service, "document", malformed)


@FAULTS.deviation(breaks=["http.no-server-error"], collateral=CREATES)
def falls_over_null(service: Dexatel) -> None:
    """Answers 500 when a member that a create needs is null."""
    crashes(
        service,
        "draft",
        lambda data: any(name in data and data[name] is None for name in ("from", "to", "channel")),
    )


@FAULTS.deviation(breaks=["http.no-server-error"], collateral=CREATES)
def falls_over_other_types(service: Dexatel) -> None:
    """Answers 500 when the text of a create is no string."""
    crashes(service, "draft", lambda data: not isinstance(data.get("text"), str | None))


@FAULTS.deviation(
    breaks=["http.no-server-error"], collateral=["text.odd-accepted-or-refused", *CREATES]
)
def falls_over_nul(service: Dexatel) -> None:
    """Answers 500 to a text with NUL, which its database does not take."""
    crashes(service, "draft", lambda data: "\0" in str(data.get("text")))


@FAULTS.deviation(
    breaks=["http.no-server-error"],
    collateral=[
        "encoding.ucs2-otherwise",
        "segments.pairs-stay-whole",
        "segments.ucs2.concatenated",
        "segments.ucs2.single",
        "send.accepted",
        "send.long-sms-accepted",
        "send.maximum-text-viber",
        "send.maximum-text-whatsapp",
        "text.survives",
        *CREATES,
    ],
)
def falls_over_emoji(service: Dexatel) -> None:
    """Answers 500 to a text with a character of four octets."""
    crashes(service, "draft", lambda data: any(c > "\uffff" for c in str(data.get("text"))))


@FAULTS.deviation(
    breaks=["http.no-server-error"],
    collateral=[
        "cancel.malformed.refused",
        "error.message-id-malformed",
        "error.message-id-malformed.status",
        *CREATES,
    ],
)
def falls_over_malformed_ids(service: Dexatel) -> None:
    """Answers 500 to what is no UUID."""

    def malformed(text: str, code: int) -> bool:
        try:
            original(text, code)
        except Refusal:
            return True
        return False

    original = service.identifier
    crashes(service, "identifier", malformed)


@FAULTS.deviation(
    breaks=["http.no-server-error"],
    collateral=["list.page-size-refused", "list.page-token-refused", *CREATES],
)
def falls_over_page_sizes(service: Dexatel) -> None:
    """Answers 500 to a page size that is no number."""
    crashes(
        service,
        "page_size",
        lambda request, _default: not request.args.get("page_size", "1").isdecimal(),
    )


@FAULTS.deviation(
    breaks=["http.no-server-error"],
    collateral=["error.recipients-no-array", "error.recipients-missing", *CREATES],
)
def falls_over_a_bare_recipient(service: Dexatel) -> None:
    """Answers 500 when the recipients are no array."""
    crashes(service, "draft", lambda data: not isinstance(data.get("to"), list))


@FAULTS.deviation(
    breaks=["http.no-server-error"],
    collateral=["http.method-refused", "http.method-refused-405", *CREATES],
)
def has_not_implemented_methods(service: Dexatel) -> None:
    """Answers 501 to a method that a path does not support."""
    restates(service, 501, 405)


@FAULTS.deviation(
    breaks=["http.no-server-error"],
    collateral=["cancel.twice.answers-unknown", "cancel.twice.is-harmless", *CREATES],
)
def falls_over_a_second_delete(service: Dexatel) -> None:
    """Answers 500 when a message is deleted again."""
    deleted: set[str] = set()

    def forget(original: Callable[..., None], message: Any) -> None:
        deleted.add(message.id)
        original(message)

    wrap(service, "forget", forget)
    crashes(
        service,
        "delete_message",
        lambda _request, message_id: message_id.lower() in deleted,
    )


# -- paths and methods --------------------------------------------------------

ROUTED = (
    "error.code-given",
    "error.message-given",
    "error.shape",
    "error.status-agrees",
    "http.caller-fault-is-4xx",
    "http.media-type-documented",
    "http.parses-as-declared",
    "http.routing-answer-well-formed",
)
"""What the answer to an unknown path or method is looked at for besides."""


@FAULTS.deviation(
    breaks=["http.unknown-path-refused"], collateral=["http.unknown-path-refused-404", *ROUTED]
)
def welcomes_at_unknown_paths(service: Dexatel) -> None:
    """Answers 200 at a path that does not exist."""
    wrap(service, "unknown_path", lambda *_: service.json(200, {"message": "Welcome"}))


@FAULTS.deviation(breaks=["http.unknown-path-refused-404"])
def forbids_unknown_paths(service: Dexatel) -> None:
    """Answers 403 at a path that does not exist."""
    restates(service, 403, 404)


@FAULTS.deviation(
    breaks=["http.method-refused"],
    collateral=["http.method-refused-405", "cancel.answers-204", *ROUTED],
)
def answers_every_method(service: Dexatel) -> None:
    """Answers 200 to a method that the path does not support."""
    wrap(service, "unknown_method", lambda *_: service.json(200, {}))


@FAULTS.deviation(breaks=["http.method-refused-405"], collateral=["http.unknown-path-refused-404"])
def finds_no_path_for_a_method(service: Dexatel) -> None:
    """Answers 404 to a method that the path does not support."""
    restates(service, 404, 405)


@FAULTS.deviation(breaks=["http.method-refused-405"])
def does_not_say_what_is_allowed(service: Dexatel) -> None:
    """Answers 405 without an Allow header."""

    def unknown_method(
        original: Callable[..., Response], request: Request, allowed: list[str]
    ) -> Response:
        response = original(request, allowed)
        del response.headers["Allow"]
        return response

    wrap(service, "unknown_method", unknown_method)


@FAULTS.deviation(breaks=["http.routing-answer-well-formed"], collateral=ROUTED)
def has_a_page_for_unknown_paths(service: Dexatel) -> None:
    """Answers an unknown path and a wrong method in HTML."""

    def page(original: Callable[..., Response], *arguments: Any) -> Response:
        response = original(*arguments)
        response.headers["Content-Type"] = "text/html"
        response.set_data("<html><h1>Cannot do that</h1></html>")
        return response

    wrap(service, "unknown_path", page)
    wrap(service, "unknown_method", page)


# -- HEAD, and bodies where there are none -------------------------------------


class Whole(Response):
    """An answer to HEAD that has its body all the same."""

    def get_app_iter(self, environ: Any) -> Any:
        """The body, whatever the method."""
        return super().get_app_iter({**environ, "REQUEST_METHOD": "GET"})


@FAULTS.deviation(breaks=["http.head-without-body"])
def answers_head_with_a_body(service: Dexatel) -> None:
    """Answers HEAD with what GET would have."""

    def call(
        original: Callable[..., Response], endpoint: str, request: Request, path: Any
    ) -> Response:
        response = original(endpoint, request, path)
        if request.method != "HEAD":
            return response
        return Whole(response.get_data(), response.status_code, response.headers)

    wrap(service, "call", call)


@FAULTS.deviation(breaks=["http.head-like-get"], collateral=["http.status-documented"])
def answers_head_without_looking(service: Dexatel) -> None:
    """Answers every HEAD with 204."""

    def call(
        original: Callable[..., Response], endpoint: str, request: Request, path: Any
    ) -> Response:
        if request.method == "HEAD" and service.authentic(request):
            return service.no_content()
        return original(endpoint, request, path)

    wrap(service, "call", call)


def looks_at_bodies(service: Dexatel, bad: Callable[[Request], bool]) -> None:
    """Refuse reads, lists and deletes for their bodies."""

    def call(
        original: Callable[..., Response], endpoint: str, request: Request, path: Any
    ) -> Response:
        if request.method in {"GET", "HEAD", "DELETE"} and bad(request):
            return service.refused(request, Refusal(1005))
        return original(endpoint, request, path)

    wrap(service, "call", call)


@FAULTS.deviation(
    breaks=["http.no-body-needed"],
    collateral=["http.body-ignored", "http.head-like-get"],
)
def wants_a_body_for_a_content_type(service: Dexatel) -> None:
    """Refuses a read or a delete that declares JSON and has no body."""
    looks_at_bodies(
        service,
        lambda request: request.mimetype == "application/json" and not request.get_data(),
    )


@FAULTS.deviation(breaks=["http.body-ignored"])
def wants_no_body_where_none_is_needed(service: Dexatel) -> None:
    """Refuses a read or a delete that has a body."""
    looks_at_bodies(service, lambda request: bool(request.get_data()))
