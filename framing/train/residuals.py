"""What is learned from residuals: a line for the logit, and how wide an interval must be.

The published score must be the expected rating, so an output's logit gets a slope and a shift
(Platt 1999, with graded targets), which stays affine in the logit and is folded into the head.
Interval widths follow ``framing.intervals``.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from framing.codebook import INTERVAL_LEVEL

__all__ = ["conformal", "cross_fitted", "platt", "spread"]

Floats = npt.NDArray[np.float64]

_TIE = 2.0
"""Weight of the pull of each slope towards 1 and shift towards 0, in rated items: frames with
a dozen positives must not be calibrated to noise."""

_FOLDS = 5


def platt(raw: Floats, target: Floats) -> tuple[float, float]:
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


def spread(x: Any, size: Floats) -> Floats:
    """Return weights of the log of the expected absolute residual (gamma regression)."""
    from sklearn.linear_model import GammaRegressor

    fitted = GammaRegressor(alpha=0.01, max_iter=1000).fit(x[:, 1:], size + 1e-3)
    return np.concatenate([[fitted.intercept_], fitted.coef_])


def cross_fitted(x: Any, size: Floats, groups: Any) -> Floats:
    """Return the spread of each item as fitted on other groups."""
    from sklearn.model_selection import GroupKFold

    out = np.zeros(len(x))
    for fit, held in GroupKFold(_FOLDS).split(x, groups=groups):
        out[held] = np.exp(np.clip(x[held] @ spread(x[fit], size[fit]), -10, 10))
    return out


def conformal(
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
