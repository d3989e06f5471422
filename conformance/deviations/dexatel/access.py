"""Who is let in: mistakes with the key."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from typing import Any

from werkzeug.wrappers import Request, Response

from conformance.deviations.deviation import spelt_only, wrap
from conformance.deviations.dexatel.ways import ENVELOPE, FAULTS, VANISHES, restates, speaks
from conformance.reference.dexatel import Dexatel
from conformance.reference.dexatel.faults import Refusal

REFUSED = ("auth.error-shape", "auth.refused-with-401", "auth.refused-without-effect")
"""What a request that is let in cannot show."""


def lets_in(service: Dexatel, key_fits: Callable[[str], bool]) -> None:
    """Let in whoever has a key that fits, besides the right one."""

    def authentic(original: Callable[[Request], bool], request: Request) -> bool:
        key = service.presented_key(request)
        return original(request) or (key is not None and key_fits(key))

    wrap(service, "authentic", authentic)


@FAULTS.deviation(breaks=["auth.missing-refused"], collateral=["auth.elsewhere-refused", *REFUSED])
def lets_in_without_a_key(service: Dexatel) -> None:
    """Checks the key only where there is one."""

    def authentic(original: Callable[[Request], bool], request: Request) -> bool:
        return service.presented_key(request) is None or original(request)

    wrap(service, "authentic", authentic)


@FAULTS.deviation(
    breaks=["auth.wrong-refused", "auth.prefixed-refused", "auth.case-changed-refused"],
    collateral=REFUSED,
)
def lets_in_with_any_key(service: Dexatel) -> None:
    """Checks that there is a key and not which one."""
    lets_in(service, bool)


@FAULTS.deviation(breaks=["auth.wrong-refused"], collateral=REFUSED)
def takes_the_beginning_of_the_key(service: Dexatel) -> None:
    """Takes a key that has been cut short."""
    lets_in(service, lambda key: len(key) >= 8 and service.key.startswith(key))


@FAULTS.deviation(breaks=["auth.prefixed-refused"], collateral=REFUSED)
def takes_a_scheme_before_the_key(service: Dexatel) -> None:
    """Takes the last word of the header for the key."""
    lets_in(service, lambda key: key.split()[-1:] == [service.key])


@FAULTS.deviation(breaks=["auth.prefixed-refused"], collateral=["auth.wrong-refused", *REFUSED])
def looks_for_the_key_within(service: Dexatel) -> None:
    """Takes a header that contains the key somewhere."""
    lets_in(service, lambda key: service.key in key)


@FAULTS.deviation(breaks=["auth.case-changed-refused"], collateral=REFUSED)
def compares_the_key_without_case(service: Dexatel) -> None:
    """Takes the key in capitals too."""
    lets_in(service, lambda key: key.lower() == service.key)


@FAULTS.deviation(breaks=["auth.header-name-any-case"])
def knows_one_spelling_of_the_header(service: Dexatel) -> None:
    """Finds the key only under `X-Dexatel-Key`, spelt exactly so."""
    spelt_only(service, "X-Dexatel-Key")


@FAULTS.deviation(breaks=["auth.elsewhere-refused"], collateral=["auth.prefixed-refused", *REFUSED])
def takes_the_key_from_any_header(service: Dexatel) -> None:
    """Takes the key wherever it stands among the headers."""

    def authentic(_original: Callable[[Request], bool], request: Request) -> bool:
        return any(value.split()[-1:] == [service.key] for value in request.headers.values())

    wrap(service, "authentic", authentic)


@FAULTS.deviation(breaks=["auth.refused-with-401"])
def forbids_instead_of_asking(service: Dexatel) -> None:
    """Answers 403 to a wrong key."""
    restates(service, 403, 1101)


@FAULTS.deviation(
    breaks=["auth.missing-refused", "auth.wrong-refused"],
    collateral=[
        "auth.case-changed-refused",
        "auth.elsewhere-refused",
        "auth.prefixed-refused",
        "auth.refused-with-401",
    ],
)
def calls_a_wrong_key_a_bad_request(service: Dexatel) -> None:
    """Answers 400 to a wrong key."""
    restates(service, 400, 1101)


@FAULTS.deviation(breaks=["auth.error-shape"], collateral=ENVELOPE)
def refuses_a_key_without_envelope(service: Dexatel) -> None:
    """Answers a wrong key with an error object of another shape."""
    speaks(service, range(401, 402), "application/json", '{"message": "Unauthorized"}')


@FAULTS.deviation(
    breaks=["auth.error-shape", "http.media-type-documented"],
    collateral=[*ENVELOPE, "http.parses-as-declared"],
)
def refuses_a_key_in_html(service: Dexatel) -> None:
    """Answers a wrong key with the page of a gateway."""
    speaks(service, range(401, 402), "text/html", "<html><h1>401 Authorization Required</h1>")


def acts_first(service: Dexatel, endpoint: str) -> None:
    """Carry a request out before its key is looked at."""

    def call(
        original: Callable[..., Response], name: str, request: Request, path: dict[str, Any]
    ) -> Response:
        if name == endpoint and not service.authentic(request):
            with contextlib.suppress(Refusal):
                getattr(service, name)(request, **path)
        return original(name, request, path)

    wrap(service, "call", call)


@FAULTS.deviation(breaks=["auth.refused-without-effect"], collateral=["list.total"])
def sends_before_it_looks_at_the_key(service: Dexatel) -> None:
    """Sends a message whose key it then refuses."""
    acts_first(service, "create_message")


@FAULTS.deviation(breaks=["auth.refused-without-effect"], collateral=VANISHES)
def deletes_before_it_looks_at_the_key(service: Dexatel) -> None:
    """Deletes a message for a key that it then refuses."""
    acts_first(service, "delete_message")


# -- another account -----------------------------------------------------------


def elsewhere(service: Dexatel) -> Any:
    """The other account at the provider."""
    return service.other


@FAULTS.deviation(breaks=["isolation.account.read"])
def shows_messages_to_every_account(service: Dexatel) -> None:
    """Reads a message by its id alone, whoever has sent it."""

    def read(original: Callable[..., Response], request: Request, message_id: str) -> Response:
        try:
            return original(request, message_id)
        except Refusal:
            return service.read_message(request, message_id)

    wrap(elsewhere(service), "read_message", read)


@FAULTS.deviation(breaks=["isolation.account.cancel"])
def deletes_messages_for_every_account(service: Dexatel) -> None:
    """Deletes a message by its id alone, whoever has sent it."""

    def delete(original: Callable[..., Response], request: Request, message_id: str) -> Response:
        try:
            return original(request, message_id)
        except Refusal:
            return service.delete_message(request, message_id)

    wrap(elsewhere(service), "delete_message", delete)


@FAULTS.deviation(breaks=["isolation.account.cancel"])
def deletes_before_it_asks_whose_message_it_is(service: Dexatel) -> None:
    """Tells another account that there is no such message, and has deleted it."""

    def delete(original: Callable[..., Response], request: Request, message_id: str) -> Response:
        with contextlib.suppress(Refusal):
            service.delete_message(request, message_id)
        return original(request, message_id)

    wrap(elsewhere(service), "delete_message", delete)


@FAULTS.deviation(breaks=["isolation.account.cancel"])
def tells_every_account_that_it_has_deleted(service: Dexatel) -> None:
    """Answers another account that the message is deleted, and leaves it as it was."""

    def delete(original: Callable[..., Response], request: Request, message_id: str) -> Response:
        if message_id.lower() in service.messages:
            return service.no_content()
        return original(request, message_id)

    wrap(elsewhere(service), "delete_message", delete)


@FAULTS.deviation(breaks=["isolation.account.list"])
def lists_the_messages_of_every_account(service: Dexatel) -> None:
    """Lists whatever has been sent, by whichever account."""
    other = elsewhere(service)
    other.next_serial = service.next_serial

    def matching(original: Callable[..., Sequence[Any]], filters: Any) -> Sequence[Any]:
        found = [*original(filters), *service.matching(filters)]
        return sorted(found, key=lambda message: message.serial)

    def cursor(original: Callable[[Request], Any], request: Request) -> Any:
        other.serial = service.serial
        return original(request)

    wrap(other, "matching", matching)
    wrap(other, "cursor", cursor)
