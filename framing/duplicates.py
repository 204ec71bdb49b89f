"""Counting articles that come more than once, in eight bytes for each article and kind.

Two articles are the same where headline and lead are, and alike where they are the same but for
case, punctuation and white space: agencies' reports, and exports that overlap.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from framing.fold import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Duplicates"]

_BETWEEN = re.compile(r"[\W_]+")


class Duplicates:
    """Counts articles that were there before; those without any text are none.

    Texts are compared by Python's hash of 64 bits, which is keyed anew in each process, so that
    no input can be made to collide; among a million articles one such pair is met by chance in
    some 40 million runs.

    >>> met = Duplicates()
    >>> met.add([("Rates rise", None), ("RATES RISE!", None), ("Rates rise", None), (None, None)])
    >>> met.same, met.alike
    (1, 2)
    """

    def __init__(self) -> None:
        self._exact: list[npt.NDArray[np.int64]] = []
        self._folded: list[npt.NDArray[np.int64]] = []

    def add(self, texts: Iterable[tuple[str | None, str | None]]) -> None:
        """Take the headlines and leads of some articles."""
        given = [pair for pair in texts if pair[0] or pair[1]]
        self._exact.append(np.array([hash(pair) for pair in given], np.int64))
        folded = [hash((_folded(headline), _folded(lead))) for headline, lead in given]
        self._folded.append(np.array(folded, np.int64))

    @property
    def same(self) -> int:
        """Articles whose headline and lead were there before, to the letter."""
        return _repeated(self._exact)

    @property
    def alike(self) -> int:
        """Articles whose headline and lead were there before, in the same words."""
        return _repeated(self._folded)


def _folded(text: str | None) -> str:
    return _BETWEEN.sub("", fold(text).text.casefold()) if text else ""


def _repeated(parts: list[npt.NDArray[np.int64]]) -> int:
    if not parts:
        return 0
    met = np.concatenate(parts)
    return len(met) - len(np.unique(met))
