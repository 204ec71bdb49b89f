"""Arrays that a batch is worked on in, kept from batch to batch.

Fresh memory costs more than what the kernel does to it: the system clears it page by page.
"""

from __future__ import annotations

import os
from collections import deque
from contextlib import contextmanager
from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from framing.aligned import aligned

if TYPE_CHECKING:
    from collections.abc import Iterator

    from framing.aligned import Bytes

__all__ = ["Workspace", "Workspaces", "locked"]

_MOST = 1 << 26
"""Bytes that one array may keep: what a batch of long leads takes. Larger ones are let go."""


_VIEWS = 1024
"""Arrays of one shape that are remembered: those of single headlines come again and again, and to
make them takes as long as the kernel; batches are ever of other shapes."""


class Workspace:
    """Arrays by name, for one batch at a time. What ``take`` gives, the next ``take`` reuses."""

    def __init__(self) -> None:
        self._kept: dict[str, Bytes] = {}
        self._taken: dict[tuple[str, tuple[int, ...]], npt.NDArray[Any]] = {}

    def take(self, name: str, dtype: Any, *shape: int) -> npt.NDArray[Any]:
        """Return an array of this shape that begins at a cache line; what is in it is left over."""
        before = self._taken.get((name, shape))
        return self._view(name, dtype, shape) if before is None else before

    def _view(self, name: str, dtype: Any, shape: tuple[int, ...]) -> npt.NDArray[Any]:
        wanted = prod(shape) * _SIZES[dtype]
        room = self._kept.get(name)
        if room is None or len(room) < wanted:
            room = aligned(wanted + wanted // 2)
            self._taken.clear()  # which look at what was too small
        taken: npt.NDArray[Any] = room[:wanted].view(dtype).reshape(shape)
        if len(room) <= _MOST:
            self._keep(name, room, taken)
        return taken

    def _keep(self, name: str, room: Bytes, taken: npt.NDArray[Any]) -> None:
        if len(self._taken) >= _VIEWS:
            self._taken.clear()
        self._kept[name] = room
        self._taken[name, taken.shape] = taken


class Workspaces:
    """Workspaces that are lent to a batch each.

    They belong to no thread: those that ``joblib`` starts for a table end with it, and the next
    ones would begin in fresh memory. As many are kept as there are cores.
    """

    def __init__(self) -> None:
        self._free: deque[Workspace] = deque(maxlen=os.cpu_count())

    @contextmanager
    def lent(self) -> Iterator[Workspace]:
        """Lend the workspace that was given back last, or a new one."""
        try:
            space = self._free.pop()
        except IndexError:
            space = Workspace()
        try:
            yield space
        finally:
            self._free.append(space)


_SIZES = {
    kind: np.dtype(kind).itemsize for kind in (np.int64, np.uint64, np.int32, np.uint8, np.float32)
}


def locked(array: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return a view that cannot be written, whether or not the array can.

    Whether it can is part of an argument's type: functions are compiled for each type anew, and
    two processes that compile one function for two types at once would mix up what they keep.
    """
    view: npt.NDArray[Any] = array.view()
    view.flags.writeable = False
    return view
