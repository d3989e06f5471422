"""The command that repeats a run, or one requirement of it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from conformance.report.record import RunRecord
from conformance.report.shell import Part, word
from conformance.target.settings import SETTINGS
from conformance.target.target import is_loopback

CHOOSING = frozenset({"profile", "requirement", "level", "shard", "fail-on", "concurrency"})
"""Settings that choose what a run looks at and how it goes about it; one requirement needs none."""


def run_again(record: RunRecord, requirement: str = "") -> str:
    """A `pytest` command with every setting of the run that is not the default.

    Credentials and recipients are not in it: they come from the environment.

    Args:
        requirement: the id of the only one to look at; empty for all that the run looked at.
    """
    words = ["pytest", *_target(record)]
    providers = [one["name"] for one in record.data["providers"]]
    if requirement:
        words += ["--provider", requirement.partition("/")[0], "--requirement", requirement]
    else:
        for name in providers:
            words += ["--provider", name]
    words += _features(record, requirement.partition("/")[0])
    for name, value in record.data["run"]["settings"].items():
        if not (requirement and name in CHOOSING):
            words += option(name, value)
    return " ".join(word([Part(one)]) for one in words)


def _target(record: RunRecord) -> list[str]:
    target = record.data["target"]
    if target["tier"] == "embedded":
        return []
    live = target["tier"] == "live" and is_loopback(urlsplit(target["url"]).hostname or "")
    return [f"--target={target['url']}", *(["--live"] if live else [])]


def option(name: str, value: Any) -> list[str]:
    """The words that choose a setting; none if it is what it is unless somebody chooses."""
    setting = SETTINGS.get(name)
    if setting is None or value in (None, [], setting.default) or (setting.switch and not value):
        return []
    if setting.switch:
        return [f"--{name}"]
    if name == "shard":
        return [f"--{name}={value[0]}/{value[1]}"]
    return [f"--{name}={one}" for one in (value if isinstance(value, list) else [value])]


def _features(record: RunRecord, only: str) -> list[str]:
    """The claims; of the reference, which has every feature by default, those given up."""
    claimed: list[str] = []
    unclaimed: list[str] = []
    for provider in record.data["providers"]:
        name = provider["name"]
        if only in {"", name}:
            has = set(provider["features"])
            asked_for = {one["feature"] for one in record.requirements if one["provider"] == name}
            claimed += [f"{name}/{feature}" for feature in sorted(has)]
            unclaimed += [f"-{name}/{feature}" for feature in sorted(asked_for - has - {""})]
    embedded = record.data["target"]["tier"] == "embedded"
    chosen = unclaimed if embedded else claimed or unclaimed
    return [f"--features={','.join(chosen)}"] if chosen else []
