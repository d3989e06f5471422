"""Faults in refusing: what is let through, what is answered, and what happens all the same."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml import ElementTree
from werkzeug.wrappers import Request, Response

from conformance.deviations.deviation import wrap
from conformance.deviations.twosms.faults import (
    FAULTS,
    REFUSALS,
    Forgiving,
    expire_whatever_is_named,
    reads,
    status,
)
from conformance.reference.twosms import TwoSms
from conformance.reference.twosms.binding import (
    Choice,
    Date,
    Guid,
    Many,
    Model,
    UnreadableError,
)
from conformance.reference.twosms.framework import RefusedError, decoded

CRITERIA = "MessageCriteria"
CONSEQUENCES = (
    "expire.fault.answers-400",
    "expire.fault.without-effect",
    "http.caller-fault-is-4xx",
)
"""Themes that take it for granted that a faulty body is refused."""

REQUIRED = (
    "error.content-missing",
    "error.recipients-missing",
    "error.sender-missing",
    "list.paging-required",
    "send.options-required",
    "send.type-required",
    "standard.options-required",
    "standard.reference-required",
    "view.contact-required",
)
"""Themes that leave a required member out."""

Read = Callable[[Request, Model], dict[str, Any]]
Refuse = Callable[[Request, RefusedError], Response]


def refuse(service: TwoSms, change: Callable[[Request, RefusedError, Refuse], Response]) -> None:
    """Change the answer to invalid bodies and queries."""

    def around(original: Refuse, request: Request, refusal: RefusedError) -> Response:
        if refusal.faults is None:
            return original(request, refusal)
        return change(request, refusal, original)

    wrap(service, "refused", around)


# -- what is let through -------------------------------------------------------------------------


@FAULTS.deviation(breaks=["error.message-id-malformed"], collateral=CONSEQUENCES)
def passes_over_bad_ids(service: TwoSms) -> None:
    """Takes out of a list what is no id, and expires the rest."""
    reads(service, CRITERIA, MessageIDs=Many(Forgiving(Guid()), "guid"))


@FAULTS.deviation(
    breaks=["error.message-id-malformed"],
    collateral=["expire.fault.answers-400", "http.caller-fault-is-4xx"],
)
def takes_a_bad_list_for_none(service: TwoSms) -> None:
    """Takes a list with something in it that is no id for criteria without ids."""
    reads(service, CRITERIA, MessageIDs=Forgiving(Many(Guid(), "guid")))


@FAULTS.deviation(breaks=["expire.fault.date"], collateral=CONSEQUENCES)
def passes_over_bad_dates(service: TwoSms) -> None:
    """Takes what is no date for no date at all."""
    kind = Forgiving(Date())
    reads(service, CRITERIA, StartDate=kind, FinishDate=kind)


@FAULTS.deviation(breaks=["expire.fault.enum-name"], collateral=CONSEQUENCES)
def takes_unknown_names_for_the_first(service: TwoSms) -> None:
    """Takes a name that an enumeration does not have for its first."""
    reads(
        service,
        CRITERIA,
        Range=Forgiving(Choice("TODAY"), instead=0),
        Type=Forgiving(Choice("BOTH", "STANDARD", "ADVANCED"), instead=0),
    )


@FAULTS.deviation(breaks=["error.body-malformed"], collateral=["http.caller-fault-is-4xx"])
def takes_broken_json_for_an_empty_object(service: TwoSms) -> None:
    """Goes on with default criteria when the JSON cannot be read."""

    def around(original: Read, request: Request, model: Model) -> dict[str, Any]:
        try:
            json.loads(decoded(request))
        except (ValueError, RecursionError):
            if model.root == CRITERIA:
                return {}
        return original(request, model)

    wrap(service, "read_json", around)


@FAULTS.deviation(
    breaks=["error.xml-malformed"], collateral=["http.no-server-error", "http.caller-fault-is-4xx"]
)
def takes_broken_xml_for_an_empty_element(service: TwoSms) -> None:
    """Goes on with default criteria when the XML cannot be read."""

    def around(original: Read, request: Request, model: Model) -> dict[str, Any]:
        try:
            ElementTree.fromstring(request.get_data())
        except (ParseError, ValueError, LookupError):
            return {}
        return original(request, model)

    wrap(service, "read_xml", around)


@FAULTS.deviation(
    breaks=["http.unsupported-media-type"],
    collateral=["http.unsupported-media-type.refused-415", "error.without-effect"],
)
def reads_anything_as_json(service: TwoSms) -> None:
    """Reads a body as JSON whatever it is declared to be."""

    class Readers(dict[str, Any]):
        """What reads each type, JSON's reader being the one for all others."""

        def get(self, media: str, default: Any = None) -> Any:
            """The reader of a type."""
            del default
            return super().get(media, service.read_json)

    def around(original: Callable[[Model], dict[str, Any]], model: Model) -> dict[str, Any]:
        return Readers(original(model))

    wrap(service, "readers", around)


# -- what is answered ----------------------------------------------------------------------------


@FAULTS.deviation(breaks=["expire.fault.answers-400"])
def answers_faults_with_422(service: TwoSms) -> None:
    """Answers 422 where 400 is usual."""
    refuse(service, lambda request, refusal, original: status(422)(original(request, refusal)))


@FAULTS.deviation(breaks=["expire.fault.answers-400"])
def does_not_say_what_is_wrong(service: TwoSms) -> None:
    """Leaves `ModelState` out."""
    refuse(
        service,
        lambda request, refusal, original: original(request, RefusedError(400, refusal.message)),
    )


@FAULTS.deviation(
    breaks=["http.caller-fault-is-4xx", "expire.fault.answers-400"],
    collateral=["http.unsupported-media-type.refused-415"],
)
def puts_faults_into_the_envelope(service: TwoSms) -> None:
    """Answers a faulty body with 200 and an error code."""

    def change(request: Request, refusal: RefusedError, original: Refuse) -> Response:
        del original
        error = {"ErrorCode": "12", "ErrorReason": refusal.message}
        root = "ResponseOfMessageDeletionResponse"
        return service.respond(request, 200, root, {"Error": error})

    refuse(service, change)


@FAULTS.deviation(
    breaks=["error.shape"],
    collateral=["expire.fault.answers-400", "http.routing-answer-well-formed"],
)
def spells_the_message_of_an_error_small(service: TwoSms) -> None:
    """Writes `message` instead of `Message`."""

    def around(
        original: Callable[..., Response], request: Request, code: int, root: str, document: Any
    ) -> Response:
        if root == "Error":
            document = {"message": document["Message"]}
        return original(request, code, root, document)

    wrap(service, "respond", around)


@FAULTS.deviation(breaks=["error.shape"], collateral=["expire.fault.answers-400"])
def lists_faults_without_their_members(service: TwoSms) -> None:
    """Writes `ModelState` as a list of texts."""

    def around(
        original: Callable[..., Response], request: Request, code: int, root: str, document: Any
    ) -> Response:
        if "ModelState" in document:
            texts = [text for texts in document["ModelState"].values() for text in texts]
            document = document | {"ModelState": texts}
        return original(request, code, root, document)

    wrap(service, "respond", around)


@FAULTS.deviation(breaks=["http.unsupported-media-type.refused-415"])
def answers_unknown_types_with_400(service: TwoSms) -> None:
    """Answers 400 for a media type that it does not read."""

    def around(original: Callable[[Request], RefusedError], request: Request) -> RefusedError:
        return RefusedError(400, original(request).message)

    wrap(service, "unsupported", around)


# -- what happens all the same -------------------------------------------------------------------


@FAULTS.deviation(breaks=["expire.fault.without-effect"], collateral=["error.without-effect"])
def expires_good_ids_beside_a_bad_one(service: TwoSms) -> None:
    """Expires ids one by one, and stops and refuses at the first that is none."""

    def around(original: Callable[[Request], dict[str, Any]], request: Request) -> dict[str, Any]:
        try:
            return original(request)
        except RefusedError as refusal:
            if refusal.faults:
                expire_whatever_is_named(service, request)
            raise

    wrap(service, "criteria", around)


@FAULTS.deviation(breaks=["error.without-effect"])
def expires_what_it_cannot_read(service: TwoSms) -> None:
    """Expires what a body in an unknown media type names, and answers 415."""

    def around(original: Callable[[Request], RefusedError], request: Request) -> RefusedError:
        if request.method == "DELETE":
            expire_whatever_is_named(service, request)
        return original(request)

    wrap(service, "unsupported", around)


# -- failing -------------------------------------------------------------------------------------


@FAULTS.deviation(
    breaks=["http.no-server-error"],
    collateral=[*REFUSALS, *REQUIRED, "http.status-documented", "error.shape"],
)
def fails_at_invalid_bodies(service: TwoSms) -> None:
    """Fails where a body cannot be read."""
    refuse(
        service,
        lambda request, _refusal, original: original(
            request, RefusedError(500, "An error has occurred.")
        ),
    )


@FAULTS.deviation(
    breaks=["http.no-server-error"],
    collateral=[
        "expire.default.empty-ids",
        "expire.default.null-ids",
        "expire.fault.answers-400",
        "http.status-documented",
        "http.caller-fault-is-4xx",
    ],
)
def fails_at_a_null(service: TwoSms) -> None:
    """Fails where JSON has a null or nothing at all."""

    def around(original: Read, request: Request, model: Model) -> dict[str, Any]:
        try:
            values = json.loads(decoded(request))
        except (ValueError, RecursionError):
            return original(request, model)
        if values is None or (isinstance(values, dict) and None in values.values()):
            raise RefusedError(500, "Object reference not set to an instance of an object.")
        return original(request, model)

    wrap(service, "read_json", around)


@FAULTS.deviation(
    breaks=["http.no-server-error"],
    collateral=["error.message-unknown", "http.status-documented", "update.expired-refused"],
)
def fails_at_unknown_messages(service: TwoSms) -> None:
    """Fails where an id names no message."""

    def around(original: Callable[[str], Any], message_id: str) -> Any:
        try:
            return original(message_id)
        except RefusedError as refusal:
            raise RefusedError(500, "Sequence contains no elements.") from refusal

    wrap(service, "advanced", around)


@FAULTS.deviation(
    breaks=["http.no-server-error"],
    collateral=["http.status-documented", "error.body-malformed"],
)
def fails_at_deep_json(service: TwoSms) -> None:
    """Fails where JSON is nested deeply."""

    def around(original: Read, request: Request, model: Model) -> dict[str, Any]:
        if request.get_data().count(b"[") > 100:
            raise RefusedError(500, "Insufficient stack to continue executing the program.")
        return original(request, model)

    wrap(service, "read_json", around)


# -- unknown messages ----------------------------------------------------------------------------


@FAULTS.deviation(breaks=["error.message-unknown"])
def updates_what_does_not_exist(service: TwoSms) -> None:
    """Answers an update of an unknown message like any other."""

    def around(original: Callable[..., Response], request: Request, message_id: str) -> Response:
        if service.find(message_id) is None:
            return service.succeed(request, "Object", {})
        return original(request, message_id)

    wrap(service, "update", around)


@FAULTS.deviation(breaks=["error.message-unknown"], collateral=["auth.refused-without-effect"])
def shows_an_empty_message(service: TwoSms) -> None:
    """Answers the view of an unknown message with an empty one."""

    def around(original: Callable[..., Response], request: Request, message_id: str) -> Response:
        if service.find(message_id) is None:
            return service.succeed(request, "MessageView", {"Message": "", "MessageId": message_id})
        return original(request, message_id)

    wrap(service, "view", around)


@FAULTS.deviation(
    breaks=["http.no-server-error"],
    collateral=["error.without-effect", "text.odd-accepted-or-refused", "http.status-documented"],
)
def fails_at_characters_that_xml_has_not(service: TwoSms) -> None:
    """Fails where a text has a character that its database does not store."""

    def around(original: Read, request: Request, model: Model) -> dict[str, Any]:
        try:
            return original(request, model)
        except UnreadableError as error:
            if "\\u0000" in request.get_data(as_text=True):
                raise RefusedError(500, "Invalid byte sequence.") from error
            raise

    wrap(service, "read_json", around)
