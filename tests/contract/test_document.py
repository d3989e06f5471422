"""A contract is read as OpenAPI has it, and its mistakes are told with file and line."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from conformance.contract import Contract, load
from conformance.errors import PackError

Write = Callable[[str], Contract]
PROVIDERS = ["dexatel", "twosms", "clickatell"]


def operation(path: str, method: str, name: str, effect: str = "reads") -> str:
    """One operation in YAML."""
    return (
        f'  "{path}": {{{method}: {{operationId: {name}, x-effect: {effect}, responses: {{}}}}}}\n'
    )


@pytest.mark.parametrize("provider", PROVIDERS)
def test_the_suites_own_contracts(provider: str) -> None:
    """Every operation is complete, and found under its own method and path."""
    contract = load(provider)

    assert len(contract.operations) > 5
    for one in contract.operations.values():
        path = one.path
        for variable in one.pattern.groupindex:
            path = path.replace(f"{{{variable}}}", "4711")
        found = contract.find(one.method, path)
        assert found is not None
        assert found.id == one.id
        assert contract.knows_path(path)
        assert "$ref" not in str(one.node)
        assert set(one.variables(path).values()) <= {"4711"}
        for pointer in (*one.recipients, *one.text, *one.targets, *one.widens):
            assert pointer.partition(":")[0] in {"body", "path", "query"}
        assert {pointer[5:] for pointer in one.targets if pointer.startswith("path:")} <= set(
            one.pattern.groupindex
        )


@pytest.mark.parametrize("provider", PROVIDERS)
def test_what_the_guard_has_to_know(provider: str) -> None:
    """Who sends says whom to, or that nobody can tell; who touches one thing says which."""
    for one in load(provider).operations.values():
        if one.effect == "sends":
            assert "x-recipients" in one.node
        if one.effect in {"cancels", "deletes"}:
            assert one.targets
        if one.effect == "reads":
            assert one.method == "GET"


def test_the_most_literal_path_wins(contract: Write) -> None:
    """A path without variables is preferred to one that also fits, whichever comes first."""
    made = contract(
        "paths:\n"
        + operation("/a/{b}", "get", "any")
        + operation("/a/self", "get", "self")
        + operation("/a/{b}/c/{d}", "get", "two")
        + operation("/a/{b}/c/last", "get", "one")
    )

    assert [made.find("GET", path).id for path in ("/a/self", "/a/1", "/a/1/c/last")] == [  # type: ignore[union-attr]
        "self",
        "any",
        "one",
    ]
    assert made.find("get", "/a/self") is made.find("GET", "/a/self")
    for path in ("/a", "/a/", "/a/1/2", "/A/self", "/a/self/", ""):
        assert made.find("GET", path) is None
        assert not made.knows_path(path)
    assert made.find("POST", "/a/self") is None


def test_dots_in_a_path_are_dots(contract: Write) -> None:
    """A path is no regular expression."""
    made = contract("paths:\n" + operation("/a.b/{c}", "get", "dotted"))

    assert made.find("GET", "/a.b/1")
    assert made.find("GET", "/axb/1") is None


def test_references_are_resolved(contract: Write) -> None:
    """A reference becomes what it points to, and its siblings win over that."""
    made = contract(
        """
        paths:
          /a:
            get:
              operationId: a
              x-effect: reads
              responses:
                "200":
                  content:
                    application/json:
                      schema: {$ref: "#/components/schemas/Outer", x-requirement: read.shape}
        components:
          schemas:
            Outer:
              x-requirement: not.this
              type: object
              properties:
                inner: {$ref: "#/components/schemas/a~1b~0c"}
                $ref: {type: string}
            a/b~c: {type: integer}
        """
    )
    schema = made.operations["a"].responses["200"].media["application/json"]

    assert schema["x-requirement"] == "read.shape"
    assert schema["type"] == "object"
    assert schema["properties"]["inner"] == {"type": "integer"}
    assert schema["properties"]["$ref"] == {"type": "string"}


BROKEN = {
    "a cycle": (
        'a: {b: {c: {$ref: "#/a/d"}}, d: {e: {$ref: "#/a/b"}}}',
        "refers to itself",
    ),
    "itself": ('components: {schemas: {A: {$ref: "#/components/schemas/A"}}}', "refers to itself"),
    "nowhere": (
        'paths: {/a: {$ref: "#/components/nothing"}}',
        "nothing is at #/components/nothing",
    ),
    "outside": ('paths: {/a: {$ref: "other.yaml#/a"}}', "not within the document"),
    "no effect": ("paths: {/a: {get: {operationId: a}}}", "x-effect None"),
    "an unknown effect": (
        "paths:\n  /a:\n    get: {operationId: a, x-effect: destroys}",
        r"openapi\.yaml:3: the operation has x-effect 'destroys'",
    ),
    "no name": (
        "paths:\n  /a:\n    get:\n      x-effect: reads",
        r"openapi\.yaml:3: .*operationId",
    ),
    "an operation twice": (
        "paths:\n" + operation("/a", "get", "a") + operation("/b", "get", "a"),
        r"openapi\.yaml:3: a second operation is called a",
    ),
    "an example that is not there": (
        "a: {externalValue: nothing.xml}",
        r"openapi\.yaml: the example nothing\.xml is no file beside",
    ),
    "an example elsewhere": (
        "a: {externalValue: ../made/openapi.yaml/../../../x}",
        r"openapi\.yaml: the example \.\./made",
    ),
    "a key twice": ("paths: {}\npaths: {}", r"openapi\.yaml:2: 'paths' stands here a second time"),
    "no yaml": ("paths: [", r"openapi\.yaml:\d: this is no YAML"),
    "a list": ("- a", r"openapi\.yaml:1: .*no mapping"),
    "nothing": ("", r"openapi\.yaml:1: .*no mapping"),
    "a path that is none": ("paths: {/a: 1}", r"openapi\.yaml:1: .*no mapping"),
}


@pytest.mark.parametrize(("text", "told"), BROKEN.values(), ids=BROKEN)
def test_a_broken_contract(contract: Write, text: str, told: str) -> None:
    """What is wrong with a contract is one message that begins with the file."""
    with pytest.raises(PackError, match=told) as raised:
        contract(text)

    assert str(raised.value).startswith("specs/made/openapi.yaml")


def test_statuses(contract: Write) -> None:
    """An exact status is preferred to its class, and that to the default."""
    made = contract(
        """
        paths:
          /a:
            get:
              operationId: a
              x-effect: reads
              x-requirement: http.status-documented
              responses:
                "200": {x-requirement: exact}
                2XX: {x-requirement: class}
                default: {x-requirement: any}
        """
    )
    one = made.operations["a"]

    assert one.status_theme == "http.status-documented"
    assert [one.response(status).theme for status in (200, 204, 404)] == ["exact", "class", "any"]  # type: ignore[union-attr]
