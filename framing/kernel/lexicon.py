"""Rows and word lists as one index: an entry is a row, and a bit for each list."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from framing.cues import LEXICON
from framing.kernel.index import build
from framing.notes import FOREIGN as FOREIGN_KEYS

if TYPE_CHECKING:
    from framing.vectors import Table

__all__ = ["ROWS", "word_index"]

(
    EXCLAMATION, QUESTION, ELLIPSIS, COLON, SECOND, FIRST, FORWARD, OPENER, BEFORE_NUMBER,
    COUNTED, SAYING, EXTREME, FOREIGN, ACRONYM,
) = (1 << place for place in range(14))  # fmt: skip
"""Bits of the lists, those of ``framing.cues.LEXICON`` first and in its order."""


ROWS = np.uint64(0xFFFFFFFF)
"""The part of an entry that is a row plus one; above it are the bits of the lists."""


def word_index(table: Table) -> npt.NDArray[np.uint64]:
    """Index rows, the lists of the cues, the foreign words and the acronyms by their keys."""
    values = dict(zip(table.keys.tolist(), range(1, len(table.keys) + 1), strict=True))
    for place, keys in enumerate([*LEXICON.values(), FOREIGN_KEYS, table.acronyms], 32):
        for key in keys.tolist():
            values[key] = values.get(key, 0) | 1 << place
    return build(np.array(list(values), np.uint64), np.array(list(values.values()), np.uint64))
