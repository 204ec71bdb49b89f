"""A scale and frames of one's own on two public corpora, beside TF-IDF.

python benchmarks/own.py DATA            # prints the tables
python benchmarks/own.py DATA --write    # puts them into docs/own.md, between its two marks
"""

from __future__ import annotations

import argparse
from pathlib import Path

from machine import busy, conditions
from own_frames import by_number, gvfc
from own_scale import webis
from threadpoolctl import threadpool_limits

PAGE = Path(__file__).parent.parent / "docs" / "own.md"
BEGIN, END = "<!-- figures: made by benchmarks/own.py --write -->", "<!-- end of figures -->"


def main() -> None:
    """Measure, print, and write where that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path, metavar="DATA", help="folder of the corpora")
    parser.add_argument("--write", action="store_true", help="put the tables into the docs")
    options = parser.parse_args()
    with threadpool_limits(1):  # as framing.train.own.train has it
        made = "\n\n".join([gvfc(options.data), by_number(options.data), webis(options.data)])
    made += "\n\n" + "\n".join(f"- {line}" for line in (*conditions(), f"load {busy()}"))
    print(made)
    if options.write:
        before, _, rest = PAGE.read_text("utf-8").partition(BEGIN)
        _, _, behind = rest.partition(END)
        PAGE.write_text(f"{before}{BEGIN}\n\n{made}\n\n{END}{behind}", "utf-8")


if __name__ == "__main__":
    main()
