"""Bodies are read strictly in the type that they declare, and written as that type has them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.contract import media
from conformance.contract.media import DEEPEST, FORM, JSON, XML, UnreadableError
from conformance.contract.xml import WrongRootError


@pytest.mark.parametrize(
    ("content_type", "essence", "charset"),
    [
        ("application/json", JSON, "utf-8"),
        ('Application/JSON ; Charset="UTF-16"', JSON, "UTF-16"),
        ("application/json;charset=iso-8859-1;q=1", JSON, "iso-8859-1"),
        ("application/json; x=charset", JSON, "utf-8"),
        ("", "", "utf-8"),
        (";charset=utf-8", "", "utf-8"),
    ],
)  # fmt: skip
def test_content_types(content_type: str, essence: str, charset: str) -> None:
    """Parameters and letter case are no part of the type; the charset is found among them."""
    assert media.essence(content_type) == essence
    assert media.charset(content_type) == charset


def test_families_of_types() -> None:
    """A suffix tells the format too."""
    assert media.is_json("application/problem+json")
    assert media.is_json("text/json")
    assert not media.is_json("application/jsonp")
    assert media.is_xml("application/soap+xml")
    assert media.is_xml("text/xml")
    assert not media.is_xml("text/html")


NO_JSON: dict[str, tuple[bytes, str, str]] = {
    "nothing": (b"", JSON, "no JSON"),
    "NaN": (b'{"a": NaN}', JSON, "NaN is not a JSON number"),
    "infinity": (b"-Infinity", JSON, "-Infinity is not a JSON number"),
    "a name twice": (b'{"a": 1, "b": {"c": 1, "c": 1}}', JSON, "'c' twice"),
    "a mark of the order": (b"\xef\xbb\xbf{}", JSON, "BOM"),
    "trailing text": (b"{} {}", JSON, "Extra data"),
    "a trailing comma": (b'{"a": 1,}', JSON, "no JSON"),
    "single quotes": (b"{'a': 1}", JSON, "no JSON"),
    "a comment": (b"{} // a", JSON, "Extra data"),
    "a control character": (b'"\x01"', JSON, "no JSON"),
    "a leading zero": (b"01", JSON, "Extra data"),
    "an immense number": (b"1" * 5000, JSON, "beyond the numbers that readers hold"),
    "a number beyond doubles": (b"[1e999]", JSON, "beyond the numbers that readers hold"),
    "octets that are no utf-8": (b'"\xff"', JSON, "octet 1 is no utf-8"),
    "another charset": (b"{}", f"{JSON}; charset=utf-16", "no JSON"),
    "an unknown charset": (b"{}", f"{JSON}; charset=klingon", "'klingon' does not exist"),
    "a charset that is no text": (b"{}", f"{JSON}; charset=rot13", "does not exist"),
    "a charset that always fails": (b"{}", f"{JSON}; charset=undefined", "no text in undefined"),
    "too deep": (b"[" * (DEEPEST + 1) + b"]" * (DEEPEST + 1), JSON, "too deeply"),
    "much too deep": (b'{"a":' * 100_000, JSON, "too deeply"),
}


@pytest.mark.parametrize(("body", "content_type", "told"), NO_JSON.values(), ids=NO_JSON)
def test_what_is_no_json(body: bytes, content_type: str, told: str) -> None:
    """JSON is read strictly, and what is wrong with it is said."""
    with pytest.raises(UnreadableError, match=told):
        media.read(body, content_type, {})


@pytest.mark.parametrize(
    ("body", "content_type", "value"),
    [
        (b' {"a": [1, 2.5, null, true]}\n', JSON, {"a": [1, 2.5, None, True]}),
        ('{"é": "😀"}'.encode(), JSON, {"é": "😀"}),
        ('"é"'.encode("utf-16"), f"{JSON}; charset=utf-16", "é"),
        ('"é"'.encode("latin-1"), f"{JSON}; charset=ISO-8859-1", "é"),
        (b'"\\ud800"', JSON, "\ud800"),
        (b'{"a": {"b": 1}, "c": {"b": 1}}', "application/hal+json", {"a": {"b": 1}, "c": {"b": 1}}),
        (b"[" * DEEPEST + b"]" * DEEPEST, "text/json", None),
        (b'["' + b"[{" * 500 + b'"]', JSON, ["[{" * 500]),
        (b"a=1&b=%C3%A9&c=", FORM, {"a": "1", "b": "é", "c": ""}),
        (b"Hello", "text/plain", "Hello"),
        (b"\xff", "", "\ufffd"),
    ],
)
def test_what_can_be_read(body: bytes, content_type: str, value: Any) -> None:
    """Everything well-formed is read, charsets, escapes and depth included."""
    found = media.read(body, content_type, {})

    assert found == value or (value is None and isinstance(found, list))


NO_XML: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "no well-formed XML"),
    "left open": (b"<a><b></a>", "no well-formed XML"),
    "json": (b'{"a": 1}', "no well-formed XML"),
    "two roots": (b"<a/><b/>", "no well-formed XML"),
    "an undeclared prefix": (b"<a:b/>", "no well-formed XML"),
    "a document type": (b"<!DOCTYPE a><a/>", "document type"),
    "an entity": (b'<!DOCTYPE a [<!ENTITY e "x">]><a>&e;</a>', "document type"),
    "a foreign entity": (b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', "document type"),
    "an undeclared entity": (b"<a>&e;</a>", "no well-formed XML"),
    "a control character": (b"<a>\x01</a>", "no well-formed XML"),
    "a reference to one": (b"<a>&#1;</a>", "no well-formed XML"),
    "a wrong declaration": (b'<?xml version="1.0" encoding="utf-16"?><a/>', "XML"),
    "an unknown encoding": (b'<?xml version="1.0" encoding="klingon"?><a/>', "XML"),
    "octets that are no utf-8": (b"<a>\xff</a>", "no well-formed XML"),
    "too deep": (b"<a>" * (DEEPEST + 1) + b"</a>" * (DEEPEST + 1), "too deeply"),
}


@pytest.mark.parametrize(("body", "told"), NO_XML.values(), ids=NO_XML)
def test_what_is_no_xml(body: bytes, told: str) -> None:
    """XML is read strictly, without entities and document types."""
    with pytest.raises(UnreadableError, match=told):
        media.read(body, XML, {})


def test_laughing_a_billion_times() -> None:
    """Entities that expand to entities are refused before anything expands."""
    lines = [f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)]
    body = f'<!DOCTYPE a [<!ENTITY a0 "lol">{"".join(lines)}]><a>&a9;</a>'

    with pytest.raises(UnreadableError, match="document type"):
        media.read_xml(body.encode())


def test_another_root() -> None:
    """The root element has the name that the schema gives it, and no namespace."""
    schema = {"xml": {"name": "response"}, "properties": {"a": {"type": "string"}}}

    assert media.read(b"<response><a>1</a></response>", XML, schema) == {"a": "1"}
    for body in (b"<Response/>", b'<response xmlns="urn:a"/>', b"<a><response/></a>"):
        with pytest.raises(WrongRootError, match="instead of <response>"):
            media.read(body, XML, schema)


@pytest.mark.parametrize(
    ("document", "media_type", "body"),
    [
        ({"a": "é\ud800", "b": None}, JSON, b'{"a":"\\u00e9\\ud800","b":null}'),
        ({"a": True, "b": [1, "x y"], "c": None, "d": False}, FORM, b"a=true&b=1&b=x+y&d=false"),
        (
            {"a": "1 < 2\r\n"},
            XML,
            b"<?xml version='1.0' encoding='utf-8'?>\n<root><a>1 &lt; 2&#13;\n</a></root>",
        ),
    ],
)
def test_what_is_written(document: Any, media_type: str, body: bytes) -> None:
    """Each format is written in its own way; nothing of a text is lost on the way."""
    assert media.write(document, media_type, {}) == body


def test_a_type_that_nobody_can_write() -> None:
    """A type without a writer is a mistake of the case."""
    with pytest.raises(ValueError, match="no way to write text/plain"):
        media.write({}, "text/plain", {})


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda below: st.lists(below, max_size=3) | st.dictionaries(st.text(max_size=3), below),
    max_leaves=10,
)


@settings(deadline=None)
@given(values)
def test_json_comes_back(value: Any) -> None:
    """What is written as JSON is read as the same."""
    assert media.read(media.write(value, JSON, {}), JSON, {}) == value


@settings(deadline=None, max_examples=300)
@given(
    st.binary(max_size=40) | values.map(lambda value: json.dumps(value).encode()),
    st.sampled_from([JSON, XML, FORM, "", "text/json", "application/xml; charset=utf-16"])
    | st.text(max_size=20)
    | st.sampled_from(["idna", "undefined", "punycode", "hex", "utf-7", "mbcs", "\xe9"]).map(
        lambda charset: f"{JSON}; charset={charset}"
    ),
)
def test_nothing_else_is_raised(body: bytes, content_type: str) -> None:
    """Whatever a server sends and declares, reading it succeeds or says why not."""
    try:
        media.read(body, content_type, {"xml": {"name": "a"}})
    except (UnreadableError, WrongRootError) as error:
        assert str(error)  # noqa: PT017 - either outcome is fine
