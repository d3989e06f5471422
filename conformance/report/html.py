"""index.html: the whole report in one file that a stranger can read."""

from __future__ import annotations

import base64
import functools
import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from conformance.report import curl, reproduce
from conformance.report.digest import (
    LOUDEST_FIRST,
    MEANING,
    Digest,
    Entry,
    Kind,
    counted,
    duration,
    kind_of,
    listed,
    moment,
    worst,
)
from conformance.report.evidence import UNMET, chosen
from conformance.report.pretty import LONGEST, pretty, shortened
from conformance.report.record import RunRecord
from conformance.report.script import script
from conformance.report.shares import shares
from conformance.report.visible import visible
from conformance.verdict.finding import Verdict
from conformance.wire.exchange import Exchange, Headers

TEMPLATES = Path(__file__).parent / "templates"

MOST_GROUPS = 5
"""How many different observations of one requirement are shown."""

MOST_STEPS = 6
"""How many exchanges of one case are shown where it was first found at fault."""

MOST_CASES = 30
"""How many cases with the same observation are named."""


@dataclass(frozen=True)
class Shown:
    """An exchange as the page shows it."""

    exchange: Exchange
    request_body: str
    response_body: str
    notes: Sequence[str]
    curl: str

    @property
    def outcome(self) -> str:
        """The status with its phrase, or that there was none."""
        status = self.exchange.status
        if status is None:
            return "not sent" if self.exchange.failure.startswith("not sent") else "no answer"
        try:
            return f"{status} {HTTPStatus(status).phrase}"
        except ValueError:
            return str(status)


@dataclass(frozen=True)
class Group:
    """Findings that say the same about a requirement, in different cases."""

    verdict: Verdict
    expected: str
    observed: str
    findings: Sequence[Entry]

    @property
    def exchanges(self) -> Sequence[str]:
        """Those that the first of the findings rests on; the last one decided."""
        found: Sequence[str] = self.findings[0]["exchanges"]
        return found


@dataclass
class Card:
    """A requirement that was not met, with what shows it.

    Attributes:
        inline: the exchanges that are shown in this card, by number.
    """

    requirement: Entry
    groups: Sequence[Group]
    inline: dict[str, Shown] = field(default_factory=dict)


class Page:
    """What the template shows, put together."""

    def __init__(self, record: RunRecord, exchanges: Mapping[str, Exchange]) -> None:
        self.digest = Digest(record)
        self.record = record
        self._exchanges = exchanges
        self._chosen = chosen(self.digest, exchanges)
        self._placed: set[str] = set()
        self.violated = [self._card(one) for one in self.digest.of_kind(Kind.VIOLATED)]
        self.not_followed = [self._card(one) for one in self.digest.of_kind(Kind.NOT_FOLLOWED)]
        self.elsewhere = [
            shown_exchange(one)
            for number, one in self._chosen.items()
            if number not in self._placed
        ]
        self.case_numbers = {name: place for place, name in enumerate(self.digest.cases, 1)}
        self._made_by = Counter(exchange.case for exchange in exchanges.values())
        self._verdicts: dict[str, Counter[str]] = {}
        for one in record.findings:
            self._verdicts.setdefault(one["case"], Counter())[one["verdict"]] += 1

    def groups(self, requirement: Entry) -> list[Group]:
        """What was found about a requirement, each observation once, the loudest first."""
        found: dict[tuple[str, str, str], list[Entry]] = {}
        for one in self.digest.findings.get(requirement["id"], ()):
            found.setdefault((one["verdict"], one["expected"], one["observed"]), []).append(one)
        groups = [Group(Verdict(v), e, o, findings) for (v, e, o), findings in found.items()]
        return sorted(groups, key=lambda one: LOUDEST_FIRST.index(one.verdict))

    def is_shown(self, number: str) -> bool:
        """Whether the page has this exchange."""
        return number in self._chosen

    def made(self, number: str) -> Exchange | None:
        """An exchange of the run."""
        return self._exchanges.get(number)

    def not_shown(self) -> list[tuple[str, list[Entry]]]:
        """The requirements that nothing decided, by the first reason, the commonest first."""
        grouped: dict[str, list[Entry]] = {}
        for one in self.digest.of_kind(Kind.NOT_SHOWN):
            grouped.setdefault((one["reasons"] or ["no reason is given"])[0], []).append(one)
        return sorted(grouped.items(), key=lambda item: -len(item[1]))

    def answers(self) -> list[Entry]:
        """The open questions that the run has answered."""
        return [one for one in self.digest.of_kind(Kind.MET) if one["level"] in {"observe", "may"}]

    def not_claimed(self) -> list[tuple[str, str, list[Entry]]]:
        """Provider, feature and requirements of what the target does not claim."""
        grouped: dict[tuple[str, str], list[Entry]] = {}
        for one in self.digest.of_kind(Kind.NOT_CLAIMED):
            grouped.setdefault((one["provider"], one["feature"]), []).append(one)
        return [(*names, found) for names, found in sorted(grouped.items())]

    def profiles(self) -> list[tuple[str, str, list[Entry]]]:
        """Provider, profile and requirements, in the catalogue's order."""
        grouped: dict[tuple[str, str], list[Entry]] = {}
        for one in self.record.requirements:
            grouped.setdefault((one["provider"], one["profile"]), []).append(one)
        stated = [(one["provider"], one["profile"]) for one in self.record.statements]
        names = [name for name in stated if name in grouped]
        names += [name for name in grouped if name not in stated]
        return [(*name, grouped[name]) for name in names]

    def verdicts(self, case: Entry) -> dict[str, int]:
        """How often a case came to each verdict, the loudest first."""
        found = self._verdicts.get(case["id"], Counter())
        return {verdict: found[verdict] for verdict in LOUDEST_FIRST if verdict in found}

    def loud(self, cases: Sequence[Entry]) -> dict[str, int]:
        """In how many cases something else than passing and notes was found."""
        worsts = Counter(worst(list(self.verdicts(case))) for case in cases)
        return {one: worsts[one] for one in LOUDEST_FIRST[:-2] if one in worsts}

    def modules(self) -> list[tuple[str, list[Entry]]]:
        """The cases by the module that they are written in."""
        grouped: dict[str, list[Entry]] = {}
        for case in self.digest.cases.values():
            grouped.setdefault(case["id"].partition("::")[0], []).append(case)
        return list(grouped.items())

    def kinds(self, requirements: Sequence[Entry]) -> dict[Kind, int]:
        """How many of these requirements there are of each kind."""
        found = Counter(kind_of(one) for one in requirements)
        return {kind: found[kind] for kind in Kind if kind in found}

    def chosen_settings(self) -> list[tuple[str, str]]:
        """The settings that are not what they are unless somebody chooses."""
        return [
            (name, self.said(value))
            for name, value in self.digest.run["settings"].items()
            if reproduce.option(name, value)
        ]

    def said(self, value: Any) -> str:
        """A setting's value, in words."""
        if isinstance(value, bool):
            return "yes" if value else "no"
        if value in (None, []):
            return "none"
        return ", ".join(map(str, value)) if isinstance(value, list) else str(value)

    def exchanges_of(self, case: Entry) -> int:
        """How many exchanges a case made."""
        return self._made_by[case["id"]]

    def script(self, group: Group) -> str:
        """The exchanges that a group rests on, as one script; nothing where one is all of them."""
        made = [self._exchanges[one] for one in group.exchanges if one in self._exchanges]
        return script(made, LONGEST) if len(made) > 1 else ""

    def _card(self, requirement: Entry) -> Card:
        groups = [one for one in self.groups(requirement) if one.verdict in UNMET]
        card = Card(requirement, groups)
        for place, group in enumerate(groups[:MOST_GROUPS]):
            for number in group.exchanges[-1 if place else -MOST_STEPS :]:
                if number in self._chosen and number not in self._placed:
                    self._placed.add(number)
                    card.inline[number] = shown_exchange(self._chosen[number])
        return card


def page(record: RunRecord, exchanges: Mapping[str, Exchange]) -> str:
    """The report's page; it can be encoded in UTF-8, whatever the target has answered."""
    return render("index.html.j2", page=Page(record, exchanges), record=record)


def shown_exchange(exchange: Exchange) -> Shown:
    """An exchange with its bodies fit to be read."""
    request, of_request = _body(exchange.request_body, exchange.request_headers)
    response, of_response = _body(exchange.response_body, exchange.response_headers)
    return Shown(
        exchange,
        request,
        response,
        [
            *(
                f"Of the {what}'s body, {note}; the whole is in exchanges.ndjson."
                for what, note in (("request", of_request), ("answer", of_response))
                if note
            ),
            *([f"Not all of the answer was kept: {exchange.note}."] if exchange.note else ()),
        ],
        curl.command(exchange),
    )


def render(template: str, **values: Any) -> str:
    """A page of ours: escaped throughout, and closed to everything that it did not bring along."""
    style, script = _asset("style.css"), _asset("report.js")
    policy = (
        "default-src 'none'; base-uri 'none'; form-action 'none'; img-src data:; "
        f"style-src '{_digest(style)}'; script-src '{_digest(script)}'"
    )
    return (
        environment()
        .get_template(template)
        .render(style=style, script=script, policy=policy, **values)
    )


@functools.cache
def environment() -> jinja2.Environment:
    """Templates that show nothing as it is: everything is made visible, then escaped."""
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        finalize=_finalize,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(
        Kind=Kind,
        MEANING=MEANING,
        MOST_CASES=MOST_CASES,
        MOST_GROUPS=MOST_GROUPS,
        counted=counted,
        kind_of=kind_of,
        listed=listed,
        run_again=reproduce.run_again,
        shares=shares,
        worst=worst,
    )
    made.filters.update(
        moment=moment, duration=duration, bar=_bar, capitalize_first=_capitalized, prose=_prose
    )
    return made


def _finalize(value: Any) -> Any:
    return value if isinstance(value, Markup) else visible(str(value))


def _capitalized(text: str) -> str:
    return text[:1].upper() + text[1:]


def _prose(text: str) -> Markup:
    """A sentence of ours, with what stands between backticks as code."""
    pieces = visible(text).split("`")
    return Markup("").join(
        Markup("<code>{}</code>").format(piece) if odd % 2 else piece
        for odd, piece in enumerate(pieces)
    )


def _asset(name: str) -> Markup:
    return Markup((TEMPLATES / name).read_text(encoding="utf-8"))  # noqa: S704 - our own file


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")


def _body(body: str, headers: Headers) -> tuple[str, str]:
    return shortened(pretty(body, headers))


def _bar(counts: Mapping[Kind, int]) -> Iterable[tuple[Kind, float, float]]:
    """Kind, beginning and width of the pieces of a bar that is 100 wide."""
    whole = sum(counts.values())
    begin = 0.0
    for kind, count in counts.items():
        width = 100 * count / whole
        yield kind, round(begin, 3), round(width, 3)
        begin += width
