"""What can be wrong with a request, by Dexatel's numbers.

The documents number the faults of each resource (read and delete pages, error tables; account,
webhook, template, audience, contact, sender, campaign and verification pages) and a few general
ones (newer send page). A fault that they do not number goes by its HTTP status.
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
    1203: (400, "'data' is required"),
    1204: (400, "'data.url' is required"),
    1206: (400, "'data.event' is required"),
    1207: (400, "'data.event' values should be in: [MESSAGE, DELIVERY]"),
    1208: (400, "'data.url' is too long"),
    1209: (400, "Illegal domain name"),
    1251: (404, "Template not found"),
    1253: (400, "'data' is required"),
    1254: (400, "'data.text' is required"),
    1255: (400, "'data.text' is invalid"),
    1256: (400, "'data.channel' is required"),
    1257: (400, "'data.channel' value should be: [SMS, VIBER, WHATSAPP]"),
    1258: (400, "'data.name' should be unique"),
    1259: (400, "'data.name' is invalid"),
    1260: (400, "'data.text' is too long"),
    1263: (400, "'data.name' is too long"),
    1301: (404, "Audience is not found"),
    1302: (400, "Invalid audience identifier"),
    1303: (400, "'data.name' is required"),
    1304: (400, "'data.name' is invalid"),
    1305: (400, "'data.name' is too long"),
    1306: (400, "'data.channel' is missing"),
    1307: (400, "'data.channel' should be in: [SMS, WHATSAPP, VIBER]"),
    1308: (400, "'data.contacts' must be at most [1000] items in length"),
    1309: (409, "Audience already exists"),
    1351: (404, "Contact is not found"),
    1352: (400, "Invalid contact identifier"),
    1353: (400, "'data.number' is required"),
    1354: (400, "'data.number' is invalid"),
    1355: (400, "'data.number' is too long"),
    1359: (400, "'data.tags' must be at most [10] items in length"),
    1360: (400, "Contact already exists"),
    1361: (400, "First name is too long"),
    1362: (400, "Last name is too long"),
    1363: (400, "Timestamp value is too long"),
    1364: (400, "Date value is too long"),
    1402: (404, "Sender not found"),
    1403: (400, "'data' is required"),
    1404: (400, "'data.name' is required"),
    1405: (400, "'data.name' is invalid"),
    1406: (400, "'data.name' is too long"),
    1407: (400, "'data.code' is invalid"),
    1408: (400, "'data.code' is too long"),
    1409: (400, "'data.code' is required"),
    1410: (400, "'data.country' is required"),
    1414: (400, "'data.channel' value should be: [SMS, VIBER, WHATSAPP]"),
    1440: (400, "'data.code' already ordered"),
    1441: (400, "'data.name' exists on this channel"),
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
    1603: (400, "'data.from' is required"),
    1604: (400, "'data.from' is invalid"),
    1605: (400, "'data.audience' is required"),
    1606: (400, "'data.audience' is invalid"),
    1607: (400, "'data.template' is required"),
    1608: (400, "'data.template' is invalid"),
    1609: (400, "'data.schedule' is invalid"),
    1611: (400, "'data.status' can not be changed"),
    1613: (400, "Campaign audience and template do not match"),
    1620: (400, "'data' is required"),
    1621: (400, "'data.sender' is required"),
    1622: (400, "'data.phone' is required"),
    1623: (400, "'data.template' is required"),
    1624: (400, "'data.code_length' is invalid"),
    1625: (400, "'data.template' is invalid"),
    1626: (400, "'data.template' does not contain keyword {code}"),
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
