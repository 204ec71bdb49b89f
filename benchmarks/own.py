"""Frames of one's own on GVFC against TF-IDF + LR by labels: ``python benchmarks/own.py DATA``.

Draws of labels are fitted and judged on the rest, near-duplicates apart; the strength is chosen
within the draw. The figure is macro-F1 of the main frame, and how often it is right.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from framing.model import load_model
from framing.train.own.features import read
from framing.train.own.figures import macro_f1
from framing.train.own.folds import folds, near_groups
from framing.train.own.head import choose, fit

SIZES = (100, 300, 1000)
DRAWS = 5
FRAMES = 9


def main(data: Path) -> None:
    """Print the table."""
    frame = pd.read_parquet(data / "gvfc.parquet")
    headlines, count = frame["headline"].tolist(), len(frame)
    main_frame = frame["theme1"].to_numpy() - 1
    themes = frame[["theme1", "theme2"]].to_numpy()[:, :, None] == np.arange(1, FRAMES + 1)
    target = themes.any(axis=1).astype(float)
    texts = read(headlines, [None] * count, load_model())
    near = near_groups(headlines, [None] * count)
    print("labels  ours F1 / right   TF-IDF F1 / right")
    for size in SIZES:
        figures = []
        for draw in range(DRAWS):
            some = np.random.default_rng(draw).permutation(count)[:size]
            rest = np.flatnonzero(~np.isin(near, near[some]))
            strength, _ = choose(texts, target, folds(near, near, among=some))
            ours = fit(texts, target, some, strength).logits(texts)[rest].argmax(axis=1)
            rival = make_pipeline(
                TfidfVectorizer(sublinear_tf=True),
                LogisticRegression(C=10, class_weight="balanced", max_iter=2000),
            ).fit([headlines[i] for i in some], main_frame[some])
            said = rival.predict([headlines[i] for i in rest])
            figures.append(
                [f(main_frame[rest], p) for p in (ours, said) for f in (macro_f1, right)]
            )
        mean = np.mean(figures, axis=0)
        print(
            f"{size:6}  {mean[0]:.3f} / {mean[1]:.3f}   {mean[2]:.3f} / {mean[3]:.3f}", flush=True
        )


def right(main: np.ndarray, said: np.ndarray) -> float:
    """Return how often the main frame is right."""
    return float((main == said).mean())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
