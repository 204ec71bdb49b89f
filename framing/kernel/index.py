"""An open-addressing index from keys to rows, as one array that fits the kernel.

Entry ``2i`` is a key, entry ``2i + 1`` the row plus one, nought where the slot is free. Keys
are hashes already, so their low bits are the address.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from framing.kernel.compiled import compiled, inlined, pointer

__all__ = ["build", "find"]

_ROOM = 2
"""Slots a key at the least: few keys then share an address, and most are found at once."""


def build(keys: npt.NDArray[np.uint64], values: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """Index ``keys`` by ``values``, which are below 2**64 - 1."""
    slots = 1 << max(int(_ROOM * len(keys)).bit_length(), 4)
    table = np.zeros(2 * slots, np.uint64)
    _fill(np.ascontiguousarray(keys), np.ascontiguousarray(values), table)
    return table


@compiled
def _fill(keys, values, table):
    mask = np.uint64(len(table) // 2 - 1)
    for entry in range(len(keys)):
        slot = keys[entry] & mask
        while table[2 * slot + 1] != 0:
            slot = (slot + np.uint64(1)) & mask
        table[2 * slot] = keys[entry]
        table[2 * slot + 1] = values[entry] + np.uint64(1)


@inlined
def find(table, mask, key):
    """Return the value of ``key``, -1 where there is none; ``mask`` is the slots less one."""
    slot = key & mask
    while True:
        value = table[slot << np.uint64(1) | np.uint64(1)]
        if value == 0:
            return np.int64(-1)
        if table[slot << np.uint64(1)] == key:
            return np.int64(value) - 1
        slot = (slot + np.uint64(1)) & mask
