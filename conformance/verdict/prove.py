"""`prove`: turns what a block of a case asserts into findings, and lets the case go on."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence

from conformance.catalogue import Level, Requirement
from conformance.errors import UnmetError
from conformance.verdict.finding import UNMET, Finding, Verdict


class Prover:
    """Collects one case's findings.

    Args:
        declared: the themes that the case names; to prove another one is a mistake of the case.
        bound: the declared themes that the provider states, with a feature that is claimed.
        exchanges: gives the numbers of the case's exchanges so far.
    """

    def __init__(
        self,
        case: str,
        declared: Sequence[str],
        bound: Mapping[str, Requirement],
        exchanges: Callable[[], Sequence[str]],
    ) -> None:
        self._case = case
        self._declared = frozenset(declared)
        self._bound = bound
        self._exchanges = exchanges
        self._interrupted: set[str] = set()
        self.findings: dict[str, Finding] = {}

    @property
    def judged(self) -> frozenset[str]:
        """The themes that are judged: those that the provider states, of a feature that is claimed.

        A case that looks for what contradicts any of many themes looks for these only.
        """
        return frozenset(self._bound)

    @contextlib.contextmanager
    def __call__(self, theme: str) -> Iterator[None]:
        """Prove a theme with the assertions of the block.

        A theme that the provider does not state is not judged, whatever the block asserts. A theme
        may be proven in several blocks; it holds if all of them do. A block that is left by
        anything but an assertion leaves its theme open, whatever was shown of it before.

        Raises:
            LookupError: when the case has not declared the theme.
        """
        self._known(theme)
        try:
            yield
        except AssertionError as error:
            self.failed(theme, error)
        except Exception:
            self._interrupt(theme)
            raise
        else:
            self.held(theme)

    def observe(self, theme: str, answer: str) -> None:
        """Record which of the possible answers the target gives to an open question."""
        self._known(theme)
        if theme in self._bound:
            self._record(self._bound[theme], Verdict.NOTE, "", answer, self._exchanges())

    def held(self, theme: str, exchanges: Sequence[str] | None = None) -> None:
        """Record that the theme was shown to hold.

        Args:
            exchanges: those that show it, where they are not all of the case.
        """
        if theme in self._bound:
            requirement, shown = self._bound[theme], self._shown(exchanges)
            self._record(requirement, _met(requirement), "", "", shown)

    def failed(
        self, theme: str, error: AssertionError, exchanges: Sequence[str] | None = None
    ) -> None:
        """Record that the theme was shown not to hold.

        Args:
            exchanges: those that show it, where they are not all of the case.
        """
        requirement = self._bound.get(theme)
        if requirement is None:
            return
        if isinstance(error, UnmetError):
            expected, observed = error.expected, error.observed
        else:
            expected, observed = requirement.statement, str(error) or "not so"
        verdict = UNMET[requirement.level]
        self._record(requirement, verdict, expected, observed, self._shown(exchanges))

    def agreed(self, requirement: Requirement, exchange: str) -> None:
        """Record that an exchange agrees with the contract on a requirement, declared or not."""
        if requirement.theme not in self.findings and requirement.theme not in self._interrupted:
            self._record(requirement, _met(requirement), "", "", [exchange])

    def contradicted(
        self, requirement: Requirement, expected: str, observed: str, exchange: str
    ) -> None:
        """Record that an exchange contradicts the contract on a requirement, declared or not."""
        self._record(requirement, UNMET[requirement.level], expected, observed, [exchange])

    def close(self, verdict: Verdict, why: str) -> None:
        """Give every theme that is still open this verdict."""
        for theme, requirement in self._bound.items():
            if theme not in self.findings:
                self._record(requirement, verdict, "", why, self._exchanges())

    def _shown(self, exchanges: Sequence[str] | None) -> Sequence[str]:
        return self._exchanges() if exchanges is None else exchanges

    def _interrupt(self, theme: str) -> None:
        self._interrupted.add(theme)
        earlier = self.findings.get(theme)
        if earlier and not _is_unmet(earlier):
            del self.findings[theme]

    def _known(self, theme: str) -> None:
        if theme not in self._declared:
            raise LookupError(f"the case proves {theme!r} without naming it in @themes")

    def _record(
        self,
        requirement: Requirement,
        verdict: Verdict,
        expected: str,
        observed: str,
        exchanges: Sequence[str],
    ) -> None:
        finding = Finding(
            requirement=requirement.id,
            case=self._case,
            verdict=verdict,
            expected=expected,
            observed=observed,
            exchanges=tuple(exchanges),
        )
        earlier = self.findings.get(requirement.theme)
        # The first contradiction is the one to look at, and no agreement undoes what was observed.
        if earlier is None or (_weight(finding) >= _weight(earlier) and not _is_unmet(earlier)):
            self.findings[requirement.theme] = finding


UNMET_VERDICTS = frozenset({Verdict.FAIL, Verdict.WARN})


def _is_unmet(finding: Finding) -> bool:
    return finding.verdict in UNMET_VERDICTS


def _weight(finding: Finding) -> int:
    """How much a finding says: a contradiction most, an agreement least."""
    return 2 if _is_unmet(finding) else bool(finding.observed)


def _met(requirement: Requirement) -> Verdict:
    """A requirement that only asks is answered; any other is shown to hold."""
    return Verdict.NOTE if requirement.level is Level.OBSERVE else Verdict.PASS
