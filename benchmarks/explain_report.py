"""Explanations and reports, measured: ``python benchmarks/explain_report.py ARTICLES.parquet``.

Prints the worst difference between a published score and what its explanation adds up to, what
explaining costs against scoring by the same path, and size and time of pages of 5, 1,000 and
100,000 articles. The file needs the columns ``headline`` and ``lead`` and may have ``source``.
"""

from __future__ import annotations

import sys
import tempfile
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
from pyarrow import compute, parquet

import framing
from framing.codebook import OUTPUTS
from framing.report import write_report
from framing.scoring import BATCH

if TYPE_CHECKING:
    from collections.abc import Callable

SEED = 0


def sample(articles: pa.Table, count: int) -> pa.Table:
    """Return ``count`` articles, drawn evenly, with fresh ids."""
    rows = np.random.default_rng(SEED).choice(articles.num_rows, count, replace=False)
    drawn = articles.take(pa.array(np.sort(rows)))
    return drawn.append_column("id", pa.array(map(str, range(count))))


def seconds(work: Callable[[], object], times: int = 5) -> float:
    """Return the least time that the work took."""
    taken = []
    for _ in range(times):
        begin = perf_counter()
        work()
        taken.append(perf_counter() - begin)
    return min(taken)


def worst_error(articles: pa.Table) -> tuple[int, float]:
    """Return how many scores were explained, and the worst difference from what is published."""
    scores = {row["id"]: row for row in framing.score_table(articles).to_pylist()}
    spans = framing.explain_table(articles, OUTPUTS)
    keys = ["id", "output", "baseline"]
    sums = spans.group_by(keys).aggregate([("contribution", "sum")]).to_pylist()
    return len(sums), max(_error(row, scores[row["id"]][row["output"]]) for row in sums)


def _error(row: dict[str, float], published: float) -> float:
    share = 1 / (1 + np.exp(-(row["baseline"] + row["contribution_sum"])))
    return float(abs((2 * share - 1 if row["output"] == "tone" else share) - published))


def explaining(articles: pa.Table) -> None:
    """Print the add-up error and the costs, each beside scoring measured just before it."""
    count, worst = worst_error(articles)
    print(f"{count:,} scores of {len(articles):,} articles add up to within {worst:.1e}")
    for outputs in (["sensationalism"], ["tone"], ["sensationalism", "tone"], OUTPUTS):
        compare(
            f"{len(outputs)} outputs", articles, partial(framing.explain_table, outputs=outputs)
        )
    compare("without quotes", articles, partial(framing.score_table, without_quotes=True))


def compare(what: str, articles: pa.Table, work: Callable[[pa.Table], pa.Table]) -> None:
    """Print what some work costs against scoring."""
    scoring = seconds(lambda: framing.score_table(articles))
    cost = seconds(lambda: work(articles))
    each = 1e6 / len(articles)
    print(f"{what}: {cost * each:.0f} µs an article, {cost / scoring:.2f} × scoring")


def reporting(articles: pa.Table, folder: Path) -> None:
    """Print size and time of a page, scoring apart."""
    batches = range(0, len(articles), BATCH)
    scored = [framing.score_table(articles.slice(start, BATCH)) for start in batches]
    path = folder / "page.html"
    taken = seconds(lambda: write_report(path, scored), times=3)
    print(f"{len(articles):,} articles: {path.stat().st_size / 1e6:.2f} MB, {taken:.2f} s")


def main(path: str) -> None:
    """Measure on the articles in a Parquet file."""
    articles = parquet.read_table(path)
    texts = [name for name in ("source", "headline", "lead") if name in articles.column_names]
    articles = articles.select(texts).filter(compute.is_valid(articles["headline"]))
    explaining(sample(articles, 1000))
    with tempfile.TemporaryDirectory() as folder:
        for count in (5, 1000, 100_000):
            reporting(sample(articles, count), Path(folder))


if __name__ == "__main__":
    main(sys.argv[1])
