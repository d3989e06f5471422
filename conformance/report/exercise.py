"""The exercise of one operation: what its exchanges had of what the contract documents of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from conformance.contract import media
from conformance.contract.document import FEATURE, Node, Operation
from conformance.contract.outline import ITEM, STATE, Outline, Sighting, outline
from conformance.contract.xml import WrongRootError
from conformance.wire.exchange import Exchange, as_octets


@dataclass(frozen=True)
class _Body:
    """What a body of one media type is documented to look like."""

    schema: Node
    outline: Outline


class Exercise:
    """What was exercised of an operation of a target that claims these features."""

    def __init__(self, operation: Operation, features: frozenset[str]) -> None:
        self._operation = operation
        self._claimed = operation.feature in {"", *features}
        self._statuses: Counter[str] = Counter()
        self._asked, self._told = Sighting(), Sighting()
        responses = {str(status): one for status, one in operation.node["responses"].items()}
        self._answers = {
            status: dict(_bodies(response, features)) for status, response in responses.items()
        }
        self._ends = {status: one[STATE] for status, one in responses.items() if STATE in one}
        self._requests = {
            name: body
            for name, body in _bodies(operation.node.get("requestBody", {}), features)
            if any(place.names for _, place in body.outline.places())
        }
        self._parameters = {
            _place(node["in"], node["name"]): documented
            for node in operation.parameters
            if node.get(FEATURE, "") in {"", *features}
            and ((documented := outline(node.get("schema", {}), features)).names)
        }

    def take(self, exchange: Exchange, path: str) -> list[tuple[str, str]]:
        """Take up an exchange that was answered.

        Returns:
            The ids of messages and the states, as the provider spells them, that the answer tells.
        """
        assert exchange.status is not None
        status = exchange.status
        self._statuses[str(status)] += 1
        variables = {
            name: unquote(value) for name, value in self._operation.variables(path).items()
        }
        self._take_request(exchange, variables)
        key = self._operation.documented_as(status)
        if key in self._ends:
            named = [
                variables.get(one.removeprefix("path:"), "") for one in self._operation.targets
            ]
            return [(identifier.lower(), self._ends[key]) for identifier in named]
        before = len(self._told.states)
        headers = _headers(exchange.response_headers)
        _take_body(self._told, self._answers.get(key, {}), headers, exchange.response_body, "")
        return self._told.states[before:]

    def as_json(self) -> dict[str, Any]:
        """What was seen and what was not, as plain data."""
        answers = [body.outline for bodies in self._answers.values() for body in bodies.values()]
        members = {path for one in answers for path, _ in one.places() if not path.endswith(ITEM)}
        requests = [("body", body.outline) for body in self._requests.values()]
        return {
            "id": self._operation.id,
            "claimed": self._claimed,
            "answers": dict(sorted(self._statuses.items())),
            "unseen": [
                status
                for status in self._operation.responses
                if status.isdecimal() and status not in self._statuses
            ],
            "members": split(members, self._told.members),
            "response_values": _values([("", one) for one in answers], self._told),
            "request_values": _values([*self._parameters.items(), *requests], self._asked),
        }

    def _take_request(self, exchange: Exchange, variables: Mapping[str, str]) -> None:
        headers = _headers(exchange.request_headers)
        if self._parameters:
            query = parse_qsl(urlsplit(exchange.url).query)
            self._take_parameters("path", variables.items())
            self._take_parameters("query", query)
            self._take_parameters("header", headers.items())
        _take_body(self._asked, self._requests, headers, exchange.request_body, "body")

    def _take_parameters(self, kind: str, given: Iterable[tuple[str, str]]) -> None:
        for name, value in given:
            place = _place(kind, name)
            if place in self._parameters:
                self._asked.note(self._parameters[place], value, place)


def split(documented: Iterable[str], seen: Collection[str]) -> dict[str, list[str]]:
    """What is documented, by whether it was seen."""
    named = sorted(documented)
    return {
        "seen": [one for one in named if one in seen],
        "unseen": [one for one in named if one not in seen],
    }


def _values(
    documented: Iterable[tuple[str, Outline]], sighting: Sighting
) -> dict[str, dict[str, list[str]]]:
    """The listed values by their place; one place may be listed in several answers."""
    names: dict[str, set[str]] = {}
    for where, whole in documented:
        for path, place in [(where, whole), *whole.places(where)]:
            if place.names:
                names.setdefault(path, set()).update(place.names)
    return {
        path: split(listed, {name for place, name in sighting.names if place == path})
        for path, listed in sorted(names.items())
    }


def _bodies(node: Node, features: frozenset[str]) -> Iterator[tuple[str, _Body]]:
    """What a request or a response may hold, by media type."""
    for name, content in node.get("content", {}).items():
        if content.get(FEATURE, "") in {"", *features}:
            schema = content.get("schema", {})
            yield name.lower(), _Body(schema, outline(schema, features))


def _take_body(
    sighting: Sighting,
    documented: Mapping[str, _Body],
    headers: Mapping[str, str],
    body: str,
    where: str,
) -> None:
    """Note what a body has; one that cannot be read, or is of another type, has nothing."""
    content_type = headers.get("content-type", "")
    one = documented.get(media.essence(content_type))
    if one is None or not body:
        return
    try:
        value = media.read(as_octets(body), content_type, one.schema)
    except (media.UnreadableError, WrongRootError):
        return
    sighting.note(one.outline, value, where)


def _place(kind: str, name: str) -> str:
    """A parameter as a place; the names of headers have no case."""
    return f"{kind}.{name.lower() if kind == 'header' else name}"


def _headers(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    return {name.lower(): value for name, value in pairs}
