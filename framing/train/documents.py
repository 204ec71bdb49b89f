"""Training documents: which text goes with which, what it teaches, and how much it weighs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from framing.codebook import OUTPUTS, SCALES
from framing.train.table import Documents, prepared

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Library", "joined"]

Floats = npt.NDArray[np.float32]

_READS = np.array([s.reads for s in SCALES] + ["article"] * (len(OUTPUTS) - len(SCALES)))
_ALONE = 0.5
"""Weight of article outputs where the document has a headline or a lead only."""


@dataclass
class Library:
    """Numbers every distinct text once, prepared as scoring prepares it."""

    texts: list[str] = field(default_factory=list)
    _numbers: dict[str, int] = field(default_factory=dict)

    def number(self, text: str, kind: str) -> int:
        """Return the number of a text, -1 for the empty one."""
        plain = prepared(text, kind) if text else ""
        if not plain:
            return -1
        if plain not in self._numbers:
            self._numbers[plain] = len(self.texts)
            self.texts.append(plain)
        return self._numbers[plain]

    def documents(
        self,
        headlines: list[str],
        leads: list[str],
        target: Floats,
        weight: float | Floats = 1.0,
    ) -> Documents:
        """Return documents; each teaches what its texts can teach and its target knows."""
        head = np.array([self.number(t, "headline") for t in headlines], np.int64)
        lead = np.array([self.number(t, "lead") for t in leads], np.int64)
        has = {"headline": head >= 0, "lead": lead >= 0}
        share = {name: found.astype(np.float32) for name, found in has.items()}
        share["article"] = np.where(has["headline"] & has["lead"], 1.0, _ALONE)
        weights = np.stack([share[reads] for reads in _READS], axis=1) * np.asarray(weight)
        weights = np.where(np.isnan(target), 0.0, weights).astype(np.float32)
        return Documents(head, lead, np.nan_to_num(target).astype(np.float32), weights)

    def rated(self, items: pd.DataFrame, weight: float = 1.0) -> Documents:
        """Return documents of rated items: the whole, and headline and lead alone."""
        target = items[list(OUTPUTS)].to_numpy(np.float32)
        head, lead = items["headline"].tolist(), items["lead"].tolist()
        nothing = [""] * len(items)
        has = np.array([bool(text) for text in lead])
        alone = [self.documents(head, nothing, target, weight).take(np.flatnonzero(has))]
        alone.append(self.documents(nothing, lead, target, weight).take(np.flatnonzero(has)))
        return joined([self.documents(head, lead, target, weight), *alone])


def joined(parts: list[Documents]) -> Documents:
    """Return one set of documents from several."""
    names = ("headline", "lead", "target", "weight")
    return Documents(*(np.concatenate([getattr(p, n) for p in parts]) for n in names))
