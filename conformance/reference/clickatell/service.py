"""The service itself: who may ask, what each operation does, and what it answers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any, ClassVar

from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Request, Response

from conformance.reference import segments
from conformance.reference.clickatell.drafts import Draft, Drafts
from conformance.reference.clickatell.errors import Refusal, bad_parameter
from conformance.reference.clickatell.formats import (
    FORMATS,
    JSON,
    Format,
    MalformedError,
    preferred,
)
from conformance.reference.clickatell.messages import DESCRIPTIONS, STATUS, Message
from conformance.reference.freedom import Freedom
from conformance.reference.network import Network, Place
from conformance.reference.service import Service

TOKEN = "conformance.reference.token_000000000000000000000000000000000"  # noqa: S105 - public
OTHER_TOKEN = "conformance.reference.second_11111111111111111111111111111111"  # noqa: S105 - public
VERSION = "1"
OPENING_BALANCE = Decimal("1000000.00")
PRICE = Decimal("0.8")
"""Credits for one part to one recipient."""

NUMBER = re.compile(r"[1-9][0-9]{6,14}")
"""An international number: digits, the country code first, without zeros or signs before it."""

REFUSED = {
    "12025550198": "114",
    "12025550197": "121",
    "12025550196": "122",
    "12025550195": "128",
    "12025550194": "130",
}
"""Recipients that are refused one by one, and the error that each meets."""
OUT_OF_CREDIT = "12025550193"
FALTERING = "12025550192"
CONGESTED = "12025550191"

Document = dict[str, Any]
Answer = tuple[int, Document]


class Clickatell(Service):
    """Clickatell's classic REST API.

    Attributes:
        drafts: reads the fields of a send request.
        messages: what was accepted, by its id.
        by_client_id: the same by the client's own id.
        balance: credits left, before those come back that expired messages have not cost.
        token: the authorization token of the account.
    """

    name = "clickatell"
    prefixes = ("/rest",)
    routes: ClassVar[tuple[tuple[str, str, str], ...]] = (
        ("POST", "/rest/message", "send"),
        ("GET", "/rest/message", "read_by_client_id"),
        ("DELETE", "/rest/message", "stop_nothing"),
        ("GET", "/rest/message/<message_id>", "read"),
        ("DELETE", "/rest/message/<message_id>", "stop"),
        ("GET", "/rest/account/balance", "read_balance"),
        ("GET", "/rest/coverage/<number>", "read_coverage"),
    )
    free: ClassVar[Freedom] = Freedom(
        texts=("error/description", "data/message/error/description"),
        numbers=("data/charge", "data/minimumCharge"),
        ids=("data/apiMessageId",),
        elements=(
            "response",
            "response/data",
            "response/data/message",
            "response/data/message/error",
            "response/error",
        ),
    )

    token: str = TOKEN

    def __init__(self, network: Network) -> None:
        super().__init__(network)
        self.drafts = Drafts(self.clock)
        self.messages: dict[str, Message] = {}
        self.by_client_id: dict[str, Message] = {}
        self.balance = OPENING_BALANCE
        self._waiting: list[Message] = []
        self._faltered = False

    # -- who may ask, and in which format ------------------------------------------------------

    def call(self, endpoint: str, request: Request, variables: Mapping[str, Any]) -> Response:
        """Check the headers, carry the operation out and write its answer."""
        try:
            self.authenticate(request)
            self.check_version(request)
            form = self.answer_format(request)
            if request.method == "POST":
                self.check_content_type(request)
            status, document = getattr(self, endpoint)(request, **variables)
        except Refusal as refusal:
            return self.refuse(request, refusal)
        return self.respond(status, document, form)

    def authenticate(self, request: Request) -> None:
        """The account's token is needed, under the scheme `Bearer` in any letter case."""
        if not self.knows(request):
            raise Refusal("001")

    def knows(self, request: Request) -> bool:
        """Whether the request carries the account's token."""
        scheme, _, token = request.headers.get("Authorization", "").strip().partition(" ")
        return scheme.lower() == "bearer" and token.strip() == self.token

    def neighbour(self) -> Clickatell:
        """An account with a token of its own."""
        other = Clickatell(self.network)
        other.token = OTHER_TOKEN
        return other

    def check_version(self, request: Request) -> None:
        """The version of the API is named in a header."""
        if request.headers.get("X-Version", "").strip() != VERSION:
            raise Refusal("165")

    def answer_format(self, request: Request) -> Format:
        """The format that the client accepts; without a preference the one that it writes."""
        form = preferred(request.headers.get("Accept", ""), self.body_format(request) or JSON)
        if form is None:
            raise Refusal("166")
        return form

    def body_format(self, request: Request) -> Format | None:
        """The format that the request's body is declared to be of, if it is a supported one."""
        return next((form for form in FORMATS if form.media_type == request.mimetype), None)

    def check_content_type(self, request: Request) -> None:
        """A body must be declared as JSON or XML."""
        if self.body_format(request) is None:
            raise Refusal("167")

    # -- operations ----------------------------------------------------------------------------

    def send(self, request: Request) -> Answer:
        """POST /rest/message: one text to up to 600 recipients."""
        draft = self.drafts.read(self.fields(request))
        self.check_client_id(draft)
        parts = self.count_parts(draft)
        self.check_account(draft, parts)
        outcomes = [self.submit(recipient, draft, parts) for recipient in draft.to]
        entries = [
            self.entry(recipient, outcome)
            for recipient, outcome in zip(draft.to, outcomes, strict=True)
        ]
        return self.overall_status(outcomes), {"data": {"message": entries}}

    def read(self, _request: Request, message_id: str) -> Answer:
        """GET /rest/message/{id}: the message's status and charge."""
        return 200, {"data": self.status_data(self.find(message_id))}

    def read_by_client_id(self, request: Request) -> Answer:
        """GET /rest/message?clientMessageId=: the same by the client's own id."""
        client_id = request.args.get("clientMessageId", "")
        if not client_id:
            raise bad_parameter("apiMessageId")
        return 200, {"data": self.status_data(self.find_by_client_id(client_id))}

    def stop(self, _request: Request, message_id: str) -> Answer:
        """DELETE /rest/message/{id}: stop the message if it has not left, and say where it is."""
        message = self.find(message_id)
        self.stop_delivery(message)
        return 200, {"data": self.stop_data(message)}

    def stop_nothing(self, _request: Request) -> Answer:
        """DELETE /rest/message: no message is named."""
        raise Refusal("109")

    def read_balance(self, _request: Request) -> Answer:
        """GET /rest/account/balance: the credits left."""
        return 200, {"data": self.balance_data(self.credits_left())}

    def read_coverage(self, _request: Request, number: str) -> Answer:
        """GET /rest/coverage/{number}: whether it can be reached, and for how much at least."""
        return 200, {"data": self.coverage_data(number)}

    # -- sending -------------------------------------------------------------------------------

    def fields(self, request: Request) -> dict[str, Any]:
        """The fields that the body holds."""
        form = self.body_format(request) or JSON
        try:
            return form.read(request.get_data())
        except MalformedError as error:
            raise Refusal("100") from error

    def check_client_id(self, draft: Draft) -> None:
        """A client's own id names one message, so it is used once."""
        if draft.client_id in self.by_client_id:
            raise bad_parameter("clientMessageId")

    def check_account(self, draft: Draft, parts: int) -> None:
        """The whole request must be within the account's credits."""
        if OUT_OF_CREDIT in draft.to:
            raise Refusal("301")
        if FALTERING in draft.to:
            self._faltered = not self._faltered
            if self._faltered:
                raise Refusal("901")
        cost = len(draft.to) * self.price(parts)
        # What expired messages give back is looked for only where it could matter.
        if cost > self.balance and cost > self.credits_left():
            raise Refusal("301")

    def count_parts(self, draft: Draft) -> int:
        """How many parts the text takes; at least so many, where that is too many anyway."""
        if len(draft.text) > segments.LONGEST:
            return len(draft.text) // 153 + 1
        if draft.binary:
            return binary_parts(len(draft.text) // 2, len(draft.header))
        return len(segments.parts(draft.text, "UCS-2" if draft.unicode else None))

    def price(self, parts: int) -> Decimal:
        """What one recipient costs."""
        return parts * PRICE

    def submit(self, recipient: str, draft: Draft, parts: int) -> Message | Refusal:
        """Send the text to one recipient, unless it is refused."""
        try:
            self.check_recipient(recipient)
            self.check_parts(draft, parts)
            self.check_price(draft, parts)
        except Refusal as refusal:
            return refusal
        return self.accept(recipient, draft, parts)

    def check_recipient(self, recipient: str) -> None:
        """The recipient must be a number that can be reached and wants to be."""
        number = digits(recipient)
        if not NUMBER.fullmatch(number):
            raise Refusal("105")
        code = REFUSED.get(number)
        if code == "130":
            midnight = self.clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
            raise Refusal(code, f" {(midnight + timedelta(days=1)).timestamp():.0f}")
        if code:
            raise Refusal(code)

    def check_parts(self, draft: Draft, parts: int) -> None:
        """The text must fit into the parts that it may have."""
        if parts > draft.max_parts:
            raise Refusal("113")

    def check_price(self, draft: Draft, parts: int) -> None:
        """There is one route; if it is dearer than the request allows, there is none."""
        if draft.max_charge is not None and self.price(parts) > draft.max_charge:
            raise Refusal("114")

    def accept(self, recipient: str, draft: Draft, parts: int) -> Message:
        """Take the message, charge it and hand it to the network."""
        now = self.clock.now()
        due = draft.due or now
        expires = due + draft.validity
        number = digits(recipient)
        message = Message(
            id=self.new_id(),
            client_id=draft.client_id,
            due=due,
            price=self.price(parts),
            # A network that never takes the message is one that would take it too late.
            transmission=self.network.carry(
                number,
                draft.text,
                due=expires if number == CONGESTED else draft.due,
                expires=expires,
            ),
        )
        self.messages[message.id] = message
        if message.client_id:
            self.by_client_id.setdefault(message.client_id, message)
        self.balance -= message.price
        self._waiting.append(message)
        return message

    def new_id(self) -> str:
        """An id that no message has."""
        return f"{self.entropy.getrandbits(128):032x}"

    def entry(self, recipient: str, outcome: Message | Refusal) -> Document:
        """What the answer says about one recipient."""
        if isinstance(outcome, Refusal):
            return {
                "accepted": False,
                "to": recipient,
                "apiMessageId": "",
                "error": self.error_object(outcome),
            }
        return {"accepted": True, "to": recipient, "apiMessageId": outcome.id}

    def overall_status(self, outcomes: list[Message | Refusal]) -> int:
        """The status that all recipients share, or 207 if they share none."""
        statuses = {outcome.status if isinstance(outcome, Refusal) else 202 for outcome in outcomes}
        return statuses.pop() if len(statuses) == 1 else 207

    # -- messages and the account --------------------------------------------------------------

    def find(self, message_id: str) -> Message:
        """The message with this id."""
        message = self.messages.get(message_id.lower())
        if message is None:
            raise Refusal("161")
        return message

    def find_by_client_id(self, client_id: str) -> Message:
        """The message with this id of the client's own."""
        message = self.by_client_id.get(client_id)
        if message is None:
            raise Refusal("161")
        return message

    def stop_delivery(self, message: Message) -> None:
        """Stop the message where that is still possible."""
        self.network.stop(message.transmission)

    def place(self, message: Message) -> Place:
        """Where the message is: once due, it is scheduled no more, even if nothing takes it."""
        place = self.network.place(message.transmission)
        if place is Place.SCHEDULED and message.due <= self.clock.now():
            return Place.QUEUED
        return place

    def status(self, message: Message) -> str:
        """The code of the message's status."""
        return STATUS[self.place(message)]

    def charge(self, message: Message) -> Decimal:
        """What the message costs; one that expired costs nothing."""
        return Decimal(0) if self.place(message) is Place.EXPIRED else message.price

    def credits_left(self) -> Decimal:
        """The account's balance as of now."""
        waiting = []
        for message in self._waiting:
            place = self.place(message)
            if place is Place.EXPIRED:
                self.balance += message.price
            elif place in {Place.SCHEDULED, Place.QUEUED}:
                waiting.append(message)
        self._waiting = waiting
        return self.balance

    def status_data(self, message: Message) -> Document:
        """What a status read tells."""
        status = self.status(message)
        data = {
            "apiMessageId": message.id,
            "messageStatus": status,
            "description": DESCRIPTIONS[status],
            "charge": float(self.charge(message)),
        }
        return data | {"clientMessageId": message.client_id} if message.client_id else data

    def stop_data(self, message: Message) -> Document:
        """What a stop tells: the status that the message has now, whatever it is."""
        status = self.status(message)
        return {
            "messageStatus": status,
            "description": DESCRIPTIONS[status],
            "apiMessageId": message.id,
        }

    def balance_data(self, balance: Decimal) -> Document:
        """What a balance read tells: a string with two decimals."""
        return {"balance": f"{balance:.2f}"}

    def coverage_data(self, number: str) -> Document:
        """What a coverage read tells."""
        routable = bool(NUMBER.fullmatch(number)) and REFUSED.get(number) != "114"
        return {
            "routable": routable,
            "destination": number,
            "minimumCharge": float(PRICE) if routable else 0,
        }

    # -- answers -------------------------------------------------------------------------------

    def respond(self, status: int, document: Document, form: Format) -> Response:
        """Write an answer."""
        return Response(form.write(document), status=status, content_type=form.media_type)

    def refuse(self, request: Request, refusal: Refusal, status: int | None = None) -> Response:
        """Write an error of the whole request, in the format that suits the client best."""
        try:
            form = self.answer_format(request)
        except Refusal:
            form = self.body_format(request) or JSON
        response = self.respond(
            status or refusal.status, {"error": self.error_object(refusal)}, form
        )
        if refusal.code == "001":
            response.headers["WWW-Authenticate"] = "Bearer"
        return response

    def error_object(self, refusal: Refusal) -> Document:
        """An error as answers show it."""
        return refusal.document()

    def unknown_path(self, request: Request) -> Response:
        """Tell strangers nothing about which paths exist."""
        try:
            self.authenticate(request)
        except Refusal as refusal:
            return self.refuse(request, refusal)
        return self.refuse(request, Refusal("161"))

    def unknown_method(self, request: Request, allowed: list[str]) -> Response:
        """Name the methods that there are."""
        response = self.refuse(request, Refusal("160"))
        response.headers["Allow"] = ", ".join(allowed)
        return response

    def unusable_request(self, request: Request, error: HTTPException) -> Response:
        """Keep the HTTP status, for which the API has no number of its own."""
        return self.refuse(request, Refusal("100"), error.code)


def digits(recipient: str) -> str:
    """A recipient without the one plus sign that is tolerated before it."""
    return recipient.removeprefix("+")


def binary_parts(octets: int, header: int) -> int:
    """How many parts so many octets take beside a header of so many octets."""
    room = 140 - header
    # The header of a concatenated message joins the one that is there already.
    shared = room - (5 if header else 6)
    return 1 if octets <= room else -(-octets // max(shared, 1))
