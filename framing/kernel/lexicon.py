"""Rows and word lists as one index: an entry is a row, and a bit for each list."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from framing.kernel.index import build
from framing.lexicon import BITS, members
from framing.tokens import key

if TYPE_CHECKING:
    from framing.vectors import Table

__all__ = ["ACRONYM", "ROWS", "word_index"]

ACRONYM = 1 << len(BITS)
"""The bit behind those of the lists: a model's own list of acronyms."""

ROWS = np.uint64(0xFFFFFFFF)
"""The part of an entry that is a row plus one; above it are the bits of the lists."""


def word_index(table: Table) -> npt.NDArray[np.uint64]:
    """Index rows, the lists of the cues, the foreign words and the acronyms by their keys."""
    values = dict(zip(table.keys.tolist(), range(1, len(table.keys) + 1), strict=True))
    lists = {key(word): bits for word, bits in members().items()}
    for acronym in table.acronyms.tolist():
        lists[acronym] = lists.get(acronym, 0) | ACRONYM
    for listed, bits in lists.items():
        values[listed] = values.get(listed, 0) | bits << 32
    return build(np.array(list(values), np.uint64), np.array(list(values.values()), np.uint64))
