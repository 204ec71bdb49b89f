"""The tokeniser of ``framing.tokens`` over UTF-8 bytes: the same tokens, compiled.

``tokenise`` fills arrays with one entry a token. What ``framing.tokens`` writes as a pattern
is here a loop over bytes; a property test holds the two to each other.
"""

from __future__ import annotations

import numpy as np

from framing import tokens as spec
from framing.kernel import characters as ch
from framing.kernel.compiled import compiled, inlined, pointer

__all__ = ["CAPITAL", "QUOTED", "decode", "fold_word", "tokenise"]

QUOTED, CAPITAL = 1, 2
"""Flags of a token."""

_SHOUTABLE, _HAS_CASE = 4, 8
"""Flags while a text is read: a word in capitals; a word whose letters have case."""

_LETTERS, _NUMBER, _POSSESSIVE, _MARK, _SILENT, _JOIN = (
    np.uint8(kind)
    for kind in (
        spec.LETTERS,
        spec.NUMBER,
        spec.POSSESSIVE,
        spec.MARK,
        spec.SILENT,
        spec.JOIN,
    )
)
_START, _PRIME = np.uint64(spec.FNV_START), np.uint64(spec.FNV_PRIME)
_KEY_POSSESSIVE, _KEY_ELLIPSIS, _KEY_YEAR, _KEY_DOUBLE, _KEY_SINGLE, _KEY_DASH = (
    np.uint64(spec.key(folded)) for folded in ("'s", "...", "<year>", '"', "'", "-")
)
_KEYS_OF_SHAPES = np.array([spec.key("<" + "0" * count + ">") for count in range(5)], np.uint64)
_DOTTED_I = 0x130
"""The only letter that is two when lowered: an i and a dot above it."""

_CLOSING_DOUBLE = (0x201D, 0xBB)
_OPENING_DOUBLE = (0x201C, 0x201E, 0xAB)
_OPENING_SINGLE = (0x2018, 0x201A)
_APOSTROPHES = (0x27, 0x2019, 0x2BC)
_S = (0x53, 0x73)


@inlined
def decode(data, place, end):
    """Return the code point at ``place`` and its bytes; a broken byte is U+FFFD."""
    first = np.int64(data[place])
    if first < 0x80:
        return first, 1
    if 0xC2 <= first < 0xE0 and place + 1 < end:
        return (first & 0x1F) << 6 | (np.int64(data[place + 1]) & 0x3F), 2
    if 0xE0 <= first < 0xF0 and place + 2 < end:
        middle = (np.int64(data[place + 1]) & 0x3F) << 6
        return (first & 0x0F) << 12 | middle | (np.int64(data[place + 2]) & 0x3F), 3
    if 0xF0 <= first < 0xF5 and place + 3 < end:
        upper = (np.int64(data[place + 1]) & 0x3F) << 12
        middle = (np.int64(data[place + 2]) & 0x3F) << 6
        return (first & 0x07) << 18 | upper | middle | (np.int64(data[place + 3]) & 0x3F), 4
    return np.int64(0xFFFD), 1


@inlined
def _class_at(data, place, end, classes):
    if place >= end:
        return ch.SPACE
    code, _ = decode(data, place, end)
    return classes[code] if code < ch.LIMIT else np.uint8(ch.SILENT_MARK)


@inlined
def _class_before(data, place, begin, end, classes):
    """Return the class of the character before ``place``; the text's edge counts as a space."""
    if place <= begin:
        return ch.SPACE
    place -= 1
    while place > begin and 0x80 <= data[place] < 0xC0:
        place -= 1
    return _class_at(data, place, end, classes)


@inlined
def _is_word(found):
    return found in (ch.LETTER, ch.DIGIT)


@inlined
def _hash_byte(value, read, byte):
    """Take one more byte of a word into its key, as far as words are read."""
    if read < spec.MAX_WORD:
        value = (value ^ np.uint64(byte)) * _PRIME
    return value, read + 1


@inlined
def _hash_code(value, read, code):
    """Take one more character into a key, byte by byte of its UTF-8."""
    if code < 0x80:
        return _hash_byte(value, read, code)
    if code < 0x800:
        value, read = _hash_byte(value, read, 0xC0 | code >> 6)
    else:
        if code < 0x10000:
            value, read = _hash_byte(value, read, 0xE0 | code >> 12)
        else:
            value, read = _hash_byte(value, read, 0xF0 | code >> 18)
            value, read = _hash_byte(value, read, 0x80 | code >> 12 & 0x3F)
        value, read = _hash_byte(value, read, 0x80 | code >> 6 & 0x3F)
    return _hash_byte(value, read, 0x80 | code & 0x3F)


@inlined
def _is_ending(data, place, end, classes):
    """Tell whether an s stands at ``place``, and no word goes on behind it."""
    if place >= end or data[place] not in _S:
        return False
    return not _is_word(_class_at(data, place + 1, end, classes))


@inlined
def _word(data, place, end, classes, traits, lower):
    """Read a word: return its end, key, characters, and flags."""
    value, read, letters = _START, 0, 0
    seen = 0
    while place < end:
        byte = data[place]
        if byte < 0x80 and classes[byte] == ch.LETTER:  # the same as below, for most letters
            if read < spec.MAX_WORD:
                value = (value ^ np.uint64(lower[byte])) * _PRIME
            read += 1
            seen |= traits[byte]
            place += 1
            letters += 1
            continue
        code, width = decode(data, place, end)
        found = classes[code] if code < ch.LIMIT else np.uint8(ch.SILENT_MARK)
        if found == ch.LETTER:
            value, read = _hash_code(value, read, np.int64(lower[code]))
            if code == _DOTTED_I:
                value, read = _hash_code(value, read, np.int64(0x307))
            seen |= traits[code]
        elif (
            found == ch.SINGLE
            and code in _APOSTROPHES
            and _class_at(data, place + width, end, classes) == ch.LETTER
            and not _is_ending(data, place + width, end, classes)
        ):
            value, read = _hash_byte(value, read, 0x27)
        else:
            break
        place += width
        letters += 1
    flags = _HAS_CASE if seen & ch.CASED else 0
    if letters > 1 and seen & ch.UPPER and not seen & ch.LOWER:
        flags |= _SHOUTABLE
    return place, value, letters, flags


@inlined
def _put(word, size, byte):
    if size <= spec.MAX_WORD:
        word[size] = byte
        size += 1
    return size


@inlined
def _put_code(word, size, code):
    """Write a character as UTF-8, as far as words are read."""
    if code < 0x80:
        return _put(word, size, code)
    if code < 0x800:
        size = _put(word, size, 0xC0 | code >> 6)
    else:
        if code < 0x10000:
            size = _put(word, size, 0xE0 | code >> 12)
        else:
            size = _put(word, size, 0xF0 | code >> 18)
            size = _put(word, size, 0x80 | code >> 12 & 0x3F)
        size = _put(word, size, 0x80 | code >> 6 & 0x3F)
    return _put(word, size, 0x80 | code & 0x3F)


@inlined
def fold_word(data, place, end, lower, word):
    """Write ``<word>``, folded, into ``word``; return its bytes. Its pieces are cut from it."""
    word[0] = 0x3C
    size = 1
    while place < end:
        code, width = decode(data, place, end)
        if code in _APOSTROPHES:
            code = np.int64(0x27)
        size = _put_code(word, size, np.int64(lower[code]))
        if code == _DOTTED_I:
            size = _put_code(word, size, np.int64(0x307))
        place += width
    word[size] = 0x3E
    return size + 1


@inlined
def _digits(data, place, end):
    count = 0
    while place + count < end and 0x30 <= data[place + count] <= 0x39:
        count += 1
    return count


@inlined
def _number(data, place, end):
    """Read a number: return its end and the key of its shape."""
    begin = place
    count = whole = _digits(data, place, end)
    place += count
    goes_on = True
    while place + 1 < end and data[place] in (0x2C, 0x2E) and 0x30 <= data[place + 1] <= 0x39:
        count = _digits(data, place + 1, end)
        goes_on = goes_on and count == 3
        whole += count if goes_on else 0
        place += 1 + count
    if place - begin == 4 and whole == 4 and _is_year(data, begin):
        return place, _KEY_YEAR
    return place, _KEYS_OF_SHAPES[min(whole, 4)]


@inlined
def _is_year(data, place):
    century = (data[place] - 0x30) * 10 + data[place + 1] - 0x30
    return century in (19, 20)


@inlined
def _dots(data, place, end):
    count = 0
    while place + count < end and data[place + count] == 0x2E:
        count += 1
    return count


@inlined
def _settle_capitals(nchars, flags, first, count, any_capitals):
    """Mark words in capitals, unless that is the whole text's style."""
    letters = shouted = 0
    if any_capitals:
        for token in range(first, count):
            letters += nchars[token] if flags[token] & _HAS_CASE else 0
            shouted += nchars[token] if flags[token] & _SHOUTABLE else 0
    marked = shouted > 0 and shouted <= spec.ALL_CAPITALS * letters
    for token in range(first, count):
        flags[token] = CAPITAL if marked and flags[token] & _SHOUTABLE else 0


@inlined
def _quote(kind, key, flags, opened, place):
    """Make a quotation of two marks and what stands between them."""
    for token in range(opened + 1, place):
        flags[token] |= QUOTED
    for token in (opened, place):
        kind[token] = _MARK
        key[token] = _KEY_DOUBLE


@inlined
def _settle_marks(data, begin, end, classes, start, stop, key, kind, flags, first, count):
    """Find hyphens inside compounds and marks that open and close a quotation."""
    double = single = -1
    for token in range(first, count):
        if kind[token] not in (_SILENT, _MARK):
            continue
        code, _ = decode(data, start[token], end)
        found = classes[code] if code < ch.LIMIT else np.uint8(ch.SILENT_MARK)
        if found == ch.DASH:
            before = _class_before(data, start[token], begin, end, classes)
            if _is_word(before) and _is_word(_class_at(data, stop[token], end, classes)):
                kind[token] = _JOIN
        elif found == ch.DOUBLE:
            if double >= 0 and code not in _OPENING_DOUBLE:
                _quote(kind, key, flags, double, token)
                double = -1
            elif code not in _CLOSING_DOUBLE:
                double = token
        elif found == ch.SINGLE:
            before = _class_before(data, start[token], begin, end, classes)
            after = _class_at(data, stop[token], end, classes)
            closes = code not in _OPENING_SINGLE and before != ch.SPACE and not _is_word(after)
            if single >= 0 and closes:
                _quote(kind, key, flags, single, token)
                single = -1
            elif not _is_word(before) and after != ch.SPACE:
                single = token


@compiled
def tokenise(
    data, side, moved, begin, end, classes, traits, lower,
    first, start, stop, key, kind, flags, nchars,
):  # fmt: skip
    """Tokenise the texts ``begin[i]:end[i]`` of ``data``, or of ``side`` where ``moved[i]``.

    Fills ``first`` (texts + 1: where each text's tokens begin) and, for each token, its bytes
    ``start`` and ``stop``, ``key``, ``kind``, ``flags`` (``QUOTED``, ``CAPITAL``) and
    characters ``nchars``. The arrays need room for as many tokens as there are bytes.
    """
    return _tokenise(
        pointer(data), pointer(side), pointer(moved), len(begin), pointer(begin), pointer(end),
        pointer(classes), pointer(traits), pointer(lower), pointer(first), pointer(start),
        pointer(stop), pointer(key), pointer(kind), pointer(flags), pointer(nchars),
    )  # fmt: skip


@inlined
def _tokenise(
    data, side, moved, texts, begin, end, classes, traits, lower,
    first, start, stop, key, kind, flags, nchars,
):  # fmt: skip
    count = 0
    for text in range(texts):
        first[text] = count
        shoutable = marks = 0
        raw = side if moved[text] else data
        place, last = begin[text], end[text]
        while place < last:
            code, width = decode(raw, place, last)
            found = classes[code] if code < ch.LIMIT else np.uint8(ch.SILENT_MARK)
            if found == ch.SPACE:
                place += width
                continue
            start[count] = place
            nchars[count] = 1
            flags[count] = 0
            if found == ch.LETTER:
                place, key[count], nchars[count], flags[count] = _word(
                    raw, place, last, classes, traits, lower
                )
                kind[count] = _LETTERS
                shoutable |= flags[count]
            elif found == ch.DIGIT:
                after, key[count] = _number(raw, place, last)
                nchars[count] = after - place
                place = after
                kind[count] = _NUMBER
            elif found == ch.SINGLE:
                ends = code in _APOSTROPHES and _is_ending(raw, place + width, last, classes)
                place += width
                key[count], kind[count] = _KEY_SINGLE, _SILENT
                if ends:
                    key[count], kind[count] = _KEY_POSSESSIVE, _POSSESSIVE
                    nchars[count] = 2
                    flags[count] = _HAS_CASE | (_SHOUTABLE if raw[place] == 0x53 else 0)
                    shoutable |= flags[count]
                    place += 1
            elif found == ch.DOUBLE:
                place += width
                key[count], kind[count] = _KEY_DOUBLE, _SILENT
            elif found == ch.DASH:
                place += width
                key[count], kind[count] = _KEY_DASH, _MARK
            elif found == ch.ELLIPSIS:
                place += width
                key[count], kind[count] = _KEY_ELLIPSIS, _MARK
            elif code == 0x2E and _dots(raw, place, last) > 1:
                nchars[count] = _dots(raw, place, last)
                place += nchars[count]
                key[count], kind[count] = _KEY_ELLIPSIS, _MARK
            else:
                value, read = _START, 0
                for byte in range(place, place + width):
                    value, read = _hash_byte(value, read, raw[byte])
                key[count] = value
                kind[count] = _MARK if found == ch.SOUNDED_MARK else _SILENT
                if code < ch.LIMIT and traits[code] & ch.CASED:  # as a Roman numeral has
                    flags[count] = _HAS_CASE
                place += width
            marks |= found in (ch.SINGLE, ch.DOUBLE, ch.DASH)
            stop[count] = place
            count += 1
        _settle_capitals(nchars, flags, first[text], count, shoutable & _SHOUTABLE)
        if marks:
            _settle_marks(
                raw, begin[text], last, classes, start, stop, key, kind, flags, first[text], count
            )
    first[texts] = count
    return count
