"""2sms's dialect: a token that ends, an envelope in every answer, one id for all recipients."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

from conformance import sms
from conformance.contract import media
from conformance.errors import BlockedError, UnmetError
from conformance.providers.dialect import Occasion
from conformance.providers.draft import Draft
from conformance.providers.message import Message, State, View
from conformance.providers.reply import Reply
from conformance.shown import shown

TOKEN = "/Token"  # noqa: S105 - a path
MESSAGES = "/api/v1/sms/messages"
SENDING = "/api/v2/sms/messages"
PENDINGS = "/api/v2/sms/messages/pendings"

ADVANCED = 0
"""`Type` of a message that stays on the server, where its recipients read it."""
STANDARD = 1
"""`Type` of a plain SMS."""
BY_SMS = 2
"""How a quick recipient is reached."""

SUCCESS = frozenset({"", "0", "00"})
"""The error codes that mean that there is no error."""

OAUTH_ERRORS = frozenset(
    {
        "invalid_request",
        "invalid_client",
        "invalid_grant",
        "unauthorized_client",
        "unsupported_grant_type",
        "invalid_scope",
    }
)
"""RFC 6749 §5.2."""

LIFETIME = timedelta(hours=8)
"""How long a token lives that does not say so itself."""

HASTE = timedelta(minutes=1)
"""How long before its end a token is replaced."""


def moment(when: datetime) -> str:
    """A moment as the documents write it: in UTC, to the second."""
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def token_request(**form: str) -> Draft:
    """A request at the token endpoint, which takes no token itself."""
    return Draft("POST", TOKEN, "requestToken", body=form, media_type=media.FORM, anonymous=True)


def error_code(reply: Reply) -> str:
    """The error code of an envelope; empty when it reports success, or is none."""
    code = reply.get("/Error/ErrorCode")
    return "" if code is None or str(code) in SUCCESS else str(code)


def succeeded(reply: Reply) -> bool:
    """Whether an answer says that the request was carried out."""
    return reply.accepted and not error_code(reply)


def refused(reply: Reply) -> bool:
    """Whether an answer says that the request was not carried out."""
    return reply.refused or (reply.status == 200 and bool(error_code(reply)))


def told(reply: Reply) -> str:
    """What an answer says of the request, in a phrase."""
    code = error_code(reply) if reply.accepted else ""
    return f"status {reply.status}, ErrorCode {code}" if code else f"status {reply.status}"


class Dialect:
    """How 2sms is spoken to."""

    soonest = 3.0
    scheduling = "pendings"
    viewing = "view"
    shows_waiting = False
    cancel_deletes = False

    def __init__(self, account: Mapping[str, str]) -> None:
        self._account = account
        self._token = ""
        self._until = datetime.min.replace(tzinfo=UTC)
        self._secrets: dict[str, str] = {}

    def credentials(self, call: Callable[[Draft], Reply], now: datetime) -> Mapping[str, str]:
        """A bearer token; asked for once, and again shortly before it ends.

        Raises:
            BlockedError: when none is given.
        """
        if now >= self._until:
            self._ask(call, now)
        return {"Authorization": f"Bearer {self._token}"}

    def _ask(self, call: Callable[[Draft], Reply], now: datetime) -> None:
        reply = call(
            token_request(
                grant_type="client_credentials",
                client_id=self._account["client_id"],
                client_secret=self._account["client_secret"],
            )
        )
        token = reply.get("/access_token") if reply.accepted else None
        if not isinstance(token, str) or not token:
            raise BlockedError(
                f"no token was given: POST {TOKEN} was answered with status {reply.status} "
                f"(exchange {reply.exchange})"
            )
        stated = reply.get("/expires_in")
        number = isinstance(stated, int | float) and not isinstance(stated, bool)
        life = timedelta(seconds=stated) if number and 0 < stated < 1e9 else LIFETIME
        self._token, self._until = token, now + life - min(HASTE, life / 2)
        self._secrets[token] = "$TWOSMS_TOKEN"
        self._secrets[token[:-1]] = "$TWOSMS_TOKEN without its end"  # cases try it out
        refresh = reply.get("/refresh_token")
        if isinstance(refresh, str):
            self._secrets[refresh] = "$TWOSMS_REFRESH_TOKEN"

    def secrets(self) -> Mapping[str, str]:
        """Every token that was issued."""
        return self._secrets

    def send(
        self,
        text: str,
        recipients: Sequence[str],
        due: datetime | None = None,
        **options: Any,
    ) -> Draft:
        """An advanced message, unless `Type` says otherwise; any other option goes to `Options`."""
        kind = options.pop("Type", ADVANCED)
        if due is not None:
            options["DateToSend"] = moment(due)
        body = {
            "Contacts": {"QuickRecipients": {f"+{number}": BY_SMS for number in recipients}},
            "Content": text,
            "Options": options,
            "Type": kind,
        }
        return Draft("POST", SENDING, "sendMessage", body=body)

    def sent(self, reply: Reply, draft: Draft) -> list[Message]:
        """The one message, once for each recipient who can look at it."""
        if reply.status != 200 or not succeeded(reply):
            raise UnmetError(
                f"the answer to {reply.asked}: status 200 without an error code", told(reply)
            )
        identifier = reply.at("/ResponseData/Detail/MessageID")
        if not isinstance(identifier, str) or not identifier:
            raise UnmetError("MessageID as a text that is not empty", shown(identifier))
        due = draft.body["Options"].get("DateToSend")
        return [
            Message(
                id=identifier,
                recipient=sms.digits_of(destination),
                text=draft.body["Content"],
                due=datetime.fromisoformat(due) if due else None,
                details=reply.at("/ResponseData/Detail"),
            )
            for destination in draft.body["Contacts"]["QuickRecipients"]
        ]

    def created(self, reply: Reply) -> list[str]:
        """The id of a message or of a template."""
        try:
            detail = reply.get("/ResponseData/Detail")
        except UnmetError:
            return []
        if not isinstance(detail, Mapping):
            return []
        ids = [detail.get(name) for name in ("MessageID", "TemplateID")]
        return [one for one in ids if isinstance(one, str) and one]

    def read(self, identifier: str, recipient: str = "") -> Draft:
        """What the recipient's link shows, which may use up a read."""
        contact = self._account.get("contact") or recipient
        return Draft(
            "GET",
            f"{MESSAGES}/{quote(identifier, safe='')}",
            "viewMessage",
            query=(("contactId", contact),),
        )

    def view(self, reply: Reply) -> View:
        """A message that is shown has gone out; one that is not shown may be anywhere."""
        if reply.status == 401:
            raise UnmetError("an answer to a request with a valid token", "status 401")
        if refused(reply):
            return View(State.GONE, exchange=reply.exchange)
        if not succeeded(reply):
            raise UnmetError("a message, or a refusal to show it", told(reply))
        text = reply.get("/ResponseData/Detail/Message")
        if not isinstance(text, str) or not text:
            return View(State.GONE, exchange=reply.exchange)
        return View(State.DELIVERED, text=text, exchange=reply.exchange)

    def knock(self, identifier: str) -> Draft:
        """An update without changes, which a message takes until it is expired."""
        return Draft("PUT", f"{MESSAGES}/{identifier}", "updateMessage", body={})

    def opened(self, reply: Reply) -> bool:
        """A 2xx without an error code."""
        return succeeded(reply)

    def cancel(self, identifier: str) -> Draft:
        """A delete among the pending messages, which names this one and no other."""
        return Draft("DELETE", PENDINGS, "cancelPendingMessages", body={"MessageIDs": [identifier]})

    def check_cancel(self, reply: Reply, occasion: Occasion) -> None:
        """Success in time; how a cancel that finds nothing is answered is left open."""
        if occasion is Occasion.IN_TIME and not succeeded(reply):
            raise UnmetError(
                f"the answer to {reply.asked}: a 2xx status without an error code", told(reply)
            )
        if not (succeeded(reply) or refused(reply)):
            raise UnmetError(f"the answer to {reply.asked}: a 2xx or a 4xx status", told(reply))

    def unknown_id(self) -> str:
        """A random GUID."""
        return str(uuid.uuid4())

    def codes(self, reply: Reply) -> set[str]:
        """The error of the token endpoint, or the error code of the envelope."""
        try:
            found = {reply.get("/error"), error_code(reply)}
        except UnmetError:
            return set()
        return {code for code in found if isinstance(code, str) and code}

    def stranger(self) -> Mapping[str, str]:
        """A token that nobody was given."""
        return {"Authorization": f"Bearer {secrets.token_urlsafe(96)}"}

    def denied(self, reply: Reply) -> None:
        """401 or 403; what else the answer holds is the framework's."""
        if reply.status not in {401, 403}:
            raise UnmetError(
                f"the answer to {reply.asked}: status 401 or 403", f"status {reply.status}"
            )

    def check_text_refused(self, reply: Reply) -> None:
        """However a request is refused."""
        if not refused(reply):
            raise UnmetError(
                f"the answer to {reply.asked}: a 4xx status, or an error code", told(reply)
            )

    def unsupported(self) -> Sequence[Draft]:
        """Pending messages are cancelled at their path, and listed elsewhere."""
        return [Draft("GET", PENDINGS)]

    def undecidable(self, reply: Reply) -> str:
        """Only too many requests."""
        return "too many requests (429)" if reply.status == 429 else ""

    def recognises(self, reply: Reply) -> bool:
        """An error of OAuth in JSON."""
        if not reply.refused or not media.is_json(reply.media_type):
            return False
        try:
            error = reply.get("/error")
        except UnmetError:
            return False
        return isinstance(error, str) and error in OAUTH_ERRORS
