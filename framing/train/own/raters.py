"""How far raters agree: Krippendorff's alpha, by nltk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from framing.train.own.labels import Labels

__all__ = ["Raters", "alpha", "raters"]

Triple = tuple[str, int, float]
"""A rater, an item, and a value."""


@dataclass(frozen=True, slots=True)
class Raters:
    """Agreement: raters, items that two or more of them rated, and alpha of each output.

    Alpha (Krippendorff 2004) is 1 for full agreement and 0 for that of chance; distances are
    those of an interval scale for graded ratings, and of names for yes and no. ``None`` where
    nothing was rated twice or nothing varies.
    """

    raters: int
    shared: int
    alpha: Mapping[str, float | None]


def raters(labels: Labels) -> Raters:
    """Return the agreement of a labelled file's raters."""
    by_item: dict[int, set[str]] = {}
    named = [rating for rating in labels.ratings if rating.rater]
    for rating in named:
        by_item.setdefault(rating.item, set()).add(rating.rater)
    shared = {item for item, who in by_item.items() if len(who) > 1}
    found = {
        output: alpha(
            [(r.rater, r.item, r.values[i]) for r in named if r.item in shared],
            graded=labels.kind == "graded",
        )
        for i, output in enumerate(labels.outputs)
    }
    return Raters(len({rating.rater for rating in named}), len(shared), found)


def alpha(triples: Iterable[Triple], *, graded: bool) -> float | None:
    """Return Krippendorff's alpha; ``None`` where there is nothing to agree on.

    >>> both = [("a", 1, 0.0), ("b", 1, 0.0), ("a", 2, 1.0), ("b", 2, 1.0)]
    >>> alpha(both, graded=True), alpha(both[:2], graded=True)
    (1.0, None)
    """
    from nltk.metrics.agreement import AnnotationTask
    from nltk.metrics.distance import binary_distance, interval_distance

    last = {(rater, item): value for rater, item, value in triples}
    if len(set(last.values())) < 2:  # noqa: PLR2004 - one value leaves no room for chance
        return None
    data: Sequence[Triple] = [(rater, item, value) for (rater, item), value in last.items()]
    task = AnnotationTask(data, distance=interval_distance if graded else binary_distance)
    return round(float(task.alpha()), 4)
