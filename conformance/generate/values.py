"""Values: what a schema makes worth trying in one place, on both sides of every constraint.

Pure and without chance: the same schema gives the same values in the same order.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from conformance.contract import xml
from conformance.contract.document import validator
from conformance.generate.formats import FORMATS, SUPPLIED
from conformance.generate.placeholders import UNIQUE, fill, recipient, sample

Node = Mapping[str, Any]

GIVEN = "x-value"
"""Beside a schema: the only value that is sure to be accepted, as a placeholder."""

LONGEST_STEP = 64
"""How far the border of a pattern is looked for."""


@dataclass(frozen=True)
class Value:
    """One value worth trying.

    Attributes:
        about: the constraint that it touches, with the constraint's value: `maxLength 1024`.
        keyword: the constraint's name in JSON Schema; empty for an ordinary value.
        within: whether it keeps the constraint.
        plain: whether it breaks it in a way that no server could read otherwise.
    """

    value: Any
    about: str
    keyword: str
    within: bool
    plain: bool = False


def values(schema: Node) -> list[Value]:
    """Every value worth trying where a schema stands, each once."""
    found: list[Value] = []
    for one in _values(schema):
        known = next((at for at, other in enumerate(found) if _same(one.value, other.value)), None)
        if known is None:
            found.append(one)
        elif one.within and not found[known].keyword:
            found[known] = one  # an ordinary value that stands on a border speaks for the border
    return found


def ordinary(schema: Node) -> Any:
    """A value that keeps a schema: given, exemplified, enumerated, or the least there is."""
    if GIVEN in schema:
        return schema[GIVEN]
    if schema.get("format") in SUPPLIED:
        return FORMATS[schema["format"]].sample
    for name in ("const", "default"):
        if name in schema:
            return schema[name]
    for name in ("examples", "enum"):
        if schema.get(name):
            return schema[name][0]
    for part in ("oneOf", "anyOf"):
        if schema.get(part) and not schema.get("properties"):
            return ordinary(schema[part][0])
    if schema.get("format") in FORMATS:
        return FORMATS[schema["format"]].sample
    return _least(schema)


def _least(schema: Node) -> Any:
    kind = kinds(schema)
    if "object" in kind or "properties" in schema:
        described = xml.properties(schema)
        wanted = list(schema.get("required", ()))
        for part in schema.get("allOf", ()):
            wanted += part.get("required", ())
        return {name: ordinary(described.get(name, {})) for name in dict.fromkeys(wanted)}
    if "array" in kind:
        return several(schema, max(1, schema.get("minItems", 0)))
    if "integer" in kind or "number" in kind:
        if "exclusiveMinimum" in schema:
            return schema["exclusiveMinimum"] + 1
        return schema.get("minimum", 1)
    if "boolean" in kind:
        return True
    return "x" * min(max(7, schema.get("minLength", 0)), schema.get("maxLength", 7))


def several(schema: Node, count: int) -> list[Any]:
    """So many different items of an array."""
    item = xml.items(schema)
    if item.get("format") == "msisdn":
        return [recipient(place) for place in range(count)]
    one = ordinary(item)
    return [f"{one}{place}" if isinstance(one, str) and place else one for place in range(count)]


def kinds(schema: Node) -> frozenset[str]:
    """The JSON types of a schema; those of its enumeration where it names none."""
    stated = xml.types(schema)
    if stated or not schema.get("enum"):
        return stated
    return frozenset("string" for one in schema["enum"] if isinstance(one, str))


def keeps(schema: Node, value: Any) -> bool:
    """Whether a value keeps a schema, its placeholders supplied."""
    return bool(validator(schema).is_valid(fill(value, sample)))


def _values(schema: Node) -> Iterator[Value]:
    yield Value(ordinary(schema), "", "", within=True)
    kind = kinds(schema)
    if GIVEN not in schema:
        yield from _enumerated(schema)
        if "boolean" in kind:
            yield Value(True, "boolean", "type", within=True)  # noqa: FBT003 - a value
            yield Value(False, "boolean", "type", within=True)  # noqa: FBT003 - a value
        if kind & {"integer", "number"}:
            yield from _numbers(schema)
        if "array" in kind:
            yield from _counts(schema)
    if "string" in kind:
        yield from _texts(schema)
    yield from _other_types(kind, constrained=bool(CONSTRAINTS & schema.keys()))


def _enumerated(schema: Node) -> Iterator[Value]:
    for branch in (schema, *schema.get("oneOf", ()), *schema.get("anyOf", ())):
        exemplified = () if branch.get("format") in SUPPLIED else branch.get("examples", ())
        for one in (*branch.get("enum", ()), *exemplified):
            if one is not None:
                yield Value(one, f"enum {one}", "enum", within=True)
        named = [one for one in branch.get("enum", ()) if isinstance(one, str)]
        if named and branch is schema:
            yield Value("NoSuchName", "enum", "enum", within=False, plain=True)
            yield Value(named[0].swapcase(), "enum, in the other case", "enum", within=False)
            yield Value(f"{named[0]} ", "enum, with a blank", "enum", within=False)
        numbered = [one for one in branch.get("enum", ()) if isinstance(one, int)]
        if numbered:
            yield Value(max(numbered) + 1, "enum", "enum", within=False)
            yield Value(min(numbered) - 1, "enum", "enum", within=False)
    if schema.get("oneOf") and "string" in kinds(schema):
        yield Value("NoSuchName", "enum", "enum", within=False, plain=True)
    if "const" in schema:
        yield Value(schema["const"], "const", "const", within=True)
        yield Value("NoSuchName", "const", "const", within=False, plain=True)


def _numbers(schema: Node) -> Iterator[Value]:
    for branch in (schema, *schema.get("oneOf", ())):
        if not kinds(branch) & {"integer", "number"}:
            continue
        step = 1 if "integer" in kinds(branch) else 0.5
        for name, sign in (("minimum", 1), ("maximum", -1)):
            if name in branch:
                border = branch[name]
                about = f"{name} {border}"
                yield Value(border, about, name, within=True)
                yield Value(border + sign * step, about, name, within=True)
                yield Value(border - sign * step, about, name, within=False)
        if "exclusiveMinimum" in branch:
            border = branch["exclusiveMinimum"]
            about = f"exclusiveMinimum {border}"
            yield Value(border + step, about, "exclusiveMinimum", within=True)
            yield Value(border, about, "exclusiveMinimum", within=False)
        if "maximum" not in branch and "enum" not in branch:
            yield Value(2**63, "integer beyond 64 bits", "type", within=True)
    if not kinds(schema) & {"number", "string"}:
        yield Value(1.5, "type integer", "type", within=False)


def _counts(schema: Node) -> Iterator[Value]:
    for name, off in (("minItems", -1), ("maxItems", 1)):
        if name in schema:
            count = schema[name]
            about = f"{name} {count}"
            yield Value(several(schema, count), about, name, within=True)
            yield Value(several(schema, count + off), about, name, within=False, plain=True)
    if "minItems" not in schema:
        yield Value([], "no item", "minItems", within=True)
        yield Value(several(schema, 2), "two items", "minItems", within=True)
    if schema.get("uniqueItems"):
        one = several(schema, 1)
        yield Value(one + one, "uniqueItems", "uniqueItems", within=False)


def _texts(schema: Node) -> Iterator[Value]:
    form = schema.get("format", "")
    known = FORMATS.get(form)
    if known and GIVEN not in schema:
        for about, one in known.right.items():
            yield Value(one, f"format {form}: {about}", "format", within=True)
    if known:
        for place, (about, one) in enumerate(known.wrong.items()):
            yield Value(one, f"format {form}: {about}", "format", within=False, plain=not place)
    yield from _lengths(schema)
    if "pattern" in schema and not known:
        yield from _pattern(schema)
    if not known and not schema.keys() & {GIVEN, "enum", "minLength"}:
        yield Value("", "the empty text", "minLength", within=keeps(schema, ""))


def _lengths(schema: Node) -> Iterator[Value]:
    """Texts on both sides of the shortest and the longest; those that have to be unique are so."""
    for name, off in (("minLength", -1), ("maxLength", 1)):
        if name in schema:
            border, about = schema[name], f"{name} {schema[name]}"
            if GIVEN not in schema:
                yield Value(_long(schema, border), about, name, within=True)
                yield Value(_long(schema, border - off), about, name, within=True)
            elif name == "maxLength" and UNIQUE in schema[GIVEN]:
                yield Value({UNIQUE: border}, about, name, within=True)
                yield Value({UNIQUE: border - off}, about, name, within=True)
            yield Value(_long(schema, border + off), about, name, within=False, plain=True)


def _long(schema: Node, length: int) -> str:
    """A text of so many characters that begins like an ordinary one."""
    start = str(fill(ordinary(schema), sample)) or "x"
    return (
        (start * (max(length, 0) // len(start) + 1))[: max(length, 0)].rstrip().ljust(length, "x")
    )


def _pattern(schema: Node) -> Iterator[Value]:
    """The longest and the shortest text near an ordinary one, and their neighbours."""
    about = f"pattern {schema['pattern']}"
    start = str(fill(ordinary(schema), sample))
    if GIVEN not in schema:
        for grown in (_grown(start, schema), _cut(start, schema)):
            for one in grown:
                yield Value(one, about, "pattern", within=keeps(schema, one))
    for one in ("!", f"{start} ", f" {start}", f"{start}\u0436"):
        if not keeps(schema, one):
            yield Value(one, about, "pattern", within=False, plain=one == "!")


def _grown(start: str, schema: Node) -> Sequence[str]:
    text = start
    for _ in range(LONGEST_STEP):
        longer = text + (text[-1:] or "x")
        if not keeps(schema, longer):
            return [text, longer]
        text = longer
    return [text]


def _cut(start: str, schema: Node) -> Sequence[str]:
    text = start
    while text:
        if not keeps(schema, text[:-1]):
            return [text, text[:-1]]
        text = text[:-1]
    return []


OTHERS: tuple[tuple[str, Any], ...] = (
    ("string", "a word"),
    ("integer", 4711),
    ("object", {}),
    ("array", []),
    ("boolean", True),
)


def _other_types(kind: frozenset[str], *, constrained: bool) -> Iterator[Value]:
    """Null and the other types that are worth trying: a scalar for what is no text, a container."""
    if not kind:
        return
    about = f"type {' or '.join(sorted(kind))}"
    if "null" not in kind:
        yield Value(None, f"{about}, not null", "type", within=False)
    fitting = kind | ({"integer"} if "number" in kind else frozenset())
    others = [one for one in OTHERS if one[0] not in fitting]
    tried = [one for one in others if one[0] not in CONTAINERS][: "string" not in kind]
    if kind & CONTAINERS or ("string" in kind and constrained):
        tried += [one for one in others if one[0] in CONTAINERS][:1]
    for name, one in tried:
        plain = name in CONTAINERS and not kind & CONTAINERS
        yield Value(one, f"{about}, not {name}", "type", within=False, plain=plain)


CONSTRAINTS = frozenset({"enum", "format", "maxLength", "minLength", "pattern"})
CONTAINERS = frozenset({"array", "object"})


def _same(one: Any, other: Any) -> bool:
    return type(one) is type(other) and bool(one == other)
