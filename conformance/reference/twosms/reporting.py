"""Reports: what has been sent, read and answered, what waits, and what credits there are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from werkzeug.wrappers import Request, Response

from conformance.reference.network import Network
from conformance.reference.twosms.account import (
    Kind,
    Message,
    canonical,
    present,
)
from conformance.reference.twosms.binding import (
    Choice,
    Date,
    Flag,
    Guid,
    Many,
    Model,
    Number,
    Text,
)
from conformance.reference.twosms.cancelling import Cancelling
from conformance.reference.twosms.framework import RefusedError
from conformance.reference.twosms.viewing import Viewing
from conformance.reference.twosms.writing import Items

REPORT = Model(
    "Report",
    {
        "filter.User": Guid(),
        "filter.Destination": Text(),
        "filter.Reference": Text(),
        "filter.StartDate": Date(),
        "filter.EndDate": Date(),
        "filter.Range": Choice("TODAY"),
        "paging.Page": Number(smallest=0),
        "paging.NoOfRecords": Number(smallest=1),
    },
    required=("paging.Page", "paging.NoOfRecords"),
)
WAITING = Model(
    "Waiting",
    {
        "filter.RecentDays": Number(smallest=0),
        "filter.Referenece": Text(),  # so misspelt by the provider
        "filter.Destination": Text(),
        "filter.StartDate": Date(),
        "filter.EndDate": Date(),
        "paging.Page": Number(smallest=0),
        "paging.NoOfRecords": Number(smallest=1),
    },
    required=("paging.Page", "paging.NoOfRecords"),
)
MOST_RECENT_DAYS = 14

TRANSFER = Model(
    "AccountCreditsTransferRequest",
    {
        "Accounts": Many(
            Model(
                "AccountCreditDetails",
                {"ID": Guid(), "AnyTimeBalance": Number(), "OffPeakBalance": Number()},
                required=("ID",),
            ),
            "AccountCreditDetails",
        ),
        "SetBalance": Flag(),
    },
)
SUB_ACCOUNT = "0b8e3c52-7a34-4f0e-8d1b-2f6a9c5e7d10"


class Reporting(Viewing, Cancelling):
    """`GET api/v1/reports/…`, and moving credits to the sub-account."""

    def __init__(self, network: Network) -> None:
        super().__init__(network)
        self.sub_account_credits = 0

    # -- advanced messages -----------------------------------------------------------------------

    def report_messages(self, request: Request) -> Response:
        """Tell one page of the advanced messages that have gone out."""
        query = self.query(request, REPORT)
        found = [message for message in self.reported() if self.passes(message, query)]
        rows = self.page(found, query["paging.Page"], query["paging.NoOfRecords"])
        items = Items("MessageReport", map(self.report_row, rows))
        return self.succeed(request, "ArrayOfMessageReport", items)

    def reported(self) -> list[Message]:
        """The messages that the report is about, in the order of their sending."""
        return [
            message
            for message in self.messages.values()
            if message.kind is Kind.ADVANCED and self.gone_out(message)
        ]

    def passes(self, message: Message, query: Mapping[str, Any]) -> bool:
        """Whether the message passes all filters of the query."""
        today = self.clock.now().date()
        filters: dict[str, Callable[[Any], bool]] = {
            "filter.User": lambda user: user == self.user_id,
            "filter.Destination": lambda destination: any(
                self.same_destination(recipient.destination, destination)
                for recipient in message.recipients
            ),
            "filter.Reference": lambda reference: message.reference == reference,
            "filter.Referenece": lambda reference: message.reference == reference,
            "filter.StartDate": lambda start: message.due >= start,
            "filter.EndDate": lambda end: message.due <= end,
            "filter.Range": lambda number: number == 0 and message.due.date() == today,
        }
        return all(test(query[name]) for name, test in filters.items() if name in query)

    def page(self, found: list[Message], number: int, size: int) -> list[Message]:
        """One page of the messages; the first is page 1, and page 0 is empty."""
        return found[(number - 1) * size : number * size]

    def report_row(self, message: Message) -> dict[str, Any]:
        """What the report tells of one message."""
        return present(
            DateSent=message.due.isoformat(),
            MessageID=message.id,
            NoofContacts=len(message.recipients),
            Reference=message.reference,
        )

    def report_reads(self, request: Request, message_id: str) -> Response:
        """Tell who has looked at a message, and when."""
        message = self.advanced(message_id)
        reads = [
            {
                "ContactID": canonical(recipient.destination),
                "ReceiverDestination": recipient.destination,
                "MessageId": message.id,
                "DateRead": moment.isoformat(),
            }
            for recipient in message.recipients
            for moment in recipient.reads
        ]
        return self.succeed(request, "ArrayOfMessageRead", Items("MessageRead", reads))

    def report_responses(self, request: Request, message_id: str, **_: str) -> Response:
        """Tell the replies to a message; nobody ever replies here."""
        self.advanced(message_id)
        return self.succeed(request, "ListOfMessageResponse", Items("MessageResponse", []))

    # -- what waits ------------------------------------------------------------------------------

    def report_waiting(self, request: Request) -> Response:
        """Tell one page of the scheduled and of the recurring messages."""
        query = self.query(request, WAITING)
        if query.get("filter.RecentDays", 0) > MOST_RECENT_DAYS:
            raise RefusedError(400, f"RecentDays is at most {MOST_RECENT_DAYS}.")
        detail = {
            "PendingMessages": Items("PendingMessage", self.waiting(self.pendings(), query)),
            "RecurringMessages": Items("RecurringMessage", self.waiting(self.recurrings(), query)),
        }
        return self.succeed(request, "ReportPendingAndRecurringResponseData", detail)

    def waiting(self, messages: list[Message], query: Mapping[str, Any]) -> list[dict[str, Any]]:
        """What the report tells of the messages that pass the filters, on one page."""
        found = [message for message in messages if self.passes(message, query)]
        return [
            present(ID=message.id, DateToSend=message.due.isoformat(), Reference=message.reference)
            for message in self.page(found, query["paging.Page"], query["paging.NoOfRecords"])
        ]

    # -- credits ---------------------------------------------------------------------------------

    def report_accounts(self, request: Request) -> Response:
        """Tell the credits of the account and of its sub-account."""
        main, below = int(self.balance), self.sub_account_credits
        rows = [
            {
                "AccountLevel": level,
                "AccountName": name,
                "ParentAccountName": parent,
                "TotalCredits": own,
                "TotalCreditsInclSubs": total,
                "MessagesThisMonth": sent,
                "MessagesLastMonth": 0,
            }
            for level, name, parent, own, total, sent in (
                (1, "Main", "", main, main + below, len(self.messages)),
                (2, "Sub", "Main", below, below, 0),
            )
        ]
        items = Items("SubAccountOverviewResponse", rows)
        return self.succeed(request, "ListOfSubAccountOverviewResponse", items)

    def move_credits(self, request: Request, account_id: str) -> Response:
        """Give credits to the sub-account, take them from it, or bring it to a balance."""
        if account_id != self.account_id:
            raise RefusedError(404, "There is no such account.")
        order = self.bind(request, TRANSFER)
        transfers = order.get("Accounts", [])
        if any(transfer["ID"] != SUB_ACCOUNT for transfer in transfers):
            raise RefusedError(400, "There is no such sub-account.")
        moved = sum(transfer.get("AnyTimeBalance", 0) for transfer in transfers)
        if order.get("SetBalance", False) and transfers:
            moved -= self.sub_account_credits
        if not -self.sub_account_credits <= moved <= self.balance:
            raise RefusedError(400, "The account has not enough credits.")
        self.charge(moved)
        self.sub_account_credits += moved
        return self.succeed(request, "AccountCreditsTransferResponse", {})
