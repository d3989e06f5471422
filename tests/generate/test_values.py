"""Values: both sides of every constraint, and every kind of wrong value, by name."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.generate.formats import FORMATS
from conformance.generate.placeholders import fill, sample
from conformance.generate.values import keeps, ordinary, values


def tried(schema: dict[str, Any], keyword: str, *, within: bool) -> list[Any]:
    """The values that touch a constraint from one side."""
    return [one.value for one in values(schema) if one.keyword == keyword and one.within is within]


@pytest.mark.parametrize(
    ("schema", "keyword", "inside", "outside"),
    [
        ({"type": "integer", "minimum": 1}, "minimum", [1, 2], [0]),
        ({"type": "integer", "maximum": 7}, "maximum", [7, 6], [8]),
        ({"type": "number", "exclusiveMinimum": 0}, "exclusiveMinimum", [0.5], [0]),
        ({"type": "array", "minItems": 2, "items": {"const": 1}}, "minItems", [[1, 1]], [[1]]),
        ({"type": "array", "maxItems": 2, "items": {"const": 1}}, "maxItems", [[1, 1]], [[1] * 3]),
    ],
)
def test_numbers_and_counts_stand_on_both_sides_of_a_border(
    schema: dict[str, Any], keyword: str, inside: list[Any], outside: list[Any]
) -> None:
    """The last value that fits, and the first that does not."""
    assert tried(schema, keyword, within=True) == inside
    assert tried(schema, keyword, within=False) == outside


def test_texts_have_the_length_of_a_border_and_one_more_or_less() -> None:
    """1 and 4 characters may be, and so 0 and 5 may not."""
    schema = {"type": "string", "minLength": 2, "maxLength": 4}

    lengths = {
        (one.about, len(one.value), one.within)
        for one in values(schema)
        if isinstance(one.value, str)
    }

    assert {("minLength 2", 2, True), ("minLength 2", 1, False)} < lengths
    assert {("maxLength 4", 4, True), ("maxLength 4", 5, False)} < lengths


def test_the_borders_of_a_pattern_are_found_by_walking_there() -> None:
    """A pattern says how long a text may be without a keyword for it."""
    schema = {"type": "string", "pattern": "^[0-9a-z]{2,5}$", "examples": ["abc"]}

    assert {"abccc", "ab"} <= set(tried(schema, "pattern", within=True))
    assert {"abcccc", "a", "!"} <= set(tried(schema, "pattern", within=False))


def test_every_name_of_an_enumeration_is_tried_and_one_that_is_none() -> None:
    """In the other case it is another name, too."""
    schema = {"type": "string", "enum": ["SMS", "VIBER"]}

    assert [one.value for one in values(schema) if one.within] == ["SMS", "VIBER"]
    assert tried(schema, "enum", within=False) == ["NoSuchName", "sms", "SMS "]


@pytest.mark.parametrize("name", FORMATS)
def test_the_wrong_values_of_a_format_are_wrong_and_the_right_ones_differ(name: str) -> None:
    """No value stands on both sides."""
    known = FORMATS[name]
    right = [fill(one, sample) for one in known.right.values()]

    assert len(set(right)) == len(right)
    assert not set(right) & set(known.wrong.values())


def test_classic_wrong_times_are_among_those_tried() -> None:
    """What other tools find by chance is tried by name."""
    wrong = " ".join(tried({"type": "string", "format": "date-time"}, "format", within=False))

    for classic in ("12:99:00", "02-30", ":60Z", "+24:00", "tomorrow"):
        assert classic in wrong


def test_another_type_is_tried_for_each_type() -> None:
    """Null for all of them, and something that is none of them."""
    for kind in ("integer", "boolean", "array", "object"):
        wrong = tried({"type": kind}, "type", within=False)
        assert None in wrong
        assert len(wrong) >= 2, kind


def test_a_given_value_is_the_only_right_one() -> None:
    """What only the run knows is not made up: a sender of the account, say."""
    schema = {"type": "string", "maxLength": 3, "x-value": {"$account": "sender"}}

    assert [one.value for one in values(schema) if one.within] == [{"$account": "sender"}]
    assert any(not one.within for one in values(schema))


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "string"},
        {"type": "string", "format": "uuid"},
        {"type": "string", "format": "msisdn", "pattern": "^[1-9][0-9]{6,14}$"},
        {"type": "integer", "minimum": 3},
        {"type": "number", "exclusiveMinimum": 0},
        {"type": "array", "minItems": 2, "items": {"type": "string"}},
        {"oneOf": [{"type": "integer", "minimum": 0}, {"enum": ["ALL"]}]},
        {"type": "object", "required": ["a"], "properties": {"a": {"type": "boolean"}}},
    ],
)
def test_an_ordinary_value_keeps_its_schema(schema: dict[str, Any]) -> None:
    """A baseline is made of them."""
    assert keeps(schema, ordinary(schema))


def test_no_value_is_tried_twice_and_true_is_not_one() -> None:
    """Python takes True for 1; a schema does not."""
    found = values({"oneOf": [{"type": "integer", "minimum": 1}, {"type": "boolean"}]})

    assert len({(type(one.value), str(one.value)) for one in found}) == len(found)
    assert {int, bool} <= {type(one.value) for one in found if one.value == 1}
