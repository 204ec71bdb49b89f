"""Which texts can be read where they lie, and which must pass through Python first.

``framing.fold`` and ``framing.style`` are regular expressions, and change one text in twenty.
``scan`` finds those that they might change; what it lets through they would leave as it is.
"""

from __future__ import annotations

import numpy as np

from framing.kernel import characters as ch
from framing.kernel.compiled import compiled, inlined, pointer
from framing.kernel.index import build, find
from framing.kernel.tokens import decode
from framing.style import MEDIA_WORDS, OPENING
from framing.tokens import key

__all__ = ["MEDIA", "MUST_FOLD", "MUST_TRIM", "scan_headlines", "scan_leads"]

MUST_FOLD, MUST_TRIM = 1, 2
"""What a scan says of a text: fold it, or look for what its style has put around it."""

MEDIA = build(
    np.array([key(word) for word in MEDIA_WORDS], np.uint64), np.ones(len(MEDIA_WORDS), np.uint64)
)
"""Index of the words that end the names of media."""

_DASHES = (0x2D, 0x2013, 0x2014)
_BARS = (0x7C, 0xA6, 0xB7, 0x2022)
_START, _PRIME = np.uint64(0xCBF29CE484222325), np.uint64(0x100000001B3)


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


@inlined
def _is_changeable(code, traits):
    return code < ch.LIMIT and traits[code] & ch.FOLDED != 0


@inlined
def _scan_headline(data, begin, end, limit, traits, media, mask):
    bar = dash = False
    if end - begin > limit:
        return MUST_FOLD
    place = begin
    while place < end:
        code, width = decode(data, place, end)
        if _is_changeable(code, traits):
            return MUST_FOLD
        bar = bar or code in _BARS
        dash = dash or code in _DASHES
        place += width
    if bar or (dash and _ends_like_media(data, begin, end, media, mask)):
        return MUST_TRIM
    return 0


@compiled
def scan_headlines(data, begin, end, limit, traits, media, found):
    """Scan headlines: ``found[i]`` is nought, ``MUST_FOLD`` or ``MUST_TRIM``."""
    mask = np.uint64(len(media) // 2 - 1)
    for text in range(len(begin)):
        found[text] = _scan_headline(
            pointer(data), begin[text], end[text], limit, pointer(traits), pointer(media), mask
        )


@inlined
def _may_open(data, begin, end):
    """Tell whether a byline or dateline may open a lead: by its first letter, and a mark.

    A byline opens with “By”; a dateline with a capital, a comma or a bracket, and a bracket, a
    colon or a dash before white space follows in the first ``OPENING`` characters.
    """
    place = begin
    while place < end and data[place] <= 0x20:
        place += 1
    if place >= end:
        return False
    first = data[place]
    if first >= 0x80:
        return True
    if not (0x41 <= first <= 0x5A or first in (0x28, 0x2C)):
        return False
    if first == 0x42 and place + 1 < end and data[place + 1] in (0x59, 0x79):
        return True
    last = min(end, begin + 4 * OPENING)
    characters = 0
    place = begin
    while place < last and characters < OPENING:
        code, width = decode(data, place, end)
        if code == 0x28:
            return True
        if code == 0x3A or code in _DASHES:
            after = data[place + width] if place + width < end else 0x20
            if after <= 0x20 or after >= 0x80 or after == 0x2D:
                return True
        place += width
        characters += 1
    return False


@compiled
def scan_leads(data, begin, end, limit, traits, found):
    """Scan leads: ``found[i]`` is nought, ``MUST_FOLD`` or ``MUST_TRIM``."""
    raw, table = pointer(data), pointer(traits)
    for text in range(len(begin)):
        found[text] = 0
        if end[text] - begin[text] > limit:
            found[text] = MUST_FOLD
            continue
        place = begin[text]
        while place < end[text]:
            code, width = decode(raw, place, end[text])
            if _is_changeable(code, table):
                found[text] = MUST_FOLD
                break
            place += width
        if found[text] == 0 and _may_open(raw, begin[text], end[text]):
            found[text] = MUST_TRIM

