"""The documents that generated bodies are made from: a contract's examples, for any run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from conformance import packs
from conformance.contract import Operation, media, xml
from conformance.contract.document import FEATURE
from conformance.generate.formats import FORMATS, SUPPLIED
from conformance.generate.placeholders import ID, UNKNOWN, recipient
from conformance.generate.places import Node, faults_of
from conformance.generate.values import GIVEN, ordinary


@dataclass(frozen=True)
class Base:
    """A valid document of one part of a request, which is changed in one place at a time.

    Attributes:
        control: the id of the example that is this document as it is.
    """

    name: str
    document: Any
    features: tuple[str, ...]
    control: str = ""


def bases_of(operation: Operation, media_type: str, schema: Node) -> list[Base]:
    """The contract's examples of a body, as documents that leave to the run what is the run's."""
    content = operation.node["requestBody"]["content"].get(media_type, {})
    given = [
        (name, _exemplified(operation.provider, one), one.get(FEATURE, ""))
        for name, one in content.get("examples", {}).items()
    ]
    if "example" in content:
        given.append(("given", content["example"], ""))
    if not given:
        given.append(("least", ordinary(schema), ""))
    found: list[Base] = []
    for name, value, feature in given:
        document = value
        if isinstance(value, str) and media.is_xml(media_type):
            document = media.read(value.encode(), media_type, schema)
        document = _domestic(document, schema)
        for pointer in operation.targets:
            if pointer.startswith("body:"):
                document = _unknown(document, pointer.partition(":")[2].strip("/").split("/"))
        if faults_of(document, media_type, schema) == []:
            found.append(Base(name, document, (feature,) if feature else ()))
    return found


def _exemplified(provider: str, example: Node) -> Any:
    """What an example shows, which may stand in a file of its own beside the contract."""
    if "value" in example:
        return example["value"]
    return (packs.folder(provider) / example["externalValue"]).read_text(encoding="utf-8")


def _domestic(node: Any, schema: Node) -> Any:
    """A document with placeholders where the run's own values belong."""
    if GIVEN in schema:
        return schema[GIVEN]
    if schema.get("format") in SUPPLIED and isinstance(node, str):
        return FORMATS[schema["format"]].sample
    if isinstance(node, Mapping):
        described = xml.properties(schema)
        own = "propertyNames" in schema and schema["propertyNames"].get("format") == "msisdn"
        return {
            (f"$recipient:{place}" if own else name): _domestic(value, described.get(name, {}))
            for place, (name, value) in enumerate(node.items())
        }
    if isinstance(node, list):
        item = xml.items(schema)
        if item.get("format") == "msisdn":
            return [recipient(place) for place in range(len(node))]
        return [_domestic(one, item) for one in node]
    return node


def _unknown(node: Any, steps: Sequence[str]) -> Any:
    """The document with ids that nothing has where it names what it touches."""
    if not steps:
        return {ID: UNKNOWN}
    if steps[0] == "*" and isinstance(node, list):
        return [_unknown(one, steps[1:]) for one in node]
    if isinstance(node, Mapping) and steps[0] in node:
        return {**node, steps[0]: _unknown(node[steps[0]], steps[1:])}
    return node
