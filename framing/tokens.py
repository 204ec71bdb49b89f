"""The one tokeniser: training counts its tokens, scoring adds their rows, explaining shows them.

A token is a word (with its inner apostrophes), a possessive ending, a number, an ellipsis or
a mark. ``PATTERN`` is the written specification; nltk's ``RegexpTokenizer`` on it must give
the same spans. Each token has a key, a 64-bit hash of its folded form: words in lower case,
numbers as shapes, quotation marks and dashes as one each. “far-right” and “far right” give the
same neighbour pair, single and double quotation marks the same token.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from framing.lexicon import lists_of

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "ALL_CAPITALS",
    "FNV_PRIME",
    "FNV_START",
    "FORMS_OF_MARKS",
    "JOIN",
    "LETTERS",
    "LETTER_RANGES",
    "MARK",
    "MAX_WORD",
    "MIX",
    "NUMBER",
    "PAIR",
    "PATTERN",
    "POSSESSIVE",
    "SILENT",
    "SOUNDED",
    "SPACE_RANGES",
    "START",
    "Tokens",
    "key",
    "pair_keys",
    "piece_keys",
    "tokenise",
]

LETTER_RANGES = (
    "A-Za-z\\u00aa\\u00b5\\u00ba\\u00c0-\\u00d6\\u00d8-\\u00f6\\u00f8-\\u02af"
    "\\u0300-\\u167f\\u1681-\\u1fff"
    "\\u2c00-\\u2dff\\u3040-\\ud7ff\\uf900-\\ufdff\\ufe70-\\ufefc\\U00010000-\\U0001efff\\U00020000-\\U0003ffff"
)
"""Letters, as ranges of code points: engines and Python versions differ on ``\\w``, ranges do
not. Outside Latin the ranges are whole blocks, as such text is only recognised as foreign."""

SPACE_RANGES = (
    "\\x09-\\x0d\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000"
)
"""White space."""

PATTERN = (
    rf"[{LETTER_RANGES}]+"  # a word …
    rf"(?:['’ʼ](?![sS](?![{LETTER_RANGES}0-9]))[{LETTER_RANGES}]+)*"  # … with inner apostrophes
    rf"|['’ʼ][sS](?![{LETTER_RANGES}0-9])"  # a possessive or contracted ending: 's
    r"|[0-9]+(?:[.,][0-9]+)*"  # a number
    r"|\.{2,}"  # an ellipsis in full stops
    rf"|[^{LETTER_RANGES}{SPACE_RANGES}0-9]"  # any other mark
)

LETTERS, NUMBER, POSSESSIVE, MARK, SILENT, JOIN = range(6)
"""Kinds of token. Silent marks (full stop, comma, …) have no row and part neighbours; a join
(the hyphen inside a compound) has no row and parts nothing."""

_MASK = (1 << 64) - 1
FNV_START, FNV_PRIME = 0xCBF29CE484222325, 0x100000001B3
PAIR = np.uint64(0x9E3779B97F4A7C15)
MIX = np.uint64(0xBF58476D1CE4E5B9)

MAX_WORD = 40
"""Bytes of a word that are read: longer ones are debris (links, hashes), not words."""

_DOUBLE, _SINGLE = '"“”„‟«»', "'‘’‚‛`´ʼ"
_DASHES = "-‐‑‒–—―−"
FORMS_OF_MARKS = {
    **dict.fromkeys(_DOUBLE, '"'),
    **dict.fromkeys(_SINGLE, "'"),
    **dict.fromkeys(_DASHES, "-"),
    "…": "...",
}
_QUOTE = '"'

SOUNDED = frozenset({"-", "...", "!", "?", ":", "$", "£", "€", "%", "&", "#", "@", "("})
"""Marks that have rows, besides quotation marks that open and close a quotation; all others
are silent, so that habits of punctuation do not count."""


def key(folded: str) -> int:
    """Return the 64-bit FNV-1a hash (Fowler, Noll and Vo 1991) of a folded token."""
    value = FNV_START
    for byte in folded.encode("utf-8", "surrogatepass")[:MAX_WORD]:
        value = ((value ^ byte) * FNV_PRIME) & _MASK
    return value


START = key("<start>")
"""Stands before the first token of a text in its first pair."""


def pair_keys(
    first: npt.NDArray[np.uint64], second: npt.NDArray[np.uint64]
) -> npt.NDArray[np.uint64]:
    """Return the keys of neighbour pairs from the keys of their tokens (order counts)."""
    with np.errstate(over="ignore"):
        mixed = (first * PAIR) ^ (second + (first >> np.uint64(29)))
        mixed = (mixed ^ (mixed >> np.uint64(30))) * MIX
        keys: npt.NDArray[np.uint64] = mixed ^ (mixed >> np.uint64(27))
    return keys


def piece_keys(folded: str) -> list[int]:
    """Return the keys of the pieces of a word: runs of 3–5 bytes of ``<word>``.

    Pieces are cut from UTF-8 bytes, as the bounds of letters matter little beyond ASCII.
    Source: fastText's subword units (Bojanowski et al. 2017).
    """
    raw = b"<" + folded.encode("utf-8", "surrogatepass")[:MAX_WORD] + b">"
    keys = []
    for begin in range(len(raw) - 2):
        value = FNV_START
        for place, byte in enumerate(raw[begin : begin + 5]):
            value = ((value ^ byte) * FNV_PRIME) & _MASK
            if place >= 2:  # noqa: PLR2004 - a piece has three bytes or more
                keys.append(value)
    return keys


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of a batch of texts, in order; arrays of one length.

    ``text`` is the number of the text, ``start`` and ``end`` the span in it, ``key`` the hash
    of the folded form, ``kind`` one of the kinds above, ``quoted`` whether the token stands
    inside quotation marks, ``capital`` whether it is a word of two letters or more in
    capitals in a text that is not all in capitals, ``lists`` the bits of the word lists in
    which it stands (``framing.lexicon``). ``words[i]`` is the folded form.
    """

    count: int
    text: npt.NDArray[np.int32]
    start: npt.NDArray[np.int32]
    end: npt.NDArray[np.int32]
    key: npt.NDArray[np.uint64]
    kind: npt.NDArray[np.uint8]
    quoted: npt.NDArray[np.bool_]
    capital: npt.NDArray[np.bool_]
    lists: npt.NDArray[np.int64]
    words: list[str]


class _Form(NamedTuple):
    """What is known of a token by its surface alone."""

    folded: str
    key: int
    kind: int
    lists: int


_forms: dict[str, _Form] = {}
_MAX_FORMS = 200_000
"""Entries of the cache of token forms; it is emptied when full, so memory stays flat."""


def _form(surface: str) -> _Form:
    """Return the form of a token, remembered by its surface."""
    known = _forms.get(surface)
    if known is None:
        if len(_forms) >= _MAX_FORMS:
            _forms.clear()
        folded, kind = _fold(surface)
        known = _forms[surface] = _Form(folded, key(folded), kind, lists_of(folded))
    return known


def _fold(surface: str) -> tuple[str, int]:
    first = surface[0]
    if first in _DIGITS:
        return _shape(surface), NUMBER
    if _LETTER.match(first):
        return _APOSTROPHES.sub("'", _lower(surface)), LETTERS
    if len(surface) > 1:
        return ("...", MARK) if first == "." else ("'s", POSSESSIVE)
    folded = FORMS_OF_MARKS.get(surface, surface)
    return folded, MARK if folded in SOUNDED else SILENT


_DIGITS = frozenset("0123456789")
_LETTER = re.compile(f"[{LETTER_RANGES}]")
_SPACE = re.compile(f"[{SPACE_RANGES}]")
_APOSTROPHES = re.compile("[’ʼ]")


def _lower(surface: str) -> str:
    """Lower letter by letter: ``str.lower`` alone looks at what stands around a sigma."""
    return surface.lower() if surface.isascii() else "".join(map(str.lower, surface))


def _shape(number: str) -> str:
    """Return the shape of a number: a year, or the count of its whole digits up to four."""
    whole = re.split(r"[.,](?!\d{3}(?!\d))", number)[0]
    digits = sum(c in _DIGITS for c in whole)
    if len(number) == digits == 4 and number[:2] in ("19", "20"):  # noqa: PLR2004 - a year has four
        return "<year>"
    return "<" + "0" * min(digits, 4) + ">"


_TOKEN = re.compile(PATTERN)


def tokenise(texts: Sequence[str]) -> Tokens:
    """Tokenise a batch of folded texts. Empty texts have no tokens."""
    number: list[int] = []
    start: list[int] = []
    end: list[int] = []
    forms: list[_Form] = []
    quoted: list[bool] = []
    capital: list[bool] = []
    for place, text in enumerate(texts):
        matches = list(_TOKEN.finditer(text))
        surfaces = [m.group() for m in matches]
        own = [_form(s) for s in surfaces]
        number += [place] * len(matches)
        start += [m.start() for m in matches]
        end += [m.end() for m in matches]
        quoted += _contextual(text, matches, own)
        forms += own
        capital += _capital(surfaces)
    return Tokens(
        count=len(texts),
        text=np.array(number, np.int32),
        start=np.array(start, np.int32),
        end=np.array(end, np.int32),
        key=np.array([form.key for form in forms], np.uint64),
        kind=np.array([form.kind for form in forms], np.uint8),
        quoted=np.array(quoted, np.bool_),
        capital=np.array(capital, np.bool_),
        lists=np.array([form.lists for form in forms], np.int64),
        words=[form.folded for form in forms],
    )


ALL_CAPITALS = 0.85
"""Share of letters in words in capitals above which capitals are the text's style."""


def _capital(surfaces: list[str]) -> list[bool]:
    """Mark words in capitals; none where that is the whole text's style."""
    marks = [len(s) > 1 and s == s.upper() != s.lower() for s in surfaces]
    if not any(marks):
        return marks
    letters = sum(len(s) for s in surfaces if s.upper() != s.lower())
    shouted = sum(len(s) for s, m in zip(surfaces, marks, strict=True) if m)
    return marks if shouted <= ALL_CAPITALS * letters else [False] * len(marks)


def _contextual(text: str, matches: list[re.Match[str]], forms: list[_Form]) -> list[bool]:
    """Settle the forms that hang on their neighbours; return which tokens are quoted."""
    quoted = [False] * len(matches)
    opened: dict[str, int] = {}
    for place, match in enumerate(matches):
        mark = forms[place].folded
        if mark == "-" and _inside(text, match):
            forms[place] = forms[place]._replace(kind=JOIN, lists=0)
        elif mark in opened and _closes(text, match, mark):
            begin = opened.pop(mark)
            quoted[begin + 1 : place] = [True] * (place - begin - 1)
            forms[begin] = forms[place] = _QUOTATION
        elif mark in _QUOTES and _opens(text, match, mark):
            opened[mark] = place
    return quoted


_QUOTES = frozenset({_QUOTE, "'"})
_QUOTATION = _Form(_QUOTE, key(_QUOTE), MARK, 0)


def _around(text: str, match: re.Match[str]) -> tuple[str, str]:
    return text[max(match.start() - 1, 0) : match.start()], text[match.end() : match.end() + 1]


def _in_word(character: str) -> bool:
    return character in _DIGITS or _LETTER.match(character) is not None


def _is_break(character: str) -> bool:
    """Tell the end of the text, or white space."""
    return character == "" or _SPACE.match(character) is not None


def _inside(text: str, match: re.Match[str]) -> bool:
    before, after = _around(text, match)
    return _in_word(before) and _in_word(after)


def _opens(text: str, match: re.Match[str], mark: str) -> bool:
    """Double marks open unless they only close; single ones also need a break before them."""
    if mark == _QUOTE:
        return match.group() not in "”»"
    before, after = _around(text, match)
    return not _in_word(before) and not _is_break(after)


def _closes(text: str, match: re.Match[str], mark: str) -> bool:
    """Double marks close unless they only open; single ones also need a break behind them."""
    if mark == _QUOTE:
        return match.group() not in "“„«"
    before, after = _around(text, match)
    return match.group() not in "‘‚" and not _is_break(before) and not _in_word(after)
