"""index.html: what it says, and that nothing a target wrote does anything in it."""

from __future__ import annotations

import json
import re
import time
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from made import CASE, exchange, finding, folder, record, requirement, violated

from conformance.catalogue import Level, Profile, load
from conformance.report import html
from conformance.report.coverage import coverage
from conformance.report.record import RunRecord
from conformance.wire.exchange import Exchange

VOID = {"meta", "link", "br", "input", "hr"}
ACTIVE = {"script", "iframe", "object", "embed", "base", "img", "video", "audio", "svg", "template"}


class Page(HTMLParser):
    """A page as a browser would build it: its elements, and the text under each identifier."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.source = source
        self.open: list[tuple[str, str]] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {"": []}
        self.feed(source)
        self.close()
        assert not self.open, "every element is closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element, and what is open."""
        if tag == "br":
            self.handle_data(" ")
        attributes = dict(attrs)
        self.elements.append((tag, attributes))
        if tag not in VOID and tag != "rect":
            self.open.append((tag, attributes.get("id") or ""))

    def handle_endtag(self, tag: str) -> None:
        """Close what was opened last; whatever is a block ends a word."""
        if tag != "rect":
            assert self.open[-1][0] == tag
            if tag not in {"b", "code", "span", "a"}:
                self.handle_data(" ")
            self.open.pop()

    def handle_data(self, data: str) -> None:
        """Give the text to every element with an identifier around it."""
        if self.open and self.open[-1][0] in {"style", "script"}:
            return
        for identifier in {"", *(identifier for _, identifier in self.open)}:
            self.texts.setdefault(identifier, []).append(data)

    def text(self, identifier: str = "") -> str:
        """What stands in the element with an identifier, with single spaces."""
        return " ".join("".join(self.texts[identifier]).split())

    def section(self, heading: str) -> str:
        """What stands from a heading to the end of its section."""
        return self.text().partition(self.text(heading))[2]

    def attributes(self, tag: str) -> list[dict[str, str | None]]:
        """The attributes of every element of a kind."""
        return [attributes for name, attributes in self.elements if name == tag]


def page(what: RunRecord, *exchanges: Exchange) -> Page:
    """The page of a record."""
    return Page(html.page(what, {one.number: one for one in exchanges}))


@pytest.fixture(scope="module")
def shown() -> Page:
    """The page of a record with something of everything."""
    return page(violated(), exchange(), exchange("2", method="GET", status=204, response_body=""))


def test_a_stranger_learns_what_was_tested(shown: Page) -> None:
    """Target, time, version, extent and outcome stand at the top."""
    text = shown.text().partition("Statements")[0]

    for said in (
        "1 requirement is violated.",
        "Exit code 1",
        "http://127.0.0.1:8000: a server on the machine that ran the suite",
        "2026-11-21 22:05 UTC, for 1.5 s",
        "sms-conformance 0.1.0",
        "1 case, 1 exchange, 7 requirements",
    ):
        assert said in text


def test_statements_with_three_numbers(shown: Page) -> None:
    """Each profile has its statement and counts of counts, and no percentage anywhere."""
    text = shown.text()

    assert "cancellation non-conformant 4 of 6 3 of 4 1 of 3" in text
    assert "messaging conformant 1 of 1 1 of 1 1 of 1" in text
    assert "Claimed features: list Not claimed: schedule" in text
    assert not re.search(r"\d\s*%|per ?cent", text)


def test_a_violation_tells_everything(shown: Page) -> None:
    """Statement, level, basis, source, conflict, expectation, case, exchange and curl."""
    card = shown.text("finding-dexatel/cancel.answers-204")

    for said in (
        "violated dexatel/cancel.answers-204",
        "The statement of cancel.answers-204.",
        "must, stated: Dexatel, delete page. Profile cancellation, deleteMessage.",
        "The sources disagree. The table says 204, the sample 200.",
        "Expected status 204 Observed status 200",
        "A message that was cancelled never leaves.",
        CASE,
        "DELETE http://127.0.0.1:8000/v1/messages/1",
        "200 OK content-type: application/json",
        '{ "deleted": true }',
        "curl -sS -i --globoff --path-as-is \\ -X DELETE",
        '-H "x-dexatel-key: $DEXATEL_KEY"',
        "pytest --target=http://127.0.0.1:8000 --provider dexatel --requirement",
    ):
        assert said in card


def test_violations_come_first(shown: Page) -> None:
    """What is violated stands before what is not followed, and both before everything else."""
    order = [shown.source.index(f'<h2 id="{name}"') for name in ("violated", "not-followed")]
    order += [shown.source.index(f'<h2 id="{name}"') for name in ("requirements", "not-shown")]

    assert order == sorted(order)


def test_what_is_neither_met_nor_violated(shown: Page) -> None:
    """Reasons for what is not shown, answers with their conflict, features that are not claimed."""
    text = shown.text()

    assert "1 (1 must): blocked: the send was refused" in text
    assert "The statement of cancel.hidden. nobody sees it" in text
    assert "The statement of cancel.open. it answers 204 Two pages disagree." in text
    assert "Dexatel: schedule, 1 requirement" in text
    assert "not followed dexatel/cancel.twice" in shown.text("finding-dexatel/cancel.twice")


def test_every_requirement_is_listed(shown: Page) -> None:
    """Each has its standing, and links lead to something on the page."""
    identifiers = [attributes.get("id") for _, attributes in shown.elements if "id" in attributes]
    kinds = [one["data-kind"] for one in shown.attributes("details") if "data-kind" in one]
    targets = {str(one["href"])[1:] for one in shown.attributes("a")}

    assert sorted(kinds, key=str) == sorted(
        ["violated", "not followed", "not shown", "not claimed", "met", "untestable", "met"]
    )
    assert len(identifiers) == len(set(identifiers))
    assert targets <= set(identifiers)


def test_nothing_is_fetched_and_nothing_runs_but_our_script(shown: Page) -> None:
    """The page is one file: no address of a resource, no inline handler, and a closed policy."""
    policy = next(str(one["content"]) for one in shown.attributes("meta") if "http-equiv" in one)

    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    assert len(shown.attributes("script")) == 1
    assert [one["href"] for one in shown.attributes("link")] == ["data:,"]
    for _, attributes in shown.elements:
        assert "src" not in attributes
        assert "style" not in attributes
        assert not any(name.startswith("on") for name in attributes)


def test_accessible(shown: Page) -> None:
    """Landmarks, a language, headings for sections, and scopes for table headers."""
    tags = {tag for tag, _ in shown.elements}

    assert {"header", "nav", "main", "footer", "h1"} <= tags
    assert shown.attributes("html")[0]["lang"] == "en"
    assert all(one.get("scope") for one in shown.attributes("th"))
    assert all(one.get("aria-labelledby") for one in shown.attributes("section"))
    assert shown.attributes("svg")[0]["aria-label"]


HOSTILE = [
    "<script>alert(1)</script>",
    "</pre></details></main><script>alert(1)</script>",
    "</textarea></style></script><!--",
    "\"><img src=x onerror=alert(1)>'",
    "{{ 7 * 7 }}{% raw %}",
    "javascript:alert(1)",
    "\ud800\udfff lone, \x00 nul, \x1b[31m red, \u202e override",
    "]]>&lt;&#x3c;",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_a_target_writes_is_inert(text: str) -> None:
    """Wherever target bytes turn up, they are text, and the page is as well formed as ever."""
    clean = page(violated(), exchange())
    made = record(
        [requirement(), requirement("cancel.open", level=Level.OBSERVE)],
        [
            finding(verdict="fail", expected=text, observed=text),
            finding("cancel.open", "note", observed=text),
            finding(verdict="blocked", observed=text, case=f"test_x.py::test_x[{text}]"),
        ],
        target=f"http://127.0.0.1/{text}",
        broken=text,
        known=[{"requirement": "dexatel/cancel.answers-204", "reason": text}],
    )
    hostile = exchange(
        url=f"http://127.0.0.1/{text}",
        method=text,
        request_headers=((text, text),),
        request_body=text,
        response_headers=(("content-type", "application/json"), (text, text)),
        response_body=json.dumps({text: text}),
        failure="",
    )
    shown = page(made, hostile, replace(hostile, number=text, failure=text))

    assert len(shown.attributes("script")) == 1
    assert {tag for tag, _ in shown.elements} & ACTIVE <= {"script", "svg"}
    assert all(one["href"] and one["href"].startswith("#") for one in shown.attributes("a"))
    assert not any("onerror" in attributes for _, attributes in shown.elements)
    assert "49" not in shown.text("finding-dexatel/cancel.answers-204")
    assert shown.attributes("meta")[1] == clean.attributes("meta")[1]
    shown.source.encode("utf-8")
    assert not any(character in shown.source for character in "\x00\x1b\u202e")


def test_what_cannot_be_seen_is_named() -> None:
    """A control character, an override and half a surrogate pair are shown as code points."""
    shown = page(record([], [finding(verdict="fail", observed="a\x00b\u202ec\ud800")]))

    assert "a⟨U+0000⟩b⟨U+202E⟩c⟨U+D800⟩" in shown.text("finding-dexatel/cancel.answers-204")


def test_bodies_are_evidence() -> None:
    """Indented, and otherwise as they came: numbers, escapes, order and doubles."""
    body = '{"b":1.00,"a":"\\u00e9","b":[]}'
    shown = page(record([], [finding(verdict="fail")]), exchange(response_body=body))

    assert '{ "b": 1.00, "a": "\\u00e9", "b": [] }' in shown.text("exchange-1")


def test_long_bodies_are_shortened() -> None:
    """With a note that says so, and where the whole is."""
    long = exchange(response_body="x" * 100_000)
    shown = page(record([], [finding(verdict="fail")]), long)

    assert len(shown.source) < 100_000
    assert "96,000 of 100,000 characters are left out" in shown.text("exchange-1")
    assert "exchanges.ndjson" in shown.text("exchange-1")


def test_no_answer() -> None:
    """An exchange without an answer says what happened instead."""
    failed = exchange(status=None, failure="no answer: the connection broke", response_headers=())
    shown = page(record([], [finding(verdict="inconclusive", observed="no answer")]), failed)

    assert "→ no answer" in shown.text("exchange-1")
    assert "no answer: the connection broke" in shown.text("exchange-1")


def test_several_requests_are_one_script() -> None:
    """Numbered; where there is one only, its own command says it all."""
    several = record([], [finding(verdict="fail", exchanges=("1", "2"))])

    card = page(several, exchange(), exchange("2", method="GET", status=404))
    single = page(record([], [finding(verdict="fail")]), exchange())

    told = card.text("finding-dexatel/cancel.answers-204").partition("numbered script")[2]
    assert "# 1. DELETE /v1/messages/1: 200" in told
    assert "# 2. GET /v1/messages/1: 404" in told
    assert "numbered script" not in single.text("finding-dexatel/cancel.answers-204")


def test_exchanges_that_are_not_there() -> None:
    """A finding may rest on an exchange that the folder has lost."""
    shown = page(record([], [finding(verdict="fail", exchanges=("9",))]))

    assert "It shows in exchange 9" in shown.text("finding-dexatel/cancel.answers-204")


def test_an_incomplete_run_says_so() -> None:
    """What is missing is counted and named."""
    shown = page(record([], [finding()], planned=[CASE, "test_x.py::test_late[dexatel]"]))

    assert "not complete: 1 planned case of 2 left no result" in shown.text()
    assert "1 planned and without a result test_x.py::test_late[dexatel]" in shown.text()


def test_a_breakdown_of_the_suite() -> None:
    """It is shown as the suite's, with its traceback."""
    shown = page(record([], [finding(verdict="error", observed="broke")], broken="Traceback: x"))

    assert "never the target's fault" in shown.text()
    assert "Traceback: x" in shown.text()


def test_nothing_at_all() -> None:
    """An empty selection makes a page that says so."""
    shown = page(record(selected=[], planned=[]))

    assert "Nothing was selected, so nothing is shown." in shown.text()


def test_what_was_exercised_and_what_not() -> None:
    """Each share has its numbers, what was not seen unfolded first, and nothing is unfolded."""
    header = {"target": {"url": ""}, "providers": [{"name": "dexatel", "features": []}]}
    body = '{"id": "1", "status": "sent"}'
    seen = [
        exchange(method="GET", response_body=body, case="a"),
        exchange(method="GET", response_body=body.replace("sent", "enroute"), case="a"),
    ]
    found = coverage(header, seen, load())
    shown = page(RunRecord({**record([], [finding()]).data, "coverage": found}))
    text = shown.section("coverage")

    assert "Dexatel: 1 of 3 operations" in text
    assert "Operations: 1 seen, 2 not seen Not seen createMessage, deleteMessage" in text
    assert "States of messages: 2 seen, 4 not seen Not seen delivered, failed" in text
    assert "readMessage status: delivered, failed, received, scheduled" in text
    assert "Seen, and not documented as one step" in text
    assert "sent -> enroute" in text.partition("not documented as one step")[2]
    assert "data and 29 below" in text
    assert "listMessages not claimed" in text
    assert not [one for one in shown.attributes("details") if "open" in one]


def test_an_enormous_run(tmp_path: Path) -> None:
    """900 requirements, 1,500 cases and 5,000 exchanges stay a page of a few megabytes."""
    profiles = list(Profile)
    stated = [requirement(f"area.topic-{n}", profile=profiles[n % 6]) for n in range(900)]
    verdicts = ["pass", "pass", "pass", "fail", "blocked"]
    findings = [
        finding(
            f"area.topic-{n % 900}",
            verdicts[n % 5],
            case=f"test_area_{n % 12}.py::test_topic[dexatel-{n % 1500}]",
            observed=f"status {n}" if n % 5 >= 3 else "",
            exchanges=tuple(str(m) for m in range(max(0, n - 3), n + 1)),
        )
        for n in range(5000)
    ]
    exchanges = [
        exchange(str(n), request_body="x" * 500, response_body="y" * 3000) for n in range(5000)
    ]
    begun = time.process_time()
    where = folder(tmp_path, record(stated, findings, exchanges=5000), exchanges)

    assert (where / "index.html").stat().st_size < 8_000_000
    assert time.process_time() - begun < 15
    assert Page((where / "index.html").read_text(encoding="utf-8")).open == []
