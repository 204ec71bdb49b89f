"""Time and memory of grouping: ``python benchmarks/grouping.py DATA [SIZES …]`` prints a table.

The articles are those of NeuS's events and others, drawn from ``DATA`` and given days of half a
year, of one week, or none; each size runs in a process of its own, so that the memory is its
own. Headlines alone are drawn where those with a lead are used up, as in real archives.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd

from framing.article import Article
from framing.events import group_articles
from framing.train.events import told

SIZES = (10_000, 30_000, 100_000)
_FIRST_DAY = pd.Timestamp("2021-04-20")
_DAYS = {"half a year": 182, "a week": 7, "none": 0}


def articles(data: Path, size: int, days: str) -> list[Article]:
    """Return ``size`` articles: the events' own on their days, then others on drawn ones."""
    frame = pd.read_parquet(data / "unlabelled.parquet").fillna("").drop_duplicates("headline")
    with_lead = frame.sample(frac=1, random_state=0).sort_values("lead", key=lambda s: s == "")
    events = pd.DataFrame(told(data))
    drawn = np.random.default_rng(0).integers(0, _DAYS[days] or 1, size) + _FIRST_DAY.toordinal()
    others = with_lead.head(size - len(events)).assign(day=drawn[: size - len(events)])
    both = pd.concat([events, others])[["headline", "lead", "day"]]
    return [
        Article(
            str(n),
            "",
            row.headline,
            row.lead or None,
            published=_date(row.day) if _DAYS[days] else None,
        )
        for n, row in enumerate(both.itertuples())
    ]


def _date(day: int) -> str:
    return pd.Timestamp.fromordinal(day).date().isoformat()


def measure(data: Path, size: int, days: str) -> str:
    """Group once; return a row of the table."""
    known = articles(data, size, days)
    since = time.perf_counter()
    groups = group_articles(known)
    took = time.perf_counter() - since
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    several = sum(len(group) > 1 for group in groups)
    return f"| {size:,} | {days} | {took:.1f} | {memory:,.0f} | {several:,} |"


def main(data: str, sizes: list[str]) -> None:
    """Print the table, a process a row."""
    print("| articles | dates | seconds | peak MiB, input and all | groups of several |")
    print("| --- | --- | --- | --- | --- |")
    for size in sizes or map(str, SIZES):
        for days in _DAYS:
            command = [sys.executable, __file__, data, size, days]
            done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - itself
            print(done.stdout, end="", flush=True)


if __name__ == "__main__":
    if sys.argv[-1] in _DAYS:
        print(measure(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]))
    else:
        main(sys.argv[1], sys.argv[2:])
