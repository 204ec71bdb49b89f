"""How rare each word is in the news at large: what ``framing.events`` weighs words by.

``python -m framing.train.background DATA`` writes ``framing/events/background.npz`` from the
unrated headlines and leads of ``DATA``, without NeuS, by whose events grouping is judged.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from framing.events.vectors import counted
from framing.events.words import BACKGROUND, BUCKETS

__all__ = ["document_counts", "write_background"]

_JUDGED_BY = ("neus", "neus-triples")
_BATCH = 20_000
"""Texts counted at once."""

_LEAD = 400
"""Characters of a lead that are counted."""


def document_counts(texts: list[str]) -> npt.NDArray[np.int64]:
    """Return in how many texts each bucket's words occur, shape (``BUCKETS``,)."""
    parts = [counted(texts[at : at + _BATCH]) for at in range(0, len(texts), _BATCH)]
    total = np.zeros(BUCKETS, np.int64)
    for part in parts:
        total += np.asarray((part > 0).sum(axis=0)).ravel()
    return total


def write_background(data: Path, out: Path = BACKGROUND) -> None:
    """Count words over the unrated news in ``data`` and write the counts to ``out``."""
    frame = pd.read_parquet(data / "unlabelled.parquet").fillna("")
    frame = frame[~frame["corpus"].isin(_JUDGED_BY)]
    texts = (frame["headline"] + ". " + frame["lead"].str.slice(0, _LEAD)).tolist()
    counts = document_counts(texts)
    met = np.flatnonzero(counts)
    np.savez_compressed(
        out,
        bucket=met.astype(np.uint32),
        count=counts[met].astype(np.uint32),
        items=np.array(len(texts), np.uint32),
    )


if __name__ == "__main__":
    write_background(Path(sys.argv[1]))
