"""The page of a matrix: deviations with what caught them, requirements with what breaks them."""

from __future__ import annotations

from conformance import __version__
from conformance.catalogue import Catalogue
from conformance.prove.summary import Summary
from conformance.report.html import render


def page(summary: Summary, catalogue: Catalogue) -> str:
    """The matrix as one self-contained page."""
    return render(
        "proof.html.j2",
        summary=summary,
        packs=catalogue.packs,
        version=__version__,
    )
