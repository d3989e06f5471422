"""The tools that are installed from npm, into a folder outside of the checkout."""

from __future__ import annotations

import functools
import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from benchmarks.detection.tool import Unavailable

MANIFEST = Path(__file__).parent / "package.json"
"""What is installed, in exact versions."""

FOLDER = Path(
    os.environ.get("DETECTION_NPM") or Path(tempfile.gettempdir()) / "sms-conformance-detection"
)
"""Where it is installed; made when it is needed."""


def version(package: str) -> str:
    """The version of an installed package.

    Raises:
        Unavailable: if there is no npm, or it cannot install it.
    """
    manifest = _installed() / package / "package.json"
    if not manifest.is_file():
        raise Unavailable(f"npm has not installed {package}")
    found: str = json.loads(manifest.read_text("utf-8"))["version"]
    return found


def command(name: str) -> str:
    """The command of an installed package."""
    return str(_installed() / ".bin" / name)


@functools.cache
def _installed() -> Path:
    """The folder of packages, after whatever is missing has been installed."""
    npm = shutil.which("npm")
    if npm is None:
        raise Unavailable("npm is missing")
    FOLDER.mkdir(parents=True, exist_ok=True)
    manifest = FOLDER / MANIFEST.name
    if not manifest.is_file() or manifest.read_bytes() != MANIFEST.read_bytes():
        shutil.copy(MANIFEST, manifest)
        done = subprocess.run(  # noqa: S603 - our own command
            [npm, "install", "--no-audit", "--no-fund"],
            cwd=FOLDER,
            check=False,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            manifest.unlink()
            raise Unavailable(f"npm install has failed: {done.stderr.strip()[-200:]}")
    return FOLDER / "node_modules"
