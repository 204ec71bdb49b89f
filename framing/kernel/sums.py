"""From tokens to text vectors: rows added as integers, cues counted, words counted for notes.

The compiled twin of ``framing.vectors``, ``framing.cues`` and ``framing.notes``: the same rows
by the same keys, and every sum in the same order and precision.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from framing import tokens as spec
from framing.cues import CUES, KICKER_WORDS, LEAST_SHOUT, MOST_LISTED
from framing.kernel.compiled import compiled, inlined, offset, pointer, prefetch
from framing.kernel.lexicon import ACRONYM
from framing.kernel.tokens import CAPITAL, QUOTED, decode, fold_word
from framing.lexicon import BITS
from framing.notes import NOT_LATIN

if TYPE_CHECKING:
    from framing.kernel.workspace import Workspace

__all__ = ["COUNTS", "add_up", "scratch"]

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
"""The place of each cue in a text's vector, behind its rows."""
_CUE_COUNT = len(_CUES)
(
    EXCLAMATION, QUESTION, ELLIPSIS, COLON, SECOND, FIRST, POINTING, WITHHELD, OPENER,
    BEFORE_NUMBER, COUNTED, SAYING, EXTREME, FOREIGN,
) = BITS.values()  # fmt: skip
"""The bit of each word list; a cue may hang on several lists, and on more than lists."""
_FORWARDING = POINTING | WITHHELD
_LETTERS, _NUMBER, _MARK, _SILENT, _JOIN = (
    spec.LETTERS, spec.NUMBER, spec.MARK, spec.SILENT, spec.JOIN,
)  # fmt: skip
_FNV_START, _FNV_PRIME = np.uint64(spec.FNV_START), np.uint64(spec.FNV_PRIME)
_FIRST_ALIEN = ord(NOT_LATIN)
_TEXTS_AHEAD = 6
"""Texts before their turn that rows are asked for: as long as memory takes to answer."""
_LONGEST_PIECE, _SHORTEST_PIECE = 5, 3


def scratch(space: Workspace, width: int, tokens: int) -> tuple[npt.NDArray[Any], ...]:
    """Return the room that ``add_up`` works in: sums of a text, rows, cues, one folded word.

    ``tokens`` is no less than a text has; a word has fewer than 120 pieces.
    """
    return (
        space.take("sums", np.int32, 3 * width), space.take("parts", np.float32, 2 * width),
        space.take("listed", np.int32, 2 * tokens + 3 * spec.MAX_WORD),
        space.take("cues", np.int32, _CUE_COUNT), space.take("word", np.uint8, spec.MAX_WORD + 2),
    )  # fmt: skip


@inlined
def _add_rows(rows, listed, count, total, width):
    """Add the listed rows, four at once: integers do not mind their order."""
    place = 0
    while place + 4 <= count:
        a = offset(rows, np.int64(listed[place]) * width)
        b = offset(rows, np.int64(listed[place + 1]) * width)
        c = offset(rows, np.int64(listed[place + 2]) * width)
        d = offset(rows, np.int64(listed[place + 3]) * width)
        for column in range(width):
            four = (np.int32(a[column]) + b[column]) + (np.int32(c[column]) + d[column])
            total[column] = np.int32(total[column] + four)
        place += 4
    while place < count:
        a = offset(rows, np.int64(listed[place]) * width)
        for column in range(width):
            total[column] = np.int32(total[column] + a[column])
        place += 1


@inlined
def _add_pieces(word, size, pieces, mask, scale, width, total, listed, into):
    """Add an unknown word: the sum of its pieces over the root of their number."""
    for column in range(width):
        total[column] = 0
    count = 0
    for begin in range(size - 2):
        value = _FNV_START
        for place in range(begin, min(begin + _LONGEST_PIECE, size)):
            value = (value ^ np.uint64(word[place])) * _FNV_PRIME
            if place - begin >= _SHORTEST_PIECE - 1:
                listed[count] = value & mask
                count += 1
    _add_rows(pieces, listed, count, total, width)
    root = np.sqrt(np.float64(count))
    for column in range(width):
        share = np.float64(total[column]) * np.float64(scale[column]) / root
        into[column] += np.float32(share)


@inlined
def _is_listed(place, kind, nchars, lists, token, last):
    """Tell a count that opens a list: see ``framing.cues.list_number``."""
    if kind[token] != _NUMBER or nchars[token] > MOST_LISTED:
        return False
    if not (place == 0 or (place == 1 and lists[token - 1] & BEFORE_NUMBER)):
        return False
    if token + 1 >= last or kind[token + 1] != _LETTERS:
        return False
    for follower in range(token + 1, min(token + 3, last)):
        if lists[follower] & COUNTED:
            return False
    return True


@inlined
def _count_cues(cues, bits, flags, place, nchars):
    """Count what one token alone triggers."""
    cues[_EXCLAMATION] += bits & EXCLAMATION != 0
    cues[_QUESTION] += bits & QUESTION != 0
    cues[_ELLIPSIS] += bits & ELLIPSIS != 0
    cues[_SECOND] += bits & SECOND != 0
    cues[_FIRST] += bits & FIRST != 0
    cues[_FORWARD] += bits & _FORWARDING != 0
    cues[_ATTRIBUTION] += bits & SAYING != 0
    cues[_SUPERLATIVE] += bits & EXTREME != 0
    cues[_OPENING] += place == 0 and bits & OPENER != 0
    if bits & COLON and 0 < place <= KICKER_WORDS:
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


@inlined
def _count_text(
    cues, words, begin, last, kind, flags, nchars, own, lists, raw, start, stop, lower
):  # fmt: skip
    """Count what triggers cues, and the words that the notes are about."""
    heard = known = unknown = foreign = strange = 0
    for token in range(begin, last):
        place, bits = token - begin, lists[token]
        heard += kind[token] < _SILENT
        if kind[token] == _LETTERS:
            other = bits & FOREIGN != 0 and not flags[token] & CAPITAL
            other = other or _is_alien(raw, start[token], stop[token], lower)
            known += 1
            unknown += own[token] < 0
            foreign += other
            strange += own[token] < 0 or other
        if bits | flags[token]:
            _count_cues(cues, bits, flags[token], place, nchars[token])
            cues[_QUOTATION] += flags[token] & QUOTED != 0 and kind[token] != _MARK
        if kind[token] == _NUMBER and place < 2:
            cues[_LIST] += _is_listed(place, kind, nchars, lists, token, last)
    words[0], words[1], words[2], words[3], words[4] = heard, known, unknown, foreign, strange


@compiled
def add_up(
    data, side, moved, first, start, stop, kind, flags, nchars, own, pair, lists,
    lower, rows, pieces, scale, piece_scale, gain,
    sums, parts, listed, cues, word, vectors, counts,
):  # fmt: skip
    """Add up the texts whose tokens are looked up (see ``framing.kernel.lookup``).

    Fills ``vectors`` (texts, width + cues) and ``counts`` (texts, ``COUNTS``); the five arrays
    before these are room to work in, see ``scratch``.
    """
    width = len(scale)
    _add_up(
        pointer(data), pointer(side), pointer(moved), len(first) - 1, pointer(first),
        pointer(start), pointer(stop), pointer(kind), pointer(flags), pointer(nchars),
        pointer(own), pointer(pair), pointer(lists), pointer(lower), pointer(rows),
        pointer(pieces), np.uint64(len(pieces) - 1), width, pointer(scale),
        pointer(piece_scale), pointer(gain), pointer(sums), pointer(parts), pointer(listed),
        pointer(cues), pointer(word), pointer(vectors), pointer(counts),
    )  # fmt: skip


@inlined
def _list_rows(own, pair, flags, begin, last, quoted, listed):
    """List the rows of one side of the quotation marks."""
    count = 0
    for token in range(begin, last):
        wanted = flags[token] & QUOTED == quoted
        listed[count] = own[token]
        count += wanted and own[token] >= 0
        listed[count] = pair[token]
        count += wanted and pair[token] >= 0
    return count


@inlined
def _has_quotes(flags, begin, last):
    seen = 0
    for token in range(begin, last):
        seen |= flags[token]
    return seen & QUOTED != 0


@inlined
def _add_side(
    quoted, begin, last, own, pair, flags, kind, raw, start, stop, lower, rows, pieces,
    piece_mask, piece_scale, width, total, listed, word, unknown, whole, parts,
):  # fmt: skip
    """Add the rows and the pieces of what stands inside quotation marks, or outside."""
    _add_rows(rows, listed, _list_rows(own, pair, flags, begin, last, quoted, listed), whole, width)
    if not unknown:
        return
    for token in range(begin, last):
        if own[token] < 0 and kind[token] == _LETTERS and flags[token] & QUOTED == quoted:
            size = fold_word(raw, start[token], stop[token], lower, word)
            _add_pieces(
                word, size, pieces, piece_mask, piece_scale, width, total, listed, parts
            )  # fmt: skip


@inlined
def _add_up(
    data, side, moved, texts, first, start, stop, kind, flags, nchars, own, pair, lists, lower,
    rows, pieces, piece_mask, width, scale, piece_scale, gain, sums, parts, listed, cues, word,
    vectors, counts,
):  # fmt: skip
    plain, quoted, total = sums, offset(sums, width), offset(sums, 2 * width)
    plain_parts, quoted_parts = parts, offset(parts, width)
    for text in range(texts):
        raw = side if moved[text] else data
        begin, last = first[text], first[text + 1]
        soon = min(text + _TEXTS_AHEAD, texts - 1)
        for token in range(first[soon], first[soon + 1]):
            prefetch(rows, max(np.int64(own[token]), 0) * width)
            prefetch(rows, max(np.int64(pair[token]), 0) * width)
        for column in range(2 * width):
            sums[column] = 0
            parts[column] = np.float32(0)
        for cue in range(_CUE_COUNT):
            cues[cue] = 0
        words = offset(counts, COUNTS * text)
        _count_text(
            cues, words, begin, last, kind, flags, nchars, own, lists, raw, start, stop, lower
        )  # fmt: skip
        _add_side(
            0, begin, last, own, pair, flags, kind, raw, start, stop, lower, rows, pieces,
            piece_mask, piece_scale, width, total, listed, word, words[2] > 0, plain, plain_parts,
        )  # fmt: skip
        if _has_quotes(flags, begin, last):
            _add_side(
                QUOTED, begin, last, own, pair, flags, kind, raw, start, stop, lower, rows,
                pieces, piece_mask, piece_scale, width, total, listed, word, words[2] > 0,
                quoted, quoted_parts,
            )  # fmt: skip
        inverse = np.float32(1) / np.sqrt(np.float32(max(words[0], 1)))
        into = offset(vectors, text * (width + _CUE_COUNT))
        for column in range(width):
            outside = np.float32(plain[column]) * scale[column] + plain_parts[column]
            inside = np.float32(quoted[column]) * scale[column] + quoted_parts[column]
            into[column] = (outside + inside * gain[column]) * inverse
        for cue in range(_CUE_COUNT):
            into[width + cue] = np.float32(cues[cue]) * inverse
