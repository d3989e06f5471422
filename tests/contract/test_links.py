"""The links of the contracts lead from an answer to operations that exist."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.contract import Contract, load

PROVIDERS = ["dexatel", "twosms", "clickatell"]
JSON = "application/json"


def shown(media: dict[str, Any]) -> list[Any]:
    """The examples of an answer."""
    several = [one["value"] for one in media.get("examples", {}).values()]
    return several + ([media["example"]] if "example" in media else [])


def found(document: Any, pointer: str) -> Any:
    """What a JSON pointer leads to."""
    for step in pointer.split("/")[1:]:
        document = document[int(step)] if isinstance(document, list) else document[step]
    return document


def links(contract: Contract) -> list[tuple[str, dict[str, Any], dict[str, Any]]]:
    """Every link, with the name of its answer and that answer."""
    return [
        (f"{operation.id} {status}", answer, link)
        for operation in contract.operations.values()
        for status, answer in operation.node["responses"].items()
        for link in answer.get("links", {}).values()
    ]


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_link_names_parameters_of_its_operation(provider: str) -> None:
    """What it fills in is what the operation asks for, and the examples of the answer have it."""
    contract = load(provider)
    found_links = links(contract)
    assert found_links

    for name, answer, link in found_links:
        operation = contract.operations[link["operationId"]]
        asked = {one["name"] for one in operation.parameters}
        assert set(link.get("parameters", {})) <= asked, name
        for expression in link.get("parameters", {}).values():
            source, _, pointer = expression.partition("#")
            if source == "$response.body":
                for example in shown(answer["content"][JSON]):
                    assert isinstance(found(example, pointer), str), name


@pytest.mark.parametrize(
    ("provider", "operation", "led_to"),
    [
        ("dexatel", "createMessage", {"readMessage", "deleteMessage"}),
        ("twosms", "sendMessage", {"expireMessages", "cancelPendingMessages", "viewMessage"}),
        ("clickatell", "sendMessage", {"getMessageStatus", "stopMessage"}),
    ],
)
def test_who_has_sent_is_led_to_what_can_be_done(
    provider: str, operation: str, led_to: set[str]
) -> None:
    """From a message that was sent a link leads to reading and to stopping it."""
    answers = load(provider).operations[operation].node["responses"]

    for status in {"200", "201", "202"} & answers.keys():
        named = {link["operationId"] for link in answers[status]["links"].values()}
        assert led_to <= named
