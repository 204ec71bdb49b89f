"""The means of a layer's own scale or frames by outlet, folded from scored tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from framing.outlets.estimates import mean_interval
from framing.own import own_frames, own_numbers, own_scales

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    import pyarrow as pa

    from framing.layer import Layer
    from framing.outlets.estimates import Estimate

__all__ = ["OwnTally"]

_SPREAD = 0.16
"""Usual variance of an outlet's scores over the most that their mean allows: the widest of the
design's graded scales, as that of a scale of one's own is not known."""


class OwnTally:
    """Takes scored tables and keeps sums by outlet; memory grows with outlets.

    ``layer`` is that of the model; without one nothing is kept. Outlets are told apart by keys of
    the caller's, one for each row.
    """

    def __init__(self, layer: Layer | None) -> None:
        self.layer = layer
        self.scales = own_scales(layer)
        self.frames = own_frames(layer)
        self.names = own_numbers(layer)
        self._sums: dict[Hashable, npt.NDArray[np.float64]] = {}

    def write(self, table: pa.Table, keys: Sequence[Hashable]) -> None:
        """Take one scored table that has the layer's columns."""
        if not self.names:
            return
        columns = [table[name].cast("float64").to_numpy() for name in self.names]
        values = np.stack(columns, axis=1)
        known = ~np.isnan(values)
        values = np.where(known, values, 0.0)
        terms = np.stack([known, values, values**2], axis=2)
        places = {key: place for place, key in enumerate(dict.fromkeys(keys))}
        added = np.zeros((len(places), *terms.shape[1:]))
        np.add.at(added, [places[key] for key in keys], terms)
        for key, sums in zip(places, added, strict=True):
            self._sums[key] = self._sums.get(key, 0.0) + sums

    def mean(self, key: Hashable, column: str, error: float) -> Estimate | None:
        """Return the mean of one outlet; ``error`` is that of a model on an outlet."""
        sums = self._sums[key][self.names.index(column)].tolist()
        return mean_interval((sums[0], sums[1], sums[2]), (0.0, 1.0), _SPREAD, error)

    def pooled(self, column: str) -> float | None:
        """Return the mean of all articles."""
        place = self.names.index(column)
        count, total, _ = sum((sums[place] for sums in self._sums.values()), np.zeros(3)).tolist()
        return total / count if count else None
