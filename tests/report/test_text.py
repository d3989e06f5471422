"""Text and bodies as reports show them."""

from __future__ import annotations

import json
from xml.etree.ElementTree import fromstring

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.report.pretty import LONGEST, pretty, shortened
from conformance.report.visible import columns, one_line, visible

JSON = (("Content-Type", "application/json; charset=utf-8"),)
XML = (("content-type", "text/xml"),)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(VALUES, st.booleans())
def test_indenting_json_keeps_it(value: object, plain: bool) -> None:  # noqa: FBT001
    """Indented, it means the same, and differs in white space between tokens only."""
    body = json.dumps(value, ensure_ascii=plain)
    shown = pretty(body, JSON)

    assert json.loads(shown) == value
    if '"' not in body:
        assert "".join(shown.split()) == "".join(body.split())


@pytest.mark.parametrize(
    "body",
    ['{"a": 1.00, "a": 1e5}', '["\\u00e9\\"{,"]', "[]", "{}", '"text"', "-0.0", "", "{", "[1,]"],
)
def test_json_keeps_its_spelling(body: str) -> None:
    """Numbers, escapes and doubles are as they were; what is no JSON is left alone."""
    squeezed = pretty(body, JSON).replace("\n", "").replace(" ", "")

    assert squeezed == body.replace(" ", "")


def test_json_is_indented() -> None:
    """One member to a line."""
    assert pretty('{"a":[1,{}],"b":{"c":[]}}', JSON) == (
        '{\n  "a": [\n    1,\n    {}\n  ],\n  "b": {\n    "c": []\n  }\n}'
    )


def test_only_what_declares_itself() -> None:
    """A body of another type is shown as it came."""
    assert pretty('{"a":1}', (("content-type", "text/plain"),)) == '{"a":1}'
    assert pretty('{"a":1}', ()) == '{"a":1}'


def test_xml_is_indented() -> None:
    """Between tags only: white space next to text may mean something."""
    body = '<?xml version="1.0"?><r><a> x </a><b/><c><d e="1"> </d></c>mixed<i>y</i></r>'

    assert pretty(body, XML) == (
        '<?xml version="1.0"?>\n<r>\n  <a> x </a>\n  <b/>\n  <c>\n    <d e="1"> </d>\n  </c>'
        "mixed<i>y</i>\n</r>"
    )
    assert [one.text for one in fromstring(pretty(body, XML)).iter("a")] == [" x "]  # noqa: S314


@pytest.mark.parametrize("body", ["<r>", "<r><!-- > --></r>", "<!DOCTYPE r><r/>", "\ud800", ""])
def test_xml_that_is_left_alone(body: str) -> None:
    """What does not parse, and what may hold anything between its tags."""
    assert pretty(body, XML) == body


def test_depth_and_length_are_bounded() -> None:
    """No body makes a page that is much longer than itself."""
    deep = "[" * 900 + "]" * 900

    assert len(pretty(deep, JSON)) < 60 * len(deep)
    assert pretty("[" * 50_000, JSON) == "[" * 50_000
    assert len(shortened("x" * 10**6)[0]) < LONGEST + 100
    assert shortened("x" * LONGEST) == ("x" * LONGEST, "")


@given(st.text())
def test_visible_text_can_be_written(text: str) -> None:
    """Whatever comes in, what goes out is text that UTF-8 and XML can hold."""
    shown = visible(text)

    shown.encode("utf-8")
    fromstring(f"<x>{shown.replace('&', '').replace('<', '')}</x>")  # noqa: S314


def test_visible_text_is_otherwise_unchanged() -> None:
    """Line feeds, tabs, emoji with joiners and other scripts stay as they are."""
    text = "a\tb\nc 👩‍💻 שלום नमस्ते"

    assert visible(text) == text


@given(st.text(), st.integers(10, 100))
def test_one_line_is_one_line(text: str, longest: int) -> None:
    """Never longer than asked for, in columns of a terminal."""
    line = one_line(text, longest)

    assert columns(line) <= longest
    assert "\n" not in line
