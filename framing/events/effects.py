"""The source effect within events: how an outlet words the same news that others have too.

The two-way model *score ≈ event + source* (Abowd, Kramarz and Margolis 1999), fitted by least
squares on what is left of each score when its event's mean is taken off. So an outlet that
covers wars is not sensational for it: only its difference from others on the same event counts.
Standard errors are robust to whatever the articles of one event have in common (Liang and Zeger
1986; Cameron and Miller 2015). The intervals hold the draw of events, not the model's own error on
an outlet, of which what hangs on its choice of news falls away within events.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from framing.codebook import SCALES
from framing.outlets.estimates import Estimate, t_interval

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["LEAST_EVENTS", "SourceEffect", "source_effects"]

LEAST_EVENTS = 5
"""Events that an outlet must share with others for an effect: with fewer, standard errors that
are clustered by event mean little, and t intervals are wider than any effect."""

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class SourceEffect:
    """How an outlet words the same events, as against the mean of all outlets compared.

    ``scales`` holds for each scale the effect in the scale's own units with its intervals, its
    ``n`` the number of articles; ``None`` where the outlet shares fewer than ``LEAST_EVENTS``
    events that have scores. ``events`` counts the events, ``note`` is ``too few`` where no
    scale has an effect.
    """

    source: str
    events: int
    n: int
    scales: Mapping[str, Estimate | None]
    note: str | None

    def as_dict(self) -> dict[str, Any]:
        """Return the effect as one flat row."""
        row: dict[str, Any] = {"source": self.source, "events": self.events, "n": self.n}
        for name, found in self.scales.items():
            row[name] = found and found.value
            row[f"{name}_se"] = found and found.se
            for end in ("low80", "high80", "low95", "high95"):
                row[f"{name}_{end}"] = found and getattr(found, end)
        return row | {"note": self.note}


def source_effects(
    events: Sequence[int], sources: Sequence[str], scores: Mapping[str, Sequence[float | None]]
) -> tuple[SourceEffect, ...]:
    """Return the effect of each outlet, most events first.

    Args:
        events: The event of each article.
        sources: Its outlet.
        scores: Its score on each scale, by the scale's name.
    """
    numbers = np.asarray(events, np.int64)
    fits = {scale.name: _fit(numbers, sources, scores[scale.name]) for scale in SCALES}
    shared: dict[str, set[int]] = {}
    counts: dict[str, int] = {}
    for event, source in zip(events, sources, strict=True):
        shared.setdefault(source, set()).add(event)
        counts[source] = counts.get(source, 0) + 1
    rows = []
    for source, met in shared.items():
        found = {name: fit.get(source) for name, fit in fits.items()}
        note = None if any(found.values()) else "too few"
        rows.append(SourceEffect(source, len(met), counts[source], found, note))
    return tuple(sorted(rows, key=lambda row: (-row.events, row.source)))


@dataclass(slots=True)
class _Scores:
    """Scores of one scale with the number of their event and outlet."""

    event: Ints
    source: Ints
    score: Floats

    def kept(self, keep: npt.NDArray[np.bool_]) -> _Scores:
        return _Scores(self.event[keep], self.source[keep], self.score[keep])


def _fit(
    events: Ints, sources: Sequence[str], scores: Sequence[float | None]
) -> dict[str, Estimate]:
    names, source = np.unique(np.asarray(sources, dtype=object), return_inverse=True)
    score = np.array([np.nan if s is None else s for s in scores], float)
    found = _comparable(_Scores(events, source.astype(np.int64), score).kept(~np.isnan(score)))
    if not len(found.score):
        return {}
    kept, own = np.unique(found.source, return_inverse=True)
    _, event = np.unique(found.event, return_inverse=True)
    values, errors = _two_way(event, own, found.score, len(kept))
    out = {}
    for place, name in enumerate(names[kept]):
        met = len(np.unique(event[own == place]))
        out[str(name)] = t_interval(
            float(values[place]), int((own == place).sum()), float(errors[place]), met - 1
        )
    return out


def _comparable(found: _Scores) -> _Scores:
    """Leave out what cannot be compared, until nothing more falls away.

    That is events of one outlet, outlets of few events, and whatever shares no chain of events
    with the greatest part.
    """
    before = -1
    while len(found.score) != before:
        before = len(found.score)
        found = found.kept(_distinct(found.event, found.source)[found.event] >= 2)  # noqa: PLR2004 - two outlets
        found = found.kept(_distinct(found.source, found.event)[found.source] >= LEAST_EVENTS)
        found = found.kept(_greatest(found))
    return found


def _distinct(groups: Ints, values: Ints) -> Ints:
    """Return how many different values each group has."""
    if not len(groups):
        return np.zeros(0, np.int64)
    pairs = np.unique(np.stack([groups, values]), axis=1)
    counted: Ints = np.bincount(pairs[0], minlength=int(groups.max()) + 1)
    return counted


def _greatest(found: _Scores) -> npt.NDArray[np.bool_]:
    """Tell which scores belong to the greatest set of outlets that events hold together."""
    label = found.source.copy()
    before = np.full_like(label, -1)
    while not np.array_equal(before, label):
        before = label.copy()
        for group in (found.event, found.source):
            lowest = np.full(int(group.max(initial=0)) + 1, np.iinfo(np.int64).max)
            np.minimum.at(lowest, group, label)
            label = lowest[group]
    if not len(label):
        return np.ones(0, bool)
    greatest: npt.NDArray[np.bool_] = label == np.bincount(label).argmax()
    return greatest


def _two_way(event: Ints, source: Ints, score: Floats, outlets: int) -> tuple[Floats, Floats]:
    """Return the outlets' effects, which sum to 0, and their clustered standard errors."""
    from scipy.sparse import coo_matrix, diags

    size = np.bincount(event)
    shape = (len(size), outlets)
    shares = coo_matrix((np.ones(len(score)), (event, source)), shape).tocsr()
    left = score - (np.bincount(event, score) / size)[event]
    normal = np.diag(np.bincount(source)) - (shares.T @ (diags(1 / size) @ shares)).toarray()
    inverse = np.linalg.pinv(normal, hermitian=True)
    effects: Floats = inverse @ np.bincount(source, left, outlets)
    fitted = effects[source]
    rest = left - fitted + (np.bincount(event, fitted) / size)[event]
    # The residuals of an event sum to 0, so its mean need not be taken off the outlets again.
    pull = coo_matrix((rest, (event, source)), shape).tocsr()
    meat = (pull.T @ pull).toarray() * len(size) / max(len(size) - 1, 1)
    return effects, np.sqrt(np.maximum(np.diag(inverse @ meat @ inverse), 0.0))
