"""The most memory that a long file takes, and one ten times as long."""

from __future__ import annotations

from itertools import cycle, islice
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
from pyarrow import csv

from benchmarks.children import FRAMING, run
from benchmarks.findings import Bar, Figure, Findings

if TYPE_CHECKING:
    from benchmarks.corpus import Corpus

__all__ = ["measure"]

_ROWS, _QUICK_ROWS = 1_000_000, 20_000
_LONGER = 10
_PIECE = 50_000
_MEGA = 1e6
_SCHEMA = pa.schema([(name, pa.string()) for name in ("id", "source", "headline")])


def measure(corpus: Corpus, folder: Path, *, quick: bool) -> Findings:
    """Measure ``framing score big.csv -o out.parquet`` for two lengths, each once."""
    rows = _QUICK_ROWS if quick else _ROWS
    short, long = (_taken(corpus, folder, count) for count in (rows, _LONGER * rows))
    grown = long.median / short.median
    bars = (
        Bar(f"peak memory for {long.texts:,} rows", 400, long.median, "MB", at_least=False),
        Bar(f"the same against {short.texts:,} rows", 1.2, grown, "×", at_least=False),
    )
    return Findings((short, long), bars)


def _taken(corpus: Corpus, folder: Path, rows: int) -> Figure:
    path, out = folder / "big.csv", folder / "big.parquet"
    _write(corpus, path, rows)
    peak = Path(__file__).with_name("peak.py")
    command = (str(peak), *FRAMING, "score", "--quiet", str(path), "-o", str(out))
    taken = int(run(*command).split()[-1]) / _MEGA
    path.unlink()
    out.unlink()
    return Figure("peak memory", "`framing score big.csv -o out.parquet`", rows, taken, taken, "MB")


def _write(corpus: Corpus, path: Path, rows: int) -> None:
    """Write headlines, as often as needed, with row numbers for ids."""
    headlines = cycle(corpus.headlines)
    with csv.CSVWriter(path, _SCHEMA) as writer:
        for first in range(1, rows + 1, _PIECE):
            numbers = range(first, min(first + _PIECE, rows + 1))
            ids, sources = map(str, numbers), (f"Daily {n % 50}" for n in numbers)
            columns = [list(ids), list(sources), list(islice(headlines, len(numbers)))]
            writer.write_table(pa.table(columns, schema=_SCHEMA))
