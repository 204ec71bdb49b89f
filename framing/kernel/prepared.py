"""Texts that Python has folded or trimmed, beside those that are read where they lie."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from framing.fold import fold
from framing.kernel.scan import MUST_FOLD
from framing.predict import within

if TYPE_CHECKING:
    from collections.abc import Callable

    from framing.kernel.texts import Texts

__all__ = ["Prepared", "prepare"]

_UTF8 = ("utf-8", "surrogatepass")


class Prepared:
    """Texts with what Python changed of them: those lie in ``side``, where ``moved`` says."""

    def __init__(self, texts: Texts) -> None:
        self.data = texts.data
        self.begin, self.end = texts.begin.copy(), texts.end.copy()
        self.moved = np.zeros(len(texts), np.uint8)
        self._parts: list[bytes] = []
        self._size = 0

    @property
    def side(self) -> npt.NDArray[np.uint8]:
        """The changed texts, one behind the other."""
        return np.frombuffer(b"".join(self._parts) or b"\0", np.uint8)

    def replace(self, place: int, text: str) -> None:
        """Read ``text`` instead of the text at ``place``."""
        raw = text.encode(*_UTF8)
        self._parts.append(raw)
        self.moved[place] = 1
        self.begin[place], self.end[place] = self._size, self._size + len(raw)
        self._size += len(raw)

    def trim(self, place: int, text: str, start: int, end: int) -> None:
        """Read the text at ``place`` from character ``start`` to ``end`` only."""
        begin = self.begin.item(place)
        if not text.isascii():
            start, end = (len(text[:at].encode(*_UTF8)) for at in (start, end))
        self.begin[place], self.end[place] = begin + start, begin + end


def prepare(
    texts: Texts, found: npt.NDArray[np.uint8], span: Callable[[str], tuple[int, int]], limit: int
) -> Prepared:
    """Let Python fold or trim the texts that a scan has found."""
    prepared = Prepared(texts)
    for place in np.flatnonzero(found).tolist():
        text = texts.text(place, 4 * limit)
        if found[place] == MUST_FOLD:
            text = fold(text[: 4 * limit]).text
            start, end = span(text)
            prepared.replace(place, within(text[start:end], limit))
        else:
            prepared.trim(place, text, *span(text))
    return prepared
