"""Exploring: what schemathesis tries without chance, and where its links lead."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from pathlib import Path

import pytest

from conformance.cases.test_generated import sender
from conformance.catalogue import load as load_catalogue
from conformance.contract import Operation, load, media
from conformance.generate import store
from conformance.generate.example import Example
from conformance.providers import State
from conformance.run.world import World
from conformance.target.settings import Settings

Answer = tuple[int, Mapping[str, str], bytes]


def test_it_covers_every_documented_type_of_body() -> None:
    """JSON, XML and forms, right and wrong, the same every time."""
    contract = load("twosms")
    operation = contract.operations["expireMessages"]
    for mode in ("positive", "negative"):
        covered = store.cover(contract, operation, mode)

        assert set(operation.requests) <= {one.media_type for one in covered}
        assert covered == store.cover(contract, operation, mode)


def test_it_covers_no_method_that_no_document_names() -> None:
    """A DELETE of a whole collection may be more than anybody wants to try."""
    contract = load("dexatel")
    operation = contract.operations["listMessages"]

    covered = store.cover(contract, operation, "negative")

    assert covered
    assert {one.method for one in covered} == {"GET"}


def test_a_sequence_takes_up_what_was_answered() -> None:
    """An id that a create has answered is read and deleted."""
    contract = load("dexatel")
    made: list[str] = []
    asked: list[tuple[str, str]] = []

    def answer(operation: Operation, example: Example) -> Answer:
        asked.append((operation.id, example.path.rpartition("/")[2]))
        if operation.id != "createMessage":
            return 404, {}, b""
        made.append(str(uuid.uuid4()))
        body = json.dumps({"data": [{"id": made[-1]}]}).encode()
        return 201, {"content-type": media.JSON}, body

    store.walk(contract, contract.operations["createMessage"], answer, 3, 10)

    followed = {operation for operation, last in asked if last in made}
    assert followed == {"readMessage", "deleteMessage"}


def test_a_seed_walks_the_same_way() -> None:
    """As long as the answers are the same."""
    contract = load("clickatell")
    walked: list[list[str]] = []
    for _ in range(2):
        asked: list[str] = []

        def answer(_: Operation, example: Example, asked: list[str] = asked) -> Answer:
            asked.append(example.id)
            return 404, {}, b""

        store.walk(contract, contract.operations["sendMessage"], answer, 7, 5)
        walked.append(asked)

    assert walked[0] == walked[1]
    assert walked[0]


@pytest.mark.parametrize("provider", ["dexatel", "clickatell"])
def test_a_sequence_touches_nothing_that_the_run_has_not_made(
    provider: str, tmp_path: Path
) -> None:
    """Wherever the links of a target lead: a stranger's message stays."""
    world = World(Settings({"provider": [provider]}, environment={}), load_catalogue(), tmp_path)
    try:
        stranger = world.gateway(provider, "a case")
        message = stranger.send()
        world.ledger._created.clear()  # as if another run had sent it
        gateway = world.gateway(provider, "another case")
        cancel = gateway.dialect.cancel(message.id)
        operation = gateway.contract.operations[cancel.operation]
        example = Example(
            operation.id, "positive", cancel.method, cancel.path, (), None, None, media.JSON, ""
        )

        assert sender(gateway)(operation, example) == (404, {}, b"")
        assert gateway.look(message).state not in {State.GONE, State.CANCELLED}
    finally:
        world.close()
