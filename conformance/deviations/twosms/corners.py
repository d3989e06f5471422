"""Faults in corners that no scenario looks into: combinations of members, and one answer's XML."""

from __future__ import annotations

import re
from collections.abc import Callable

from werkzeug.wrappers import Request, Response

from conformance.deviations.deviation import wrap
from conformance.deviations.twosms.faults import FAULTS
from conformance.reference.twosms import TwoSms


@FAULTS.deviation(breaks=["http.no-server-error"])
def breaks_on_secure_messages_with_a_receipt(service: TwoSms) -> None:
    """Answers 500 where a message shall be secure and its delivery be told."""

    def send(original: Callable[[Request], Response], request: Request) -> Response:
        body = request.get_json(silent=True) if b'"SecureMessage"' in request.get_data() else None
        options = body.get("Options") if isinstance(body, dict) else None
        asked = ("SecureMessage", "DeliveryReceipt")
        if isinstance(options, dict) and all(options.get(name) is True for name in asked):
            return Response("{}", 500, content_type="application/json")
        return original(request)

    wrap(service, "send", send)


@FAULTS.deviation(breaks=["accounts.overview-answered"])
def counts_the_credits_of_accounts_in_words_in_xml(service: TwoSms) -> None:
    """Answers the credits of an account as a word in XML, and as a number in JSON."""

    def report(original: Callable[[Request], Response], request: Request) -> Response:
        response = original(request)
        if str(response.mimetype).endswith("/xml"):
            text = response.get_data(as_text=True)
            response.set_data(re.sub("<TotalCredits>[^<]*<", "<TotalCredits>many<", text))
        return response

    wrap(service, "report_accounts", report)
