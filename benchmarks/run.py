"""Measure this package and others on the same headlines: ``python benchmarks/run.py``.

Needs the extra ``benchmark``; what is not installed is left out and named. Measures the
checkout that it lies in.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT.parent / "shared" / "data" / "unlabelled.parquet"
PINS = ("OMP", "OPENBLAS", "MKL", "NUMEXPR", "RAYON")


def main() -> None:
    """Measure, print, and write where that is asked for."""
    options = _options()
    sys.path[0] = str(ROOT)
    os.environ |= {f"{library}_NUM_THREADS": "1" for library in PINS}
    # Only now: libraries read the number of their threads when they are imported.
    from benchmarks import report
    from benchmarks.suite import conduct

    found = conduct(options)
    report.show(found)
    if options.write:
        report.write(found, ROOT / "docs" / "performance.md")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument(
        "--headlines",
        type=Path,
        default=DATA,
        metavar="FILE",
        help="Parquet or CSV with a column headline (and lead), or one headline a line "
        "(default: %(default)s; where that is missing, invented sentences)",
    )
    parser.add_argument("--encoder", type=Path, metavar="FOLDER", help="a transformer's folder")
    parser.add_argument("--memory", action="store_true", help="also 1 and 10 million rows")
    parser.add_argument("--quick", action="store_true", help="few texts: does it run at all?")
    parser.add_argument("--write", action="store_true", help="put the table into the docs")
    options = parser.parse_args()
    if options.headlines != DATA and not options.headlines.is_file():
        parser.error(f"{options.headlines}: no such file")
    if options.quick and options.write:
        parser.error("figures of a quick run are not for the docs")
    return options


if __name__ == "__main__":
    main()
