"""Articles as vectors of rare words, and how alike two of them are.

The weight of a word is its rarity (Spärck Jones 1972) in the news at large, mixed with its
rarity among the articles of the same days: in a week when everybody writes of a pandemic, that
word tells no story from another.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from framing.events.words import BUCKETS, background, stems

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["READ", "UNDATED", "Texts", "counted", "vectors"]

UNDATED = np.iinfo(np.int64).max
"""The day of an article without one: it stands after all others."""

READ = 500
"""Characters of a lead that are read: the opening of the story, not its background."""

_AROUND = 3
"""Days before and after whose articles say how rare a word is just then; of 3, 7 and 14 on half
of the events."""

_PRIOR, _LEAST = 200.0, 600.0
"""Articles that the news at large weighs against those of the same days, of 50, 200 and 1,000;
and the least that both are together, so that in a handful of articles names still count for more
than common words. The events' own weeks, in the mixture they are judged in, have some 600."""

_RARE = 5.0
"""Articles below which a word is rare and no rarer, of 0, 2, 3, 5 and 10: what three outlets
write must not weigh less than what one does."""

_NAME, _NAMED = 0.001, 0.5
"""Share of the news below which a word is as good as a name, and how much of its further rarity
is added to its weight: two stories that share “Varnholm” are one. Of 0.001 and 0.0002; 0, 0.25,
0.5 and 1."""

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Texts:
    """Articles in order of their day, those without one last.

    ``whole`` are vectors of headline and lead together, ``headline`` and ``lead`` of each:
    sparse, (articles, ``BUCKETS``), rows of length 1, or 0 where there is no text. ``day`` is
    the day's ordinal or ``UNDATED``.
    """

    whole: Any
    headline: Any
    lead: Any
    day: Ints

    def alike(self, one: Ints, other: Ints) -> Floats:
        """Return the likeness of pairs of articles, 0–1.

        The mean of two cosines: that of the whole texts, and the best of headline with
        headline and headline with lead, for one outlet's headline is another's first sentence.
        Where a headline is missing, the cosine of the whole texts.
        """
        titles = [
            _dots(self.headline, one, self.headline, other),
            _dots(self.headline, one, self.lead, other),
            _dots(self.lead, one, self.headline, other),
        ]
        titled = self.titled()[one] & self.titled()[other]
        return _mean(_dots(self.whole, one, self.whole, other), titles, titled)

    def all_alike(self, members: Ints) -> Floats:
        """Return the likeness of all pairs of some articles, shape (members, members)."""
        whole, headline, lead = (rows[members] for rows in (self.whole, self.headline, self.lead))
        crossed = (headline @ lead.T).toarray()
        titles = [(headline @ headline.T).toarray(), crossed, crossed.T]
        titled = self.titled()[members]
        return _mean((whole @ whole.T).toarray(), titles, titled[:, None] & titled)

    def titled(self) -> npt.NDArray[np.bool_]:
        """Tell which articles have a headline."""
        found: npt.NDArray[np.bool_] = np.diff(self.headline.indptr) > 0
        return found


def _mean(whole: Floats, titles: list[Floats], titled: npt.NDArray[np.bool_]) -> Floats:
    best = np.maximum.reduce(titles)
    return np.where(titled, (whole + best) / 2, whole)


_PAIRS = 200_000
"""Pairs compared at once, which bounds the memory that their vectors take."""


def _dots(rows: Any, one: Ints, others: Any, other: Ints) -> Floats:
    """Return the products of pairs of rows."""
    parts = [np.zeros(0)]
    for start in range(0, len(one), _PAIRS):
        few = slice(start, start + _PAIRS)
        product = rows[one[few]].multiply(others[other[few]])
        parts.append(np.asarray(product.sum(axis=1)).ravel())
    return np.concatenate(parts)


def counted(texts: Sequence[str]) -> Any:
    """Return how often each word occurs, sparse (texts, ``BUCKETS``)."""
    from sklearn.feature_extraction.text import HashingVectorizer

    hashed = HashingVectorizer(
        analyzer=stems, n_features=BUCKETS, norm=None, alternate_sign=False, dtype=np.float32
    )
    return hashed.transform(texts)


def vectors(headlines: Sequence[str], leads: Sequence[str], day: Ints) -> Texts:
    """Return the vectors of articles that are in order of ``day``."""
    headline, lead = counted(headlines), counted([lead[:READ] for lead in leads])
    whole = headline + lead
    return Texts(_weighted(whole, day), _weighted(headline, day), _weighted(lead, day), day)


def _weighted(counts: Any, day: Ints) -> Any:
    """Weigh counts by rarity at the time, and bring each row to length 1."""
    from sklearn.preprocessing import normalize

    counts.sort_indices()
    counts.data = (1 + np.log(counts.data)).astype(np.float32)
    met = counts.indices.copy()
    for first, last, start, stop in _days(day):
        near = met[counts.indptr[start] : counts.indptr[stop]]
        rarity = _rarity(np.bincount(near, minlength=BUCKETS), stop - start)
        own = slice(counts.indptr[first], counts.indptr[last])
        counts.data[own] *= rarity[met[own]]
    return normalize(counts, copy=False)


def _days(day: Ints) -> list[tuple[int, int, int, int]]:
    """Return for each day where its articles are, and where those of the days around it are."""
    out = []
    for each in np.unique(day):
        first, last = np.searchsorted(day, each), np.searchsorted(day, each, "right")
        start, stop = 0, len(day)
        if each != UNDATED:
            start = np.searchsorted(day, each - _AROUND)
            stop = np.searchsorted(day, each + _AROUND, "right")
        out.append((int(first), int(last), int(start), int(stop)))
    return out


def _rarity(articles: Ints, among: int) -> Floats:
    """Return the weight of each bucket where its words are in some articles among many."""
    prior = max(_PRIOR, _LEAST - among)
    expected = np.maximum(prior * background() + articles, _RARE)
    named = np.log(np.maximum(_NAME / background(), 1.0))
    rarity: Floats = np.log((prior + among) / np.minimum(expected, prior + among))
    return rarity + _NAMED * named
