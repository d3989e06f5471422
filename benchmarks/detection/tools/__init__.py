"""The tools that are compared, by their names, in the order of the table."""

from __future__ import annotations

from benchmarks.detection.tool import Tool
from benchmarks.detection.tools import dredd, ours, respect, schemathesis_cli, specmatic

TOOLS: dict[str, Tool] = {
    tool.name: tool
    for tool in (
        ours.Suite(),
        schemathesis_cli.Schemathesis(),
        specmatic.Specmatic(),
        dredd.Dredd(),
        respect.Respect(),
    )
}
