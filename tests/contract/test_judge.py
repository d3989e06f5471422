"""Each mistake in an answer is blamed on the requirement that states what is right."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.contract import Contract, judge, load
from conformance.contract.judge import MEDIA_TYPE_DOCUMENTED, NO_SERVER_ERROR, PARSES, Judgement

TEXT = """
paths:
  /messages/{id}:
    get:
      operationId: read
      x-effect: reads
      x-requirement: status
      responses:
        "200":
          x-requirement: shape
          headers:
            X-Plain: {schema: {type: string}}
            Cache-Control: {x-requirement: cache, required: true, schema: {pattern: no-store}}
            X-Optional: {x-requirement: optional, schema: {pattern: "^[0-9]+$"}}
          content:
            application/json:
              schema: &message
                xml: {name: message}
                type: object
                required: [id, state, plain]
                properties:
                  id: {type: string, x-requirement: id}
                  state: {enum: [a, b], x-requirement: state}
                  plain: {type: integer}
                  to:
                    type: [string, array, "null"]
                    x-requirement: to
                    x-prefers:
                      - {requirement: to.text, schema: {type: string}}
                      - {requirement: to.digits, schema: {type: string, pattern: "^[0-9]+$"}}
                  parts:
                    type: array
                    x-requirement: parts
                    items:
                      type: object
                      required: [n]
                      properties:
                        n: {type: integer, x-requirement: parts.n}
                  body:
                    oneOf:
                      - {type: "null"}
                      - type: object
                        required: [kind]
                        properties:
                          kind: {const: x, x-requirement: body.kind}
                          size: {type: integer, x-requirement: body.size}
                  mixed:
                    anyOf:
                      - {type: string, x-requirement: mixed.text}
                      - {type: integer, x-requirement: mixed.number}
                allOf:
                  - properties: {extra: {type: string, x-requirement: extra}}
                if: {properties: {state: {const: b}}, required: [state]}
                then: {required: [why], properties: {why: {type: string, x-requirement: why}}}
                else: {properties: {why: {type: "null", x-requirement: no-why}}}
            application/xml:
              schema: *message
        "204": {x-requirement: nothing}
        "202": {description: Accepted}
        "503": {x-requirement: busy}
        4XX:
          content:
            application/json:
              x-requirement: refusal
              schema: {type: object, required: [code], properties: {code: {type: integer}}}
"""
GOOD: dict[str, Any] = {"id": "1", "state": "a", "plain": 1}
JSON = {"content-type": "application/json", "cache-control": "no-store"}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Contract:
    """A small contract with every kind of annotation."""
    folder = tmp_path_factory.mktemp("specs")
    (folder / "made").mkdir()
    (folder / "made" / "openapi.yaml").write_text(TEXT)
    return load("made", folder)


def judged(
    made: Contract,
    document: Any,
    status: int = 200,
    headers: dict[str, str] | None = None,
    method: str = "GET",
    path: str = "/messages/1",
) -> tuple[set[str], set[str]]:
    """The themes that an answer agrees with, and those that it contradicts."""
    body = document if isinstance(document, bytes) else json.dumps(document).encode()
    found = judge(made, method, path, status, JSON if headers is None else headers, body)
    agreed = {one.theme for one in found if one.holds}
    against = {one.theme for one in found if not one.holds}
    assert len(agreed) + len(against) == len(found)
    assert not agreed & against
    return agreed, against


def contradiction(made: Contract, document: Any, theme: str) -> Judgement:
    """What is said against an answer under a theme."""
    found = judge(made, "GET", "/messages/1", 200, JSON, json.dumps(document).encode())
    return next(one for one in found if one.theme == theme and not one.holds)


BASIC = {NO_SERVER_ERROR, MEDIA_TYPE_DOCUMENTED, PARSES, "status", "shape", "cache", "id", "state"}


def test_an_answer_as_documented(made: Contract) -> None:
    """What an answer exercises speaks for it, and what it does not have says nothing."""
    assert judged(made, GOOD) == (BASIC, set())


BLAMED: dict[str, tuple[dict[str, Any], set[str]]] = {
    "a required member with a requirement": ({"id": ...}, {"id"}),
    "a required member without one": ({"plain": ...}, {"shape"}),
    "a null where a value is required": ({"id": None}, {"id"}),
    "a wrong type": ({"id": 1}, {"id"}),
    "a wrong type of a plain member": ({"plain": "1"}, {"shape"}),
    "a boolean for an integer": ({"plain": True}, {"shape"}),
    "a value that is not listed": ({"state": "c"}, {"state"}),
    "two mistakes": ({"id": 1, "state": 1}, {"id", "state"}),
    "an array": ({"parts": {}}, {"parts"}),
    "an item": ({"parts": [{"n": 1}, 1]}, {"parts"}),
    "a member of an item": ({"parts": [{"n": 1}, {"n": "1"}]}, {"parts.n"}),
    "a missing member of an item": ({"parts": [{}]}, {"parts.n"}),
    "a composition": ({"extra": 1}, {"extra"}),
    "the likeliest alternative": ({"body": {"kind": "y"}}, {"body.kind"}),
    "a missing member of an alternative": ({"body": {}}, {"body.kind"}),
    "the likeliest alternative's other member": (
        {"body": {"kind": "x", "size": ""}},
        {"body.size"},
    ),
    "no alternative": ({"body": 1}, {"shape"}),
    "a consequence": ({"state": "b"}, {"why"}),
    "a consequence of the wrong type": ({"state": "b", "why": 1}, {"why"}),
    "the other consequence": ({"state": "a", "why": "so"}, {"no-why"}),
    "a preference": ({"to": ["1"]}, {"to.text", "to.digits"}),
    "one of two preferences": ({"to": "one"}, {"to.digits"}),
    "no preference where there is nothing": ({"to": None}, set()),
}


@pytest.mark.parametrize(("changed", "themes"), BLAMED.values(), ids=BLAMED)
def test_a_mistake(made: Contract, changed: dict[str, Any], themes: set[str]) -> None:
    """A mistake is blamed on the nearest requirement; everything else still speaks for itself."""
    document = {name: value for name, value in {**GOOD, **changed}.items() if value is not ...}

    agreed, against = judged(made, document)

    assert against == themes
    assert agreed >= (BASIC - themes) - {name for name in changed if name not in document}


EXERCISED: dict[str, tuple[dict[str, Any], set[str]]] = {
    "preferences": ({"to": "12"}, {"to", "to.text", "to.digits"}),
    "items": ({"parts": [{"n": 1}]}, {"parts", "parts.n"}),
    "no items": ({"parts": []}, {"parts"}),
    "the alternative that fits": ({"body": {"kind": "x"}}, {"body.kind"}),
    "the other alternative": ({"mixed": 1}, {"mixed.number"}),
    "a consequence": ({"state": "b", "why": "so"}, {"why"}),
    "a composition": ({"extra": ""}, {"extra"}),
    "null is absent": ({"to": None, "body": None}, set()),
    "what nobody knows": ({"new": {"id": 1}}, set()),
}


@pytest.mark.parametrize(("added", "themes"), EXERCISED.values(), ids=EXERCISED)
def test_what_an_answer_shows(made: Contract, added: dict[str, Any], themes: set[str]) -> None:
    """A requirement counts as shown where its node is reached, and nowhere else."""
    assert judged(made, GOOD | added) == (BASIC | themes, set())


def test_a_mistake_is_told(made: Contract) -> None:
    """What was expected, what there was and where, in words."""
    wrong = {**GOOD, "parts": [{"n": 1}, {"n": "x" * 500}]}

    found = contradiction(made, wrong, "parts.n")

    assert (found.where, found.expected) == ("/parts/1/n", "integer")
    assert found.observed.startswith('"xxx')
    assert len(found.observed) < 250
    assert contradiction(made, {**GOOD, "state": "c"}, "state").expected == 'one of "a", "b"'
    missing = contradiction(made, {"state": "a", "plain": 1}, "id")
    assert (missing.where, missing.expected) == ("the body", "the member id")
    assert missing.observed == 'only the members ["state", "plain"]'
    assert contradiction(made, {**GOOD, "parts": [{}]}, "parts.n").observed == "no members"
    preferred = contradiction(made, {**GOOD, "to": ["1"]}, "to.text")
    assert (preferred.where, preferred.expected, preferred.observed) == ("/to", "string", '["1"]')
    assert contradiction(made, {**GOOD, "body": {"kind": 1}}, "body.kind").expected == '"x"'
    assert contradiction(made, {**GOOD, "to": "a"}, "to.digits").expected.startswith("text that")


HTTP: dict[str, tuple[tuple[Any, ...], set[str], set[str]]] = {
    "an undocumented status": ((GOOD, 201), {NO_SERVER_ERROR}, {"status"}),
    "an undocumented redirect": ((b"", 302, {}), {NO_SERVER_ERROR}, {"status"}),
    "an undocumented server error": ((b"", 500, {}), set(), {NO_SERVER_ERROR}),
    "a status beyond all": ((b"", 999, {}), set(), {NO_SERVER_ERROR}),
    "a documented server error": ((b"", 503, {}), {NO_SERVER_ERROR, "status", "busy"}, set()),
    "no body where none belongs": ((b"", 204, {}), {NO_SERVER_ERROR, "status", "nothing"}, set()),
    "a body where none belongs": ((b"a", 204, {}), {NO_SERVER_ERROR, "status"}, {"nothing"}),
    "a body that is left open": ((b"a", 202, {}), {NO_SERVER_ERROR, "status"}, set()),
    "a charset": ((GOOD, 200, {**JSON, "content-type": "Application/JSON; a=b"}), BASIC, set()),
    "an undocumented type": (
        (GOOD, 200, {**JSON, "content-type": "text/html"}),
        {NO_SERVER_ERROR, "status", "cache"},
        {MEDIA_TYPE_DOCUMENTED},
    ),
    "no type": (
        (GOOD, 200, {"cache-control": "no-store"}),
        {NO_SERVER_ERROR, "status", "cache"},
        {MEDIA_TYPE_DOCUMENTED},
    ),
    "no JSON": (
        (b"<html>", 200),
        {NO_SERVER_ERROR, "status", "cache", MEDIA_TYPE_DOCUMENTED},
        {PARSES},
    ),
    "a missing header": (
        (GOOD, 200, {"content-type": "application/json"}),
        BASIC - {"cache"},
        {"cache"},
    ),
    "a wrong header": (
        (GOOD, 200, {**JSON, "cache-control": "public"}),
        BASIC - {"cache"},
        {"cache"},
    ),
    "an optional header": ((GOOD, 200, {**JSON, "x-optional": "1"}), BASIC | {"optional"}, set()),
    "a wrong optional header": ((GOOD, 200, {**JSON, "x-optional": ""}), BASIC, {"optional"}),
    "a class of statuses": (
        ({"code": 1}, 404),
        {NO_SERVER_ERROR, "status", MEDIA_TYPE_DOCUMENTED, PARSES, "refusal"},
        set(),
    ),
    "a mistake in a class of statuses": (
        ({"code": "1"}, 404),
        {NO_SERVER_ERROR, "status", MEDIA_TYPE_DOCUMENTED, PARSES},
        {"refusal"},
    ),
    "an unknown path": ((b"", 404, {}, "GET", "/nowhere"), {NO_SERVER_ERROR}, set()),
    "an unknown path that breaks": ((b"", 502, {}, "GET", "/nowhere"), set(), {NO_SERVER_ERROR}),
    "another method": ((b"", 405, {}, "PUT"), {NO_SERVER_ERROR}, set()),
    "HEAD": ((b"", 200, JSON, "HEAD"), {NO_SERVER_ERROR, "status", "cache"}, set()),
}


@pytest.mark.parametrize(("answer", "agreed", "against"), HTTP.values(), ids=HTTP)
def test_http(made: Contract, answer: tuple[Any, ...], agreed: set[str], against: set[str]) -> None:
    """Status, type, headers and body each have their own requirement."""
    assert judged(made, *answer) == (agreed, against)


def test_xml_is_judged_by_the_same_schema(made: Contract) -> None:
    """The XML of a document is blamed as its JSON is."""
    headers = {**JSON, "content-type": "text/xml"}
    good = b"<message><id>1</id><state>a</state><plain>1</plain></message>"
    wrong_root = good.replace(b"message>", b"Message>")
    xml = {**JSON, "content-type": "application/xml"}

    assert judged(made, good, headers=headers)[1] == {MEDIA_TYPE_DOCUMENTED}
    assert judged(made, good, headers=xml) == (BASIC, set())
    assert judged(made, good.replace(b">a<", b">c<"), headers=xml)[1] == {"state"}
    assert judged(made, wrong_root, headers=xml)[1] == {"shape"}
    assert judged(made, json.dumps(GOOD).encode(), headers=xml)[1] == {PARSES}


CONTRACTS = {name: load(name) for name in ("dexatel", "twosms", "clickatell")}
OPERATIONS = [
    (contract, operation)
    for contract in CONTRACTS.values()
    for operation in contract.operations.values()
]
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda below: (
        st.lists(below, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["data", "id", "to", "errors", "code", "Error", "ResponseData", "Detail"]
            )
            | st.text(max_size=3),
            below,
            max_size=4,
        )
    ),
    max_leaves=12,
)
bodies = (
    st.binary(max_size=40)
    | values.map(lambda value: json.dumps(value).encode())
    | st.text("<>/aé&;1 ", max_size=30).map(str.encode)
    | st.sampled_from(
        [
            b"[" * 100_000,
            b"<a>" * 5_000,
            b'{"data":' * 150 + b"1" + b"}" * 150,
            b"[" * 190 + b"]" * 190,
            b'{"data": ' + b"[" * 199 + b"]" * 199 + b"}",
            b"1e999",
            b'{"data": {"segments": 1e400}}',
            b"<response>" + b"<data>" * 150 + b"</data>" * 150 + b"</response>",
        ]
    )
)


@settings(deadline=None, max_examples=400)
@given(
    st.sampled_from(OPERATIONS),
    st.sampled_from([200, 201, 202, 204, 207, 400, 401, 404, 429, 500, 503]) | st.integers(0, 1200),
    st.sampled_from(
        [
            "application/json",
            "application/xml",
            "text/json",
            "text/xml",
            "application/json; charset=idna",
        ]
    )
    | st.text(max_size=15),
    bodies,
    st.sampled_from(["GET", "HEAD", ""]),
)
def test_no_answer_breaks_the_judge(
    addressed: tuple[Contract, Any], status: int, content_type: str, body: bytes, method: str
) -> None:
    """Whatever a server answers is judged, once under each theme, in words that stay short."""
    contract, operation = addressed
    path = operation.path.replace("{", "").replace("}", "")
    headers = {"content-type": content_type, "www-authenticate": content_type}

    found = judge(contract, method or operation.method, path, status, headers, body)

    assert found
    themes = [one.theme for one in found]
    assert len(set(themes)) == len(themes)
    for one in found:
        assert one.holds or (one.expected and one.observed)
        assert len(one.observed) < 500
