"""Sentences to measure with where no file of headlines is at hand: words drawn at random."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["sentences"]

_COMMON = (
    "the of to in for on and with as after over from at by new says will is how why not up "
    "out his her this they what more than about against back plan vote court city police "
    "council school market price bank report leader minister president election deal talks "
    "strike law tax budget health water storm fire river bridge road train team coach season "
    "win loss record year week day night home family children workers union farm village "
    "science study doctors secret shocking best worst big small first last rises falls cuts "
    "warns calls faces opens closes wins loses blames denies backs rejects demands"
).split()
_SYLLABLES = "va ren mol ta gis dor el ka bin sor ul ne pra to mik as len ri ho wen".split()
_NAMES = 4_000
_SHORTEST, _LONGEST = 6, 16


def sentences(count: int, seed: int = 0) -> Iterator[str]:
    """Yield the same sentences for the same seed: common words often, made-up names rarely."""
    draw = np.random.default_rng(seed)
    words = np.array(_COMMON + ["".join(n).title() for n in draw.choice(_SYLLABLES, (_NAMES, 3))])
    weights = 1 / (10 + np.arange(len(words)))
    weights /= weights.sum()
    for length in draw.integers(_SHORTEST, _LONGEST, count):
        text = " ".join(draw.choice(words, length, p=weights))
        yield text[0].upper() + text[1:]
