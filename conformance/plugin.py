"""The pytest plugin: options, collection and reporting, wired to the rest of the package.

It is imported in every pytest run of an environment that has the package installed, so it imports
nothing heavy until a run is really one of the suite's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from conformance.run.session import SuiteSession

from conformance.run import options

SESSION: pytest.StashKey[SuiteSession] = pytest.StashKey()
LEFT_OUT: pytest.StashKey[list[str]] = pytest.StashKey()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the suite's options under their long names."""
    options.add(parser)


@pytest.hookimpl(trylast=True)
def pytest_load_initial_conftests(early_config: pytest.Config, parser: pytest.Parser) -> None:
    """Add the short names of the options that nobody else has by now."""
    early_config.stash[LEFT_OUT] = options.add_short(parser)


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Become active if this run is one of the suite's."""
    if not options.engaged(config):
        return
    try:
        from conformance.run.session import begin  # noqa: PLC0415 - see the module docstring
    except ModuleNotFoundError as error:
        package = str(error.name).partition(".")[0]
        if package == __package__:
            raise
        raise pytest.UsageError(
            f"The suite needs the package {package}, which is not installed.\n"
            "In a checkout, install all that it needs: python -m pip install -e ."
        ) from error

    config.stash[SESSION] = begin(config)


def pytest_collect_file(file_path: Any, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect the suite's own modules, wherever they are installed."""
    session = parent.config.stash.get(SESSION, None)
    return session.collect_file(file_path, parent) if session else None


def pytest_pycollect_makeitem(
    collector: pytest.Collector, name: str, obj: object
) -> list[pytest.Item] | None:
    """Make the cases of a declared function."""
    session = collector.config.stash.get(SESSION, None)
    return session.collect_cases(collector, name, obj) if session else None


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(
    session: pytest.Session, config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Keep the shard, and note what is planned."""
    del session
    suite = config.stash.get(SESSION, None)
    if suite:
        suite.plan(items)


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> None:
    """Begin with several cases at once, if that was asked for."""
    suite = session.config.stash.get(SESSION, None)
    if suite and not session.config.option.collectonly and not session.testsfailed:
        suite.start(session.items)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write the report, and let the exit code say what it says."""
    suite = session.config.stash.get(SESSION, None)
    if suite:
        session.exitstatus = suite.finish(int(session.exitstatus))


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell a worker of pytest-xdist what has been found out already."""
    suite = node.config.stash.get(SESSION, None)
    if suite:
        node.workerinput.update(suite.for_workers())


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Say in a few lines what the run has shown, and where the report is."""
    suite = config.stash.get(SESSION, None)
    if suite:
        suite.summarise(terminalreporter)


def pytest_report_header(config: pytest.Config) -> list[str]:
    """Say what is tested."""
    suite = config.stash.get(SESSION, None)
    if suite is None:
        return []
    return suite.header() + [
        f"conformance: {name} belongs to another plugin; "
        f"the suite's is --conformance-{name.removeprefix('--')}"
        for name in config.stash.get(LEFT_OUT, [])
    ]


def pytest_unconfigure(config: pytest.Config) -> None:
    """Close what is open."""
    suite = config.stash.get(SESSION, None)
    if suite:
        suite.close()
