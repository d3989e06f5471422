"""What can be wrong with a request, by Dexatel's numbers.

The documents number the faults of each resource (read and delete pages, error tables; account,
webhook, template, audience, contact, sender and campaign pages) and a few general ones (message
send page). A fault that they do not number goes by its HTTP status.
"""

from __future__ import annotations

FAULTS: dict[int, tuple[int, str]] = {
    400: (400, "Bad request"),
    404: (404, "Resource is not found"),
    405: (405, "Method is not allowed"),
    409: (409, "Resource cannot be changed"),
    413: (413, "Request entity is too large"),
    415: (415, "Media type is not supported"),
    1005: (400, "Request body is not valid JSON"),
    1007: (400, "Request data is missing"),
    1101: (401, "Invalid token"),
    1201: (404, "Webhook is not found"),
    1204: (400, "'data.url' is required"),
    1206: (400, "'data.event' is required"),
    1207: (400, "'data.event' should be in: [MESSAGE, DELIVERY]"),
    1251: (404, "Template is not found"),
    1260: (400, "'data.text' is too long"),
    1263: (400, "'data.name' is too long"),
    1301: (404, "Audience is not found"),
    1302: (400, "Invalid audience identifier"),
    1309: (409, "Audience already exists"),
    1351: (404, "Contact is not found"),
    1352: (400, "Invalid contact identifier"),
    1360: (409, "Contact already exists"),
    1402: (404, "Sender is not found"),
    1414: (400, "'data.channel' should be in: [SMS, WHATSAPP, VIBER]"),
    1501: (404, "Message is not found"),
    1502: (400, "Invalid message identifier"),
    1503: (400, "'data.from' is required"),
    1504: (400, "'data.from' is invalid"),
    1505: (400, "Message sender is not found"),
    1506: (400, "'data.to' is required"),
    1507: (400, "'data.to' must be at most [10] items in length"),
    1508: (400, "'data.text' is required"),
    1509: (400, "'data.text' is invalid"),
    1510: (400, "'data.text' is too long"),
    1512: (400, "'data.template' is invalid"),
    1513: (400, "Template is not found"),
    1514: (400, "'data.variables' is required"),
    1515: (400, "'data.channel' should be in: [SMS, WHATSAPP, VIBER]"),
    1516: (400, "One of text, image or template should be specified"),
    1517: (400, "Button messages are not supported for whatsapp channel"),
    1518: (400, "Image messages are not supported for sms channel"),
    1519: (400, "Button messages are not supported for sms channel"),
    1520: (400, "'data.button' is required"),
    1521: (400, "'data.schedule' is invalid"),
    1522: (400, "'data.schedule' should be after current date"),
    1523: (400, "Invalid recipient number(s)"),
    1601: (404, "Campaign is not found"),
    1602: (400, "Invalid campaign identifier"),
    1611: (400, "Campaign status cannot be changed"),
}
"""HTTP status and text of every numbered fault."""


class Refusal(Exception):  # noqa: N818 (the answer to a request, no mishap)
    """The request is refused, for this fault.

    Attributes:
        code: the fault's number, a key of `FAULTS`.
        detail: a text of its own, where the fault's is too general.
    """

    def __init__(self, code: int, detail: str | None = None) -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail
