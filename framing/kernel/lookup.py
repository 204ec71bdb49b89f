"""From tokens to rows: which row of the table each word and each pair of neighbours owns.

One pass over the tokens of a batch, with as few branches as can be: memory is then asked for
many rows at a time. The compiled twin of ``framing.vectors.features``.
"""

from __future__ import annotations

import numpy as np

from framing import tokens as spec
from framing.kernel.compiled import compiled, inlined, pointer, prefetch
from framing.kernel.index import find
from framing.kernel.lexicon import ROWS

__all__ = ["look_up"]

_SILENT = spec.SILENT
_START_KEY = np.uint64(spec.START)
_NO_PAIR = np.uint64(0)
"""A key that is no pair's: the chance that one hashes to it is that of any other false find."""

_PAIR, _MIX = np.uint64(spec.PAIR), np.uint64(spec.MIX)
_TOKENS_AHEAD = 16
"""Tokens before their turn that entries are asked for: as long as memory takes to answer."""


@inlined
def _pair_key(first, second):
    mixed = (first * _PAIR) ^ (second + (first >> np.uint64(29)))
    mixed = (mixed ^ (mixed >> np.uint64(30))) * _MIX
    return mixed ^ (mixed >> np.uint64(27))


@compiled
def look_up(first, key, kind, index, own, pair, lists, pair_key):
    """Look up the tokens of a batch (see ``framing.kernel.tokens.tokenise``).

    Fills, for each token, ``own`` and ``pair``: its row and that of the pair that ends with
    it, -1 where there is none or the token is not heard; and ``lists``: the bits of the word
    lists in which it stands. ``pair_key`` is room to work in.
    """
    _look_up(
        len(first) - 1, pointer(first), pointer(key), pointer(kind), pointer(index),
        np.uint64(len(index) // 2 - 1), pointer(own), pointer(pair), pointer(lists),
        pointer(pair_key),
    )  # fmt: skip


@inlined
def _look_up(texts, first, key, kind, index, mask, own, pair, lists, pair_key):
    last = first[texts] - 1
    for token in range(last + 1):
        soon = key[min(token + _TOKENS_AHEAD, last)] & mask
        prefetch(index, np.int64(soon << np.uint64(1)))
        entry = find(index, mask, key[token])
        lists[token] = entry >> np.uint64(32)
        own[token] = np.int64(entry & ROWS) - 1
    for text in range(texts):
        before, opens, parted = _START_KEY, True, False
        for token in range(first[text], first[text + 1]):
            pair_key[token] = _NO_PAIR
            if kind[token] < _SILENT:
                if opens or not parted:
                    pair_key[token] = _pair_key(before, key[token])
                before, opens, parted = key[token], False, False
            else:
                own[token] = -1
                parted = parted or kind[token] == _SILENT
    for token in range(last + 1):
        soon = pair_key[min(token + _TOKENS_AHEAD, last)] & mask
        prefetch(index, np.int64(soon << np.uint64(1)))
        entry = find(index, mask, pair_key[token])
        pair[token] = np.int64(entry & ROWS) - 1
