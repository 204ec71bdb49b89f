"""File to file: read, score and write, against pyarrow merely reading and writing."""

from __future__ import annotations

import json
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

import pyarrow as pa
from pyarrow import csv, parquet

from benchmarks.clock import Call, Times, rounds, speed
from benchmarks.findings import Bar, Findings
from framing.tables import score_files

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from benchmarks.corpus import Corpus

__all__ = ["measure"]

_PART = "file to file, two threads"
_THREADS = 2
_OURS = "framing, CSV to Parquet"
_WHOLE, _STREAMED = "pyarrow, CSV to Parquet, whole", "pyarrow, CSV to Parquet, streamed"


def measure(corpus: Corpus, folder: Path) -> Findings:
    """Measure CSV to Parquet against pyarrow, and the other formats alone."""
    articles = corpus.articles()
    paths = _written(articles, folder)
    calls: dict[str, Callable[[], object]] = {
        _OURS: _ours(paths["csv"], folder / "ours.parquet"),
        _WHOLE: partial(_whole, paths["csv"], folder / "whole.parquet"),
        _STREAMED: partial(_streamed, paths["csv"], folder / "streamed.parquet"),
        "framing, JSON Lines to JSON Lines": _ours(paths["jsonl"], folder / "ours.jsonl"),
        "framing, Parquet to Parquet": _ours(paths["parquet"], folder / "again.parquet"),
    }
    counted: dict[str, Call] = {name: (call, len(articles)) for name, call in calls.items()}
    with _arrow_threads(_THREADS):
        return _found(rounds(counted))


def _ours(path: Path, out: Path) -> Callable[[], object]:
    return partial(score_files, [path], out=out, n_jobs=_THREADS)


def _whole(path: Path, out: Path) -> None:
    parquet.write_table(csv.read_csv(path), out)


def _streamed(path: Path, out: Path) -> None:
    with csv.open_csv(path) as batches, parquet.ParquetWriter(out, batches.schema) as writer:
        for batch in batches:
            writer.write_batch(batch)


def _written(articles: pa.Table, folder: Path) -> dict[str, Path]:
    """Write the articles in each format."""
    paths = {ending: folder / f"articles.{ending}" for ending in ("csv", "jsonl", "parquet")}
    csv.write_csv(articles, paths["csv"])
    parquet.write_table(articles, paths["parquet"])
    with paths["jsonl"].open("w", encoding="utf-8") as stream:
        for row in articles.to_pylist():
            stream.write(json.dumps(row, ensure_ascii=False) + "\n")
    return paths


@contextmanager
def _arrow_threads(count: int) -> Iterator[None]:
    """Let Arrow use as many threads as we do."""
    before = pa.cpu_count()
    pa.set_cpu_count(count)
    try:
        yield
    finally:
        pa.set_cpu_count(before)


def _found(times: dict[str, Times]) -> Findings:
    ours, theirs = times[_OURS], max((times[_WHOLE], times[_STREAMED]), key=lambda t: t.rate)
    ratio = ours.rate / theirs.rate
    figures = (
        time.as_rate(_PART, name, speed(ours, time))
        if name in (_WHOLE, _STREAMED)
        else time.as_rate(_PART, name)
        for name, time in times.items()
    )
    bar = Bar("CSV to Parquet, against pyarrow's faster reading and writing", 0.4, ratio, "×")
    return Findings(tuple(figures), (bar,))
