"""Texts that were read in a wrong encoding once, “CafÃ©” for “Café”: repaired where certain.

The repair is ftfy's (Speer 2019), which is asked only about texts that hold a pair of
characters as such damage leaves them, and believed only where nothing damaged is left. Right
text has such pairs as well (a French quotation mark behind an accent), and ftfy leaves it alone.
"""

from __future__ import annotations

import re
from functools import lru_cache, partial
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from pyarrow import compute

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["repaired", "repaired_column"]

_LEADING = "\u00c3-\u00f4"
"""What the first byte of a letter beyond ASCII looks like, read as Latin-1 or Windows-1252."""
_BEFORE_SIGNS = "\u00c2[\u00a0-\u00bf]"
"""The same of signs such as £; a quotation mark behind Â is the mark of a quoted Â."""
_FOLLOWING = "\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
"""What the other bytes look like."""
_ELSEWHERE = "вЂ|‚Ä|ΓÇ"
"""Quotation marks and dashes read as Windows-1251, as Mac Roman and as the code page of DOS."""

_PAIR = f"{_BEFORE_SIGNS}|[{_LEADING}][{_FOLLOWING}]|[\u0080-\u009f]|{_ELSEWHERE}"
_DAMAGE = re.compile(_PAIR)
_QUOTED_LETTER = re.compile(f"[“‘„«][\u00c2{_LEADING}][”’“»]")
"""“Â”: the letter itself is spoken of, and nothing about the text is certain."""
_CONTROL = re.compile("[\u0080-\u009f]")


def repaired(text: str) -> str | None:
    r"""Return the repaired text, ``None`` where there is nothing to repair, or nothing certain.

    >>> repaired("CafÃ© â€œNordâ€\x9d")
    'Café “Nord”'
    >>> repaired("São João e o preço do pão") is None
    True
    """
    if text.isascii() or _DAMAGE.search(text) is None or _QUOTED_LETTER.search(text):
        return None
    fixed = _ftfy(controls=bool(_CONTROL.search(text)))(text)
    return None if fixed == text or _is_damaged(fixed) else fixed


@lru_cache(maxsize=2)
def _ftfy(*, controls: bool) -> Callable[[str], str]:
    """Return ftfy's repair, which is imported where it is needed: most files never do.

    ``controls`` repairs control characters that are Windows-1252's marks. A text without any
    must not get them on the way, as a quoted Â would. What is lost for good is not guessed at.
    """
    from ftfy import TextFixerConfig, fix_encoding

    config = TextFixerConfig(replace_lossy_sequences=False, fix_c1_controls=controls)
    return partial(fix_encoding, config=config)


def _is_damaged(text: str) -> bool:
    from ftfy.badness import is_bad

    return bool(is_bad(text) or _CONTROL.search(text))


def repaired_column(column: pa.Array) -> tuple[pa.Array, list[int]]:
    """Return a column of strings with its damaged texts repaired, and the rows of these."""
    found = {row: repaired(column[row].as_py()) for row in _suspects(column)}
    new = {row: text for row, text in found.items() if text is not None}
    if not new:
        return column, []
    mask = np.zeros(len(column), np.bool_)
    mask[list(new)] = True
    texts = pa.array(list(new.values()), column.type)
    return compute.replace_with_mask(column, pa.array(mask), texts), list(new)


_ASCII_END = 0x80
_IN_BYTES = {
    0xC3: re.compile(
        rb"\xc3(?:[\x82-\xb4][\xc2\xc5\xc6\xcb\xe2]"
        rb"|\x84(?<=\xe2\x80\x9a\xc3\x84)|\x87(?<=\xce\x93\xc3\x87))"
    ),
    0xC2: re.compile(rb"\xc2[\x80-\x9f]"),
    0xD0: re.compile(rb"\xd0\xb2\xd0\x82"),
}
"""What ``_DAMAGE`` looks for, in UTF-8, by its first byte: one that is rare is passed over fast."""


def _suspects(column: pa.Array) -> list[int]:
    """Return the rows whose bytes may be damage, by a few passes over all bytes of a column."""
    held, starts = _bytes(column)
    if not len(held) or held.max() < _ASCII_END:
        return []
    places = [
        match.start()
        for first, pattern in _IN_BYTES.items()
        if (held == first).any()
        for match in pattern.finditer(held.data)
    ]
    found: list[int] = np.unique(np.searchsorted(starts, places, side="right") - 1).tolist()
    return found


Bytes = npt.NDArray[np.uint8]
Places = npt.NDArray[np.int64]


def _bytes(column: pa.Array) -> tuple[Bytes, Places]:
    """Return the bytes of a column of strings, and where in them each text begins."""
    _, offsets, data = column.buffers()
    if data is None or not len(column):
        return np.empty(0, np.uint8), np.empty(0, np.int64)
    wide = np.int64 if pa.types.is_large_string(column.type) else np.int32
    starts = np.frombuffer(offsets, wide)[column.offset : column.offset + len(column) + 1]
    held = np.frombuffer(data, np.uint8)[starts[0] : starts[-1]]
    begin: Places = starts[:-1].astype(np.int64) - starts[0]
    return held, begin
