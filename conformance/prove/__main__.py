"""`python -m conformance.prove` is `conformance prove`."""

from __future__ import annotations

import sys

from conformance.cli import main

if __name__ == "__main__":
    sys.exit(main(["prove", *sys.argv[1:]]))
