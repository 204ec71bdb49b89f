"""From predictions to published numbers: ranges of the codebook, four decimals, withheld ones.

All numbers of a batch are one array, a row a column of the output, so that tables take them
without a copy.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from framing.codebook import COLUMNS, DECIMALS, FRAMES, POLICY_FRAMES, SCALES

if TYPE_CHECKING:
    import pyarrow as pa

    from framing.predict import Batch

__all__ = ["NUMBERS", "Numbers", "main_frames", "publish"]

NUMBERS = tuple(c for c in COLUMNS[4:-2] if c != "main_frame")
"""The numeric columns, in the order of the output."""

_ENDS = slice(len(SCALES), 3 * len(SCALES))
_GAP = NUMBERS.index("gap")
_SENSATIONALISM, _LEAD_SENSATIONALISM = map(
    NUMBERS.index, ("sensationalism", "lead_sensationalism")
)

_STRETCHED = [
    (s.low, s.high - s.low, [NUMBERS.index(f"{s.name}{end}") for end in ("", "_low", "_high")])
    for s in SCALES
    if (s.low, s.high) != (0, 1)
]
"""Scales that are published in another range than 0–1: its low end, its span, their numbers."""

_MASKS = ("headline", "lead", "article", "both")
_READS = [s.reads for s in SCALES]
_MASK_OF = [
    _MASKS.index(reads)
    for reads in (
        *_READS, *(r for r in _READS for _ in range(2)), "both", *("article" for _ in FRAMES)
    )
]  # fmt: skip
"""Which mask of ``Numbers`` each number has."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers of n articles: ``values`` (numbers, n), and ``masks`` (4, n) of what is given.

    A scale or frame is given where enough was read of what it is a rating of; the gap where
    headline and lead are.
    """

    values: npt.NDArray[np.float64]
    masks: npt.NDArray[np.bool_]

    def rows(self) -> list[dict[str, float | None]]:
        """Return a mapping for each article, ``None`` where a number is withheld."""
        rows = zip(self.values.T.tolist(), self.masks.T.tolist(), strict=True)
        return [
            {
                name: value if given[mask] else None
                for name, mask, value in zip(NUMBERS, _MASK_OF, values, strict=True)
            }
            for values, given in rows
        ]

    def arrays(self) -> dict[str, pa.Array]:
        """Return an Arrow array for each number, null where it is withheld; nothing is copied."""
        import pyarrow as pa

        bits = np.packbits(self.masks, axis=1, bitorder="little")
        whole_rows: list[bool] = [bool(mask.all()) for mask in self.masks]
        validity = [
            None if whole else pa.py_buffer(row)
            for whole, row in zip(whole_rows, bits, strict=True)
        ]
        count = self.values.shape[1]
        return {
            name: pa.Array.from_buffers(pa.float64(), count, [validity[mask], pa.py_buffer(values)])
            for name, mask, values in zip(NUMBERS, _MASK_OF, self.values, strict=True)
        }


def publish(found: Batch) -> Numbers:
    """Publish the numbers of a batch."""
    count = len(found.share)
    values = _room(len(NUMBERS), count)
    values[: len(SCALES)] = found.share.T[: len(SCALES)]
    values[_ENDS][0::2], values[_ENDS][1::2] = found.low.T, found.high.T
    for low, span, places in _STRETCHED:
        for place in places:
            values[place] = low + values[place] * span
    values[_GAP + 1 :] = found.share.T[len(SCALES) :]
    values[_GAP] = 0
    _round(values)
    np.subtract(values[_SENSATIONALISM], values[_LEAD_SENSATIONALISM], out=values[_GAP])
    _round(values[_GAP])
    enough = found.enough
    both = enough["headline"] & enough["lead"]
    return Numbers(values, np.array([*(enough[side] for side in _MASKS[:3]), both]))


_LARGE = 1 << 18
"""Bytes from which memory is taken from Arrow, which is needed for tables only."""


def _room(rows: int, columns: int) -> npt.NDArray[np.float64]:
    """Return room for numbers: Arrow keeps what is given back, the system would clear it anew."""
    if 8 * rows * columns < _LARGE:
        return np.empty((rows, columns))
    import pyarrow as pa

    return np.frombuffer(pa.allocate_buffer(8 * rows * columns), np.float64).reshape(rows, columns)


def _round(values: npt.NDArray[np.float64]) -> None:
    values *= 10.0**DECIMALS
    np.rint(values, out=values)
    values /= 10.0**DECIMALS


def main_frames(found: Batch) -> list[str | None]:
    """Return the main policy frame of each article, ``None`` where none is likely."""
    return [POLICY_FRAMES[place].name if place >= 0 else None for place in found.main.tolist()]
