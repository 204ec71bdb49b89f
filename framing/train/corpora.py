"""Readers for the training data: rated items, levelled and split, and unrated text.

Splits are by outlet: every item of an outlet falls into one part, chosen by a hash of the
outlet's name, so that the split never depends on row order or on a seed. Unrated text of
the outlets held out, and near-duplicates of the items held out, never reach training.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from framing.codebook import GENERIC_FRAMES, OUTPUTS, POLICY_FRAMES, SCALES
from framing.train.keys import near_key, outlet_key

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

__all__ = [
    "MAIN",
    "OUTLET_WORDS",
    "PARTS",
    "WEBIS_TEST",
    "acronyms",
    "digest",
    "fold_of",
    "levelled",
    "natural",
    "part_of",
    "rated",
    "sentences",
    "unrated",
    "webis",
]

PARTS = {"train": 0.68, "calibrate": 0.14, "test": 0.18}
"""Share of the outlets in each part: some 1,300 natural test items, for an r within ±.045."""

LEAST_TEXT = 9
"""Characters below which a headline or post teaches nothing."""

_WEBIS_FOLDS, WEBIS_TEST = 5, (0, 1)
"""Folds of Webis-17, and those that never reach training."""

MAIN = tuple(f"main_{frame.name}" for frame in POLICY_FRAMES)
"""Targets for the main policy frame: 1 for the first-named, else 0."""


_NO_OUTLET = ("", "smclickbait", "smgenuine")
"""Keys that name no outlet: none is given, or only which half of a corpus an item is of."""


def _unit(key: str) -> float:
    """Map a key to a fixed number in [0, 1)."""
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], "big") / 2**64


def part_of(key: str) -> str:
    """Return the part an outlet or event belongs to; items of no known outlet train.

    >>> part_of("")
    'train'
    """
    if key in _NO_OUTLET:
        return "train"
    place = _unit(key)
    if place < PARTS["test"]:
        return "test"
    return "calibrate" if place < PARTS["test"] + PARTS["calibrate"] else "train"


def fold_of(key: str, folds: int) -> int:
    """Return the fold of an outlet or event: by a hash too, so every run has the same folds."""
    return int(_unit("fold " + key) * folds)


_RANGES = {scale.code: (scale.lowest, scale.highest) for scale in SCALES}


def levelled(ratings: pd.DataFrame, codes: Iterable[str]) -> pd.DataFrame:
    """Bring rater batches to one level.

    Batches of one kind (first letter) are random draws of the same pool, so their means
    should agree. What exceeds sampling error is taken for the rater's drift, and each
    batch mean is moved towards the kind's mean by the share of variance that is drift
    (empirical Bayes shrinkage of the batch means, Efron and Morris 1973): by a factor for
    scales that start at nought, by a shift for tone. ``codes`` are columns of such scales.
    """
    out = ratings.copy()
    kinds = out["batch"].str[0]
    for code in codes:
        out[code] = out[code].astype(float)
        for _, kind in out.groupby(kinds):
            if kind["batch"].nunique() > 1:
                out.loc[kind.index, code] = _level_one(kind, code)
    return out


def _level_one(kind: pd.DataFrame, code: str) -> pd.Series:
    """Return the ratings of one kind's batches on one scale, brought to one level."""
    values = kind[code].astype(float)
    batch = values.groupby(kind["batch"])
    means, counts = batch.mean(), batch.count()
    sampling = float((values.var() / counts).mean())
    drift = max(0.0, float(means.var()) - sampling)
    share = drift / (drift + sampling) if drift > 0 else 0.0
    target = values.mean() + (means - values.mean()) * (1 - share)
    lowest, highest = _RANGES[code]
    if lowest < 0:
        return (values + kind["batch"].map(target - means)).clip(lowest, highest)
    return (values * kind["batch"].map(target / means)).clip(lowest, highest)


def _targets(items: pd.DataFrame) -> pd.DataFrame:
    """Return one 0–1 column for each output and for each main frame; NaN where not rated."""
    columns: dict[str, pd.Series | np.ndarray] = {}
    for scale in SCALES:
        span = scale.highest - scale.lowest
        columns[scale.name] = (items[scale.code].astype(float) - scale.lowest) / span
    policy = items["pf"].fillna("-").str.findall(r"\d+")
    for frame in POLICY_FRAMES:
        columns[frame.column] = policy.map(lambda given, c=frame.code: float(c in given))
    for frame in GENERIC_FRAMES:
        columns[frame.column] = items["gf"].fillna("-").str.contains(frame.code).astype(float)
    first = policy.map(lambda given: given[0] if given else "")
    for name, frame in zip(MAIN, POLICY_FRAMES, strict=True):
        columns[name] = (first == frame.code).astype(float)
    return pd.DataFrame(columns, index=items.index)[[*OUTPUTS, *MAIN]]


def rated(data: Path) -> pd.DataFrame:
    """Return every rated item, levelled, two ratings of one item averaged.

    Columns: ``id corpus outlet key part headline lead batch event version`` and one 0–1
    target for each of ``OUTPUTS`` and ``MAIN``. Contrast events are parted by event.
    """
    codes = [s.code for s in SCALES]
    ratings = pd.read_parquet(data / "ratings.parquet")
    contrast = pd.read_parquet(data / "contrast.parquet")
    both = pd.concat([levelled(ratings, codes), contrast.astype(dict.fromkeys(codes, float))])
    both = both.reset_index(drop=True)
    both["key"] = both["outlet"].map(outlet_key)
    both["part"] = [
        part_of("event" + event if event else key)
        for event, key in zip(both["event"], both["key"], strict=True)
    ]
    whole = pd.concat([both.drop(columns=codes), _targets(both)], axis=1)
    return _without_leaks(_averaged(whole))


def natural(items: pd.DataFrame, part: str) -> pd.DataFrame:
    """Return the items of a part that were published, not written for contrast."""
    return items[(items["part"] == part) & (items["event"] == "")].reset_index(drop=True)


def _averaged(items: pd.DataFrame) -> pd.DataFrame:
    """Average the ratings of items that were rated twice (same headline, same lead)."""
    numbers = [*OUTPUTS, *MAIN]
    same = items.groupby(["headline", "lead"], sort=False)
    mean = same[numbers].mean()
    rest = same[["id", "corpus", "outlet", "key", "part", "batch", "event", "version"]].first()
    return pd.concat([rest, mean], axis=1).reset_index()


def _without_leaks(items: pd.DataFrame) -> pd.DataFrame:
    """Drop training items that nearly equal an item held out."""
    near = items["headline"].map(near_key)
    held = set(near[items["part"] != "train"])
    return items[(items["part"] != "train") | ~near.isin(held)].reset_index(drop=True)


def unrated(data: Path) -> pd.DataFrame:
    """Return unrated headlines and leads (``corpus outlet headline lead``) fit for training.

    Left out: outlets held out, Webis-17 posts held out, near-duplicates of items held out.
    """
    frame = pd.read_parquet(data / "unlabelled.parquet").fillna("")
    items, posts = rated(data), webis(data)
    held = set(items.loc[items["part"] != "train", "headline"].map(near_key))
    for column in ("post", "title"):
        held |= set(posts.loc[posts["part"] == "test", column].map(near_key))
    keep = frame["outlet"].map(lambda name: part_of(outlet_key(name)) == "train")
    keep &= ~frame["headline"].map(near_key).isin(held - {""})
    kept = frame[keep & (frame["headline"].str.len() >= LEAST_TEXT)]
    return kept.drop_duplicates("headline").reset_index(drop=True)


def sentences(data: Path) -> pd.DataFrame:
    """Return body sentences (``outlet sentence``) of training outlets, duplicates dropped."""
    frame = pd.read_parquet(data / "sentences.parquet")
    keep = frame["outlet"].map(lambda name: part_of(outlet_key(name)) == "train")
    return frame[keep].drop_duplicates("sentence").reset_index(drop=True)


def webis(data: Path) -> pd.DataFrame:
    """Return Webis-17 posts with ``mean`` (people's clickbait rating, 0–1), ``fold``, ``part``.

    Folds are a hash of the post, near-duplicates together; folds 0 and 1 of 5 are the test.
    """
    frame = pd.read_parquet(data / "webis17.parquet").fillna("")
    frame["fold"] = frame["post"].map(lambda post: int(_unit(near_key(post)) * _WEBIS_FOLDS))
    frame["part"] = np.where(frame["fold"].isin(WEBIS_TEST), "test", "train")
    return frame


def digest(data: Path, names: Iterable[str]) -> str:
    """Return one digest of some files of ``data``."""
    whole = hashlib.sha256()
    for name in names:
        whole.update((data / name).read_bytes())
    return whole.hexdigest()[:16]


def acronyms(texts: Iterable[str], least: int = 3, share: float = 0.7) -> frozenset[str]:
    """Return the words (lower case) that are mostly in capitals where the text is not.

    A word in capitals that is not one of these is shouted.
    """
    upper: dict[str, int] = {}
    total: dict[str, int] = {}
    for text in texts:
        if _mostly_capitals(text):
            continue
        for word in re.findall(r"[^\W\d_]{2,}", text):
            low = word.lower()
            total[low] = total.get(low, 0) + 1
            upper[low] = upper.get(low, 0) + word.isupper()
    return frozenset(word for word, n in upper.items() if n >= least and n / total[word] >= share)


def _mostly_capitals(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    return sum(c.isupper() for c in letters) > 0.5 * len(letters)


OUTLET_WORDS = frozenset(
    "buzzfeed cnn msnbc nbc abc cbs bbc npr pbs reuters bloomberg breitbart huffpost huffington "
    "politico vox axios propublica newsmax upworthy viralnova scoopwhoop clickhole thinkprogress "
    "newsbusters wikinews viralstories dailymail theblaze cnbc nytimes wsj upi afp ap thehill "
    "rappler pbr newsweek ndtv aljazeera jazeera townhall jacobin mashable gawker gizmodo vice "
    "npr's wapo thewrap tmz".split()
)
"""Words that name an outlet and enter no vocabulary: a model must not know corpora by them."""
