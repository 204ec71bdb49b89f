"""The nine frames of GVFC: by folds, and by the number of labels."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from own_shared import Bar, predicted, table, timed, took
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from framing.model import load_model
from framing.train.own.features import read
from framing.train.own.figures import macro_f1
from framing.train.own.folds import folds, near_groups
from framing.train.own.labels import Question

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["by_number", "gvfc"]

NAMES = (
    "second amendment", "gun control", "politics", "mental health", "public safety", "race",
    "public opinion", "society and culture", "economic",
)  # fmt: skip
SIZES = (100, 300, 1000)
DRAWS = 5


class Corpus:
    """Headlines with their frames: ``main`` the first-named one, ``target`` one or two."""

    def __init__(self, data: Path) -> None:
        self.frame = pd.read_parquet(data / "gvfc.parquet")
        self.headlines = self.frame["headline"].to_numpy()
        self.main = self.frame["theme1"].to_numpy() - 1
        themes = self.frame[["theme1", "theme2"]].to_numpy()
        numbers = np.arange(1, len(NAMES) + 1)
        self.target = (themes[:, :, None] == numbers).any(axis=1).astype(float)
        nothing = [None] * len(self.frame)
        self.texts = read(self.headlines.tolist(), nothing, load_model(), graded=False)
        self.near = near_groups(self.headlines.tolist(), nothing)

    def labels(self) -> pd.DataFrame:
        """Return the table that a researcher would train on."""
        named = [
            ";".join(NAMES[code - 1] for code in pair if code <= len(NAMES))
            for pair in self.frame[["theme1", "theme2"]].to_numpy().tolist()
        ]
        return pd.DataFrame({"headline": self.headlines, "themes": named})

    def ours(self, kept: np.ndarray) -> np.ndarray:
        """Return the likeliest frame of all items, of a layer fitted on some."""
        return predicted(self.texts, self.target, self.near, kept).argmax(axis=1)

    def tfidf(self, kept: np.ndarray) -> np.ndarray:
        """Return the frame that TF-IDF and logistic regression say, fitted on the same items."""
        rival = make_pipeline(
            TfidfVectorizer(sublinear_tf=True),
            LogisticRegression(C=10, class_weight="balanced", max_iter=2000),
        )
        return rival.fit(self.headlines[kept], self.main[kept]).predict(self.headlines)

    def majority(self, kept: np.ndarray) -> np.ndarray:
        """Return the commonest frame, for all items."""
        commonest, _ = Counter(self.main[kept].tolist()).most_common(1)[0]
        return np.full(len(self.main), commonest)

    def judged(self, said: np.ndarray, held: np.ndarray) -> tuple[float, float]:
        """Return macro-F1 of the main frame, and how often it is right."""
        right = float((said[held] == self.main[held]).mean())
        return macro_f1(self.main[held], said[held]), right


def gvfc(data: Path) -> str:
    """Return the table by folds, with the bars."""
    corpus = Corpus(data)
    ways = {"a layer": corpus.ours, "TF-IDF + LR": corpus.tfidf, "the commonest": corpus.majority}
    found = {name: np.zeros((0, 2)) for name in ways}
    for kept, held in folds(corpus.near, corpus.near):
        for name, way in ways.items():
            found[name] = np.vstack([found[name], corpus.judged(way(kept), held)])
    clock, processor = timed(corpus.labels(), Question("gun", ("themes",), frames=True))
    f1, right = found["a layer"].mean(axis=0)
    rows = [
        [name, *(f"{m:.3f} ± {s:.3f}" for m, s in zip(f.mean(axis=0), f.std(axis=0), strict=True))]
        for name, f in found.items()
    ]
    bars = [Bar("macro-F1", 0.64, f1), Bar("right", 0.70, right)]
    bars.append(Bar("training, seconds of the processor", 5, processor, at_least=False))
    return (
        f"**Gun Violence Frame Corpus**: {len(corpus.main):,} headlines, nine frames, five folds "
        "that keep near-duplicates together; mean ± standard deviation of the folds.\n\n"
        + table(["", "macro-F1 of the main frame", "main frame right"], rows)
        + f"\n\n{took(clock, processor)}\n\n"
        + "\n".join(f"- {bar}" for bar in bars)
    )


def by_number(data: Path) -> str:
    """Return the table by the number of labels: draws are fitted and judged on the rest."""
    corpus, rows = Corpus(data), []
    for size in SIZES:
        found = []
        for draw in range(DRAWS):
            some = np.random.default_rng(draw).permutation(len(corpus.main))[:size]
            rest = np.flatnonzero(~np.isin(corpus.near, corpus.near[some]))
            found.append([corpus.judged(way(some), rest) for way in (corpus.ours, corpus.tfidf)])
        means = np.mean(found, axis=0)
        rows.append([f"{size:,}", *(f"{f1:.3f} / {right:.3f}" for f1, right in means)])
    head = ["labels", "a layer: macro-F1 / right", "TF-IDF + LR"]
    return f"By the number of labels, mean of {DRAWS} draws:\n\n" + table(head, rows)
