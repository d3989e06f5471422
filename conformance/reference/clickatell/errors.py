"""The numbered errors of the API, and the exception that carries one."""

from __future__ import annotations

from typing import Any

ERRORS: dict[str, tuple[str, int]] = {
    "001": ("Authentication failed", 401),
    "100": ("Data malformed", 400),
    "101": ("Invalid or missing parameter", 400),
    "102": ("Invalid user data header", 400),
    "105": ("Invalid Destination Address", 400),
    "106": ("Invalid source address", 400),
    "109": ("Missing message ID", 400),
    "113": ("Maximum message parts exceeded", 400),
    "114": ("Cannot route message", 410),
    "116": ("Invalid unicode data", 400),
    "120": ("clientMessageId contains space(s)", 400),
    "121": ("Destination mobile number blocked", 410),
    "122": ("Destination mobile opted out", 410),
    "123": ("Invalid Sender ID", 400),
    "128": ("Number delisted", 410),
    "130": ("Maximum MT limit exceeded until", 429),
    "160": ("HTTP method is not supported on this resource", 405),
    "161": ("Resource does not exist", 404),
    "165": ("Invalid or no version header specified", 400),
    "166": ("Invalid accept header specified", 400),
    "167": ("Invalid or no content-type specified", 400),
    "301": ("No credit left", 402),
    "901": ("Internal error - please retry", 503),
}
"""Every code that the service answers with: its description and its HTTP status."""

DOCUMENTATION = "http://www.clickatell.com/help/apidocs/error/{code}.htm"


class Refusal(Exception):  # noqa: N818 - refusing is no failure of the service
    """A request, or one recipient of it, is refused.

    Attributes:
        code: the error's number, three digits.
        description: its text.
        status: the HTTP status that goes with it.
    """

    def __init__(self, code: str, ending: str = "") -> None:
        text, self.status = ERRORS[code]
        super().__init__(code)
        self.code = code
        self.description = text + ending

    def document(self) -> dict[str, Any]:
        """The error object."""
        return {
            "code": self.code,
            "description": self.description,
            "documentation": DOCUMENTATION.format(code=self.code),
        }


def bad_parameter(name: str) -> Refusal:
    """Error 101 for one field, named as the live service names it."""
    return Refusal("101", f": {name}")
