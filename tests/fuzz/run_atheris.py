"""Fuzz one target by coverage, for as long as you like: a nightly job.

    pip install atheris
    python -m tests.fuzz.run_atheris "read csv" -max_total_time=3600

What follows the target's name goes to libFuzzer. Inputs that reach new code are kept in
``.cache/fuzz/<target>/`` and read again the next time; one that breaks something is written
to the working folder as ``crash-…``, and reproduces with its name behind the target's.
"""

from __future__ import annotations

import sys
from pathlib import Path

import atheris


def main() -> None:
    """Fuzz the target that the command line names."""
    with atheris.instrument_imports(include=["framing"]):
        from tests.fuzz import targets
    known = ", ".join(sorted(targets.TARGETS))
    if len(sys.argv) < 2 or sys.argv[1] not in targets.TARGETS:
        raise SystemExit(f"name a target: {known}")
    name = sys.argv[1]
    corpus = Path(".cache") / "fuzz" / name.replace(" ", "-")
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(targets.seeds(name)):
        (corpus / f"seed-{number}").write_bytes(seed)
    limits = ["-max_len=4096", "-timeout=10", "-rss_limit_mb=4096"]
    atheris.Setup([sys.argv[0], *limits, str(corpus), *sys.argv[2:]], targets.TARGETS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
