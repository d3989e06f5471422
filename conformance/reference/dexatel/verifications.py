"""Verifications: a code sent to a phone, and the question whether a code is the right one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from werkzeug.wrappers import Request, Response

from conformance.reference.dexatel.api import UUID
from conformance.reference.dexatel.drafts import PLACEHOLDER
from conformance.reference.dexatel.faults import Refusal
from conformance.reference.dexatel.listing import Filters
from conformance.reference.dexatel.messages import Message
from conformance.reference.dexatel.resources import Resources
from conformance.reference.network import Network

LIFETIME = timedelta(minutes=5)
"""How long a code is right."""


@dataclass(eq=False)
class Verification:
    """A code and the message that brought it."""

    message: Message
    code: str

    @property
    def serial(self) -> int:
        """Its place in the order in which things were made."""
        return self.message.serial

    @property
    def named(self) -> dict[str, str]:
        """What it is asked for by."""
        return {"phone": self.message.recipient, "code": self.code}


class Verifications(Resources):
    """The two operations of verifications."""

    def __init__(self, network: Network) -> None:
        super().__init__(network)
        self.verifications: list[Verification] = []

    def create_verification(self, request: Request) -> Response:
        """POST /v1/verifications: the code goes out as a message like any other."""
        data = self.data(request, 1620)
        for name, missing in (("sender", 1621), ("phone", 1622), ("template", 1623)):
            if data.get(name) is None:
                raise Refusal(missing)
        code = self.code_of(data)
        verification = Verification(self.send_code(data, code), code)
        self.verifications.append(verification)
        return self.json(201, {"data": self.shown_verification(verification, request)})

    def send_code(self, data: dict[str, Any], code: str) -> Message:
        """Send a code by its template; 1625 and 1626 when the template is none for it."""
        template_id = data["template"]
        if not isinstance(template_id, str) or not UUID.fullmatch(template_id):
            raise Refusal(1625)
        channel = data.get("channel", "SMS")
        template = self.template(template_id.lower(), channel)
        if template is None:
            raise Refusal(1625)
        if PLACEHOLDER.findall(template.text) != ["code"]:
            raise Refusal(1626)
        draft = self.draft(
            {
                "from": data["sender"],
                "to": [data["phone"]],
                "channel": channel,
                "template": template.id,
                "variables": [code],
            }
        )
        return self.accept(draft)[0]

    def find_verifications(self, request: Request) -> Response:
        """GET /v1/verifications: those of a phone and a code, as long as they last."""
        wanted = {name: request.args[name] for name in ("phone", "code") if name in request.args}

        def lasting(_filters: Filters) -> Sequence[Verification]:
            now = self.clock.now()
            return [
                verification
                for verification in self.verifications
                if now < verification.message.created + LIFETIME
                and wanted.items() <= verification.named.items()
            ]

        return self.listed(
            request,
            lasting,
            lambda verification: self.shown_verification(verification, request),
        )

    def code_of(self, data: dict[str, Any]) -> str:
        """A code of the length asked for, in digits; 1624 unless that is 4 to 8."""
        length = str(data.get("code_length") or 4)
        if not re.fullmatch("[4-8]", length):
            raise Refusal(1624)
        return "".join(self.entropy.choice("0123456789") for _ in range(int(length)))

    def shown_verification(self, verification: Verification, request: Request) -> dict[str, Any]:
        """A verification as it is answered."""
        message = verification.message
        return {
            "account_id": self.account_id,
            "message_id": message.id,
            **verification.named,
            "create_date": self.date(message.created),
            "expire_date": self.date(message.created + LIFETIME),
            "links": {"account": self.url(request, "accounts", "self")},
        }
