"""Generated examples: the same every time, and good at finding what nobody thought of."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from conformance import deviations, reference
from conformance.catalogue import load
from conformance.contract import load as load_contract
from conformance.generate import store
from conformance.generate.example import EXPLORED, Example
from conformance.generate.placeholders import fill
from conformance.run.collect import every_case
from conformance.run.runner import Runner
from conformance.run.world import World
from conformance.target.settings import Settings
from conformance.verdict import Verdict

PROVIDERS = ("dexatel", "twosms", "clickatell")


@pytest.mark.parametrize("provider", PROVIDERS)
def test_the_shipped_examples_are_those_of_the_contract(provider: str) -> None:
    """After a change of a contract they are drawn again: python -m conformance.generate."""
    contract = load_contract(provider)
    wanted = {
        store.digest(operation, mode, store.COUNT, store.SEED)
        for operation in contract.operations.values()
        for mode in ("positive", "negative")
    }

    assert set(store._shipped(provider)) == wanted


def test_the_same_arguments_draw_the_same_examples() -> None:
    """A seed says which examples, on any machine."""
    contract = load_contract("clickatell")
    operation = contract.operations["sendMessage"]

    first, second = (store.draw(contract, operation, "negative", 5, 7) for _ in range(2))

    assert first == second
    assert first != store.draw(contract, operation, "negative", 5, 8)


def test_examples_survive_being_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What comes out of the cache is what was put in."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    contract = load_contract("clickatell")
    operation = contract.operations["sendMessage"]

    drawn = store.examples(contract, operation, "positive", 4, 99)
    monkeypatch.setattr(store, "draw", None)

    assert store.examples(contract, operation, "positive", 4, 99) == drawn


def test_an_id_is_the_requests_own() -> None:
    """Equal requests have equal ids, and one changed value changes it."""
    example = Example("a", "positive", "GET", "/a", (), None, None, "application/json", "")
    other = Example("a", "positive", "GET", "/b", (), None, None, "application/json", "")

    assert example.id == Example.from_json(example.as_json()).id != other.id


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_crash_that_only_odd_input_shows_is_found(
    provider: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server that breaks on a body which is no object is found by generated requests alone."""
    application = reference.build()

    def crash(original, request):  # noqa: ANN001, ANN202 - a stand-in
        if request.method == "POST" and not request.get_data().lstrip().startswith((b"{", b"<")):
            return application.answer(None)  # type: ignore[arg-type]
        return original(request)

    deviations.deviation.wrap(application.services[provider], "answer", crash)
    monkeypatch.setattr(reference, "build", lambda: application)
    world = World(Settings({"provider": [provider]}, environment={}), load(), tmp_path)
    runner = Runner(world)

    found = {
        finding.requirement
        for case in every_case(world)
        if case.id.startswith("test_generated.py")
        for finding in runner.run(case).findings
        if finding.verdict is Verdict.FAIL
    }
    world.close()

    assert f"{provider}/http.no-server-error" in found


def test_several_threads_may_ask_for_examples(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Drawing is one thread's business at a time, however many cases are under way."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    contract = load_contract("clickatell")
    operation = contract.operations["sendMessage"]

    def ask(seed: int) -> list[Example]:
        return store.examples(contract, operation, "negative", 3, seed)

    with ThreadPoolExecutor(4) as pool:
        drawn = list(pool.map(ask, range(4)))

    assert all(drawn)
    assert drawn == [ask(seed) for seed in range(4)]


@pytest.mark.parametrize("provider", PROVIDERS)
def test_nothing_drawn_is_taken_for_a_placeholder(provider: str) -> None:
    """Hypothesis tries words of the code that is loaded, and so those of placeholders too."""
    drawn = [one for found in store._shipped(provider).values() for one in found]
    assert drawn

    for example in (one for one in drawn if one.origin == EXPLORED):
        whole = [example.body, dict(example.query)]
        assert fill(whole, lambda _: "supplied") == whole
