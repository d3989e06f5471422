"""The core: requests that follow from a contract systematically, without chance.

For each operation a baseline, made from the contract's examples, and requests that differ from it
in one thing: every value worth trying in every place of body, query and path, each optional member
present and absent, every documented media type. Optional members meet in pairs. Nothing here knows
a target: what a run has to supply stands in the examples as placeholders.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from conformance.contract import Contract, Operation, media, xml
from conformance.contract.annotations import REFUSALS, REFUSED, WAYS, theme_of
from conformance.contract.document import ENUM_FEATURES, FEATURE
from conformance.generate.bases import Base, bases_of
from conformance.generate.example import CORE, NEGATIVE, POSITIVE, Example
from conformance.generate.formats import FORMATS
from conformance.generate.malformed import malformed
from conformance.generate.pairs import pairwise
from conformance.generate.placeholders import ID, UNKNOWN
from conformance.generate.places import (
    ABSENT,
    Node,
    Place,
    Steps,
    faults_of,
    get,
    is_described_object,
    places_of,
    put,
)
from conformance.generate.values import Value, keeps, kinds, ordinary, values
from conformance.generate.ways import change_of

ISSUED = "x-issued"
"""At a parameter: only what the provider has handed out before is of use, so it joins no pairs."""
LEVELS = 3
"""How many values of one member meet those of the others, its absence being one; all of an enum."""


def core(contract: Contract, operation: Operation) -> list[Example]:
    """Every request of the core for an operation, each once, always in the same order."""
    found: dict[str, Example] = {}
    for example in _Builder(contract, operation).examples():
        known = found.setdefault(example.id, example)
        if _weight(example) > _weight(known):
            found[example.id] = example  # what is tried on purpose speaks for the same by chance
    return list(found.values())


def _weight(example: Example) -> int:
    """How much an example has to say: of its answer, of a constraint, or nothing."""
    return 2 if example.accepted or example.refused else bool(example.constraint)


def baseline(contract: Contract, operation: Operation) -> Example:
    """The request of an operation that the others are made from."""
    return next(_Builder(contract, operation).examples())


def collection(operation: Operation, name: str) -> str:
    """The path of the collection that a variable of the path names a member of."""
    return operation.path.partition(f"/{{{name}}}")[0]


class _Builder:
    """Makes the examples of one operation."""

    def __init__(self, contract: Contract, operation: Operation) -> None:
        self._contract = contract
        self._operation = operation
        self._path = _parameters(operation, "path")
        self._query = _parameters(operation, "query")
        self._variables = {name: self._known(name, node) for name, node in self._members("path")}
        required = self._query.get("required", ())
        self._asked = {
            name: ordinary(node) for name, node in self._members("query") if name in required
        }
        self._bodies = {
            media_type: bases
            for media_type, schema in operation.requests.items()
            if (bases := bases_of(operation, media_type, schema))
        }
        self._plain = ""

    def examples(self) -> Iterator[Example]:
        """Everything, the baseline first."""
        baseline = self._example(note="the baseline")
        self._plain = baseline.id
        yield baseline
        yield from self._answers(baseline)
        yield from self._ways(baseline)
        yield from self._of_variables()
        yield from self._of_query()
        for media_type in self._bodies:
            yield from self._of_body(media_type)
        for media_type in self._operation.requests:
            if media_type.startswith("text/"):
                continue
            thorough = self._operation.effect in {"sends", "cancels", "deletes"}
            for note, content in malformed(media_type, thorough=thorough):
                yield self._example(
                    media_type=media_type,
                    body=None,
                    content=content.hex(),
                    note=note,
                    constraint=f"body {media_type}",
                    fault=f"body: no {media_type}",
                    mode=NEGATIVE,
                    features=_media_feature(self._operation, media_type),
                    **(self._refused(_syntax(media_type)) if note in PLAINEST_SYNTAX else {}),
                )

    # -- parts ----------------------------------------------------------------------------------

    def _refused(self, fault: str, node: Node | None = None, control: str = "") -> dict[str, Any]:
        """How the contract says that a fault is refused, as attributes of an example.

        Args:
            fault: a keyword of the node's, or the name of a fault of the operation's.
            control: the id of the example without the fault; the baseline's if empty.
        """
        stated = (self._operation.node if node is None else node).get(REFUSED, {}).get(fault)
        if not stated:
            return {}
        theme = theme_of(stated)
        refusal = dict(self._contract.document.get(REFUSALS, {}).get(theme, {}))
        if not isinstance(stated, str):
            refusal["codes"] = stated["codes"]
        return {"refused": theme, "refusal": refusal, "control": control or self._plain}

    def _ways(self, baseline: Example) -> Iterator[Example]:
        """The baseline in every way to say it otherwise that the contract knows an answer to."""
        refusals = self._contract.document.get(REFUSALS, {})
        for ways in (self._contract.document.get(WAYS, {}), self._operation.node.get(WAYS, {})):
            for answer, themes in ways.items():
                for way, theme in themes.items():
                    change = change_of(way, self._operation.provider)
                    said = replace(
                        baseline, way=way, note=way, constraint=way, control=self._plain, **change
                    )
                    if answer == "accepted":
                        yield replace(said, accepted=theme)
                    else:
                        refusal = refusals.get(theme, {})
                        yield replace(
                            said, mode=NEGATIVE, fault=way, refused=theme, refusal=refusal
                        )

    def _members(self, where: str) -> list[tuple[str, Node]]:
        schema = self._path if where == "path" else self._query
        return list(schema["properties"].items())

    def _known(self, name: str, node: Node) -> Any:
        """A path variable of something that is there: of a collection's member, its id."""
        if node.get("format") == "msisdn" or kinds(node) != {"string"} or name == "recipient":
            return ordinary(node)
        return {ID: collection(self._operation, name)}

    def _example(self, **changes: Any) -> Example:
        first = next(iter(self._bodies), media.JSON)
        made = Example(
            operation=self._operation.id,
            mode=POSITIVE,
            method=self._operation.method,
            path=self._operation.path,
            query=tuple(self._asked.items()),
            body=self._bodies[first][0].document if self._bodies else None,
            content=None,
            media_type=first,
            note="",
            variables=self._variables,
            origin=CORE,
        )
        features = (self._operation.feature, *changes.pop("features", ()))
        return replace(made, **changes, features=tuple(sorted({one for one in features if one})))

    def _answers(self, baseline: Example) -> Iterator[Example]:
        """The baseline, and a request for nothing that is there, in every documented answer."""
        for accept in _answered(self._operation):
            features = _answer_feature(self._operation, accept)
            note = f"an answer in {accept}"
            constraint = f"Accept {accept}"
            yield replace(
                baseline,
                accept=accept,
                note=note,
                constraint=constraint,
                features=tuple(sorted({*baseline.features, *features})),
            )
            if self._variables:
                unknown = {name: {ID: UNKNOWN} for name in self._variables}
                yield self._example(
                    variables=unknown,
                    accept=accept,
                    note=note,
                    constraint=constraint,
                    features=features,
                )
            if self._bodies:
                yield self._example(
                    body=None,
                    content=b"{".hex(),
                    mode=NEGATIVE,
                    accept=accept,
                    note=f"{note} to no document",
                    constraint=constraint,
                    fault="body: no document",
                    features=features,
                )

    def _of_variables(self) -> Iterator[Example]:
        own = list(self._variables)[-1:]  # those before it lead to what holds it
        for name, node in self._members("path"):
            for value in _spoken(node):
                if value.value == "" or ID in str(value.value):
                    continue  # another path, or the baseline
                if value.about not in PLAINEST and not value.within:
                    continue
                varied = self._varied(
                    "path", (name,), value, variables={**self._variables, name: value.value}
                )
                malformed_id = value.about in PLAINEST and value.plain and name in own
                yield replace(varied, **(self._refused("malformed") if malformed_id else {}))
            if kinds(node) == {"string"} and node.get("format") != "msisdn":
                for note, odd in ODD_SEGMENTS.items():
                    yield self._example(
                        variables={**self._variables, name: odd},
                        note=note,
                        constraint=f"path/{name} {note}",
                        mode=POSITIVE if keeps(node, odd) else NEGATIVE,
                        fault="" if keeps(node, odd) else f"path/{name} {note}",
                    )
            yield self._example(
                variables={**self._variables, name: {ID: UNKNOWN}},
                note="nothing has this id",
                constraint=f"path/{name} unknown",
                **(self._refused("unknown") if name in own else {}),
            )

    def _of_query(self) -> Iterator[Example]:
        names = [name for name, _ in self._members("query")]
        for name, node in self._members("query"):
            if name in self._asked:
                yield self._example(
                    query=tuple((one, value) for one, value in self._asked.items() if one != name),
                    mode=NEGATIVE,
                    note=f"without {name}",
                    constraint=f"query/{name} required",
                    fault=f"query/{name} required",
                )
            for value in _spoken(node):
                yield self._varied(
                    "query", (name,), value, query=_pairs({**self._asked, name: value.value})
                )
        issued = {one["name"] for one in self._operation.parameters if one.get(ISSUED)}
        optional = [name for name in names if name not in {*self._asked, *issued}]
        if optional:
            yield self._example(
                query=(*_pairs(self._asked), ("unknownParameter", "1")),
                note="a parameter that no document names",
                constraint="query unknown",
            )
        levels = {
            name: _levels(node, spoken=True)
            for name, node in self._members("query")
            if name in optional
        }
        for choice in pairwise([len(levels[name]) for name in optional], lambda _: True):
            chosen = {name: levels[name][at] for name, at in zip(optional, choice, strict=True)}
            picked = {name: value for name, value in chosen.items() if value is not ABSENT}
            yield self._example(
                query=_pairs({**self._asked, **picked}),
                note="optional parameters together",
                constraint="query pairs",
            )

    def _varied(self, where: str, steps: Steps, value: Value, **changes: Any) -> Example:
        shown = f"{where}/{'/'.join(map(str, steps))}"
        constraint = f"{shown} {value.about}".strip()
        return self._example(
            **changes,
            mode=POSITIVE if value.within else NEGATIVE,
            note=value.about,
            constraint=constraint,
            fault="" if value.within else constraint,
        )

    # -- bodies -----------------------------------------------------------------------------------

    def _of_body(self, media_type: str) -> Iterator[Example]:
        schema = self._operation.requests[media_type]
        tried: set[Steps] = set()
        alias = media_type.startswith("text/")  # the same again under another name
        bases = self._bodies[media_type]
        for base in bases:
            whole = self._body(
                media_type, base.document, f"the example {base.name}", "body", base.features
            )
            yield whole
            controlled = replace(base, control=whole.id)
            if alias:
                continue
            for place in places_of(schema, base.document):
                having = [one for one in bases if get(one.document, place.steps) is not ABSENT]
                if place.steps not in tried and base is (having or bases)[0]:
                    tried.add(place.steps)
                    yield from self._of_place(media_type, controlled, place)
        if media_type == media.JSON:
            yield from self._together(media_type, self._bodies[media_type][0])

    def _of_place(self, media_type: str, base: Base, place: Place) -> Iterator[Example]:
        if get(base.document, place.steps) is not ABSENT and not isinstance(place.steps[-1], int):
            yield from self._changed(
                media_type, base, place, Value(ABSENT, "absent", "required", within=place.optional)
            )
        for value in values(place.node):
            if media_type != media.JSON and not (value.within or value.plain):
                continue  # what is wrong in the same way in JSON
            if media_type == media.FORM and not isinstance(value.value, str | int | float | list):
                continue  # what a form cannot say
            yield from self._changed(media_type, base, place, value)

    def _changed(
        self, media_type: str, base: Base, place: Place, value: Value
    ) -> Iterator[Example]:
        """The base with one value in one place, unless that makes more than one fault."""
        schema = self._operation.requests[media_type]
        document = put(base.document, place.steps, value.value, schema)
        faults = faults_of(document, media_type, schema)
        if faults is None or len({where for where, _, _ in faults}) > 1:
            return
        shown = f"body/{place.shown}"
        features = {*base.features, *place.features}
        if isinstance(value.value, str) and value.value in place.node.get(ENUM_FEATURES, {}):
            features.add(place.node[ENUM_FEATURES][value.value])
        fault, refused = "", {}
        if faults:
            same = [one for one in faults if one[1] == value.keyword]
            where, keyword, stated = (same or faults)[0]
            fault = f"body{where} {keyword} {stated}"
            if value.value is ABSENT or (value.plain and _is_read(value, keyword, media_type)):
                keyword = "required" if value.value is ABSENT else keyword
                refused = self._refused(keyword, place.node, base.control) or self._refused(
                    value.keyword, place.node, base.control
                )
        elif not value.within:
            fault = f"{shown} {value.about}"
            plain = value.plain
            refused = self._refused(value.keyword, place.node, base.control) if plain else {}
        example = self._body(
            media_type,
            document,
            value.about,
            f"{shown} {value.about}".strip(),
            tuple(features),
        )
        yield replace(
            example,
            mode=NEGATIVE if fault else POSITIVE,
            fault=fault,
            accepted="" if fault else place.accepted,
            accept=media.JSON if refused else example.accept,  # where codes stand is sure there
            **refused,
        )

    def _together(self, media_type: str, base: Base) -> Iterator[Example]:
        """Optional members in pairs."""
        schema = self._operation.requests[media_type]
        places = [
            place
            for place in places_of(schema, base.document)
            if (place.optional or "enum" in place.node)
            and not any(isinstance(step, int) for step in place.steps)
            and not is_described_object(place.node)
        ]
        levels = [_around(get(base.document, place.steps), place) for place in places]
        if len(places) < 2:
            return

        def made(choice: Sequence[int]) -> Any:
            document = base.document
            for place, values_, at in zip(places, levels, choice, strict=True):
                document = put(document, place.steps, values_[at], schema)
            return document

        def possible(choice: Sequence[int]) -> bool:
            return faults_of(made(choice), media_type, schema) == []

        for choice in pairwise([len(one) for one in levels], possible):
            chosen = [
                (place, one[at])
                for place, one, at in zip(places, levels, choice, strict=True)
                if one[at] is not ABSENT and at
            ]
            features = {*base.features}
            for place, value in chosen:
                features |= {*place.features}
                if isinstance(value, str):
                    features |= {place.node.get(ENUM_FEATURES, {}).get(value, "")}
            themes = {place.accepted for place, _ in chosen} or {""}
            example = self._body(
                media_type,
                made(choice),
                "optional members together",
                "body pairs",
                tuple(features),
            )
            yield replace(example, accepted=themes.pop() if len(themes) == 1 else "")

    def _body(
        self,
        media_type: str,
        document: Any,
        note: str,
        constraint: str,
        features: Sequence[str],
    ) -> Example:
        accept = media_type if media_type in _answered(self._operation) else media.JSON
        media_features = (
            *_media_feature(self._operation, media_type),
            *_answer_feature(self._operation, accept),
        )
        return self._example(
            media_type=media_type,
            body=document,
            note=note,
            constraint=constraint if media_type == media.JSON else f"{constraint} ({media_type})",
            accept=accept,
            features=(*features, *media_features),
        )


PLAINEST = frozenset(
    f"format {name}: {about}"
    for name, one in FORMATS.items()
    for about in list(one.wrong)[: 2 if name == "uuid" else None]
)
"""What is wrong with a segment of a path: with an id, its plainest faults."""

PLAINEST_SYNTAX = frozenset({"a word", "an element that does not end"})
"""Of malformed bodies those that nothing could be read from."""

ODD_SEGMENTS = {
    "300 letters": "a" * 300,
    "a letter of another alphabet": "%D0%B6",
}
"""Segments of a path that some servers stumble over, percent-encoded.

None that no operation need be reached by: an escaped slash, or octets that are no UTF-8, are often
answered by what stands before a server, in its own way.
"""


def _syntax(media_type: str) -> str:
    """The fault of a body that does not parse, as contracts name it."""
    return "syntax of XML" if media.is_xml(media_type) else "syntax"


def _is_read(value: Value, keyword: str, media_type: str) -> bool:
    """Whether a server reads the fault that was made: XML has no other types, and no empty list."""
    alike = ({value.keyword, keyword} <= one for one in ({"format", "pattern"}, {"enum", "oneOf"}))
    return media_type == media.JSON or keyword == value.keyword or any(alike)


# -- parameters and media types -------------------------------------------------------------------


def _parameters(operation: Operation, where: str) -> dict[str, Any]:
    """The parameters of one kind as the schema of an object."""
    chosen = [one for one in operation.parameters if one.get("in") == where]
    return {
        "properties": {
            one["name"]: {
                **one["schema"],
                **({"examples": [one["example"]]} if "example" in one else {}),
            }
            for one in chosen
        },
        "required": [one["name"] for one in chosen if one.get("required")],
    }


def _spoken(schema: Node) -> Iterator[Value]:
    """The values of a parameter, which are texts whatever their type is."""
    for value in values(schema):
        if isinstance(value.value, bool):
            text: Any = str(value.value).lower()
        elif isinstance(value.value, str | int | float):
            text = str(value.value)
        elif isinstance(value.value, Mapping) and value.value:
            text = value.value
        else:
            continue
        within = value.within
        if isinstance(text, str) and value.keyword == "type":
            within = keeps(schema, xml.scalar(text, kinds(schema)))
        yield replace(value, value=text, within=within)


def _pairs(parameters: Mapping[str, Any]) -> tuple[tuple[str, Any], ...]:
    return tuple(parameters.items())


def _levels(node: Node, *, spoken: bool = False) -> list[Any]:
    """Absent, and some values that keep the contract."""
    tried = _spoken(node) if spoken else values(node)
    within = [one for one in tried if one.within]
    named = [one.value for one in within if one.keyword in {"enum", "const"}]
    few = [one.value for one in within][: 1 if spoken else LEVELS - 1]
    return [ABSENT, *(named if len(named) > len(few) else few)]


def _around(first: Any, place: Place) -> list[Any]:
    """The levels of a place, what stands there in the baseline first: with it all is well."""
    levels = [one for one in _levels(place.node) if one is not ABSENT or place.optional]
    return [first, *(one for one in levels if one is not first and one != first)]


def _answered(operation: Operation) -> list[str]:
    """Every media type that an operation answers in."""
    return list(
        dict.fromkeys(one for response in operation.responses.values() for one in response.media)
    )


def _media_feature(operation: Operation, media_type: str) -> tuple[str, ...]:
    content = operation.node.get("requestBody", {}).get("content", {})
    return tuple(one for one in [content.get(media_type, {}).get(FEATURE)] if one)


def _answer_feature(operation: Operation, media_type: str) -> tuple[str, ...]:
    return tuple(
        sorted(
            {
                response["content"][media_type][FEATURE]
                for response in operation.node["responses"].values()
                if isinstance(response, Mapping)
                and FEATURE in response.get("content", {}).get(media_type, {})
            }
        )
    )
