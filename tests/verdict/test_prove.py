"""A case's blocks become findings: each at its requirement's level, and none out of nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from conformance.catalogue import Requirement
from conformance.errors import BlockedError, InconclusiveError, UnmetError
from conformance.verdict import Finding, Prover, Verdict, expect

Make = Callable[..., Requirement]
EXCHANGES = ["1", "2"]


def proving(*bound: Requirement, declared: tuple[str, ...] = ()) -> Prover:
    """A prover of a case that declares these requirements' themes and others."""
    themes = {one.theme: one for one in bound}
    return Prover("a case", (*themes, *declared), themes, lambda: list(EXCHANGES))


@pytest.mark.parametrize(
    ("level", "held", "failed"),
    [
        ("must", Verdict.PASS, Verdict.FAIL),
        ("should", Verdict.PASS, Verdict.WARN),
        ("may", Verdict.PASS, Verdict.NOTE),
        ("observe", Verdict.NOTE, Verdict.NOTE),
    ],
)
def test_levels(requirement: Make, level: str, held: Verdict, failed: Verdict) -> None:
    """What an assertion means depends on how strong the requirement is."""
    good, bad = proving(requirement(level)), proving(requirement(level))

    with good("a.b"):
        expect("the status", 204).equals(204)
    with bad("a.b"):
        expect("the status", 200).equals(204)

    assert good.findings["a.b"] == Finding("dexatel/a.b", "a case", held, "", "", ("1", "2"))
    assert bad.findings["a.b"] == Finding(
        "dexatel/a.b", "a case", failed, "the status: 204", "200", ("1", "2")
    )


def test_a_plain_assertion(requirement: Make) -> None:
    """Without words of its own, the requirement's statement says what was expected."""
    prove = proving(requirement(), requirement(theme="c.d"))

    with prove("a.b"):
        raise AssertionError
    with prove("c.d"):
        raise AssertionError("a reason")

    assert (prove.findings["a.b"].expected, prove.findings["a.b"].observed) == (
        "It is so.",
        "not so",
    )
    assert prove.findings["c.d"].observed == "a reason"


def test_the_case_goes_on(requirement: Make) -> None:
    """A theme that fails does not keep the others from being looked at."""
    prove = proving(requirement(), requirement(theme="c.d"))

    with prove("a.b"):
        raise UnmetError("one", "two")
    with prove("c.d"):
        pass

    assert prove.findings["a.b"].verdict is Verdict.FAIL
    assert prove.findings["c.d"].verdict is Verdict.PASS


@pytest.mark.parametrize(
    "order", [(True, False), (False, True), (False, True, True), (True, False, True)]
)
@pytest.mark.parametrize(("level", "verdict"), [("must", Verdict.FAIL), ("should", Verdict.WARN)])
def test_several_blocks(
    requirement: Make, level: str, verdict: Verdict, order: tuple[bool, ...]
) -> None:
    """A theme holds if all its blocks do, in whatever order they come."""
    prove = proving(requirement(level))

    for number, holds in enumerate(order):
        with prove("a.b"):
            if not holds:
                raise UnmetError("one", f"block {number}")

    assert prove.findings["a.b"].verdict is verdict
    assert prove.findings["a.b"].observed == f"block {order.index(False)}"


def test_the_first_contradiction_stays(requirement: Make) -> None:
    """Of several contradictions the first is the one to look at."""
    prove = proving(requirement())

    for number in (1, 2):
        with prove("a.b"):
            raise UnmetError("one", f"the {number}. time")
    prove.contradicted(requirement(), "one", "the 3. time", "9")

    assert prove.findings["a.b"].observed == "the 1. time"


def test_a_contradiction_without_words(requirement: Make) -> None:
    """An observation of nothing contradicts as well as any other, also after an answer."""
    prove = proving(requirement())
    prove.observe("a.b", "something")

    with prove("a.b"):
        raise UnmetError("a body", "")

    assert prove.findings["a.b"].verdict is Verdict.FAIL


@pytest.mark.parametrize("level", ["may", "observe"])
def test_an_answer_is_kept(requirement: Make, level: str) -> None:
    """Which answer an open question got is not lost to an agreement that says nothing."""
    prove = proving(requirement(level))
    prove.observe("a.b", "answers 404")

    with prove("a.b"):
        pass
    prove.agreed(requirement(level), "9")
    prove.close(Verdict.BLOCKED, "never")

    assert prove.findings["a.b"].verdict is Verdict.NOTE
    assert prove.findings["a.b"].observed == "answers 404"


@pytest.mark.parametrize("error", [BlockedError, InconclusiveError, KeyError])
def test_a_block_that_is_left_early(requirement: Make, error: type[Exception]) -> None:
    """A theme whose block was not carried out is open, though an earlier block of it held."""
    prove = proving(requirement())
    with prove("a.b"):
        pass

    with pytest.raises(error), prove("a.b"):
        raise error("no")
    prove.agreed(requirement(), "9")
    prove.close(Verdict.INCONCLUSIVE, "no answer")

    assert prove.findings["a.b"].verdict is Verdict.INCONCLUSIVE
    assert prove.findings["a.b"].observed == "no answer"


def test_a_block_that_is_left_after_a_contradiction(requirement: Make) -> None:
    """What was shown not to hold stays shown."""
    prove = proving(requirement())
    with prove("a.b"):
        raise UnmetError("one", "two")

    with pytest.raises(InconclusiveError), prove("a.b"):
        raise InconclusiveError("no")
    prove.close(Verdict.INCONCLUSIVE, "no answer")

    assert prove.findings["a.b"].verdict is Verdict.FAIL


def test_an_undeclared_theme_is_a_mistake(requirement: Make) -> None:
    """A case that proves what it does not declare is broken, and nobody is blamed."""
    prove = proving(requirement())

    with pytest.raises(LookupError, match="without naming it in @themes"), prove("c.d"):
        pytest.fail("the block must not run")
    with pytest.raises(LookupError):
        prove.observe("c.d", "an answer")

    assert prove.findings == {}


def test_a_theme_that_the_provider_does_not_state(requirement: Make) -> None:
    """What a provider does not state, or a target does not claim, is not judged."""
    prove = proving(requirement(), declared=("c.d",))

    with prove("c.d"):
        raise UnmetError("one", "two")
    prove.observe("c.d", "an answer")

    assert prove.findings == {}


def test_what_is_left_unproven(requirement: Make) -> None:
    """A declared theme that nothing was said of gets the verdict of how the case ended."""
    prove = proving(requirement(), requirement(theme="c.d"), declared=("e.f",))
    with prove("a.b"):
        pass

    prove.close(Verdict.BLOCKED, "the case ended without looking at it")

    assert prove.findings["a.b"].verdict is Verdict.PASS
    assert prove.findings["c.d"].verdict is Verdict.BLOCKED
    assert prove.findings["c.d"].observed == "the case ended without looking at it"
    assert "e.f" not in prove.findings


def test_what_the_contract_says(requirement: Make) -> None:
    """The contract's judgement counts, declared or not, and never against what a case has shown."""
    prove = proving(requirement())
    other = requirement(theme="c.d")

    prove.agreed(requirement(), "1")
    prove.contradicted(requirement(), "one", "two", "2")
    prove.agreed(requirement(), "3")
    prove.agreed(other, "4")

    assert prove.findings["a.b"].verdict is Verdict.FAIL
    assert prove.findings["a.b"].exchanges == ("2",)
    assert prove.findings["c.d"].verdict is Verdict.PASS
    assert prove.findings["c.d"].exchanges == ("4",)


def test_findings_are_data() -> None:
    """A finding comes back from JSON as it was."""
    finding = Finding("dexatel/a.b", "a case", Verdict.WARN, "one", "two", ("1",))

    assert Finding.from_json(finding.as_json()) == finding
    assert [one.decided for one in Verdict] == [True] * 4 + [False] * 5
