"""One thread and two on the same table."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import framing
from benchmarks.clock import rounds
from benchmarks.findings import Bar, Figure, Findings, digits

if TYPE_CHECKING:
    import pyarrow as pa

    from benchmarks.corpus import Corpus

__all__ = ["measure"]

_PART = "one thread and two"


def measure(corpus: Corpus) -> Findings:
    """Measure ``n_jobs`` of 1 and 2 on headlines, and on headlines with leads."""
    heads, gain = _measured("headlines", corpus.table())
    leads, _ = _measured("with 40-word leads", corpus.with_leads())
    return Findings((*heads, *leads), (Bar("headlines, two threads against one", 1.8, gain, "×"),))


def _measured(what: str, table: pa.Table) -> tuple[tuple[Figure, ...], float]:
    call = partial(framing.score_table, table)
    times = rounds({str(n): (partial(call, n_jobs=n), len(table)) for n in (1, 2)})
    gain = times["2"].rate / times["1"].rate
    figures = (
        times["1"].as_rate(_PART, f"framing, {what}, `n_jobs=1`"),
        times["2"].as_rate(_PART, f"framing, {what}, `n_jobs=2`", f"{digits(gain)} × one thread"),
    )
    return figures, gain
