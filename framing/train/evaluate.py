"""Judge a model: every scale and frame on outlets never trained on, rivals in the same run."""

from __future__ import annotations

import logging
import random
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from framing.codebook import (
    FRAMES,
    GENERIC_FRAMES,
    HEADLINE_SCALES,
    OUTPUTS,
    POLICY_FRAMES,
    SCALES,
)
from framing.model import Model, load_model
from framing.predict import Batch, predict
from framing.train import corpora, events, names, probes
from framing.train.agreement import agreement
from framing.train.floors import check, gated, set_floors
from framing.train.measures import Figure, auc, bootstrapped, calibration_error, correlation
from framing.train.outlets import outlet_figures
from framing.train.rivals import RIVALS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from framing.codebook import Frame, Scale

__all__ = ["EVALUATED", "figures", "run"]

log = logging.getLogger(__name__)

Floats = npt.NDArray[np.float64]

EVALUATED = (
    "ratings.parquet",
    "contrast.parquet",
    "webis17.parquet",
    "gvfc.parquet",
    "events.jsonl.gz",
    "unlabelled.parquet",
)
"""The files that figures are of; floors name the digest of those that they were met on. Of the
last, events are mixed with unrelated articles."""

_GIVEN = 0.5
"""Share of raters from which a frame counts as given."""

_GVFC = {
    1: "legality",
    2: "policy",
    3: "political",
    5: "health_and_safety",
    6: "fairness_and_equality",
    7: "public_opinion",
    8: "cultural_identity",
    9: "economic",
}
"""The Gun Violence Frame Corpus's frames and the policy frame nearest to each (4, mental
health, has none)."""


def figures(data: Path, model: Model) -> dict[str, Any]:
    """Return every figure of the card, as plain numbers."""
    items = corpora.rated(data)
    natural = items[items["event"] == ""]
    train = items[items["part"] == "train"]
    test = natural[natural["part"] == "test"].reset_index(drop=True)
    batch = _predicted(test, model)
    twice = agreement(pd.read_parquet(data / "ratings.parquet"))
    return {
        "data": corpora.digest(data, EVALUATED),
        "model": model.label,
        "items": {part: int((items["part"] == part).sum()) for part in corpora.PARTS},
        "outlets": int(test["key"].nunique()),
        "agreement": {name: asdict(found) for name, found in twice.items()},
        "scales": _scales(train, test, batch),
        "frames": _frames(test, batch),
        "by": _breakdowns(test, batch),
        "contrast": _contrast(items[(items["event"] != "") & (items["part"] == "test")], model),
        "webis": _webis(data, model),
        "gvfc": _gvfc(data, model),
        "invariance": _invariance(test, model),
        "plain": _plain(model),
        "losses": _losses(model),
        "notes": _notes(test, model),
        "sources": _sources(natural, model),
        "events": _events(data),
    }


def _sources(natural: pd.DataFrame, model: Model) -> dict[str, Any]:
    held = natural[natural["part"] != "train"].reset_index(drop=True)
    return outlet_figures(held, _predicted(held, model))


def _events(data: Path) -> dict[str, Any]:
    """Return how the grouping agrees with the half of the events that chose nothing."""
    mixtures = {n: events.mixture(data, n) for n in events.UNRELATED}
    kinds = {"with dates": True, "without dates": False}
    return {
        kind: {str(n): asdict(events.grouping(m, 1, dated=dated)) for n, m in mixtures.items()}
        for kind, dated in kinds.items()
    }


def _predicted(items: pd.DataFrame, model: Model) -> Batch:
    return predict(items["headline"].tolist(), [t or None for t in items["lead"]], model)


def _alone(headlines: Sequence[str], model: Model) -> Batch:
    """Predict headlines without leads."""
    return predict(headlines, [None] * len(headlines), model)


def _record(figure: Figure) -> dict[str, float]:
    return {k: round(v, 4) for k, v in asdict(figure).items()}


def _scales(train: pd.DataFrame, test: pd.DataFrame, batch: Batch) -> dict[str, Any]:
    out = {}
    for place, scale in enumerate(SCALES):
        known = test[scale.name].notna().to_numpy()
        rating = test.loc[known, scale.name].to_numpy(float)
        share = batch.share[known, place].astype(float)
        low, high = batch.low[known, place], batch.high[known, place]
        inside = (rating >= low - 1e-6) & (rating <= high + 1e-6)
        out[scale.name] = {
            "r": _record(bootstrapped(correlation, rating, share)),
            "error": round(float(np.abs(rating - share).mean()), 4),
            "calibration": round(calibration_error(rating, share), 4),
            "coverage": round(float(inside.mean()), 4),
            "width": round(float((high - low).mean()), 4),
            "rivals": _rivals(train, test[known], scale, rating),
        }
    return out


def _rivals(
    train: pd.DataFrame, test: pd.DataFrame, scale: Scale, rating: Floats
) -> dict[str, Any]:
    out = {}
    for name, rival in RIVALS.items():
        guess = rival(train, test, scale)
        if guess is not None:
            error = float(np.abs(rating - guess).mean())
            out[name] = {"r": round(correlation(rating, guess), 4), "error": round(error, 4)}
    return out


def _frames(test: pd.DataFrame, batch: Batch) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for frame in FRAMES:
        rating = test[frame.column].to_numpy(float)
        share = batch.share[:, OUTPUTS.index(frame.column)].astype(float)
        out[frame.column] = {
            "n": int((rating >= _GIVEN).sum()),
            "auc": _record(bootstrapped(auc, rating, share)),
            "calibration": round(calibration_error(rating, share), 4),
        }
    families = {"policy_auc": POLICY_FRAMES, "generic_auc": GENERIC_FRAMES}
    means = {name: _mean_auc(out, frames) for name, frames in families.items()}
    return out | _main_frame(test, batch) | means


def _main_frame(test: pd.DataFrame, batch: Batch) -> dict[str, float]:
    """Return how often the main policy frame is right: where there is one, and with “none”."""
    given = test[list(corpora.MAIN)].to_numpy(float)
    main, framed = given.argmax(1), given.max(1) >= _GIVEN
    policy = batch.share[:, len(SCALES) : len(SCALES) + len(POLICY_FRAMES)]
    right = policy.argmax(1) == main
    named = np.where(batch.main >= 0, framed & (batch.main == main), ~framed)
    common = pd.Series(main[framed]).mode()[0]
    return {
        "main_right": round(float(right[framed].mean()), 4),
        "main_right_with_none": round(float(named.mean()), 4),
        "main_majority": round(float((main[framed] == common).mean()), 4),
    }


def _mean_auc(found: Mapping[str, Any], frames: Sequence[Frame]) -> float:
    return round(float(np.nanmean([found[f.column]["auc"]["value"] for f in frames])), 4)


def _breakdowns(test: pd.DataFrame, batch: Batch) -> dict[str, Any]:
    """Return r of each scale by corpus, headline length, batch kind, and size of outlet."""
    words = test["headline"].str.split().str.len()
    sizes = test["key"].map(test["key"].value_counts())
    cuts = {
        "corpus": test["corpus"],
        "headline length": pd.cut(
            words, [0, 7, 10, 13, 99], labels=["1–7", "8–10", "11–13", "14+"]
        ),
        "draw": test["batch"].str[0].map({"a": "random", "d": "heightened outlets"}),
        "outlet": pd.cut(sizes, [0, 2, 9, 999], labels=["1–2 items", "3–9 items", "10+ items"]),
    }
    return {name: _by(test, batch, cut.astype(object).astype(str)) for name, cut in cuts.items()}


def _by(test: pd.DataFrame, batch: Batch, groups: pd.Series) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for group in sorted(groups.unique()):
        inside = (groups == group).to_numpy()
        out[group] = {"n": int(inside.sum())}
        for place, scale in enumerate(SCALES):
            known = inside & test[scale.name].notna().to_numpy()
            r = correlation(test.loc[known, scale.name].to_numpy(float), batch.share[known, place])
            enough = known.sum() >= 30  # noqa: PLR2004 - below that r is noise
            out[group][scale.name] = round(r, 3) if enough and np.isfinite(r) else None
    return out


def _contrast(items: pd.DataFrame, model: Model) -> dict[str, Any]:
    """Return the share of pairs of one event whose sensationalism rises with the version."""
    items = items.reset_index(drop=True)
    share = _predicted(items, model).share[:, OUTPUTS.index("sensationalism")]
    rank = items["version"].map({"plain": 0, "mid": 1, "extreme": 2}).to_numpy()
    pairs = [
        (f"{rank[a]}<{rank[b]}", bool(share[a] < share[b]))
        for rows in items.groupby("event").groups.values()
        for a in rows
        for b in rows
        if rank[a] < rank[b]
    ]
    table = pd.DataFrame(pairs, columns=["step", "ordered"])
    plain = table["step"].str.startswith("0")
    steps = table.groupby("step")["ordered"].mean()
    return {
        "events": int(items["event"].nunique()),
        "plain < heightened": round(float(table.loc[plain, "ordered"].mean()), 4),
        "all pairs": round(float(table["ordered"].mean()), 4),
        "by step": {str(step): round(float(share), 4) for step, share in steps.items()},
    }


def _webis(data: Path, model: Model) -> dict[str, Any]:
    posts = corpora.webis(data)
    posts = posts[(posts["part"] == "test") & (posts["post"].str.len() > 0)]
    batch = _alone(posts["post"].tolist(), model)
    place = OUTPUTS.index("clickbait")
    given = batch.given[:, place]
    rating, share = posts["mean"].to_numpy(float)[given], batch.share[given, place].astype(float)
    return {
        "r": _record(bootstrapped(correlation, rating, share)),
        "auc": round(auc(rating, share), 4),
        "withheld": round(float(1 - given.mean()), 4),
    }


def _gvfc(data: Path, model: Model) -> dict[str, float]:
    frame = pd.read_parquet(data / "gvfc.parquet")
    batch = _alone(frame["headline"].tolist(), model)
    out = {}
    for code, name in _GVFC.items():
        rating = ((frame["theme1"] == code) | (frame["theme2"] == code)).to_numpy(float)
        share = batch.share[:, OUTPUTS.index(f"frame_{name}")].astype(float)
        out[f"{code} ~ {name}"] = round(auc(rating, share), 4)
    return out


def _invariance(test: pd.DataFrame, model: Model) -> dict[str, dict[str, float]]:
    """Return the mean absolute change of each headline scale under each change of style.

    A change that no headline gives cause for is left out.
    """
    headlines = test["headline"].tolist()
    rng = random.Random(0)  # noqa: S311 - a draw of names, not a secret
    changed = {name: [style(h) for h in headlines] for name, style in probes.STYLES.items()}
    changed["name swapped"] = [names.swapped(h, rng) for h in headlines]
    unseen = [names.swapped(h, rng, names.UNSEEN_NAMES) for h in headlines]
    changed["name swapped, unseen names"] = unseen
    base = _alone(headlines, model).share
    out = {}
    for name, texts in changed.items():
        touched = np.array([a != b for a, b in zip(headlines, texts, strict=True)])
        if not touched.any():
            continue
        moved = np.abs(_alone(texts, model).share - base)[touched]
        out[name] = {
            s.name: round(float(moved[:, i].mean()), 4) for i, s in enumerate(HEADLINE_SCALES)
        }
        out[name]["touched"] = int(touched.sum())
    return out


def _plain(model: Model) -> dict[str, float]:
    batch = _alone(probes.PLAIN, model)
    share = batch.share[:, OUTPUTS.index("sensationalism")]
    return {h: round(float(x), 3) for h, x in zip(probes.PLAIN, share, strict=True)}


def _losses(model: Model) -> list[dict[str, Any]]:
    batch = _alone([h for _, h, _ in probes.LOSSES], model)
    return [
        {
            "kind": kind,
            "headline": text,
            "scale": scale,
            "score": round(float(batch.share[i, OUTPUTS.index(scale)]), 3),
        }
        for i, (kind, text, scale) in enumerate(probes.LOSSES)
    ]


def _notes(test: pd.DataFrame, model: Model) -> dict[str, float]:
    """Return how often text is called foreign, or mostly unknown, rightly and wrongly."""
    foreign = _alone(probes.FOREIGN, model)
    unseen = _alone(probes.FOREIGN_UNSEEN, model)
    english = _alone(test["headline"].tolist(), model)
    return {
        "foreign headlines caught, of those the rules were settled on": _noted(
            foreign, "not English"
        ),
        "foreign headlines caught, of others": _noted(unseen, "not English"),
        "English headlines called foreign": _noted(english, "not English"),
        "English headlines called mostly unknown": _noted(english, "mostly unknown words"),
    }


def _noted(batch: Batch, name: str) -> float:
    return round(float(np.mean([name in (note or "") for note in batch.note])), 4)


def run(
    data: Path,
    *,
    model: Path | None = None,
    out: Path | None = None,
    floors: Path | None = None,
    allow_regression: bool = False,
) -> int:
    """Evaluate a model; write its card to ``out``; hold it to ``floors``.

    Returns 0, or 1 where a figure is below its floor. With ``allow_regression`` the floors
    are set to what was found instead.
    """
    from framing.train.card import render

    loaded = load_model(model)
    found = figures(data, loaded)
    if out is not None:
        out.write_text(render(found, loaded.header), "utf-8")
    if floors is None:
        return 0
    broken = check(found, floors) if floors.exists() else []
    for line in broken:
        log.error("%s", line)
    if allow_regression or not (broken or floors.exists()):
        set_floors(found, floors)
        log.info("floors set in %s", floors)
        return 0
    if not broken:
        log.info("all %d floors are met", len(gated(found)))
    return 1 if broken else 0
