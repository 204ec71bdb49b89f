"""Texts as the kernel reads them: one buffer of UTF-8 bytes, and where each text lies in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from framing.errors import InputError
from framing.kernel.workspace import locked

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa

__all__ = ["Texts"]

Bytes = npt.NDArray[np.uint8]
Places = npt.NDArray[np.int64]

_NOTHING = np.frombuffer(b"\0", np.uint8)


@dataclass(frozen=True, slots=True)
class Texts:
    """Text ``i`` is ``data[begin[i]:end[i]]``; a missing text is empty."""

    data: Bytes
    begin: Places
    end: Places

    def __len__(self) -> int:
        return len(self.begin)

    def any(self) -> bool:
        """Tell whether there is a text that is not empty."""
        return bool((self.end > self.begin).any())

    @classmethod
    def of_strings(cls, texts: Sequence[str | None]) -> Texts:
        """Lay strings side by side. A lone surrogate keeps its three bytes."""
        if not any(texts):
            nowhere = np.zeros(len(texts), np.int64)
            return cls(_NOTHING, nowhere, nowhere)
        raw = [text.encode("utf-8", "surrogatepass") if text else b"" for text in texts]
        ends = np.cumsum([0, *map(len, raw)], dtype=np.int64)
        data = np.frombuffer(b"".join(raw) or b"\0", np.uint8)
        return cls(data, ends[:-1], ends[1:])

    @classmethod
    def of_arrow(cls, array: pa.Array) -> Texts:
        """Look at an Arrow array of strings where it lies; no text is copied.

        Raises:
            InputError: An offset leads out of the data: the kernel would follow it.
        """
        import pyarrow as pa

        if not pa.types.is_large_string(array.type) and not pa.types.is_string(array.type):
            array = array.cast(pa.string())
        wide = pa.types.is_large_string(array.type)
        validity, offsets, data = array.buffers()
        if offsets is None or len(array) == 0:
            return cls(_NOTHING, np.zeros(len(array), np.int64), np.zeros(len(array), np.int64))
        places = np.frombuffer(offsets, np.int64 if wide else np.int32)
        places = places[array.offset : array.offset + len(array) + 1].astype(np.int64)
        if places.min() < 0 or places.max() > (data.size if data else 0):
            raise InputError("a text's offsets lead out of its array; write the table again")
        begin, end = places[:-1], places[1:]
        if validity is not None and array.null_count:  # what lies under a null is no text
            end = np.where(array.is_valid().to_numpy(zero_copy_only=False), end, begin)
        return cls(locked(np.frombuffer(data, np.uint8)) if data else _NOTHING, begin, end)

    def text(self, place: int, limit: int) -> str:
        """Return a text, of which at least the first ``limit`` characters; broken bytes show."""
        begin = self.begin.item(place)
        raw = self.data.data[begin : min(self.end.item(place), begin + 4 * limit)]
        try:
            return str(raw, "utf-8", "surrogatepass")
        except UnicodeDecodeError:
            return str(raw, "utf-8", "replace")
