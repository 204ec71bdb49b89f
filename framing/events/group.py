"""Grouping: articles that tell of one event, precision before recall.

Pairs that are alike enough, after what time and a crowded subject take off, are linked; what
hangs together by links is split by average linkage (Sokal and Michener 1958), so that a chain
of like articles is no event. The figures were chosen on half of the events of NeuS (Lee et al.
2022), mixed with unrelated articles; the model card reports the other half.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from framing.events.neighbours import Pairs, candidates
from framing.events.vectors import UNDATED

if TYPE_CHECKING:
    from framing.events.vectors import Texts

__all__ = ["LINK", "grouped"]

LINK = 0.195
"""Likeness, after all deductions, from which articles belong together: the least with a precision
of .95 on half of the events among 3,000, 10,000, 25,000 or 31,000 unrelated articles."""

_FADES = 2.0
"""Days in which time takes the likeness of two articles down to 1/e; of 1.5, 2, 3 and 4."""

_FEW, _UNDATED_FEW = 300, 0.64
_MANY, _UNDATED_MANY = 1_700, 0.4
"""What is left of the likeness where a date is missing: in a folder of few articles more than
among many, of which some will be alike by chance, or tell of other days of a long story. So
chosen that precision stays at .95 where the events have no dates, whatever recall remains."""

_CROWD, _CROWDED = 10, 0.4
"""The likeness to its so many nearest neighbours, and how much of it is taken off: in a crowded
subject all articles are alike (after Conneau et al. 2018). Of 0.3, 0.4 and 0.5, the least with
which precision stays above .95 however many unrelated articles are about; more would part large
events, of which there are none to choose by."""

_APART = 0.8
"""Share of ``LINK`` that texts keep which are alike, but for dates that lie far apart: not
enough to join them, and not so little that they part what articles without a date join."""

_LARGEST = 1_500
"""Articles that average linkage is done on at once; more are first split at a higher link."""

_STEP = 0.05

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


def grouped(texts: Texts, link: float = LINK) -> Ints:
    """Return the group of each article, numbered from 0."""
    pairs, articles = candidates(texts), len(texts.day)
    near = _faded(pairs.alike, texts.day[pairs.one], texts.day[pairs.other], articles)
    crowd = _CROWDED * _crowd(articles, pairs, near)
    near = near - (crowd[pairs.one] + crowd[pairs.other]) / 2
    groups, found = np.zeros(articles, np.int64), 0
    for members in _linked(articles, pairs, near, link):
        groups[members] = found + _split(texts, members, crowd[members], link)
        found = int(groups[members].max()) + 1
    return groups


def _faded(alike: Floats, day: Ints, other_day: Ints, articles: int) -> Floats:
    """Return what the days between two articles, or a day unknown, leave of their likeness."""
    unknown = (day == UNDATED) | (other_day == UNDATED)
    days = np.abs(np.where(unknown, 0, day) - np.where(unknown, 0, other_day))
    return alike * np.where(unknown, _undated(articles), np.exp(-days / _FADES))


def _undated(articles: int) -> float:
    """Return what is left of a likeness without dates among so many articles.

    >>> _undated(5), round(_undated(714), 3), _undated(100_000)
    (0.64, 0.52, 0.4)
    """
    log = np.log([_FEW, _MANY])
    return float(np.interp(np.log(articles), log, [_UNDATED_FEW, _UNDATED_MANY]))


def _crowd(articles: int, pairs: Pairs, near: Floats) -> Floats:
    """Return the mean likeness of each article to its nearest neighbours, none counting 0."""
    row, value = np.concatenate([pairs.one, pairs.other]), np.concatenate([near, near])
    order = np.lexsort((-value, row))
    row, value = row[order], value[order]
    nearest = np.arange(len(row)) - np.searchsorted(row, row) < _CROWD
    total: Floats = np.bincount(row[nearest], value[nearest], articles).astype(float)
    return total / _CROWD


def _linked(articles: int, pairs: Pairs, near: Floats, link: float) -> list[Ints]:
    """Return the sets of articles that hang together, those alone too."""
    held = near >= link
    labels = _components(articles, pairs.one[held], pairs.other[held])
    out: list[Ints] = []
    order = np.argsort(labels, kind="stable")
    for members in np.split(order, np.flatnonzero(np.diff(labels[order])) + 1):
        out += [members] if len(members) <= _LARGEST else _cut(members, pairs, near, link + _STEP)
    return out


def _cut(members: Ints, pairs: Pairs, near: Floats, link: float) -> list[Ints]:
    """Split a set that is too large at a higher link."""
    inside = np.isin(pairs.one, members) & np.isin(pairs.other, members)
    one, other = (np.searchsorted(members, side[inside]) for side in (pairs.one, pairs.other))
    fewer = Pairs(one, other, pairs.alike[inside])
    return [members[part] for part in _linked(len(members), fewer, near[inside], link)]


def _components(articles: int, one: Ints, other: Ints) -> Any:
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    graph = coo_matrix((np.ones(len(one)), (one, other)), shape=(articles, articles))
    return connected_components(graph, directed=False)[1]


def _split(texts: Texts, members: Ints, crowd: Floats, link: float) -> Ints:
    """Return the group of each of some articles that hang together, numbered from 0."""
    if len(members) == 1:
        return np.zeros(1, np.int64)
    from sklearn.cluster import AgglomerativeClustering

    far = 1 - _joined(texts, members, crowd, link)
    np.fill_diagonal(far, 0.0)
    linkage = AgglomerativeClustering(
        n_clusters=None, metric="precomputed", linkage="average", distance_threshold=1 - link
    )
    labels: Ints = linkage.fit(far).labels_
    return labels


def _joined(texts: Texts, members: Ints, crowd: Floats, link: float) -> Floats:
    """Return how much speaks for each pair of articles being in one event."""
    alike, day, articles = texts.all_alike(members), texts.day[members], len(texts.day)
    off = (crowd[:, None] + crowd) / 2
    apart = np.minimum(_undated(articles) * alike - off, _APART * link)
    return np.maximum(_faded(alike, day[:, None], day[None, :], articles) - off, apart)
