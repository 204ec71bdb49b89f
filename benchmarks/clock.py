"""Time: every call warmed up, then round after round, so that all see the same machine."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median
from time import perf_counter

from benchmarks.findings import Figure, digits

__all__ = ["REPEATS", "Call", "Times", "rounds", "speed"]

REPEATS = 5
MICRO = 1e6


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds that each repetition of a call took, and the texts in it."""

    taken: tuple[float, ...]
    texts: int

    @property
    def rate(self) -> float:
        """Texts a second, in the median repetition."""
        return self.texts / median(self.taken)

    @property
    def micro(self) -> float:
        """Microseconds a text, in the median repetition."""
        return MICRO / self.rate

    def as_rate(self, part: str, what: str, compared: str = "") -> Figure:
        """Return texts a second as a row of the table."""
        best = self.texts / min(self.taken)
        return Figure(part, what, self.texts, self.rate, best, "/s", compared)

    def as_micro(self, part: str, what: str, compared: str = "") -> Figure:
        """Return microseconds a text as a row of the table."""
        best = MICRO * min(self.taken) / self.texts
        return Figure(part, what, self.texts, self.micro, best, "µs", compared)


Call = tuple[Callable[[], object], int]
"""What to call, and the texts that it then reads."""


def rounds(calls: Mapping[str, Call], repeats: int = REPEATS) -> dict[str, Times]:
    """Call each once unmeasured, then all of them in turn, ``repeats`` times."""
    for call, _ in calls.values():
        call()
    taken: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(repeats):
        for name, (call, _) in calls.items():
            taken[name].append(_seconds(call))
    return {name: Times(tuple(taken[name]), texts) for name, (_, texts) in calls.items()}


def _seconds(call: Callable[[], object]) -> float:
    """Return how long a call takes; what it gives is freed after the clock has stopped."""
    begun = perf_counter()
    result = call()
    taken = perf_counter() - begun
    del result
    return taken


def speed(ours: Times, theirs: Times) -> str:
    """Say how fast we are where they are one."""
    return f"framing is {digits(ours.rate / theirs.rate)} × as fast"
