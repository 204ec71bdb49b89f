"""The compiled path from texts to logits: what ``framing.predict`` calls for more than a few.

It gives what ``framing.vectors`` gives, to the last bit: the same rows are added, as integers,
and the same sums follow in the same order.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from framing.aligned import aligned_copy
from framing.codebook import HEADS, OUTPUTS
from framing.cues import CUES
from framing.kernel import heads, sums
from framing.kernel.added import add_own, own_index
from framing.kernel.characters import Characters, characters
from framing.kernel.lexicon import word_index
from framing.kernel.lookup import look_up
from framing.kernel.prepared import Prepared, prepare
from framing.kernel.scan import MEDIA, scan_headlines, scan_leads
from framing.kernel.tokens import tokenise
from framing.kernel.vectors import COLUMNS
from framing.kernel.workspace import Workspaces, locked
from framing.layered import Own, add
from framing.notes import Words
from framing.predict import HEADLINE_LIMIT, LEAD_LIMIT, Batch, Side, conclude
from framing.style import headline_span, lead_span

if TYPE_CHECKING:
    from framing.kernel.texts import Texts
    from framing.kernel.workspace import Workspace
    from framing.layer import Layer, Rows
    from framing.layered import Added
    from framing.model import Model

__all__ = ["Engine", "Tokenised", "engine"]

Floats = npt.NDArray[np.float32]


@lru_cache(maxsize=4)
def engine(model: Model) -> Engine:
    """Return the engine of a model, made once."""
    return Engine(model)


_ROUNDED = 64
"""Room for tokens is a multiple of this, so that headlines of like length share a workspace's
arrays: there is one token a byte at the most."""


class Tokenised:
    """The tokens of a batch, as the kernel fills them in; see ``framing.kernel.tokens``."""

    def __init__(self, prepared: Prepared, tables: Characters, space: Workspace) -> None:
        texts = len(prepared.begin)
        room = (int((prepared.end - prepared.begin).sum()) // _ROUNDED + 1) * _ROUNDED
        self.data, self.side, self.moved = prepared.data, prepared.side, prepared.moved
        self.first = space.take("first", np.int64, texts + 1)
        self.start, self.stop = (space.take(n, np.int64, room) for n in ("start", "stop"))
        self.key = space.take("key", np.uint64, room)
        self.kind, self.flags = (space.take(n, np.uint8, room) for n in ("kind", "flags"))
        self.nchars = space.take("nchars", np.int32, room)
        self.count = tokenise(
            self.data, self.side, self.moved, prepared.begin, prepared.end, tables.classes,
            tables.traits, tables.lower, self.first, self.start, self.stop, self.key, self.kind,
            self.flags, self.nchars,
        )  # fmt: skip


class Engine:
    """A model's tables in the shape that the kernel reads. One engine serves all threads."""

    def __init__(self, model: Model) -> None:
        table = model.table
        self._characters = characters()
        self._index = word_index(table)
        self._arrays = tuple(
            locked(np.ascontiguousarray(a))
            for a in (table.rows, table.pieces, table.scale, table.piece_scale, table.gain)
        )
        self._model = model
        self._spaces = Workspaces()
        self._width = table.width + len(CUES)
        self._weights = _weights(model)
        widest = max(len(shift) for shift in self._weights[4::2])
        self._room = heads.BLOCK * (2 * len(self._weights[2]) + widest)
        self._own = {} if model.layer is None else _own_rows(model.layer)

    def predict(self, headlines: Texts, leads: Texts) -> Batch:
        """Predict every output for a batch of headlines and leads of one length."""
        with self._spaces.lent() as space:
            head = self._read("headline", self.prepare_headlines(headlines), space)
            lead = self._read("lead", self.prepare_leads(leads), space) if leads.any() else None
            return self._judged(head, lead or self._unread(len(leads)), space)

    def _judged(self, head: Side, lead: Side, space: Workspace) -> Batch:
        logit = self._logits(head, lead, space)
        found = conclude(logit, head, lead, self._model)
        layer = self._model.layer
        if layer is None:
            return found
        if layer.reads == "headline" and lead.size.any():
            logit = self._logits(head, self._unread(len(head.size)), space)
        return replace(found, added=self._added(found, logit, head, lead, layer))

    def _added(self, found: Batch, logit: Floats, head: Side, lead: Side, layer: Layer) -> Added:
        """Judge by the model's layer, whose own rows were added up while the texts were read."""
        nothing = np.zeros((1, len(layer.outputs)))
        own = Own(*(nothing if side.own is None else side.own for side in (head, lead)))
        return add(layer, self._model.heads, logit, head, lead, own, found.enough)

    def prepare_headlines(self, texts: Texts) -> Prepared:
        """Fold headlines and take site names off."""
        found = np.zeros(len(texts), np.uint8)
        scan_headlines(
            texts.data, texts.begin, texts.end, HEADLINE_LIMIT, self._characters.traits, MEDIA,
            found,
        )  # fmt: skip
        return prepare(texts, found, headline_span, HEADLINE_LIMIT)

    def prepare_leads(self, texts: Texts) -> Prepared:
        """Fold leads and take bylines and datelines off."""
        found = np.zeros(len(texts), np.uint8)
        scan_leads(texts.data, texts.begin, texts.end, LEAD_LIMIT, self._characters.traits, found)
        return prepare(texts, found, lead_span, LEAD_LIMIT)

    def _read(self, side: str, prepared: Prepared, space: Workspace) -> Side:
        """Read one side; its vectors stand until the same side is read in the same space."""
        tokens, take = Tokenised(prepared, self._characters, space), space.take
        texts, table = len(prepared.begin), self._model.table
        own, pair, lists = (take(n, np.int32, tokens.count) for n in ("own", "pair", "lists"))
        pair_key = take("pair_key", np.uint64, tokens.count)
        look_up(
            tokens.first, tokens.key, tokens.kind, self._index, own, pair, lists, pair_key
        )  # fmt: skip
        vectors = take(f"vectors of {side}", np.float32, texts, self._width)
        counts = take(f"counts of {side}", np.int64, texts, sums.COUNTS)
        sums.add_up(
            tokens.data, tokens.side, tokens.moved, tokens.first, tokens.start, tokens.stop,
            tokens.kind, tokens.flags, tokens.nchars, own, pair, lists, self._characters.lower,
            *self._arrays, *sums.scratch(space, table.width, tokens.count), vectors, counts,
        )  # fmt: skip
        heard, words, unknown, foreign, strange = counts.T.copy()
        added = self._own_sums(side, tokens, heard, (own, pair, lists, pair_key))
        return Side(vectors, heard, Words(words, unknown, foreign, strange), added)

    def _own_sums(
        self, side: str, tokens: Tokenised, heard: npt.NDArray[np.int64], room: tuple[Any, ...]
    ) -> npt.NDArray[np.float64] | None:
        """Add up the layer's own rows of one side; ``room`` is what the look-up works in."""
        if side not in self._own:
            return None
        rows, index = self._own[side]
        own, pair, lists, pair_key = room
        look_up(tokens.first, tokens.key, tokens.kind, index, own, pair, lists, pair_key)
        total = np.zeros((len(heard), rows.rows.shape[1]))
        add_own(tokens.first, own, pair, rows.rows, heard, total)
        return total

    def _unread(self, texts: int) -> Side:
        """Return the side of articles without it."""
        none = np.zeros(texts, np.int64)
        vectors = np.zeros((1, self._width), np.float32)
        return Side(vectors, none, Words(none, none, none, none))

    def _logits(self, head: Side, lead: Side, space: Workspace) -> Floats:
        """Return the logits of all outputs, shape (outputs, texts)."""
        texts = len(head.size)
        # A row more than the texts need: rows a power of two apart would share cache lines.
        out = space.take("logits", np.float32, len(OUTPUTS), texts + COLUMNS)
        heads.run(
            head.vectors, lead.vectors, bool(lead.size.any()), self._model.table.width,
            *self._weights, space.take("room", np.float32, self._room), out,
        )  # fmt: skip
        return out[:, :texts]


def _own_rows(layer: Layer) -> dict[str, tuple[Rows, npt.NDArray[np.uint64]]]:
    """Return the rows of a layer's sides that have any, with their index."""
    sides = {"headline": layer.headline, "lead": layer.lead}
    return {name: (own, own_index(own)) for name, own in sides.items() if len(own.keys)}


def _weights(model: Model) -> tuple[Floats, ...]:
    """Return the heads' arrays as ``framing.kernel.heads.run`` takes them."""
    headline, lead, article = (model.heads[name] for name in HEADS)
    inputs = len(headline.hidden)
    own, both, other = (_filled(head.hidden) for head in (headline, article, lead))
    arrays = (
        np.hstack([own, both[:inputs]]),
        np.hstack([both[inputs:], other]),
        np.hstack([_filled(head.bias) for head in (headline, article, lead)]),
        *(_filled(array) for head in (headline, article, lead) for array in (head.out, head.shift)),
    )
    return tuple(aligned_copy(array) for array in arrays)


def _filled(array: Floats) -> Floats:
    """Fill up columns, so that they come in whole stretches of the kernel's registers."""
    more = -array.shape[-1] % COLUMNS
    return np.pad(array, [(0, 0)] * (array.ndim - 1) + [(0, more)])
