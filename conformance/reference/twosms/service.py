"""The service: which path and method lead to which operation."""

from __future__ import annotations

from typing import ClassVar

from conformance.reference.freedom import Freedom
from conformance.reference.twosms.expiring import Expiring
from conformance.reference.twosms.reporting import Reporting
from conformance.reference.twosms.sending import Sending


class TwoSms(Expiring, Sending, Reporting):
    """The API of 2sms, with one account."""

    name: ClassVar[str] = "twosms"
    prefixes: ClassVar[tuple[str, ...]] = ("/Token", "/api")
    # In lower case: paths are matched without regard to case.
    routes: ClassVar[tuple[tuple[str, str, str], ...]] = (
        ("POST", "/token", "token"),
        ("DELETE", "/api/v1/sms/messages", "expire"),
        ("GET", "/api/v1/sms/messages/<message_id>", "view"),
        ("PUT", "/api/v1/sms/messages/<message_id>", "update"),
        ("DELETE", "/api/v1/sms/messages/pendings/<ids>", "cancel_listed_pendings"),
        ("DELETE", "/api/v1/sms/messages/recurrings/<ids>", "cancel_listed_recurrings"),
        ("POST", "/api/v1/sms/standardmessages", "send_standard"),
        ("POST", "/api/v1/sms/standardmessages/recurringmessages", "send_recurring"),
        ("GET", "/api/v1/sms/templates", "list_templates"),
        ("POST", "/api/v1/sms/templates", "create_template"),
        ("GET", "/api/v1/sms/templates/<template_id>", "read_template"),
        ("PUT", "/api/v1/sms/templates/<template_id>", "update_template"),
        ("DELETE", "/api/v1/sms/templates/<template_id>", "delete_template"),
        ("POST", "/api/v2/sms/messages", "send"),
        ("DELETE", "/api/v2/sms/messages/pendings", "cancel_pendings"),
        ("DELETE", "/api/v2/sms/messages/recurrings", "cancel_recurrings"),
        ("GET", "/api/v1/reports/messages", "report_messages"),
        ("GET", "/api/v1/reports/messages/pendingandrecurring", "report_waiting"),
        ("GET", "/api/v1/reports/messages/<message_id>/reads", "report_reads"),
        ("GET", "/api/v1/reports/messages/<message_id>/responses", "report_responses"),
        ("GET", "/api/v1/reports/messages/<message_id>/responses/<recipient>", "report_responses"),
        ("GET", "/api/v1/reports/subaccountoverview", "report_accounts"),
        ("PATCH", "/api/v1/admin/accounts/<account_id>/credits", "move_credits"),
    )
    free: ClassVar[Freedom] = Freedom(
        texts=(
            "Message",
            "MessageDetail",
            "ModelState/*",
            "error_description",
            "Error/ErrorReason",
            "ResponseData/Result",
        ),
        numbers=("expires_in", "ResponseData/Detail/NumberOfCredits*"),
        moments=("ResponseData/Detail/Date*", "ResponseData/Detail/*/DateToSend"),
        ids=("ResponseData/Detail/MessageI[Dd]",),
        lists=("ResponseData/Detail", "ResponseData/Detail/*Messages"),
        maps=("ModelState",),
        elements=(
            "Error",
            "ResponseOf*",
            "ResponseOf*/Error",
            "ResponseOf*/ResponseData",
            "ResponseOf*/ResponseData/Identification",
            "ResponseOfMessageDeletionResponse/ResponseData/Detail",
            "ResponseOfMessageView/ResponseData/Detail",
        ),
    )

    def neighbour(self) -> TwoSms:
        """An account with a client of its own, no sub-account of this one."""
        other = TwoSms(self.network)
        other.clients = {"neighbour": "other-account-password"}
        other.account_id = "a94c5e07-2d18-4b6f-8c3e-57f0d1b9e264"
        other.user_id = "e80b6d31-49fa-4c27-b5d2-0a7c93f1e648"
        return other
