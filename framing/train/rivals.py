"""Rivals on the same items: what the same question costs and gets without this model."""

from __future__ import annotations

import logging
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pandas as pd

from framing.codebook import Scale

__all__ = ["RIVALS"]

log = logging.getLogger(__name__)

Floats = npt.NDArray[np.float64]
Rival = Callable[[pd.DataFrame, pd.DataFrame, Scale], Floats | None]


def _texts(items: pd.DataFrame, scale: Scale) -> list[str]:
    """Return what a scale is a rating of."""
    whole = scale.reads == "article"
    texts = items["headline"] + " " + items["lead"] if whole else items[scale.reads]
    return [str(text) for text in texts]


def majority(train: pd.DataFrame, test: pd.DataFrame, scale: Scale) -> Floats:
    """Predict the mean rating for every item: r is not defined, error is."""
    return np.full(len(test), float(train[scale.name].mean()))


def tfidf_ridge(train: pd.DataFrame, test: pd.DataFrame, scale: Scale) -> Floats:
    """Fit TF-IDF of words and word pairs with ridge regression on the ratings alone."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import Ridge
    from sklearn.pipeline import make_pipeline

    known = train[train[scale.name].notna()]
    pipe = make_pipeline(
        TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True), Ridge(1.0)
    )
    pipe.fit(_texts(known, scale), known[scale.name])
    return np.asarray(pipe.predict(_texts(test, scale)), float)


def fasttext(train: pd.DataFrame, test: pd.DataFrame, scale: Scale) -> Floats | None:
    """Train fastText on rounded ratings; predict the expected rating. ``None`` if not installed."""
    try:
        import fasttext as library
    except ImportError:
        return None
    import tempfile
    from pathlib import Path

    span = scale.highest - scale.lowest
    known = train[train[scale.name].notna()]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "train.txt"
        classes = (known[scale.name] * span).round().astype(int)
        lines = [
            f"__label__{c} {t.lower()}" for c, t in zip(classes, _texts(known, scale), strict=True)
        ]
        path.write_text("\n".join(lines), "utf-8")
        model = library.train_supervised(
            str(path), wordNgrams=2, epoch=15, dim=64, thread=1, verbose=0
        )
    return np.array(
        [
            _expected(model.f.predict(t.lower(), -1, 0.0, "strict"), span)
            for t in _texts(test, scale)
        ]
    )


def _expected(predicted: list[tuple[float, str]], span: float) -> float:
    return sum(p * int(name.removeprefix("__label__")) for p, name in predicted) / span


def vader(_train: pd.DataFrame, test: pd.DataFrame, scale: Scale) -> Floats | None:
    """Score tone with VADER's compound; ``None`` for other scales or if not installed."""
    if scale.name != "tone":
        return None
    try:
        from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer
    except ImportError:
        return None
    analyser = SentimentIntensityAnalyzer()
    compound = [analyser.polarity_scores(t)["compound"] for t in _texts(test, scale)]
    return (np.array(compound) + 1) / 2


RIVALS: dict[str, Rival] = {
    "mean": majority,
    "TF-IDF + ridge": tfidf_ridge,
    "fastText": fasttext,
    "VADER": vader,
}
"""Every rival by the name it has in the tables."""
