"""2sms's envelope: what the answer to a request that was carried out holds."""

from __future__ import annotations

from types import NoneType

from conformance.cases.twosms import expect_success, expiring
from conformance.errors import BlockedError
from conformance.run.declare import themes
from conformance.verdict import Prover, expect
from conformance.wire.gateway import Gateway


@themes(
    "expire.answers-200",
    "expire.detail-complete",
    "expire.count.expired-integer",
    "expire.count.deleted-integer",
    "expire.credits.used-number",
    "expire.credits.remaining-number",
    "envelope.shape",
    "envelope.error-object",
    "envelope.error-present",
    "envelope.error-code-text",
    "envelope.error-reason-text",
    "envelope.success-code",
    "envelope.response-data",
    "envelope.user-id",
    "envelope.result-text",
    "http.status-documented",
    provider="twosms",
)
def test_the_answer_to_expiring(gateway: Gateway, prove: Prover) -> None:
    """The answer says success in the documented way, and has every member that its page lists."""
    sending = gateway.call(gateway.draft())
    ids = gateway.dialect.created(sending)
    if not sending.accepted or not ids:
        raise BlockedError(f"no message was made (exchange {sending.exchange})")

    reply = gateway.call(expiring(*ids))

    with prove("expire.answers-200"):
        expect(f"the status of {reply.asked}", reply.status).equals(200)
        expect("the body", reply.document).is_a(dict)
    with prove("envelope.error-object"):
        expect("Error", reply.get("/Error")).is_a(dict, NoneType)
    with prove("envelope.error-code-text"):
        expect("ErrorCode", reply.get("/Error/ErrorCode")).is_a(str, NoneType)
    with prove("envelope.error-reason-text"):
        expect("ErrorReason", reply.get("/Error/ErrorReason")).is_a(str, NoneType)
    with prove("envelope.success-code"):
        expect_success(sending)
        if reply.get("/ResponseData/Detail/NoOfMessagesExpired") == 1:
            expect_success(reply)


@themes("envelope.user-id-constant", provider="twosms")
def test_the_same_account_every_time(gateway: Gateway, prove: Prover) -> None:
    """Two answers name the same user."""
    first = gateway.call(expiring(gateway.send().id))
    second = gateway.call(expiring(gateway.send().id))

    with prove("envelope.user-id-constant"):
        expect("the second UserId", second.at("/ResponseData/Identification/UserId")).equals(
            first.at("/ResponseData/Identification/UserId")
        )
