"""Every setting comes from the most specific place that has it, and bad ones are told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from conformance.errors import UsageError
from conformance.target.settings import FILE, SETTINGS, Settings

URL = "http://127.0.0.1:8000"


def write(folder: Path, text: str, name: str = FILE) -> Path:
    """A target file."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


VALUES: dict[str, tuple[str, Any]] = {
    "provider": ("dexatel", ("dexatel",)),
    "profile": ("errors", ("errors",)),
    "requirement": ("dexatel/*", ("dexatel/*",)),
    "level": ("must", "must"),
    "features": ("-list", ("-list",)),
    "live": ("yes", True),
    "budget": ("7", 7),
    "known": ("known.yaml", "known.yaml"),
    "report": ("out", "out"),
    "fail-on": ("should", "should"),
    "accept-undetermined": ("1", True),
    "concurrency": ("3", 3),
    "max-examples": ("0", 0),
    "seed": ("9", 9),
    "patience": ("0.5", 0.5),
    "clock": ("http://127.0.0.1/clock", "http://127.0.0.1/clock"),
    "deviation": ("dexatel/x", ("dexatel/x",)),
    "discomfort": ("0", 0),
    "explore": ("3", 3.0),
    "generated-changes": ("on", True),
    "shard": ("2/4", (2, 4)),
    "target": (URL, URL),
    "targets": (None, None),
}


OTHERS = {
    "fail-on": "must",
    "level": "may",
    "profile": "security",
    "provider": "twosms",
    "shard": "1/4",
    "target": "http://127.0.0.2",
}
"""Other values, where 4 is none."""


def test_every_setting_is_tested_here() -> None:
    """A new setting needs a row in this file."""
    assert set(VALUES) == set(SETTINGS)


@pytest.mark.parametrize("name", [name for name, (text, _) in VALUES.items() if text])
def test_precedence(tmp_path: Path, name: str) -> None:
    """An option wins over the environment, that over the target file, that over the default."""
    setting = SETTINGS[name]
    text, value = VALUES[name]
    variable = {setting.variable: text}

    assert Settings({}, {}, tmp_path)[name] == setting.default
    if setting.switch:
        assert Settings({name: True}, {setting.variable: "no"}, tmp_path)[name] is True
    else:
        other = OTHERS.get(name, "4")
        given: Any = [text] if setting.repeatable else text
        assert Settings({name: given}, {setting.variable: other}, tmp_path)[name] == value
    assert Settings({}, variable, tmp_path)[name] == value
    assert Settings({name: [] if setting.repeatable else None}, variable, tmp_path)[name] == value
    assert Settings({}, {setting.variable: ""}, tmp_path)[name] == setting.default
    if setting.in_file:
        line = f'{setting.key} = "{text}"'
        write(tmp_path, f'[targets.mine]\nurl = "{URL}"\n{line}\n')
        assert Settings({"target": "mine"}, {}, tmp_path)[name] == value
        if not setting.switch:
            assert Settings({"target": "mine"}, {setting.variable: other}, tmp_path)[name] != value


BAD: list[tuple[str, Any, str]] = [
    ("level", "musst", "--level takes one of must, should, may, observe, not 'musst'"),
    ("fail-on", "may", "--fail-on takes one of must, should, not 'may'"),
    ("budget", "-1", "--budget takes a whole number from 0 up, not '-1'"),
    ("budget", "many", "--budget takes a whole number"),
    ("budget", "1.5", "--budget takes a whole number"),
    ("concurrency", "0", "--concurrency takes a whole number from 1 up"),
    ("max-examples", "x", "--max-examples takes a whole number"),
    ("seed", "-3", "--seed takes a whole number"),
    ("patience", "-1", "--patience takes a number of seconds"),
    ("patience", "nan", "--patience takes a number of seconds"),
    ("patience", "inf", "--patience takes a number of seconds"),
    ("patience", "soon", "--patience takes a number of seconds"),
    ("shard", "0/4", "--shard takes I/N"),
    ("shard", "5/4", "--shard takes I/N"),
    ("shard", "1", "--shard takes I/N"),
    ("shard", "a/b", "--shard takes I/N"),
    ("provider", [""], "--provider takes some text"),
    ("provider", [","], "--provider takes some text"),
    ("requirement", [" "], "--requirement takes some text"),
    ("report", " ", "--report takes some text"),
    ("clock", " ", "--clock takes some text"),
    ("target", " ", "--target takes some text"),
]


@pytest.mark.parametrize(("name", "value", "told"), BAD)
def test_a_bad_option(tmp_path: Path, name: str, value: Any, told: str) -> None:
    """A value that a setting does not take is one message, which names the option."""
    with pytest.raises(UsageError) as raised:
        Settings({name: value}, {}, tmp_path)

    assert str(raised.value).startswith(told)
    assert raised.value.advice
    assert raised.value.exit_code == 4


@pytest.mark.parametrize(
    ("variable", "value", "told"),
    [
        ("CONFORMANCE_LEVEL", "x", "CONFORMANCE_LEVEL takes one of"),
        ("CONFORMANCE_LIVE", "perhaps", "CONFORMANCE_LIVE takes true or false"),
        ("CONFORMANCE_FAIL_ON", "x", "CONFORMANCE_FAIL_ON takes one of"),
        ("CONFORMANCE_BUDGET", "x", "CONFORMANCE_BUDGET takes a whole number"),
    ],
)
def test_a_bad_variable(tmp_path: Path, variable: str, value: str, told: str) -> None:
    """A variable is told by its own name."""
    with pytest.raises(UsageError) as raised:
        Settings({}, {variable: value}, tmp_path)

    assert str(raised.value).startswith(told)


def test_several_values(tmp_path: Path) -> None:
    """A repeatable setting may be repeated, comma separated, or both."""
    options = {"provider": ["dexatel, twosms", "clickatell"], "features": ["-a,-b"]}

    settings = Settings(options, {}, tmp_path)

    assert settings["provider"] == ("dexatel", "twosms", "clickatell")
    assert settings["features"] == ("-a", "-b")


def test_a_list_in_the_file(tmp_path: Path) -> None:
    """The file may write several values as TOML does, and numbers and booleans too."""
    more = 'provider = ["dexatel", "twosms"]\nlive = true\nbudget = 3'
    write(tmp_path, f'[targets.mine]\nurl = "{URL}"\n{more}\n')

    settings = Settings({"target": "mine"}, {}, tmp_path)

    assert settings["provider"] == ("dexatel", "twosms")
    assert settings["live"] is True
    assert settings["budget"] == 3


def test_the_file_is_looked_for_upwards(tmp_path: Path) -> None:
    """As other tools do, the nearest file on the way up counts."""
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)
    write(tmp_path, f'[targets.mine]\nurl = "{URL}"\nseed = 1\n')
    assert Settings({"target": "mine"}, {}, below)["seed"] == 1
    write(tmp_path / "a", f'[targets.mine]\nurl = "{URL}"\nseed = 2\n')
    assert Settings({"target": "mine"}, {}, below)["seed"] == 2
    other = write(tmp_path, f'[targets.mine]\nurl = "{URL}"\nseed = 3\n', "other.toml")
    assert Settings({"target": "mine", "targets": str(other)}, {}, below)["seed"] == 3


FILES: dict[str, tuple[str, str]] = {
    "no toml": ("[targets.mine", "conformance.toml is no TOML"),
    "nothing": ("", r"conformance.toml has no [targets.…] section"),
    "no targets": ('targets = "a"', "conformance.toml has no [targets.…] section"),
    "no table": ("[targets]\nmine = 5", "[targets.mine] in conformance.toml is no table"),
    "another target": (
        f'[targets.mime]\nurl = "{URL}"',
        "There is no target called 'mine'.\nDid you mean mime",
    ),
    "no url": ("[targets.mine]\nseed = 1", "[targets.mine] in conformance.toml has no url"),
    "a url that is no text": (
        "[targets.mine]\nurl = 1",
        "[targets.mine] in conformance.toml has no",
    ),
    "an unknown key": (
        f'[targets.mine]\nurl = "{URL}"\nbugdet = 1',
        "There is no key of [targets.mine] called 'bugdet'.\nDid you mean budget",
    ),
    "a key of the command line": (
        f'[targets.mine]\nurl = "{URL}"\nshard = "1/2"',
        "There is no key of [targets.mine] called 'shard'",
    ),
    "a bad value": (
        f'[targets.mine]\nurl = "{URL}"\nlevel = "x"',
        "level in the file takes one of",
    ),
    "several for one": (
        f'[targets.mine]\nurl = "{URL}"\nseed = [1, 2]',
        "seed in the file takes",
    ),
}


@pytest.mark.parametrize(("text", "told"), FILES.values(), ids=FILES)
def test_a_bad_file(tmp_path: Path, text: str, told: str) -> None:
    """What is wrong with a target file is one message that names the file or the key."""
    write(tmp_path, text)

    with pytest.raises(UsageError) as raised:
        Settings({"target": "mine"}, {}, tmp_path)

    assert str(raised.value).startswith(told)


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
    """A binary file is told as such."""
    (tmp_path / FILE).write_bytes(b"\xff\xfe")

    with pytest.raises(UsageError, match=r"conformance\.toml cannot be read"):
        Settings({"target": "mine"}, {}, tmp_path)


def test_no_file_at_all(tmp_path: Path) -> None:
    """A name without a file to look it up in says what a target may be."""
    with pytest.raises(UsageError, match="no target called") as raised:
        Settings({"target": "mine"}, {}, tmp_path)
    assert "conformance.toml" in str(raised.value)

    with pytest.raises(UsageError, match="does not exist"):
        Settings({"targets": str(tmp_path / "no.toml")}, {}, tmp_path)
