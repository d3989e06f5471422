"""The ways in which Dexatel's service is made to deviate, and what follows from some of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from werkzeug.wrappers import Request, Response

from conformance.deviations.deviation import Catalogue, wrap
from conformance.reference.dexatel import Dexatel
from conformance.reference.dexatel.faults import Refusal

FAULTS = Catalogue("dexatel")

AROUND = ("audiences", "campaigns", "contacts", "senders", "templates", "webhooks")
"""The resources around messages."""

CODED = (
    *(f"{kind}.fault-numbered" for kind in AROUND),
    *(f"{kind}.unknown-refused" for kind in AROUND),
    "audiences.duplicate-refused",
    "cancel.deleted-is-gone",
    "cancel.malformed.refused",
    "cancel.twice.answers-unknown",
    "cancel.twice.is-harmless",
    "cancel.unknown.refused",
    "error.body-malformed.own-code",
    "error.button-missing",
    "error.button-unsupported.sms",
    "error.button-unsupported.whatsapp",
    "error.channel-unknown",
    "error.content-missing",
    "error.data-missing.own-code",
    "error.image-unsupported.sms",
    "error.message-id-malformed",
    "error.message-unknown",
    "error.recipient-empty.own-code",
    "error.recipient-invalid",
    "error.recipient-invalid.any-place",
    "error.recipients-empty",
    "error.recipients-missing",
    "error.recipients-no-array",
    "error.recipients-too-many",
    "error.schedule-malformed",
    "error.schedule-past",
    "error.sender-empty",
    "error.sender-malformed",
    "error.sender-malformed.own-code",
    "error.sender-missing",
    "error.sender-unknown",
    "error.sender-unknown.own-code",
    "error.template-malformed",
    "error.template-unknown",
    "error.template-unknown.own-code",
    "error.text-empty",
    "error.text-malformed",
    "error.text-malformed.own-code",
    "error.text-too-long.sms",
    "error.text-too-long.viber",
    "error.text-too-long.whatsapp",
    "error.variables-missing",
    "text.odd-accepted-or-refused",
)
"""What cannot hold once a refusal's code cannot be read."""

ENVELOPE = (
    "auth.case-changed-refused",
    "auth.elsewhere-refused",
    "auth.error-shape",
    "auth.missing-refused",
    "auth.prefixed-refused",
    "auth.wrong-refused",
    "error.code-given",
    "error.message-given",
    "error.method-given",
    "error.path-given",
    "error.shape",
    "error.status-agrees",
    "error.status-given",
    "error.timestamp-given",
    "http.routing-answer-well-formed",
    *CODED,
)
"""What cannot hold once the envelope cannot be read."""

COUNTS = (
    "encoding.gsm7-when-possible",
    "encoding.ucs2-otherwise",
    "segments.extension-counts-two",
    "segments.gsm7.concatenated",
    "segments.gsm7.single",
    "segments.grow-one-by-one",
    "segments.long-is-split",
    "segments.other-alphabet-never-fewer",
    "segments.pairs-stay-whole",
    "segments.ucs2.concatenated",
    "segments.ucs2.single",
)
"""What is told by the number of parts: encodings too are tried with texts of every length."""

LIVES_ON = (
    "cancel.deleted-is-gone",
    "cancel.deleted-not-listed",
    "cancel.deleted-reads-404",
    "cancel.queued.stops-delivery",
    "cancel.twice.answers-unknown",
    "cancel.twice.is-harmless",
    "cancel.unsent.is-lasting",
    "cancel.unsent.stops-delivery",
)
"""What may be found once a deleted message is still there."""

VANISHES = (
    "cancel.any-state-accepted",
    "cancel.answers-204",
    "cancel.delivered.is-harmless",
    "http.body-ignored",
    "http.no-body-needed",
    "isolation.others-untouched",
    "isolation.siblings-untouched",
    "list.agrees-with-read",
    "list.finds-sent",
    "list.pages-complete",
    "read.answers-200",
    "read.repeatable",
)
"""What may be found once messages disappear that nobody deleted."""


def edits(service: Dexatel, endpoint: str, change: Callable[[Any], Any]) -> None:
    """Change the document that an endpoint answers when it succeeds."""

    def edited(original: Callable[..., Response], request: Request, **path: str) -> Response:
        response = original(request, **path)
        if response.status_code < 300 and response.get_data():
            document = change(json.loads(response.get_data()))
            response.set_data(json.dumps(document, ensure_ascii=False).encode())
        return response

    wrap(service, endpoint, edited)


def edits_entries(service: Dexatel, change: Callable[[list[Any]], list[Any]]) -> None:
    """Change the list of messages that a create answers."""
    edits(
        service, "create_message", lambda document: {**document, "data": change(document["data"])}
    )


def edits_page(service: Dexatel, **members: Callable[[Any], Any]) -> None:
    """Change members of a list's `pagination`."""

    def change(document: Any) -> Any:
        return {**document, "pagination": altered(document["pagination"], members)}

    edits(service, "list_messages", change)


def shows(service: Dexatel, method: str, **members: Callable[[Any], Any]) -> None:
    """Show members of what a method makes in another way, where they are shown."""
    wrap(service, method, lambda original, *arguments: altered(original(*arguments), members))


def altered(document: dict[str, Any], members: dict[str, Callable[[Any], Any]]) -> dict[str, Any]:
    """The document with these members passed through their functions."""
    changed = {name: change(document[name]) for name, change in members.items() if name in document}
    return {**document, **changed}


def hides(service: Dexatel, method: str, *names: str) -> None:
    """Leave members out of what a method makes."""

    def without(original: Callable[..., dict[str, Any]], *arguments: Any) -> dict[str, Any]:
        return {name: value for name, value in original(*arguments).items() if name not in names}

    wrap(service, method, without)


def renames(service: Dexatel, method: str, old: str, new: str) -> None:
    """Show a member of what a method makes under another name."""

    def renamed(original: Callable[..., dict[str, Any]], *arguments: Any) -> dict[str, Any]:
        document = original(*arguments)
        return {new if name == old else name: value for name, value in document.items()}

    wrap(service, method, renamed)


def always(service: Dexatel, method: str, value: Any) -> None:
    """Let a method return one value, whatever it is asked."""
    wrap(service, method, lambda *_: value)


def recodes(service: Dexatel, old: int, new: int, *, on: tuple[str, ...] = ()) -> None:
    """Refuse with another code, for all methods of HTTP or for some."""

    def refused(original: Callable[..., Response], request: Request, refusal: Refusal) -> Response:
        if refusal.code == old and (not on or request.method in on):
            refusal = Refusal(new)
        return original(request, refusal)

    wrap(service, "refused", refused)


def restates(service: Dexatel, status: int, *codes: int) -> None:
    """Refuse with another HTTP status."""

    def status_of(original: Callable[..., int], refusal: Refusal) -> int:
        return status if refusal.code in codes else original(refusal)

    wrap(service, "status_of", status_of)


def forgives(service: Dexatel, method: str, code: int, instead: Callable[..., Any]) -> None:
    """Do something else where a method would refuse with this code."""

    def forgiving(original: Callable[..., Any], *arguments: Any, **path: str) -> Any:
        try:
            return original(*arguments, **path)
        except Refusal as refusal:
            if refusal.code != code:
                raise
            return instead(*arguments, **path)

    wrap(service, method, forgiving)


def crashes(service: Dexatel, method: str, when: Callable[..., bool]) -> None:
    """Answer 500 where a method gets what it cannot deal with."""

    def crashing(original: Callable[..., Any], *arguments: Any, **path: Any) -> Any:
        if when(*arguments, **path):
            raise Refusal(500)
        return original(*arguments, **path)

    def refused(original: Callable[..., Response], request: Request, refusal: Refusal) -> Response:
        if refusal.code == 500:
            return service.refusal(request, 500, 500, "Internal server error")
        return original(request, refusal)

    wrap(service, method, crashing)
    wrap(service, "refused", refused)


def speaks(service: Dexatel, statuses: range, media_type: str, body: str | None = None) -> None:
    """Answer with another media type, and perhaps another body, at some statuses."""

    def spoken(original: Callable[..., Response], status: int, document: object) -> Response:
        response = original(status, document)
        if status in statuses:
            response.headers["Content-Type"] = media_type
            if body is not None:
                response.set_data(body)
        return response

    wrap(service, "json", spoken)
