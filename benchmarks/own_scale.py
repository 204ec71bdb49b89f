"""People's clickbait ratings of Webis-17 as a new scale, by its folds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from own_shared import Bar, predicted, table, timed, took
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import Ridge

from framing.model import load_model
from framing.train.corpora import WEBIS_TEST
from framing.train.corpora import webis as corpus
from framing.train.measures import correlation
from framing.train.own.features import read
from framing.train.own.folds import near_groups
from framing.train.own.labels import Question

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from framing.train.own.features import Texts

__all__ = ["webis"]

PENALTIES = (0.5, 1.0, 2.0, 4.0)
"""Of the rival's ridge, to be chosen from on a fifth of what it is fitted on."""


def webis(data: Path) -> str:
    """Return the table by folds, with the bars."""
    posts = corpus(data)
    titles = [title or None for title in posts["title"]]
    texts = read(posts["post"].tolist(), titles, load_model(), graded=True)
    near = near_groups(posts["post"].tolist(), titles)
    rating = posts["mean"].to_numpy(float)
    found = []
    for fold in range(5):
        held = (posts["fold"] == fold).to_numpy() & texts.enough
        kept = np.flatnonzero((posts["fold"] != fold).to_numpy() & texts.enough)
        ours = predicted(texts, rating[:, None], near, kept)[:, 0]
        said = {"ours": ours, "ridge": _ridge(posts, rating, kept)}
        found.append([int(held.sum()), *(_judged(rating[held], s[held]) for s in said.values())])
    frame = posts[["post", "title", "mean"]].set_axis(["headline", "lead", "bait"], axis=1)
    clock, processor = timed(frame, Question("bait", ("bait",), span=(0, 1)))
    return _told(posts, texts, found, clock, processor)


def _judged(rating: np.ndarray, said: np.ndarray) -> tuple[float, float]:
    return float(((rating - said) ** 2).mean()), correlation(rating, said)


def _ridge(posts: pd.DataFrame, rating: np.ndarray, kept: np.ndarray) -> np.ndarray:
    """Return what TF-IDF of words and pairs with a ridge says of all, fitted on some."""
    whole = (posts["post"] + " " + posts["title"]).to_numpy()
    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True).fit(whole[kept])
    x = csr_matrix(words.transform(whole))
    last = kept[posts["fold"].to_numpy()[kept] == posts["fold"].to_numpy()[kept].max()]
    first = np.setdiff1d(kept, last)

    def fitted(penalty: float, some: np.ndarray) -> np.ndarray:
        model = Ridge(penalty, solver="sparse_cg").fit(x[some], rating[some])
        return np.clip(model.predict(x), 0, 1)

    errors = [_judged(rating[last], fitted(p, first)[last])[0] for p in PENALTIES]
    return fitted(PENALTIES[int(np.argmin(errors))], kept)


def _told(
    posts: pd.DataFrame, texts: Texts, found: list[list], clock: float, processor: float
) -> str:
    rows = [
        [f"{fold}{' *' * (fold in WEBIS_TEST)}", f"{n:,}", *(f"{m:.4f} / {r:.4f}" for m, r in f)]
        for fold, (n, *f) in enumerate(found)
    ]
    unseen = np.array([found[fold][1] for fold in WEBIS_TEST]).mean(axis=0)
    rows.append(["mean of 0 and 1", "", *_mean(found, WEBIS_TEST)])
    rows.append(["mean of all", "", *_mean(found, range(5))])
    bars = [
        Bar("folds 0 and 1: squared error", 0.031, unseen[0], at_least=False),
        Bar("folds 0 and 1: r", 0.72, unseen[1]),
        Bar("training, seconds of the processor", 20, processor, at_least=False),
    ]
    return (
        f"**Webis-Clickbait-17**: {len(posts):,} posts, the mean rating of five people as a "
        "graded scale. What is read is the post as headline and, where there is one, the title of "
        f"the article as lead; {1 - texts.enough.mean():.1%} are too short or not English and left "
        "out. Folds are a hash of the post, near-duplicates together. Those with a star no part "
        "of the built-in model ever saw; posts of the others were among what it was made from.\n\n"
        + table(["fold", "n", "a layer: squared error / r", "TF-IDF + ridge"], rows)
        + f"\n\n{took(clock, processor)}\n\n"
        + "\n".join(f"- {bar}" for bar in bars)
    )


def _mean(found: list[list], folds: range | tuple[int, ...]) -> list[str]:
    means = np.array([found[fold][1:] for fold in folds]).mean(axis=0)
    return [f"{error:.4f} / {r:.4f}" for error, r in means]
