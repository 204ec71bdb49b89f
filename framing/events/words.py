"""The words by which stories are told apart, and how rare they are in the news at large."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from framing.fold import fold

__all__ = ["BACKGROUND", "BUCKETS", "background", "bucket", "spelled", "stem", "stems"]

BUCKETS = 2**17
"""Hash buckets of words: the stems of English news fill a quarter of them."""

BACKGROUND = Path(__file__).with_name("background.npz")
"""In how many of some 180,000 news items each bucket's words occur; holds counts, no words.
Written by ``framing.train.background``."""

_STEM = 5
"""Letters of a word that count: “vaccine”, “vaccines” and “vaccinated” are one. Chosen on half of
the events out of 5, 6 and all."""

_WORD = re.compile(r"[^\W_]+(?:['’.,][^\W_]+)*")

Floats = npt.NDArray[np.float64]


def spelled(text: str) -> list[str]:
    """Return the words of a text as they are written."""
    return _WORD.findall(fold(text).text)


@lru_cache(maxsize=65_536)  # words of one language come back
def stem(word: str) -> str:
    """Return what counts of a word.

    >>> [stem(word) for word in ("Vaccinated", "vaccine's", "U.S.", "235,000", "laws")]
    ['vacci', 'vacci', 'us', '235000', 'law']
    """
    word = word.casefold().replace("’", "'").removesuffix("'s")
    word = re.sub("['.,]", "", word)
    if len(word) > 3 and word.endswith("s") and not word.endswith("ss"):  # noqa: PLR2004 - “gas”
        word = word[:-1]
    return word[:_STEM] if word.isalpha() else word


def stems(text: str) -> list[str]:
    """Return what counts of each word of a text, in order."""
    return [stem(word) for word in spelled(text)]


@lru_cache(maxsize=65_536)
def bucket(word: str) -> int:
    """Return the hash bucket of a stem: that of scikit-learn's ``HashingVectorizer``.

    >>> bucket("vacci")
    110213
    """
    from sklearn.utils import murmurhash3_32

    return abs(int(murmurhash3_32(word, seed=0))) % BUCKETS


@cache
def background() -> Floats:
    """Return the share of news items in which each bucket's words occur, shape (``BUCKETS``,).

    Half an item is added to each, so that a word never met is rare but not infinitely so.
    """
    with np.load(BACKGROUND, allow_pickle=False) as file:
        items = np.full(BUCKETS, 0.5)
        items[file["bucket"]] += file["count"]
        return items / int(file["items"])
