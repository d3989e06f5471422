"""Redocly Respect, which carries out the workflows of an Arazzo file and checks the answers.

It generates no requests. The workflows are made of what the OpenAPI document shows, as
`redocly generate-arazzo` does it, but with what an answer gives handed on along the links; that
command leaves the sample ids where real ones have to stand. A step that fails does not end its
workflow, so that what comes after it is seen too.

Respect adds to every branch of a condition that there may be nothing beyond what the branch itself
describes, and then no answer fits. So it gets the document without `if`, `then` and `else`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import yaml

from benchmarks.detection import npm, samples
from benchmarks.detection.documents import changed, without_conditions
from benchmarks.detection.target import Access, Target, openapi
from benchmarks.detection.tool import Broken, Report, carry_out

DOCUMENT, ARAZZO, RESULT = "openapi.yaml", "arazzo.yaml", "result.json"


class Respect:
    """`redocly respect` with a file of workflows."""

    name = "respect"
    package = "npm: @redocly/cli"
    rounds = 1

    def version(self) -> str:
        """The version of Redocly's command line."""
        return npm.version("@redocly/cli")

    def judge(self, target: Target, bound: float) -> Report:
        """Carry the workflows out, and name the checks of their steps that fail."""
        document = changed(openapi(target.provider), without_conditions)
        for name, content in ((DOCUMENT, document), (ARAZZO, arazzo(target))):
            written = yaml.dump(content, Dumper=samples.Plain, sort_keys=False)
            (target.folder / name).write_text(written, encoding="utf-8")
        command = [npm.command("redocly"), "respect", ARAZZO, "--json-output", RESULT]
        command += ["--server", f"api={target.url}"]
        code = carry_out(command, target.folder, bound)
        result = target.folder / RESULT
        if code is None:
            return Report(frozenset(), whole=False)
        if not result.is_file():
            raise Broken(f"redocly respect ended with {code} and has written no result")
        return Report(_failures(json.loads(result.read_text("utf-8"))))


def arazzo(target: Target) -> dict[str, Any]:
    """The workflows for one provider."""
    return {
        "arazzo": "1.0.1",
        "info": {"title": target.provider, "version": "1"},
        "sourceDescriptions": [{"name": "api", "type": "openapi", "url": DOCUMENT}],
        "workflows": [
            {
                "workflowId": f"workflow-{number}",
                "steps": [
                    _step(chain, index, f"w{number}", target.access) for index in range(len(chain))
                ],
            }
            for number, chain in enumerate(samples.chains(openapi(target.provider)))
        ],
    }


def _step(chain: list[samples.Step], index: int, prefix: str, access: Access) -> dict[str, Any]:
    step = chain[index]
    parameters = [
        {"in": place, "name": name, "value": _written(value, prefix)}
        for (place, name), value in step.parameters.items()
    ]
    parameters.append({"in": "header", "name": access.header, "value": access.value})
    written: dict[str, Any] = {
        "stepId": f"{prefix}-{index}",
        "operationId": f"$sourceDescriptions.api.{step.operation.id}",
        "parameters": parameters,
        "successCriteria": [
            {"condition": "$statusCode >= 200"},
            {"condition": "$statusCode < 300"},
        ],
    }
    if step.body:
        media, value = step.body
        written["requestBody"] = {"contentType": media, "payload": _written(value, prefix)}
    if step.outputs:
        written["outputs"] = {
            _output(pointer): f"$response.body#{pointer}" for pointer in step.outputs
        }
    if index + 1 < len(chain):
        then = {"name": "go-on", "type": "goto", "stepId": f"{prefix}-{index + 1}"}
        written["onFailure"] = [then]
    return written


def _written(value: Any, prefix: str) -> Any:
    if isinstance(value, samples.Given):
        return f"$steps.{prefix}-{value.step}.outputs.{_output(value.pointer)}"
    if isinstance(value, dict):
        return {key: _written(one, prefix) for key, one in value.items()}
    if isinstance(value, list):
        return [_written(one, prefix) for one in value]
    return value


def _output(pointer: str) -> str:
    return pointer.strip("/").replace("/", "_")


def _failures(result: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(
        f"{workflow['workflowId']} | {step['stepId']} | {check['name']}"
        for file in result["files"].values()
        for workflow in file["executedWorkflows"]
        for step in workflow["executedSteps"]
        for check in step.get("checks", ())
        if check["status"] != "success"
    )
