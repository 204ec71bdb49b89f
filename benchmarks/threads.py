"""One thread and two on the same table, and on work of which two threads do twice as much."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING

import framing
from benchmarks.clock import Call, Times, rounds
from benchmarks.findings import Bar, Figure, Findings, digits

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.corpus import Corpus

__all__ = ["measure"]

_PART = "one thread and two"
_HEADS, _LEADS = "framing, headlines", "framing, with 40-word leads"
_MACHINE = "what the machine gives: SHA-256 of megabytes"
_ASKED = 1.8
_BLOCK, _BLOCKS = bytes(1_000_000), 400


def measure(corpus: Corpus) -> Findings:
    """Measure ``n_jobs`` of 1 and 2 on headlines, with leads, and on the machine itself."""
    tables = {_HEADS: corpus.table(), _LEADS: corpus.with_leads()}
    calls = {
        name: _both(partial(framing.score_table, table), len(table))
        for name, table in tables.items()
    }
    calls[_MACHINE] = _both(_hash, _BLOCKS)
    times = rounds({f"{what}, {n}": call for what, both in calls.items() for n, call in both})
    pairs = {what: (times[f"{what}, 1"], times[f"{what}, 2"]) for what in calls}
    figures = (figure for what, pair in pairs.items() for figure in _figures(what, *pair))
    bar = Bar("headlines, two threads against one", _ASKED, _gain(*pairs[_HEADS]), "×")
    return Findings(tuple(figures), (bar,), _doubts(_gain(*pairs[_MACHINE])))


def _doubts(machine: float) -> tuple[str, ...]:
    """Say so where the machine could not have met the bar at anything."""
    if machine >= _ASKED:
        return ()
    gave = f"two threads gained {digits(machine)} × at work that shares nothing"
    return (f"The bar on threads cannot be judged by this run: {gave}, so the machine was busy.",)


def _both(work: Callable[..., object], count: int) -> list[tuple[int, Call]]:
    return [(n, (partial(work, n_jobs=n), count)) for n in (1, 2)]


def _hash(n_jobs: int) -> None:
    """Do what needs neither Python's lock nor much memory."""
    with ThreadPoolExecutor(n_jobs) as pool:
        list(pool.map(hashlib.sha256, [_BLOCK] * _BLOCKS))


def _gain(one: Times, two: Times) -> float:
    return two.rate / one.rate


def _figures(what: str, one: Times, two: Times) -> tuple[Figure, Figure]:
    gain = f"{digits(_gain(one, two))} × one thread"
    return one.as_rate(_PART, f"{what}, 1"), two.as_rate(_PART, f"{what}, 2", gain)
