"""The catalogue of Clickatell's deviations, and the small tools that they are made with."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from werkzeug.wrappers import Request, Response

from conformance.deviations.deviation import Catalogue, wrap
from conformance.reference.clickatell.errors import Refusal
from conformance.reference.clickatell.formats import JSON, XML, Format

FAULTS = Catalogue("clickatell")

CODED = (
    "auth.case-changed-refused",
    "auth.extended-refused",
    "auth.missing-refused",
    "auth.other-scheme-refused",
    "auth.truncated-refused",
    "auth.wrong-refused",
    "error.accept-header.unusable",
    "error.body-not-a-message",
    "error.client-id-space",
    "error.content-missing",
    "error.content-type-header.missing",
    "error.content-type-header.unusable",
    "error.empty-as-missing",
    "error.body-malformed",
    "error.message-unknown",
    "error.method-unsupported",
    "error.path-unknown",
    "error.recipient-empty",
    "error.recipient-invalid",
    "error.recipient-invalid.any-place",
    "error.recipients-missing",
    "error.schedule-refused.code",
    "error.sender-malformed",
    "error.sender-unknown",
    "error.too-many-parts",
    "error.unicode-data.not-hex",
    "error.unicode-data.odd-length",
    "error.version-header.missing",
    "error.version-header.wrong",
    "error.xml-malformed",
    "error.xml-not-a-message",
    "cancel.malformed.refused",
    "cancel.unknown.refused",
    "read.client-id-unknown",
)
"""Themes that look at the code of an error, or for an error at all."""

LET_THROUGH = ("http.caller-fault-is-4xx", "error.whole-request-at-top", "error.without-effect")
"""Themes that any request notices which is served although it has to be refused."""

AS_ACCEPTED = (
    "send.accepted-without-error",
    "send.entry-accepted",
    "send.id-format",
    "send.id-not-empty",
    "send.recipient-echoed",
)
"""Themes that notice a refused recipient where all are said to be accepted."""

SENDS = (
    "http.parallel-requests",
    "schedule.accepted",
    "segments.maximum-accepted",
    "send.accepted",
    "send.maximum-recipients-accepted",
    "unicode.hex-accepted",
    "unicode.hex-any-case",
)
"""Themes that look at whether a send is accepted as it has to be."""

COUNTED = (
    "encoding.gsm7-when-possible",
    "encoding.ucs2-otherwise",
    "segments.extension-counts-two",
    "segments.gsm7.concatenated",
    "segments.gsm7.single",
    "segments.grow-one-by-one",
    "segments.maximum-accepted",
    "segments.other-alphabet-never-fewer",
    "segments.pairs-stay-whole",
    "segments.ucs2.concatenated",
    "segments.ucs2.single",
    "text.odd-accepted-or-refused",
    "error.too-many-parts",
    "error.too-many-parts.status",
    "charge.refused-costs-nothing",
    "charge.grows-with-parts",
    "charge.parts-times-price",
)
"""Themes that the count of a text's parts shows in."""

IN_XML = (
    "negotiation.xml-when-asked",
    "xml.balance.shape",
    "xml.cancel.shape",
    "xml.coverage.shape",
    "xml.error.shape",
    "xml.read.shape",
    "xml.same-as-json",
    "xml.send.request",
    "xml.send.layout-free",
    "xml.send.shape",
)

STATES = (
    "cancel.delivered.answers-state",
    "cancel.delivered.is-harmless",
    "cancel.queued.answers-cancelled",
    "cancel.queued.stops-delivery",
    "cancel.twice.is-harmless",
    "cancel.unsent.is-lasting",
    "cancel.unsent.stops-delivery",
    "isolation.others-untouched",
    "isolation.siblings-untouched",
    "schedule.accepted",
    "schedule.delivers-when-due",
    "schedule.every-recipient",
    "state.delivered",
    "state.described",
    "state.final-stays",
    "state.forward-only",
    "state.queued",
    "state.sent",
    "validity.counts-from-due-time",
)
"""Themes that look at a message's way."""


def alter(service: Any, method: str, change: Callable[[Any], Any]) -> None:
    """Replace what a method returns by what `change` makes of it."""
    wrap(service, method, lambda original, *args, **kwargs: change(original(*args, **kwargs)))


def edit(service: Any, method: str, change: Callable[[Any], object]) -> None:
    """Let `change` work upon what a method returns."""

    def around(original: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        result = original(*args, **kwargs)
        change(result)
        return result

    wrap(service, method, around)


def instead(service: Any, method: str, result: Any) -> None:
    """Let a method return always the same."""
    wrap(service, method, lambda *_args, **_kwargs: result)


def change_refusals(service: Any, code: str, change: Callable[[Refusal], object]) -> None:
    """Let `change` work upon every refusal of a code, of a request or of a recipient."""

    def of_request(
        original: Callable[..., Response], request: Request, refusal: Refusal, *more: Any
    ) -> Response:
        if refusal.code == code:
            change(refusal)
        return original(request, refusal, *more)

    def of_recipient(outcome: Any) -> None:
        if isinstance(outcome, Refusal) and outcome.code == code:
            change(outcome)

    wrap(service, "refuse", of_request)
    edit(service, "submit", of_recipient)


def restatus(service: Any, code: str, status: int) -> None:
    """Answer an error with another HTTP status."""
    change_refusals(service, code, lambda refusal: setattr(refusal, "status", status))


def recode(service: Any, code: str, other: str) -> None:
    """Give an error another code."""
    change_refusals(service, code, lambda refusal: setattr(refusal, "code", other))


def crash() -> Refusal:
    """What a server says when it has run into a fault of its own: never mind which error."""
    refusal = Refusal("100")
    refusal.status = 500
    return refusal


def on_success(
    service: Any, endpoints: Iterable[str], change: Callable[[Response], object]
) -> None:
    """Let `change` work upon the written answers of some operations when they succeed."""

    def around(
        original: Callable[..., Response], endpoint: str, request: Request, variables: Any
    ) -> Response:
        response = original(endpoint, request, variables)
        if endpoint in endpoints and response.status_code < 400:
            change(response)
        return response

    wrap(service, "call", around)


def rewrite(service: Any, form: Format, change: Callable[[bytes], bytes]) -> None:
    """Change the octets of every answer in one format."""

    def around(response: Response) -> None:
        if response.mimetype == form.media_type:
            response.set_data(change(response.get_data()))

    edit(service, "respond", around)


def rename(service: Any, form: Format, old: str, new: str) -> None:
    """Give an element or a member of every answer in one format another name."""
    pairs = {
        XML: ((f"<{old}>", f"<{new}>"), (f"</{old}>", f"</{new}>")),
        JSON: ((f'"{old}":', f'"{new}":'),),
    }

    def change(body: bytes) -> bytes:
        for before, after in pairs[form]:
            body = body.replace(before.encode(), after.encode())
        return body

    rewrite(service, form, change)
