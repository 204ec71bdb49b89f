"""The most heightened headlines, each with the words that did it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from framing.explain import explain
from framing.marking import level, stretches
from framing.report.base import check_model
from framing.report.text import clean, number, piece, shorten, signed
from framing.show_words import strongest, what

if TYPE_CHECKING:
    from collections.abc import Sequence

    from framing.explain import Explanation, Span
    from framing.model import Model
    from framing.report.collect import Row

__all__ = ["Heightened", "Mark", "heightened"]

_OUTPUT = "sensationalism"
_LEAD = 280
"""Characters of the lead that are shown: two or three lines."""
_WORDS = 5
"""Words that raised, and that lowered, which are listed under a headline."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A piece of a headline: its text, its style (``up1`` … ``down3`` or none), what it adds."""

    text: str
    style: str
    adds: str


@dataclass(frozen=True, slots=True)
class Heightened:
    """A headline as the page shows it; texts are clean, numbers are written out."""

    marks: Sequence[Mark]
    source: str
    lead: str
    score: str
    interval: str
    own: str | None
    gap: str | None
    note: str | None
    raised: Sequence[tuple[str, str, str]]
    lowered: Sequence[tuple[str, str, str]]


def heightened(rows: Sequence[Row], model: Model) -> list[Heightened]:
    """Explain the sensationalism of scored rows with the model that scored them.

    Raises:
        ModelError: they were scored by another.
    """
    check_model((str(row["model"]) for row in rows), model)
    return [_heightened(row, model) for row in rows]


def _heightened(row: Row, model: Model) -> Heightened:
    found = explain(row["headline"], row["lead"], _OUTPUT, model)
    raised, lowered = strongest(found.spans, _WORDS)
    return Heightened(
        marks=_marks(row["headline"], found.spans),
        source=clean(row["source"]),
        lead=shorten(row["lead"], _LEAD),
        score=number(row[_OUTPUT]),
        interval=f"{number(row[f'{_OUTPUT}_low'])} to {number(row[f'{_OUTPUT}_high'])}",
        own=_own(found),
        gap=_gap(row["gap"]),
        note=row["note"],
        raised=[_listed(span) for span in raised],
        lowered=[_listed(span) for span in lowered],
    )


def _marks(text: str, spans: Sequence[Span]) -> list[Mark]:
    return [
        Mark(piece(stretch.text), _style(stretch.weight), signed(stretch.weight))
        for stretch in stretches(text, spans)
    ]


def _style(weight: float) -> str:
    strength = level(weight)
    if strength == 0:
        return ""
    return f"up{strength}" if strength > 0 else f"down{-strength}"


def _own(found: Explanation) -> str | None:
    """Return the score without quoted words, where there are any."""
    if not any(span.quoted for span in found.spans):
        return None
    own = found.without_quotes
    return "too little is left to score" if own is None else number(own)


def _gap(gap: float | None) -> str | None:
    if gap is None:
        return None
    side = "as" if round(gap, 2) == 0 else "more" if gap > 0 else "less"
    than = "as" if side == "as" else "than"
    return f"{signed(gap)} ({side} sensational {than} its own lead)"


def _listed(span: Span) -> tuple[str, str, str]:
    return clean(span.text), what(span), signed(span.contribution)
