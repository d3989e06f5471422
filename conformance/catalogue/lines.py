"""YAML that remembers the line every value stands on, and refuses duplicate keys."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator, ValidationError

from conformance.errors import PackError

Place = tuple[str | int, ...]
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Document:
    """One YAML file: its data, and the line of every key and item in it."""

    def __init__(self, path: Path, shown_as: str) -> None:
        self.path = path
        self.shown_as = shown_as
        self._lines: dict[Place, int] = {}
        try:
            text = path.read_text(encoding="utf-8")
        except OSError as error:
            raise PackError(
                f"{shown_as} cannot be read: {error.strerror or error}.",
                "The suite is incomplete: install it again, or mend the checkout.",
            ) from error
        except UnicodeDecodeError as error:
            line = error.object[: error.start].count(b"\n") + 1
            raise PackError(f"{shown_as}:{line}: this is no UTF-8.") from error
        try:
            loader = _Loader(text)
            node = loader.get_single_node()
            if node is not None:
                self._walk(node, ())
            self.data: Any = loader.construct_document(node) if node is not None else None
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            raise PackError(f"{shown_as}:{line}: this is no YAML: {error.problem}.") from error
        except yaml.reader.ReaderError as error:
            line = text[: error.position].count("\n") + 1
            raise PackError(f"{shown_as}:{line}: this is no YAML: {error.reason}.") from error
        except RecursionError as error:
            raise PackError(f"{shown_as}:1: an alias refers to itself.") from error

    def _walk(self, node: yaml.Node, place: Place) -> None:
        self._lines.setdefault(place, node.start_mark.line + 1)
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                if not isinstance(key, yaml.ScalarNode):
                    raise PackError(
                        f"{self.shown_as}:{key.start_mark.line + 1}: a key has to be plain text."
                    )
                below = (*place, key.value)
                if below in self._lines:
                    raise PackError(
                        f"{self.shown_as}:{key.start_mark.line + 1}: "
                        f"{key.value!r} stands here a second time; the first is in line "
                        f"{self._lines[below]}.",
                        "Keep one of the two.",
                    )
                self._lines[below] = key.start_mark.line + 1
                self._walk(value, below)
        elif isinstance(node, yaml.SequenceNode):
            for index, item in enumerate(node.value):
                self._walk(item, (*place, index))

    def line(self, *place: str | int) -> int:
        """The line that the value at this place stands on, or the nearest one around it."""
        looked_for = tuple(place)
        while looked_for and looked_for not in self._lines:
            looked_for = looked_for[:-1]
        return self._lines.get(looked_for, 1)

    def at(self, *place: str | int) -> str:
        """The place as `file:line`, for messages."""
        return f"{self.shown_as}:{self.line(*place)}"

    def check(self, schema: dict[str, Any]) -> None:
        """Validate against a JSON Schema.

        Raises:
            PackError: naming the first line that is at fault.
        """
        errors = sorted(
            Draft202012Validator(schema).iter_errors(self.data),
            key=lambda error: self.line(*error.absolute_path),
        )
        if errors:
            error = errors[0]
            place = [*error.absolute_path, *_unexpected(error)]
            where = "/".join(str(step) for step in error.absolute_path) or "the file"
            raise PackError(
                f"{self.at(*place)}: {where}: {error.message}.",
                "specs/README.md says how a pack is written.",
            )


def _unexpected(error: ValidationError) -> list[str]:
    """The key that is at fault, where the fault is that it is there."""
    if error.validator != "additionalProperties" or not isinstance(error.instance, dict):
        return []
    schema: Any = error.schema
    return [key for key in error.instance if key not in schema.get("properties", {})][:1]
