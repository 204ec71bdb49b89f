"""How far a model's scores agree with labels, with intervals, by outlet and by length."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from framing.codebook import SCALES
from framing.errors import InputError
from framing.train.judge.rivals import RIVALS
from framing.train.measures import Figure, auc, bootstrapped, calibration_error, correlation
from framing.train.own.figures import HALF, best_threshold, f1
from framing.train.own.fit import seen
from framing.train.own.labels import read_labels

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    import pyarrow as pa

    from framing.model import Model
    from framing.read import OnProblem
    from framing.train.own.labels import Labels, Question

__all__ = ["LEAST", "Group", "Judgement", "judge"]

LEAST = 20
"""Items of a group below which a figure would say nothing."""

_MOST_OUTLETS = 20
"""Outlets that are told of, those with most items."""

_LENGTHS = ((1, 7), (8, 10), (11, 13), (14, 999))
"""Words of a headline, in the quarters of the model's card."""

_SPANS = {scale.name: (scale.low, scale.high) for scale in SCALES} | {"gap": (-1.0, 1.0)}
"""Published ranges of the design's scales; all other outputs go from 0 to 1."""

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Group:
    """Figures of one output on some of the items.

    ``name`` is ``all``, a rival, an outlet or a length. ``figures`` are ``r``, ``error`` (mean,
    share of the range), ``calibration`` (expected error), ``coverage`` (share within the 80 %
    interval), ``auc`` and ``f1`` (yes is half the range or more), each with a bootstrap interval.
    """

    output: str
    kind: str
    name: str
    figures: Mapping[str, Figure]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What was found.

    ``items`` were judged, ``withheld`` have no score, ``known`` of the judged ones were among
    those that the model's layer was fitted on. ``thresholds`` are from where a score counts as
    yes; ``is_best`` says that they were chosen on these very items, which flatters F1.
    """

    path: str
    model: str
    items: int
    withheld: int
    known: int
    thresholds: Mapping[str, float]
    is_best: bool
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class _Output:
    """One output of the model on all items, as shares of its range; nan where withheld."""

    name: str
    share: Floats
    low: Floats | None
    high: Floats | None


def judge(
    path: str | Path,
    question: Question,
    output: str,
    model: Model,
    *,
    threshold: float | None = None,
    rivals: bool = False,
    on_problem: OnProblem | None = None,
) -> Judgement:
    """Judge a model by a labelled file.

    Args:
        path: The file, read as ``framing train`` reads it.
        question: What its labels answer.
        output: The model's column to judge; for frames what heads their columns.
        model: The model.
        threshold: From where a score counts as yes, as a share of the range; the best if not
            given, which is chosen on the items themselves.
        rivals: Also judge the mean and TF-IDF with a linear model, each fitted on four fifths of
            these items and judged on the rest.
        on_problem: Told of each row that could not be read; the default logs a warning.

    Raises:
        InputError: The file cannot be read, or has fewer than ``LEAST`` items with a score.
        ColumnError: A column is not there.
    """
    from framing.read.problem import log_problem

    labels = read_labels(path, question, on_problem or log_problem)
    outputs = list(_outputs(labels, output, model))
    given = np.all([~np.isnan(each.share) for each in outputs], axis=0)
    if given.sum() < LEAST:
        raise InputError(f"{path}: {given.sum()} items with label and score; give {LEAST} or more")
    thresholds: dict[str, float] = {}
    groups: list[Group] = []
    for place, each in enumerate(outputs):
        rating = labels.target[:, place]
        chosen = _threshold(each, rating, given, threshold)
        thresholds[each.name] = round(chosen, 2)
        for name, kind, part in _parts(labels, given):
            groups.append(_group(each, rating, part, (kind, name), chosen))
        for rival, predict in RIVALS.items() if rivals else ():
            other = _Output(each.name, predict(labels, rating, given), None, None)
            # Rivals get the threshold that is best for them where the model does.
            at = _threshold(other, rating, given, threshold)
            groups.append(_group(other, rating, given, ("rival", rival), at))
    known = _known(labels, model) & given
    return Judgement(
        str(path), model.label, int(given.sum()), int((~given).sum()), int(known.sum()),
        thresholds, threshold is None, tuple(groups),
    )  # fmt: skip


def _threshold(output: _Output, rating: Floats, given: Bools, asked: float | None) -> float:
    """Return the threshold that was asked for, else the best on these items."""
    if asked is not None:
        return asked
    return best_threshold(output.share[given], rating[given] >= HALF)


def _outputs(labels: Labels, output: str, model: Model) -> Iterator[_Output]:
    """Yield what the model says of the items, for each output that the labels are of."""
    import pyarrow as pa

    from framing.scoring import score_table

    texts = {"headline": labels.headlines, "lead": labels.leads}
    arrays = {name: pa.array(values, pa.string()) for name, values in texts.items()}
    scored = score_table(pa.table(arrays), model=model)
    for name in _names(labels, output):
        if name not in scored.column_names or not pa.types.is_floating(scored[name].type):
            raise InputError(
                f"{model.label} has no output {name!r}; name one with --scale, or its model "
                "with --model"
            )
        low, high = (_share(scored, name, f"{name}_{end}") for end in ("low", "high"))
        yield _Output(name, _share(scored, name, name), low, high)


def _names(labels: Labels, output: str) -> list[str]:
    if labels.kind != "frames":
        return [output]
    own = labels.question.name
    return [f"{output}{name.removeprefix(own)}" for name in labels.outputs]


def _share(scored: pa.Table, output: str, column: str) -> Floats:
    """Return a column as a share of the output's range; nan where there is none."""
    if column not in scored.column_names:
        return np.full(scored.num_rows, np.nan)
    values = scored[column].to_numpy().astype(float)
    low, high = _SPANS.get(output, (0.0, 1.0))
    share: Floats = (values - low) / (high - low)
    return share


def _parts(labels: Labels, given: Bools) -> Iterator[tuple[str, str, Bools]]:
    """Yield the groups of items: name, kind, and which they are."""
    yield "all", "all", given
    outlets = np.array([outlet or "" for outlet in labels.outlets])
    names, counts = np.unique(outlets[given], return_counts=True)
    for place in np.argsort(-counts, kind="stable")[:_MOST_OUTLETS]:
        if names[place] and counts[place] >= LEAST:
            yield str(names[place]), "outlet", given & (outlets == names[place])
    words = np.array([len((headline or "").split()) for headline in labels.headlines])
    for least, most in _LENGTHS:
        part = given & (words >= least) & (words <= most)
        if part.sum() >= LEAST:
            name = f"{least}–{most} words" if most < _LENGTHS[-1][1] else f"{least} words or more"
            yield name, "length", part


def _group(
    output: _Output, rating: Floats, part: Bools, named: tuple[str, str], threshold: float
) -> Group:
    target, share = rating[part], output.share[part]
    figures = {
        "r": bootstrapped(correlation, target, share),
        "error": bootstrapped(lambda a, b: float(np.abs(a - b).mean()), target, share),
        "calibration": bootstrapped(calibration_error, target, share),
    }
    if output.low is not None and output.high is not None and not np.isnan(output.low[part]).all():
        inside = ((target >= output.low[part]) & (target <= output.high[part])).astype(float)
        figures["coverage"] = bootstrapped(lambda a, _: float(a.mean()), inside, inside)
    yes = (target >= HALF).astype(float)
    figures["auc"] = bootstrapped(auc, yes, share)
    figures["f1"] = bootstrapped(lambda a, b: f1(a >= HALF, b >= threshold), yes, share)
    return Group(output.name, *named, figures)


def _known(labels: Labels, model: Model) -> Bools:
    """Tell which items the model's layer was fitted on."""
    if model.layer is None:
        return np.zeros(len(labels), np.bool_)
    pairs = zip(labels.headlines, labels.leads, strict=True)
    hashes = np.array([seen([headline], [lead])[0] for headline, lead in pairs], np.uint64)
    return np.isin(hashes, model.layer.seen)
