"""From tokens to text vectors: rows added as integers, cues counted, words counted for notes.

The compiled twin of ``framing.vectors``, ``framing.cues`` and ``framing.notes``: the same rows
by the same keys, and every sum in the same order and precision.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from framing import tokens as spec
from framing.cues import CUES, LEAST_SHOUT, MOST_LISTED
from framing.kernel.compiled import compiled, inlined, pointer
from framing.kernel.index import find
from framing.kernel.lexicon import (
    ACRONYM,
    BEFORE_NUMBER,
    COLON,
    COUNTED,
    ELLIPSIS,
    EXCLAMATION,
    EXTREME,
    FIRST,
    FOREIGN,
    FORWARD,
    OPENER,
    QUESTION,
    SAYING,
    SECOND,
)
from framing.kernel.tokens import CAPITAL, QUOTED, decode, fold_word
from framing.notes import NOT_LATIN

__all__ = ["COUNTS", "CUES", "add_up", "scratch"]

COUNTS = 5
"""What is counted of each text: tokens heard; words, unknown, foreign, and either of these."""

_CUES = list(CUES)
(
    _EXCLAMATION, _QUESTION, _ELLIPSIS, _SHOUTING, _SECOND, _FIRST, _FORWARD, _OPENING, _LIST,
    _KICKER, _ATTRIBUTION, _SUPERLATIVE, _QUOTATION,
) = (
    _CUES.index(name)
    for name in (
        "exclamation", "question", "ellipsis", "shouting", "second_person", "first_person",
        "forward_reference", "opening_question", "list_number", "kicker", "attribution",
        "superlative", "quotation",
    )
)  # fmt: skip
_CUE_COUNT = len(_CUES)
_LETTERS, _NUMBER, _MARK, _SILENT, _JOIN = (
    spec.LETTERS, spec.NUMBER, spec.MARK, spec.SILENT, spec.JOIN,
)  # fmt: skip
_START_KEY = np.uint64(spec.START)
_PAIR, _MIX = np.uint64(spec.PAIR), np.uint64(spec.MIX)
_FNV_START, _FNV_PRIME = np.uint64(spec.FNV_START), np.uint64(spec.FNV_PRIME)
_FIRST_ALIEN = ord(NOT_LATIN)
_KICKER_REACH = 2
_LONGEST_PIECE, _SHORTEST_PIECE = 5, 3


def scratch(width: int) -> tuple[npt.NDArray[Any], ...]:
    """Return the room that ``add_up`` works in: sums of a text, its cues, one folded word."""
    integers = tuple(np.empty(width, np.int32) for _ in range(3))
    floats = tuple(np.empty(width, np.float32) for _ in range(2))
    return (
        *integers, *floats, np.empty(_CUE_COUNT, np.int32), np.empty(spec.MAX_WORD + 2, np.uint8)
    )  # fmt: skip


@inlined
def _pair_key(first, second):
    mixed = (first * _PAIR) ^ (second + (first >> np.uint64(29)))
    mixed = (mixed ^ (mixed >> np.uint64(30))) * _MIX
    return mixed ^ (mixed >> np.uint64(27))


@inlined
def _add_row(rows, row, total, width):
    begin = row * width
    for column in range(width):
        total[column] += np.int32(rows[begin + column])


@inlined
def _add_pieces(word, size, pieces, mask, scale, width, total, into):
    """Add an unknown word: the sum of its pieces over the root of their number."""
    for column in range(width):
        total[column] = 0
    count = 0
    for begin in range(size - 2):
        value = _FNV_START
        for place in range(begin, min(begin + _LONGEST_PIECE, size)):
            value = (value ^ np.uint64(word[place])) * _FNV_PRIME
            if place - begin >= _SHORTEST_PIECE - 1:
                _add_row(pieces, np.int64(value & mask), total, width)
                count += 1
    root = np.sqrt(np.float64(count))
    for column in range(width):
        share = np.float64(total[column]) * np.float64(scale[column]) / root
        into[column] += np.float32(share)


@inlined
def _is_listed(place, kind, nchars, bits, token, last, key, lexicon, mask):
    """Tell a count that opens a list: see ``framing.cues.list_number``."""
    if kind[token] != _NUMBER or nchars[token] > MOST_LISTED:
        return False
    if not (place == 0 or (place == 1 and bits & BEFORE_NUMBER)):
        return False
    if token + 1 >= last or kind[token + 1] != _LETTERS:
        return False
    for follower in range(token + 1, min(token + 3, last)):
        if _bits(lexicon, mask, key[follower]) & COUNTED:
            return False
    return True


@inlined
def _bits(lexicon, mask, key):
    """Return the word lists in which a key stands."""
    found = find(lexicon, mask, key)
    return found if found > 0 else np.int64(0)


@inlined
def _count_cues(cues, bits, flags, place, heard_kind, nchars):
    """Count what one token alone triggers."""
    cues[_EXCLAMATION] += bits & EXCLAMATION != 0
    cues[_QUESTION] += bits & QUESTION != 0
    cues[_ELLIPSIS] += bits & ELLIPSIS != 0
    cues[_SECOND] += bits & SECOND != 0
    cues[_FIRST] += bits & FIRST != 0
    cues[_FORWARD] += bits & FORWARD != 0
    cues[_ATTRIBUTION] += bits & SAYING != 0
    cues[_SUPERLATIVE] += bits & EXTREME != 0
    cues[_OPENING] += place == 0 and bits & OPENER != 0
    if bits & COLON and 0 < place <= _KICKER_REACH:
        cues[_KICKER] = place + 1
    if flags & CAPITAL and not bits & ACRONYM and nchars >= LEAST_SHOUT:
        cues[_SHOUTING] += 1


@inlined
def _is_alien(data, place, end, lower):
    """Tell a word whose first letter, lowered, is Greek or beyond."""
    if data[place] < 0x80:
        return False
    code, _ = decode(data, place, end)
    return lower[code] >= _FIRST_ALIEN


@compiled
def add_up(
    data, side, moved, first, start, stop, key, kind, flags, nchars,
    lower, index, lexicon, rows, pieces, scale, piece_scale, gain,
    plain, quoted, total, plain_parts, quoted_parts, cues, word, vectors, counts,
):  # fmt: skip
    """Add up the texts whose tokens are given (see ``framing.kernel.tokens.tokenise``).

    Fills ``vectors`` (texts, width + cues) and ``counts`` (texts, ``COUNTS``); the seven arrays
    before these are room to work in, see ``scratch``.
    """
    width = len(scale)
    _add_up(
        pointer(data), pointer(side), pointer(moved), len(first) - 1, pointer(first),
        pointer(start), pointer(stop), pointer(key), pointer(kind), pointer(flags),
        pointer(nchars), pointer(lower), pointer(index), np.uint64(len(index) // 2 - 1),
        pointer(lexicon), np.uint64(len(lexicon) // 2 - 1), pointer(rows), pointer(pieces),
        np.uint64(len(pieces) - 1), width, pointer(scale), pointer(piece_scale), pointer(gain),
        pointer(plain), pointer(quoted), pointer(total), pointer(plain_parts),
        pointer(quoted_parts), pointer(cues), pointer(word), pointer(vectors), pointer(counts),
    )  # fmt: skip


@inlined
def _add_up(
    data, side, moved, texts, first, start, stop, key, kind, flags, nchars, lower,
    index, index_mask, lexicon, lexicon_mask, rows, pieces, piece_mask, width,
    scale, piece_scale, gain, plain, quoted, total, plain_parts, quoted_parts, cues, word,
    vectors, counts,
):  # fmt: skip
    for text in range(texts):
        raw = side if moved[text] else data
        for column in range(width):
            plain[column] = quoted[column] = 0
            plain_parts[column] = quoted_parts[column] = np.float32(0)
        for cue in range(_CUE_COUNT):
            cues[cue] = 0
        heard = words = unknown = foreign = strange = 0
        before, parted, bits = _START_KEY, False, np.int64(0)
        for token in range(first[text], first[text + 1]):
            place = token - first[text]
            inside = flags[token] & QUOTED != 0
            if kind[token] == _NUMBER:
                cues[_LIST] += _is_listed(
                    place, kind, nchars, bits, token, first[text + 1], key, lexicon, lexicon_mask
                )
                bits = np.int64(0)
            else:
                bits = _bits(lexicon, lexicon_mask, key[token])
                _count_cues(cues, bits, flags[token], place, kind[token], nchars[token])
            if inside and kind[token] != _MARK:
                cues[_QUOTATION] += 1
            if kind[token] == _SILENT:
                parted = True
                continue
            if kind[token] == _JOIN:
                continue
            row = find(index, index_mask, key[token])
            if row >= 0:
                _add_row(rows, row, quoted if inside else plain, width)
            elif kind[token] == _LETTERS:
                size = fold_word(raw, start[token], stop[token], lower, word)
                _add_pieces(
                    word, size, pieces, piece_mask, piece_scale, width, total,
                    quoted_parts if inside else plain_parts,
                )  # fmt: skip
            if heard == 0 or not parted:
                pair = find(index, index_mask, _pair_key(before, key[token]))
                if pair >= 0:
                    _add_row(rows, pair, quoted if inside else plain, width)
            heard += 1
            before, parted = key[token], False
            if kind[token] == _LETTERS:
                words += 1
                other = bits & FOREIGN != 0 and not flags[token] & CAPITAL
                other = other or _is_alien(raw, start[token], stop[token], lower)
                unknown += row < 0
                foreign += other
                strange += row < 0 or other
        into = text * (width + _CUE_COUNT)
        inverse = np.float32(1) / np.sqrt(np.float32(max(heard, 1)))
        for column in range(width):
            own = np.float32(plain[column]) * scale[column] + plain_parts[column]
            said = np.float32(quoted[column]) * scale[column] + quoted_parts[column]
            vectors[into + column] = (own + said * gain[column]) * inverse
        for cue in range(_CUE_COUNT):
            vectors[into + width + cue] = np.float32(cues[cue]) * inverse
        counts[5 * text] = heard
        counts[5 * text + 1] = words
        counts[5 * text + 2] = unknown
        counts[5 * text + 3] = foreign
        counts[5 * text + 4] = strange
