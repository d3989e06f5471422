"""The options of the pytest plugin: made from the settings, and when they make it active."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from conformance.target.settings import SETTINGS, Setting

GROUP = "conformance"
PREFIX = "--conformance-"
CASES = Path(__file__).resolve().parent.parent / "cases"
"""Where the suite's own cases are."""


def add(parser: pytest.Parser) -> None:
    """Add every setting under its long name, which no other plugin has."""
    group = parser.getgroup(GROUP, "conformance of SMS provider APIs")
    for setting in SETTINGS.values():
        _add(group, setting, f"{PREFIX}{setting.name}", f"the same as --{setting.name}")


def add_short(parser: pytest.Parser) -> list[str]:
    """Add every setting under its short name too, and return those that another plugin owns.

    This has to wait until every plugin and conftest has added its options: whoever adds a name
    second breaks pytest's start.
    """
    taken = {
        name
        for group in [*parser._groups, parser._anonymous]  # noqa: SLF001 - there is no other way
        for option in group.options
        for name in option.names()
    }
    group = parser.getgroup(GROUP)
    left_out: list[str] = []
    for setting in SETTINGS.values():
        name = f"--{setting.name}"
        if name in taken:
            left_out.append(name)
        else:
            _add(group, setting, name, setting.meaning)
    return left_out


def _add(group: Any, setting: Setting, name: str, meaning: str) -> None:
    common: dict[str, Any] = {"dest": _destination(setting), "help": meaning.replace("%", "%%")}
    if setting.switch:
        group.addoption(name, action="store_true", default=False, **common)
    elif setting.repeatable:
        group.addoption(name, action="append", default=[], metavar=setting.metavar, **common)
    else:
        group.addoption(name, default=None, metavar=setting.metavar, **common)


def _destination(setting: Setting) -> str:
    return f"conformance_{setting.key}"


def given(config: pytest.Config) -> dict[str, Any]:
    """What was chosen on the command line, by setting name."""
    return {
        name: config.getoption(_destination(setting), None) for name, setting in SETTINGS.items()
    }


def engaged(config: pytest.Config) -> bool:
    """Whether this pytest run is one of the suite's.

    It is when one of the options is given, or when the suite's own cases are among the arguments
    (as in a checkout of the project, where they are what plain `pytest` runs).
    """
    if any(value not in (None, [], False) for value in given(config).values()):
        return True
    places = [Path(str(argument).partition("::")[0]) for argument in config.args]
    base = config.invocation_params.dir
    return any((base / place).resolve().is_relative_to(CASES) for place in places)
