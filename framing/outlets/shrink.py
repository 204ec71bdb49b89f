"""Shrinkage of outlets' means towards their pool: empirical Bayes after Morris (1983).

An outlet of few headlines is drawn towards the mean of all outlets by as much as its own error
outweighs the differences between outlets. Morris's factors account for the pool's mean and
spread being estimates themselves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["FEWEST", "shrunken"]

FEWEST = 4
"""Outlets from which a pool can be known: Morris's factor is 0 for three."""

_STEPS = 200
_SETTLED = 1e-10

Floats = npt.NDArray[np.float64]


def shrunken(means: Sequence[float], errors: Sequence[float]) -> tuple[Floats, Floats]:
    """Return the shrunken means and their standard errors.

    Args:
        means: The outlets' means, at least ``FEWEST``.
        errors: The standard errors of the means, above 0.
    """
    mean, variance = np.asarray(means, float), np.asarray(errors, float) ** 2
    k = len(mean)
    between, pool = _between(mean, variance)
    factor = (k - 3) / (k - 1) * variance / (variance + between)
    posterior = variance * (1 - (k - 1) / k * factor)
    posterior += 2 / (k - 3) * factor**2 * (mean - pool) ** 2
    return (1 - factor) * mean + factor * pool, np.sqrt(posterior)


def _between(mean: Floats, variance: Floats) -> tuple[float, float]:
    """Return the variance between outlets and the pool's mean, found in turns.

    >>> between, pool = _between(np.array([0.1, 0.2, 0.3, 0.4]), np.full(4, 1e-9))
    >>> round(between, 4), round(pool, 3)
    (0.0167, 0.25)
    """
    k, between, pool = len(mean), float(mean.var()), float(mean.mean())
    for _ in range(_STEPS):
        weight = 1 / (variance + between)
        pool = float((weight * mean).sum() / weight.sum())
        moved = weight * (k / (k - 1) * (mean - pool) ** 2 - variance)
        before, between = between, max(0.0, float(moved.sum() / weight.sum()))
        if abs(between - before) < _SETTLED:
            break
    return between, pool
