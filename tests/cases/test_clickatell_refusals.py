"""What the refusal of an only recipient is held against, whatever the answer is."""

from __future__ import annotations

from pathlib import Path

from conformance.cases.test_clickatell_recipients import see_only_recipient_refused
from conformance.catalogue import load
from conformance.providers import Reply
from conformance.run.collect import cases_of
from conformance.run.declare import themes
from conformance.run.runner import Runner
from conformance.run.world import World
from conformance.target.settings import Settings
from conformance.verdict import Prover, Verdict
from conformance.wire.gateway import Gateway

LOOKED_AT = (
    "error.recipient-invalid",
    "error.recipient-in-entry",
    "send.only-recipient-refused",
    "send.only-recipient-refused.status",
)


@themes(*LOOKED_AT, provider="clickatell")
def body(gateway: Gateway, prove: Prover) -> None:
    """Look at an answer that does not parse."""
    broken = Reply(422, {"content-type": "application/json"}, b"{", {}, "1")
    see_only_recipient_refused(prove, broken, gateway, "12025550l00", "")


def test_an_answer_that_does_not_parse_shows_no_error(tmp_path: Path) -> None:
    """It violates what has to stand in it, and leaves none of that open."""
    world = World(Settings({"provider": ["clickatell"]}, environment={}), load(), tmp_path)
    try:
        [case] = cases_of(world, "test_body.py", "body", body)
        findings = Runner(world).run(case).findings
    finally:
        world.close()

    assert {one.requirement.partition("/")[2]: one.verdict for one in findings} == {
        "error.recipient-invalid": Verdict.FAIL,
        "error.recipient-in-entry": Verdict.FAIL,
        "send.only-recipient-refused": Verdict.FAIL,
        "send.only-recipient-refused.status": Verdict.WARN,
    }
