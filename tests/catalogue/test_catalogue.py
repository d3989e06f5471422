"""The catalogue loads whole, or tells its first mistake with file and line."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from conformance import packs
from conformance.catalogue import Basis, Level, load
from conformance.catalogue.catalogue import TIERS
from conformance.catalogue.lines import Document
from conformance.data import specs_dir
from conformance.errors import PackError

PROVIDERS = ["clickatell", "dexatel", "twosms"]

THEMES = """themes:
  # a comment
  area.topic: Something is the case.
  area.other: Something else is the case.
"""
REQUIREMENTS = """requirements:
  area.topic:
    statement: Something is the case here.
    level: must
    basis: stated
    source: "A page"
    profile: errors
    feature: schedule
"""
PROVIDER = """name: made
title: Made
home: https://example.com
prefixes: [/v1]
probe: {method: GET, path: /v1}
account:
  key: {variable: MADE_KEY, meaning: The key., secret: true}
features:
  schedule: {meaning: Later., embedded: true, local: true, live: false}
errors:
  "1501": {meaning: Unknown, status: 404, theme: area.topic}
"""
Specs = Callable[..., Path]


@pytest.fixture
def specs(tmp_path: Path) -> Specs:
    """Writes a specs folder with one small pack, in which one text is replaced by another."""

    def write(file: str = "", old: str = "", new: str = "") -> Path:
        texts = {
            "themes.yaml": THEMES,
            "made/requirements.yaml": REQUIREMENTS,
            "made/provider.yaml": PROVIDER,
        }
        (tmp_path / "made").mkdir(exist_ok=True)
        for name, text in texts.items():
            assert name != file or old in text
            changed = text.replace(old, new, 1) if name == file else text
            (tmp_path / name).write_text(changed, encoding="utf-8")
        load.cache_clear()
        return tmp_path

    return write


def test_a_small_pack(specs: Specs) -> None:
    """What the files say is what the catalogue holds."""
    catalogue = load(specs())
    pack = catalogue.packs["made"]
    requirement = pack.requirements["area.topic"]

    assert [*catalogue.themes] == ["area.topic", "area.other"]
    assert [one.id for one in catalogue.requirements()] == ["made/area.topic"]
    assert (requirement.level, requirement.basis) == (Level.MUST, Basis.STATED)
    assert requirement.feature == "schedule"
    assert pack.claimed_by_default("local") == {"schedule"}
    assert pack.claimed_by_default("live") == frozenset()
    assert pack.account["key"].secret
    assert pack.account["key"].default is None
    assert pack.errors["1501"].status == 404


MISTAKES: dict[str, tuple[tuple[str, str, str], str]] = {
    "a bad level": (
        ("made/requirements.yaml", "must", "musst"),
        "specs/made/requirements.yaml:4: requirements/area.topic/level: 'musst' is not one of",
    ),
    "a bad basis": (
        ("made/requirements.yaml", "stated", "guessed"),
        "specs/made/requirements.yaml:5: requirements/area.topic/basis: 'guessed' is not",
    ),
    "a bad profile": (
        ("made/requirements.yaml", "errors", "eras"),
        "specs/made/requirements.yaml:7: requirements/area.topic/profile: 'eras' is not",
    ),
    "a missing key": (
        ("made/requirements.yaml", '    source: "A page"\n', ""),
        "specs/made/requirements.yaml:2: requirements/area.topic: 'source' is a required",
    ),
    "an unknown key": (
        ("made/requirements.yaml", "    feature", "    featuer"),
        "specs/made/requirements.yaml:8: requirements/area.topic: Additional properties",
    ),
    "a key twice": (
        ("made/requirements.yaml", "    basis", "    level: may\n    basis"),
        "specs/made/requirements.yaml:5: 'level' stands here a second time; the first is in line 4",
    ),
    "a requirement twice": (
        ("made/requirements.yaml", "    feature: schedule\n", "  area.topic: {}\n"),
        "specs/made/requirements.yaml:8: 'area.topic' stands here a second time",
    ),
    "an unknown theme": (
        ("made/requirements.yaml", "area.topic", "area.topik"),
        "specs/made/requirements.yaml:2: 'area.topik' is no theme",
    ),
    "an unknown feature": (
        ("made/requirements.yaml", "schedule", "shedule"),
        "specs/made/requirements.yaml:8: made has no feature 'shedule'",
    ),
    "a text that is a number": (
        ("made/requirements.yaml", "Something is the case here.", "4711"),
        "specs/made/requirements.yaml:3: requirements/area.topic/statement: 4711 is not",
    ),
    "no requirements": (
        ("made/requirements.yaml", REQUIREMENTS, "requirements: {}"),
        "specs/made/requirements.yaml:1: requirements: {} should be non-empty",
    ),
    "an empty file": (
        ("made/requirements.yaml", REQUIREMENTS, ""),
        "specs/made/requirements.yaml:1: the file: None is not of type 'object'",
    ),
    "no yaml": (
        ("made/requirements.yaml", "    level: must", "    level: [must"),
        "specs/made/requirements.yaml:5: this is no YAML",
    ),
    "a tab": (
        ("made/requirements.yaml", "    level", "\tlevel"),
        "specs/made/requirements.yaml:4: this is no YAML",
    ),
    "a control character": (
        ("made/requirements.yaml", "must", "must\x01"),
        "specs/made/requirements.yaml:4: this is no YAML",
    ),
    "an object of Python": (
        ("made/requirements.yaml", "must", "!!python/name:os.system"),
        "specs/made/requirements.yaml:4: this is no YAML",
    ),
    "a key that is a list": (
        ("made/requirements.yaml", "    level: must", "    ? [level]\n    : must"),
        "specs/made/requirements.yaml:4: a key has to be plain text",
    ),
    "an alias to itself": (
        ("made/requirements.yaml", "must", "&level [*level]"),
        "specs/made/requirements.yaml:",
    ),
    "two documents": (
        ("made/requirements.yaml", "    basis", "---\n    basis"),
        "specs/made/requirements.yaml:",
    ),
    "a theme without a dot": (
        ("themes.yaml", "area.other", "other"),
        "specs/themes.yaml:",
    ),
    "a theme twice": (
        ("themes.yaml", "area.other", "area.topic"),
        "specs/themes.yaml:4: 'area.topic' stands here a second time; the first is in line 3",
    ),
    "another name than the folder's": (
        ("made/provider.yaml", "name: made", "name: maid"),
        "specs/made/provider.yaml:1: the provider is called 'maid', its folder 'made'",
    ),
    "an error with an unknown theme": (
        ("made/provider.yaml", "area.topic", "area.other"),
        "specs/made/provider.yaml:11: error 1501 names the theme 'area.other', which made does not",
    ),
    "an error that nobody provokes": (
        ("made/provider.yaml", ", theme: area.topic", ""),
        "specs/made/provider.yaml:11: errors/1501: ",
    ),
    "a feature without a tier": (
        ("made/provider.yaml", ", live: false", ""),
        "specs/made/provider.yaml:9: features/schedule: 'live' is a required",
    ),
    "a probe that changes something": (
        ("made/provider.yaml", "method: GET", "method: DELETE"),
        "specs/made/provider.yaml:5: probe/method: 'DELETE' is not one of",
    ),
    "an unknown key of an account": (
        ("made/provider.yaml", "secret: true", "secrete: true"),
        "specs/made/provider.yaml:7: account/key: Additional properties",
    ),
}


@pytest.mark.parametrize(("change", "told"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake(specs: Specs, change: tuple[str, str, str], told: str) -> None:
    """Every mistake is one message that begins with file and line."""
    with pytest.raises(PackError) as raised:
        load(specs(*change))

    assert str(raised.value).startswith(told)
    assert raised.value.exit_code == 4


def test_text_that_is_no_utf_8(specs: Specs) -> None:
    """A file in another encoding is told with the line."""
    root = specs()
    path = root / "made" / "requirements.yaml"
    path.write_bytes(REQUIREMENTS.replace("A page", "Cafe\xe9").encode("latin-1"))

    with pytest.raises(PackError, match=r"specs/made/requirements\.yaml:6: this is no UTF-8"):
        load(root)


def test_files_that_are_missing(specs: Specs) -> None:
    """An incomplete installation is told with what is missing."""
    root = specs()
    (root / "made" / "requirements.yaml").unlink()
    with pytest.raises(PackError, match=r"specs/made/requirements\.yaml cannot be read"):
        load(root)
    shutil.rmtree(root / "made")
    load.cache_clear()
    with pytest.raises(PackError, match="No provider pack is in"):
        load(root)


def test_lines(tmp_path: Path) -> None:
    """Every value has its own line; what has none has that of the nearest one around it."""
    path = tmp_path / "a.yaml"
    path.write_text("a:\n  b: 1\n  c:\n    - x\n    - y: 2\n", encoding="utf-8")
    document = Document(path, "a.yaml")

    assert document.data == {"a": {"b": 1, "c": ["x", {"y": 2}]}}
    assert [document.line(*place) for place in (("a",), ("a", "b"), ("a", "c", 1, "y"))] == [
        1,
        2,
        5,
    ]
    assert document.at("a", "c", 0) == "a.yaml:4"
    assert document.at("a", "c", 7) == "a.yaml:3"
    assert document.at("nothing") == "a.yaml:1"


# -- the suite's own packs ------------------------------------------------------------------------


def test_all_packs_load() -> None:
    """The three providers are there, with requirements, features and errors."""
    catalogue = load()

    assert sorted(catalogue.packs) == PROVIDERS
    for pack in catalogue.packs.values():
        assert len(pack.requirements) > 100
        assert pack.features
        assert pack.errors
        assert all(set(feature.defaults) == set(TIERS) for feature in pack.features.values())
    assert len({one.id for one in catalogue.requirements()}) == len([*catalogue.requirements()])


@pytest.mark.parametrize("provider", PROVIDERS)
def test_what_a_must_rests_on(provider: str) -> None:
    """A must is stated, tabulated, shown, published or a standard's, or a ruling says why."""
    firm = {Basis.STATED, Basis.TABULATED, Basis.EXEMPLIFIED, Basis.PUBLISHED, Basis.STANDARD}
    for one in load().packs[provider].requirements.values():
        if one.level is not Level.MUST:
            continue
        ruled = "ruled:" in one.source
        assert one.basis in firm or ruled, one.id
        if one.conflict and not ruled:
            assert one.basis not in {Basis.EXEMPLIFIED, Basis.PUBLISHED}, one.id


@pytest.mark.parametrize("provider", PROVIDERS)
def test_every_requirement_says_where_it_is_from(provider: str) -> None:
    """A source names a page or a standard, and never a file of the project's."""
    for one in load().packs[provider].requirements.values():
        assert one.source
        assert not any(word in one.source for word in (".md", ".yaml", ".txt", "RULING"))
        assert one.statement.endswith(".")
        assert one.theme in load().themes


@pytest.mark.parametrize("provider", PROVIDERS)
def test_secrets_are_marked(provider: str) -> None:
    """What opens an account is known as a secret, so that it is never shown."""
    account = load().packs[provider].account

    assert any(item.secret for item in account.values())
    for item in account.values():
        assert item.secret is any(word in item.name for word in ("key", "secret", "token"))


@pytest.mark.parametrize("provider", PROVIDERS)
def test_live_claims_no_more_than_the_reference(provider: str) -> None:
    """What is claimed of an unknown live account, every reference has."""
    for feature in load().packs[provider].features.values():
        assert feature.defaults["embedded"]
        assert not feature.defaults["live"] or feature.defaults["local"]


def test_specs_are_where_they_are_read_from() -> None:
    """The folder of the suite's own specs has a pack of each provider; the template is none."""
    assert [*packs.folders_in(specs_dir())] == PROVIDERS
