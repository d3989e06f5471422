"""Which documented operations a request addresses, however freely its server reads a path.

Servers differ: many decode `%2F`, undo dot segments, fold slashes and letter case, and drop path
parameters or a trailing slash; 2sms runs on a stack that does most of it. The guard has to know a
send whichever of these ways it is written in.
"""

from __future__ import annotations

import functools
import posixpath
import re
from collections.abc import Mapping, Sequence
from urllib.parse import unquote

from conformance.contract.document import Contract, Operation

Addressed = list[tuple[Operation, Mapping[str, str]]]


def addressed(contracts: Sequence[Contract], method: str, path: str) -> Addressed:
    """Every operation that a server may take the request for, with the path's variables.

    Args:
        path: as it stands in the request, percent-encoded, below the target's base.
    """
    wanted = "GET" if method == "HEAD" else method.upper()
    spelled = spellings(path)
    return [
        (operation, found.groupdict())
        for contract in contracts
        for operation in contract.operations.values()
        if operation.method == wanted
        for spelling in spelled
        if (found := _any_case(operation.pattern.pattern).fullmatch(spelling))
    ]


def spellings(path: str) -> frozenset[str]:
    """The path as written, and as servers may understand it."""
    once = unquote(path)
    forms = {path, once, unquote(once)}
    return frozenset(forms | {_tidied(form) for form in forms})


def _tidied(path: str) -> str:
    """The path without anything that a server may leave out of it."""
    visible = path.partition("\0")[0].replace("\\", "/")
    bare = "/".join(
        segment.partition(";")[0].rstrip(" .") or segment for segment in visible.split("/")
    )
    return posixpath.normpath(re.sub("/+", "/", f"/{bare}"))


@functools.cache
def _any_case(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)
