"""A text in stretches, each with what it adds to the score: what colours are made of.

Spans overlap: a pair lies over its two words, a cue over its word. To colour a text each
span's contribution is spread evenly over its characters, so that the stretches' weights add up
to the contributions of the spans.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from framing.explain import Span

__all__ = ["LEVELS", "Stretch", "level", "stretches"]

LEVELS = (0.1, 0.3, 0.6)
"""Weights from which a stretch is marked faintly, clearly, strongly. In logits: 0.6 moves a
score of 0.5 to 0.65. Colours guide the eye and decide nothing."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of text and what it adds to the logit; the pieces make up the whole text."""

    text: str
    weight: float


def level(weight: float) -> int:
    """Return −3 … 3: how strongly a stretch lowers or raises the score.

    >>> [level(w) for w in (-0.7, -0.1, 0.0, 0.3)]
    [-3, -1, 0, 2]
    """
    strength = sum(abs(weight) >= least for least in LEVELS)
    return strength if weight > 0 else -strength


def stretches(text: str, spans: Iterable[Span]) -> list[Stretch]:
    """Cut a text where spans begin and end, and give each piece its weight.

    Args:
        text: The headline or lead as it was given.
        spans: Its spans; those of the other side are the caller's to leave out.

    >>> from framing.explain import Span
    >>> word = Span(0, 5, "Shock", 0.5, "word", "headline")
    >>> stretches("Shock now", [word])
    [Stretch(text='Shock', weight=0.5), Stretch(text=' now', weight=0.0)]
    """
    spans = list(spans)
    density = _density(text, spans)
    cuts = sorted({0, len(text)} | {place for s in spans for place in (s.start, s.end)})
    return list(_pieces(text, cuts, density))


def _density(text: str, spans: Iterable[Span]) -> list[float]:
    """Spread each span's contribution over its characters, blanks apart."""
    density = [0.0] * len(text)
    for span in spans:
        seen = [at for at in range(span.start, span.end) if not text[at].isspace()]
        for at in seen:
            density[at] += span.contribution / len(seen)
    return density


def _pieces(text: str, cuts: list[int], density: list[float]) -> Iterator[Stretch]:
    for start, end in pairwise(cuts):
        yield Stretch(text[start:end], sum(density[start:end]))
