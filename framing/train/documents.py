"""Training documents: which text goes with which, what it teaches, and how much it weighs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from framing.codebook import OUTPUTS, SCALES
from framing.fold import fold
from framing.predict import HEADLINE_LIMIT, LEAD_LIMIT
from framing.style import headline_span, lead_span

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Documents", "Library", "joined", "outputs_of", "prepared"]

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]

_READS = [s.reads for s in SCALES] + ["article"] * (len(OUTPUTS) - len(SCALES))
"""What each output is read from; frames from headline and lead."""

_ALONE = 0.5
"""Weight of article outputs where the document has a headline or a lead only."""


def outputs_of(side: str) -> npt.NDArray[np.bool_]:
    """Tell which outputs are read from a side: headline, lead, or article for both."""
    return np.array([reads == side for reads in _READS])


@dataclass(frozen=True)
class Documents:
    """Training documents.

    ``headline`` and ``lead`` (documents) number the texts, -1 for none; ``target`` (documents,
    outputs) are soft labels, ``weight`` (documents, outputs) what each of them counts.
    """

    headline: Ints
    lead: Ints
    target: Floats
    weight: Floats

    def take(self, index: Ints) -> Documents:
        """Return the documents at ``index``."""
        return Documents(
            self.headline[index], self.lead[index], self.target[index], self.weight[index]
        )


def prepared(text: str, kind: str) -> str:
    """Fold and trim a text exactly as scoring does."""
    plain = fold(text).text
    span, limit = (headline_span, HEADLINE_LIMIT) if kind == "headline" else (lead_span, LEAD_LIMIT)
    start, end = span(plain)
    return plain[start:end][:limit]


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
