"""Every way in which the suite itself gives up, as opposed to what it says about a target.

    ConformanceError                 has an exit code and says what to do next
    ├── UsageError            4      an option, a file or a target is not usable as given
    │   ├── PackError                a spec, catalogue or provider file has a mistake
    │   └── TargetError              the target cannot be reached or serves no known provider
    └── RecordError           3      a run record is incomplete, malformed or contradicts itself

What ends a case early is no error of the suite, and each of its reasons is a verdict:

    CaseEndedError
    ├── BlockedError                 a precondition failed; says which
    ├── RefusedError                 the guard would not let a request leave
    ├── UnsupportedError             the target turns out not to have what the case is about
    └── InconclusiveError            the evidence cannot decide: no answer, a deadline, no credit

    UnmetError (an AssertionError)   an expectation was not met; in a `prove` block a finding,
                                     outside of one a failed precondition
"""

from __future__ import annotations

from typing import ClassVar


class ConformanceError(Exception):
    """Something that a user is told in one message, without a traceback.

    Args:
        problem: what is wrong, as a sentence.
        advice: what to do next, as a sentence.
    """

    exit_code: ClassVar[int] = 3

    def __init__(self, problem: str, advice: str = "") -> None:
        super().__init__(problem)
        self.problem = problem
        self.advice = advice

    def __str__(self) -> str:
        return f"{self.problem}\n{self.advice}" if self.advice else self.problem


class UsageError(ConformanceError):
    """An option, a file or a target is not usable as given."""

    exit_code = 4


class PackError(UsageError):
    """A spec, catalogue or provider file has a mistake."""


class TargetError(UsageError):
    """The target cannot be reached, or serves no provider that the suite knows."""


class RecordError(ConformanceError):
    """A run record is incomplete, malformed or contradicts itself."""


def choices(wrong: str, kind: str, valid: list[str]) -> UsageError:
    """An error for a name that is not among the valid ones, with the nearest ones first."""
    import difflib  # noqa: PLC0415 - only needed on the way out

    near = difflib.get_close_matches(wrong, valid, n=3, cutoff=0.5)
    advice = f"Did you mean {' or '.join(near)}? " if near else ""
    if len(valid) <= LISTED:
        advice += f"Valid: {', '.join(valid)}."
    return UsageError(f"There is no {kind} called {wrong!r}.", advice.strip())


LISTED = 25
"""Up to so many valid names are listed when one is wrong."""


class CaseEndedError(Exception):
    """A case cannot go on; the message says why, in a sentence that a report shows."""


class BlockedError(CaseEndedError):
    """A precondition of the case failed, so what it wanted to show stays open."""


class RefusedError(CaseEndedError):
    """The guard would not let a request leave."""


class UnsupportedError(CaseEndedError):
    """The target turns out not to have what the case is about, and need not have it."""


class InconclusiveError(CaseEndedError):
    """What was observed decides nothing."""


class UnmetError(AssertionError):
    """An expectation was not met.

    Attributes:
        expected: what the documents say, as a phrase.
        observed: what there was instead.
    """

    def __init__(self, expected: str, observed: str) -> None:
        super().__init__(f"expected {expected}; observed {observed}")
        self.expected = expected
        self.observed = observed
