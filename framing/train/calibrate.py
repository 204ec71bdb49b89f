"""Calibration and interval widths, on ratings that neither teacher nor table saw.

The published score must be the expected rating, so each output's logit gets a slope and a
shift (Platt 1999, with graded targets), which stays affine in the logit and is folded into
the head. Interval widths follow ``framing.intervals``.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from framing import intervals
from framing.codebook import INTERVAL_LEVEL, OUTPUTS, POLICY_FRAMES, SCALES
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

if TYPE_CHECKING:
    import pandas as pd

    from framing.model import Head, Model

__all__ = ["calibrated"]

Floats = npt.NDArray[np.float64]

_TIE = 2.0
"""Weight of the pull of each slope towards 1 and shift towards 0, in rated items: frames with
a dozen positives must not be calibrated to noise."""

_FOLDS = 5

_PARTS = {"headline": slice(0, 3), "lead": slice(3, 5), "article": slice(5, len(OUTPUTS))}


def calibrated(model: Model, items: pd.DataFrame) -> tuple[Model, dict[str, Any]]:
    """Return the model with calibration folded in, and its new arrays and thresholds."""
    head, lead = _readings(items, model)
    raw = logits(head.vectors, lead.vectors, model).astype(float)
    target = items[list(OUTPUTS)].to_numpy(float)
    lines = np.array([_platt(raw[:, i], target[:, i]) for i in range(len(OUTPUTS))])
    heads = {name: _folded(model.heads[name], lines[_PARTS[name]]) for name in model.heads}
    model = replace(model, heads=heads)
    share = combine(head, lead, model).share.astype(float)
    spread, quantiles = _widths(items, share, head, lead)
    thresholds = {"main_frame": _main_threshold(share, items)}
    model = replace(model, spread=spread, quantiles=quantiles, thresholds=thresholds)
    return model, {"lines": lines.round(4).tolist(), "thresholds": thresholds}


def _readings(items: pd.DataFrame, model: Model) -> tuple[Reading, Reading]:
    heads, leads = items["headline"].tolist(), items["lead"].tolist()
    return (
        read_texts(heads, headline_span, HEADLINE_LIMIT, model.table),
        read_texts(leads, lead_span, LEAD_LIMIT, model.table),
    )


def _platt(raw: Floats, target: Floats) -> tuple[float, float]:
    """Return slope and shift that minimise cross-entropy against graded targets."""
    from scipy.optimize import minimize

    known = ~np.isnan(target)
    x, y = raw[known], target[known]

    def cost(line: Floats) -> float:
        z = line[0] * x + line[1]
        entropy = np.logaddexp(0, z) - y * z
        return float(entropy.sum() + _TIE * ((line[0] - 1) ** 2 + line[1] ** 2))

    slope, shift = minimize(
        cost, np.array([1.0, 0.0]), method="L-BFGS-B", bounds=[(0.2, 5.0), (-5.0, 5.0)]
    ).x
    return float(slope), float(shift)


def _folded(head: Head, lines: Floats) -> Head:
    slope, shift = lines.astype(np.float32).T
    return replace(head, out=head.out * slope, shift=head.shift * slope + shift)


def _widths(
    items: pd.DataFrame, share: Floats, head: Reading, lead: Reading
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Fit the spread of each scale's residual and set the quantiles of the scaled residual."""
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
        width = _cross_fitted(x, np.abs(residual), items.loc[known, "key"])
        spreads.append(_spread(x, np.abs(residual)))
        outlets = items.loc[known, "key"].factorize()[0]
        quantiles.append(_conformal(rating, share[known, place], width, outlets))
    return np.array(spreads, np.float32), np.array(quantiles, np.float32)


def _spread(x: Any, size: Floats) -> Floats:
    """Return weights of the log of the expected absolute residual (gamma regression)."""
    from sklearn.linear_model import GammaRegressor

    fitted = GammaRegressor(alpha=0.01, max_iter=1000).fit(x[:, 1:], size + 1e-3)
    return np.concatenate([[fitted.intercept_], fitted.coef_])


def _cross_fitted(x: Any, size: Floats, groups: pd.Series) -> Floats:
    """Return the spread of each item as fitted on other outlets."""
    from sklearn.model_selection import GroupKFold

    out = np.zeros(len(x))
    for fit, held in GroupKFold(_FOLDS).split(x, groups=groups):
        out[held] = np.exp(np.clip(x[held] @ _spread(x[fit], size[fit]), -10, 10))
    return out


def _conformal(
    rating: Floats, share: Floats, width: Floats, outlets: npt.NDArray[np.int64]
) -> tuple[float, float]:
    """Return the low and high quantiles of the scaled residual.

    Items of one outlet are alike, and an unseen outlet is what intervals are for. So quantiles
    are set twice, with every item and with every outlet weighing the same (Dunn, Wasserman and
    Ramdas 2022), and the pair with the wider ends is kept; the finite-sample correction
    of split conformal prediction counts outlets, not items.
    """
    found = [_narrowest(rating, share, width, w) for w in _weightings(outlets)]
    return max(found)[1:]


def _weightings(outlets: npt.NDArray[np.int64]) -> tuple[Floats, Floats]:
    """Return weights of items, equal by item and equal by outlet.

    Those of k outlets sum to k / (k + 1): the rest stands for the outlet yet unseen.
    """
    _, place, count = np.unique(outlets, return_inverse=True, return_counts=True)
    total = len(count) / (len(count) + 1)
    return np.full(len(outlets), total / len(outlets)), total / (len(count) * count[place])


def _narrowest(
    rating: Floats, share: Floats, width: Floats, weight: Floats
) -> tuple[float, float, float]:
    """Return the mean width of the narrowest ends, and the low and high quantiles they have.

    Ratings at the floor of a scale cannot fall below an interval, so the misses are not split
    evenly: for each low quantile the high one takes up the misses that are left.
    """
    scaled = (rating - share) / width
    best = (np.inf, 0.0, 0.0)
    for tail in np.arange(0.01, 1 - INTERVAL_LEVEL, 0.01):
        low = -_upper_quantile(-scaled, weight, 1 - tail)
        missed = float(weight[rating < np.clip(share + low * width, 0.0, share)].sum())
        high = _upper_quantile(scaled, weight, 1 - max(1 - INTERVAL_LEVEL - missed, 0.005))
        ends = np.clip(share + high * width, share, 1) - np.clip(share + low * width, 0, share)
        best = min(best, (float(ends.mean()), low, high))
    return best


def _upper_quantile(values: Floats, weight: Floats, level: float) -> float:
    """Return the least value at or below which a weight of ``level`` lies, or the highest."""
    order = np.argsort(values, kind="stable")
    reached = int(np.searchsorted(np.cumsum(weight[order]), level - 1e-9))
    return float(values[order][min(reached, len(values) - 1)])


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
