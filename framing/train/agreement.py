"""How far ratings agree with themselves: items that were rated more than once.

Krippendorff's alpha by nltk (interval distance for scales, nominal for the main frame), and
the test–retest correlation of first and second rating.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from framing.codebook import SCALES
from framing.train.measures import correlation

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Agreement", "agreement"]


@dataclass(frozen=True, slots=True)
class Agreement:
    """Agreement on one scale: items rated twice or more, Krippendorff's alpha, retest r."""

    items: int
    alpha: float
    retest: float


def agreement(ratings: pd.DataFrame) -> dict[str, Agreement]:
    """Return the agreement on each scale of raw ratings.

    ``ratings`` has ``headline``, ``lead``, ``batch`` and the codes of the scales; a batch is a
    rater's sitting and stands for the rater. Scales with no item rated twice are
    left out: an empty result says that these ratings cannot tell.
    """
    out = {}
    for scale in SCALES:
        rated = ratings[ratings[scale.code].notna()]
        twice = rated[rated.duplicated(["headline", "lead"], keep=False)]
        if len(twice):
            out[scale.name] = _agreement(twice, scale.code)
    return out


def _agreement(twice: pd.DataFrame, code: str) -> Agreement:
    from nltk.metrics.agreement import AnnotationTask
    from nltk.metrics.distance import interval_distance

    item = twice.groupby(["headline", "lead"]).ngroup()
    triples = zip(twice["batch"], item, twice[code].astype(float), strict=True)
    task = AnnotationTask(data=list(triples), distance=interval_distance)
    by_item = twice[code].astype(float).groupby(item)
    first, second = by_item.first().to_numpy(), by_item.nth(1).to_numpy()
    return Agreement(len(first), float(task.alpha()), correlation(first, second))
