"""XML is read into the shape that JSON would have, and what does not fit stays visible."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from conformance.contract import load, media
from conformance.contract.media import XML

SCHEMA: Mapping[str, Any] = {
    "xml": {"name": "root"},
    "type": "object",
    "properties": {
        "text": {"type": ["string", "null"]},
        "count": {"type": "integer"},
        "price": {"type": "number"},
        "done": {"type": "boolean"},
        "code": {"type": "string", "xml": {"name": "Code"}},
        "unwrapped": {"type": "array", "items": {"type": "string", "xml": {"name": "one"}}},
        "plain": {"type": "array", "items": {"type": "integer"}},
        "wrapped": {
            "type": ["array", "null"],
            "xml": {"wrapped": True, "name": "Wrapped"},
            "items": {"type": "string", "xml": {"name": "guid"}},
        },
        "objects": {
            "type": "array",
            "items": {"type": "object", "properties": {"id": {"type": "integer"}}},
        },
        "inner": {"type": ["object", "null"], "properties": {"a": {"type": "string"}}},
        "version": {"type": "integer", "xml": {"attribute": True, "name": "v"}},
        "choice": {"oneOf": [{"type": "integer"}, {"type": "null"}]},
        "many": {"type": "array", "minItems": 1, "items": {"type": "string"}},
    },
}
NIL = 'xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:nil='

READ: dict[str, tuple[str, dict[str, Any]]] = {
    "nothing": ("", {}),
    "text": ("<text> a </text>", {"text": " a "}),
    "an empty text": ("<text/>", {"text": ""}),
    "null": (f'<text {NIL}"true"/>', {"text": None}),
    "null in digits": (f'<text {NIL}"1"/>', {"text": None}),
    "not null": (f'<text {NIL}"false"/>', {"text": ""}),
    "an integer": ("<count> 12 </count>", {"count": 12}),
    "a signed integer": ("<count>-12</count>", {"count": -12}),
    "no integer": ("<count>twelve</count>", {"count": "twelve"}),
    "no integer either": ("<count>1.5</count>", {"count": "1.5"}),
    "digits of another script": ("<count>\u0661\u0662</count>", {"count": "\u0661\u0662"}),
    "an empty integer": ("<count/>", {"count": ""}),
    "a number": ("<price>0.80</price>", {"price": 0.8}),
    "a number with an exponent": ("<price>1E2</price>", {"price": 100.0}),
    "no number": ("<price>NaN</price>", {"price": "NaN"}),
    "true": ("<done>true</done>", {"done": True}),
    "one": ("<done>1</done>", {"done": True}),
    "zero": ("<done>0</done>", {"done": False}),
    "no boolean": ("<done>True</done>", {"done": "True"}),
    "another name": ("<Code>001</Code>", {"code": "001"}),
    "its JSON name": ("<code>001</code>", {"<code>": "001"}),
    "a repeated element": (
        "<one>a</one><text/><one>b</one>",
        {"unwrapped": ["a", "b"], "text": ""},
    ),
    "a single element": ("<plain>1</plain>", {"plain": [1]}),
    "a wrapped list": ("<Wrapped><guid>a</guid><guid/></Wrapped>", {"wrapped": ["a", ""]}),
    "an empty list": ("<Wrapped/>", {"wrapped": []}),
    "an empty list with space": ("<Wrapped>\n </Wrapped>", {"wrapped": []}),
    "no list": (f'<Wrapped {NIL}"true"/>', {"wrapped": None}),
    "a wrong item": ("<Wrapped><id>a</id></Wrapped>", {"wrapped": [{"id": "a"}]}),
    "text for a list": ("<Wrapped>a</Wrapped>", {"wrapped": "a"}),
    "objects": (
        "<objects><id>1</id></objects><objects/>",
        {"objects": [{"id": 1}, {}]},
    ),
    "an object": ("<inner><a>1</a></inner>", {"inner": {"a": "1"}}),
    "an empty object": ("<inner/>", {"inner": {}}),
    "text for an object": ("<inner>a</inner>", {"inner": "a"}),
    "elements for a text": ("<text><b>1</b></text>", {"text": {"b": "1"}}),
    "an element twice": ("<text>a</text><text>b</text>", {"text": ["a", "b"]}),
    "a list twice": (
        "<Wrapped><guid>a</guid></Wrapped><Wrapped/>",
        {"wrapped": [["a"], []]},
    ),
    "an element that nobody knows": ("<new><a>1</a><a>2</a></new>", {"new": {"a": ["1", "2"]}}),
    "a namespace": ('<text xmlns="urn:a">1</text>', {"{urn:a}text": "1"}),
    "a choice": ("<choice>5</choice>", {"choice": 5}),
    "an empty choice": ("<choice/>", {"choice": None}),
    "a comment": ("<!-- a --><text>a<!-- b -->c</text>", {"text": "ac"}),
    "marked data": ("<text><![CDATA[<a>]]></text>", {"text": "<a>"}),
}


@pytest.mark.parametrize(("inner", "value"), READ.values(), ids=READ)
def test_elements(inner: str, value: dict[str, Any]) -> None:
    """An element is what JSON would hold; what does not fit is kept as it is."""
    found = media.read(f"<root>{inner}</root>".encode(), XML, SCHEMA)

    assert found == value
    assert [type(found[name]) for name in value] == [type(one) for one in value.values()]


@pytest.mark.parametrize(
    "misfit",
    [
        "no integer",
        "an empty integer",
        "no number",
        "no boolean",
        "a wrong item",
        "text for a list",
        "text for an object",
        "elements for a text",
        "an element twice",
        "a list twice",
    ],
)
def test_what_does_not_fit_is_no_instance(misfit: str) -> None:
    """Reading hides no mistake from validation."""
    found = media.read(f"<root>{READ[misfit][0]}</root>".encode(), XML, SCHEMA)

    assert not Draft202012Validator(SCHEMA).is_valid(found)


def test_attributes() -> None:
    """A member that the schema makes an attribute is one, both ways."""
    body = media.write({"version": 2, "text": "a"}, XML, SCHEMA)

    assert b'<root v="2"><text>a</text></root>' in body
    assert media.read(body, XML, SCHEMA) == {"version": 2, "text": "a"}


# -- there and back -------------------------------------------------------------------------------


def xml_schemas() -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every schema of an XML body in the contracts, requests and answers."""
    for provider in ("twosms", "clickatell"):
        for operation in load(provider).operations.values():
            bodies = {"request": operation.requests}
            bodies |= {status: one.media for status, one in operation.responses.items()}
            for which, schemas in bodies.items():
                for media_type, schema in schemas.items():
                    if media_type == XML:
                        yield f"{provider} {operation.id} {which}", schema


SCHEMAS = dict(xml_schemas())
words = st.text(st.characters(codec="utf-8", categories=["L", "S", "Zs", "P"]), min_size=1).filter(
    lambda text: text.strip() == text and not text.strip("+-.0123456789").isdecimal()
)


def instances(schema: Mapping[str, Any]) -> st.SearchStrategy[Any]:
    """Documents of the shape that a schema describes; constraints on values do not matter here."""
    described = _properties(schema)
    allowed = _types(schema)
    if described:
        members = {name: instances(node) for name, node in described.items()}
        return st.fixed_dictionaries({}, optional=members)
    if "array" in allowed:
        return st.lists(instances(schema.get("items", {})), min_size=1, max_size=3)
    if "integer" in allowed:
        return st.integers(-999_999, 999_999)
    if "number" in allowed:
        return st.integers(-9_999, 9_999).map(lambda number: number / 100)
    if "boolean" in allowed:
        return st.booleans()
    return words.filter(lambda text: text not in {"true", "false"})


def _properties(schema: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for part in (*schema.get("allOf", ()), *schema.get("anyOf", ()), *schema.get("oneOf", ())):
        found |= _properties(part)
    return found | schema.get("properties", {})


def _types(schema: Mapping[str, Any]) -> set[str]:
    stated = schema.get("type", [])
    found = {stated} if isinstance(stated, str) else set(stated)
    for part in (*schema.get("allOf", ()), *schema.get("anyOf", ()), *schema.get("oneOf", ())):
        found |= _types(part)
    return found


@pytest.mark.parametrize("name", SCHEMAS)
@settings(deadline=None, max_examples=12)
@given(st.data())
def test_every_documented_shape_comes_back(name: str, data: st.DataObject) -> None:
    """What is written in a documented XML format is read as the same document."""
    schema = SCHEMAS[name]
    document = data.draw(instances(schema))
    if not isinstance(document, dict):
        return

    assert media.read(media.write(document, XML, schema), XML, schema) == document
