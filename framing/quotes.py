"""Own words against quoted words: a headline's scores without what it quotes.

Every addend whose token (or, for a pair, whose first token) stands inside quotation marks is
left out, and so are those quotation marks; the size of the text counts the tokens that are
left. Scare quotes are quotation marks too: read the result beside the score, not in its place.
Where fewer than ``framing.notes.TOO_SHORT`` tokens are left, there is nothing to score.
"""

from __future__ import annotations

import re
from dataclasses import replace
from math import isnan
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from framing.codebook import DECIMALS, HEADLINE_SCALES, SCALES
from framing.notes import TOO_SHORT
from framing.predict import HEADLINE_LIMIT, read_texts, sigmoid
from framing.style import headline_span
from framing.tokens import JOIN, MARK, SILENT, key
from framing.vectors import Features, sums

if TYPE_CHECKING:
    from collections.abc import Sequence

    from framing.model import Model
    from framing.predict import Batch, Reading
    from framing.tokens import Tokens

__all__ = ["UNQUOTED_COLUMNS", "left_out", "unquoted_columns", "unquoted_name"]

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]


def unquoted_name(scale: str) -> str:
    """Return the column that holds a headline scale without quoted words."""
    return f"{scale}_without_quotes"


UNQUOTED_COLUMNS: tuple[str, ...] = tuple(unquoted_name(scale.name) for scale in HEADLINE_SCALES)
"""What ``score_table(…, without_quotes=True)`` adds, in the order of the scales."""

_PLACES = [place for place, scale in enumerate(SCALES) if scale.reads == "headline"]

_QUOTATION = np.uint64(key('"'))
_MAY_QUOTE = re.compile("[&\"“”„‟«»\uff02\uff07]|(?<![^\\W_ʼ])['‘’‚‛`´ʼ]")
"""What no quotation can do without: a double mark, a single one that may open, or an entity. The
last of the single ones is a letter to patterns, and a mark may open behind it all the same."""


def left_out(tokens: Tokens) -> Bools:
    """Return which tokens are not the outlet's own: the quoted ones and their marks."""
    # Quotation marks that open or close nothing are silent, so every mark left is of a pair.
    out: Bools = tokens.quoted | ((tokens.kind == MARK) & (tokens.key == _QUOTATION))
    return out


def _unquoted_shares(head: Reading, model: Model) -> tuple[Ints, Floats]:
    """Return which headlines of a reading quote, and their scales without what they quote.

    The numbers of the headlines, and the scales as shares of the rated range, shape (headlines
    that quote, headline scales); not a number where too little is left.
    """
    out = left_out(head.tokens)
    quoting = np.unique(head.tokens.text[out]).astype(np.int64)
    own = _unquoted_features(head, ~out & np.isin(head.tokens.text, quoting))
    vectors = sums(head.tokens, model.table, own)[quoting]
    shares = sigmoid(model.heads["headline"](vectors))
    shares[own.size[quoting] < TOO_SHORT] = np.nan
    return quoting, shares


def _unquoted_features(head: Reading, own: Bools) -> Features:
    """Return the addends of the tokens that are ``own``, and the sizes that these make."""
    tokens, found = head.tokens, head.found
    kept = own[found.token] & own[found.first]
    counted = own & (tokens.kind != SILENT) & (tokens.kind != JOIN)
    return replace(
        found,
        token=found.token[kept],
        first=found.first[kept],
        row=found.row[kept],
        unknown=found.unknown[own[found.unknown]],
        size=np.bincount(tokens.text[counted], minlength=tokens.count),
        marks=found.marks & own,
    )


def unquoted_columns(
    headlines: Sequence[str | None], found: Batch, model: Model
) -> dict[str, list[float | None]]:
    """Return the columns ``UNQUOTED_COLUMNS`` of a batch that is already predicted.

    Only headlines that may quote are read again; the others keep their scores. ``None`` where
    the score is withheld or too little is left.
    """
    shares = found.share[:, _PLACES].copy()
    rows = [row for row, text in enumerate(headlines) if text and _MAY_QUOTE.search(text)]
    if rows:
        texts = [headlines[row] for row in rows]
        read = read_texts(texts, headline_span, HEADLINE_LIMIT, model.table)
        quoting, own = _unquoted_shares(read, model)
        shares[np.array(rows, np.int64)[quoting]] = own
    shares[~found.given[:, _PLACES]] = np.nan
    return {name: _numbers(shares[:, place]) for place, name in enumerate(UNQUOTED_COLUMNS)}


def _numbers(shares: Floats) -> list[float | None]:
    rounded = shares.astype(float).round(DECIMALS).tolist()
    return [None if isnan(value) else value for value in rounded]
