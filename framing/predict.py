"""The arithmetic of a batch: texts in, shares of the rated range out, with what is withheld.

Everything public (``score``, ``score_many``, ``score_table``) is a view of ``predict``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from framing import intervals, notes
from framing.codebook import FRAMES, NOTES, POLICY_FRAMES, SCALES
from framing.fold import Folded, fold
from framing.style import headline_span, lead_span
from framing.tokens import Tokens, tokenise
from framing.vectors import Features, Table, features, sums

if TYPE_CHECKING:
    from framing.model import Model

__all__ = ["HEADLINE_LIMIT", "LEAD_LIMIT", "Batch", "Reading", "predict", "read_texts"]

HEADLINE_LIMIT = 400
"""Characters of a headline that are read: the longest of 186,000 real ones has fewer."""
LEAD_LIMIT = 1200
"""Characters of a lead that are read: some 200 words; whole articles are no leads, and a
score must not drift with the length of what was passed."""

Floats = npt.NDArray[np.float32]
Counts = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Span = Callable[[str], tuple[int, int]]

_READS = np.array([s.reads for s in SCALES] + ["article"] * len(FRAMES))
_POLICY = slice(len(SCALES), len(SCALES) + len(POLICY_FRAMES))


@dataclass(frozen=True, slots=True)
class Reading:
    """One side of a batch, headlines or leads, as tokens and vectors.

    ``folded`` are the folded texts, ``offset`` where in them reading begins.
    """

    folded: list[Folded]
    offset: list[int]
    tokens: Tokens
    found: Features
    vectors: Floats


@dataclass(frozen=True, slots=True)
class Batch:
    """Predictions for a batch of n articles.

    ``share`` (n, outputs) is each expected rating as a share of its range, or a frame's
    probability; ``low`` and ``high`` (n, scales) the interval's ends; ``given`` (n, outputs)
    what is not withheld; ``main`` the place of the main policy frame or -1; ``note`` the texts.
    """

    share: Floats
    low: Floats
    high: Floats
    given: Bools
    main: npt.NDArray[np.int64]
    note: list[str | None]


def read_texts(texts: Sequence[str | None], span: Span, limit: int, table: Table) -> Reading:
    """Fold, trim and tokenise texts, and add up their vectors. ``None`` reads as empty."""
    folded, offset, trimmed = [], [], []
    for text in texts:
        plain = fold(text[: 4 * limit]) if text else Folded("", None)
        start, end = span(plain.text) if plain.text else (0, 0)
        folded.append(plain)
        offset.append(start)
        trimmed.append(_within(plain.text[start:end], limit))
    tokens = tokenise(trimmed)
    found = features(tokens, table)
    return Reading(folded, offset, tokens, found, sums(tokens, table, found))


def _within(text: str, limit: int) -> str:
    """Cut a text at the last space before ``limit``."""
    if len(text) <= limit:
        return text
    cut = text.rfind(" ", 0, limit)
    return text[: cut if cut > 0 else limit]


def predict(headlines: Sequence[str | None], leads: Sequence[str | None], model: Model) -> Batch:
    """Predict every output for a batch of headlines and leads of one length."""
    head = read_texts(headlines, headline_span, HEADLINE_LIMIT, model.table)
    lead = read_texts(leads, lead_span, LEAD_LIMIT, model.table)
    return combine(head, lead, model)


def combine(head: Reading, lead: Reading, model: Model) -> Batch:
    """Turn the readings of a batch into its predictions."""
    share = _sigmoid(logits(head.vectors, lead.vectors, model))
    size = side_sizes(head, lead)
    words = words_read(head, lead)
    unknown, english = words.unknown_share, words.english
    enough = {side: count >= notes.TOO_SHORT for side, count in size.items()}
    given = np.stack([enough[reads] & english for reads in _READS], axis=1)
    low, high = _intervals(share, unknown, size, model)
    reasons = {
        "no headline": size["headline"] == 0,
        "no lead": size["lead"] == 0,
        "too short": english & (~enough["article"] | _stub(size["headline"]) | _stub(size["lead"])),
        "not English": ~english,
        "mostly unknown words": (unknown >= notes.UNKNOWN) & english & enough["article"],
    }
    return Batch(share, low, high, given, _main_frame(share, given, model), _note(reasons))


def side_sizes(head: Reading, lead: Reading) -> dict[str, Counts]:
    """Return the counted tokens of headline, lead, and both together."""
    return {
        "headline": head.found.size,
        "lead": lead.found.size,
        "article": head.found.size + lead.found.size,
    }


def logits(head: Floats, lead: Floats, model: Model) -> Floats:
    """Return every output's calibrated logit, shape (texts, outputs)."""
    both = np.concatenate([head, lead], axis=1)
    parts = (model.heads["headline"](head), model.heads["lead"](lead), model.heads["article"](both))
    return np.concatenate(parts, axis=1)


def _sigmoid(x: Floats) -> Floats:
    out: Floats = np.float32(1) / (np.float32(1) + np.exp(-np.clip(x, -30, 30)))
    return out


def _stub(size: Counts) -> Bools:
    stub: Bools = (size > 0) & (size < notes.TOO_SHORT)
    return stub


def words_read(head: Reading, lead: Reading) -> notes.Words:
    """Count the words of headline and lead together."""
    sides = [notes.count_words(r.tokens, r.found.unknown) for r in (head, lead)]
    return sides[0] + sides[1]


def _intervals(
    share: Floats,
    unknown: Floats,
    size: Mapping[str, Counts],
    model: Model,
) -> tuple[Floats, Floats]:
    low, high = [], []
    for place, scale in enumerate(SCALES):
        known = intervals.knowledge(share[:, place], unknown, size[scale.reads])
        ends = intervals.ends(share[:, place], known, model.spread[place], model.quantiles[place])
        low.append(ends[0])
        high.append(ends[1])
    return np.stack(low, axis=1), np.stack(high, axis=1)


def _main_frame(share: Floats, given: Bools, model: Model) -> npt.NDArray[np.int64]:
    policy = share[:, _POLICY]
    best = policy.argmax(axis=1)
    likely = policy.max(axis=1) >= model.thresholds.get("main_frame", 0.0)
    return np.where(likely & given[:, _POLICY.start], best, -1)


def _note(reasons: dict[str, Bools]) -> list[str | None]:
    """Join the reasons that hold for each text, in the codebook's order."""
    table = np.stack([reasons[name] for name in NOTES], axis=1)
    names = list(NOTES)
    known: dict[bytes, str | None] = {}
    out = []
    for row in table:
        code = row.tobytes()
        if code not in known:
            known[code] = "; ".join(n for n, holds in zip(names, row, strict=True) if holds) or None
        out.append(known[code])
    return out
