"""A provider's OpenAPI document, with its references resolved and its operations indexed."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker

from conformance import packs
from conformance.catalogue.lines import Document
from conformance.errors import PackError

Node = Mapping[str, Any]
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
EFFECTS = ("reads", "sends", "cancels", "deletes", "changes", "authenticates")
REQUIREMENT = "x-requirement"
FEATURE, ENUM_FEATURES = "x-feature", "x-enumFeatures"


@dataclass(frozen=True)
class Response:
    """What one status of an operation is documented to look like.

    Attributes:
        media: schema by media type; empty when the response has no body.
        theme: the requirement that the response as a whole states, if any.
    """

    media: Mapping[str, Node]
    headers: Mapping[str, Node]
    theme: str


@dataclass(frozen=True)
class Operation:
    """One method of one path.

    Attributes:
        effect: what it does to the world: one of `EFFECTS`.
        recipients, text, targets: where recipients, text and ids of touched resources stand.
        widens: members that, when set, make the request touch more than its targets.
        responses: by status, as written: `200`, `4XX` or `default`.
        status_theme: the requirement that an undocumented status violates.
    """

    provider: str
    id: str
    method: str
    path: str
    effect: str
    feature: str
    recipients: tuple[str, ...]
    text: tuple[str, ...]
    targets: tuple[str, ...]
    widens: tuple[str, ...]
    errors: tuple[str, ...]
    parameters: tuple[Node, ...]
    requests: Mapping[str, Node]
    responses: Mapping[str, Response]
    status_theme: str
    node: Node
    pattern: re.Pattern[str] = field(repr=False)

    @property
    def leads_to(self) -> tuple[str, ...]:
        """The operations that the links of its answers lead to, by their ids."""
        return tuple(
            link["operationId"]
            for response in self.node.get("responses", {}).values()
            for link in response.get("links", {}).values()
        )

    def documented_as(self, status: int) -> str:
        """The key of `responses` that a status comes under; empty when there is none."""
        keys = (str(status), f"{status // 100}XX", "default")
        return next((key for key in keys if key in self.responses), "")

    def response(self, status: int) -> Response | None:
        """What is documented for a status, if anything is."""
        return self.responses.get(self.documented_as(status))

    def variables(self, path: str) -> dict[str, str]:
        """The values of the path's variables."""
        found = self.pattern.fullmatch(path)
        return found.groupdict() if found else {}


@dataclass(frozen=True)
class Contract:
    """One provider's operations."""

    provider: str
    document: Node
    operations: Mapping[str, Operation]

    def find(self, method: str, path: str) -> Operation | None:
        """The operation that a request addresses; the most literal path wins."""
        best: Operation | None = None
        for operation in self.operations.values():
            same = operation.method == method.upper() and operation.pattern.fullmatch(path)
            if same and (best is None or operation.path.count("{") < best.path.count("{")):
                best = operation
        return best

    def knows_path(self, path: str) -> bool:
        """Whether any method is documented for the path."""
        return any(operation.pattern.fullmatch(path) for operation in self.operations.values())


@functools.cache
def load(provider: str, directory: Path | None = None) -> Contract:
    """Read and check one provider's contract.

    Raises:
        PackError: naming the file, and the line where the mistake can be told.
    """
    source = _source(provider, directory)
    data = _mapping(resolved(source.data, source), source)
    operations: dict[str, Operation] = {}
    for path, item in _mapping(data.get("paths", {}), source, "paths").items():
        for method in METHODS:
            if method in _mapping(item, source, "paths", path):
                operation = _operation(provider, path, method, item, source)
                if operation.id in operations:
                    raise PackError(
                        f"{source.at('paths', path, method)}: a second operation is called "
                        f"{operation.id}."
                    )
                operations[operation.id] = operation
    return Contract(provider, data, operations)


def _source(provider: str, directory: Path | None) -> Document:
    folder = directory / provider if directory else packs.folder(provider)
    return Document(folder / "openapi.yaml", packs.shown(folder / "openapi.yaml"))


def validate(provider: str, directory: Path | None = None) -> None:
    """Check that the document is valid OpenAPI 3.1; slow, and therefore not part of loading.

    Raises:
        PackError: with the validator's first finding.
    """
    from openapi_spec_validator import OpenAPIV31SpecValidator  # noqa: PLC0415 - slow to import

    source = _source(provider, directory)
    for error in OpenAPIV31SpecValidator(source.data).iter_errors():
        place = tuple(getattr(error, "absolute_path", ()))
        raise PackError(f"{source.at(*place)}: {error.message}")


def resolved(data: Any, source: Document) -> Any:
    """The document with every local `$ref` replaced by what it points to.

    A reference's siblings (a description, an `x-requirement`) win over the target's members, as
    OpenAPI 3.1 has it for Schema Objects. Targets are shared, not copied. An example that stands
    in a file beside the document (`externalValue`: XML, which YAML cannot hold) is read into it.

    Raises:
        PackError: when a reference points nowhere, outside, or to itself.
    """
    return _Resolver(data, source).walk(data, ())


class _Resolver:
    """Walks a document and replaces references, each target once."""

    def __init__(self, data: Any, source: Document) -> None:
        self._data = data
        self._shown_as = source.shown_as
        self._folder = source.path.parent.resolve()
        self._finished: dict[str, Any] = {}

    def walk(self, node: Any, trail: tuple[str, ...]) -> Any:
        """A node without references; the trail is the references that led to it."""
        if isinstance(node, list):
            return [self.walk(item, trail) for item in node]
        if not isinstance(node, dict):
            return node
        if isinstance(node.get("externalValue"), str):
            node = {**node, "value": self._text(node["externalValue"])}
            del node["externalValue"]
        members = {key: self.walk(item, trail) for key, item in node.items() if key != "$ref"}
        if not isinstance(node.get("$ref"), str):
            return {key: members.get(key, node[key]) for key in node}
        found = self._target(node["$ref"], trail)
        return {**found, **members} if members else found

    def _target(self, ref: str, trail: tuple[str, ...]) -> Any:
        if ref in trail:
            raise PackError(f"{self._shown_as}: {ref} refers to itself.")
        if ref not in self._finished:
            self._finished[ref] = self.walk(self._raw(ref), (*trail, ref))
        return self._finished[ref]

    def _text(self, name: str) -> str:
        path = (self._folder / name).resolve()
        if not path.is_relative_to(self._folder) or not path.is_file():
            raise PackError(f"{self._shown_as}: the example {name} is no file beside the document.")
        return path.read_text(encoding="utf-8")

    def _raw(self, ref: str) -> Any:
        if not ref.startswith("#/"):
            raise PackError(f"{self._shown_as}: {ref} is not within the document.")
        node = self._data
        for step in ref[2:].split("/"):
            key = step.replace("~1", "/").replace("~0", "~")
            if not isinstance(node, dict) or key not in node:
                raise PackError(f"{self._shown_as}: nothing is at {ref}.")
            node = node[key]
        return node


def _mapping(node: Any, source: Document, *place: str) -> Node:
    if not isinstance(node, Mapping):
        raise PackError(f"{source.at(*place)}: here stands no mapping.")
    return node


def _operation(provider: str, path: str, method: str, item: Node, source: Document) -> Operation:
    node = _mapping(item[method], source, "paths", path, method)
    where = source.at("paths", path, method)
    effect = node.get("x-effect")
    if effect not in EFFECTS:
        raise PackError(
            f"{where}: the operation has x-effect {effect!r}.", f"Give it one of {EFFECTS}."
        )
    if "operationId" not in node:
        raise PackError(f"{where}: the operation has no operationId.")
    literal = re.split(r"\{(\w+)\}", path)
    pattern = "".join(
        rf"(?P<{part}>[^/]+)" if odd % 2 else re.escape(part) for odd, part in enumerate(literal)
    )
    return Operation(
        provider=provider,
        id=node["operationId"],
        method=method.upper(),
        path=path,
        effect=effect,
        feature=node.get(FEATURE, ""),
        recipients=tuple(node.get("x-recipients", ())),
        text=tuple(node.get("x-text", ())),
        targets=tuple(node.get("x-targets", ())),
        widens=tuple(node.get("x-widens", ())),
        errors=tuple(str(code) for code in node.get("x-errors", ())),
        parameters=(*item.get("parameters", ()), *node.get("parameters", ())),
        requests=_schemas(node.get("requestBody", {})),
        responses={
            str(status): Response(
                _schemas(response), response.get("headers", {}), response.get(REQUIREMENT, "")
            )
            for status, response in node.get("responses", {}).items()
        },
        status_theme=node.get(REQUIREMENT, ""),
        node=node,
        pattern=re.compile(pattern),
    )


def _schemas(node: Node) -> dict[str, Node]:
    """Schema by media type; a theme on the media type is the schema's unless it has its own."""
    found: dict[str, Node] = {}
    for name, media in node.get("content", {}).items():
        schema = media.get("schema", {})
        if REQUIREMENT in media and REQUIREMENT not in schema:
            schema = {**schema, REQUIREMENT: media[REQUIREMENT]}
        found[name.lower()] = schema
    return found


@functools.cache
def _validator(key: int) -> Draft202012Validator:
    return Draft202012Validator(_VALIDATED[key], format_checker=_FORMATS)


_VALIDATED: dict[int, Node] = {}
# Formats that judge alike wherever the suite runs; others depend on what else is installed.
_FORMATS = FormatChecker(["uuid"])


def validator(schema: Node) -> Draft202012Validator:
    """A validator for a schema of a loaded contract, made once."""
    _VALIDATED.setdefault(id(schema), schema)  # keeps the schema alive, so its id stays its own
    return _validator(id(schema))
