"""The means of a layer's own scale or frames by source, folded from scored tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from framing.outlets import ERROR
from framing.outlets.estimates import mean_interval
from framing.own import own_frames, own_scales

if TYPE_CHECKING:
    import pyarrow as pa

    from framing.layer import Layer
    from framing.outlets.estimates import Estimate

__all__ = ["OwnTally"]

_SPREAD = 0.16
"""Usual variance of an outlet's scores over the most that their mean allows: the widest of the
design's graded scales, as that of a scale of one's own is not known."""


class OwnTally:
    """Takes scored tables and keeps sums by source; memory grows with sources.

    ``layer`` is that of the model; without one nothing is kept.
    """

    def __init__(self, layer: Layer | None) -> None:
        self.layer = layer
        self.scales = own_scales(layer)
        self.frames = own_frames(layer)
        self._names = [*(scale.name for scale in self.scales), *self.frames]
        self._sums: dict[str, npt.NDArray[np.float64]] = {}

    def write(self, table: pa.Table) -> None:
        """Take one scored table that has the layer's columns."""
        if not self._names:
            return
        values = np.stack([table[name].to_numpy() for name in self._names], axis=1)
        known = ~np.isnan(values)
        values = np.where(known, values, 0.0)
        terms = np.stack([known, values, values**2], axis=2)
        sources = [source or "" for source in table["source"].to_pylist()]
        names, places = np.unique(sources, return_inverse=True)
        added = np.zeros((len(names), *terms.shape[1:]))
        np.add.at(added, places, terms)
        for name, sums in zip(names.tolist(), added, strict=True):
            self._sums[name] = self._sums.get(name, 0.0) + sums

    def mean(self, source: str, column: str) -> Estimate | None:
        """Return the mean of one source; the error of a model on a source is that of the design."""
        sums = self._sums[source][self._names.index(column)].tolist()
        return mean_interval((sums[0], sums[1], sums[2]), (0.0, 1.0), _SPREAD, ERROR)

    def pooled(self, column: str) -> float | None:
        """Return the mean of all articles."""
        place = self._names.index(column)
        count, total, _ = sum(sums[place] for sums in self._sums.values()).tolist()
        return total / count if count else None
