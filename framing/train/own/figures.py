"""The figures of a fitted layer: by fold, with a learning curve and what is confused with what.

Every figure is of items that were held out, and so is whatever it needs to be settled first:
a fold's calibration, thresholds and interval widths are set on the other folds. The strength
alone was chosen on these folds, among a handful, which favours the figures a little.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from framing import intervals
from framing.train.measures import auc, calibration_error, correlation
from framing.train.own.fit import calibrated, widths
from framing.train.own.head import fit as fit_head

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from framing.train.own.fit import Fitted

__all__ = ["HALF", "Held", "best_threshold", "confusion", "curve", "f1", "figures", "held_out"]

HALF = 0.5
"""Share of raters from which an answer counts as yes."""

_GRID = np.arange(0.04, 0.97, 0.02)
"""Thresholds to choose from."""

_SHARES = (0.125, 0.25, 0.5)
"""Shares of the labels that the learning curve is measured at, beside all of them."""

_LEAST_CURVE = 15
"""Items below which a point of the curve would say nothing."""

_STEPS = 5
"""Steps of a graded scale in its table of confusion."""

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


class Held:
    """What a layer says of items held out: ``share`` (n, outputs), and what was settled without.

    ``threshold`` (n, outputs) is from where an answer is taken for a yes; ``low`` and ``high``
    (n) are a graded scale's intervals, else empty.
    """

    def __init__(self, fitted: Fitted) -> None:
        target, count = fitted.labels.target, len(fitted.labels)
        self.share = np.zeros(target.shape)
        self.threshold = np.full(target.shape, HALF)
        graded = fitted.labels.kind == "graded"
        self.low, self.high = np.zeros(count * graded), np.zeros(count * graded)
        for _, held in fitted.folds:
            self._settle(fitted, held, np.setdiff1d(np.arange(count), held))

    def _settle(self, fitted: Fitted, held: Ints, others: Ints) -> None:
        raw, target = fitted.raw, fitted.labels.target
        both = calibrated(raw[others], target[others], raw)
        self.share[held] = both[held]
        if fitted.labels.kind == "graded":
            self._bound(fitted, both[:, 0], held, others)
            return
        for output in range(target.shape[1]):
            found = best_threshold(both[others, output], target[others, output] >= HALF)
            self.threshold[held, output] = found

    def _bound(self, fitted: Fitted, share: Floats, held: Ints, others: Ints) -> None:
        texts = fitted.texts
        mine = replace(texts, unknown=texts.unknown[others], size=texts.size[others])
        spread, quantiles = widths(
            share[others], fitted.labels.target[others, 0], mine, fitted.together[others]
        )
        single = share[held].astype(np.float32)
        known = intervals.knowledge(single, texts.unknown[held], texts.size[held])
        weights = spread.astype(np.float32), quantiles.astype(np.float32)
        self.low[held], self.high[held] = intervals.ends(single, known, *weights)


def held_out(fitted: Fitted) -> Held:
    """Return what the layer says of every label when it had not seen it."""
    return Held(fitted)


def best_threshold(share: Floats, yes: Bools) -> float:
    """Return the threshold with the best F1."""
    scores = [f1(yes, share >= t) for t in _GRID]
    return float(_GRID[int(np.argmax(scores))])


def f1(yes: Bools, said: Bools) -> float:
    """Return F1; nought where nothing is right.

    >>> f1(np.array([True, True, False]), np.array([True, False, False])).__round__(3)
    0.667
    """
    right = float((yes & said).sum())
    return 2 * right / float(yes.sum() + said.sum()) if right else 0.0


def macro_f1(main: Ints, said: Ints) -> float:
    """Return the mean F1 over the frames that are anybody's main one."""
    places = sorted(set(main.tolist()) - {-1})
    return float(np.mean([f1(main == place, said == place) for place in places]))


def figures(fitted: Fitted, held: Held) -> dict[str, Any]:
    """Return the figures over all items, and by fold."""
    measure = _MEASURES[fitted.labels.kind]
    every = np.arange(len(fitted.labels))
    return {
        "all": _rounded(measure(fitted, held, every)),
        "folds": [_rounded(measure(fitted, held, part)) for _, part in fitted.folds],
    }


def _rounded(found: Mapping[str, float]) -> dict[str, float | None]:
    return {name: round(v, 4) if np.isfinite(v) else None for name, v in found.items()}


def _graded(fitted: Fitted, held: Held, part: Ints) -> dict[str, float]:
    rating, share = fitted.labels.target[part, 0], held.share[part, 0]
    inside = (rating >= held.low[part] - 1e-6) & (rating <= held.high[part] + 1e-6)
    return {
        "n": len(part),
        "r": correlation(rating, share),
        "error": float(np.abs(rating - share).mean()),
        "squared error": float(((rating - share) ** 2).mean()),
        "calibration error": calibration_error(rating, share),
        "coverage": float(inside.mean()),
    }


def _yes_no(fitted: Fitted, held: Held, part: Ints) -> dict[str, float]:
    target, share = fitted.labels.target[part, 0], held.share[part, 0]
    yes, said = target >= HALF, share >= held.threshold[part, 0]
    return {
        "n": len(part),
        "yes": int(yes.sum()),
        "AUC": auc(target, share),
        "F1": f1(yes, said),
        "accuracy": float((yes == said).mean()),
        "calibration error": calibration_error(target, share),
    }


def _frames(fitted: Fitted, held: Held, part: Ints) -> dict[str, float]:
    target, share, main = fitted.labels.target[part], held.share[part], fitted.labels.main[part]
    said = share >= held.threshold[part]
    each = range(target.shape[1])
    framed = main >= 0
    found = {
        "n": len(part),
        "mean AUC": float(np.nanmean([auc(target[:, i], share[:, i]) for i in each])),
        "macro-F1 of frames": float(np.mean([f1(target[:, i] >= HALF, said[:, i]) for i in each])),
        "calibration error": float(
            np.mean([calibration_error(target[:, i], share[:, i]) for i in each])
        ),
    }
    if framed.any():
        best = share.argmax(axis=1)
        found["macro-F1 of the main frame"] = macro_f1(main[framed], best[framed])
        found["main frame right"] = float((best == main)[framed].mean())
    return found


_MEASURES: dict[str, Callable[[Fitted, Held, Ints], dict[str, float]]] = {
    "graded": _graded,
    "yes_no": _yes_no,
    "frames": _frames,
}


def by_frame(fitted: Fitted, held: Held) -> dict[str, dict[str, float | None]]:
    """Return the figures of each frame."""
    found = {}
    for place, output in enumerate(fitted.labels.outputs):
        target, share = fitted.labels.target[:, place], held.share[:, place]
        yes = target >= HALF
        found[output] = _rounded(
            {
                "n": int(yes.sum()),
                "AUC": auc(target, share),
                "F1": f1(yes, share >= held.threshold[:, place]),
                "threshold": best_threshold(share, yes),
            }
        )
    return found


def confusion(fitted: Fitted, held: Held) -> dict[str, Any]:
    """Return names and counts: rows are what was labelled, columns what was said of it."""
    labels = fitted.labels
    if labels.kind == "yes_no":
        yes, said = labels.target[:, 0] >= HALF, held.share[:, 0] >= held.threshold[:, 0]
        return _counted(["no", "yes"], yes.astype(int), said.astype(int))
    if labels.kind == "frames":
        names = [o.removeprefix(f"{labels.question.name}_") for o in labels.outputs]
        likely = held.share.max(axis=1) >= fitted.main_threshold
        said = np.where(likely, held.share.argmax(axis=1), -1)
        return _counted([*names, "none"], labels.main % (len(names) + 1), said % (len(names) + 1))
    low, high = labels.span
    ends = [low + (high - low) * step / (_STEPS - 1) for step in range(_STEPS)]
    steps = [(s * (_STEPS - 1)).round().astype(int) for s in (labels.target, held.share)]
    return _counted([f"{end:g}" for end in ends], steps[0][:, 0], steps[1][:, 0])


def _counted(names: Sequence[str], labelled: Ints, said: Ints) -> dict[str, Any]:
    table = np.zeros((len(names), len(names)), np.int64)
    np.add.at(table, (labelled, said), 1)
    return {"names": list(names), "counts": table.tolist()}


def curve(fitted: Fitted, held: Held) -> dict[str, Any]:
    """Return how the figure grows with the labels: r of a scale, else (mean) AUC."""
    points = []
    for share in _SHARES:
        sizes = [round(share * len(kept)) for kept, _ in fitted.folds]
        if min(sizes) >= _LEAST_CURVE:
            points.append({"labels": round(float(np.mean(sizes))), "figure": _at(fitted, share)})
    whole = round(float(np.mean([len(kept) for kept, _ in fitted.folds])))
    points.append({"labels": whole, "figure": _figure(fitted, held.share)})
    name = {"graded": "r", "yes_no": "AUC", "frames": "mean AUC"}[fitted.labels.kind]
    return {"figure": name, "points": points}


def _at(fitted: Fitted, share: float) -> float:
    """Return the figure with a share of the labels, in every fold a draw of its own."""
    rng = np.random.default_rng(0)
    target, raw = fitted.labels.target, np.zeros(fitted.labels.target.shape)
    for kept, held in fitted.folds:
        few = rng.permutation(kept)[: round(share * len(kept))]
        head = fit_head(fitted.texts, target, few, fitted.strength)
        raw[held] = head.logits(fitted.texts)[held]
    return _figure(fitted, raw)


def _figure(fitted: Fitted, said: Floats) -> float:
    target = fitted.labels.target
    if fitted.labels.kind == "graded":
        return round(correlation(target[:, 0], said[:, 0]), 4)
    each = [auc(target[:, i], said[:, i]) for i in range(target.shape[1])]
    return round(float(np.nanmean(each)), 4)
