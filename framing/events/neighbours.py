"""Which articles can tell of one event: an index of rare words, so that few pairs are compared.

A pair is compared where the articles lie within days of each other, or one has no date, and
share enough of their rarest words. That is a product of two sparse matrices of a dozen words an
article, block by block: work and memory grow with the pairs that share a rare word. (The brute
search of scikit-learn's ``NearestNeighbors``, its only one for sparse vectors, compares all.)
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from framing.events.vectors import UNDATED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from framing.events.vectors import Texts

__all__ = ["Pairs", "candidates"]

_REACH = 6
"""Days between two articles from which they are not compared: time then leaves a twentieth of
their likeness."""

_RAREST = 12
"""Words of an article that are in the index."""

_COMMON = 1_000
"""Articles from which a word is too common to be searched by within one block's days."""

_SHARED = 0.05
"""Likeness by their rarest words from which two articles are compared."""

_MOST = 30
"""Earlier articles that an article is compared with, those that share most: among 100,000
without dates half of all would share a rare word with some hundred others."""

_BLOCK = 1_000
"""Articles that are looked up at once."""

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of articles and how alike their texts are, 0–1. Each pair is there once."""

    one: Ints
    other: Ints
    alike: Floats


def candidates(texts: Texts) -> Pairs:
    """Return the pairs that are worth a look, compared."""
    rare = _rarest(texts.whole)
    found = list(_found(rare, texts.day))
    one = np.concatenate([np.zeros(0, np.int64), *(pair[0] for pair in found)])
    other = np.concatenate([np.zeros(0, np.int64), *(pair[1] for pair in found)])
    return Pairs(one, other, texts.alike(one, other))


def _rarest(rows: Any) -> Any:
    """Keep the heaviest words of each row."""
    from scipy.sparse import csr_matrix

    row = np.repeat(np.arange(rows.shape[0]), np.diff(rows.indptr))
    order = np.lexsort((-rows.data, row))
    kept = order[np.arange(len(order)) - rows.indptr[row[order]] < _RAREST]
    return csr_matrix((rows.data[kept], (row[kept], rows.indices[kept])), shape=rows.shape)


def _found(rare: Any, day: Ints) -> Iterator[tuple[Ints, Ints]]:
    dated = int(np.searchsorted(day, UNDATED))
    for first in range(0, len(day), _BLOCK):
        last = min(first + _BLOCK, len(day))
        # Later articles look at earlier ones; those without a date at all before them.
        start = np.searchsorted(day, day[first] - _REACH, "right") if first < dated else 0
        one, other, shared = _sharing(rare[first:last], rare[int(start) : last])
        one, other = one + first, other + int(start)
        near = (day[one] == UNDATED) | (day[one] - day[other] < _REACH)
        kept = np.flatnonzero((other < one) & near & (shared >= _SHARED))
        best = kept[_best(one[kept], shared[kept])]
        yield one[best], other[best]


def _best(row: Ints, shared: Floats) -> Ints:
    """Return the places of the pairs of each row that share most."""
    order = np.lexsort((-shared, row))
    placed = np.arange(len(order)) - np.searchsorted(row[order], row[order])
    return order[placed < _MOST]


def _sharing(block: Any, among: Any) -> tuple[Ints, Ints, Floats]:
    """Return the pairs of rows that share enough of their rarest words, and how much."""
    common = np.bincount(among.indices, minlength=among.shape[1]) > _COMMON
    block = block.copy()
    block.data[common[block.indices]] = 0.0
    block.eliminate_zeros()
    shared = (block @ among.T).tocoo()
    return shared.row.astype(np.int64), shared.col.astype(np.int64), shared.data
