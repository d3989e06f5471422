"""Coverage: which requirements, contract and cases stand behind every statement of a page."""

from conformance.coverage.folder import NAME, stale, write
from conformance.coverage.markdown import files
from conformance.coverage.problems import problems
from conformance.coverage.trace import Trace, cases_by_theme, traces

__all__ = ["NAME", "Trace", "cases_by_theme", "files", "problems", "stale", "traces", "write"]
