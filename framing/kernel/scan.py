"""Which texts can be read where they lie, and which must pass through Python first.

``framing.fold`` and ``framing.style`` are regular expressions, and change few texts. A scan finds
those that they might change, one headline in seventy and one lead in ten; what it lets through
they would leave as it is.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from framing.kernel import characters as ch
from framing.kernel.characters import characters
from framing.kernel.compiled import compiled, inlined, pointer
from framing.kernel.index import build, find
from framing.kernel.tokens import decode
from framing.style import MEDIA_WORDS, OPENING
from framing.tokens import FNV_PRIME, FNV_START, key

__all__ = ["MEDIA", "MUST_FOLD", "MUST_TRIM", "scan_headlines", "scan_leads"]

MUST_FOLD, MUST_TRIM = 1, 2
"""What a scan says of a text: fold it, or look for what its style has put around it."""

MEDIA = build(
    np.array([key(word) for word in MEDIA_WORDS], np.uint64), np.ones(len(MEDIA_WORDS), np.uint64)
)
"""Index of the words that end the names of media."""

_AND = 0x26
_DASHES = (0x2D, 0x2013, 0x2014)
_BARS = (0x7C, 0xA6, 0xB7, 0x2022)
_START, _PRIME = np.uint64(FNV_START), np.uint64(FNV_PRIME)


@inlined
def _is_alphanumeric(byte):
    return 0x30 <= byte <= 0x39 or 0x41 <= byte <= 0x5A or 0x61 <= byte <= 0x7A


@inlined
def _ends_like_media(data, begin, end, media, mask):
    """Tell whether the last word is that of a news site; a last mark beyond ASCII may hide it."""
    while end > begin and data[end - 1] <= 0x20:
        end -= 1
    if end == begin or data[end - 1] >= 0x80:
        return end > begin
    place = end
    while place > begin and _is_alphanumeric(data[place - 1]):
        place -= 1
    if place > begin and data[place - 1] == 0x2E:
        return True
    value = _START
    for byte in range(place, end):
        value = (value ^ np.uint64(data[byte])) * _PRIME
    return find(media, mask, value) != 0


_CHANGEABLE, _BAR, _DASH, _BEYOND, _AMPERSAND, _SEMICOLON = 1, 2, 4, 8, 16, 32
"""What a byte may be: looked at by ``fold``; a bar; a dash; part of a character beyond ASCII;
the marks that an entity opens and ends with."""


def _byte_marks() -> npt.NDArray[np.uint8]:
    marks = np.zeros(256, np.uint8)
    marks[:128][characters().traits[:128] & ch.FOLDED > 0] = _CHANGEABLE
    marks[_BARS[0]], marks[_DASHES[0]] = _BAR, _DASH
    marks[_AND], marks[0x3B] = _AMPERSAND, _SEMICOLON
    marks[128:] = _BEYOND
    return marks


_BYTE_MARKS = _byte_marks()


@inlined
def _seen(data, begin, end, traits):
    """Return what a text has of all these; characters beyond ASCII only where it has some."""
    seen = 0
    for place in range(begin, end):
        seen |= _BYTE_MARKS[data[place]]
    if not seen & _BEYOND:
        return seen
    place = begin
    while place < end:
        code, width = decode(data, place, end)
        if code < ch.LIMIT and traits[code] & ch.FOLDED and code != _AND:
            return _CHANGEABLE
        if code in _BARS:
            seen |= _BAR
        if code in _DASHES:
            seen |= _DASH
        place += width
    return seen


@inlined
def _must_fold(seen):
    return seen & _CHANGEABLE or (seen & _AMPERSAND and seen & _SEMICOLON)


@inlined
def _has_free_dash(data, begin, end):
    """Tell whether a dash follows white space, as that of a suffix does."""
    free = False
    place = begin
    while place < end:
        code, width = decode(data, place, end)
        if free and code in _DASHES:
            return True
        free = code <= 0x20 or code >= 0x80
        place += width
    return False


@compiled
def scan_headlines(data, begin, end, limit, traits, media, found):
    """Scan headlines: ``found[i]`` is nought, ``MUST_FOLD`` or ``MUST_TRIM``."""
    raw, mask = pointer(data), np.uint64(len(media) // 2 - 1)
    for text in range(len(begin)):
        found[text] = 0
        if end[text] - begin[text] > limit:
            found[text] = MUST_FOLD
            continue
        seen = _seen(raw, begin[text], end[text], pointer(traits))
        if _must_fold(seen):
            found[text] = MUST_FOLD
        elif seen & _BAR or (
            seen & _DASH
            and _ends_like_media(raw, begin[text], end[text], pointer(media), mask)
            and _has_free_dash(raw, begin[text], end[text])
        ):
            found[text] = MUST_TRIM


_MOST_GAPS, _MOST_GAPS_AFTER_COMMA = 6, 14
"""Gaps between words before a dateline's colon, dash or bracket, at the most that the patterns
of ``framing.style`` allow: “New Delhi, March 6 — ”; behind a comma a bracket may come later."""


@inlined
def _may_open(data, begin, end):
    """Tell whether a byline or dateline may open a lead, by its first letters and a mark.

    A byline opens with “By”. A dateline opens with a capital, a comma or a bracket; few words
    later comes a bracket, or a colon or dash before white space. More words may come before a
    dash only where all is in capitals.
    """
    place = begin
    while place < end and data[place] <= 0x20:
        place += 1
    if place + 1 >= end:
        return False
    first, second = data[place], data[place + 1]
    if first >= 0x80:
        return True
    if not (0x41 <= first <= 0x5A or first in (0x28, 0x2C)):
        return False
    if first == 0x42 and second in (0x59, 0x79):
        return True
    shouts = not _is_lower(second) and not (place + 2 < end and _is_lower(data[place + 2]))
    gaps = characters = 0
    in_gap = comma = False
    while place < end and characters < OPENING:
        byte = data[place]
        code, width = np.int64(byte), 1
        if byte >= 0x80:
            code, width = decode(data, place, end)
        place += width
        characters += 1
        gaps += code <= 0x20 and not in_gap
        in_gap = code <= 0x20
        comma = comma or code == 0x2C
        if gaps > _MOST_GAPS and not shouts and (not comma or gaps > _MOST_GAPS_AFTER_COMMA):
            return False
        if code == 0x28:
            return True
        if code in (0x2D, 0x3A, 0x2013, 0x2014) and (gaps <= _MOST_GAPS or shouts):
            after = data[place] if place < end else 0x20
            if after <= 0x20 or after >= 0x80 or after == 0x2D:
                return True
    return False


@inlined
def _is_lower(byte):
    return 0x61 <= byte <= 0x7A


@compiled
def scan_leads(data, begin, end, limit, traits, found):
    """Scan leads: ``found[i]`` is nought, ``MUST_FOLD`` or ``MUST_TRIM``."""
    raw = pointer(data)
    for text in range(len(begin)):
        found[text] = 0
        if end[text] - begin[text] > limit or _must_fold(
            _seen(raw, begin[text], end[text], pointer(traits))
        ):
            found[text] = MUST_FOLD
        elif _may_open(raw, begin[text], end[text]):
            found[text] = MUST_TRIM
