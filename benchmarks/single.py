"""One text a call, and what it costs to say why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import framing
from benchmarks.clock import Call, Times, rounds, speed
from benchmarks.findings import Bar, Figure, Findings, digits

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.corpus import Corpus
    from benchmarks.rivals import Rival

__all__ = ["measure_calls", "measure_explanations"]

_CALLS = 500
_BULK = 2_000
_OUTPUT = "sensationalism"
_SLOW = ("TextBlob", "transformer")
"""Rivals whose bulk figure is a loop over single texts, or nearly so."""


def measure_calls(corpus: Corpus, rivals: list[Rival]) -> Findings:
    """Measure one headline a call, warm, against others."""
    part, ours = "one headline a call", "`framing.score(headline)`"
    texts = corpus.headlines[:_CALLS]
    calls = {ours: _each(framing.score, texts)}
    fast = (rival for rival in rivals if not rival.name.startswith(_SLOW))
    times = rounds(calls | {rival.name: _each(rival.one, texts) for rival in fast})
    figures = (
        time.as_micro(part, name, "" if name == ours else speed(times[ours], time))
        for name, time in times.items()
    )
    bar = Bar("one warm `framing.score`", 150, times[ours].micro, "µs", at_least=False)
    return Findings(tuple(figures), (bar,))


def measure_explanations(corpus: Corpus) -> Findings:
    """Measure explanations, as multiples of scoring the same."""
    texts, table = corpus.headlines[:_CALLS], corpus.table(_BULK)
    score, why = "`framing.score(headline)`", f"`framing.score(headline).explain({_OUTPUT!r})`"
    calls = {score: _each(framing.score, texts), why: _each(_explained, texts)}
    many, spans = "`framing.score_table(table)`", f"`framing.explain_table(table, {_OUTPUT!r})`"
    calls[many] = (lambda: framing.score_table(table), len(table))
    calls[spans] = (lambda: framing.explain_table(table, _OUTPUT), len(table))
    times = rounds(calls)
    return Findings(_costs(times, {why: score, spans: many}))


def _costs(times: dict[str, Times], base: dict[str, str]) -> tuple[Figure, ...]:
    def cost(name: str) -> str:
        return f"{digits(times[name].micro / times[base[name]].micro)} × scoring"

    return tuple(
        time.as_micro("explanation", name, cost(name) if name in base else "")
        for name, time in times.items()
    )


def _explained(headline: str) -> object:
    return framing.score(headline).explain(_OUTPUT)


def _each(read: Callable[[str], object], texts: list[str]) -> Call:
    def call() -> None:
        for text in texts:
            read(text)

    return call, len(texts)
