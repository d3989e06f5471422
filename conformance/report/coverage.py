"""Coverage: what of the contracts a run has exercised, and what it has not."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from conformance.catalogue import Catalogue
from conformance.contract import load as load_contract
from conformance.report.exercise import Exercise, split
from conformance.wire.exchange import Exchange

Entry = Mapping[str, Any]

CODE = re.compile(r"\"(?:code|ErrorCode|error)\"\s*:\s*\"?([\w-]+)|<(?:code|ErrorCode)>([\w-]+)<")
"""Where the three providers' answers have the code of an error, in JSON and in XML."""


def coverage(
    header: Entry, exchanges: Sequence[Exchange], catalogue: Catalogue
) -> list[dict[str, Any]]:
    """What was exercised, for each provider of a run.

    Args:
        header: of the run; its `trials` name, for each planned case that tries one constraint,
            the constraint and whether the case keeps it.
        exchanges: those of one case in the order in which they were made.
    """
    base = urlsplit(header["target"]["url"] or "").path.rstrip("/")
    spoken = {exchange.case for exchange in exchanges}
    return [
        _of_provider(
            one["name"],
            frozenset(one["features"]),
            (exchange for exchange in exchanges if exchange.provider == one["name"]),
            base,
            catalogue,
        )
        | {"constraints": _constraints(header.get("trials", {}).get(one["name"], {}), spoken)}
        for one in header["providers"]
    ]


def joined(shards: Iterable[Sequence[Entry]]) -> list[dict[str, Any]]:
    """The coverage of a run out of that of its shards: what one of them has seen was seen."""
    providers: dict[str, list[Entry]] = {}
    for shard in shards:
        for one in shard:
            providers.setdefault(one["provider"], []).append(one)
    return [_joined(several) for several in providers.values()]


def _of_provider(
    provider: str,
    features: frozenset[str],
    exchanges: Iterable[Exchange],
    base: str,
    catalogue: Catalogue,
) -> dict[str, Any]:
    contract, pack = load_contract(provider), catalogue.packs[provider]
    exercises = {name: Exercise(one, features) for name, one in contract.operations.items()}
    codes: set[str] = set()
    states: set[str] = set()
    steps: set[str] = set()
    last: dict[tuple[str, str], str] = {}
    for exchange in exchanges:
        path = urlsplit(exchange.url).path.removeprefix(base)
        operation = contract.find(exchange.method, path)
        if operation is None or exchange.status is None:
            continue
        codes |= {one or other for one, other in CODE.findall(exchange.response_body)}
        for identifier, state in exercises[operation.id].take(exchange, path):
            states.add(state)
            # Within one case only: requests of different cases may be under way at once, and their
            # answers then stand in no order.
            message = (exchange.case, identifier)
            before = last.get(message, state) if identifier else state
            if before != state:
                steps.add(step(before, state))
            last[message] = state
    possible = {step(one, other) for one, others in pack.transitions.items() for other in others}
    return {
        "provider": provider,
        "operations": [exercise.as_json() for exercise in exercises.values()],
        "errors": split(pack.errors, codes),
        "states": split(pack.states, states),
        "transitions": split(possible, steps) | {"other": sorted(steps - possible)},
    }


def step(before: str, after: str) -> str:
    """A transition, as records write it."""
    return f"{before} -> {after}"


def _constraints(trials: Mapping[str, Sequence[Any]], spoken: set[str]) -> dict[str, list[str]]:
    """The constraints of requests by the sides on which they were tried."""
    sides: dict[bool, set[str]] = {True: set(), False: set()}
    for case, (constraint, within) in trials.items():
        if case in spoken:
            sides[within].add(constraint)
    return _by_side(sides[True], sides[False])


def _by_side(kept: set[str], broken: set[str]) -> dict[str, list[str]]:
    return {
        "both": sorted(kept & broken),
        "kept": sorted(kept - broken),
        "broken": sorted(broken - kept),
    }


def _joined(several: Sequence[Entry]) -> dict[str, Any]:
    constraints = [one["constraints"] for one in several]
    transitions = [one["transitions"] for one in several]
    return {
        "provider": several[0]["provider"],
        "operations": [
            _joined_operation(same)
            for same in zip(*(one["operations"] for one in several), strict=True)
        ],
        "errors": _joined_split([one["errors"] for one in several]),
        "states": _joined_split([one["states"] for one in several]),
        "transitions": _joined_split(transitions)
        | {"other": sorted({one for shard in transitions for one in shard["other"]})},
        "constraints": _by_side(
            {name for one in constraints for name in (*one["both"], *one["kept"])},
            {name for one in constraints for name in (*one["both"], *one["broken"])},
        ),
    }


def _joined_operation(several: Sequence[Entry]) -> dict[str, Any]:
    answers: Counter[str] = Counter()
    for one in several:
        answers.update(one["answers"])
    values = {
        name: {
            place: _joined_split([one[name][place] for one in several])
            for place in several[0][name]
        }
        for name in ("response_values", "request_values")
    }
    return {
        "id": several[0]["id"],
        "claimed": several[0]["claimed"],
        "answers": dict(sorted(answers.items())),
        "unseen": [status for status in several[0]["unseen"] if status not in answers],
        "members": _joined_split([one["members"] for one in several]),
        **values,
    }


def _joined_split(several: Sequence[Entry]) -> dict[str, list[str]]:
    seen = {one for shard in several for one in shard["seen"]}
    return split([*several[0]["seen"], *several[0]["unseen"]], seen)
