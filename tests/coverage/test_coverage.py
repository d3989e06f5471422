"""Coverage: the files are up to date, every link leads somewhere, and each mistake is found."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from conformance import cli, coverage, data, packs
from conformance.catalogue import catalogue
from conformance.catalogue import load as load_catalogue
from conformance.catalogue.lines import Document
from conformance.catalogue.page import pages
from conformance.coverage import Trace
from conformance.coverage.markdown import INDEX, anchor
from conformance.errors import PackError

PAGES = [
    ("clickatell", "stop page"),
    ("dexatel", "delete page"),
    ("dexatel", "read page"),
    ("twosms", "expire page"),
]
"""The pages that the packs were written from."""


@pytest.fixture(scope="module")
def traces() -> Mapping[str, Trace]:
    """What leads to the requirements of each provider."""
    return coverage.traces(load_catalogue())


@pytest.fixture
def changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., str]]:
    """Changes a text in a copy of Clickatell's data, and returns what is said of its pages then."""
    folder = tmp_path / "specs"
    shutil.copytree(data.specs_dir(), folder)
    for module in (catalogue, packs):
        monkeypatch.setattr(module, "specs_dir", lambda: folder)
    load_catalogue.cache_clear()

    def change(name: str, old: str, new: str) -> str:
        path = folder / "clickatell" / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        load_catalogue.cache_clear()
        pack = load_catalogue().packs["clickatell"]
        requirements = folder / "clickatell/requirements.yaml"
        document = Document(requirements, packs.shown(requirements))
        return "\n".join(coverage.problems(pack, pages("clickatell"), document))

    yield change
    load_catalogue.cache_clear()


def test_the_primary_pages_are_taken_apart() -> None:
    """Each of the four pages has its rows."""
    found = [(name, page.name) for name in load_catalogue().packs for page in pages(name)]

    assert found == PAGES


def test_every_numbered_error_of_a_page_has_its_row() -> None:
    """The error table that both of Dexatel's pages print is there as a whole."""
    codes = {f"row {code}" for code in [*range(1501, 1511), *range(1512, 1524)]}

    for page in pages("dexatel"):
        rows = {row.name for row in page.rows if row.section == "error table"}
        assert rows == {"columns", *codes}


def test_the_files_are_up_to_date(traces: Mapping[str, Trace]) -> None:
    """What is committed is what the data says by now; `conformance coverage` writes it anew."""
    assert [line for trace in traces.values() for line in coverage.stale(trace)] == []


def test_every_requirement_is_in_the_index(traces: Mapping[str, Trace]) -> None:
    """The way back begins at any requirement, with what looks at it or why nothing can."""
    for trace in traces.values():
        entries = coverage.files(trace)[INDEX].split("\n## ")[1:]
        found = {entry.partition("\n")[0]: entry for entry in entries}

        assert [*found] == [*trace.pack.requirements]
        assert all("\n- Cases: " in entry for entry in found.values())
        assert all("\n- Source: " in entry for entry in found.values())


def test_every_link_leads_somewhere(traces: Mapping[str, Trace]) -> None:
    """A link names a file that is there, and a heading in it."""
    for name, trace in traces.items():
        files = coverage.files(trace)
        anchors = {file: [anchor(it) for it in headings(text)] for file, text in files.items()}
        for file, text in files.items():
            assert len(set(anchors[file])) == len(anchors[file])
            for target, _, place in (link.partition("#") for link in links(text)):
                if place:
                    assert place in anchors[target]
                elif not target.endswith("conformance/cases"):  # beside the specs of a checkout
                    assert (data.specs_dir() / name / coverage.NAME / target).is_file()


def headings(text: str) -> list[str]:
    """The headings below the title."""
    return re.findall(r"^## (.*)$", text, re.MULTILINE)


def links(text: str) -> set[str]:
    """Everything that is linked to."""
    return set(re.findall(r"\]\(([^)]*)\)", text))


# -- that the checks can fail -----------------------------------------------------------


def test_an_unchanged_copy_is_clean(changed: Callable[..., str]) -> None:
    """What the other tests find is what they changed."""
    assert changed("pages/stop.yaml", "page: stop page", "page: stop page") == ""


def test_a_row_without_anything_is_found(changed: Callable[..., str]) -> None:
    """Nothing on a page is passed over in silence."""
    told = changed("pages/stop.yaml", "      requirements: [xml.declaration]\n", "")

    assert re.search(r"^specs/clickatell/pages/stop.yaml:\d+: XML response, declaration", told)
    assert "no requirement and no reason" in told


def test_a_row_with_both_is_found(changed: Callable[..., str]) -> None:
    """A reason for no requirement and a requirement contradict each other."""
    told = changed(
        "pages/stop.yaml",
        "      requirements: [xml.declaration]\n",
        "      requirements: [xml.declaration]\n      reason: Nothing is stated.\n",
    )

    assert "has a reason for no requirement, and requirements" in told


def test_a_row_that_names_no_theme_is_found(changed: Callable[..., str]) -> None:
    """A theme that the provider does not state covers nothing."""
    told = changed("pages/stop.yaml", "[xml.declaration]", "[xml.declaration, xml.declarations]")

    assert "specs/clickatell/pages/stop.yaml:" in told
    assert "'xml.declarations', which clickatell does not state" in told


def test_a_source_without_a_row_is_found(changed: Callable[..., str]) -> None:
    """A requirement that has its source on a page is named there."""
    told = changed(
        "pages/stop.yaml", "requirements: [xml.declaration]", "reason: Nothing is stated."
    )

    assert re.search(r"^specs/clickatell/requirements.yaml:\d+: xml.declaration has its", told)
    assert "no row of stop.yaml names it" in told


@pytest.mark.parametrize(
    ("wrong", "complaint"),
    [
        ("XML answer", "'XML answer', which is no part of the stop page"),
        ("JSON response", "names the stop page, JSON response, where no row names it"),
        ("XML response, member `description`", "names 'description' on the stop page"),
        ("XML response, status line", "names 'status line' on the stop page"),
    ],
)
def test_a_source_at_another_place_is_found(
    changed: Callable[..., str], wrong: str, complaint: str
) -> None:
    """A source names the place where the page says it."""
    place = "  xml.declaration:\n"
    text = (data.specs_dir() / "clickatell/requirements.yaml").read_text(encoding="utf-8")
    entry = place + text.partition(place)[2].partition("\n  callback")[0]

    told = changed(
        "requirements.yaml",
        entry,
        entry.replace("stop page, XML response", f"stop page, {wrong}"),
    )

    assert complaint in told


def test_a_row_is_written_as_the_schema_says(changed: Callable[..., str]) -> None:
    """A misspelled member of a row is a mistake with its line."""
    with pytest.raises(PackError, match=r"specs/clickatell/pages/stop.yaml:\d+"):
        changed("pages/stop.yaml", "says:", "sais:")


def test_files_that_are_out_of_date_are_found(
    changed: Callable[..., str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A changed row, a lost file and one too many each leave the check red, until written anew."""
    folder = tmp_path / "specs/clickatell/coverage"
    (folder / INDEX).unlink()
    (folder / "send.md").touch()
    changed("pages/stop.yaml", "title: Stop a message", "title: Stop this message")

    assert cli.main(["coverage", "--check"]) == cli.WORSE
    told = capsys.readouterr().out
    assert f"specs/clickatell/coverage/{INDEX}: it is missing" in told
    assert "specs/clickatell/coverage/send.md: it is about no page any more" in told
    assert "specs/clickatell/coverage/stop.md:3: it is out of date" in told

    assert cli.main(["coverage"]) == cli.OK
    assert cli.main(["coverage", "--check"]) == cli.OK
