"""From tokens to text vectors: every token and neighbour pair adds one row of a table.

A word has its own row where the vocabulary knows it; an unknown word is the sum of the rows
of its pieces. A text's vector is the sum of its rows over the square root of its tokens, with
quoted rows damped by a learned gain, and beside it the counts of the named cues in the same
measure. As the vector is a sum over tokens, what each token adds to a score is exact. Indices
are added as integers, so that a sum hangs on no order; ``framing.kernel`` does the same.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from framing import cues
from framing.tokens import JOIN, LETTERS, SILENT, START, Tokens, pair_keys, piece_keys

__all__ = [
    "Addends",
    "Features",
    "Table",
    "contributions",
    "features",
    "lookup",
    "pairs",
    "sounded",
    "sums",
    "without_acronyms",
]

Floats = npt.NDArray[np.float32]
Indices = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Table:
    """The rows. ``keys`` is sorted; ``rows[i]`` belongs to ``keys[i]``.

    ``pieces`` has a power of two of rows, addressed by the low bits of a piece's key. Numbers
    are small integers; ``scale`` (one a column) turns them to floats. ``gain`` (one a column)
    damps what stands in quotation marks. ``acronyms`` are the sorted keys of words that are
    usually in capitals, and so are not shouted when they are.
    """

    keys: npt.NDArray[np.uint64]
    rows: npt.NDArray[np.int8]
    pieces: npt.NDArray[np.int8]
    scale: Floats
    piece_scale: Floats
    gain: Floats
    acronyms: npt.NDArray[np.uint64]

    @property
    def width(self) -> int:
        """Numbers in a row."""
        return int(self.rows.shape[1])


@dataclass(frozen=True, slots=True)
class Features:
    """What the tokens of a batch add up to, before any weight.

    ``token`` is the token that a row belongs to (a pair belongs to its second token), ``row``
    its place in ``Table.rows``, ``first`` the token where a pair begins (the token itself for
    words and for pairs with the start). ``unknown`` are the tokens without a row, whose pieces
    are read instead. ``size`` is the number of counted tokens of each text, ``marks`` (cues,
    tokens) which tokens trigger which cue.
    """

    token: Indices
    first: Indices
    row: Indices
    unknown: Indices
    size: npt.NDArray[np.int64]
    marks: npt.NDArray[np.bool_]


def lookup(keys: npt.NDArray[np.uint64], wanted: npt.NDArray[np.uint64]) -> Indices:
    """Return the row of each wanted key, -1 where there is none."""
    if len(keys) == 0:
        return np.full(len(wanted), -1, np.int32)
    place = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    found: Indices = np.where(keys[place] == wanted, place, -1).astype(np.int32)
    return found


def sounded(tokens: Tokens) -> Indices:
    """Return the indices of the tokens that count: all but silent marks and joins."""
    return np.flatnonzero((tokens.kind != SILENT) & (tokens.kind != JOIN)).astype(np.int32)


def pairs(tokens: Tokens, heard: Indices) -> tuple[npt.NDArray[np.uint64], Indices, Indices]:
    """Return the keys of all neighbour pairs, their second and their first tokens.

    The first token of a text pairs with the start. Silent marks part neighbours, joins do not.
    """
    silent = np.cumsum(tokens.kind == SILENT)[heard]
    text = tokens.text[heard]
    opens = np.ones(len(heard), np.bool_)
    opens[1:] = text[1:] != text[:-1]
    parted = np.zeros(len(heard), np.bool_)
    parted[1:] = (silent[1:] != silent[:-1]) & ~opens[1:]
    own = tokens.key[heard]
    before, first = np.full(len(heard), START, np.uint64), heard.copy()
    inner = np.flatnonzero(~opens)
    before[inner], first[inner] = own[inner - 1], heard[inner - 1]
    keep = ~parted
    return pair_keys(before[keep], own[keep]), heard[keep], first[keep]


def without_acronyms(tokens: Tokens, acronyms: npt.NDArray[np.uint64]) -> Tokens:
    """Return the tokens with only those words marked as capitals that usually are not."""
    capital = tokens.capital.copy()
    capital[capital] = lookup(acronyms, tokens.key[capital]) < 0
    return replace(tokens, capital=capital)


def features(tokens: Tokens, table: Table) -> Features:
    """Look up every token and pair of a batch."""
    heard = sounded(tokens)
    single = lookup(table.keys, tokens.key[heard])
    keys, second, first = pairs(tokens, heard)
    double = lookup(table.keys, keys)
    unknown = heard[(single < 0) & (tokens.kind[heard] == LETTERS)]
    known = heard[single >= 0]
    return Features(
        token=np.concatenate([known, second[double >= 0]]),
        first=np.concatenate([known, first[double >= 0]]),
        row=np.concatenate([single[single >= 0], double[double >= 0]]),
        unknown=unknown,
        size=np.bincount(tokens.text[heard], minlength=tokens.count),
        marks=cues.marks(without_acronyms(tokens, table.acronyms)),
    )


@dataclass(frozen=True, slots=True)
class Addends:
    """Everything that a batch's text vectors are sums of.

    ``vectors`` (addends, width + cues) belong to ``token``, for pairs from ``first`` on;
    ``cue`` is the number of the cue, -1 for words and pairs.
    """

    token: Indices
    first: Indices
    cue: Indices
    vectors: Floats


def contributions(tokens: Tokens, found: Features, table: Table) -> Addends:
    """Return every addend of the batch's text vectors."""
    cue, cued = (index.astype(np.int32) for index in np.nonzero(found.marks))
    token = np.concatenate([found.token, found.unknown, cued])
    count, width = len(token), table.width
    words = count - len(cued)
    vectors = np.zeros((count, width + len(found.marks)), np.float32)
    vectors[: len(found.token), :width] = table.rows[found.row] * table.scale
    vectors[len(found.token) : words, :width] = _piece_sums(tokens, found.unknown, table)
    vectors[:words, :width][tokens.quoted[token[:words]]] *= table.gain
    vectors[np.arange(words, count), width + cue] = 1.0
    vectors /= np.sqrt(np.maximum(found.size, 1)).astype(np.float32)[tokens.text[token], None]
    first = np.concatenate([found.first, found.unknown, cued])
    return Addends(token, first, np.concatenate([np.full(words, -1, np.int32), cue]), vectors)


def _piece_sums(tokens: Tokens, unknown: Indices, table: Table) -> Floats:
    """Return the piece vectors of unknown words: the sum over the square root of the count."""
    vectors: dict[str, Floats] = {}
    out = np.zeros((len(unknown), table.width), np.float32)
    for place, token in enumerate(unknown):
        word = tokens.words[token]
        if word not in vectors:
            vectors[word] = _piece_sum(word, table)
        out[place] = vectors[word]
    return out


def _piece_sum(word: str, table: Table) -> Floats:
    keys = np.array(piece_keys(word), np.uint64) & np.uint64(len(table.pieces) - 1)
    total = table.pieces[keys.astype(np.int64)].sum(0, dtype=np.int32)
    scaled = total.astype(np.float64) * table.piece_scale.astype(np.float64)
    summed: Floats = (scaled / np.sqrt(float(len(keys)))).astype(np.float32)
    return summed


def sums(tokens: Tokens, table: Table, found: Features) -> Floats:
    """Return the text vectors of a batch, shape (texts, width + cues)."""
    own, said = (_side(tokens, table, found, quoted=quoted) for quoted in (False, True))
    counts = np.zeros((tokens.count, len(found.marks)), np.float32)
    cue, token = np.nonzero(found.marks)
    np.add.at(counts, (tokens.text[token], cue), np.float32(1))
    root = np.float32(1) / np.sqrt(np.maximum(found.size, 1).astype(np.float32))
    vectors: Floats = np.concatenate([own + said * table.gain, counts], axis=1) * root[:, None]
    return vectors


def _side(tokens: Tokens, table: Table, found: Features, *, quoted: bool) -> Floats:
    """Add up what stands outside quotation marks, or inside: known rows and unknown words."""
    whole = np.zeros((tokens.count, table.width), np.int32)
    inside = tokens.quoted[found.token] == quoted
    np.add.at(
        whole, tokens.text[found.token[inside]], table.rows[found.row[inside]].astype(np.int32)
    )
    parts = np.zeros((tokens.count, table.width), np.float32)
    unknown = found.unknown[tokens.quoted[found.unknown] == quoted]
    np.add.at(parts, tokens.text[unknown], _piece_sums(tokens, unknown, table))
    added: Floats = whole.astype(np.float32) * table.scale + parts
    return added
