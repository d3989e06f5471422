"""Faults in what HTTP itself asks for: paths, methods, HEAD and statuses."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from werkzeug.wrappers import Request, Response

from conformance.deviations.deviation import wrap
from conformance.deviations.twosms.faults import FAULTS, after, status
from conformance.reference.twosms import TwoSms
from conformance.reference.twosms.framework import RefusedError


def blank(response: Response) -> Response:
    """The response without its body."""
    response.set_data(b"")
    return response


@FAULTS.deviation(
    breaks=["http.unknown-path-refused"],
    collateral=["http.routing-answer-well-formed", "http.unknown-path-refused-404"],
)
def answers_every_path(service: TwoSms) -> None:
    """Answers a path that does not exist with 200."""

    def around(original: Callable[[Request], Response], request: Request) -> Response:
        del original
        return service.succeed(request, "Object", {})

    wrap(service, "unknown_path", around)


@FAULTS.deviation(breaks=["http.unknown-path-refused-404"])
def answers_unknown_paths_with_400(service: TwoSms) -> None:
    """Takes a path that does not exist for a bad request."""
    after(service, "unknown_path", status(400))


@FAULTS.deviation(breaks=["http.routing-answer-well-formed"])
def answers_unknown_paths_without_a_body(service: TwoSms) -> None:
    """Answers a path that does not exist with 404 and nothing more."""
    after(service, "unknown_path", blank)


@FAULTS.deviation(breaks=["http.routing-answer-well-formed"])
def answers_unknown_methods_with_a_page(service: TwoSms) -> None:
    """Answers a method that is not supported with the page of the web server."""

    def page(response: Response) -> Response:
        response.set_data("<html><body><h2>405 - HTTP verb not allowed.</h2></body></html>")
        response.content_type = "text/html"
        return response

    after(service, "unknown_method", page)


@FAULTS.deviation(
    breaks=["http.method-refused"],
    collateral=["http.method-refused-405", "http.routing-answer-well-formed"],
)
def answers_every_method(service: TwoSms) -> None:
    """Answers a method that is not supported with 200 and nothing done."""

    def around(original: Callable[..., Response], request: Request, allowed: list[str]) -> Response:
        del original, allowed
        return service.succeed(request, "Object", {})

    wrap(service, "unknown_method", around)


@FAULTS.deviation(breaks=["http.method-refused-405"])
def answers_unknown_methods_with_404(service: TwoSms) -> None:
    """Takes a path for unknown when only the method is."""
    after(service, "unknown_method", status(404))


@FAULTS.deviation(breaks=["http.method-refused-405"])
def does_not_say_which_methods_it_has(service: TwoSms) -> None:
    """Answers 405 without Allow."""

    def change(response: Response) -> Response:
        del response.headers["Allow"]
        return response

    after(service, "unknown_method", change)


def answers_head(service: TwoSms, change: Callable[[Response], Response]) -> None:
    """Change every answer to HEAD."""

    def around(
        original: Callable[..., Response], endpoint: str, request: Request, *rest: Any
    ) -> Response:
        response = original(endpoint, request, *rest)
        return change(response) if request.method == "HEAD" else response

    wrap(service, "call", around)


@FAULTS.deviation(breaks=["http.head-like-get"], collateral=["http.status-documented"])
def answers_head_with_204(service: TwoSms) -> None:
    """Answers HEAD with 204."""
    answers_head(service, status(204))


class Talkative(Response):
    """A response that keeps its body for HEAD."""

    def get_app_iter(self, environ: Mapping[str, Any]) -> Iterable[bytes]:
        """The body."""
        del environ
        return self.iter_encoded()


@FAULTS.deviation(breaks=["http.head-without-body"])
def answers_head_with_a_body(service: TwoSms) -> None:
    """Answers HEAD with all that GET would have."""

    def change(response: Response) -> Response:
        return Talkative(response.get_data(), status=response.status_code, headers=response.headers)

    answers_head(service, change)


@FAULTS.deviation(breaks=["http.body-ignored"])
def refuses_a_body_on_get(service: TwoSms) -> None:
    """Refuses to report when there is a body."""

    def around(original: Callable[[Request], Response], request: Request) -> Response:
        if request.get_data():
            raise RefusedError(400, "A report takes no body.")
        return original(request)

    wrap(service, "report_messages", around)


@FAULTS.deviation(breaks=["http.status-documented"])
def accepts_updates_with_202(service: TwoSms) -> None:
    """Answers an update with 202."""
    after(service, "update", status(202))


@FAULTS.deviation(
    breaks=["http.status-documented"],
    collateral=["list.answers-200", "list.entries-array", "list.filter-recipient"],
)
def redirects_reports(service: TwoSms) -> None:
    """Sends whoever asks for a report with a filter to another path."""

    def around(original: Callable[[Request], Response], request: Request) -> Response:
        if "filter." in request.query_string.decode("latin-1"):
            response = service.refused(request, RefusedError(302, "Moved."))
            response.headers["Location"] = "/api/v2/reports/messages"
            return response
        return original(request)

    wrap(service, "report_messages", around)
