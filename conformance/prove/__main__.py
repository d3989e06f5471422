"""`python -m conformance.prove [GLOB…]`: the matrix on the terminal."""

from __future__ import annotations

import sys

from conformance.prove.matrix import names, prove_all


def main(globs: list[str]) -> int:
    """Prove the deviations that match, and print every one that was not judged as it has to be."""
    failed = count = 0
    for proof in prove_all(names(globs)):
        count += 1
        if proof.holds:
            continue
        failed += 1
        print(proof.deviation or f"{proof.provider}: the reference as it is")
        for label in ("missed", "blamed", "broken", "open"):
            themes = getattr(proof, label)
            if themes and (label != "open" or not proof.deviation or not proof.violated):
                print(f"  {label}: {', '.join(themes)}")
        for theme in proof.blamed:
            expected, observed = proof.evidence[theme]
            print(f"    {theme}: expected {expected}; observed {observed}")
    print(f"{count - failed} of {count} judged as they have to be")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
