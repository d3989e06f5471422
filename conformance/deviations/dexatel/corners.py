"""Faults in corners that no scenario looks into: combinations of members, and odd lengths."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from werkzeug.wrappers import Request, Response

from conformance.deviations.deviation import wrap
from conformance.deviations.dexatel.ways import FAULTS, edits
from conformance.reference.dexatel import Dexatel


@FAULTS.deviation(breaks=["list.entries-array"])
def lists_incoming_viber_messages_as_null(service: Dexatel) -> None:
    """Answers null instead of an empty array where two filters leave nothing."""

    def listed(original: Callable[[Request], Response], request: Request) -> Response:
        response = original(request)
        asked = (request.args.get("filter[direction]"), request.args.get("filter[channel]"))
        if asked == ("MO", "VIBER") and response.status_code == 200:
            response.set_data(json.dumps({**json.loads(response.get_data()), "data": None}))
        return response

    wrap(service, "list_messages", listed)


@FAULTS.deviation(breaks=["message.to.type"])
def names_recipients_of_later_whatsapp_messages_by_number(service: Dexatel) -> None:
    """Answers a scheduled WhatsApp message's recipient as an integer."""

    def change(document: Any) -> Any:
        for message in document["data"]:
            if message.get("channel") == "WHATSAPP" and message.get("schedule"):
                message["to"] = 4711
        return document

    edits(service, "create_message", change)


@FAULTS.deviation(breaks=["http.no-server-error"])
def breaks_on_the_longest_template_names(service: Dexatel) -> None:
    """Answers 500 to a template whose name has as many characters as a name may have."""

    def create(original: Callable[..., Response], request: Request, **path: str) -> Response:
        data = request.get_json(silent=True) if b'"name"' in request.get_data() else None
        inner = data.get("data") if isinstance(data, dict) else None
        if (
            request.path == "/v1/templates"
            and isinstance(inner, dict)
            and len(str(inner.get("name", ""))) == 45
        ):
            return Response("{}", 500, content_type="application/json")
        return original(request, **path)

    wrap(service, "create_record", create)
