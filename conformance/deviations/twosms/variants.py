"""What the documents leave free, done otherwise than the reference does it."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Callable, Mapping
from typing import Any

from werkzeug.wrappers import Request, Response

from conformance.deviations.deviation import wrap
from conformance.deviations.twosms.envelopes import edit_error
from conformance.deviations.twosms.faults import FAULTS, after, without
from conformance.deviations.twosms.tokens import rename_error
from conformance.reference.twosms import TwoSms
from conformance.reference.twosms.account import Kind, Message
from conformance.reference.twosms.binding import Model
from conformance.reference.twosms.framework import XML, RefusedError
from conformance.reference.twosms.reporting import REPORT


def rewrite(service: TwoSms, change: Callable[[str], str], *, xml: bool) -> None:
    """Change how answers are written, in XML or in JSON."""

    def around(original: Callable[..., Response], *arguments: Any) -> Response:
        response = original(*arguments)
        if (response.mimetype in XML) is xml:
            response.set_data(change(response.get_data(as_text=True)))
        return response

    wrap(service, "respond", around)


# -- tokens --------------------------------------------------------------------------------------


@FAULTS.variant()
def writes_bearer_large(service: TwoSms) -> None:
    """Names the token type `Bearer`."""
    after(service, "grant", lambda token: token | {"token_type": "Bearer"})


@FAULTS.variant()
def rounds_the_lifetime_down(service: TwoSms) -> None:
    """Tells a lifetime of a second less than eight hours."""
    after(service, "grant", lambda token: token | {"expires_in": 28799})


@FAULTS.variant()
def gives_short_tokens(service: TwoSms) -> None:
    """Gives tokens of 24 letters and digits."""

    def change(token: dict[str, Any]) -> dict[str, Any]:
        short = secrets.token_hex(12)
        service.tokens[short] = service.tokens.pop(token["access_token"])
        return token | {"access_token": short}

    after(service, "grant", change)


@FAULTS.variant()
def answers_a_wrong_client_with_401(service: TwoSms) -> None:
    """Answers `invalid_client` with 401."""
    rename_error(service, "invalid_client", "invalid_client", 401)


@FAULTS.variant()
def takes_a_missing_grant_for_an_unknown_one(service: TwoSms) -> None:
    """Answers `unsupported_grant_type` where there is no grant type."""
    rename_error(service, "invalid_request", "unsupported_grant_type")


@FAULTS.variant()
def explains_token_errors(service: TwoSms) -> None:
    """Describes the error of a token request."""

    def around(original: Callable[[str], Response], error: str) -> Response:
        code = original(error).status_code
        described = {"error": error, "error_description": "No token.", "error_uri": None}
        return service.token_response(described, code)

    wrap(service, "token_error", around)


@FAULTS.variant()
def forbids_storing_tokens(service: TwoSms) -> None:
    """Writes `no-store`."""

    def change(response: Response) -> Response:
        response.headers["Cache-Control"] = "no-store"
        return response

    after(service, "token_response", change)


@FAULTS.variant()
def names_a_realm(service: TwoSms) -> None:
    """Writes the challenge with its realm and error."""

    def change(response: Response) -> Response:
        response.headers["WWW-Authenticate"] = 'bearer realm="api", error="invalid_token"'
        return response

    after(service, "unauthorised", change)


# -- the envelope --------------------------------------------------------------------------------


@FAULTS.variant("the code of success")
def succeeds_with_code_0(service: TwoSms) -> None:
    """Writes `0` as the code of success."""
    edit_error(service, ErrorCode="0")


@FAULTS.variant("the code of success")
def succeeds_with_an_empty_code(service: TwoSms) -> None:
    """Writes an empty code on success."""
    edit_error(service, ErrorCode="")


@FAULTS.variant("the code of success")
def succeeds_with_null_members_elsewhere(service: TwoSms) -> None:
    """Writes an error object of nulls where nothing was sent or expired."""

    def around(
        original: Callable[..., Response], request: Request, code: int, root: str, document: Any
    ) -> Response:
        if "Error" in document and not root.endswith(("DeletionResponse", "Transaction")):
            document = document | {"Error": {"ErrorCode": None, "ErrorReason": None}}
        return original(request, code, root, document)

    wrap(service, "respond", around)


@FAULTS.variant()
def adds_members(service: TwoSms) -> None:
    """Tells more than the documents name, in every object."""

    def change(document: dict[str, Any]) -> dict[str, Any]:
        data = document["ResponseData"]
        detail = data["Detail"]
        if isinstance(detail, dict):
            detail = {**detail, "Took": 3}
        return {
            "Version": "3.2",
            **document,
            "ResponseData": {**data, "Detail": detail, "Warnings": None},
        }

    after(service, "envelope", change)


@FAULTS.variant()
def shuffles_members(service: TwoSms) -> None:
    """Writes the members of every JSON object in the opposite order."""

    def turned(value: Any) -> Any:
        match value:
            case dict():
                return {name: turned(held) for name, held in reversed(value.items())}
            case list():
                return [turned(item) for item in value]
        return value

    rewrite(service, lambda text: json.dumps(turned(json.loads(text))), xml=False)


@FAULTS.variant()
def writes_unknown_views_as_null(service: TwoSms) -> None:
    """Writes optional members of a view that have no value as null."""
    nulls = dict.fromkeys(("DateTimeExpiry", "Disclaimer", "Flagger", "LogoURL", "ReadsRemaining"))
    after(service, "message_view", lambda view: nulls | view)


@FAULTS.variant()
def tells_whole_credits(service: TwoSms) -> None:
    """Writes credits without a fraction."""

    def change(told: dict[str, Any]) -> dict[str, Any]:
        return {name: int(number) for name, number in told.items()}

    after(service, "counts", change)


@FAULTS.variant()
def indents_json(service: TwoSms) -> None:
    """Writes JSON on several lines, with letters as they are."""
    rewrite(
        service,
        lambda text: (
            json.dumps(json.loads(text), indent=2, ensure_ascii=False)
            .encode("utf-8", "replace")
            .decode()
        ),
        xml=False,
    )


@FAULTS.variant()
def declares_xml(service: TwoSms) -> None:
    """Begins XML with a declaration."""
    rewrite(service, lambda text: f'<?xml version="1.0" encoding="utf-8"?>\n{text}', xml=True)


@FAULTS.variant()
def writes_xml_in_the_order_of_json(service: TwoSms) -> None:
    """Writes `Identification` before `Result` in XML too."""

    def change(text: str) -> str:
        result, identification = (
            "(<Result>[^<]*</Result>)",
            "(<Identification>.*?</Identification>)",
        )
        return re.sub(result + identification, r"\2\1", text)

    rewrite(service, change, xml=True)


@FAULTS.variant()
def writes_ids_in_capitals(service: TwoSms) -> None:
    """Writes the ids of messages in upper case."""

    def change(told: dict[str, Any]) -> dict[str, Any]:
        return told | {"MessageID": told["MessageID"].upper()}

    after(service, "transaction", change)


# -- expiring ------------------------------------------------------------------------------------


@FAULTS.variant()
def notifies_for_nothing(service: TwoSms) -> None:
    """Takes no credits for notifying."""

    def change(used: float) -> float:
        return 0.0 * used

    after(service, "notify", change)


@FAULTS.variant("pending messages")
def counts_pending_messages(service: TwoSms) -> None:
    """Counts a scheduled message that is named, and sends it all the same."""

    def expirable(original: Callable[[Message], bool], message: Message) -> bool:
        return original(message) or service.pending(message)

    def mark(original: Callable[..., None], message: Message, criteria: Any) -> None:
        if not service.pending(message):
            original(message, criteria)

    wrap(service, "expirable", expirable)
    wrap(service, "mark_expired", mark)


@FAULTS.variant("pending messages")
def expires_messages_before_they_go_out(service: TwoSms) -> None:
    """Counts and expires a scheduled message that is named, so that it goes out expired."""

    def around(original: Callable[[Message], bool], message: Message) -> bool:
        return original(message) or (service.pending(message) and message.expired is None)

    wrap(service, "expirable", around)


@FAULTS.variant()
def takes_an_empty_list_at_its_word(service: TwoSms) -> None:
    """Expires nothing for an empty list of ids."""

    def around(original: Callable[..., list[Message]], criteria: Mapping[str, Any]) -> Any:
        return [] if criteria.get("MessageIDs") == [] else original(criteria)

    wrap(service, "selected", around)


@FAULTS.variant("no body")
def takes_no_body_for_an_empty_object(service: TwoSms) -> None:
    """Goes on with default criteria when there is no body."""

    def around(original: Callable[[Request], Any], request: Request) -> Any:
        return original(request) if request.get_data() else {}

    wrap(service, "criteria", around)


@FAULTS.variant("no body")
def answers_no_body_with_415(service: TwoSms) -> None:
    """Takes no body for a body of an unknown type."""

    def around(original: Callable[..., Any], request: Request, model: Model) -> Any:
        if not request.get_data():
            raise service.unsupported(request)
        return original(request, model)

    wrap(service, "bind", around)


@FAULTS.variant()
def refuses_unknown_members(service: TwoSms) -> None:
    """Refuses criteria with a member that no page names."""

    def around(
        original: Callable[..., dict[str, Any]], request: Request, model: Model
    ) -> dict[str, Any]:
        values = original(request, model)
        names = json.loads(request.get_data(as_text=True))
        if model.root == "MessageCriteria" and not all(map(model.known, names)):
            raise RefusedError(400, "The request is invalid.", {model.root: "Unknown member."})
        return values

    wrap(service, "read_json", around)


@FAULTS.variant()
def names_members_by_the_parameter(service: TwoSms) -> None:
    """Names the body's parameter in `ModelState`."""

    def around(
        original: Callable[..., Response], request: Request, refusal: RefusedError
    ) -> Response:
        if refusal.faults:
            faults = {f"criteria.{place}": wrong for place, wrong in refusal.faults.items()}
            refusal = RefusedError(refusal.status, refusal.message, faults)
        return original(request, refusal)

    wrap(service, "refused", around)


@FAULTS.variant()
def details_errors(service: TwoSms) -> None:
    """Writes the optional members of an error as well."""

    def around(
        original: Callable[..., Response], request: Request, code: int, root: str, document: Any
    ) -> Response:
        if root == "Error":
            document = document | {"MessageDetail": "No more is known.", "ExceptionType": None}
        return original(request, code, root, document)

    wrap(service, "respond", around)


# -- messages ------------------------------------------------------------------------------------


@FAULTS.variant()
def numbers_standard_messages(service: TwoSms) -> None:
    """Gives standard messages ids of digits."""

    def around(original: Callable[[Message], Any], message: Message) -> Any:
        told = original(message)
        if message.kind is Kind.STANDARD:
            told["MessageID"] = str(48_000_000 + len(service.messages))
        return told

    wrap(service, "transaction", around)


@FAULTS.variant()
def answers_an_update_with_204(service: TwoSms) -> None:
    """Answers an accepted update with 204 and no body."""

    def change(response: Response) -> Response:
        return Response(status=204) if response.status_code == 200 else response

    after(service, "update", change)


@FAULTS.variant()
def changes_content_that_has_been_read(service: TwoSms) -> None:
    """Accepts a new content after somebody has read the old one."""

    def around(original: Callable[..., bool], message: Message, changes: Any) -> bool:
        return original(message, without("Content")(changes))

    wrap(service, "changeable", around)


@FAULTS.variant()
def calls_expired_messages_gone(service: TwoSms) -> None:
    """Answers the view of a message that is no longer shown with 410."""

    def around(original: Callable[..., Response], request: Request, message_id: str) -> Response:
        try:
            return original(request, message_id)
        except RefusedError as refusal:
            if service.find(message_id) is None:
                raise
            raise RefusedError(410, refusal.message) from refusal

    wrap(service, "view", around)


@FAULTS.variant()
def tells_unlimited_reads(service: TwoSms) -> None:
    """Writes a word where any number of reads remain."""

    def change(view: dict[str, Any]) -> dict[str, Any]:
        return {"ReadsRemaining": "unlimited"} | view

    after(service, "message_view", change)


# -- the rest ------------------------------------------------------------------------------------


@FAULTS.variant()
def counts_pages_from_0(service: TwoSms) -> None:
    """Begins a report with page 0."""

    def around(original: Callable[..., Any], request: Request, model: Model) -> Any:
        query = original(request, model)
        return query | {"paging.Page": query["paging.Page"] + 1} if model is REPORT else query

    wrap(service, "query", around)


@FAULTS.variant()
def refuses_head(service: TwoSms) -> None:
    """Answers HEAD with 405."""

    def around(
        original: Callable[..., Response],
        endpoint: str,
        request: Request,
        variables: Mapping[str, Any],
    ) -> Response:
        if request.method == "HEAD":
            return service.unknown_method(request, ["GET"])
        return original(endpoint, request, variables)

    wrap(service, "call", around)


@FAULTS.variant()
def refuses_to_cancel_nothing(service: TwoSms) -> None:
    """Answers 404 when a cancellation means no message."""

    def around(
        original: Callable[..., Response], request: Request, messages: list[Message]
    ) -> Response:
        if not messages:
            raise RefusedError(404, "There is no such message.")
        return original(request, messages)

    wrap(service, "cancel", around)
