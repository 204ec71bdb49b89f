"""Writes the figures of ``docs/reliability.md``, between its two marks.

python benchmarks/fuzzed.py         # a million inputs; figures in .cache/fuzzed.json
python benchmarks/reliability.py    # the rest, and the page
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
from pathlib import Path

from damage import damage
from machine import conditions

from framing.model import built_in
from framing.tables import score_files

PAGE = Path(__file__).parent.parent / "docs" / "reliability.md"
BEGIN, END = "<!-- figures -->", "<!-- end of figures -->"
SEED = 10

BROKEN = {
    "csv": ("Too,many,fields,here\n", 'A mark,"never closed\n', 'word","\n'),
    "jsonl": ("not JSON\n", "[1, 2]\n", '{"headline": 5}\n', '{"headline": "cut off\n'),
}


class Headlines:
    """A writer that remembers which good rows came."""

    def __init__(self) -> None:
        self.seen: set[str] = set()

    def write(self, table: object) -> None:
        """Take one table."""
        self.seen.update(table["headline"].to_pylist())


def broken_rows(format_: str, rows: int) -> tuple[int, int]:
    """Break one row in a hundred; return how many are broken, and how many good ones are lost."""
    draw = random.Random(SEED)  # noqa: S311 - no secret
    broken = set(draw.sample(range(rows), rows // 100))
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / f"news.{format_}"
        with path.open("w", encoding="utf-8") as file:
            file.write("headline,lead\n" if format_ == "csv" else "")
            for row in range(rows):
                bad = draw.choice(BROKEN[format_])
                file.write(bad if row in broken else _good(format_, row))
        came = Headlines()
        score_files([path], out=came, on_problem=lambda _: None)
    lost = sum(f"Bridge {row} reopens" not in came.seen for row in set(range(rows)) - broken)
    return len(broken), lost


def _good(format_: str, row: int) -> str:
    if format_ == "csv":
        return f"Bridge {row} reopens,It was closed for nine weeks.\n"
    return f'{{"headline": "Bridge {row} reopens", "lead": "It was closed."}}\n'


def fuzz_table(fuzzed: dict[str, dict[str, object]]) -> list[str]:
    """Return the table of made inputs."""
    lines = ["| target | inputs | crashes | hangs | rows lost |", "|---|--:|--:|--:|--:|"]
    total = [0, 0, 0, 0]
    for target, found in fuzzed.items():
        broken = dict(found["broken"])
        hangs, lost = broken.pop("HangError", 0), broken.pop("LostRowError", 0)
        numbers = [found["tried"], sum(broken.values()), hangs, lost]
        total = [a + b for a, b in zip(total, numbers, strict=True)]
        lines.append(f"| {target} | " + " | ".join(f"{n:,}" for n in numbers) + " |")
    return [*lines, "| **all** | " + " | ".join(f"**{n:,}**" for n in total) + " |", ""]


def other_figures(rows: int, damages: int) -> list[str]:
    """Return the table of broken rows, and what became of the damages."""
    lines = ["| format | rows | broken | good rows lost |", "|---|--:|--:|--:|"]
    for format_ in BROKEN:
        broken, lost = broken_rows(format_, rows)
        lines.append(f"| {format_} | {rows:,} | {broken:,} | {lost:,} |")
    ways = damage(built_in(), damages)
    said = ", ".join(f"{count:,} `{way}`" for way, count in ways.most_common())
    lines += ["", f"{damages:,} damages of the model folder: {said}; loaded: {ways['loaded']}.", ""]
    return lines + [f"- {line}" for line in conditions()]


def main() -> None:
    """Measure, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--fuzzed", type=Path, default=Path(".cache/fuzzed.json"))
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--damages", type=int, default=10_000)
    parser.add_argument("--only-fuzzed", action="store_true", help="leave the other figures")
    options = parser.parse_args()
    before, _, rest = PAGE.read_text("utf-8").partition(BEGIN)
    old, _, behind = rest.partition(END)
    if options.only_fuzzed:
        others = old.lstrip("\n").partition("\n\n")[2].rstrip("\n").split("\n")
    else:
        others = other_figures(options.rows, options.damages)
    made = "\n".join(fuzz_table(json.loads(options.fuzzed.read_text())) + others)
    PAGE.write_text(f"{before}{BEGIN}\n\n{made}\n{END}{behind}", "utf-8")


if __name__ == "__main__":
    main()
