"""From nothing: what it takes to start."""

from __future__ import annotations

from functools import partial
from statistics import median

from benchmarks.children import FRAMING, run
from benchmarks.clock import Times, rounds
from benchmarks.findings import Bar, Figure, Findings

__all__ = ["measure"]

_REPEATS = 7
_HEADLINE = "Fury as ministers axe the last train to the coast"
_PYTHON, _IMPORT = '`python -c ""`', '`python -c "import framing"`'
_CARD, _ROW = "`framing score --headline … --to table`", "`framing score --headline …`, into a pipe"


def measure() -> Findings:
    """Measure an import and one headline from the shell, each in a new process."""
    score = (*FRAMING, "score", "--headline", _HEADLINE)
    commands = {
        _PYTHON: ("-c", ""),
        _IMPORT: ("-c", "import framing"),
        _CARD: (*score, "--to", "table"),
        _ROW: score,
    }
    times = rounds({name: (partial(run, *c), 1) for name, c in commands.items()}, _REPEATS)
    walls = {name: median(time.taken) for name, time in times.items()}
    return Findings(tuple(_figure(name, time) for name, time in times.items()), _bars(walls))


def _figure(name: str, time: Times) -> Figure:
    return Figure("a new process", name, None, median(time.taken), min(time.taken), "s")


def _bars(walls: dict[str, float]) -> tuple[Bar, ...]:
    return (
        Bar("`import framing`, the whole process", 0.15, walls[_IMPORT], "s", at_least=False),
        Bar("one headline from the shell", 0.6, walls[_CARD], "s", at_least=False),
    )
