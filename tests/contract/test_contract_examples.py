"""Every body of every contract has an example, and every example is what its schema describes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest

from conformance.contract import load, media
from conformance.contract.document import METHODS, validator
from conformance.data import specs_dir

PROVIDERS = ["dexatel", "twosms", "clickatell"]


class Body(NamedTuple):
    """A request (status is empty) or an answer in one media type, of an operation or a webhook."""

    provider: str
    operation: str
    status: str
    media_type: str
    node: Any

    def __str__(self) -> str:
        return f"{self.operation} {self.status or 'request'} {self.media_type}"

    def examples(self) -> list[Any]:
        """What the contract shows of it."""
        several = [one["value"] for one in self.node.get("examples", {}).values()]
        return several + ([self.node["example"]] if "example" in self.node else [])


def bodies(provider: str) -> Iterator[Body]:
    """Every body that the contract describes."""
    document = load(provider).document
    for item in [*document["paths"].values(), *document.get("webhooks", {}).values()]:
        for operation in (item[method] for method in METHODS if method in item):
            answers = {"": operation.get("requestBody", {}), **operation["responses"]}
            for status, answer in answers.items():
                for name, node in answer.get("content", {}).items():
                    yield Body(provider, operation["operationId"], status, name, node)


EVERY = [body for provider in PROVIDERS for body in bodies(provider)]


@pytest.mark.parametrize("body", EVERY, ids=str)
def test_an_example_is_what_the_schema_describes(body: Body) -> None:
    """XML is read into the shape of the schema, as an answer's would be."""
    assert body.examples()

    for example in body.examples():
        written = media.is_xml(body.media_type)
        value = (
            media.read(example.encode(), body.media_type, body.node["schema"])
            if written
            else example
        )
        mistakes = [error.message for error in validator(body.node["schema"]).iter_errors(value)]
        assert not mistakes


@pytest.mark.parametrize("provider", PROVIDERS)
def test_every_file_of_examples_is_one_of_a_body(provider: str) -> None:
    """No file is left over when a contract changes."""
    folder = specs_dir() / provider
    text = (folder / "openapi.yaml").read_text(encoding="utf-8")

    assert {f"examples/{path.name}" for path in folder.glob("examples/*")} == set(
        re.findall(r"externalValue: ([^\s}]+)", text)
    )
