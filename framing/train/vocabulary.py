"""The vocabulary: training texts tokenised once, and the words and pairs that get rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from framing import cues
from framing.tokens import LETTERS, Tokens, key, piece_keys, tokenise
from framing.vectors import pairs, sounded, without_acronyms

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from framing.train.plan import Settings

__all__ = ["Corpus", "read_corpus"]

Ints = npt.NDArray[np.int64]

_CHUNK = 20_000
"""Texts tokenised at once."""


@dataclass(frozen=True)
class Corpus:
    """Tokenised texts.

    Words and pairs stand text after text: those of text ``i`` are at ``bounds[i]`` to
    ``bounds[i + 1]``. A word is its place among the distinct words of the corpus, a pair, of those
    that have one, its row. Rows are the places of ``keys``, which are sorted. Of each distinct word
    ``word_row`` is its row, -1 for none, and ``piece``, within ``piece_bounds``, the rows of its
    pieces. ``cues`` (texts, cues) are sums, ``size`` (texts) counts tokens, ``acronyms`` are sorted
    keys. ``spoken`` are the words that have rows, by row, as an encoder can read them.
    """

    keys: npt.NDArray[np.uint64]
    word: Ints
    word_quoted: npt.NDArray[np.bool_]
    word_bounds: Ints
    pair: Ints
    pair_quoted: npt.NDArray[np.bool_]
    pair_bounds: Ints
    word_row: Ints
    piece: Ints
    piece_bounds: Ints
    cues: npt.NDArray[np.float32]
    size: Ints
    acronyms: npt.NDArray[np.uint64]
    spoken: Mapping[int, str]


def read_corpus(
    texts: Sequence[str],
    settings: Settings,
    *,
    banned: Collection[str] = (),
    acronyms: Collection[str] = (),
) -> Corpus:
    """Tokenise prepared texts and choose the vocabulary: frequent words and pairs.

    ``banned`` words (names of outlets) get neither row nor pieces; ``acronyms`` are words
    that do not count as shouted.
    """
    upper = np.unique(np.array([key(w) for w in acronyms], np.uint64))
    barred = np.array([key(w) for w in banned], np.uint64)
    parts = (texts[i : i + _CHUNK] for i in range(0, len(texts), _CHUNK))
    chunks = [_chunk(without_acronyms(tokenise(part), upper)) for part in parts]
    joined = {k: np.concatenate([c.arrays[k] for c in chunks]) for k in chunks[0].arrays}
    keep = ~np.isin(joined["key"], barred)
    words = joined["key"][keep]
    vocabulary = _vocabulary(words, joined["pair"], settings)
    distinct, word = np.unique(words, return_inverse=True)
    pair = _rows(vocabulary, joined["pair"])
    known = pair >= 0
    lettered = {k: w for c in chunks for k, w in c.lettered.items()}
    piece, piece_bounds = _pieces(distinct, lettered, settings.pieces)
    return Corpus(
        keys=vocabulary,
        word=word.astype(np.int64),
        word_quoted=joined["quoted"][keep],
        word_bounds=_bounds(keep)[_bounds(joined["size"])],
        pair=pair[known],
        pair_quoted=joined["pair_quoted"][known],
        pair_bounds=_bounds(known)[_bounds(joined["pair_count"])],
        word_row=_rows(vocabulary, distinct),
        piece=piece,
        piece_bounds=piece_bounds,
        cues=joined["cues"].astype(np.float32),
        size=joined["size"],
        acronyms=upper,
        spoken=_spoken(vocabulary, {k: w for c in chunks for k, w in c.forms.items()}),
    )


@dataclass(frozen=True)
class _Chunk:
    """What is read of some texts.

    ``arrays`` run over words, pairs or texts; ``lettered`` are the words of letters by their keys,
    ``forms`` numbers and marks too.
    """

    arrays: dict[str, npt.NDArray[Any]]
    lettered: dict[int, str]
    forms: dict[int, str]


def _chunk(tokens: Tokens) -> _Chunk:
    heard = sounded(tokens)
    keys, second, _ = pairs(tokens, heard)
    letters = heard[tokens.kind[heard] == LETTERS]
    arrays = {
        "key": tokens.key[heard],
        "quoted": tokens.quoted[heard],
        "size": _counted(tokens, heard),
        "pair": keys,
        "pair_quoted": tokens.quoted[second],
        "pair_count": _counted(tokens, second),
        "cues": np.stack([_counted(tokens, marked) for marked in cues.marks(tokens)], axis=1),
    }
    words = ({int(tokens.key[i]): tokens.words[i] for i in some} for some in (letters, heard))
    return _Chunk(arrays, *words)


def _counted(tokens: Tokens, which: Any) -> Ints:
    """Return how many of some tokens each text has."""
    return np.bincount(tokens.text[which], minlength=tokens.count)


def _bounds(counts: npt.NDArray[Any]) -> Ints:
    """Return where each of some stretches begins, and behind them where the last ends."""
    return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)


def _vocabulary(words: Any, neighbours: Any, settings: Settings) -> npt.NDArray[np.uint64]:
    """Return the sorted keys that get rows: frequent words first, pairs as room is left."""
    kept, room = [], settings.most_rows
    for found, least in ((words, settings.least_word), (neighbours, settings.least_pair)):
        keys, counts = np.unique(found, return_counts=True)
        keys, counts = keys[counts >= least], counts[counts >= least]
        kept.append(keys[np.argsort(-counts, kind="stable")[:room]])
        room -= len(kept[-1])
    return np.unique(np.concatenate(kept))


def _rows(vocabulary: npt.NDArray[np.uint64], keys: npt.NDArray[np.uint64]) -> Ints:
    """Return the row of each key, -1 for none."""
    place = np.minimum(np.searchsorted(vocabulary, keys), len(vocabulary) - 1)
    return np.where(vocabulary[place] == keys, place, -1).astype(np.int64)


def _pieces(distinct: Any, names: Mapping[int, str], buckets: int) -> tuple[Ints, Ints]:
    """Return the piece rows of each distinct word (none for numbers and marks), with bounds."""
    ids = [piece_keys(names[k]) if (k := int(value)) in names else [] for value in distinct]
    flat = [p & (buckets - 1) for pieces in ids for p in pieces]
    return np.array(flat, np.int64), _bounds(np.array([len(p) for p in ids], np.int64))


_SPOKEN = {"<year>": "2019", "<0>": "5", "<00>": "12", "<000>": "300", "<0000>": "20,000"}
"""Numbers that stand for the shapes of numbers where an encoder reads them."""


def _spoken(vocabulary: npt.NDArray[np.uint64], forms: Mapping[int, str]) -> dict[int, str]:
    words = ((row, forms.get(key)) for row, key in enumerate(vocabulary.tolist()))
    return {row: _SPOKEN.get(word, word) for row, word in words if word is not None}
