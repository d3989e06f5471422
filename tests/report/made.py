"""Small records for tests, made the way a run makes them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from conformance.catalogue import Basis, Level, Profile, Requirement
from conformance.report import writer
from conformance.report.record import Parts, RunRecord, assemble
from conformance.verdict.finding import Finding, Verdict
from conformance.wire.exchange import Exchange

CASE = "test_cancel.py::test_cancelling[dexatel]"


def requirement(theme: str = "cancel.answers-204", **changes: Any) -> Requirement:
    """A must of Dexatel, unless told otherwise."""
    return Requirement(
        **{
            "provider": "dexatel",
            "theme": theme,
            "statement": f"The statement of {theme}.",
            "level": Level.MUST,
            "basis": Basis.STATED,
            "source": "Dexatel, delete page",
            "profile": Profile.CANCELLATION,
            **changes,
        }
    )


def finding(theme: str = "cancel.answers-204", verdict: str = "pass", **changes: Any) -> Finding:
    """A finding about a requirement of Dexatel, resting on exchange 1, unless told otherwise."""
    unmet = verdict in {"fail", "warn"}
    return Finding(
        **{
            "requirement": f"dexatel/{theme}",
            "case": CASE,
            "verdict": Verdict(verdict),
            "expected": "status 204" if unmet else "",
            "observed": "status 200" if unmet else "",
            "exchanges": ("1",),
            **changes,
        }
    )


def exchange(number: str = "1", **changes: Any) -> Exchange:
    """A delete that was answered 200, unless told otherwise."""
    return Exchange(
        **{
            "number": number,
            "case": CASE,
            "provider": "dexatel",
            "method": "DELETE",
            "url": "http://127.0.0.1:8000/v1/messages/1",
            "request_headers": (("accept", "application/json"), ("x-dexatel-key", "$DEXATEL_KEY")),
            "request_body": "",
            "status": 200,
            "response_headers": (("content-type", "application/json"),),
            "response_body": '{"deleted": true}',
            "failure": "",
            "started": "2026-11-21T22:05:54+00:00",
            "seconds": 0.0042,
            **changes,
        }
    )


def record(
    requirements: Iterable[Requirement] = (),
    findings: Iterable[Finding] = (),
    *,
    features: Sequence[str] = ("list",),
    selected: Sequence[str] | None = None,
    planned: Sequence[str] | None = None,
    target: str = "http://127.0.0.1:8000",
    tier: str = "local",
    known: Sequence[dict[str, str]] = (),
    broken: str = "",
    settings: dict[str, Any] | None = None,
    **parts: Any,
) -> RunRecord:
    """The record of a run; its cases are those that findings speak of."""
    stated = list(requirements) or [requirement()]
    found = list(findings)
    cases = list(dict.fromkeys(one.case for one in found))
    providers = list(dict.fromkeys(one.provider for one in stated))
    titles = {"dexatel": "Dexatel", "twosms": "2sms", "clickatell": "Clickatell"}
    return assemble(
        Parts(
            header={
                "suite": {"version": "0.1.0"},
                "target": {"name": target, "url": target, "tier": tier},
                "started": "2026-11-21T22:05:54+00:00",
                "settings": {
                    "profile": [],
                    "level": "observe",
                    "fail-on": "must",
                    "accept-undetermined": False,
                    "seed": 0,
                    "deviation": [],
                    "shard": None,
                    **(settings or {}),
                },
                "known": list(known),
                "providers": [
                    {"name": name, "title": titles[name], "features": list(features)}
                    for name in providers
                ],
                "selected": [one.id for one in stated] if selected is None else list(selected),
                "planned": cases or [CASE] if planned is None else list(planned),
            },
            cases=[
                {
                    "id": name,
                    "provider": providers[0],
                    "sentence": "A message that was cancelled never leaves.",
                    "requirements": [one.requirement for one in found if one.case == name],
                    "seconds": 0.5,
                    "broken": broken,
                }
                for name in cases
            ],
            findings=found,
            **{"exchanges": 1, "seconds": 1.5, **parts},
        ),
        stated,
    )


def violated() -> RunRecord:
    """One must violated, one should not followed, one not shown, one not claimed, one answered."""
    return record(
        [
            requirement(
                conflict="The table says 204, the sample 200.", operations=("deleteMessage",)
            ),
            requirement("cancel.twice", level=Level.SHOULD, basis=Basis.INFERRED),
            requirement("cancel.unknown.refused"),
            requirement("schedule.echoed", feature="schedule"),
            requirement("cancel.open", level=Level.OBSERVE, conflict="Two pages disagree."),
            requirement("cancel.hidden", untestable="nobody sees it"),
            requirement("send.accepted", profile=Profile.MESSAGING),
        ],
        [
            finding(verdict="fail"),
            finding("cancel.twice", "warn", expected="404", observed="204", exchanges=("1", "2")),
            finding("cancel.unknown.refused", "blocked", observed="the send was refused"),
            finding("cancel.open", "note", observed="it answers 204"),
            finding("send.accepted", "pass"),
        ],
    )


def folder(directory: Path, what: RunRecord, exchanges: Sequence[Exchange] = ()) -> Path:
    """A report's folder with everything in it."""
    directory.mkdir(parents=True, exist_ok=True)
    writer.save(directory, what, exchanges)
    return directory
