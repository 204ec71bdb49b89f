"""The arithmetic of explanations: what each stretch of a batch of texts adds to an output.

Integrated gradients (Sundararajan, Taly and Yan 2017) along the straight path from the empty
text. A text's vector is a sum over its tokens and a head has one hidden layer of rectified
units, so the integral has a closed form: each hidden unit passes on its mean slope along the
path, (relu(a + b) - relu(b)) / a, and nothing is approximated.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from framing.codebook import HEADS, OUTPUTS
from framing.cues import CUES
from framing.layered import links
from framing.predict import HEADLINE_LIMIT, LEAD_LIMIT, read_texts
from framing.quotes import left_out
from framing.style import headline_span, lead_span
from framing.vectors import Addends, contributions

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from framing.layer import Layer
    from framing.model import Head, Model
    from framing.predict import Reading

__all__ = ["READS", "Side", "Where", "shares", "sides", "where"]

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Vectors = npt.NDArray[np.float32]

_LAYER = "layer"
"""Stands for a head where an output is of the model's layer."""

READS = {
    "headline": ("headline",),
    "lead": ("lead",),
    "article": ("headline", "lead"),
    _LAYER: ("headline", "lead"),
}
"""The sides that each head of the model reads."""


class Where(NamedTuple):
    """Where an output comes from: the name of its head, and its place there."""

    head: str
    place: int


@dataclass(frozen=True, slots=True)
class Side:
    """The spans of the headlines, or of the leads, of a batch, in reading order.

    ``given`` are the texts. ``text`` is the number of a span's article, ``start`` and ``end``
    are its offsets in the text as it was given, ``cue`` is the number of the cue or -1;
    ``pair`` and ``quoted`` say so. ``vectors`` (spans, width + cues) is what each span adds to
    its text's vector, ``own`` (spans, outputs) what it adds by the rows of the model's layer.
    """

    name: str
    given: Sequence[str | None]
    reading: Reading
    text: Ints
    start: Ints
    end: Ints
    cue: Ints
    pair: Bools
    quoted: Bools
    vectors: Vectors
    own: Vectors

    @property
    def words(self) -> list[str]:
        """The text of each span, as it was given."""
        bounds = zip(self.text.tolist(), self.start.tolist(), self.end.tolist(), strict=True)
        return [(self.given[text] or "")[start:end] for text, start, end in bounds]

    @property
    def kinds(self) -> list[str]:
        """What each span is: ``word``, ``pair`` or ``cue``."""
        names = ("word", "pair", "cue")
        return [names[kind] for kind in np.where(self.cue >= 0, 2, self.pair).tolist()]

    @property
    def cues(self) -> list[str | None]:
        """The name of each span's cue, ``None`` for words and pairs."""
        names = [*CUES, None]  # which -1 reaches
        return [names[cue] for cue in self.cue.tolist()]


def where(output: str, layer: Layer | None = None) -> Where:
    """Return where an output comes from; raise ``KeyError`` naming the known ones."""
    if layer is not None and output in layer.outputs:
        return Where(_LAYER, layer.outputs.index(output))
    for head, outputs in HEADS.items():
        if output in outputs:
            return Where(head, outputs.index(output))
    known = ", ".join([*OUTPUTS, *(layer.outputs if layer else ())])
    raise KeyError(f"no output {output!r}; the outputs are {known}")


_HOW = {"headline": (headline_span, HEADLINE_LIMIT), "lead": (lead_span, LEAD_LIMIT)}


def sides(
    headlines: Sequence[str | None],
    leads: Sequence[str | None],
    model: Model,
    names: Sequence[str] = ("headline", "lead"),
) -> dict[str, Side]:
    """Read a batch of headlines and leads, or one of them, and find their spans."""
    given = {"headline": headlines, "lead": leads}
    return {
        name: _side(name, given[name], read_texts(given[name], *_HOW[name], model.table), model)
        for name in names
    }


def _side(name: str, given: Sequence[str | None], reading: Reading, model: Model) -> Side:
    first, last, cue, vectors = _merged(name, reading, model)
    start, end = _original(reading, first, last)
    out = left_out(reading.tokens)
    text = reading.tokens.text[first].astype(np.int64)
    quoted = out[first] | out[last]
    reads = reading.vectors.shape[1]
    parts = vectors[:, :reads], vectors[:, reads:]
    return Side(name, given, reading, text, start, end, cue, first != last, quoted, *parts)


def _merged(name: str, reading: Reading, model: Model) -> tuple[Ints, Ints, Ints, Vectors]:
    """Add up the addends that lie on the same words: a pair with the start joins its word."""
    added = contributions(reading.tokens, reading.found, model.table)
    if model.layer is not None:
        added = _with_own(added, name, reading, model.layer)
    order = np.lexsort((added.cue, added.token, added.first))
    place = np.stack([added.first, added.token, added.cue])[:, order].astype(np.int64)
    new = np.ones(len(order), np.bool_)
    new[1:] = (place[:, 1:] != place[:, :-1]).any(axis=0)
    begin = np.flatnonzero(new)
    vectors = added.vectors[order]
    if len(begin):
        vectors = np.add.reduceat(vectors, begin, axis=0)
    first, last, cue = place[:, begin]
    return first, last, cue, vectors


def _with_own(added: Addends, name: str, reading: Reading, layer: Layer) -> Addends:
    """Put what a layer's own rows add beside what the parent's do, and behind it."""
    own = layer.headline if name == "headline" else layer.lead
    first, last, row = links(reading.tokens, own.keys)
    size = np.maximum(reading.found.size, 1)[reading.tokens.text[last]]
    values = own.rows[row] / np.sqrt(size)[:, None]
    before = np.pad(added.vectors, [(0, 0), (0, values.shape[1])])
    behind = np.pad(values.astype(np.float32), [(0, 0), (added.vectors.shape[1], 0)])
    return Addends(
        np.concatenate([added.token, last]),
        np.concatenate([added.first, first]),
        np.concatenate([added.cue, np.full(len(last), -1, np.int32)]),
        np.concatenate([before, behind]),
    )


def _original(reading: Reading, first: Ints, last: Ints) -> tuple[Ints, Ints]:
    """Return where stretches of tokens begin and end in the texts as they were given."""
    tokens = reading.tokens
    text = tokens.text[first]
    offset = np.array(reading.offset, np.int64)[text]
    start, end = tokens.start[first] + offset, tokens.end[last] + offset
    changed = np.array([folded.origin is not None for folded in reading.folded], np.bool_)
    for span in np.flatnonzero(changed[text]):
        folded = reading.folded[text[span]]
        start[span], end[span] = folded.span(int(start[span]), int(end[span]))
    return start, end


def shares(
    read: Mapping[str, Side], output: Where, model: Model
) -> tuple[float, dict[str, Floats]]:
    """Return an output's baseline, and what each span of the sides it reads adds to its logit."""
    head, place = output
    if head == _LAYER and model.layer is not None:
        return _layer_shares(read, place, model, model.layer)
    own = [read[side] for side in READS[head]]
    vectors = np.concatenate([side.reading.vectors for side in own], axis=1)
    baseline, direction = _direction(model.heads[head], place, vectors)
    parts = np.split(direction, len(own), axis=1)
    return baseline, {
        side.name: np.einsum("sv,sv->s", side.vectors, part[side.text], dtype=float)
        for side, part in zip(own, parts, strict=True)
    }


def _layer_shares(
    read: Mapping[str, Side], place: int, model: Model, layer: Layer
) -> tuple[float, dict[str, Floats]]:
    """Return the same for a layer's output, which reads the parent's logits, vectors, own rows."""
    sides = {"headline": read["headline"]}
    if layer.reads == "article":
        sides["lead"] = read["lead"]
    weights = {"headline": layer.headline_weights, "lead": layer.lead_weights}
    directions = {name: weights[name][:, place][None] for name in sides}
    baseline, begin, unit = float(layer.shift[place]), 0, 0
    for name, outputs in HEADS.items():
        weight = layer.parent_weights[begin : begin + len(outputs), place]
        begin += len(outputs)
        head = model.heads[name]
        straight = layer.unit_weights[unit : unit + len(head.bias), place]
        unit += len(head.bias)
        empty, parts = _through(head, READS[name], (weight, straight), sides)
        baseline += empty
        for side, part in parts.items():
            directions[side] = directions[side] + part
    return baseline, {
        name: np.einsum("sv,sv->s", side.vectors, directions[name][side.text], dtype=float)
        + side.own[:, place]
        for name, side in sides.items()
    }


def _through(
    head: Head,
    reads: Sequence[str],
    weights: tuple[Vectors, Vectors],
    sides: Mapping[str, Side],
) -> tuple[float, dict[str, Vectors]]:
    """Return baseline and directions of a weighted sum of a head's logits and hidden units."""
    weight, straight = weights
    out, shift = head.out @ weight + straight, head.shift @ weight
    summed = replace(head, out=out[:, None], shift=shift[None])
    count = next(iter(sides.values())).reading.vectors.shape
    vectors = [
        sides[name].reading.vectors if name in sides else np.zeros(count, np.float32)
        for name in reads
    ]
    baseline, direction = _direction(summed, 0, np.concatenate(vectors, axis=1))
    parts = dict(zip(reads, np.split(direction, len(reads), axis=1), strict=True))
    return baseline, {name: part for name, part in parts.items() if name in sides}


def _direction(head: Head, place: int, vectors: Vectors) -> tuple[float, Vectors]:
    """Return the baseline, and for each text the mean gradient on the path from nought to it."""
    bias = head.bias.astype(float)
    out, shift = head.out[:, place].astype(float), float(head.shift[place])
    reach = (vectors @ head.hidden).astype(float)
    moved = np.maximum(reach + bias, 0) - np.maximum(bias, 0)
    still = np.abs(reach) < 1e-9  # noqa: PLR2004 - the limit of the slope where nothing moves
    slope = np.where(still, bias > 0, moved / np.where(still, 1.0, reach))
    direction = (out * slope).astype(np.float32) @ head.hidden.T
    return float(np.maximum(bias, 0) @ out) + shift, direction
