"""Badges."""

from __future__ import annotations

import json
from xml.etree.ElementTree import fromstring

import pytest
from made import finding, record, requirement, violated

from conformance.catalogue import Profile
from conformance.report import badge
from conformance.report.record import RunRecord

OTHER = requirement(provider="twosms")


@pytest.mark.parametrize(
    ("made", "label", "message", "color"),
    [
        (record([], [finding()]), "dexatel", "conformant", "brightgreen"),
        (violated(), "dexatel", "non-conformant", "red"),
        (record(), "dexatel", "undetermined", "lightgrey"),
        (
            record(
                [requirement(), OTHER],
                [finding(), finding(requirement=OTHER.id, verdict="fail", case="other")],
            ),
            "sms conformance",
            "dexatel conformant, 2sms non-conformant",
            "red",
        ),
        (
            record([requirement(), OTHER]),
            "sms conformance",
            "dexatel, 2sms: undetermined",
            "lightgrey",
        ),
        (
            record(
                [requirement(), requirement("send.accepted", profile=Profile.MESSAGING)],
                [finding()],
                selected=["dexatel/cancel.answers-204"],
            ),
            "dexatel",
            "conformant (cancellation)",
            "brightgreen",
        ),
    ],
    ids=["conformant", "violated", "open", "two", "two alike", "one profile"],
)
def test_endpoint(made: RunRecord, label: str, message: str, color: str) -> None:
    """What shields asks for, and no more is claimed than was looked at."""
    assert json.loads(badge.endpoint(made)) == {
        "schemaVersion": 1,
        "label": label,
        "message": message,
        "color": color,
    }


def test_image() -> None:
    """A well-formed image that says the same, in words too."""
    root = fromstring(badge.image(violated()))  # noqa: S314

    assert root.attrib["aria-label"] == "dexatel: non-conformant"
    assert [one.text for one in root.iter("{http://www.w3.org/2000/svg}text")] == [
        "dexatel",
        "non-conformant",
    ]
