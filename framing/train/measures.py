"""Figures with their uncertainty: correlation, error, coverage, ranking, calibration."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["Figure", "auc", "bootstrapped", "calibration_error", "correlation"]

Floats = npt.NDArray[np.float64]
Measure = Callable[[Floats, Floats], float]

_STILL = 1e-9
"""Standard deviation of what does not vary, but for rounding."""

_DRAWS = 400
"""Bootstrap draws: the ends of a 95 % interval then vary by some hundredths of its width."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure, its 95 % bootstrap interval, and the number of items behind it."""

    value: float
    low: float
    high: float
    n: int

    def __str__(self) -> str:
        return f"{self.value:.3f} ({self.low:.3f}–{self.high:.3f})"


def correlation(rating: Floats, predicted: Floats) -> float:
    """Return Pearson's r; nan where either does not vary."""
    still = min(rating.std(), predicted.std()) < _STILL if len(rating) else True
    if len(rating) < 3 or still:  # noqa: PLR2004 - two points always lie on a line
        return float("nan")
    return float(np.corrcoef(rating, predicted)[0, 1])


def auc(rating: Floats, predicted: Floats) -> float:
    """Return the area under the ROC curve; nan where one class is empty."""
    from sklearn.metrics import roc_auc_score

    positive = rating > 0.5  # noqa: PLR2004 - a share of raters
    if positive.all() or not positive.any():
        return float("nan")
    return float(roc_auc_score(positive, predicted))


def calibration_error(rating: Floats, predicted: Floats, bins: int = 10) -> float:
    """Return the expected calibration error over bins of equal count (Naeini et al. 2015)."""
    order = np.argsort(predicted, kind="stable")
    parts = [part for part in np.array_split(order, bins) if len(part)]
    gaps = [len(p) * abs(float(rating[p].mean() - predicted[p].mean())) for p in parts]
    return float(sum(gaps) / len(rating))


def bootstrapped(measure: Measure, rating: Floats, predicted: Floats, seed: int = 0) -> Figure:
    """Return a figure with its percentile bootstrap interval (Efron 1979).

    All nan where the measure is, as the AUC of a frame that nobody gave.
    """
    rng = np.random.default_rng(seed)
    draws = []
    for _ in range(_DRAWS):
        index = rng.integers(0, len(rating), len(rating))
        draws.append(measure(rating[index], predicted[index]))
    value = measure(rating, predicted)
    ends = (np.nan, np.nan) if np.isnan(value) else np.nanquantile(draws, [0.025, 0.975])
    return Figure(value, float(ends[0]), float(ends[1]), len(rating))
