"""Coverage: what of the contracts a run has exercised, and what it has not."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from conformance.catalogue import Catalogue
from conformance.contract import load as load_contract

CODE = re.compile(r"\"(?:code|ErrorCode|error)\"\s*:\s*\"?([\w-]+)|<(?:code|ErrorCode)>([\w-]+)<")
"""Where the three providers' answers have the code of an error, in JSON and in XML."""

WORD = re.compile(r"\"([\w-]+)\"|>([\w-]+)<")


def coverage(
    header: Mapping[str, Any], exchanges: Iterable[Mapping[str, Any]], catalogue: Catalogue
) -> list[dict[str, Any]]:
    """What was exercised, for each provider of a run.

    Args:
        header: of the run; its `trials` name, for each planned case that tries one constraint,
            the constraint and whether the case keeps it.
    """
    base = urlsplit(header["target"]["url"] or "").path.rstrip("/")
    answered: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    spoken: set[str] = set()
    for exchange in exchanges:
        answered[exchange["provider"]].append(exchange)
        spoken.add(exchange["case"])
    return [
        _of_provider(
            one["name"], frozenset(one["features"]), answered[one["name"]], base, catalogue
        )
        | {"constraints": _constraints(header.get("trials", {}).get(one["name"], {}), spoken)}
        for one in header["providers"]
    ]


def _of_provider(
    provider: str,
    features: frozenset[str],
    exchanges: Iterable[Mapping[str, Any]],
    base: str,
    catalogue: Catalogue,
) -> dict[str, Any]:
    contract, pack = load_contract(provider), catalogue.packs[provider]
    statuses: dict[str, Counter[str]] = defaultdict(Counter)
    codes: set[str] = set()
    words: set[str] = set()
    for exchange in exchanges:
        path = urlsplit(exchange["url"]).path.removeprefix(base)
        operation = contract.find(exchange["method"], path)
        if operation is None or exchange["status"] is None:
            continue
        statuses[operation.id][str(exchange["status"])] += 1
        body = exchange["response_body"]
        codes |= {one or other for one, other in CODE.findall(body)}
        words |= {one or other for one, other in WORD.findall(body)}
    return {
        "provider": provider,
        "operations": [
            {
                "id": operation.id,
                "claimed": operation.feature in {"", *features},
                "answers": dict(sorted(statuses[operation.id].items())),
                "unseen": [
                    status
                    for status in operation.responses
                    if status.isdecimal() and status not in statuses[operation.id]
                ],
            }
            for operation in contract.operations.values()
        ],
        "errors": _split(pack.errors, codes),
        "states": _split(pack.states, words),
    }


def _constraints(trials: Mapping[str, list[Any]], spoken: set[str]) -> dict[str, Any]:
    """The constraints of requests by the sides on which they were tried."""
    sides: dict[str, set[bool]] = defaultdict(set)
    for case, (constraint, within) in trials.items():
        if case in spoken:
            sides[constraint].add(within)
    return {
        "both": sum(len(tried) == 2 for tried in sides.values()),
        "kept": sorted(one for one, tried in sides.items() if tried == {True}),
        "broken": sorted(one for one, tried in sides.items() if tried == {False}),
    }


def _split(known: Iterable[str], seen: set[str]) -> dict[str, list[str]]:
    named = sorted(map(str, known))
    return {
        "seen": [one for one in named if one in seen],
        "unseen": [one for one in named if one not in seen],
    }
