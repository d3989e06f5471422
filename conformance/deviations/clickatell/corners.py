"""Faults in corners that no scenario looks into: combinations of members, and one answer's XML."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from werkzeug.wrappers import Request, Response

from conformance.deviations.clickatell.faults import FAULTS
from conformance.deviations.deviation import wrap

Call = Callable[[str, Request, Mapping[str, Any]], Response]
Variables = Mapping[str, Any]


def _text(response: Response) -> str:
    return response.get_data(as_text=True)


@FAULTS.deviation(breaks=["http.no-server-error"])
def breaks_on_urgent_messages_that_may_cost_more(service: Any) -> None:
    """Answers 500 where the first priority queue and a dearer route are asked for together."""

    def call(original: Call, endpoint: str, request: Request, variables: Variables) -> Response:
        body = request.get_json(silent=True) if b'"escalate"' in request.get_data() else None
        if isinstance(body, dict) and (body.get("userPriorityQueue"), body.get("escalate")) == (
            1,
            1,
        ):
            return Response("{}", 500, content_type="application/json")
        return original(endpoint, request, variables)

    wrap(service, "call", call)


@FAULTS.deviation(breaks=["http.parses-as-declared"])
def tells_of_unknown_client_ids_in_json_only(service: Any) -> None:
    """Answers for a client's own id that no message has in JSON, whatever type it declares."""

    def call(original: Call, endpoint: str, request: Request, variables: Variables) -> Response:
        response = original(endpoint, request, variables)
        in_xml = response.mimetype == "application/xml"
        if endpoint == "read_by_client_id" and in_xml and "<messageStatus>" not in _text(response):
            response.set_data('{"error": {"code": "001", "description": "unknown"}}')
        return response

    wrap(service, "call", call)
