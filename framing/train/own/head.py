"""The head of a layer: logistic regression on graded targets, its strength chosen by folds.

A target between 0 and 1 (a rating as a share of its range, a share of raters) counts as a yes
with that weight and a no with the rest, which makes the fitted probability the expected target
(Papke and Wooldridge 1996). The penalty is chosen by the log loss on folds that share no outlet
and no near-duplicate with what was fitted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from framing.train.own.features import design

if TYPE_CHECKING:
    from collections.abc import Sequence

    from framing.train.own.features import Design, Matrix, Texts

__all__ = ["STRENGTHS", "Fold", "Head", "choose", "fit", "out_of_fold"]

STRENGTHS = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
"""The inverse penalties to choose from, weak signals first."""

_START = 3
"""Where the search begins: it climbs from there while the loss falls."""

_FARTHEST = 30.0
"""Logits beyond are as good as certain, and their exponentials would overflow."""

_STEPS, _STEEP = 200, 1e-5
"""Steps of the descent at most, and the slope for each text from which it stands still: further on
r and squared error of a fold of Webis-17 did not move in the fourth decimal."""

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Fold = tuple[Ints, Ints]
"""Places of the items that are fitted, and of those that are held out."""


@dataclass(frozen=True, slots=True)
class Head:
    """Weights (columns, outputs) and shift (outputs) over the columns of ``design``."""

    design: Design
    weights: Floats
    shift: Floats

    def logits(self, texts: Texts) -> Floats:
        """Return raw logits, shape (texts, outputs)."""
        return self.design.matrix(texts).times(self.weights) + self.shift


def fit(texts: Texts, target: Floats, kept: Ints, strength: float) -> Head:
    """Fit a head for each output on the texts ``kept``."""
    columns = design(texts, kept)
    x = columns.matrix(texts).rows(kept)
    return _fitted(columns, x, target[kept], strength)


def _fitted(columns: Design, x: Matrix, target: Floats, strength: float) -> Head:
    fitted = [_one(x, target[:, place], strength) for place in range(target.shape[1])]
    weights = np.stack([weight for weight, _ in fitted], axis=1)
    return Head(columns, weights, np.array([shift for _, shift in fitted]))


def _one(x: Matrix, target: Floats, strength: float) -> tuple[Floats, float]:
    from scipy.optimize import minimize

    if not (target > 0).any() or not (target < 1).any():  # all one answer: say it, from a distance
        share = np.clip(target.mean(), 0.5 / (len(target) + 1), 1 - 0.5 / (len(target) + 1))
        return np.zeros(x.columns), float(np.log(share / (1 - share)))

    def cost(line: Floats) -> tuple[float, Floats]:
        weights, raw = line[:-1], x.times(line[:-1]) + line[-1]
        miss = 1 / (1 + np.exp(-np.clip(raw, -_FARTHEST, _FARTHEST))) - target
        entropy = (np.logaddexp(0, raw) - target * raw).sum()
        slope = np.append(x.gathered(miss) + weights / strength, miss.sum())
        return float(entropy + weights @ weights / (2 * strength)), slope

    end = {"maxiter": _STEPS, "gtol": _STEEP * len(target)}
    found = minimize(cost, np.zeros(x.columns + 1), jac=True, method="L-BFGS-B", options=end).x
    return found[:-1], float(found[-1])


def out_of_fold(texts: Texts, target: Floats, folds: Sequence[Fold], strength: float) -> Floats:
    """Return the raw logits of every text by a head that was fitted without its fold."""
    found = np.zeros(target.shape)
    for kept, held in folds:
        columns = design(texts, kept)
        whole = columns.matrix(texts)
        head = _fitted(columns, whole.rows(kept), target[kept], strength)
        found[held] = whole.rows(held).times(head.weights) + head.shift
    return found


def choose(texts: Texts, target: Floats, folds: Sequence[Fold]) -> tuple[float, Floats]:
    """Return the strength with the least log loss, and the logits out of fold that it gives."""
    tried: dict[int, tuple[float, Floats]] = {}

    def loss(place: int) -> float:
        if place not in tried:
            raw = out_of_fold(texts, target, folds, STRENGTHS[place])
            tried[place] = (_log_loss(raw, target), raw)
        return tried[place][0]

    best = _START
    for step in (1, -1):
        while 0 <= best + step < len(STRENGTHS) and loss(best + step) < loss(best):
            best += step
    return STRENGTHS[best], tried[best][1]


def _log_loss(raw: Floats, target: Floats) -> float:
    return float((np.logaddexp(0, raw) - target * raw).mean())
