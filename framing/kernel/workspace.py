"""Arrays that one thread works in, kept from batch to batch.

Fresh memory costs more than what the kernel does to it: the system clears it page by page.
"""

from __future__ import annotations

import threading
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["Workspace"]

_MOST = 1 << 26
"""Bytes that one array may keep: what a batch of long leads takes. Larger ones are let go."""


class Workspace(threading.local):
    """Arrays by name, for one thread at a time. What ``take`` gives, the next ``take`` reuses."""

    def __init__(self) -> None:
        self._kept: dict[str, npt.NDArray[np.uint8]] = {}

    def take(self, name: str, dtype: Any, *shape: int) -> npt.NDArray[Any]:
        """Return an array of this shape that begins at a cache line; what is in it is left over."""
        wanted = int(np.prod(shape)) * np.dtype(dtype).itemsize
        room = self._kept.get(name)
        if room is None or len(room) < wanted + LINE:
            room = np.empty(wanted + wanted // 2 + LINE, np.uint8)
            if len(room) <= _MOST:
                self._kept[name] = room
        begin = -room.ctypes.data % LINE
        taken: npt.NDArray[Any] = room[begin : begin + wanted].view(dtype).reshape(shape)
        return taken


LINE = 64
"""Bytes of a cache line, and of the widest register: rows that straddle two load slowly."""
