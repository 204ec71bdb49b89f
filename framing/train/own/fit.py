"""From labels to a layer: folds, strength, calibration and intervals, folded into its arrays.

Logits out of fold (Stone 1974) serve three times: they choose the strength, they set the line
that calibrates each output, and their residuals set the intervals. The layer itself is then
fitted on every label with the strength that was chosen.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from framing import intervals
from framing.errors import InputError, ModelError
from framing.train.own.features import read
from framing.train.own.folds import folds, groups, near_groups
from framing.train.own.head import choose
from framing.train.own.head import fit as fit_head
from framing.train.residuals import conformal, cross_fitted, platt, spread

if TYPE_CHECKING:
    from collections.abc import Sequence

    from framing.model import Model
    from framing.train.own.features import Texts
    from framing.train.own.head import Fold
    from framing.train.own.labels import Labels

__all__ = ["LEAST", "LEAST_EACH", "Fitted", "calibrated", "fit", "main_threshold", "widths"]

LEAST = 20
"""Items below which nothing is fitted: a fold would hold fewer than four."""

LEAST_EACH = 5
"""Items of either answer below which a question or frame is not learned: one a fold."""

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Fitted:
    """A fitted layer and what it was judged by.

    ``raw`` (n, outputs) are logits out of fold before calibration, ``strength`` the one that
    was chosen, ``arrays`` those of the layer. ``together`` numbers what the folds kept whole,
    which ``grouped_by`` says in words; ``dropped`` are frames with too few examples, ``short``
    the items too short to be scored.
    """

    labels: Labels
    parent: Model
    texts: Texts
    folds: list[Fold]
    together: Ints
    near: Ints
    grouped_by: str
    strength: float
    raw: Floats
    arrays: dict[str, npt.NDArray[Any]]
    main_threshold: float
    dropped: tuple[str, ...]
    short: int


def fit(labels: Labels, parent: Model) -> Fitted:
    """Fit a layer.

    Raises:
        InputError: the labels are too few, or all alike.
        ModelError: the parent is a layer itself.
    """
    if parent.layer is not None:
        raise ModelError(f"{parent.label}: a layer cannot carry another; name its parent instead")
    texts = read(labels.headlines, labels.leads, parent, graded=labels.kind == "graded")
    labels, texts, short = _scorable(labels, texts)
    labels, dropped = _learnable(labels)
    near = near_groups(labels.headlines, labels.leads)
    together, grouped_by = groups(labels.outlets, near)
    if len(np.unique(together)) < LEAST_EACH:
        raise InputError(f"{labels.path}: nearly all texts are the same; label different ones")
    parts = folds(together, near)
    strength, raw = choose(texts, labels.target, parts)
    arrays, threshold = _arrays(labels, texts, raw, strength, together)
    return Fitted(
        labels, parent, texts, parts, together, near, grouped_by, strength, raw, arrays,
        threshold, dropped, short,
    )  # fmt: skip


def _scorable(labels: Labels, texts: Texts) -> tuple[Labels, Texts, int]:
    """Leave out what would get no score: texts too short, or not English."""
    kept = np.flatnonzero(texts.enough)
    if len(kept) < LEAST:
        raise InputError(
            f"{labels.path}: {len(kept)} labelled texts that can be scored, too few to learn "
            f"from; label {LEAST} at the least, and some hundreds for figures to trust"
        )
    if len(kept) == len(labels):
        return labels, texts, 0
    return _taken(labels, kept), texts.taken(kept), len(labels) - len(kept)


def _taken(labels: Labels, kept: Ints) -> Labels:
    places = {int(old): new for new, old in enumerate(kept)}
    return replace(
        labels,
        headlines=[labels.headlines[i] for i in kept],
        leads=[labels.leads[i] for i in kept],
        outlets=[labels.outlets[i] for i in kept],
        target=labels.target[kept],
        main=labels.main[kept],
        ratings=[replace(r, item=places[r.item]) for r in labels.ratings if r.item in places],
        lines=[labels.lines[i] for i in kept],
    )


def _learnable(labels: Labels) -> tuple[Labels, tuple[str, ...]]:
    """Leave out frames with too few examples; refuse what is then nothing to learn."""
    if labels.kind == "graded":
        if np.ptp(labels.target) == 0:
            raise InputError(f"{labels.path}: all labels are the same; label a greater variety")
        return labels, ()
    yes = (labels.target >= 0.5).sum(axis=0)  # noqa: PLR2004 - half of the raters
    kept = np.flatnonzero((yes >= LEAST_EACH) & (len(labels) - yes >= LEAST_EACH))
    if not len(kept):
        raise InputError(
            f"{labels.path}: fewer than {LEAST_EACH} examples of either answer; label more of them"
        )
    dropped = tuple(o for place, o in enumerate(labels.outputs) if place not in kept)
    if not dropped:
        return labels, ()
    new = {int(old): place for place, old in enumerate(kept)}
    return replace(
        labels,
        outputs=tuple(labels.outputs[i] for i in kept),
        target=labels.target[:, kept],
        main=np.array([new.get(place, -1) for place in labels.main.tolist()], np.int64),
        ratings=[replace(r, values=tuple(r.values[i] for i in kept)) for r in labels.ratings],
    ), dropped


def calibrated(raw: Floats, target: Floats, to: Floats) -> Floats:
    """Return the probabilities of logits ``to``, by lines set on ``raw`` and ``target``."""
    lines = np.array([platt(raw[:, i], target[:, i]) for i in range(target.shape[1])]).T
    shares: Floats = 1 / (1 + np.exp(-np.clip(to * lines[0] + lines[1], -30, 30)))
    return shares


def _arrays(
    labels: Labels, texts: Texts, raw: Floats, strength: float, together: Ints
) -> tuple[dict[str, npt.NDArray[Any]], float]:
    every = np.arange(len(labels))
    head = fit_head(texts, labels.target, every, strength)
    lines = [platt(raw[:, i], labels.target[:, i]) for i in range(labels.target.shape[1])]
    slope, shift = np.array(lines).T
    found = head.design.folded(head.weights * slope, head.shift * slope + shift, texts.width)
    share = 1 / (1 + np.exp(-np.clip(raw * slope + shift, -30, 30)))
    sizes = (np.zeros(0), np.zeros(0))
    if labels.kind == "graded":
        sizes = widths(share[:, 0], labels.target[:, 0], texts, together)
    unread = np.zeros_like(found.lead_weights)
    arrays: dict[str, npt.NDArray[Any]] = {
        "headline_keys": found.headline.keys,
        "headline_rows": found.headline.rows,
        "lead_keys": found.lead.keys,
        "lead_rows": found.lead.rows,
        "headline_weights": found.headline_weights,
        "lead_weights": found.lead_weights if texts.reads == "article" else unread,
        "parent_weights": found.parent_weights,
        "unit_weights": found.unit_weights,
        "shift": found.shift,
        "spread": sizes[0],
        "quantiles": sizes[1],
        "seen": seen(labels.headlines, labels.leads),
    }
    return arrays, main_threshold(share, labels.main) if labels.kind == "frames" else 0.0


def seen(headlines: Sequence[str | None], leads: Sequence[str | None]) -> npt.NDArray[np.uint64]:
    """Return hashes of items, sorted, by which a layer knows what it was fitted on."""
    import hashlib

    pairs = zip(headlines, leads, strict=True)
    whole = (f"{h or ''}\n{t or ''}".encode(errors="surrogatepass") for h, t in pairs)
    found = {int.from_bytes(hashlib.sha256(text).digest()[:8], "big") for text in whole}
    return np.array(sorted(found), np.uint64)


def widths(share: Floats, rating: Floats, texts: Texts, together: Ints) -> tuple[Floats, Floats]:
    """Return the weights of a graded scale's spread and its residuals' quantiles."""
    terms = intervals.knowledge(share.astype(np.float32), texts.unknown, texts.size)
    x = np.stack(np.broadcast_arrays(*terms), axis=1).astype(float)
    size = np.abs(rating - share)
    width = cross_fitted(x, size, together)
    return spread(x, size), np.array(conformal(rating, share, width, together))


def main_threshold(share: Floats, main: Ints) -> float:
    """Return the probability of the likeliest frame below which none is named.

    Chosen for the most right answers, where “none” is right for items without a frame.
    """
    right, framed = share.argmax(axis=1) == main, main >= 0
    grid = np.arange(0.05, 0.6, 0.01)
    likely = share.max(axis=1)
    scores = [np.mean(np.where(likely >= t, framed & right, ~framed)) for t in grid]
    return float(round(grid[int(np.argmax(scores))], 2))
