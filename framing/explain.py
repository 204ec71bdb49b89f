"""Why a score is what it is: contributions of words, pairs and cues that add up to it.

Integrated gradients (Sundararajan, Taly and Yan 2017) along the straight path from the empty
text. A text's vector is a sum over its tokens and a head has one hidden layer of rectified
units, so the integral has a closed form: each hidden unit passes on its mean slope along the
path, (relu(a + b) - relu(b)) / a, and nothing is approximated.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from framing.codebook import ARTICLE_SCALES, FRAMES, HEADLINE_SCALES, LEAD_SCALES
from framing.cues import CUES
from framing.predict import HEADLINE_LIMIT, LEAD_LIMIT, Reading, read_texts
from framing.style import headline_span, lead_span
from framing.vectors import Addends, contributions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from framing.model import Head, Model

__all__ = ["Explanation", "Span", "explain"]

Floats = npt.NDArray[np.float32]

_GIVES = {
    "headline": [s.name for s in HEADLINE_SCALES],
    "lead": [s.name for s in LEAD_SCALES],
    "article": [s.name for s in ARTICLE_SCALES] + [f.column for f in FRAMES],
}


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the headline or lead and what it adds to the score's logit.

    ``start`` and ``end`` are offsets in the text as it was given; ``kind`` is ``word``,
    ``pair`` (two neighbours, beyond what each adds alone) or ``cue``; ``side`` is ``headline``
    or ``lead``; ``cue`` names the cue that the words triggered.
    """

    start: int
    end: int
    text: str
    contribution: float
    kind: str
    side: str
    cue: str | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """``baseline`` is the logit of the empty text; ``total`` = baseline + all contributions.

    The logistic function of ``total`` is the published score (for tone, (tone + 1) / 2).
    """

    output: str
    baseline: float
    spans: tuple[Span, ...]
    total: float


def explain(headline: str | None, lead: str | None, output: str, model: Model) -> Explanation:
    """Explain one scale or frame column for a headline and lead.

    Raises:
        KeyError: there is no such output; the message names them.
    """
    name, place = _where(output)
    sides = {
        "headline": read_texts([headline], headline_span, HEADLINE_LIMIT, model.table),
        "lead": read_texts([lead], lead_span, LEAD_LIMIT, model.table),
    }
    read = list(sides) if name == "article" else [name]
    vector = np.concatenate([sides[s].vectors[0] for s in read])
    baseline, direction = _direction(model.heads[name], place, vector)
    given = {"headline": headline or "", "lead": lead or ""}
    spans = [
        span
        for side, part in zip(read, np.split(direction, len(read)), strict=True)
        for span in _spans(given[side], side, sides[side], part, model)
    ]
    total = baseline + sum(span.contribution for span in spans)
    return Explanation(output, baseline, tuple(spans), total)


def _where(output: str) -> tuple[str, int]:
    for name, outputs in _GIVES.items():
        if output in outputs:
            return name, outputs.index(output)
    known = ", ".join(o for outputs in _GIVES.values() for o in outputs)
    raise KeyError(f"no output {output!r}; the outputs are {known}")


def _direction(head: Head, place: int, vector: Floats) -> tuple[float, npt.NDArray[np.float64]]:
    """Return the baseline and the mean gradient along the path from nought to ``vector``."""
    hidden, bias = head.hidden.astype(float), head.bias.astype(float)
    out, shift = head.out[:, place].astype(float), float(head.shift[place])
    reach = vector @ hidden
    moved = np.maximum(reach + bias, 0) - np.maximum(bias, 0)
    still = np.abs(reach) < 1e-9  # noqa: PLR2004 - the limit of the slope where nothing moves
    slope = np.where(still, bias > 0, moved / np.where(still, 1.0, reach))
    return float(np.maximum(bias, 0) @ out) + shift, hidden @ (out * slope)


def _spans(
    given: str, side: str, read: Reading, direction: npt.NDArray[np.float64], model: Model
) -> Iterator[Span]:
    """Yield the spans of one side, in reading order: each addend's share of the logit."""
    added = contributions(read.tokens, read.found, model.table)
    shares = added.vectors.astype(float) @ direction
    merged: dict[tuple[int, int, int], float] = {}
    for first, last, cue, share in zip(*_bounds(added), shares, strict=True):
        merged[first, last, cue] = merged.get((first, last, cue), 0.0) + float(share)
    for (first, last, cue), share in sorted(merged.items()):
        start, end = _original(read, first, last)
        name = list(CUES)[cue] if cue >= 0 else None
        kind = "cue" if name else "word" if first == last else "pair"
        yield Span(start, end, given[start:end], share, kind, side, name)


def _bounds(added: Addends) -> tuple[list[int], list[int], list[int]]:
    return added.first.tolist(), added.token.tolist(), added.cue.tolist()


def _original(read: Reading, first: int, last: int) -> tuple[int, int]:
    """Return the span of tokens in the text as it was given."""
    offset, folded = read.offset[0], read.folded[0]
    return folded.span(int(read.tokens.start[first]) + offset, int(read.tokens.end[last]) + offset)
