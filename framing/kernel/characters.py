"""What the kernel must know of each character, worked out from the patterns of the tokeniser.

The tables cover the code points below ``LIMIT``; from there on nothing is a letter, has case,
or is folded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from framing.fold import CHANGEABLE
from framing.tokens import FORMS_OF_MARKS, LETTER_RANGES, SOUNDED, SPACE_RANGES

__all__ = [
    "CASED",
    "DASH",
    "DIGIT",
    "DOUBLE",
    "ELLIPSIS",
    "FOLDED",
    "LETTER",
    "LIMIT",
    "LOWER",
    "SILENT_MARK",
    "SINGLE",
    "SOUNDED_MARK",
    "SPACE",
    "UPPER",
    "Characters",
    "characters",
]

LIMIT = 0x40000

SILENT_MARK, LETTER, SPACE, DIGIT, SINGLE, DOUBLE, DASH, ELLIPSIS, SOUNDED_MARK = range(9)
"""Classes of characters: a text is cut into tokens, and marks are folded, by these."""

UPPER, LOWER, CASED, FOLDED = 1, 2, 4, 8
"""Traits: lowering changes it; raising changes it; both differ; ``fold`` looks at it."""


@dataclass(frozen=True, slots=True)
class Characters:
    """Class, traits and lower case of each code point below ``LIMIT``."""

    classes: npt.NDArray[np.uint8]
    traits: npt.NDArray[np.uint8]
    lower: npt.NDArray[np.uint32]


@lru_cache(maxsize=1)
def characters() -> Characters:
    """Work out the tables, once, in some 30 ms."""
    everything = "".join(map(chr, range(LIMIT)))
    traits, lower = _cases(everything)
    traits[_found(CHANGEABLE, everything)] |= FOLDED
    return Characters(_classes(everything), traits, lower)


def _found(ranges: str, everything: str) -> npt.NDArray[np.bool_]:
    """Return which characters are in a class of a pattern."""
    mask = np.zeros(LIMIT, np.bool_)
    for run in re.finditer(f"[{ranges}]+", everything):
        mask[run.start() : run.end()] = True
    return mask


_FORMS = {"'": SINGLE, '"': DOUBLE, "-": DASH, "...": ELLIPSIS}


def _classes(everything: str) -> npt.NDArray[np.uint8]:
    classes = np.full(LIMIT, SILENT_MARK, np.uint8)
    for ranges, number in ((LETTER_RANGES, LETTER), (SPACE_RANGES, SPACE), ("0-9", DIGIT)):
        classes[_found(ranges, everything)] = number
    for mark, folded in FORMS_OF_MARKS.items():
        classes[ord(mark)] = _FORMS[folded]
    for mark in SOUNDED - set(_FORMS):
        classes[ord(mark)] = SOUNDED_MARK
    return classes


_BLOCK = 256


def _cases(everything: str) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint32]]:
    """Look at the characters one by one, but only in blocks that have letters with case."""
    traits, lower = np.zeros(LIMIT, np.uint8), np.arange(LIMIT, dtype=np.uint32)
    for start in range(0, LIMIT, _BLOCK):
        block = everything[start : start + _BLOCK]
        if block.lower() == block == block.upper():
            continue
        for place, letter in enumerate(block, start):
            low, high = letter.lower(), letter.upper()
            traits[place] = (
                UPPER * (low != letter) + LOWER * (high != letter) + CASED * (low != high)
            )
            lower[place] = ord(low[0])
    return traits, lower
