"""An open-addressing index from keys to values, as one array that fits the kernel.

Entry ``2i`` is a key, entry ``2i + 1`` its value, nought where the slot is free. Keys are
hashes already, so their low bits are the address.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from framing.kernel.compiled import compiled, inlined
from framing.kernel.workspace import locked

__all__ = ["build", "find"]

_ROOM = 2
"""Slots a key at the least: few keys then share an address, and most are found at once."""


def build(keys: npt.NDArray[np.uint64], values: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """Index ``keys``, each once, by ``values``, none of which is nought."""
    slots = 1 << max(int(_ROOM * len(keys)).bit_length(), 4)
    table = np.empty(2 * slots, np.uint64)
    table[:] = 0
    fill(locked(np.ascontiguousarray(keys)), locked(np.ascontiguousarray(values)), table)
    return table


@compiled
def fill(keys, values, table):
    mask = np.uint64(len(table) // 2 - 1)
    for entry in range(len(keys)):
        slot = keys[entry] & mask
        while table[2 * slot + 1] != 0:
            slot = (slot + np.uint64(1)) & mask
        table[2 * slot] = keys[entry]
        table[2 * slot + 1] = values[entry]


@inlined
def find(table, mask, key):
    """Return the value of ``key``, nought where there is none; ``mask`` is the slots less one.

    Most keys are settled by the first slot, whether they are there or not, and both conditions
    are worked out at once: there is no branch that is often guessed wrong.
    """
    slot = (key & mask) << np.uint64(1)
    held, value = table[slot], table[slot | np.uint64(1)]
    while (held != key) & (value != np.uint64(0)):
        slot = (slot + np.uint64(2)) & (mask << np.uint64(1))
        held, value = table[slot], table[slot | np.uint64(1)]
    return value
