"""A layer's own rows, added up for each text: the compiled twin of ``framing.layered.own_sums``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from framing.kernel.compiled import compiled
from framing.kernel.index import build

if TYPE_CHECKING:
    import numpy.typing as npt

    from framing.layer import Rows

__all__ = ["add_own", "own_index"]


def own_index(own: Rows) -> npt.NDArray[np.uint64]:
    """Index a layer's rows by their keys, as ``framing.kernel.lookup`` reads them."""
    return build(own.keys, np.arange(1, len(own.keys) + 1, dtype=np.uint64))


@compiled
def add_own(first, own, pair, rows, heard, total):
    """Fill ``total`` (texts, outputs), which is nought, with the sums of rows over their root.

    ``own`` and ``pair`` are the row of each token and of the pair that ends with it, or -1;
    ``heard`` the counted tokens of each text.
    """
    outputs = rows.shape[1]
    for text in range(len(first) - 1):
        for token in range(first[text], first[text + 1]):
            if own[token] >= 0:
                for output in range(outputs):
                    total[text, output] += np.float64(rows[own[token], output])
            if pair[token] >= 0:
                for output in range(outputs):
                    total[text, output] += np.float64(rows[pair[token], output])
        root = np.sqrt(np.float64(max(heard[text], 1)))
        for output in range(outputs):
            total[text, output] = total[text, output] / root
