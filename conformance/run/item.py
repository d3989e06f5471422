"""A case as pytest sees it: an item whose outcome is that of its findings."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest

from conformance.verdict.finding import Finding, Verdict

if TYPE_CHECKING:
    from conformance.run.runner import Case, Outcome
    from conformance.run.session import SuiteSession

SKIPPING = (Verdict.REFUSED, Verdict.BLOCKED, Verdict.INCONCLUSIVE, Verdict.UNSUPPORTED)
"""Verdicts that decide nothing, the one to mention first."""


class BrokenError(Exception):
    """The suite itself broke while carrying out a case; carries the traceback as text."""


class ViolatedError(Exception):
    """A case has found requirements violated."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__(f"{len(findings)} violated")
        self.findings = findings


class CaseItem(pytest.Item):
    """One case for one provider.

    It is carried out when pytest sets it up, so that a breakdown of the suite is an error and not
    a failure; what it has found is reported when pytest calls it.
    """

    def __init__(self, *, case: Case, suite: SuiteSession, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.case = case
        self._suite = suite
        self._outcome: Outcome | None = None

    def setup(self) -> None:
        """Carry out the case."""
        outcome = self._suite.runner.run(self.case)
        if outcome.broken:
            raise BrokenError(outcome.broken)
        self._outcome = outcome

    def runtest(self) -> None:
        """Turn the findings into pytest's outcome."""
        assert self._outcome is not None
        findings = self._outcome.findings
        self.user_properties += [(one.requirement, one.verdict.value) for one in findings]
        failed = [one for one in findings if one.verdict is Verdict.FAIL]
        if failed:
            raise ViolatedError(failed)
        for verdict in SKIPPING:
            for one in findings:
                if one.verdict is verdict:
                    pytest.skip(f"{verdict.value}: {one.observed}")

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """The findings in two lines each; a traceback only where the suite broke."""
        error = excinfo.value
        if isinstance(error, BrokenError):
            return str(error)
        if not isinstance(error, ViolatedError):
            return super().repr_failure(excinfo, style)
        lines = [self.case.sentence]
        for one in error.findings:
            lines += [
                f"  {one.requirement}",
                f"    expected {one.expected}",
                f"    observed {one.observed}",
            ]
            if one.exchanges:
                lines.append(f"    exchange {one.exchanges[-1]}")
        lines.append(f"  again: {self._suite.again(self.path, self.name)}")
        return "\n".join(lines)

    def reportinfo(self) -> tuple[os.PathLike[str] | str, int | None, str]:
        """Where the case is written."""
        return self.path, self.case.body.__code__.co_firstlineno - 1, self.name
