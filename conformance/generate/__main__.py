"""`python -m conformance.generate`: draw the default examples again, once a contract changed."""

from __future__ import annotations

from conformance import packs
from conformance.contract import load as load_contract
from conformance.data import fixtures_dir, specs_dir
from conformance.generate.store import ship

if __name__ == "__main__":
    for provider in packs.folders_in(specs_dir()):
        print(ship(load_contract(provider), fixtures_dir()))  # noqa: T201 - a command prints
