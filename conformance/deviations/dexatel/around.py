"""The resources around messages: one mistake of each sort for each of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from conformance.deviations.deviation import Install, wrap
from conformance.deviations.dexatel.ways import FAULTS, edits, recodes
from conformance.reference.dexatel import Dexatel
from conformance.reference.dexatel.faults import Refusal
from conformance.reference.dexatel.kinds import KINDS
from conformance.reference.dexatel.resources import Record


def named(name: str, sentence: str, install: Callable[[Dexatel], None]) -> Install:
    """Give an installer its name and what it does."""
    install.__name__ = name
    install.__doc__ = sentence
    return install


def shows_kind(kind: str) -> Callable[[Dexatel], None]:
    """Show the id of one kind of resource as a number."""

    def install(service: Dexatel) -> None:
        def presented(
            original: Callable[..., dict[str, Any]], record: Record, *rest: Any
        ) -> dict[str, Any]:
            document = original(record, *rest)
            return {**document, "account_id": 4711} if record.kind == kind else document

        wrap(service, "presented", presented)

    return install


def answers_deletes_of(kind: str) -> Callable[[Dexatel], None]:
    """Answer deletes of one kind of resource with 202."""

    def install(service: Dexatel) -> None:
        def delete(original: Callable[..., Any], request: Any, **path: str) -> Any:
            response = original(request, **path)
            return service.json(202, {}) if path["kind"] == kind else response

        wrap(service, "delete_record", delete)

    return install


def takes_anything_for(kind: str) -> Callable[[Dexatel], None]:
    """Refuse one kind of resource without the number of its fault."""

    def install(service: Dexatel) -> None:
        def values_of(original: Callable[..., Any], data: Any, of: str) -> Any:
            try:
                return original(data, of)
            except Refusal:
                if of != kind:
                    raise
                raise Refusal(400) from None

        wrap(service, "values_of", values_of)

    return install


def finds_no(kind: str) -> Callable[[Dexatel], None]:
    """Refuse an unknown id of one kind without its number."""
    return lambda service: recodes(service, KINDS[kind].unknown, 404)


for each in KINDS:
    one = each.removesuffix("s")
    FAULTS.deviation(breaks=[f"{each}.answered"])(
        named(
            f"numbers_the_account_of_{each}",
            f"Shows the account of a {one} as a number.",
            shows_kind(each),
        )
    )
    FAULTS.deviation(breaks=[f"{each}.delete-answers-204"], collateral=["http.status-documented"])(
        named(
            f"answers_a_delete_of_{each}_with_202",
            f"Answers the delete of a {one} with 202 and a body.",
            answers_deletes_of(each),
        )
    )
    FAULTS.deviation(breaks=[f"{each}.fault-numbered"])(
        named(
            f"gives_faults_of_{each}_no_number",
            f"Refuses a {one} at fault as a bad request like any other.",
            takes_anything_for(each),
        )
    )
    FAULTS.deviation(breaks=[f"{each}.unknown-refused"], collateral=[f"{each}.fault-numbered"])(
        named(
            f"gives_unknown_{each}_no_number",
            f"Refuses a {one} that there is not as if it were a path.",
            finds_no(each),
        )
    )


@FAULTS.deviation(breaks=["audiences.duplicate-refused"])
def takes_a_second_audience_of_a_name(service: Dexatel) -> None:
    """Takes a second audience of the same name."""
    wrap(service, "check_unique", lambda *_, **__: None)


@FAULTS.deviation(breaks=["account.answered"])
def tells_the_tax_in_a_string(service: Dexatel) -> None:
    """Shows the tax rate of the account as a string."""
    edits(
        service,
        "read_account",
        lambda document: {"data": {**document["data"], "tax_rate": "0%"}},
    )


@FAULTS.deviation(breaks=["account.answered"])
def answers_a_bare_account(service: Dexatel) -> None:
    """Answers the account without `data` around it."""
    edits(service, "read_account", lambda document: document["data"])


@FAULTS.deviation(breaks=["verifications.answered"])
def answers_codes_as_numbers(service: Dexatel) -> None:
    """Lists the code of a verification as a number."""

    def change(document: Any) -> Any:
        entries = [{**entry, "code": int(entry["code"])} for entry in document["data"]]
        return {**document, "data": entries}

    edits(service, "find_verifications", change)


@FAULTS.deviation(
    breaks=["verifications.create-answers-201"], collateral=["http.status-documented"]
)
def answers_a_verification_with_200(service: Dexatel) -> None:
    """Answers 200 when a code has been sent."""

    def create(original: Callable[..., Any], request: Any) -> Any:
        response = original(request)
        response.status_code = 200
        return response

    wrap(service, "create_verification", create)
