"""2sms's recurring messages: setting one up, and stopping it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from conformance.cases.twosms import expect_envelope, plain, waiting
from conformance.errors import BlockedError
from conformance.providers import Draft
from conformance.providers.twosms import BY_SMS, moment
from conformance.run.declare import themes
from conformance.verdict import Prover, expect
from conformance.wire.gateway import Gateway

RECURRING = "/api/v1/sms/standardmessages/recurringmessages"
RECURRINGS = "/api/v2/sms/messages/recurrings"


WAITS = "waits for its next time"
ENDED = "does not go on"


def fate(gateway: Gateway, identifier: str) -> str:
    """Whether a recurring message goes on: whether a report names it, under whatever member."""
    if "reports" not in gateway.features:
        return ENDED
    named = any(
        plain(identifier) in plain(text)
        for reply in waiting(gateway, {})
        for text in texts_in(reply.document)
    )
    return WAITS if named else ENDED


def texts_in(value: Any) -> Iterator[str]:
    """Every text in a document, wherever it stands."""
    match value:
        case str():
            yield value
        case Mapping() | list():
            for held in value.values() if isinstance(value, Mapping) else value:
                yield from texts_in(held)


def recurring(gateway: Gateway) -> Draft:
    """A request for a message that goes out twice, on Mondays, from tomorrow on."""
    tomorrow = gateway.clock.now() + timedelta(days=1)
    body = {
        "Contacts": {"QuickRecipients": {f"+{gateway.recipient}": BY_SMS}},
        "Content": gateway.text(),
        "Reference": gateway.text("ref"),
        "StartSend": moment(tomorrow),
        "PatternScheduleDays": ["Monday"],
        "OccurrencesEnd": 2,
    }
    return Draft("POST", RECURRING, "createRecurringMessage", body=body)


@themes(
    "recurring.accepted", "recurring.cancel-answered", "recurring.cancel-stops", provider="twosms"
)
def test_a_recurring_message(gateway: Gateway, prove: Prover) -> None:
    """A recurring message is set up, and is gone once it is cancelled."""
    reply = gateway.call(recurring(gateway))
    with prove("recurring.accepted"):
        expect_envelope(reply)
    ids = gateway.dialect.created(reply)
    if not ids:
        raise BlockedError(f"the answer names no message to cancel (exchange {reply.exchange})")
    before = fate(gateway, ids[0])

    cancel = gateway.call(
        Draft("DELETE", RECURRINGS, "cancelRecurringMessages", body={"MessageIDs": ids})
    )

    with prove("recurring.cancel-answered"):
        expect_envelope(cancel)
    if before != WAITS:
        raise BlockedError("no report lists the recurring message, so nobody can see that it ends")
    with prove("recurring.cancel-stops"):
        expect("a recurring message that was cancelled", fate(gateway, ids[0])).equals(ENDED)
