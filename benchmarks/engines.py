"""Two worker processes of an engine against two threads: ``python benchmarks/engines.py``.

Five million invented headlines in Parquet files become Parquet files of scores: by
``score_folder`` in two threads, with the same files as tasks of two Dask workers, and with
``--spark`` by Spark with two Python workers on this machine. Workers are started, and have
compiled code at hand, before the clock runs.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)

import pyarrow as pa  # noqa: E402 - the checkout must be found first
from pyarrow import parquet  # noqa: E402

from benchmarks.invented import sentences  # noqa: E402
from framing.engines.dask import connect, spread  # noqa: E402
from framing.shards import score_folder  # noqa: E402

if TYPE_CHECKING:
    from framing.shards.run import Spread

SHARDS, DIFFERENT = 20, 100_000
BAR = 0.7


def main() -> None:
    """Print rows a second of both, bytes a row, and the ratio."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rows", type=int, default=5_000_000)
    parser.add_argument("--spark", action="store_true", help="also by Spark, which needs Java")
    options = parser.parse_args()
    rows = options.rows
    with tempfile.TemporaryDirectory() as place, connect(workers=2) as client:
        folder = Path(place)
        _write(folder / "warm", 2, DIFFERENT)
        _write(folder / "in", SHARDS, rows // SHARDS)
        _rate(folder, "warm", "warm-threads", map, 2)
        _rate(folder, "warm", "warm-dask", spread(client), 1)
        threads = _rate(folder, "in", "threads", map, 2)
        workers = _rate(folder, "in", "dask", spread(client), 1)
        spark = _spark(folder, rows) if options.spark else None
        sizes = [_size(folder / name) / rows for name in ("in", "threads")]
    print(f"two threads {threads:,.0f} rows/s, two Dask workers {workers:,.0f} rows/s")
    if spark is not None:
        print(f"Spark, two Python workers {spark:,.0f} rows/s, ratio {spark / threads:.2f}")
    print(f"ratio {workers / threads:.2f}, bar {BAR}; {sizes[0]:.0f} bytes in, {sizes[1]:.0f} out")


def _write(folder: Path, shards: int, rows: int) -> None:
    folder.mkdir()
    texts = list(sentences(min(rows, DIFFERENT)))
    table = pa.table({"headline": (texts * (rows // len(texts) + 1))[:rows]})
    for number in range(shards):
        parquet.write_table(table, folder / f"{number:02}.parquet")


def _rate(folder: Path, name: str, out: str, spread: Spread, n_jobs: int) -> float:
    begun = perf_counter()
    run = score_folder(folder / name, folder / out, n_jobs=n_jobs, spread=spread)
    return run.articles / (perf_counter() - begun)


def _spark(folder: Path, rows: int) -> float:
    """Return the rows a second of Spark, its two workers warmed by a first job."""
    from pyspark.sql import SparkSession

    from framing.engines.spark import score

    os.environ |= {"PYSPARK_PYTHON": sys.executable, "PYTHONPATH": str(ROOT)}
    builder = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    session = builder.config("spark.sql.execution.arrow.maxRecordsPerBatch", 50_000).getOrCreate()
    try:
        for name in ("warm", "in"):
            begun = perf_counter()
            scored = score(session.read.parquet(str(folder / name)))
            scored.write.parquet(str(folder / f"{name}-spark"))
        return rows / (perf_counter() - begun)
    finally:
        session.stop()


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.glob("*.parquet"))


if __name__ == "__main__":
    main()
