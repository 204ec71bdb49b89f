"""Memory that begins at a cache line: a row that straddles two loads slowly."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["Bytes", "aligned", "aligned_copy"]

_LINE = 64
"""Bytes of a cache line, and of the widest register."""

Bytes = npt.NDArray[np.uint8]


def aligned(size: int) -> Bytes:
    """Return ``size`` bytes of memory, with what is left over in them."""
    room = np.empty(size + _LINE, np.uint8)
    begin = -room.ctypes.data % _LINE
    return room[begin : begin + size]


def aligned_copy(array: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return a copy of an array, of its type and shape."""
    copy: npt.NDArray[Any] = aligned(array.nbytes).view(array.dtype).reshape(array.shape)
    copy[...] = array
    return copy
