"""Which exchanges a page shows: those that something of interest rests on, while they fit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from conformance.report.digest import Digest, Entry, Kind
from conformance.report.pretty import LONGEST
from conformance.verdict.finding import Verdict
from conformance.wire.exchange import Exchange

ROOM = 2_500_000
"""How many characters of a page exchanges may take; the others are in the exchanges' file."""

OVERHEAD = 1500
"""About what an exchange takes besides what was sent and answered."""

UNMET = (Verdict.FAIL, Verdict.WARN)
UNDECIDED = (Verdict.ERROR, Verdict.BLOCKED, Verdict.INCONCLUSIVE, Verdict.REFUSED)


def chosen(
    digest: Digest, exchanges: Mapping[str, Exchange], room: int = ROOM
) -> dict[str, Exchange]:
    """The exchanges to show, by number, in the order in which they were made.

    The ones that decided come first, violations before all else; then those that led there.
    """
    numbers: set[str] = set()
    for number in _by_interest(digest):
        if number in exchanges and number not in numbers:
            room -= cost(exchanges[number])
            if room < 0:
                break
            numbers.add(number)
    return {number: exchange for number, exchange in exchanges.items() if number in numbers}


def cost(exchange: Exchange) -> int:
    """About how many characters of a page an exchange takes."""
    headers = exchange.request_headers + exchange.response_headers
    request = 2 * min(len(exchange.request_body), LONGEST)  # once as such, once for curl
    answer = min(len(exchange.response_body), LONGEST)
    return OVERHEAD + request + answer + 2 * sum(len(name) + len(value) for name, value in headers)


def _by_interest(digest: Digest) -> Iterator[str]:
    """Numbers of exchanges, the most interesting first, with repetitions."""
    findings = digest.record.findings
    unmet = [one for one in findings if one["verdict"] in UNMET]
    undecided = [one for one in findings if one["verdict"] in UNDECIDED]
    for one in unmet:
        yield from one["exchanges"][-1:]
    for one in undecided:
        yield from one["exchanges"][-1:]
    for requirement in digest.of_kind(Kind.MET):
        yield from _decisive(digest.findings.get(requirement["id"], []))
    for one in unmet + undecided:
        yield from reversed(one["exchanges"])


def _decisive(findings: list[Entry]) -> list[str]:
    """The exchange that one requirement's first finding with any rests on."""
    return next((one["exchanges"][-1:] for one in findings if one["exchanges"]), [])
