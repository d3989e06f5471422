"""Faults in sending: the answer, its entries, ids, and the options of a message."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from werkzeug.wrappers import Request

from conformance.deviations.clickatell.errors import REFUSED_RECIPIENTS
from conformance.deviations.clickatell.faults import (
    AS_ACCEPTED,
    FAULTS,
    SENDS,
    alter,
    edit,
    instead,
)
from conformance.deviations.deviation import wrap

Document = dict[str, Any]
Answer = tuple[int, Document]
Entries = list[Document]

SENT = (
    "send.accepted",
    "send.accepted-without-error",
    "send.entry-accepted",
    "send.entry-per-recipient",
    "send.id-format",
    "send.id-not-empty",
    "send.one-id-per-recipient",
    "send.recipient-echoed",
    "send.recipient-order",
    "send.equal-sends-differ",
    "send.maximum-recipients-accepted",
    "send.query-ignored",
    "read.returns-message",
    "xml.send.shape",
    "xml.send.request",
)
"""Themes that look at the answer to a send."""


def on_entries(service: Any, change: Callable[[Entries], object]) -> None:
    """Let `change` work upon the entries of every answer to a send."""
    edit(service, "send", lambda answer: change(answer[1]["data"]["message"]))


def on_refused(service: Any, change: Callable[[Document], object]) -> None:
    """Let `change` work upon the entry of every refused recipient."""

    def around(entry: Document) -> None:
        if not entry["accepted"]:
            change(entry)

    edit(service, "entry", around)


def on_accepted(service: Any, change: Callable[[Document], object]) -> None:
    """Let `change` work upon the entry of every accepted recipient."""

    def around(entry: Document) -> None:
        if entry["accepted"]:
            change(entry)

    edit(service, "entry", around)


# -- the answer --------------------------------------------------------------------------------


@FAULTS.deviation(
    breaks=["send.answer-wrapped"],
    collateral=["error.shape", *SENDS, *SENT, *REFUSED_RECIPIENTS, "error.recipient-invalid"],
)
def one_entry_is_no_array(service: Any) -> None:
    """Writes the entry of an only recipient without an array around it."""

    def unwrap(answer: Answer) -> None:
        data = answer[1]["data"]
        if len(data["message"]) == 1:
            data["message"] = data["message"][0]

    edit(service, "send", unwrap)


@FAULTS.deviation(
    breaks=["send.answer-wrapped"],
    collateral=[
        "xml.send.layout-free",
        "error.shape",
        "schedule.farthest-accepted",
        *SENDS,
        *SENT,
        *REFUSED_RECIPIENTS,
        "error.recipient-invalid",
    ],
)
def entries_without_data(service: Any) -> None:
    """Writes the entries of several recipients at the top of the answer."""

    def unwrap(answer: Answer) -> Answer:
        status, document = answer
        return (status, document["data"]) if len(document["data"]["message"]) > 1 else answer

    alter(service, "send", unwrap)


@FAULTS.deviation(
    breaks=["send.entry-accepted"],
    collateral=["xml.send.request", *SENDS, "xml.send.shape", "send.partly-refused.entries"],
)
def accepted_is_one(service: Any) -> None:
    """Writes accepted as 1 in JSON too."""
    on_accepted(service, lambda entry: entry.update(accepted=1))


@FAULTS.deviation(
    breaks=["send.entry-per-recipient"],
    collateral=[
        "balance.falls-by-cost",
        "xml.send.layout-free",
        "send.recipient-echoed",
        "send.recipient-order",
        "send.one-id-per-recipient",
        "send.partly-refused.entries",
        "send.maximum-recipients-accepted",
        "send.all-refused",
        "xml.send.request",
        *REFUSED_RECIPIENTS,
    ],
)
def the_last_entry_is_missing(service: Any) -> None:
    """Leaves out the last of several entries."""
    on_entries(service, lambda entries: entries.__delitem__(slice(max(1, len(entries) - 1), None)))


@FAULTS.deviation(
    breaks=["send.recipient-order"],
    collateral=[
        "xml.send.layout-free",
        "error.recipient-in-entry",
        "error.recipient-invalid.any-place",
        "send.partly-refused.entries",
        "send.recipient-echoed",
        "xml.send.request",
    ],
)
def recipients_back_to_front(service: Any) -> None:
    """Lists the recipients in reverse."""
    on_entries(service, lambda entries: entries.reverse())


@FAULTS.deviation(
    breaks=["send.partly-refused.entries"],
    collateral=[
        "error.recipient-in-entry",
        "error.recipient-invalid.any-place",
        "send.recipient-order",
        "send.recipient-echoed",
    ],
)
def refused_recipients_come_last(service: Any) -> None:
    """Lists the accepted recipients before the refused ones, each in reverse."""

    def sort(entries: Entries) -> None:
        if not all(entry["accepted"] for entry in entries):
            entries.reverse()
            entries.sort(key=lambda entry: not entry["accepted"])

    on_entries(service, sort)


@FAULTS.deviation(
    breaks=["send.recipient-echoed"],
    collateral=[
        "xml.send.layout-free",
        "send.query-ignored",
        "send.recipient-order",
        "send.partly-refused.entries",
        "xml.send.request",
    ],
)
def recipients_get_a_plus(service: Any) -> None:
    """Writes recipients with a plus sign, however they were sent."""
    on_accepted(service, lambda entry: entry.update(to=f"+{entry['to']}"))


@FAULTS.deviation(
    breaks=["send.recipient-echoed"],
    collateral=[
        "xml.send.layout-free",
        "xml.send.request",
        "xml.send.shape",
        "send.query-ignored",
        "send.recipient-order",
        "send.partly-refused.entries",
    ],
)
def recipients_are_numbers(service: Any) -> None:
    """Writes recipients as JSON numbers."""
    on_accepted(service, lambda entry: entry.update(to=int(entry["to"])))


@FAULTS.deviation(
    breaks=["send.accepted-without-error"], collateral=["message.absent-members-omitted"]
)
def accepted_entries_have_a_null_error(service: Any) -> None:
    """Writes a null error beside what was accepted."""
    on_accepted(service, lambda entry: entry.update(error=None))


@FAULTS.deviation(breaks=["send.accepted-without-error"])
def accepted_entries_have_an_empty_error(service: Any) -> None:
    """Writes an error object without content beside what was accepted."""
    on_accepted(service, lambda entry: entry.update(error={}))


@FAULTS.deviation(
    breaks=["send.equal-sends-differ"],
    collateral=[
        "isolation.others-untouched",
        "send.one-id-per-recipient",
        "http.parallel-requests",
    ],
)
def a_repeated_send_is_the_same_message(service: Any) -> None:
    """Takes a send that repeats the last one for a retry."""
    last: list[tuple[bytes, Answer]] = []

    def around(original: Callable[..., Answer], request: Request) -> Answer:
        body = request.get_data()
        if last and last[0][0] == body:
            return last[0][1]
        answer = original(request)
        last[:] = [(body, answer)]
        return answer

    wrap(service, "send", around)


@FAULTS.deviation(breaks=["send.query-ignored"])
def the_query_counts_more_than_the_body(service: Any) -> None:
    """Reads the fields of a send from the query string too."""

    def around(original: Callable[..., Document], request: Request) -> Document:
        fields = original(request)
        query = request.args.to_dict()
        if "to" in query:
            query["to"] = request.args.getlist("to")  # type: ignore[assignment]
        return {**fields, **query}

    wrap(service, "fields", around)


# -- ids ---------------------------------------------------------------------------------------


@FAULTS.deviation(
    breaks=["send.id-not-empty"],
    collateral=[
        "xml.send.request",
        *SENDS,
        "send.id-format",
        "read.returns-message",
        "read.by-client-id",
        "send.one-id-per-recipient",
    ],
)
def ids_are_numbers(service: Any) -> None:
    """Writes ids as JSON numbers."""
    wrap(service, "new_id", lambda _original: str(uuid.uuid4().int % 10**12 + 10**12))
    on_accepted(service, lambda entry: entry.update(apiMessageId=int(entry["apiMessageId"])))


@FAULTS.deviation(breaks=["send.id-format"])
def ids_have_hyphens(service: Any) -> None:
    """Writes ids as UUIDs are usually written."""
    wrap(service, "new_id", lambda _original: str(uuid.uuid4()))


@FAULTS.deviation(breaks=["send.id-format"])
def ids_are_in_capitals(service: Any) -> None:
    """Writes the ids of new messages in upper case."""
    on_accepted(service, lambda entry: entry.update(apiMessageId=entry["apiMessageId"].upper()))


@FAULTS.deviation(
    breaks=["send.one-id-per-recipient"],
    collateral=[
        "isolation.siblings-untouched",
        "schedule.every-recipient",
        "send.partly-refused.rest-is-sent",
        "balance.falls-by-cost",
    ],
)
def one_id_for_all_recipients(service: Any) -> None:
    """Gives all recipients of a send the id of the first."""

    def unite(entries: Entries) -> None:
        ids = [entry["apiMessageId"] for entry in entries if entry["accepted"]]
        for entry in entries:
            if entry["accepted"]:
                entry["apiMessageId"] = ids[0]

    on_entries(service, unite)


# -- refused recipients ------------------------------------------------------------------------


def answer_mixed(service: Any, status: int) -> None:
    """Answer a partly refused send with another status than 207."""

    def change(answer: Answer) -> Answer:
        entries = answer[1]["data"]["message"]
        mixed = len({entry["accepted"] for entry in entries}) == 2
        return (status, answer[1]) if mixed else answer

    alter(service, "send", change)


@FAULTS.deviation(
    breaks=["send.partly-refused"],
    collateral=["xml.send.shape", *AS_ACCEPTED, "send.partly-refused.entries"],
)
def partly_refused_is_accepted(service: Any) -> None:
    """Answers a partly refused send with 202."""
    answer_mixed(service, 202)


@FAULTS.deviation(
    breaks=["send.partly-refused"],
    collateral=[
        "xml.error.shape",
        "send.refused-entry.not-accepted",
        "send.refused-entry.without-id",
        "send.partly-refused.entries",
        "send.refused-entry.names-error",
    ],
)
def partly_refused_is_refused(service: Any) -> None:
    """Answers a partly refused send with 400, although the rest is sent."""
    answer_mixed(service, 400)


@FAULTS.deviation(
    breaks=["send.partly-refused.entries"],
    collateral=[
        *REFUSED_RECIPIENTS,
        "error.recipient-invalid",
        "send.entry-per-recipient",
        "send.recipient-order",
    ],
)
def refused_recipients_are_left_out(service: Any) -> None:
    """Lists only the accepted ones of several recipients."""

    def drop(entries: Entries) -> None:
        if any(entry["accepted"] for entry in entries):
            entries[:] = [entry for entry in entries if entry["accepted"]]

    on_entries(service, drop)


@FAULTS.deviation(breaks=["send.partly-refused.rest-is-sent"])
def one_bad_recipient_stops_all(service: Any) -> None:
    """Names ids for the good recipients of a partly refused send, and sends them nothing."""

    def forget(entries: Entries) -> None:
        if not all(entry["accepted"] for entry in entries):
            for entry in entries:
                service.messages.pop(entry["apiMessageId"], None)

    on_entries(service, forget)


@FAULTS.deviation(
    breaks=["send.refused-entry.not-accepted"],
    collateral=[
        "xml.error.shape",
        *AS_ACCEPTED,
        *REFUSED_RECIPIENTS,
        "error.recipient-invalid",
        "xml.send.shape",
    ],
)
def refused_recipients_are_accepted_too(service: Any) -> None:
    """Writes accepted true beside an error."""
    on_refused(service, lambda entry: entry.update(accepted=True))


@FAULTS.deviation(
    breaks=["send.refused-entry.without-id"],
    collateral=[
        "xml.error.shape",
        "xml.send.shape",
        "error.recipient-invalid",
        "error.too-many-parts",
        "error.without-effect",
    ],
)
def refused_recipients_have_ids(service: Any) -> None:
    """Gives a refused recipient an id that no message has."""
    on_refused(service, lambda entry: entry.update(apiMessageId=service.new_id()))


@FAULTS.deviation(
    breaks=["send.refused-entry.names-error"],
    collateral=[
        *REFUSED_RECIPIENTS,
        "error.recipient-invalid",
        "error.too-many-parts",
        "error.unicode-data.odd-length",
        "xml.error.shape",
        "xml.send.shape",
    ],
)
def refused_recipients_without_a_reason(service: Any) -> None:
    """Does not say why a recipient is refused."""
    on_refused(service, lambda entry: entry.pop("error"))


def answer_all_refused(service: Any, change: Callable[[Answer], Answer]) -> None:
    """Change the answers to several recipients of whom none is accepted."""

    def around(answer: Answer) -> Answer:
        entries = answer[1]["data"]["message"]
        refused = len(entries) > 1 and not any(entry["accepted"] for entry in entries)
        return change(answer) if refused else answer

    alter(service, "send", around)


@FAULTS.deviation(
    breaks=["send.all-refused"],
    collateral=[
        *AS_ACCEPTED,
        "error.too-many-parts",
        "http.caller-fault-is-4xx",
        "send.answer-wrapped",
    ],
)
def all_refused_is_accepted(service: Any) -> None:
    """Answers 202 when none of several recipients is accepted."""
    answer_all_refused(service, lambda answer: (202, answer[1]))


@FAULTS.deviation(breaks=["send.all-refused"], collateral=REFUSED_RECIPIENTS)
def all_refused_is_one_error(service: Any) -> None:
    """Tells one error of the whole request when none of several recipients is accepted."""
    answer_all_refused(
        service,
        lambda answer: (answer[0], {"error": answer[1]["data"]["message"][0]["error"]}),
    )


@FAULTS.deviation(
    breaks=["send.only-recipient-refused"],
    collateral=[
        "send.only-recipient-refused.status",
        "error.recipient-empty",
        "http.caller-fault-is-4xx",
        "error.recipient-invalid",
        "error.too-many-parts",
        "error.too-many-parts.status",
    ],
)
def an_only_recipient_is_a_multitude(service: Any) -> None:
    """Answers 207 also when the only recipient is refused."""
    alter(service, "overall_status", lambda status: 202 if status == 202 else 207)


@FAULTS.deviation(
    breaks=["send.only-recipient-refused", "http.caller-fault-is-4xx"],
    collateral=[
        "xml.send.shape",
        *AS_ACCEPTED,
        "error.recipient-empty",
        "send.only-recipient-refused.status",
        "send.all-refused",
        "send.answer-wrapped",
        "error.recipient-invalid",
        "error.too-many-parts",
        "error.too-many-parts.status",
        *REFUSED_RECIPIENTS,
    ],
)
def refusing_a_recipient_is_a_success(service: Any) -> None:
    """Answers 202 whatever becomes of the recipients."""
    instead(service, "overall_status", 202)


@FAULTS.deviation(
    breaks=["send.maximum-recipients-accepted"], collateral=["error.recipients-too-many"]
)
def two_hundred_recipients_at_most(service: Any) -> None:
    """Sets the limit of recipients that another page has."""
    instead(service.drafts, "most_recipients", 200)
