"""Settings: what a user may choose for a run, from whichever place it was chosen in.

An option wins over the environment, the environment over the target file, and that over the
default. Every setting has one row here; options, variables and keys are made from the rows.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from conformance.errors import UsageError, choices

FILE = "conformance.toml"


@dataclass(frozen=True)
class Setting:
    """One thing that a user may choose.

    Attributes:
        name: as in `--name`, `CONFORMANCE_NAME` and the target file.
        read: makes the value from text, or raises ValueError with a clause that says what it takes.
        default: its value when nobody chooses.
        repeatable: may be given several times, or comma separated.
    """

    name: str
    metavar: str
    meaning: str
    read: Callable[[str], Any]
    default: Any = None
    repeatable: bool = False
    in_file: bool = True

    @property
    def key(self) -> str:
        """The name as a Python identifier, as keys of the target file are written."""
        return self.name.replace("-", "_")

    @property
    def variable(self) -> str:
        """The environment variable."""
        return f"CONFORMANCE_{self.key.upper()}"

    @property
    def switch(self) -> bool:
        """Whether the option takes no value."""
        return not self.metavar


def _text(value: str) -> str:
    if not value.strip():
        raise ValueError("takes some text")
    return value


def whole(least: int) -> Callable[[str], int]:
    """Reads a whole number, this one at least."""

    def read(value: str) -> int:
        try:
            number = int(value)
        except ValueError:
            number = least - 1
        if number < least:
            raise ValueError(f"takes a whole number from {least} up")
        return number

    return read


def _seconds(value: str) -> float:
    try:
        number = float(value)
    except ValueError:
        number = -1.0
    if not 0 <= number < float("inf"):
        raise ValueError("takes a number of seconds, zero or more")
    return number


def _one_of(*valid: str) -> Callable[[str], str]:
    def read(value: str) -> str:
        if value not in valid:
            raise ValueError(f"takes one of {', '.join(valid)}")
        return value

    return read


def _yes(value: str) -> bool:
    if value.strip().lower() in {"1", "true", "yes", "on"}:
        return True
    if value.strip().lower() in {"0", "false", "no", "off", ""}:
        return False
    raise ValueError("takes true or false")


def _shard(value: str) -> tuple[int, int]:
    part, _, whole = value.partition("/")
    if part.isdecimal() and whole.isdecimal() and 1 <= int(part) <= int(whole):
        return int(part), int(whole)
    raise ValueError("takes I/N, such as 2/4")


LEVELS = ("must", "should", "may", "observe")

SETTINGS: dict[str, Setting] = {
    setting.name: setting
    for setting in (
        Setting(
            "target",
            "URL|NAME",
            "what to test: a base URL, or a [targets.NAME] section of the "
            "target file (default: the embedded reference)",
            _text,
            "embedded",
            in_file=False,
        ),
        Setting(
            "targets",
            "FILE",
            "the target file (default: conformance.toml, looked for from here upwards)",
            _text,
            in_file=False,
        ),
        Setting(
            "provider", "NAME", "test only this provider (repeatable)", _text, (), repeatable=True
        ),
        Setting(
            "profile", "NAME", "test only this profile (repeatable)", _text, (), repeatable=True
        ),
        Setting(
            "requirement",
            "GLOB",
            "test only requirements whose id matches (repeatable)",
            _text,
            (),
            repeatable=True,
        ),
        Setting(
            "level",
            "LEVEL",
            "test only requirements of this level or a stronger one",
            _one_of(*LEVELS),
            "observe",
        ),
        Setting(
            "features",
            "A,B|-A",
            "claim exactly these features; with a minus, the defaults without these",
            _text,
            (),
            repeatable=True,
        ),
        Setting(
            "live",
            "",
            "treat the target as a real service, whatever its address",
            _yes,
            default=False,
        ),
        Setting("budget", "SEGMENTS", "how many segments may be sent to a live target", whole(0)),
        Setting("known", "FILE", "requirements that are known to be violated", _text),
        Setting(
            "report",
            "DIR",
            "where the report goes (default: reports/latest)",
            _text,
            "reports/latest",
        ),
        Setting(
            "fail-on",
            "LEVEL",
            "which violations fail the run: must or should",
            _one_of("must", "should"),
            "must",
        ),
        Setting(
            "accept-undetermined",
            "",
            "let a run pass that has violated nothing but could not show everything",
            _yes,
            default=False,
        ),
        Setting("concurrency", "N", "how many cases run at once", whole(1), 1),
        Setting(
            "max-examples",
            "N",
            "how many generated examples of each kind per operation",
            whole(0),
            10,
        ),
        Setting("seed", "N", "the seed of generated examples", whole(0), 0),
        Setting(
            "explore",
            "SECONDS",
            "draw fresh requests for so long, for each provider, beside those that every run sends",
            _seconds,
            0.0,
        ),
        Setting(
            "generated-changes",
            "",
            "let generated requests change a live target too, within allow-list and budget",
            _yes,
            default=False,
        ),
        Setting(
            "patience",
            "SECONDS",
            "how long to wait for something to happen at a target without a clock",
            _seconds,
            5.0,
        ),
        Setting("clock", "URL", "where the target's clock can be advanced", _text),
        Setting(
            "deviation",
            "NAME",
            "make the embedded reference deviate (repeatable)",
            _text,
            (),
            repeatable=True,
            in_file=False,
        ),
        Setting(
            "discomfort",
            "SEED",
            "let the embedded reference say everything otherwise that the documents leave free",
            whole(0),
            in_file=False,
        ),
        Setting(
            "shard", "I/N", "run only the I-th of N equal parts of the cases", _shard, in_file=False
        ),
    )
}


class Settings:
    """The settings of one run.

    Args:
        options: what was given on the command line, by setting name; None or empty if not given.
        environment: usually `os.environ`.
        directory: where looking for the target file begins.

    Raises:
        UsageError: when a value is not one that the setting takes, or the target file is no good.
    """

    def __init__(
        self,
        options: Mapping[str, Any],
        environment: Mapping[str, str] | None = None,
        directory: Path | None = None,
    ) -> None:
        self.environment = dict(os.environ if environment is None else environment)
        self._directory = directory or Path.cwd()
        self._values: dict[str, Any] = {}
        self.section: Mapping[str, Any] = {}
        for name in ("targets", "target"):
            self._values[name] = self._chosen(SETTINGS[name], options)
        self.section = self._target_section()
        for name, setting in SETTINGS.items():
            if name not in self._values:
                self._values[name] = self._chosen(setting, options)

    def __getitem__(self, name: str) -> Any:
        return self._values[name]

    def _chosen(self, setting: Setting, options: Mapping[str, Any]) -> Any:
        given = options.get(setting.name)
        if given not in (None, (), [], False):
            return self._read(setting, given, f"--{setting.name}")
        if self.environment.get(setting.variable, ""):
            return self._read(setting, self.environment[setting.variable], setting.variable)
        if setting.in_file and setting.key in self.section:
            return self._read(setting, self.section[setting.key], f"{setting.key} in the file")
        return setting.default

    def _read(self, setting: Setting, given: Any, place: str) -> Any:
        parts = given if isinstance(given, list | tuple) else [given]
        texts = [str(part) for part in parts]
        try:
            if not setting.repeatable:
                return setting.read(texts[0] if len(texts) == 1 else "")
            split = [one.strip() for text in texts for one in text.split(",")]
            return tuple(setting.read(one) for one in split if one) or setting.read("")
        except ValueError as error:
            raise UsageError(
                f"{place} {error}, not {', '.join(texts)!r}.",
                f"It means: {setting.meaning}.",
            ) from None

    def _target_section(self) -> Mapping[str, Any]:
        name = self._values["target"]
        named_file = self._values["targets"]
        path = Path(named_file) if named_file else self._found_file()
        if named_file and not Path(named_file).is_file():
            raise UsageError(
                f"The target file {named_file} does not exist.",
                "--targets takes a TOML file with [targets.NAME] sections.",
            )
        if "://" in name or name == "embedded":
            return {}
        if path is None:
            raise UsageError(
                f"There is no target called {name!r}: no {FILE} was found from here upwards.",
                f"Give a URL (http://…), or describe the target in a [targets.{name}] section.",
            )
        return read_section(path, name)

    def _found_file(self) -> Path | None:
        for directory in (self._directory, *self._directory.parents):
            if (directory / FILE).is_file():
                return directory / FILE
        return None


def read_section(path: Path, name: str) -> Mapping[str, Any]:
    """One target's section of a target file.

    Raises:
        UsageError: when the file is no TOML, has no such section or an unknown key.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path.name} cannot be read: {error}.") from error
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{path.name} is no TOML: {error}.", "Mend the file.") from error
    targets = data.get("targets")
    if not isinstance(targets, dict):
        raise UsageError(
            f"{path.name} has no [targets.…] section.", f"Add one: [targets.{name}] with a url."
        )
    if name not in targets:
        raise choices(name, "target", sorted(targets))
    section = targets[name]
    if not isinstance(section, dict):
        raise UsageError(
            f"[targets.{name}] in {path.name} is no table.", 'Write url = "https://…" below it.'
        )
    valid = ["url", "recipients", "credentials"]
    valid += [setting.key for setting in SETTINGS.values() if setting.in_file]
    for key in section:
        if key not in valid:
            raise choices(key, f"key of [targets.{name}]", sorted(valid))
    if not isinstance(section.get("url"), str):
        raise UsageError(
            f"[targets.{name}] in {path.name} has no url.", 'Add url = "https://…" to it.'
        )
    found: Mapping[str, Any] = section
    return found
