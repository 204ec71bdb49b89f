"""What a layer reads of labelled texts: what the parent knows of them, and their own words.

Dense columns are the parent's vectors, logits and hidden units, centred and brought to one
spread; sparse ones are the words and neighbour pairs of the labels, over the root of the text's
tokens and weighed by how rare they are (Spärck Jones 1972), as TF-IDF does. Whatever is linear in
them can be folded into a layer.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from framing.codebook import OUTPUTS
from framing.layer import Rows
from framing.layered import units
from framing.predict import HEADLINE_LIMIT, LEAD_LIMIT, Reading, combine, logits, read_texts
from framing.style import headline_span, lead_span
from framing.vectors import pairs, sounded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from framing.model import Model

__all__ = ["Design", "Matrix", "Texts", "Weights", "design", "read"]

_LEAST_SEEN = 2
"""Labelled texts that a word or pair must stand in to have a row: what is seen once teaches
its own text only."""

_EASE, _EASE_GRADED = 3.0, 5.0
"""``Texts.ease`` of frames and questions, and of graded scales. The former of 2, 3 and 10, tried on
corpora whose test folds were seen too; the latter of 5, 8 and 12, which are alike, by folds within
each of two folds of Webis-17 that the parent never saw."""

_STILL = 1e-6

Doubles = npt.NDArray[np.float64]
Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
Keys = npt.NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Side:
    """One side's own words and pairs: their sorted keys, and ``share`` (texts, keys), sparse.

    A share is how often a word stands in a text, over the root of the text's tokens.
    """

    keys: Keys
    share: Any


@dataclass(frozen=True, slots=True)
class Texts:
    """Labelled texts as the parent reads them.

    ``dense`` (n, columns) are headline vector, lead vector, logits and hidden units; ``width`` the
    columns of one vector; ``size`` and ``unknown`` (n) are tokens and the share of unknown words;
    ``enough`` (n) says whether a text is long enough and English, without which no score is given;
    ``ease`` is how much easier the parent's columns are to use than words of one's own, as a factor
    of their spread.
    """

    dense: Floats
    width: int
    headline: Side
    lead: Side
    size: Ints
    unknown: Floats
    enough: npt.NDArray[np.bool_]
    reads: str
    ease: float

    def taken(self, kept: Ints) -> Texts:
        """Return some of the texts."""
        return replace(
            self,
            dense=self.dense[kept],
            headline=replace(self.headline, share=self.headline.share[kept]),
            lead=replace(self.lead, share=self.lead.share[kept]),
            size=self.size[kept],
            unknown=self.unknown[kept],
            enough=self.enough[kept],
        )


def read(
    headlines: Sequence[str | None], leads: Sequence[str | None], model: Model, *, graded: bool
) -> Texts:
    """Read headlines and leads as scoring does.

    The parent's hidden units are of use to graded scales alone: frames did worse with them.
    """
    head = read_texts(headlines, headline_span, HEADLINE_LIMIT, model.table)
    lead = read_texts(leads, lead_span, LEAD_LIMIT, model.table)
    reads = "article" if lead.size.any() else "headline"
    said = logits(head.vectors, lead.vectors, model)
    hidden = units(model.heads, head.vectors, lead.vectors) * graded
    found = combine(head, lead, model)
    return Texts(
        np.concatenate([head.vectors, lead.vectors, said, hidden], axis=1, dtype=np.float32),
        head.vectors.shape[1],
        _side(head),
        _side(lead),
        head.size + lead.size,
        (head.words + lead.words).unknown_share,
        found.enough[reads],
        reads,
        _EASE_GRADED if graded else _EASE,
    )


def _side(reading: Reading) -> Side:
    from scipy.sparse import csr_matrix

    tokens = reading.tokens
    heard = sounded(tokens)
    pair, second, _ = pairs(tokens, heard)
    text = tokens.text[np.concatenate([heard, second])]
    keys, place = np.unique(np.concatenate([tokens.key[heard], pair]), return_inverse=True)
    root = (1 / np.sqrt(np.maximum(reading.size, 1))).astype(np.float32)
    return Side(keys, csr_matrix((root[text], (text, place)), (tokens.count, len(keys))))


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a side that have a column: their places there, sorted keys, and weights."""

    places: Ints
    keys: Keys
    weight: Floats

    def columns(self, side: Side) -> Any:
        """Return the sparse columns of texts, shape (texts, words)."""
        from scipy.sparse import diags

        return side.share[:, self.places] @ diags(self.weight)


def _words(side: Side, kept: Ints) -> Words:
    """Choose the words of the texts ``kept`` that get a column."""
    count = np.bincount(side.share[kept].indices, minlength=len(side.keys))
    places = np.flatnonzero(count >= _LEAST_SEEN)
    weight = np.log((1 + len(kept)) / (1 + count[places])) + 1
    return Words(places, side.keys[places], weight.astype(np.float32))


@dataclass(frozen=True, slots=True)
class Matrix:
    """Columns of texts: ``dense``, the parent's, and behind them ``own``, of words, sparse."""

    dense: Floats
    own: Any

    @property
    def columns(self) -> int:
        """Their number."""
        return int(self.dense.shape[1] + self.own.shape[1])

    def rows(self, kept: Ints) -> Matrix:
        """Return some of the texts."""
        return Matrix(self.dense[kept], self.own[kept])

    def times(self, weights: Doubles) -> Doubles:
        """Return the weighted sums of the columns, for weights (columns) or (columns, outputs)."""
        dense, own = np.split(weights, [self.dense.shape[1]])
        summed: Doubles = self.dense @ dense.astype(np.float32) + self.own @ own
        return summed

    def gathered(self, miss: Doubles) -> Doubles:
        """Return what each column adds up to over the texts, each text weighed by ``miss``."""
        return np.concatenate([miss.astype(np.float32) @ self.dense, self.own.T @ miss])


@dataclass(frozen=True, slots=True)
class Weights:
    """Fitted weights folded back to what a layer holds: see ``framing.layer.Layer``."""

    headline: Rows
    lead: Rows
    headline_weights: Floats
    lead_weights: Floats
    parent_weights: Floats
    unit_weights: Floats
    shift: Floats


@dataclass(frozen=True, slots=True)
class Design:
    """Columns, settled on some of the texts: ``matrix`` makes them, ``folded`` undoes it."""

    mean: Floats
    factor: Floats
    headline: Words
    lead: Words

    def matrix(self, texts: Texts) -> Matrix:
        """Return the columns of texts."""
        from scipy.sparse import csr_matrix, hstack

        own = [self.headline.columns(texts.headline), self.lead.columns(texts.lead)]
        dense = (texts.dense - self.mean) * self.factor
        return Matrix(dense, csr_matrix(hstack(own), dtype=np.float32))

    def folded(self, weights: Doubles, shift: Doubles, width: int) -> Weights:
        """Fold weights (columns, outputs) and shift (outputs) of ``matrix`` back to raw columns."""
        count = len(self.mean)
        dense = weights[:count] * self.factor[:, None]
        own = np.split(weights[count:], [len(self.headline.keys)])
        rows = [
            Rows(words.keys, (part * words.weight[:, None]).astype(np.float32))
            for words, part in zip((self.headline, self.lead), own, strict=True)
        ]
        ends = [width, 2 * width, 2 * width + len(OUTPUTS)]
        parts = np.split(dense.astype(np.float32), ends)
        return Weights(
            rows[0],
            rows[1],
            parts[0],
            parts[1],
            parts[2],
            parts[3],
            (shift - self.mean @ dense).astype(np.float32),
        )


def design(texts: Texts, kept: Ints) -> Design:
    """Settle the columns on the texts ``kept``."""
    dense = texts.dense[kept]
    spread = dense.std(axis=0)
    moving = spread > _STILL
    factor = np.where(moving, texts.ease / np.where(moving, spread, 1) / np.sqrt(moving.sum()), 0)
    return Design(
        dense.mean(axis=0),
        factor.astype(np.float32),
        _words(texts.headline, kept),
        _words(texts.lead, kept),
    )
