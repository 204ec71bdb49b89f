"""Sources: how each outlet words and frames its news, with intervals.

>>> import framing
>>> found = framing.sources(framing.score_many(framing.read("seeds/")))
>>> len(found), found[0].n, found[0].note
(5, 1, 'too few')
"""

from __future__ import annotations

import logging
from bisect import bisect_right
from typing import TYPE_CHECKING, Any

from framing.codebook import SCALES
from framing.outlets.estimates import Estimate, mean_interval, normal_interval, share_interval
from framing.outlets.inputs import scored_tables
from framing.outlets.record import TOO_FEW, Level, Outlet, Sources
from framing.outlets.shrink import FEWEST, shrunken
from framing.outlets.tally import Sums, Tally
from framing.period import PERIODS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from framing.model import Model
    from framing.outlets.own import OwnTally

__all__ = ["ERROR", "LEAST_RANKED", "SPREAD", "Outlet", "Sources", "Tally", "sources", "summarise"]

_LOG = logging.getLogger(__name__)

LEAST_RANKED = 30
"""Scores below which an outlet gets no rank: the means of fewer headlines agree less with each
other than a rank suggests; ``docs/sources.md`` has the reliability by number."""

SPREAD: Mapping[str, float] = {
    "sensationalism": 0.11,
    "clickbait": 0.13,
    "loaded": 0.10,
    "lead_sensationalism": 0.12,
    "lead_loaded": 0.16,
    "tone": 0.11,
    "opinion": 0.37,
    "gap": 0.015,
    "tone_intensity": 0.19,
    "tone_sign": 0.57,
}
"""Usual variance of an outlet's scores over the most that their mean allows: means over the
calibration outlets by ``framing.train.outlets.usual_spread``; the model card has today's."""

ERROR = 0.035
"""Standard deviation of the model's error on an outlet as a whole, as a share of the range. Of
.02 to .045, the one with which intervals of 10 and 30 scores cover 80 % of the mean ratings of the
22 calibration outlets of ten ratings or more. One figure, for outlets are too few to tell the
scales apart; ``framing.train.outlets.model_error`` by scale is in the model card."""

_SPAN = {scale.name: (scale.low, scale.high) for scale in SCALES}
_SPAN |= {"gap": (-1.0, 1.0), "tone_intensity": (0.0, 1.0), "tone_sign": (-1.0, 1.0)}

Key = tuple[str, str | None]


def sources(
    scores: Any,
    by: str = "source",
    over: str | None = None,
    *,
    model: Model | None = None,
) -> Sources:
    """Return one row an outlet: means with intervals, shares, frames, ranks.

    The intervals of the scales are for the mean rating that the outlet's headlines would be
    given: they hold sampling and the model's own error on an outlet (``ERROR``). Those of gap,
    tone's intensity and sign, of shares and frames hold sampling alone. Memory grows with the
    number of outlets, not of scores.

    Args:
        scores: ``Score`` records or mappings of their columns, in any iterable; a scored
            pyarrow table, or several; a data frame; or the path of a CSV, JSON Lines or
            Parquet file of scores, or of articles, which are scored first.
        by: The column that tells outlets apart.
        over: ``year``, ``month``, ``week`` or ``day`` for a row an outlet and period, by the
            column ``published``, which tables and files carry and ``Score`` records do not.
        model: The model that scores articles; the built-in one if not given. Where it has a
            layer (``framing.layer``), the means of your own scale or frames are there, too.

    Raises:
        ColumnError: A column that is needed is not there.
        InputError: A file cannot be read.
        TypeError: ``scores`` is nothing that holds scores.
        ValueError: There is no such period.
    """
    if over is not None and over not in PERIODS:
        raise ValueError(f"no period {over!r}; periods are {', '.join(PERIODS)}")
    tally = Tally(by, over, model.layer if model else None)
    for table in scored_tables(scores, by, model):
        tally.write(table)
    return summarise(tally)


def summarise(tally: Tally, most: int | None = None) -> Sources:
    """Return the rows of a tally; warns where scores of several models were mixed.

    Args:
        tally: What was told of scored tables.
        most: Return the outlets of most articles alone, so many; they are ranked and shrunk
            among all.
    """
    if len(tally.models) > 1:
        named = ", ".join(sorted(tally.models))
        _LOG.warning("scores of %d models are mixed: %s", len(tally.models), named)
    sums = tally.sums(most)
    levels = {scale.name: _levels(scale.name, tally, sums) for scale in SCALES}
    rows = [
        _outlet(key, each, {name: found.get(key) for name, found in levels.items()}, tally.own)
        for key, each in sums.items()
    ]
    rows.sort(key=lambda row: (row.period or "", -row.n, row.source))
    return Sources(tuple(rows), tally.by, tally.over)


def _mean(name: str, moments: tuple[float, float, float]) -> Estimate | None:
    error = ERROR if any(scale.name == name for scale in SCALES) else 0.0
    return mean_interval(moments, _SPAN[name], SPREAD[name], error)


def _levels(name: str, tally: Tally, sums: Mapping[Key, Sums]) -> dict[Key, Level]:
    """Return the level of some outlets on one scale; periods are pools and rankings of their own.

    The pools and rankings are of all outlets, of which only those of ``sums`` are returned.
    """
    pools: dict[str | None, dict[Key, Estimate]] = {}
    for key, moments in tally.moments(name):
        if mean := _mean(name, moments):
            pools.setdefault(key[1], {})[key] = mean
    levels = {}
    for pool in pools.values():
        shrunk = _shrunk(pool, *_SPAN[name])
        ranks = _ranks(shrunk)
        for key in pool.keys() & sums.keys():
            above, below = _shares(name, sums[key], pool[key].n)
            levels[key] = Level(pool[key], shrunk[key], ranks.get(key), above, below)
    return levels


def _shares(name: str, sums: Sums, n: int) -> tuple[Estimate, Estimate | None]:
    """Return the shares of articles beyond a scale's thresholds."""
    below = share_interval(sums.beyond["tone_below"], n) if name == "tone" else None
    return share_interval(sums.beyond[name], n), below


def _shrunk(pool: Mapping[Key, Estimate], low: float, high: float) -> dict[Key, Estimate]:
    """Draw the means of a pool together; a pool of too few outlets stays as it is."""
    if len(pool) < FEWEST:
        return dict(pool)
    errors = [(mean.se**2 + (ERROR * (high - low)) ** 2) ** 0.5 for mean in pool.values()]
    values, widths = shrunken([mean.value for mean in pool.values()], errors)
    return {
        key: normal_interval(float(value), pool[key].n, float(width)).within(low, high)
        for key, value, width in zip(pool, values, widths, strict=True)
    }


def _ranks(shrunk: Mapping[Key, Estimate]) -> dict[Key, int]:
    """Rank the outlets of enough scores, highest first; equals share a rank."""
    values = {key: mean.value for key, mean in shrunk.items() if mean.n >= LEAST_RANKED}
    ordered = sorted(values.values())
    return {key: 1 + len(ordered) - bisect_right(ordered, own) for key, own in values.items()}


def _outlet(key: Key, sums: Sums, levels: Mapping[str, Level | None], own: OwnTally) -> Outlet:
    ranked = any(level and level.rank for level in levels.values())
    gap, intensity, sign = (
        _mean(name, sums.moments[name]) for name in ("gap", "tone_intensity", "tone_sign")
    )
    return Outlet(
        source=key[0],
        period=key[1],
        n=sums.articles,
        scales=levels,
        frames=_frames(sums),
        gap=gap,
        tone_intensity=intensity,
        tone_sign=sign,
        note=None if ranked else TOO_FEW,
        own={name: own.mean(key, name, ERROR) for name in own.names},
    )


def _frames(sums: Sums) -> dict[str, Estimate | None]:
    return {
        name: share_interval(total, sums.framed) if sums.framed else None
        for name, total in sums.frames.items()
    }
