"""Arrow arrays from strangers' files: offsets and characters are checked before any is followed.

Arrow believes what a file says of itself. An offset beyond the data would be read all the
same, and texts that are no UTF-8 would break later, far from the file that they came from.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

if TYPE_CHECKING:
    from framing.read.problem import Reporter

__all__ = ["sound"]


def sound(column: pa.Array, first: int, report: Reporter) -> pa.Array:
    """Return a column that can be relied on: broken characters become U+FFFD, and are reported.

    Args:
        column: An array of any type.
        first: The line of its first value.
        report: Told of the first value with broken characters.

    Raises:
        pyarrow.ArrowInvalid: Offsets lead out of the data, a count is wrong, or a nested text
            is broken.
    """
    try:
        column.validate(full=True)
    except pa.ArrowInvalid:
        raw = column.cast(pa.binary())
        raw.validate(full=True)
        texts = _mended(raw, first, report)
        if texts is None:
            raise  # it is not the characters that are wrong
        return texts
    return column


def _mended(raw: pa.Array, first: int, report: Reporter) -> pa.Array | None:
    """Return texts with U+FFFD for what is broken, or none where nothing is."""
    values = raw.to_pylist()
    texts = [None if value is None else value.decode("utf-8", "replace") for value in values]
    pairs = enumerate(zip(values, texts, strict=True), first)
    broken = (at for at, (value, text) in pairs if text is not None and text.encode() != value)
    line = next(broken, None)
    if line is None:
        return None
    message = "broken characters in the line – shown as \ufffd, here and below"
    report.note(line, message, "write the texts again as UTF-8 from where they came")
    return pa.array(texts, pa.string())
