"""The core: everything that a contract lets one try, one fault at a time, always the same."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from conformance import data
from conformance.catalogue import load as load_catalogue
from conformance.contract import Contract, load, media
from conformance.contract.document import validator
from conformance.generate import store
from conformance.generate.core import core
from conformance.generate.example import Example
from conformance.generate.placeholders import fill, sample

PROVIDERS = ("dexatel", "twosms", "clickatell")

SHOP = {
    "openapi": "3.1.0",
    "info": {"title": "A shop", "version": "1"},
    "paths": {
        "/orders/{id}": {
            "put": {
                "operationId": "change",
                "x-effect": "changes",
                "parameters": [
                    {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}},
                    {"name": "dry", "in": "query", "schema": {"type": "boolean"}},
                ],
                "requestBody": {
                    "content": {
                        "application/json": {
                            "schema": {
                                "type": "object",
                                "required": ["size"],
                                "properties": {
                                    "size": {"type": "integer", "minimum": 1, "maximum": 9},
                                    "colour": {"type": "string", "enum": ["red", "blue"]},
                                    "gift": {"type": "boolean"},
                                },
                            },
                            "example": {"size": 3},
                        }
                    }
                },
                "responses": {
                    "200": {
                        "description": "Done.",
                        "content": {"application/json": {}, "application/xml": {}},
                    }
                },
            }
        }
    },
}


@pytest.fixture
def shop(tmp_path: Path) -> Contract:
    """The contract of a shop, with an operation of each kind of parameter."""
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "openapi.yaml").write_text(yaml.safe_dump(SHOP), encoding="utf-8")
    return load("shop", tmp_path)


def bodies(examples: list[Example], mode: str) -> list[Any]:
    """The JSON documents of a mode."""
    return [one.body for one in examples if one.mode == mode and isinstance(one.body, dict)]


def test_each_member_stands_alone_on_both_sides_of_its_constraints(shop: Contract) -> None:
    """Everything else stays as it is in the contract's example."""
    found = core(shop, shop.operations["change"])

    good, bad = bodies(found, "positive"), bodies(found, "negative")
    assert {1, 2, 3, 8, 9} == {one["size"] for one in good if one.keys() == {"size"}}
    assert {"size": 0} in bad
    assert {"size": 10} in bad
    assert {"size": 3, "colour": "NoSuchName"} in bad
    assert {} in bad


def test_optional_members_meet_in_pairs(shop: Contract) -> None:
    """Both colours with a gift, without one, and with neither said."""
    found = bodies(core(shop, shop.operations["change"]), "positive")

    met = {(one.get("colour"), one.get("gift")) for one in found}
    assert met == {(c, g) for c in (None, "red", "blue") for g in (None, True, False)}


def test_every_documented_type_of_answer_is_asked_for(shop: Contract) -> None:
    """An answer that nobody asks for is one that nobody judges."""
    found = core(shop, shop.operations["change"])

    assert {"application/json", "application/xml"} == {one.accept for one in found}


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_negative_body_has_one_fault_and_says_which(provider: str) -> None:
    """What is at fault stands in one place; a positive body has none."""
    contract = load(provider)
    for example in store.core_of(provider):
        if example.body is None or not media.is_json(example.media_type):
            continue
        schema = contract.operations[example.operation].requests[example.media_type]
        errors = list(validator(schema).iter_errors(fill(example.body, sample)))
        places = {tuple(error.absolute_path) for error in errors}
        assert len(places) <= 1, example
        assert bool(example.fault) == (example.mode == "negative"), example
        if places:
            assert example.mode == "negative", example
            assert example.fault.startswith("body"), example


@pytest.mark.parametrize("provider", PROVIDERS)
def test_every_operation_has_a_baseline_that_keeps_the_contract(provider: str) -> None:
    """What is changed in one place has to be right in all others."""
    contract = load(provider)
    baselines = {one.operation for one in store.core_of(provider) if one.mode == "positive"}

    assert baselines == {
        one.id for one in contract.operations.values() if one.effect != "authenticates"
    }
    with_body = {
        (one.operation, one.media_type)
        for one in store.core_of(provider)
        if one.mode == "positive" and one.body is not None
    }
    assert with_body == {
        (one.id, media_type)
        for one in contract.operations.values()
        if one.effect != "authenticates"
        for media_type in one.requests
    }


def test_every_documented_type_of_body_is_sent() -> None:
    """JSON, XML and forms, under each of their names."""
    sent = {
        (one.operation, one.media_type) for one in store.core_of("twosms") if one.body is not None
    }

    for media_type in load("twosms").operations["expireMessages"].requests:
        assert ("expireMessages", media_type) in sent


def test_every_value_of_every_enumeration_of_a_request_is_sent() -> None:
    """Dexatel's channels, Clickatell's priorities and flags."""
    channels = {
        one.body["data"].get("channel")
        for one in store.core_of("dexatel")
        if one.operation == "createMessage" and one.mode == "positive"
    }
    queues = {
        one.body.get("userPriorityQueue")
        for one in store.core_of("clickatell")
        if one.operation == "sendMessage" and media.is_json(one.media_type) and one.body
    }

    assert {"SMS", "VIBER", "WHATSAPP"} <= channels
    assert {1, 2, 3} <= queues


@pytest.mark.parametrize("provider", PROVIDERS)
def test_ids_are_unique_and_of_the_request_alone(provider: str) -> None:
    """The same request has the same id, whatever is thought of it."""
    examples = store.core_of(provider)
    counted = Counter(one.id for one in examples)

    assert max(counted.values()) == 1
    for one in examples[:20]:
        changed = Example.from_json({**one.as_json(), "mode": "explored", "note": "otherwise"})
        assert changed.id == one.id
        assert Example.from_json(json.loads(json.dumps(one.as_json()))).id == one.id


def test_ids_are_the_same_in_every_process(tmp_path: Path) -> None:
    """Neither the hashes of Python's strings nor the cache have a say in them."""
    program = (
        "from conformance.generate.store import core_of;"
        "print(*(one.id for one in core_of('clickatell')))"
    )
    printed = [
        subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed, "XDG_CACHE_HOME": str(tmp_path / seed)},
            cwd=data.specs_dir().parent,
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    ]

    assert printed[0] == printed[1]
    assert printed[0].split() == [one.id for one in store.core_of("clickatell")]


@pytest.mark.parametrize("provider", PROVIDERS)
def test_nothing_of_a_run_stands_in_an_example(provider: str) -> None:
    """Numbers are left to the allow-list, moments to the target's clock."""
    for one in store.core_of(provider):
        if one.operation in {"sendMessage", "createMessage"} and not one.fault:
            assert "1202555" not in json.dumps(one.body), one


@pytest.mark.parametrize("provider", PROVIDERS)
def test_themes_that_examples_speak_of_are_stated(provider: str) -> None:
    """Whoever is blamed has to be a requirement."""
    stated = load_catalogue().packs[provider].requirements
    for one in store.core_of(provider):
        assert {one.accepted, one.refused} <= {"", *stated}, one
