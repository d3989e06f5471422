"""The journal: everything that happens in a run, line by line, as it happens.

One file per process. Each line is complete JSON and is flushed when written, so a run that is
killed leaves everything up to that moment, and a report can still be made of it.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

from conformance.errors import RecordError

FOLDER = "journal"


class Journal:
    """Appends to one process's file.

    Args:
        directory: the report's folder.
        name: of the process; unique in the run.
    """

    def __init__(self, directory: Path, name: str) -> None:
        self._lock = threading.Lock()
        folder = directory / FOLDER
        folder.mkdir(parents=True, exist_ok=True)
        self._file: TextIO = (folder / f"{name}.ndjson").open("w", encoding="utf-8")

    def write(self, kind: str, **data: Any) -> None:
        """Append one line."""
        # Lone surrogates from a target's JSON stay escapes: ASCII is safe in any reader.
        line = json.dumps({"kind": kind, **data}, ensure_ascii=True, separators=(",", ":"))
        with self._lock:
            if not self._file.closed:
                self._file.write(line + "\n")
                self._file.flush()

    def close(self) -> None:
        """End the file."""
        with self._lock:
            self._file.close()


def entries(directory: Path) -> Iterator[dict[str, Any]]:
    """Every line of every process, process by process.

    The last line of a file may be cut off, when the process was killed while writing it; any other
    broken line is an error.

    Raises:
        RecordError: naming file and line.
    """
    for path in sorted((directory / FOLDER).glob("*.ndjson")):
        with path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                try:
                    entry = json.loads(line)
                except ValueError as error:
                    if next(lines, None) is None:
                        break  # and on to the next file
                    raise RecordError(f"{path.name}:{number}: this line is no JSON.") from error
                yield entry
