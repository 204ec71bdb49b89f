"""From tokens to rows: which row of the table each word and each pair of neighbours owns.

One pass over the tokens of a batch, with as few branches as can be: memory is then asked for
many rows at a time. The compiled twin of ``framing.vectors.features``.
"""

from __future__ import annotations

import numpy as np

from framing import tokens as spec
from framing.kernel.compiled import compiled, inlined, pointer
from framing.kernel.index import find
from framing.kernel.lexicon import ROWS

__all__ = ["look_up"]

_SILENT = spec.SILENT
_START_KEY = np.uint64(spec.START)
_PAIR, _MIX = np.uint64(spec.PAIR), np.uint64(spec.MIX)


@inlined
def _pair_key(first, second):
    mixed = (first * _PAIR) ^ (second + (first >> np.uint64(29)))
    mixed = (mixed ^ (mixed >> np.uint64(30))) * _MIX
    return mixed ^ (mixed >> np.uint64(27))


@compiled
def look_up(first, key, kind, index, own, pair, lists):
    """Look up the tokens of a batch (see ``framing.kernel.tokens.tokenise``).

    Fills, for each token, ``own`` and ``pair``: its row and that of the pair that ends with
    it, -1 where there is none or the token is not heard; and ``lists``: the bits of the word
    lists in which it stands.
    """
    _look_up(
        len(first) - 1, pointer(first), pointer(key), pointer(kind), pointer(index),
        np.uint64(len(index) // 2 - 1), pointer(own), pointer(pair), pointer(lists),
    )  # fmt: skip


@inlined
def _look_up(texts, first, key, kind, index, mask, own, pair, lists):
    for token in range(first[texts]):
        entry = find(index, mask, key[token])
        lists[token] = entry >> np.uint64(32)
        own[token] = np.int64(entry & ROWS) - 1
    for text in range(texts):
        before, opens, parted = _START_KEY, True, False
        for token in range(first[text], first[text + 1]):
            pair[token] = -1
            if kind[token] < _SILENT:
                if opens or not parted:
                    entry = find(index, mask, _pair_key(before, key[token]))
                    pair[token] = np.int64(entry & ROWS) - 1
                before, opens, parted = key[token], False, False
            else:
                own[token] = -1
                parted = parted or kind[token] == _SILENT
