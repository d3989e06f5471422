"""One set of operations for all resources besides messages.

The documents give them the same operations, wrapped under `data`; in what they differ stands in
the table `KINDS`, and in `derived`.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from werkzeug.wrappers import Request, Response

from conformance.reference.dexatel.api import CHANNELS
from conformance.reference.dexatel.drafts import Template
from conformance.reference.dexatel.faults import Refusal
from conformance.reference.dexatel.kinds import KINDS
from conformance.reference.dexatel.listing import Filters
from conformance.reference.dexatel.messages import Messages
from conformance.reference.network import Network

TEMPLATE_ID = "7a0b1f6e-3c55-4b5e-9d0c-0f4d1c2a9b10"


@dataclass(eq=False)
class Record:
    """One resource of some kind.

    Attributes:
        owner: the id of the audience that it is a part of, or nothing.
        fixed: whether it came with the account, and stays as it is.
    """

    serial: int
    id: str
    kind: str
    owner: str
    values: dict[str, Any]
    created: datetime
    updated: datetime
    fixed: bool = False


class Resources(Messages):
    """The operations of every kind in `KINDS`."""

    def __init__(self, network: Network) -> None:
        super().__init__(network)
        self.records: dict[str, dict[str, Record]] = {kind: {} for kind in KINDS}
        self.endow()

    def endow(self) -> None:
        """Give the account what it comes with: a sender on every channel, and a template."""
        for channel in CHANNELS:
            values = {"name": "Conform", "code": "Conform", "country": "US", "channel": channel}
            sender_id = str(uuid.uuid5(uuid.UUID(TEMPLATE_ID), channel))
            self.keep("senders", values, record_id=sender_id, fixed=True)
        template = {"name": "Passcode", "text": "Your code is {code}", "channel": "SMS"}
        self.keep("templates", template, record_id=TEMPLATE_ID, fixed=True)

    # -- operations -----------------------------------------------------------

    def create_record(self, request: Request, kind: str, owner: str = "") -> Response:
        """POST on a collection."""
        owner = self.owner(owner)
        values = self.values_of(self.data(request, KINDS[kind].no_data), kind)
        self.check_unique(kind, owner, values)
        if kind == "campaigns":
            self.check_campaign(values)
        contacts = [self.values_of(contact, "contacts") for contact in values.pop("contacts", [])]
        if kind == "webhooks":
            self.replace_webhook(values["event"])
        record = self.keep(kind, values, owner=owner)
        for contact in contacts:
            self.keep("contacts", contact, owner=record.id)
        return self.json(201, {"data": self.presented(record, request)})

    def list_records(self, request: Request, kind: str, owner: str = "") -> Response:
        """GET on a collection."""
        owner = self.owner(owner)
        return self.listed(
            request,
            lambda filters: self.selected(kind, owner, filters),
            lambda record: self.presented(record, request),
        )

    def read_record(self, request: Request, kind: str, record_id: str, owner: str = "") -> Response:
        """GET on one."""
        record = self.find_record(kind, record_id, self.owner(owner))
        return self.json(200, {"data": self.presented(record, request)})

    def change_record(
        self, request: Request, kind: str, record_id: str, owner: str = ""
    ) -> Response:
        """PUT on one: the members given replace those that were there."""
        record = self.find_record(kind, record_id, self.owner(owner))
        data = self.data(request, KINDS[kind].no_data)
        if kind == "audiences" and data.get("name") is None:
            raise Refusal(1303)  # an audience has nothing else to change
        changes = {name: data[name] for name in KINDS[kind].changes if data.get(name) is not None}
        if "status" in changes and self.progress(record)["status"] != "scheduled":
            raise Refusal(1611)
        values = self.values_of({**record.values, **changes}, kind)
        if "schedule" in changes:
            self.check_schedule(changes["schedule"])
        if record.fixed:
            raise Refusal(409)
        self.check_unique(kind, record.owner, values, but=record)
        record.values = values
        record.updated = self.clock.now()
        return self.json(200, {"data": self.presented(record, request)})

    def delete_record(
        self,
        request: Request,  # noqa: ARG002
        kind: str,
        record_id: str,
        owner: str = "",
    ) -> Response:
        """DELETE on one, with what belongs to it."""
        record = self.find_record(kind, record_id, self.owner(owner))
        if record.fixed:
            raise Refusal(409)
        for contact in self.of_kind("contacts", record.id):
            del self.records["contacts"][contact.id]
        del self.records[kind][record.id]
        return self.no_content()

    # -- what there is --------------------------------------------------------

    def keep(
        self,
        kind: str,
        values: dict[str, Any],
        *,
        owner: str = "",
        record_id: str = "",
        fixed: bool = False,
    ) -> Record:
        """Add a record."""
        now = self.clock.now()
        record_id = record_id or self.new_uuid()
        record = Record(self.next_serial(), record_id, kind, owner, values, now, now, fixed)
        self.records[kind][record_id] = record
        return record

    def replace_webhook(self, event: str) -> None:
        """Make room for a webhook: there is one for each event at most (webhook add page)."""
        for record in self.of_kind("webhooks"):
            if record.values["event"].lower() == event.lower():
                del self.records["webhooks"][record.id]

    def find_record(self, kind: str, record_id: str, owner: str = "") -> Record:
        """The record with this id, or a refusal with the codes of its kind."""
        unknown, malformed = KINDS[kind].unknown, KINDS[kind].malformed
        record = self.records[kind].get(self.identifier(record_id, malformed or unknown))
        if record is None or record.owner != owner:
            raise Refusal(unknown)
        return record

    def owner(self, audience_id: str) -> str:
        """The id of the audience that the path leads through, if it leads through one."""
        return self.find_record("audiences", audience_id).id if audience_id else ""

    def of_kind(self, kind: str, owner: str = "") -> list[Record]:
        """All records of a kind, oldest first."""
        return [record for record in self.records[kind].values() if record.owner == owner]

    def selected(self, kind: str, owner: str, filters: Filters) -> Sequence[Record]:
        """The records that match the filters, whatever the case."""
        wanted = {name: filters[name] for name in KINDS[kind].filters if name in filters}
        search = filters.get("search", "") if kind == "contacts" else ""
        return [
            record
            for record in self.of_kind(kind, owner)
            if all(
                str(self.shown(record).get(name, "")).lower() == value.lower()
                for name, value in wanted.items()
            )
            and search.lower() in " ".join(map(str, record.values.values())).lower()
        ]

    # -- what a caller may set ------------------------------------------------

    def values_of(self, data: dict[str, Any], kind: str) -> dict[str, Any]:
        """The known members of the body, each found good."""
        values = {}
        for name, member in KINDS[kind].members.items():
            value = data.get(name)
            if value is None:
                if member.missing is not None:
                    raise Refusal(member.missing)
                continue
            for holds, code in member.rules:
                if not holds(value):
                    raise Refusal(code)
            values[name] = value
        return values

    def check_unique(
        self, kind: str, owner: str, values: dict[str, Any], *, but: Record | None = None
    ) -> None:
        """Refuse a second one of what there may be one of."""
        others = [record.values for record in self.of_kind(kind, owner) if record is not but]
        for names, code in (KINDS[kind].unique or {}).items():
            mine = [values.get(name) for name in names]
            if None not in mine and mine in [[o.get(name) for name in names] for o in others]:
                raise Refusal(code)

    def check_campaign(self, values: dict[str, Any]) -> None:
        """A campaign has a template, an audience and a sender of one channel, and a date."""
        template = self.records["templates"].get(values["template"].lower())
        if template is None:
            raise Refusal(1608)
        audience = self.records["audiences"].get(values["audience"].lower())
        if audience is None:
            raise Refusal(1606)
        channel = template.values["channel"]
        if audience.values["channel"] != channel:
            raise Refusal(1613)
        if self.sender(values["from"], channel) is None:
            raise Refusal(1604)
        if "schedule" in values:
            self.check_schedule(values["schedule"])

    def check_schedule(self, schedule: str) -> None:
        """1609 when it is no date, 1522 when it has passed."""
        try:
            due = self.moment(schedule)
        except ValueError:
            raise Refusal(1609) from None
        if due <= self.clock.now():
            raise Refusal(1522)

    # -- what a record looks like ---------------------------------------------

    def presented(self, record: Record, request: Request) -> dict[str, Any]:
        """A record as it is answered."""
        above = ["audiences", record.owner] if record.owner else []
        links = {
            "self": self.url(request, *above, record.kind, record.id),
            "account": self.url(request, "accounts", "self"),
        }
        if record.owner:
            links["audience"] = self.url(request, *above)
        if record.kind == "audiences":
            links["contacts"] = self.url(request, "audiences", record.id, "contacts")
        return {
            "id": record.id,
            "account_id": self.account_id,
            **self.shown(record),
            "create_date": self.date(record.created),
            "update_date": self.date(record.updated),
            "links": links,
        }

    def shown(self, record: Record) -> dict[str, Any]:
        """Its members, those included that the service sets."""
        values = record.values
        match record.kind:
            case "templates":
                return {"status": "approved", **values}
            case "senders":
                named = {name: values[name] for name in ("name", "code", "channel")}
                kind = sender_type(values["code"])
                return {
                    **named,
                    "type": kind,
                    "status": "available",
                    "countries": [values["country"]],
                }
            case "audiences":
                return {**values, "contacts_count": len(self.of_kind("contacts", record.id))}
            case "contacts":
                return {"audience_id": record.owner, **values}
            case "campaigns":
                return self.progress(record)
            case _:
                return values

    def progress(self, campaign: Record) -> dict[str, Any]:
        """A campaign, of which nothing goes out until its time, and then all."""
        values = campaign.values
        due = self.moment(values["schedule"]) if "schedule" in values else campaign.created
        status = values.get("status") or ("completed" if due <= self.clock.now() else "scheduled")
        template = self.records["templates"].get(values["template"].lower())
        total = len(self.of_kind("contacts", values["audience"].lower()))
        return {
            **{name: values[name] for name in ("name", "schedule") if name in values},
            "template_id": values["template"].lower(),
            "audience_id": values["audience"].lower(),
            "channel": template.values["channel"] if template else "SMS",
            "status": status,
            "messages": {
                "total": total,
                "delivered": total if status == "completed" else 0,
                "failed": 0,
            },
        }

    # -- what sending a message needs -----------------------------------------

    def sender(self, sender: str, channel: str) -> Record | None:
        """The account's sender of that name or code on the channel."""
        for record in self.of_kind("senders"):
            names = {record.values["name"], record.values["code"]}
            if sender in names and record.values["channel"] == channel:
                return record
        return None

    def sender_id(self, sender: str, channel: str) -> str:
        """Its id; 1505 when there is none."""
        record = self.sender(sender, channel)
        if record is None:
            raise Refusal(1505)
        return record.id

    def template(self, template_id: str, channel: str) -> Template | None:
        """The account's template of that id on the channel."""
        record = self.records["templates"].get(template_id)
        if record is None or record.values["channel"] != channel:
            return None
        return Template(record.id, record.values["text"])


def sender_type(code: str) -> str:
    """What a sender's code is (sender read page, row `code`)."""
    if not code.isdecimal():
        return "alphanumeric"
    return "short code" if len(code) <= 6 else "did"
