"""junit.xml: the structure that build servers read, and what each verdict becomes."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, fromstring

import pytest
from made import CASE, exchange, finding, record, requirement, violated

from conformance.catalogue import Level
from conformance.report import junit
from conformance.report.record import RunRecord
from conformance.wire.exchange import Exchange

COUNT = re.compile(r"\d+")
SECONDS = re.compile(r"\d+\.\d+")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")

# The common schema (jenkins-junit.xsd): for every element the attributes that it must have, those
# that it may have, each with its form, and the elements that it may hold.
GRAMMAR: dict[str, tuple[dict[str, re.Pattern[str] | None], set[str], set[str]]] = {
    "testsuites": (
        {"name": None, "tests": COUNT, "failures": COUNT, "errors": COUNT, "time": SECONDS},
        {"disabled"},
        {"testsuite"},
    ),
    "testsuite": (
        {
            "name": None,
            "tests": COUNT,
            "failures": COUNT,
            "errors": COUNT,
            "skipped": COUNT,
            "time": SECONDS,
            "timestamp": MOMENT,
        },
        {"disabled", "hostname", "id", "package"},
        {"properties", "testcase", "system-out", "system-err"},
    ),
    "properties": ({}, set(), {"property"}),
    "property": ({"name": None, "value": None}, set(), set()),
    "testcase": (
        {"name": None, "classname": None, "time": SECONDS},
        {"assertions", "status"},
        {"skipped", "error", "failure", "system-out", "system-err"},
    ),
    "skipped": ({"message": None}, set(), set()),
    "failure": ({"message": None, "type": None}, set(), set()),
    "error": ({"message": None, "type": None}, set(), set()),
    "system-out": ({}, set(), set()),
}


def check(element: Element) -> None:
    """Hold an element and everything in it against the grammar."""
    needed, allowed, children = GRAMMAR[element.tag]
    assert set(needed) <= set(element.attrib) <= set(needed) | allowed, element.attrib
    for name, form in needed.items():
        assert form is None or form.fullmatch(element.attrib[name]), (name, element.attrib[name])
        assert "\n" not in element.attrib[name]
    for child in element:
        assert child.tag in children, f"{child.tag} in {element.tag}"
        check(child)


def document(what: RunRecord, *exchanges: Exchange) -> Element:
    """The document of a record, checked."""
    root = fromstring(junit.document(what, {one.number: one for one in exchanges}))  # noqa: S314
    check(root)
    for suite in root:
        cases = suite.findall("testcase")
        assert len(cases) == int(suite.attrib["tests"])
        for name, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            assert int(suite.attrib[name]) == sum(case.find(tag) is not None for case in cases)
    return root


def test_one_case_for_each_requirement_in_each_case() -> None:
    """The suite is the provider, the class provider and profile, the name both identifiers."""
    root = document(violated(), exchange(), exchange("2"))
    suite = root[0]
    first = suite.findall("testcase")[0]

    assert suite.attrib["name"] == "dexatel"
    assert suite.attrib["timestamp"] == "2026-11-21T22:05:54"
    assert first.attrib["classname"] == "dexatel.cancellation"
    assert first.attrib["name"] == f"dexatel/cancel.answers-204 [{CASE}]"


def test_times_add_up() -> None:
    """A case that finds five things does not take five times as long."""
    times = [float(one.attrib["time"]) for one in document(violated()).iter("testcase")]

    assert sum(times) == pytest.approx(0.5)


def test_a_failure_tells_what_to_look_at() -> None:
    """One line of expectation and observation; then the exchange and a curl command."""
    root = document(violated(), exchange(), exchange("2"))
    failure = next(root.iter("failure"))

    assert failure.attrib == {
        "message": "expected status 204; observed status 200",
        "type": "fail",
    }
    assert failure.text is not None
    assert "A message that was cancelled never leaves." in failure.text
    assert "> DELETE http://127.0.0.1:8000/v1/messages/1" in failure.text
    assert '"x-dexatel-key: $DEXATEL_KEY"' in failure.text


@pytest.mark.parametrize("verdict", ["unsupported", "blocked", "inconclusive", "refused"])
def test_what_decides_nothing_is_skipped(verdict: str) -> None:
    """With its verdict and its reason."""
    root = document(record([], [finding(verdict=verdict, observed="because")]))

    assert [one.attrib["message"] for one in root.iter("skipped")] == [f"{verdict}: because"]


def test_a_breakdown_is_an_error() -> None:
    """With the suite's traceback."""
    made = record([], [finding(verdict="error", observed="KeyError")], broken="Traceback: here")
    error = next(document(made).iter("error"))

    assert error.attrib["message"] == "error: KeyError"
    assert "Traceback: here" in (error.text or "")


def test_a_should_passes_with_a_remark() -> None:
    """And so does the answer to an open question."""
    made = record(
        [requirement(level=Level.SHOULD), requirement("cancel.open", level=Level.OBSERVE)],
        [finding(verdict="warn"), finding("cancel.open", "note", observed="204")],
    )
    root = document(made, exchange())
    remarks = [one.text or "" for one in root.iter("system-out")]

    assert (root.attrib["failures"], root.attrib["tests"]) == ("0", "2")
    assert remarks[0].startswith("should, and is not: expected status 204; observed status 200")
    assert remarks[1] == "204"


def test_a_known_violation_is_skipped() -> None:
    """So that a build server agrees with the exit code."""
    known = [{"requirement": "dexatel/cancel.answers-204", "reason": "to be mended in May"}]
    root = document(record([], [finding(verdict="fail")], known=known))

    assert root.attrib["failures"] == "0"
    assert next(root.iter("skipped")).attrib["message"] == "known: to be mended in May"


def test_silence_is_not_success() -> None:
    """A selected requirement that no case looked at is there, as skipped."""
    root = document(record([requirement(), requirement("cancel.twice")], [finding()]))
    skipped = [case for case in root.iter("testcase") if case.find("skipped") is not None]

    assert [one.attrib["name"] for one in skipped] == ["dexatel/cancel.twice [no case]"]


def test_nothing_was_run() -> None:
    """A run without cases makes a valid document."""
    assert document(record(selected=[], planned=[])).attrib["tests"] == "0"


@pytest.mark.parametrize("text", ["\x00\x1b[31m", "\ud800", "]]><x>&amp;", "\ufffe\uffff", "a\nb"])
def test_whatever_a_target_writes(text: str) -> None:
    """The document is well formed, and without control characters, whatever was observed."""
    made = record([], [finding(verdict="fail", expected=text, observed=text)], broken=text)
    document(made, exchange(response_body=text, url=text, response_headers=((text, text),)))
