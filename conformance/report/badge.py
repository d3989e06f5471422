"""Badges: what a run says about its target, in two words; for a shields endpoint, and drawn."""

from __future__ import annotations

import json
from html import escape

from conformance.report.digest import Digest
from conformance.report.record import RunRecord
from conformance.report.visible import columns, visible
from conformance.verdict.statement import Conformance

COLOURS = {
    Conformance.CONFORMANT: ("brightgreen", "#2c7a3f"),
    Conformance.NON_CONFORMANT: ("red", "#b3262e"),
    Conformance.UNDETERMINED: ("lightgrey", "#5f6672"),
}
"""As shields calls them, and as the image has them: dark enough for white letters."""

URGENCY = (
    Conformance.NON_CONFORMANT,
    Conformance.UNDETERMINED,
    Conformance.CONFORMANT,
)

SVG = """\
<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="20" role="img" \
aria-label="{label}: {message}">
  <title>{label}: {message}</title>
  <clipPath id="round"><rect width="{width}" height="20" rx="3"/></clipPath>
  <g clip-path="url(#round)">
    <rect width="{left}" height="20" fill="#444a52"/>
    <rect x="{left}" width="{right}" height="20" fill="{colour}"/>
  </g>
  <g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">
    <text x="6" y="14" textLength="{left_text}">{label}</text>
    <text x="{message_at}" y="14" textLength="{right_text}">{message}</text>
  </g>
</svg>
"""
LETTER = 6.6
"""About how many pixels a letter takes; the image stretches its text to exactly that."""


def endpoint(record: RunRecord) -> str:
    """badge.json: what https://shields.io/badges/endpoint-badge reads."""
    label, message, conformance = words(record)
    badge = {
        "schemaVersion": 1,
        "label": label,
        "message": message,
        "color": COLOURS[conformance][0],
    }
    return json.dumps(badge, ensure_ascii=True) + "\n"


def image(record: RunRecord) -> str:
    """badge.svg: the same as an image that needs nobody's service."""
    label, message, conformance = words(record)
    left_text, right_text = (round(columns(one) * LETTER) for one in (label, message))
    left, right = left_text + 12, right_text + 12
    return SVG.format(
        width=left + right,
        left=left,
        right=right,
        left_text=left_text,
        right_text=right_text,
        message_at=left + 6,
        colour=COLOURS[conformance][1],
        label=escape(label),
        message=escape(message),
    )


def words(record: RunRecord) -> tuple[str, str, Conformance]:
    """Label, message, and what they say.

    One provider is named on the left; of several, the right names those of which something else
    than of the others is to be said.
    """
    digest = Digest(record)
    said = {name: digest.conformance(name) for name in digest.titles}
    if not said:
        return "sms conformance", "nothing tested", Conformance.UNDETERMINED
    worst = min(said.values(), key=URGENCY.index)
    if len(said) == 1:
        (name,) = said
        profiles = digest.narrowed_to(name)
        narrowed = f" ({', '.join(profiles)})" if profiles else ""
        return _title(digest, name), f"{worst}{narrowed}", worst
    if len(set(said.values())) == 1:
        return (
            "sms conformance",
            f"{', '.join(_title(digest, one) for one in said)}: {worst}",
            worst,
        )
    each = (f"{_title(digest, name)} {conformance}" for name, conformance in said.items())
    return "sms conformance", ", ".join(each), worst


def _title(digest: Digest, provider: str) -> str:
    return visible(digest.titles[provider]).lower()
