"""What the two corpora's tables share: held-out predictions, training's time, bars."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, process_time
from typing import TYPE_CHECKING

from framing.train.own import train
from framing.train.own.fit import calibrated
from framing.train.own.folds import folds
from framing.train.own.head import choose, fit

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from framing.train.own.features import Texts
    from framing.train.own.labels import Question

__all__ = ["Bar", "predicted", "table", "timed", "took"]


@dataclass(frozen=True)
class Bar:
    """What was asked and what was found."""

    name: str
    asked: float
    found: float
    at_least: bool = True

    def __str__(self) -> str:
        met = self.found >= self.asked if self.at_least else self.found <= self.asked
        sign = "≥" if self.at_least else "≤"
        verdict = "met" if met else "**missed**"
        return f"{self.name} {self.found:.4g}, asked {sign} {self.asked:g}: {verdict}"


def predicted(texts: Texts, target: np.ndarray, near: np.ndarray, kept: np.ndarray) -> np.ndarray:
    """Return what a layer fitted on the items ``kept`` says of all.

    Strength and calibration are settled on folds within ``kept``, as training does.
    """
    strength, raw = choose(texts, target, folds(near, near, among=kept))
    logits = fit(texts, target, kept, strength).logits(texts)
    return calibrated(raw[kept], target[kept], logits)


def timed(frame: pd.DataFrame, question: Question) -> tuple[float, float]:
    """Return the seconds of training on a whole file, on the clock and of the processor.

    The card is in it, with its folds and learning curve, and reading; starting Python is not.
    Training keeps to one thread, so that on an idle machine the two are alike.
    """
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "labels.csv"
        frame.to_csv(path, index=False)
        wall, own = perf_counter(), process_time()
        train(path, Path(place) / "layer", question, on_problem=lambda _: None)
        return perf_counter() - wall, process_time() - own


def took(clock: float, processor: float) -> str:
    """Say how long training took."""
    return f"Training on all: {processor:.1f} s of the processor, {clock:.1f} s on the clock."


def table(head: list[str], rows: list[list[str]]) -> str:
    """Return a table as Markdown."""
    rule = ["---", *["--:"] * (len(head) - 1)]
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, rule, *rows))
