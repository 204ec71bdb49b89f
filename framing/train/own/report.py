"""What training says of itself: a record, the card of the layer, and its folder."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from framing.layer import digest_of, save_layer
from framing.train.own.figures import HALF, by_frame, confusion, curve, figures, held_out
from framing.train.own.fit import LEAST_EACH
from framing.train.own.folds import LEAST_OUTLETS
from framing.train.own.raters import raters

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from framing.train.own.fit import Fitted

__all__ = ["FEW", "FEW_EACH", "LOW_ALPHA", "RISING", "UNEVEN", "Report", "reported", "write"]

FEW = 100
"""Items of a graded scale below which its figures are noise: r of .6 has a 95 % interval from
.46 to .71 at a hundred."""

FEW_EACH = 30
"""Examples of the rarer answer, or of a frame, below which its figures are noise: an F1 of .6
among thirty has a 95 % interval about ±.15 wide."""

LOW_ALPHA = 0.667
"""Agreement below which Krippendorff (2004) draws no conclusions, not even tentative ones."""

RISING = 0.02
"""Gain of the last doubling of the labels from which more of them are said to help."""

UNEVEN = 0.15
"""Standard deviation between folds from which a figure is said to hang on the draw."""


@dataclass(frozen=True, slots=True)
class Report:
    """What training found; plain numbers, as ``card.json`` holds them."""

    name: str
    kind: str
    outputs: tuple[str, ...]
    items: int
    ratings: int
    unlabelled: int
    refused: int
    short: int
    dropped: tuple[str, ...]
    grouped_by: str
    groups: int
    strength: float
    agreement: Mapping[str, Any]
    figures: Mapping[str, Any]
    frames: Mapping[str, Any]
    curve: Mapping[str, Any]
    confusion: Mapping[str, Any]
    cautions: tuple[str, ...]

    def markdown(self) -> str:
        """Return the card."""
        return "\n".join(_lines(self)) + "\n"


def reported(fitted: Fitted) -> Report:
    """Judge a fitted layer."""
    held, labels = held_out(fitted), fitted.labels
    found = figures(fitted, held)
    agreed, grown = asdict(raters(labels)), curve(fitted, held)
    frames = by_frame(fitted, held) if labels.kind == "frames" else {}
    return Report(
        name=labels.question.name,
        kind=labels.kind,
        outputs=labels.outputs,
        items=len(labels),
        ratings=len(labels.ratings),
        unlabelled=labels.unlabelled,
        refused=labels.refused,
        short=fitted.short,
        dropped=fitted.dropped,
        grouped_by=fitted.grouped_by,
        groups=len(np.unique(fitted.together)),
        strength=fitted.strength,
        agreement=agreed,
        figures=found,
        frames=frames,
        curve=grown,
        confusion=confusion(fitted, held),
        cautions=tuple(_cautions(fitted, agreed, grown, found)),
    )


def _cautions(
    fitted: Fitted, agreed: Mapping[str, Any], grown: Mapping[str, Any], found: Mapping[str, Any]
) -> Iterator[str]:
    yield from _too_few(fitted)
    for name in fitted.dropped:
        yield f"{name} has fewer than {LEAST_EACH} examples and was left out"
    low = [name for name, a in agreed["alpha"].items() if a is not None and a < LOW_ALPHA]
    if low:
        yield (
            f"raters agree too little on {', '.join(low)} (alpha below {LOW_ALPHA}): no model of "
            "them can be trusted further than they agree"
        )
    if agreed["shared"] == 0:
        yield "no item has two named raters, so nothing says how far people agree on this"
    name, points = grown["figure"], [point["figure"] for point in grown["points"]]
    if len(points) > 1 and points[-1] - points[-2] >= RISING:
        gain = points[-1] - points[-2]
        yield f"more labels would still help: {name} rose by {gain:.3f} with the last doubling"
    each = [fold[name] for fold in found["folds"] if fold.get(name) is not None]
    if each and float(np.std(each)) >= UNEVEN:
        ends = f"{name} {min(each):.2f} to {max(each):.2f}"
        yield f"folds differ widely ({ends}): label more before trusting any one figure"
    if fitted.grouped_by != "outlets":
        yield (
            f"fewer than {LEAST_OUTLETS} outlets are named, so how it does on an outlet that it "
            "never saw is not known"
        )


def _too_few(fitted: Fitted) -> Iterator[str]:
    labels = fitted.labels
    if labels.kind == "graded":
        if len(labels) < FEW:
            yield f"too few labels: {len(labels)} items, of {FEW} from which figures mean much"
        return
    yes = (labels.target >= HALF).sum(axis=0)
    rarer = np.minimum(yes, len(labels) - yes).tolist()
    few = [f"{o} ({n})" for o, n in zip(labels.outputs, rarer, strict=True) if n < FEW_EACH]
    if few:
        yield f"too few examples of {', '.join(few)}, of {FEW_EACH} from which figures mean much"


def _lines(report: Report) -> Iterator[str]:
    yield f"# {report.name}: a layer of {report.items:,} labelled items\n"
    apart = (
        "no outlet and no near-duplicate" if report.grouped_by == "outlets" else "no near-duplicate"
    )
    yield (
        f"A prediction of the labels: {_KINDS[report.kind]}. Every figure is of items held out, in "
        f"folds that share {apart}; the penalty alone was chosen on these folds.\n"
    )
    if report.cautions:
        yield "## Cautions\n"
        yield from (f"- {caution}" for caution in report.cautions)
        yield ""
    yield "## Labels\n"
    yield (
        f"{report.ratings:,} ratings of {report.items:,} items in {report.groups:,} groups "
        f"({report.grouped_by}); rows without a label {report.unlabelled:,}, unreadable ones "
        f"{report.refused:,}, items too short to score {report.short:,}.\n"
    )
    yield from _agreement(report)
    yield "## Figures by fold\n"
    yield from _folds(report)
    if report.frames:
        yield "\n## Frames\n"
        rows = [[name, *found.values()] for name, found in report.frames.items()]
        yield from _table(["frame", "n", "AUC", "F1", "threshold"], rows)
    yield "\n## Learning curve\n"
    points = [[point["labels"], point["figure"]] for point in report.curve["points"]]
    yield from _table(["labels", report.curve["figure"]], points)
    yield "\n## Confusion (rows as labelled, columns as predicted)\n"
    names = report.confusion["names"]
    counted = zip(names, report.confusion["counts"], strict=True)
    yield from _table(["", *names], [[name, *counts] for name, counts in counted])


_KINDS = {
    "graded": "the expected rating as a share of its range",
    "yes_no": "the probability of a yes",
    "frames": "the probability of each frame, and the likeliest one",
}


def _agreement(report: Report) -> Iterator[str]:
    if not report.agreement["shared"]:
        return
    shared, count = report.agreement["shared"], report.agreement["raters"]
    yield f"Krippendorff's alpha of {count} raters on {shared:,} items that two or more rated:\n"
    yield from _table(["", "alpha"], [[name, a] for name, a in report.agreement["alpha"].items()])
    yield ""


def _folds(report: Report) -> Iterator[str]:
    names = list(report.figures["all"])
    folds = enumerate(report.figures["folds"], 1)
    rows = [[str(number), *(fold.get(name) for name in names)] for number, fold in folds]
    rows.append(["all", *report.figures["all"].values()])
    yield from _table(["fold", *names], rows)


def _table(heads: Sequence[str], rows: Sequence[Sequence[Any]]) -> Iterator[str]:
    yield "| " + " | ".join(heads) + " |"
    yield "|" + " --- |" * len(heads)
    for row in rows:
        yield "| " + " | ".join(_shown(value) for value in row) + " |"


def _shown(value: Any) -> str:
    if value is None:
        return "–"
    return f"{value:.3f}" if isinstance(value, float) else str(value)


def write(out: Path, fitted: Fitted, report: Report, parent: str | Path | None) -> None:
    """Write the layer's folder: arrays and header, ``card.md``, ``card.json``."""
    labels, question = fitted.labels, fitted.labels.question
    header = {
        "name": question.name,
        "kind": labels.kind,
        "outputs": list(labels.outputs),
        "reads": fitted.texts.reads,
        "range": list(labels.span),
        "columns": list(question.columns),
        "parent": {
            "label": fitted.parent.label,
            "digest": digest_of(fitted.parent),
            **({"folder": _from(out, Path(parent))} if parent else {}),
        },
        "main_threshold": fitted.main_threshold,
        "thresholds": {name: f["threshold"] for name, f in report.frames.items()},
        "items": report.items,
        "figures": dict(report.figures["all"]),
    }
    save_layer(out, header, fitted.arrays)
    (out / "card.json").write_text(json.dumps(asdict(report), indent=1) + "\n", "utf-8")
    (out / "card.md").write_text(report.markdown(), "utf-8")


def _from(out: Path, parent: Path) -> str:
    """Return the parent's path as seen from the layer; whole where they share no drive."""
    try:
        return Path(os.path.relpath(parent.resolve(), out.resolve())).as_posix()
    except ValueError:
        return str(parent.resolve())
