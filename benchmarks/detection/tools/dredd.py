"""Dredd, which sends the requests that a document shows and compares the answers with it.

It reads OpenAPI 3.0 only, so the document is converted by @apiture/openapi-down-convert. Of every
operation it gets the success alone, in JSON: it sends the same request for every response that is
documented, and cannot bring about the others. Its conversion takes no placeholders between
requests, so its hooks (which it means for that) hand on what an answer gives, along the links.
"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

import yaml
from defusedxml import ElementTree

from benchmarks.detection import npm, samples
from benchmarks.detection.documents import (
    changed,
    json_only,
    successes_only,
    without_conditions,
    without_webhooks,
)
from benchmarks.detection.target import Target, openapi
from benchmarks.detection.tool import Broken, Report, carry_out

HOOKS = Path(__file__).with_name("dredd_hooks.js")
NEW, OLD, RESULT = "openapi-3.1.yaml", "openapi-3.0.yaml", "result.xml"


class Dredd:
    """`dredd` with a converted document and hooks."""

    name = "dredd"
    package = "npm: dredd"
    rounds = 1

    def version(self) -> str:
        """The version of Dredd."""
        return npm.version("dredd")

    def judge(self, target: Target, bound: float) -> Report:
        """Run it, and name the transactions that fail."""
        document, given = _prepared(openapi(target.provider))
        (target.folder / NEW).write_text(yaml.safe_dump(document, sort_keys=False), "utf-8")
        (target.folder / "given.json").write_text(json.dumps(given), "utf-8")
        _convert(target.folder)
        command = [npm.command("dredd"), OLD, target.url, "--sorted", "--no-color"]
        command += ["--header", f"{target.access.header}: {target.access.value}"]
        command += ["--hookfiles", str(HOOKS), "--reporter", "xunit", "--output", RESULT]
        code = carry_out(command, target.folder, bound)
        if code not in {0, 1, None}:
            raise Broken(f"dredd ended with {code}")
        try:
            cases = ElementTree.parse(target.folder / RESULT).iter("testcase")
        except (FileNotFoundError, ParseError) as error:
            raise Broken("dredd has written no result") from error
        failed = {case.get("name", "") for case in cases if case.find("failure") is not None}
        return Report(frozenset(failed), whole=code is not None)


def _convert(folder: Path) -> None:
    command = [npm.command("openapi-down-convert"), "--input", NEW, "--output", OLD]
    done = subprocess.run(  # noqa: S603 - our own command
        command, cwd=folder, check=False, capture_output=True, text=True
    )
    if done.returncode:
        raise Broken(f"openapi-down-convert has failed: {done.stderr.strip()[-200:]}")


def _prepared(document: dict[str, Any]) -> tuple[dict[str, Any], dict[str, dict[str, str]]]:
    """A document with one request for each operation, and where its placeholders come from.

    A placeholder stands for the operation that was asked before, as method and path, and a pointer
    into its answer.
    """
    given: dict[str, dict[str, str]] = {}
    paths: dict[str, dict[str, Any]] = {}
    for chain in samples.chains(document):
        for step in chain:
            asked = step.operation
            if asked.method in paths.setdefault(asked.path, {}):
                continue
            node = dict(document["paths"][asked.path][asked.method])
            node["parameters"] = [
                {**asked.parameters[key], "example": _written(value, chain, given)}
                for key, value in step.parameters.items()
            ]
            for parameter in node["parameters"]:
                parameter.pop("examples", None)
            if step.body:
                media, value = step.body
                shown = {**asked.bodies[media], "example": _written(value, chain, given)}
                shown.pop("examples", None)
                node["requestBody"] = {"required": True, "content": {media: shown}}
            paths[asked.path][asked.method] = node
    plain = changed(
        {**document, "paths": paths},
        json_only,
        successes_only,
        without_conditions,
        without_webhooks,
    )
    return plain, given


def _written(value: Any, chain: list[samples.Step], given: dict[str, dict[str, str]]) -> Any:
    if isinstance(value, samples.Given):
        asked = chain[value.step].operation
        source = {"operation": f"{asked.method.upper()} {asked.path}", "pointer": value.pointer}
        for placeholder, known in given.items():
            if known == source:
                return placeholder
        placeholder = f"GIVEN-{len(given)}-"
        given[placeholder] = source
        return placeholder
    if isinstance(value, dict):
        return {key: _written(one, chain, given) for key, one in value.items()}
    if isinstance(value, list):
        return [_written(one, chain, given) for one in value]
    return value
