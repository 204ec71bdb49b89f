"""What a model is set beside: the mean, and words counted by TF-IDF, on the same items."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from framing.errors import InputError
from framing.train.own.folds import folds, groups, near_groups

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from framing.train.own.labels import Labels

__all__ = ["RIVALS"]

_LEAST_GROUPS = 2
"""Groups of items below which none is left to fit a rival on."""

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


def _mean(labels: Labels, rating: Floats, given: Bools) -> Floats:
    """Return the mean rating of the other folds."""
    predicted = np.full(len(rating), np.nan)
    for fitted, held in _folds(labels, given):
        predicted[held] = rating[fitted].mean()
    return predicted


def _tfidf(labels: Labels, rating: Floats, given: Bools) -> Floats:
    """Return what a ridge on TF-IDF of words and pairs says, fitted on the other folds."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import RidgeCV
    from sklearn.pipeline import make_pipeline

    pairs = zip(labels.headlines, labels.leads, strict=True)
    texts = np.array([f"{headline or ''} {lead or ''}" for headline, lead in pairs], object)
    predicted = np.full(len(rating), np.nan)
    for fitted, held in _folds(labels, given):
        words: Any = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
        ridge = make_pipeline(words, RidgeCV(np.logspace(-1, 2, 7))).fit(
            texts[fitted], rating[fitted]
        )
        predicted[held] = np.clip(ridge.predict(texts[held]), 0, 1)
    return predicted


def _folds(labels: Labels, given: Bools) -> Iterator[Any]:
    near = near_groups(labels.headlines, labels.leads)
    together, _ = groups(labels.outlets, near)
    if len(np.unique(together[given])) < _LEAST_GROUPS:
        raise InputError(f"{labels.path}: nearly all texts are the same; leave out --rivals")
    yield from folds(together, near, among=np.flatnonzero(given))


RIVALS: dict[str, Callable[[Labels, Floats, Bools], Floats]] = {
    "mean": _mean,
    "TF-IDF + ridge": _tfidf,
}
"""Rivals by name: each gives its predictions of all items, nan where there is none."""
