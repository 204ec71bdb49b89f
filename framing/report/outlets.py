"""Means of every source over all articles, in memory that grows with the sources alone."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from framing.codebook import OUTPUTS, SCALES

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa

__all__ = ["LEAST", "Mean", "Outlet", "Outlets"]

LEAST = 10
"""Scored articles below which a source has no interval and no rank: a standard deviation from
fewer is mostly noise."""

_NORMAL = 1.959964
"""The 97.5 % point of the normal distribution."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Mean:
    """The mean of ``n`` scores and its 95 % interval, ``None`` below ``LEAST`` of them."""

    n: int
    mean: float
    interval: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Outlet:
    """One source: its articles, and the means of those outputs that it has any score of."""

    name: str
    articles: int
    means: Mapping[str, Mean]


class Outlets:
    """Adds up scored tables by source."""

    def __init__(self) -> None:
        self._sums: dict[str, Floats] = {}

    def __len__(self) -> int:
        return len(self._sums)

    def add(self, table: pa.Table) -> None:
        """Take one scored table."""
        if table.num_rows == 0:
            return
        values = np.stack([table[name].to_numpy() for name in OUTPUTS], axis=1).astype(float)
        given, values = ~np.isnan(values), np.nan_to_num(values)
        one = np.ones((len(values), 1))
        added = np.concatenate([one, given, values, values**2], axis=1)
        names, place = np.unique(_names(table), return_inverse=True)
        sums = np.zeros((len(names), added.shape[1]))
        np.add.at(sums, place, added)
        for name, total in zip(names.tolist(), sums, strict=True):
            self._sums[name] = self._sums.get(name, 0.0) + total

    def rows(self, most: int) -> list[Outlet]:
        """Return the ``most`` sources with most articles, those first."""
        ranked = sorted(self._sums, key=lambda name: (-self._sums[name][0], name))
        return [_outlet(name, self._sums[name]) for name in ranked[:most]]

    def whole(self) -> Outlet:
        """Return all sources taken as one."""
        width = 1 + 3 * len(OUTPUTS)
        return _outlet("all articles", sum(self._sums.values(), np.zeros(width)))


def _names(table: pa.Table) -> npt.NDArray[np.str_]:
    return np.array([name or "" for name in table["source"].to_pylist()], np.str_)


def _outlet(name: str, sums: Floats) -> Outlet:
    counts, totals, squares = np.split(sums[1:], 3)
    means = {
        output: _mean(output, int(n), total, square)
        for output, n, total, square in zip(OUTPUTS, counts, totals, squares, strict=True)
        if n
    }
    return Outlet(name, int(sums[0]), means)


def _mean(output: str, n: int, total: float, square: float) -> Mean:
    """Return mean and interval, the latter from Student's t, within the scale's range."""
    mean = total / n
    if n < LEAST:
        return Mean(n, mean, None)
    variance = max(square - n * mean**2, 0.0) / (n - 1)
    half = _student(n - 1) * sqrt(variance / n)
    low, high = next(((s.low, s.high) for s in SCALES if s.name == output), (0.0, 1.0))
    return Mean(n, mean, (max(mean - half, low), min(mean + half, high)))


def _student(freedom: int) -> float:
    """Return the 97.5 % point of Student's t, to 0.003 from nine degrees of freedom on.

    Source: Abramowitz and Stegun (1964), 26.7.5, first three terms.

    >>> round(_student(9), 2), round(_student(1000), 2)
    (2.26, 1.96)
    """
    z = _NORMAL
    first = (z**3 + z) / (4 * freedom)
    second = (5 * z**5 + 16 * z**3 + 3 * z) / (96 * freedom**2)
    return z + first + second
