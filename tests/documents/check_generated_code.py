"""Other people's generators make code of the contracts that can be imported and works.

Run by `tox -e documents`; it needs generators that no other environment has.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import pkgutil
import re
import subprocess
import sys
import typing
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import httpx
import pytest
import yaml

SPECS = Path(__file__).parents[2] / "specs"
PROVIDERS = ("clickatell", "dexatel", "twosms")
JSON = "application/json"


class Sample(NamedTuple):
    """One example of a document.

    Attributes:
        status: the status as the document writes it; empty for a request.
        schema: the name of the component that describes it; empty where none has a name.
    """

    operation: str
    status: str
    schema: str
    value: Any

    def __str__(self) -> str:
        return f"{self.operation} {self.status or 'request'}"


def document(provider: str) -> dict[str, Any]:
    """A contract, its references left as they are."""
    found: dict[str, Any] = yaml.safe_load(
        (SPECS / provider / "openapi.yaml").read_text(encoding="utf-8")
    )
    return found


def samples(provider: str) -> Iterator[Sample]:
    """Every example of a body in JSON that the document has for an operation."""
    whole = document(provider)

    def followed(node: dict[str, Any]) -> dict[str, Any]:
        if "$ref" not in node:
            return node
        kind, name = node["$ref"].split("/")[2:]
        found: dict[str, Any] = whole["components"][kind][name]
        return found

    for path in whole["paths"].values():
        for operation in (one for one in path.values() if "operationId" in one):
            bodies = {"": operation.get("requestBody", {}), **operation["responses"]}
            for status, body in bodies.items():
                media = followed(body).get("content", {}).get(JSON, {})
                values = [one["value"] for one in media.get("examples", {}).values()]
                values += [media["example"]] if "example" in media else []
                reference = media.get("schema", {}).get("$ref", "")
                for value in values:
                    name = reference.rpartition("/")[2]
                    yield Sample(operation["operationId"], status, name, value)


def every_sample() -> list[Any]:
    """The examples of all documents, as arguments of a test."""
    return [
        pytest.param(provider, sample, id=f"{provider} {sample}")
        for provider in PROVIDERS
        for sample in samples(provider)
    ]


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where generated code goes; imports are looked for there."""
    found = tmp_path_factory.mktemp("generated")
    sys.path.insert(0, str(found))
    return found


def run(program: str, *arguments: str, folder: Path) -> str:
    """Run a generator that is installed beside this Python, and give back what it says."""
    beside = str(Path(sys.executable).with_name(program))
    done = subprocess.run(  # noqa: S603 - the arguments are ours
        [beside, *arguments], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="session")
def models(folder: Path) -> dict[str, ModuleType]:
    """What datamodel-code-generator makes of each document, imported."""
    found = {}
    for provider in PROVIDERS:
        run(
            "datamodel-codegen",
            *("--input", str(SPECS / provider / "openapi.yaml"), "--input-file-type", "openapi"),
            *("--output", f"{provider}_models.py", "--formatters", "builtin"),
            *("--output-model-type", "pydantic_v2.BaseModel"),
            folder=folder,
        )
        found[provider] = importlib.import_module(f"{provider}_models")
    return found


class Client(NamedTuple):
    """A generated client: its operations' modules, and what the generator said."""

    operations: dict[str, ModuleType]
    said: str


@pytest.fixture(scope="session")
def clients(folder: Path) -> dict[str, Client]:
    """What openapi-python-client makes of each document, every module of it imported."""
    found = {}
    for provider in PROVIDERS:
        package = f"{provider}_client"
        said = run(
            "openapi-python-client",
            *("generate", "--meta", "none", "--output-path", package),
            *("--path", str(SPECS / provider / "openapi.yaml")),
            folder=folder,
        )
        root = importlib.import_module(package)
        names = [one.name for one in pkgutil.walk_packages(root.__path__, f"{package}.")]
        modules = {name: importlib.import_module(name) for name in names}
        operations = {
            name.rpartition(".")[2]: module
            for name, module in modules.items()
            if hasattr(module, "_get_kwargs")
        }
        found[provider] = Client(operations, said)
    return found


def same(written: Any, sample: Any) -> bool:
    """Whether two bodies say the same; a time in UTC may end in Z or in +00:00."""
    one, other = (
        json.loads(json.dumps(body).replace('Z"', '+00:00"')) for body in (written, sample)
    )
    return bool(one == other)


def in_snake_case(name: str) -> str:
    """An operation's id as the generated client spells it."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()


@pytest.mark.parametrize("provider", PROVIDERS)
def test_every_operation_has_code(provider: str, clients: dict[str, Client]) -> None:
    """Nothing is left out but the XML bodies, which this generator cannot write."""
    client = clients[provider]
    complaints = re.findall(r"(?m)^(?:Unsupported|Unable|ERROR|\S.* can't be).*", client.said)

    assert set(client.operations) == {
        in_snake_case(operation["operationId"])
        for path in document(provider)["paths"].values()
        for operation in path.values()
        if "operationId" in operation
    }
    assert set(complaints) <= {
        f"Unsupported content type {one}" for one in ("application/xml", "text/xml", "text/json")
    }
    assert "will not be generated" not in client.said


@pytest.mark.parametrize(("provider", "sample"), every_sample())
def test_the_client_reads_and_writes_the_examples(
    provider: str, sample: Sample, clients: dict[str, Client]
) -> None:
    """An example of a request can be sent, one of an answer is read; both come out as they are."""
    module = clients[provider].operations[in_snake_case(sample.operation)]
    root = importlib.import_module(f"{provider}_client")
    if sample.status:
        status = int(sample.status.replace("XX", "18"))
        read = module._parse_response(
            client=root.Client(base_url="http://localhost", raise_on_unexpected_status=True),
            response=httpx.Response(status, json=sample.value),
        )
        assert same(read.to_dict(), sample.value)
    else:
        hints = typing.get_type_hints(module._get_kwargs)["body"]
        taken = [one for one in typing.get_args(hints) or [hints] if hasattr(one, "from_dict")]
        assert same(taken[0].from_dict(sample.value).to_dict(), sample.value)


@pytest.mark.parametrize(("provider", "sample"), every_sample())
def test_the_models_read_the_examples(
    provider: str, sample: Sample, models: dict[str, ModuleType]
) -> None:
    """The model of a named schema takes its example, and gives it back."""
    if not sample.schema:
        pytest.skip("its schema has no name, so the generator makes no model of it")
    model = getattr(models[provider], sample.schema)

    read = model.model_validate(sample.value)

    assert same(read.model_dump(mode="json", by_alias=True, exclude_unset=True), sample.value)
