"""The paths of Dexatel's API, and the account."""

from __future__ import annotations

from typing import ClassVar

from werkzeug.wrappers import Request, Response

from conformance.reference.dexatel.verifications import Verifications
from conformance.reference.freedom import Freedom

KIND = "<any(templates,senders,audiences,campaigns,webhooks):kind>"
CHANGEABLE = "<any(templates,audiences,campaigns,webhooks):kind>"
CONTACTS = "/v1/audiences/<owner>/<any(contacts):kind>"


class Dexatel(Verifications):
    """Dexatel's API."""

    routes = (
        ("POST", "/v1/messages", "create_message"),
        ("GET", "/v1/messages", "list_messages"),
        ("GET", "/v1/messages/<message_id>", "read_message"),
        ("DELETE", "/v1/messages/<message_id>", "delete_message"),
        ("GET", "/v1/accounts/self", "read_account"),
        ("POST", "/v1/verifications", "create_verification"),
        ("GET", "/v1/verifications", "find_verifications"),
        ("POST", f"/v1/{KIND}", "create_record"),
        ("GET", f"/v1/{KIND}", "list_records"),
        ("GET", f"/v1/{KIND}/<record_id>", "read_record"),
        ("PUT", f"/v1/{CHANGEABLE}/<record_id>", "change_record"),
        ("DELETE", f"/v1/{KIND}/<record_id>", "delete_record"),
        ("POST", CONTACTS, "create_record"),
        ("GET", CONTACTS, "list_records"),
        ("GET", f"{CONTACTS}/<record_id>", "read_record"),
        ("PUT", f"{CONTACTS}/<record_id>", "change_record"),
        ("DELETE", f"{CONTACTS}/<record_id>", "delete_record"),
    )
    free: ClassVar[Freedom] = Freedom(
        texts=("errors/message",),
        numbers=("data/tax_rate",),
        ids=("id", "data/id", "template_id", "data/template_id", "sender/id", "data/sender/id"),
        opaque=("account_id", "data/account_id"),
        lists=("data",),
    )

    def neighbour(self) -> Dexatel:
        """An account with a key of its own, and senders of the same names."""
        other = Dexatel(self.network)
        other.key = "3b9d1c70a6e84f52b17c0d5e92f4a863"
        other.account_id = "c1f0a2de-5b77-4a19-9a34-8e0d6b25f713"
        return other

    def read_account(self, request: Request) -> Response:
        """GET /v1/accounts/self."""
        return self.json(
            200,
            {
                "data": {
                    "id": self.account_id,
                    "username": "conform@example.com",
                    "first_name": "Conform",
                    "last_name": "Reference",
                    "phone_number": "12025550100",
                    "currency": "USD",
                    "tax_rate": 0,
                    "hlr_check": False,
                    "mnp_check": False,
                    "mnp_countries": [],
                    "roles": [],
                    "blocked": False,
                    "create_date": self.date(self.founded),
                    "update_date": self.date(self.founded),
                    "links": {"self": self.url(request, "accounts", "self")},
                }
            },
        )
