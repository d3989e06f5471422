"""One set of operations for all resources besides messages.

The documents give them the same operations, wrapped under `data`; in what they differ stands in
the table `KINDS`.
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
        owner: the id of the resource that it is a part of, or nothing.
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
            values = {"name": "Conform", "channel": channel, "type": "alphanumeric"}
            self.keep("senders", values, fixed=True)
        self.keep(
            "templates",
            {"name": "Passcode", "text": "Your code is {code}", "channel": "SMS"},
            id=TEMPLATE_ID,
            fixed=True,
        )

    # -- operations -----------------------------------------------------------

    def create_record(self, request: Request, kind: str, owner: str = "") -> Response:
        """POST on a collection."""
        owner = self.owner(owner)
        values = self.values_of(self.data(request), kind)
        self.check_unique(kind, owner, values)
        contacts = self.contacts_of(values)
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
        values = self.values_of({**record.values, **self.data(request)}, kind)
        self.check_change(record, values)
        for contact in self.contacts_of(values):
            self.keep("contacts", contact, owner=record.id)
        record.values.update(values)
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
        id: str | None = None,  # noqa: A002 (the API's own name)
        fixed: bool = False,
    ) -> Record:
        """Add a record."""
        now = self.clock.now()
        serial = self.next_serial()
        record = Record(serial, id or str(uuid.uuid4()), kind, owner, values, now, now, fixed)
        self.records[kind][record.id] = record
        return record

    def find_record(self, kind: str, record_id: str, owner: str = "") -> Record:
        """The record with this id, or a refusal with the codes of its kind."""
        record = self.records[kind].get(self.identifier(record_id, KINDS[kind].malformed))
        if record is None or record.owner != owner:
            raise Refusal(KINDS[kind].unknown)
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
            if value is None and member.required:
                raise Refusal(member.missing, f"'data.{name}' is required")
            if value is not None and not member.accepts(value):
                raise Refusal(member.invalid, f"'data.{name}' is invalid")
            if value is not None:
                values[name] = value
        if kind == "campaigns":
            self.check_campaign(values)
        return values

    def contacts_of(self, values: dict[str, Any]) -> list[dict[str, Any]]:
        """The contacts that come with an audience: they are resources of their own."""
        return [self.values_of(contact, "contacts") for contact in values.pop("contacts", [])]

    def check_unique(
        self, kind: str, owner: str, values: dict[str, Any], *, but: Record | None = None
    ) -> None:
        """Refuse a second one of what there may be one of."""
        if (unique := KINDS[kind].unique) is None:
            return
        name, code = unique
        others = [record for record in self.of_kind(kind, owner) if record is not but]
        if any(record.values[name] == values[name] for record in others):
            raise Refusal(code)

    def check_change(self, record: Record, values: dict[str, Any]) -> None:
        """Refuse a change that the record's state does not allow."""
        if record.fixed:
            raise Refusal(409)
        self.check_unique(record.kind, record.owner, values, but=record)
        if record.kind == "campaigns":
            status = self.progress(record)["status"]
            if values.get("status", status) != status != "scheduled":
                raise Refusal(1611)

    def check_campaign(self, values: dict[str, Any]) -> None:
        """A campaign needs a template and an audience that exist, and a date for a schedule."""
        self.find_record("templates", values["template_id"])
        self.find_record("audiences", values["audience_id"])
        try:
            self.moment(values.get("schedule") or self.date(self.clock.now()))
        except ValueError:
            raise Refusal(400, "'data.schedule' is invalid") from None

    # -- what a record looks like ---------------------------------------------

    def presented(self, record: Record, request: Request) -> dict[str, Any]:
        """A record as it is answered."""
        path = [record.kind, record.id]
        if record.owner:
            path = ["audiences", record.owner, *path]
        return {
            "id": record.id,
            "account_id": self.account_id,
            **self.shown(record),
            "create_date": self.date(record.created),
            "update_date": self.date(record.updated),
            "links": {
                "self": self.url(request, *path),
                "account": self.url(request, "accounts", "self"),
                **self.further_links(record, request),
            },
        }

    def further_links(self, record: Record, request: Request) -> dict[str, str]:
        """The address of an audience's contacts."""
        if record.kind != "audiences":
            return {}
        return {"contacts": self.url(request, "audiences", record.id, "contacts")}

    def shown(self, record: Record) -> dict[str, Any]:
        """Its members, those included that the service sets."""
        match record.kind:
            case "templates":
                return {"status": "approved", **record.values}
            case "senders":
                return {"status": "available", **record.values}
            case "audiences":
                count = len(self.of_kind("contacts", record.id))
                return {**record.values, "contacts_count": count}
            case "campaigns":
                return {**record.values, **self.progress(record)}
            case _:
                return record.values

    def progress(self, campaign: Record) -> dict[str, Any]:
        """How far a campaign is: nothing until its time, and then all of it."""
        schedule = campaign.values.get("schedule")
        due = self.moment(schedule) if schedule else campaign.created
        status = campaign.values.get("status", "scheduled")
        if status == "scheduled" and due <= self.clock.now():
            status = "completed"
        total = len(self.of_kind("contacts", campaign.values["audience_id"].lower()))
        delivered = total if status == "completed" else 0
        return {
            "status": status,
            "messages": {"total": total, "delivered": delivered, "failed": 0},
        }

    # -- what sending a message needs -----------------------------------------

    def sender_id(self, sender: str, channel: str) -> str:
        """The id of the account's sender of that name on the channel; 1505 when there is none."""
        for record in self.of_kind("senders"):
            if (record.values["name"], record.values["channel"]) == (sender, channel):
                return record.id
        raise Refusal(1505)

    def template(self, template_id: str, channel: str) -> Template | None:
        """The account's template of that id on the channel."""
        record = self.records["templates"].get(template_id)
        if record is None or record.values["channel"] != channel:
            return None
        return Template(record.id, record.values["text"])
