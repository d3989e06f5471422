"""Clickatell's dialect: a bearer token, a version in every request, one message per recipient."""

from __future__ import annotations

import secrets
import string
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from conformance import sms
from conformance.contract import media
from conformance.errors import UnmetError
from conformance.providers.dialect import Occasion
from conformance.providers.draft import Draft
from conformance.providers.message import Message, State, View
from conformance.providers.reply import Reply
from conformance.shown import shown

VERSION = ("X-Version", "1")
MESSAGE = "/rest/message"
BALANCE = "/rest/account/balance"
COVERAGE = "/rest/coverage"
MOMENT = "%Y-%m-%dT%H:%M:%SZ"
"""How the documents write a moment; in UTC."""
MOST_PARTS = 35
"""The largest maxMessageParts."""

STATES = {
    "001": State.GONE,
    "002": State.QUEUED,
    "003": State.SENT,
    "004": State.DELIVERED,
    "005": State.FAILED,
    "006": State.CANCELLED,
    "007": State.FAILED,
    "009": State.FAILED,
    "010": State.EXPIRED,
    "011": State.SCHEDULED,
    "012": State.FAILED,
    "013": State.CANCELLED,
    "014": State.FAILED,
}
PASSING = {
    "130": "the account's limit of messages is used up (130)",
    "301": "no credit is left (301)",
    "901": "a fault that passes on a retry (901)",
}
"""Errors that say more about the account or the moment than about the request."""


class Dialect:
    """How Clickatell is spoken to, in JSON; `in_xml` writes a send in XML."""

    soonest = 660.0  # ten minutes, and one for clocks that differ
    scheduling = "schedule"
    viewing = ""
    shows_waiting = True
    cancel_deletes = False

    def __init__(self, account: Mapping[str, str]) -> None:
        self._account = account

    def credentials(self, call: Callable[[Draft], Reply], now: datetime) -> Mapping[str, str]:
        """The token's header, and the version that every request carries."""
        del call, now
        return {"Authorization": f"Bearer {self._account['token']}", VERSION[0]: VERSION[1]}

    def secrets(self) -> Mapping[str, str]:
        """Nothing is handed out."""
        return {}

    def send(
        self,
        text: str,
        recipients: Sequence[str],
        due: datetime | None = None,
        **options: Any,
    ) -> Draft:
        """A send without a source address.

        A text outside of GSM-7 goes as hexadecimal UCS-2, which is sure to be accepted, and so
        does any text with the option `unicode=1`; `unicode=0` sends it plainly whatever it is.
        A text of more than one part is allowed as many as there may be, unless
        `maxMessageParts` says how many.
        """
        unicode = options.get("unicode", int(not sms.is_gsm7(text)))
        body: dict[str, Any] = {
            "text": hexadecimal(text) if unicode else text,
            "to": list(recipients),
        }
        if unicode:
            body["unicode"] = unicode
        if sms.count(text).segments > 1 or (unicode and len(body["text"]) > 4 * 70):
            body["maxMessageParts"] = MOST_PARTS
        if due is not None:
            body["scheduledDeliveryTime"] = due.astimezone(UTC).strftime(MOMENT)
        return Draft("POST", MESSAGE, "sendMessage", headers=(VERSION,), body=body | options)

    def sent(self, reply: Reply, draft: Draft) -> list[Message]:
        """One message per entry of `data.message`, when all are accepted.

        That the status of such an answer is 202 and no other is a requirement of its own.
        """
        if not reply.accepted:
            raise UnmetError("a 2xx status", f"status {reply.status}")
        fields = draft.body.get("data", draft.body)
        due = fields.get("scheduledDeliveryTime")
        messages = []
        for entry, recipient in zip(entries(reply), fields["to"], strict=False):
            identifier = entry.get("apiMessageId")
            if entry.get("accepted") is not True or not isinstance(identifier, str):
                raise UnmetError("an accepted message with an id for each recipient", shown(entry))
            echoed = entry.get("to")
            messages.append(
                Message(
                    id=identifier,
                    recipient=recipient,
                    text=fields["text"],
                    due=datetime.fromisoformat(due) if due else None,
                    echoed=echoed if isinstance(echoed, str) else None,
                    details=entry,
                )
            )
        if not messages:
            raise UnmetError(f"a message in the answer to {reply.asked}", "none")
        return messages

    def created(self, reply: Reply) -> list[str]:
        """Every apiMessageId, wherever it stands."""
        found = (node.get("apiMessageId") for node in _objects(reply))
        return [identifier for identifier in found if isinstance(identifier, str) and identifier]

    def read(self, identifier: str, recipient: str = "") -> Draft:
        """A status by id."""
        del recipient
        return Draft("GET", f"{MESSAGE}/{identifier}", "getMessageStatus", headers=(VERSION,))

    def read_by_client_id(self, client_id: str) -> Draft:
        """A status by the client's own id."""
        return Draft(
            "GET",
            MESSAGE,
            "getMessageStatusByClientId",
            query=(("clientMessageId", client_id),),
            headers=(VERSION,),
        )

    def balance(self) -> Draft:
        """A read of the balance."""
        return Draft("GET", BALANCE, "getBalance", headers=(VERSION,))

    def coverage(self, number: str) -> Draft:
        """A read of the coverage of a number."""
        return Draft("GET", f"{COVERAGE}/{number}", "getCoverage", headers=(VERSION,))

    def view(self, reply: Reply) -> View:
        """State and charge; gone where the answer is an error or says status 001."""
        if reply.refused and reply.status != 401:
            return View(State.GONE, exchange=reply.exchange)
        status = message_status(reply) if reply.accepted else ""
        if not status:
            raise UnmetError("a messageStatus, or a 4xx status", f"status {reply.status}")
        charge = reply.get("/data/charge")
        is_number = isinstance(charge, int | float) and not isinstance(charge, bool)
        return View(
            state=STATES.get(status, State.OTHER),
            charge=charge if is_number else None,
            exchange=reply.exchange,
        )

    def knock(self, identifier: str) -> Draft:
        """A read by id."""
        return self.read(identifier)

    def opened(self, reply: Reply) -> bool:
        """Any 2xx."""
        return reply.accepted

    def cancel(self, identifier: str) -> Draft:
        """A stop."""
        return Draft("DELETE", f"{MESSAGE}/{identifier}", "stopMessage", headers=(VERSION,))

    def check_cancel(self, reply: Reply, occasion: Occasion) -> None:
        """200 in time; an error or status 001 when there is nothing; else the answer is open.

        What the members of the answer say are requirements of their own.
        """
        match occasion:
            case Occasion.IN_TIME:
                if reply.status != 200:
                    raise UnmetError("status 200", f"status {reply.status}")
            case Occasion.NOTHING_THERE:
                self.check_unknown(reply)
            case Occasion.AGAIN | Occasion.TOO_LATE:
                pass

    def check_unknown(self, reply: Reply) -> None:
        """Check that an answer says that there is no such message, in one of the two ways.

        Raises:
            UnmetError: when it says something else.
        """
        if reply.status == 200 and message_status(reply) == "001":
            return
        if not (reply.refused and self.codes(reply)):
            raise UnmetError("4xx with an error, or 200 with status 001", f"status {reply.status}")

    def unknown_id(self) -> str:
        """32 random hexadecimal digits."""
        return uuid.uuid4().hex

    def codes(self, reply: Reply) -> set[str]:
        """The code of every `error`, at the top and of single recipients."""
        return {_digits(error["code"]) for error in errors(reply) if "code" in error}

    def stranger(self) -> Mapping[str, str]:
        """A token of the usual form that no account has."""
        alphabet = string.ascii_letters + string.digits
        token = "".join(secrets.choice(alphabet) for _ in range(63))
        return {"Authorization": f"Bearer {token}"}

    def denied(self, reply: Reply) -> None:
        """401 with error 001."""
        if reply.status != 401 or "001" not in self.codes(reply):
            told = ", ".join(sorted(self.codes(reply))) or "no error"
            raise UnmetError("status 401 with error 001", f"status {reply.status} with {told}")

    def check_text_refused(self, reply: Reply) -> None:
        """Any 4xx: the documents have no number for a text that is odd."""
        if not reply.refused:
            raise UnmetError("a 4xx status", f"status {reply.status}")

    def unsupported(self) -> Sequence[Draft]:
        """Messages cannot be put."""
        return [Draft("PUT", MESSAGE, headers=(VERSION,), body={})]

    def undecidable(self, reply: Reply) -> str:
        """No credit, too many requests, a temporary fault."""
        match reply.status:
            case 402:
                return "no credit is left (402)"
            case 429:
                return "too many requests (429)"
            case 503:
                return "a temporary fault (503)"
            case status if status >= 500:
                return ""  # whatever its code says, it is no documented answer
            case _:
                passing = self.codes(reply) & PASSING.keys()
                return PASSING[min(passing)] if passing else ""

    def recognises(self, reply: Reply) -> bool:
        """Its error object, or a balance."""
        try:
            if reply.accepted:
                return isinstance(reply.get("/data/balance"), str)
            error = reply.get("/error")
        except UnmetError:
            return False
        code = error.get("code") if isinstance(error, Mapping) else None
        return isinstance(code, str) and len(code) == 3 and code.isdecimal()


def in_xml(draft: Draft) -> Draft:
    """A send, written in XML instead of JSON."""
    return replace(draft, body={"data": draft.body}, media_type=media.XML)


def hexadecimal(text: str) -> str:
    """The text as UCS-2, high octet first, in hexadecimal digits."""
    return text.encode("utf-16-be", "surrogatepass").hex().upper()


def entries(reply: Reply) -> list[Mapping[str, Any]]:
    """What the answer to a send says of each recipient.

    Raises:
        UnmetError: when it says nothing of them.
    """
    found = reply.at("/data/message")
    if not isinstance(found, list) or not all(isinstance(entry, Mapping) for entry in found):
        raise UnmetError("data.message as an array of objects", shown(found))
    return found


def message_status(reply: Reply) -> str:
    """The messageStatus of an answer; empty where it has none.

    Raises:
        UnmetError: when the answer does not parse.
    """
    status = reply.get("/data/messageStatus")
    return "" if status is None else _digits(status)


def _digits(code: object) -> str:
    """A code of three digits. That it is no string is a fault of its own; it can still be told."""
    return f"{code:03}" if isinstance(code, int) else str(code)


def errors(reply: Reply) -> list[Mapping[str, Any]]:
    """Every error object of an answer, of the whole request or of one recipient."""
    found = (node.get("error") for node in _objects(reply))
    return [error for error in found if isinstance(error, Mapping)]


def refusals(reply: Reply) -> list[Any]:
    """What an answer with whatever status says it refuses: recipients, or the whole request."""
    found: list[Any] = []
    for depth, node in enumerate(_objects(reply)):
        if node.get("accepted") is False:
            found.append(node.get("to"))
        elif depth == 0 and node.get("error") is not None:
            found.append(node["error"])
    return found


def _objects(reply: Reply) -> Iterator[Mapping[str, Any]]:
    """Every object in an answer, from the outermost inwards; none if it does not parse."""
    try:
        waiting = [reply.document]
    except UnmetError:
        return
    while waiting:
        node = waiting.pop()
        if isinstance(node, Mapping):
            yield node
            waiting += node.values()
        elif isinstance(node, list):
            waiting += node
