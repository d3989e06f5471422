"""Verifications: a code sent to a phone, and the question whether a code is the right one."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar

from werkzeug.wrappers import Request, Response

from conformance.reference.dexatel.faults import Refusal
from conformance.reference.dexatel.listing import Filters
from conformance.reference.dexatel.messages import Message
from conformance.reference.dexatel.resources import Resources
from conformance.reference.network import Network

CODE = re.compile("[0-9]{4,8}")


@dataclass(eq=False)
class Verification:
    """A code and the message that brought it."""

    message: Message
    code: str
    lifetime: timedelta

    @property
    def serial(self) -> int:
        """Its place in the order in which things were made."""
        return self.message.serial


class Verifications(Resources):
    """The two operations of verifications.

    Attributes:
        lifetime: how long a code is right unless the request says, in seconds.
    """

    lifetime: ClassVar[int] = 300

    def __init__(self, network: Network) -> None:
        super().__init__(network)
        self.verifications: list[Verification] = []

    def create_verification(self, request: Request) -> Response:
        """POST /v1/verifications: the code goes out as a message like any other."""
        data = self.data(request)
        code = self.code_of(data)
        lifetime = timedelta(seconds=self.lifetime_of(data))
        draft = self.draft(
            {
                "from": data.get("sender"),
                "to": [data.get("phone")],
                "channel": data.get("channel", "SMS"),
                "template": data.get("template"),
                "variables": [code],
            }
        )
        verification = Verification(self.accept(draft)[0], code, lifetime)
        self.verifications.append(verification)
        return self.json(201, {"data": self.shown_verification(verification)})

    def find_verification(self, request: Request) -> Response:
        """GET /v1/verifications: a code is right if there is one for that phone."""
        code, phone = request.args.get("code"), request.args.get("phone")
        if not code or not phone:
            raise Refusal(400, "'code' and 'phone' are required")

        def right(_filters: Filters) -> Sequence[Verification]:
            return [
                verification
                for verification in self.verifications
                if (verification.code, verification.message.recipient) == (code, phone)
                and self.clock.now() < verification.message.created + verification.lifetime
            ]

        return self.listed(request, right, self.shown_verification)

    def code_of(self, data: dict[str, Any]) -> str:
        """The code that the caller chose, or one of the length it asks for."""
        code, length = data.get("code"), data.get("code_length", 4)
        if code is not None:
            if not isinstance(code, str) or not CODE.fullmatch(code):
                raise Refusal(400, "'data.code' is invalid")
            return code
        if isinstance(length, bool) or not isinstance(length, int) or not 4 <= length <= 8:
            raise Refusal(400, "'data.code_length' is invalid")
        return "".join(secrets.choice("0123456789") for _ in range(length))

    def lifetime_of(self, data: dict[str, Any]) -> int:
        """How long the code is right, in seconds; a day at most."""
        seconds = data.get("ttl_in_seconds", self.lifetime)
        if isinstance(seconds, bool) or not isinstance(seconds, int) or not 0 < seconds <= 86400:
            raise Refusal(400, "'data.ttl_in_seconds' is invalid")
        return seconds

    def shown_verification(self, verification: Verification) -> dict[str, Any]:
        """A verification as it is answered."""
        message = verification.message
        return {
            "account_id": self.account_id,
            "message_id": message.id,
            "phone": message.recipient,
            "code": verification.code,
            "create_date": self.date(message.created),
            "expire_date": self.date(message.created + verification.lifetime),
        }
