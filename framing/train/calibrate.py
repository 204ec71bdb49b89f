"""Calibration and interval widths, on ratings that neither teacher nor table saw.

What is learned, and why, is in ``framing.train.residuals``; here it is folded into a model.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from framing import intervals
from framing.codebook import OUTPUTS, POLICY_FRAMES, SCALES
from framing.predict import (
    HEADLINE_LIMIT,
    LEAD_LIMIT,
    Reading,
    combine,
    logits,
    read_texts,
    side_sizes,
    words_read,
)
from framing.style import headline_span, lead_span
from framing.train.corpora import MAIN
from framing.train.documents import outputs_of
from framing.train.residuals import conformal, cross_fitted, platt, spread

if TYPE_CHECKING:
    import pandas as pd

    from framing.model import Head, Model

__all__ = ["calibrated"]

Floats = npt.NDArray[np.float64]


def calibrated(model: Model, items: pd.DataFrame) -> Model:
    """Return the model with its heads calibrated, and its intervals and threshold set."""
    head, lead = _readings(items, model)
    raw = logits(head.vectors, lead.vectors, model).astype(float)
    target = items[list(OUTPUTS)].to_numpy(float)
    lines = np.array([platt(raw[:, i], target[:, i]) for i in range(len(OUTPUTS))])
    heads = {name: _folded(model.heads[name], lines[outputs_of(name)]) for name in model.heads}
    model = replace(model, heads=heads)
    share = combine(head, lead, model).share.astype(float)
    spreads, quantiles = _widths(items, share, head, lead)
    thresholds = {"main_frame": _main_threshold(share, items)}
    return replace(model, spread=spreads, quantiles=quantiles, thresholds=thresholds)


def _readings(items: pd.DataFrame, model: Model) -> tuple[Reading, Reading]:
    heads, leads = items["headline"].tolist(), items["lead"].tolist()
    return (
        read_texts(heads, headline_span, HEADLINE_LIMIT, model.table),
        read_texts(leads, lead_span, LEAD_LIMIT, model.table),
    )


def _folded(head: Head, lines: Floats) -> Head:
    slope, shift = lines.astype(np.float32).T
    return replace(head, out=head.out * slope, shift=head.shift * slope + shift)


def _widths(
    items: pd.DataFrame, share: Floats, head: Reading, lead: Reading
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Return weights of each scale's spread, and the quantiles of its scaled residual.

    Shapes (scales, terms of ``framing.intervals.knowledge``) and (scales, 2).
    """
    unknown = words_read(head, lead).unknown_share
    sizes = side_sizes(head, lead)
    spreads, quantiles = [], []
    for place, scale in enumerate(SCALES):
        known = items[scale.name].notna().to_numpy()
        terms = intervals.knowledge(
            share[known, place].astype(np.float32), unknown[known], sizes[scale.reads][known]
        )
        x = np.stack(np.broadcast_arrays(*terms), axis=1)
        rating = items.loc[known, scale.name].to_numpy(float)
        residual = rating - share[known, place]
        width = cross_fitted(x, np.abs(residual), items.loc[known, "key"])
        spreads.append(spread(x, np.abs(residual)))
        outlets = items.loc[known, "key"].factorize()[0]
        quantiles.append(conformal(rating, share[known, place], width, outlets))
    return np.array(spreads, np.float32), np.array(quantiles, np.float32)


def _main_threshold(share: Floats, items: pd.DataFrame) -> float:
    """Return the probability of the best policy frame below which none is named.

    Chosen for the most right answers, where “none” is right for items without a frame.
    """
    policy = share[:, len(SCALES) : len(SCALES) + len(POLICY_FRAMES)]
    main = items[list(MAIN)].to_numpy(float)
    right = policy.argmax(1) == main.argmax(1)
    framed = main.max(1) > 0
    grid = np.arange(0.05, 0.6, 0.01)
    scores = [np.mean(np.where(policy.max(1) >= t, framed & right, ~framed)) for t in grid]
    return float(round(grid[int(np.argmax(scores))], 2))
