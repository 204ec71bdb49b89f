"""The arithmetic of a batch: texts in, shares of the rated range out, with what is withheld.

Everything public (``score``, ``score_many``, ``score_table``) is a view of ``predict``. Texts
take one of two paths to their vectors: the reference path through ``framing.vectors``, which
starts at once and also explains, and the compiled path of ``framing.kernel``, which takes a
moment to load and is some twenty times as fast. Both give the same numbers to the last bit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt

from framing import intervals, notes, patience
from framing.codebook import FRAMES, NOTES, POLICY_FRAMES, SCALES
from framing.fold import Folded, fold
from framing.style import headline_span, lead_span
from framing.tokens import Tokens, tokenise
from framing.vectors import Features, Table, features, sums

if TYPE_CHECKING:
    import pyarrow as pa

    from framing.layer import Layer
    from framing.layered import Added
    from framing.model import Model

__all__ = [
    "HEADLINE_LIMIT",
    "LEAD_LIMIT",
    "NOTE_TEXTS",
    "Batch",
    "Reading",
    "Side",
    "Sums",
    "combine",
    "conclude",
    "logits",
    "predict",
    "predict_arrow",
    "predict_by_reference",
    "read_texts",
    "side_sizes",
    "sigmoid",
    "within",
    "words_read",
]

HEADLINE_LIMIT = 400
"""Characters of a headline that are read: the longest of 186,000 real ones has fewer."""
LEAD_LIMIT = 1200
"""Characters of a lead that are read: some 200 words; whole articles are no leads, and a
score must not drift with the length of what was passed."""

Floats = npt.NDArray[np.float32]
Counts = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Span = Callable[[str], tuple[int, int]]

_READS = [s.reads for s in SCALES] + ["article"] * len(FRAMES)
"""What each output is a judgement of."""
_POLICY = slice(len(SCALES), len(SCALES) + len(POLICY_FRAMES))


class Sums(Protocol):
    """One side of a batch, headlines or leads, as far as scores hang on it.

    ``vectors`` (texts, width + cues), ``size`` the counted tokens of each text, ``words`` what
    the notes count.
    """

    @property
    def vectors(self) -> Floats:
        """Text vectors."""

    @property
    def size(self) -> Counts:
        """Counted tokens."""

    @property
    def words(self) -> notes.Words:
        """Counted words."""


@dataclass(frozen=True, slots=True)
class Side:
    """``Sums`` without the tokens behind them: what the compiled path gives.

    ``own`` (n, outputs) are the sums of a layer's own rows, if it has any on this side.
    """

    vectors: Floats
    size: Counts
    words: notes.Words
    own: npt.NDArray[np.float64] | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """``Sums`` with the tokens behind them: what the reference path gives, and explains.

    ``folded`` are the folded texts, ``offset`` where in them reading begins.
    """

    folded: list[Folded]
    offset: list[int]
    tokens: Tokens
    found: Features
    vectors: Floats

    @property
    def size(self) -> Counts:
        """Counted tokens of each text."""
        return self.found.size

    @property
    def words(self) -> notes.Words:
        """Words of each text, as the notes count them."""
        return notes.count_words(self.tokens, self.found.unknown)


@dataclass(frozen=True, slots=True)
class Batch:
    """Predictions for a batch of n articles.

    ``share`` (n, outputs) is each expected rating as a share of its range, or a frame's
    probability; ``low`` and ``high`` (n, scales) the interval's ends; ``enough`` (n) says of
    ``headline``, ``lead`` and ``article`` whether enough was read to judge it; ``main`` is the
    place of the main policy frame or -1, ``noted`` that of the note in ``NOTE_TEXTS``. Columns
    lie together in memory. ``added`` is what the model's layer says, if it has one.
    """

    share: Floats
    low: Floats
    high: Floats
    enough: Mapping[str, Bools]
    main: npt.NDArray[np.int64]
    noted: npt.NDArray[np.int64]
    added: Added | None = None

    @property
    def given(self) -> Bools:
        """What is not withheld, shape (n, outputs)."""
        return np.stack([self.enough[reads] for reads in _READS], axis=1)

    @property
    def note(self) -> list[str | None]:
        """Each article's note, ``None`` where there is nothing to say."""
        return [NOTE_TEXTS[place] for place in self.noted.tolist()]


def _note_text(code: int) -> str | None:
    return "; ".join(name for place, name in enumerate(NOTES) if code >> place & 1) or None


NOTE_TEXTS = tuple(_note_text(code) for code in range(1 << len(NOTES)))
"""Every note: bit i of its place says that reason i of the codebook holds."""


def read_texts(texts: Sequence[str | None], span: Span, limit: int, table: Table) -> Reading:
    """Fold, trim and tokenise texts, and add up their vectors. ``None`` reads as empty."""
    folded, offset, trimmed = [], [], []
    for text in texts:
        plain = fold(text[: 4 * limit]) if text else Folded("", None)
        start, end = span(plain.text) if plain.text else (0, 0)
        folded.append(plain)
        offset.append(start)
        trimmed.append(within(plain.text[start:end], limit))
    tokens = tokenise(trimmed)
    found = features(tokens, table)
    return Reading(folded, offset, tokens, found, sums(tokens, table, found))


def within(text: str, limit: int) -> str:
    """Cut a text at the last space before ``limit``."""
    if len(text) <= limit:
        return text
    cut = text.rfind(" ", 0, limit)
    return text[: cut if cut > 0 else limit]


def predict(headlines: Sequence[str | None], leads: Sequence[str | None], model: Model) -> Batch:
    """Predict every output for a batch of headlines and leads of one length."""
    if patience.is_over(len(headlines)):
        from framing.kernel.engine import engine
        from framing.kernel.texts import Texts

        return engine(model).predict(Texts.of_strings(headlines), Texts.of_strings(leads))
    return predict_by_reference(headlines, leads, model)


def predict_arrow(headlines: pa.Array, leads: pa.Array, model: Model) -> Batch:
    """Predict every output for Arrow arrays of strings, which are read where they lie."""
    if patience.is_over(len(headlines)):
        from framing.kernel.engine import engine
        from framing.kernel.texts import Texts

        return engine(model).predict(Texts.of_arrow(headlines), Texts.of_arrow(leads))
    return predict_by_reference(headlines.to_pylist(), leads.to_pylist(), model)


def predict_by_reference(
    headlines: Sequence[str | None], leads: Sequence[str | None], model: Model
) -> Batch:
    """Predict by the reference path, whatever the size of the batch."""
    head = read_texts(headlines, headline_span, HEADLINE_LIMIT, model.table)
    lead = read_texts(leads, lead_span, LEAD_LIMIT, model.table)
    return combine(head, lead, model)


def combine(head: Reading, lead: Reading, model: Model) -> Batch:
    """Turn what was read of a batch into its predictions."""
    logit = logits(head.vectors, lead.vectors, model).T
    found = conclude(logit, head, lead, model)
    if model.layer is None:
        return found
    return replace(found, added=_added(found, logit, head, lead, model, model.layer))


def _added(
    found: Batch, logit: Floats, head: Reading, lead: Reading, model: Model, layer: Layer
) -> Added:
    from framing.layered import Own, add, own_sums

    if layer.reads == "headline" and lead.size.any():
        logit = logits(head.vectors, np.zeros_like(lead.vectors), model).T
    own = Own(
        own_sums(layer.headline, head.tokens, head.size),
        own_sums(layer.lead, lead.tokens, lead.size),
    )
    return add(layer, model.heads, logit, head, lead, own, found.enough)


def conclude(logit: Floats, head: Sums, lead: Sums, model: Model) -> Batch:
    """Turn logits, shape (outputs, n), into predictions: scores, intervals, frames, notes."""
    share = sigmoid(logit)
    words = words_read(head, lead)
    unknown = words.unknown_share
    english = words.english(unknown)
    size = np.array(list(side_sizes(head, lead).values()))
    short, nothing = size < notes.TOO_SHORT, size == 0
    enough = dict(zip(_SIDES, english & ~short, strict=True))
    low, high = _intervals(share[: len(SCALES)], unknown, size, model)
    stub, weak = short & ~nothing, unknown >= notes.UNKNOWN
    too_short = english & (short[2] | stub[0] | stub[1])
    reasons = (nothing[0], nothing[1], too_short, ~english, weak & enough["article"])
    main = _main_frame(share[_POLICY], enough["article"], model)
    return Batch(share.T, low.T, high.T, enough, main, _noted(reasons))


_SIDES = ("headline", "lead", "article")
_SIDES_OF_SCALES = np.array([_SIDES.index(s.reads) for s in SCALES])


def side_sizes(head: Sums, lead: Sums) -> dict[str, Counts]:
    """Return the counted tokens of headline, lead, and both together."""
    return dict(zip(_SIDES, (head.size, lead.size, head.size + lead.size), strict=True))


def logits(head: Floats, lead: Floats, model: Model) -> Floats:
    """Return every output's calibrated logit, shape (texts, outputs)."""
    heads = model.heads
    parts = heads["headline"](head), heads["lead"](lead), heads["article"](head, lead)
    return np.concatenate(parts, axis=1)


def sigmoid(logit: Floats) -> Floats:
    """Return the logistic function; beyond 30 either way a logit is as good as certain."""
    out: Floats = np.minimum(logit, 30)  # for one headline a third of what np.clip takes
    np.maximum(out, -30, out=out)
    np.exp(np.negative(out, out=out), out=out)
    out += np.float32(1)
    np.divide(np.float32(1), out, out=out)
    return out


def words_read(head: Sums, lead: Sums) -> notes.Words:
    """Count the words of headline and lead together."""
    return head.words + lead.words


def _intervals(share: Floats, unknown: Floats, size: Counts, model: Model) -> tuple[Floats, Floats]:
    """Return the ends of all scales' intervals, shape (scales, n) each; ``size`` is (sides, n)."""
    known = intervals.knowledge(share, unknown, size.take(_SIDES_OF_SCALES, axis=0))
    return intervals.ends(share, known, model.spread.T[:, :, None], model.quantiles.T[:, :, None])


def _main_frame(policy: Floats, given: Bools, model: Model) -> npt.NDArray[np.int64]:
    likely = policy.max(axis=0) >= model.thresholds.get("main_frame", 0.0)
    return np.where(likely & given, policy.argmax(axis=0), -1)


def _noted(reasons: Sequence[Bools]) -> npt.NDArray[np.int64]:
    """Return each text's place in ``NOTE_TEXTS``; ``reasons`` are those of ``NOTES``, in order."""
    places: npt.NDArray[np.int64] = _BITS @ np.array(reasons)
    return places


_BITS = 1 << np.arange(len(NOTES), dtype=np.int64)
