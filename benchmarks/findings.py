"""What a measurement finds: figures, and what they say of the bars."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Bar", "Figure", "Findings", "digits", "gathered"]

_WHOLE = 100
"""Numbers from here on are printed without a fraction."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A row of the table: what was measured, on how many texts, in which unit."""

    part: str
    what: str
    texts: int | None
    median: float
    best: float
    unit: str
    compared: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar and the figure that answers it; a figure at the limit meets the bar."""

    name: str
    limit: float
    value: float
    unit: str
    at_least: bool = True

    @property
    def met(self) -> bool:
        """Whether the figure meets the bar; what is not a number meets none."""
        return self.value >= self.limit if self.at_least else self.value <= self.limit


@dataclass(frozen=True, slots=True)
class Findings:
    """Figures, bars, and what a reader must know about them."""

    figures: tuple[Figure, ...] = ()
    bars: tuple[Bar, ...] = ()
    notes: tuple[str, ...] = ()


def digits(number: float) -> str:
    """Return a number with the digits that mean something."""
    return f"{number:,.0f}" if number >= _WHOLE else f"{number:.3g}"


def gathered(parts: Iterable[Findings]) -> Findings:
    """Return several findings as one, in their order."""
    parts = list(parts)
    return Findings(
        tuple(figure for part in parts for figure in part.figures),
        tuple(bar for part in parts for bar in part.bars),
        tuple(note for part in parts for note in part.notes),
    )
