"""Judge what is said of outlets: intervals of their means, agreement of means, reliability.

Three questions, on outlets that the model never trained on. Do the intervals of an outlet's mean
cover what they should, of the scores' own mean and of the mean rating? Do outlets' mean scores
agree with their mean ratings? And how alike are two halves of an outlet's headlines, by number?
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from framing.codebook import SCALES, Scale
from framing.outlets import ERROR, SPREAD
from framing.outlets.estimates import Estimate, mean_interval
from framing.train.measures import bootstrapped, correlation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from framing.predict import Batch

__all__ = ["model_error", "outlet_figures", "usual_spread"]

DRAWS = 200
"""Draws an outlet and size: a coverage of 80 % is then known within 3 points an outlet."""

SIZES = (5, 10, 20, 30)
"""Headlines of a draw."""

MANY, RATED = 30, 20
"""Scores from which an outlet's mean score is taken as known, and ratings from which its mean
rating is, but for what chance leaves in it."""

SPREAD_LEAST = 5
"""Scores from which an outlet's variance says something of the usual one."""

FEWEST = 5
"""Outlets below which a correlation of their means says nothing."""

LEAST = (10, 20, 30)
"""Ratings of an outlet from which its means are correlated."""

_Z80, _Z95 = 1.2816, 1.9600

Floats = npt.NDArray[np.float64]


def outlet_figures(items: pd.DataFrame, batch: Batch) -> dict[str, Any]:
    """Return every figure on outlets from rated items and the model's predictions of them.

    ``items`` are those of the outlets never trained on: parts ``calibrate``, on which the
    usual spread and the model's error were set, and ``test``.
    """
    scored = {scale.name: _scored(items, batch, place) for place, scale in enumerate(SCALES)}
    test = {name: rows[rows["part"] == "test"] for name, rows in scored.items()}
    held = {name: rows[rows["part"] == "calibrate"] for name, rows in scored.items()}
    return {
        "sampling": {str(n): _coverage(scored, n, rated=False) for n in SIZES},
        "rating": {str(n): _coverage(test, n, rated=True) for n in SIZES},
        "means": {str(least): _means(test, least) for least in LEAST},
        "reliability": {str(n): _halves(scored, n) for n in SIZES},
        "error": {name: round(model_error(rows), 4) for name, rows in held.items()},
        "spread": {name: round(usual_spread(rows), 4) for name, rows in held.items()},
    }


def _scored(items: pd.DataFrame, batch: Batch, place: int) -> pd.DataFrame:
    """Return ``key part rating score`` of the items with both, as shares of the range."""
    rows = pd.DataFrame(
        {
            "key": items["key"].to_numpy(),
            "part": items["part"].to_numpy(),
            "rating": items[SCALES[place].name].to_numpy(float),
            "score": batch.share[:, place].astype(float),
        }
    )
    return rows[(rows["key"] != "") & rows["rating"].notna() & batch.given[:, place]]


def model_error(rows: pd.DataFrame) -> float:
    """Return the standard deviation between outlets of rating less score.

    One-way analysis of variance with unequal groups (Searle, Casella and McCulloch 1992): what
    the residual of one item varies within an outlet is taken off; 0 where nothing is left.
    """
    groups = (rows["rating"] - rows["score"]).groupby(rows["key"])
    size, mean = groups.size().to_numpy(float), groups.mean().to_numpy()
    total, count = size.sum(), len(size)
    within = (groups.var().fillna(0.0).to_numpy() * (size - 1)).sum() / (total - count)
    between = (size * (mean - (size * mean).sum() / total) ** 2).sum() / (count - 1)
    each = (total - (size**2).sum() / total) / (count - 1)
    return float(np.sqrt(max(between - within, 0.0) / each))


def usual_spread(rows: pd.DataFrame) -> float:
    """Return the variance of an outlet's scores over ``m (1 − m)``, its most at their mean.

    The mean over outlets of ``SPREAD_LEAST`` scores or more, each by its degrees of freedom.
    """
    total = degrees = 0.0
    for outlet in _outlets(rows, SPREAD_LEAST):
        mean = float(outlet["score"].mean())
        total += float(outlet["score"].var()) * (len(outlet) - 1) / (mean * (1 - mean))
        degrees += len(outlet) - 1
    return total / degrees


def _outlets(rows: pd.DataFrame, least: int) -> Iterator[pd.DataFrame]:
    for _, outlet in rows.groupby("key"):
        if len(outlet) >= least:
            yield outlet


def _coverage(scored: dict[str, pd.DataFrame], n: int, *, rated: bool) -> dict[str, Any]:
    """Return the share of draws of ``n`` scores whose intervals cover, by scale and in all."""
    found = {s.name: _covered(scored[s.name], n, s, rated=rated) for s in SCALES}
    whole = np.concatenate(list(found.values()))
    return {
        "scales": {name: _shares(hits) for name, hits in found.items() if len(hits)},
        "all": _shares(whole),
        "outlets": max(len(hits) for hits in found.values()) // DRAWS,
    }


def _shares(hits: Floats) -> list[float]:
    return [round(float(share), 4) for share in hits.mean(axis=0)]


def _covered(rows: pd.DataFrame, n: int, scale: Scale, *, rated: bool) -> Floats:
    """Return for each draw whether the 80 % and the 95 % interval cover, shape (draws, 2)."""
    rng = np.random.default_rng(0)
    hits = []
    for outlet in _outlets(rows, RATED if rated else MANY):
        score, rating = outlet["score"].to_numpy(), outlet["rating"].to_numpy()
        truth = float((rating if rated else score).mean())
        # The mean of so few ratings is no more than an estimate of the outlet's.
        chance = float((rating - score).std(ddof=1)) / len(outlet) ** 0.5 if rated else 0.0
        for drawn in rng.choice(score, (DRAWS, n)):
            sums = (n, float(drawn.sum()), float((drawn**2).sum()))
            found = mean_interval(sums, (0, 1), SPREAD[scale.name], ERROR if rated else 0.0)
            if found is not None:
                hits.append(_covers(found, truth, chance))
    return np.array(hits, float).reshape(-1, 2)


def _covers(found: Estimate, truth: float, chance: float) -> list[bool]:
    ends = ((found.low80, found.high80, _Z80), (found.low95, found.high95, _Z95))
    out = []
    for low, high, z in ends:
        reach = found.value - low if truth < found.value else high - found.value
        out.append(abs(truth - found.value) <= (reach**2 + (z * chance) ** 2) ** 0.5)
    return out


def _means(scored: dict[str, pd.DataFrame], least: int) -> dict[str, Any]:
    """Correlate outlets' mean scores with their mean ratings, and say what so few can tell."""
    out: dict[str, Any] = {}
    for name, rows in scored.items():
        outlets = list(_outlets(rows, least))
        rating, score = (
            np.array([each[of].mean() for each in outlets], float) for of in ("rating", "score")
        )
        out[name] = _correlated(len(outlets), correlation(rating, score))
        if out[name]["r"] is not None:
            found = bootstrapped(correlation, rating, score)
            out[name] |= {"low": round(found.low, 4), "high": round(found.high, 4)}
            out[name]["reachable"] = round(_reachable(outlets, rating), 4)
    return out


def _reachable(outlets: list[pd.DataFrame], rating: Floats) -> float:
    """Return the r of a model that errs on headlines, as this one does, but not on outlets.

    Its mean score would differ from an outlet's mean rating by chance alone, and that share of the
    variance of the mean ratings cannot be told: ``sqrt(1 - chance / variance)``.
    """
    chance = [(each["rating"] - each["score"]).var() / len(each) for each in outlets]
    return float(max(1 - np.mean(chance) / rating.var(ddof=1), 0.0) ** 0.5)


def _correlated(outlets: int, r: float) -> dict[str, Any]:
    said = outlets >= FEWEST and not np.isnan(r)
    return {"outlets": outlets, "r": round(r, 4) if said else None}


def _halves(scored: dict[str, pd.DataFrame], n: int) -> dict[str, Any]:
    """Correlate the mean scores of two disjoint sets of ``n`` headlines of each outlet."""
    out: dict[str, Any] = {}
    for name, rows in scored.items():
        rng = np.random.default_rng(0)
        outlets = [each["score"].to_numpy() for each in _outlets(rows, 2 * n)]
        found = [_half_correlation(outlets, n, rng) for _ in range(DRAWS)] if outlets else []
        known = [r for r in found if not np.isnan(r)]
        out[name] = _correlated(len(outlets), float(np.mean(known)) if known else np.nan)
    return out


def _half_correlation(outlets: list[Floats], n: int, rng: np.random.Generator) -> float:
    pairs = []
    for scores in outlets:
        drawn = rng.permutation(scores)[: 2 * n]
        pairs.append((drawn[:n].mean(), drawn[n:].mean()))
    one, other = np.array(pairs).T
    return correlation(one, other)
