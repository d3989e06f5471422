"""The catalogue of 2sms's deviations, and the small tools that they are made with."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Mapping
from typing import Any
from xml.etree.ElementTree import Element

from werkzeug.wrappers import Request, Response

from conformance.deviations.deviation import Catalogue, wrap
from conformance.reference.twosms import TwoSms
from conformance.reference.twosms.account import Message
from conformance.reference.twosms.binding import Member, Model, UnreadableError

FAULTS = Catalogue("twosms")

NAMED = (
    "erase.also-expires",
    "erase.counts-named",
    "expire.count.expired-exact",
    "expire.count.messages-not-recipients",
    "expire.ids.criteria-ignored",
    "expire.ids.despite-expiry-date",
    "expire.ids.despite-reads-left",
    "expire.ids.expires-every-named",
    "expire.ids.expires-named",
    "expire.ids.repeated-counts-once",
    "expire.is-lasting",
    "expire.reason.accepted",
    "expire.request.enum-integer",
    "expire.request.enum-name",
    "expire.request.form",
    "expire.request.json",
    "expire.request.text-json",
    "expire.request.text-xml",
    "expire.request.xml",
    "expire.request.xml-any-order",
    "expire.request.xml-boolean-digits",
    "expire.request.xml-enum-name",
    "expire.request.xml-flags",
    "expire.request.xml-guid-items",
    "expire.request.xml-schema-prefixes",
    "expire.response.formats-agree",
    "expire.unviewable",
    "http.charset-accepted",
    "notify.accepted",
    "read.id-any-case",
    "update.does-not-revive",
    "update.expired-refused",
)
"""Themes that take it for granted that a named message is expired and counted."""

DETAIL = (
    "balance.falls-by-cost",
    "erase.counts-named",
    "erase.never-exceeds-named",
    "erase.only-when-asked",
    "expire.count.deleted-integer",
    "expire.count.expired-exact",
    "expire.count.expired-integer",
    "expire.count.messages-not-recipients",
    "expire.credits.remaining-number",
    "expire.credits.used-number",
    "expire.detail-complete",
    "expire.ids.repeated-counts-once",
    "expire.pending.count",
    "expire.request.xml-boolean-digits",
    "expire.request.xml-flags",
    "expire.response.formats-agree",
    "expire.response.xml-names",
    "expire.standard-never-expired",
    "expire.twice.counts-zero",
    "expire.unknown.answers-200",
    "expire.unknown.not-counted",
    "notify.free-without",
)
"""Themes that look at the four members of the detail."""

CRITERIA = (
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
)
"""Themes about what criteria select."""

XML_READ = (
    "expire.request.text-xml",
    "expire.request.xml",
    "expire.request.xml-any-order",
    "expire.request.xml-boolean-digits",
    "expire.request.xml-criteria",
    "expire.request.xml-enum-name",
    "expire.request.xml-flags",
    "expire.request.xml-guid-items",
    "expire.request.xml-schema-prefixes",
    "http.charset-accepted",
)
"""Themes that name or look for messages in XML."""

UNHARMED = (
    "error.without-effect",
    "expire.fault.without-effect",
    "isolation.others-untouched",
    *CRITERIA,
)
"""Themes that find a message expired that should have been left alone."""

REFUSALS = (
    "error.body-malformed",
    "error.message-id-malformed",
    "error.xml-malformed",
    "expire.fault.answers-400",
    "expire.fault.date",
    "expire.fault.enum-name",
    "expire.fault.without-effect",
    "http.caller-fault-is-4xx",
)
"""Themes that send an invalid body and look at the status."""

SHOWN = (
    "auth.refused-without-effect",
    "expire.unviewable",
    "isolation.others-untouched",
    "read.returns-message",
    "schedule.delivers-when-due",
    "text.odd-accepted-or-refused",
    "text.survives",
    "update.content-shown",
    "view.member-types",
    "view.names-message",
    "view.read-out-hidden",
)
"""Themes that look at what a view shows."""

IDENTIFIER = re.compile(rb"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def after(service: TwoSms, method: str, change: Callable[[Any], Any]) -> None:
    """Change what a method returns."""

    def around(original: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        return change(original(*arguments, **named))

    wrap(service, method, around)


def always(service: TwoSms, method: str, value: object) -> None:
    """Return a value instead of calling the method."""

    def around(original: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        del original, arguments, named
        return value

    wrap(service, method, around)


def edit(service: TwoSms, kind: str, change: Callable[[dict[str, Any]], Any]) -> None:
    """Change the document of successful answers of one kind."""

    def around(
        original: Callable[..., Response], request: Request, status: int, root: str, document: Any
    ) -> Response:
        if root == f"ResponseOf{kind}":
            document = change(document)
        return original(request, status, root, document)

    wrap(service, "respond", around)


def edit_detail(service: TwoSms, kind: str, change: Callable[[Any], Any]) -> None:
    """Change the detail of successful answers of one kind."""

    def whole(document: dict[str, Any]) -> dict[str, Any]:
        data = document["ResponseData"]
        return {**document, "ResponseData": {**data, "Detail": change(data["Detail"])}}

    edit(service, kind, whole)


def status(code: int) -> Callable[[Response], Response]:
    """What gives a response another status."""

    def change(response: Response) -> Response:
        response.status_code = code
        return response

    return change


def renamed(old: str, new: str) -> Callable[[Mapping[str, Any]], dict[str, Any]]:
    """What gives a member another name."""
    return lambda members: {new if name == old else name: held for name, held in members.items()}


def without(*names: str) -> Callable[[Mapping[str, Any]], dict[str, Any]]:
    """What leaves members out."""
    return lambda members: {name: held for name, held in members.items() if name not in names}


def rebind(service: TwoSms, root: str, change: Callable[[Model], Model]) -> None:
    """Read the bodies of one model by a changed model."""

    def around(original: Callable[..., Any], request: Request, model: Model) -> Any:
        return original(request, change(model) if model.root == root else model)

    wrap(service, "bind", around)


def reads(service: TwoSms, root: str, **members: Member) -> None:
    """Read some members of a model in another way."""

    def change(model: Model) -> Model:
        return dataclasses.replace(model, members={**model.members, **members})

    rebind(service, root, change)


def waives(service: TwoSms, root: str, **defaults: object) -> None:
    """Do without required members; each has a default."""

    def around(original: Callable[..., Any], request: Request, model: Model) -> Any:
        if model.root != root:
            return original(request, model)
        required = tuple(name for name in model.required if name not in defaults)
        return defaults | original(request, dataclasses.replace(model, required=required))

    wrap(service, "bind", around)


def expire_whatever_is_named(service: TwoSms, request: Request) -> None:
    """Expire every message whose id stands somewhere in the body."""
    ids = [found.decode().lower() for found in IDENTIFIER.findall(request.get_data())]
    for message in service.named(ids):
        service.mark_expired(message, {})


def live_messages(service: TwoSms) -> list[Message]:
    """Every message of the account that could be expired."""
    return [message for message in service.messages.values() if service.expirable(message)]


class Forgiving(Member):
    """What another kind takes; anything else counts as absent, or as something."""

    def __init__(self, kind: Member, instead: object = None) -> None:
        self.kind = kind
        self.instead = instead

    def from_json(self, value: object) -> Any:
        """Read a JSON value."""
        return self.attempt(self.kind.from_json, value)

    def from_xml(self, element: Element) -> Any:
        """Read an element."""
        return self.attempt(self.kind.from_xml, element)

    def from_form(self, texts: list[str]) -> Any:
        """Read the values of a form."""
        return self.attempt(self.kind.from_form, texts)

    def from_text(self, text: str) -> Any:
        """Read a text."""
        return self.attempt(self.kind.from_text, text)

    def attempt(self, read: Callable[[Any], Any], value: object) -> Any:
        """Read a value if it can be read."""
        try:
            return read(value)
        except UnreadableError:
            return self.instead


class Refusing(Member):
    """What takes nothing at all."""

    nullable = False
