"""Many texts on one thread: every output of ours against the one output of others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import framing
from benchmarks.clock import Call, Times, rounds, speed
from benchmarks.findings import Bar, Findings
from benchmarks.rivals import FASTTEXT, Rival

if TYPE_CHECKING:
    from benchmarks.corpus import Corpus

__all__ = ["measure"]

_PART = "many texts, one thread"
_OURS, _OURS_LEADS = "framing, every output", "framing, every output, with 40-word leads"
_THEIRS_LEADS = "fastText, headline and lead as one text"
_SCALE = 200_000
"""What fastText reads a second on the machine that the bars are meant for."""


def measure(corpus: Corpus, rivals: list[Rival]) -> Findings:
    """Measure headlines, and headlines with leads of 40 words."""
    table, leads = corpus.table(), corpus.with_leads()
    calls: dict[str, Call] = {
        _OURS: (lambda: framing.score_table(table), len(table)),
        _OURS_LEADS: (lambda: framing.score_table(leads), len(leads)),
    }
    for rival in rivals:
        calls[rival.name] = _call(rival, corpus.headlines[: rival.most])
        if rival.name == FASTTEXT:
            pairs = zip(*leads.to_pydict().values(), strict=True)
            calls[_THEIRS_LEADS] = _call(rival, [" ".join(pair) for pair in pairs])
    return _found(rounds(calls))


def _call(rival: Rival, texts: list[str]) -> Call:
    return lambda: rival.bulk(texts), len(texts)


def _found(times: dict[str, Times]) -> Findings:
    against = {name: times[_OURS] for name in times if name not in (_OURS, _OURS_LEADS)}
    against |= {name: times[_OURS_LEADS] for name in times if name == _THEIRS_LEADS}
    figures = (
        time.as_rate(_PART, name, speed(against[name], time) if name in against else "")
        for name, time in times.items()
    )
    return Findings(tuple(figures), _bars(times) if FASTTEXT in times else ())


def _bars(times: dict[str, Times]) -> tuple[Bar, ...]:
    ratio = times[_OURS].rate / times[FASTTEXT].rate
    leads = times[_OURS_LEADS].rate / times[FASTTEXT].rate
    scaled = f"where fastText reads {_SCALE:,} headlines/s"
    return (
        Bar("headlines, every output, against fastText's `predict`", 5, ratio, "×"),
        Bar(f"headlines, every output, {scaled}", 800_000, ratio * _SCALE, "/s"),
        Bar(f"headlines with 40-word leads, {scaled}", 200_000, leads * _SCALE, "/s"),
    )
