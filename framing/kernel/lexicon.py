"""All word lists as one index: a key's value has a bit for each list in which it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from framing.cues import LEXICON
from framing.kernel.index import build
from framing.notes import FOREIGN as FOREIGN_KEYS

if TYPE_CHECKING:
    from framing.vectors import Table

__all__ = ["lexicon"]

(
    EXCLAMATION, QUESTION, ELLIPSIS, COLON, SECOND, FIRST, FORWARD, OPENER, BEFORE_NUMBER,
    COUNTED, SAYING, EXTREME, FOREIGN, ACRONYM,
) = (1 << place for place in range(14))  # fmt: skip
"""Bits of the lists, those of ``framing.cues.LEXICON`` first and in its order."""


def lexicon(table: Table) -> npt.NDArray[np.uint64]:
    """Index the lists of the cues, the foreign words, and a model's acronyms."""
    lists = [*LEXICON.values(), FOREIGN_KEYS, table.acronyms]
    bits: dict[int, int] = {}
    for place, keys in enumerate(lists):
        for key in keys.tolist():
            bits[key] = bits.get(key, 0) | 1 << place
    return build(np.array(list(bits), np.uint64), np.array(list(bits.values()), np.uint64))
