"""Specmatic, which draws requests from a document, right and wrong ones, and checks the answers.

It needs a few things done to the documents of this project before it begins at all:

* JSON alone: it holds the examples of one media type against the schema of another, takes every
  schema that tells its XML form for XML only, and knows no 1 and 0 for XML's booleans.
* `default` in place of the range 4XX, which it does not know.
* Required parameters alone: it tries all combinations of the optional ones, which for a list with
  ten filters does not end; its limit of combinations is not heeded for them.
* One example of each operation, under one name for request and answer, which is how it recognises
  an example. Without, it draws senders, dates and the like that no server can accept. Such an
  answer goes without its headers, which no example of OpenAPI can show and it then misses.

The id that the answer to a send gives is handed on by its `workflow`; it hands on one.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

import yaml
from defusedxml import ElementTree

from benchmarks.detection import npm, samples
from benchmarks.detection.documents import (
    JSON,
    changed,
    json_only,
    ranges_as,
    without_webhooks,
    without_xml,
)
from benchmarks.detection.target import Target, openapi
from benchmarks.detection.tool import Broken, Report, Unavailable, carry_out

DOCUMENT, CONFIGURATION, RESULTS = "openapi.yaml", "specmatic.yaml", "junit"
EXAMPLE = "sample"


class Specmatic:
    """`specmatic test` with tests of resiliency."""

    name = "specmatic"
    package = "npm: specmatic"
    rounds = 2

    def version(self) -> str:
        """The version of Specmatic, if there is a Java to run it."""
        if shutil.which("java") is None:
            raise Unavailable("it needs Java 17")
        return npm.version("specmatic")

    def judge(self, target: Target, bound: float) -> Report:
        """Run it, and name the tests that fail."""
        document = openapi(target.provider)
        for name, content in (
            (DOCUMENT, prepared(document)),
            (CONFIGURATION, _configuration(target, document)),
        ):
            written = yaml.dump(content, Dumper=samples.Plain, sort_keys=False)
            (target.folder / name).write_text(written, encoding="utf-8")
        command = [npm.command("specmatic"), "test", f"--testBaseURL={target.url}"]
        command += [f"--junitReportDir={RESULTS}"]
        code = carry_out(command, target.folder, bound)
        if code is None:
            return Report(frozenset(), whole=False)
        return Report(_failures(target.folder / RESULTS))


def _configuration(target: Target, document: dict[str, Any]) -> dict[str, Any]:
    access = target.access
    configuration: dict[str, Any] = {
        "version": 2,
        "contracts": [{"provides": [f"./{DOCUMENT}"]}],
        "security": {
            "OpenAPI": {
                "securitySchemes": {
                    access.scheme: {"type": "bearer", "token": access.secret}
                    if access.bearer
                    else {"type": "apiKey", "value": access.secret}
                }
            }
        },
        "test": {"maxTestRequestCombinations": 1, "resiliencyTests": {"enable": "all"}},
    }
    for chain in samples.chains(document):
        for step in chain[1:]:
            for (place, name), value in step.parameters.items():
                if place == "path" and isinstance(value, samples.Given) and value.step == 0:
                    send = chain[0].operation
                    configuration["workflow"] = {
                        "ids": {
                            f"POST {send.path} -> {send.success}": {
                                "extract": f"BODY{_dotted(value.pointer)}"
                            },
                            "*": {"use": f"PATH.{name}"},
                        }
                    }
                    return configuration
    return configuration


def _dotted(pointer: str) -> str:
    return re.sub(r"/(\d+)", r".[\1]", pointer).replace("/", ".")


def prepared(document: dict[str, Any]) -> dict[str, Any]:
    """A document with one named example of every operation, of what has to be given."""
    paths: dict[str, dict[str, Any]] = {}
    for asked in samples.operations(document).values():
        node = dict(document["paths"][asked.path][asked.method])
        node["parameters"] = []
        for key, value in asked.sample_parameters().items():
            parameter = {**asked.parameters[key], "examples": {EXAMPLE: {"value": value}}}
            parameter.pop("example", None)
            node["parameters"].append(parameter)
        for media, value in asked.sample_bodies()[:1]:
            shown = {**asked.bodies[media], "examples": {EXAMPLE: {"value": value}}}
            shown.pop("example", None)
            node["requestBody"] = {"required": True, "content": {media: shown}}
        node["responses"] = {
            status: _answered(document, response, shown=status == asked.success)
            for status, response in node["responses"].items()
            if not str(status).startswith("2") or status == asked.success
        }
        paths.setdefault(asked.path, {})[asked.method] = node
    return changed(
        {**document, "paths": paths}, json_only, without_xml, ranges_as("default"), without_webhooks
    )


def _answered(document: dict[str, Any], response: dict[str, Any], *, shown: bool) -> dict[str, Any]:
    found = dict(samples.resolved(document, response))
    found.pop("links", None)
    if shown:
        found.pop("headers", None)
    content = dict(found.get("content", {}))
    if JSON in content:
        values = samples.examples(content[JSON])
        media = {key: value for key, value in content[JSON].items() if key != "example"}
        media["examples"] = {EXAMPLE: {"value": values[0]}} if shown and values else {}
        found["content"] = {JSON: media}
    return found


def _failures(folder: Path) -> frozenset[str]:
    found = set()
    try:
        for file in folder.glob("*.xml"):
            for case in ElementTree.parse(file).iter("testcase"):
                if case.find("failure") is not None or case.find("error") is not None:
                    found.add(case.get("name", "").rpartition(" > ")[2])
    except ParseError as error:
        raise Broken("specmatic has written no result") from error
    if any("Specmatic Test Suite" in name for name in found):
        raise Broken("specmatic takes the document for faulty")
    return frozenset(found)
