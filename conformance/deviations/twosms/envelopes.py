"""Faults in the envelope that every answer comes in."""

from __future__ import annotations

import uuid
from typing import Any

from conformance.deviations.twosms.faults import (
    DETAIL,
    FAULTS,
    NAMED,
    after,
    edit,
    edit_detail,
    renamed,
    status,
    without,
)
from conformance.reference.twosms import TwoSms
from conformance.reference.twosms.writing import Items

EXPIRED = "MessageDeletionResponse"
ENVELOPE = (
    "envelope.error-code-text",
    "envelope.error-object",
    "envelope.error-present",
    "envelope.error-reason-text",
    "envelope.response-data",
    "envelope.result-text",
    "envelope.shape",
    "envelope.success-code",
    "envelope.user-id",
    "envelope.user-id-constant",
)
"""Themes about the envelope itself."""


def edit_error(service: TwoSms, **members: object) -> None:
    """Change the error object of every answer."""

    def change(document: dict[str, Any]) -> dict[str, Any]:
        return document | {"Error": document["Error"] | members}

    after(service, "envelope", change)


@FAULTS.deviation(
    breaks=["envelope.shape"],
    collateral=[*ENVELOPE, *DETAIL, *NAMED, "expire.answers-200", "expire.twice.answers-200"],
)
def puts_the_envelope_into_a_list(service: TwoSms) -> None:
    """Answers an expire request with a list of one envelope."""
    edit(service, EXPIRED, lambda document: Items("Response", [document]))


@FAULTS.deviation(
    breaks=["envelope.error-object"],
    collateral=["envelope.error-present", "envelope.everywhere", "envelope.success-code"],
)
def writes_the_error_as_a_text(service: TwoSms) -> None:
    """Writes the code in place of the error object."""
    after(service, "envelope", lambda document: document | {"Error": "00"})


@FAULTS.deviation(breaks=["envelope.error-present"])
def writes_no_error_on_success(service: TwoSms) -> None:
    """Leaves `Error` out where there is none."""
    after(service, "envelope", without("Error"))


@FAULTS.deviation(breaks=["envelope.error-present"])
def writes_a_null_error_on_success(service: TwoSms) -> None:
    """Writes null in place of an error that there is not."""
    after(service, "envelope", lambda document: document | {"Error": None})


@FAULTS.deviation(
    breaks=["envelope.error-code-text"],
    collateral=["envelope.everywhere", "envelope.success-code"],
)
def writes_the_error_code_as_a_number(service: TwoSms) -> None:
    """Writes the code 0 as a number."""
    edit_error(service, ErrorCode=0)


@FAULTS.deviation(breaks=["envelope.error-reason-text"], collateral=["envelope.everywhere"])
def writes_the_reason_as_an_object(service: TwoSms) -> None:
    """Writes the reason as one text for each language."""
    edit_error(service, ErrorReason={"en": "None"})


@FAULTS.deviation(
    breaks=["envelope.success-code"],
    collateral=[
        "cancel.answered-as-success",
        "expire.answers-200",
        "schedule.accepted",
        "send.accepted",
    ],
)
def repeats_the_status_as_the_error_code(service: TwoSms) -> None:
    """Writes 200 as the error code of a success."""
    edit_error(service, ErrorCode="200")


@FAULTS.deviation(
    breaks=["envelope.success-code"],
    collateral=[*NAMED, *DETAIL, "expire.answers-200", "expire.twice.answers-200"],
)
def counts_in_the_error_code(service: TwoSms) -> None:
    """Writes the number of expired messages as the error code."""

    def change(document: dict[str, Any]) -> dict[str, Any]:
        count = document["ResponseData"]["Detail"]["NoOfMessagesExpired"]
        return document | {"Error": {"ErrorCode": f"{count:02}", "ErrorReason": ""}}

    edit(service, EXPIRED, change)


@FAULTS.deviation(
    breaks=["envelope.response-data"],
    collateral=[*ENVELOPE, *DETAIL, *NAMED],
)
def answers_with_null_data(service: TwoSms) -> None:
    """Writes null in place of the data of an expire request."""
    edit(service, EXPIRED, lambda document: document | {"ResponseData": None})


@FAULTS.deviation(
    breaks=["envelope.user-id"],
    collateral=["envelope.user-id-constant", "expire.response.xml-names"],
)
def spells_the_user_like_the_gateway(service: TwoSms) -> None:
    """Writes `UserID`, as the older XML gateway does."""

    def change(data: dict[str, Any]) -> dict[str, Any]:
        identification = renamed("UserId", "UserID")(data["Identification"])
        return data | {"Identification": identification}

    after(service, "response_data", change)


@FAULTS.deviation(breaks=["envelope.result-text"], collateral=["envelope.everywhere"])
def writes_the_result_as_a_boolean(service: TwoSms) -> None:
    """Writes true in place of the result in words."""
    after(service, "response_data", lambda data: data | {"Result": True})


@FAULTS.deviation(breaks=["envelope.user-id-constant"])
def invents_a_user_for_every_answer(service: TwoSms) -> None:
    """Writes the id of the request where that of the user belongs."""

    def change(data: dict[str, Any]) -> dict[str, Any]:
        return data | {"Identification": {"UserId": str(uuid.uuid4())}}

    after(service, "response_data", change)


@FAULTS.deviation(
    breaks=["envelope.everywhere"], collateral=["recurring.accepted", "templates.answered"]
)
def answers_an_update_without_the_envelope(service: TwoSms) -> None:
    """Answers an update with what would be the detail."""
    edit(service, "Object", lambda document: {"Result": document["ResponseData"]["Result"]})


# -- the detail of an expire request -------------------------------------------------------------


@FAULTS.deviation(
    breaks=["expire.answers-200"],
    collateral=["expire.twice.answers-200", "expire.unknown.answers-200", "http.status-documented"],
)
def accepts_an_expire_request_with_202(service: TwoSms) -> None:
    """Answers 202 to an expire request that has been carried out."""
    after(service, "expire", status(202))


@FAULTS.deviation(
    breaks=["expire.detail-complete"],
    collateral=DETAIL,
)
def does_not_tell_the_balance(service: TwoSms) -> None:
    """Leaves `NumberOfCreditsRemaining` out."""
    after(service, "counts", without("NumberOfCreditsRemaining"))


@FAULTS.deviation(breaks=["expire.detail-complete"], collateral=DETAIL)
def leaves_zeros_out(service: TwoSms) -> None:
    """Leaves every member of the detail out that is 0."""

    def change(counts: dict[str, Any]) -> dict[str, Any]:
        return {name: count for name, count in counts.items() if count}

    after(service, "counts", change)


def recount(service: TwoSms, name: str, change: Any) -> None:
    """Write one member of the detail in another way."""
    edit_detail(service, EXPIRED, lambda detail: detail | {name: change(detail[name])})


@FAULTS.deviation(
    breaks=["expire.count.expired-integer"],
    collateral=[
        *NAMED,
        "expire.standard-never-expired",
        "expire.twice.counts-zero",
        "expire.unknown.answers-200",
        "expire.unknown.not-counted",
    ],
)
def counts_in_words(service: TwoSms) -> None:
    """Writes `NoOfMessagesExpired` as a text with its unit."""
    recount(service, "NoOfMessagesExpired", lambda count: f"{count} messages")


@FAULTS.deviation(
    breaks=["expire.count.expired-integer"],
    collateral=[
        "expire.count.expired-exact",
        "expire.standard-never-expired",
        "expire.twice.counts-zero",
        "expire.unknown.answers-200",
        "expire.unknown.not-counted",
    ],
)
def counts_nothing_as_minus_one(service: TwoSms) -> None:
    """Writes -1 where no message was expired."""
    recount(service, "NoOfMessagesExpired", lambda count: count or -1)


@FAULTS.deviation(
    breaks=["expire.count.deleted-integer"],
    collateral=DETAIL,
)
def counts_no_deletion_as_null(service: TwoSms) -> None:
    """Writes null where nothing was erased."""
    recount(service, "NoOfMessagesDeleted", lambda count: count or None)


@FAULTS.deviation(
    breaks=["expire.credits.used-number"],
    collateral=["balance.falls-by-cost", "notify.free-without"],
)
def writes_the_cost_as_a_text(service: TwoSms) -> None:
    """Writes `NumberOfCreditsUsed` with its unit."""
    recount(service, "NumberOfCreditsUsed", lambda used: f"{used} credits")


@FAULTS.deviation(breaks=["expire.credits.remaining-number"], collateral=["balance.falls-by-cost"])
def writes_the_balance_as_a_text(service: TwoSms) -> None:
    """Writes `NumberOfCreditsRemaining` with commas between the thousands."""
    recount(service, "NumberOfCreditsRemaining", lambda balance: f"{balance:,.2f}")
