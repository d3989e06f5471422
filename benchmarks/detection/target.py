"""What a tool is pointed at: a server, its OpenAPI document, and how it is authenticated with."""

from __future__ import annotations

import contextlib
import functools
import json
import os
import subprocess
import sys
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from conformance.catalogue import load
from conformance.data import specs_dir

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Access:
    """The authentication that a document asks for, with what to give.

    Attributes:
        scheme: the name of the security scheme.
        header: where the credential goes.
        secret: the key or token.
    """

    scheme: str
    header: str
    secret: str

    @property
    def bearer(self) -> bool:
        """Whether the secret is a bearer token, and no key that stands for itself."""
        return self.header == "Authorization"

    @property
    def value(self) -> str:
        """The whole header."""
        return f"Bearer {self.secret}" if self.bearer else self.secret


@dataclass
class Target:
    """A server that is up.

    Attributes:
        document: the provider's OpenAPI document, as it is in this project.
        folder: an empty folder for whatever the tool writes.
        seed: for tools that draw.
        requests: how many the server has been asked; known when it has been stopped.
    """

    url: str
    provider: str
    document: Path
    access: Access
    folder: Path
    seed: int
    requests: int = field(default=0)


@functools.cache
def openapi(provider: str) -> dict[str, Any]:
    """A provider's OpenAPI document, parsed; not to be changed."""
    document: dict[str, Any] = yaml.safe_load(path_of(provider).read_text("utf-8"))
    return document


def path_of(provider: str) -> Path:
    """Where a provider's OpenAPI document is."""
    return specs_dir() / provider / "openapi.yaml"


@contextlib.contextmanager
def served(provider: str, deviation: str, folder: Path, seed: int) -> Iterator[Target]:
    """A fresh server for one run of one tool, in a process of its own.

    Args:
        deviation: how it deviates; not at all if empty.
        folder: for the tool; made, and empty.
        seed: for the tool.
    """
    command = [sys.executable, "-P", "-m", "benchmarks.detection.server", provider]
    with subprocess.Popen(  # noqa: S603 - our own command
        [*command, deviation] if deviation else command,
        cwd=ROOT,
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        if process.stdin is None or process.stdout is None:
            raise AssertionError("both were asked for")
        url = process.stdout.readline().strip()
        folder.mkdir(parents=True)
        target = Target(url, provider, path_of(provider), _access(provider, url), folder, seed)
        try:
            yield target
        finally:
            process.stdin.close()
            target.requests = int(process.stdout.read() or 0)


def environment() -> dict[str, str]:
    """The environment for processes that need this project's packages."""
    return {**os.environ, "PYTHONPATH": str(ROOT)}


def _access(provider: str, url: str) -> Access:
    document = openapi(provider)
    ((name, _),) = document["security"][0].items()
    scheme = document["components"]["securitySchemes"][name]
    account = {key: item.default for key, item in load().packs[provider].account.items()}
    if scheme["type"] == "apiKey":
        return Access(name, scheme["name"], str(account["key"]))
    if scheme["type"] == "oauth2":
        path = scheme["flows"]["clientCredentials"]["tokenUrl"]
        return Access(name, "Authorization", _token(url + path, account))
    return Access(name, "Authorization", str(account["token"]))


def _token(url: str, account: dict[str, str | None]) -> str:
    form = {
        "grant_type": "client_credentials",
        "client_id": str(account["client_id"]),
        "client_secret": str(account["client_secret"]),
    }
    with urllib.request.urlopen(url, urllib.parse.urlencode(form).encode()) as answer:  # noqa: S310 - our own server
        token: str = json.load(answer)["access_token"]
    return token
