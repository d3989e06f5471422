"""The `conformance` command: the reference as a mock, and everything that is made of records.

Each subcommand is a function that declares its arguments and one that carries it out; both stand
together, and `COMMANDS` lists the first kind. To add one, add a pair.
"""

from __future__ import annotations

import argparse
import errno
import json
import os
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn

from conformance import __version__, contract, coverage, deviations, lint, prove, reference
from conformance.catalogue import Pack, load
from conformance.errors import ConformanceError, UsageError, choices
from conformance.reference.app import CLOCK_PATH
from conformance.reference.server import serve
from conformance.report import matrix, summary, writer
from conformance.report.compare import Comparison
from conformance.report.curl import MOCK_PORT
from conformance.report.merge import merged, missing_shards
from conformance.report.record import INTERRUPTED, RunRecord
from conformance.target.settings import SETTINGS, whole

OK, WORSE = 0, 1

Subcommands = Any
"""What argparse's `add_subparsers` returns; its type is private."""


class Parser(argparse.ArgumentParser):
    """A parser whose complaints are usage errors like all others."""

    def error(self, message: str) -> NoReturn:
        """Give up.

        Raises:
            UsageError: always, with the usage as advice.
        """
        raise UsageError(f"{message}.", self.format_usage().strip())


def main(arguments: Sequence[str] | None = None) -> int:
    """Carry out a command line and return its exit code."""
    try:
        chosen = _parser().parse_args(arguments)
        code: int = chosen.carry_out(chosen)
        sys.stdout.flush()
    except ConformanceError as error:
        print(f"error: {error}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read has had enough; Python would complain once more while it shuts down.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 128 + signal.SIGPIPE
    except OSError as error:
        print(f"error: {error.filename or 'a file'}: {error.strerror or error}.", file=sys.stderr)
        return UsageError.exit_code
    return code


def _parser() -> Parser:
    parser = Parser(
        prog="conformance",
        description="SMS conformance: a mock of the providers, and reports of runs. "
        "The tests themselves are run by pytest: pytest --target=URL",
    )
    parser.add_argument("--version", action="version", version=f"sms-conformance {__version__}")
    subcommands = parser.add_subparsers(
        metavar="COMMAND", required=True, parser_class=Parser, title="commands"
    )
    for add in COMMANDS:
        add(subcommands)
    return parser


# -- serve ------------------------------------------------------------------------------


def _add_serve(subcommands: Subcommands) -> None:
    parser = subcommands.add_parser(
        "serve",
        help="serve the reference, as a mock of the providers",
        description="Serve the reference on a socket, as a mock of the providers' APIs.",
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen at (%(default)s)")
    parser.add_argument(
        "--port",
        type=_port,
        default=MOCK_PORT,
        metavar="N",
        help="port to listen at; 0 for any that is free (%(default)s)",
    )
    parser.add_argument(
        "--provider", action="append", metavar="NAME", help="serve only this one (repeatable)"
    )
    parser.add_argument(
        "--deviation",
        action="append",
        default=[],
        metavar="NAME",
        help="make it deviate from the documents (repeatable)",
    )
    parser.add_argument(
        "--discomfort",
        type=_setting("discomfort"),
        metavar="SEED",
        help="make it say everything otherwise that the documents leave free",
    )
    parser.add_argument(
        "--list-deviations", action="store_true", help="say which deviations there are, and stop"
    )
    parser.set_defaults(carry_out=_serve)


def _serve(chosen: argparse.Namespace) -> int:
    names = _known(chosen.provider or reference.providers())
    if chosen.list_deviations:
        _list_deviations(names)
        return OK
    application = reference.build(names)
    installed = []
    for name in chosen.deviation:
        deviation = deviations.find(name)
        if deviation.provider not in names:
            raise UsageError(f"{name} changes {deviation.provider}, which is not served.")
        installed.append(deviations.install(name, application))
    if chosen.discomfort is not None:
        installed += deviations.disquiet(application, chosen.discomfort)

    def listening(url: str) -> None:
        packs = load().packs
        print(f"Serving {', '.join(packs[name].title for name in names)} at {url}")
        for deviation in installed:
            print(f"Deviating: {deviation.name}: {deviation.sentence}")
        print("\nIt accepts these credentials, which the suite uses here unless told otherwise:")
        for name in names:
            _print_account(packs[name])
        print(f'\nClock: POST {{"advance": seconds}} to {url}{CLOCK_PATH}')
        print(f"Test it: pytest --target={url}")
        print("Ctrl-C ends it.", flush=True)

    try:
        serve(application, chosen.host, chosen.port, listening=listening)
    except OSError as error:
        raise _unbound(chosen.host, chosen.port, error) from error
    except KeyboardInterrupt:
        pass
    return OK


def _print_account(pack: Pack) -> None:
    for item in pack.account.values():
        if item.default is not None:
            print(f"  export {item.variable}={item.default}")


def _list_deviations(providers: Sequence[str]) -> None:
    for provider in providers:
        for deviation in deviations.of(provider).values():
            kind = "allowed" if deviation.conforming else f"breaks {', '.join(deviation.breaks)}"
            print(f"{deviation.name}\n    {deviation.sentence}\n    {kind}")


def _known(names: Sequence[str]) -> list[str]:
    served = reference.providers()
    for name in names:
        if name not in served:
            raise choices(name, "provider with a reference", served)
    return list(dict.fromkeys(names))


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError("it takes a number from 0 to 65535")
    return int(text)


def _setting(name: str) -> Callable[[str], Any]:
    """What reads an argument as the setting of this name is read."""
    return _argument(SETTINGS[name].read)


def _argument(reader: Callable[[str], Any]) -> Callable[[str], Any]:
    """What reads an argument as settings are read."""

    def read(text: str) -> Any:
        try:
            return reader(text)
        except ValueError as error:
            raise argparse.ArgumentTypeError(f"it {error}, not {text!r}") from error

    return read


def _unbound(host: str, port: int, error: OSError) -> UsageError:
    if error.errno == errno.EADDRINUSE:
        return UsageError(
            f"Port {port} of {host} is taken.",
            "Choose another with --port; --port 0 takes any that is free.",
        )
    why = str(error.strerror or error).partition(" (while")[0]
    return UsageError(f"Nothing can listen at {host}:{port}: {why}.")


# -- records ----------------------------------------------------------------------------


def _add_render(subcommands: Subcommands) -> None:
    parser = subcommands.add_parser(
        "render",
        help="write a record's reports anew",
        description="Write every report of a record anew, from report.json and exchanges.ndjson.",
    )
    parser.add_argument("directory", type=Path, metavar="DIR", help="a report's folder")
    parser.set_defaults(carry_out=_render)


def _render(chosen: argparse.Namespace) -> int:
    writer.render(chosen.directory)
    print(f"report: {chosen.directory / 'index.html'}")
    return OK


def _add_compare(subcommands: Subcommands) -> None:
    parser = subcommands.add_parser(
        "compare",
        help="say what a run shows otherwise than an earlier one",
        description="Say what a run shows otherwise than an earlier one. "
        "Exits with 1 if less is met than before, else with 0.",
    )
    parser.add_argument("before", type=Path, metavar="A", help="the earlier report's folder")
    parser.add_argument("after", type=Path, metavar="B", help="the later report's folder")
    parser.add_argument("--json", action="store_true", help="for programs")
    parser.add_argument(
        "--fail-on",
        choices=("must", "should"),
        default="must",
        help="what exits with 1 when it is worse (%(default)s)",
    )
    parser.set_defaults(carry_out=_compare)


def _compare(chosen: argparse.Namespace) -> int:
    comparison = Comparison(RunRecord.load(chosen.before), RunRecord.load(chosen.after))
    if chosen.json:
        print(json.dumps(comparison.as_json(), indent=1))
    else:
        for line in comparison.lines():
            print(line)
    return WORSE if comparison.is_worse(chosen.fail_on) else OK


def _add_merge(subcommands: Subcommands) -> None:
    parser = subcommands.add_parser(
        "merge",
        help="make one report of several shards",
        description="Make one report of the reports of several shards of a run, or of runs of "
        "different providers. Exits with what the whole run would have exited with.",
    )
    parser.add_argument("directories", type=Path, nargs="+", metavar="DIR", help="the shards'")
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="DIR", help="goes here")
    parser.set_defaults(carry_out=_merge)


def _merge(chosen: argparse.Namespace) -> int:
    if chosen.output.resolve() in {one.resolve() for one in chosen.directories}:
        raise UsageError(f"{chosen.output} is one of the shards.", "Give -o another folder.")
    records = [RunRecord.load(one) for one in chosen.directories]
    exchanges = [
        {one.number: one for one in writer.read_exchanges(directory)}
        for directory in chosen.directories
    ]
    record, numbered = merged(records, exchanges)
    chosen.output.mkdir(parents=True, exist_ok=True)
    writer.save(chosen.output, record, numbered)
    for shard in missing_shards(records):
        print(f"note: shard {shard} is missing, so the record is not complete", file=sys.stderr)
    for line, _ in summary.terminal_lines(record):
        print(line)
    print(f"report: {chosen.output / 'index.html'}")
    return record.exit_code


def _add_matrix(subcommands: Subcommands) -> None:
    parser = subcommands.add_parser(
        "matrix",
        help="put targets and providers side by side",
        description="Put targets and providers side by side, theme by theme, on one page.",
    )
    parser.add_argument("directories", type=Path, nargs="+", metavar="DIR", help="reports' folders")
    parser.add_argument(
        "-o",
        "--output",
        type=Path,
        required=True,
        metavar="FILE",
        help="the page, such as all.html",
    )
    parser.set_defaults(carry_out=_matrix)


def _matrix(chosen: argparse.Namespace) -> int:
    chosen.output.parent.mkdir(parents=True, exist_ok=True)
    records = [
        (RunRecord.load(one), Path(os.path.relpath(one, chosen.output.parent), "index.html"))
        for one in chosen.directories
    ]
    page = matrix.page([(record, path.as_posix()) for record, path in records], load().themes)
    chosen.output.write_text(page, encoding="utf-8")
    print(f"matrix: {chosen.output}")
    return OK


# -- proof ------------------------------------------------------------------------------


def _add_prove(subcommands: Subcommands) -> None:
    parser = subcommands.add_parser(
        "prove",
        help="run the suite against every deviation of the reference",
        description="Run the suite against the reference as it is, with each deviation and with "
        "each variant, and against servers that are no provider at all. Exits with 0 if every "
        "deviation is caught, nothing else is blamed, and every check has been seen to fail; else "
        "with 1.",
    )
    parser.add_argument(
        "globs", nargs="*", metavar="GLOB", help="only these, such as 'dexatel/*' or 'hostile/*'"
    )
    parser.add_argument(
        "--share", type=_setting("shard"), metavar="I/N", help="only the I-th of N equal parts"
    )
    parser.add_argument(
        "--discomfort",
        type=_setting("discomfort"),
        default=prove.DISCOMFORTS,
        metavar="N",
        help="so many seeds of discomfort for each provider (%(default)s)",
    )
    parser.add_argument(
        "--seeds",
        type=_argument(whole(1)),
        default=1,
        metavar="N",
        help="so many seeds of generated requests for whatever conforms (%(default)s)",
    )
    parser.add_argument("--workers", type=int, default=0, metavar="N", help="processes (all cores)")
    parser.add_argument("-o", "--output", type=Path, metavar="DIR", help="page and data go here")
    parser.add_argument(
        "--resume", action="store_true", help="take over what held already in the folder of -o"
    )
    parser.set_defaults(carry_out=_prove)


def _tell(count: int, of_what: str, name: str, holds: bool) -> None:  # noqa: FBT001 - a fact
    """Tell how far it is, on a terminal, and of what went wrong at once, anywhere."""
    if not holds:
        print(f"not as it has to be: {name}", file=sys.stderr, flush=True)
    if sys.stderr.isatty():
        print(f"{count} {of_what} run\r", end="", file=sys.stderr, flush=True)


def _prove(chosen: argparse.Namespace) -> int:
    wanted = prove.names(chosen.globs, chosen.discomfort)
    trials = prove.trials(chosen.globs)
    if not wanted and not trials:
        raise UsageError(
            f"No deviation matches {', '.join(chosen.globs)}.",
            "conformance serve --list-deviations shows them all.",
        )
    if chosen.share:
        wanted = prove.share_of(wanted, *chosen.share)
        labels = prove.share_of([one.label for one in trials], *chosen.share)
        trials = [one for one in trials if one.label in labels]
    if chosen.resume and not chosen.output:
        raise UsageError("--resume needs a folder to go on in.", "Name it with -o DIR.")
    kept = prove.Kept(chosen.output, resume=chosen.resume)
    tasks = prove.tasks_of(wanted, chosen.seeds)
    seen = dict(kept.proofs)
    for count, proof in enumerate(prove.prove_all(kept.wanted(tasks), chosen.workers), 1):
        seen[proof.task] = proof
        kept.add(proof)
        _tell(count, "deviations", proof.deviation or proof.provider, proof.holds)
    proofs = [seen[task] for task in tasks]
    attempts = dict(kept.trials)
    left = [one for one in trials if one.label not in attempts]
    for count, one in enumerate(prove.try_all(left, chosen.workers), 1):
        attempts[one.label] = one
        kept.add(one)
        _tell(count, "trials", one.label, one.holds)
    tried = [attempts[one.label] for one in trials]
    catalogue = load()
    whole_matrix = not chosen.globs and not chosen.share
    shared = prove.shared() if whole_matrix else None
    found = prove.Summary(proofs, catalogue, tried, shared, whole=whole_matrix)
    for line in found.lines():
        print(line)
    if chosen.output:
        chosen.output.mkdir(parents=True, exist_ok=True)
        (chosen.output / prove.FILE).write_text(found.as_json(), encoding="utf-8")
        (chosen.output / "index.html").write_text(prove.page(found, catalogue), encoding="utf-8")
        print(f"proof: {chosen.output / 'index.html'}")
    return OK if found.holds else WORSE


# -- specs ------------------------------------------------------------------------------


def _add_lint(subcommands: Subcommands) -> None:
    parser = subcommands.add_parser(
        "lint",
        help="check specs, catalogue and their links",
        description="Check the specs: contracts, catalogue, and the links between them.",
    )
    parser.add_argument("provider", nargs="?", metavar="PROVIDER", help="only this one")
    parser.set_defaults(carry_out=_lint)


def _lint(chosen: argparse.Namespace) -> int:
    catalogue = load()
    if chosen.provider is not None and chosen.provider not in catalogue.packs:
        raise choices(chosen.provider, "provider", sorted(catalogue.packs))
    providers = [chosen.provider] if chosen.provider else list(catalogue.packs)
    found = list(lint.problems(catalogue, providers))
    for problem in found:
        print(problem)
    for name in providers:
        requirements = catalogue.packs[name].requirements
        operations = contract.load(name).operations
        print(
            f"{name}: {len(requirements)} requirements, {len(operations)} operations, OpenAPI 3.1"
        )
    print(f"{len(catalogue.themes)} themes; {len(found)} problems")
    return UsageError.exit_code if found else OK


def _add_coverage(subcommands: Subcommands) -> None:
    parser = subcommands.add_parser(
        "coverage",
        help="write what stands behind every statement of the primary pages",
        description="Write the coverage of the primary pages anew: which requirements, contract "
        "and cases stand behind each of their statements, and the way back.",
    )
    parser.add_argument(
        "--check",
        action="store_true",
        help="write nothing; exit with 1 if a file is not up to date",
    )
    parser.set_defaults(carry_out=_coverage)


def _coverage(chosen: argparse.Namespace) -> int:
    traces = [trace for trace in coverage.traces(load()).values() if trace.pages]
    if not chosen.check:
        for trace in traces:
            print(f"coverage: {coverage.write(trace)}")
        return OK
    found = [line for trace in traces for line in coverage.stale(trace)]
    for line in found:
        print(line)
    if found:
        print("conformance coverage writes them anew")
    return WORSE if found else OK


COMMANDS: tuple[Callable[[Subcommands], None], ...] = (
    _add_serve,
    _add_render,
    _add_compare,
    _add_merge,
    _add_matrix,
    _add_prove,
    _add_lint,
    _add_coverage,
)
