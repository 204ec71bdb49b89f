"""Judge the grouping of articles into events on NeuS's, mixed with unrelated articles.

NeuS (Lee et al. 2022) holds what two or three outlets wrote on one event. One half of its
events, by a hash, chose the figures of ``framing.events``; the other half is reported. The
unrelated articles are of earlier years and get days drawn from the events' months, so that no
date gives them away. What the grouping does among these is not judged: nobody has said which
of them tell of one event.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from framing.events.group import LINK, grouped
from framing.events.vectors import UNDATED, vectors

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["UNRELATED", "Agreement", "agreement", "grouping", "half", "mixture", "told"]

UNRELATED = (3_000, 10_000, 30_000)
"""Unrelated articles among some 700 of the events: up to as many as there are with a lead."""

_EARLIER = ("allsides-baly", "agnews-test")
"""Corpora of 2004 and of 2012–2020 with leads, whose events ended before NeuS's began."""

_URL_DATE = re.compile(r"/(20\d\d)[/-](\d\d?)[/-](\d\d?)(?!\d)")
_MOST_OFF = 30
"""Days by which a date in an address may differ from the event's: more is no publication date."""

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Agreement:
    """How well groups agree with events, 0–1 each.

    ``precision`` and ``recall`` are over pairs of articles; ``bcubed`` is the harmonic mean of
    B-cubed precision and recall (Bagga and Baldwin 1998), over articles; ``false`` counts the
    pairs that belong to different events.
    """

    precision: float
    recall: float
    bcubed: float
    pairs: int
    false: int


def half(event: int) -> int:
    """Return which half an event is in: 0 chose the figures, 1 is reported."""
    return hashlib.sha256(str(event).encode()).digest()[-1] % 2


def mixture(data: Path, unrelated: int, seed: int = 0) -> pd.DataFrame:
    """Return articles of the events and so many unrelated ones, in order of their day.

    Columns: ``event`` (−1 where unrelated), ``headline``, ``lead``, ``day`` (ordinal). The
    day is that of the article's address where it has one, else the event's.
    """
    events = pd.DataFrame(told(data))
    rng = np.random.default_rng(seed)
    other = pd.read_parquet(data / "unlabelled.parquet").fillna("")
    other = other[other["corpus"].isin(_EARLIER) & (other["lead"] != "")]
    other = other.sample(unrelated, random_state=seed)
    days = rng.integers(events["day"].min(), events["day"].max() + 1, len(other))
    other = other.assign(event=-1, day=days)[list(events.columns)]
    return pd.concat([events, other]).sort_values("day", kind="stable").reset_index(drop=True)


def told(data: Path) -> list[dict[str, Any]]:
    """Return the articles of all events: the columns of ``mixture``."""
    with gzip.open(data / "events.jsonl.gz", "rt", encoding="utf-8") as stream:
        events = [json.loads(line) for line in stream]
    return [
        {
            "event": event["id"],
            "headline": article["headline"] or "",
            "lead": (article["body"] or [""])[0],
            "day": _day(article["url"], date.fromisoformat(event["date"][:10])),
        }
        for event in events
        for article in event["articles"]
    ]


def _day(url: str, event: date) -> int:
    found = _URL_DATE.search(url)
    if found:
        try:
            said = date(*(int(part) for part in found.groups()))
        except ValueError:  # figures that are no date
            return event.toordinal()
        if abs((said - event).days) <= _MOST_OFF:
            return said.toordinal()
    return event.toordinal()


def agreement(groups: Ints, events: Ints, judged: npt.NDArray[np.bool_]) -> Agreement:
    """Compare groups with events (−1: of no event) over the articles that are ``judged``.

    Every judged article brings its pairs, and those with another judged one by half, as the other
    brings them too; so a pair with an article that is not judged counts once, and is false.

    >>> groups, events = np.array([0, 0, 0, 1]), np.array([7, 7, -1, 7])
    >>> found = agreement(groups, events, events >= 0)
    >>> found.pairs, found.false, round(found.precision, 3), round(found.bcubed, 3)
    (3, 2, 0.333, 0.648)
    """
    right = false = truth = 0.0
    precision, recall = [], []
    for at in np.flatnonzero(judged):
        group, event = groups == groups[at], events == events[at]
        weight = np.where(judged, 0.5, 1.0)
        both = group & event
        right += weight[both].sum() - 0.5
        false += weight[group & ~event].sum()
        truth += weight[event].sum() - 0.5
        precision.append(both.sum() / group.sum())
        recall.append(both.sum() / event.sum())
    p, r = float(np.mean(precision)), float(np.mean(recall))
    said = right + false
    return Agreement(
        float(right / said) if said else 1.0,
        float(right / truth),
        2 * p * r / (p + r),
        round(truth),
        round(false),
    )


def grouping(articles: pd.DataFrame, which: int, *, dated: bool, link: float = LINK) -> Agreement:
    """Group a mixture, with its dates or without, and judge one half of its events."""
    day = articles["day"].to_numpy(np.int64)
    day = day if dated else np.full_like(day, UNDATED)
    texts = vectors(articles["headline"].tolist(), articles["lead"].tolist(), day)
    events = articles["event"].to_numpy(np.int64)
    judged = (events >= 0) & np.array([half(int(event)) == which for event in events])
    return agreement(grouped(texts, link), events, judged)
