"""The REST API of 2sms (`portal.2sms.us`): tokens at `/Token`, everything else under `/api`.

Every well-formed number and e-mail address can be sent to. A recipient's `contactId` is the
destination that the message was sent to. The account starts with 1 000 000 credits, may erase
content, has one sub-account and no address book. The first page of a report is page 1.
"""

from conformance.reference.twosms.service import TwoSms

__all__ = ["SERVICE", "TwoSms"]

SERVICE = TwoSms
