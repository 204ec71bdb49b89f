"""From corpora to a model folder: documents → table → calibration → folder."""

from __future__ import annotations

import hashlib
import platform
import shutil
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from framing.codebook import SCALES
from framing.model import load_model, save_model
from framing.train import corpora, table
from framing.train.calibrate import calibrated
from framing.train.documents import Library, joined
from framing.train.steps import acronyms, meanings, teacher_figures
from framing.train.taught import taught
from framing.train.vocabulary import read_corpus

if TYPE_CHECKING:
    import pandas as pd

    from framing.train.plan import Plan
    from framing.train.vocabulary import Corpus

__all__ = ["build"]


def build(plan: Plan, out: Path, header: dict[str, Any]) -> None:
    """Train a model and write its folder; ``header`` has its name and version."""
    items = corpora.rated(plan.data)
    library = Library()
    parts = [library.rated(items[items["part"] == "train"], plan.rated_weight)]
    if plan.encoders:
        parts += taught(plan, library)
        header = header | {"teacher": teacher_figures(plan, items)}
    corpus = read_corpus(
        library.texts, plan.settings, banned=corpora.OUTLET_WORDS, acronyms=acronyms(plan)
    )
    documents = joined(parts)
    header = header | {"making": _making(plan, items, len(documents.headline), corpus)}
    student = table.fit(corpus, documents, plan.settings, meanings(plan, corpus))
    write(plan, out, header, table.arrays(student, corpus), items)


def _making(plan: Plan, items: pd.DataFrame, documents: int, corpus: Corpus) -> str:
    """Return what the card says of how the model was made."""
    rated = int((items["part"] == "train").sum())
    table_said = (
        f"a table of {len(corpus.keys):,} words and neighbour pairs, {plan.settings.width} numbers "
        f"each, and three small heads"
    )
    if not plan.encoders:
        return f"{table_said.capitalize()} were fitted to {rated:,} rated items alone."
    return (
        f"{_teachers(plan)} fine-tuned on {rated:,} rated items (contrast events among them) and "
        f"{plan.posts:,} Webis-17 posts, and labelled unrated headlines, leads and sentences; "
        f"{table_said} were fitted to the resulting {documents:,} documents, among them "
        "copies with other names or a bait, and Webis-17 posts with people's clickbait ratings. "
        "Calibration and intervals were set on outlets that neither saw."
    )


def _teachers(plan: Plan) -> str:
    """Name the encoders, with what each weighs where they do not weigh alike."""
    names = [Path(encoder).name for encoder in plan.encoders]
    if len(names) == 1:
        return f"{names[0]} was"
    weighed = zip(names, plan.shares, strict=False)
    named = [f"{name} (share {share:g})" for name, share in weighed] or names
    return f"{' and '.join(named)} were"


def write(
    plan: Plan, out: Path, header: dict[str, Any], arrays: dict[str, Any], items: pd.DataFrame
) -> None:
    """Calibrate on the outlets set apart for it and write the model folder.

    What is calibrated is the model as it will be loaded: it is written once before.
    """
    blank = {
        "spread": np.zeros((len(SCALES), 5), np.float32),
        "quantiles": np.zeros((len(SCALES), 2), np.float32),
    }
    raw = out.with_name(out.name + ".raw")
    save_model(raw, header, arrays | blank)
    model = calibrated(load_model(raw), corpora.natural(items, "calibrate"))
    settled = {"spread": model.spread, "quantiles": model.quantiles}
    for name, head in model.heads.items():
        settled |= {f"{name}_out": head.out, f"{name}_shift": head.shift}
    thresholds = {"thresholds": dict(model.thresholds)}
    save_model(out, header | _provenance(plan) | thresholds, arrays | settled)
    shutil.rmtree(raw)


def _provenance(plan: Plan) -> dict[str, Any]:
    """Return what the model was trained on and with."""
    from importlib.metadata import version

    names = ("numpy", "scikit-learn", "torch", "transformers", "nltk")
    return {
        "trained_on": {
            path.name: hashlib.sha256(path.read_bytes()).hexdigest()[:16]
            for path in sorted(plan.data.glob("*.parquet"))
        },
        "encoders": [Path(encoder).name for encoder in plan.encoders],
        "shares": list(plan.shares),
        "settings": asdict(plan.settings)
        | {name: getattr(plan, name) for name in ("posts", "sentences", "swaps", "baits", "seed")},
        "libraries": {name: version(name) for name in names}
        | {"python": platform.python_version()},
    }
