"""`python benchmarks/detection`, and `python -m benchmarks.detection`."""

import sys
from pathlib import Path

# Run by its path, Python looks for modules in this folder only; they are found from the top.
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from benchmarks.detection.command import main

sys.exit(main(sys.argv[1:]))
