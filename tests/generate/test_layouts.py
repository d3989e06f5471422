"""Drawn layouts: the same body whatever it looks like, and bodies that are broken for sure."""

from __future__ import annotations

import json
import re

import pytest

from conformance.contract import media
from conformance.generate import layouts
from conformance.generate.sends import dice

BODY = {
    "text": "a <b> & \"c\" 'é'",
    "to": ["12025550101", "12025550100", "12025550102"],
    "maxMessageParts": 2,
}
SEEDS = range(30)


def test_json_means_the_same_in_every_layout() -> None:
    """Over several lines, in more than one order of members."""
    written = {layouts.laid_out_json(dice(seed, "json"), BODY) for seed in SEEDS}

    assert len(written) == len(SEEDS)
    assert all(json.loads(one) == BODY for one in written)
    assert all(b"\n" in one.strip() for one in written)
    assert {next(iter(json.loads(one))) for one in written} == set(BODY)


def test_xml_means_the_same_in_every_layout() -> None:
    """Recipients keep their order, whatever stands between them."""
    found = set()
    for seed in SEEDS:
        root = media.read_xml(layouts.laid_out_xml(dice(seed, "xml"), BODY))
        [data] = root
        found.add(tuple(one.tag for one in data))
        assert (root.tag, data.tag) == ("request", "data")
        assert [one.text for one in data.findall("to")] == BODY["to"]
        assert data.findtext("text") == BODY["text"]
        assert data.findtext("maxMessageParts") == "2"
    assert len(found) > 5


def test_what_is_cut_off_parses_no_more_and_has_no_part_of_a_number() -> None:
    """Wherever it ends."""
    whole = json.dumps(BODY, ensure_ascii=False).encode()
    ends = set()
    for seed in SEEDS:
        content = layouts.cut_off(dice(seed, "cut"), whole)
        ends.add(len(content))
        assert whole.startswith(content)
        assert content
        assert all(number in BODY["to"] for number in re.findall("[0-9]{2,}", content.decode()))  # type: ignore[operator]
        with pytest.raises(media.UnreadableError):
            media.read_json(content)
    assert len(ends) > 15


def test_an_element_that_is_left_open_is_any_but_the_root() -> None:
    """The document is not well-formed, and ends all the same."""
    whole = layouts.laid_out_xml(dice(1, "xml"), BODY)
    found = {layouts.left_open(dice(seed, "open"), whole) for seed in SEEDS}

    assert len(found) > 3
    for content in found:
        assert content.rstrip().endswith(b"</request>")
        with pytest.raises(media.UnreadableError):
            media.read_xml(content)
