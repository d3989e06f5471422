"""Judgement of one exchange against the contract, attributed to the requirements that state it.

Every response is held against what its operation documents: the status, the media type, whether
the body parses in it, the headers, and the schema. What does not fit is blamed on the nearest
node of the document that carries an `x-requirement`; what fits speaks for every requirement whose
node the response exercised.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from jsonschema import Draft202012Validator

from conformance.contract import media
from conformance.contract.document import REQUIREMENT, Contract, Operation, validator
from conformance.contract.xml import WrongRootError
from conformance.shown import shown

Node = Mapping[str, Any]
Mistake = Any
"""A jsonschema ValidationError, whose own annotations make every attribute doubtful."""

PREFERS = "x-prefers"
NO_SERVER_ERROR = "http.no-server-error"
MEDIA_TYPE_DOCUMENTED = "http.media-type-documented"
PARSES = "http.parses-as-declared"

BODY = "the body"
"""The place of what is wrong with an answer as a whole."""


@dataclass(frozen=True)
class Judgement:
    """What one exchange says about one theme.

    Attributes:
        where: the place in the answer, as a JSON pointer or a phrase.
    """

    theme: str
    holds: bool
    expected: str = ""
    observed: str = ""
    where: str = ""


def _agrees(theme: str) -> Judgement:
    return Judgement(theme, holds=True)


def _contradicts(theme: str, expected: str, observed: str, where: str = "") -> Judgement:
    return Judgement(theme, holds=False, expected=expected, observed=observed, where=where)


def judge(
    contract: Contract, method: str, path: str, status: int, headers: Mapping[str, str], body: bytes
) -> list[Judgement]:
    """Everything that one answer says about the contract.

    Args:
        headers: of the response, with names in lower case.
        body: of the response, decompressed.
    """
    operation = contract.find("GET" if method == "HEAD" else method, path)
    documented = operation.response(status) if operation else None
    if status >= 500 and documented is None:
        return [_contradicts(NO_SERVER_ERROR, "a status below 500", f"status {status}")]
    found = [_agrees(NO_SERVER_ERROR)]
    if operation is None:
        return found
    if documented is None:
        if operation.status_theme:
            listed = ", ".join(operation.responses)
            found.append(
                _contradicts(operation.status_theme, f"one of {listed}", f"status {status}")
            )
        return found
    if operation.status_theme:
        found.append(_agrees(operation.status_theme))
    if method != "HEAD":
        found += _body(operation, status, headers, body)
    for name, node in documented.headers.items():
        found += _header(name, node, headers)
    return found


def _body(
    operation: Operation, status: int, headers: Mapping[str, str], body: bytes
) -> list[Judgement]:
    documented = operation.response(status)
    assert documented is not None
    theme = documented.theme
    if not documented.media:
        if not theme:
            return []
        if body:
            return [_contradicts(theme, "an empty body", f"{len(body)} octets")]
        return [_agrees(theme)]
    content_type = headers.get("content-type", "")
    media_type = media.essence(content_type)
    if media_type not in documented.media:
        return [
            _contradicts(
                MEDIA_TYPE_DOCUMENTED,
                f"Content-Type {' or '.join(documented.media)}",
                f"Content-Type {content_type}" if content_type else "no Content-Type",
            )
        ]
    found = [_agrees(MEDIA_TYPE_DOCUMENTED)]
    schema = documented.media[media_type]
    try:
        document = media.read(body, content_type, schema)
    except media.UnreadableError as error:
        return [*found, _contradicts(PARSES, f"{media_type} that parses", str(error), BODY)]
    except WrongRootError as error:
        root = schema["xml"]["name"]
        blamed = str(schema.get(REQUIREMENT) or theme or PARSES)
        return [*found, _contradicts(blamed, f"the root element <{root}>", str(error), BODY)]
    found.append(_agrees(PARSES))
    return found + schema_judgements(schema, document, theme)


def _header(name: str, node: Node, headers: Mapping[str, str]) -> list[Judgement]:
    theme = str(node.get(REQUIREMENT, ""))
    if not theme:
        return []
    value = headers.get(name.lower())
    if value is None:
        if node.get("required"):
            return [_contradicts(theme, f"the header {name}", "no such header")]
        return []
    errors = list(validator(node.get("schema", {})).iter_errors(value))
    if errors:
        return [_contradicts(theme, _expected(errors[0]), shown(value), f"the header {name}")]
    return [_agrees(theme)]


def schema_judgements(schema: Node, document: Any, theme: str = "") -> list[Judgement]:
    """What a document says about the requirements that annotate its schema.

    Args:
        theme: the requirement to blame when no node on the way to a mistake is annotated.
    """
    failed: dict[str, Judgement] = {}
    for error in _leaves(validator(schema).iter_errors(document)):
        blamed = _nearest(schema, error) or theme
        if blamed and blamed not in failed:
            failed[blamed] = _mistaken(blamed, error, "")
    reached: dict[str, Judgement] = {}
    for exercised in _exercised(schema, document, ""):
        if not exercised.holds:
            failed.setdefault(exercised.theme, exercised)
        reached.setdefault(exercised.theme, exercised)
    if theme:
        reached.setdefault(theme, _agrees(theme))
    return [*failed.values(), *(one for name, one in reached.items() if name not in failed)]


def _mistaken(theme: str, error: Mistake, where: str) -> Judgement:
    """What a mistake is, at its place below another one."""
    place = "".join([where, *(f"/{step}" for step in error.absolute_path)])
    return _contradicts(theme, _expected(error), _observed(error), place or BODY)


def _leaves(errors: Iterator[Mistake]) -> Iterator[Mistake]:
    """The errors that say what is wrong, below alternatives too: those of the likeliest branch."""
    for error in errors:
        if not error.context:
            yield error
            continue
        branches: dict[Any, list[Mistake]] = {}
        for below in error.context:
            branches.setdefault(below.schema_path[0], []).append(below)
        likeliest: list[Mistake] = max(branches.values(), key=_likelihood)
        yield from _leaves(iter(likeliest))


def _likelihood(branch: list[Mistake]) -> tuple[bool, int, int]:
    """How well an alternative describes a value: its type fits, it errs deep down and seldom."""
    fits = not any(one.validator == "type" and not one.path for one in branch)
    return fits, max(len(one.path) for one in branch), -len(branch)


def _nearest(schema: Node, error: Mistake) -> str:
    """The theme of the deepest annotated node on the way to the error."""
    theme = str(schema.get(REQUIREMENT, ""))
    node: Any = schema
    for step in error.absolute_schema_path:
        try:
            node = node[step]
        except (KeyError, IndexError, TypeError):
            break
        if isinstance(node, Mapping):
            theme = str(node.get(REQUIREMENT, theme))
    if error.validator == "required" and isinstance(error.instance, Mapping):
        own = error.schema.get("properties", {}).get(_missing(error), {})
        theme = str(own.get(REQUIREMENT, theme))
    return theme


def _missing(error: Mistake) -> str:
    """The name of the member whose absence is the mistake; there is a mistake for each of them."""
    return next(
        str(name)
        for name in error.validator_value
        if name not in error.instance and f"{name!r} is a required" in error.message
    )


AT_LEAST_OR_MOST = {
    "minItems": "a length of at least {}",
    "maxItems": "a length of at most {}",
    "minLength": "a length of at least {}",
    "maxLength": "a length of at most {}",
    "minimum": "at least {}",
    "maximum": "at most {}",
}


def _expected(error: Mistake) -> str:
    match error.validator:
        case "type":
            allowed = error.validator_value
            return " or ".join([allowed] if isinstance(allowed, str) else allowed)
        case "enum":
            return "one of " + ", ".join(shown(one) for one in error.validator_value)
        case "const":
            return shown(error.validator_value)
        case "pattern":
            return f"text that matches {error.validator_value}"
        case "format":
            return f"text in the format {error.validator_value}"
        case "required":
            return f"the member {_missing(error)}"
        case "not" if set(error.validator_value) == {"type"}:
            return f"anything but {error.validator_value['type']}"
        case bound if bound in AT_LEAST_OR_MOST:
            return AT_LEAST_OR_MOST[bound].format(error.validator_value)
        case _:
            return f"{error.validator}: {shown(error.validator_value)}"


def _observed(error: Mistake) -> str:
    """The value at fault; where a member is missing, the names of those that are there."""
    if error.validator != "required":
        return shown(error.instance)
    return f"only the members {shown(list(error.instance))}" if error.instance else "no members"


def _exercised(schema: Node, value: Any, where: str) -> Iterator[Judgement]:
    """A judgement for every annotated node that the document reached."""
    if REQUIREMENT in schema:
        yield _agrees(str(schema[REQUIREMENT]))
    # Of another type than documented, a value says nothing of what would be preferred of it.
    for preferred in schema.get(PREFERS, ()) if _of_type(schema, value) else ():
        theme = str(preferred["requirement"])
        error = next(_leaves(validator(preferred["schema"]).iter_errors(value)), None)
        yield _mistaken(theme, error, where) if error else _agrees(theme)
    for branch in _branches(schema, value):
        yield from _exercised(branch, value, where)
    if isinstance(value, Mapping):
        for name, node in schema.get("properties", {}).items():
            if value.get(name) is not None and _annotated(node):
                yield from _exercised(node, value[name], f"{where}/{name}")
    elif isinstance(value, list) and "items" in schema and _annotated(schema["items"]):
        for index, item in enumerate(value):
            yield from _exercised(schema["items"], item, f"{where}/{index}")


def _of_type(schema: Node, value: Any) -> bool:
    """Whether a value has a type that the schema allows."""
    allowed = schema.get("type", ())
    kinds = [allowed] if isinstance(allowed, str) else allowed
    checker = Draft202012Validator.TYPE_CHECKER
    return not kinds or any(checker.is_type(value, kind) for kind in kinds)


def _branches(schema: Node, value: Any) -> Iterator[Node]:
    """The parts of a composed schema that describe the value, as far as they are annotated."""
    yield from schema.get("allOf", ())
    for alternative in (*schema.get("anyOf", ()), *schema.get("oneOf", ())):
        if _annotated(alternative) and validator(alternative).is_valid(value):
            yield alternative
    if "if" in schema and any(_annotated(schema.get(way, {})) for way in ("then", "else")):
        taken = "then" if validator(schema["if"]).is_valid(value) else "else"
        if taken in schema:
            yield schema[taken]


def _annotated(schema: Node) -> bool:
    """Whether a requirement or a preference stands anywhere in a schema of a loaded contract."""
    known = _ANNOTATED.get(id(schema))
    if known is None or known[0] is not schema:
        known = _ANNOTATED[id(schema)] = (schema, _mentions(schema))
    return known[1]


_ANNOTATED: dict[int, tuple[Node, bool]] = {}


def _mentions(node: Any) -> bool:
    if isinstance(node, Mapping):
        return REQUIREMENT in node or PREFERS in node or any(map(_mentions, node.values()))
    return isinstance(node, list) and any(map(_mentions, node))
