"""junit.xml: what build servers read; one test case for every requirement in every case."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from conformance.report import curl
from conformance.report.digest import Digest, Entry, Kind, kind_of
from conformance.report.pretty import shortened
from conformance.report.record import RunRecord
from conformance.report.visible import one_line, visible
from conformance.verdict.finding import Verdict
from conformance.wire.exchange import Exchange

ELEMENTS: Mapping[Verdict, str] = {
    Verdict.FAIL: "failure",
    Verdict.ERROR: "error",
    Verdict.UNSUPPORTED: "skipped",
    Verdict.BLOCKED: "skipped",
    Verdict.INCONCLUSIVE: "skipped",
    Verdict.REFUSED: "skipped",
}
"""What each verdict is in JUnit's words; the others have passed."""

COUNTED = {"failures": "failure", "errors": "error", "skipped": "skipped"}

MESSAGE = 500
"""How long a message may be, in characters."""


BODY = 1500
"""How much of a body is shown, in characters."""


def document(record: RunRecord, exchanges: Mapping[str, Exchange]) -> bytes:
    """The record as a JUnit document: a suite for each provider.

    A `should` that is not followed has passed, with a remark in its output; a violation that is
    known is skipped. So is a requirement that was selected, can be tested and was looked at by no
    case, so that silence does not look like success.
    """
    digest = Digest(record)
    root = Element("testsuites", name="sms-conformance")
    for provider in digest.titles:
        root.append(_suite(digest, provider, exchanges))
    _count(root, ("tests", "failures", "errors"))
    root.set("time", f"{record.data['run']['seconds']:.3f}")
    indent(root)
    body: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return body + b"\n"


def _suite(digest: Digest, provider: str, exchanges: Mapping[str, Exchange]) -> Element:
    suite = Element("testsuite", name=provider)
    properties = SubElement(suite, "properties")
    for name, value in _properties(digest):
        SubElement(properties, "property", name=name, value=one_line(value))
    requirements = [one for one in digest.record.requirements if one["provider"] == provider]
    shares = Counter(finding["case"] for finding in digest.record.findings)
    for requirement in requirements:
        findings = digest.findings.get(requirement["id"], [])
        for finding in findings:
            seconds = digest.cases.get(finding["case"], {}).get("seconds", 0.0)
            case = _case(requirement, finding["case"], seconds / shares[finding["case"]])
            _conclude(case, digest, finding, exchanges)
            suite.append(case)
        if not findings and kind_of(requirement) is Kind.NOT_SHOWN:
            case = _case(requirement, "no case", 0.0)
            SubElement(
                case, "skipped", message=one_line("; ".join(requirement["reasons"]), MESSAGE)
            )
            suite.append(case)
    _count(suite, ("tests", "failures", "errors", "skipped"))
    seconds = sum(one["seconds"] for one in digest.cases.values() if one["provider"] == provider)
    suite.set("time", f"{seconds:.3f}")
    suite.set("timestamp", _timestamp(digest.run["started"]))
    return suite


def _properties(digest: Digest) -> Iterator[tuple[str, str]]:
    yield "suite.version", digest.record.data["suite"]["version"]
    yield "target.url", digest.target["url"]
    yield "target.tier", digest.target["tier"]
    yield "run.complete", str(digest.run["complete"]).lower()
    yield "run.exit_code", str(digest.record.exit_code)


def _case(requirement: Entry, case: str, seconds: float) -> Element:
    """A test case; a case's time is shared out among its findings, so that times add up."""
    return Element(
        "testcase",
        classname=f"{requirement['provider']}.{requirement['profile']}",
        name=one_line(f"{requirement['id']} [{case}]"),
        time=f"{seconds:.6f}",
    )


def _conclude(
    element: Element, digest: Digest, finding: Entry, exchanges: Mapping[str, Exchange]
) -> None:
    verdict = Verdict(finding["verdict"])
    known = digest.known.get(finding["requirement"])
    if verdict is Verdict.FAIL and known:
        SubElement(element, "skipped", message=one_line(f"known: {known}", MESSAGE))
    elif verdict in ELEMENTS:
        child = SubElement(element, ELEMENTS[verdict], message=_message(finding))
        if ELEMENTS[verdict] != "skipped":
            child.set("type", str(verdict))
            child.text = _evidence(digest, finding, exchanges)
    elif verdict is Verdict.WARN:
        remark = f"should, and is not: {_message(finding)}\n"
        SubElement(element, "system-out").text = remark + _evidence(digest, finding, exchanges)
    elif finding["observed"]:
        SubElement(element, "system-out").text = visible(finding["observed"])


def _message(finding: Entry) -> str:
    if finding["expected"]:
        said = f"expected {finding['expected']}; observed {finding['observed']}"
    else:
        said = finding["observed"]
    prefix = "" if finding["verdict"] in {"fail", "warn"} else f"{finding['verdict']}: "
    return one_line(f"{prefix}{said}", MESSAGE)


def _evidence(digest: Digest, finding: Entry, exchanges: Mapping[str, Exchange]) -> str:
    """The case's sentence, the exchange that decided, and how to make it again."""
    case = digest.cases.get(finding["case"], {})
    parts = [case.get("sentence", ""), case.get("broken", "")]
    for number in finding["exchanges"][-1:]:
        if number in exchanges:
            parts += [told(exchanges[number]), curl.command(exchanges[number], BODY)]
    return visible("\n\n".join(part for part in parts if part))


def told(exchange: Exchange) -> str:
    """An exchange as text, with its bodies as they were and no longer than is useful here."""
    lines = [f"exchange {exchange.number}", f"> {exchange.method} {exchange.url}"]
    lines += [f"> {name}: {value}" for name, value in exchange.request_headers]
    if exchange.request_body:
        lines += ["", shortened(exchange.request_body, BODY)[0], ""]
    lines.append(f"< {exchange.failure or exchange.status}")
    lines += [f"< {name}: {value}" for name, value in exchange.response_headers]
    if exchange.response_body:
        lines += ["", shortened(exchange.response_body, BODY)[0]]
    if exchange.note:
        lines += ["", f"Not all of the answer was kept: {exchange.note}."]
    return "\n".join(lines)


def _count(element: Element, attributes: Sequence[str]) -> None:
    for name in attributes:
        path = ".//testcase" if name == "tests" else f".//testcase/{COUNTED[name]}"
        element.set(name, str(len(element.findall(path))))


def _timestamp(started: str) -> str:
    """ISO 8601 without a time zone, as the schema has it; in UTC."""
    try:
        moment = datetime.fromisoformat(started).astimezone(UTC)
    except ValueError:
        return "1970-01-01T00:00:00"
    return moment.strftime("%Y-%m-%dT%H:%M:%S")
