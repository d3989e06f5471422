"""A numbered error is one thing: what provider.yaml says of it holds in contract, reference, cases.

`provider.yaml` has its meaning, status and requirement, the contract's `x-errors` the operations.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import conformance.cases
from conformance.catalogue import load
from conformance.contract import load as load_contract
from conformance.data import specs_dir
from conformance.reference.clickatell.errors import ERRORS
from conformance.reference.dexatel.faults import FAULTS

NUMBERED = {code: status for code, (status, _) in FAULTS.items() if code >= 1000}
UNNUMBERED = {status: code for code, (status, _) in FAULTS.items() if code < 1000}
CASES = "\n".join(
    path.read_text(encoding="utf-8")
    for path in sorted(Path(conformance.cases.__path__[0]).glob("*.py"))
)


def test_dexatels_reference_answers_with_the_documented_status() -> None:
    """Every number that it knows is documented, and has the status that the data gives it."""
    documented = load().packs["dexatel"].errors

    assert {code: documented[str(code)].status for code in NUMBERED} == NUMBERED
    assert all(code == status for status, code in UNNUMBERED.items())


def test_clickatells_reference_answers_with_the_documented_error() -> None:
    """Code, status and words; the live system's words for 101 and 105 differ from the list's."""
    documented = load().packs["clickatell"].errors

    for code, (text, status) in ERRORS.items():
        assert documented[code].status == status, code
        assert documented[code].meaning.lower().startswith(text.lower()), code


def test_clickatells_contract_lists_the_documented_errors() -> None:
    """The words of each code stand in the contract, for answers to be held against."""
    documented = load().packs["clickatell"].errors
    schema = load_contract("clickatell").document["components"]["schemas"]["ErrorCode"]
    words = schema["x-enumDescriptions"]

    assert words.keys() == documented.keys() == set(schema["x-prefers"][0]["schema"]["enum"])
    assert all(words[code][0] == documented[code].meaning for code in words)


@pytest.mark.parametrize("provider", ["dexatel", "twosms", "clickatell"])
def test_what_a_caller_can_provoke_a_case_provokes(provider: str) -> None:
    """The code of an error stands in a case, unless its requirement speaks of a whole table."""
    for code, error in load().packs[provider].errors.items():
        if error.theme and not error.theme.endswith(".fault-numbered"):
            assert re.search(rf"\b{code}\b", CASES) or error.theme in CASES, code


@pytest.mark.parametrize("provider", ["dexatel", "clickatell"])
def test_the_examples_of_a_contract_show_documented_errors(provider: str) -> None:
    """An error that the contract shows has the status and number that the data gives it."""
    documented = load().packs[provider].errors
    text = (specs_dir() / provider / "openapi.yaml").read_text(encoding="utf-8")
    shown = re.findall(r"status: (\d+)\n +message: .*\n +code: (\d+)", text)
    shown += [("", code) for code in re.findall(r'\n +code: "(\d{3})"', text)]
    assert shown

    for status, code in shown:
        assert code in documented
        assert status in {"", str(documented[code].status)}
