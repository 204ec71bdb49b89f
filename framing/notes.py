"""Notes: when a score is withheld, and when it is given with a warning.

The thresholds of language were settled on the calibration outlets' headlines and on headlines
of our own (``framing.train.probes.FOREIGN``); the model card says what they catch of others.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from framing.lexicon import BITS
from framing.tokens import LETTERS, Tokens

__all__ = [
    "ALIEN",
    "MIXED",
    "NOT_LATIN",
    "TOO_SHORT",
    "UNKNOWN",
    "Words",
    "count_words",
]

TOO_SHORT = 2
"""Counted tokens below which a text is too short to judge. Not measured: no rated headline of the
calibration outlets has fewer than three, and from three on errors do not grow (.11 of the range
at 3–4 tokens, n 17, .09–.11 above)."""

UNKNOWN = 0.5
"""Share of words outside the vocabulary from which scores are weak."""

MIXED, ALIEN = 0.4, 0.6
"""A text is not English where ``MIXED`` of its words are unknown or foreign and one is foreign,
or where more than ``ALIEN`` are unknown."""

Bools = npt.NDArray[np.bool_]
Counts = npt.NDArray[np.int64]
Shares = npt.NDArray[np.float32]

NOT_LATIN = "\u0370"
"""Letters from here on are Greek and beyond."""


def foreign(tokens: Tokens) -> Bools:
    """Return which tokens are another language's grammar, or not in Latin letters."""
    grammar = (tokens.lists & BITS["foreign"] != 0) & ~tokens.capital
    other = np.array([word[0] >= NOT_LATIN for word in tokens.words], np.bool_)
    found: Bools = grammar | other
    return found


@dataclass(frozen=True, slots=True)
class Words:
    """For each text the number of words, of unknown ones, of foreign ones, of either."""

    all: Counts
    unknown: Counts
    foreign: Counts
    strange: Counts

    def __add__(self, other: Words) -> Words:
        """Add the counts of another side of the same articles."""
        return Words(
            self.all + other.all,
            self.unknown + other.unknown,
            self.foreign + other.foreign,
            self.strange + other.strange,
        )

    @property
    def unknown_share(self) -> Shares:
        """Share of words outside the vocabulary."""
        return (self.unknown / np.maximum(self.all, 1)).astype(np.float32)

    def english(self, unknown: Shares) -> Bools:
        """Tell whether each text is English, as far as its words and ``unknown_share`` tell."""
        strange = self.strange / np.maximum(self.all, 1)
        mixed = (strange >= MIXED) & (self.foreign > 0)
        english: Bools = ~(mixed | (unknown > ALIEN))
        return english


def count_words(tokens: Tokens, unknown: npt.NDArray[np.int32]) -> Words:
    """Count the words of each text; ``unknown`` are the tokens outside the vocabulary."""
    words = tokens.kind == LETTERS
    missing = np.zeros(len(words), np.bool_)
    missing[unknown] = True
    other = words & foreign(tokens)
    masks = (words, missing, other, missing | other)
    return Words(*(np.bincount(tokens.text[m], minlength=tokens.count) for m in masks))
